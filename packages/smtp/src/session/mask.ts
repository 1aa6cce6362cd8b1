/**
 * What the tap sees of lines that may hold a secret. A line of an exchange is never shown; of a command that carries secrets, and of a line
 * that is not a command, no more than a verb is: a password may follow it (RFC 4954 4, RFC 4467 2).
 */
import { asciiBytes, CR, LF, latin1 } from '@mailwire/bytes'
import type { Command } from '../command/command.js'
import { attributeText, type ClientAttribute, type ForwardedCommand } from '../command/forwarded.js'
import type { SmtpWarning } from '../quirks.js'
import type { Answered } from './events.js'

/** In the place of a line of an exchange. */
export const MASKED: Uint8Array = /* @__PURE__ */ asciiBytes('***\r\n')
/** In the place of a line that cannot be read. */
const NO_COMMAND: Uint8Array = /* @__PURE__ */ asciiBytes('(a line that is no command)\r\n')

/** A command as the tap may see it; `undefined` where it may be shown as it is. `warnings` are those of a line that was read. */
export function visible(command: Answered, warnings: readonly SmtpWarning[] = []): Uint8Array | undefined {
  switch (command.verb) {
    case 'ehlo':
    case 'helo':
    case 'lhlo': // what was dropped behind the name may be a command that was meant to stand alone
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
    // One line for each verb that holds no secret: a new one is a type error before it is shown as it is.
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

/** A line of a reply as the tap may see it, `undefined` where that is as it is. A challenge is not shown unless it is empty. */
export const visibleReply = (bytes: Uint8Array, start: number, end: number): Uint8Array | undefined =>
  end - start > 4 && latin1(bytes, start, start + 3) === '334' ? asciiBytes('334 ***\r\n') : undefined

/** Tells a tap of the lines of a reply. */
export const tellReply =
  (tap: { saw(visible: Uint8Array): void; sawLine(bytes: Uint8Array, start: number, end: number): void }) =>
  (bytes: Uint8Array, start: number, end: number): void => {
    const visible = visibleReply(bytes, start, end)
    if (visible === undefined) tap.sawLine(bytes, start, end)
    else tap.saw(visible)
  }

/** Text that begins like a command with a password. */
const LOGIN = /^[^A-Za-z]*(?:AUTH|PASS|LOGIN)/i

/** Attributes of XCLIENT and XFORWARD that say nothing of who logs in. */
const SHOWN = ['NAME', 'ADDR', 'PORT', 'PROTO', 'HELO', 'DESTADDR', 'DESTPORT', 'IDENT', 'SOURCE']

/** Without the values of LOGIN and of attributes that are not known. */
function forwarded({ verb, attributes }: ForwardedCommand): Uint8Array | undefined {
  const isHidden = ({ name, value }: ClientAttribute): boolean => value !== undefined && !SHOWN.includes(name.toUpperCase())
  if (!attributes.some(isHidden)) return undefined
  const words = attributes.map(attribute =>
    isHidden(attribute) ? `${attribute.name.toUpperCase()}=***` : attributeText(attribute),
  )
  return asciiBytes(`${verb.toUpperCase()} ${words.join(' ')}\r\n`)
}

/** The verb alone, where it looks like one: `AUTHPLAIN` and a line of base 64 do not. */
function unknown(name: string, argument: string | undefined): Uint8Array {
  if (/^AUTH/i.test(name)) return asciiBytes('AUTH***\r\n')
  if (!/^[A-Za-z]{1,10}$/.test(name)) return MASKED
  return asciiBytes(`${name}${argument === undefined ? '' : ' ***'}\r\n`)
}

/** Masks the lines that one client sends, of which those behind an AUTH may be meant for its exchange, also where it was refused. */
export class CommandMask {
  #afterAuth = false

  /** A command, with CRLF. */
  show(command: Command, bytes: Uint8Array, start: number, end: number): Uint8Array {
    const hidden = this.#afterAuth && mayBeResponse(command)
    this.#afterAuth = hidden || isNearlyAuth(bytes, start, end)
    return hidden ? MASKED : (visible(command, command.warnings) ?? Uint8Array.from([...bytes.subarray(start, end), CR, LF]))
  }

  /** In the place of a line that cannot be read. */
  broken(bytes: Uint8Array, start: number, end: number, inExchange: boolean): Uint8Array {
    if (isNearlyAuth(bytes, start, end)) this.#afterAuth = true
    return inExchange ? MASKED : NO_COMMAND
  }
}

/** True for a line that was meant to be an AUTH: what comes behind it may be meant for the exchange. */
const isNearlyAuth = (bytes: Uint8Array, start: number, end: number): boolean =>
  /^[^A-Za-z]*AUTH/i.test(latin1(bytes, start, Math.min(end, start + 64)))

/** True for a command that takes any text, so that a response which is sent too late may be read as one. */
const mayBeResponse = (command: Command): boolean =>
  command.verb === 'unknown' || ('argument' in command && command.argument !== undefined)
