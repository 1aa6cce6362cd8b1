/** What commands and responses are made of, as it is decoded. */
import { fc } from '@fast-check/vitest'
import { decodeText } from '@mailwire/bytes'
import { asBytes, utf8 } from '@mailwire/tooling/testing'
import { decodeMailboxName, encodeMailboxName } from '../src/index.js'

export type Arb<Value> = fc.Arbitrary<Value>
const { constantFrom, record, oneof, array, constant } = fc

export const chars = (text: string): string[] => [...text]
export const word = (alphabet: string, more: object = {}): Arb<string> =>
  fc.string({ unit: constantFrom(...chars(alphabet)), minLength: 1, maxLength: 6, ...more })
export const ATOM_CHARS = "ABZ019!#$&'+,-./:;<=>?@[^_`|}~"
/** Atoms in upper case. */
export const atom: Arb<string> = oneof(word(ATOM_CHARS), constantFrom('NIL', 'UID', 'X', '1'))
export const label: Arb<string> = word('XYZ019.:_-').map(text => `X${text}`)
export const tag: Arb<string> = word("abAB01!#$&',-./:;<=>?@[]^_`|}~")
/** Text of any bytes but NUL, as it is decoded. */
export const text: Arb<string> = oneof(
  word('abcAB01 ()"\\]{}%*+'),
  fc.string({ unit: 'binary', maxLength: 8 }).map(value => decodeText(utf8(value.replaceAll('\0', '')))),
  fc.uint8Array({ min: 1, maxLength: 8 }).map(bytes => decodeText(bytes)),
  constantFrom('', 'NIL', 'nil', 'a\r\nb', 'é', '{3}', '~{3}', '"', '\\', '('.repeat(3), 'x'.repeat(1100)),
)
export const u32: Arb<number> = oneof(fc.integer({ min: 1, max: 20 }), constantFrom(0xffff_ffff, 0xffff_fffe))
export const size: Arb<number> = oneof(fc.nat(100), constantFrom(0xffff_ffff, 0x1_0000_0000, Number.MAX_SAFE_INTEGER))
export const modseq: Arb<bigint> = oneof(fc.bigInt({ min: 1n, max: 99n }), constant(2n ** 63n - 1n))
export const number = oneof(u32, constant('*' as const))
export const set = oneof(array(record({ start: number, end: number }), { minLength: 1, maxLength: 4 }), constant('$' as const))
export const flag: Arb<string> = oneof(
  word(`${ATOM_CHARS}]`),
  word(ATOM_CHARS).map(name => `\\${name}`),
  constantFrom('\\Seen', 'NIL'),
)
export const flags = array(flag, { maxLength: 3 })
export const maybe = <Value>(arbitrary: Arb<Value>): Arb<Value | undefined> => fc.option(arbitrary, { nil: undefined })

// ----- What is kept as it came -----

export const literal = (content: string, mark = ''): string => `${mark}{${content.length}}\r\n${content}`
export const content: Arb<string> = fc.string({ unit: constantFrom(...chars('ab\r\n)"{}1 \xff')), maxLength: 6 })
export const string: Arb<string> = oneof(
  word('ab]'),
  word('ab ()\\"').map(value => JSON.stringify(value)),
  content.map(value => literal(value)),
)
export const { list } = fc.letrec<{ list: string; member: string }>(tie => ({
  list: array(tie('member'), { minLength: 1, maxLength: 3 }).map(members => `(${members.join(' ')})`),
  member: oneof({ maxDepth: 3 }, string, tie('list')),
}))
export const bytesOf = (arbitrary: Arb<string>): Arb<Uint8Array> => arbitrary.map(asBytes)
export const extensionValue = bytesOf(oneof(list, constantFrom('()', '0', '012', '1:*,7', '$', '9223372036854775807')))
export const values: Arb<Uint8Array> = bytesOf(
  array(oneof(string, list), { maxLength: 3 }).map(some => some.map(one => ` ${one}`).join('')),
)
export const unknownText = oneof(
  word('ab ()\\"{}~\xe9\x01'),
  content.map(value => literal(value)),
  content.map(value => literal(`\0${value}`, '~')),
)
export const rest: Arb<Uint8Array> = bytesOf(
  array(unknownText, { maxLength: 3 }).map(parts => (parts.length === 0 ? '' : ` ${parts.map(part => `${part} `).join('')}.`)),
)

