/** IP addresses as text: dotted quads (RFC 1123 2.1), IPv6 as read by RFC 4291 2.2 and printed by RFC 5952 4 and 5. */

/** Four octets of a dotted quad, or `undefined`. Each part is 0 to 255 without a leading zero. */
export function parseIPv4(text: string): Uint8Array | undefined {
  if (!/^(?:\d{1,3}\.){3}\d{1,3}$/.test(text)) return undefined
  const parts = text.split('.')
  for (const part of parts) if (Number(part) > 255 || (part.length > 1 && part[0] === '0')) return undefined
  return Uint8Array.from(parts, Number)
}

/** The dotted quad of the four octets at `at`. */
export const formatIPv4 = (bytes: Uint8Array, at = 0): string => `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`

/** Sixteen octets of an IPv6 address, `::` and a dotted quad at the end included, or `undefined`. No zone, no brackets. */
export function parseIPv6(text: string): Uint8Array | undefined {
  if (text.length > 45) return undefined
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const left = groupsOf(halves[0]!, halves.length === 1)
  const right = halves.length === 2 ? groupsOf(halves[1]!, true) : []
  if (left === undefined || right === undefined) return undefined
  const given = left.length + right.length
  if (halves.length === 1 ? given !== 8 : given > 7) return undefined
  const groups = [...left, ...new Array<number>(8 - given).fill(0), ...right]
  return Uint8Array.from({ length: 16 }, (_, at) => (at % 2 === 0 ? groups[at >> 1]! >> 8 : groups[at >> 1]! & 0xff))
}

/** The groups of one side of `::`; a dotted quad may stand where the address ends. */
function groupsOf(text: string, last: boolean): number[] | undefined {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at]!
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16))
    else {
      const quad = last && at === parts.length - 1 ? parseIPv4(part) : undefined
      if (quad === undefined) return undefined
      groups.push((quad[0]! << 8) | quad[1]!, (quad[2]! << 8) | quad[3]!)
    }
  }
  return groups
}

/** The one recommended text of the sixteen octets at `at`; `::ffff:0:0/96` ends in a dotted quad (RFC 5952 5). */
export function formatIPv6(bytes: Uint8Array, at = 0): string {
  const groups: number[] = []
  for (let group = 0; group < 8; group++) groups.push((bytes[at + 2 * group]! << 8) | bytes[at + 2 * group + 1]!)
  if (groups.slice(0, 5).every(group => group === 0) && groups[5] === 0xffff) return `::ffff:${formatIPv4(bytes, at + 12)}`
  let best = -1
  let bestLength = 1
  for (let start = 0; start < 8; start++) {
    let length = 0
    while (start + length < 8 && groups[start + length] === 0) length++
    if (length > bestLength) {
      best = start
      bestLength = length
    }
    start += length
  }
  const hex = (part: number[]): string => part.map(group => group.toString(16)).join(':')
  return best < 0 ? hex(groups) : `${hex(groups.slice(0, best))}::${hex(groups.slice(best + bestLength))}`
}
