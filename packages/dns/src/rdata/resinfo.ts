/** RESINFO: what a resolver can do (RFC 9606 4); laid out as TXT, a key or `key=value` a string. */
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
