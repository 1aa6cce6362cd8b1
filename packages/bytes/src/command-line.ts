/**
 * How servers read the command lines of a client. A line that is too long or badly framed is rejected, and the session goes on after it; too many
 * rejected commands end the session.
 */
import type { Input, LineStatus } from './input.js'

/** How long a line may be, with its CRLF, and how much of one that is longer is skipped. */
export interface LineLimits {
  readonly line: number
  readonly skipped: number
}

/** Reads the next line of a client into `input.line`. `endless` is called, and throws, for one that does not end. */
export function readCommandLine(
  input: Input,
  { line, skipped }: LineLimits,
  endless: (offset: number, reason: string) => never,
): LineStatus {
  const status = input.readLine(line, false, true)
  return input.skipped > skipped ? endless(input.skippedFrom, `a line of more than ${skipped} bytes`) : status
}

/** What is wrong with a badly framed line, in words. */
export const brokenLine = (status: 'bare-lf' | 'too-long', limit: number): string =>
  status === 'bare-lf' ? 'the line ends in a bare LF; lines end in CRLF' : `a line of more than ${limit} bytes`

/** How much may be refused, to stop a client from guessing passwords, names and commands. A server that does not count refusals leaves `refusals` out. */
export interface TallyLimits {
  /** Bad commands in a row. */
  readonly badCommands: number
  /** Bad commands in total, so that good ones in between do not reset the limit. */
  readonly badCommandsTotal: number
  readonly failedLogins: number
  /** Commands that were understood and refused. */
  readonly refusals?: number | undefined
}

/** The counts of one session. */
export class Tally {
  readonly #limits: TallyLimits
  #badInRow = 0
  #badInAll = 0
  #failedLogins = 0
  #refusals = 0

  constructor(limits: TallyLimits) {
    this.#limits = limits
  }

  /** A recognized command ends the run of unrecognized ones. */
  good(): void {
    this.#badInRow = 0
  }

  bad(): void {
    this.#badInRow++
    this.#badInAll++
  }

  failedLogin(): void {
    this.#failedLogins++
  }

  refused(): void {
    this.#refusals++
  }

  /** The limit that was passed, in words; `undefined` while none was. */
  get excess(): string | undefined {
    const { badCommands, badCommandsTotal, failedLogins, refusals = Number.POSITIVE_INFINITY } = this.#limits
    if (this.#badInRow > badCommands) return `more than ${badCommands} bad commands in a row`
    if (this.#badInAll > badCommandsTotal) return `more than ${badCommandsTotal} bad commands`
    if (this.#failedLogins > failedLogins) return `more than ${failedLogins} failed logins`
    if (this.#refusals > refusals) return `more than ${refusals} refused commands`
    return undefined
  }
}
