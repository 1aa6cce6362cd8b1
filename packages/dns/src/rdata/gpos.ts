/** GPOS: a place on Earth as three decimal numbers (RFC 1712 3). LOC took its place. */

import { stringLike } from './fields/strings.js'
import type { RecordType } from './record-type.js'

export interface Gpos {
  /** Degrees, from -90 to 90: the RFC calls the first coordinate so, and means north and south. */
  readonly longitude: string
  /** Degrees, from -180 to 180. */
  readonly latitude: string
  /** Metres. */
  readonly altitude: string
}

const coordinate = /* @__PURE__ */ stringLike('coordinate', 'a decimal number', /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/, true)

export const gpos: RecordType<Gpos, 'GPOS'> = {
  name: 'GPOS',
  code: 27,
  anyClass: true,
  fields: { longitude: coordinate, latitude: coordinate, altitude: coordinate },
  check: ({ longitude, latitude }) =>
    Math.abs(Number(longitude)) > 90 || Math.abs(Number(latitude)) > 180 ? 'more than 90 or 180 degrees' : undefined,
}
