/** What the readers of maildrops share, whether they speak POP3 or IMAP: options, TLS and the connection. */
import type { Tap } from '@mailwire/pop3'
import { connect } from './connect.js'
import { NetworkError } from './errors.js'
import type { Endpoint } from './resolve.js'
import { type TlsSide, Wire } from './wire.js'

export interface ReadMailOptions {
  readonly name: string
  readonly password: string
  /** `'required'` fails where TLS is not offered, `'offered'` (the default) uses it where it is, `'never'` does not. */
  readonly tls?: 'required' | 'offered' | 'never' | undefined
  readonly servername?: string | undefined
  readonly ca?: string | undefined
  /** Milliseconds to wait for a connection, and for each answer. */
  readonly timeout?: number | undefined
  readonly tap?: Tap | undefined
}

export function wantsTls({ tls = 'offered' }: ReadMailOptions, offered: boolean): boolean {
  if (tls === 'required' && !offered) throw new NetworkError('tls', 'the server does not offer TLS')
  return offered && tls !== 'never'
}

export async function wireTo<Event extends { readonly type: string }>(
  connection: ConstructorParameters<typeof Wire<Event>>[0],
  server: Endpoint,
  options: ReadMailOptions,
): Promise<Wire<Event>> {
  const tls: TlsSide = { side: 'client', servername: options.servername ?? server.host, ca: options.ca }
  return new Wire<Event>(connection, await connect(server, options.timeout), { tls, timeout: options.timeout })
}
