/** Fields of a fixed number of bytes that text shows as groups of hex digits. */
import { fail } from '../../error.js'
import { shown } from '../../given.js'
import type { Field } from '../record-type.js'

/** 48 bits as `00-00-5e-00-53-2a` (RFC 7043 3.2). */
export const eui48Address: Field<string> = /* @__PURE__ */ groups('eui48', 'an EUI-48 address', 6, 1, '-')
/** 64 bits as `00-00-5e-ef-10-00-00-2a` (RFC 7043 4.2). */
export const eui64Address: Field<string> = /* @__PURE__ */ groups('eui64', 'an EUI-64 address', 8, 1, '-')
/** 64 bits as half an IPv6 address, `2001:0db8:1140:1000`, where `::` has no place (RFC 6742 2.1.2, 2.3.2). Leading zeros may be left out. */
export const halfIPv6: Field<string> = /* @__PURE__ */ groups('half-ipv6', 'four groups of hex digits', 4, 2, ':')

function groups(kind: string, what: string, count: number, size: 1 | 2, separator: string): Field<string> {
  const digits = size === 1 ? '[0-9a-f]{2}' : '[0-9a-f]{1,4}'
  const pattern = new RegExp(`^${digits}(?:${separator}${digits}){${count - 1}}$`, 'i')
  const normal = (text: string): string =>
    text
      .toLowerCase()
      .split(separator)
      .map(group => group.padStart(2 * size, '0'))
      .join(separator)
  const check = (value: string): string =>
    typeof value === 'string' && pattern.test(value)
      ? normal(value)
      : fail('bad-value', 0, `encode address: ${what} expected, not ${shown(value)}`)
  return {
    kind,
    decode: reader =>
      Array.from({ length: count }, () =>
        (size === 1 ? reader.u8(what) : reader.u16(what)).toString(16).padStart(2 * size, '0'),
      ).join(separator),
    encode: (writer, value) => {
      for (const group of check(value).split(separator)) {
        if (size === 1) writer.u8(Number.parseInt(group, 16))
        else writer.u16(Number.parseInt(group, 16))
      }
    },
    parse: tokens => {
      const token = tokens.next(what)
      return pattern.test(token.text) ? normal(token.text) : tokens.refuse('bad-value', `${what} expected`, token)
    },
    format: check,
  }
}
