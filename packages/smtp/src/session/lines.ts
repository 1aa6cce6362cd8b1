/** Lines that a client sends and that are no commands: those of an AUTH exchange (RFC 4954 4), and another protocol's. */
import { decodeBase64, decodeText, type Input, latin1, upperAscii } from '@mailwire/bytes'
import type { Command } from '../command/command.js'
import { fail, SmtpError } from '../error.js'
import type { SmtpLimits } from '../limits.js'
import type { ServerEvent } from './events.js'

/** The event of a line of an exchange: base 64, or `*`, which gives it up. */
export function exchangeLine(line: Uint8Array, offset: number): ServerEvent {
  if (line.length === 1 && line[0] === 0x2a)
    return { type: 'auth-cancel', suggestedReply: { code: 501, enhanced: '5.7.0', lines: ['authentication was given up'] } }
  try {
    const data = decodeBase64(decodeText(line), fail, offset)
    return { type: 'auth-response', data, suggestedReply: { code: 535, enhanced: '5.7.8', lines: ['authentication failed'] } }
  } catch (error) {
    if (!(error instanceof SmtpError)) throw error
    return { type: 'auth-cancel', suggestedReply: { code: 501, enhanced: '5.5.2', lines: ['that is not base 64'] } }
  }
}

/** A browser's first line: a method of RFC 9110 9.3 or RFC 5789, or the preface of HTTP/2 (RFC 9113 3.4). */
export const isHttp = (command: Command): boolean =>
  command.verb === 'unknown' &&
  /^(?:GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|PRI)$/.test(command.name) &&
  /HTTP\/\d/.test(command.argument ?? '')

/** True for a line that may be a BDAT, though not one that can be read. */
export const isOfBdat = (bytes: Uint8Array, start: number, end: number): boolean =>
  /^[ \t]*BDAT(?![!-~])/i.test(decodeText(bytes, start, Math.min(end, start + 100)))

/** True for a line that is an AUTH, as far as it is there. */
const isAuth = (bytes: Uint8Array, start: number, end: number): boolean =>
  'AUTH '.startsWith(upperAscii(latin1(bytes, start, Math.min(end, start + 5))))

/**
 * Reads a client's next line: `undefined` when more is needed, or what is wrong with it. What goes into an exchange may be longer than any
 * command, also where AUTH brings it along (RFC 4954 4).
 */
export function readClientLine(
  input: Input,
  { authLine, commandLine, skipped: most }: SmtpLimits,
  inExchange: boolean,
  authMayCome: boolean,
): 'line' | { readonly error: SmtpError; readonly fatal: boolean } | undefined {
  const long = inExchange || authMayCome
  const status = input.readLine(long ? authLine : commandLine, false, true)
  const { bytes, start, end, offset } = input.line
  const { skipped, skippedFrom } = input
  if (skipped > most)
    return { error: new SmtpError('line-too-long', skippedFrom, `receive: a line of more than ${most} octets`), fatal: true }
  if (status === undefined) return undefined
  if (status === 'line' && (inExchange || end - start + 2 <= commandLine)) return 'line'
  const ofAuth = inExchange || (long && isAuth(bytes, start, end))
  if (status === 'line' && ofAuth) return 'line'
  const error = brokenLine(status === 'bare-lf' ? status : 'too-long', ofAuth ? authLine : commandLine, offset, ofAuth)
  return { error, fatal: false }
}

/** What is wrong with a line that is not even framed as one. */
function brokenLine(status: 'bare-lf' | 'too-long', limit: number, offset: number, ofAuth: boolean): SmtpError {
  if (status === 'bare-lf') return new SmtpError('bare-lf', offset, 'receive: the line ends in a bare LF; lines end in CRLF')
  const reason = `receive: a line of more than ${limit} octets`
  return new SmtpError('line-too-long', offset, reason, ofAuth ? '5.5.6' : undefined) // RFC 4954 4
}

/** For a browser, and for a TLS client on a port for plain text. */
export const notSmtp = (): SmtpError => new SmtpError('not-smtp', 0, 'receive: this is an SMTP server')
