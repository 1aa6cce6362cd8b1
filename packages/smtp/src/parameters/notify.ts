/** NOTIFY (RFC 3461 4.1): when a recipient's fate is to be reported. */
import { upperAscii } from '@mailwire/bytes'
import { stringsOf } from '../values.js'
import { type Parameter, valued } from './parameter.js'

/** When a recipient's fate is to be reported. */
export type NotifyCondition = 'NEVER' | 'SUCCESS' | 'FAILURE' | 'DELAY'

/** `"NEVER" / 1#( "SUCCESS" / "FAILURE" / "DELAY" )` (RFC 3461 4.1): each once, and NEVER alone. */
export const notify: Parameter<readonly NotifyCondition[]> = /* @__PURE__ */ valued<readonly NotifyCondition[]>(
  'NOTIFY',
  'dsn',
  text => {
    const words = upperAscii(text)
    if (words === 'NEVER') return ['NEVER']
    const found: NotifyCondition[] = []
    for (const word of words.split(',')) {
      if (word !== 'SUCCESS' && word !== 'FAILURE' && word !== 'DELAY') return undefined
      if (!found.includes(word)) found.push(word)
    }
    return found
  },
  value => stringsOf(value, 'encode NOTIFY').join(','),
)
