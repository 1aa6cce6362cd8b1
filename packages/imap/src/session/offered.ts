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
  // IMAP4rev2 includes SASL-IR and LITERAL- (RFC 9051 E).
  const hasSaslIr = capabilities?.has('SASL-IR') === true || capabilities?.has('IMAP4REV2') === true
  if (command.verb === 'authenticate' && command.initialResponse !== undefined && !hasSaslIr)
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
export function literalsFor(capabilities: ReadonlySet<string> | undefined): NonNullable<WriterOptions['literals']> {
  if (capabilities?.has('LITERAL+') === true) return 'LITERAL+'
  return capabilities?.has('LITERAL-') === true || capabilities?.has('IMAP4REV2') === true ? 'LITERAL-' : 'synchronizing'
}
