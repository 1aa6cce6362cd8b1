/** A6: an IPv6 address, or an address suffix and the name that has the prefix (RFC 2874 3.1). Historic (RFC 6563). IN only. */
import { formatIPv6, parseIPv6 } from '@mailwire/bytes'
import { fail } from '../error.js'
import { shown } from '../given.js'
import type { RdataTokens } from '../text/rdata-tokens.js'
import type { MessageReader } from '../wire/reader.js'
import type { MessageWriter } from '../wire/writer.js'
import { ipv6 } from './fields/addresses.js'
import { foldedName } from './fields/names.js'
import { u8 } from './fields/numbers.js'
import { optional } from './fields/optional.js'
import type { RecordType } from './record-type.js'

export interface A6 {
  /** How many bits the A6 records of the prefix name give: 0 to 128. */
  readonly prefixLength: number
  /** The bits after the prefix, with zeros in its place; "::" where the prefix is the whole address. */
  readonly address: string
  /** `undefined` where `prefixLength` is 0. */
  readonly prefixName: string | undefined
}

const MAX_PREFIX = 128

export const a6: RecordType<A6, 'A6'> = {
  name: 'A6',
  code: 38,
  fields: { prefixLength: u8, address: ipv6, prefixName: /* @__PURE__ */ optional(foldedName) },

  decode(reader: MessageReader): A6 {
    const { pos } = reader
    const prefixLength = reader.u8('prefix length')
    if (prefixLength > MAX_PREFIX)
      fail('bad-value', pos, `decode A6: prefix of ${prefixLength} bits, at most ${MAX_PREFIX} allowed`)
    const bytes = new Uint8Array(16)
    bytes.set(reader.copy(suffixBytes(prefixLength), 'address suffix'), 16 - suffixBytes(prefixLength))
    return {
      prefixLength,
      address: formatIPv6(withoutPrefix(bytes, prefixLength)),
      prefixName: prefixLength === 0 ? undefined : foldedName.decode(reader),
    }
  },

  encode(writer: MessageWriter, data: A6): void {
    const { prefixLength, bytes, prefixName } = checked(data)
    writer.u8(prefixLength)
    writer.raw(bytes.subarray(16 - suffixBytes(prefixLength)))
    if (prefixName !== undefined) foldedName.encode(writer, prefixName)
  },

  parse(tokens: RdataTokens): A6 {
    const token = tokens.next('a prefix length')
    const prefixLength = /^\d{1,3}$/.test(token.text) ? Number(token.text) : Number.NaN
    if (!(prefixLength <= MAX_PREFIX)) tokens.refuse('bad-value', `a prefix of at most ${MAX_PREFIX} bits expected`, token)
    // With a prefix of 128 bits the address may be left out.
    const given = parseIPv6(tokens.peek()?.text ?? '')
    const bytes = prefixLength === MAX_PREFIX && given === undefined ? new Uint8Array(16) : parseIPv6(ipv6.parse(tokens))!
    return {
      prefixLength,
      address: formatIPv6(withoutPrefix(bytes, prefixLength)),
      prefixName: prefixLength === 0 ? undefined : foldedName.parse(tokens),
    }
  },

  format(data: A6): string {
    const { prefixLength, bytes, prefixName } = checked(data)
    const address = prefixLength === MAX_PREFIX ? '' : ` ${formatIPv6(bytes)}`
    return `${prefixLength}${address}${prefixName === undefined ? '' : ` ${foldedName.format(prefixName)}`}`
  },
}

const suffixBytes = (prefixLength: number): number => Math.ceil((MAX_PREFIX - prefixLength) / 8)

/** The bits of the prefix are padding: zero when sent, ignored when received (RFC 2874 3.1.1). */
function withoutPrefix(bytes: Uint8Array, prefixLength: number): Uint8Array {
  const whole = prefixLength >> 3
  bytes.fill(0, 0, whole)
  if (whole < 16) bytes[whole]! &= 0xff >> (prefixLength & 7)
  return bytes
}

function checked({ prefixLength, address, prefixName }: A6): {
  prefixLength: number
  bytes: Uint8Array
  prefixName: string | undefined
} {
  if (!Number.isInteger(prefixLength) || prefixLength < 0 || prefixLength > MAX_PREFIX)
    fail('bad-value', 0, `encode A6: prefix of ${shown(prefixLength)} bits, at most ${MAX_PREFIX} allowed`)
  if ((prefixName === undefined) !== (prefixLength === 0))
    fail('bad-value', 0, 'encode A6: a prefix name is needed if the prefix length is above 0, and only then')
  const bytes =
    (typeof address === 'string' ? parseIPv6(address) : undefined) ??
    fail('bad-value', 0, `encode A6: not an IPv6 address: ${shown(address)}`)
  return { prefixLength, bytes: withoutPrefix(bytes, prefixLength), prefixName }
}
