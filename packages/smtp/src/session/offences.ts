/** What a server counts of what a client does badly, so that guessing and talking nonsense end (RFC 4954 9). */
import { SmtpError } from '../error.js'
import type { SmtpLimits } from '../limits.js'
import { isTooManyRecipients, type ReplyInit } from '../reply/reply.js'
import { endsMessage, type SessionVerb } from './state.js'

export class Offences {
  readonly #limits: SmtpLimits
  #badCommands = 0 // in a row
  #badTotal = 0
  #refusals = 0
  #failedLogins = 0

  constructor(limits: SmtpLimits) {
    this.#limits = limits
  }

  /** A command that made sense came. */
  goodCommand(): void {
    this.#badCommands = 0
  }

  badCommand(): void {
    this.#badCommands++
    this.#badTotal++
  }

  /** A command was refused. */
  refused(verb: SessionVerb, reply: ReplyInit): void {
    if (verb === 'auth') this.#failedLogins++
    else if (!endsMessage(verb) && verb !== 'connect' && !(verb === 'rcpt' && isTooManyRecipients(reply))) this.#refusals++
  }

  /** The error that ends the session, once a limit is passed. */
  exceeded(offset: number): SmtpError | undefined {
    const { badCommands, badCommandsTotal, refusals, failedLogins } = this.#limits
    const tooMany = (limit: number, what: string): SmtpError =>
      new SmtpError('too-many-errors', offset, `receive: more than ${limit} ${what}`)
    if (this.#badCommands > badCommands) return tooMany(badCommands, 'unrecognized commands in a row')
    if (this.#badTotal > badCommandsTotal) return tooMany(badCommandsTotal, 'unrecognized commands')
    if (this.#refusals > refusals) return tooMany(refusals, 'commands that were refused')
    if (this.#failedLogins > failedLogins) return tooMany(failedLogins, 'failed logins')
    return undefined
  }
}
