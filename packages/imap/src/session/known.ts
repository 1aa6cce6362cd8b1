/** The facts of a client's session, besides its state: what the server announces (RFC 9051 6.1.1), and what was switched on since. */
import { ImapError } from '../error.js'
import type { TaggedCommand } from './events.js'
import { assertOffered } from './offered.js'
import type { Pipeline } from './pipeline.js'
import { isUtf8, notifiesExpunge, usesNumbers, verbs } from './state.js'

export class Known {
  /** True inside TLS. */
  isSecure: boolean
  /** COMPRESS was accepted: once for a session, and before TLS or after it. */
  compression: 'none' | 'begins' | 'active' = 'none'
  readonly #override: ((announced: ReadonlySet<string>) => ReadonlySet<string>) | undefined
  #capabilities: ReadonlySet<string> | undefined
  #isFresh = false // announced since a login, or another command that changes what is announced, was sent
  #enabling: readonly string[] = [] // what ENABLED told, until its command is completed
  #isUtf8 = false
  #acceptsUtf8 = false // RFC 6855 3: then searches name no charset
  #hasSelected = false
  /** NOTIFY asked for EXPUNGE: numbers may change at any time (RFC 5465 5.3). */
  hearsExpunge = false

  constructor(isSecure: boolean, override: ((announced: ReadonlySet<string>) => ReadonlySet<string>) | undefined) {
    this.isSecure = isSecure
    this.#override = override
  }

  /** In upper case; `undefined` while nothing is known. */
  get capabilities(): ReadonlySet<string> | undefined {
    return this.#capabilities
  }

  /** True once names of mailboxes are UTF-8. */
  get isUtf8(): boolean {
    return this.#isUtf8
  }

  announced(names: readonly string[]): void {
    const announced = new Set(names)
    this.#capabilities = this.#override?.(announced) ?? announced
    this.#isFresh = true
  }

  /** ENABLED was told; it holds with the OK to its command (RFC 9051 6.3.1). */
  enabled(names: readonly string[]): void {
    this.#enabling = names
  }

  /** What is announced from here on is for who is logged in (RFC 9051 6.2.3). */
  expectChange(): void {
    this.#isFresh = false
  }

  /** TLS is up: what was announced before it is not known any more. */
  secured(): void {
    this.isSecure = true
    this.#capabilities = undefined
  }

  /** Why the command may not be given behind what was given before it; `undefined` where it may. */
  refusalOf(command: TaggedCommand, queue: Pipeline): string | undefined {
    if (this.hearsExpunge && usesNumbers(command))
      return 'message numbers are not allowed while NOTIFY may send EXPUNGE at any time; use UIDs (RFC 5465 6.1.1)'
    switch (command.verb) {
      case 'starttls':
        return this.isSecure || queue.isUnderWay('starttls') ? 'the session is already inside TLS' : undefined
      case 'compress':
        return this.#isCompressed(queue) ? 'compression is already active (RFC 4978 3)' : undefined
      // It would end the layer (RFC 8437 4.1), which is not built.
      case 'unauthenticate':
        return this.#isCompressed(queue) ? 'compression is active' : undefined
      case 'search':
        return this.#mayNameCharset(command) ? undefined : 'a charset is not allowed after UTF8=ACCEPT (RFC 6855 3)'
      case 'enable': {
        const hasSelected = this.#hasSelected || queue.isUnderWay('select', 'examine')
        return hasSelected ? 'ENABLE is not allowed after a mailbox was selected (RFC 9051 6.3.1)' : undefined
      }
      default:
        return undefined
    }
  }

  /** False for what was given before it was known that it may not go: a password where the server announces LOGINDISABLED (RFC 9051 6.2.3). */
  mayBegin(command: TaggedCommand): boolean {
    if (command.verb === 'search') return this.#mayNameCharset(command)
    if (command.verb !== 'login' && command.verb !== 'authenticate') return true
    try {
      assertOffered(command, this.#capabilities, 0)
      return true
    } catch (error) {
      if (error instanceof ImapError) return false
      throw error
    }
  }

  #isCompressed(queue: Pipeline): boolean {
    return this.compression !== 'none' || queue.isUnderWay('compress')
  }

  #mayNameCharset({ charset }: Extract<TaggedCommand, { readonly verb: 'search' }>): boolean {
    return charset === undefined || !this.#acceptsUtf8
  }

  /** Takes in that a command was completed. */
  completed(command: TaggedCommand, isOk: boolean): void {
    const enabled = this.#enabling
    if (command.verb === 'enable') this.#enabling = []
    if (!isOk) return
    if (verbs[command.verb].layer === 'deflate') this.compression = 'begins'
    switch (command.verb) {
      case 'enable':
        this.#isUtf8 ||= isUtf8(enabled)
        this.#acceptsUtf8 ||= enabled.includes('UTF8=ACCEPT')
        break
      case 'notify':
        this.hearsExpunge = notifiesExpunge(command)
        break
      case 'select':
      case 'examine':
        this.#hasSelected = true
        break
      case 'login':
      case 'authenticate':
        this.#change()
        break
      // Nobody is logged in any more, and what was enabled for them is not (RFC 8437 3).
      case 'unauthenticate':
        this.#change()
        this.#isUtf8 = this.#acceptsUtf8 = this.#hasSelected = this.hearsExpunge = false
        break
      default:
    }
  }

  /** Somebody else is logged in, or nobody. */
  #change(): void {
    if (!this.#isFresh) this.#capabilities = undefined
  }
}
