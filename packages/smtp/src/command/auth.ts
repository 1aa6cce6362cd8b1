/** AUTH (RFC 4954 4 and 8): a mechanism, optionally with an initial response. */
import { byteClass, decodeBase64, encodeBase64, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { assertBytes, assertString } from '../values.js'
import type { ByVerb, Grammar } from './grammar.js'

export type AuthCommand = { readonly verb: 'auth'; readonly mechanism: string; readonly initialResponse: Uint8Array | undefined }

/** `"AUTH" SP sasl-mech [SP initial-response]`, `initial-response = base64 / "="` */
export const auth: Grammar<ByVerb<AuthCommand, 'auth'>> = {
  decode: line => {
    const start = line.pos
    const mechanism = line.upper(MECHANISM)
    if (mechanism === '' || mechanism.length > 20 || !(line.atEnd || line.peek() === 0x20))
      line.fail('bad-command', 'decode AUTH: invalid mechanism name', start)
    if (line.atEnd) return { verb: 'auth', mechanism, initialResponse: undefined, warnings: line.warnings }
    line.pos++
    line.extraSpaces()
    const from = line.pos
    const initial = line.word('decode AUTH')
    const initialResponse = initial === '=' ? new Uint8Array(0) : decodeBase64(initial, fail, line.origin + from)
    return { verb: 'auth', mechanism, initialResponse, warnings: line.warnings }
  },
  encode: ({ mechanism, initialResponse }) => {
    assertString(mechanism, 'encode AUTH')
    if (initialResponse !== undefined) assertBytes(initialResponse, 'encode AUTH')
    if (!/^[A-Z0-9_-]{1,20}$/i.test(mechanism)) fail('bad-command', 0, 'encode AUTH: invalid mechanism name')
    const name = upperAscii(mechanism)
    if (initialResponse === undefined) return `AUTH ${name}`
    return `AUTH ${name} ${initialResponse.length === 0 ? '=' : encodeBase64(initialResponse)}`
  },
}

/** `mech-char` (RFC 4422 3.1), case-insensitive (RFC 4954 8). */
const MECHANISM: Uint8Array = /* @__PURE__ */ byteClass(byte => /[A-Za-z0-9_-]/.test(String.fromCharCode(byte)))
