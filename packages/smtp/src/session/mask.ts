/**
 * Masks lines that may contain a secret before the tap sees them. A line of an exchange is never shown; of a command that carries secrets, and
 * of an invalid line, at most the verb is, as a password may follow it (RFC 4954 4, RFC 4467 2).
 */
import { asciiBytes, latin1, withCrlf } from '@mailwire/bytes'
import type { Command } from '../command/command.js'
import { attributeText, type ClientAttribute, type ForwardedCommand } from '../command/forwarded.js'
import type { SmtpWarning } from '../quirks.js'
import type { Answered } from './events.js'

/** Shown instead of a line of an exchange. */
export const MASKED: Uint8Array = /* @__PURE__ */ asciiBytes('***\r\n')
/** Shown instead of an invalid line. */
const NO_COMMAND: Uint8Array = /* @__PURE__ */ asciiBytes('(not a command)\r\n')

/** A command as the tap may see it; `undefined` if it may be shown as it is. `warnings` are those of a decoded line. */
export function visible(command: Answered, warnings: readonly SmtpWarning[] = []): Uint8Array | undefined {
  switch (command.verb) {
    case 'ehlo':
    case 'helo':
    case 'lhlo': // the ignored text after the name may be a command whose line end was lost
      return warnings.some(({ code }) => code === 'extra-argument')
        ? asciiBytes(`${command.verb.toUpperCase()} ${/^[!-~]*$/.test(command.domain) ? command.domain : '***'} ***\r\n`)
        : undefined
    case 'noop':
    case 'help':
    case 'vrfy':
    case 'expn':
      return LOGIN.test(command.argument ?? '') ? asciiBytes(`${command.verb.toUpperCase()} ***\r\n`) : undefined
    case 'xclient':
    case 'xforward':
      return forwarded(command)
    case 'auth':
      return command.initialResponse === undefined ? undefined : asciiBytes(`AUTH ${command.mechanism} ***\r\n`)
    case 'burl':
      return asciiBytes(`BURL ***${command.last ? ' LAST' : ''}\r\n`)
    case 'unknown':
      return unknown(command.name, command.argument)
    // Verbs without secrets are listed, so that a new verb is a type error instead of being shown.
    case 'mail':
    case 'rcpt':
    case 'data':
    case 'bdat':
    case 'body-end':
    case 'rset':
    case 'quit':
    case 'starttls':
    case 'etrn':
    case 'atrn':
    case 'turn':
      return undefined
    default:
      return command satisfies never
  }
}

/** A line of a reply as the tap may see it, `undefined` if it may be shown as it is. A challenge is not shown unless it is empty. */
export const visibleReply = (bytes: Uint8Array, start: number, end: number): Uint8Array | undefined =>
  end - start > 4 && latin1(bytes, start, start + 3) === '334' ? asciiBytes('334 ***\r\n') : undefined

/** Shows the lines of a reply to a tap. */
export const tellReply =
  (tap: { saw(visible: Uint8Array): void; sawLine(bytes: Uint8Array, start: number, end: number): void }) =>
  (bytes: Uint8Array, start: number, end: number): void => {
    const visible = visibleReply(bytes, start, end)
    if (visible === undefined) tap.sawLine(bytes, start, end)
    else tap.saw(visible)
  }

/** Text that starts like a command with a password. */
const LOGIN = /^[^A-Za-z]*(?:AUTH|PASS|LOGIN)/i

/** Attributes of XCLIENT and XFORWARD without a login name. */
const SHOWN = ['NAME', 'ADDR', 'PORT', 'PROTO', 'HELO', 'DESTADDR', 'DESTPORT', 'IDENT', 'SOURCE']

/** Masks the values of LOGIN and of unknown attributes. */
function forwarded({ verb, attributes }: ForwardedCommand): Uint8Array | undefined {
  const isHidden = ({ name, value }: ClientAttribute): boolean => value !== undefined && !SHOWN.includes(name.toUpperCase())
  if (!attributes.some(isHidden)) return undefined
  const words = attributes.map(attribute =>
    isHidden(attribute) ? `${attribute.name.toUpperCase()}=***` : attributeText(attribute),
  )
  return asciiBytes(`${verb.toUpperCase()} ${words.join(' ')}\r\n`)
}

/** Only the verb, if it looks like one: `AUTHPLAIN` and a line of base64 do not. */
function unknown(name: string, argument: string | undefined): Uint8Array {
  if (/^AUTH/i.test(name)) return asciiBytes('AUTH***\r\n')
  if (!/^[A-Za-z]{1,10}$/.test(name)) return MASKED
  return asciiBytes(`${name}${argument === undefined ? '' : ' ***'}\r\n`)
}

/** Masks the lines of one client. Lines after an AUTH, even a refused one, may be meant for its exchange. */
export class CommandMask {
  #afterAuth = false

  /** A command, with CRLF. */
  show(command: Command, bytes: Uint8Array, start: number, end: number): Uint8Array {
    const hidden = this.#afterAuth && mayBeResponse(command)
    this.#afterAuth = hidden || isNearlyAuth(bytes, start, end)
    return hidden ? MASKED : (visible(command, command.warnings) ?? withCrlf(bytes, start, end))
  }

  /** What to show instead of an invalid line. */
  broken(bytes: Uint8Array, start: number, end: number, inExchange: boolean): Uint8Array {
    if (isNearlyAuth(bytes, start, end)) this.#afterAuth = true
    return inExchange ? MASKED : NO_COMMAND
  }
}

/** True for a line meant as AUTH: the lines after it may be meant for the exchange. */
const isNearlyAuth = (bytes: Uint8Array, start: number, end: number): boolean =>
  /^[^A-Za-z]*AUTH/i.test(latin1(bytes, start, Math.min(end, start + 64)))

/** True for a command that takes any text: a response sent too late may be decoded as one. */
const mayBeResponse = (command: Command): boolean =>
  command.verb === 'unknown' || ('argument' in command && command.argument !== undefined)
