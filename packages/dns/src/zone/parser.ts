/**
 * Parses zone text into records (RFC 1035 5, RFC 2308 4, RFC 3597 5). Owner names are absolute; a record without owner, TTL or class takes
 * them from previous ones.
 *
 * Always: every parsed record can be encoded; memory and work are bounded by `limits`; no file is opened, so `$INCLUDE` is an event that the
 * caller answers, and is refused otherwise. After an error `next` continues with the next line.
 */
import { decodeText, mergeLimits } from '@mailwire/bytes'
import type { CodecLike } from '../codec.js'
import { DnsError, fail } from '../error.js'
import { checkObject, checkText, checkUnsigned } from '../given.js'
import { recordClasses } from '../iana/classes.js'
import { registryOf } from '../message/everything.js'
import type { MessageCodec } from '../message/message.js'
import { normalizeName } from '../names/name.js'
import type { DnsRecord } from '../rdata/record.js'
import { defaultZoneLimits, type ZoneLimits } from '../text/limits.js'
import { attempt, refuse, type Token, tokenBytes, tokenName } from '../text/token.js'
import { ZoneTokenizer, type ZoneTokens } from '../text/tokenizer.js'
import { parseTtl } from '../text/ttl.js'
import { generated, parseRange, parseTemplate } from './generate.js'
import { type Inherited, parseRecord, type RecordRules } from './record.js'

/** `Own` is the type of records with your own types, which follows from the codec. */
export interface ZoneOptions<Own = never> {
  /** A codec from `messageCodec`; everything in this package by default. */
  readonly codec?: MessageCodec<Own, unknown, unknown> | CodecLike | undefined
  /** The origin of relative names until `$ORIGIN` changes it; without one they are refused. */
  readonly origin?: string | undefined
  /** The TTL in seconds of records before the first TTL. */
  readonly ttl?: number | undefined
  /** Allows records without data in any class, as in UPDATE messages (RFC 2136 2.4 and 2.5). In classes ANY and NONE they are always allowed. */
  readonly emptyData?: boolean | undefined
  readonly limits?: Partial<ZoneLimits> | undefined
}

/** A file requested by `$INCLUDE`. Answer it with {@link ZoneParser.include}; calling `next` instead refuses it. */
export interface ZoneInclude {
  readonly type: '$INCLUDE'
  /** The name as written, with its escapes resolved. It may be any string; the caller decides whether to open it. */
  readonly file: string
  /** The origin of its relative names. */
  readonly origin: string | undefined
  /** The place of the file's name: characters before it, and line and column from 1. */
  readonly offset: number
  readonly line: number
  readonly column: number
}

/** An event of zone text; `type` distinguishes records from `$INCLUDE`. */
export type ZoneEvent<Own = never> = DnsRecord | Own | ZoneInclude

/**
 * The records of zone text. Text with `$INCLUDE` is refused; use {@link ZoneParser} for that.
 *
 * @throws {@link DnsError} with `line` and `column`: `bad-syntax`, `bad-name`, `bad-type`, `bad-value`, `limit`, ...
 *
 * @example
 * parseZone('@ 1h MX 10 mail', { origin: 'some.domain' })[0].data // => { preference: 10, exchange: 'mail.some.domain' }
 */
export function parseZone<Own = never>(text: string, options: ZoneOptions<Own> = {}): (DnsRecord | Own)[] {
  const parser = new ZoneParser(options)
  parser.push(text)
  parser.end()
  const records: (DnsRecord | Own)[] = []
  for (let event = parser.next(); event !== undefined; event = parser.next())
    if ((event as ZoneEvent).type !== '$INCLUDE') records.push(event as DnsRecord | Own)
  return records
}

/** One text, and the values that its records inherit. Changes by an included file end with that file (RFC 1035 5.1). */
interface ZoneFile extends Inherited {
  readonly tokenizer: ZoneTokenizer
  /** The file that includes this one. */
  readonly parent: ZoneFile | undefined
  readonly depth: number
  /** Its name in errors. */
  readonly shown: string | undefined
  ended: boolean
}

