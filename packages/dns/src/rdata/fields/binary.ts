/** Fields that are opaque octets, shown in hex, base 64 or base 32 (RFC 4648). Digits may be split by blanks where they end the record. */
import { decodeBase32Hex, decodeBase64, decodeHex, encodeBase32Hex, encodeBase64, encodeHex } from '@mailwire/bytes'
import { fail } from '../../error.js'
import type { Field } from '../../record.js'
import type { RdataTokens } from '../../zone/tokenizer.js'

/** How octets are written in text. */
interface Notation {
  readonly name: 'hex' | 'base64' | 'base32'
  readonly encode: (bytes: Uint8Array) => string
  readonly decode: (text: string) => Uint8Array
}
const hex: Notation = { name: 'hex', encode: encodeHex, decode: text => decodeHex(text, fail) }
const base64: Notation = { name: 'base64', encode: encodeBase64, decode: text => decodeBase64(text, fail) }
const base32: Notation = { name: 'base32', encode: encodeBase32Hex, decode: text => decodeBase32Hex(text, fail) }

/** Octets from here to the end of RDATA; at least `min`. */
const rest = (notation: Notation, min: number): Field<Uint8Array> => ({
  kind: `${notation.name}-rest-${min}`,
  decode: reader => {
    const length = reader.end - reader.pos
    if (length < min) fail('rdata-length', reader.pos, `decode octets: ${length} octets left, ${min} needed`)
    return reader.copy(length)
  },
  encode: (writer, value) => writer.raw(checkOctets(value, min, 0xffff)),
  parse: tokens => {
    if (tokens.atEnd) return min === 0 ? new Uint8Array(0) : tokens.missing(notation.name)
    const value = tokens.attempt(() => notation.decode(tokens.rest()))
    return value.length >= min ? value : tokens.missing(`${min} octets in ${notation.name}`)
  },
  format: value => notation.encode(checkOctets(value, min, 0xffff)),
})

/** The rest of RDATA in hex, which may be empty. */
export const hexRest: Field<Uint8Array> = /* @__PURE__ */ rest(hex, 0)
/** The rest of RDATA in hex, one octet at least. */
export const someHexRest: Field<Uint8Array> = /* @__PURE__ */ rest(hex, 1)
/** The rest of RDATA in hex, twelve octets at least: a digest (RFC 8976 2.2.4). */
export const digestRest: Field<Uint8Array> = /* @__PURE__ */ rest(hex, 12)
/** The rest of RDATA in base 64, which may be empty. */
export const base64Rest: Field<Uint8Array> = /* @__PURE__ */ rest(base64, 0)
/** The rest of RDATA in base 64, one octet at least. */
export const someBase64Rest: Field<Uint8Array> = /* @__PURE__ */ rest(base64, 1)

/** The rest of RDATA in base 64; `-` in text for none. */
export const base64Dash: Field<Uint8Array> = /* @__PURE__ */ Object.freeze<Field<Uint8Array>>({
  ...base64Rest,
  parse: tokens => {
    if (tokens.peek()?.text !== '-') return base64Rest.parse(tokens)
    tokens.next('-')
    return new Uint8Array(0)
  },
  format: value => base64Rest.format(value) || '-',
})

/** Octets behind their number, in one word; `-` for none. */
const counted = (notation: Notation, width: 1 | 2, min: number): Field<Uint8Array> => ({
  kind: `${notation.name}-counted-${width}-${min}`,
  decode: reader => {
    const start = reader.pos
    const length = width === 1 ? reader.u8('length') : reader.u16('length')
    if (length < min) fail('bad-value', start, `decode octets: ${length} octets, ${min} needed`)
    return reader.copy(length)
  },
  encode: (writer, value) => {
    const { length } = checkOctets(value, min, 256 ** width - 1)
    if (width === 1) writer.u8(length)
    else writer.u16(length)
    writer.raw(value)
  },
  parse: tokens => {
    const token = tokens.next(notation.name)
    const value = token.text === '-' ? new Uint8Array(0) : tokens.attempt(() => notation.decode(token.text))
    if (value.length < min || value.length >= 256 ** width)
      tokens.refuse('bad-value', `${min} to ${256 ** width - 1} octets expected`, token)
    return value
  },
  format: value => (checkOctets(value, min, 256 ** width - 1).length === 0 ? '-' : notation.encode(value)),
})

/** NSEC3's salt: at most 255 octets, `-` for none (RFC 5155 3.3). */
export const hexCounted: Field<Uint8Array> = /* @__PURE__ */ counted(hex, 1, 0)
/** NSEC3's hashed owner name: base 32 with the extended hex alphabet (RFC 5155 3.3). */
export const base32Counted: Field<Uint8Array> = /* @__PURE__ */ counted(base32, 1, 1)
/** TKEY's and TSIG's octets behind a length of 16 bits. */
export const base64Counted: Field<Uint8Array> = /* @__PURE__ */ counted(base64, 2, 0)

/** A fixed number of octets as pairs of hex digits with hyphens between them (RFC 7043 3.2). */
export const hyphenated = (octets: number): Field<Uint8Array> => ({
  kind: `hyphenated-${octets}`,
  decode: reader => reader.copy(octets),
  encode: (writer, value) => writer.raw(checkOctets(value, octets, octets)),
  parse: tokens => {
    const token = tokens.next('an address')
    const pattern = new RegExp(`^[0-9a-f]{2}(?:-[0-9a-f]{2}){${octets - 1}}$`, 'i')
    if (!pattern.test(token.text)) tokens.refuse('bad-value', `${octets} pairs of hex digits with hyphens expected`, token)
    return decodeHex(token.text.replace(/-/g, ''), fail)
  },
  format: value =>
    encodeHex(checkOctets(value, octets, octets))
      .toLowerCase()
      .match(/../g)!
      .join('-'),
})

/** Refuses what is no array of so many octets. */
export function checkOctets(value: Uint8Array, min: number, max: number): Uint8Array {
  if (!(value instanceof Uint8Array)) fail('bad-value', 0, 'encode octets: not a Uint8Array')
  if (value.length < min || value.length > max)
    fail('bad-value', 0, `encode octets: ${value.length} octets, ${min === max ? min : `${min} to ${max}`} allowed`)
  return value
}

/** Hex digits of all that is left, for layouts with a text of their own. */
export const hexTokens = (tokens: RdataTokens): Uint8Array => tokens.attempt(() => decodeHex(tokens.rest(), fail))
/** The same in base 64. */
export const base64Tokens = (tokens: RdataTokens): Uint8Array => tokens.attempt(() => decodeBase64(tokens.rest(), fail))
