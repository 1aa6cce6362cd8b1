/** What a server remembers of expunges, and what it tells of them by VANISHED (EARLIER) (RFC 7162 3.2.5, 3.2.6, 5.3). */
import { fc, test } from '@fast-check/vitest'
import { caught, Held } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { formatSequenceSet, parseSequenceSet, type SequenceSet, sequenceSetOf } from '../../src/index.js'
import { ExpungeLog, SessionView, vanishedEarlier } from '../../src/serve.js'

const parse = (text: string): SequenceSet => (text === '' ? [] : parseSequenceSet(text))
const format = (set: SequenceSet | undefined): string | undefined =>
  set === undefined ? undefined : set.length === 0 ? '' : formatSequenceSet(set)

describe('ExpungeLog (RFC 7162 5.3)', () => {
  it('tells what was expunged behind a mod-sequence, as one set', () => {
    const log = new ExpungeLog()
    log.add([9, 7], 5n)
    log.add(parse('1:3,8'), 6n)
    log.add(4, 9n)
    expect([0n, 4n, 5n, 6n, 8n, 9n, 10n].map(modseq => format(log.since(modseq)))).toEqual([
      '1:4,7:9',
      '1:4,7:9',
      '1:4,8',
      '4',
      '4',
      '',
      '',
    ])
  })

  it('lets the oldest go beyond its limit, and says so', () => {
    const log = new ExpungeLog({ ranges: 3 })
    log.add([1, 3], 2n)
    log.add(5, 3n)
    expect([log.forgotten, format(log.since(0n))]).toEqual([0n, '1,3,5'])
    log.add(7, 4n)
    expect(log.forgotten).toBe(2n)
    expect([1n, 2n, 3n].map(modseq => format(log.since(modseq)))).toEqual([undefined, '5,7', '7'])
    log.add([10, 12, 14, 16], 8n)
    expect([7n, 8n].map(modseq => format(log.since(modseq)))).toEqual([undefined, ''])
    expect(log.forgotten).toBe(8n)
  })

  it('begins behind what was never logged', () => {
    const log = new ExpungeLog({ forgotten: 7n })
    expect([format(log.since(6n)), format(log.since(7n))]).toEqual([undefined, ''])
    expect(() => log.add(1, 7n)).toThrow('log expunge: mod-sequence 7 is not above the last one, 7')
  })

  it('is bounded also where everything is expunged one by one, and so is its memory', async () => {
    const held = new Held()
    const log = new ExpungeLog({ ranges: 100 })
    await held.count() // collects what was there before
    const before = process.memoryUsage().heapUsed
    for (let at = 1; at <= 40_000; at++) log.add(at * 2, BigInt(at))
    await held.count()
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(4_000_000)
    expect(log.forgotten).toBe(39_900n)
    expect(log.since(39_899n)).toBeUndefined()
    expect(log.since(39_900n)).toHaveLength(100)
  })

  it('keeps nothing of an expunge without UIDs but its mod-sequence', async () => {
    const held = new Held()
    const log = new ExpungeLog({ ranges: 2 })
    log.add([1, 3], 1n)
    await held.count()
    const before = process.memoryUsage().heapUsed
    for (let at = 2n; at <= 100_000n; at++) log.add([], at)
    await held.count()
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(4_000_000)
    expect([log.forgotten, format(log.since(0n)), format(log.since(1n))]).toEqual([0n, '1,3', ''])
    expect(() => log.add(5, 100_000n)).toThrow('log expunge: mod-sequence 100000 is not above the last one, 100000')
  })

  it('says which type was found', () => {
    expect(() => new ExpungeLog().add(1, 5 as never)).toThrow('log expunge: a bigint expected, not a number')
    expect(() => new ExpungeLog().since(-1n)).toThrow('read expunges: mod-sequence -1 is below 0')
  })

  it.each<[string, () => unknown]>([
    ['an invalid limit', () => new ExpungeLog({ ranges: -1 })],
    ['an invalid mod-sequence', () => new ExpungeLog().add(1, 5 as never)],
    ['a negative mod-sequence', () => new ExpungeLog().since(-1n)],
    ['no UIDs', () => new ExpungeLog().add({} as never, 5n)],
    ['no options', () => new ExpungeLog(null as never)],
    ['* in what is known', () => vanishedEarlier({ uids: [], uidNext: 5, expunged: undefined, knownUids: parse('1:*') })],
    [
      '* in the match data',
      () => vanishedEarlier({ uids: [], uidNext: 5, expunged: undefined, seqMatch: { sequences: parse('*'), uids: parse('1') } }),
    ],
    ['no question', () => vanishedEarlier(undefined as never)],
  ])('%s is a typed error', (_, call) => {
    expect(caught(call)).toMatchObject({ name: 'ImapError', code: 'bad-value' })
  })
})

