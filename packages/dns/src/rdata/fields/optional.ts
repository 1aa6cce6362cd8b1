/** A last field that may be left out. */
import { checkObject } from '../../given.js'
import type { Field } from '../record-type.js'

/** `field`, or `undefined` where RDATA ends before it. */
export function optional<Value>(field: Field<Value>): Field<Value | undefined> {
  checkObject(field, 'describe optional field')
  return {
    kind: `optional-${field.kind}`,
    greedy: true,
    decode: reader => (reader.pos < reader.end ? field.decode(reader) : undefined),
    encode: (writer, value) => {
      if (value !== undefined) field.encode(writer, value)
    },
    parse: tokens => (tokens.atEnd ? undefined : field.parse(tokens)),
    format: value => (value === undefined ? '' : field.format(value)),
  }
}
