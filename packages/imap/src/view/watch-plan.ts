/** The checked options of a `Watch`, with what follows from the server's capabilities (RFC 2177, RFC 5465, RFC 5819). */
import type { EventGroup, NotifyEvent } from '../command/notify.js'
import { fail } from '../error.js'
import { fieldsOf, listOf, shownName, shownNumber, textOf } from '../values.js'

/** How changes are received: by NOTIFY (RFC 5465), by IDLE (RFC 9051 6.3.13), or by polling (NOOP, RFC 9051 6.1.2). */
export type WatchMode = 'notify' | 'idle' | 'poll'

/** The options of a `Watch`. Times are in ms and at least 1. */
export interface WatchOptions {
  /** The announced capabilities in upper case: `ClientConnection.capabilities`. If `undefined`, the watch polls. */
  readonly capabilities: ReadonlySet<string> | undefined
  /**
   * By default `notify` if the server announces it and `groups` or `mailboxes` need it; else the first of `idle`, `notify` and `poll` that the server
   * announces. A given mode is used whatever the server announces.
   */
  readonly mode?: WatchMode | undefined
  /** Mailboxes to watch besides the selected one: by NOTIFY, or else by STATUS, at the start and every `poll` ms. */
  readonly mailboxes?: readonly string[] | undefined
  /** The items of STATUS: by default MESSAGES, UIDNEXT, UIDVALIDITY and UNSEEN. HIGHESTMODSEQ enables CONDSTORE (RFC 7162 3.1). */
  readonly statusItems?: readonly string[] | undefined
  /**
   * The event groups of NOTIFY (RFC 5465 5): by default new and expunged messages and flags, of the selected mailbox (SELECTED-DELAYED) and of `mailboxes`.
   * Without a group for the selected mailbox, the server sends nothing about its messages. With MessageExpunge and SELECTED, message numbers may change
   * at any time, so that no command may use them (RFC 5465 5.3).
   */
  readonly groups?: readonly EventGroup[] | undefined
  /**
   * The time after which IDLE is restarted: 29 minutes, as a server may end a session that is idle for 30 (RFC 2177 3, RFC 9051 5.4). It is also the
   * time between two NOOPs that only keep a session with NOTIFY alive.
   */
  readonly restart?: number | undefined
  /**
   * The time between two polls: 5 minutes. It decides how late a change is seen; the session itself needs no more than one command in 25 minutes
   * (RFC 2683 3.1.2).
   */
  readonly poll?: number | undefined
  /** How long the server may be silent before an answer: 1 minute. After ten times that without the answer, the session also counts as dead. */
  readonly stall?: number | undefined
  /** The prefix of the watch's tags, followed by a number: `W` by default. At most 32 letters and digits, different from the caller's own tags. */
  readonly tagPrefix?: string | undefined
}

/** The options, checked and complete. */
export interface WatchPlan {
  readonly mode: WatchMode
  readonly canIdle: boolean
  readonly groups: readonly EventGroup[]
  /** The groups to use after an overflow: those of the selected mailbox. */
  readonly selectedGroups: readonly EventGroup[]
  readonly mailboxes: readonly string[]
  readonly statusItems: readonly string[]
  /** True if LIST can return the STATUS of all of them at once. */
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
    // A name with a wildcard would be a pattern.
    hasListStatus: announced('LIST-STATUS', 'IMAP4REV2') && !mailboxes.some(name => /[*%]/.test(name)),
    restart: timeOf(given.restart ?? 29 * MINUTE, 'restart'),
    poll: timeOf(given.poll ?? 5 * MINUTE, 'poll'),
    stall: timeOf(given.stall ?? MINUTE, 'stall'),
    tagPrefix: prefixOf(given.tagPrefix ?? 'W'),
  }
}

/** NOTIFY is preferred if more is requested than IDLE reports, and if there is no IDLE. */
function bestMode(hasNotify: boolean, hasIdle: boolean, isWider: boolean): WatchMode {
  if (hasNotify && (isWider || !hasIdle)) return 'notify'
  return hasIdle ? 'idle' : 'poll'
}

function modeOf(mode: WatchMode | undefined): WatchMode | undefined {
  if (mode === undefined || mode === 'notify' || mode === 'idle' || mode === 'poll') return mode
  return fail('bad-value', 0, `${ACTION}: mode: notify, idle or poll expected: ${shownName(mode)}`)
}

/** The events of messages (RFC 5465 5.1 to 5.3): the first two must be together, and FlagChange needs both. */
const messageEvents: readonly NotifyEvent[] = [{ name: 'MessageNew' }, { name: 'MessageExpunge' }, { name: 'FlagChange' }]

/** With SELECTED-DELAYED, message numbers do not change until a command allows it (RFC 5465 6.1.2). */
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

/** The groups of the selected mailbox only. Without any, the server would send no changes, not even during IDLE (RFC 5465 4). */
function selectedOf(groups: readonly EventGroup[]): readonly EventGroup[] {
  const found = groups.filter(({ filter: { name }, events }) => /^SELECTED/.test(name) && events !== null)
  return found.length === 0 ? [selectedGroup] : found
}

/** True if EXPUNGE waits for a command (RFC 5465 6.1.2), such as IDLE. */
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
