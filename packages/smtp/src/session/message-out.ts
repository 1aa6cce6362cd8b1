/** The message that a client sends: the accepted recipients, and its content as lines after DATA (RFC 5321 4.5.2). The pipeline handles chunks. */
import { DotEncoder } from '@mailwire/bytes'
import { fail } from '../error.js'
import type { Mailbox, Path } from '../grammar/path.js'
import type { Answered } from './events.js'
import { answersEach, type Effect, isAllowed, replyCount, type SessionVerb, type State } from './state.js'

export class MessageOut {
  readonly #lmtp: boolean
  readonly #normalize: boolean
  #accepted: (Path | Mailbox)[] = []
  #lines: DotEncoder | undefined

  constructor(lmtp: boolean, normalize: boolean) {
    this.#lmtp = lmtp
    this.#normalize = normalize
  }

  /** True from 354 until the end was sent. */
  get isOpen(): boolean {
    return this.#lines !== undefined
  }

  /** MAIL or RCPT was accepted. */
  follow(effect: Effect | undefined, command: Answered): void {
    if (effect === 'sender') this.#accepted = []
    else if (effect === 'recipient' && command.verb === 'rcpt') this.#accepted.push(command.forwardPath)
  }

  /**
   * 354 was received in reply to DATA in this state. False if no recipient was accepted: end the message at once (RFC 2920 3.1).
   * @throws {@link SmtpError} `bad-reply` for that case in LMTP, where the server must refuse DATA as no reply could follow (RFC 2033 4.2)
   */
  start(state: State, offset: number): boolean {
    const isWanted = isAllowed(state, 'data')
    if (!isWanted && this.#lmtp) fail('bad-reply', offset, 'receive: 354 although no recipient was accepted')
    this.#lines = new DotEncoder(fail, { normalize: this.#normalize })
    return isWanted
  }

  /** The next lines of an open message, dot-stuffed. @throws {@link SmtpError} `bare-cr`, `bare-lf`, `nul` */
  encode(bytes: Uint8Array): readonly Uint8Array[] {
    return this.#lines!.encode(bytes)
  }

  /** The bytes that end the message. */
  end(): Uint8Array {
    const end = this.#lines!.end()
    this.#lines = undefined
    return end
  }

  /** Abandons the message. */
  giveUp(): void {
    this.#lines = undefined
  }

  /** The recipient that a reply to a message is for, and whether more replies follow: in LMTP each accepted recipient gets one (RFC 2033 4.2). */
  replyTo(
    verb: SessionVerb,
    state: State,
    before: number,
  ): { readonly recipient: Path | Mailbox | undefined; readonly more: boolean } {
    const recipient = answersEach(state, verb, this.#lmtp) ? this.#accepted[before] : undefined
    return { recipient, more: before + 1 < replyCount(state, verb, this.#lmtp, this.#accepted.length) }
  }
}
