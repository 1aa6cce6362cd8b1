/** Commands without an argument: DATA, RSET, QUIT (RFC 5321 4.1.1), TURN (RFC 821 4.1.1). */
import type { ByVerb, Grammar } from './grammar.js'

export type PlainCommand = { readonly verb: 'data' | 'rset' | 'quit' | 'turn' }

export const data: Grammar<ByVerb<PlainCommand, 'data'>> = {
  decode: line => ({ verb: 'data', warnings: line.warnings }),
  encode: () => 'DATA',
}
export const rset: Grammar<ByVerb<PlainCommand, 'rset'>> = {
  decode: line => ({ verb: 'rset', warnings: line.warnings }),
  encode: () => 'RSET',
}
export const quit: Grammar<ByVerb<PlainCommand, 'quit'>> = {
  decode: line => ({ verb: 'quit', warnings: line.warnings }),
  encode: () => 'QUIT',
}
export const turn: Grammar<ByVerb<PlainCommand, 'turn'>> = {
  decode: line => ({ verb: 'turn', warnings: line.warnings }),
  encode: () => 'TURN',
}
