/** NOTIFY (RFC 3461 4.1): when to report on the delivery to a recipient. */
import { upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { stringsOf } from '../values.js'
import { type Parameter, valued } from './parameter.js'

/** A condition for a report. */
export type NotifyCondition = 'NEVER' | 'SUCCESS' | 'FAILURE' | 'DELAY'

/** Its field in the parameters of RCPT. */
export interface NotifyParameter {
  /** When to report; `NEVER` only alone (RFC 3461 4.1). */
  readonly notify?: readonly NotifyCondition[] | undefined
}

/** `"NEVER" / 1#( "SUCCESS" / "FAILURE" / "DELAY" )` (RFC 3461 4.1): each at most once, and NEVER only alone. */
export const notify: Parameter<NotifyParameter> = /* @__PURE__ */ valued<NotifyParameter>(
  'notify',
  'NOTIFY',
  'dsn',
  (text, offset) => {
    const words = upperAscii(text)
    if (words === 'NEVER') return ['NEVER']
    const found: NotifyCondition[] = []
    for (const word of words.split(',')) {
      if (word === 'NEVER') fail('bad-parameter', offset, 'decode NOTIFY: NEVER must be the only value')
      if (word !== 'SUCCESS' && word !== 'FAILURE' && word !== 'DELAY') return undefined
      if (!found.includes(word)) found.push(word)
    }
    return found
  },
  value => stringsOf(value, 'encode NOTIFY').join(','),
)
