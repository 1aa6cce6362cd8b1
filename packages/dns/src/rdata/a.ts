/** A: a host's IPv4 address (RFC 1035 3.4.1). IN only. */
import { formatIPv4 } from '@mailwire/bytes'
import { ipv4 } from './fields/addresses.js'
import type { RecordType } from './record-type.js'

export interface A {
  /** A dotted quad. */
  readonly address: string
}

export const a: RecordType<A, 'A'> = {
  name: 'A',
  code: 1,
  fields: { address: ipv4 },
  decode: reader => ({ address: formatIPv4(reader.bytes, reader.take(4, 'IPv4 address')) }),
  encode: (writer, data) => ipv4.encode(writer, data.address),
}
