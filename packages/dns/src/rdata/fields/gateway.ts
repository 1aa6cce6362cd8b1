/** A gateway of one of four kinds, which a number before it tells: none, an address or a name (RFC 4025 2.5, RFC 8777 4.2.3). */
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

const unused = (reason: string): never => fail('bad-value', 0, `encode gateway: ${reason}`)
