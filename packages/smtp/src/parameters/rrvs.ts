/** RRVS (RFC 7293): the date since which the mailbox must have had the same owner. */
import { isDateTime } from '../grammar/date-time.js'
import { assertObject, assertString } from '../values.js'
import { type Parameter, valued } from './parameter.js'

/** The value of RRVS (RFC 7293 3.1). */
export interface RecipientValidSince {
  /** In RFC 3339 format, as on the wire. */
  readonly date: string
  /** If it cannot be checked: continue (C), or reject (R). */
  readonly action: 'C' | 'R' | undefined
}

/** Its field in the parameters of RCPT. */
export interface RrvsParameter {
  /** The date since which the mailbox must have had the same owner (RFC 7293 3.1). */
  readonly rrvs?: RecipientValidSince | undefined
}

/** `date-time [";" ( "C" / "R" )]` (RFC 7293 3.1). */
export const rrvs: Parameter<RrvsParameter> = /* @__PURE__ */ valued<RrvsParameter>(
  'rrvs',
  'RRVS',
  'rrvs',
  text => {
    const [, date = '', action] = /^([^;]*)(?:;([CR]))?$/i.exec(text) ?? []
    if (!isDateTime(date)) return undefined
    return { date, action: action === undefined ? undefined : action.toUpperCase() === 'C' ? 'C' : 'R' }
  },
  value => {
    assertObject(value, 'encode RRVS')
    const { date, action } = value
    for (const part of [date, action ?? '']) assertString(part, 'encode RRVS')
    return date + (action === undefined ? '' : `;${action}`)
  },
)
