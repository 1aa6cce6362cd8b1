/** Messages as `dig` prints them: the text that people of the field read. */
import { encodeHex, latin1 } from '@mailwire/bytes'
import type { Edns } from './edns/edns.js'
import { ednsOptions } from './iana/edns-options.js'
import type { Flags, Message } from './message.js'
import type { DnsRecord } from './record.js'
import { formatRdata, formatRecord, inColumns } from './zone/printer.js'

/** Which parts are shown; all of them by default. */
export interface FormatMessageOptions {
  /** The data of the answers only, a line each. */
  readonly short?: boolean | undefined
  /** The header and the titles of the sections. */
  readonly comments?: boolean | undefined
  readonly question?: boolean | undefined
  readonly answer?: boolean | undefined
  readonly authority?: boolean | undefined
  readonly additional?: boolean | undefined
  /** What is known of the exchange, printed below the message. */
  readonly footer?: MessageFooter | undefined
}

/** The lines below a message; each is left out when it is `undefined`. */
export interface MessageFooter {
  /** Milliseconds. */
  readonly queryTime?: number | undefined
  /** `192.0.2.1#53(192.0.2.1)`. */
  readonly server?: string | undefined
  /** A date, as the reader is to see it. */
  readonly when?: string | undefined
  /** Octets. */
  readonly size?: number | undefined
}

/** The names of the sections; UPDATE has others (RFC 2136 2). */
const TITLES = {
  query: ['QUESTION', 'ANSWER', 'AUTHORITY', 'ADDITIONAL'],
  update: ['ZONE', 'PREREQUISITE', 'UPDATE', 'ADDITIONAL'],
} as const
const COUNTS = {
  query: ['QUERY', 'ANSWER', 'AUTHORITY', 'ADDITIONAL'],
  update: ['ZONE', 'PREREQ', 'UPDATE', 'ADDITIONAL'],
} as const

/**
 * The text of a message, as `dig` prints it from its header line on, each line ended by a line feed.
 *
 * @example
 * formatMessage(reply, { footer: { size: bytes.length } })
 */
export function formatMessage(message: Message, options: FormatMessageOptions = {}): string {
  if (options.short === true) return message.answers.map(record => `${formatRdata(record)}\n`).join('')
  const { comments = true, question = true, answer = true, authority = true, additional = true, footer } = options
  const kind = message.opcode === 'UPDATE' ? 'update' : 'query'
  const parts: string[] = []
  if (comments) parts.push(formatHeader(message, COUNTS[kind]))
  const opt = comments && additional && message.edns !== undefined ? formatEdns(message.edns) : ''
  const asked = message.questions
    .map(({ name, type, class: questionClass }) => `;${inColumns([dotted(name), questionClass, type], 1)}\n`)
    .join('')
  const section = (title: string, body: string): string => (comments ? `;; ${title} SECTION:\n${body}` : body)
  const records = (list: readonly DnsRecord[]): string => list.map(record => `${formatRecord(record)}\n`).join('')
  const [zone, prerequisite, update, more] = TITLES[kind]
  const first = opt + (question && asked !== '' ? section(zone, asked) : '')
  if (first !== '') parts.push(first)
  if (answer && message.answers.length > 0) parts.push(section(prerequisite, records(message.answers)))
  if (authority && message.authorities.length > 0) parts.push(section(update, records(message.authorities)))
  if (additional && message.additionals.length > 0) parts.push(section(more, records(message.additionals)))
  if (footer !== undefined) parts.push(formatFooter(footer))
  return parts.join(comments ? '\n' : '')
}

function formatHeader(message: Message, names: readonly string[]): string {
  const { opcode, rcode, id, edns } = message
  const counts = [
    message.questions.length,
    message.answers.length,
    message.authorities.length,
    message.additionals.length + (edns === undefined ? 0 : 1),
  ]
  return (
    `;; ->>HEADER<<- opcode: ${opcode}, status: ${rcode}, id: ${id}\n` +
    `;; flags:${formatFlags(message.flags)}; ${counts.map((count, at) => `${names[at]}: ${count}`).join(', ')}\n`
  )
}

/** In dig's order; the bit that must be zero says so. */
function formatFlags(flags: Flags): string {
  const set = (['qr', 'aa', 'tc', 'rd', 'ra', 'ad', 'cd'] as const).filter(flag => flags[flag]).map(flag => ` ${flag}`)
  return set.join('') + (flags.z ? '; MBZ: 0x4' : '')
}

function formatEdns({ version, flags, udpPayloadSize, options }: Edns): string {
  const bits = `${flags.do ? ' do' : ''}${flags.co ? ' co' : ''}${flags.z === 0 ? '' : `; MBZ: 0x${flags.z.toString(16).padStart(4, '0')}`}`
  const lines = options.map(({ code, name, data }) => {
    const hex = encodeHex(data).toLowerCase()
    if (code === ednsOptions.COOKIE) return `; COOKIE: ${hex}\n`
    const shown = latin1(data, 0, data.length).replace(/[^ -~]/g, '.')
    return `; ${name.startsWith('OPT') ? `OPT=${code}` : name}:${data.length === 0 ? '' : ` ${hex.match(/../g)!.join(' ')} ("${shown}")`}\n`
  })
  return `;; OPT PSEUDOSECTION:\n; EDNS: version: ${version}, flags:${bits}; udp: ${udpPayloadSize}\n${lines.join('')}`
}

function formatFooter({ queryTime, server, when, size }: MessageFooter): string {
  return [
    queryTime === undefined ? '' : `;; Query time: ${queryTime} msec\n`,
    server === undefined ? '' : `;; SERVER: ${server}\n`,
    when === undefined ? '' : `;; WHEN: ${when}\n`,
    size === undefined ? '' : `;; MSG SIZE  rcvd: ${size}\n`,
  ].join('')
}

const dotted = (name: string): string => (name === '.' ? '.' : `${name}.`)
