/**
 * Zone text to records (RFC 1035 5, RFC 2308 4, RFC 3597 5). Owner names come out absolute; a record that leaves out its owner, TTL or
 * class takes them from before.
 *
 * Always: a record that is given encodes; memory and work are bounded by `limits`; nothing is read but what the caller hands in, so
 * `$INCLUDE` is refused unless `include` answers it. After an error `next` goes on with the next line.
 */
import { decodeHex } from '@mailwire/bytes'
import { MessageWriter } from '../compress.js'
import { DnsError, fail } from '../error.js'
import { classCode, className, hasMdnsBit, MDNS_BIT, recordClasses } from '../iana/classes.js'
import { recordTypes, typeCode, typeName } from '../iana/types.js'
import { normalizeName } from '../name.js'
import { checkUnsigned } from '../rdata/fields/numbers.js'
import { MessageReader } from '../reader.js'
import type { DnsRecord } from '../record.js'
import { allTypes, type RdataCodec } from '../registry.js'
import { generated, parseRange, parseTemplate } from './generate.js'
import { defaultZoneLimits, type ZoneLimits } from './limits.js'
import { absoluteName, attempt, RdataTokens, refuse, type Token, ZoneTokenizer, type ZoneTokens } from './tokenizer.js'
import { parseTtl } from './ttl.js'

export interface ZoneOptions {
  /** What completes relative names until `$ORIGIN` says otherwise; without one they are refused. */
  readonly origin?: string | undefined
  /** Seconds to live for records that come before any TTL. */
  readonly ttl?: number | undefined
  /** The text of a file that `$INCLUDE` names; `undefined` refuses it, and so does leaving this out. */
  readonly include?: ((file: string) => string | undefined) | undefined
  /** Records of any class may go without data, as those of UPDATE messages do (RFC 2136 2.4 and 2.5). In classes ANY and NONE they always may. */
  readonly emptyData?: boolean | undefined
  readonly limits?: Partial<ZoneLimits> | undefined
}

/**
 * The records of zone text.
 *
 * @throws {@link DnsError} with `line` and `column`: `bad-syntax`, `bad-name`, `bad-type`, `bad-value`, `limit`, ...
 *
 * @example
 * parseZone('@ 1h MX 10 mail', { origin: 'some.domain' })[0].data // => { preference: 10, exchange: 'mail.some.domain' }
 */
export function parseZone(text: string, options: ZoneOptions = {}): DnsRecord[] {
  const parser = new ZoneParser(options)
  parser.push(text)
  parser.end()
  const records: DnsRecord[] = []
  for (let record = parser.next(); record !== undefined; record = parser.next()) records.push(record)
  return records
}

/** What a text and the files that it includes count together. */
interface Spent {
  generated: number
  includes: number
}

/** The same in pieces and in bounded memory: `push` text, `next` until it gives `undefined`, `end` at the end. */
export class ZoneParser {
  readonly #options: ZoneOptions
  readonly #limits: ZoneLimits
  readonly #tokenizer: ZoneTokenizer
  #depth = 0 // of inclusion
  #spent: Spent = { generated: 0, includes: 0 }
  #origin: string | undefined
  #defaultTtl: number | undefined
  #owner: string | undefined
  #ttl: number | undefined
  #class: number = recordClasses.IN
  /** Records that one line stands for: those of an included file, or of `$GENERATE`. */
  #inner: (() => DnsRecord | undefined) | undefined

  /** @throws {@link DnsError} `bad-name`, `bad-value` for an origin or TTL that is none */
  constructor(options: ZoneOptions = {}) {
    this.#options = options
    this.#limits = { ...defaultZoneLimits, ...options.limits }
    this.#tokenizer = new ZoneTokenizer(this.#limits.entry)
    this.#origin = options.origin === undefined ? undefined : normalizeName(options.origin)
    if (options.ttl !== undefined) checkUnsigned(options.ttl, 4)
    this.#ttl = options.ttl
  }

  push(text: string): void {
    this.#tokenizer.push(text)
  }

  end(): void {
    this.#tokenizer.end()
  }

  /** The next record, or `undefined` when more text is needed. @throws as {@link parseZone}; the next call goes on with the next line */
  next(): DnsRecord | undefined {
    for (;;) {
      const inner = this.#inner?.()
      if (inner !== undefined) return inner
      this.#inner = undefined
      const entry = this.#nextEntry()
      if (entry === undefined) return undefined
      const record = this.#entry(entry)
      if (record !== undefined) return record
    }
  }

