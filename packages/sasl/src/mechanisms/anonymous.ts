/**
 * ANONYMOUS (RFC 4505): a text for the server's log, and no proof of anything.
 *
 *     message = [ email / token ]
 *
 * The text is neither a name nor a secret, and may be forged: a server logs it and bases no decision on it (RFC 4505 5).
 */
import { type AnonymousCredentials, boundedBytes, decodedText, MAX_PART } from '../credentials.js'
import { fail } from '../error.js'
import { clientMechanism, serverMechanism } from '../exchange.js'
import type { ClientMechanism, Identity, ServerMechanism } from '../mechanism.js'
import { checkTrace } from '../trace.js'
import { fieldsOf, functionOf, textOf } from '../values.js'
import { type Verify, verdict } from '../verify.js'

/** The text that a client sends in ANONYMOUS. */
export interface AnonymousMessage {
  /** An address, a token without `@`, or empty; only for the log. */
  readonly trace: string
}

/**
 * The client's side of ANONYMOUS: one response, which may go with the command. Send an address only if the user agreed (RFC 4505 5).
 *
 * @throws {@link SaslError} `bad-credentials` for text that is neither empty, nor an address, nor a token of at most 255 characters without
 * `@`; `bad-string` for characters that the trace profile prohibits (RFC 4505 3); `too-long` above 1,020 bytes; `bad-value` for anything but a string
 *
 * @example
 * anonymousClient({ anonymous: 'sirhc' }).respond(new Uint8Array(0)) // => new TextEncoder().encode('sirhc')
 */
export function anonymousClient(credentials: AnonymousCredentials): ClientMechanism {
  const trace = textOf(fieldsOf(credentials, 'encode ANONYMOUS')['anonymous'], 'encode ANONYMOUS')
  checkTrace(trace, 'bad-credentials', 'encode ANONYMOUS')
  const message = boundedBytes(trace, MAX_PART, 'encode ANONYMOUS')
  return clientMechanism({ name: 'ANONYMOUS', clientFirst: true, steps: [() => message] })
}

/**
 * The server's side of ANONYMOUS: one response. The client gives no identity, so only an identity from `verify` lets it in, never `true`.
 * An error from `verify` is rethrown and ends the exchange.
 *
 * @throws {@link SaslError} `bad-value` for anything but a function. Failures: `bad-message`, `bad-string` and `too-long` for what `anonymousClient` would
 * not send, `bad-credentials` for a refusal
 *
 * @example
 * const server = anonymousServer(() => ({ authenticationId: 'anonymous', authorizationId: 'anonymous' }))
 * server.start(new TextEncoder().encode('sirhc')) // => { type: 'success', identity: { authenticationId: 'anonymous', authorizationId: 'anonymous' } }
 */
export function anonymousServer(verify: Verify<AnonymousMessage>): ServerMechanism {
  functionOf(verify, 'verify ANONYMOUS')
  return serverMechanism({
    name: 'ANONYMOUS',
    challenge: () => new Uint8Array(0),
    takesInitialResponse: true,
    steps: [
      response => {
        const trace = decodedTrace(response)
        const claim: Identity = {
          authenticationId: '',
          authorizationId: '',
        }
        return verdict('ANONYMOUS', claim, () => verify({ trace }))
      },
    ],
  })
}

function decodedTrace(response: Uint8Array): string {
  if (response.length > MAX_PART) fail('too-long', 0, `decode ANONYMOUS: ${response.length} bytes, at most ${MAX_PART} allowed`)
  return checkTrace(decodedText(response, 'decode ANONYMOUS'), 'bad-message', 'decode ANONYMOUS')
}
