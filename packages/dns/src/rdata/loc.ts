/**
 * LOC: where something is on Earth (RFC 1876). Latitude and longitude are thousandths of an arc second north and east, the rest centimetres; text
 * has degrees, minutes, seconds and metres.
 *
 *     | version 0 | size | horizontal precision | vertical precision | latitude (4) | longitude (4) | altitude (4) |
 */
import { fail } from '../error.js'
import type { Field, RecordType } from '../record.js'
import type { RdataTokens } from '../zone/tokenizer.js'

export interface Loc {
  /** Centimetres, the diameter of what is described; one digit and zeros. */
  readonly size: number
  /** Centimetres, as the next; one digit and zeros. */
  readonly horizontalPrecision: number
  readonly verticalPrecision: number
  /** Thousandths of an arc second; north is positive. */
  readonly latitude: number
  /** Thousandths of an arc second; east is positive. */
  readonly longitude: number
  /** Centimetres above the ellipsoid of WGS 84; from -10,000,000. */
  readonly altitude: number
}

const EQUATOR = 0x80000000
const GROUND = 10_000_000
const DEGREE = 3_600_000
const DEFAULTS = [100, 1_000_000, 1000] as const // 1 m, 10 km, 10 m (RFC 1876 3)

/** A digit and a power of ten in four bits each (RFC 1876 2). */
const precision: Field<number> = {
  kind: 'loc-precision',
  decode: reader => {
    const octet = reader.u8('precision')
    const digit = octet >> 4
    const power = octet & 15
    if (digit > 9 || power > 9)
      fail('bad-value', reader.pos - 1, `decode LOC: precision 0x${octet.toString(16)} is no digit and power of ten`)
    return digit * 10 ** power
  },
  encode: (writer, value) => writer.u8(precisionOctet(value)),
  parse: tokens => metres(tokens, 'a precision', value => precisionOctet(value) >= 0),
  format: value => `${showMetres(precisionOctet(value) >= 0 ? value : 0)}m`,
}

function precisionOctet(value: number): number {
  let digit = value
  let power = 0
  while (digit > 9 && digit % 10 === 0) {
    digit /= 10
    power++
  }
  return Number.isInteger(digit) && digit >= 0 && digit <= 9 && power <= 9
    ? (digit << 4) | power
    : fail('bad-value', 0, `encode LOC: ${String(value)} cm is no single digit with zeros`)
}

const angle = (max: number): Field<number> => ({
  kind: `loc-angle-${max}`,
  decode: reader => {
    const value = reader.u32('angle') - EQUATOR
    return Math.abs(value) <= max * DEGREE
      ? value
      : fail('bad-value', reader.pos - 4, `decode LOC: an angle of more than ${max} degrees`)
  },
  encode: (writer, value) => writer.u32(checkAngle(value, max) + EQUATOR),
  parse: tokens => parseAngle(tokens, max),
  format: value => {
    const size = Math.abs(checkAngle(value, max))
    const seconds = (size % 60_000) / 1000
    const letter = max === 90 ? (value < 0 ? 'S' : 'N') : value < 0 ? 'W' : 'E'
    return `${Math.floor(size / DEGREE)} ${Math.floor((size % DEGREE) / 60_000)} ${seconds.toFixed(3)} ${letter}`
  },
})

const checkAngle = (value: number, max: number): number =>
  Number.isInteger(value) && Math.abs(value) <= max * DEGREE
    ? value
    : fail('bad-value', 0, `encode LOC: ${String(value)} is no angle of at most ${max} degrees`)

/** `d [m [s]] N|S` */
function parseAngle(tokens: RdataTokens, max: number): number {
  const letters = max === 90 ? 'NS' : 'EW'
  const first = tokens.peek()
  let size = 0
  for (const [pattern, unit, limit] of [
    [/^\d{1,3}$/, DEGREE, max],
    [/^\d{1,2}$/, 60_000, 59],
    [/^\d{1,2}(?:\.\d{1,3})?$/, 1000, 59.999],
  ] as const) {
    const token = tokens.next('an angle')
    const letter = letters.indexOf(token.text.toUpperCase())
    if (token.text.length === 1 && letter >= 0 && token !== first) return letter === 1 && size > 0 ? -size : size
    if (!pattern.test(token.text) || Number(token.text) > limit)
      tokens.refuse('bad-value', 'degrees, minutes and seconds expected', token)
    size += Math.round(Number(token.text) * unit)
  }
  const token = tokens.next(letters)
  const letter = letters.indexOf(token.text.toUpperCase())
  if (token.text.length !== 1 || letter < 0) tokens.refuse('bad-value', `${letters[0]} or ${letters[1]} expected`, token)
  if (size > max * DEGREE) tokens.refuse('bad-value', `an angle of at most ${max} degrees expected`, token)
  return letter === 1 && size > 0 ? -size : size
}

const altitude: Field<number> = {
  kind: 'loc-altitude',
  decode: reader => reader.u32('altitude') - GROUND,
  encode: (writer, value) => writer.u32(checkAltitude(value) + GROUND),
  parse: tokens => metres(tokens, 'an altitude', value => checkAltitude(value) === value),
  format: value => `${showMetres(checkAltitude(value))}m`,
}

const checkAltitude = (value: number): number =>
  Number.isInteger(value) && value >= -GROUND && value <= 0xffffffff - GROUND
    ? value
    : fail('bad-value', 0, `encode LOC: ${String(value)} cm is no altitude`)

/** Metres with at most two decimals, as centimetres. */
function metres(tokens: RdataTokens, what: string, fits: (value: number) => boolean): number {
  const token = tokens.next(what)
  const match = /^(-?\d{1,8}(?:\.\d{1,2})?)m?$/i.exec(token.text)
  const value = match === null ? Number.NaN : Math.round(Number(match[1]) * 100)
  try {
    if (match !== null && fits(value)) return value + 0
  } catch {
    // Reported below, with its place.
  }
  return tokens.refuse('bad-value', `${what} in metres expected`, token)
}

const showMetres = (value: number): string => (value / 100).toFixed(2)

/** Behind the version, in the order of the wire. */
const fields = {
  size: precision,
  horizontalPrecision: precision,
  verticalPrecision: precision,
  latitude: /* @__PURE__ */ angle(90),
  longitude: /* @__PURE__ */ angle(180),
  altitude,
} as const
const ORDER = ['size', 'horizontalPrecision', 'verticalPrecision', 'latitude', 'longitude', 'altitude'] as const

export const loc: RecordType<Loc> = {
  name: 'LOC',
  code: 29,
  anyClass: true,
  layout: {
    decode: reader => {
      const version = reader.u8('version')
      if (version !== 0) fail('bad-value', reader.pos - 1, `decode LOC: version ${version}`)
      return Object.fromEntries(ORDER.map(key => [key, fields[key].decode(reader)])) as unknown as Loc
    },
    encode: (writer, data) => {
      writer.u8(0)
      for (const key of ORDER) fields[key].encode(writer, data[key])
    },
    parse: tokens => {
      const latitude = fields.latitude.parse(tokens)
      const longitude = fields.longitude.parse(tokens)
      const height = altitude.parse(tokens)
      const [size, horizontalPrecision, verticalPrecision] = DEFAULTS.map(value =>
        tokens.atEnd ? value : precision.parse(tokens),
      ) as [number, number, number]
      return { size, horizontalPrecision, verticalPrecision, latitude, longitude, altitude: height }
    },
    format: data =>
      (['latitude', 'longitude', 'altitude', 'size', 'horizontalPrecision', 'verticalPrecision'] as const)
        .map(key => fields[key].format(data[key]))
        .join(' '),
  },
}
