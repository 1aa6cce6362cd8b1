/** Plans a server's `send` completely before a byte is written: anything that the tables of `state.ts` do not allow throws. */
import { asciiBytes, concat, encodeBase64, upperAscii } from '@mailwire/bytes'
import type { Command } from '../command/command.js'
import { fail, type ImapError } from '../error.js'
import { encodeResponsePieces, type ResponseInit } from '../response/response.js'
import { type StatusType, statusWords } from '../response/status.js'
import { bytesOf, fieldsOf } from '../values.js'
import type { ServerOutput } from './events.js'
import type { AnnouncedLiteral, Decision } from './literal.js'
import { isSecretTag, MASKED, MASKED_CHALLENGE, visibleResponse } from './mask.js'
import {
  type AnsweredVerb,
  isCommandVerb,
  isUtf8,
  mayAnswer,
  modeAfterContinuation,
  notifiesExpunge,
  type State,
  stateAfter,
  verbs,
} from './state.js'
import { maySendUntagged } from './untagged.js'

/** What the next `send` answers. */
export interface Pending {
  /** The client cancelled its AUTHENTICATE. */
  readonly isCancelled?: boolean
  readonly verb: AnsweredVerb
  readonly tag: string | undefined
  readonly command: Command | undefined
  /** A literal, and why it may not be accepted. */
  readonly literal?: AnnouncedLiteral
  readonly error?: ImapError | undefined
}

/** The state of a session between two calls of `send`. */
export interface Standing {
  state: State
  /** What the next `send` answers. */
  pending: Pending | undefined
  /** The open command after a challenge or a `+`: AUTHENTICATE or IDLE. */
  open: Pending | undefined
  /** BYE was sent. */
  saidBye: boolean
  /** The capabilities that ENABLE has enabled, in upper case. */
  enabled: readonly string[]
  /** Those in ENABLED, which take effect when its command is completed. */
  enabling: readonly string[]
  /** NOTIFY requested EXPUNGE at any time. */
  tellsExpunge: boolean
  /** COMPRESS was accepted. */
  compression: 'none' | 'begins' | 'active'
}

/** The state before the greeting. */
export const standingAtStart = (): Standing => ({
  state: 'connecting',
  pending: undefined,
  open: undefined,
  saidBye: false,
  enabled: [],
  enabling: [],
  tellsExpunge: false,
  compression: 'none',
})

/** The effects of one call of `send`. */
export class Plan implements Standing {
  state: State
  pending: Pending | undefined
  open: Pending | undefined
  saidBye: boolean
  enabled: readonly string[]
  enabling: readonly string[]
  tellsExpunge: boolean
  compression: Standing['compression']
  isEnded = false
  /** The decision on the announced literal. */
  decision: Decision | undefined
  readonly answered: { readonly pending: Pending; readonly type: StatusType }[] = []
  readonly writes: { readonly bytes: Uint8Array; readonly shown: Uint8Array | undefined }[] = []
  readonly #offset: number
  readonly #hidesTags: boolean

  /** `offset` is that of the input; with `hidesTags`, a tag may be part of a secret. */
  constructor(
    { state, pending, open, saidBye, enabled, enabling, tellsExpunge, compression }: Readonly<Standing>,
    offset: number,
    hidesTags: boolean,
  ) {
    this.state = state
    this.pending = pending
    this.open = open
    this.saidBye = saidBye
    this.enabled = enabled
    this.enabling = enabling
    this.tellsExpunge = tellsExpunge
    this.compression = compression
    this.#offset = offset
    this.#hidesTags = hidesTags
  }

  add(one: ServerOutput): void {
    // Copy it, so that a getter is called once.
    const output = { ...fieldsOf(one, 'send') }
    if (this.isEnded) this.#refuse('the session has ended with the BYE or completion sent before')
    // Further output belongs to the layer that begins now (RFC 9051 6.2.1, RFC 4978 3).
    if (this.state === 'tls' || this.compression === 'begins') this.#refuse('the OK starts TLS or DEFLATE; call upgraded() first')
    if (output.type === 'challenge') this.#challenge(bytesOf(output.data, 'send challenge'))
    else if (output.type === 'continuation') this.#continuation(output)
    else if (output.type === 'discard') this.#discard()
    else this.#response(output)
  }

  /** Applies the plan to the session. */
  carryOut(standing: Standing): void {
    standing.state = this.state
    standing.pending = this.pending
    standing.open = this.open
    standing.saidBye = this.saidBye
    standing.enabled = this.enabled
    standing.enabling = this.enabling
    standing.tellsExpunge = this.tellsExpunge
    standing.compression = this.compression
  }

  #refuse(reason: string): never {
    return fail('invalid-state', this.#offset, `send: ${reason}`)
  }

