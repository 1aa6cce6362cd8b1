/** AMTRELAY: a relay that tunnels multicast (RFC 8777 4.2). */
import { concat } from '@mailwire/bytes'
import type { MessageWriter } from '../compress.js'
import type { MessageReader } from '../reader.js'
import type { Field, RecordType } from '../record.js'
import type { RdataTokens } from '../zone/tokenizer.js'
import { opaqueText } from './fields/binary.js'
import { gatewayBytes, gatewayOf, unknownGateway, wireGatewayOf } from './fields/gateway.js'
import { name } from './fields/names.js'
import { u8 } from './fields/numbers.js'

export interface Amtrelay {
  /** The lowest is tried first. */
  readonly precedence: number
  /** The relay may be asked at once, without an AMT discovery before. */
  readonly discoveryOptional: boolean
  /** 0: no relay; 1: an IPv4 address; 2: an IPv6 address; 3: a domain name; up to 127: not in use yet. */
  readonly relayType: number
  /** What `relayType` says; "." where there is none; of a type that is not in use yet, the octets in hex. */
  readonly relay: string
}

const DISCOVERY_OPTIONAL = 0x80

const flag: Field<boolean> = {
  kind: 'flag',
  decode: reader => reader.u8() !== 0,
  encode: (writer, value) => writer.u8(value ? 1 : 0),
  parse: tokens => {
    const token = tokens.next('0 or 1')
    return token.text === '1' || (token.text === '0' ? false : tokens.refuse('bad-value', '0 or 1 expected', token))
  },
  format: value => (value ? '1' : '0'),
}

export const amtrelay: RecordType<Amtrelay> = {
  name: 'AMTRELAY',
  code: 260,
  anyClass: true,
  fields: { precedence: u8, discoveryOptional: flag, relayType: u8, relay: name },

  decode(reader: MessageReader): Amtrelay {
    const precedence = reader.u8('precedence')
    const bits = reader.u8('relay type')
    const relayType = bits & ~DISCOVERY_OPTIONAL
    return {
      precedence,
      discoveryOptional: (bits & DISCOVERY_OPTIONAL) !== 0,
      relayType,
      relay: relayOf(relayType).decode(reader),
    }
  },

  encode(writer: MessageWriter, { precedence, discoveryOptional, relayType, relay }: Amtrelay): void {
    const field = relayOf(relayType)
    u8.encode(writer, precedence)
    writer.u8((discoveryOptional ? DISCOVERY_OPTIONAL : 0) | relayType)
    field.encode(writer, relay)
  },

  parse(tokens: RdataTokens): Amtrelay {
    const precedence = u8.parse(tokens)
    const discoveryOptional = flag.parse(tokens)
    const token = tokens.peek()
    const relayType = u8.parse(tokens)
    const relay = gatewayOf(relayType, reason => tokens.refuse('bad-value', reason, token!))
    return { precedence, discoveryOptional, relayType, relay: relay.parse(tokens) }
  },

  format: data => {
    const { precedence, discoveryOptional, relayType, relay } = data
    const field = relayOf(relayType)
    if (field === unknownGateway) return generic(data)
    return [u8.format(precedence), flag.format(discoveryOptional), String(relayType), field.format(relay)].join(' ')
  },
}

const relayOf = (type: number): Field<string> => wireGatewayOf(type, DISCOVERY_OPTIONAL - 1)

/** All of the RDATA as RFC 3597 5 writes it. */
function generic({ precedence, discoveryOptional, relayType, relay }: Amtrelay): string {
  u8.format(precedence)
  const head = Uint8Array.of(precedence, (discoveryOptional ? DISCOVERY_OPTIONAL : 0) | relayType)
  return opaqueText(concat([head, gatewayBytes(relay)]))
}
