/** Commands that prove who the client is: USER, PASS and APOP (RFC 1939 7), AUTH (RFC 5034 4). */
import { decodeBase64, encodeBase64, SP, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { bytesOf, textOf } from '../values.js'
import { argument, type ByVerb, type Grammar, MECHANISM, name, printing, trimmed } from './grammar.js'

export type LoginCommand =
  /** A name may hold spaces, which the grammar does not allow and mail programs send. */
  | { readonly verb: 'user'; readonly name: string }
  /** A password may hold spaces, and is never shown. */
  | { readonly verb: 'pass'; readonly password: string }
  /** `digest`: 32 lower-case hex digits of the MD5 of the greeting's timestamp and the shared secret. */
  | { readonly verb: 'apop'; readonly name: string; readonly digest: string }
  /** Without a mechanism it asks which there are. */
  | { readonly verb: 'auth'; readonly mechanism: string | undefined; readonly initialResponse: Uint8Array | undefined }

/** `timestamp-digest`: MD5 in lower-case hex (RFC 1939 7). */
const DIGEST: RegExp = /^[0-9a-f]{32}$/

export const user: Grammar<ByVerb<LoginCommand, 'user'>> = {
  decode: (line, departs) => ({ verb: 'user', name: name(line, 'USER', line.end, departs) }),
  encode: fields => {
    const user = trimmed(fields.name, 'USER')
    return [{ verb: 'user', name: user }, user]
  },
}

export const pass: Grammar<ByVerb<LoginCommand, 'pass'>> = {
  keepsSpaces: true,
  decode: line => {
    if (line.atEnd) line.fail('bad-command', 'decode PASS: an argument expected, the end found')
    return { verb: 'pass', password: line.rest() }
  },
  encode: fields => {
    const password = printing(fields.password, 'PASS')
    return [{ verb: 'pass', password }, password]
  },
}

export const apop: Grammar<ByVerb<LoginCommand, 'apop'>> = {
  decode: (line, departs) => {
    const user = name(line, 'APOP', Math.max(line.pos, line.bytes.lastIndexOf(SP, line.end - 1)), departs)
    const digest = argument(line, 'APOP')
    if (!DIGEST.test(digest))
      line.fail('bad-command', 'decode APOP: a digest of 32 lower-case hex digits expected', line.pos - digest.length)
    return { verb: 'apop', name: user, digest }
  },
  encode: fields => {
    const user = trimmed(fields.name, 'APOP')
    const digest = textOf(fields.digest, 'encode APOP')
    if (!DIGEST.test(digest)) fail('bad-command', 0, 'encode APOP: a digest of 32 lower-case hex digits expected')
    return [{ verb: 'apop', name: user, digest }, user, digest]
  },
}

export const auth: Grammar<ByVerb<LoginCommand, 'auth'>> = {
  decode: (line, departs) => {
    if (line.atEnd) {
      departs('bare-auth', line.pos)
      return { verb: 'auth', mechanism: undefined, initialResponse: undefined }
    }
    const start = line.pos
    const mechanism = upperAscii(argument(line, 'AUTH'))
    if (!MECHANISM.test(mechanism)) line.fail('bad-command', 'decode AUTH: a mechanism name expected (RFC 4422 3.1)', start)
    if (line.atEnd) return { verb: 'auth', mechanism, initialResponse: undefined }
    const text = argument(line, 'AUTH')
    const initialResponse = text === '=' ? new Uint8Array(0) : decodeBase64(text, fail, line.origin + line.pos - text.length)
    return { verb: 'auth', mechanism, initialResponse }
  },
  encode: ({ mechanism, initialResponse }) => {
    const response = initialResponse === undefined ? undefined : bytesOf(initialResponse, 'encode AUTH').slice()
    if (mechanism === undefined) {
      if (response !== undefined) fail('bad-command', 0, 'encode AUTH: an initial response needs a mechanism')
      return [{ verb: 'auth', mechanism: undefined, initialResponse: undefined }]
    }
    const wanted = upperAscii(textOf(mechanism, 'encode AUTH'))
    if (!MECHANISM.test(wanted)) fail('bad-command', 0, 'encode AUTH: a mechanism name expected (RFC 4422 3.1)')
    const command = { verb: 'auth', mechanism: wanted, initialResponse: response } as const
    if (response === undefined) return [command, wanted]
    return [command, wanted, response.length === 0 ? '=' : encodeBase64(response)]
  },
}
