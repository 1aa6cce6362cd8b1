/**
 * APL: a list of address prefixes, any of which may be negated (RFC 3123 4). IN only. An empty list is valid. An address is sent
 * without its trailing zero bytes; one that has them is read with a warning.
 */
import { decodeHex, encodeHex, formatIPv4, formatIPv6, parseIPv4, parseIPv6, Writer } from '@mailwire/bytes'
import { fail } from '../error.js'
import { checkList, checkObject, checkUnsigned, shown as given } from '../given.js'
import { formatOpaque } from '../text/opaque.js'
import type { MessageReader } from '../wire/reader.js'
import type { Field, RecordType } from './record-type.js'

export interface AplItem {
  /** 1 for IPv4, 2 for IPv6. */
  readonly family: number
  /** True for an exclusion (`!` in text). */
  readonly negated: boolean
  /** A dotted quad, an IPv6 address, or for other families hex digits without trailing zero bytes. */
  readonly address: string
  /** The prefix length in bits. */
  readonly prefix: number
}

export interface Apl {
  readonly items: readonly AplItem[]
}

/** A known address family: its length in bytes, and how its text is parsed and formatted. */
interface Family {
  readonly bytes: number
  readonly parse: (text: string) => Uint8Array | undefined
  readonly format: (bytes: Uint8Array) => string
}

const FAMILIES: ReadonlyMap<number, Family> = /* @__PURE__ */ new Map([
  [1, { bytes: 4, parse: parseIPv4, format: formatIPv4 }],
  [2, { bytes: 16, parse: parseIPv6, format: formatIPv6 }],
])
/** An unknown family. */
const OTHER: Family = {
  bytes: 127,
  parse: text => (/^(?:[0-9a-f]{2}){0,127}$/i.test(text) ? decodeHex(text, fail) : undefined),
  format: bytes => encodeHex(bytes).toLowerCase(),
}
const NEGATED = 0x80

/** Prefixes to the end of RDATA. */
const items: Field<readonly AplItem[]> = {
  kind: 'apl-items',
  greedy: true,
  decode: reader => {
    const list: AplItem[] = []
    while (reader.pos < reader.end) list.push(decodeItem(reader))
    return list
  },
  encode: (writer, value) => writeItems(writer, checkedList(value)),
  parse: tokens => {
    const list: AplItem[] = []
    while (!tokens.atEnd) {
      const token = tokens.next('an address prefix')
      list.push(parseItem(token.text) ?? tokens.refuse('bad-value', '[!]family:address/prefix expected', token))
    }
    return list
  },
  // There is no text for an address of another family that its readers would take (RFC 3123 5).
  format: value => {
    const list = checkedList(value)
    if (list.some(({ family }) => !FAMILIES.has(family))) return formatOpaque(rdataOf(list))
    return list
      .map(item => `${item.negated ? '!' : ''}${item.family}:${shown(item.family, addressBytes(item))}/${item.prefix}`)
      .join(' ')
  },
}

export const apl: RecordType<Apl, 'APL'> = {
  name: 'APL',
  code: 42,
  fields: { items },
}

function writeItems(writer: Writer, list: readonly AplItem[]): void {
  for (const item of list) {
    const bytes = withoutZeros(addressBytes(item))
    writer.u16(item.family)
    writer.u8(item.prefix)
    writer.u8((item.negated ? NEGATED : 0) | bytes.length)
    writer.raw(bytes)
  }
}

function rdataOf(list: readonly AplItem[]): Uint8Array {
  const writer = new Writer()
  writeItems(writer, list)
  return writer.finish()
}

function decodeItem(reader: MessageReader): AplItem {
  const start = reader.pos
  const family = reader.u16('address family')
  const prefix = reader.u8('prefix')
  const bits = reader.u8('address length')
  const length = bits & ~NEGATED
  const { bytes } = familyOf(family)
  if (length > bytes) fail('bad-value', start + 3, `decode APL: address of ${length} bytes, at most ${bytes} allowed`)
  if (prefix > maxPrefix(family))
    fail('bad-value', start + 2, `decode APL: prefix of ${prefix} bits, at most ${maxPrefix(family)} allowed`)
  const address = reader.copy(length, 'address')
  if (length > 0 && address[length - 1] === 0)
    reader.warn('trailing-zero', reader.pos - 1, 'decode APL: address ends in a zero byte')
  return { family, negated: (bits & NEGATED) !== 0, address: shown(family, address), prefix }
}

function parseItem(text: string): AplItem | undefined {
  const [, negation, digits, address, bits] = /^(!?)(\d{1,5}):([\da-f.:]*)\/(\d{1,3})$/i.exec(text) ?? []
  const family = Number(digits)
  const prefix = Number(bits)
  const bytes =
    address === undefined || family > 0xffff || prefix > maxPrefix(family) ? undefined : familyOf(family).parse(address)
  return bytes === undefined ? undefined : { family, negated: negation === '!', address: shown(family, bytes), prefix }
}

const familyOf = (family: number): Family => FAMILIES.get(family) ?? OTHER

const maxPrefix = (family: number): number => (FAMILIES.has(family) ? 8 * familyOf(family).bytes : 255)

/** An address whose trailing zeros may be missing; those of an unknown family are left out. */
function shown(family: number, bytes: Uint8Array): string {
  if (!FAMILIES.has(family)) return OTHER.format(withoutZeros(bytes))
  const whole = new Uint8Array(familyOf(family).bytes)
  whole.set(bytes)
  return familyOf(family).format(whole)
}

function withoutZeros(bytes: Uint8Array): Uint8Array {
  let { length } = bytes
  while (length > 0 && bytes[length - 1] === 0) length--
  return bytes.subarray(0, length)
}

function checkedList(value: readonly AplItem[]): readonly AplItem[] {
  checkList(value, 'encode APL')
  for (const item of value) checkObject(item, 'encode APL item')
  return value
}

/** All bytes of an item's address, the item checked. */
function addressBytes({ family, address, prefix }: AplItem): Uint8Array {
  checkUnsigned(family, 2)
  checkUnsigned(prefix, 1)
  if (prefix > maxPrefix(family))
    fail('bad-value', 0, `encode APL: prefix of ${prefix} bits, at most ${maxPrefix(family)} allowed`)
  const bytes = typeof address === 'string' ? familyOf(family).parse(address) : undefined
  return bytes ?? fail('bad-value', 0, `encode APL: not an address of family ${family}: ${given(address)}`)
}
