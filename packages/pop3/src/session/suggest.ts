/** The suggested responses: those that need no maildrop. */
import { type Capabilities, formatCapabilities } from '../capability.js'
import type { Command } from '../command/command.js'
import type { ServerResponse } from './events.js'
import { missingFor } from './offered.js'

/** A login that failed (RFC 3206 6). */
export const loginFailed: ServerResponse = { status: '-ERR', code: 'AUTH', text: 'authentication failed' }

/** The response that the protocol alone can give. `highest`: the answer to LAST. */
export function suggestedReply(command: Command, capabilities: Capabilities, highest: number): ServerResponse {
  const noMaildrop: ServerResponse = { status: '-ERR', text: 'no such message' }
  const missing = missingFor(command, capabilities)
  if (missing !== undefined) return { status: '-ERR', text: `${missing} is not offered` }
  switch (command.verb) {
    case 'capa':
      return {
        status: '+OK',
        text: 'capabilities follow',
        rows: formatCapabilities(capabilities),
      }
    case 'noop':
    case 'rset':
      return { status: '+OK' }
    case 'user': // the same for known and unknown names, so that names cannot be probed (RFC 1939 13)
      return { status: '+OK', text: 'send PASS' }
    case 'quit':
      return { status: '+OK', text: 'goodbye' }
    case 'pass':
    case 'apop':
      return loginFailed
    case 'stls':
      return { status: '+OK', text: 'start TLS now' }
    case 'auth':
      if (command.mechanism !== undefined) return loginFailed
      return { status: '+OK', text: 'mechanisms follow', rows: capabilities.sasl }
    case 'utf8':
      return { status: '+OK', text: 'UTF8 enabled' }
    case 'unknown':
      return { status: '-ERR', text: 'unknown command' }
    case 'lang':
      return { status: '-ERR', text: 'no other language' }
    case 'stat':
      return { status: '+OK', text: '0 0' }
    case 'last':
      return { status: '+OK', text: String(highest) }
    case 'list':
    case 'uidl':
      return command.message === undefined ? { status: '+OK', text: '0 messages', rows: [] } : noMaildrop
    case 'retr':
    case 'dele':
    case 'top':
      return noMaildrop
    default:
      return command satisfies never // a missing verb is a type error here
  }
}
