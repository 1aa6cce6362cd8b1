/**
 * The extensions that a message needs: for 8-bit content (RFC 6152), a non-ASCII address or header (RFC 6531), binary content (RFC 3030).
 * They are checked before the message is sent, so that it fails at once instead of bouncing.
 */
import { CR, LF } from '@mailwire/bytes'
import { fail } from '../error.js'
import { type Mailbox, mailboxFields } from '../grammar/path.js'
import { guaranteed } from '../limits.js'
import type { MailParameters } from '../parameters/registry.js'
import { assertArray, assertBytes, assertNumber, assertObject, stringsOf, textEntries } from '../values.js'
import type { Extensions } from './extensions.js'
import { type ExtensionKey, offers } from './offers.js'

/** What the content of a message needs beyond RFC 5321. */
export interface MessageNeeds {
  /** A byte above 127 anywhere. */
  readonly eightBit: boolean
  /** A byte above 127 in the header. */
  readonly utf8Header: boolean
  /** A NUL, a bare CR or LF, or a line of more than 1000 bytes: only BDAT can carry it. */
  readonly binary: boolean
}

/**
 * Scans content in linear time, without copying.
 *
 * @throws {@link SmtpError} `bad-value` for what is not a `Uint8Array`
 */
export function messageNeeds(content: Uint8Array): MessageNeeds {
  assertBytes(content, 'messageNeeds')
  let eightBit = false
  let utf8Header = false
  let binary = false
  let inHeader = true
  let lineStart = 0
  for (let at = 0; at < content.length; at++) {
    const byte = content[at]!
    if (byte > 0x7f) {
      eightBit = true
      utf8Header ||= inHeader
    } else if (byte === LF && at > 0 && content[at - 1] === CR) {
      if (at - lineStart === 1) inHeader = false
      if (at + 1 - lineStart > guaranteed.textLine) binary = true
      lineStart = at + 1
    } else if (byte === 0 || byte === LF || (byte === CR && content[at + 1] !== LF)) binary = true
  }
  return { eightBit, utf8Header, binary: binary || content.length - lineStart > guaranteed.textLine - 2 }
}

/** A message as `negotiate` takes it. */
export interface NegotiatedMessage {
  readonly sender: Mailbox | null
  readonly recipients: readonly Mailbox[]
  readonly content: Uint8Array
  /** It was received with SMTPUTF8, and is relayed with it unless it is all ASCII (RFC 6531 3.6). */
  readonly smtputf8?: boolean | undefined
  /** The content is not text: a bare CR or LF in it is intended, and needs BINARYMIME (RFC 3030 3). */
  readonly binary?: boolean | undefined
  /** It is sent by a connection with the `normalize` option: a bare CR or LF becomes CRLF. */
  readonly normalize?: boolean | undefined
  /** Deviations from RFC 5321 to send anyway. */
  readonly leniencies?: readonly MessageLeniency[] | undefined
}

/** `long-lines`: lines of more than 1,000 bytes are sent with DATA; a server may refuse them (RFC 5321 4.5.3.1.6). */
export type MessageLeniency = 'long-lines'

/** Why a message needs SMTPUTF8 (RFC 6531 3.2): its header, or an address. A domain can be written in A-labels instead, a local part cannot. */
export type Utf8Need = { readonly part: 'header' } | { readonly part: 'local-part' | 'domain'; readonly mailbox: Mailbox }

/**
 * Everything that a message needs SMTPUTF8 for: header, sender, recipients, in this order. An address appears twice if both its parts need it.
 *
 * @example
 * utf8Needs({ sender: null, recipients: [{ localPart: 'user', domain: 'b\u00fccher.example' }], content: new Uint8Array(0) }).map(need => need.part) // => ['domain']
 */
export const utf8Needs = (message: NegotiatedMessage): Utf8Need[] => utf8NeedsOf(checked(message, 'utf8Needs'))

/** A given message with its defaults filled in. */
type CheckedMessage = { readonly [Key in keyof NegotiatedMessage]-?: Exclude<NegotiatedMessage[Key], undefined> }

/** Reads each field of a message once, and fills in defaults. */
function checked(message: NegotiatedMessage, action: string): CheckedMessage {
  assertObject(message, action)
  const { sender, recipients, content, smtputf8 = false, binary = false, normalize = false, leniencies = [] } = message
  assertArray(recipients, action)
  assertBytes(content, action)
  const names = stringsOf(leniencies, action) as MessageLeniency[]
  return { sender, recipients: Array.from(recipients), content, smtputf8, binary, normalize, leniencies: names }
}

function utf8NeedsOf({ sender, recipients, content, smtputf8 }: CheckedMessage): Utf8Need[] {
  const { eightBit, utf8Header } = messageNeeds(content)
  const needs: Utf8Need[] = utf8Header || (smtputf8 === true && eightBit) ? [{ part: 'header' }] : []
  for (const mailbox of sender === null ? recipients : [sender, ...recipients]) {
    const { localPart, domain = '' } = mailboxFields(mailbox, 'utf8Needs')
    if (/[^\0-\x7f]/.test(localPart)) needs.push({ part: 'local-part', mailbox })
    if (/[^\0-\x7f]/.test(domain)) needs.push({ part: 'domain', mailbox })
  }
  return needs
}

