/** Invariants of a mailbox (RFC 9051 2.3.1.1, RFC 7162 3.1, 3.2), as a table of rules between two states, for tests of a store. */
import { frozen } from '@mailwire/bytes'
import { bigintOf, fieldsOf, listOf, textOf, unexpected } from '../values.js'
import { haveSameFlags } from './flags.js'

/** A message of a {@link MailboxState}. */
export interface MessageRecord {
  readonly uid: number
  /** `undefined` in a mailbox without mod-sequences. */
  readonly modseq: bigint | undefined
  readonly flags: readonly string[]
}

/** The state of a mailbox at one time. */
export interface MailboxState {
  readonly uidValidity: number
  readonly uidNext: number
  /** `undefined` for a mailbox without mod-sequences: SELECT reports NOMODSEQ (RFC 7162 3.1.2.2). */
  readonly highestModseq: bigint | undefined
  /** The mod-sequence of the last remembered expunge (RFC 7162 3.2). */
  readonly lastExpunge?: bigint | undefined
  /** In the order of message numbers. */
  readonly messages: readonly MessageRecord[]
}

/** Two states, and what they have in common. */
export interface MailboxStates {
  readonly before: MailboxState
  readonly after: MailboxState
  /** The earlier messages by UID; empty if UIDVALIDITY changed, as they are other messages then. */
  readonly known: ReadonlyMap<number, MessageRecord>
  /** The number of messages expunged in between. */
  readonly goneCount: number
  readonly isRenumbered: boolean
}

/** The name of a rule. */
export type MailboxInvariantId =
  | 'uid-range'
  | 'uid-order'
  | 'uid-next'
  | 'uid-next-falls'
  | 'uid-reused'
  | 'uid-validity-falls'
  | 'no-modseq'
  | 'modseq-range'
  | 'modseq-above-highest'
  | 'expunge-above-highest'
  | 'highest-modseq-falls'
  | 'modseq-new-message'
  | 'modseq-change'
  | 'modseq-falls'
  | 'modseq-expunge'

/** A rule that a store must keep. */
export interface MailboxInvariant {
  readonly id: MailboxInvariantId
  readonly section: string
  readonly text: string
  /** True if the rule holds. */
  readonly holds: (states: MailboxStates) => boolean
}

const LARGEST_UID = 0xffff_ffff
const LARGEST_MODSEQ = 0x7fff_ffff_ffff_ffffn

const isUid = (uid: number): boolean => Number.isInteger(uid) && uid >= 1 && uid <= LARGEST_UID
const isModseq = (modseq: bigint): boolean => modseq >= 1n && modseq <= LARGEST_MODSEQ

/** A rule about mod-sequences, which holds if there are none. */
const modseqs =
  (holds: (states: MailboxStates, highest: bigint, highestBefore: bigint) => boolean): MailboxInvariant['holds'] =>
  states => {
    const { before, after } = states
    if (after.highestModseq === undefined) return true
    return holds(states, after.highestModseq, states.isRenumbered ? 0n : (before.highestModseq ?? 0n))
  }

