/**
 * Zone text to records (RFC 1035 5, RFC 2308 4, RFC 3597 5). Owner names come out absolute; a record that leaves out its owner, TTL or
 * class takes them from before.
 *
 * Always: a record that is given encodes; memory and work are bounded by `limits`; nothing is read but what the caller hands in, so
 * `$INCLUDE` is an event that the caller answers, and refused where nobody does. After an error `next` goes on with the next line.
 */
import { decodeText, mergeLimits } from '@mailwire/bytes'
import type { RdataCodec, Registry } from '../codec.js'
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
  octetsOf,
  RdataTokens,
  refuse,
  type Token,
  ZoneTokenizer,
  type ZoneTokens,
} from '../text/tokenizer.js'
import { parseTtl } from '../text/ttl.js'
import { MessageWriter } from '../wire/writer.js'
import { decodeBare } from './bare-rdata.js'
import { generated, parseRange, parseTemplate } from './generate.js'

export interface ZoneOptions extends CodecOptions {
  /** What completes relative names until `$ORIGIN` says otherwise; without one they are refused. */
  readonly origin?: string | undefined
  /** Seconds to live for records that come before any TTL. */
  readonly ttl?: number | undefined
  /** Records of any class may go without data, as those of UPDATE messages do (RFC 2136 2.4 and 2.5). In classes ANY and NONE they always may. */
  readonly emptyData?: boolean | undefined
  readonly limits?: Partial<ZoneLimits> | undefined
}

/** A file that `$INCLUDE` asks for. {@link ZoneParser.include} answers it; what asks for the next event instead refuses it. */
export interface ZoneInclude {
  readonly type: '$INCLUDE'
  /** As it is written, with its escapes resolved; a path or not: what it may be opened as is for the caller to say. */
  readonly file: string
  /** What will complete its relative names. */
  readonly origin: string | undefined
  /** Where the file's name stands: characters before it, and line and column from 1. */
  readonly offset: number
  readonly line: number
  readonly column: number
}

/** What zone text gives, in order; `type` tells a record from what is no record. */
export type ZoneEvent = DnsRecord | ZoneInclude

/**
 * The records of zone text. A text with `$INCLUDE` is refused: {@link ZoneParser} reads those.
 *
 * @throws {@link DnsError} with `line` and `column`: `bad-syntax`, `bad-name`, `bad-type`, `bad-value`, `limit`, ...
 *
 * @example
 * parseZone('@ 1h MX 10 mail', { origin: 'some.domain' })[0].data // => { preference: 10, exchange: 'mail.some.domain' }
 */
