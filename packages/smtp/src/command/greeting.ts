/** EHLO and HELO (RFC 5321 4.1.1.1), LHLO (RFC 2033 4.1): who the client is. */

import { isSmtpError } from '../error.js'
import { domain, domainOrLiteral, domainText } from '../grammar/domain.js'
import type { Line } from '../grammar/line.js'
import type { ByVerb, Grammar } from './grammar.js'

export type GreetingCommand = { readonly verb: 'ehlo' | 'helo' | 'lhlo'; readonly domain: string }

/** `"EHLO" SP ( Domain / address-literal )` */
export const ehlo: Grammar<ByVerb<GreetingCommand, 'ehlo'>> = {
  decode: line => ({ verb: 'ehlo', domain: name(line, 'decode EHLO', domainOrLiteral), warnings: line.warnings }),
  encode: ({ domain: name }, rules) => `EHLO ${domainText(name, rules, 'encode EHLO')}`,
}

/** `"HELO" SP Domain` (RFC 5321 F.3); an address literal is accepted as a quirk, though the text of 4.1.1.1 allows it for clients without a name. */
export const helo: Grammar<ByVerb<GreetingCommand, 'helo'>> = {
  decode: line => ({ verb: 'helo', domain: name(line, 'decode HELO', domain), warnings: line.warnings }),
  encode: ({ domain: name }, rules) => `HELO ${domainText(name, rules, 'encode HELO')}`,
}

/** `"LHLO" SP ( Domain / address-literal )` */
export const lhlo: Grammar<ByVerb<GreetingCommand, 'lhlo'>> = {
  decode: line => ({ verb: 'lhlo', domain: name(line, 'decode LHLO', domainOrLiteral), warnings: line.warnings }),
  encode: ({ domain: name }, rules) => `LHLO ${domainText(name, rules, 'encode LHLO')}`,
}

/** The client's name by its rule, or what clients are known to send instead. */
function name(line: Line, action: string, rule: (line: Line) => string): string {
  const start = line.pos
  if (line.atEnd) line.fail('bad-command', `${action}: domain expected, end of line found`)
  let found: string
  try {
    found = rule(line)
    if (!line.atEnd && line.peek() !== 0x20) line.fail('bad-path', `${action}: end of line expected, ${line.shown()} found`)
  } catch (error) {
    if (!isSmtpError(error) || !line.may('loose-domain')) throw error
    line.pos = start
    line.takes('loose-domain')
    found = line.word(action)
  }
  if (line.peek() === 0x20 && line.takes('extra-argument')) line.remainder(action)
  return found
}
