/** GPOS: a place on Earth as three decimal numbers (RFC 1712 3). LOC took its place. */
import type { RecordType } from '../record.js'
import { stringLike } from './fields/strings.js'

export interface Gpos {
  /** Degrees. The RFC's own example stands the other way round. */
  readonly longitude: string
  /** Degrees. */
  readonly latitude: string
  /** Metres. */
  readonly altitude: string
}

const coordinate = /* @__PURE__ */ stringLike('coordinate', 'a decimal number', /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/, true)

export const gpos: RecordType<Gpos> = {
  name: 'GPOS',
  code: 27,
  anyClass: true,
  fields: { longitude: coordinate, latitude: coordinate, altitude: coordinate },
}
