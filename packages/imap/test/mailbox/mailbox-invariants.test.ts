/** The rules that a store of mailboxes keeps (RFC 9051 2.3.1.1, RFC 7162 3.1, 3.2): each is broken once, and nothing else with it. */
import { caught } from '@mailwire/tooling/testing'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { checkMailbox, type MailboxInvariantId, type MailboxState, mailboxInvariants } from '../../src/serve.js'

const message = (uid: number, modseq: bigint | undefined, ...flags: string[]) => ({ uid, modseq, flags })
const before: MailboxState = {
  uidValidity: 7,
  uidNext: 10,
  highestModseq: 20n,
  messages: [message(3, 11n, '\\Seen'), message(9, 20n)],
}
const [first, second] = before.messages as [MailboxState['messages'][0], MailboxState['messages'][0]]

/** What cannot be broken alone has the others with it. */
const broken: readonly [id: MailboxInvariantId, after: Partial<MailboxState>, ...others: MailboxInvariantId[]][] = [
  ['uid-range', { uidValidity: 4294967296, highestModseq: 20n }],
  ['uid-range', { uidNext: 4294967296 }],
  ['uid-order', { messages: [second, first] }],
  ['uid-next', { messages: [first, second, message(10, 21n)], highestModseq: 21n }],
  ['uid-next-falls', { uidNext: 9, messages: [first], highestModseq: 21n }],
  ['uid-reused', { messages: [first, message(5, 21n), second], highestModseq: 21n }],
  ['uid-validity-falls', { uidValidity: 6 }],
  ['no-modseq', { highestModseq: undefined }],
  ['no-modseq', { messages: [first, second, message(10, undefined)], uidNext: 11, highestModseq: 21n }, 'modseq-new-message'],
  ['modseq-range', { highestModseq: 1n << 63n }],
  ['modseq-above-highest', { messages: [first, message(9, 21n)] }],
  ['expunge-above-highest', { lastExpunge: 21n }],
  ['highest-modseq-falls', { highestModseq: 19n }, 'modseq-above-highest'],
  ['modseq-new-message', { messages: [first, second, message(10, 20n)], uidNext: 11, highestModseq: 21n }],
  ['modseq-change', { messages: [message(3, 11n), second] }],
  ['modseq-change', { messages: [message(3, 19n, 'x'), second] }],
  ['modseq-falls', { messages: [message(3, 10n, '\\Seen'), second] }],
  ['modseq-expunge', { messages: [first] }],
]

it('every rule has a row here, and a section', () => {
  expect([...new Set(broken.map(([id]) => id))].sort()).toEqual(mailboxInvariants.map(({ id }) => id).sort())
  for (const { section, text } of mailboxInvariants)
    expect([section, text]).toEqual([expect.stringMatching(/^RFC \d/), expect.stringMatching(/\.$/)])
})

it('the ids are a closed set of names', () => {
  const names: Record<ReturnType<typeof checkMailbox>[number], true> = {
    'uid-range': true,
    'uid-order': true,
    'uid-next': true,
    'uid-next-falls': true,
    'uid-reused': true,
    'uid-validity-falls': true,
    'no-modseq': true,
    'modseq-range': true,
    'modseq-above-highest': true,
    'expunge-above-highest': true,
    'highest-modseq-falls': true,
    'modseq-new-message': true,
    'modseq-change': true,
    'modseq-falls': true,
    'modseq-expunge': true,
  }
  expect(mailboxInvariants.map(({ id }) => id)).toEqual(Object.keys(names))
  expectTypeOf(checkMailbox).returns.toEqualTypeOf<readonly MailboxInvariantId[]>()
  // @ts-expect-error: no such rule
  names['uid-rnage'] = true
})

it.each(broken)('%s', (id, after, ...others) => {
  expect([...checkMailbox(before, { ...before, ...after })].sort()).toEqual([id, ...others].sort())
})

describe('what breaks none (RFC 9051 2.3.1.1, RFC 7162 3.1)', () => {
  it.each<[string, Partial<MailboxState>]>([
    ['nothing happens', {}],
    ['a message comes', { uidNext: 12, highestModseq: 21n, messages: [first, second, message(11, 21n)] }],
    ['a message goes', { highestModseq: 21n, lastExpunge: 21n, messages: [second] }],
    ['flags change', { highestModseq: 21n, messages: [message(3, 21n), second] }],
    ['flags are written in another case', { messages: [message(3, 11n, '\\SEEN'), second] }],
    ['a mod-sequence rises without a change of flags', { highestModseq: 21n, messages: [message(3, 21n, '\\Seen'), second] }],
    ['all is renumbered', { uidValidity: 8, uidNext: 2, highestModseq: 1n, messages: [message(1, 1n)] }],
    ['mod-sequences are given up', { highestModseq: undefined, messages: [message(3, undefined), message(9, undefined)] }],
  ])('%s', (_, after) => {
    expect(checkMailbox(before, { ...before, ...after })).toEqual([])
  })

  it('a new mailbox', () => {
    expect(checkMailbox(undefined, { uidValidity: 1, uidNext: 1, highestModseq: 1n, messages: [] })).toEqual([])
  })
})

it('an invalid state is a typed error', () => {
  for (const messages of [[null], [{ ...first, flags: undefined }], [{ ...first, flags: [5] }]])
    for (const states of [
      [before, { ...before, messages }],
      [{ ...before, messages }, before],
    ])
      expect(caught(() => checkMailbox(...(states as never as [MailboxState, MailboxState])))).toMatchObject({
        code: 'bad-value',
      })
  expect(caught(() => checkMailbox(null as never, before))).toMatchObject({ code: 'bad-value' })
  expect(caught(() => checkMailbox(undefined, undefined as never))).toMatchObject({ code: 'bad-value' })
  expect(caught(() => checkMailbox(before, { ...before, messages: 'x' as never }))).toMatchObject({ code: 'bad-value' })
})

it.each<[string, object]>([
  ['uidNext', { uidNext: Symbol('x') }],
  ['uidValidity', { uidValidity: Object.create(null) }],
  ['highestModseq', { highestModseq: 20 }],
  ['lastExpunge', { lastExpunge: {} }],
  ['uid', { messages: [{ ...first, uid: Symbol('x') }] }],
  ['modseq', { messages: [{ ...first, modseq: null }] }],
])('refuses another value as %s', (key, part) => {
  for (const states of [
    [before, { ...before, ...part }],
    [{ ...before, ...part }, before],
  ] as const) {
    const error = caught(() => checkMailbox(states[0] as never, states[1] as never))
    expect(error).toMatchObject({ name: 'ImapError', code: 'bad-value', fault: 'local' })
    expect(error.message).toContain(`check mailbox: ${key}: `)
  }
})
