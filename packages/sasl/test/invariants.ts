/** What always holds, as functions of bytes that throw when it does not. The tests and the fuzz targets call the same ones. */
import { decodeText } from '@mailwire/bytes'
import { asBytes, asChars, unlessRefused, unlessRejected, utf8 } from '@mailwire/tooling/testing'
import {
  type ClientMechanism,
  decodeInitialResponse,
  decodePlain,
  encodeInitialResponse,
  encodePlain,
  oauthBearerClient,
  oauthBearerServer,
  plainServer,
  SaslError,
  type ServerMechanism,
  saslprep,
  type TokenMessage,
  type Verify,
  xoauth2Client,
  xoauth2Server,
} from '../src/index.js'
import { decodeCramMd5 } from '../src/mechanisms/cram-md5.js'
import { decodeDigestChallenge } from '../src/mechanisms/digest-challenge.js'
import { decodeOAuthBearer } from '../src/mechanisms/oauthbearer.js'
import {
  decodeClientFinal,
  decodeClientFirst,
  decodeServerFinal,
  decodeServerFirst,
  encodeClientFinal,
  encodeClientFinalWithoutProof,
  encodeClientFirstBare,
  encodeGs2Header,
  encodeServerFinal,
  encodeServerFirst,
} from '../src/mechanisms/scram-message.js'
import { decodeXOAuth2 } from '../src/mechanisms/xoauth2.js'

/** What a decoder gives, or `undefined` where it refuses the input. */
const accepted = <Value>(decode: () => Value): Value | undefined => unlessRefused('SaslError', decode)

/** Any bytes are a PLAIN message or a SaslError, a message is its bytes, and a server finds what decoding finds. */
export function plainInvariant(bytes: Uint8Array): void {
  const message = accepted(() => decodePlain(bytes))
  if (message !== undefined && asChars(encodePlain(message)) !== asChars(bytes)) throw new Error('encode(decode(x)) is not x')
  const step = plainServer(() => ({ authenticationId: 'tim', authorizationId: 'tim' }), { prepare: false }).respond(bytes)
  if (!('type' in step) || (step.type === 'success') !== (message !== undefined))
    throw new Error('the server finds something else')
}

/** Any text is an initial response or a SaslError, and a response is written as it was read. */
export function initialResponseInvariant(bytes: Uint8Array): void {
  const text = asChars(bytes)
  const response = accepted(() => decodeInitialResponse(text))
  // No text at all is an empty response too, and is never written.
  if (response !== undefined && text !== '' && encodeInitialResponse(response) !== text)
    throw new Error('encode(decode(x)) is not x')
  if (asChars(decodeInitialResponse(encodeInitialResponse(bytes))) !== text) throw new Error('decode(encode(x)) is not x')
}

/** Any text is prepared or a SaslError, what is prepared stays as it is, and a query is prepared as a stored string that is accepted. */
export function preparedInvariant(bytes: Uint8Array): void {
  const text = decodeText(bytes)
  const stored = unlessRejected('SaslError', () => saslprep(text))
  const query = unlessRejected('SaslError', () => saslprep(text, { allowUnassigned: true }))
  if (stored !== undefined && (saslprep(stored) !== stored || stored.normalize('NFKC') !== stored || stored !== query))
    throw new Error('a stored string is not prepared')
  if (query !== undefined && saslprep(query, { allowUnassigned: true }) !== query) throw new Error('a query is not prepared')
}

/** Text with what a decoder leaves out, and its bytes, are the same but for extensions, which are the last attributes, or behind `r=`. */
function isMessage(bytes: Uint8Array, encoded: string, behind = ''): void {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  const extensions = text.slice(encoded.length, text.length - behind.length)
  const isExtensions = extensions === '' || /^(?:,[A-Za-z]=[^,\0]+)+$/.test(extensions)
  if (!text.startsWith(encoded) || !text.endsWith(behind) || !isExtensions || /,[anmrcsipve]=/.test(extensions))
    throw new Error('encode(decode(x)) is not x without extensions')
}

/** Any bytes are what a SCRAM server says or a SaslError, and what is read is written again but for extensions. */
export function scramClientInvariant(bytes: Uint8Array): void {
  const first = accepted(() => decodeServerFirst(bytes))
  if (first !== undefined) isMessage(bytes, encodeServerFirst(first))
  const final = accepted(() => decodeServerFinal(bytes))
  if (final !== undefined) isMessage(bytes, 'error' in final ? `e=${final.error}` : encodeServerFinal(final.signature))
}