/** Every rule, by its id. */
export const mailboxInvariants: readonly MailboxInvariant[] = /* @__PURE__ */ frozen<readonly MailboxInvariant[]>([
  {
    id: 'uid-range',
    section: 'RFC 9051 2.3.1.1',
    text: 'UIDs, UIDNEXT and UIDVALIDITY are numbers from 1 to 4294967295.',
    // With the last UID in use, UIDNEXT has no value in the grammar (RFC 9051 9, `nz-number`).
    holds: ({ after }) => isUid(after.uidValidity) && isUid(after.uidNext) && after.messages.every(({ uid }) => isUid(uid)),
  },
  {
    id: 'uid-order',
    section: 'RFC 9051 2.3.1.1',
    text: 'UIDs ascend with message numbers.',
    holds: ({ after: { messages } }) => messages.every(({ uid }, at) => at === 0 || uid > messages[at - 1]!.uid),
  },
  {
    id: 'uid-next',
    section: 'RFC 9051 2.3.1.1',
    text: 'UIDNEXT is above every UID.',
    holds: ({ after: { messages, uidNext } }) => messages.every(({ uid }) => uid < uidNext),
  },
  {
    id: 'uid-next-falls',
    section: 'RFC 9051 2.3.1.1',
    text: 'UIDNEXT never falls while UIDVALIDITY stays.',
    holds: ({ before, after, isRenumbered }) => isRenumbered || after.uidNext >= before.uidNext,
  },
  {
    id: 'uid-reused',
    section: 'RFC 9051 2.3.1.1',
    text: 'A new message has a UID from UIDNEXT on: that of a message which is gone is never used again.',
    holds: ({ before, after, known, isRenumbered }) =>
      isRenumbered || after.messages.every(({ uid }) => known.has(uid) || uid >= before.uidNext),
  },
  {
    id: 'uid-validity-falls',
    section: 'RFC 9051 2.3.1.1',
    text: 'UIDVALIDITY never falls.',
    holds: ({ before, after }) => after.uidValidity >= before.uidValidity,
  },
  {
    id: 'no-modseq',
    section: 'RFC 7162 3.1.2.2',
    text: 'Either the mailbox and all of its messages have mod-sequences, or none of them has.',
    holds: ({ after: { highestModseq, messages } }) =>
      messages.every(({ modseq }) => (modseq === undefined) === (highestModseq === undefined)),
  },
  {
    id: 'modseq-range',
    section: 'RFC 7162 3.1',
    text: 'Mod-sequences are positive numbers of 63 bits.',
    holds: modseqs(
      ({ after }, highest) => isModseq(highest) && after.messages.every(({ modseq }) => modseq === undefined || isModseq(modseq)),
    ),
  },
  {
    id: 'modseq-above-highest',
    section: 'RFC 7162 3.1.2.1',
    text: 'HIGHESTMODSEQ is not below the mod-sequence of any message.',
    holds: modseqs(({ after }, highest) => after.messages.every(({ modseq = 0n }) => modseq <= highest)),
  },
  {
    id: 'expunge-above-highest',
    section: 'RFC 7162 3.2',
    text: 'HIGHESTMODSEQ is not below the mod-sequence of any expunge.',
    holds: modseqs(({ after: { lastExpunge = 0n } }, highest) => lastExpunge <= highest),
  },
  {
    id: 'highest-modseq-falls',
    section: 'RFC 7162 3.1.2.1',
    text: 'HIGHESTMODSEQ never falls while UIDVALIDITY stays.',
    holds: modseqs((_, highest, highestBefore) => highest >= highestBefore),
  },
  {
    id: 'modseq-new-message',
    section: 'RFC 7162 3.1',
    text: 'A new message has a mod-sequence above HIGHESTMODSEQ.',
    holds: modseqs(({ after, known }, _, highestBefore) =>
      after.messages.every(({ uid, modseq = 0n }) => known.has(uid) || modseq > highestBefore),
    ),
  },
  {
    id: 'modseq-change',
    section: 'RFC 7162 3.1',
    text: 'A change of flags raises the mod-sequence of its message above HIGHESTMODSEQ.',
    holds: modseqs(({ after, known }, _, highestBefore) =>
      after.messages.every(one => {
        const earlier = known.get(one.uid)
        return earlier === undefined || haveSameFlags(earlier.flags, one.flags) || (one.modseq ?? 0n) > highestBefore
      }),
    ),
  },
  {
    id: 'modseq-falls',
    section: 'RFC 7162 3.1',
    text: 'The mod-sequence of a message never falls.',
    holds: modseqs(({ after, known }) =>
      after.messages.every(({ uid, modseq = 0n }) => modseq >= (known.get(uid)?.modseq ?? 0n)),
    ),
  },
  {
    id: 'modseq-expunge',
    section: 'RFC 7162 3.2',
    text: 'An expunge raises HIGHESTMODSEQ.',
    holds: modseqs(({ goneCount }, highest, highestBefore) => goneCount === 0 || highest > highestBefore),
  },
])

/**
 * The IDs of the rules in {@link mailboxInvariants} that were broken between two states of a mailbox (RFC 9051 2.3.1.1, RFC 7162 3.1). Without
 * `before` the mailbox is new.
 *
 * @throws {@link ImapError} `bad-value` for a state or a message of another type
 *
 * @example
 * const before = { uidValidity: 1, uidNext: 3, highestModseq: 7n, messages: [{ uid: 2, modseq: 7n, flags: [] }] }
 * checkMailbox(before, { ...before, messages: [{ uid: 2, modseq: 7n, flags: ['x'] }] }) // => ['modseq-change']
 * checkMailbox(before, { ...before, messages: [] }) // => ['modseq-expunge']
 */
export function checkMailbox(before: MailboxState | undefined, after: MailboxState): readonly MailboxInvariantId[] {
  const messages = messagesOf(after)
  const messagesBefore = before === undefined ? [] : messagesOf(before)
  const isRenumbered = before === undefined || before.uidValidity !== after.uidValidity
  const earlier = before ?? { uidValidity: 0, uidNext: 1, highestModseq: undefined, messages: [] }
  const known = new Map(isRenumbered ? [] : messagesBefore.map(one => [one.uid, one] as const))
  const left = new Set(messages.map(({ uid }) => uid))
  let goneCount = 0
  for (const uid of known.keys()) if (!left.has(uid)) goneCount++
  const states = { before: earlier, after, known, goneCount, isRenumbered }
  return mailboxInvariants.filter(({ holds }) => !holds(states)).map(({ id }) => id)
}

/** Its numbers may be any, as the rules are about them. */
function messagesOf(state: MailboxState): readonly MessageRecord[] {
  const { uidValidity, uidNext, highestModseq, lastExpunge, messages } = fieldsOf(state, 'check mailbox')
  checkNumber(uidValidity, 'check mailbox: uidValidity')
  checkNumber(uidNext, 'check mailbox: uidNext')
  checkModseq(highestModseq, 'check mailbox: highestModseq')
  checkModseq(lastExpunge, 'check mailbox: lastExpunge')
  const list = listOf(messages, 'check mailbox: messages')
  for (const message of list) {
    const { uid, modseq, flags } = fieldsOf(message, 'check mailbox: messages')
    checkNumber(uid, 'check mailbox: uid')
    checkModseq(modseq, 'check mailbox: modseq')
    for (const flag of listOf(flags, 'check mailbox: flags')) textOf(flag, 'check mailbox: flags')
  }
  return list
}

function checkNumber(value: number, action: string): void {
  if (typeof value !== 'number') unexpected(value, 'a number', action)
}

function checkModseq(value: bigint | undefined, action: string): void {
  if (value !== undefined) bigintOf(value, action)
}
