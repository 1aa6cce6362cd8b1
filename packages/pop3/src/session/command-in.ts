/** The lines that a client sends: commands, lines of an AUTH exchange, and malformed ones; each as the tap may see it. */
import {
  brokenLine,
  type ExchangeLine,
  type Input,
  isHttpRequest,
  isTlsRecord,
  readCommandLine,
  readExchangeLine,
} from '@mailwire/bytes'
import { type Command, decodeCommandLine } from '../command/command.js'
import { fail, Pop3Error } from '../error.js'
import type { Pop3Limits } from '../limits.js'
import { LineMask, maskedResponse } from './mask.js'

/** The kinds of lines. */
export type LineIn =
  | { readonly type: 'command'; readonly command: Command; readonly offset: number }
  /** Inside an exchange. */
  | { readonly type: 'exchange'; readonly line: ExchangeLine }
  | { readonly type: 'broken'; readonly error: Pop3Error }

/** Where lines are read from, and the tap that sees them. */
interface Source {
  readonly input: Input
  readonly tapped: boolean
  saw(bytes: Uint8Array): void
}

export class CommandIn {
  readonly #strict: boolean
  readonly #limits: Pop3Limits
  readonly #mask = new LineMask()
  #isFirst = true

  constructor(strict: boolean, limits: Pop3Limits) {
    this.#strict = strict
    this.#limits = limits
  }

  /**
   * The next line, or `undefined` when more is needed.
   *
   * @throws {@link Pop3Error} `not-pop3` for a browser, and for a TLS client on a port for plain text; `line-too-long` for a line that does not end
   */
  read(source: Source, inExchange: boolean): LineIn | undefined {
    const { input, tapped } = source
    const isFirst = this.#isFirst
    // A TLS client's first bytes hold no line end: look before waiting for one.
    if (isFirst && isTlsRecord(input.peek(1)?.[0])) notPop3()
    const { authLine, commandLine, skipped } = this.#limits
    const limit = inExchange ? authLine : commandLine
    const status = readCommandLine(input, { line: limit, skipped }, endless)
    if (status === undefined) return undefined
    this.#isFirst = false
    const { bytes, start, end, offset } = input.line
    const line = bytes.subarray(start, end)
    if (tapped) source.saw(inExchange ? maskedResponse() : this.#mask.show(line))
    if (status === 'bare-lf' || status === 'too-long') {
      const code = status === 'bare-lf' ? 'bare-lf' : 'line-too-long'
      return { type: 'broken', error: new Pop3Error(code, offset, `receive: ${brokenLine(status, limit)}`) }
    }
    if (inExchange) return { type: 'exchange', line: readExchangeLine(line) }
    try {
      const command = decodeCommandLine(bytes, start, end, { origin: offset, strict: this.#strict })
      if (isFirst && command.verb === 'unknown' && isHttpRequest(command.name, command.argument ?? '')) notPop3()
      return { type: 'command', command, offset }
    } catch (error) {
      if (!(error instanceof Pop3Error) || error.code === 'not-pop3') throw error
      return { type: 'broken', error }
    }
  }
}

const notPop3 = (): never => fail('not-pop3', 0, 'receive: this is a POP3 server')

const endless = (offset: number, reason: string): never => fail('line-too-long', offset, `receive: ${reason}`)
