/**
 * NXT: the next name of a zone, and the types at the owner (RFC 2535 5.2). Obsolete: NSEC took its place. Its name is sent
 * uncompressed; some servers compress it, which is accepted.
 */
import { fail } from '../error.js'
import { shown } from '../given.js'
import { ianaTypes, type TypeNames } from '../iana/types.js'
import { foldedName } from './fields/names.js'
import type { Field, RecordType } from './record-type.js'

export interface Nxt {
  readonly next: string
  /** Mnemonics or `TYPEn`, in ascending order of their numbers, which are from 1 to 127. */
  readonly types: readonly string[]
}

const MAX_TYPE = 127
const MAX_BITMAP = 16

/** A bit map to the end of RDATA. Its first bit, type 0, announces another format, which was never defined. */
const types: Field<readonly string[]> = {
  kind: 'nxt-types',
  greedy: true,
  decode: reader => {
    const { bytes, pos } = reader
    const length = reader.end - pos
    if (length > MAX_BITMAP) fail('bad-value', pos, `decode NXT: bitmap of ${length} bytes, at most ${MAX_BITMAP} allowed`)
    reader.take(length)
    if (length > 0 && bytes[pos]! >= 0x80) fail('bad-value', pos, 'decode NXT: type 0 in the bitmap')
    if (length > 0 && bytes[reader.pos - 1] === 0)
      reader.warn('trailing-zero', reader.pos - 1, 'decode NXT: bitmap ends in a zero byte')
    const names: string[] = []
    for (let type = 1; type < 8 * length; type++)
      if ((bytes[pos + (type >> 3)]! & (0x80 >> (type & 7))) !== 0) names.push(reader.types.typeName(type))
    return names
  },
  encode: (writer, value) => {
    const codes = checkedTypes(value, writer.types)
    const bitmap = new Uint8Array(codes.length === 0 ? 0 : (codes[codes.length - 1]! >> 3) + 1)
    for (const code of codes) bitmap[code >> 3]! |= 0x80 >> (code & 7)
    writer.raw(bitmap)
  },
  parse: tokens => {
    const codes: number[] = []
    while (!tokens.atEnd) {
      const token = tokens.next('a type')
      // Text may have plain numbers, too (RFC 2535 5.3), and BIND prints them.
      const code = /^\d{1,3}$/.test(token.text) ? Number(token.text) : tokens.types.typeCode(token.text)
      codes.push(isType(code) ? code : tokens.refuse('bad-value', `a type from 1 to ${MAX_TYPE} expected`, token))
    }
    return sorted(codes).map(code => tokens.types.typeName(code))
  },
  // A type without a mnemonic is a bare number; `TYPEn` is younger (RFC 3597 5).
  format: (value, types = ianaTypes) =>
    checkedTypes(value, types)
      .map(code => types.typeName(code).replace(/^TYPE/, ''))
      .join(' '),
}

export const nxt: RecordType<Nxt, 'NXT'> = {
  name: 'NXT',
  code: 30,
  anyClass: true,
  fields: { next: foldedName, types },
}

function checkedTypes(value: readonly string[], types: TypeNames): readonly number[] {
  if (!Array.isArray(value)) fail('bad-value', 0, 'encode NXT: an array of types expected')
  return sorted(
    value.map(name => {
      const code = typeof name === 'string' ? types.typeCode(name) : undefined
      return isType(code) ? code : fail('bad-value', 0, `encode NXT: a type from 1 to ${MAX_TYPE} expected, not ${shown(name)}`)
    }),
  )
}

const isType = (code: number | undefined): code is number => code !== undefined && code > 0 && code <= MAX_TYPE

/** From the lowest, each once. */
const sorted = (codes: readonly number[]): readonly number[] => [...new Set(codes)].sort((a, b) => a - b)
