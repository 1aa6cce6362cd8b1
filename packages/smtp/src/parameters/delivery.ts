/**
 * When and how a message is delivered: BY (RFC 2852 4), HOLDFOR and HOLDUNTIL (RFC 4865 4), MT-PRIORITY (RFC 6710 3), RRVS (RFC 7293 3),
 * TRANSID (RFC 1845 3), SOLICIT (RFC 3865 3), CONPERM and CONNEG (RFC 4141 4 and 5).
 */

import { isDateTime } from '../grammar/date-time.js'
import { solicitations } from '../grammar/solicitation.js'
import { assertObject, assertString, stringsOf } from '../values.js'
import { digits, flag, type Parameter, valued } from './parameter.js'

/** By when a message is to be delivered (RFC 2852 4). */
export interface DeliverBy {
  /** From now; with mode R above 0, with mode N anything. */
  readonly seconds: number
  /** What to do when it is late: return it, or notify the sender. */
  readonly mode: 'R' | 'N'
  /** Reports are wanted where it leaves for hosts that know nothing of this. */
  readonly trace: boolean
}

/** The recipient is meant as of a date (RFC 7293 3.1). */
export interface RecipientValidSince {
  /** As RFC 3339 has it, as it stands. */
  readonly date: string
  /** Where it cannot be checked: go on (C), or refuse (R). */
  readonly action: 'C' | 'R' | undefined
}

/** `by-time ";" by-mode [by-trace]`, `by-time = ["-" / "+"] 1*9DIGIT` (RFC 2852 4). */
export const by: Parameter<DeliverBy> = /* @__PURE__ */ valued<DeliverBy>(
  'BY',
  'deliverby',
  text => {
    const [, time, mode, trace] = /^([+-]?\d{1,9});([RN])(T?)$/i.exec(text) ?? []
    if (time === undefined) return undefined
    const seconds = Number(time) + 0 // not -0
    const value: DeliverBy = { seconds, mode: mode!.toUpperCase() === 'R' ? 'R' : 'N', trace: trace !== '' }
    return value.mode === 'R' && seconds <= 0 ? undefined : value
  },
  value => {
    assertObject(value, 'encode BY')
    const { seconds, mode, trace } = value
    assertString(mode, 'encode BY')
    return `${digits(seconds, 'BY')};${mode}${trace ? 'T' : ''}`
  },
)

/** `future-release-integer = %x31-39 *8DIGIT`: seconds (RFC 4865 5). */
export const holdFor: Parameter<number> = /* @__PURE__ */ valued(
  'HOLDFOR',
  'futurerelease',
  text => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined),
  value => digits(value, 'HOLDFOR'),
)

/** A date and time of RFC 3339 (RFC 4865 5). */
export const holdUntil: Parameter<string> = /* @__PURE__ */ valued(
  'HOLDUNTIL',
  'futurerelease',
  text => (isDateTime(text) ? text : undefined),
  text => text,
)

/** `priority-value = (["-"] NZDIGIT) / "0"` (RFC 6710 3). */
export const mtPriority: Parameter<number> = /* @__PURE__ */ valued(
  'MT-PRIORITY',
  'mt-priority',
  text => (/^(?:0|-?[1-9])$/.test(text) ? Number(text) : undefined),
  value => digits(value, 'MT-PRIORITY'),
)

/** `date-time [";" ( "C" / "R" )]` (RFC 7293 3.1). */
export const rrvs: Parameter<RecipientValidSince> = /* @__PURE__ */ valued<RecipientValidSince>(
  'RRVS',
  'rrvs',
  text => {
    const [, date = '', action] = /^([^;]*)(?:;([CR]))?$/i.exec(text) ?? []
    if (!isDateTime(date)) return undefined
    return { date, action: action === undefined ? undefined : action.toUpperCase() === 'C' ? 'C' : 'R' }
  },
  value => {
    assertObject(value, 'encode RRVS')
    const { date, action } = value
    for (const part of [date, action ?? '']) assertString(part, 'encode RRVS')
    return date + (action === undefined ? '' : `;${action}`)
  },
)

/** A transaction that can be taken up again (RFC 1845 3): an opaque name of at most 80 characters. */
export const transid: Parameter<string> = /* @__PURE__ */ valued(
  'TRANSID',
  'checkpoint',
  text => (/^[!-<>-~]{1,80}$/.test(text) ? text : undefined),
  text => text,
)

/** `Solicitation-keywords = word *("," word)`, at most 1000 characters (RFC 3865 4). */
export const solicit: Parameter<readonly string[]> = /* @__PURE__ */ valued<readonly string[]>(
  'SOLICIT',
  'no-soliciting',
  text => solicitations(text),
  words => stringsOf(words, 'encode SOLICIT').join(','),
)

/** The content may be converted (RFC 4141 4). */
export const conperm: Parameter<true> = /* @__PURE__ */ flag('CONPERM', 'conperm')

/** What the recipient can read is asked for (RFC 4141 5). */
export const conneg: Parameter<true> = /* @__PURE__ */ flag('CONNEG', 'conneg')
