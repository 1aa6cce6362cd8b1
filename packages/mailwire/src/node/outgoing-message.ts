/**
 * Prepares a caller's message before any server is asked: content that can be sent unchanged, and addresses that are valid in a command
 * (RFC 5321 4.1.2, RFC 6531 3.2).
 */
import { domainToASCII } from 'node:url'
import { type CommandInit, type Extensions, encodeCommand, type Mailbox, SmtpError } from '@mailwire/smtp'
import { needsUtf8 } from '@mailwire/smtp/address'
import type { Rejection } from '@mailwire/smtp/transaction'

/** Who a message is from, who it goes to, and its bytes: header, empty line, content, lines ended by CRLF. */
export interface OutgoingMessage {
  readonly sender: Mailbox | null
  /** At least one. */
  readonly recipients: readonly Mailbox[]
  readonly content: Uint8Array
  /** It was received with SMTPUTF8, and is sent with it unless it is all ASCII (RFC 6531 3.6). */
  readonly smtputf8?: boolean | undefined
  /** The content is not text in lines: it may be sent as BODY=BINARYMIME where that is offered (RFC 3030 3). */
  readonly binary?: boolean | undefined
}

/** A message as a caller may give it: the lines of a string get CRLF, and bytes are never changed (a signature may cover them). */
export interface OutgoingMessageInit extends Omit<OutgoingMessage, 'content'> {
  readonly content: Uint8Array | string
}

/**
 * The message as it will be sent.
 *
 * @throws {@link SmtpError} `bare-lf` or `bare-cr` with the offset of the first one in bytes that were not declared `binary`; `bad-text` for
 * content that is neither bytes nor a string, or a string with a lone surrogate; `invalid-state` without a recipient; `bad-value` for an
 * invalid message
 */
export function prepareMessage(message: OutgoingMessageInit, normalize = false): OutgoingMessage {
  checkShape(message)
  const { content, binary = false } = message
  if (message.recipients.length === 0)
    throw new SmtpError('invalid-state', 0, 'send message: recipients: at least one mailbox expected, none found')
  if (typeof content === 'string') demandWholeText('send message: the content', content)
  if (typeof content === 'string') return { ...message, content: Uint8Array.from(Buffer.from(crlfLines(content))) }
  if (!(content instanceof Uint8Array))
    throw new SmtpError('bad-text', 0, 'send message: content: a Uint8Array or a string expected')
  const offset = binary ? -1 : bareLineEnd(content)
  if (offset < 0) return { ...message, content }
  if (normalize) return { ...message, content: withCrlf(content) }
  const [code, name] = content[offset] === LF ? (['bare-lf', 'LF'] as const) : (['bare-cr', 'CR'] as const)
  throw new SmtpError(
    code,
    offset,
    `send message: bare ${name} at byte ${offset}: lines must end in CRLF; pass text as a string, set normalize, or set binary`,
    '5.6.0',
  )
}

/** What an address is here; each may be wrong in its own way, and is then refused alone. */
const MAILBOX = "an address is { localPart, domain }; parseMailbox of @mailwire/smtp reads it from 'a@b.c'"

function checkShape(message: OutgoingMessageInit): void {
  const fault =
    typeof message !== 'object' || message === null
      ? '{ sender, recipients, content } expected'
      : !Array.isArray(message.recipients)
        ? `recipients: a list of addresses expected; ${MAILBOX}`
        : message.sender === undefined
          ? 'sender: missing; use null for the empty reverse-path of reports'
          : undefined
  if (fault !== undefined) throw new SmtpError('bad-value', 0, `send message: ${fault}`)
}

/**
 * Rejects a lone surrogate, which has no UTF-8 and would be sent as U+FFFD.
 *
 * @throws {@link SmtpError} `bad-text` with the offset of the first one in the string
 */
export function demandWholeText(what: string, text: string): void {
  const offset = text.search(/\p{Surrogate}/u)
  if (offset >= 0) throw new SmtpError('bad-text', offset, `${what} contains a lone surrogate at offset ${offset}`)
}

const CR = 0x0d
const LF = 0x0a

/** The offset of the first CR or LF that is not part of CRLF, or -1. */
function bareLineEnd(content: Uint8Array): number {
  let cr = content.indexOf(CR)
  for (let at = 0; ; at = cr + 2, cr = content.indexOf(CR, at)) {
    const lf = content.indexOf(LF, at)
    if (cr < 0 || (lf >= 0 && lf < cr)) return lf
    if (content[cr + 1] !== LF) return cr
  }
}

