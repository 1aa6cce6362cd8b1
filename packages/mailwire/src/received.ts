/**
 * What a server puts on top of a message that passes through it (RFC 5321 4.4): a Received field at every hop, a Return-Path field at the
 * last one. Pure: the caller says what time it is.
 */
import { type Mailbox, SmtpError } from '@mailwire/smtp'
import { formatMailbox } from '@mailwire/smtp/address'

/** One hop, as the server that took the message saw it. */
export interface Hop {
  /** What the client called itself in EHLO. */
  readonly helo: string
  /** Its address. */
  readonly remoteAddress: string
  /** The server's own name. */
  readonly by: string
  readonly secure: boolean
  readonly authenticated: boolean
  /** The client spoke LMTP (RFC 2033). */
  readonly lmtp?: boolean | undefined
  /** The message came with SMTPUTF8. */
  readonly smtputf8?: boolean | undefined
  /** The recipient, where there is just one: several would tell each of the others (RFC 5321 7.2, 7.6). */
  readonly recipient?: Mailbox | undefined
  readonly id: string
  readonly date: Date
}

/**
 * A Received field with its line ends. The protocol is ESMTP or LMTP, UTF8SMTP or UTF8LMTP (RFC 6531 4.3), with an S for TLS and an A for
 * AUTH (RFC 3848).
 *
 * @example
 * receivedField({ helo: 'pc.example', remoteAddress: '192.0.2.1', by: 'mx.example', secure: true, authenticated: false, id: '1', date: new Date(0) })
 * // => 'Received: from pc.example ([192.0.2.1])\r\n by mx.example with ESMTPS id 1;\r\n Thu, 01 Jan 1970 00:00:00 +0000\r\n'
 *
 * @throws `SmtpError` `bad-value` for anything of the caller's that would not be one word of the field
 */
export function receivedField({
  helo,
  remoteAddress,
  by,
  secure,
  authenticated,
  lmtp,
  smtputf8,
  recipient,
  id,
  date,
}: Hop): string {
  demandWord('by', by)
  demandWord('id', id)
  demandWord('remoteAddress', remoteAddress)
  if (typeof helo !== 'string') throw wrong('helo', 'a string')
  const literal = remoteAddress.includes(':') ? `[IPv6:${remoteAddress}]` : `[${remoteAddress}]`
  const plain = lmtp === true ? 'LMTP' : smtputf8 === true ? 'SMTP' : 'ESMTP'
  const protocol = `${smtputf8 === true ? 'UTF8' : ''}${plain}${secure ? 'S' : ''}${authenticated ? 'A' : ''}`
  const whom = recipient === undefined ? '' : `\r\n for <${formatMailbox(recipient)}>`
  // The client chooses its name; characters that are invalid in one must not change the meaning of the field.
  const name = helo.replace(/[^\w.:[\]-]/g, '?')
  return `Received: from ${name} (${literal})\r\n by ${by} with ${protocol} id ${id}${whom};\r\n ${formatDate(date)}\r\n`
}

/** A Return-Path field with its line end: where bounces go; `<>` where there must be none. */
export const returnPathField = (sender: Mailbox | null): string =>
  `Return-Path: <${sender === null ? '' : formatMailbox(sender)}>\r\n`

/** `date-time` (RFC 5322 3.3, RFC 5321 F.5), in universal time. */
function formatDate(date: Date): string {
  if (!(date instanceof Date) || Number.isNaN(date.getTime())) throw wrong('date', 'a valid Date')
  return date.toUTCString().replace('GMT', '+0000')
}

/** White space and control characters would end the word, comments and `;` would begin something else. */
function demandWord(field: keyof Hop, value: unknown): void {
  if (typeof value !== 'string' || !/^[^\s\0-\x1f\x7f()<>;,"\\]+$/.test(value)) throw wrong(field, 'one word')
}

const wrong = (field: keyof Hop, expected: string): SmtpError =>
  new SmtpError('bad-value', 0, `format Received: ${field}: ${expected} expected`)
