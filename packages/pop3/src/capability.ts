/** The capabilities of a server (RFC 2449 5 and 6, RFC 2595 4, RFC 3206, RFC 5034 6, RFC 6856): rows of a tag and arguments. */
import { encodeText, lowerAscii, upperAscii } from '@mailwire/bytes'
import { MECHANISM } from './command/grammar.js'
import { fail } from './error.js'
import { Row, type Word } from './row.js'
import { fieldsOf, lineOf, listOf, textOf, wholeNumber } from './values.js'

/** Capabilities by lower-cased tag; absent is `undefined`. */
export interface Capabilities {
  readonly top?: true | undefined
  readonly user?: true | undefined
  /** SASL mechanisms, upper case. */
  readonly sasl?: readonly string[] | undefined
  readonly 'resp-codes'?: true | undefined
  readonly 'auth-resp-code'?: true | undefined
  /** The least seconds between two logins; `perUser`: they may differ from user to user (RFC 2449 6.5). */
  readonly 'login-delay'?: { readonly seconds: number; readonly perUser: boolean } | undefined
  readonly pipelining?: true | undefined
  /** The least days that the server keeps a message, or `NEVER` if it removes none; 0: messages may not be left on the server (RFC 2449 6.7). */
  readonly expire?: { readonly days: number | 'NEVER'; readonly perUser: boolean } | undefined
  readonly uidl?: true | undefined
  /** What the server runs, in words separated by one space (RFC 2449 6.9). */
  readonly implementation?: string | undefined
  readonly stls?: true | undefined
  /** The arguments; with `USER` names and passwords may be UTF-8 (RFC 6856 2.2). */
  readonly utf8?: readonly string[] | undefined
  readonly lang?: true | undefined
  /** Every other tag, in upper case, with its arguments. */
  readonly unknown?: ReadonlyMap<string, string> | undefined
}

const FLAGS = ['top', 'user', 'resp-codes', 'auth-resp-code', 'pipelining', 'uidl', 'stls', 'lang'] as const

/** Gathers the rows of one CAPA response. */
export class CapabilityReader {
  readonly #found: { -readonly [Tag in keyof Capabilities]: Capabilities[Tag] } = {}
  readonly #unknown = new Map<string, string>()
  readonly #seen = new Set<string>()

  /** Takes a row. Of several rows with one tag the first counts, as RFC 2449 does not say which. @throws {@link Pop3Error} `bad-listing` */
  read(row: Row): void {
    row.begin('CAPA')
    const [word, ...words] = row.words()
    const tag = lowerAscii(word!.text)
    if (tag.includes('.')) row.refuse('a tag must not contain a dot') // RFC 2449 3: cchar
    if (this.#seen.has(tag)) row.refuse(`${upperAscii(tag)} appears twice`)
    this.#take(row, tag, words)
    this.#seen.add(tag)
  }

  #take(row: Row, tag: string, words: readonly Word[]): void {
    const found = this.#found
    const texts = words.map(({ text }) => text)
    const flag = FLAGS.find(known => known === tag)
    if (flag !== undefined) {
      if (words.length > 0) row.departs('text-after', words[0]!.offset)
      found[flag] = true
    } else if (tag === 'sasl') found.sasl = mechanisms(row, words)
    else if (tag === 'utf8') found.utf8 = texts.map(upperAscii)
    else if (tag === 'implementation') found.implementation = texts.join(' ') || row.refuse('IMPLEMENTATION needs an argument')
    else if (tag === 'login-delay') {
      const { length, perUser } = period(row, texts)
      found['login-delay'] = {
        seconds: length === 'NEVER' ? row.refuse('LOGIN-DELAY needs a number of seconds') : length,
        perUser,
      }
    } else if (tag === 'expire') {
      const { length, perUser } = period(row, texts)
      found.expire = { days: length, perUser }
    } else this.#unknown.set(upperAscii(tag), texts.join(' '))
  }

  get capabilities(): Capabilities {
    return this.#unknown.size === 0 ? this.#found : { ...this.#found, unknown: this.#unknown }
  }
}

/** Mechanism names in upper case; words that are not mechanism names are left out. */
function mechanisms(row: Row, words: readonly Word[]): string[] {
  const names: string[] = []
  for (const { text, offset } of words) {
    if (MECHANISM.test(text)) names.push(upperAscii(text))
    else row.departs('mechanism-name', offset)
  }
  return names
}

/** A whole number or NEVER, optionally followed by USER (RFC 2449 6.5 and 6.7). */
function period(row: Row, [length, user, ...more]: readonly string[]): { length: number | 'NEVER'; perUser: boolean } {
  const perUser = user !== undefined
  if (length === undefined || (perUser && upperAscii(user) !== 'USER') || more.length > 0)
    return row.refuse('a number or NEVER, optionally followed by USER, expected')
  if (upperAscii(length) === 'NEVER') return { length: 'NEVER', perUser }
  const number = /^[0-9]+$/.test(length) ? Number(length) : Number.NaN
  return Number.isSafeInteger(number) ? { length: number, perUser } : row.refuse('a whole number below 2^53 expected')
}

