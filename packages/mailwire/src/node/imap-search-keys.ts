/** What the keys of SEARCH mean (RFC 9051 6.4.4, RFC 5032): a function of a message for each. None is a regular expression, and all take linear time. */
import { type DateKeyName, parseDateTime, type SearchKey, sequenceSetFilter } from '@mailwire/imap'
import { parseEnvelopeDate } from '@mailwire/imap/message'
import type { SelectedMailbox } from './imap-mailbox.js'
import { type Candidate, Needle } from './imap-search-text.js'
import { fieldOf } from './mime.js'

type SearchKeyOf<Key extends SearchKey['key']> = Extract<SearchKey, { readonly key: Key }>

/** True for a message that a key finds. */
type Criterion = (candidate: Candidate) => boolean

/** What keys are about: this mailbox, at this time. */
interface Context {
  readonly mailbox: SelectedMailbox
  /** Milliseconds since 1970. */
  readonly now: number
}

/** What keeps keys from being searched by. */
interface KeyProblem {
  readonly type: 'bad' | 'limit'
  readonly text: string
}

/** Keys of one search, those in other keys included, and how many of them may look through whole messages. */
const MAX_KEYS = 100
const MAX_TEXT_KEYS = 10

const NOT_ANNOUNCED: Partial<Record<SearchKey['key'], string>> = {
  MODSEQ: 'CONDSTORE',
  FUZZY: 'SEARCH=FUZZY',
  ANNOTATION: 'ANNOTATE-EXPERIMENT-1',
  FILTER: 'FILTERS',
  EMAILID: 'OBJECTID',
  THREADID: 'OBJECTID',
  SAVEDBEFORE: 'SAVEDATE',
  SAVEDON: 'SAVEDATE',
  SAVEDSINCE: 'SAVEDATE',
  SAVEDATESUPPORTED: 'SAVEDATE',
  'X-GM-RAW': 'X-GM-EXT-1',
  'X-GM-MSGID': 'X-GM-EXT-1',
  'X-GM-THRID': 'X-GM-EXT-1',
  'X-GM-LABELS': 'X-GM-EXT-1',
}

/** Why these keys cannot be searched by, if they cannot: they are not announced, name no day, or are too many. */
export function keyProblem(keys: readonly SearchKey[]): KeyProblem | undefined {
  const open = [...keys]
  let [count, textCount] = [0, 0]
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    const extension = key.key === 'unknown' ? `SEARCH ${key.name}` : NOT_ANNOUNCED[key.key]
    if (extension !== undefined) return { type: 'bad', text: `${extension} is not announced` }
    if ('date' in key && dayOf(key.date) === undefined) return { type: 'bad', text: `${key.date} is not a day` }
    if (++count > MAX_KEYS) return { type: 'limit', text: `at most ${MAX_KEYS} keys at a time` }
    if ((key.key === 'TEXT' || key.key === 'BODY') && ++textCount > MAX_TEXT_KEYS)
      return { type: 'limit', text: `at most ${MAX_TEXT_KEYS} keys TEXT and BODY at a time` }
    if (key.key === 'NOT') open.push(key.of)
    else if (key.key === 'OR' || key.key === 'AND') for (const inner of key.of) open.push(inner)
  }
  return undefined
}

const DAY = 86_400_000

/** The day of a date key, in days since 1970; `undefined` where there is no such day. */
function dayOf(date: string): number | undefined {
  const time = parseDateTime(`${date.padStart(11)} 00:00:00 +0000`)
  return time === undefined ? undefined : time / DAY
}

const flagCriterion =
  (flag: string, isSet: boolean): Criterion =>
  ({ message: { flags } }) =>
    flags.has(flag) === isSet

/** Keywords are the same in either case. */
function keywordCriterion(flag: string, isSet: boolean): Criterion {
  const wanted = flag.toLowerCase()
  return ({ message: { flags } }) => [...flags].some(one => one.toLowerCase() === wanted) === isSet
}

function fieldCriterion(name: string, text: string): Criterion {
  const wanted = name.toLowerCase()
  const needle = new Needle(text)
  return candidate => candidate.fields(wanted).some(value => needle.isIn(value, candidate.budget))
}

/** INTERNALDATE is told in UTC. */
const receivedDay = ({ message }: Candidate): number => Math.floor(message.received.getTime() / DAY)

