/** The responses that follow from the protocol alone, for a server without mailboxes. */
import { type ExchangeLine, upperAscii } from '@mailwire/bytes'
import type { Command } from '../command/command.js'
import type { ImapError } from '../error.js'
import { offers } from '../offers.js'
import type { ImapWarning } from '../quirks.js'
import type { PlainCodeName } from '../response/code/plain.js'
import type { ResponseInit } from '../response/response.js'
import type { StatusResponse } from '../response/status.js'
import { reasonOf } from './answer.js'
import type { ServerEvent } from './events.js'
import { notEnabled } from './forbidden.js'
import type { AnnouncedLiteral } from './literal.js'
import { lacking } from './offered.js'

/** The facts that suggestions depend on, besides the command. */
export interface Offers {
  readonly secure: boolean
  /** What ENABLE has enabled, in upper case. */
  readonly enabled: readonly string[]
  /** The announced capabilities, as written. */
  readonly capabilities: readonly string[]
}

/** A status without a code, or with a code without arguments. */
export const status = (
  type: StatusResponse['type'],
  tag: string | undefined,
  text: string,
  name?: PlainCodeName,
): StatusResponse => ({
  type,
  tag,
  code: name === undefined ? undefined : { name },
  text,
})

/** The response to a command from a server without users and mailboxes. */
export function suggest(command: Command, { secure, enabled, capabilities }: Offers): readonly ResponseInit[] {
  const { tag } = command
  const announces = (name: string): boolean => offers(capabilities, name)
  const one = (type: 'ok' | 'no' | 'bad', text: string, name?: PlainCodeName): readonly ResponseInit[] => [
    status(type, tag, text, name),
  ]
  const needed = lacking(command, announces)
  // IMAP4rev2 includes these extensions, so a server may support them without announcing them.
  if (needed !== undefined && command.verb !== 'starttls' && !needed.includes('IMAP4REV2'))
    return one('bad', `${needed.join(' or ')} is not announced`)
  const lacks = notEnabled(command, name => enabled.includes(name))
  if (lacks !== undefined) return one('bad', lacks)
  switch (command.verb) {
    case 'capability':
      return [{ type: 'capability', capabilities }, ...one('ok', 'CAPABILITY done')]
    case 'logout':
      return [status('bye', undefined, 'goodbye'), ...one('ok', 'LOGOUT done')]
    case 'starttls':
      if (announces('STARTTLS')) return one('ok', 'start TLS now')
      return one('bad', secure ? 'TLS is already active' : 'STARTTLS is not announced')
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
    case 'getquotaroot':
    case 'setacl':
    case 'deleteacl':
    case 'listrights':
    case 'getacl':
    case 'myrights':
    case 'getmetadata':
    case 'setmetadata':
    case 'genurlauth':
    case 'resetkey':
    case 'append':
    case 'replace':
    case 'copy':
    case 'move':
      return one('no', 'no such mailbox', 'NONEXISTENT')
    case 'idle':
      return announces('IDLE') ? [{ type: 'continuation', text: 'idling' }] : one('bad', 'IDLE is not announced')
    case 'create':
      return one('no', 'mailboxes cannot be created here', 'NOPERM')
    case 'unknown':
      return one('bad', 'unknown command')
    case 'enable':
      // Only what is announced and has an effect when enabled is in ENABLED (RFC 5161 3.2).
      return [
        { type: 'enabled', capabilities: command.capabilities.filter(name => ENABLEABLE.includes(name) && announces(name)) },
        ...one('ok', 'ENABLE done'),
      ]
    case 'namespace':
      return [{ type: 'namespace', personal: null, otherUsers: null, shared: null }, ...one('ok', 'NAMESPACE done')]
    case 'id':
      return [{ type: 'id', fields: null }, ...one('ok', 'ID done')]
    case 'getquota':
    case 'setquota':
      return one('no', 'no such quota root', 'NONEXISTENT')
    case 'language':
    case 'comparator':
      return one('no', 'no other choice is available')
    case 'compress':
      return one('no', 'compression is not supported here')
    case 'getjmapaccess':
      return one('no', 'JMAP is not supported here', 'CANNOT')
    case 'cancelupdate':
      return one('bad', 'result updates are not supported here')
    case 'notify':
      return one('no', 'notifications are not supported here', 'CANNOT')
    case 'urlfetch':
      return [{ type: 'urlfetch', urls: command.urls.map(({ url }) => ({ url, data: null })) }, ...one('ok', 'URLFETCH done')]
    case 'convert':
    case 'conversions':
      return one('no', 'conversions are not supported here', 'CANNOT')
    case 'search':
      return [
        command.returnOptions === undefined
          ? { type: 'search', numbers: [] }
          : { type: 'esearch', tag, uid: command.uid, count: hasCount(command.returnOptions) ? 0 : undefined },
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
    case 'unauthenticate':
    case 'rlist':
    case 'rlsub':
    case 'xlist':
    case 'check':
    case 'fetch':
    case 'store':
      return one('ok', `${upperAscii(command.verb)} done`)
    default:
      return one('no', `${upperAscii((command as Command).verb)} is not supported here`, 'CANNOT')
  }
}

/** What a client may enable (RFC 7162 3.1, 3.2.3, RFC 6855 3, RFC 9051 6.3.1, RFC 9586, RFC 5464 4.1). */
const ENABLEABLE: readonly string[] = [
  'CONDSTORE',
  'QRESYNC',
  'UTF8=ACCEPT',
  'IMAP4REV2',
  'UIDONLY',
  'METADATA',
  'METADATA-SERVER',
]

/**
 * The answer to an announced literal: a message is refused like its APPEND, a literal that is too large is refused (RFC 4469 4.2, RFC 7888 5), and
 * the name of a mailbox is accepted.
 */
export function suggestLiteral({ tag, append, isInline, marker }: AnnouncedLiteral, error?: ImapError): readonly ResponseInit[] {
  const tooBig = (text: string): readonly ResponseInit[] => [status('bad', tag, text, 'TOOBIG')]
  if (error?.code === 'message-too-large') return [status('no', tag, reasonOf(error), 'TOOBIG')]
  if (error !== undefined)
    return error.code === 'literal-too-large' ? tooBig(reasonOf(error)) : [status('bad', tag, reasonOf(error))]
  if (append !== undefined) return [status('no', tag, 'no such mailbox', 'NONEXISTENT')]
  return isInline ? [{ type: 'continuation', text: 'go on' }] : tooBig(`a literal of ${marker.size} bytes is too large`)
}

/** The event of a line inside AUTHENTICATE (RFC 9051 6.2.2). */
export function exchanged(response: ExchangeLine, tag: string, warnings: readonly ImapWarning[]): ServerEvent {
  const answer = (type: 'no' | 'bad', text: string): readonly ResponseInit[] => [status(type, tag, text)]
  if (response.type === 'response')
    return { type: 'auth-response', tag, data: response.data, warnings, suggestedReply: answer('no', 'login failed') }
  const reason = response.type === 'cancel' ? 'authentication was cancelled' : 'the response is not base64'
  return { type: 'auth-cancel', tag, warnings, suggestedReply: answer('bad', reason) }
}

/** COUNT is sent even if nothing was found (RFC 9051 6.4.4). */
const hasCount = (options: readonly { readonly name: string }[]): boolean => options.some(({ name }) => name === 'COUNT')
