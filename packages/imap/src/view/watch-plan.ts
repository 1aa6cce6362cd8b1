/** What a `Watch` goes by: its options, checked, with what follows from the capabilities of the server (RFC 2177, RFC 5465, RFC 5819). */
import type { EventGroup, NotifyEvent } from '../command/notify.js'
import { fail } from '../error.js'
import { fieldsOf, listOf, shownName, shownNumber, textOf } from '../values.js'

/** How changes are heard of: by NOTIFY (RFC 5465), by IDLE (RFC 9051 6.3.13), or by asking (NOOP, RFC 9051 6.1.2). */
export type WatchMode = 'notify' | 'idle' | 'poll'

/** What a `Watch` is told. Times are in ms and at least 1. */
export interface WatchOptions {
  /** What the server announces, in upper case, as `ClientConnection.capabilities` has it. Where it is `undefined`, the watch polls. */
  readonly capabilities: ReadonlySet<string> | undefined
  /**
   * By default `notify` where the server announces it and `groups` or `mailboxes` ask for it; else `idle`, `notify` or `poll`, whichever of them
   * comes first among what it announces. A mode that is given is used whatever it announces.
   */
  readonly mode?: WatchMode | undefined
  /** Mailboxes to watch besides the selected one: by NOTIFY, or else by STATUS, at the start and every `poll` ms. */
  readonly mailboxes?: readonly string[] | undefined
  /** What STATUS asks for: by default MESSAGES, UIDNEXT, UIDVALIDITY and UNSEEN. HIGHESTMODSEQ switches CONDSTORE on (RFC 7162 3.1). */
  readonly statusItems?: readonly string[] | undefined
  /**
   * What NOTIFY asks for (RFC 5465 5): by default new and expunged messages and flags, of the selected mailbox (SELECTED-DELAYED) and of `mailboxes`.
   * Without a group for the selected mailbox, nothing is told of its messages. MessageExpunge with SELECTED changes message numbers at any
   * time, so that no command may use them (RFC 5465 5.3).
   */
  readonly groups?: readonly EventGroup[] | undefined
  /**
   * An IDLE is ended and begun again after this time: 29 minutes, as a server may end a session that is idle for 30 (RFC 2177 3, RFC 9051 5.4).
   * The same between two NOOPs that only keep a session with NOTIFY alive.
   */
  readonly restart?: number | undefined
  /**
   * The time between two polls: 5 minutes. It decides how late a change is seen; the session itself needs no more than one command in 25 minutes (RFC 2683
   * 3.1.2).
   */
  readonly poll?: number | undefined
  /** How long the server may be silent while it owes an answer: 1 minute. After ten times as long without the answer the session counts as dead, too. */
  readonly stall?: number | undefined
  /** The tags of a watch are this and a number: `W` by default. Letters and digits, 32 at most, and unlike the caller's own tags. */
  readonly tagPrefix?: string | undefined
}

/** The same, checked and complete. */
export interface WatchPlan {
  readonly mode: WatchMode
  readonly canIdle: boolean
  readonly groups: readonly EventGroup[]
  /** What is left of them once they were too much for the server. */
  readonly selectedGroups: readonly EventGroup[]
  readonly mailboxes: readonly string[]
  readonly statusItems: readonly string[]
  /** LIST gives the STATUS of all of them at once. */
  readonly hasListStatus: boolean
  readonly restart: number
  readonly poll: number
  readonly stall: number
  readonly tagPrefix: string
}

const MINUTE = 60_000
const ACTION = 'Watch'

/** @throws {@link ImapError} `bad-value` */
export function planOf(options: WatchOptions): WatchPlan {
  const given: WatchOptions = { ...fieldsOf(options, ACTION) }
  const mailboxes = textsOf(given.mailboxes ?? [], 'mailboxes')
  const groups = groupsOf(given, mailboxes)
  const announced = (...names: readonly string[]): boolean => names.some(name => given.capabilities?.has(name) === true)
  if (given.capabilities !== undefined && typeof fieldsOf(given.capabilities, `${ACTION}: capabilities`).has !== 'function')
    fail('bad-value', 0, `${ACTION}: capabilities: a Set expected`)
  const hasIdle = announced('IDLE', 'IMAP4REV2')
  const isWider = given.groups !== undefined || mailboxes.length > 0
  const mode = modeOf(given.mode) ?? bestMode(announced('NOTIFY'), hasIdle, isWider)
  return {
    mode,
    canIdle: mode === 'idle' || (mode === 'notify' && hasIdle),
    groups,
    selectedGroups: selectedOf(groups),
    mailboxes,
    statusItems: itemsOf(given.statusItems ?? ['MESSAGES', 'UIDNEXT', 'UIDVALIDITY', 'UNSEEN']),
    // A name with a wildcard in it would be a pattern.
    hasListStatus: announced('LIST-STATUS', 'IMAP4REV2') && !mailboxes.some(name => /[*%]/.test(name)),
    restart: timeOf(given.restart ?? 29 * MINUTE, 'restart'),
    poll: timeOf(given.poll ?? 5 * MINUTE, 'poll'),
    stall: timeOf(given.stall ?? MINUTE, 'stall'),
    tagPrefix: prefixOf(given.tagPrefix ?? 'W'),
  }
}

