/** RRVS (RFC 7293): since when the recipient is meant to have been who it is. */
import { isDateTime } from '../grammar/date-time.js'
import { assertObject, assertString } from '../values.js'
import { type Parameter, valued } from './parameter.js'

/** The recipient is meant as of a date (RFC 7293 3.1). */
export interface RecipientValidSince {
  /** As RFC 3339 has it, as it stands. */
  readonly date: string
  /** Where it cannot be checked: go on (C), or refuse (R). */
  readonly action: 'C' | 'R' | undefined
}

/** `date-time [";" ( "C" / "R" )]` (RFC 7293 3.1). */
export const rrvs: Parameter<RecipientValidSince> = /* @__PURE__ */ valued<RecipientValidSince>(
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
