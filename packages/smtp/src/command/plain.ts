/** Commands without an argument: DATA, RSET, QUIT and TURN. */
import type { ByVerb, Grammar } from './grammar.js'

export type PlainCommand = { readonly verb: 'data' | 'rset' | 'quit' | 'turn' }

/** `"DATA"` (RFC 5321 4.1.1.4) */
export const data: Grammar<ByVerb<PlainCommand, 'data'>> = {
  decode: line => ({ verb: 'data', warnings: line.warnings }),
  encode: () => 'DATA',
}
/** `"RSET"` (RFC 5321 4.1.1.5) */
export const rset: Grammar<ByVerb<PlainCommand, 'rset'>> = {
  decode: line => ({ verb: 'rset', warnings: line.warnings }),
  encode: () => 'RSET',
}
/** `"QUIT"` (RFC 5321 4.1.1.10) */
export const quit: Grammar<ByVerb<PlainCommand, 'quit'>> = {
  decode: line => ({ verb: 'quit', warnings: line.warnings }),
  encode: () => 'QUIT',
}
/** `"TURN"` (RFC 821 4.1.1) */
export const turn: Grammar<ByVerb<PlainCommand, 'turn'>> = {
  decode: line => ({ verb: 'turn', warnings: line.warnings }),
  encode: () => 'TURN',
}
