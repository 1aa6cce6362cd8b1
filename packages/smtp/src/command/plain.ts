/** Commands that are their verb: DATA, RSET, QUIT (RFC 5321 4.1.1), STARTTLS (RFC 3207 4), TURN (RFC 821 4.1.1). */
import type { Grammar } from './grammar.js'

export type PlainCommand = { readonly verb: 'data' | 'rset' | 'quit' | 'starttls' | 'turn' }

export const data: Grammar<'data'> = { decode: line => ({ verb: 'data', warnings: line.warnings }), encode: () => 'DATA' }
export const rset: Grammar<'rset'> = { decode: line => ({ verb: 'rset', warnings: line.warnings }), encode: () => 'RSET' }
export const quit: Grammar<'quit'> = { decode: line => ({ verb: 'quit', warnings: line.warnings }), encode: () => 'QUIT' }
export const turn: Grammar<'turn'> = { decode: line => ({ verb: 'turn', warnings: line.warnings }), encode: () => 'TURN' }
export const starttls: Grammar<'starttls'> = {
  decode: line => ({ verb: 'starttls', warnings: line.warnings }),
  encode: () => 'STARTTLS',
}
