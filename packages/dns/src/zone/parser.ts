/**
 * Parses zone text into records (RFC 1035 5, RFC 2308 4, RFC 3597 5). Owner names are absolute; a record without owner, TTL or class takes
 * them from previous ones.
 *
 * Always: every parsed record can be encoded; memory and work are bounded by `limits`; no file is opened, so `$INCLUDE` is an event that the
 * caller answers, and is refused otherwise. After an error `next` continues with the next line.
 */
import { decodeText, mergeLimits } from '@mailwire/bytes'
import { encodeData, type RdataCodec, type Registry } from '../codec.js'
import { DnsError, fail } from '../error.js'
import { checkObject, checkText } from '../given.js'
import { classCode, className, hasMdnsBit, MDNS_BIT, recordClasses } from '../iana/classes.js'
import { recordTypes, type TypeNames } from '../iana/types.js'
import { type CodecOptions, registryOf } from '../message/everything.js'
import type { MessageCodec } from '../message/message.js'
import { normalizeName } from '../names/name.js'
import { checkUnsigned } from '../rdata/fields/numbers.js'
import type { DnsRecord } from '../rdata/record.js'
import type { Soa } from '../rdata/soa.js'
import { defaultZoneLimits, type ZoneLimits } from '../text/limits.js'
import { parseOpaque } from '../text/opaque.js'
import {
  absoluteName,
  attempt,
  RdataTokens,
  refuse,
  type Token,
  tokenBytes,
  ZoneTokenizer,
  type ZoneTokens,
} from '../text/tokenizer.js'
import { parseTtl } from '../text/ttl.js'
import { MessageWriter } from '../wire/writer.js'
import { decodeBare } from './bare-rdata.js'
import { generated, parseRange, parseTemplate } from './generate.js'

export interface ZoneOptions extends CodecOptions {
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
export type ZoneEvent = DnsRecord | ZoneInclude

/**
 * The records of zone text. Text with `$INCLUDE` is refused; use {@link ZoneParser} for that.
 *
 * @throws {@link DnsError} with `line` and `column`: `bad-syntax`, `bad-name`, `bad-type`, `bad-value`, `limit`, ...
 *
 * @example
 * parseZone('@ 1h MX 10 mail', { origin: 'some.domain' })[0].data // => { preference: 10, exchange: 'mail.some.domain' }
 */
export function parseZone<Own>(
  text: string,
  options: ZoneOptions & { readonly codec: MessageCodec<Own, unknown, unknown> },
): (DnsRecord | Own)[]
export function parseZone(text: string, options?: ZoneOptions): DnsRecord[]
export function parseZone(text: string, options: ZoneOptions = {}): DnsRecord[] {
  const parser = new ZoneParser(options)
  parser.push(text)
  parser.end()
  const records: DnsRecord[] = []
  for (let event = parser.next(); event !== undefined; event = parser.next()) if (event.type !== '$INCLUDE') records.push(event)
  return records
}

/** One text, and the values that its records inherit. Changes by an included file end with that file (RFC 1035 5.1). */
interface ZoneFile {
  readonly tokenizer: ZoneTokenizer
  /** The file that includes this one. */
  readonly parent: ZoneFile | undefined
  readonly depth: number
  /** Its name in errors. */
  readonly shown: string | undefined
  ended: boolean
  origin: string | undefined
  /** The value of `$TTL`. */
  defaultTtl: number | undefined
  owner: string | undefined
  ttl: number | undefined
  class: number
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
export class ZoneParser {
  readonly #limits: ZoneLimits
  readonly #emptyData: boolean
  readonly #registry: Registry
  #file: ZoneFile // the file being parsed
  #wanted: ZoneInclude | undefined // the $INCLUDE waiting for an answer
  #includes = 0
  #generated = 0
  /** Produces the records of one `$GENERATE`. */
  #made: (() => DnsRecord | undefined) | undefined

