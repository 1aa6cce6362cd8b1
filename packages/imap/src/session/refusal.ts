/** Why a server does not hand a command out as it is: the state, the layers, what is announced, and damage, in that order. */
import { upperAscii } from '@mailwire/bytes'
import type { Command } from '../command/command.js'
import { ImapError } from '../error.js'
import { offers } from '../offers.js'
import type { StatusResponse } from '../response/status.js'
import { reasonOf, type Standing } from './answer.js'
import { forbidden } from './forbidden.js'
import type { AnnouncedLiteral } from './literal.js'
import { unannouncedForm } from './offered.js'
import { isAllowed, type State } from './state.js'
import { status } from './suggest.js'

/** What the session is like when a command comes. */
interface Circumstances {
  readonly standing: Readonly<Standing>
  readonly isSecure: boolean
  /** TLS has to be started before a login. */
  readonly needsTls: boolean
  readonly capabilities: readonly string[]
  /** What of the command was too large, or discarded. */
  readonly damage: ImapError | undefined
}

/** Why it is refused, and what the protocol suggests to answer. */
interface Refusal {
  readonly error: ImapError
  readonly reply: StatusResponse
}

/** Why a command that was read is refused, if it is; `offset` is where it begins. */
export function refusalOf(command: Command, offset: number, circumstances: Circumstances): Refusal | undefined {
  const { standing, isSecure, needsTls, capabilities, damage } = circumstances
  const { state, compression } = standing
  const { verb, tag } = command
  const name = upperAscii(verb)
  const bad = (error: ImapError): Refusal => ({ error, reply: status('bad', tag, reasonOf(error)) })
  if (!isAllowed(state, verb) || (verb === 'starttls' && isSecure)) return bad(misplaced(name, state, offset))
  // RFC 4978 3; UNAUTHENTICATE would end the layer (RFC 8437 4.1), which is not built.
  if ((verb === 'compress' || verb === 'unauthenticate') && compression !== 'none')
    return bad(new ImapError('bad-sequence', offset, `receive: ${name} is not allowed while compression is active`))
  const reason = forbidden(command)
  if (reason !== undefined) return bad(new ImapError('bad-sequence', offset, `receive: ${reason}`))
  // Bytes that are binary can be read whatever is announced.
  const form = unannouncedForm(command, one => one === 'BINARY' || offers(capabilities, one))
  if (form !== undefined) return bad(new ImapError('not-offered', offset, `receive: ${form} is not announced`))
  if (damage !== undefined)
    return { error: damage, reply: status(damage.code === 'discarded' ? 'no' : 'bad', tag, reasonOf(damage)) }
  if ((verb === 'login' || verb === 'authenticate') && needsTls) {
    const error = new ImapError('tls-required', offset, `receive: ${name} is not allowed before TLS`)
    return { error, reply: status('no', tag, 'start TLS before you log in', 'PRIVACYREQUIRED') }
  }
  return undefined
}

export const misplaced = (name: string, state: State, offset: number): ImapError =>
  new ImapError('bad-sequence', offset, `receive: ${name} is not allowed in the ${state} state`)

/** A second message, where only one is taken (RFC 3502). */
export function secondMessage({ append, marker }: AnnouncedLiteral, capabilities: readonly string[]): ImapError | undefined {
  const isSecond = append !== undefined && append.index > 0
  return isSecond && !offers(capabilities, 'MULTIAPPEND')
    ? new ImapError('not-offered', marker.offset, 'receive: MULTIAPPEND is not announced')
    : undefined
}
