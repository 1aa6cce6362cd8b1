/** Writes a message: header, MIME parts, encoded words (RFC 5322, RFC 2045 to 2047). The work is nodemailer's composer. */

import { SmtpError } from '@mailwire/smtp'
import MailComposer from 'nodemailer/lib/mail-composer'
import { demandWholeText } from './outgoing-message.js'

/** What a person writes. */
export interface Draft {
  /** `Name <address>`, as in a header. */
  readonly from: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  /** The same in HTML: makes the message multipart/alternative. */
  readonly html?: string | undefined
  /** The value of the Date field; now by default. */
  readonly date?: Date | undefined
  /** The value of the Message-ID field, brackets included; made up unless given. */
  readonly messageId?: string | undefined
}

/**
 * The bytes of a message, its lines ended by CRLF.
 *
 * @throws `SmtpError` `bad-text` for a lone surrogate, with its offset in the field; `bad-value` for an address that is not a string
 */
export async function compose(draft: Draft): Promise<Uint8Array> {
  if (typeof draft !== 'object' || draft === null) throw wrong('a draft expected')
  const { from, to, subject, text, html, date, messageId } = draft
  if (!Array.isArray(to)) throw notText('to: a list of')
  for (const address of [from, ...to]) {
    if (typeof address !== 'string') throw notText('from and to:')
    demandWholeText('compose: from and to', address)
  }
  for (const [field, value] of Object.entries({ subject, text, html: html ?? '', messageId: messageId ?? '' })) {
    if (typeof value !== 'string') throw wrong(`${field}: a string expected`)
    demandWholeText(`compose: ${field}`, value)
  }
  if (date !== undefined && !(date instanceof Date && !Number.isNaN(date.getTime()))) throw wrong('date: a valid Date expected')
  // Only what a draft has: the composer knows more, such as a whole message in `raw`.
  const composer = new MailComposer({
    from,
    to: [...to],
    subject,
    text,
    html,
    date,
    messageId,
    newline: '\r\n',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return Uint8Array.from(await composer.compile().build())
}

const notText = (what: string): SmtpError =>
  wrong(`${what} addresses as in a header expected, such as 'a@b.c' or 'Name <a@b.c>'; formatMailbox writes one from a mailbox`)

const wrong = (reason: string): SmtpError => new SmtpError('bad-value', 0, `compose: ${reason}`)
