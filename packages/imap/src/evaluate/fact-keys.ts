/**
 * Search keys that a server answers without reading a message: flags, size, dates, numbers, mod-sequence and object identifiers (RFC 9051 6.4.4, RFC 3501 6.4.4, RFC 5032,
 * RFC 7162 3.1.5, RFC 8474 6, RFC 8514 4.3, RFC 9738 3.2). Each is a function of the message's facts.
 */
import { lowerAscii } from '@mailwire/bytes'
import { parseDateTime } from '../grammar/date-time.js'
import { hasStar, type MessageSet, type SequenceSet, sequenceSetFilter } from '../mailbox/sequence-set.js'
import type { DateKeyName, SearchKey } from '../search/search-key.js'
import { bigintOf, iterableOf, listOf, textOf, wholeNumberOf } from '../values.js'
import { finiteOf, type MessageFacts } from './message.js'

/** True for a message that a key finds. */
export type FactTest = (message: MessageFacts) => boolean

/** What keys are about: this session, at this time. */
export interface FactContext {
  /** Milliseconds since 1970. */
  readonly now: number
  /** The zone in which days of INTERNALDATE and SAVEDATE begin. */
  readonly offsetMinutes: number
  /** The unique identifiers that `$` stands for. */
  readonly saved: SequenceSet
  /** What `*` stands for. */
  readonly largest: (isUid: boolean) => number
  readonly flags: FlagTable
}

/** Which of the flags that are searched for a message has: one pass over its flags, however many are searched for. */
export class FlagTable {
  readonly #slots = new Map<string, number>()
  readonly #isSet: boolean[] = []

  /** Where a flag will be found, whatever its case. */
  slotOf(flag: string): number {
    const name = lowerAscii(flag)
    const known = this.#slots.get(name)
    if (known !== undefined) return known
    this.#slots.set(name, this.#isSet.length)
    return this.#isSet.push(false) - 1
  }

