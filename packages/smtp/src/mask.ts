/**
 * What the tap sees of lines that may hold a secret. A line of an exchange is never shown; of a command that carries secrets, and of a line
 * that is not a command, no more than a verb is: a password may follow it (RFC 4954 4, RFC 4467 2).
 */
import { asciiBytes, latin1 } from '@mailwire/bytes'
import type { Answered } from './client-events.js'
import type { Command } from './command.js'

/** In the place of a line of an exchange. */
export const MASKED: Uint8Array = /* @__PURE__ */ asciiBytes('***\r\n')
/** In the place of a line that cannot be read. */
export const NO_COMMAND: Uint8Array = /* @__PURE__ */ asciiBytes('(a line that is no command)\r\n')

/** A command as the tap may see it; `undefined` where it may be shown as it is. */
export function visible(command: Answered): Uint8Array | undefined {
  switch (command.verb) {
    case 'auth':
      return command.initialResponse === undefined ? undefined : asciiBytes(`AUTH ${command.mechanism} ***\r\n`)
    case 'burl':
      return asciiBytes(`BURL ***${command.last ? ' LAST' : ''}\r\n`)
    case 'unknown':
      return unknown(command.name, command.argument)
    default:
      return undefined
  }
}

/** The verb alone, where it looks like one: `AUTHPLAIN` and a line of base 64 do not. */
function unknown(name: string, argument: string | undefined): Uint8Array {
  if (/^AUTH/i.test(name)) return asciiBytes('AUTH***\r\n')
  if (!/^[A-Za-z]{1,10}$/.test(name)) return MASKED
  return asciiBytes(`${name}${argument === undefined ? '' : ' ***'}\r\n`)
}

/** True for a line that was meant to be an AUTH: what comes behind it may be meant for the exchange. */
export const isNearlyAuth = (bytes: Uint8Array, start: number, end: number): boolean =>
  /^[^A-Za-z]*AUTH/i.test(latin1(bytes, start, Math.min(end, start + 64)))

/** True for a command that takes any text, so that a response which is sent too late may be read as one. */
export const mayBeResponse = (command: Command): boolean =>
  command.verb === 'unknown' ||
  ((command.verb === 'noop' || command.verb === 'help') && command.argument !== undefined) ||
  command.verb === 'vrfy' ||
  command.verb === 'expn'
