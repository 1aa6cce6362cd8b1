/**
 * Parses what `dig` of BIND 9.9 to 9.20 prints into a message, with or without the lines around it. Sections, header and counts must agree, so
 * that a text with a missing record is an error and never another message. Unknown lines and flags are warnings.
 */

import type { Registry } from '../codec.js'
import { DnsError, type DnsErrorCode, located } from '../error.js'
import { checkObject, checkText } from '../given.js'
import { classCode, className, hasMdnsBit, plainClass } from '../iana/classes.js'
import { opcodeCode, opcodeName, rcodeCode, rcodeName } from '../iana/header.js'
import type { DsoTlv } from '../message/dso/dso.js'
import { parseTlv } from '../message/dso/text.js'
import type { Edns } from '../message/edns/edns.js'
import type { EdnsOption } from '../message/edns/option.js'
import { parseOption } from '../message/edns/option-text.js'
import { type CodecOptions, registryOf } from '../message/everything.js'
import type { Flags, Message, MessageCodec, Question } from '../message/message.js'
import type { DnsWarning } from '../quirks.js'
import { defaultZoneLimits } from '../text/limits.js'
import { refuse, tokenName } from '../text/token.js'
import { ZoneTokenizer } from '../text/tokenizer.js'
import { parseZone, type ZoneOptions } from '../zone/parser.js'

/** The lines, sorted by meaning. */
interface Sorted {
  header: RegExpExecArray | undefined
  counts: RegExpExecArray | undefined
  headerLine: number
  countsLine: number
  edns: { readonly match: RegExpExecArray; readonly line: number; readonly options: EdnsOption[] } | undefined
  /** The section of each line: 0 to 3, or 4 to 6 for TSIG, SIG(0) and DSO, or -1. */
  readonly section: Int8Array
}

const HEADER = /^;; ->>HEADER<<- opcode: (\S+), status: {1,4}(\S+), id: {1,6}(\d{1,5})\s*$/
const COUNTS =
  /^;; flags:([a-z\d ]*)(; MBZ: 0x4)?; (?:QUERY|QUESTION|ZONE): (\d{1,5}), (?:ANSWER|PREREQ): (\d{1,5}), (?:AUTHORITY|UPDATE): (\d{1,5}), ADDITIONAL: (\d{1,5})\s*$/
const TITLE =
  /^;; (?:(?:(QUESTION|ZONE)|(ANSWER|PREREQUISITE)|(AUTHORITY|UPDATE)|(ADDITIONAL)) SECTION|(TSIG) PSEUDOSECTION|(SIG0) PSEUDOSECTION|(DSO) PSEUDOSECTION):\s*$/
const OPT_TITLE = /^;; OPT PSEUDOSECTION:\s*$/
const EDNS = /^; EDNS: version: (\d{1,3}), flags:([a-z\d ]*)(?:; MBZ: (?:0x)?([0-9a-fA-F]{1,4}) ?)?[;,] udp: (\d{1,5})\s*$/
/** The maximum number of warnings; further ones are dropped. */
const MAX_WARNINGS = 100
const SECTIONS = ['question', 'answer', 'authority', 'additional'] as const

/** Options of `parseMessage`. */
export interface ParseMessageOptions extends CodecOptions {
  /** Makes unknown lines and flags errors instead of warnings. */
  readonly strict?: boolean | undefined
}

/**
 * The message of a text that `dig` or {@link formatMessage} printed. `parseMessage(formatMessage(m))` is `m`, apart from `warnings`.
 *
 * An unknown line outside the sections, EDNS option or flag is skipped, with a warning `unknown-text` that quotes it and has its offset in the
 * text.
 *
 * @throws {@link DnsError} with `line` and `column`: `bad-syntax` for an invalid header, question or counts, for two messages, and if counts
 * and sections differ; `unknown-text` with `strict`; everything that `parseZone` throws for a record
 *
 * @example
 * encodeMessage(parseMessage(text)) // the bytes that dig was sent, if its server compressed all names
 */
