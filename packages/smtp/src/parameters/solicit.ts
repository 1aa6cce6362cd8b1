/** SOLICIT (RFC 3865): the kinds of solicitation in a message. */
import { solicitations } from '../grammar/solicitation.js'
import { stringsOf } from '../values.js'
import { type Parameter, valued } from './parameter.js'

/** Its field in the parameters of MAIL. */
export interface SolicitParameter {
  /** The kinds of solicitation in the message (RFC 3865 3). */
  readonly solicit?: readonly string[] | undefined
}

/** `Solicitation-keywords = word *("," word)`, at most 1000 characters (RFC 3865 4). */
export const solicit: Parameter<SolicitParameter> = /* @__PURE__ */ valued<SolicitParameter>(
  'solicit',
  'SOLICIT',
  'no-soliciting',
  text => solicitations(text),
  words => stringsOf(words, 'encode SOLICIT').join(','),
)
