/** SOLICIT (RFC 3865): the kinds of solicitation in a message. */
import { solicitations } from '../grammar/solicitation.js'
import { stringsOf } from '../values.js'
import { type Parameter, valued } from './parameter.js'

/** `Solicitation-keywords = word *("," word)`, at most 1000 characters (RFC 3865 4). */
export const solicit: Parameter<readonly string[]> = /* @__PURE__ */ valued<readonly string[]>(
  'SOLICIT',
  'no-soliciting',
  text => solicitations(text),
  words => stringsOf(words, 'encode SOLICIT').join(','),
)
