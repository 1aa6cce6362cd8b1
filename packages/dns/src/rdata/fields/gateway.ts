/** A gateway of one of four kinds: none, an IPv4 address, an IPv6 address or a name (RFC 4025 2.3, RFC 8777 4.2.3). */
import type { MessageWriter } from '../../compress.js'
import { fail } from '../../error.js'
import type { MessageReader } from '../../reader.js'
import type { Field } from '../../record.js'
import type { RdataTokens } from '../../zone/tokenizer.js'
import { ipv4, ipv6 } from './addresses.js'
import { name } from './names.js'

/** By its number on the wire; `undefined` for none. */
const KINDS: readonly (Field<string> | undefined)[] = [undefined, ipv4, ipv6, name]

/** Refuses a kind that nobody has defined. */
export const checkGatewayKind = (kind: number, offset: number, action: string): number =>
  Number.isInteger(kind) && kind >= 0 && kind < KINDS.length
    ? kind
    : fail('bad-value', offset, `${action}: gateway type ${String(kind)}`)

export const decodeGateway = (reader: MessageReader, kind: number): string | undefined => KINDS[kind]?.decode(reader)

export function encodeGateway(writer: MessageWriter, kind: number, gateway: string | undefined): void {
  if ((gateway === undefined) !== (kind === 0))
    fail('bad-value', 0, 'encode gateway: one is given where its type says none, or the other way round')
  if (gateway !== undefined) KINDS[kind]!.encode(writer, gateway)
}

/** `.` stands for none. */
export function parseGateway(tokens: RdataTokens, kind: number): string | undefined {
  if (kind > 0) return KINDS[kind]!.parse(tokens)
  const token = tokens.next('a gateway')
  return token.text === '.' ? undefined : tokens.refuse('bad-value', '. expected where there is no gateway', token)
}

export const formatGateway = (kind: number, gateway: string | undefined): string =>
  gateway === undefined ? '.' : KINDS[kind]!.format(gateway)
