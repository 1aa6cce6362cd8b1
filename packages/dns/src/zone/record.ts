/**
 * One record of zone text (RFC 1035 5.1): owner, TTL, class and type, then the data. A record without owner, TTL or class inherits them.
 */
import { encodeData, type RdataCodec, type Registry } from '../codec.js'
import { ofDescription } from '../error.js'
import { classCode, className, hasMdnsBit, plainClass, recordClasses } from '../iana/classes.js'
import { recordTypes, type TypeNames } from '../iana/types.js'
import { decodeBare } from '../message/bare-rdata.js'
import type { DnsRecord } from '../rdata/record.js'
import type { Soa } from '../rdata/soa.js'
import { parseOpaque } from '../text/opaque.js'
import { RdataTokens } from '../text/rdata-tokens.js'
import { attempt, refuse, type Token, tokenName } from '../text/token.js'
import type { ZoneTokens } from '../text/tokenizer.js'
import { parseTtl } from '../text/ttl.js'
import { MessageWriter } from '../wire/writer.js'

/** The values that the records of a text inherit: those of the directives, and of the records before. */
export interface Inherited {
  origin: string | undefined
  /** The value of `$TTL`. */
  defaultTtl: number | undefined
  owner: string | undefined
  ttl: number | undefined
  class: number
}

/** What is the same for all records of a parser. */
export interface RecordRules {
  readonly registry: Registry
  /** Allows records without data in any class. */
  readonly emptyData: boolean
}

/**
 * The record of one entry. Its owner, TTL and class become what the following records inherit.
 *
 * @throws {@link DnsError} as `parseZone`
 */
export function parseRecord(entry: ZoneTokens, file: Inherited, rules: RecordRules): DnsRecord {
  const { tokens, indented } = entry
  const { registry } = rules
  let at = 0
  if (!indented) {
    file.owner = undefined
    file.owner = tokenName(tokens[at++]!, file.origin)
  }
  const owner = file.owner ?? refuse('bad-syntax', 'owner missing, and no record before to take it from', tokens[0]!)
  let ttl: number | undefined
  let recordClass: number | undefined
  for (; at < tokens.length; at++) {
    const { text } = tokens[at]!
    const time = ttl === undefined ? parseTtl(text) : undefined
    const code = time === undefined && recordClass === undefined ? classCode(text) : undefined
    if (time !== undefined) ttl = time
    else if (code !== undefined && !isType(tokens, at, registry)) recordClass = code
    else break
  }
  const token = tokens[at] ?? refuse('bad-syntax', 'a record type expected, end of entry found', tokens[tokens.length - 1]!)
  const type =
    registry.typeCode(token.text) ?? refuse('bad-type', `unknown record type ${JSON.stringify(token.text.slice(0, 40))}`, token)
  if (type === recordTypes.OPT) refuse('bad-type', 'OPT is not allowed in a zone', token)
  if (ttl !== undefined) file.ttl = ttl
  if (recordClass !== undefined) file.class = recordClass
  const dataClass = plainClass(file.class)
  const codec = registry.find(type, dataClass)
  const data = parseData(entry, at, codec, dataClass, file.origin, rules)
  // An SOA record before the first TTL sets the default to its minimum field (RFC 1035 3.3.13).
  if (type === recordTypes.SOA && data !== undefined && (ttl ?? file.defaultTtl ?? file.ttl) === undefined)
    file.defaultTtl = (data as Soa).minimum
  const live =
    ttl ?? file.defaultTtl ?? file.ttl ?? refuse('bad-syntax', 'TTL missing, and no $TTL or record before to take it from', token)
  return {
    name: owner,
    type: codec?.name ?? (data === undefined ? registry.typeName(type) : `TYPE${type}`),
    class: className(dataClass),
    ttl: live,
    data,
    cacheFlush: hasMdnsBit(file.class) ? true : undefined,
  } as DnsRecord
}

/** RDATA, from the tokens after the type at `at`; `undefined` if there is none. */
function parseData(
  { tokens, size }: ZoneTokens,
  at: number,
  codec: RdataCodec | undefined,
  recordClass: number,
  origin: string | undefined,
  { registry, emptyData }: RecordRules,
): object | undefined {
  const rdata = new RdataTokens(tokens, at + 1, origin, registry)
  const first = rdata.peek()
  const bare = recordClass === recordClasses.ANY || recordClass === recordClasses.NONE || emptyData
  if (first === undefined && bare) return undefined
  if (first?.text === '\\#' && !first.quoted) {
    const bytes = parseOpaque(rdata)
    return codec === undefined ? { bytes } : attempt(first, () => decodeBare(codec, bytes))
  }
  if (codec === undefined) refuse('bad-syntax', `${tokens[at]!.text.slice(0, 40)} must be written as \\# length hex`, tokens[at]!)
  const data = attempt(first ?? tokens[at]!, () => parsed(codec, rdata))
  const extra = rdata.peek()
  if (extra !== undefined) refuse('bad-syntax', 'extra text after the data', extra)
  // A token takes at most 255 bytes plus three per character, so most RDATA fits without encoding it to know.
  if (tokens.length * 255 + size * 3 > 0xffff) {
    const writer = new MessageWriter(undefined, false, registry)
    attempt(tokens[at]!, () => encodeData(codec, writer, data))
    if (writer.pos > 0xffff) refuse('rdata-length', `${writer.pos} bytes of RDATA, at most 65535 allowed`, tokens[at]!)
  }
  return data
}

function parsed(codec: RdataCodec, tokens: RdataTokens): object {
  try {
    return codec.parse(tokens)
  } catch (error) {
    throw ofDescription(error, `parse ${codec.name}`)
  }
}

/** True if the word at `at` is the record's type. ANY is also a class: if a type can still follow, it is the class. */
function isType(tokens: readonly Token[], at: number, types: TypeNames): boolean {
  if (types.typeCode(tokens[at]!.text) === undefined) return false
  const next = tokens[at + 1]?.text
  return next === undefined || (types.typeCode(next) === undefined && parseTtl(next) === undefined)
}
