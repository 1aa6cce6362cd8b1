/** The responses that the protocol alone can give: what a server sends when it keeps no mailbox. */
import { upperAscii } from '@mailwire/bytes'
import type { Command } from '../command/command.js'
import type { ImapError } from '../error.js'
import type { PlainCodeName } from '../response/code/code.js'
import type { ResponseInit } from '../response/response.js'
import type { StatusResponse } from '../response/status.js'
import { reasonOf } from './answer.js'
import type { AnnouncedLiteral } from './literal.js'

/** What suggestions depend on, besides the command. */
export interface Offers {
  readonly secure: boolean
  /** What is announced, as it is announced. */
  readonly capabilities: readonly string[]
}

/** Codes that are suggested; TOOBIG (RFC 4469 4.2) has no type of its own. */
type CodeName = PlainCodeName | 'TOOBIG'

/** A status without a code, or with one that is a name alone. */
export const status = (type: StatusResponse['type'], tag: string | undefined, text: string, name?: CodeName): StatusResponse => ({
  type,
  tag,
  code: name === undefined ? undefined : name === 'TOOBIG' ? { name: 'unknown', code: name, value: undefined } : { name },
  text,
})

/** What a command gets from a server that knows no users and no mailboxes. */
export function suggest(command: Command, { secure, capabilities }: Offers): readonly ResponseInit[] {
  const { tag } = command
  const announces = (name: string): boolean => capabilities.some(capability => upperAscii(capability) === name)
  const one = (type: 'ok' | 'no' | 'bad', text: string, name?: CodeName): readonly ResponseInit[] => [
    status(type, tag, text, name),
  ]
  switch (command.verb) {
    case 'capability':
      return [{ type: 'capability', capabilities }, ...one('ok', 'CAPABILITY done')]
    case 'logout':
      return [status('bye', undefined, 'goodbye'), ...one('ok', 'LOGOUT done')]
    case 'starttls':
      if (announces('STARTTLS')) return one('ok', 'start TLS now')
      return one('bad', secure ? 'TLS is up already' : 'STARTTLS is not announced')
    case 'login':
      return announces('LOGINDISABLED')
        ? one('no', 'LOGIN is disabled', 'PRIVACYREQUIRED')
        : one('no', 'login failed', 'AUTHENTICATIONFAILED')
    case 'authenticate':
      return announces(`AUTH=${command.mechanism}`)
        ? one('no', 'login failed', 'AUTHENTICATIONFAILED')
        : one('no', 'no such mechanism')
    case 'select':
    case 'examine':
    case 'status':
    case 'delete':
    case 'rename':
    case 'subscribe':
    case 'unsubscribe':
    case 'append':
    case 'replace':
    case 'copy':
    case 'move':
      return one('no', 'no such mailbox', 'NONEXISTENT')
    case 'idle':
      return announces('IDLE') || announces('IMAP4REV2')
        ? [{ type: 'continuation', text: 'idling' }]
        : one('bad', 'IDLE is not announced')
    case 'create':
      return one('no', 'mailboxes cannot be made here', 'NOPERM')
    case 'unknown':
      return one('bad', 'unknown command')
    case 'enable':
      return [{ type: 'enabled', capabilities: [] }, ...one('ok', 'ENABLE done')]
    case 'namespace':
      return [{ type: 'namespace', personal: null, otherUsers: null, shared: null }, ...one('ok', 'NAMESPACE done')]
    case 'search':
      return [
        command.returnOptions === undefined ? { type: 'search', numbers: [] } : { type: 'esearch', tag, uid: command.uid },
        ...one('ok', 'SEARCH done'),
      ]
    case 'sort':
    case 'thread':
      return one('no', `${upperAscii(command.verb)} is not supported here`, 'CANNOT')
    case 'esearch':
    case 'noop':
    case 'list':
    case 'lsub':
    case 'close':
    case 'unselect':
    case 'expunge':
    case 'check':
    case 'fetch':
    case 'store':
      return one('ok', `${upperAscii(command.verb)} done`)
    default:
      return command satisfies never // a verb without a line here is a type error, and never an OK
  }
}

/**
 * What an announced literal gets: a message is refused as its APPEND is, what is too large is (RFC 4469 4.2, RFC 7888 5), and the name of a
 * mailbox is read.
 */
export function suggestLiteral({ tag, append, isInline, marker }: AnnouncedLiteral, error?: ImapError): readonly ResponseInit[] {
  const tooBig = (text: string): readonly ResponseInit[] => [status('bad', tag, text, 'TOOBIG')]
  if (error !== undefined)
    return error.code === 'literal-too-large' ? tooBig(reasonOf(error)) : [status('bad', tag, reasonOf(error))]
  if (append !== undefined) return [status('no', tag, 'no such mailbox', 'NONEXISTENT')]
  return isInline ? [{ type: 'continuation', text: 'go on' }] : tooBig(`a literal of ${marker.size} bytes is too large here`)
}
