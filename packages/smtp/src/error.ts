/** The only error class of this package, the only place that throws it, and the reply that a server gives to each code. */
import { type BytesErrorCode, type EngineErrorCode, type Fault, isErrorNamed, WireError } from '@mailwire/bytes'

/** Why an SMTP line cannot be decoded or encoded, or a session cannot continue. */
export type SmtpErrorCode =
  | Extract<BytesErrorCode, 'bad-base64' | 'bad-text' | 'bad-number' | 'bare-cr' | 'bare-lf' | 'nul'>
  | EngineErrorCode
  | 'line-too-long'
  | 'bad-command' // a command line that does not follow its grammar
  | 'bad-chunk' // a BDAT whose size cannot be read: the start of the next command is unknown
  | 'bad-path' // a path, mailbox or domain that does not follow its grammar
  | 'bad-parameter' // a parameter that does not follow its grammar, or appears twice
  | 'bad-sequence' // a command that is not allowed in the session's state
  | 'bad-proxy' // an invalid PROXY header
  | 'bad-reply' // a reply that does not follow its grammar
  | 'unsolicited' // a reply that answers no command
  | 'not-offered' // an extension that the server did not offer
  | 'not-smtp' // the peer speaks another protocol
  | 'too-many-errors' // more unrecognized or refused commands than the limits allow
  | 'limit' // another limit of this package was reached

/** The reply to each kind of bad command (RFC 5321 4.2.2); codes not listed are syntax errors, and 500 is for a line that is too long (RFC 5321 4.5.3.1.9). */
const replies: Partial<Record<SmtpErrorCode, readonly [code: number, enhanced: string]>> = {
  'bad-sequence': [503, '5.5.1'],
  'bad-command': [501, '5.5.4'],
  'bad-chunk': [501, '5.5.4'],
  'bad-parameter': [501, '5.5.4'],
  'bad-number': [501, '5.5.4'],
  'bad-base64': [501, '5.5.2'],
  'bad-path': [501, '5.1.3'],
  'not-offered': [554, '5.5.4'],
  limit: [552, '5.3.4'],
  'bad-proxy': [421, '4.7.0'],
  'not-smtp': [421, '4.7.0'],
  'too-many-errors': [421, '4.7.0'],
  'input-overflow': [421, '4.7.0'],
  'plaintext-after-upgrade': [421, '4.7.0'],
}

/** A reply that a server may give. */
export interface SuggestedReply {
  readonly code: number
  readonly enhanced: string
  readonly lines: readonly string[]
}

/** Thrown by codecs and by `send`; errors in what a peer sends are events instead. */
export class SmtpError extends WireError<SmtpErrorCode> {
  override readonly name = 'SmtpError'
  readonly #enhanced: string | undefined

  /** `enhanced` is the status to suggest if the code alone does not determine it. */
  constructor(code: SmtpErrorCode, offset: number, message: string, enhanced?: string, fault?: Fault) {
    super(code, offset, message, fault)
    this.#enhanced = enhanced
  }

  /**
   * The reply of a server to a command that fails with this error (RFC 5321 4.2.4 and 4.3.2, RFC 3463); for a message that was not sent,
   * the status to report to its sender.
   */
  get suggestedReply(): SuggestedReply {
    const [code, enhanced] = replies[this.code] ?? [500, '5.5.2']
    return { code, enhanced: this.#enhanced ?? enhanced, lines: [this.message.slice(this.message.indexOf(': ') + 2)] }
  }
}

/** True for an {@link SmtpError}, also from another copy of this package. */
export const isSmtpError = (value: unknown): value is SmtpError => isErrorNamed(value, 'SmtpError')

/** The only place where this package throws; `more` is `enhanced` of {@link SmtpError}, or whose fault it is if code and message do not tell. */
export const fail: (code: SmtpErrorCode, offset: number, message: string, more?: string) => never = (
  code,
  offset,
  message,
  more,
) => {
  throw more === 'local' || more === 'remote'
    ? new SmtpError(code, offset, message, undefined, more)
    : new SmtpError(code, offset, message, more)
}

/** Text for messages, shortened so that the message fits into one reply line. */
export function quoted(text: string): string {
  const whole = JSON.stringify(text.slice(0, LONGEST))
  const shown = whole.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, '') // no half of a character
  return text.length > LONGEST || shown !== whole ? `${shown}...` : whole
}

const LONGEST = 100
