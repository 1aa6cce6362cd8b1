/**
 * Channel bindings (RFC 5056): what identifies the TLS connection that an exchange runs in, so that it cannot be relayed into another one.
 * The bytes come from the TLS library; how they are made is in RFC 5929 (`tls-unique`, `tls-server-end-point`) and RFC 9266 (`tls-exporter`).
 */
import { copyOf } from '@mailwire/bytes'
import { fail } from './error.js'
import { bytesOf, fieldsOf, textOf } from './values.js'

/** The binding of one TLS connection, from the TLS library. */
export type ChannelBinding =
  | {
      /** `tls-exporter` is for TLS 1.3 (RFC 9266), `tls-server-end-point` is the hash of the server's certificate (RFC 5929). */
      readonly type: 'tls-exporter' | 'tls-server-end-point'
      readonly data: Uint8Array
    }
  | {
      /**
       * The first Finished message (RFC 5929). TLS 1.3 has none, so the version is required. Safe only with the extended master secret
       * (RFC 7627), or where no session was resumed (RFC 7677 4).
       */
      readonly type: 'tls-unique'
      readonly data: Uint8Array
      /** As Node's `getProtocol()` writes it: `TLSv1.2`. `1.2` and `TLS 1.2` are accepted, too. */
      readonly tlsVersion: string
    }

const TYPES: readonly unknown[] = ['tls-exporter', 'tls-server-end-point', 'tls-unique'] satisfies ChannelBinding['type'][]

/** TLS 1.0 to 1.2. The versions that have `tls-unique`, listed so that a version after 1.3 does not count as one. */
const HAS_TLS_UNIQUE = /^(?:TLS ?v?)?1(?:\.[0-2])?$/

/** A copy of a binding that can be used. @throws {@link SaslError} `bad-channel-binding`, `bad-value` */
export function checkedChannelBinding(value: unknown): ChannelBinding {
  const action = 'check channel binding'
  const { type, data, tlsVersion } = fieldsOf(value, action)
  if (!TYPES.includes(type)) fail('bad-channel-binding', 0, `${action}: unknown type; use one of ${TYPES.join(', ')}`)
  const copy = copyOf(bytesOf(data, action))
  if (copy.length === 0) fail('bad-channel-binding', 0, `${action}: data is empty`)
  if (type !== 'tls-unique') return { type: type as 'tls-exporter' | 'tls-server-end-point', data: copy }
  if (tlsVersion === undefined)
    fail('bad-channel-binding', 0, `${action}: tls-unique needs tlsVersion, because TLS 1.3 does not define it`)
  const version = textOf(tlsVersion, action)
  if (!HAS_TLS_UNIQUE.test(version))
    fail('bad-channel-binding', 0, `${action}: tls-unique is for TLS 1.0 to 1.2; use tls-exporter with TLS 1.3 (RFC 9266)`)
  return { type, data: copy, tlsVersion: version }
}