describe('VANISHED (EARLIER)', () => {
  const threes = sequenceSetOf(Array.from({ length: 10_003 }, (_, at) => (at + 1) * 3))
  const vanished = (uids: SequenceSet, uidNext: number, known?: string, match?: readonly [string, string], expunged?: string) =>
    format(
      vanishedEarlier({
        uids,
        uidNext,
        expunged: expunged === undefined ? undefined : parse(expunged),
        knownUids: known === undefined ? undefined : parse(known),
        seqMatch: match && { sequences: parse(match[0]), uids: parse(match[1]) },
      }),
    )

  it('the first example of RFC 7162 3.2.5.2: nothing is remembered', () => {
    const said = vanished(threes, 30_013, '1:29997')!
    expect(said).toMatch(/^1:2,4:5,7:8,10:11,13:14,/)
    expect(said).toMatch(/,29668:29669,29671:29672,.*,29995:29996$/)
  })

  it('the second example of RFC 7162 3.2.5.2: the last pair matches, and nothing is gone', () => {
    const match = [
      '5000,7500,9000,9990:9999',
      '15000,22500,27000,29970,29973,29976,29979,29982,29985,29988,29991,29994,29997',
    ] as const
    expect(vanished(threes, 30_013, '1:29997', match)).toBe('')
    // Behind the last pair that matches everything counts.
    expect(vanished(threes, 30_013, '1:29997', ['5000,9998', '15000,29993'])).toMatch(/^15001:15002,15004:15005,/)
  })

  it('the example of RFC 7162 3.2.5.2: pair 4=8 matches and 12=24 does not: from 9 on', () => {
    const there = parse('2,4,6,8,10,12,14,16,18,20,22,25')
    expect(vanished(there, 30, undefined, ['4,12', '8,24'])).toBe('9,11,13,15,17,19,21,23:24,26:29')
  })

  it.each<[string, string, string | undefined, readonly [string, string] | undefined, string | undefined]>([
    // Without a list of UIDs: all below UIDNEXT (RFC 7162 3.2.5.1).
    ['2,5', '1,3:4,6:9', undefined, undefined, undefined],
    ['2,5', '3:4', '2:4', undefined, undefined],
    ['2,5', '7:9', '7:4294967295', undefined, undefined],
    ['', '1:9', undefined, undefined, undefined],
    // What is remembered, of what was asked for; what has a number yet is not told (RFC 7162 3.2.10).
    ['2,5', '4', '2:7', undefined, '4,8'],
    ['2,5', '4,8', undefined, undefined, '2,4,8,20'],
    // Match data are of no use then.
    ['2,5', '1', undefined, ['1', '2'], '1'],
    // Ranges of pairs: 2 is 1, 3 is 2, 7 is 3.
    ['2,3,7', '4:6,8:9', undefined, ['1:3', '2:4'], undefined],
    ['2,3,7', '8:9', undefined, ['1:2,3', '2:3,7'], undefined],
    ['2,3,7', '8:9', undefined, ['1:3', '2,3,7'], undefined],
    ['2,3,7', '1,4:6,8:9', undefined, ['1:3', '4:6'], undefined],
    ['2,3,7', '4:6,8:9', undefined, ['1:4294967295', '2:4294967295'], undefined],
    // More numbers than UIDs, and numbers that there are not.
    ['2,3,7', '4:6,8:9', undefined, ['2,3', '3'], undefined],
    ['2,3,7', '1,4:6,8:9', undefined, ['9', '9'], undefined],
  ])('of %s: %s (known %s, match %j, remembered %s)', (there, expected, known, match, expunged) => {
    expect(vanished(parse(there), 10, known, match, expunged)).toBe(expected)
  })

  it('what is gone and still has its number is not EARLIER (RFC 7162 3.2.10): `uids` has what the session counts as well', () => {
    const view = new SessionView({ uids: [2, 5, 7], qresync: true, describe: () => undefined })
    const log = new ExpungeLog()
    view.expunged(5, 9n)
    log.add(5, 9n)
    const told = (expunged: SequenceSet | undefined) =>
      format(vanishedEarlier({ uids: [...parse('2,7'), ...view.uids], uidNext: 10, expunged, knownUids: parse('1:8') }))
    expect([told(undefined), told(log.since(8n))]).toEqual(['1,3:4,6,8', ''])
    expect(view.news({ mayExpunge: true })).toEqual([{ type: 'vanished', earlier: false, uids: parse('5') }])
    expect([told(undefined), told(log.since(8n))]).toEqual(['1,3:6,8', '5'])
  })

  it('a mailbox that never had a message (RFC 7162 3.2.5.1)', () => {
    expect(vanished([], 1)).toBe('')
    expect(vanished([], 1, '1:4294967295')).toBe('')
  })

  const uids = fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { maxLength: 12 }).map(list => list.sort((a, b) => a - b))
  test.prop([uids, fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), fc.array(fc.nat(11), { maxLength: 5 })])(
    'match data never hide what is gone (RFC 7162 3.2.5.2)',
    (client, keeps, picks) => {
      const server = client.filter((_, at) => keeps[at])
      const pairs = [...new Set(picks)].filter(at => at < client.length).sort((a, b) => a - b)
      const sequences = sequenceSetOf(pairs.map(at => at + 1))
      const seqMatch = { sequences, uids: sequenceSetOf(pairs.map(at => client[at]!)) }
      const said = vanishedEarlier({ uids: sequenceSetOf(server), uidNext: 21, expunged: undefined, seqMatch })
      const told = new Set(said.flatMap(({ start, end }) => Array.from({ length: +end - +start + 1 }, (_, at) => +start + at)))
      expect(client.filter(uid => told.has(uid))).toEqual(client.filter(uid => !server.includes(uid)))
      const highest = Math.max(0, ...pairs.filter(at => server[at] === client[at]).map(at => client[at]!))
      const all = Array.from({ length: 20 }, (_, at) => at + 1)
      expect([...told]).toEqual(all.filter(uid => uid > highest && !server.includes(uid)))
    },
  )
})
