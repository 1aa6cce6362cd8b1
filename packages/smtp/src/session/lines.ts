/** Reads the lines of a client, and tells those of another protocol. */
import { brokenLine, decodeText, type Input, latin1, readCommandLine, upperAscii } from '@mailwire/bytes'
import type { Command } from '../command/command.js'
import { fail, SmtpError } from '../error.js'
import type { SmtpLimits } from '../limits.js'

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
 * command, also where AUTH brings it along (RFC 4954 4). @throws {@link SmtpError} `line-too-long` for one that does not end
 */
export function readClientLine(
  input: Input,
  { authLine, commandLine, skipped }: SmtpLimits,
  inExchange: boolean,
  authMayCome: boolean,
): 'line' | SmtpError | undefined {
  const isLong = inExchange || authMayCome
  const status = readCommandLine(input, { line: isLong ? authLine : commandLine, skipped }, endless)
  const { bytes, start, end, offset } = input.line
  if (status === undefined) return undefined
  if (status === 'line' && (inExchange || end - start + 2 <= commandLine)) return 'line'
  const ofAuth = inExchange || (isLong && isAuth(bytes, start, end))
  if (status === 'line' && ofAuth) return 'line'
  const reason = brokenLine(status === 'bare-lf' ? status : 'too-long', ofAuth ? authLine : commandLine)
  if (status === 'bare-lf') return new SmtpError('bare-lf', offset, `receive: ${reason}`)
  return new SmtpError('line-too-long', offset, `receive: ${reason}`, ofAuth ? '5.5.6' : undefined) // RFC 4954 4
}

const endless = (offset: number, reason: string): never => fail('line-too-long', offset, `receive: ${reason}`)

/** For a browser, and for a TLS client on a port for plain text. */
export const notSmtp = (): SmtpError => new SmtpError('not-smtp', 0, 'receive: this is an SMTP server')
