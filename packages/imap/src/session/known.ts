/** The facts of a client's session besides its state: the announced capabilities (RFC 9051 6.1.1), and what was enabled since. */
import { upperAscii } from '@mailwire/bytes'
import { ImapError } from '../error.js'
import type { TaggedCommand } from './events.js'
import { forbidden, needsQresync, notEnabled } from './forbidden.js'
import { assertOffered } from './offered.js'
import type { Pipeline } from './pipeline.js'
import { isUtf8, notifiesExpunge, usesNumbers, verbs } from './state.js'

export class Known {
  /** True inside TLS. */
  isSecure: boolean
  /** Whether COMPRESS was accepted: once per session, before or after TLS. */
  compression: 'none' | 'begins' | 'active' = 'none'
  readonly #override: ((announced: ReadonlySet<string>) => ReadonlySet<string>) | undefined
  #capabilities: ReadonlySet<string> | undefined
  #isFresh = false // announced since the last command was sent that changes capabilities, such as a login
  #enabling: readonly string[] = [] // the names in ENABLED, until its command is completed
  #enabled: ReadonlySet<string> = new Set()
  #hasSelected = false
  /** NOTIFY requested EXPUNGE: numbers may change at any time (RFC 5465 5.3). */
  hearsExpunge = false

  constructor(isSecure: boolean, override: ((announced: ReadonlySet<string>) => ReadonlySet<string>) | undefined) {
    this.isSecure = isSecure
    this.#override = override
  }

  /** The capabilities in upper case; `undefined` while not known. */
  get capabilities(): ReadonlySet<string> | undefined {
    return this.#capabilities
  }

  /** True once mailbox names are UTF-8. */
  get isUtf8(): boolean {
    return isUtf8([...this.#enabled])
  }

  announced(names: readonly string[]): void {
    const announced = new Set(names)
    this.#capabilities = this.#override?.(announced) ?? announced
    this.#isFresh = true
  }

  /** Records ENABLED, which takes effect with the OK to its command (RFC 9051 6.3.1). */
  enabled(names: readonly string[]): void {
    this.#enabling = names.map(upperAscii)
  }

  /** A login was sent: capabilities announced from now on are those after login (RFC 9051 6.2.3). */
  expectChange(): void {
    this.#isFresh = false
  }

  /** TLS started: the capabilities announced before it are forgotten. */
  secured(): void {
    this.isSecure = true
    this.#capabilities = undefined
  }

  /** True for what is enabled, or may be once the commands before have been completed. */
  #mayBeEnabled(name: string, queue: Pipeline): boolean {
    if (this.#enabled.has(name) || !queue.isUnderWay('enable')) return this.#enabled.has(name)
    return [...queue.unfinished()].some(
      ({ command }) => command.verb === 'enable' && command.capabilities.some(one => upperAscii(one) === name),
    )
  }

  /** Why the command is not allowed after the previous ones; `undefined` if it is. */
  refusalOf(command: TaggedCommand, queue: Pipeline): string | undefined {
    const reason = forbidden(command) ?? notEnabled(command, name => this.#mayBeEnabled(name, queue))
    if (reason !== undefined) return reason
    if (this.hearsExpunge && usesNumbers(command))
      return 'message numbers are not allowed while NOTIFY may send EXPUNGE at any time; use UIDs (RFC 5465 6.1.1)'
    switch (command.verb) {
      case 'starttls':
        return this.isSecure || queue.isUnderWay('starttls') ? 'the session is already inside TLS' : undefined
      case 'compress':
        return this.#isCompressed(queue) ? 'compression is already active (RFC 4978 3)' : undefined
      // It would end the compression layer (RFC 8437 4.1), which is not implemented.
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

  /** False for a queued command that turned out to be forbidden: a password if the server announces LOGINDISABLED (RFC 9051 6.2.3). */
  mayBegin(command: TaggedCommand): boolean {
    if (command.verb === 'search') return this.#mayNameCharset(command)
    if (needsQresync(command)) return this.#enabled.has('QRESYNC')
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
    return charset === undefined || !this.#enabled.has('UTF8=ACCEPT') // RFC 6855 3
  }

  /** Follows the completion of a command. */
  completed(command: TaggedCommand, isOk: boolean): void {
    const enabled = this.#enabling
    if (command.verb === 'enable') this.#enabling = []
    if (!isOk) return
    if (verbs[command.verb].layer === 'deflate') this.compression = 'begins'
    switch (command.verb) {
      case 'enable':
        this.#enabled = new Set([...this.#enabled, ...enabled])
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
      // The user is logged out, and everything enabled is reset (RFC 8437 3).
      case 'unauthenticate':
        this.#change()
        this.#enabled = new Set()
        this.#hasSelected = this.hearsExpunge = false
        break
      default:
    }
  }

  /** The logged-in user changed. */
  #change(): void {
    if (!this.#isFresh) this.#capabilities = undefined
  }
}
