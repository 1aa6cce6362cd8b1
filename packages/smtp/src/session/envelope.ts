/** The message that a server is offered, as far as it was accepted, and how many were begun before. */
import type { ServerCommand, ServerEnvelope } from './events.js'
import type { Effect } from './state.js'

export class EnvelopeKeeper {
  /** `undefined` where no message is under way. */
  envelope: ServerEnvelope | undefined
  /** Messages that were begun in this session. */
  mails = 0
  /** The domains of the recipients, in lower case. */
  readonly domains: Set<string> = new Set()

  /** MAIL or RCPT was accepted. */
  apply(effect: Effect | undefined, command: ServerCommand | undefined): void {
    if (effect === 'sender' && command?.verb === 'mail') {
      this.envelope = { reversePath: command.reversePath, parameters: command.parameters, recipients: [] }
      this.domains.clear()
      this.mails++
    } else if (effect === 'recipient' && command?.verb === 'rcpt' && this.envelope !== undefined) {
      const { forwardPath, parameters } = command
      ;(this.envelope.recipients as ServerEnvelope['recipients'][number][]).push({ forwardPath, parameters })
      this.domains.add(forwardPath.domain?.toLowerCase() ?? '')
    }
  }
}
