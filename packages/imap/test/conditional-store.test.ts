/** STORE with UNCHANGEDSINCE (RFC 7162 3.1.3), and the CONDSTORE-enabling commands (RFC 7162 3.1). */
import { caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { decodeCommand, formatSequenceSet } from '../src/index.js'
import { conditionalStore, enablesCondstore } from '../src/serve.js'

describe('conditionalStore', () => {
  const messages = [
    { sequence: 5, uid: 50 },
    { sequence: 7, uid: 70 },
    { sequence: 9, uid: 90 },
  ]
  const modseqs = new Map([
    [50, 320162338n],
    [70, 320162342n],
    [90, 320162349n],
  ])
  const stored = (uid: boolean, unchangedSince: bigint, given = messages) => {
    const { changes, failures, modified } = conditionalStore({
      messages: given,
      uid,
      unchangedSince,
      modseqOf: one => modseqs.get(one.uid),
    })
    const numbers = [changes, failures].map(list => list.map(({ sequence }) => sequence))
    return [...numbers, modified.length === 0 ? '' : formatSequenceSet(modified)]
  }

  it.each<[string, boolean, bigint, unknown[]]>([
    ['all pass: example 3', false, 320162349n, [[5, 7, 9], [], '']],
    ['some fail, and the others change: example 6', false, 320162338n, [[5], [7, 9], '7,9']],
    ['by UID the code has UIDs', true, 320162338n, [[5], [7, 9], '70,90']],
    ['0 always fails: example 8', false, 0n, [[], [5, 7, 9], '5,7,9']],
  ])('%s (RFC 7162 3.1.3)', (_, uid, since, expected) => {
    expect(stored(uid, since)).toEqual(expected)
  })

  it('a message that is named twice is tested once; one that is gone neither changes nor fails (RFC 7162 3.1.3, RFC 2180 4.2)', () => {
    expect(stored(false, 320162342n, [messages[1]!, ...messages, { sequence: 8, uid: 80 }])).toEqual([[7, 5], [9], '9'])
  })

  it('wrong types are typed errors', () => {
    for (const wrong of [
      undefined,
      { messages, uid: true, unchangedSince: 5, modseqOf: () => 1n },
      { messages: 5, unchangedSince: 5n },
    ])
      expect(caught(() => conditionalStore(wrong as never))).toMatchObject({ name: 'ImapError', code: 'bad-value' })
    const noMessages = { messages: 5, uid: true, unchangedSince: 5n, modseqOf: () => 1n }
    expect(caught(() => conditionalStore(noMessages as never))).toMatchObject({ code: 'bad-value' })
  })
})

describe('CONDSTORE-enabling commands (RFC 7162 3.1)', () => {
  const enables = (line: string): boolean => enablesCondstore(decodeCommand(new TextEncoder().encode(`a ${line}\r\n`)))

  it.each([
    'SELECT INBOX (CONDSTORE)',
    'EXAMINE INBOX (condstore)',
    'SELECT INBOX (QRESYNC (67890007 20050715194045000))',
    'STATUS INBOX (UIDNEXT HIGHESTMODSEQ)',
    'FETCH 1:3 (MODSEQ)',
    'UID FETCH 1 (UID MODSEQ)',
    'UID FETCH 1:* FLAGS (CHANGEDSINCE 12345)',
    'STORE 7,5,9 (UNCHANGEDSINCE 320162338) +FLAGS.SILENT (\\Deleted)',
    'UID STORE 7 (UNCHANGEDSINCE 0) FLAGS (x)',
    'SEARCH MODSEQ 620162338',
    'SEARCH OR NOT MODSEQ 720162338 LARGER 50000',
    'UID SEARCH (SEEN (FLAGGED MODSEQ 1))',
    'ENABLE CONDSTORE',
    'ENABLE X-MINE qresync',
  ])('%s', line => {
    expect(enables(line)).toBe(true)
  })

  it.each([
    'SELECT INBOX',
    'STATUS INBOX (UIDNEXT)',
    'FETCH 1 (UID FLAGS)',
    'FETCH 1 ALL',
    'STORE 1 FLAGS (MODSEQ)',
    'SEARCH SUBJECT MODSEQ',
    'ENABLE IMAP4rev2',
    'NOOP',
    'X-CONDSTORE',
  ])('%s is none', line => {
    expect(enables(line)).toBe(false)
  })

  it('a tree of keys of any depth is looked through, and what is no command is a typed error', () => {
    let key: { readonly key: 'NOT'; readonly of: unknown } | { readonly key: 'MODSEQ' } = { key: 'MODSEQ' }
    for (let depth = 0; depth < 100_000; depth++) key = { key: 'NOT', of: key }
    expect(enablesCondstore({ verb: 'search', uid: false, keys: [key as never] })).toBe(true)
    expect(enablesCondstore({ verb: 'constructor' } as never)).toBe(false)
    expect(caught(() => enablesCondstore(undefined as never))).toMatchObject({ code: 'bad-value' })
  })
})
