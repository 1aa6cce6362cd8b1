/**
 * The searches that a server refuses: with keys and options that it does not announce (RFC 9051 6.4.4), unknown charsets, filters that do not exist (RFC 5466 3.1), or
 * above a limit (RFC 5530 3, LIMIT). The client sent it, so the refusal is a result, not an error that is thrown.
 */
import { upperAscii } from '@mailwire/bytes'
import type { SearchReturnOption } from '../command/search-program.js'
import { offers } from '../offers.js'
import type { ResponseCode } from '../response/code/code.js'
import { keyCapabilities, returnCapabilities } from '../search/announced-by.js'
import type { SearchKey } from '../search/search-key.js'

/** Why a search is refused. */
export type SearchRefusalReason =
  | 'key' // a key that is not announced, or that cannot be evaluated
  | 'date' // a day that does not exist
  | 'option' // an option of RETURN that is not announced, or options that exclude each other
  | 'charset' // neither UTF-8 nor US-ASCII
  | 'filter' // a filter that does not exist, or filters in filters that do not end
  | 'limit' // more keys or more text than the limits allow

/** A refusal before it has a tag. */
export interface SearchProblem {
  readonly reason: SearchRefusalReason
  readonly type: 'no' | 'bad'
  readonly code: ResponseCode | undefined
  readonly text: string
}

/** The charsets of texts: ASCII is part of UTF-8. */
export const CHARSETS: readonly string[] = ['UTF-8', 'US-ASCII']

/** True for a charset that is known, and for none: then it is UTF-8 (RFC 9051 6.4.4). */
export const isKnownCharset = (charset: string | undefined): boolean =>
  charset === undefined || CHARSETS.includes(upperAscii(charset))

/** Keys that no evaluation here can answer, announced or not. */
const UNSUPPORTED_KEYS: readonly SearchKey['key'][] = ['ANNOTATION', 'X-GM-RAW', 'X-GM-MSGID', 'X-GM-THRID', 'X-GM-LABELS']

/** The options of RETURN that it can answer: not CONTEXT, UPDATE and RELEVANCY. */
const OPTIONS: readonly SearchReturnOption['name'][] = ['MIN', 'MAX', 'ALL', 'COUNT', 'SAVE', 'PARTIAL']

/** Capabilities in upper case; `undefined` for all that can be evaluated. */
export type Announced = ReadonlySet<string> | undefined

/** A wanted capability that is not announced. */
const missing = (wanted: readonly string[], announced: Announced): string | undefined =>
  announced === undefined || wanted.some(name => offers(announced, name)) ? undefined : wanted[0]

/** A row of a table; names that all objects have, such as `constructor`, are in none, and no object is a name. */
export const ownOf = <Name extends string, Value>(table: Partial<Record<Name, Value>>, name: Name): Value | undefined =>
  typeof name === 'string' && Object.hasOwn(table, name) ? table[name] : undefined

/** Why a key is refused, of those in it nothing said. */
export function keyProblem(key: SearchKey, announced: Announced): SearchProblem | undefined {
  if (key.key === 'unknown') return bad('key', `SEARCH ${key.name} is not announced`)
  const wanted = ownOf(keyCapabilities, key.key)
  const capability = UNSUPPORTED_KEYS.includes(key.key) ? wanted?.[0] : wanted && missing(wanted, announced)
  return capability === undefined ? undefined : bad('key', `${capability} is not announced`)
}

/** Why RETURN is refused: no result is returned in two forms (RFC 9394 3.1). */
export function optionProblem(
  options: readonly SearchReturnOption[] | undefined,
  announced: Announced,
): SearchProblem | undefined {
  if (options === undefined) return undefined
  if (missing(['ESEARCH'], announced) !== undefined) return bad('option', 'ESEARCH is not announced')
  for (const option of options) {
    const name = option.name === 'unknown' ? option.option : option.name
    const wanted = OPTIONS.includes(option.name) ? returnCapabilities[option.name] : undefined
    if (wanted === undefined || missing(wanted, announced) !== undefined)
      return bad('option', `RETURN (${name}) is not announced`)
  }
  const count = (name: SearchReturnOption['name']): number => options.filter(option => option.name === name).length
  if (count('PARTIAL') > 1) return bad('option', 'RETURN has PARTIAL more than once')
  if (count('PARTIAL') > 0 && count('ALL') > 0) return bad('option', 'RETURN has both PARTIAL and ALL')
  return undefined
}

/** A charset that is not known: BAD instead of NO where a filter is searched by (RFC 5466 3.1). */
export const charsetProblem = (hasFilter: boolean): SearchProblem => ({
  reason: 'charset',
  type: hasFilter ? 'bad' : 'no',
  code: { name: 'BADCHARSET', charsets: CHARSETS },
  text: 'supported charsets: UTF-8 and US-ASCII',
})

/** A filter that is not there. */
export const filterProblem = (filter: string): SearchProblem => ({
  reason: 'filter',
  type: 'no',
  code: { name: 'UNDEFINED-FILTER', filter },
  text: 'no such filter',
})

/** Too much of something. */
export const limitProblem = (text: string): SearchProblem => ({ reason: 'limit', type: 'no', code: { name: 'LIMIT' }, text })

export const bad = (reason: SearchRefusalReason, text: string): SearchProblem => ({ reason, type: 'bad', code: undefined, text })
