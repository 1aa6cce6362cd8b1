/** GPOS: where a host is, in degrees and metres; LOC took its place (RFC 1712 3). */
import type { RecordType } from '../record.js'
import { decimalString } from './fields/strings.js'

export interface Gpos {
  /** -180 to 180, as text, like the other two. */
  readonly longitude: string
  readonly latitude: string
  /** Metres. */
  readonly altitude: string
}

export const gpos: RecordType<Gpos> = {
  name: 'GPOS',
  code: 27,
  anyClass: true,
  fields: {
    longitude: /* @__PURE__ */ decimalString(180),
    latitude: /* @__PURE__ */ decimalString(90),
    altitude: /* @__PURE__ */ decimalString(Number.MAX_VALUE),
  },
}
