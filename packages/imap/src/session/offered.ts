/** What a server has to announce before a client sends it (RFC 9051 6.1.1): what it says it does not do is not tried. */
import { frozen, upperAscii } from '@mailwire/bytes'
import type { CommandBodyInit, Verb } from '../command/command.js'
import { fail } from '../error.js'
import type { WriterOptions } from '../grammar/writer.js'
import { textOf } from '../values.js'

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
  if (command.verb === 'append' && command.binary && !capabilities.has('BINARY')) refuse('a literal8 needs BINARY')
}

/** How literals are written to the server (RFC 7888). */
export const literalsFor = (capabilities: ReadonlySet<string> | undefined): NonNullable<WriterOptions['literals']> =>
  capabilities?.has('LITERAL+') === true ? 'LITERAL+' : capabilities?.has('LITERAL-') === true ? 'LITERAL-' : 'synchronizing'
