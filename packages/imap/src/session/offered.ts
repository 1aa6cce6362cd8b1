/** What a server has to announce before a client sends it (RFC 9051 6.1.1): what it says it does not do is not tried. */
import { upperAscii } from '@mailwire/bytes'
import type { CommandBodyInit } from '../command/command.js'
import { fail } from '../error.js'
import type { WriterOptions } from '../grammar/writer.js'
import { textOf } from '../values.js'
import { verbs } from './state.js'

/** @throws {@link ImapError} `not-offered` */
export function assertOffered(command: CommandBodyInit, capabilities: ReadonlySet<string> | undefined, offset: number): void {
  const refuse = (what: string): never => fail('not-offered', offset, `send ${command.verb}: ${what}`)
  if (command.verb === 'authenticate' && command.initialResponse !== undefined && capabilities?.has('SASL-IR') !== true)
    refuse('an initial response needs SASL-IR')
  if (capabilities === undefined) return
  const { announcedBy } = verbs[command.verb]
  if (announcedBy?.some(name => capabilities.has(name)) === false)
    refuse(`the server does not announce ${announcedBy.join(' or ')}`)
  if (command.verb === 'login' && capabilities.has('LOGINDISABLED')) refuse('the server announces LOGINDISABLED')
  if (
    command.verb === 'authenticate' &&
    !capabilities.has(`AUTH=${upperAscii(textOf(command.mechanism, 'encode AUTHENTICATE'))}`)
  )
    refuse(`the server does not announce AUTH=${command.mechanism}`)
  if (command.verb === 'append' && command.binary && !capabilities.has('BINARY')) refuse('a literal8 needs BINARY')
}

/** How literals are written to the server (RFC 7888). */
export const literalsFor = (capabilities: ReadonlySet<string> | undefined): NonNullable<WriterOptions['literals']> =>
  capabilities?.has('LITERAL+') === true ? 'LITERAL+' : capabilities?.has('LITERAL-') === true ? 'LITERAL-' : 'synchronizing'
