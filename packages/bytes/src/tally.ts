/** What makes a server hang up when there is too much of it: guessing of passwords, names and commands must end. */

/** How much of it there may be; a server that does not count refusals names no limit for them. */
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
