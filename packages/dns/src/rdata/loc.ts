/**
 * LOC: a place on Earth (RFC 1876 2). Only version 0 of its layout is defined; another is an error.
 *
 *     +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *  0: |        VERSION        |         SIZE          |
 *     +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *  2: |       HORIZ PRE       |       VERT PRE        |
 *     +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *  4: |                   LATITUDE                    |
 *  8: |                   LONGITUDE                   |
 * 12: |                   ALTITUDE                    |
 *     +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 */

import { fail } from '../error.js'
import type { RdataTokens } from '../text/rdata-tokens.js'
import type { MessageReader } from '../wire/reader.js'
import type { MessageWriter } from '../wire/writer.js'
import { altitude, centimetres, latitude, longitude, parseAltitude, parseAngle, parseCentimetres } from './fields/places.js'
import type { RecordType } from './record-type.js'

export interface Loc {
  /** The diameter of what is there, in centimetres; as the two that follow, one digit and up to nine zeros. */
  readonly size: number
  /** The diameter of the circle of error, in centimetres. */
  readonly horizontalPrecision: number
  /** The height of the range of error, in centimetres. */
  readonly verticalPrecision: number
  /** Thousandths of a second of arc, north positive. */
  readonly latitude: number
  /** Thousandths of a second of arc, east positive. */
  readonly longitude: number
  /** Centimetres above the WGS 84 reference spheroid. */
  readonly altitude: number
}

/** What text may leave out (RFC 1876 3): 1 m, 10 km, 10 m. */
const SIZE = 100
const HORIZONTAL = 1_000_000
const VERTICAL = 1000

export const loc: RecordType<Loc, 'LOC'> = {
  name: 'LOC',
  code: 29,
  anyClass: true,
  fields: {
    size: centimetres,
    horizontalPrecision: centimetres,
    verticalPrecision: centimetres,
    latitude,
    longitude,
    altitude,
  },

  decode(reader: MessageReader): Loc {
    const version = reader.u8('version')
    if (version !== 0) fail('bad-value', reader.pos - 1, `decode LOC: unknown version ${version}`)
    return {
      size: centimetres.decode(reader),
      horizontalPrecision: centimetres.decode(reader),
      verticalPrecision: centimetres.decode(reader),
      latitude: latitude.decode(reader),
      longitude: longitude.decode(reader),
      altitude: altitude.decode(reader),
    }
  },

  encode(writer: MessageWriter, data: Loc): void {
    writer.u8(0)
    centimetres.encode(writer, data.size)
    centimetres.encode(writer, data.horizontalPrecision)
    centimetres.encode(writer, data.verticalPrecision)
    latitude.encode(writer, data.latitude)
    longitude.encode(writer, data.longitude)
    altitude.encode(writer, data.altitude)
  },

  parse(tokens: RdataTokens): Loc {
    const north = parseAngle(tokens, 90, 'N', 'S')
    const east = parseAngle(tokens, 180, 'E', 'W')
    const height = parseAltitude(tokens)
    return {
      size: parseCentimetres(tokens, SIZE),
      horizontalPrecision: parseCentimetres(tokens, HORIZONTAL),
      verticalPrecision: parseCentimetres(tokens, VERTICAL),
      latitude: north,
      longitude: east,
      altitude: height,
    }
  },

  format(data: Loc): string {
    const precision = [data.size, data.horizontalPrecision, data.verticalPrecision]
      .map(value => centimetres.format(value))
      .join(' ')
    return `${latitude.format(data.latitude)} ${longitude.format(data.longitude)} ${altitude.format(data.altitude)} ${precision}`
  },
}
