/**
 * The marks of a server on the maildrop as it was at the login: messages keep their numbers, and DELE removes none before UPDATE (RFC 1939 5
 * and 6).
 */
import type { Command } from '../command/command.js'

export class Marks {
  readonly #deleted = new Set<number>()
  #highest = 0

  isDeleted(message: number): boolean {
    return this.#deleted.has(message)
  }

  /** The messages that are marked as deleted, in ascending order. */
  get deleted(): readonly number[] {
    return [...this.#deleted].sort((a, b) => a - b)
  }

  /** The highest number that RETR or DELE was about, 0 for none: what LAST is answered with (RFC 1460 5). */
  get highest(): number {
    return this.#highest
  }

  /** Follows a command that was accepted. */
  follow(command: Command): void {
    switch (command.verb) {
      case 'dele':
        this.#deleted.add(command.message)
        this.#highest = Math.max(this.#highest, command.message)
        break
      case 'retr':
        this.#highest = Math.max(this.#highest, command.message)
        break
      case 'rset':
        this.#deleted.clear()
        this.#highest = 0
    }
  }

  /** The message that the command is about although it is marked as deleted. */
  deletedIn(command: Command): number | undefined {
    const message = 'message' in command ? command.message : undefined
    return message !== undefined && this.isDeleted(message) ? message : undefined
  }
}
