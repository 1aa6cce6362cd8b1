/** Operation and response codes (RFC 6895 2.2 and 2.3). */
import { type Codes, codesOf } from './codes.js'

/** Mnemonic to number. */
export const opcodes = { QUERY: 0, IQUERY: 1, STATUS: 2, NOTIFY: 4, UPDATE: 5, DSO: 6 } as const

/** Mnemonic to number; those above 15 need EDNS. 16 is BADVERS in a message and BADSIG in a TSIG record. */
export const rcodes = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  YXDOMAIN: 6,
  YXRRSET: 7,
  NXRRSET: 8,
  NOTAUTH: 9,
  NOTZONE: 10,
  DSOTYPENI: 11,
  BADVERS: 16,
  BADKEY: 17,
  BADTIME: 18,
  BADMODE: 19,
  BADNAME: 20,
  BADALG: 21,
  BADTRUNC: 22,
  BADCOOKIE: 23,
} as const

/**
 * Errors in a TSIG or TKEY record (RFC 8945 3): the response codes, except that 16 is BADSIG. Codes 11 to 15 have no meaning there, and have BIND's
 * names.
 */
export const tsigErrors = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  YXDOMAIN: 6,
  YXRRSET: 7,
  NXRRSET: 8,
  NOTAUTH: 9,
  NOTZONE: 10,
  RESERVED11: 11,
  RESERVED12: 12,
  RESERVED13: 13,
  RESERVED14: 14,
  RESERVED15: 15,
  BADSIG: 16,
  BADKEY: 17,
  BADTIME: 18,
  BADMODE: 19,
  BADNAME: 20,
  BADALG: 21,
  BADTRUNC: 22,
} as const

const operations: Codes = /* @__PURE__ */ codesOf(opcodes, 'OPCODE', 15)
const responses: Codes = /* @__PURE__ */ codesOf(rcodes, 'RCODE', 4095)

/** The mnemonic of an operation code, or `OPCODEn`. */
export const opcodeName = (code: number): string => operations.nameOf(code)
/** The number of an operation code; `undefined` for any other name. */
export const opcodeCode = (name: string): number | undefined => operations.codeOf(name)
/** The mnemonic of a response code, or `RCODEn`. */
export const rcodeName = (code: number): string => responses.nameOf(code)
/** The number of a response code; `undefined` for any other name. */
export const rcodeCode = (name: string): number | undefined => responses.codeOf(name)
