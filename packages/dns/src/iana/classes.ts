/** Classes (RFC 6895 3.2), and the top bit of a class, which multicast DNS uses (RFC 6762 18.12 and 18.13). */
import { type Codes, codesOf } from './codes.js'

/** Mnemonic to number (RFC 1035 3.2.4 and 3.2.5). CS is no longer assigned. */
export const recordClasses = { IN: 1, CS: 2, CH: 3, HS: 4, NONE: 254, ANY: 255 } as const

/** Also accepts the full names of RFC 1035 3.2.4. */
const classes: Codes = /* @__PURE__ */ codesOf(
  /* @__PURE__ */ Object.assign({}, recordClasses, { CSNET: 2, CHAOS: 3, HESIOD: 4 }),
  'CLASS',
  65535,
)

/** The mnemonic of a class, or `CLASSn` (RFC 1035 3.2.4 and 3.2.5, RFC 3597 5). */
export const className = (code: number): string => classes.nameOf(code)
/** The number of a class (RFC 1035 3.2.4 and 3.2.5) by mnemonic or `CLASSn`, ignoring case, or by the number itself; `undefined` for anything else. */
export const classCode = (name: string | number): number | undefined => classes.codeOf(name)

/** The multicast DNS bit: a unicast response is preferred in a question, cache flush in a record. */
export const MDNS_BIT = 0x8000

/** True if the top bit is that of multicast DNS: with IN and with ANY, where it cannot be another class. */
export const hasMdnsBit = (code: number): boolean =>
  code === (MDNS_BIT | recordClasses.IN) || code === (MDNS_BIT | recordClasses.ANY)

/** The class without the multicast DNS bit, which does not affect RDATA. In another class the top bit belongs to its number. */
export const plainClass = (code: number): number => (hasMdnsBit(code) ? code & ~MDNS_BIT : code)
