/** Which messages of the maildrop are marked as deleted (RFC 1939 5): their numbers stay, until UPDATE removes them. */
import type { Command } from '../command/command.js'

export class Deletions {
  readonly #marked = new Set<number>()

  has(message: number): boolean {
    return this.#marked.has(message)
  }

  /** In ascending order. */
  get messages(): readonly number[] {
    return [...this.#marked].sort((a, b) => a - b)
  }

  /** The command was accepted. */
  follow(command: Command): void {
    if (command.verb === 'dele') this.#marked.add(command.message)
    else if (command.verb === 'rset') this.#marked.clear()
  }

  /** The message that the command asks for although it is marked. */
  askedFor(command: Command): number | undefined {
    const message = 'message' in command ? command.message : undefined
    return message !== undefined && this.has(message) ? message : undefined
  }
}
