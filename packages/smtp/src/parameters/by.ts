/** BY (RFC 2852): the time within which a message is to be delivered. */
import { assertObject, assertString } from '../values.js'
import { digits, type Parameter, valued } from './parameter.js'

/** The value of BY (RFC 2852 4). */
export interface DeliverBy {
  /** Counted from now: above 0 with mode R, any number with mode N. */
  readonly seconds: number
  /** If the time has passed: return the message (R), or notify the sender (N). */
  readonly mode: 'R' | 'N'
  /** Requests a report when the message is relayed to a host without this extension. */
  readonly trace: boolean
}

/** Its field in the parameters of MAIL. */
export interface ByParameter {
  /** The time within which to deliver the message (RFC 2852 4). */
  readonly by?: DeliverBy | undefined
}

/** `by-time ";" by-mode [by-trace]`, `by-time = ["-" / "+"] 1*9DIGIT` (RFC 2852 4). */
export const by: Parameter<ByParameter> = /* @__PURE__ */ valued<ByParameter>(
  'by',
  'BY',
  'deliverby',
  text => {
    const [, time, mode, trace] = /^([+-]?\d{1,9});([RN])(T?)$/i.exec(text) ?? []
    if (time === undefined) return undefined
    const seconds = Number(time) + 0 // not -0
    const value: DeliverBy = { seconds, mode: mode!.toUpperCase() === 'R' ? 'R' : 'N', trace: trace !== '' }
    return value.mode === 'R' && seconds <= 0 ? undefined : value
  },
  value => {
    assertObject(value, 'encode BY')
    const { seconds, mode, trace } = value
    assertString(mode, 'encode BY')
    return `${digits(seconds, 'BY')};${mode}${trace ? 'T' : ''}`
  },
)
