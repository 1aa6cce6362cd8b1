/** NINFO: text about the state of a zone (draft-reid-dnsext-zs); laid out as TXT. */
import type { RecordType } from '../record.js'
import { characterStrings } from './fields/strings.js'

export interface Ninfo {
  readonly strings: readonly string[]
}

export const ninfo: RecordType<Ninfo> = {
  name: 'NINFO',
  code: 56,
  anyClass: true,
  fields: { strings: characterStrings },
}
