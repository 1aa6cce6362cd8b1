/** Rows that are read many at a time are read as they would be line by line (RFC 1939 5 and 7). */
import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import type { ClientOptions, Pop3Limits, ScanListing, Tap, UniqueIdListing } from '../src/index.js'
import { readPlainScanListings, readPlainUniqueIdListings } from '../src/plain-rows.js'
import { loggedIn } from './support.js'

type Verb = 'list' | 'uidl'

/** The events of the answer in these chunks, with the codes and offsets of errors. */
const eventsOf = (verb: Verb, chunks: readonly Uint8Array[], options: ClientOptions): string =>
  JSON.stringify(
    drive(
      loggedIn(options, { verb, message: undefined }),
      chunks.map(chunk => chunk.slice()),
    ),
  )

/**
 * The events of a listing that comes at once and in pieces, which must be those of its lines one by one: for a tap, rows are read so. A response that
 * nothing asked for follows, since the offset in its error counts all bytes, and no row is near the end of the chunk.
 */
function answerOf(verb: Verb, rows: readonly string[], options: ClientOptions, cuts: readonly number[] = []): string {
  const bytes = asBytes(`+OK\r\n${rows.map(row => `${row}\r\n`).join('')}.\r\n-ERR ${'x'.repeat(100)}\r\n`)
  const expected = eventsOf(verb, [bytes], { ...options, tap: () => {} })
  expect(eventsOf(verb, [bytes], options)).toBe(expected)
  const ends = [...cuts.map(at => at % bytes.length), bytes.length].sort((a, b) => a - b)
  const pieces = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
  expect(eventsOf(verb, pieces, options)).toBe(expected)
  return expected
}

const verb = fc.constantFrom<Verb>('list', 'uidl')

/** What is not read many at a time, and what is nearly so; `#` becomes the number that is next. */
const special = [
  ...[
    '',
    '.',
    '..',
    '...1 2',
    '.# 5',
    '..# 5',
    '#',
    '# ',
    '#  5',
    ' # 5',
    '# 5 ',
    '# 5 more',
    '# 5\t',
    '#\t5',
    '# 5\0',
    '#\0 5',
    '-# 5',
    '+# 5',
  ],
  ...[
    '# 5\r',
    '# 5\r\r',
    '#\r 5',
    '\r# 5',
    '# 5\n',
    '# 5x\n',
    '# a\t\n',
    '#x5',
    '# 5\r\r\n',
    '# a\n',
    '\n',
    '0 5',
    '00 5',
    '00# 5',
    '# 005',
    '# 0',
    'a',
    '# \xe9',
    '# a\x7f',
  ],
  ...[
    '99999999 5',
    '100000000 5',
    '9007199254740991 1',
    '9007199254740992 1',
    '# 99999999',
    '# 100000000',
    '# 4294967296',
    '# 9007199254740992',
  ],
  ...[
    `# ${'x'.repeat(69)}`,
    `# ${'x'.repeat(70)}`,
    `# ${'x'.repeat(71)}`,
    `# ${'~!'.repeat(40)}`,
    '# 12a',
    '1 5',
    '2 5',
    '3 x',
    '+OK',
    '-ERR no',
  ],
]
const good = fc.oneof(
  fc.nat(2 ** 33).map(size => `# ${size}`),
  fc
    .string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map(code => String.fromCharCode(code)), minLength: 1, maxLength: 70 })
    .map(id => `# ${id}`),
)
/** How far on the next message is: seldom back, since then no row is plain any more. */
const step = fc.oneof({ weight: 40, arbitrary: fc.constantFrom(1, 1, 2, 9) }, { weight: 1, arbitrary: fc.constantFrom(0, -1) })
const rows = fc
  .array(fc.tuple(fc.oneof({ weight: 8, arbitrary: good }, { weight: 1, arbitrary: fc.constantFrom(...special) }), step), {
    maxLength: 40,
  })
  .map(list => {
    let next = 0
    return list.map(([row, step]) => row.replace('#', String((next = Math.max(1, next + step)))))
  })
const limit = fc.option(fc.nat(60), { nil: Number.POSITIVE_INFINITY })
const limits: fc.Arbitrary<Partial<Pop3Limits>> = fc.record({
  rowLine: fc.oneof(fc.constant(12_288), fc.integer({ min: 5, max: 100 })),
  listing: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.nat(1500)),
  listingRows: limit,
  malformedRows: limit,
})

/** The length of the longest plain row of each. */
const longestOf = { LIST: 19, UIDL: 81 } as const

