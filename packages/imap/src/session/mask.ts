/**
 * Masks secrets before the tap sees a session. Arguments are shown for known commands without secrets; of any other command, which may be a
 * mistyped LOGIN, only the tag is shown. Inside AUTHENTICATE no line is shown.
 */
import { asciiBytes, isKnownMechanism, latin1, upperAscii } from '@mailwire/bytes'
import type { CommandBodyInit } from '../command/command.js'
import { shownName } from '../values.js'
import { verbs } from './state.js'

/** Shown instead of a secret line. */
export const MASKED: Uint8Array = /* @__PURE__ */ asciiBytes('***\r\n')
/** Shown instead of a challenge. */
export const MASKED_CHALLENGE: Uint8Array = /* @__PURE__ */ asciiBytes('+ ***\r\n')
/** Shown instead of a line that is not a command. */
export const NOT_A_COMMAND: Uint8Array = /* @__PURE__ */ asciiBytes('(not a command)\r\n')

/** Words that secrets follow, in this and related protocols: a line that begins with one lacks its tag. */
const SECRET = ['LOGIN', 'AUTHENTICATE', 'AUTH', 'PASS', 'USER', 'APOP']

type TaggedBody = { readonly tag: string } & CommandBodyInit

/**
 * A command, or a part of one, as the tap may see it; `undefined` if all of it may be shown. `first` is false for a part after a literal's
 * announcement; `announcing` is the part, if it ends in one. The announcement is shown without its number, which may be the length of a password.
 */
export function visible(command: TaggedBody, first = true, announcing?: Uint8Array): Uint8Array | undefined {
  const shown = shownOf(command)
  if (shown === undefined) return undefined
  if (announcing === undefined) return first ? asciiBytes(`${shown}\r\n`) : MASKED
  const { at, text } = announcementOf(announcing)
  const masked = shown.indexOf(' ***')
  const head = first ? (masked < 0 ? shown : shown.slice(0, masked)) : ''
  // Between the name and the announcement there may be arguments.
  const words = first ? (at === head.length + 1 ? [head, text] : [head, '***', text]) : ['***', text]
  return asciiBytes(`${words.join(' ')}\r\n`)
}

/** The longest announcement: `~{9007199254740991+}` and CRLF. */
const MAX_ANNOUNCEMENT = 22

/** Where the announcement of a literal begins at the end of a part, and its text with the number masked. */
function announcementOf(part: Uint8Array): { readonly at: number; readonly text: string } {
  const tail = latin1(part, Math.max(0, part.length - MAX_ANNOUNCEMENT), part.length)
  const brace = tail.lastIndexOf('{')
  const sign = tail[brace - 1] === '~' ? '~' : ''
  const text = `${sign}{***${tail.endsWith('+}\r\n') ? '+' : ''}}`
  return { at: part.length - tail.length + brace - sign.length, text }
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

/** Responses and codes with URLs that grant access to a message (RFC 4467 1), however they are spaced: a tap sees only their name. */
const SECRET_RESPONSE = /^\0{0,64}\* {1,64}(GENURLAUTH|URLFETCH)/i
const SECRET_CODE = /\[(BADURL|REFERRAL) /i
const HEAD = 256

/**
 * A response as the tap may see it; `undefined` if all of it may be shown. With `isExchange`, inside AUTHENTICATE, a `+` is a challenge, which is
 * masked.
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

/** True for a line meant as a login: if it is invalid, the next lines may be the rest of it. */
export const isNearlyLogin = (bytes: Uint8Array, start: number, end: number): boolean =>
  /LOGIN|AUTHENTICATE/i.test(latin1(bytes, start, Math.min(end, start + 512)))

/** The message for a tag that no command has: it is cut, and masked if a password may be part of it. */
export const unexpectedTag = (tag: string): string =>
  `receive: a tagged response without an open command of that tag: ${isSecretTag(tag) ? '***' : shownName(tag)}`

/** True for a tag that begins like a login: a password may be part of it. */
export const isSecretTag = (tag: string): boolean => SECRET.some(word => upperAscii(tag).startsWith(word))
