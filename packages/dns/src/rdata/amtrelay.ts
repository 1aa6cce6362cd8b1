/** AMTRELAY: a relay that tunnels multicast (RFC 8777 4.2). */

import { fail } from '../error.js'
import type { RdataTokens } from '../text/rdata-tokens.js'
import type { MessageReader } from '../wire/reader.js'
import type { MessageWriter } from '../wire/writer.js'
import { gatewayOf, isUnknownGateway, opaqueGatewayText } from './fields/gateway.js'
import { name } from './fields/names.js'
import { u8 } from './fields/numbers.js'
import type { Field, RecordType } from './record-type.js'

export interface Amtrelay {
  /** The lowest is tried first. */
  readonly precedence: number
  /** The relay may be used without an AMT discovery first. */
  readonly discoveryOptional: boolean
  /** 0: no relay; 1: an IPv4 address; 2: an IPv6 address; 3: a domain name; up to 127: not assigned yet. */
  readonly relayType: number
  /** An address or a name, by `relayType`; "." for no relay; for an unassigned type the bytes in hex. */
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

export const amtrelay: RecordType<Amtrelay, 'AMTRELAY'> = {
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
      relay: gatewayOf(relayType).decode(reader),
    }
  },

  encode,

  parse(tokens: RdataTokens): Amtrelay {
    const precedence = u8.parse(tokens)
    const discoveryOptional = flag.parse(tokens)
    const relayType = u8.parse(tokens)
    return { precedence, discoveryOptional, relayType, relay: gatewayOf(relayType).parse(tokens) }
  },

  format: data => {
    const { precedence, discoveryOptional, relayType, relay } = data
    if (isUnknownGateway(relayType)) return opaqueGatewayText(writer => encode(writer, data))
    return [u8.format(precedence), flag.format(discoveryOptional), String(relayType), gatewayOf(relayType).format(relay)].join(
      ' ',
    )
  },
}

function encode(writer: MessageWriter, { precedence, discoveryOptional, relayType, relay }: Amtrelay): void {
  const field = gatewayOf(relayType)
  if (relayType >= DISCOVERY_OPTIONAL) fail('bad-value', 0, `encode relay: relay type ${relayType}, at most 127 allowed`)
  u8.encode(writer, precedence)
  writer.u8((discoveryOptional ? DISCOVERY_OPTIONAL : 0) | relayType)
  field.encode(writer, relay)
}
