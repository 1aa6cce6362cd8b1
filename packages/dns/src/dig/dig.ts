/**
 * Messages as `dig` prints them. `parseMessage` reads the text back.
 *
 * It differs from dig 9.18 where dig is harder to read: an address in a class of UPDATE or multicast DNS is an address, not hex; DSO and
 * DSOTYPENI have their names; each IPv6 address has the form of RFC 5952.
 */

import type { Registry } from '../codec.js'
import { blamed, fail } from '../error.js'
import { checkObject, checkObjects, checkText, checkWhole, shown, unknownType } from '../given.js'
import { classCode, className, MDNS_BIT } from '../iana/classes.js'
import { opcodeCode, opcodeName, rcodeCode, rcodeName } from '../iana/header.js'
import type { DsoTlv } from '../message/dso/dso.js'
import { formatTlv } from '../message/dso/text.js'
import type { Edns } from '../message/edns/edns.js'
import type { EdnsOption } from '../message/edns/option.js'
import { formatOption } from '../message/edns/option-text.js'
import { type CodecOptions, registryOf } from '../message/everything.js'
import type { Flags, Message, Question } from '../message/message.js'
import { dottedName } from '../names/name.js'
import type { AnyRecordInit } from '../rdata/record.js'
import { inColumns, rdataText, recordText } from '../zone/printer.js'
import type { ZoneStyle } from '../zone/style.js'

/** The parts to show; all of them by default. */
export interface FormatMessageOptions extends CodecOptions {
  /** Only the data of the answers, one per line. */
  readonly short?: boolean | undefined
  /** The header and the titles of the sections. */
  readonly comments?: boolean | undefined
  readonly question?: boolean | undefined
  readonly answer?: boolean | undefined
  readonly authority?: boolean | undefined
  readonly additional?: boolean | undefined
  /** Long records over several lines, as `dig +multiline` prints them. */
  readonly multiline?: boolean | undefined
  /** Details of the exchange, printed below the message. */
  readonly footer?: MessageFooter | undefined
}

/** The lines below a message; a line is omitted if its value is `undefined`. */
export interface MessageFooter {
  /** Milliseconds. */
  readonly queryTime?: number | undefined
  /** `192.0.2.1#53(192.0.2.1)`; one line, like `when`. */
  readonly server?: string | undefined
  /** A date, as it should be shown. */
  readonly when?: string | undefined
  /** Bytes. */
  readonly size?: number | undefined
}

/** The names of the sections, which differ in UPDATE (RFC 2136 2). */
const TITLES = {
  query: ['QUESTION', 'ANSWER', 'AUTHORITY', 'ADDITIONAL'],
  update: ['ZONE', 'PREREQUISITE', 'UPDATE', 'ADDITIONAL'],
} as const
/**
 * The text of a message, as `dig` prints it from its header line on, each line ended by a line feed.
 *
 * @throws {@link DnsError} as `encodeMessage`, for an invalid name, type, class or value; `bad-value` also for a footer of more than one line
 *
 * @example
 * formatMessage(reply, { footer: { size: bytes.length } })
 */
export function formatMessage(message: Message<AnyRecordInit, unknown, unknown>, options: FormatMessageOptions = {}): string {
  try {
    return messageText(message, options)
  } catch (error) {
    throw blamed(error, 'local')
  }
}

function messageText(message: Message<AnyRecordInit, unknown, unknown>, options: FormatMessageOptions): string {
  checkMessage(message)
  checkObject(options, 'format message: options')
  const registry = registryOf(options, 'format message')
  if (options.short === true) return message.answers.map(record => `${rdataText(registry, record, {})}\n`).join('')
  if (options.footer !== undefined) checkFooter(options.footer)
  const { comments = true, question = true, answer = true, authority = true, additional = true, multiline, footer } = options
  const kind = message.opcode === 'UPDATE' ? 'update' : 'query'
  const parts: string[] = []
  if (comments) parts.push(formatHeader(message, footer?.size))
  const opt = comments && message.edns !== undefined ? formatEdns(message.edns, registry) : ''
  const asked = message.questions.map(one => formatQuestion(one, { multiline }, registry)).join('')
  const section = (title: string, body: string): string => (comments ? `;; ${title} SECTION:\n${body}` : body)
  const records = (list: readonly AnyRecordInit[]): string =>
    list.map(record => `${recordText(registry, record, { multiline })}\n`).join('')
  const [zone, prerequisite, update, more] = TITLES[kind]
  const first = opt + (question && asked !== '' ? section(zone, asked) : '')
  if (first !== '') parts.push(first)
  if (answer && message.answers.length > 0) parts.push(section(prerequisite, records(message.answers)))
  if (authority && message.authorities.length > 0) parts.push(section(update, records(message.authorities)))
  if (additional && message.additionals.length > 0) parts.push(section(more, records(message.additionals)))
  if (message.dso !== undefined && comments)
    parts.push(`;; DSO PSEUDOSECTION:\n${message.dso.tlvs.map(tlv => `${formatTlv(tlv as DsoTlv, registry)}\n`).join('')}`)
  if (message.tsig !== undefined && comments) parts.push(`;; TSIG PSEUDOSECTION:\n${records([message.tsig])}`)
  if (message.sig0 !== undefined && comments) parts.push(`;; SIG0 PSEUDOSECTION:\n${records([message.sig0])}`)
  if (footer !== undefined) parts.push(formatFooter(footer))
  return parts.join(comments ? '\n' : '')
}

