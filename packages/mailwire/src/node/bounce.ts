/**
 * Reports to a sender that a message was not delivered: a delivery status notification (RFC 3464, RFC 6522). Non-ASCII addresses and headers make it an internationalized one, in base 64, so that it needs no SMTPUTF8 on its way back but for its sender's sake (RFC 6533).
 */
import type { Mailbox } from '@mailwire/smtp'
import MailComposer from 'nodemailer/lib/mail-composer'
import { badOption } from './errors.js'
import { found } from './given.js'
import { addressText, type OutgoingMessage } from './outgoing-message.js'

/** A recipient that was not reached. */
export interface Failure {
  readonly recipient: Mailbox
  /** `5.1.1` and its like (RFC 3463). */
  readonly status: string
  /** What was said; one line. */
  readonly diagnostic: string
  /** The host that said it; `undefined` where it did not come so far. */
  readonly host?: string | undefined
}

/** Who did not get it, and who said why; one line. */
export const failureText = ({ recipient, diagnostic, host }: Failure): string =>
  `${addressText(recipient)}: ${host === undefined ? '' : `${host} said: `}${oneLine(diagnostic)}`

/**
 * The non-delivery report to the sender. It has an empty return path, so that it can never bounce itself (RFC 5321 4.5.5).
 *
 * @param reporter the host that could not deliver
 * @param original the message as it was received; the report contains its header, not its content
 * @throws {@link NetworkError} `bad-option` for a host that is not one word, a status that is not three numbers, or a part that is missing
 */
export async function nonDeliveryReport(
  reporter: string,
  sender: Mailbox,
  original: Uint8Array,
  failures: readonly Failure[],
): Promise<OutgoingMessage> {
  demandHost('reporter', reporter)
  if (!(original instanceof Uint8Array)) badOption(ACTION, 'original', `a Uint8Array expected: ${found(original)}`)
  if (!Array.isArray(failures)) badOption(ACTION, 'failures', `an array expected: ${found(failures)}`)
  for (const failure of failures) demandFailure(failure)
  const status = failures.map(
    ({ recipient, status, diagnostic, host }) =>
      `Final-Recipient: ${isAscii(addressText(recipient)) ? 'rfc822' : 'utf-8'}; ${addressText(recipient)}\r\nAction: failed\r\nStatus: ${status}\r\n${host === undefined ? '' : `Remote-MTA: dns; ${host}\r\n`}Diagnostic-Code: ${kindOf(diagnostic)}; ${oneLine(diagnostic)}\r\n`,
  )
  const composer = new MailComposer({
    from: `Mail Delivery System <postmaster@${reporter}>`,
    to: addressText(sender),
    subject: 'Your message was not delivered',
    headers: { 'Auto-Submitted': 'auto-replied' },
    newline: '\r\n',
    text: `${reporter} could not deliver your message to\n\n${failures
      .map(failure => `  ${failureText(failure)}`)
      .join('\n')}\n\nIt will not be tried again. The header of your message is attached.\n`,
    attachments: [
      part(
        'delivery-status',
        'message/delivery-status',
        Buffer.from(`Reporting-MTA: dns; ${reporter}\r\n\r\n${status.join('\r\n')}`),
      ),
      part('headers', 'text/rfc822-headers', Buffer.from(headerOf(original))),
    ],
  })
  const message = composer.compile()
  message.setHeader('Content-Type', 'multipart/report; report-type=delivery-status')
  return { sender: null, recipients: [sender], content: Uint8Array.from(await message.build()) }
}

const ACTION = 'report failed delivery'

function demandFailure({ status, diagnostic, host }: Failure): void {
  if (host !== undefined) demandHost('host', host)
  if (typeof status !== 'string' || !/^[245]\.\d{1,3}\.\d{1,3}$/.test(status))
    badOption(ACTION, 'status', `a status such as 5.1.1 expected: ${found(status)}`)
  if (typeof diagnostic !== 'string') badOption(ACTION, 'diagnostic', `a string expected: ${found(diagnostic)}`)
}

/** A name or an address: with white space it could add lines to the report. */
function demandHost(option: string, value: unknown): void {
  if (typeof value !== 'string' || !/^[^\s\0-\x1f\x7f<>;]+$/.test(value))
    badOption(ACTION, option, `a host name expected: ${found(value)}`)
}

/** `message/global-*` is for non-ASCII content (RFC 6533 4 and 6). */
const part = (kind: string, plain: string, content: Buffer) =>
  content.some(byte => byte > 0x7f)
    ? { contentType: `message/global-${kind}`, contentTransferEncoding: 'base64' as const, content }
    : { contentType: plain, content }

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text)

/** Only a reply is of the type `smtp` (RFC 3464 2.3.6); what the network did has none that is registered. */
const kindOf = (diagnostic: string): string => (/^[2-5]\d\d(?: |$)/.test(diagnostic) ? 'smtp' : 'x-network')

const oneLine = (text: string): string => text.replace(/[\r\n]+/g, ' ').slice(0, 500)

/** Up to the empty line that ends the header. */
function headerOf(content: Uint8Array): Uint8Array {
  const end = Buffer.from(content.buffer, content.byteOffset, content.byteLength).indexOf('\r\n\r\n')
  return end < 0 ? content : content.subarray(0, end + 2)
}