/** The same for what a SCRAM client says. */
export function scramServerInvariant(bytes: Uint8Array): void {
  const first = accepted(() => decodeClientFirst(bytes))
  if (first !== undefined) {
    const header = encodeGs2Header(first.flag, first.authorizationId)
    isMessage(bytes, header + encodeClientFirstBare(first.authenticationId, first.nonce))
    if (first.header !== header) throw new Error('the header that is hashed is another one')
  }
  const final = accepted(() => decodeClientFinal(bytes))
  if (final === undefined) return
  const proof = encodeClientFinal('', final.proof)
  isMessage(bytes, encodeClientFinalWithoutProof(final), proof)
  if (encodeClientFinal(final.withoutProof, final.proof) !== new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
    throw new Error('what is hashed is not all but the proof')
}

/** Any bytes are a CRAM-MD5 response or a SaslError, and a response is its parts. */
export function cramMd5Invariant(bytes: Uint8Array): void {
  const response = accepted(() => decodeCramMd5(bytes))
  if (response === undefined) return
  if (!/^[0-9a-f]{32}$/.test(response.digest)) throw new Error('what is not a digest')
  if (asChars(utf8(`${response.name} ${response.digest}`)) !== asChars(bytes)) throw new Error('the parts are not the whole')
}

/** Any bytes are a DIGEST-MD5 challenge or a SaslError, and its values can be quoted in a response. */
export function digestChallengeInvariant(bytes: Uint8Array): void {
  const challenge = accepted(() => decodeDigestChallenge(bytes))
  if (challenge === undefined) return
  const { realms, nonce, isUtf8 } = challenge
  for (const value of [...realms, nonce])
    if (/[^\t -~\x80-\xff]/.test(value)) throw new Error('a value that no quoted string can hold')
  const quoted = (value: string): string => `"${value.replace(/["\\]/g, '\\$&')}"`
  const again = [
    ...realms.map(realm => `realm=${quoted(realm)}`),
    `nonce=${quoted(nonce)}`,
    'algorithm=md5-sess',
    ...(isUtf8 ? ['charset=utf-8'] : []),
  ].join(',')
  if (again.length > 2047) return
  const found = decodeDigestChallenge(asBytes(again))
  if (JSON.stringify(found) !== JSON.stringify(challenge)) throw new Error('what is written again says something else')
}

/** Any bytes are a message of OAUTHBEARER or of XOAUTH2 or a SaslError; a message is judged, and sent again has the same parts. */
export function tokenServerInvariant(bytes: Uint8Array): void {
  for (const [decode, serverOf, clientOf] of tokenMechanisms) {
    const message = accepted(() => decode(bytes))
    let judged: TokenMessage | undefined
    const server = serverOf(one => {
      judged = one
      return false
    })
    const step = server.start(bytes)
    if (!('type' in step)) throw new Error('a promise of what is known')
    if (message === undefined) {
      if (step.type !== 'failure' || judged !== undefined) throw new Error('what is malformed is judged')
      continue
    }
    if (step.type !== 'challenge') throw new Error('a refusal does not begin with a challenge')
    if (typeof JSON.parse(asChars(step.data)).status !== 'string') throw new Error('an error result without a status')
    const last = server.respond(Uint8Array.of(1))
    if (!('type' in last) || last.type !== 'failure') throw new Error('a refusal does not end with a failure')
    if (/[\0-\x1f\x7f]/.test(message.authenticationId)) throw new Error('a control character in a name')
    if (message.authenticationId === '' || message.token === '' || !/^[!-~]{0,255}$/.test(message.host ?? '')) continue
    const again = accepted(() => decode(clientOf(message).respond(new Uint8Array(0)) as Uint8Array))
    const { host, port } = message
    if (JSON.stringify(again) !== JSON.stringify({ ...message, host: host === '' ? undefined : host, port }))
      throw new Error('what is sent again says something else')
  }
}

/** Any bytes as an error result are answered, and what is kept of them is short text without control characters, and without the token. */
export function errorResultInvariant(bytes: Uint8Array): void {
  for (const [, , clientOf, answer] of tokenMechanisms) {
    const client = clientOf({ authenticationId: 'tim', token: 'secret' })
    client.respond(new Uint8Array(0))
    if (!client.done || 'code' in (client.rejected ?? {})) throw new Error('not done after the only response')
    if (asChars(client.respond(bytes) as Uint8Array) !== answer) throw new Error('another answer')
    if (client.done) throw new Error('done after an error result')
    const error = client.rejected
    if (!(error instanceof SaslError) || error.code !== 'rejected' || error.fault !== 'remote') throw new Error('no typed error')
    const fields = Object.values(error.rejection ?? {}).filter(value => value !== undefined)
    for (const text of [error.message, ...fields])
      if (typeof text !== 'string' || text.length > 1100 || /[\p{Cc}\p{Cs}]/u.test(text) || text.includes('secret'))
        throw new Error(`not fit to be read: ${JSON.stringify(text)}`)
  }
}

type Sent = {
  readonly authenticationId: string
  readonly token: string
  readonly host?: string | undefined
  readonly port?: number | undefined
}

const tokenMechanisms: readonly (readonly [
  decode: (bytes: Uint8Array) => TokenMessage,
  server: (verify: Verify<TokenMessage>) => ServerMechanism,
  client: (sent: Sent) => ClientMechanism,
  answer: string,
])[] = [
  [
    decodeOAuthBearer,
    oauthBearerServer,
    ({ host, port, ...credentials }) => oauthBearerClient(credentials, { host: host || undefined, port }),
    '\x01',
  ],
  [decodeXOAuth2, xoauth2Server, credentials => xoauth2Client(credentials), ''],
]
