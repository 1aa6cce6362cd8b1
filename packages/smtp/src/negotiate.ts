/**
 * What a message needs that not every server takes: 8-bit content (RFC 6152), addresses and a header beyond ASCII (RFC 6531), binary content
 * (RFC 3030). Asking first is better than a bounce.
 */
import { CR, LF } from '@mailwire/bytes'
import { fail } from './error.js'
import type { Extensions } from './extensions.js'
import { guaranteed } from './limits.js'
import { type ExtensionKey, offers } from './offers.js'
import type { MailParameters } from './parameters.js'
import { type Mailbox, needsUtf8 } from './path.js'

/** What a message needs of a server besides the bare protocol. */
export interface MessageNeeds {
  /** An octet above 127 anywhere. */
  readonly eightBit: boolean
  /** An octet above 127 in the header. */
  readonly utf8Header: boolean
  /** A NUL, a bare CR or LF, or a line of more than 1000 octets: only chunks can carry it. */
  readonly binary: boolean
}

/** Looks through content. Linear, and nothing is copied. */
export function messageNeeds(content: Uint8Array): MessageNeeds {
  let eightBit = false
  let utf8Header = false
  let binary = false
  let inHeader = true
  let lineStart = 0
  for (let at = 0; at < content.length; at++) {
    const octet = content[at]!
    if (octet > 0x7f) {
      eightBit = true
      utf8Header ||= inHeader
    } else if (octet === LF && at > 0 && content[at - 1] === CR) {
      if (at - lineStart === 1) inHeader = false
      if (at + 1 - lineStart > guaranteed.textLine) binary = true
      lineStart = at + 1
    } else if (octet === 0 || octet === LF || (octet === CR && content[at + 1] !== LF)) binary = true
  }
  return { eightBit, utf8Header, binary: binary || content.length - lineStart > guaranteed.textLine - 2 }
}

/**
 * The parameters of MAIL for a message, by what the server offers: SIZE, BODY and SMTPUTF8 where they say something.
 *
 * @throws {@link SmtpError} `not-offered` for a message that the server cannot take as it is, `limit` for one that is too large for it;
 * its `suggestedReply` has the status for a report to the sender (5.6.7, 5.6.3, 5.3.4)
 *
 * @example
 * const content = new TextEncoder().encode('Subject: hi\r\n\r\ncaf\u00e9\r\n')
 * negotiate({ size: 0, '8bitmime': true }, { sender: null, recipients: [], content }) // => { size: 22, body: '8BITMIME', smtputf8: undefined }
 */
export function negotiate(
  extensions: Extensions | undefined,
  message: {
    readonly sender: Mailbox | null
    readonly recipients: readonly Mailbox[]
    readonly content: Uint8Array
    /** It came with SMTPUTF8, and goes on with it unless it is all ASCII (RFC 6531 3.6). */
    readonly smtputf8?: boolean | undefined
  },
): MailParameters {
  const { sender, recipients, content, smtputf8 = false } = message
  const { eightBit, utf8Header, binary } = messageNeeds(content)
  const needs = (status: string, ...keys: readonly ExtensionKey[]): void => {
    for (const key of keys) {
      if (offers(extensions, key)) continue
      const [why, offset] = binary && key !== 'smtputf8' ? binaryOctet(content) : ['', 0]
      fail(
        'not-offered',
        offset,
        `negotiate: the message needs ${key.toUpperCase()}, which the server did not offer${why}`,
        status,
      )
    }
  }
  const utf8 = utf8Header || (smtputf8 && eightBit) || [...recipients, ...(sender === null ? [] : [sender])].some(needsUtf8)
  if (utf8) needs('5.6.7', 'smtputf8') // RFC 6531 3.5
  if (binary)
    needs('5.6.3', 'binarymime', 'chunking') // RFC 3463 3.7: nothing is converted
  else if (eightBit) needs('5.6.3', '8bitmime')
  const most = extensions?.size
  if (most !== undefined && most > 0 && content.length > most)
    fail('limit', 0, `negotiate: ${content.length} octets, the server takes ${most}`)
  return {
    size: most === undefined ? undefined : content.length,
    body: binary ? 'BINARYMIME' : eightBit ? '8BITMIME' : undefined,
    smtputf8: utf8 ? true : undefined,
  }
}

/** What makes a message binary, and where: mostly it is a file whose lines end in LF, and its owner does not know. */
function binaryOctet(content: Uint8Array): [why: string, offset: number] {
  let lineStart = 0
  for (let at = 0; at < content.length; at++) {
    const octet = content[at]!
    const ends = octet === CR && content[at + 1] === LF
    if (octet === 0) return [`: a NUL at octet ${at}`, at]
    if (octet === LF || (octet === CR && !ends))
      return [`: a bare ${octet === LF ? 'LF' : 'CR'} at octet ${at}; lines end in CRLF`, at]
    if (!ends) continue
    if (at + 2 - lineStart > guaranteed.textLine) break
    lineStart = ++at + 1
  }
  return [`: a line of more than ${guaranteed.textLine} octets at octet ${lineStart}`, lineStart]
}
