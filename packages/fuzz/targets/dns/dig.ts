import { decodeText } from '@mailwire/bytes'
import { throwsOnly } from '@mailwire/tooling/testing'
import { type Message, parseMessage } from '../../../dns/src/index.js'
import { digTextInvariant } from '../../../dns/test/invariants.js'

/** What dig prints: any text is a message or a DnsError, and a message prints to text that gives it again. */
export function fuzz(bytes: Uint8Array): void {
  let message: Message | undefined
  throwsOnly('DnsError', () => {
    message = parseMessage(decodeText(bytes))
  })
  if (message !== undefined) digTextInvariant(message)
}
