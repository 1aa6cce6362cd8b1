/** What a server has to announce before a client sends it (RFC 9051 6.1.1): what it says it does not do is not tried. */
import { frozen, upperAscii } from '@mailwire/bytes'
import type { AppendMessageInit } from '../command/append-message.js'
import type { CommandBodyInit, Verb } from '../command/command.js'
import { fail } from '../error.js'
import type { WriterOptions } from '../grammar/writer.js'
import { fieldsOf, listOf, textOf } from '../values.js'
import { messagesOf } from './outgoing.js'

/** The capability that each command comes with. `undefined`: it is in IMAP4rev1 or rev2, or is tried where nothing announces it. */
const capabilityOf: Readonly<Record<Verb, string | undefined>> = /* @__PURE__ */ frozen({
  capability: undefined,
  noop: undefined,
  logout: undefined,
  starttls: 'STARTTLS',
  authenticate: undefined,
  login: undefined,
  enable: 'ENABLE',
  select: undefined,
  examine: undefined,
  create: undefined,
  delete: undefined,
  rename: undefined,
  subscribe: undefined,
  unsubscribe: undefined,
  list: undefined,
  lsub: undefined,
  namespace: 'NAMESPACE',
  status: undefined,
  append: undefined,
  idle: 'IDLE',
  close: undefined,
  unselect: undefined,
  expunge: undefined,
  check: undefined,
  search: undefined,
  esearch: 'MULTISEARCH',
  sort: 'SORT',
  thread: undefined,
  fetch: undefined,
  store: undefined,
  copy: undefined,
  move: 'MOVE',
  replace: 'REPLACE',
  unknown: undefined,
})

/** Extensions that IMAP4rev2 includes (RFC 9051 E). */
const IN_REV2: readonly string[] = /* @__PURE__ */ frozen(['IDLE', 'ENABLE', 'NAMESPACE', 'MOVE'])

/** @throws {@link ImapError} `not-offered` */
export function assertOffered(command: CommandBodyInit, capabilities: ReadonlySet<string> | undefined, offset: number): void {
  const refuse = (what: string): never => fail('not-offered', offset, `send ${command.verb}: ${what}`)
  if (command.verb === 'authenticate' && command.initialResponse !== undefined && capabilities?.has('SASL-IR') !== true)
    refuse('an initial response needs SASL-IR')
  if (capabilities === undefined) return
  const needed = capabilityOf[command.verb]
  if (needed !== undefined && !capabilities.has(needed)) {
    if (!IN_REV2.includes(needed)) refuse(`the server does not announce ${needed}`)
    if (!capabilities.has('IMAP4REV2')) refuse(`the server announces neither ${needed} nor IMAP4rev2`)
  }
  if (command.verb === 'login' && capabilities.has('LOGINDISABLED')) refuse('the server announces LOGINDISABLED')
  if (
    command.verb === 'authenticate' &&
    !capabilities.has(`AUTH=${upperAscii(textOf(command.mechanism, 'encode AUTHENTICATE'))}`)
  )
    refuse(`the server does not announce AUTH=${command.mechanism}`)
  if (command.verb === 'thread') {
    const algorithm = upperAscii(textOf(command.algorithm, 'encode THREAD'))
    if (!capabilities.has(`THREAD=${algorithm}`)) refuse(`the server does not announce THREAD=${algorithm}`)
  }
  for (const message of messagesOf(command)) {
    const needed = neededFor(message)
    if (needed !== undefined && !needed.some(name => capabilities.has(name))) refuse(`the server does not announce ${needed[0]}`)
  }
  if (command.verb === 'append' && command.messages.length > 1 && !capabilities.has('MULTIAPPEND'))
    refuse('several messages need MULTIAPPEND')
}

/** What the content and the options of a message come with, any of these. */
function neededFor(message: AppendMessageInit): readonly string[] | undefined {
  const { annotations = [], content: given } = fieldsOf(message, 'encode APPEND: message')
  const content = fieldsOf(given, 'encode APPEND: content')
  if (listOf(annotations, 'encode APPEND: annotations').length > 0) return ['ANNOTATE-EXPERIMENT-1']
  if (content.type === 'message') return content.binary ? ['BINARY'] : undefined
  if (content.type === 'catenate') return ['CATENATE']
  return content.type === 'utf8' ? ['UTF8=ACCEPT', 'UTF8=ONLY'] : undefined
}

/** How literals are written to the server (RFC 7888). */
export const literalsFor = (capabilities: ReadonlySet<string> | undefined): NonNullable<WriterOptions['literals']> =>
  capabilities?.has('LITERAL+') === true ? 'LITERAL+' : capabilities?.has('LITERAL-') === true ? 'LITERAL-' : 'synchronizing'
