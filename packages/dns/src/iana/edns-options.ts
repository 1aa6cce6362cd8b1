/** EDNS option codes (RFC 6891 9, and the documents that registered them). */
import { type Codes, codesOf } from './codes.js'

/** Mnemonic to number, as dig prints them. */
export const ednsOptions = {
  LLQ: 1,
  UL: 2,
  NSID: 3,
  DAU: 5,
  DHU: 6,
  N3U: 7,
  ECS: 8,
  EXPIRE: 9,
  COOKIE: 10,
  KEEPALIVE: 11,
  PADDING: 12,
  CHAIN: 13,
  'KEY-TAG': 14,
  EDE: 15,
  'CLIENT-TAG': 16,
  'SERVER-TAG': 17,
  'REPORT-CHANNEL': 18,
  ZONEVERSION: 19,
  'MQTYPE-QUERY': 20,
  'MQTYPE-RESPONSE': 21,
  'EDE-EXTRA-TEXT-LANGUAGE': 22,
  'FILTERING-CONTACT': 23,
  'FILTERING-ORGANIZATION': 24,
  'FILTERING-DB': 25,
  'STRUCTURED-DNS-ERROR': 26,
  'UMBRELLA-IDENT': 20292,
  DEVICEID: 26946,
} as const

const options: Codes = /* @__PURE__ */ codesOf(ednsOptions, 'OPT', 65535)

/** The mnemonic of an EDNS option, or `OPTn`. */
export const ednsOptionName = (code: number): string => options.nameOf(code)
/** The number of an EDNS option by mnemonic or `OPTn`; `undefined` for any other name. */
export const ednsOptionCode = (name: string): number | undefined => options.codeOf(name)
