/** IPSECKEY: a public key for IPsec, and the gateway to use (RFC 4025 2). */

import type { RdataTokens } from '../text/rdata-tokens.js'
import type { MessageReader } from '../wire/reader.js'
import type { MessageWriter } from '../wire/writer.js'
import { base64, rest } from './fields/binary.js'
import { gatewayOf, isUnknownGateway, opaqueGatewayText } from './fields/gateway.js'
import { name } from './fields/names.js'
import { u8 } from './fields/numbers.js'
import type { RecordType } from './record-type.js'

export interface Ipseckey {
  /** The lowest is tried first. */
  readonly precedence: number
  /** 0: no gateway; 1: an IPv4 address; 2: an IPv6 address; 3: a domain name; above: unknown. */
  readonly gatewayType: number
  /** 0 no key, 1 DSA, 2 RSA, 3 ECDSA, 4 EdDSA. */
  readonly algorithm: number
  /** An address or a name, by `gatewayType`; "." for no gateway; for an unknown type all bytes after the algorithm, in hex. */
  readonly gateway: string
  /** Empty without a key, and where the gateway type is unknown: then the gateway's length is unknown, and with it where a key begins. */
  readonly publicKey: Uint8Array
}

const publicKey = /* @__PURE__ */ rest(base64, 0)

export const ipseckey: RecordType<Ipseckey, 'IPSECKEY'> = {
  name: 'IPSECKEY',
  code: 45,
  anyClass: true,
  multiline: [0, 4],
  fields: { precedence: u8, gatewayType: u8, algorithm: u8, gateway: name, publicKey },
  check: ({ algorithm, gatewayType, publicKey }) => {
    if (publicKey.length === 0) return undefined
    if (isUnknownGateway(gatewayType)) return `a key apart from a gateway of unknown type ${gatewayType}`
    return algorithm === 0 ? 'a key, though algorithm 0 means no key' : undefined
  },

  decode(reader: MessageReader): Ipseckey {
    const precedence = reader.u8('precedence')
    const gatewayType = reader.u8('gateway type')
    const algorithm = reader.u8('algorithm')
    const gateway = gatewayOf(gatewayType).decode(reader)
    return { precedence, gatewayType, algorithm, gateway, publicKey: publicKey.decode(reader) }
  },

  encode,

  parse(tokens: RdataTokens): Ipseckey {
    const precedence = u8.parse(tokens)
    const gatewayType = u8.parse(tokens)
    const algorithm = u8.parse(tokens)
    const gateway = gatewayOf(gatewayType).parse(tokens)
    return { precedence, gatewayType, algorithm, gateway, publicKey: publicKey.parse(tokens) }
  },

  format: data =>
    isUnknownGateway(data.gatewayType)
      ? opaqueGatewayText(writer => encode(writer, data))
      : [
          u8.format(data.precedence),
          u8.format(data.gatewayType),
          u8.format(data.algorithm),
          gatewayOf(data.gatewayType).format(data.gateway),
          publicKey.format(data.publicKey),
        ]
          .join(' ')
          .trimEnd(),
}

function encode(writer: MessageWriter, data: Ipseckey): void {
  const field = gatewayOf(data.gatewayType)
  u8.encode(writer, data.precedence)
  u8.encode(writer, data.gatewayType)
  u8.encode(writer, data.algorithm)
  field.encode(writer, data.gateway)
  publicKey.encode(writer, data.publicKey)
}
