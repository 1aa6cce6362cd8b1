/**
 * Zone text to records (RFC 1035 5, RFC 2308 4, RFC 3597 5). Owner names come out absolute; a record that leaves out its owner, TTL or
 * class takes them from before.
 *
 * `$INCLUDE` is refused: what a file may read is not for the file to say. `$GENERATE` is not taken yet, and refused by name.
 */
import { decodeHex } from '@mailwire/bytes'
import { DnsError, type DnsErrorCode, fail, located } from '../error.js'
import { classCode, className } from '../iana/classes.js'
import { recordTypes, typeCode } from '../iana/types.js'
import { normalizeName } from '../name.js'
import { MessageReader } from '../reader.js'
import type { DnsRecord } from '../record.js'
import { allTypes, type RdataCodec } from '../registry.js'
import { absoluteName, RdataTokens, type Token, ZoneTokenizer, type ZoneTokens } from './tokenizer.js'
import { parseTtl } from './ttl.js'

export interface ZoneOptions {
  /** What completes relative names until `$ORIGIN` says otherwise; without one they are refused. */
  readonly origin?: string | undefined
  /** Seconds to live for records that come before any TTL. */
  readonly ttl?: number | undefined
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

/** The same in pieces and in constant memory: `push` text, `next` until it gives `undefined`, `end` at the end. */
export class ZoneParser {
  readonly #tokenizer = new ZoneTokenizer()
  #origin: string | undefined
  #defaultTtl: number | undefined
  #owner: string | undefined
  #ttl: number | undefined
  #class = 1

  constructor(options: ZoneOptions = {}) {
    this.#origin = options.origin === undefined ? undefined : normalizeName(options.origin)
    this.#ttl = options.ttl
  }

  push(text: string): void {
    this.#tokenizer.push(text)
  }

  end(): void {
    this.#tokenizer.end()
  }

  /** The next record, or `undefined` when more text is needed. */
  next(): DnsRecord | undefined {
    for (let entry = this.#tokenizer.next(); entry !== undefined; entry = this.#tokenizer.next()) {
      const record = this.#entry(entry)
      if (record !== undefined) return record
    }
    return undefined
  }

  #entry(entry: ZoneTokens): DnsRecord | undefined {
    const first = entry.tokens[0]!
    try {
      if (!entry.indented && first.text.startsWith('$') && !first.quoted) return this.#control(entry.tokens)
      return this.#record(entry)
    } catch (error) {
      if (error instanceof DnsError) {
        error.line ??= first.line
        error.column ??= first.column
      }
      throw error
    }
  }

  #control(tokens: readonly Token[]): undefined {
    const [directive, value] = tokens as [Token, Token | undefined]
    const name = directive.text.toUpperCase()
    if (name === '$INCLUDE' || name === '$GENERATE') refuse('limit', `${name} is not taken here`, directive)
    if (value === undefined || tokens.length > 2) refuse('bad-syntax', `${name} takes one value`, directive)
    if (name === '$ORIGIN') this.#origin = absoluteName(value, this.#origin)
    else if (name === '$TTL') this.#defaultTtl = parseTtl(value.text) ?? refuse('bad-value', '$TTL takes a time', value)
    else refuse('bad-syntax', `unknown directive ${JSON.stringify(directive.text.slice(0, 40))}`, directive)
    return undefined
  }

  #record({ tokens, indented }: ZoneTokens): DnsRecord {
    let at = 0
    if (!indented) this.#owner = absoluteName(tokens[at++]!, this.#origin)
    const owner = this.#owner ?? refuse('bad-syntax', 'the first record has no owner', tokens[0]!)
    let ttl: number | undefined
    let seenClass = false
    for (; at < tokens.length; at++) {
      const { text } = tokens[at]!
      const time = ttl === undefined ? parseTtl(text) : undefined
      const code = time === undefined && !seenClass ? classCode(text) : undefined
      if (time !== undefined) ttl = time
      else if (code !== undefined && typeCode(text) === undefined) {
        this.#class = code
        seenClass = true
      } else break
    }
    const token = tokens[at] ?? refuse('bad-syntax', 'a record type expected, the end found', tokens[tokens.length - 1]!)
    const type = typeCode(token.text) ?? refuse('bad-type', `${JSON.stringify(token.text.slice(0, 40))} is no record type`, token)
    if (type === recordTypes.OPT) refuse('bad-type', 'OPT does not stand in zones', token)
    if (ttl !== undefined) this.#ttl = ttl
    const live = ttl ?? this.#defaultTtl ?? this.#ttl ?? refuse('bad-syntax', 'no TTL is given, nor one before', token)
    const rdata = new RdataTokens(tokens, at + 1, this.#origin)
    const codec = allTypes().find(type, this.#class)
    const data =
      rdata.peek()?.text === '\\#'
        ? parseOpaque(rdata, codec)
        : codec === undefined
          ? refuse('bad-syntax', `${token.text} is written \\# length hex`, token)
          : codec.parse(rdata)
    const extra = rdata.peek()
    if (extra !== undefined) refuse('bad-syntax', 'more than the record holds', extra)
    return {
      name: owner,
      type: codec?.name ?? `TYPE${type}`,
      class: className(this.#class),
      ttl: live,
      data,
      cacheFlush: undefined,
    } as DnsRecord
  }
}

/** `\# length hex` for any type (RFC 3597 5). */
function parseOpaque(tokens: RdataTokens, codec: RdataCodec | undefined): object {
  tokens.next('\\#')
  const length = tokens.next('a length')
  const bytes = decodeHex(tokens.rest(), fail)
  if (!/^\d{1,5}$/.test(length.text) || Number(length.text) !== bytes.length)
    tokens.refuse('rdata-length', `${bytes.length} octets follow`, length)
  if (codec === undefined) return { bytes }
  const reader = new MessageReader(bytes)
  try {
    const data = codec.decode(reader)
    if (reader.pos !== bytes.length)
      fail('rdata-length', reader.pos, `decode ${codec.name}: ${bytes.length - reader.pos} octets of RDATA left`)
    return data
  } catch (error) {
    throw located(error, { field: 'rdata' })
  }
}

function refuse(code: DnsErrorCode, reason: string, token: Token): never {
  throw new DnsError(code, 0, `parse zone: ${reason}`, { line: token.line, column: token.column })
}
