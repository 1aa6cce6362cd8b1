/** AMTRELAY: a relay for automatic multicast tunnelling (RFC 8777 4). */
import { fail } from '../error.js'
import type { RecordType } from '../record.js'
import { checkGatewayKind, decodeGateway, encodeGateway, formatGateway, parseGateway } from './fields/gateway.js'
import { u8 } from './fields/numbers.js'

export interface Amtrelay {
  /** The lowest is tried first. */
  readonly precedence: number
  /** The relay may be used without having been discovered. */
  readonly discoveryOptional: boolean
  /** 0 none, 1 IPv4, 2 IPv6, 3 a name. */
  readonly relayType: number
  readonly relay: string | undefined
}

export const amtrelay: RecordType<Amtrelay> = {
  name: 'AMTRELAY',
  code: 260,
  anyClass: true,
  layout: {
    decode: reader => {
      const precedence = reader.u8('precedence')
      const bits = reader.u8('relay type')
      const relayType = checkGatewayKind(bits & 0x7f, reader.pos - 1, 'decode AMTRELAY')
      return { precedence, discoveryOptional: bits > 0x7f, relayType, relay: decodeGateway(reader, relayType) }
    },
    encode: (writer, { precedence, discoveryOptional, relayType, relay }) => {
      u8.encode(writer, precedence)
      u8.encode(writer, checkGatewayKind(relayType, 0, 'encode AMTRELAY') | (discoveryOptional ? 0x80 : 0))
      encodeGateway(writer, relayType, relay)
    },
    parse: tokens => {
      const precedence = u8.parse(tokens)
      const flag = tokens.next('0 or 1')
      if (flag.text !== '0' && flag.text !== '1') tokens.refuse('bad-value', '0 or 1 expected', flag)
      const relayType = tokens.attempt(() => checkGatewayKind(u8.parse(tokens), 0, 'parse AMTRELAY'))
      return { precedence, discoveryOptional: flag.text === '1', relayType, relay: parseGateway(tokens, relayType) }
    },
    format: ({ precedence, discoveryOptional, relayType, relay }) => {
      if (typeof discoveryOptional !== 'boolean') fail('bad-value', 0, 'format AMTRELAY: a flag that is none')
      const kind = checkGatewayKind(relayType, 0, 'format AMTRELAY')
      return [u8.format(precedence), discoveryOptional ? 1 : 0, kind, formatGateway(relayType, relay)].join(' ')
    },
  },
}
