/** The capabilities that a server must announce before a client sends a command or form (RFC 9051 6.1.1). */
import { upperAscii } from '@mailwire/bytes'
import type { AppendMessageInit } from '../command/append-message.js'
import type { CommandBodyInit } from '../command/command.js'
import { fail } from '../error.js'
import type { WriterOptions } from '../grammar/writer.js'
import { fieldsOf, listOf, textOf } from '../values.js'
import { messagesOf } from './outgoing.js'
import { verbs } from './state.js'

/** @throws {@link ImapError} `not-offered` */
export function assertOffered(command: CommandBodyInit, capabilities: ReadonlySet<string> | undefined, offset: number): void {
  const refuse = (what: string): never => fail('not-offered', offset, `send ${command.verb}: ${what}`)
  // IMAP4rev2 includes SASL-IR and LITERAL- (RFC 9051 E).
  const hasSaslIr = capabilities?.has('SASL-IR') === true || capabilities?.has('IMAP4REV2') === true
  if (command.verb === 'authenticate' && command.initialResponse !== undefined && !hasSaslIr)
    refuse('an initial response needs SASL-IR')
  if (capabilities === undefined) return
  const announces = (name: string): boolean => capabilities.has(name)
  const needed = lacking(command, announces)
  if (needed !== undefined) refuse(`the server does not announce ${needed.join(' or ')}`)
  if (command.verb === 'login' && capabilities.has('LOGINDISABLED')) refuse('the server announces LOGINDISABLED')
  if (
    command.verb === 'authenticate' &&
    !capabilities.has(`AUTH=${upperAscii(textOf(command.mechanism, 'encode AUTHENTICATE'))}`)
  )
    refuse(`the server does not announce AUTH=${command.mechanism}`)
  if (
    command.verb === 'urlfetch' &&
    command.urls.some(({ parameters }) => parameters !== undefined) &&
    !capabilities.has('URLAUTH=BINARY')
  )
    refuse('parameters need URLAUTH=BINARY')
  if (command.verb === 'thread') {
    const algorithm = upperAscii(textOf(command.algorithm, 'encode THREAD'))
    if (!capabilities.has(`THREAD=${algorithm}`)) refuse(`the server does not announce THREAD=${algorithm}`)
  }
  const form = unannouncedForm(command, announces)
  if (form !== undefined) refuse(`the server does not announce ${form}`)
}

/** The capabilities, any of which allows the content and the options of a message. */
function neededFor(message: AppendMessageInit): readonly string[] | undefined {
  const { annotations = [], content: given } = fieldsOf(message, 'encode APPEND: message')
  const content = fieldsOf(given, 'encode APPEND: content')
  if (listOf(annotations, 'encode APPEND: annotations').length > 0) return ['ANNOTATE-EXPERIMENT-1']
  if (content.type === 'message') return content.binary ? ['BINARY'] : undefined
  if (content.type === 'catenate') return ['CATENATE']
  return content.type === 'utf8' ? ['UTF8=ACCEPT', 'UTF8=ONLY'] : undefined
}

/** The missing capability for the form of an APPEND or REPLACE: without this check a server would decode it, and its caller might mistake it for another form. */
export function unannouncedForm(command: CommandBodyInit, announces: (capability: string) => boolean): string | undefined {
  if (command.verb === 'append' && command.messages.length > 1 && !announces('MULTIAPPEND')) return 'MULTIAPPEND'
  return messagesOf(command)
    .map(neededFor)
    .find(names => names?.some(announces) === false)?.[0]
}

/** The capabilities of which one is needed for the command, if a server announces none of them. */
export function lacking(command: CommandBodyInit, announces: (capability: string) => boolean): readonly string[] | undefined {
  const { announcedBy } = verbs[command.verb]
  if (announcedBy === undefined || announcedBy.some(announces)) return undefined
  return isAboutServer(command) && announces('METADATA-SERVER') ? undefined : announcedBy
}

/** METADATA-SERVER announces entries of the server alone (RFC 5464 1). */
const isAboutServer = (command: CommandBodyInit): boolean =>
  (command.verb === 'getmetadata' || command.verb === 'setmetadata') && command.mailbox === ''

/** How literals are written to the server (RFC 7888). */
export function literalsFor(capabilities: ReadonlySet<string> | undefined): NonNullable<WriterOptions['literals']> {
  if (capabilities?.has('LITERAL+') === true) return 'LITERAL+'
  return capabilities?.has('LITERAL-') === true || capabilities?.has('IMAP4REV2') === true ? 'LITERAL-' : 'synchronizing'
}