/** Checks that all parts are present; their contents are checked when printed. */
function checkMessage(message: Message<AnyRecordInit, unknown, unknown>): void {
  checkObject(message, 'format message')
  checkWhole(message.id, 0xffff, 'format message: id')
  checkObject(message.flags, 'format message: flags')
  for (const key of ['questions', 'answers', 'authorities', 'additionals', 'warnings'] as const)
    checkObjects(message[key], `format message: ${key}`)
  if (message.edns !== undefined) checkEdns(message.edns)
  if (message.dso !== undefined) {
    checkObject(message.dso, 'format message: dso')
    checkObjects(message.dso.tlvs, 'format message: dso.tlvs')
  }
}

/** The numbers too: as text, they could add lines. */
function checkEdns(edns: Edns<unknown>): void {
  checkObject(edns, 'format message: edns')
  checkWhole(edns.version, 0xff, 'format message: edns.version')
  checkWhole(edns.udpPayloadSize, 0xffff, 'format message: edns.udpPayloadSize')
  checkObject(edns.flags, 'format message: edns.flags')
  checkWhole(edns.flags.z, 0x3fff, 'format message: edns.flags.z')
  checkObjects(edns.options, 'format message: edns.options')
}

function formatHeader(message: Message<AnyRecordInit, unknown, unknown>, size: number | undefined): string {
  const { opcode, rcode, id, edns, flags } = message
  const additionals = [edns, message.tsig, message.sig0].reduce(
    (sum, record) => sum + (record === undefined ? 0 : 1),
    message.additionals.length,
  )
  return [
    `;; ->>HEADER<<- opcode: ${shownOpcode(opcode)}, status: ${shownRcode(rcode)}, id: ${id}\n`,
    `;; flags:${formatFlags(flags)}; QUERY: ${message.questions.length}, ANSWER: ${message.answers.length}, `,
    `AUTHORITY: ${message.authorities.length}, ADDITIONAL: ${additionals}\n`,
    flags.qr && flags.rd && !flags.ra ? ';; WARNING: recursion requested but not available\n' : '',
    ...message.warnings
      .filter(({ code }) => code === 'trailing')
      .map(({ offset }) => `;; WARNING: Message has ${extraBytes(size, offset)} at end\n`),
  ].join('')
}

/** A number without a name is RESERVEDn in dig. */
function shownOpcode(opcode: string): string {
  const code = opcodeCode(opcode) ?? fail('bad-value', 0, `format message: unknown operation code ${shown(opcode)}`)
  const name = opcodeName(code)
  return name.startsWith('OPCODE') ? `RESERVED${code}` : name
}

/** The same, and `?n` above 15. */
function shownRcode(rcode: string): string {
  const code = rcodeCode(rcode) ?? fail('bad-value', 0, `format message: unknown response code ${shown(rcode)}`)
  const name = rcodeName(code)
  return name.startsWith('RCODE') ? `${code > 15 ? '?' : 'RESERVED'}${code}` : name
}

function extraBytes(size: number | undefined, offset: number): string {
  checkWhole(offset, Number.MAX_SAFE_INTEGER, 'format message: offset of a warning')
  const count = size === undefined ? 0 : size - offset
  return count > 0 ? `${count} extra bytes` : 'extra bytes'
}

function formatQuestion(
  { name, type, class: questionClass, unicastResponse }: Question,
  style: ZoneStyle,
  registry: Registry,
): string {
  const typeNumber = registry.typeCode(type) ?? fail('bad-type', 0, `format question: ${unknownType(type)}`)
  const classNumber = classCode(questionClass) ?? fail('bad-class', 0, `format question: unknown class ${shown(questionClass)}`)
  const shownClass = className(unicastResponse === true ? classNumber | MDNS_BIT : classNumber)
  return `;${inColumns([dottedName(name), shownClass, registry.typeName(typeNumber)], style, 1)}\n`
}

/** In dig's order; the bit that must be zero is shown as MBZ. */
function formatFlags(flags: Flags): string {
  const set = (['qr', 'aa', 'tc', 'rd', 'ra', 'ad', 'cd'] as const).filter(flag => flags[flag]).map(flag => ` ${flag}`)
  return set.join('') + (flags.z ? '; MBZ: 0x4' : '')
}

function formatEdns({ version, flags, udpPayloadSize, options }: Edns<unknown>, registry: Registry): string {
  const bits = `${flags.do ? ' do' : ''}${flags.co ? ' co' : ''}`
  const rest = flags.z === 0 ? ';' : `; MBZ: 0x${flags.z.toString(16).padStart(4, '0')},`
  const lines = options.map(option => `${formatOption(option as EdnsOption, registry)}\n`)
  return `;; OPT PSEUDOSECTION:\n; EDNS: version: ${version}, flags:${bits}${rest} udp: ${udpPayloadSize}\n${lines.join('')}`
}

function checkFooter(footer: MessageFooter): void {
  checkObject(footer, 'format message: footer')
  for (const key of ['queryTime', 'size'] as const)
    if (footer[key] !== undefined) checkWhole(footer[key], Number.MAX_SAFE_INTEGER, `format message: footer.${key}`)
  for (const key of ['server', 'when'] as const) {
    const text = footer[key]
    if (text === undefined) continue
    checkText(text, `format message: footer.${key}`)
    if (/[\0\r\n]/.test(text)) fail('bad-value', 0, `format message: footer.${key} contains a line end or NUL`)
  }
}

function formatFooter({ queryTime, server, when, size }: MessageFooter): string {
  return [
    queryTime === undefined ? '' : `;; Query time: ${queryTime} msec\n`,
    server === undefined ? '' : `;; SERVER: ${server}\n`,
    when === undefined ? '' : `;; WHEN: ${when}\n`,
    size === undefined ? '' : `;; MSG SIZE  rcvd: ${size}\n`,
  ].join('')
}
