/** IPSECKEY: a public key for IPsec, and the gateway to use (RFC 4025 2). */

import type { MessageWriter } from '../compress.js'
import { fail } from '../error.js'
import type { MessageReader } from '../reader.js'
import type { RecordType } from '../record.js'
import type { RdataTokens } from '../zone/tokenizer.js'
import { base64, rest } from './fields/binary.js'
import { gatewayOf } from './fields/gateway.js'
import { name } from './fields/names.js'
import { u8 } from './fields/numbers.js'

export interface Ipseckey {
  /** The lowest is tried first. */
  readonly precedence: number
  /** 0: no gateway; 1: an IPv4 address; 2: an IPv6 address; 3: a domain name. */
  readonly gatewayType: number
  /** 0 no key, 1 DSA, 2 RSA, 3 ECDSA, 4 EdDSA. */
  readonly algorithm: number
  /** What `gatewayType` says; "." where there is none. */
  readonly gateway: string
  /** Empty where there is none. */
  readonly publicKey: Uint8Array
}

const publicKey = /* @__PURE__ */ rest(base64, 0)

export const ipseckey: RecordType<Ipseckey> = {
  name: 'IPSECKEY',
  code: 45,
  anyClass: true,
  fields: { precedence: u8, gatewayType: u8, algorithm: u8, gateway: name, publicKey },
  check: ({ algorithm, publicKey }) => (algorithm === 0 && publicKey.length > 0 ? 'a key, and algorithm 0 is none' : undefined),

  decode(reader: MessageReader): Ipseckey {
    const precedence = reader.u8('precedence')
    const gatewayType = reader.u8('gateway type')
    const field = gatewayOf(gatewayType, reason => fail('bad-value', reader.pos - 1, `decode IPSECKEY: ${reason}`))
    const algorithm = reader.u8('algorithm')
    return { precedence, gatewayType, algorithm, gateway: field.decode(reader), publicKey: publicKey.decode(reader) }
  },

  encode(writer: MessageWriter, data: Ipseckey): void {
    const field = gatewayOf(data.gatewayType)
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

  format: data =>
    [
      u8.format(data.precedence),
      u8.format(data.gatewayType),
      u8.format(data.algorithm),
      gatewayOf(data.gatewayType).format(data.gateway),
      publicKey.format(data.publicKey),
    ]
      .join(' ')
      .trimEnd(),
}
