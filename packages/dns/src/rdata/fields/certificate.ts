/** The layout that TLSA shares with SMIMEA (RFC 6698 2.1). */
import { tlsaMatchingTypes, tlsaSelectors, tlsaUsages } from '../../iana/certificates.js'
import type { MessageReader } from '../../wire/reader.js'
import type { RecordType } from '../record-type.js'
import { hex, rest } from './binary.js'
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

/** TLSA's data by hand. */
export function decodeAssociation(reader: MessageReader): CertificateAssociation {
  const at = reader.take(3)
  const { bytes } = reader
  return {
    usage: bytes[at]!,
    selector: bytes[at + 1]!,
    matchingType: bytes[at + 2]!,
    certificateData: reader.opaque(Math.max(reader.end - reader.pos, 1)),
  }
}

export const certificateFields: RecordType<CertificateAssociation>['fields'] = {
  usage: /* @__PURE__ */ code(tlsaUsages, 1, 'number'),
  selector: /* @__PURE__ */ code(tlsaSelectors, 1, 'number'),
  matchingType: /* @__PURE__ */ code(tlsaMatchingTypes, 1, 'number'),
  certificateData: /* @__PURE__ */ rest(hex, 1),
}
