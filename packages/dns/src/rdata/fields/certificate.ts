/** The layout that TLSA shares with SMIMEA (RFC 6698 2.1). */
import { checkUnsigned } from '../../given.js'
import { tlsaMatchingTypes, tlsaSelectors, tlsaUsages } from '../../iana/certificates.js'
import type { MessageReader } from '../../wire/reader.js'
import type { MessageWriter } from '../../wire/writer.js'
import type { RecordType } from '../record-type.js'
import { checkBytes, hex, rest } from './binary.js'
import { code } from './code.js'

/** A certificate, or what it must match. */
export interface CertificateAssociation {
  /** See `tlsaUsages`. */
  readonly usage: number
  /** See `tlsaSelectors`. */
  readonly selector: number
  /** See `tlsaMatchingTypes`. */
  readonly matchingType: number
  readonly certificateData: Uint8Array
}

/** Bytes before the certificate. */
const NUMBERS = 3

/** TLSA's data by hand. */
export function decodeAssociation(reader: MessageReader): CertificateAssociation {
  const at = reader.take(NUMBERS)
  const { bytes } = reader
  return {
    usage: bytes[at]!,
    selector: bytes[at + 1]!,
    matchingType: bytes[at + 2]!,
    certificateData: reader.opaque(Math.max(reader.end - reader.pos, 1)),
  }
}

/** And back. */
export function encodeAssociation(
  writer: MessageWriter,
  { usage, selector, matchingType, certificateData }: CertificateAssociation,
): void {
  checkUnsigned(usage, 1)
  checkUnsigned(selector, 1)
  checkUnsigned(matchingType, 1)
  const at = writer.take(NUMBERS)
  const { bytes } = writer
  bytes[at] = usage
  bytes[at + 1] = selector
  bytes[at + 2] = matchingType
  writer.raw(checkBytes(certificateData, 1, 0xffff))
}

export const certificateFields: RecordType<CertificateAssociation>['fields'] = {
  usage: /* @__PURE__ */ code(tlsaUsages, 1, 'number'),
  selector: /* @__PURE__ */ code(tlsaSelectors, 1, 'number'),
  matchingType: /* @__PURE__ */ code(tlsaMatchingTypes, 1, 'number'),
  certificateData: /* @__PURE__ */ rest(hex, 1),
}
