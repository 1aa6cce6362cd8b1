/** MTRK (RFC 3885): the message may be tracked. */
import { assertObject, assertString } from '../values.js'
import { digits, type Parameter, valued } from './parameter.js'

/** Who may track the message, and for how long (RFC 3885 3.1). */
export interface Tracking {
  /** A digest in base64, as on the wire. */
  readonly certifier: string
  /** Seconds. */
  readonly timeout: number | undefined
}

/** Its field in the parameters of MAIL. */
export interface MtrkParameter {
  /** The message may be tracked (RFC 3885 3.1). */
  readonly mtrk?: Tracking | undefined
}

/** `mtrk-certifier [":" mtrk-timeout]` (RFC 3885 3.1). */
export const mtrk: Parameter<MtrkParameter> = /* @__PURE__ */ valued<MtrkParameter>(
  'mtrk',
  'MTRK',
  'mtrk',
  text => {
    const [, certifier, timeout] = /^([A-Za-z0-9+/]+)(?::(\d{1,9}))?$/.exec(text) ?? []
    return certifier === undefined ? undefined : { certifier, timeout: timeout === undefined ? undefined : Number(timeout) }
  },
  value => {
    assertObject(value, 'encode MTRK')
    const { certifier, timeout } = value
    assertString(certifier, 'encode MTRK')
    return certifier + (timeout === undefined ? '' : `:${digits(timeout, 'MTRK')}`)
  },
)