export function parseMessage<Own, OwnOption, OwnTlv>(
  text: string,
  options: ParseMessageOptions & { readonly codec: MessageCodec<Own, OwnOption, OwnTlv> },
): Message<Own, OwnOption, OwnTlv>
export function parseMessage(text: string, options?: ParseMessageOptions): Message
export function parseMessage(text: string, options: ParseMessageOptions = {}): Message {
  checkText(text, 'parse message')
  checkObject(options, 'parse message: options')
  const registry = registryOf(options, 'parse message')
  const lines = text.split('\n')
  const report = new Report(lines, options.strict === true)
  const sorted = sortLines(lines, report, registry)
  const { header, counts, headerLine, countsLine, section } = sorted
  if (header === undefined) refuseLine('bad-syntax', 'no ->>HEADER<<- line', 0)
  if (counts === undefined) refuseLine('bad-syntax', 'no line of flags and counts', headerLine)
  const edns = sorted.edns === undefined ? undefined : parseEdns(sorted.edns, report)
  const opcode = numberOf(header[1]!, opcodeCode, 15)
  const rcode = numberOf(header[2]!, rcodeCode, edns === undefined ? 15 : 4095)
  if (opcode === undefined) refuseLine('bad-value', `unknown operation code ${header[1]}`, headerLine)
  if (rcode === undefined) refuseLine('bad-value', `unknown response code ${header[2]}`, headerLine)
  const id = Number(header[3])
  if (id > 0xffff) refuseLine('bad-value', `message ID ${id} is above 65535`, headerLine)
  const flags = parseFlags(counts[1]!, counts[2] !== undefined, countsLine, report)
  const only = (wanted: number): string => lines.map((line, at) => (section[at] === wanted ? line : '')).join('\n')
  const zone: ZoneOptions = { emptyData: opcodeName(opcode) === 'UPDATE', codec: options.codec }
  const questions = parseQuestions(only(0), registry)
  const [answers = [], authorities = [], additionals = [], tsigs = [], sig0s = []] = [1, 2, 3, 4, 5].map(wanted =>
    parseZone(only(wanted), zone),
  )
  if (tsigs.length > 1 || sig0s.length > 1) refuseLine('bad-syntax', 'second signature', countsLine)
  const apart = (edns === undefined ? 0 : 1) + tsigs.length + sig0s.length
  const found = [questions.length, answers.length, authorities.length, additionals.length + apart]
  found.forEach((count, at) => {
    if (count !== Number(counts[at + 3]))
      refuseLine('bad-syntax', `${counts[at + 3]} records expected in the ${SECTIONS[at]} section, ${count} found`, countsLine)
  })
  return {
    id,
    opcode: opcodeName(opcode),
    rcode: rcodeName(rcode),
    flags,
    questions,
    answers,
    authorities,
    additionals,
    edns,
    tsig: tsigs[0],
    sig0: sig0s[0],
    dso: opcodeName(opcode) === 'DSO' ? { tlvs: parseTlvs(lines, section, registry) } : undefined,
    warnings: report.warnings,
  }
}

/** Collects warnings about skipped text. */
class Report {
  readonly warnings: DnsWarning[] = []
  readonly #lines: readonly string[]
  readonly #strict: boolean
  #line = 0
  #offset = 0 // offset of that line

  constructor(lines: readonly string[], strict: boolean) {
    this.#lines = lines
    this.#strict = strict
  }

