/** Classes (RFC 6895 3.2), and the top bit that multicast DNS puts before them (RFC 6762 18.12 and 18.13). */
import { type Codes, codesOf } from './codes.js'

/** Mnemonic to number. CS was assigned once. */
export const recordClasses = { IN: 1, CS: 2, CH: 3, HS: 4, NONE: 254, ANY: 255 } as const

/** The names that RFC 1035 3.2.4 gives beside the mnemonics are read too. */
const classes: Codes = /* @__PURE__ */ codesOf(
  /* @__PURE__ */ Object.assign({}, recordClasses, { CSNET: 2, CHAOS: 3, HESIOD: 4 }),
  'CLASS',
  65535,
)

/** The mnemonic of a class, or `CLASSn`. */
export const className = (code: number): string => classes.nameOf(code)
/** The number of a class by mnemonic or `CLASSn`, in either case, or by the number itself; `undefined` for anything else. */
export const classCode = (name: string | number): number | undefined => classes.codeOf(name)

/** The bit that means "answer me alone" in a question and "forget what you know" in a record of multicast DNS. */
export const MDNS_BIT = 0x8000

/** True where the top bit is multicast DNS's: before IN, and before ANY, where it cannot be another class. */
export const hasMdnsBit = (code: number): boolean =>
  code === (MDNS_BIT | recordClasses.IN) || code === (MDNS_BIT | recordClasses.ANY)
