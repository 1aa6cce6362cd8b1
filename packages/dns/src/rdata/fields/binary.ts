/** Fields of opaque bytes: keys, digests, signatures, salts. They differ in their length on the wire and their notation in text. */
import { decodeBase32Hex, decodeBase64, decodeHex, encodeBase32Hex, encodeBase64, encodeHex, isBytes } from '@mailwire/bytes'
import { fail } from '../../error.js'
import { checkFunctions, checkObject, checkWhole, shown } from '../../given.js'
import type { RdataTokens } from '../../text/rdata-tokens.js'
import { attempt } from '../../text/token.js'
import type { Field } from '../record-type.js'

/** How bytes are written in text. */
export interface Notation {
  readonly name: string
  readonly format: (bytes: Uint8Array) => string
  readonly parse: (text: string) => Uint8Array
}

export const hex: Notation = /* @__PURE__ */ Object.freeze<Notation>({
  name: 'hex bytes',
  format: bytes => encodeHex(anyBytes(bytes)),
  parse: text => decodeHex(text, fail),
})
export const base64: Notation = /* @__PURE__ */ Object.freeze<Notation>({
  name: 'base 64',
  format: bytes => encodeBase64(anyBytes(bytes)),
  parse: text => decodeBase64(text, fail),
})
export const base32Hex: Notation = /* @__PURE__ */ Object.freeze<Notation>({
  name: 'base 32',
  format: bytes => encodeBase32Hex(anyBytes(bytes)),
  parse: text => decodeBase32Hex(text, fail),
})

/** Long values are written in pieces of this many characters, as BIND does. */
const PIECE = /.{1,56}/g

/** The rest of RDATA, at least `min` bytes; in text the remaining tokens, joined. */
export function rest(notation: Notation, min: number): Field<Uint8Array> {
  checkNotation(notation, min, 0xffff)
  return {
    kind: `bytes-${min}`,
    greedy: true,
    decode: reader => reader.opaque(Math.max(reader.end - reader.pos, min), notation.name),
    encode: (writer, value) => writer.raw(checkBytes(value, min, 0xffff)),
    parse: tokens => parseRest(tokens, notation, min),
    format: value => inPieces(checkBytes(value, min, 0xffff), notation),
  }
}

/** Bytes after their length, which takes `lengthSize` bytes. In text one token, and `-` for empty where `min` is 0 (RFC 5155 3.3). */
export function counted(notation: Notation, lengthSize: 1 | 2, min: number): Field<Uint8Array> {
  if (lengthSize !== 1 && lengthSize !== 2)
    fail('bad-value', 0, `describe bytes: a length of 1 or 2 bytes expected, not ${shown(lengthSize)}`, 'local')
  const max = 256 ** lengthSize - 1
  checkNotation(notation, min, max)
  return {
    kind: `counted-${min}`,
    decode: reader => {
      const length = lengthSize === 1 ? reader.u8('length') : reader.u16('length')
      if (length < min)
        fail('bad-value', reader.pos - lengthSize, `decode ${notation.name}: ${length} bytes, at least ${min} expected`)
      return reader.opaque(length, notation.name)
    },
    encode: (writer, value) => {
      const { length } = checkBytes(value, min, max)
      if (lengthSize === 1) writer.u8(length)
      else writer.u16(length)
      writer.raw(value)
    },
    parse: tokens => {
      const token = tokens.next(notation.name)
      const bytes = min === 0 && token.text === '-' ? new Uint8Array(0) : attempt(token, () => notation.parse(token.text))
      if (bytes.length < min || bytes.length > max)
        tokens.refuse('bad-value', `${min} to ${max} bytes expected, ${bytes.length} found`, token)
      return bytes
    },
    format: value => (checkBytes(value, min, max).length === 0 ? '-' : notation.format(value)),
  }
}

function checkNotation(notation: Notation, min: number, max: number): void {
  checkObject(notation, 'describe bytes: notation')
  checkFunctions(notation, ['format', 'parse'], 'describe bytes: notation')
  checkWhole(min, max, 'describe bytes: least length')
}

/** Bytes after their length; in text the length and base 64, `3 AQID`, or `0` alone, as BIND writes TSIG and TKEY. */
export const countedBase64: Field<Uint8Array> = {
  kind: 'counted-0',
  decode: reader => reader.opaque(reader.u16('length'), base64.name),
  encode: (writer, value) => {
    writer.u16(checkBytes(value, 0, 0xffff).length)
    writer.raw(value)
  },
  parse: tokens => {
    const size = tokens.next('a length')
    const length = /^\d{1,5}$/.test(size.text) ? Number(size.text) : Number.NaN
    if (!(length <= 0xffff)) tokens.refuse('bad-value', 'a length of at most 65535 expected', size)
    const characters = Math.ceil(length / 3) * 4
    const pieces: string[] = []
    for (let have = 0; have < characters; have += pieces[pieces.length - 1]!.length) pieces.push(tokens.next(base64.name).text)
    const bytes = attempt(size, () => base64.parse(pieces.join('')))
    return bytes.length === length ? bytes : tokens.refuse('bad-value', `${length} bytes expected, ${bytes.length} found`, size)
  },
  format: value => [checkBytes(value, 0, 0xffff).length, ...(encodeBase64(value).match(PIECE) ?? [])].join(' '),
}

/** The bytes that the remaining tokens encode. */
export function parseRest(tokens: RdataTokens, notation: Notation, min: number): Uint8Array {
  if (min === 0 && tokens.atEnd) return new Uint8Array(0)
  const first = tokens.peek() ?? tokens.next(notation.name)
  const bytes = attempt(first, () => notation.parse(tokens.rest()))
  return bytes.length < min ? tokens.refuse('bad-value', `at least ${min} bytes expected, ${bytes.length} found`, first) : bytes
}

/** Bytes as text, in pieces if they are long. */
export const inPieces = (bytes: Uint8Array, notation: Notation): string => (notation.format(bytes).match(PIECE) ?? []).join(' ')

/** Why the length is not the one that `lengths` has for `kind`; `undefined` if it is, or if `lengths` does not have that kind. */
export function wrongLength(lengths: Readonly<Record<number, number>>, kind: number, bytes: Uint8Array): string | undefined {
  const expected = lengths[kind]
  return expected === undefined || bytes.length === expected ? undefined : `${bytes.length} bytes, ${expected} expected`
}

/** Rejects a value that is not a `Uint8Array`, and one that is too short or too long. */
export function checkBytes(value: Uint8Array, min: number, max: number): Uint8Array {
  anyBytes(value)
  if (value.length < min || value.length > max)
    fail('bad-value', 0, `encode bytes: ${value.length} bytes, ${min} to ${max} allowed`)
  return value
}

const anyBytes = (value: Uint8Array): Uint8Array =>
  isBytes(value) ? value : fail('bad-value', 0, `encode bytes: a Uint8Array expected, not ${typeof value}`)
