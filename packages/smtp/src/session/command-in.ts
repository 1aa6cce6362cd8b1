/** The lines that a client sends: commands, lines of an AUTH exchange, and invalid lines; each masked for the tap. */
import {
  brokenLine,
  decodeText,
  type ExchangeLine,
  type Input,
  isHttpRequest,
  isTlsRecord,
  latin1,
  readCommandLine,
  readExchangeLine,
  upperAscii,
} from '@mailwire/bytes'
import { type Command, decodeCommandLine } from '../command/command.js'
import { fail, SmtpError } from '../error.js'
import type { GrammarOptions } from '../grammar/line.js'
import type { SmtpLimits } from '../limits.js'
import { CommandMask, MASKED } from './mask.js'

/** What a line turned out to be. */
export type LineIn =
  | { readonly type: 'command'; readonly command: Command; readonly offset: number }
  /** A line inside an AUTH exchange. */
  | { readonly type: 'exchange'; readonly line: ExchangeLine }
  /** `isBdat`: an unknown number of bytes may follow it. */
  | { readonly type: 'broken'; readonly error: SmtpError; readonly isBdat: boolean }

/** The input that lines are read from, and the tap that sees them. */
interface Source {
  readonly input: Input
  readonly tapped: boolean
  saw(bytes: Uint8Array): void
}

export class CommandIn {
  readonly #options: GrammarOptions
  readonly #limits: SmtpLimits
  readonly #mask = new CommandMask()
  #isFirst = true

  constructor(options: GrammarOptions, limits: SmtpLimits) {
    this.#options = options
    this.#limits = limits
  }

  /**
   * The next line, or `undefined` when more input is needed. An AUTH command may be longer than other lines.
   *
   * @throws {@link SmtpError} `not-smtp` for a browser, and for a TLS client on a cleartext port; `line-too-long` for a line that does not end
   */
  read(source: Source, inExchange: boolean, authMayCome: boolean): LineIn | undefined {
    const { input, tapped } = source
    const isFirst = this.#isFirst
    // A TLS client's first bytes contain no line end, so look before waiting for one.
    if (isFirst && isTlsRecord(input.peek(1)?.[0])) notSmtp()
    const found = readClientLine(input, this.#limits, inExchange, authMayCome)
    if (found === undefined) return undefined
    this.#isFirst = false
    const { bytes, start, end, offset } = input.line
    if (found !== 'line') return this.#broken(source, found, inExchange)
    if (inExchange) {
      source.saw(MASKED)
      return { type: 'exchange', line: readExchangeLine(bytes.subarray(start, end)) }
    }
    let command: Command
    try {
      command = decodeCommandLine(bytes, start, end, this.#options, offset, this.#limits)
    } catch (error) {
      if (!(error instanceof SmtpError)) throw error
      return this.#broken(source, error, false)
    }
    if (tapped) source.saw(this.#mask.show(command, bytes, start, end))
    if (isFirst && command.verb === 'unknown' && isHttpRequest(command.name, command.argument ?? '')) notSmtp()
    return { type: 'command', command, offset }
  }

  #broken(source: Source, error: SmtpError, inExchange: boolean): LineIn {
    const { bytes, start, end } = source.input.line
    source.saw(this.#mask.broken(bytes, start, end, inExchange))
    return { type: 'broken', error, isBdat: !inExchange && isOfBdat(bytes, start, end) }
  }
}

const notSmtp = (): never => fail('not-smtp', 0, 'receive: this is an SMTP server')

/** True for an invalid line that may be a BDAT. */
const isOfBdat = (bytes: Uint8Array, start: number, end: number): boolean =>
  /^[ \t]*BDAT(?![!-~])/i.test(decodeText(bytes, start, Math.min(end, start + 100)))

/** True for a line that begins like AUTH with arguments. */
const isAuth = (bytes: Uint8Array, start: number, end: number): boolean =>
  upperAscii(latin1(bytes, start, Math.min(end, start + 5))) === 'AUTH '

/**
 * Reads a line, or returns its error. A line of an exchange, and an AUTH command with an initial response, may be longer than other commands
 * (RFC 4954 4).
 */
function readClientLine(
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
  if (status === 'bare-lf') return new SmtpError('bare-lf', offset, `receive: ${brokenLine(status, commandLine)}`)
  const reason = brokenLine('too-long', ofAuth ? authLine : commandLine)
  return new SmtpError('line-too-long', offset, `receive: ${reason}`, ofAuth ? '5.5.6' : undefined) // RFC 4954 4
}

const endless = (offset: number, reason: string): never => fail('line-too-long', offset, `receive: ${reason}`)
