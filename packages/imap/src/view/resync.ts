/**
 * Catches up with a mailbox after a break (RFC 7162 6, RFC 4549 3): which commands to send, in which order, and the result. It may be abandoned at any
 * step; the next one starts from what the view knows by then.
 */
import { upperAscii } from '@mailwire/bytes'
import type { CommandInit } from '../command/command.js'
import { fail } from '../error.js'
import { isRun, TAG } from '../grammar/classes.js'
import { hasStar, type SequenceSet, sequenceSetOf } from '../mailbox/sequence-set.js'
import { countInSequenceSet, intersectSequenceSets, normalizeSequenceSet, subtractSequenceSets } from '../mailbox/set-algebra.js'
import { UidList } from '../mailbox/uid-list.js'
import type { ResponseCode } from '../response/code/code.js'
import type { EsearchResponse } from '../response/esearch.js'
import type { SearchResponse } from '../response/search.js'
import type { ClientEvent, Status, TaggedCommand } from '../session/events.js'
import { fieldsOf, functionOf, textOf } from '../values.js'
import type { MailboxChange } from './change.js'
import type { MailboxView } from './mailbox-view.js'
import {
  ALL_UIDS,
  bestMethod,
  fetchKept,
  isQresync,
  isUnchanged,
  type Known,
  lesser,
  openingCommand,
  type ResyncMethod,
  searchAll,
} from './resync-plan.js'
import type { ResyncOptions, ResyncStep } from './resync-step.js'

/** The maximum number of questions after SELECT. A mailbox that keeps changing may need several. */
const MAX_QUESTIONS = 20

type Remedy = 'fetch' | 'noop'

/**
 * What is done about messages of which something is not known. They may be gone: a server that holds EXPUNGE back tells it to NOOP, and one that
 * tells news during the next command only to a second one, since a FETCH in between could not tell it (RFC 9051 7.5.1).
 */
const REMEDIES: readonly Remedy[] = ['fetch', 'noop', 'noop']

/**
 * Brings a {@link MailboxView} up to date: opens the mailbox and fetches the changes, or fetches the UIDs of new messages if the view is open already.
 * Send what `next` gives, and pass it every event; it passes them on to the view.
 *
 * @example
 * const client = new ClientConnection()
 * const receive = (text = '') => client.receive(new TextEncoder().encode(text))
 * receive('* PREAUTH hi\r\n')
 * client.nextEvent()
 * const answers = ['* 1 EXISTS\r\nRESYNC1 OK\r\n', '* 1 FETCH (UID 7 FLAGS ())\r\nRESYNC2 OK\r\n']
 *
 * const resync = new MailboxResync(new MailboxView(), { mailbox: 'INBOX' })
 * let step = resync.next()
 * for (; step.type === 'send' || step.type === 'wait'; step = resync.next()) {
 *   if (step.type === 'send') client.send(step.command)
 *   else receive(answers.shift()) // in a program: what the socket gives next
 *   for (let event; (event = client.nextEvent()); ) resync.take(event)
 * }
 * step.added // => [{ start: 7, end: 7 }]
 */
export class MailboxResync {
  readonly #view: MailboxView
  readonly #options: ResyncOptions
  readonly #tag: string
  #method: ResyncMethod
  /** The state at the beginning. */
  readonly #known: Known
  #step: ResyncStep | undefined
  /** Commands to send, and the tag of the open one. */
  #plan: CommandInit[] = []
  #underWay: string | undefined
  #sent = 0
  #questions = 0
  #isEnabled: boolean
  #hasEsearch: boolean
  #renumbered = false
  /** The mod-sequence from SELECT. */
  #opened: bigint | undefined
  /** UIDs found by the open search; `undefined` once they may be wrong. */
  #found: SequenceSet[] | undefined
  /** The number of messages in the search. */
  #searched = 0
  readonly #changed = new UidList()
  /** The remedies left for unknown flags. */
  readonly #remedies: Remedy[] = [...REMEDIES]
  /** EXISTS was not received (RFC 9051 6.3.2): there may be no messages. */
  #isUncounted = false
  /** EXISTS was not received, and there are messages: none is known to be gone. */
  #isMiscounted = false
  /** False once all messages were fetched: without kept flags to compare, it is not known which changed. */
  #tellsChanges = true
  /** What comes next for numbers without a UID, again and again. */
  #next = 0
  /** Plans the first question if the view is already open. */
  #begins: (() => unknown) | undefined

