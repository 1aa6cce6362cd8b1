/** AMTRELAY: a relay that tunnels multicast (RFC 8777 4.2). */
import { decodeHex, encodeHex } from '@mailwire/bytes'
import type { MessageWriter } from '../compress.js'
import { fail } from '../error.js'
import type { MessageReader } from '../reader.js'
import type { Field, RecordType } from '../record.js'
import type { RdataTokens } from '../zone/tokenizer.js'
import { gatewayOf } from './fields/gateway.js'
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
/** A domain name is the last of the types in use. */
const MAX_KNOWN = 3

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
    if (field === unknownRelay) return generic(data)
    return [u8.format(precedence), flag.format(discoveryOptional), String(relayType), field.format(relay)].join(' ')
  },
}

/** Octets of a relay whose type is not in use yet; they have no text of their own. */
const unknownRelay: Field<string> = {
  kind: 'hex',
  decode: reader => encodeHex(reader.copy(reader.end - reader.pos, 'relay')),
  encode: (writer, value) => writer.raw(relayOctets(value)),
  parse: tokens => tokens.refuse('bad-value', 'a relay type from 0 to 3 expected', tokens.next('a relay')),
  format: value => value,
}

const relayOctets = (relay: string): Uint8Array =>
  typeof relay === 'string' ? decodeHex(relay, fail) : fail('bad-value', 0, `encode relay: ${typeof relay} is no hex`)

const relayOf = (type: number): Field<string> =>
  Number.isInteger(type) && type > MAX_KNOWN && type < DISCOVERY_OPTIONAL ? unknownRelay : gatewayOf(type)

/** All of the RDATA as RFC 3597 5 writes it. */
function generic({ precedence, discoveryOptional, relayType, relay }: Amtrelay): string {
  u8.format(precedence)
  const octets = relayOctets(relay)
  const head = Uint8Array.of(precedence, (discoveryOptional ? DISCOVERY_OPTIONAL : 0) | relayType)
  return `\\# ${head.length + octets.length} ${encodeHex(head)}${encodeHex(octets)}`
}
