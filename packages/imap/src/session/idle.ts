/** IDLE (RFC 9051 6.3.13): the line DONE, ignoring case, which ends it, and a client's state during IDLE. */
import { asciiBytes, latin1, upperAscii } from '@mailwire/bytes'
import type { Verb } from '../command/command.js'
import type { StatusResponse } from '../response/status.js'
import type { WholeCommand } from './literal.js'
import { type Mode, modeAfterContinuation } from './state.js'

/** The line that ends IDLE. */
export const DONE: Uint8Array = /* @__PURE__ */ asciiBytes('DONE\r\n')

/** True for the line DONE. */
export const isDone = ({ frame: { bytes, start, end }, damage }: WholeCommand): boolean =>
  damage === undefined && end - start === 4 && upperAscii(latin1(bytes, start, end)) === 'DONE'

/** A client's IDLE: what it may send while the server is idling, and how the server may answer DONE. */
export class ClientIdle {
  /** What may be sent: only `done` while the server is idling. */
  mode: Mode = 'commands'
  /** The server sent `+` for the current IDLE. */
  #isContinued = false
  /** DONE was written, and the server may still read it as a command. */
  #saidDone = false
  /** The IDLE of that DONE was completed. */
  #isOver = false

  /** Handles a `+`, given the last command begun; false if the `+` is not for an IDLE. */
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

  /** Handles a completion. An answer to DONE comes before that of the next command. */
  end(): void {
    this.mode = 'commands'
    this.#isContinued = false
    if (this.#isOver) this.#saidDone = false
    this.#isOver = this.#saidDone
  }

  /** True for BAD to a DONE if the server had ended the IDLE by itself: it then reads the word as the tag of a command. */
  takesForDone({ tag, type }: StatusResponse): boolean {
    const isForDone = this.#saidDone && type === 'bad' && tag !== undefined && upperAscii(tag) === 'DONE'
    if (isForDone) this.#saidDone = false
    return isForDone
  }
}
