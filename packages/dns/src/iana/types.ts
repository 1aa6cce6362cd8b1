/**
 * Resource record types (IANA registry "Domain Name System Parameters", RFC 6895 3.1): the 99 mnemonics. The numbers of described types are here again, as
 * taking them from the descriptions would put every description into each bundle that names a type; a test compares them.
 */
import { type Codes, codesOf } from './codes.js'

/** Mnemonic to number (RFC 1035 3.2.2 and 3.2.3). */
export const recordTypes = {
  A: 1,
  NS: 2,
  MD: 3,
  MF: 4,
  CNAME: 5,
  SOA: 6,
  MB: 7,
  MG: 8,
  MR: 9,
  NULL: 10,
  WKS: 11,
  PTR: 12,
  HINFO: 13,
  MINFO: 14,
  MX: 15,
  TXT: 16,
  RP: 17,
  AFSDB: 18,
  X25: 19,
  ISDN: 20,
  RT: 21,
  NSAP: 22,
  'NSAP-PTR': 23,
  SIG: 24,
  KEY: 25,
  PX: 26,
  GPOS: 27,
  AAAA: 28,
  LOC: 29,
  NXT: 30,
  EID: 31,
  NIMLOC: 32,
  SRV: 33,
  ATMA: 34,
  NAPTR: 35,
  KX: 36,
  CERT: 37,
  A6: 38,
  DNAME: 39,
  SINK: 40,
  OPT: 41,
  APL: 42,
  DS: 43,
  SSHFP: 44,
  IPSECKEY: 45,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  DHCID: 49,
  NSEC3: 50,
  NSEC3PARAM: 51,
  TLSA: 52,
  SMIMEA: 53,
  HIP: 55,
  NINFO: 56,
  RKEY: 57,
  TALINK: 58,
  CDS: 59,
  CDNSKEY: 60,
  OPENPGPKEY: 61,
  CSYNC: 62,
  ZONEMD: 63,
  SVCB: 64,
  HTTPS: 65,
  DSYNC: 66,
  HHIT: 67,
  BRID: 68,
  UNECE: 69,
  ISO: 70,
  SPF: 99,
  UINFO: 100,
  UID: 101,
  GID: 102,
  UNSPEC: 103,
  NID: 104,
  L32: 105,
  L64: 106,
  LP: 107,
  EUI48: 108,
  EUI64: 109,
  NXNAME: 128,
  TKEY: 249,
  TSIG: 250,
  IXFR: 251,
  AXFR: 252,
  MAILB: 253,
  MAILA: 254,
  ANY: 255,
  URI: 256,
  CAA: 257,
  AVC: 258,
  DOA: 259,
  AMTRELAY: 260,
  RESINFO: 261,
  WALLET: 262,
  CLA: 263,
  IPN: 264,
  TA: 32768,
  DLV: 32769,
} as const

/** A mnemonic in the registry. */
export type RecordTypeName = keyof typeof recordTypes

const types: Codes = /* @__PURE__ */ codesOf(recordTypes, 'TYPE', 65535)

/** The mnemonic of a type, or `TYPEn` (RFC 1035 3.2.2 and 3.2.3, RFC 3597 5). */
export const typeName = (code: number): string => types.nameOf(code)
/** The number of a type (RFC 1035 3.2.2 and 3.2.3) by mnemonic or `TYPEn`, ignoring case, or by the number itself; `undefined` for anything else. */
export const typeCode = (name: string | number): number | undefined => types.codeOf(name)

/** Lookups of record type names: IANA's, or those of a codec with its own types. */
export interface TypeNames {
  /** The mnemonic of a type, or `TYPEn`. */
  typeName(code: number): string
  /** The number of a type by mnemonic or `TYPEn`, ignoring case, or by the number itself; `undefined` for anything else. */
  typeCode(name: string | number): number | undefined
}

/** The registry's mnemonics. */
export const ianaTypes: TypeNames = { typeName, typeCode }
