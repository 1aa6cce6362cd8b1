/** Commands that are about the session (RFC 9051 6.1, 6.2, 6.3.13): CAPABILITY, NOOP, LOGOUT, STARTTLS, AUTHENTICATE, LOGIN, IDLE. */
import { decodeBase64, encodeBase64, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { bytesOf, textOf } from '../values.js'
import type { ByVerb, Grammar } from './grammar.js'

export interface PlainCommand {
  readonly verb: 'capability' | 'noop' | 'logout' | 'starttls' | 'close' | 'unselect' | 'expunge' | 'check' | 'idle'
}

export interface LoginCommand {
  readonly verb: 'login'
  readonly username: string
  /** Never shown. */
  readonly password: string
}

export interface AuthenticateCommand {
  readonly verb: 'authenticate'
  readonly mechanism: string
  /** With SASL-IR (RFC 4959). */
  readonly initialResponse: Uint8Array | undefined
}

/** A command that is its name. */
export const plain = <V extends PlainCommand['verb']>(verb: V): Grammar<ByVerb<PlainCommand, V>> => ({
  decode: () => ({ verb }) as ByVerb<PlainCommand, V>,
  encode: writer => writer.raw(upperAscii(verb)),
})

/** `login = "LOGIN" SP userid SP password` */
export const login: Grammar<LoginCommand> = {
  decode(cursor) {
    cursor.space()
    const username = cursor.astring()
    cursor.space()
    return { verb: 'login', username, password: cursor.astring() }
  },
  encode(writer, { username, password }) {
    // A password is never an atom: what it looks like is nobody's business.
    writer.raw('LOGIN ').astring(username).raw(' ').string(password)
  },
}

/** `authenticate = "AUTHENTICATE" SP auth-type [SP initial-resp]` */
export const authenticate: Grammar<AuthenticateCommand> = {
  decode(cursor) {
    cursor.space()
    const mechanism = cursor.keyword('a mechanism')
    if (!cursor.skip(0x20)) return { verb: 'authenticate', mechanism, initialResponse: undefined }
    const { offset } = cursor
    const text = cursor.rest()
    const initialResponse = text === '=' ? new Uint8Array(0) : decodeBase64(text, fail, offset)
    return { verb: 'authenticate', mechanism, initialResponse }
  },
  encode(writer, { mechanism, initialResponse }) {
    writer.raw('AUTHENTICATE ').atom(upperAscii(textOf(mechanism, 'encode AUTHENTICATE')), 'mechanism name')
    if (initialResponse !== undefined)
      writer.raw(bytesOf(initialResponse, 'encode AUTHENTICATE').length === 0 ? ' =' : ` ${encodeBase64(initialResponse)}`)
  },
}
