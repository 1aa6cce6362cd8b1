/** The layout that DNSKEY shares with CDNSKEY and KEY (RFC 4034 2.1). */
import { checkUnsigned } from '../../given.js'
import { dnssecAlgorithms } from '../../iana/dnssec-algorithms.js'
import { u16At, writeU16 } from '../../wire/integers.js'
import type { MessageReader } from '../../wire/reader.js'
import type { MessageWriter } from '../../wire/writer.js'
import type { RecordType } from '../record-type.js'
import { base64, checkBytes, rest } from './binary.js'
import { code } from './code.js'
import { u8, u16 } from './numbers.js'

/** A public key and its use. */
export interface PublicKey {
  /** Zone key 0x0100, revoked 0x0080 (RFC 5011 7), secure entry point 0x0001. */
  readonly flags: number
  /** 3. With another value DNSSEC ignores the key, but the record is well-formed (RFC 4034 2.1.2). */
  readonly protocol: number
  /** See `dnssecAlgorithms`. */
  readonly algorithm: number
  /** Empty only in a KEY record whose flags announce no key. */
  readonly publicKey: Uint8Array
}

/** Bytes before the key. */
const NUMBERS = 4

/** Hand-written, for speed. */
export function decodePublicKey(reader: MessageReader): PublicKey {
  const at = reader.take(NUMBERS)
  const { bytes } = reader
  return {
    flags: u16At(bytes, at),
    protocol: bytes[at + 2]!,
    algorithm: bytes[at + 3]!,
    publicKey: reader.opaque(Math.max(reader.end - reader.pos, 1)),
  }
}

/** The inverse of the above. */
export function encodePublicKey(writer: MessageWriter, { flags, protocol, algorithm, publicKey }: PublicKey): void {
  checkUnsigned(flags, 2)
  checkUnsigned(protocol, 1)
  checkUnsigned(algorithm, 1)
  const at = writer.take(NUMBERS)
  const { bytes } = writer
  writeU16(bytes, at, flags)
  bytes[at + 2] = protocol
  bytes[at + 3] = algorithm
  writer.raw(checkBytes(publicKey, 1, 0xffff))
}

export const publicKeyFields: RecordType<PublicKey>['fields'] = {
  flags: u16,
  protocol: u8,
  algorithm: /* @__PURE__ */ code(dnssecAlgorithms, 1, 'number'),
  publicKey: /* @__PURE__ */ rest(base64, 1),
}