  /** @throws {@link ImapError} `bad-value` */
  constructor(view: MailboxView, options: ResyncOptions) {
    const { mailbox, capabilities, isQresyncEnabled, method = 'qresync', tag = 'RESYNC' } = fieldsOf(options, 'resync')
    textOf(mailbox, 'resync: mailbox')
    this.#view = view
    functionOf(fieldsOf(view, 'resync: view').take, 'resync: view: take')
    this.#options = options
    if (!isRun(textOf(tag, 'resync: tag'), TAG)) fail('bad-value', 0, `resync: tag: invalid tag ${JSON.stringify(tag)}`)
    this.#tag = tag
    if (!Object.hasOwn(lesser, textOf(method, 'resync: method')))
      fail('bad-value', 0, `resync: method: ${JSON.stringify(method)} must be qresync, condstore or plain`)
    if (capabilities !== undefined && typeof fieldsOf(capabilities, 'resync: capabilities').has !== 'function')
      fail('bad-value', 0, 'resync: capabilities: a Set expected, such as session.capabilities')
    this.#known = { uids: view.uids, uidNext: view.uidNext, highestModseq: view.highestModseq }
    this.#isEnabled = isQresyncEnabled === true
    this.#opened = view.isOpen ? view.highestModseq : undefined
    this.#hasEsearch = capabilities?.has('ESEARCH') === true || capabilities?.has('IMAP4REV2') === true
    const mayEnable = isQresyncEnabled !== false && capabilities?.has('ENABLE') === true
    this.#method = bestMethod(method, capabilities, this.#isEnabled || mayEnable)
    if (view.isOpen) this.#begins = () => this.#ask() || this.#plan.push({ verb: 'noop' })
    else if (this.#method === 'qresync' && !this.#isEnabled) this.#plan.push({ verb: 'enable', capabilities: ['QRESYNC'] })
    else this.#open()
  }

  /** What to do now. Each command is given once. */
  next(): ResyncStep {
    if (this.#step !== undefined) return this.#step
    if (this.#underWay !== undefined) return { type: 'wait' }
    this.#begins?.()
    this.#begins = undefined
    const command = this.#plan.shift()
    if (command === undefined) return { type: 'wait' }
    this.#underWay = `${this.#tag}${++this.#sent}`
    if (command.verb === 'select' || command.verb === 'examine')
      this.#view.opening({ qresync: isQresync(command), mailbox: command.mailbox })
    else if (command.verb === 'search') {
      this.#found = []
      this.#searched = this.#view.size
    }
    return { type: 'send', command: { ...command, tag: this.#underWay } }
  }

  /** Applies an event of the session, and returns the changes of the view. */
  take(event: ClientEvent): readonly MailboxChange[] {
    const changes = this.#view.take(event)
    if (this.#step !== undefined) return changes
    for (const change of changes) this.#note(change)
    if (event.type === 'response') this.#response(event)
    else if (event.type === 'completed' && event.command.tag === this.#underWay) {
      this.#underWay = undefined
      return [...changes, ...this.#completed(event.command, event.response)]
    } else if (isEnd(event) || (event.type === 'unanswered' && event.command.tag === this.#underWay))
      this.#step = { type: 'failed', response: undefined, reason: 'unanswered' }
    return changes
  }

  #note(change: MailboxChange): void {
    if (change.type === 'opened') this.#renumbered ||= change.renumbered
    // If messages were expunged meanwhile, the result of the search cannot be assigned.
    else if (change.type === 'gone' || change.type === 'lost') this.#found = undefined
    else if (change.type === 'violation') {
      this.#renumbered ||= change.violation === 'uidvalidity-changed'
      this.#isUncounted ||= change.violation === 'exists-missing'
      this.#isMiscounted ||= this.#isUncounted && change.violation === 'number-out-of-range'
    } else if (change.type === 'flags' && change.uid > 0 && change.flags !== undefined && change.isChange)
      this.#changed.insert(change.uid)
  }

  #response({ response, command }: Extract<ClientEvent, { type: 'response' }>): void {
    if (response.type === 'enabled') this.#isEnabled ||= response.capabilities.some(name => upperAscii(name) === 'QRESYNC')
    else if (response.type === 'search' || response.type === 'esearch') {
      if (this.#found === undefined || command?.tag !== this.#underWay) return
      // A damaged response is not an empty list.
      const uids = response.damaged.length > 0 ? undefined : uidsOf(response)
      if (uids === undefined) this.#found = undefined
      else this.#found.push(uids)
    } else if (response.type === 'ok') this.#told(response.code)
  }

  /** A code before CLOSED belongs to another mailbox (RFC 7162 3.2.11), and 0 is not a mod-sequence (RFC 7162 7). */
  #told(code: ResponseCode | undefined): void {
    if (code?.name === 'CLOSED') this.#opened = undefined
    else if (code?.name === 'HIGHESTMODSEQ') this.#opened = code.modseq === 0n ? undefined : code.modseq
  }

  #completed(command: TaggedCommand, response: Status): readonly MailboxChange[] {
    switch (command.verb) {
      case 'enable':
        // iCloud is known to announce QRESYNC without enabling it.
        if (!this.#isEnabled) this.#method = 'condstore'
        this.#open()
        return []
      case 'select':
      case 'examine':
        return this.#wasOpened(response)
      case 'search':
        return this.#wasFound(response)
      default:
        // The answer is incomplete, or a server that announces CONDSTORE does not support CHANGEDSINCE.
        if (response.type !== 'ok' && 'modifiers' in command && command.modifiers?.length === 1) this.#askAll()
        return this.#goOn(response)
    }
  }

  #open(): void {
    const { mailbox, readOnly } = this.#options
    this.#opened = undefined
    this.#plan.push(openingCommand(this.#view, readOnly === true ? 'examine' : 'select', mailbox, this.#method))
  }

  #wasOpened(response: Status): readonly MailboxChange[] {
    if (response.type === 'ok') {
      this.#told(response.code)
      this.#begin()
      return this.#goOn(response)
    }
    const method = lesser[this.#method]
    if (response.type === 'bad' && method !== undefined) {
      this.#method = method
      this.#open()
    } else this.#step = { type: 'failed', response, reason: 'refused' }
    return []
  }

  /** Plans what to ask once the mailbox is open. */
  #begin(): void {
    const view = this.#view
    const since = this.#renumbered || this.#method === 'plain' ? undefined : this.#known.highestModseq
    if (!view.isUnsettled || view.isLost) return // the server reported what happened to the earlier messages
    const isSame = since !== undefined && isUnchanged(this.#known, view, this.#opened)
    if ((view.size === 0 && !this.#isUncounted) || (isSame && view.adopt())) return
    if (since === undefined || view.highestModseq === undefined || this.#opened === undefined || this.#isUncounted) this.#askAll()
    else
      this.#plan.push(
        fetchKept(view, ALL_UIDS, { uid: true, hasModseqs: true, asksFlags: true, since }),
        searchAll(this.#hasEsearch),
      )
  }

  /** Plans to fetch all messages. */
  #askAll(): void {
    const { keepsFlags, keepsModseqs } = this.#view
    if (this.#opened === undefined) this.#method = 'plain'
    this.#tellsChanges = false
    this.#plan = [keepsFlags || keepsModseqs ? this.#fetch(ALL_UIDS) : searchAll(this.#hasEsearch)]
  }

  /** `asksFlags`: whether or not they are kept. */
  #fetch(set: SequenceSet, uid = true, asksFlags = false): CommandInit {
    return fetchKept(this.#view, set, { uid, hasModseqs: this.#opened !== undefined, asksFlags })
  }

  #wasFound(response: Status): readonly MailboxChange[] {
    const found = this.#found && normalizeSequenceSet(this.#found.flat())
    this.#found = undefined
    if (response.type === 'bad' && this.#hasEsearch) {
      this.#hasEsearch = false
      this.#plan.unshift(searchAll(false))
      return []
    }
    // If the count differs, the numbers of the UIDs are not known, and each message must report its own.
    const isSure = response.type === 'ok' && found !== undefined && countInSequenceSet(found) === this.#searched
    const changes = isSure ? this.#view.identify(found) : undefined
    if (changes === undefined && !this.#view.isLost) this.#plan.push(this.#fetch(ALL_UIDS))
    return [...(changes ?? []), ...this.#goOn(response)]
  }

  /** Plans the next question; with nothing left, the resynchronization is done. */
  #goOn(response: Status): readonly MailboxChange[] {
    if (this.#plan.length > 0) return []
    if (++this.#questions > MAX_QUESTIONS || this.#isMiscounted) this.#step = { type: 'failed', response, reason: 'inconsistent' }
    else if (!this.#ask()) return this.#settle()
    return []
  }

  /** Plans a question about unknown data; false if nothing is left to ask. */
  #ask(): boolean {
    const view = this.#view
    const { unknown } = view
    if (view.isLost) {
      view.restart()
      this.#tellsChanges = false
      this.#plan.push(this.#fetch(ALL_UIDS))
    } else if (unknown.length > 0) this.#plan.push(this.#askUnknown(unknown))
    else {
      // A search gives only UIDs, and new messages may be below the mod-sequence from which changes are sent.
      const asked = view.incomplete
      const remedy = asked.length === 0 ? undefined : this.#remedies.shift()
      if (remedy === undefined) return false
      this.#plan.push(remedy === 'fetch' ? this.#fetch(asked, true, true) : { verb: 'noop' })
    }
    return true
  }

  /** Fetches messages after the last known one by UID, others by number, with NOOPs in between. */
  #askUnknown(unknown: SequenceSet): CommandInit {
    const view = this.#view
    if (REMEDIES[this.#next++ % REMEDIES.length] === 'noop') return { verb: 'noop' }
    const first = unknown[0]?.start as number
    const isTail = unknown.length === 1 && unknown[0]?.end === view.size
    // Without numbers, a message may be anywhere.
    const from = view.isUidOnly && this.#questions > 1 ? 1 : view.uidOf(first - 1) + 1
    if (!view.isUidOnly && (!isTail || from > 0xffff_ffff)) return this.#fetch(unknown, false)
    if (from > 0xffff_ffff) return this.#fetch(ALL_UIDS)
    return this.#fetch([{ start: from, end: 0xffff_ffff }])
  }

  #settle(): readonly MailboxChange[] {
    const view = this.#view
    const unreadable = view.incomplete
    const changes = view.settle(unreadable.length === 0)
    if (changes === undefined) {
      // Another mailbox was selected, or the view was passed the same events separately.
      this.#step = { type: 'failed', response: undefined, reason: 'inconsistent' }
      return []
    }
    const { uids } = view
    const known = this.#renumbered ? [] : this.#known.uids
    const isKnown = view.keepsFlags || this.#tellsChanges
    this.#step = {
      type: 'result',
      method: this.#method,
      renumbered: this.#renumbered,
      added: subtractSequenceSets(uids, known),
      changed: isKnown ? intersectSequenceSets(this.#changed.toSet(), intersectSequenceSets(uids, known)) : undefined,
      gone: this.#renumbered ? this.#known.uids : subtractSequenceSets(known, uids),
      unreadable,
    }
    return changes
  }
}

/** The UIDs that a search found; `undefined` if it has message numbers, or 0 or `*` (RFC 9051 7.3.4, 9 `nz-number`). */
function uidsOf(response: SearchResponse | EsearchResponse): SequenceSet | undefined {
  if ('numbers' in response) return response.numbers.includes(0) ? undefined : sequenceSetOf(response.numbers)
  const { uid, all = [] } = response
  return uid && !hasStar(all) ? all : undefined
}

const isEnd = (event: ClientEvent): boolean => event.type === 'closed' || (event.type === 'protocol-error' && event.fatal)