  #nextEntry(): ZoneTokens | undefined {
    try {
      return this.#tokenizer.next()
    } catch (error) {
      // Whose record it was is not known: those below that leave out their owner must not get that of one above.
      this.#owner = undefined
      throw error
    }
  }

  #entry(entry: ZoneTokens): DnsRecord | undefined {
    const first = entry.tokens[0]!
    const control = !entry.indented && !first.quoted && first.text.startsWith('$')
    return attempt(first, () => (control ? this.#control(entry) : this.#record(entry)))
  }

  #control({ tokens, size }: ZoneTokens): undefined {
    const [directive, value, second] = tokens as [Token, Token | undefined, Token | undefined]
    const name = directive.text.toUpperCase()
    if (value === undefined) refuse('bad-syntax', `${name.slice(0, 40)} takes a value`, directive)
    if (name === '$GENERATE') return this.#generate(tokens, size)
    const extra = tokens[name === '$INCLUDE' ? 3 : 2]
    if (extra !== undefined) refuse('bad-syntax', `more than ${name.slice(0, 40)} takes`, extra)
    if (name === '$INCLUDE') return this.#include(value, second)
    if (name === '$ORIGIN') this.#origin = this.#absolute(value)
    else if (name === '$TTL') this.#defaultTtl = parseTtl(value.text) ?? refuse('bad-value', '$TTL takes a time', value)
    else refuse('bad-syntax', `unknown directive ${JSON.stringify(directive.text.slice(0, 40))}`, directive)
  }

  /** The records of another text; what they set does not outlive it (RFC 1035 5.1). */
  #include(file: Token, origin: Token | undefined): undefined {
    const { include } = this.#options
    const shown = JSON.stringify(file.text.slice(0, 80))
    if (this.#depth >= this.#limits.includeDepth)
      refuse('limit', `${shown} is more than ${this.#limits.includeDepth} files deep`, file)
    if (this.#spent.includes >= this.#limits.includes)
      refuse('limit', `more than ${this.#limits.includes} files are included`, file)
    const text = include?.(plainText(file)) ?? refuse('limit', `$INCLUDE ${shown} is refused`, file)
    this.#spent.includes++
    const parser = new ZoneParser({ ...this.#options, origin: origin === undefined ? this.#origin : this.#absolute(origin) })
    parser.#depth = this.#depth + 1
    parser.#spent = this.#spent
    parser.#defaultTtl = this.#defaultTtl
    parser.#ttl = this.#ttl
    parser.#owner = this.#owner
    parser.#class = this.#class
    parser.push(text)
    parser.end()
    this.#inner = () => {
      try {
        return parser.next()
      } catch (error) {
        if (error instanceof DnsError) error.message += ` (in ${shown})`
        throw error
      }
    }
  }

  /** The records of one line with a range (BIND's `$GENERATE`), made as they are asked for. */
  #generate(tokens: readonly Token[], size: number): undefined {
    const range = tokens[1]!
    const { generateEntry, generated: allowed } = this.#limits
    if (size > generateEntry) refuse('limit', `a $GENERATE line of more than ${generateEntry} characters`, tokens[0]!)
    const { start, stop, step } = parseRange(range)
    const template = parseTemplate(tokens)
    this.#spent.generated += Math.floor((stop - start) / step) + 1
    if (this.#spent.generated > allowed) refuse('limit', `$GENERATE makes more than ${allowed} records`, range)
    let value = start
    this.#inner = () => {
      if (value > stop) return undefined
      const made = template.map(token => generated(token, value, generateEntry))
      value += step
      return attempt(range, () => this.#record({ tokens: made, indented: false, size }))
    }
  }

  #record({ tokens, indented, size }: ZoneTokens): DnsRecord {
    let at = 0
    if (!indented) {
      this.#owner = undefined
      this.#owner = this.#absolute(tokens[at++]!)
    }
    const owner = this.#owner ?? refuse('bad-syntax', 'no owner is given, nor one before', tokens[0]!)
    let ttl: number | undefined
    let recordClass: number | undefined
    for (; at < tokens.length; at++) {
      const { text } = tokens[at]!
      const time = ttl === undefined ? parseTtl(text) : undefined
      const code = time === undefined && recordClass === undefined ? classCode(text) : undefined
      if (time !== undefined) ttl = time
      else if (code !== undefined && !isType(tokens, at)) recordClass = code
      else break
    }
    const token = tokens[at] ?? refuse('bad-syntax', 'a record type expected, the end found', tokens[tokens.length - 1]!)
    const type = typeCode(token.text) ?? refuse('bad-type', `${JSON.stringify(token.text.slice(0, 40))} is no record type`, token)
    if (type === recordTypes.OPT) refuse('bad-type', 'OPT does not stand in zones', token)
    if (ttl !== undefined) this.#ttl = ttl
    if (recordClass !== undefined) this.#class = recordClass
    const live = ttl ?? this.#defaultTtl ?? this.#ttl ?? refuse('bad-syntax', 'no TTL is given, nor one before', token)
    const mdns = hasMdnsBit(this.#class)
    const plainClass = mdns ? this.#class & ~MDNS_BIT : this.#class
    const codec = allTypes().find(type, plainClass)
    const data = this.#data(tokens, at, size, codec, plainClass)
    return {
      name: owner,
      type: codec?.name ?? (data === undefined ? typeName(type) : `TYPE${type}`),
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
    const rdata = new RdataTokens(tokens, at + 1, this.#origin)
    const first = rdata.peek()
    const bare = recordClass === recordClasses.ANY || recordClass === recordClasses.NONE || this.#options.emptyData === true
    if (first === undefined && bare) return undefined
    if (first?.text === '\\#' && !first.quoted) return parseOpaque(rdata, codec)
    if (codec === undefined) refuse('bad-syntax', `${tokens[at]!.text.slice(0, 40)} is written \\# length hex`, tokens[at]!)
    const data = codec.parse(rdata)
    const extra = rdata.peek()
    if (extra !== undefined) refuse('bad-syntax', 'more than the record holds', extra)
    // No token is more than a name of 255 octets, and no character more than three: most RDATA need not be written to know that it fits.
    if (tokens.length * 255 + size * 3 > 0xffff) {
      const writer = new MessageWriter()
      attempt(tokens[at]!, () => codec.encode(writer, data))
      if (writer.pos > 0xffff) refuse('rdata-length', `${writer.pos} octets of RDATA, 65535 allowed`, tokens[at]!)
    }
    return data
  }

  #absolute(token: Token): string {
    return attempt(token, () => absoluteName(token, this.#origin))
  }
}

/** True when the word at `at` is the record's type. ANY is a class too: where a type can still follow, it is the class. */
function isType(tokens: readonly Token[], at: number): boolean {
  if (typeCode(tokens[at]!.text) === undefined) return false
  const next = tokens[at + 1]?.text
  return next === undefined || (typeCode(next) === undefined && parseTtl(next) === undefined)
}

/** A file name, of which only `\X` escapes are undone: what else it means is for who opens it. */
const plainText = ({ text }: Token): string => text.replace(/\\(.)/gs, '$1')

/** `\# length hex` for any type (RFC 3597 5). */
function parseOpaque(tokens: RdataTokens, codec: RdataCodec | undefined): object {
  const mark = tokens.next('\\#')
  const length = tokens.next('a length')
  if (!/^\d{1,5}$/.test(length.text) || Number(length.text) > 0xffff)
    refuse('bad-value', 'a length of at most 65535 expected', length)
  const bytes = attempt(tokens.peek() ?? length, () => decodeHex(tokens.rest(), fail))
  if (Number(length.text) !== bytes.length) refuse('rdata-length', `${bytes.length} octets follow`, length)
  if (codec === undefined) return { bytes }
  return attempt(mark, () => {
    const reader = new PlainNameReader(bytes)
    const data = codec.decode(reader)
    if (reader.pos === bytes.length) return data
    return fail('rdata-length', reader.pos, `decode ${codec.name}: ${bytes.length - reader.pos} octets of RDATA left`)
  })
}

/** Reads RDATA that stands in no message: a pointer in it points nowhere (RFC 3597 5). */
class PlainNameReader extends MessageReader {
  override name(): string {
    const { bytes, pos, end } = this
    let at = pos
    while (at < end && bytes[at]! > 0 && bytes[at]! <= 63) at += bytes[at]! + 1
    if (at < end && bytes[at]! >= 0xc0) fail('bad-pointer', at, 'decode name: a pointer in RDATA that stands in no message')
    return super.name()
  }
}
