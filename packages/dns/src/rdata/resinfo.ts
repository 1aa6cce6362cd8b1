/** RESINFO: what a resolver can do, as `key=value` strings (RFC 9606 4). */
import type { RecordType } from '../record.js'
import { characterStrings } from './fields/strings.js'

export interface Resinfo {
  readonly strings: readonly string[]
}

export const resinfo: RecordType<Resinfo> = {
  name: 'RESINFO',
  code: 261,
  anyClass: true,
  fields: { strings: characterStrings },
}
