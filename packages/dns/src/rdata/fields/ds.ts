/** The layout that DS shares with CDS, DLV and TA (RFC 4034 5.1). */
import { checkUnsigned } from '../../given.js'
import { dnssecAlgorithms } from '../../iana/dnssec-algorithms.js'
import { u16At, writeU16 } from '../../wire/integers.js'
import type { MessageReader } from '../../wire/reader.js'
import type { MessageWriter } from '../../wire/writer.js'
import type { RecordType } from '../record-type.js'
import { checkBytes, hex, rest, wrongLength } from './binary.js'
import { code } from './code.js'
import { u8, u16 } from './numbers.js'

/** A key of a zone, identified by its digest. */
export interface DelegationDigest {
  readonly keyTag: number
  /** See `dnssecAlgorithms`. */
  readonly algorithm: number
  /** 1 SHA-1, 2 SHA-256, 4 SHA-384. */
  readonly digestType: number
  /** As long as `digestType` says. */
  readonly digest: Uint8Array
}

/** By type: SHA-1 (RFC 4034 A.2), SHA-256 (RFC 4509 2.2), GOST R 34.11-94 (RFC 5933 4), SHA-384 (RFC 6605 2). */
const DIGESTS = { 1: 20, 2: 32, 3: 32, 4: 48 }

/** Why a digest is not as long as its type says. */
export const digestLength = ({ digestType, digest }: DelegationDigest): string | undefined =>
  wrongLength(DIGESTS, digestType, digest)

/** Bytes before the digest. */
const NUMBERS = 4

/** DS's data by hand. */
export function decodeDigest(reader: MessageReader): DelegationDigest {
  const at = reader.take(NUMBERS)
  const { bytes } = reader
  return {
    keyTag: u16At(bytes, at),
    algorithm: bytes[at + 2]!,
    digestType: bytes[at + 3]!,
    digest: reader.opaque(Math.max(reader.end - reader.pos, 1)),
  }
}

/** And back. */
export function encodeDigest(writer: MessageWriter, { keyTag, algorithm, digestType, digest }: DelegationDigest): void {
  checkUnsigned(keyTag, 2)
  checkUnsigned(algorithm, 1)
  checkUnsigned(digestType, 1)
  const at = writer.take(NUMBERS)
  const { bytes } = writer
  writeU16(bytes, at, keyTag)
  bytes[at + 2] = algorithm
  bytes[at + 3] = digestType
  writer.raw(checkBytes(digest, 1, 0xffff))
}

export const delegationFields: RecordType<DelegationDigest>['fields'] = {
  keyTag: u16,
  algorithm: /* @__PURE__ */ code(dnssecAlgorithms, 1, 'number'),
  digestType: u8,
  digest: /* @__PURE__ */ rest(hex, 1),
}