  /** Looks through the flags of the next message. */
  read(flags: Iterable<string>): void {
    if (this.#isSet.length === 0) return
    this.#isSet.fill(false)
    for (const flag of iterableOf(flags, 'search: flags')) {
      const slot = this.#slots.get(lowerAscii(textOf(flag, 'search: flags')))
      if (slot !== undefined) this.#isSet[slot] = true
    }
  }

  isSet(slot: number): boolean {
    return this.#isSet[slot]!
  }
}

const DAY = 86_400_000

/** A day in days since 1970; `undefined` where there is no such day. */
export function dayOfDate(date: string): number | undefined {
  const time = parseDateTime(`${date.padStart(11)} 00:00:00 +0000`)
  return time === undefined ? undefined : time / DAY
}

/** The day on which a moment is in a zone. */
export const dayOfMoment = (milliseconds: number, offsetMinutes: number): number =>
  Math.floor((milliseconds + offsetMinutes * 60_000) / DAY)

/** How a day compares with that of a key. */
export function matchesDay(key: DateKeyName, day: number, wanted: number): boolean {
  if (key.endsWith('BEFORE')) return day < wanted
  return key.endsWith('SINCE') ? day >= wanted : day === wanted
}

/** What a key asks of the facts; `undefined` for one that needs more, or that has other keys in it. */
export function factTest(key: SearchKey, context: FactContext): FactTest | undefined {
  switch (key.key) {
    case 'ALL':
      return () => true
    case 'ANSWERED':
    case 'DELETED':
    case 'DRAFT':
    case 'FLAGGED':
    case 'SEEN':
    case 'RECENT':
      return flagTest(`\\${key.key}`, true, context)
    case 'UNANSWERED':
    case 'UNDELETED':
    case 'UNDRAFT':
    case 'UNFLAGGED':
    case 'UNSEEN':
      return flagTest(`\\${key.key.slice('UN'.length)}`, false, context)
    case 'OLD':
      return flagTest('\\Recent', false, context)
    case 'NEW': {
      const [isRecent, isUnseen] = [flagTest('\\Recent', true, context), flagTest('\\Seen', false, context)]
      return message => isRecent(message) && isUnseen(message)
    }
    case 'KEYWORD':
    case 'UNKEYWORD':
      return flagTest(textOf(key.flag, `search ${key.key}`), key.key === 'KEYWORD', context)
    case 'LARGER':
    case 'SMALLER':
      return sizeTest(wholeNumberOf(key.size, `search ${key.key}`), key.key === 'LARGER')
    case 'SET':
    case 'UID':
      return setTest(key.set, key.key === 'UID', context)
    case 'UIDAFTER':
    case 'UIDBEFORE':
      return uidTest(wholeNumberOf(key.uid, `search ${key.key}`), key.key === 'UIDAFTER')
    // RFC 7162 3.1.5: whose mod-sequence counts is ignored, as by all servers that have one for each message.
    case 'MODSEQ': {
      const least = bigintOf(key.modseq, 'search MODSEQ')
      return message => modseqOf(message) >= least
    }
    case 'EMAILID':
    case 'THREADID': {
      const id = textOf(key.id, `search ${key.key}`)
      return key.key === 'EMAILID' ? ({ emailId }) => emailId === id : ({ threadId }) => threadId === id
    }
    default:
      return timeTest(key, context)
  }
}

/** Days and times of INTERNALDATE and SAVEDATE. */
function timeTest(key: SearchKey, { now, offsetMinutes }: FactContext): FactTest | undefined {
  switch (key.key) {
    case 'BEFORE':
    case 'ON':
    case 'SINCE':
      return dayTest(key.key, key.date, message => dayOfMoment(receivedOf(message), offsetMinutes))
    case 'SAVEDBEFORE':
    case 'SAVEDON':
    case 'SAVEDSINCE':
      return dayTest(key.key, key.date, message => dayOfMoment(savedOf(message), offsetMinutes))
    case 'SAVEDATESUPPORTED':
      return ({ saveDate }) => saveDate != null
    // RFC 5032 2: to the second.
    case 'OLDER':
    case 'YOUNGER': {
      const since = secondsOf(now) - wholeNumberOf(key.seconds, `search ${key.key}`)
      return key.key === 'OLDER'
        ? message => secondsOf(receivedOf(message)) <= since
        : message => secondsOf(receivedOf(message)) >= since
    }
    default:
      return undefined
  }
}

const secondsOf = (milliseconds: number): number => Math.floor(milliseconds / 1000)

/** 0 where the server does not know it. */
export function modseqOf({ modseq }: MessageFacts): bigint {
  return modseq === undefined ? 0n : bigintOf(modseq, 'search: modseq')
}

/** INTERNALDATE. */
const receivedOf = ({ internalDate }: MessageFacts): number => finiteOf(internalDate, 'search: internalDate')

/** RFC 8514 4.3: INTERNALDATE where the mailbox has no SAVEDATE. */
function savedOf(message: MessageFacts): number {
  const { saveDate } = message
  return saveDate == null ? receivedOf(message) : finiteOf(saveDate, 'search: saveDate')
}

function sizeTest(limit: number, isLarger: boolean): FactTest {
  const sizeOf = ({ size }: MessageFacts): number => wholeNumberOf(size, 'search: size')
  return isLarger ? message => sizeOf(message) > limit : message => sizeOf(message) < limit
}

const uidTest = (limit: number, isAfter: boolean): FactTest => (isAfter ? ({ uid }) => uid > limit : ({ uid }) => uid < limit)

function flagTest(flag: string, isWanted: boolean, { flags }: FactContext): FactTest {
  const slot = flags.slotOf(flag)
  return () => flags.isSet(slot) === isWanted
}

function dayTest(key: DateKeyName, date: string, dayOf: (message: MessageFacts) => number): FactTest {
  const wanted = dayOfDate(textOf(date, `search ${key}`))!
  return message => matchesDay(key, dayOf(message), wanted)
}

/** Message numbers, unique identifiers, or what was found before: `$` is the same messages in both (RFC 9051 6.4.4.1). */
function setTest(set: MessageSet, isUid: boolean, { saved, largest }: FactContext): FactTest {
  const byUid = isUid || set === '$'
  const members = set === '$' ? saved : listOf(set, 'search: set')
  const isNamed = sequenceSetFilter(members, hasStar(members, 'search: set') ? largest(byUid) : 0)
  return ({ uid, sequence }) => isNamed(byUid ? uid : sequence)
}