// ----- Values of extensions -----

export const objectId: Arb<string> = oneof(word('abAB09_-'), constantFrom('NIL', 'x'.repeat(255)))
export const entry: Arb<string> = oneof(
  constantFrom('/comment', '/1/flags/seen', 'NIL', ''),
  text.map(name => name.replaceAll(/[*%]/g, 'x')),
)
export const attributeValue = oneof(
  constant(null),
  fc.uint8Array({ maxLength: 6 }),
  constantFrom(asBytes('a "b" \\'), asBytes('x'.repeat(1025))),
)
export const gmailId: Arb<bigint> = oneof(fc.bigInt({ min: 0n, max: 99n }), constantFrom(1278455344230334865n, 2n ** 64n - 1n))
const attribute = record({
  name: oneof(constantFrom('value', 'value.priv', 'size'), entry),
  value: attributeValue,
})
/** Entries with their attributes. */
export const storedAnnotations = array(record({ entry, attributes: array(attribute, { minLength: 1, maxLength: 2 }) }), {
  minLength: 1,
  maxLength: 2,
})
export const changedAnnotations = array(record({ entry, attributes: constant(undefined) }), { minLength: 1, maxLength: 3 })

// ----- Names -----

/** A name, decoded and as it is on the wire. */
export const nameOf = (utf8: boolean): Arb<readonly [decoded: string, wire: string]> =>
  oneof(
    text,
    fc.string({ unit: 'grapheme', maxLength: 4 }).map(name => (utf8 ? name : encodeMailboxName(name.replaceAll('\0', '')))),
    constantFrom('INBOX', 'inbox', '&', '&-', '&x', 'a&AOk-'),
  )
    .filter(wire => !wire.includes('\0'))
    .map(wire => [utf8 ? wire : decodeMailboxName(wire), wire] as const)

// ----- ID -----

/** Names that differ in more than their letters' case. */
export const idFields = array(record({ name: word('aB-0 "é'), value: fc.option(text, { nil: null }) }), {
  minLength: 1,
  maxLength: 3,
}).filter(
  some =>
    new Set(some.map(({ name }) => name.toUpperCase())).size === some.length &&
    some.every(({ value }) => value === null || value.length < 100),
)

// ----- Quotas and rights -----

export const resource: Arb<string> = oneof(atom, constantFrom('STORAGE', 'MESSAGE', 'ANNOTATION-STORAGE'))
export const rights: Arb<string> = oneof(word('lrswipkxteacd09', { minLength: 0 }), constantFrom('nil', 'a'))

// ----- Strings in quotes -----

export const quotedText: Arb<string> = oneof(word('abAB0 ()"\\]{}%*é:/'), constantFrom('', 'NIL', '{3}', 'x'.repeat(1100)))

// ----- Conversions -----

const mimeName = word('abAB01!#$&.+^_-')
export const mimeType: Arb<string> = fc.tuple(mimeName, mimeName).map(parts => parts.join('/'))
export const conversionParameters = array(record({ name: text, value: text }), { maxLength: 2 })

// ----- Metadata -----

export const entryName: Arb<string> = oneof(
  array(word('aB0 "-'), { minLength: 1, maxLength: 3 }).map(parts => parts.map(one => `/${one}`).join('')),
  constantFrom('/shared/comment', '/private/vendor/x'),
)

// ----- Sections -----

export const part = array(u32, { maxLength: 3 })
export const section = oneof(
  record({ part, text: constantFrom(undefined, 'HEADER', 'TEXT'), fields: constant([]) }),
  record({ part, text: constantFrom('HEADER.FIELDS', 'HEADER.FIELDS.NOT'), fields: array(text, { minLength: 1, maxLength: 2 }) }),
  record({ part: array(u32, { minLength: 1, maxLength: 2 }), text: constant('MIME'), fields: constant([]) }),
)