describe.each(['LIST', 'UIDL'] as const)('plain rows of %s', name => {
  const longest = longestOf[name]
  const found = (text: string, most = 9, last = 0): { used: number; rows: unknown[] } => {
    const [bytes, rows, ids]: [Uint8Array, ScanListing[], UniqueIdListing[]] = [asBytes(text), [], []]
    return name === 'LIST'
      ? { used: readPlainScanListings(bytes, most, last, rows), rows }
      : { used: readPlainUniqueIdListings(bytes, most, last, ids), rows: ids }
  }
  const row = (message: number, value: number) => (name === 'LIST' ? { message, octets: value } : { message, uid: String(value) })
  const rest = 'x'.repeat(longest)

  it('are read, with all their digits', () => {
    expect(found(`1 9\r\n20 18\r\n99999999 12345678\r\n${rest}`)).toEqual({
      used: 31,
      rows: [row(1, 9), row(20, 18), row(99_999_999, 12_345_678)],
    })
  })

  it('are as many as asked for, and ascend from the last that was read', () => {
    const text = `4 1\r\n5 1\r\n6 1\r\n${rest}`
    expect([0, 1, 2, 3, 4].map(most => found(text, most).used)).toEqual([0, 5, 10, 15, 15])
    expect([3, 4, 5].map(last => found(text, 9, last).used)).toEqual([15, 0, 0])
  })

  it('are left to the caller near the end, where the longest might not be whole', () => {
    const text = `1 5\r\n${rest}`
    expect([4, 5].map(more => found(text.slice(0, longest - 5 + more)).used)).toEqual([0, 5])
    expect([longest - 1, longest, longest + 1].map(length => found(text.slice(0, length)).used)).toEqual([0, 5, 5])
  })

  it.each([
    ...['1 5\r\n', '0 5\r\n', ' 5\r\n', '/ 5\r\n', ': 5\r\n', '2\r\n', '2  5\r\n', '2\t5\r\n', '123456789 5\r\n'],
    ...['2 \r\n', '2 5 \r\n', '2 5 a\r\n', '2 5x\n', '2 5\rx', '2 5\n\n', '2 5\r\r', '2 \x7f\r\n', '2 \xe9\r\n'],
    ...(name === 'LIST' ? ['2 123456789\r\n', '2 x\r\n', '2 5/\r\n', '2 5:\r\n'] : []),
    ...(name === 'UIDL' ? [71, 72, 73].map(length => `2 ${'x'.repeat(length)}\r\n`) : []),
    // A character that a unique-id cannot have, in each place of four.
    ...(name === 'UIDL' ? ['abcd fgh', 'abcde gh', 'abcdef h', 'abcdefg i', 'abcd\x7fefg'].map(uid => `2 ${uid}\r\n`) : []),
  ])('end before %j', other => {
    expect(found(`1 5\r\n${other}3 7\r\n${rest}`)).toEqual({ used: 5, rows: [row(1, 5)] })
  })
})

it.each([1, 2, 3, 4, 5, 6, 7, 8, 69, 70])('RFC 1939 7: a unique-id of %i characters is plain', length => {
  const uid = '!a~z'.repeat(18).slice(0, length)
  const rows: UniqueIdListing[] = []
  readPlainUniqueIdListings(asBytes(`1 ${uid}\r\n${'x'.repeat(100)}`), 1, 0, rows)
  expect(rows).toEqual([{ message: 1, uid }])
})

/** A hundred rows of ten bytes with their line ends. */
const hundred = Array.from({ length: 100 }, (_, at) => `${at + 1} `.padEnd(8, '1'))

describe('rows of LIST and UIDL that are read many at a time', () => {
  it.each(special)('are read up to %j, and behind it', row => {
    const rows = ['1 5', row.replace('#', '2'), '3 7', '4 8', '3 9', '5 10']
    for (const verb of ['list', 'uidl'] as const) for (const strict of [false, true]) answerOf(verb, rows, { strict })
  })

  it.each<[Partial<Pop3Limits>, RegExp]>([
    [{ listing: 999 }, /"limit",.*"offset":1010,.*more than 999 bytes/],
    [{ listing: 1000 }, /"response"/],
    [{ listing: 1001 }, /"response"/],
    [{ listingRows: 99 }, /"limit",.*"offset":1010,.*more than 99 rows/],
    [{ listingRows: 100 }, /"response"/],
    [{ listingRows: 101 }, /"response"/],
    [{ rowLine: 9 }, /"line-too-long",.*"offset":20,.*more than 9 bytes/],
    [{ rowLine: 10 }, /"response"/],
    [{ rowLine: 11 }, /"response"/],
  ])('have the limits %j', (limits, expected) => {
    for (const verb of ['list', 'uidl'] as const) expect(answerOf(verb, hundred, { limits }, [505])).toMatch(expected)
  })

  it('are shown to a tap one by one', () => {
    const seen: string[] = []
    const tap: Tap = (direction, bytes) => direction === 'received' && seen.push(asChars(bytes))
    drive(loggedIn({ tap }, { verb: 'list', message: undefined }), [asBytes(`+OK\r\n${hundred.join('\r\n')}\r\n.\r\n`)])
    expect(seen.slice(-101)).toEqual([...hundred, '.'].map(row => `${row}\r\n`))
  })

  it('RFC 1939 7: a unique-id has at most 70 characters', () => {
    expect(answerOf('uidl', [`1 ${'x'.repeat(70)}`], {})).toMatch(/"malformed":\[\]/)
    expect(answerOf('uidl', [`1 ${'x'.repeat(71)}`], {})).toMatch(/"malformed":\[\{/)
  })

  it.each([1, 4095, 4096, 4097, 10_000])('are all there, in order, when there are %i', count => {
    for (const verb of ['list', 'uidl'] as const) {
      const messages = Array.from({ length: count }, (_, at) => at + 1)
      const rows = [...messages.map(message => `${message} ${message}`), '1 1'] // the last is out of order, and repeated
      const [response] = JSON.parse(answerOf(verb, rows, {}, [20_000, 20_001, 40_000]))
      expect(response.listing.rows.map((row: { message: number }) => row.message)).toEqual(messages)
      expect(response.listing.malformed).toMatchObject([{ row: '1 1', message: 1 }])
    }
  })

  test.prop([verb, rows, fc.array(fc.nat(5000), { maxLength: 6 }), limits, fc.boolean()], { numRuns: 1000 })(
    'are what they are line by line, with the same errors, warnings, offsets and limits',
    (verb, rows, cuts, limits, strict) => {
      answerOf(verb, rows, { limits, strict }, cuts)
    },
  )
})