/** NOTIFY is worth a command where more is asked for than IDLE tells; where there is no IDLE, it is better than asking. */
function bestMode(hasNotify: boolean, hasIdle: boolean, isWider: boolean): WatchMode {
  if (hasNotify && (isWider || !hasIdle)) return 'notify'
  return hasIdle ? 'idle' : 'poll'
}

function modeOf(mode: WatchMode | undefined): WatchMode | undefined {
  if (mode === undefined || mode === 'notify' || mode === 'idle' || mode === 'poll') return mode
  return fail('bad-value', 0, `${ACTION}: mode: notify, idle or poll expected: ${shownName(mode)}`)
}

/** What can happen to messages (RFC 5465 5.1 to 5.3): the first two go together, and flags go with them. */
const messageEvents: readonly NotifyEvent[] = [{ name: 'MessageNew' }, { name: 'MessageExpunge' }, { name: 'FlagChange' }]

/** Message numbers stay what they are until a command lets them change (RFC 5465 6.1.2). */
const selectedGroup: EventGroup = { filter: { name: 'SELECTED-DELAYED' }, events: messageEvents }

function groupsOf({ groups }: WatchOptions, mailboxes: readonly string[]): readonly EventGroup[] {
  if (groups === undefined)
    return mailboxes.length === 0
      ? [selectedGroup]
      : [selectedGroup, { filter: { name: 'MAILBOXES', mailboxes }, events: messageEvents }]
  const action = `${ACTION}: groups`
  const copies = listOf(groups, action).map(group => {
    const { filter, events } = fieldsOf(group, action)
    const { name } = fieldsOf(filter, action)
    textOf(name, action)
    return {
      filter: { ...filter },
      events: events === null ? null : listOf(events, action).map(event => ({ ...fieldsOf(event, action) })),
    }
  })
  return copies.length === 0 ? fail('bad-value', 0, `${action}: the list is empty`) : copies
}

/** Events of the selected mailbox alone. Without any, the server would tell of nothing, not even during IDLE (RFC 5465 4). */
function selectedOf(groups: readonly EventGroup[]): readonly EventGroup[] {
  const found = groups.filter(({ filter: { name }, events }) => /^SELECTED/.test(name) && events !== null)
  return found.length === 0 ? [selectedGroup] : found
}

/** True where EXPUNGE waits for a command (RFC 5465 6.1.2), which IDLE is. */
export const delaysExpunge = (groups: readonly EventGroup[]): boolean =>
  groups.some(
    ({ filter, events }) => filter.name === 'SELECTED-DELAYED' && events?.some(({ name }) => name === 'MessageExpunge') === true,
  )

function textsOf(list: readonly string[], what: string): readonly string[] {
  const action = `${ACTION}: ${what}`
  return listOf(list, action).map(text => textOf(text, action))
}

function itemsOf(items: readonly string[]): readonly string[] {
  const found = textsOf(items, 'statusItems')
  return found.length === 0 ? fail('bad-value', 0, `${ACTION}: statusItems: the list is empty`) : found
}

const timeOf = (time: number, what: string): number =>
  Number.isSafeInteger(time) && time > 0
    ? time
    : fail('bad-value', 0, `${ACTION}: ${what}: a whole number of milliseconds above 0 expected: ${shownNumber(time)}`)

const prefixOf = (prefix: string): string =>
  /^[A-Za-z0-9]{1,32}$/.test(textOf(prefix, `${ACTION}: tagPrefix`))
    ? prefix
    : fail('bad-value', 0, `${ACTION}: tagPrefix: 1 to 32 letters and digits expected`)
