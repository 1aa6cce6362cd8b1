/** Commands that are about the session (RFC 9051 6.1, 6.2, 6.3.13): CAPABILITY, NOOP, LOGOUT, STARTTLS, AUTHENTICATE, LOGIN, IDLE. */
import { decodeBase64, encodeBase64, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import type { Cursor } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { bytesOf, textOf } from '../values.js'

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

/** `login = "LOGIN" SP userid SP password` */
export function login(cursor: Cursor): LoginCommand {
  cursor.space()
  const username = cursor.astring()
  cursor.space()
  return { verb: 'login', username, password: cursor.astring() }
}

/** `authenticate = "AUTHENTICATE" SP auth-type [SP initial-resp]` */
export function authenticate(cursor: Cursor): AuthenticateCommand {
  cursor.space()
  const mechanism = cursor.keyword('a mechanism')
  if (!cursor.skip(0x20)) return { verb: 'authenticate', mechanism, initialResponse: undefined }
  const { offset } = cursor
  const text = cursor.rest()
  return { verb: 'authenticate', mechanism, initialResponse: text === '=' ? new Uint8Array(0) : decodeBase64(text, fail, offset) }
}

export function encodeLogin(writer: ImapWriter, { username, password }: LoginCommand): void {
  // A password is never an atom: what it looks like is nobody's business.
  writer.raw('LOGIN ').astring(username).raw(' ').string(password)
}

export function encodeAuthenticate(writer: ImapWriter, { mechanism, initialResponse }: AuthenticateCommand): void {
  writer.raw('AUTHENTICATE ').atom(upperAscii(textOf(mechanism, 'encode AUTHENTICATE')), 'mechanism name')
  if (initialResponse !== undefined)
    writer.raw(bytesOf(initialResponse, 'encode AUTHENTICATE').length === 0 ? ' =' : ` ${encodeBase64(initialResponse)}`)
}
