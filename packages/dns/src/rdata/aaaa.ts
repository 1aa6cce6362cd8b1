/** AAAA: a host's IPv6 address (RFC 3596 2). IN only. */
import { formatIPv6 } from '@mailwire/bytes'
import { ipv6 } from './fields/addresses.js'
import type { RecordType } from './record-type.js'

export interface Aaaa {
  /** As RFC 5952 writes it. */
  readonly address: string
}

export const aaaa: RecordType<Aaaa, 'AAAA'> = {
  name: 'AAAA',
  code: 28,
  fields: { address: ipv6 },
  decode: reader => ({ address: formatIPv6(reader.bytes, reader.take(16, 'IPv6 address')) }),
  encode: (writer, data) => ipv6.encode(writer, data.address),
}
