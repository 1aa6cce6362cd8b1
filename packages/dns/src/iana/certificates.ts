/** Small registries for types with certificates and host keys: mnemonic to number. */

/** Certificate types of CERT (RFC 4398 2.1). */
export const certificateTypes = {
  PKIX: 1,
  SPKI: 2,
  PGP: 3,
  IPKIX: 4,
  ISPKI: 5,
  IPGP: 6,
  ACPKIX: 7,
  IACPKIX: 8,
  URI: 253,
  OID: 254,
} as const

/** Certificate usages of TLSA and SMIMEA (RFC 6698 7.2, RFC 7218 2.1). */
export const tlsaUsages = { 'PKIX-TA': 0, 'PKIX-EE': 1, 'DANE-TA': 2, 'DANE-EE': 3, PRIVCERT: 255 } as const
/** Selectors: the part of a certificate to match (RFC 6698 7.3). */
export const tlsaSelectors = { CERT: 0, SPKI: 1, PRIVSEL: 255 } as const
/** Matching types: the form of that part in the record (RFC 6698 7.4). */
export const tlsaMatchingTypes = { FULL: 0, 'SHA2-256': 1, 'SHA2-512': 2, PRIVMATCH: 255 } as const

/** Algorithms of SSHFP (RFC 4255 3.1.1, RFC 6594, RFC 7479, RFC 8709). */
export const sshAlgorithms = { RSA: 1, DSA: 2, ECDSA: 3, ED25519: 4, ED448: 6 } as const

/** Key agreement modes of TKEY (RFC 2930 2.5). */
export const tkeyModes = { SERVER: 1, 'DIFFIE-HELLMAN': 2, 'GSS-API': 3, RESOLVER: 4, DELETE: 5 } as const

/** NOTIFY targets of DSYNC (RFC 9859). */
export const dsyncSchemes = { NOTIFY: 1 } as const
