/** A gateway whose kind the number before it says: none, an address or a name (RFC 4025 2.5, RFC 8777 4.2.3), or unknown bytes. */
import { decodeHex, encodeHex, kindOf } from '@mailwire/bytes'
import { fail } from '../../error.js'
import { shown } from '../../given.js'
import { formatOpaque } from '../../text/opaque.js'
import { MessageWriter } from '../../wire/writer.js'
import type { Field } from '../record-type.js'
import { ipv4, ipv6 } from './addresses.js'
import { name } from './names.js'

/** No gateway: nothing on the wire, "." in the value and in zone text. */
const none: Field<string> = {
  kind: 'none',
  decode: () => '.',
  encode: (_writer, value) => void noGateway(value),
  parse: tokens => {
    const token = tokens.next('.')
    return token.text === '.' ? '.' : tokens.refuse('bad-value', '"." expected: type 0 means no gateway', token)
  },
  format: value => noGateway(value),
}

const noGateway = (value: string): string =>
  value === '.' ? value : fail('bad-value', 0, 'encode gateway: "." expected for type 0, which means no gateway')

/** Bytes up to the end of RDATA whose meaning is not known, in hex. They have no zone text of their own. */
const unknown: Field<string> = {
  kind: 'hex',
  decode: reader => encodeHex(reader.copy(reader.end - reader.pos, 'gateway')),
  encode: (writer, value) => writer.raw(unknownGateway(value)),
  parse: tokens =>
    tokens.refuse(
      'bad-value',
      'a gateway type from 0 to 3 expected; write any other as \\# length hex',
      tokens.next('a gateway'),
    ),
  format: value => encodeHex(unknownGateway(value)),
}

const unknownGateway = (hex: string): Uint8Array =>
  typeof hex === 'string' ? decodeHex(hex, fail) : fail('bad-value', 0, `encode gateway: hex digits expected, not ${kindOf(hex)}`)

/** All of a record's RDATA as RFC 3597 5 writes it, for a gateway that has no text of its own. */
export function opaqueGatewayText(write: (writer: MessageWriter) => void): string {
  const writer = new MessageWriter(64)
  write(writer)
  return formatOpaque(writer.finish())
}

/** By the number before it. */
const GATEWAYS: readonly Field<string>[] = [none, ipv4, ipv6, name]

/** True for a type of gateway that no RFC defines: its length is not known, so that it reaches to the end of RDATA. */
export const isUnknownGateway = (type: number): boolean => Number.isInteger(type) && type >= GATEWAYS.length

/** How a gateway of a type is read and written. */
export const gatewayOf = (type: number): Field<string> =>
  GATEWAYS[type] ??
  (isUnknownGateway(type) ? unknown : fail('bad-value', 0, `encode gateway: unknown gateway type ${shown(type)}`))
