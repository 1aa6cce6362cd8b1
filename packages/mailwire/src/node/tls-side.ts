/** TLS on a socket, for both sides: its start, the time for its handshake, and the peer's certificate. */
import type { X509Certificate } from 'node:crypto'
import { isIP, type Socket } from 'node:net'
import { createSecureContext, type SecureContext, type SecureContextOptions, TLSSocket, connect as tlsConnect } from 'node:tls'

/** How a session starts TLS. */
export type TlsSide =
  | {
      readonly side: 'server'
      readonly credentials: SecureContextOptions
      /** Asks the client for a certificate; a session without one goes on anyway. */
      readonly requestCertificate?: boolean | undefined
    }
  /**
   * `servername` is checked against the certificate, which must lead to a root in `ca` (the system's by default); with `opportunistic` any
   * certificate will do (RFC 7435).
   */
  | {
      readonly side: 'client'
      readonly servername: string
      readonly ca?: string | undefined
      readonly opportunistic?: boolean | undefined
      /** What the client shows where the server asks for a certificate. */
      readonly certificate?: { readonly key: string; readonly cert: string } | undefined
    }

/** A client's certificate. */
export interface PeerCertificate {
  readonly certificate: X509Certificate
  /** True where it is issued by an authority in the server's `credentials.ca`. */
  readonly isTrusted: boolean
}

/** A TLS handshake is a few packets; how long it may take at most, in milliseconds. */
const HANDSHAKE = 30_000

/** A socket that begins TLS. */
export function secured(plain: Socket, tls: TlsSide): TLSSocket {
  return tls.side === 'server'
    ? new TLSSocket(plain, {
        isServer: true,
        secureContext: contextOf(tls.credentials),
        requestCert: tls.requestCertificate ?? false,
        rejectUnauthorized: false,
      })
    : tlsConnect({
        socket: plain,
        // An address is compared with the certificate, and is not sent as a name (RFC 6066 3).
        host: tls.servername,
        servername: isIP(tls.servername) === 0 ? tls.servername : '',
        rejectUnauthorized: tls.opportunistic !== true,
        ...(tls.ca === undefined ? {} : { ca: tls.ca }),
        ...(tls.certificate === undefined ? {} : { key: tls.certificate.key, cert: tls.certificate.cert }),
      })
}

/** Waits until TLS is active: no longer than a step of the session may take, and not for a peer that has closed the connection. */
export function handshake(socket: TLSSocket, side: TlsSide['side'], timeout: number): Promise<void> {
  const up = side === 'server' ? 'secure' : 'secureConnect'
  const time = Math.min(timeout, HANDSHAKE)
  return new Promise((settle, reject) => {
    // 'end' is only seen by who reads, and a listener of 'readable' does.
    const read = (): void => {}
    const closed = (): void => done(new Error('the peer closed the connection'))
    const failed = (error: Error): void => done(error)
    const ready = (): void => done()
    const timer = setTimeout(() => done(new Error(`the handshake took more than ${time} ms`)), time)
    const done = (error?: Error): void => {
      clearTimeout(timer)
      socket.off('readable', read).off('end', closed).off('close', closed).off('error', failed).off(up, ready)
      if (error === undefined) settle()
      else reject(error)
    }
    socket.on('readable', read).on('end', closed).on('close', closed).on('error', failed).on(up, ready)
  })
}

/** Whether OpenSSL verified the peer's certificate. Node sets `authorized` only for clients and for sockets of its own server, not for those made here. */
export function isVerified(socket: TLSSocket): boolean {
  const { _handle: handle } = socket as unknown as { readonly _handle?: { verifyError?(): Error | null } | null }
  return handle?.verifyError?.() === null
}

const contexts = new WeakMap<SecureContextOptions, SecureContext>()

/** The certificate and key are read once, not for every session. */
function contextOf(credentials: SecureContextOptions): SecureContext {
  let context = contexts.get(credentials)
  if (context === undefined) {
    // Without it OpenSSL fails each handshake that resumes a session, once clients are asked for certificates.
    context = createSecureContext({ sessionIdContext: 'mailwire', ...credentials })
    contexts.set(credentials, context)
  }
  return context
}