  /** Reports that `what` in line `at` is unknown. Lines are mostly reported in order, so the offset is computed incrementally. */
  unknown(what: string, shown: string, at: number): void {
    const reason = `unknown ${what}: ${JSON.stringify(shown.trim().slice(0, 80))}`
    if (this.#strict) refuseLine('unknown-text', reason, at)
    if (at < this.#line) this.#line = this.#offset = 0
    for (; this.#line < at; this.#line++) this.#offset += this.#lines[this.#line]!.length + 1
    if (this.warnings.length < MAX_WARNINGS)
      this.warnings.push({ code: 'unknown-text', offset: this.#offset, message: `parse message: line ${at + 1}: ${reason}` })
  }
}

/** One pass over the lines: a line that begins with `;;` tells what the following lines are. */
function sortLines(lines: readonly string[], report: Report, registry: Registry): Sorted {
  const sorted: Sorted = {
    header: undefined,
    counts: undefined,
    headerLine: 0,
    countsLine: 0,
    edns: undefined,
    section: new Int8Array(lines.length).fill(-1),
  }
  let section = -1
  let inOpt = false
  lines.forEach((line, at) => {
    if (line.length > defaultZoneLimits.entry) refuseLine('limit', `line of more than ${defaultZoneLimits.entry} characters`, at)
    if (line.startsWith(';;')) {
      section =
        TITLE.exec(line)
          ?.slice(1)
          .findIndex(name => name !== undefined) ?? -1
      inOpt = OPT_TITLE.test(line)
      const header = HEADER.exec(line)
      const counts = COUNTS.exec(line)
      if (header !== null) {
        if (sorted.header !== undefined) refuseLine('bad-syntax', 'second message', at)
        sorted.header = header
        sorted.headerLine = at
      } else if (counts !== null) {
        if (sorted.counts !== undefined) refuseLine('bad-syntax', 'second line of flags and counts', at)
        sorted.counts = counts
        sorted.countsLine = at
      }
    } else if (section >= 0) {
      if (line.startsWith('$')) refuseLine('bad-syntax', 'directive inside a section', at)
      sorted.section[at] = section
    } else if (inOpt && line.startsWith(';')) {
      const option = sorted.edns === undefined ? undefined : placedOption(line, at, registry)
      if (sorted.edns === undefined)
        sorted.edns = { match: EDNS.exec(line) ?? refuseLine('bad-syntax', '; EDNS: expected', at), line: at, options: [] }
      else if (option === undefined) report.unknown('EDNS option', line, at)
      else sorted.edns.options.push(option)
    } else if (!line.startsWith(';') && line.trim() !== '') report.unknown('line outside the sections', line, at)
  })
  return sorted
}

function parseEdns({ match, line, options }: NonNullable<Sorted['edns']>, report: Report): Edns {
  const version = Number(match[1])
  const words = wordsOf(match[2]!)
  const bits = Number.parseInt(match[3] ?? '0', 16)
  const udpPayloadSize = Number(match[4])
  if (version > 255 || udpPayloadSize > 0xffff) refuseLine('bad-value', 'EDNS version or size is out of range', line)
  for (const word of words) if (word !== 'do' && word !== 'co') report.unknown('EDNS flag', word, line)
  // A version of dig that does not know a flag shows it among the bits that must be zero.
  return {
    udpPayloadSize,
    version,
    flags: {
      do: words.includes('do') || (bits & 0x8000) !== 0,
      co: words.includes('co') || (bits & 0x4000) !== 0,
      z: bits & 0x3fff,
    },
    options,
  }
}

function parseFlags(text: string, z: boolean, line: number, report: Report): Flags {
  const given = wordsOf(text)
  const words = new Set(given)
  if (words.size < given.length) refuseLine('bad-syntax', 'flag appears twice', line)
  const take = (flag: string): boolean => words.delete(flag)
  const flags = {
    qr: take('qr'),
    aa: take('aa'),
    tc: take('tc'),
    rd: take('rd'),
    ra: take('ra'),
    z,
    ad: take('ad'),
    cd: take('cd'),
  }
  for (const word of words) report.unknown('flag', word, line)
  return flags
}

/** `;name class type`, with the lines' places in the whole text kept for errors. */
function parseQuestions(text: string, registry: Registry): Question[] {
  const tokenizer = new ZoneTokenizer()
  // The semicolon would start a comment; a blank in its place keeps the columns.
  tokenizer.push(text.replace(/^;/gm, ' '))
  tokenizer.end()
  const questions: Question[] = []
  for (let entry = tokenizer.next(); entry !== undefined; entry = tokenizer.next()) {
    const [name, questionClass, type, extra] = entry.tokens
    if (name === undefined || questionClass === undefined || type === undefined || extra !== undefined)
      refuse('bad-syntax', 'a name, a class and a type expected', entry.tokens[0]!)
    const owner = tokenName(name, undefined)
    const code =
      classCode(questionClass.text) ??
      refuse('bad-class', `unknown class ${JSON.stringify(questionClass.text.slice(0, 40))}`, questionClass)
    const typeNumber =
      registry.typeCode(type.text) ?? refuse('bad-type', `unknown record type ${JSON.stringify(type.text.slice(0, 40))}`, type)
    questions.push({
      name: owner,
      type: registry.typeName(typeNumber),
      class: className(plainClass(code)),
      unicastResponse: hasMdnsBit(code) ? true : undefined,
    })
  }
  return questions
}

/** `; KEEPALIVE: bytes`, one per line. */
function parseTlvs(lines: readonly string[], section: Int8Array, registry: Registry): DsoTlv[] {
  const tlvs: DsoTlv[] = []
  lines.forEach((line, at) => {
    if (section[at] === 6 && line.trim() !== '')
      tlvs.push(parseTlv(line, registry) ?? refuseLine('bad-syntax', 'invalid DSO TLV', at))
  })
  return tlvs
}

/** A code by its name or generic name, or by BIND's: RESERVEDn, ?n above 15, and n in a log of named. */
function numberOf(text: string, codeOf: (name: string) => number | undefined, max: number): number | undefined {
  const digits = /^(?:RESERVED|\?)?(\d{1,4})$/.exec(text)?.[1]
  const code = digits === undefined ? codeOf(text) : Number(digits)
  return code !== undefined && code <= max ? code : undefined
}

/** An option of a line; an error of its description has the line. */
function placedOption(line: string, at: number, registry: Registry): EdnsOption | undefined {
  try {
    return parseOption(line, registry)
  } catch (error) {
    throw located(error, { line: at + 1, column: 1 })
  }
}

const wordsOf = (text: string): string[] => text.split(' ').filter(word => word !== '')

function refuseLine(code: DnsErrorCode, reason: string, line: number): never {
  throw new DnsError(code, 0, `parse message: ${reason}`, { line: line + 1, column: 1 })
}
