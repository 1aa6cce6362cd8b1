/** Commands that are their keyword: STAT, NOOP, RSET, QUIT (RFC 1939 5), LAST (RFC 1460 5, historic), CAPA (RFC 2449 5), STLS (RFC 2595 4), UTF8 (RFC 6856 2). */
import { alone, type ByVerb, type Grammar } from './grammar.js'

export type PlainCommand = { readonly verb: 'stat' | 'last' | 'noop' | 'rset' | 'quit' | 'capa' | 'stls' | 'utf8' }

export const stat: Grammar<ByVerb<PlainCommand, 'stat'>> = /* @__PURE__ */ alone('stat')
export const last: Grammar<ByVerb<PlainCommand, 'last'>> = /* @__PURE__ */ alone('last')
export const noop: Grammar<ByVerb<PlainCommand, 'noop'>> = /* @__PURE__ */ alone('noop')
export const rset: Grammar<ByVerb<PlainCommand, 'rset'>> = /* @__PURE__ */ alone('rset')
export const quit: Grammar<ByVerb<PlainCommand, 'quit'>> = /* @__PURE__ */ alone('quit')
export const capa: Grammar<ByVerb<PlainCommand, 'capa'>> = /* @__PURE__ */ alone('capa')
export const stls: Grammar<ByVerb<PlainCommand, 'stls'>> = /* @__PURE__ */ alone('stls')
export const utf8: Grammar<ByVerb<PlainCommand, 'utf8'>> = /* @__PURE__ */ alone('utf8')
