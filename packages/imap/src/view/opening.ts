/**
 * The responses between SELECT or EXAMINE and their completion (RFC 9051 6.3.2, RFC 7162 3.2.5). They are applied if the command succeeds, in any
 * order; responses before CLOSED belong to the previously selected mailbox (RFC 7162 3.2.11).
 */
import { isSameMailbox } from '../mailbox/name.js'
import type { ResponseCode } from '../response/code/code.js'
import type { Response } from '../response/response.js'
import type { TaggedCommand } from '../session/events.js'

export class Opening {
  /** The name of the mailbox, if known, to distinguish this SELECT from another open one. */
  readonly mailbox: string | undefined
  /** True if the responses contain the changes since the mailbox was last in step. */
  readonly isQresync: boolean
  exists: number | undefined
  uidValidity: number | undefined
  uidNext: number | undefined
  highestModseq: bigint | undefined
  hasNoModseq = false
  /** PERMANENTFLAGS; `undefined` if not received. */
  permanentFlags: readonly string[] | undefined
  /** True once an invalid line was received, which may concern any message. */
  isDamaged = false
  /** The other responses, in order. */
  responses: Response[] = []

  constructor(isQresync: boolean, mailbox: string | undefined) {
    this.isQresync = isQresync
    this.mailbox = mailbox
  }

  /** False for the SELECT or EXAMINE of another mailbox. */
  isFor(command: TaggedCommand | undefined): boolean {
    if (command === undefined || !('mailbox' in command) || command.mailbox === undefined || this.mailbox === undefined)
      return true
    return isSameMailbox(command.mailbox, this.mailbox)
  }

  take(response: Response): void {
    if ('code' in response) this.takeCode(response.code)
    else if (response.type === 'exists' && this.exists === undefined) this.exists = response.number
    else if (OF_MESSAGES.includes(response.type) && !this.#isEarly(response)) this.responses.push(response)
  }

  /** True for an expunge before EXISTS, which belongs to the previous mailbox at a server that does not send CLOSED. */
  #isEarly(response: Response): boolean {
    return this.exists === undefined && (response.type === 'expunge' || (response.type === 'vanished' && !response.earlier))
  }

  takeCode(code: ResponseCode | undefined): void {
    switch (code?.name) {
      case 'CLOSED':
        this.exists = this.uidValidity = this.uidNext = this.highestModseq = this.permanentFlags = undefined
        this.responses = []
        this.isDamaged = this.hasNoModseq = false
        break
      case 'UIDVALIDITY':
        // 0 is not a valid value (RFC 9051 9, `nz-number`).
        this.uidValidity = code.value === 0 ? undefined : code.value
        break
      case 'UIDNEXT':
        this.uidNext = code.value
        break
      case 'HIGHESTMODSEQ':
        // Purelymail is known to send 0 for an empty mailbox.
        this.highestModseq = code.modseq === 0n ? undefined : code.modseq
        break
      case 'PERMANENTFLAGS':
        this.permanentFlags = code.flags
        break
      case 'NOMODSEQ':
        this.hasNoModseq = true
        break
      default:
    }
  }
}

const OF_MESSAGES: readonly Response['type'][] = ['exists', 'expunge', 'vanished', 'fetch', 'uidfetch']