/** The day of the Date field, where its sender was. */
function sentDay({ structure }: Candidate): number | undefined {
  const sent = parseEnvelopeDate(fieldOf(structure, 'Date') ?? null)
  return sent && Math.floor((sent.epochMilliseconds + (sent.offsetMinutes ?? 0) * 60_000) / DAY)
}

/** Days are compared, without time and zone. */
function dateCriterion(key: DateKeyName, date: string): Criterion {
  const wanted = dayOf(date)!
  const day = key.startsWith('SENT') ? sentDay : receivedDay
  return candidate => {
    const found = day(candidate)
    if (found === undefined) return false
    if (key.endsWith('BEFORE')) return found < wanted
    return key.endsWith('SINCE') ? found >= wanted : found === wanted
  }
}

/** In the header too, and in those of parts; or in the body alone. */
function textCriterion(text: string, isAnywhere: boolean): Criterion {
  const needle = new Needle(text)
  return candidate => {
    const { budget } = candidate
    if (isAnywhere && (needle.isIn(candidate.header, budget) || needle.isIn(candidate.partHeaders, budget))) return true
    return needle.isIn(candidate.body, budget)
  }
}

/** Message numbers, unique identifiers, or what was found before. */
function setCriterion({ key, set }: SearchKeyOf<'SET' | 'UID'>, { mailbox }: Context): Criterion {
  const isUid = key === 'UID' || set === '$'
  const isNamed = sequenceSetFilter(set === '$' ? mailbox.saved : set, mailbox.largest(isUid))
  return ({ message, number }) => isNamed(isUid ? message.uid : number)
}

const systemFlag = (name: string): string => `\\${name[0]}${name.slice(1).toLowerCase()}`

/** All of these. */
export function allOf(keys: readonly SearchKey[], context: Context): Criterion {
  const criteria = keys.map(key => criterionOf(key, context))
  return candidate => criteria.every(criterion => criterion(candidate))
}

/** What a key asks. */
function criterionOf(key: SearchKey, context: Context): Criterion {
  switch (key.key) {
    case 'ALL':
    case 'OLD':
      return () => true
    case 'NEW':
    case 'RECENT':
      return () => false // no message is ever told to be recent
    case 'ANSWERED':
    case 'DELETED':
    case 'DRAFT':
    case 'FLAGGED':
    case 'SEEN':
      return flagCriterion(systemFlag(key.key), true)
    case 'UNANSWERED':
    case 'UNDELETED':
    case 'UNDRAFT':
    case 'UNFLAGGED':
    case 'UNSEEN':
      return flagCriterion(systemFlag(key.key.slice(2)), false)
    case 'KEYWORD':
    case 'UNKEYWORD':
      return keywordCriterion(key.flag, key.key === 'KEYWORD')
    case 'BCC':
    case 'CC':
    case 'FROM':
    case 'SUBJECT':
    case 'TO':
      return fieldCriterion(key.key, key.text)
    case 'HEADER':
      return fieldCriterion(key.field, key.text)
    case 'BODY':
    case 'TEXT':
      return textCriterion(key.text, key.key === 'TEXT')
    case 'BEFORE':
    case 'ON':
    case 'SINCE':
    case 'SENTBEFORE':
    case 'SENTON':
    case 'SENTSINCE':
      return dateCriterion(key.key, key.date)
    case 'LARGER':
      return ({ message }) => message.content.length > key.size
    case 'SMALLER':
      return ({ message }) => message.content.length < key.size
    case 'OLDER':
      return ({ message }) => message.received.getTime() <= context.now - key.seconds * 1000
    case 'YOUNGER':
      return ({ message }) => message.received.getTime() >= context.now - key.seconds * 1000
    case 'SET':
    case 'UID':
      return setCriterion(key, context)
    case 'NOT': {
      const inner = criterionOf(key.of, context)
      return candidate => !inner(candidate)
    }
    case 'OR': {
      const [one, other] = [criterionOf(key.of[0], context), criterionOf(key.of[1], context)]
      return candidate => one(candidate) || other(candidate)
    }
    case 'AND':
      return allOf(key.of, context)
    default:
      throw new Error(`SEARCH ${key.key}: the command was to be refused`)
  }
}
