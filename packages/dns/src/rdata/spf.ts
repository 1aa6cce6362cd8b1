/** SPF: as TXT, which took its place (RFC 7208 3.1). */
import type { RecordType } from '../record.js'
import { characterStrings } from './fields/strings.js'

export interface Spf {
  readonly strings: readonly string[]
}

export const spf: RecordType<Spf> = {
  name: 'SPF',
  code: 99,
  anyClass: true,
  fields: { strings: characterStrings },
}