  /** @throws {@link DnsError} `bad-name`, `bad-value` for an invalid origin or TTL */
  constructor(options: ZoneOptions = {}) {
    checkObject(options, 'parse zone: options')
    this.#limits = mergeLimits(defaultZoneLimits, options.limits, fail, 'bad-value')
    this.#emptyData = options.emptyData === true
    this.#registry = registryOf(options, 'parse zone')
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
  next(): ZoneEvent | undefined {
    const wanted = this.#wanted
    this.#wanted = undefined
    try {
      if (wanted !== undefined) refuse('limit', `$INCLUDE ${shown(wanted.file)} is not supported here`, wanted)
      return this.#next()
    } catch (error) {
      if (error instanceof DnsError && this.#file.shown !== undefined) error.message += ` (in ${this.#file.shown})`
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
    return attempt(first, () => (control ? this.#control(entry) : this.#record(entry)))
  }

  #control({ tokens, size }: ZoneTokens): ZoneInclude | undefined {
    const [directive, value, second] = tokens as [Token, Token | undefined, Token | undefined]
    const name = directive.text.toUpperCase()
    if (value === undefined) refuse('bad-syntax', `${name.slice(0, 40)} needs a value`, directive)
    if (name === '$GENERATE') return this.#generate(tokens, size)
    const extra = tokens[name === '$INCLUDE' ? 3 : 2]
    if (extra !== undefined) refuse('bad-syntax', `extra text after ${name.slice(0, 40)}`, extra)
    if (name === '$INCLUDE') return this.#include(value, second)
    if (name === '$ORIGIN') this.#file.origin = this.#absolute(value)
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
    const base = origin === undefined ? this.#file.origin : this.#absolute(origin)
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
    const template = parseTemplate(tokens, this.#registry)
    this.#generated += Math.floor((stop - start) / step) + 1
    if (this.#generated > allowed) refuse('limit', `$GENERATE produces more than ${allowed} records`, range)
    let value = start
    this.#made = () => {
      if (value > stop) return undefined
      const made = template.map(token => generated(token, value, generateEntry))
      value += step
      return attempt(range, () => this.#record({ tokens: made, indented: false, size }))
    }
  }

  #record({ tokens, indented, size }: ZoneTokens): DnsRecord {
    const file = this.#file
    let at = 0
    if (!indented) {
      file.owner = undefined
      file.owner = this.#absolute(tokens[at++]!)
    }
    const owner = file.owner ?? refuse('bad-syntax', 'owner missing, and no record before to take it from', tokens[0]!)
    let ttl: number | undefined
    let recordClass: number | undefined
    for (; at < tokens.length; at++) {
      const { text } = tokens[at]!
      const time = ttl === undefined ? parseTtl(text) : undefined
      const code = time === undefined && recordClass === undefined ? classCode(text) : undefined
      if (time !== undefined) ttl = time
      else if (code !== undefined && !isType(tokens, at, this.#registry)) recordClass = code
      else break
    }
    const token = tokens[at] ?? refuse('bad-syntax', 'a record type expected, end of entry found', tokens[tokens.length - 1]!)
    const registry = this.#registry
    const type =
      registry.typeCode(token.text) ?? refuse('bad-type', `unknown record type ${JSON.stringify(token.text.slice(0, 40))}`, token)
    if (type === recordTypes.OPT) refuse('bad-type', 'OPT is not allowed in a zone', token)
    if (ttl !== undefined) file.ttl = ttl
    if (recordClass !== undefined) file.class = recordClass
    const mdns = hasMdnsBit(file.class)
    const plainClass = mdns ? file.class & ~MDNS_BIT : file.class
    const codec = registry.find(type, plainClass)
    const data = this.#data(tokens, at, size, codec, plainClass)
    // An SOA record before the first TTL sets the default to its minimum field (RFC 1035 3.3.13).
    if (type === recordTypes.SOA && data !== undefined && (ttl ?? file.defaultTtl ?? file.ttl) === undefined)
      file.defaultTtl = (data as Soa).minimum
    const live =
      ttl ??
      file.defaultTtl ??
      file.ttl ??
      refuse('bad-syntax', 'TTL missing, and no $TTL or record before to take it from', token)
    return {
      name: owner,
      type: codec?.name ?? (data === undefined ? registry.typeName(type) : `TYPE${type}`),
      class: className(plainClass),
      ttl: live,
      data,
      cacheFlush: mdns ? true : undefined,
    } as DnsRecord
  }

  /** RDATA, from the tokens after the type at `at`. */
  #data(
    tokens: readonly Token[],
    at: number,
    size: number,
    codec: RdataCodec | undefined,
    recordClass: number,
  ): object | undefined {
    const rdata = new RdataTokens(tokens, at + 1, this.#file.origin, this.#registry)
    const first = rdata.peek()
    const bare = recordClass === recordClasses.ANY || recordClass === recordClasses.NONE || this.#emptyData
    if (first === undefined && bare) return undefined
    if (first?.text === '\\#' && !first.quoted) {
      const bytes = parseOpaque(rdata)
      return codec === undefined ? { bytes } : attempt(first, () => decodeBare(codec, bytes))
    }
    if (codec === undefined)
      refuse('bad-syntax', `${tokens[at]!.text.slice(0, 40)} must be written as \\# length hex`, tokens[at]!)
    const data = attempt(first ?? tokens[at]!, () => codec.parse(rdata))
    const extra = rdata.peek()
    if (extra !== undefined) refuse('bad-syntax', 'extra text after the data', extra)
    // A token takes at most 255 bytes plus three per character, so most RDATA fits without encoding it to know.
    if (tokens.length * 255 + size * 3 > 0xffff) {
      const writer = new MessageWriter(undefined, false, this.#registry)
      attempt(tokens[at]!, () => encodeData(codec, writer, data))
      if (writer.pos > 0xffff) refuse('rdata-length', `${writer.pos} bytes of RDATA, at most 65535 allowed`, tokens[at]!)
    }
    return data
  }

  #absolute(token: Token): string {
    return attempt(token, () => absoluteName(token, this.#file.origin))
  }
}

/** True if the word at `at` is the record's type. ANY is also a class: if a type can still follow, it is the class. */
function isType(tokens: readonly Token[], at: number, types: TypeNames): boolean {
  if (types.typeCode(tokens[at]!.text) === undefined) return false
  const next = tokens[at + 1]?.text
  return next === undefined || (types.typeCode(next) === undefined && parseTtl(next) === undefined)
}

/** A file's name for error messages. */
const shown = (file: string): string => JSON.stringify(file.slice(0, 80))
