/** The facts of a client's session besides its state: TLS, the login, and what the server offered to EHLO (RFC 5321 4.1.1.1, RFC 3207 4.2). */
import { type Extensions, parseExtensions } from '../extensions/extensions.js'
import type { Reply } from '../reply/reply.js'
import type { Answered } from './events.js'
import type { PlanFacts } from './plan.js'
import type { Effect } from './state.js'

export class Known {
  readonly #lmtp: boolean
  #isSecure: boolean
  #isAuthenticated = false
  #extensions: Extensions | undefined

  constructor(lmtp: boolean, isSecure: boolean) {
    this.#lmtp = lmtp
    this.#isSecure = isSecure
  }

  /** True inside TLS. */
  get isSecure(): boolean {
    return this.#isSecure
  }

  /** True once AUTH succeeded. */
  get isAuthenticated(): boolean {
    return this.#isAuthenticated
  }

  /** What the server offered; `undefined` while not known. */
  get extensions(): Extensions | undefined {
    return this.#extensions
  }

  /** The facts that decide what may be sent; `offset` is for errors. */
  facts(offset: number): PlanFacts {
    return {
      lmtp: this.#lmtp,
      secure: this.#isSecure,
      authenticated: this.#isAuthenticated,
      extensions: this.#extensions,
      offset,
    }
  }

  /** Follows the reply to a command. */
  follow(effect: Effect | undefined, command: Answered, reply: Reply): void {
    if (effect === 'learn') this.#extensions = command.verb === 'helo' ? {} : parseExtensions(reply.lines.slice(1))
    else if (effect === 'authenticated') this.#isAuthenticated = true
    else if (effect === 'forget') {
      this.#extensions = undefined
      this.#isAuthenticated = false
    }
  }

  /** TLS started; the reply to STARTTLS has cleared the rest (RFC 3207 4.2). */
  secured(): void {
    this.#isSecure = true
  }
}
