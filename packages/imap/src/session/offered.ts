/** The capabilities that a server must announce before a client sends a command or form (RFC 9051 6.1.1). */
import { upperAscii } from '@mailwire/bytes'
import type { AppendMessageInit } from '../command/append-message.js'
import type { CommandBodyInit } from '../command/command.js'
import { fail } from '../error.js'
import type { Need, WriterOptions } from '../grammar/writer.js'
import { announcersOf, offers } from '../offers.js'
import { fieldsOf, listOf, textOf } from '../values.js'
import { messagesOf } from './outgoing.js'
import { verbs } from './state.js'

/** How to send what a server has without announcing it (or does not have after all). */
const WAY = 'to send it anyway, add it with the option capabilities'

const refuse = (verb: string, offset: number, what: string): never => fail('not-offered', offset, `send ${verb}: ${what}`)

/** Checks the verb, and the values that are announced by name. @throws {@link ImapError} `not-offered` */
export function assertOffered(command: CommandBodyInit, capabilities: ReadonlySet<string> | undefined, offset: number): void {
  const { verb } = command
  const announces = (name: string): boolean => capabilities !== undefined && offers(capabilities, name)
  if (verb === 'authenticate' && command.initialResponse !== undefined && !announces('SASL-IR'))
    refuse(verb, offset, 'an initial response needs SASL-IR; without it, leave it out and answer the challenge')
  if (capabilities === undefined) return
  const missing = (...names: readonly string[]): never =>
    refuse(verb, offset, `the server does not announce ${names.join(' or ')}; ${WAY}`)
  const needed = lacking(command, announces)
  if (needed !== undefined) missing(...needed)
  if (verb === 'login' && capabilities.has('LOGINDISABLED')) refuse(verb, offset, 'the server announces LOGINDISABLED')
  if (verb === 'authenticate') {
    const mechanism = `AUTH=${upperAscii(textOf(command.mechanism, 'encode AUTHENTICATE'))}`
    if (!announces(mechanism)) missing(mechanism)
  }
  if (verb === 'urlfetch' && command.urls.some(({ parameters }) => parameters !== undefined) && !announces('URLAUTH=BINARY'))
    missing('URLAUTH=BINARY')
  if (verb === 'thread') {
    const algorithm = `THREAD=${upperAscii(textOf(command.algorithm, 'encode THREAD'))}`
    if (!announces(algorithm)) missing(algorithm)
  }
  const form = unannouncedForm(command, announces)
  if (form !== undefined) missing(form)
}

/** Checks what the encoded command has in it: parameters, items, keys. @throws {@link ImapError} `not-offered` */
export function assertAnnounced(
  verb: string,
  needs: readonly Need[],
  capabilities: ReadonlySet<string> | undefined,
  offset: number,
): void {
  if (capabilities === undefined) return
  for (const { name, announcedBy } of needs)
    if (!announcedBy.some(one => offers(capabilities, one)))
      refuse(
        verb,
        offset,
        `the server does not announce ${announcedBy.flatMap(announcersOf).join(' or ')}, which ${name} needs; ${WAY}`,
      )
}

/** The capabilities that the content and the options of a message need, all of them. */
function neededFor(message: AppendMessageInit): readonly string[] {
  const { annotations = [], content: given } = fieldsOf(message, 'encode APPEND: message')
  const content = fieldsOf(given, 'encode APPEND: content')
  const needed: string[] = []
  if (listOf(annotations, 'encode APPEND: annotations').length > 0) needed.push('ANNOTATE-EXPERIMENT-1')
  if (content.type === 'message' && content.binary) needed.push('BINARY')
  if (content.type === 'utf8') needed.push('UTF8=ACCEPT')
  if (content.type === 'catenate') {
    needed.push('CATENATE')
    if (listOf(content.parts, 'encode APPEND: parts').some(({ type }) => type === 'utf8')) needed.push('UTF8=ACCEPT')
  }
  return needed
}

/** The missing capability for the form of an APPEND or REPLACE: without this check a server would decode it, and its caller might mistake it for another form. */
export function unannouncedForm(command: CommandBodyInit, announces: (capability: string) => boolean): string | undefined {
  if (command.verb === 'append' && command.messages.length > 1 && !announces('MULTIAPPEND')) return 'MULTIAPPEND'
  return messagesOf(command)
    .flatMap(neededFor)
    .find(name => !announces(name))
}

/** The capabilities of which one is needed for the command, if a server announces none of them. */
export function lacking(command: CommandBodyInit, announces: (capability: string) => boolean): readonly string[] | undefined {
  const announcedBy = isAboutServer(command) ? ['METADATA-SERVER'] : verbs[command.verb].announcedBy
  return announcedBy === undefined || announcedBy.some(announces) ? undefined : announcedBy.flatMap(announcersOf)
}

/** METADATA-SERVER announces entries of the server alone (RFC 5464 1). */
const isAboutServer = (command: CommandBodyInit): boolean =>
  (command.verb === 'getmetadata' || command.verb === 'setmetadata') && command.mailbox === ''

/** How literals are written to the server (RFC 7888). */
export function literalsFor(capabilities: ReadonlySet<string> | undefined): NonNullable<WriterOptions['literals']> {
  if (capabilities === undefined) return 'synchronizing'
  if (offers(capabilities, 'LITERAL+')) return 'LITERAL+'
  return offers(capabilities, 'LITERAL-') ? 'LITERAL-' : 'synchronizing'
}