/**
 * Parses zone text in pieces and in bounded memory: `push` text, call `next` until it gives `undefined`, and `end` at the end.
 *
 * `$INCLUDE` is an event. To include the file, call `include` with its text, or without text and then `push` and `end` it: both apply to the
 * innermost file that has not ended. The answer may come at any time after the event.
 *
 * @example
 * const parser = new ZoneParser({ origin: 'some.domain' })
 * parser.push('$INCLUDE hosts\n@ 1h MX 10 mail')
 * parser.end()
 * parser.next() // => { type: '$INCLUDE', file: 'hosts', origin: 'some.domain', offset: 9, line: 1, column: 10 }
 * parser.include('mail 1h A 192.0.2.1')
 * parser.next()?.type // => 'A'
 * parser.next()?.type // => 'MX'
 */
export class ZoneParser<Own = never> {
  readonly #limits: ZoneLimits
  readonly #rules: RecordRules
  #file: ZoneFile // the file being parsed
  #wanted: ZoneInclude | undefined // the $INCLUDE waiting for an answer
  #includes = 0
  #generated = 0
  /** Produces the records of one `$GENERATE`. */
  #made: (() => DnsRecord | undefined) | undefined

  /** @throws {@link DnsError} `bad-name`, `bad-value` for an invalid origin or TTL */
  constructor(options: ZoneOptions<Own> = {}) {
    checkObject(options, 'parse zone: options')
    this.#limits = mergeLimits(defaultZoneLimits, options.limits, fail, 'bad-value')
    this.#rules = { registry: registryOf(options, 'parse zone'), emptyData: options.emptyData === true }
    if (options.ttl !== undefined) checkUnsigned(options.ttl, 4)
    this.#file = {
      tokenizer: new ZoneTokenizer(this.#limits.entry),
      parent: undefined,
      depth: 0,
      shown: undefined,
      ended: false,
      origin: options.origin === undefined ? undefined : normalizeName(options.origin),
      defaultTtl: undefined,
      owner: undefined,
      ttl: options.ttl,
      class: recordClasses.IN,
    }
  }

  /** Adds text to the innermost file that has not ended. */
  push(text: string): void {
    checkText(text, 'parse zone')
    this.#open().tokenizer.push(text)
  }

  /** Ends the innermost file that has not ended. */
  end(): void {
    const file = this.#open()
    file.ended = true
    file.tokenizer.end()
  }

  /**
   * Opens the file requested by the last event: with its text, or for `push` and `end`.
   *
   * @throws {@link DnsError} `bad-value` if the last event was not `$INCLUDE`
   */
  include(text?: string): void {
    if (text !== undefined) checkText(text, 'parse zone: include')
    const { file, origin } = this.#wanted ?? fail('bad-value', 0, 'parse zone: no $INCLUDE is waiting for its file', 'local')
    this.#wanted = undefined
    this.#file = {
      ...this.#file,
      tokenizer: new ZoneTokenizer(this.#limits.entry),
      parent: this.#file,
      depth: this.#file.depth + 1,
      shown: shown(file),
      ended: false,
      origin,
    }
    if (text === undefined) return
    this.push(text)
    this.end()
  }

  /** The next event, or `undefined` when more text is needed. @throws as {@link parseZone}; the next call continues with the next line */
  next(): ZoneEvent<Own> | undefined {
    const wanted = this.#wanted
    this.#wanted = undefined
    try {
      if (wanted !== undefined) refuse('limit', `$INCLUDE ${shown(wanted.file)} is not supported here`, wanted)
      return this.#next() as ZoneEvent<Own> | undefined
    } catch (error) {
      if (error instanceof DnsError && this.#file.shown !== undefined)
        Reflect.set(error, 'message', `${error.message} (in ${this.#file.shown})`)
      throw error
    }
  }

  #next(): ZoneEvent | undefined {
    for (;;) {
      const made = this.#made?.()
      if (made !== undefined) return made
      this.#made = undefined
      const entry = this.#nextEntry()
      if (entry !== undefined) {
        const event = this.#entry(entry)
        if (event !== undefined) return event
        continue
      }
      const { ended, parent } = this.#file
      if (!ended || parent === undefined) return undefined
      this.#file = parent
    }
  }