export function parseZone<Own>(
  text: string,
  options: ZoneOptions & { readonly codec: MessageCodec<Own, unknown> },
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

/** One text, and what its records take from before. What an included file changes of it ends with the file (RFC 1035 5.1). */
interface ZoneFile {
  readonly tokenizer: ZoneTokenizer
  /** The file that includes this one. */
  readonly parent: ZoneFile | undefined
  readonly depth: number
  /** What errors call it. */
  readonly shown: string | undefined
  ended: boolean
  origin: string | undefined
  /** What `$TTL` says. */
  defaultTtl: number | undefined
  owner: string | undefined
  ttl: number | undefined
  class: number
}

/**
 * The same in pieces and in bounded memory: `push` text, `next` until it gives `undefined`, `end` at the end.
 *
 * `$INCLUDE` is an event. Whoever wants the file calls `include`, with its text or before it pushes and ends that as any other: `push` and
 * `end` are of the innermost file that has not ended. Between the event and the answer may lie any wait.
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
  #file: ZoneFile // that is read
  #wanted: ZoneInclude | undefined // that waits for an answer
  #includes = 0
  #generated = 0
  /** Records that one `$GENERATE` stands for. */
  #made: (() => DnsRecord | undefined) | undefined

  /** @throws {@link DnsError} `bad-name`, `bad-value` for an origin or TTL that is none */
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

  /** More of the innermost file that has not ended. */
  push(text: string): void {
    checkText(text, 'parse zone')
    this.#open().tokenizer.push(text)
  }

  /** The innermost file that has not ended, ends. */
  end(): void {
    const file = this.#open()
    file.ended = true
    file.tokenizer.end()
  }

  /**
   * Opens the file that the last event asked for: with its text, or for `push` and `end` to give it.
   *
   * @throws {@link DnsError} `bad-value` where the last event asked for none
   */
  include(text?: string): void {
    if (text !== undefined) checkText(text, 'parse zone: include')
    const { file, origin } = this.#wanted ?? fail('bad-value', 0, 'parse zone: no $INCLUDE waits for an answer', 'local')
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

  /** The next event, or `undefined` when more text is needed. @throws as {@link parseZone}; the next call goes on with the next line */
  next(): ZoneEvent | undefined {
    const wanted = this.#wanted
    this.#wanted = undefined
    try {
      if (wanted !== undefined) refuse('limit', `$INCLUDE ${shown(wanted.file)} is refused`, wanted)
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
      // Whose record it was is not known: those below that leave out their owner must not get that of one above.
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
    if (value === undefined) refuse('bad-syntax', `${name.slice(0, 40)} takes a value`, directive)
    if (name === '$GENERATE') return this.#generate(tokens, size)
    const extra = tokens[name === '$INCLUDE' ? 3 : 2]
    if (extra !== undefined) refuse('bad-syntax', `more than ${name.slice(0, 40)} takes`, extra)
    if (name === '$INCLUDE') return this.#include(value, second)
    if (name === '$ORIGIN') this.#file.origin = this.#absolute(value)
    else if (name === '$TTL') this.#file.defaultTtl = parseTtl(value.text) ?? refuse('bad-value', '$TTL takes a time', value)
    else refuse('bad-syntax', `unknown directive ${JSON.stringify(directive.text.slice(0, 40))}`, directive)
    return undefined
  }

  #include(token: Token, origin: Token | undefined): ZoneInclude {
    const { includeDepth, includes } = this.#limits
    const { offset, line, column } = token
    const file = decodeText(octetsOf(token))
    if (this.#file.depth >= includeDepth) refuse('limit', `${shown(file)} is more than ${includeDepth} files deep`, token)
    if (this.#includes >= includes) refuse('limit', `more than ${includes} files are included`, token)
    const base = origin === undefined ? this.#file.origin : this.#absolute(origin)
    this.#includes++
    this.#wanted = { type: '$INCLUDE', file, origin: base, offset, line, column }
    return this.#wanted
  }

  /** The records of one line with a range (BIND's `$GENERATE`), made as they are asked for. */
  #generate(tokens: readonly Token[], size: number): undefined {
    const range = tokens[1]!
    const { generateEntry, generated: allowed } = this.#limits
    if (size > generateEntry) refuse('limit', `a $GENERATE line of more than ${generateEntry} characters`, tokens[0]!)
    const { start, stop, step } = parseRange(range)
    const template = parseTemplate(tokens, this.#registry)
    this.#generated += Math.floor((stop - start) / step) + 1
    if (this.#generated > allowed) refuse('limit', `$GENERATE makes more than ${allowed} records`, range)
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
    const owner = file.owner ?? refuse('bad-syntax', 'no owner is given, nor one before', tokens[0]!)
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
    const token = tokens[at] ?? refuse('bad-syntax', 'a record type expected, the end found', tokens[tokens.length - 1]!)
    const registry = this.#registry
    const type =
      registry.typeCode(token.text) ?? refuse('bad-type', `${JSON.stringify(token.text.slice(0, 40))} is no record type`, token)
    if (type === recordTypes.OPT) refuse('bad-type', 'OPT does not stand in zones', token)
    if (ttl !== undefined) file.ttl = ttl
    if (recordClass !== undefined) file.class = recordClass
    const mdns = hasMdnsBit(file.class)
    const plainClass = mdns ? file.class & ~MDNS_BIT : file.class
    const codec = registry.find(type, plainClass)
    const data = this.#data(tokens, at, size, codec, plainClass)
    // An SOA record that comes before any TTL says itself what records live (RFC 1035 3.3.13); later ones without TTL follow it.
    if (type === recordTypes.SOA && data !== undefined && (ttl ?? file.defaultTtl ?? file.ttl) === undefined)
      file.defaultTtl = (data as Soa).minimum
    const live = ttl ?? file.defaultTtl ?? file.ttl ?? refuse('bad-syntax', 'no TTL is given, nor one before', token)
    return {
      name: owner,
      type: codec?.name ?? (data === undefined ? registry.typeName(type) : `TYPE${type}`),
      class: className(plainClass),
      ttl: live,
      data,
      cacheFlush: mdns ? true : undefined,
    } as DnsRecord
  }

  /** RDATA: what follows the type at `at`. */
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
    if (codec === undefined) refuse('bad-syntax', `${tokens[at]!.text.slice(0, 40)} is written \\# length hex`, tokens[at]!)
    const data = attempt(first ?? tokens[at]!, () => codec.parse(rdata))
    const extra = rdata.peek()
    if (extra !== undefined) refuse('bad-syntax', 'more than the record holds', extra)
    // No token is more than a name of 255 octets, and no character more than three: most RDATA need not be written to know that it fits.
    if (tokens.length * 255 + size * 3 > 0xffff) {
      const writer = new MessageWriter(undefined, false, this.#registry)
      attempt(tokens[at]!, () => codec.encode(writer, data))
      if (writer.pos > 0xffff) refuse('rdata-length', `${writer.pos} octets of RDATA, 65535 allowed`, tokens[at]!)
    }
    return data
  }

  #absolute(token: Token): string {
    return attempt(token, () => absoluteName(token, this.#file.origin))
  }
}

/** True when the word at `at` is the record's type. ANY is a class too: where a type can still follow, it is the class. */
function isType(tokens: readonly Token[], at: number, types: TypeNames): boolean {
  if (types.typeCode(tokens[at]!.text) === undefined) return false
  const next = tokens[at + 1]?.text
  return next === undefined || (types.typeCode(next) === undefined && parseTtl(next) === undefined)
}

/** A file's name as messages show it. */
const shown = (file: string): string => JSON.stringify(file.slice(0, 80))
