/** A mailbox view that is shown lines of a server. */
import { asBytes } from '@mailwire/tooling/testing'
import { ClientConnection, type ClientEvent, type TaggedCommand } from '../src/index.js'
import type { MailboxChange, MailboxView } from '../src/view.js'

/** A session that is logged in; what the client says is of no interest. */
export class ViewSession {
  readonly client = new ClientConnection()
  readonly view: MailboxView

  constructor(view: MailboxView, greeting = '* PREAUTH hello') {
    this.view = view
    this.lines(greeting)
  }

  /** Shows the view what a server says. */
  lines(...lines: readonly string[]): MailboxChange[] {
    this.client.receive(asBytes(lines.map(line => `${line}\r\n`).join('')))
    return this.#drain()
  }

  #drain(): MailboxChange[] {
    const changes: MailboxChange[] = []
    for (let event: ClientEvent | undefined; (event = this.client.nextEvent()); ) changes.push(...this.view.take(event))
    return changes
  }

  send(command: Parameters<ClientConnection['send']>[0]): void {
    this.client.send(command)
    this.client.takeOutput()
  }

  /** Selects the mailbox: the answer is given without its completion. */
  select(...lines: readonly string[]): MailboxChange[] {
    this.view.opening({ qresync: false })
    this.send({ verb: 'select', mailbox: 'INBOX', tag: 's' })
    return this.lines(...lines, 's OK done')
  }

  /** A command that is answered by these lines and OK. */
  does(command: Parameters<ClientConnection['send']>[0] & object, ...lines: readonly string[]): MailboxChange[] {
    this.send({ ...command, tag: 'c' } as TaggedCommand)
    return this.lines(...lines, 'c OK done')
  }

  close(): MailboxChange[] {
    this.client.receiveEnd()
    return this.#drain()
  }
}
