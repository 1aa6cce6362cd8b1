/** NULL: any bytes (RFC 1035 3.3.10). Experimental; zone text has no form for it but that of opaque data (RFC 3597 5). */
import { encodeHex, isBytes } from '@mailwire/bytes'
import { fail } from '../error.js'
import type { Field, RecordType } from './record-type.js'

export interface Null {
  /** May be empty. */
  readonly anything: Uint8Array
}

const anything: Field<Uint8Array> = {
  kind: 'anything',
  greedy: true,
  decode: reader => reader.opaque(reader.end - reader.pos),
  encode: (writer, value) => writer.raw(bytes(value)),
  parse: tokens => {
    const token = tokens.next('\\# length hex')
    return tokens.refuse('bad-syntax', 'NULL must be written as \\# length hex', token)
  },
  format: value => ['\\#', bytes(value).length, encodeHex(value)].join(' ').trimEnd(),
}

export const nullType: RecordType<Null, 'NULL'> = {
  name: 'NULL',
  code: 10,
  anyClass: true,
  fields: { anything },
}

const bytes = (value: Uint8Array): Uint8Array =>
  isBytes(value) ? value : fail('bad-value', 0, `encode bytes: a Uint8Array expected, not ${typeof value}`)
