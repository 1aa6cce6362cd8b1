/** STORE with UNCHANGEDSINCE (RFC 7162 3.1.3), and the CONDSTORE-enabling commands (RFC 7162 3.1). */
import { asBytes, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { decodeCommand, formatSequenceSet } from '../../src/index.js'
import { conditionalStore, enablesCondstore } from '../../src/serve.js'

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
    const valid = { messages, uid: true, unchangedSince: 5n, modseqOf: () => 1n }
    for (const wrong of [
      { messages: [null] },
      { messages: [undefined] },
      { messages: [{ sequence: 1 }] },
      { messages: [{ uid: 1 }] },
      { uid: 'no' },
      { uid: undefined },
      { modseqOf: () => 1 },
      { modseqOf: () => null },
    ])
      expect(caught(() => conditionalStore({ ...valid, ...wrong } as never))).toMatchObject({
        name: 'ImapError',
        code: 'bad-value',
      })
    const message = 'test STORE: unchangedSince: a bigint expected, not a number'
    expect(() => conditionalStore({ ...valid, unchangedSince: 5 } as never)).toThrow(message)
    expect(() => conditionalStore({ ...valid, modseqOf: 5 } as never)).toThrow(
      'test STORE: modseqOf: a function expected, not a number',
    )
  })
})

describe('CONDSTORE-enabling commands (RFC 7162 3.1)', () => {
  const enables = (line: string): boolean => enablesCondstore(decodeCommand(asBytes(`a ${line}\r\n`)))

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

  it('a tree of keys of any depth is looked through, and an invalid command is a typed error', () => {
    let key: { readonly key: 'NOT'; readonly of: unknown } | { readonly key: 'MODSEQ' } = { key: 'MODSEQ' }
    for (let depth = 0; depth < 100_000; depth++) key = { key: 'NOT', of: key }
    expect(enablesCondstore({ verb: 'search', uid: false, keys: [key as never] })).toBe(true)
    expect(enablesCondstore({ verb: 'constructor' } as never)).toBe(false)
    expect(caught(() => enablesCondstore(undefined as never))).toMatchObject({ code: 'bad-value' })
  })

  it.each<[string, object]>([
    ['no verb', {}],
    ['a verb that is a number', { verb: 5 }],
    ['STATUS without items', { verb: 'status' }],
    ['STATUS with an item that is null', { verb: 'status', items: [null] }],
    ['FETCH without items', { verb: 'fetch' }],
    ['FETCH with an item that is null', { verb: 'fetch', items: [null] }],
    ['FETCH with a modifier that is null', { verb: 'fetch', items: 'ALL', modifiers: [null] }],
    ['STORE with modifiers that are null', { verb: 'store', modifiers: null }],
    ['SELECT with a parameter that is undefined', { verb: 'select', parameters: [undefined] }],
    ['ENABLE without capabilities', { verb: 'enable' }],
    ['ENABLE with a capability that is null', { verb: 'enable', capabilities: [null] }],
    ['SEARCH without keys', { verb: 'search' }],
    ['SEARCH with a key that is null', { verb: 'search', keys: [null] }],
    ['SEARCH with a key that is undefined', { verb: 'search', keys: [{ key: 'MODSEQ' }, undefined] }],
    ['NOT without a key', { verb: 'search', keys: [{ key: 'NOT' }] }],
    ['OR without keys', { verb: 'search', keys: [{ key: 'OR' }] }],
    ['AND with a key that is null', { verb: 'search', keys: [{ key: 'AND', of: [null] }] }],
  ])('%s is a typed error', (_, command) => {
    expect(caught(() => enablesCondstore(command as never))).toMatchObject({ name: 'ImapError', code: 'bad-value' })
  })

  it('keys that are in themselves, or in many places, are walked once (RFC 9051 6.4.4)', () => {
    const not: { key: 'NOT'; of?: unknown } = { key: 'NOT' }
    not.of = not
    const and: { key: 'AND'; of: unknown[] } = { key: 'AND', of: [] }
    and.of.push(and, and, not)
    expect(enablesCondstore({ verb: 'search', uid: false, keys: [and as never] })).toBe(false)
    and.of.unshift({ key: 'MODSEQ' })
    expect(enablesCondstore({ verb: 'search', uid: false, keys: [and as never] })).toBe(true)
    let shared: unknown = { key: 'SEEN' }
    for (let depth = 0; depth < 60; depth++) shared = { key: 'OR', of: [shared, shared] }
    expect(enablesCondstore({ verb: 'search', uid: false, keys: [shared as never] })).toBe(false)
  })
})