  #write(bytes: Uint8Array, shown?: Uint8Array): void {
    this.writes.push({ bytes, shown })
  }

  #challenge(data: Uint8Array): void {
    if (this.pending?.verb !== 'authenticate') this.#refuse('a challenge needs an open AUTHENTICATE')
    if (this.pending.isCancelled === true) this.#refuse('a challenge is not allowed after the exchange was cancelled')
    this.state = 'exchange'
    this.open = this.pending
    this.pending = undefined
    this.#write(asciiBytes(`+ ${encodeBase64(data)}\r\n`), MASKED_CHALLENGE)
  }

  /** `+`; it also accepts a non-synchronizing literal, for which nothing is written. */
  #continuation(output: ResponseInit & { readonly type: 'continuation' }): void {
    const { pending } = this
    const line = concat(encodeResponsePieces(output))
    if (pending === undefined || modeAfterContinuation(pending.verb) === undefined)
      this.#refuse(`a continuation is not a valid answer to ${nameOf(pending)}`)
    if (pending.literal === undefined) this.open = pending
    else if (pending.error !== undefined) this.#refuse(`the literal cannot be accepted: ${reasonOf(pending.error)}`)
    else this.decision = 'accept'
    if (pending.literal?.marker.nonSynchronizing !== true) this.#write(line)
    this.pending = undefined
  }

  #discard(): void {
    if (this.pending?.literal === undefined) this.#refuse('no literal waits for an answer')
    this.decision = 'discard'
    if (!this.pending.literal.marker.nonSynchronizing) this.#write(GO_ON)
    this.pending = undefined
  }

  #response(response: ResponseInit): void {
    const pieces = encodeResponsePieces(response, { utf8: isUtf8(this.enabled) })
    const type = statusWords.get(upperAscii(response.type))?.type
    // The tag in ESEARCH refers to its command, and completes nothing.
    const tag = type !== undefined && 'tag' in response ? response.tag : undefined
    const { pending } = this
    const during = commandOf(this)
    if (response.type === 'enabled' && during?.verb === 'enable')
      this.enabling = [...this.enabling, ...response.capabilities.map(upperAscii)]
    // The greeting, and the answer to a line without a tag, are untagged.
    const answers =
      type !== undefined && pending !== undefined && pending.tag === tag && !(type === 'bye' && pending.verb !== 'connect')
    if (answers) this.#answer(pending, type)
    else if (tag !== undefined) this.#refuse('no open command has this tag')
    else if (!maySendUntagged(response.type, this.state, during, this.tellsExpunge))
      this.#refuse(`${upperAscii(response.type)} is not allowed in the ${this.state} state ${duringName(pending ?? this.open)}`)
    else if (response.type === 'vanished' && !mayVanish(response.earlier, this.enabled))
      this.#refuse('VANISHED needs QRESYNC, which the client has not enabled (RFC 7162 3.2.3, 3.2.10)')
    else if (type === 'bye') {
      this.saidBye = true
      this.isEnded = pending?.verb !== 'logout'
    }
    // The text in place of a tag may be a secret that was sent too late.
    const isStray = tag !== undefined && (this.#hidesTags || isSecretTag(tag) || isUnread(pending))
    if (isStray) this.#write(concat(pieces), concat([MASKED.subarray(0, 3), concat(pieces).subarray(tag.length)]))
    else {
      const shown = visibleResponse(pieces[0]!, 0, pieces[0]!.length)
      if (shown === undefined) for (const bytes of pieces) this.#write(bytes)
      else this.#write(concat(pieces), shown)
    }
  }

  #answer(pending: Pending, type: StatusType): void {
    const { verb } = pending
    if (!mayAnswer(verb, type)) this.#refuse(`${upperAscii(type)} is not a valid answer to ${nameOf(pending)}`)
    if (pending.isCancelled === true && type === 'ok') this.#refuse('a cancelled exchange is answered with BAD (RFC 9051 6.2.2)')
    if (verb === 'logout' && type === 'ok' && !this.saidBye)
      this.#refuse('BYE must be sent before the OK to LOGOUT (RFC 9051 6.1.3)')
    if (isCommandVerb(verb)) this.state = stateAfter(this.state, verb, type)
    if (verb === 'enable') {
      if (type === 'ok') this.enabled = [...new Set([...this.enabled, ...this.enabling])]
      this.enabling = []
    }
    if (verb === 'unauthenticate' && type === 'ok') {
      this.enabled = []
      this.tellsExpunge = false
    }
    if (pending.command?.verb === 'notify' && type === 'ok') this.tellsExpunge = notifiesExpunge(pending.command)
    if (isCommandVerb(verb) && verb !== 'connect' && type === 'ok' && verbs[verb].layer === 'deflate') this.compression = 'begins'
    if (pending.literal !== undefined) this.decision = 'refuse'
    this.pending = this.open = undefined
    this.answered.push({ pending, type })
    // After BYE the session ends, whatever the answer to LOGOUT is.
    this.isEnded = this.state === 'logout' || this.saidBye
  }
}

/** UIDONLY replaces EXPUNGE, too, and has no VANISHED of its own for what is gone since earlier (RFC 9586 3). */
const mayVanish = (isEarlier: boolean | undefined, enabled: readonly string[]): boolean =>
  enabled.includes('QRESYNC') || (isEarlier !== true && enabled.includes('UIDONLY'))

/** The continuation that lets a client send its literal. */
export const GO_ON: Uint8Array = /* @__PURE__ */ asciiBytes('+ go on\r\n')

/** True for a line that was not decoded as a command: its tag may be anything. */
const isUnread = (pending: Pending | undefined): boolean =>
  (pending?.verb === 'invalid' && pending.command === undefined) ||
  (pending?.literal !== undefined && pending.literal.append === undefined)

/** The name of what is being answered, for error messages. */
const nameOf = (pending: Pending | undefined): string =>
  pending === undefined ? 'no command' : upperAscii(pending.command?.verb ?? pending.verb)

/** The command being answered; `undefined` for none, and for an invalid one. */
export const commandOf = ({ pending, open }: Pick<Standing, 'pending' | 'open'>): Command | undefined =>
  pending === undefined ? open?.command : pending.verb === 'invalid' ? undefined : pending.command

const duringName = (pending: Pending | undefined): string =>
  pending === undefined ? 'without a command' : `during ${nameOf(pending)}`

/** The reason in an error's message, for the client to read. */
export const reasonOf = (error: ImapError): string => error.message.slice(error.message.indexOf(': ') + 2)
