/**
 * What servers do with the commands of a client. A line that is too long or not framed as one is refused, and the session goes on behind it; where
 * there is too much of what is refused, it ends.
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

/** What is wrong with a line that is not framed as one, in words. */
export const brokenLine = (status: 'bare-lf' | 'too-long', limit: number): string =>
  status === 'bare-lf' ? 'the line ends in a bare LF; lines end in CRLF' : `a line of more than ${limit} bytes`

/** How much may be refused, so that guessing of passwords, names and commands ends; a server that does not count refusals names no limit for them. */
export interface TallyLimits {
  /** Bad commands in a row. */
  readonly badCommands: number
  /** Bad commands in all: good ones between them do not make them endless. */
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

  /** A command that makes sense ends the row of those that did not. */
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
