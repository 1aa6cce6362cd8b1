/** Commands that are about the session (RFC 9051 6.1, 6.2, 6.3.1, 6.3.13), and others that are their name alone. */
import { decodeBase64, encodeBase64, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { ATOM } from '../grammar/classes.js'
import { REV1 } from '../grammar/words.js'
import { bytesOf, listOf, textOf } from '../values.js'
import type { CommandRule } from './rule.js'

/** A command that is its name alone. */
export interface PlainCommand {
  readonly verb:
    | 'capability'
    | 'noop'
    | 'logout'
    | 'starttls'
    | 'namespace'
    | 'idle'
    | 'close'
    | 'unselect'
    | 'check'
    | 'unauthenticate'
    | 'getjmapaccess'
}

/** LOGIN (RFC 9051 6.2.3). */
export interface LoginCommand {
  readonly verb: 'login'
  readonly username: string
  /** Never shown. */
  readonly password: string
}

/** AUTHENTICATE (RFC 9051 6.2.2). */
export interface AuthenticateCommand {
  readonly verb: 'authenticate'
  /** In upper case. */
  readonly mechanism: string
  /** With SASL-IR (RFC 4959). */
  readonly initialResponse: Uint8Array | undefined
}

/** ENABLE (RFC 9051 6.3.1): extensions that change what the server sends. */
export interface EnableCommand {
  readonly verb: 'enable'
  /** In upper case. */
  readonly capabilities: readonly string[]
}

/** A command that is its name. */
const plain = (verb: PlainCommand['verb'], section: string, only?: typeof REV1): CommandRule<PlainCommand> => ({
  name: upperAscii(verb),
  verb,
  section,
  only,
  decode: () => ({ verb }),
  encode: writer => writer.raw(upperAscii(verb)),
})

export const capability: CommandRule<PlainCommand> = /* @__PURE__ */ plain('capability', 'RFC 9051 6.1.1')
export const noop: CommandRule<PlainCommand> = /* @__PURE__ */ plain('noop', 'RFC 9051 6.1.2')
export const logout: CommandRule<PlainCommand> = /* @__PURE__ */ plain('logout', 'RFC 9051 6.1.3')
export const starttls: CommandRule<PlainCommand> = /* @__PURE__ */ plain('starttls', 'RFC 9051 6.2.1')
export const namespace: CommandRule<PlainCommand> = /* @__PURE__ */ plain('namespace', 'RFC 9051 6.3.10')
export const idle: CommandRule<PlainCommand> = /* @__PURE__ */ plain('idle', 'RFC 9051 6.3.13')
export const close: CommandRule<PlainCommand> = /* @__PURE__ */ plain('close', 'RFC 9051 6.4.1')
export const unselect: CommandRule<PlainCommand> = /* @__PURE__ */ plain('unselect', 'RFC 9051 6.4.2')
export const unauthenticate: CommandRule<PlainCommand> = /* @__PURE__ */ plain('unauthenticate', 'RFC 8437 3')
export const getjmapaccess: CommandRule<PlainCommand> = /* @__PURE__ */ plain('getjmapaccess', 'RFC 9698 4')
export const check: CommandRule<PlainCommand> = /* @__PURE__ */ plain('check', 'RFC 3501 6.4.1', REV1)

/** `login = "LOGIN" SP userid SP password` */
export const login: CommandRule<LoginCommand> = {
  name: 'LOGIN',
  verb: 'login',
  section: 'RFC 9051 6.2.3',
  decode(reader) {
    reader.space()
    const username = reader.astring()
    reader.space()
    return { verb: 'login', username, password: reader.astring() }
  },
  encode(writer, { username, password }) {
    // A password is never written as an atom, so that its form gives nothing away.
    writer.raw('LOGIN ').astring(username, 'encode LOGIN: username').raw(' ').string(password, 'encode LOGIN: password')
  },
}

/** `authenticate = "AUTHENTICATE" SP auth-type [SP (base64 / "=")]` */
export const authenticate: CommandRule<AuthenticateCommand> = {
  name: 'AUTHENTICATE',
  verb: 'authenticate',
  section: 'RFC 9051 6.2.2',
  decode(reader) {
    reader.space()
    const mechanism = reader.keyword('a mechanism')
    if (reader.atEnd) return { verb: 'authenticate', mechanism, initialResponse: undefined }
    reader.space()
    const at = reader.offsetOf(reader.pos)
    const text = reader.rest()
    return { verb: 'authenticate', mechanism, initialResponse: text === '=' ? new Uint8Array(0) : decodeBase64(text, fail, at) }
  },
  encode(writer, { mechanism, initialResponse }) {
    writer.raw('AUTHENTICATE ').atom(upperAscii(textOf(mechanism, 'encode AUTHENTICATE')), 'mechanism name')
    if (initialResponse !== undefined)
      writer.raw(bytesOf(initialResponse, 'encode AUTHENTICATE').length === 0 ? ' =' : ` ${encodeBase64(initialResponse)}`)
  },
}

/** `enable = "ENABLE" 1*(SP capability)` */
export const enable: CommandRule<EnableCommand> = {
  name: 'ENABLE',
  verb: 'enable',
  section: 'RFC 9051 6.3.1',
  decode(reader) {
    const capabilities: string[] = []
    do {
      reader.space()
      if (capabilities.length > 0 && reader.atEnd) {
        reader.warn('extra-space')
        break
      }
      if (capabilities.length === reader.limits.capabilities)
        reader.fail('limit', `parse: more than ${reader.limits.capabilities} capabilities`)
      const start = reader.skipRun(ATOM)
      if (reader.pos === start) reader.refuse('a capability')
      capabilities.push(upperAscii(reader.common(start)))
    } while (!reader.atEnd)
    return { verb: 'enable', capabilities }
  },
  encode(writer, { capabilities }) {
    writer.raw('ENABLE')
    const names = listOf(capabilities, 'encode ENABLE')
    if (names.length === 0) fail('bad-value', 0, 'encode ENABLE: capabilities is empty')
    for (const name of names) writer.raw(' ').atom(upperAscii(textOf(name, 'encode ENABLE')), 'capability')
  },
}
