/** Service parameters of SVCB and HTTPS (IANA "DNS Service Bindings", RFC 9460 14.3). */
import { type Codes, codesOf } from './codes.js'

/** Key name to number. */
export const svcParams = {
  mandatory: 0,
  alpn: 1,
  'no-default-alpn': 2,
  port: 3,
  ipv4hint: 4,
  ech: 5,
  ipv6hint: 6,
  dohpath: 7,
  ohttp: 8,
  'tls-supported-groups': 9,
  docpath: 10,
  pvd: 11,
  oots: 12,
} as const

const keys: Codes = /* @__PURE__ */ codesOf(svcParams, 'key', 65_535)

/** The name of a key, or `keyN`. */
export const svcParamName = (code: number): string => keys.nameOf(code)

/** The number of a key by name or as `keyN` without leading zeros, in lower case; `undefined` for any other text. */
export const svcParamCode = (name: string): number | undefined =>
  typeof name === 'string' && name === name.toLowerCase() && !/^key0\d/.test(name) ? keys.codeOf(name) : undefined

/** True for a key in its generic form, `keyN`, whose value is wire bytes even if the number has a name (RFC 9460 2.1). */
export const isGenericSvcParam = (name: string): boolean => /^key\d+$/.test(name)
