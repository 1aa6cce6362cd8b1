/** Header fields of anything: what SORT and THREAD read of them ends, and takes linear time. */
import { runInThisContext } from 'node:vm'
import { fc, test } from '@fast-check/vitest'
import { processorTime } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { baseSubject } from '../../src/evaluate/base-subject.js'
import { displayText, firstAddress } from '../../src/evaluate/first-address.js'
import { messageIdsIn } from '../../src/evaluate/thread-message-id.js'

/** What does not end fails, and does not keep the tests. */
function ending(run: () => unknown): void {
  const call = runInThisContext('(run, box) => { box.run = run; globalThis.__ending = box }') as (
    run: unknown,
    box: object,
  ) => void
  call(run, {})
  try {
    runInThisContext('__ending.run()', { timeout: 5000 })
  } finally {
    Reflect.deleteProperty(globalThis, '__ending')
  }
}

const junk = (characters: string, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength })

const SPECIAL = '<>()"\\@,;:[] a'

describe.each<[string, string, (field: string) => unknown]>([
  ['messageIdsIn (RFC 5322 3.6.4)', SPECIAL, field => messageIdsIn(field)],
  ['firstAddress (RFC 5322 3.4)', SPECIAL, firstAddress],
  ['displayText (RFC 5957 3)', `${SPECIAL}=?qb_`, field => displayText(firstAddress(field))],
  ['displayText of a name (RFC 2047)', '=?qb_ aA*', name => displayText({ name, route: null, mailbox: 'a', host: 'b' })],
  ['baseSubject (RFC 5256 2.1)', '[]():refwd =?qb', baseSubject],
])('%s', (_, characters, read) => {
  test.prop([junk(characters, 24)], { numRuns: 500 })('ends', field => ending(() => read(field)))

  test.prop([junk(characters, 6), junk(characters, 6), junk(characters, 6)], { numRuns: 20 })(
    'takes linear time',
    (first, piece, last) => {
      const field = first + piece.repeat(60_000 / piece.length) + last.repeat(60_000 / last.length)
      const start = processorTime()
      ending(() => read(field))
      expect(processorTime() - start).toBeLessThan(1500)
    },
  )
})

it.each(['<a@b (x) c(y)>', '<((', '<a"(x)@b>', '<(x)(y)(z)@(', '<a (x)"b"(y)@c>'])('RFC 5322 3.6.4: %j ends', field => {
  ending(() => messageIdsIn(field))
})
