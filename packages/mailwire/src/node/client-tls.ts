/**
 * When a client's session uses TLS, and when it must. Credentials go over TLS only (RFC 8314 3 and 4, RFC 4954 14, RFC 9051 11.1): a man in the middle
 * who removes STARTTLS from the server's offers must not get them in the clear.
 */
import { NetworkError } from './errors.js'

/** How a client's session is secured; the same for sending and for reading. */
export interface ClientTlsOptions {
  /**
   * `'implicit'` begins with TLS, as the ports 465, 995 and 993 have it (RFC 8314 3). `'required'` fails where STARTTLS (POP3: STLS) is not
   * offered. `'offered'`, the default, uses it where it is offered; but with credentials it means `'required'`, unless
   * `allowCleartextCredentials` is set. `'never'` does not use it.
   */
  readonly tls?: 'required' | 'offered' | 'implicit' | 'never' | undefined
  /** Sends a password or another credential without TLS where the server does not offer it: for servers in the same process, and tests. */
  readonly allowCleartextCredentials?: boolean | undefined
  /** The name, or address, that the certificate must be for; the server's host by default. */
  readonly servername?: string | undefined
  /**
   * The certificates to trust, in PEM: a self-signed one of the server, or its authority's. They take the place of the authorities that Node
   * trusts by default.
   */
  readonly ca?: string | undefined
  /** The client's own certificate and its key, in PEM, shown where the server asks for one: what `{ external: true }` logs in by. */
  readonly certificate?: { readonly key: string; readonly cert: string } | undefined
}

/** True where the session may not go on in the clear. */
export const requiresTls = ({ tls, allowCleartextCredentials }: ClientTlsOptions, credentials: boolean): boolean =>
  tls === 'required' || tls === 'implicit' || (credentials && allowCleartextCredentials !== true)

/** The protocol's command for TLS, and the port that starts with TLS (RFC 8314 3). */
export interface TlsWay {
  readonly command: 'STARTTLS' | 'STLS'
  readonly implicitPort: 465 | 993 | 995
}

/** What to do about a server that takes or needs no credentials in the clear. */
export const secureWay = ({ command, implicitPort }: TlsWay): string =>
  `leave tls at 'offered' or 'required' to use ${command}, or use tls: 'implicit' for a port that starts with TLS (${implicitPort})`

/** What to do where a login in the clear is refused, or not offered: a server may refuse it whatever the password is. */
export const clearHint = (way: TlsWay, secure: boolean): string =>
  secure ? '' : `; the session is in the clear; if the server accepts credentials over TLS only, ${secureWay(way)}`

/**
 * The last check before anything that TLS must protect is sent.
 *
 * @throws {@link NetworkError} `tls`
 */
export function demandTls(
  options: ClientTlsOptions,
  way: TlsWay,
  { credentials, secure }: { credentials: boolean; secure: boolean },
): void {
  if (secure || !requiresTls(options, credentials)) return
  const why = options.tls === 'never' ? "tls is 'never'" : `the server does not offer ${way.command}`
  const clear = credentials ? '; credentials are sent over TLS only, unless allowCleartextCredentials is true' : ''
  throw new NetworkError('tls', `start TLS: ${why}${clear}; ${implicit(way)}`)
}

/** The server offered TLS, or may have it, and then refused. */
export const tlsRefused = (way: TlsWay, said: string): NetworkError =>
  new NetworkError('tls', `${way.command}: ${said}; ${implicit(way)}`)

const implicit = ({ implicitPort }: TlsWay): string => `for a port that starts with TLS (${implicitPort}) use tls: 'implicit'`
