/** What always holds, as functions of bytes that throw when it does not. The tests and the fuzz targets call the same ones. */
import { decodeText } from '@mailwire/bytes'
import { asChars, unlessRefused, unlessRejected } from '@mailwire/tooling/testing'
import { decodeInitialResponse, decodePlain, encodeInitialResponse, encodePlain, plainServer, saslprep } from '../src/index.js'
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
