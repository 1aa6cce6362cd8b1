/**
 * An independent recognizer of the IMAP grammar: what `strict` is measured by. See core.ts for the profiles. A known word is read by its own rule only;
 * unknown ones pass where the grammar has an open alternative.
 */
import { type Coverage, generate, matches, uncovered } from '@mailwire/tooling/testing'
import { commands } from './commands.js'
import type { Profile, Side } from './core.js'
import { responses } from './responses.js'

export const sides: Readonly<Record<'response' | 'command', Side>> = { response: responses, command: commands }

export type SideName = keyof typeof sides

/** True for one whole response or command, CRLF and literals included. */
export function recognizes(name: SideName, profile: Profile, text: string): boolean {
  const { grammars, constraints, terminals } = sides[name]
  return matches(grammars[profile], name, text, constraints, terminals)
}

/** A random sentence of a rule. */
export function sentence(name: SideName, profile: Profile, rule: string, random: () => number, coverage?: Coverage): string {
  const { grammars, constraints, samples } = sides[name]
  return generate(grammars[profile], rule, random, constraints, samples, coverage)
}

/** The alternatives of the grammar that no sentence took. */
export function missed(name: SideName, profile: Profile, coverage: Coverage): string[] {
  const { grammars, samples } = sides[name]
  return [...new Set(families(name, profile).flatMap(rule => uncovered(grammars[profile], rule, coverage, samples)))]
}

/** The rules of a whole line, one of a family. */
export const families = (name: SideName, profile: Profile): string[] =>
  Array.from(sides[name].grammars[profile].keys()).filter(rule =>
    /-line$|^untagged-status$|^response-tagged$|^continue-req$/.test(rule),
  )