const withCrlf = (content: Uint8Array): Uint8Array =>
  Uint8Array.from(Buffer.from(crlfLines(Buffer.from(content).toString('latin1')), 'latin1'))

const crlfLines = (text: string): string => text.replace(/\r\n|[\r\n]/g, '\r\n')

/** An address for people and reports, also one that cannot be written in a command: then quoted, in one line, and cut. */
export function addressText(mailbox: Mailbox): string {
  const { localPart, domain } = typeof mailbox === 'string' ? { localPart: mailbox } : (Object(mailbox) as Mailbox)
  const text = domain === undefined ? String(localPart) : `${String(localPart)}@${String(domain)}`
  return addressFault(mailbox) === undefined ? text : JSON.stringify(text.slice(0, 320)).replace(/[\x7f-\x9f\u2028\u2029]/g, '?')
}

/** Why an address cannot be named in RCPT, or `undefined`. */
export const addressFault = (recipient: Mailbox): string | undefined =>
  isMailbox(recipient) ? faultOf({ verb: 'rcpt', forwardPath: recipient }) : NOT_A_MAILBOX

/** Why the sender cannot be named in MAIL, with the address; or `undefined`. */
export function senderFault(sender: Mailbox | null): SmtpError | undefined {
  if (sender === null) return undefined
  const fault = isMailbox(sender) ? faultOf({ verb: 'mail', reversePath: sender }) : NOT_A_MAILBOX
  return fault === undefined ? undefined : new SmtpError('bad-path', 0, `send from ${addressText(sender)}: ${fault}`, '5.1.7')
}

const NOT_A_MAILBOX = `encode path: ${MAILBOX}`

function isMailbox(value: Mailbox): boolean {
  const { localPart, domain } = Object(value) as Mailbox
  return typeof localPart === 'string' && (typeof domain === 'string' || domain === undefined)
}

function faultOf(command: CommandInit): string | undefined {
  try {
    encodeCommand(command)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Recipients that can be named in a command, and the others, refused as a server would (RFC 3463 3.2). */
export function sayable(recipients: readonly Mailbox[]): {
  readonly named: readonly Mailbox[]
  readonly rejected: readonly Rejection[]
} {
  const named: Mailbox[] = []
  const rejected: Rejection[] = []
  for (const recipient of recipients) {
    const fault = addressFault(recipient)
    if (fault === undefined) named.push(recipient)
    else rejected.push(rejection(recipient, '5.1.3', `send to ${addressText(recipient)}: ${fault}`))
  }
  return { named, rejected }
}

const rejection = (recipient: Mailbox, enhanced: string, why: string): Rejection => ({
  recipient,
  reply: { code: 553, enhanced, lines: [why] },
  temporary: false,
})

/** A message as it is said to one server, and whose each recipient is: the one that the caller gave. */
export interface Addressed {
  readonly message: OutgoingMessage
  readonly originals: ReadonlyMap<Mailbox, Mailbox>
  readonly rejected: readonly Rejection[]
}

/**
 * Where the server has no SMTPUTF8: domains as A-labels, for addresses whose local part is ASCII (RFC 6531 3.2). A recipient whose address
 * still needs it is refused with 5.6.7, and the others are sent to; if none is left, the message is unchanged.
 */
export function addressedFor(extensions: Extensions | undefined, message: OutgoingMessage): Addressed {
  const originals = new Map<Mailbox, Mailbox>()
  if (extensions?.smtputf8 === true) return { message, originals, rejected: [] }
  const rejected: Rejection[] = []
  for (const recipient of message.recipients) {
    const ascii = withALabels(recipient)
    if (!needsUtf8(ascii)) originals.set(ascii, recipient)
    else rejected.push(rejection(recipient, '5.6.7', `send to ${addressText(recipient)}: the server does not offer SMTPUTF8`))
  }
  if (originals.size === 0) return { message, originals, rejected: [] }
  const { sender } = message
  const recipients = [...originals.keys()]
  return { message: { ...message, sender: sender === null ? null : withALabels(sender), recipients }, originals, rejected }
}

/** The same mailbox where it is all ASCII already, or cannot be (a local part has no other form). */
function withALabels(mailbox: Mailbox): Mailbox {
  const { localPart, domain } = mailbox
  if (domain === undefined || !needsUtf8(mailbox) || needsUtf8({ localPart, domain: '' })) return mailbox
  const ascii: Mailbox = { localPart, domain: domainToASCII(domain) }
  return addressFault(ascii) === undefined ? ascii : mailbox
}
