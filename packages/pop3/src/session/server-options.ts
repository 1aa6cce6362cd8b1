/** The options of a server: checked before its session begins, and what they announce. */
import type { SessionFacts } from '@mailwire/bytes'
import { greetingTimestamp } from '../apop.js'
import { type Capabilities, formatCapabilities } from '../capability.js'
import { fail } from '../error.js'
import { lineOf, listOf, optionsOf } from '../values.js'
import type { ServerOptions } from './events.js'

/** Checks at the start what would otherwise throw in the middle of a session. */
export function checkOptions(options: ServerOptions): void {
  const { hostname, timestamp, verbs } = optionsOf(options, 'new ServerConnection')
  if (hostname !== undefined) checkHostname(lineOf(hostname, 'bad-value', 'new ServerConnection: hostname'))
  if (timestamp !== undefined && greetingTimestamp(timestamp as string) !== timestamp)
    fail('bad-value', 0, 'new ServerConnection: timestamp: a msg-id expected, such as <1@pop.example>')
  if (verbs !== undefined) listOf(verbs, 'new ServerConnection: verbs')
}

/** What CAPA says: without STLS inside TLS (RFC 2595 4). It is checked here, not when CAPA arrives. */
export function announcedBy({ capabilities = { user: true } }: ServerOptions, session: SessionFacts): Capabilities {
  const announced = typeof capabilities === 'function' ? capabilities(session) : capabilities
  formatCapabilities(announced)
  return session.secure ? { ...announced, stls: undefined } : { ...announced }
}

/** A client would read `<` in the greeting as a timestamp for APOP, and `[` at its start as a response code (RFC 2449 3 and 8). */
function checkHostname(hostname: string): void {
  if (/^\[|</.test(hostname))
    fail('bad-value', 0, `new ServerConnection: hostname: no "[" at its start and no "<" expected: ${JSON.stringify(hostname)}`)
}
