/** IDLE (RFC 9051 6.3.13): the word DONE, in either case and alone on its line, which ends it, and what a client keeps of an IDLE under way. */
import { asciiBytes, latin1, upperAscii } from '@mailwire/bytes'
import type { Verb } from '../command/command.js'
import type { StatusResponse } from '../response/status.js'
import type { WholeCommand } from './literal.js'
import { type Mode, modeAfterContinuation } from './state.js'

/** What a client says to end it. */
export const DONE: Uint8Array = /* @__PURE__ */ asciiBytes('DONE\r\n')

/** True for that line. */
export const isDone = ({ frame: { bytes, start, end }, damage }: WholeCommand): boolean =>
  damage === undefined && end - start === 4 && upperAscii(latin1(bytes, start, end)) === 'DONE'

/** A client's IDLE: what it may say while the server is idling, and what the server may say to its DONE. */
export class ClientIdle {
  /** What may be said: `done` alone while the server is idling. */
  mode: Mode = 'commands'
  /** The server said `+` to the IDLE under way. */
  #isContinued = false
  /** DONE was written, and the server may take it for a command. */
  #saidDone = false
  /** The IDLE of that DONE was completed. */
  #isOver = false

  /** A `+` came, and this is the command that was begun last; false where it is for none, or for another one. */
  continue(verb: Verb | undefined): boolean {
    if (this.#isContinued || verb === undefined || modeAfterContinuation(verb) !== 'idle') return false
    this.mode = 'idle'
    this.#isContinued = true
    return true
  }

  done(): void {
    this.mode = 'commands'
    this.#saidDone = true
    this.#isOver = false
  }

  /** A command was completed. The answer to DONE comes before that of the command behind it. */
  end(): void {
    this.mode = 'commands'
    this.#isContinued = false
    if (this.#isOver) this.#saidDone = false
    this.#isOver = this.#saidDone
  }

  /** True for BAD to a DONE that met an IDLE which the server had ended by itself: it reads the word as the tag of a command. */
  takesForDone({ tag, type }: StatusResponse): boolean {
    const isForDone = this.#saidDone && type === 'bad' && tag !== undefined && upperAscii(tag) === 'DONE'
    if (isForDone) this.#saidDone = false
    return isForDone
  }
}
