/** What always holds, as functions of bytes that throw when it does not. The tests and the fuzz targets call the same ones. */
import { decodeText } from '@mailwire/bytes'
import { asChars, unlessRefused, unlessRejected } from '@mailwire/tooling/testing'
import { decodeInitialResponse, decodePlain, encodeInitialResponse, encodePlain, plainServer, saslprep } from '../src/index.js'

/** What a decoder gives, or `undefined` where it refuses the input. */
const accepted = <Value>(decode: () => Value): Value | undefined => unlessRefused('SaslError', decode)

/** Any bytes are a PLAIN message or a SaslError, a message is its bytes, and a server finds what decoding finds. */
export function plainInvariant(bytes: Uint8Array): void {
  const message = accepted(() => decodePlain(bytes))
  if (message !== undefined && asChars(encodePlain(message)) !== asChars(bytes)) throw new Error('encode(decode(x)) is not x')
  const step = plainServer(() => ({ authenticationId: 'tim', authorizationId: 'tim' })).respond(bytes)
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
