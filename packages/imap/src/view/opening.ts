/**
 * What a server tells between SELECT or EXAMINE and their completion (RFC 9051 6.3.2, RFC 7162 3.2.5). It counts once the command succeeded, in
 * whatever order it came; what came before CLOSED is of the mailbox that was selected before (RFC 7162 3.2.11).
 */
import { isSameMailbox } from '../mailbox/name.js'
import type { ResponseCode } from '../response/code/code.js'
import type { Response } from '../response/response.js'
import type { TaggedCommand } from '../session/events.js'

export class Opening {
  /** The name of the mailbox, where it is known; then another SELECT under way is told from this one. */
  readonly mailbox: string | undefined
  /** True where the answer is of what changed since the mailbox was in step last. */
  readonly isQresync: boolean
  exists: number | undefined
  uidValidity: number | undefined
  uidNext: number | undefined
  highestModseq: bigint | undefined
  hasNoModseq = false
  /** The flags that can be changed for good; `undefined` where it was not told. */
  permanentFlags: readonly string[] | undefined
  /** True once a line came that cannot be read: it may have told of any message. */
  isDamaged = false
  /** The rest, in its order. */
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

  /** What went before EXISTS was of the mailbox that was selected before, at a server that does not say CLOSED. */
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
        // 0 is none (RFC 9051 9, `nz-number`).
        this.uidValidity = code.value === 0 ? undefined : code.value
        break
      case 'UIDNEXT':
        this.uidNext = code.value
        break
      case 'HIGHESTMODSEQ':
        // Purelymail has been seen to send 0 for an empty mailbox.
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
