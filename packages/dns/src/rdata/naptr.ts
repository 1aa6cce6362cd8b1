/** NAPTR: a step of a dynamic delegation: a rule that rewrites, or where to go on (RFC 3403 4). Not compressed, though some servers do. */
import type { RecordType } from '../record.js'
import { foldedName } from './fields/names.js'
import { u16 } from './fields/numbers.js'
import { characterString, checkedString } from './fields/strings.js'

export interface Naptr {
  /** The lowest is looked at first. */
  readonly order: number
  /** The lowest of one order is preferred. */
  readonly preference: number
  /** Letters and digits. */
  readonly flags: string
  readonly services: string
  /** A substitution such as `!^.*$!sip:info@example.com!`, or empty. */
  readonly regexp: string
  readonly replacement: string
}

export const naptr: RecordType<Naptr> = {
  name: 'NAPTR',
  code: 35,
  fields: {
    order: u16,
    preference: u16,
    flags: /* @__PURE__ */ checkedString(/^[A-Za-z0-9]*$/, 'letters and digits', 'alphanumeric'),
    services: characterString,
    regexp: characterString,
    replacement: foldedName,
  },
}