/**
 * The parameters of MAIL for a message, given what the server offers (RFC 5321 2.2.3): SIZE, BODY and SMTPUTF8 as needed.
 *
 * @throws {@link SmtpError} `bare-lf` or `bare-cr`, with the offset of the first, for content that is neither `binary` nor to be normalized;
 * `not-offered` for an extension that the message needs and the server does not offer, `limit` for a message that is too large;
 * `suggestedReply` has the status for a report to the sender (5.6.0, 5.6.7, 5.6.3, 5.3.4)
 *
 * @example
 * const content = new TextEncoder().encode('Subject: hi\r\n\r\ncaf\u00e9\r\n')
 * negotiate({ size: 0, '8bitmime': true }, { sender: null, recipients: [], content }) // => { size: 22, body: '8BITMIME', smtputf8: undefined }
 */
export function negotiate(extensions: Extensions | undefined, message: NegotiatedMessage): MailParameters {
  const fields = checked(message, 'negotiate')
  const { content, binary: declared, normalize, leniencies } = fields
  const most = sizeOf(extensions)
  const { eightBit } = messageNeeds(content)
  const odd = oddities(content)
  const [utf8] = utf8NeedsOf(fields)
  if (utf8 !== undefined && !offers(extensions, 'smtputf8'))
    fail('not-offered', 0, notOffered('smtputf8', `: ${whyUtf8(utf8)}`), '5.6.7')
  if (odd.bare !== undefined && !declared && !normalize) {
    const { at, byte } = odd.bare
    const name = byte === LF ? 'LF' : 'CR'
    const reason = `bare ${name} at byte offset ${at}; end lines in CRLF, or declare content that is not text as binary`
    fail(byte === LF ? 'bare-lf' : 'bare-cr', at, `negotiate: ${reason}`, '5.6.0')
  }
  // Nothing is converted (RFC 3463 3.7).
  const long = leniencies.includes('long-lines') ? undefined : odd.longLine
  const first = [odd.nul, long, declared ? odd.bare?.at : undefined].reduce((a, b) =>
    b === undefined || (a !== undefined && a < b) ? a : b,
  )
  const binary = first !== undefined
  const needs = (key: ExtensionKey, why: string, at: number): void => {
    if (!offers(extensions, key)) fail('not-offered', at, notOffered(key, why), '5.6.3')
  }
  if (binary)
    for (const key of ['binarymime', 'chunking'] as const) needs(key, `: ${whyBinary(first, odd)} at byte offset ${first}`, first)
  else if (eightBit) needs('8bitmime', '', 0)
  const size = content.length + (binary || !normalize ? 0 : odd.bareCount)
  if (most !== undefined && most > 0 && size > most)
    fail('limit', 0, `negotiate: message of ${size} bytes, the server accepts ${most}`)
  return {
    size: most === undefined ? undefined : size,
    body: binary ? 'BINARYMIME' : eightBit ? '8BITMIME' : undefined,
    smtputf8: utf8 === undefined ? undefined : true,
  }
}

/** The maximum size that the server accepts. The other extensions are only tested for presence. */
function sizeOf(extensions: Extensions | undefined): number | undefined {
  if (extensions === undefined) return undefined
  assertObject(extensions, 'negotiate')
  textEntries(extensions.unknown, 'negotiate')
  const { size } = extensions
  if (size !== undefined) assertNumber(size, 'negotiate')
  return size
}

const notOffered = (key: ExtensionKey, why: string): string =>
  `negotiate: the message needs ${key.toUpperCase()}, which the server did not offer${why}`

const whyUtf8 = (need: Utf8Need): string =>
  need.part === 'header'
    ? 'its header is not ASCII'
    : `the ${need.part === 'domain' ? 'domain' : 'local part'} of ${need.mailbox.localPart}@${need.mailbox.domain ?? ''} is not ASCII`

const whyBinary = (at: number, { nul, longLine }: Oddities): string =>
  at === nul ? 'a NUL' : at === longLine ? `a line of more than ${guaranteed.textLine} bytes` : 'a bare CR or LF'

/** The first offset of each thing that text must not contain. */
interface Oddities {
  nul: number | undefined
  bare: { readonly at: number; readonly byte: number } | undefined
  /** How many bytes normalizing adds. */
  bareCount: number
  /** The start of the first line that is too long. */
  longLine: number | undefined
}

function oddities(content: Uint8Array): Oddities {
  const found: Oddities = { nul: undefined, bare: undefined, bareCount: 0, longLine: undefined }
  let lineStart = 0
  const endLine = (length: number, next: number): void => {
    if (length > guaranteed.textLine) found.longLine ??= lineStart
    lineStart = next
  }
  for (let at = 0; at < content.length; at++) {
    const byte = content[at]!
    if (byte > CR) continue
    if (byte === CR && content[at + 1] === LF) {
      endLine(at + 2 - lineStart, at + 2)
      at++
    } else if (byte === CR || byte === LF) {
      found.bare ??= { at, byte }
      found.bareCount++
    } else if (byte === 0) found.nul ??= at
  }
  endLine(content.length - lineStart + 2, content.length)
  return found
}
