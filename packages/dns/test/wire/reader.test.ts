/** A description of one's own that sets the reader's place to anything ends with a typed error, and is not read for ever. */
import { caught, hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { messageCodec } from '../../src/all.js'
import type { MessageReader } from '../../src/fields.js'

const bytes = hex('0000 8000 0000 0001 0000 0000 00 ff00 0001 00000000 0004 01020304')

const reads: readonly (readonly [string, (reader: MessageReader) => unknown])[] = [
  ['a name', reader => reader.name()],
  ['a number', reader => reader.u16()],
  ['bytes', reader => reader.opaque(2)],
  [
    'numbers to the end',
    reader => {
      while (reader.pos < reader.end) reader.u8()
    },
  ],
]

describe.each(reads)('%s', (_what, read) => {
  it.each([12.5, -1, -1e15, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN, 1e9, undefined])('at %o', pos => {
    const odd = {
      name: 'ODD',
      code: 65_280,
      fields: {},
      decode: (reader: MessageReader) => {
        reader.pos = pos as number
        return { value: read(reader) }
      },
    }
    expect(caught(() => messageCodec([odd]).decode(bytes))).toMatchObject({ name: 'DnsError', section: 'answer' })
  })
})

it.each([undefined, null, 5, 'x', Symbol('x')])('data of a record that is %o is refused', value => {
  const odd = {
    name: 'ODD',
    code: 65_280,
    fields: {},
    decode: (reader: MessageReader) => {
      reader.pos = reader.end
      return value as never
    },
  }
  expect(caught(() => messageCodec([odd]).decode(bytes))).toMatchObject({ name: 'DnsError', code: 'bad-value' })
})
