/** IPSECKEY: a public key for IPsec, and the gateway to use (RFC 4025 2). */
import { encodeBase64 } from '@mailwire/bytes'
import type { RecordType } from '../record.js'
import { base64Rest } from './fields/binary.js'
import { checkGatewayKind, decodeGateway, encodeGateway, formatGateway, parseGateway } from './fields/gateway.js'
import { u8 } from './fields/numbers.js'

export interface Ipseckey {
  /** The lowest is tried first. */
  readonly precedence: number
  /** 0 none, 1 IPv4, 2 IPv6, 3 a name. */
  readonly gatewayType: number
  /** 0 no key, 1 DSA, 2 RSA, 3 ECDSA. */
  readonly algorithm: number
  readonly gateway: string | undefined
  readonly publicKey: Uint8Array
}

export const ipseckey: RecordType<Ipseckey> = {
  name: 'IPSECKEY',
  code: 45,
  layout: {
    decode: reader => {
      const precedence = reader.u8('precedence')
      const gatewayType = checkGatewayKind(reader.u8('gateway type'), reader.pos - 1, 'decode IPSECKEY')
      const algorithm = reader.u8('algorithm')
      const gateway = decodeGateway(reader, gatewayType)
      return { precedence, gatewayType, algorithm, gateway, publicKey: base64Rest.decode(reader) }
    },
    encode: (writer, { precedence, gatewayType, algorithm, gateway, publicKey }) => {
      for (const value of [precedence, checkGatewayKind(gatewayType, 0, 'encode IPSECKEY'), algorithm]) u8.encode(writer, value)
      encodeGateway(writer, gatewayType, gateway)
      base64Rest.encode(writer, publicKey)
    },
    parse: tokens => {
      const precedence = u8.parse(tokens)
      const gatewayType = tokens.attempt(() => checkGatewayKind(u8.parse(tokens), 0, 'parse IPSECKEY'))
      const algorithm = u8.parse(tokens)
      return {
        precedence,
        gatewayType,
        algorithm,
        gateway: parseGateway(tokens, gatewayType),
        publicKey: base64Rest.parse(tokens),
      }
    },
    format: ({ precedence, gatewayType, algorithm, gateway, publicKey }) =>
      [
        u8.format(precedence),
        checkGatewayKind(gatewayType, 0, 'format IPSECKEY'),
        u8.format(algorithm),
        formatGateway(gatewayType, gateway),
        encodeBase64(publicKey),
      ]
        .filter(part => part !== '')
        .join(' '),
  },
}