  /** The innermost file that has not ended, or the outermost. */
  #open(): ZoneFile {
    let file = this.#file
    while (file.ended && file.parent !== undefined) file = file.parent
    return file
  }

  #nextEntry(): ZoneTokens | undefined {
    try {
      return this.#file.tokenizer.next()
    } catch (error) {
      // The failed record's owner is unknown, so following records without an owner must not inherit an earlier one.
      this.#file.owner = undefined
      throw error
    }
  }

  #entry(entry: ZoneTokens): ZoneEvent | undefined {
    const first = entry.tokens[0]!
    const control = !entry.indented && !first.quoted && first.text.startsWith('$')
    return attempt(first, () => (control ? this.#control(entry) : parseRecord(entry, this.#file, this.#rules)))
  }

  #control({ tokens, size }: ZoneTokens): ZoneInclude | undefined {
    const [directive, value, second] = tokens as [Token, Token | undefined, Token | undefined]
    const name = directive.text.toUpperCase()
    if (value === undefined) refuse('bad-syntax', `${name.slice(0, 40)} needs a value`, directive)
    if (name === '$GENERATE') return this.#generate(tokens, size)
    const extra = tokens[name === '$INCLUDE' ? 3 : 2]
    if (extra !== undefined) refuse('bad-syntax', `extra text after ${name.slice(0, 40)}`, extra)
    if (name === '$INCLUDE') return this.#include(value, second)
    if (name === '$ORIGIN') this.#file.origin = tokenName(value, this.#file.origin)
    else if (name === '$TTL') this.#file.defaultTtl = parseTtl(value.text) ?? refuse('bad-value', '$TTL needs a time', value)
    else refuse('bad-syntax', `unknown directive ${JSON.stringify(directive.text.slice(0, 40))}`, directive)
    return undefined
  }

  #include(token: Token, origin: Token | undefined): ZoneInclude {
    const { includeDepth, includes } = this.#limits
    const { offset, line, column } = token
    const file = decodeText(tokenBytes(token))
    if (this.#file.depth >= includeDepth)
      refuse('limit', `$INCLUDE ${shown(file)} is nested more than ${includeDepth} files deep`, token)
    if (this.#includes >= includes) refuse('limit', `more than ${includes} files included`, token)
    const base = origin === undefined ? this.#file.origin : tokenName(origin, this.#file.origin)
    this.#includes++
    this.#wanted = { type: '$INCLUDE', file, origin: base, offset, line, column }
    return this.#wanted
  }

  /** The records of one `$GENERATE` line, produced one at a time. */
  #generate(tokens: readonly Token[], size: number): undefined {
    const range = tokens[1]!
    const { generateEntry, generated: allowed } = this.#limits
    if (size > generateEntry) refuse('limit', `$GENERATE line of more than ${generateEntry} characters`, tokens[0]!)
    const { start, stop, step } = parseRange(range)
    const template = parseTemplate(tokens, this.#rules.registry)
    this.#generated += Math.floor((stop - start) / step) + 1
    if (this.#generated > allowed) refuse('limit', `$GENERATE produces more than ${allowed} records`, range)
    let value = start
    this.#made = () => {
      if (value > stop) return undefined
      const made = template.map(token => generated(token, value, generateEntry))
      value += step
      return attempt(range, () => parseRecord({ tokens: made, indented: false, size }, this.#file, this.#rules))
    }
  }
}

/** A file's name for error messages. */
const shown = (file: string): string => JSON.stringify(file.slice(0, 80))
