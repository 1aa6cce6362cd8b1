/**
 * What a server has to announce before a command is used (RFC 2449 5). Both sides use it: a client does not send what is
 * missing, and a server suggests refusing it.
 */
import { isWellFormed, upperAscii } from '@mailwire/bytes'
import type { Capabilities } from '../capability.js'
import type { Command } from '../command/command.js'
import { capabilityOf } from './state.js'

/** What the command needs and CAPA lacks, as CAPA would write it; `undefined` where nothing is missing. */
export function missingFor(command: Command, capabilities: Capabilities): string | undefined {
  const capability = capabilityOf(command.verb)
  if (capability !== undefined && capabilities[capability] === undefined) return upperAscii(capability)
  switch (command.verb) {
    case 'auth': {
      const { mechanism } = command
      if (mechanism === undefined || capabilities.sasl!.some(name => upperAscii(name) === mechanism)) return undefined
      return `SASL ${mechanism}`
    }
    case 'user':
    case 'apop':
      return missingUtf8(command.name, capabilities)
    case 'pass':
      return missingUtf8(command.password, capabilities)
  }
  return undefined
}

/** Names and passwords are ASCII unless the server says otherwise; the UTF8 command does not change that (RFC 6856 2.2). */
const missingUtf8 = (text: string, capabilities: Capabilities): string | undefined =>
  /[^\0-\x7f]/.test(text) && !takesUtf8(capabilities) ? 'UTF8 USER' : undefined

/** True where names and passwords may be UTF-8 (RFC 6856 2.2). */
export const takesUtf8 = ({ utf8 }: Capabilities): boolean => utf8?.some(word => upperAscii(word) === 'USER') === true

/** False for a name or a password that is not UTF-8, which a server with UTF8 refuses without looking it up (RFC 6856 2.2). */
export const isUtf8 = (command: Command): boolean =>
  command.verb === 'pass' ? isWellFormed(command.password) : !('name' in command) || isWellFormed(command.name)
