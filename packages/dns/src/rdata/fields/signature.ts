/** The layout that RRSIG shares with SIG (RFC 4034 3.1). */
import { checkUnsigned } from '../../given.js'
import { dnssecAlgorithms } from '../../iana/dnssec-algorithms.js'
import { u16At, u32At, writeU16, writeU32 } from '../../wire/integers.js'
import type { MessageReader } from '../../wire/reader.js'
import type { MessageWriter } from '../../wire/writer.js'
import type { Field, RecordType } from '../record-type.js'
import { base64, checkBytes, rest } from './binary.js'
import { code, codeOf, recordType } from './code.js'
import { foldedName } from './names.js'
import { seconds, u8, u16 } from './numbers.js'
import { signatureTime } from './time.js'

/** A signature of a set of records. */
export interface Signature {
  /** A mnemonic or `TYPEn`; `TYPE0` signs a message (RFC 2931). */
  readonly typeCovered: string
  /** See `dnssecAlgorithms`. */
  readonly algorithm: number
  readonly labels: number
  readonly originalTtl: number
  /** Seconds since 1970 modulo 2^32, as `inception`. */
  readonly expiration: number
  readonly inception: number
  readonly keyTag: number
  /** The zone. */
  readonly signer: string
  readonly signature: Uint8Array
}

/** Bytes before the signer. */
const NUMBERS = 18

/** Hand-written, for speed. */
export function decodeSignature(reader: MessageReader): Signature {
  const at = reader.take(NUMBERS)
  const { bytes } = reader
  return {
    typeCovered: reader.types.typeName(u16At(bytes, at)),
    algorithm: bytes[at + 2]!,
    labels: bytes[at + 3]!,
    originalTtl: u32At(bytes, at + 4),
    expiration: u32At(bytes, at + 8),
    inception: u32At(bytes, at + 12),
    keyTag: u16At(bytes, at + 16),
    signer: reader.name(),
    signature: reader.opaque(Math.max(reader.end - reader.pos, 1)),
  }
}

/** The inverse of the above. */
export function encodeSignature(writer: MessageWriter, data: Signature): void {
  const { typeCovered, algorithm, labels, originalTtl, expiration, inception, keyTag, signer, signature } = data
  const type = codeOf(typeCovered, writer.types)
  checkUnsigned(algorithm, 1)
  checkUnsigned(labels, 1)
  checkUnsigned(originalTtl, 4)
  checkUnsigned(expiration, 4)
  checkUnsigned(inception, 4)
  checkUnsigned(keyTag, 2)
  const at = writer.take(NUMBERS)
  const { bytes } = writer
  writeU16(bytes, at, type)
  bytes[at + 2] = algorithm
  bytes[at + 3] = labels
  writeU32(bytes, at + 4, originalTtl)
  writeU32(bytes, at + 8, expiration)
  writeU32(bytes, at + 12, inception)
  writeU16(bytes, at + 16, keyTag)
  writer.name(signer, false)
  writer.raw(checkBytes(signature, 1, 0xffff))
}

/** Its fields; SIG has a text of its own for the first one. */
export const signatureFields = (typeCovered: Field<string> = recordType): RecordType<Signature>['fields'] => ({
  typeCovered,
  algorithm: code(dnssecAlgorithms, 1, 'number'),
  labels: u8,
  originalTtl: seconds,
  expiration: signatureTime,
  inception: signatureTime,
  keyTag: u16,
  signer: foldedName,
  signature: rest(base64, 1),
})
