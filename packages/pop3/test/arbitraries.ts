/** Commands and responses as decoding gives them. */

import { fc } from '@fast-check/vitest'
import { decodeText } from '@mailwire/bytes'
import type { Command, Response } from '../src/index.js'

const bytesOf = (accepts: (byte: number) => boolean, minLength: number) =>
  fc
    .array(fc.integer({ min: 0, max: 255 }).filter(accepts), { minLength, maxLength: 20 })
    .map(bytes => decodeText(Uint8Array.from(bytes)))
/** Bytes with some of them replaced, added or taken away. */
export const damaged = (bytes: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(
      bytes,
      fc.array(fc.tuple(fc.nat(), fc.nat(2), fc.constantFrom(...'\r\n\0 \t=./-A1\xff')), { minLength: 1, maxLength: 3 }),
    )
    .map(([whole, damages]) => {
      const letters = [...whole]
      for (const [at, removed, added] of damages) letters.splice(at % (letters.length + 1), removed, added.charCodeAt(0))
      return Uint8Array.from(letters)
    })
const word = bytesOf(byte => byte > 0x20 && byte !== 0x7f, 1)
const line = bytesOf(byte => byte >= 0x20 && byte !== 0x7f, 1)
const message = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })

export const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ verb: fc.constant('user' as const), name: word }),
  fc.record({ verb: fc.constant('pass' as const), password: line }),
  fc.record({ verb: fc.constant('apop' as const), name: word, digest: fc.stringMatching(/^[0-9a-f]{32}$/) }),
  fc.record({ verb: fc.constantFrom('list' as const, 'uidl' as const), message: fc.option(message, { nil: undefined }) }),
  fc.record({ verb: fc.constantFrom('retr' as const, 'dele' as const), message }),
  fc.record({ verb: fc.constant('top' as const), message, lines: fc.nat() }),
  fc.record({
    verb: fc.constantFrom(
      'stat' as const,
      'last' as const,
      'noop' as const,
      'rset' as const,
      'quit' as const,
      'capa' as const,
      'stls' as const,
      'utf8' as const,
    ),
  }),
  fc.record({
    verb: fc.constant('auth' as const),
    mechanism: fc.stringMatching(/^[A-Z0-9_-]{1,20}$/),
    initialResponse: fc.option(fc.uint8Array(), { nil: undefined }),
  }),
  fc.record({
    verb: fc.constant('lang' as const),
    tag: fc.option(fc.constantFrom('*', 'de', 'en-boont', 'x-a-1'), { nil: undefined }),
  }),
  fc.record({
    verb: fc.constant('unknown' as const),
    name: fc.stringMatching(/^X[A-Z]{1,9}$/),
    argument: fc.option(
      line.filter(text => !/^ | $/.test(text)),
      { nil: undefined },
    ),
  }),
)

export const response: fc.Arbitrary<Response> = fc.record({
  status: fc.constantFrom('+OK' as const, '-ERR' as const),
  code: fc.option(fc.constantFrom('IN-USE', 'SYS/TEMP', 'AUTH'), { nil: undefined }),
  text: line.filter(text => !text.startsWith('[')),
})
