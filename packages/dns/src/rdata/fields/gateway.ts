/** A gateway of one of four kinds, which a number before it tells: none, an address or a name (RFC 4025 2.5, RFC 8777 4.2.3). */
import { decodeHex, encodeHex, kindOf } from '@mailwire/bytes'
import { fail } from '../../error.js'
import type { Field } from '../../record.js'
import { ipv4, ipv6 } from './addresses.js'
import { name } from './names.js'

/** No gateway: nothing on the wire, "." in the value and in zone text. */
const none: Field<string> = {
  kind: 'none',
  decode: () => '.',
  encode: (_writer, value) => void noGateway(value),
  parse: tokens => {
    const token = tokens.next('.')
    return token.text === '.' ? '.' : tokens.refuse('bad-value', '"." expected: type 0 is none', token)
  },
  format: value => noGateway(value),
}

const noGateway = (value: string): string => (value === '.' ? value : fail('bad-value', 0, 'encode gateway: type 0 is none, "."'))

/** By the number before it. */
const GATEWAYS: readonly Field<string>[] = [none, ipv4, ipv6, name]

/** How a gateway of a type stands; `refuse` reports a type that nobody uses. */
export const gatewayOf = (type: number, refuse: (reason: string) => never = unused): Field<string> =>
  GATEWAYS[type] ?? refuse(`type ${String(type)} is not in use`)

/** What follows a type without a format, to the end of RDATA, in hex: it has no text of its own. */
export const unknownGateway: Field<string> = {
  kind: 'hex',
  decode: reader => encodeHex(reader.copy(reader.end - reader.pos, 'gateway')),
  encode: (writer, value) => writer.raw(gatewayBytes(value)),
  parse: tokens => tokens.refuse('bad-value', 'a gateway type from 0 to 3 expected', tokens.next('a gateway')),
  format: value => value,
}

/** The bytes of an {@link unknownGateway}. */
export const gatewayBytes = (hex: string): Uint8Array =>
  typeof hex === 'string' ? decodeHex(hex, fail) : fail('bad-value', 0, `encode gateway: hex digits expected, not ${kindOf(hex)}`)

/** The same on the wire, where types up to `max` may be assigned later: those are kept as they came. */
export const wireGatewayOf = (type: number, max: number): Field<string> =>
  Number.isInteger(type) && type >= GATEWAYS.length && type <= max ? unknownGateway : gatewayOf(type)

const unused = (reason: string): never => fail('bad-value', 0, `encode gateway: ${reason}`)
