/**
 * When a client's session uses TLS, and when it must. Credentials go over TLS only (RFC 8314 3 and 4, RFC 4954 14): whoever can take STARTTLS
 * out of what a server offers must not get them in the clear.
 */
import { NetworkError } from './errors.js'

/** How a client's session is secured; the same for sending and for reading. */
export interface ClientTlsOptions {
  /**
   * `'implicit'` begins with TLS, as the ports 465, 995 and 993 have it (RFC 8314 3). `'required'` fails where STARTTLS (POP3: STLS) is not
   * offered. `'offered'`, the default, uses it where it is offered; with credentials it is `'required'` all the same, unless
   * `allowCleartextCredentials` is set. `'never'` does not use it.
   */
  readonly tls?: 'required' | 'offered' | 'implicit' | 'never' | undefined
  /** Sends a password or another credential without TLS where the server does not offer it: for servers in the same process, and tests. */
  readonly allowCleartextCredentials?: boolean | undefined
  /** The name that the certificate must be for, and the roots to trust. */
  readonly servername?: string | undefined
  readonly ca?: string | undefined
}

/** True where the session may not go on in the clear. */
export const requiresTls = ({ tls, allowCleartextCredentials }: ClientTlsOptions, credentials: boolean): boolean =>
  tls === 'required' || tls === 'implicit' || (credentials && allowCleartextCredentials !== true)

/**
 * The last check before anything goes out that TLS must protect, whatever the server said before.
 *
 * @throws {@link NetworkError} `tls`
 */
export function demandTls(options: ClientTlsOptions, { credentials, secure }: { credentials: boolean; secure: boolean }): void {
  if (secure || !requiresTls(options, credentials)) return
  const why = options.tls === 'never' ? "tls is 'never'" : 'the server does not offer STARTTLS'
  const next = credentials
    ? 'credentials go over TLS, unless allowCleartextCredentials is true'
    : "one where TLS comes first wants tls: 'implicit'"
  throw new NetworkError('tls', `start TLS: ${why}; ${next}`)
}
