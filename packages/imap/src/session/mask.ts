/**
 * What the tap may see of a session: everything but secrets. Arguments are shown of commands that are registered and carry no secret;
 * of any other command, which may be a mistyped LOGIN, only the tag is. Inside AUTHENTICATE no line is shown.
 */
import { asciiBytes, isKnownMechanism, latin1, upperAscii } from '@mailwire/bytes'
import type { CommandBodyInit } from '../command/command.js'
import { verbs } from './state.js'

/** A line of which nothing may be shown. */
export const MASKED: Uint8Array = /* @__PURE__ */ asciiBytes('***\r\n')
/** A challenge, of which there is one. */
export const MASKED_CHALLENGE: Uint8Array = /* @__PURE__ */ asciiBytes('+ ***\r\n')
/** A line that is not a command at all. */
export const NOT_A_COMMAND: Uint8Array = /* @__PURE__ */ asciiBytes('(not a command)\r\n')

/** Words behind which secrets follow, in this protocol and its neighbours: a line that begins with one has lost its tag. */
const SECRET = ['LOGIN', 'AUTHENTICATE', 'AUTH', 'PASS', 'USER', 'APOP']

type TaggedBody = { readonly tag: string } & CommandBodyInit

/**
 * A command as the tap may see it; `undefined` where all of it may be shown. `first` is false for a part behind a literal that was
 * waited for.
 */
export function visible(command: TaggedBody, first = true): Uint8Array | undefined {
  const shown = shownOf(command)
  return shown === undefined ? undefined : first ? asciiBytes(`${shown}\r\n`) : MASKED
}

function shownOf(command: TaggedBody): string | undefined {
  const { tag } = command
  if (isSecretTag(tag)) return '***'
  switch (command.verb) {
    case 'login':
      return `${tag} LOGIN *** ***`
    case 'authenticate':
      return `${tag} AUTHENTICATE ${isKnownMechanism(command.mechanism) ? command.mechanism : '***'}${command.initialResponse === undefined ? '' : ' ***'}`
    case 'append':
      return command.messages.some(({ content }) => content.type === 'catenate') ? `${tag} APPEND ***` : undefined
    case 'unknown':
      // It may be a mistyped LOGIN.
      return `${tag} ***`
    default:
      return verbs[command.verb].isSecret === true ? `${tag} ${upperAscii(command.verb)} ***` : undefined
  }
}

/** Responses and codes whose URLs let whoever has them read a message (RFC 4467 1), however they are spaced: a tap sees their name. */
const SECRET_RESPONSE = /^\0{0,64}\* {1,64}(GENURLAUTH|URLFETCH)/i
const SECRET_CODE = /\[(BADURL|REFERRAL) /i
const HEAD = 256

/**
 * What a tap may see of a response; `undefined` where all of it may be shown. `isExchange` inside AUTHENTICATE, where a `+` is a challenge, of which
 * nothing is shown.
 */
export function visibleResponse(bytes: Uint8Array, start: number, end: number, isExchange = false): Uint8Array | undefined {
  let from = start
  while (from < end && bytes[from] === 0) from++
  if (isExchange && bytes[from] === 0x2b) return MASKED_CHALLENGE
  const head = latin1(bytes, start, Math.min(end, start + HEAD))
  const name = SECRET_RESPONSE.exec(head)?.[1]
  if (name !== undefined) return asciiBytes(`* ${upperAscii(name)} ***\r\n`)
  const code = SECRET_CODE.exec(head)?.[1]
  return code === undefined ? undefined : asciiBytes(`(a response with ${upperAscii(code)})\r\n`)
}

/** True for a line in which a login was meant: when it cannot be read, the next lines may be the rest of it. */
export const isNearlyLogin = (bytes: Uint8Array, start: number, end: number): boolean =>
  /LOGIN|AUTHENTICATE/i.test(latin1(bytes, start, Math.min(end, start + 512)))

/** True for a tag that begins like a login: a password may be part of it. */
export const isSecretTag = (tag: string): boolean => SECRET.some(word => upperAscii(tag).startsWith(word))
