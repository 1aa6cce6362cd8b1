/** Fields of a place on Earth (RFC 1876 2): lengths of one digit and a power of ten, angles about the equator or the prime meridian, heights. */
import { fail } from '../../error.js'
import { shown } from '../../given.js'
import type { RdataTokens } from '../../text/rdata-tokens.js'
import type { Token } from '../../text/token.js'
import type { Field } from '../record-type.js'

/** 0 degrees on the wire. */
const MIDDLE = 2 ** 31
const SECOND = 1000
const MINUTE = 60 * SECOND
const DEGREE = 60 * MINUTE
/** The value of the reference spheroid on the wire: altitudes count from 100 km below it. */
const SPHEROID = 10_000_000
const MAX_ALTITUDE = 2 ** 32 - 1 - SPHEROID
const MAX_LENGTH = 9_000_000_000

/** A length in centimetres: a digit and a power of ten, four bits each. */
export const centimetres: Field<number> = {
  kind: 'centimetres',
  decode: reader => {
    const byte = reader.u8('precision')
    const digit = byte >> 4
    const exponent = byte & 15
    if (digit > 9 || exponent > 9)
      fail('bad-value', reader.pos - 1, `decode LOC: invalid digit and power of ten: 0x${byte.toString(16)}`)
    return digit * 10 ** exponent
  },
  encode: (writer, value) => writer.u8(lengthByte(value)),
  parse: tokens => parseCentimetres(tokens, 0),
  format: value => {
    lengthByte(value)
    return value >= 100 ? `${value / 100}m` : `${(value / 100).toFixed(2)}m`
  },
}

export const latitude: Field<number> = /* @__PURE__ */ angle('latitude', 90, 'N', 'S')
export const longitude: Field<number> = /* @__PURE__ */ angle('longitude', 180, 'E', 'W')

/** Centimetres above the spheroid. */
export const altitude: Field<number> = {
  kind: 'altitude',
  decode: reader => reader.u32('altitude') - SPHEROID,
  encode: (writer, value) => writer.u32(checkedAltitude(value) + SPHEROID),
  parse: parseAltitude,
  format: value => `${(checkedAltitude(value) / 100).toFixed(2)}m`,
}

/** Thousandths of a second of arc, at most `max` degrees to either side. */
function angle(kind: string, max: number, positive: string, negative: string): Field<number> {
  const check = (value: number): number =>
    Number.isInteger(value) && Math.abs(value) <= max * DEGREE
      ? value
      : fail('bad-value', 0, `encode ${kind}: at most ${max} degrees allowed, not ${shown(value)}`)
  return {
    kind,
    decode: reader => {
      const value = reader.u32(kind) - MIDDLE
      return Math.abs(value) <= max * DEGREE
        ? value
        : fail('bad-value', reader.pos - 4, `decode ${kind}: more than ${max} degrees`)
    },
    encode: (writer, value) => writer.u32(check(value) + MIDDLE),
    parse: tokens => parseAngle(tokens, max, positive, negative),
    format: value => {
      const size = Math.abs(check(value))
      const seconds = ((size % MINUTE) / SECOND).toFixed(3)
      return `${Math.floor(size / DEGREE)} ${Math.floor(size / MINUTE) % 60} ${seconds} ${value < 0 ? negative : positive}`
    },
  }
}

/** `d [m [s]] N|S`: degrees, minutes and seconds to three places (RFC 1876 3). */
export function parseAngle(tokens: RdataTokens, max: number, positive: string, negative: string): number {
  const first = tokens.next('degrees')
  let value = DEGREE * part(tokens, first, /^\d{1,3}$/, max, 'degrees')
  let token = tokens.next(`${positive} or ${negative}`)
  if (/^\d/.test(token.text)) {
    value += MINUTE * part(tokens, token, /^\d{1,2}$/, 59, 'minutes')
    token = tokens.next(`${positive} or ${negative}`)
    if (/^\.?\d/.test(token.text)) {
      value += Math.round(SECOND * part(tokens, token, /^(?:\d{1,2}(?:\.\d{0,3})?|\.\d{1,3})$/, 59.999, 'seconds'))
      token = tokens.next(`${positive} or ${negative}`)
    }
  }
  if (value > max * DEGREE) tokens.refuse('bad-value', `more than ${max} degrees`, first)
  const side = token.text.toUpperCase()
  if (side !== positive && side !== negative) tokens.refuse('bad-value', `${positive} or ${negative} expected`, token)
  // Not -0, which is the same place as 0.
  return side === negative && value > 0 ? -value : value
}

/** Metres to two places, with or without their `m`. */
export function parseAltitude(tokens: RdataTokens): number {
  const token = tokens.next('an altitude')
  const [, sign, digits] = /^([+-]?)(\d{1,8}(?:\.\d{1,2})?)m?$/i.exec(token.text) ?? []
  const value =
    digits === undefined ? Number.NaN : Math.round(100 * Number(digits)) * (sign === '-' && Number(digits) > 0 ? -1 : 1)
  return value >= -SPHEROID && value <= MAX_ALTITUDE
    ? value
    : tokens.refuse('bad-value', 'an altitude from -100000.00m to 42849672.95m expected', token)
}

/** Metres to two places, cut to the one digit that the wire holds, as RFC 1876 appendix A does; `absent` where the text ends. */
export function parseCentimetres(tokens: RdataTokens, absent: number): number {
  if (tokens.atEnd) return absent
  const token = tokens.next('a length')
  const value = /^\d{1,8}(?:\.\d{0,2})?m?$/i.test(token.text) ? Math.round(100 * Number.parseFloat(token.text)) : Number.NaN
  if (!(value <= MAX_LENGTH)) tokens.refuse('bad-value', 'a length of at most 90000000.00m expected', token)
  const unit = 10 ** Math.max(String(value).length - 1, 0)
  return Math.floor(value / unit) * unit
}

function part(tokens: RdataTokens, token: Token, pattern: RegExp, max: number, what: string): number {
  const value = pattern.test(token.text) ? Number(token.text) : Number.NaN
  return value <= max ? value : tokens.refuse('bad-value', `${what} from 0 to ${max} expected`, token)
}

function lengthByte(value: number): number {
  const exponent = String(value).length - 1
  if (!Number.isInteger(value) || value < 0 || value > MAX_LENGTH || value % 10 ** exponent !== 0)
    fail('bad-value', 0, `encode LOC: one digit and up to nine zeros expected, not ${shown(value)} cm`)
  return ((value / 10 ** exponent) << 4) | exponent
}

function checkedAltitude(value: number): number {
  if (!Number.isInteger(value) || value < -SPHEROID || value > MAX_ALTITUDE)
    fail('bad-value', 0, `encode altitude: out of range: ${shown(value)} cm`)
  return value
}
