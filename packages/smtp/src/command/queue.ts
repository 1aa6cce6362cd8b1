/** ETRN, which starts a queue (RFC 1985 5), and ATRN, which reverses the roles (RFC 2645 5). */

import { fail, quoted } from '../error.js'
import { domain, domainText, lineOf } from '../grammar/domain.js'
import type { Line, Rules } from '../grammar/line.js'
import { encoding, stringsOf } from '../values.js'
import type { ByVerb, Grammar } from './grammar.js'

export type QueueCommand =
  /** A domain, `@domain` for it and its subdomains, or `#queue`. */
  | { readonly verb: 'etrn'; readonly argument: string }
  /** No domains: all that the client is authorized for. */
  | { readonly verb: 'atrn'; readonly domains: readonly string[] }

/** `"ETRN" SP ["@" / "#"] node-name` */
export const etrn: Grammar<ByVerb<QueueCommand, 'etrn'>> = {
  decode: line => ({ verb: 'etrn', argument: node(line, 'decode ETRN'), warnings: line.warnings }),
  encode: ({ argument }, rules) => {
    encoding('encode ETRN', argument, () => {
      const line = lineOf(argument, rules)
      node(line, 'encode ETRN')
      if (!line.atEnd) line.fail('bad-command', 'encode ETRN: domain or #queue expected')
    })
    return `ETRN ${argument}`
  },
}

/** `"ATRN" [SP domain *("," domain)]` */
export const atrn: Grammar<ByVerb<QueueCommand, 'atrn'>> = {
  decode: line => {
    const domains: string[] = []
    if (!line.atEnd) {
      do domains.push(domain(line))
      while (line.skip(0x2c))
    }
    return { verb: 'atrn', domains, warnings: line.warnings }
  },
  encode: ({ domains }, rules) => {
    const list = stringsOf(domains, 'encode ATRN').map(one => plain(one, rules))
    return list.length === 0 ? 'ATRN' : `ATRN ${list.join(',')}`
  },
}

function node(line: Line, action: string): string {
  const start = line.pos
  if (line.skip(0x23)) {
    line.word(action)
    return line.since(start, 'bad-command', action)
  }
  const below = line.skip(0x40)
  const found = domain(line)
  return below ? `@${found}` : found
}

function plain(text: string, rules: Rules): string {
  const found = domainText(text, rules, 'encode ATRN')
  return found.startsWith('[')
    ? fail('bad-path', 0, `encode ATRN: domain expected, not an address literal: ${quoted(text)}`)
    : found
}
