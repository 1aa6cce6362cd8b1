/**
 * The bytes that bind a SASL exchange to a TLS connection (RFC 5056): `tls-exporter` (RFC 9266), `tls-unique` and `tls-server-end-point` (RFC 5929).
 * The texts of RFC 5929 and 9266 were not available when this was written.
 */
import { createHash } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { ChannelBinding } from '@mailwire/sasl'

/** Which side of the connection this is. */
export type Side = 'client' | 'server'

/** The binding of the type; by default `tls-exporter` with TLS 1.3, and `tls-unique` before. `undefined` where the connection has none. */
export function channelBindingOf(socket: TLSSocket, side: Side, type?: ChannelBinding['type']): ChannelBinding | undefined {
  const tlsVersion = socket.getProtocol() ?? ''
  const isNew = tlsVersion === 'TLSv1.3'
  switch (type ?? (isNew ? 'tls-exporter' : 'tls-unique')) {
    case 'tls-exporter':
      return isNew || hasExtendedMasterSecret(socket)
        ? withData('tls-exporter', socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0)))
        : undefined
    case 'tls-unique':
      return isNew || (socket.isSessionReused() && !hasExtendedMasterSecret(socket))
        ? undefined
        : uniqueOf(socket, side, tlsVersion)
    case 'tls-server-end-point': {
      const certificate = side === 'server' ? socket.getX509Certificate() : socket.getPeerX509Certificate()
      return withData('tls-server-end-point', certificate && certificateHash(certificate.raw))
    }
  }
}

/** All bindings that the connection has, for a server: the client says which one it uses. */
export const channelBindingsOf = (socket: TLSSocket): ChannelBinding[] =>
  (['tls-exporter', 'tls-unique', 'tls-server-end-point'] as const).flatMap(
    type => channelBindingOf(socket, 'server', type) ?? [],
  )

const withData = (type: 'tls-exporter' | 'tls-server-end-point', data: Uint8Array | undefined): ChannelBinding | undefined =>
  data === undefined || data.length === 0 ? undefined : { type, data: Uint8Array.from(data) }

/** The first Finished message of the handshake: the client's, and the server's where the session was resumed (RFC 5929 3.1). */
function uniqueOf(socket: TLSSocket, side: Side, tlsVersion: string): ChannelBinding | undefined {
  const isOurs = (side === 'client') !== socket.isSessionReused()
  const data = isOurs ? socket.getFinished() : socket.getPeerFinished()
  return data === undefined ? undefined : { type: 'tls-unique', data: Uint8Array.from(data), tlsVersion }
}

/**
 * True where the master secret is bound to the handshake (RFC 7627). Without it, before TLS 1.3, somebody in between can have two connections
 * with one master secret, so that `tls-exporter` (RFC 9266 4.2) and, once they are resumed, `tls-unique` (RFC 7677 4) are the same. Only the
 * session as OpenSSL writes it tells: `flags [13] EXPLICIT INTEGER`, whose bit 0 is SSL_SESS_FLAG_EXTMS.
 */
function hasExtendedMasterSecret(socket: TLSSocket): boolean {
  const der = socket.getSession() ?? new Uint8Array(0)
  const session = element(der, 0)
  for (let at = session?.start ?? der.length; at < der.length; ) {
    const field = element(der, at)
    if (field === undefined) return false
    if (der[at] === FLAGS) return (der[field.end - 1]! & 1) === 1
    at = field.end
  }
  return false
}

/** The tag of `[13]`, constructed. */
const FLAGS = 0xad

/** The last byte of `sha…WithRSAEncryption` (1.2.840.113549.1.1.n) and the last two of `ecdsa-with-SHA…` (1.2.840.10045.4.…), as hex. */
const HASHES: Readonly<Record<string, string>> = {
  '2a864886f70d010104': 'sha256', // MD5 and SHA-1 are replaced by SHA-256 (RFC 5929 4.1)
  '2a864886f70d010105': 'sha256',
  '2a864886f70d01010b': 'sha256',
  '2a864886f70d01010c': 'sha384',
  '2a864886f70d01010d': 'sha512',
  '2a864886f70d01010e': 'sha224',
  '2a8648ce3d0401': 'sha256',
  '2a8648ce3d040301': 'sha224',
  '2a8648ce3d040302': 'sha256',
  '2a8648ce3d040303': 'sha384',
  '2a8648ce3d040304': 'sha512',
}

/** The hash of a certificate by the hash of its signature (RFC 5929 4.1); `undefined` where that has none, as Ed25519. */
export function certificateHash(der: Uint8Array): Uint8Array | undefined {
  const hash = HASHES[signatureAlgorithm(der) ?? '']
  return hash === undefined ? undefined : createHash(hash).update(der).digest()
}

/** `Certificate ::= SEQUENCE { tbsCertificate SEQUENCE, signatureAlgorithm SEQUENCE { algorithm OBJECT IDENTIFIER, … }, … }` (RFC 5280 4.1) */
function signatureAlgorithm(der: Uint8Array): string | undefined {
  const certificate = element(der, 0)
  const signed = certificate && element(der, certificate.start)
  const algorithm = signed && element(der, signed.end)
  const identifier = algorithm && element(der, algorithm.start)
  return identifier && Buffer.from(der.subarray(identifier.start, identifier.end)).toString('hex')
}

/** Where the content of the DER element at `at` is. */
function element(der: Uint8Array, at: number): { readonly start: number; readonly end: number } | undefined {
  const first = der[at + 1]
  if (first === undefined) return undefined
  const extra = first < 0x80 ? 0 : first & 0x7f
  let length = extra === 0 ? first : 0
  for (let index = 0; index < extra; index++) length = length * 256 + (der[at + 2 + index] ?? 0)
  const start = at + 2 + extra
  return { start, end: start + length }
}
