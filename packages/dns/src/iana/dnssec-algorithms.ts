/** DNSSEC algorithm numbers (IANA registry "DNS Security Algorithm Numbers", RFC 4034 A.1). */

/** Mnemonic to number; the registry's mnemonic comes before those that name servers print instead. */
export const dnssecAlgorithms = {
  DELETE: 0,
  RSAMD5: 1,
  DH: 2,
  DSA: 3,
  ECC: 4,
  RSASHA1: 5,
  'DSA-NSEC3-SHA1': 6,
  NSEC3DSA: 6,
  DSANSEC3SHA1: 6,
  'RSASHA1-NSEC3-SHA1': 7,
  NSEC3RSASHA1: 7,
  RSASHA1NSEC3SHA1: 7,
  RSASHA256: 8,
  RSASHA512: 10,
  'ECC-GOST': 12,
  ECCGOST: 12,
  ECDSAP256SHA256: 13,
  ECDSAP384SHA384: 14,
  ED25519: 15,
  ED448: 16,
  SM2SM3: 17,
  'ECC-GOST12': 23,
  INDIRECT: 252,
  PRIVATEDNS: 253,
  PRIVATEOID: 254,
} as const

/** What BIND prints instead of the registry's names: its own names, or numbers if it has none or if 0 is not DELETE (RFC 4398 2). */
export const shownAlgorithms = { 0: 0, 4: 4, 17: 17, 23: 23, NSEC3DSA: 6, NSEC3RSASHA1: 7, ECCGOST: 12 } as const