/**
 * The capabilities of the rows of a CAPA response (RFC 2449 3 and 5). The case of tags is ignored. Strict: quirks of servers are
 * read by a connection only.
 *
 * @throws {@link Pop3Error} `bad-listing` for a row that does not follow its grammar or has the tag of an earlier one, `bad-text` for a lone surrogate
 * that stands for no byte, `bad-value` for anything but an array of strings
 *
 * @example
 * parseCapabilities(['TOP', 'sasl PLAIN', 'EXPIRE 5 USER']) // => { top: true, sasl: ['PLAIN'], expire: { days: 5, perUser: true } }
 */
export function parseCapabilities(rows: readonly string[]): Capabilities {
  const reader = new CapabilityReader()
  const row = new Row(true)
  for (const one of listOf(rows, 'parse CAPA')) {
    const bytes = encodeText(textOf(one, 'parse CAPA'), fail)
    reader.read(row.moveTo(bytes, 0, bytes.length, 0))
  }
  return reader.capabilities
}

/**
 * The rows of a CAPA response (RFC 2449 5).
 *
 * @throws {@link Pop3Error} `bad-listing` for what its grammar does not allow: CR, LF or NUL, a word that is empty or holds anything but printing ASCII,
 * the name of a mechanism that is not one, a tag in `unknown` that is known or has a dot, a period that is not a whole number; `bad-value` for values of
 * the wrong type
 *
 * @example
 * formatCapabilities({ top: true, 'login-delay': { seconds: 900, perUser: false } }) // => ['TOP', 'LOGIN-DELAY 900']
 */
export function formatCapabilities(capabilities: Capabilities): string[] {
  const fields = fieldsOf(capabilities, 'format capabilities')
  const { sasl, utf8, implementation, expire, unknown } = fields
  const delay = fields['login-delay']
  const rows = FLAGS.filter(flag => fields[flag] === true).map(flag => flag.toUpperCase())
  if (sasl !== undefined) rows.push(['SASL', ...listOf(sasl, action('SASL')).map(mechanism)].join(' '))
  if (utf8 !== undefined) rows.push(['UTF8', ...listOf(utf8, action('UTF8')).map(one => word(one, 'UTF8'))].join(' '))
  if (delay !== undefined) {
    const { seconds, perUser } = fieldsOf(delay, action('LOGIN-DELAY'))
    rows.push(periodRow('LOGIN-DELAY', seconds, perUser))
  }
  if (expire !== undefined) {
    const { days, perUser } = fieldsOf(expire, action('EXPIRE'))
    rows.push(periodRow('EXPIRE', days, perUser))
  }
  if (implementation !== undefined) rows.push(`IMPLEMENTATION ${wordsOf(implementation, 'IMPLEMENTATION')}`)
  if (unknown !== undefined) rows.push(...unknownRows(unknown))
  return rows
}

const KNOWN: ReadonlySet<string> = /* @__PURE__ */ new Set([...FLAGS, 'sasl', 'utf8', 'login-delay', 'expire', 'implementation'])

/** The rows of tags that this package does not know. */
function unknownRows(unknown: unknown): string[] {
  if (!(unknown instanceof Map)) fail('bad-value', 0, 'format capabilities: unknown is not a Map')
  const seen = new Set<string>(KNOWN)
  return Array.from(unknown as Map<unknown, unknown>, ([tag, rest]) => {
    const name = word(tag, 'capabilities')
    if (name.includes('.') || seen.has(lowerAscii(name)))
      fail(
        'bad-listing',
        0,
        `format capabilities: unknown: the tag ${name} contains a dot, belongs to a known capability or appears twice`,
      )
    seen.add(lowerAscii(name))
    return rest === '' ? name : `${name} ${wordsOf(rest, name)}`
  })
}

const action = (tag: string): string => `format ${tag}`

function word(value: unknown, tag: string): string {
  const text = lineOf(value, 'bad-listing', action(tag))
  return /^[!-~]+$/.test(text) ? text : fail('bad-listing', 0, `${action(tag)}: an argument is empty or not printable ASCII`)
}

function mechanism(value: unknown): string {
  const name = word(value, 'SASL')
  return MECHANISM.test(name) ? name : fail('bad-listing', 0, 'format SASL: an argument is not a mechanism name')
}

/** Words separated by one space. */
const wordsOf = (value: unknown, tag: string): string =>
  lineOf(value, 'bad-listing', action(tag))
    .split(' ')
    .map(one => word(one, tag))
    .join(' ')

function periodRow(tag: string, value: unknown, perUser: unknown): string {
  const length = value === 'NEVER' && tag === 'EXPIRE' ? value : wholeNumber(value, 0, 'bad-listing', action(tag))
  return `${tag} ${length}${perUser === true ? ' USER' : ''}`
}
