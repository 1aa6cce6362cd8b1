/** AMTRELAY: a relay that tunnels multicast (RFC 8777 4.2). */
import type { MessageWriter } from '../compress.js'
import { fail } from '../error.js'
import type { MessageReader } from '../reader.js'
import type { Field, RecordType } from '../record.js'
import type { RdataTokens } from '../zone/tokenizer.js'
import { ipv4, ipv6 } from './fields/addresses.js'
import { name } from './fields/names.js'
import { u8 } from './fields/numbers.js'

export interface Amtrelay {
  /** The lowest is tried first. */
  readonly precedence: number
  /** The relay may be asked at once, without an AMT discovery before. */
  readonly discoveryOptional: boolean
  /** 0: no relay; 1: an IPv4 address; 2: an IPv6 address; 3: a domain name. */
  readonly relayType: number
  /** What `relayType` says; "." where there is none. */
  readonly relay: string
}

const DISCOVERY_OPTIONAL = 0x80

/** No relay: nothing on the wire, "." in zone text (RFC 8777 4.3.1). */
const none: Field<string> = {
  kind: 'none',
  decode: () => '.',
  encode: (_writer, value) => noRelay(value),
  parse: tokens => {
    const token = tokens.next('.')
    return token.text === '.' ? '.' : tokens.refuse('bad-value', '"." expected: type 0 is no relay', token)
  },
  format: value => noRelay(value),
}

/** By `relayType`. */
const RELAYS: readonly Field<string>[] = [none, ipv4, ipv6, name]

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
    const relay = RELAYS[relayType] ?? fail('bad-value', reader.pos - 1, `decode AMTRELAY: relay type ${relayType} is not in use`)
    return { precedence, discoveryOptional: (bits & DISCOVERY_OPTIONAL) !== 0, relayType, relay: relay.decode(reader) }
  },

  encode(writer: MessageWriter, { precedence, discoveryOptional, relayType, relay }: Amtrelay): void {
    const field = relayField(relayType)
    u8.encode(writer, precedence)
    writer.u8((discoveryOptional ? DISCOVERY_OPTIONAL : 0) | relayType)
    field.encode(writer, relay)
  },

  parse(tokens: RdataTokens): Amtrelay {
    const precedence = u8.parse(tokens)
    const discoveryOptional = flag.parse(tokens)
    const token = tokens.peek()
    const relayType = u8.parse(tokens)
    const relay = RELAYS[relayType] ?? tokens.refuse('bad-value', 'a relay type from 0 to 3 expected', token!)
    return { precedence, discoveryOptional, relayType, relay: relay.parse(tokens) }
  },

  format: ({ precedence, discoveryOptional, relayType, relay }) =>
    [u8.format(precedence), flag.format(discoveryOptional), String(relayType), relayField(relayType).format(relay)].join(' '),
}

const relayField = (relayType: number): Field<string> =>
  RELAYS[relayType] ?? fail('bad-value', 0, `encode AMTRELAY: relay type ${String(relayType)} is not in use`)

const noRelay = (value: string): string =>
  value === '.' ? value : fail('bad-value', 0, 'encode AMTRELAY: type 0 is no relay, "."')
