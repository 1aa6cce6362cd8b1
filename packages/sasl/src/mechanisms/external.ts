/**
 * EXTERNAL (RFC 4422 appendix A): the client has proved who it is outside SASL, mostly by its TLS certificate, and says here only who it wants to act as.
 *
 *     external-initial-resp = *( UTF8-char-no-nul )
 *
 * Empty means: as the one that the certificate is for.
 */
import { boundedBytes, decodedPart, type ExternalCredentials, MAX_PART, optionalPart } from '../credentials.js'
import { fail } from '../error.js'
import { clientMechanism, serverMechanism } from '../exchange.js'
import type { ClientMechanism, ServerMechanism } from '../mechanism.js'
import { fieldsOf, functionOf } from '../values.js'
import { type Verify, verdict } from '../verify.js'

/** What a client asks for in EXTERNAL. */
export interface ExternalMessage {
  /** The identity to act as; empty for the one in the client's certificate. */
  readonly authorizationId: string
}

/**
 * The client's side of EXTERNAL: one response, which may go with the command and is mostly empty.
 *
 * @throws {@link SaslError} `bad-credentials` where `external` is not `true`, for a NUL, or text that is not well-formed; `too-long` above
 * 1,020 bytes; `bad-value` for anything but a string
 *
 * @example
 * externalClient({ external: true }).respond(new Uint8Array(0)) // => new Uint8Array(0)
 */
export function externalClient(credentials: ExternalCredentials): ClientMechanism {
  const { external, authorizationId } = fieldsOf(credentials, 'encode EXTERNAL')
  if (external !== true) fail('bad-credentials', 0, 'encode EXTERNAL: credentials need external: true')
  const message = boundedBytes(optionalPart(authorizationId, 'encode EXTERNAL'), MAX_PART, 'encode EXTERNAL')
  return clientMechanism({ name: 'EXTERNAL', clientFirst: true, steps: [() => message] })
}

/**
 * The server's side of EXTERNAL: one response. The client's certificate says who it is, and this package never sees that: only an identity
 * from `verify` lets it in, never `true`. An error from `verify` is rethrown and ends the exchange.
 *
 * @throws {@link SaslError} `bad-value` for anything but a function. Failures: `bad-message` for a NUL or what is not UTF-8, `too-long` above
 * 1,020 bytes, `bad-credentials` for a refusal
 *
 * @example
 * const subject = 'tim' // of the certificate that TLS has verified
 * const server = externalServer(({ authorizationId }) =>
 *   authorizationId === '' || authorizationId === subject ? { authenticationId: subject, authorizationId: subject } : false)
 * server.start(new Uint8Array(0)) // => { type: 'success', identity: { authenticationId: 'tim', authorizationId: 'tim' } }
 */
export function externalServer(verify: Verify<ExternalMessage>): ServerMechanism {
  functionOf(verify, 'verify EXTERNAL')
  return serverMechanism({
    name: 'EXTERNAL',
    challenge: () => new Uint8Array(0),
    takesInitialResponse: true,
    steps: [
      response => {
        const authorizationId = decoded(response)
        return verdict('EXTERNAL', { authenticationId: '', authorizationId }, () => verify({ authorizationId }))
      },
    ],
  })
}

function decoded(response: Uint8Array): string {
  if (response.length > MAX_PART) fail('too-long', 0, `decode EXTERNAL: ${response.length} bytes, at most ${MAX_PART} allowed`)
  return response.length === 0 ? '' : decodedPart(response, 'decode EXTERNAL')
}
