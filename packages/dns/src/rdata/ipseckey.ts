/** IPSECKEY: a public key for IPsec, and the gateway to use (RFC 4025 2). */
import { concat } from '@mailwire/bytes'
import type { MessageWriter } from '../compress.js'
import type { MessageReader } from '../reader.js'
import type { RecordType } from '../record.js'
import type { RdataTokens } from '../zone/tokenizer.js'
import { base64, opaqueText, rest } from './fields/binary.js'
import { gatewayBytes, gatewayOf, unknownGateway, wireGatewayOf } from './fields/gateway.js'
import { name } from './fields/names.js'
import { u8 } from './fields/numbers.js'

export interface Ipseckey {
  /** The lowest is tried first. */
  readonly precedence: number
  /** 0: no gateway; 1: an IPv4 address; 2: an IPv6 address; 3: a domain name; up to 255: not in use yet. */
  readonly gatewayType: number
  /** 0 no key, 1 DSA, 2 RSA, 3 ECDSA, 4 EdDSA. */
  readonly algorithm: number
  /** What `gatewayType` says; "." where there is none; of a type that is not in use yet all bytes behind the algorithm in hex, the key included. */
  readonly gateway: string
  /** Empty where there is none. */
  readonly publicKey: Uint8Array
}

/** Gateway types are bytes, of which four have a format (RFC 4025 2.3). */
const MAX_TYPE = 255

const publicKey = /* @__PURE__ */ rest(base64, 0)

export const ipseckey: RecordType<Ipseckey> = {
  name: 'IPSECKEY',
  code: 45,
  anyClass: true,
  fields: { precedence: u8, gatewayType: u8, algorithm: u8, gateway: name, publicKey },
  check: ({ gatewayType, algorithm, publicKey }) =>
    publicKey.length === 0
      ? undefined
      : algorithm === 0
        ? 'a key, and algorithm 0 is none'
        : wireGatewayOf(gatewayType, MAX_TYPE) === unknownGateway
          ? 'a key that is not part of its unknown gateway'
          : undefined,

  decode(reader: MessageReader): Ipseckey {
    const precedence = reader.u8('precedence')
    const gatewayType = reader.u8('gateway type')
    const field = wireGatewayOf(gatewayType, MAX_TYPE)
    const algorithm = reader.u8('algorithm')
    return { precedence, gatewayType, algorithm, gateway: field.decode(reader), publicKey: publicKey.decode(reader) }
  },

  encode(writer: MessageWriter, data: Ipseckey): void {
    const field = wireGatewayOf(data.gatewayType, MAX_TYPE)
    u8.encode(writer, data.precedence)
    u8.encode(writer, data.gatewayType)
    u8.encode(writer, data.algorithm)
    field.encode(writer, data.gateway)
    publicKey.encode(writer, data.publicKey)
  },

  parse(tokens: RdataTokens): Ipseckey {
    const precedence = u8.parse(tokens)
    const token = tokens.peek()
    const gatewayType = u8.parse(tokens)
    const field = gatewayOf(gatewayType, reason => tokens.refuse('bad-value', reason, token!))
    const algorithm = u8.parse(tokens)
    return { precedence, gatewayType, algorithm, gateway: field.parse(tokens), publicKey: publicKey.parse(tokens) }
  },

  format: data => {
    const { precedence, gatewayType, algorithm, gateway } = data
    const head = [precedence, gatewayType, algorithm]
    const words = head.map(u8.format)
    if (wireGatewayOf(gatewayType, MAX_TYPE) === unknownGateway)
      return opaqueText(concat([Uint8Array.from(head), gatewayBytes(gateway)]))
    return [...words, gatewayOf(gatewayType).format(gateway), publicKey.format(data.publicKey)].join(' ').trimEnd()
  },
}
