/** STARTTLS (RFC 3207 4). */
import type { Grammar } from './grammar.js'

export type StarttlsCommand = { readonly verb: 'starttls' }

export const starttls: Grammar<StarttlsCommand> = {
  decode: line => ({ verb: 'starttls', warnings: line.warnings }),
  encode: () => 'STARTTLS',
}
