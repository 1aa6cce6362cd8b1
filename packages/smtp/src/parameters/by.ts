/** BY (RFC 2852): by when a message is to be delivered. */
import { assertObject, assertString } from '../values.js'
import { digits, type Parameter, valued } from './parameter.js'

/** By when a message is to be delivered (RFC 2852 4). */
export interface DeliverBy {
  /** From now; with mode R above 0, with mode N anything. */
  readonly seconds: number
  /** What to do when it is late: return it, or notify the sender. */
  readonly mode: 'R' | 'N'
  /** Reports are wanted where it leaves for hosts that know nothing of this. */
  readonly trace: boolean
}

/** `by-time ";" by-mode [by-trace]`, `by-time = ["-" / "+"] 1*9DIGIT` (RFC 2852 4). */
export const by: Parameter<DeliverBy> = /* @__PURE__ */ valued<DeliverBy>(
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
