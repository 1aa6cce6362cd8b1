/**
 * An independent recognizer of the IMAP grammar: what `strict` is measured by. A known word is read by its own rule only; unknown words pass where the
 * grammar has an open alternative: response codes, flags, capabilities, LIST options and extended data, ESEARCH data, parameters and modifiers of RFC
 * 4466. What prose alone forbids is read: an item twice, 31-Feb-0000 99:99:99, modified UTF-7 that is invalid. Extensions are in every profile: `rev1` has
 * STATUS DELETED and SIZE (RFC 9208, 8438), `rev2` has `~{n+}` (RFC 4466).
 *
 * Disputed, and how they are read here; disputed.ts has a line of each:
 *  1. RFC 9051 9 resp-text: `[` without a valid code behind it is text, and a known code with another value is the generic code. Or: both are errors.
 *     A line that ends in BADCHARSET's literal, `[BADCHARSET ({3}`, is no text: the literal follows.
 *  2. RFC 9051 9 text, QUOTED-CHAR: UTF-8 is read whatever was enabled; not in rev1, and not in codes, which are TEXT-CHAR (`[X é]` is text,
 *     by 1). Or: only after ENABLE.
 *  3. RFC 9051 9 flag: its comment excludes \Recent, which `flag-extension` would let in: \Recent is of FETCH responses alone.
 *  4. RFC 3501 9 mbx-list-sflag: one of them a response, as the comment has it. Or: `flag-extension` takes a second one.
 *  5. RFC 3501 9 status-att-list has `number` throughout: RFC 4466 3 redefines it, so that UIDNEXT 0 and UIDVALIDITY 0 are not read.
 *  6. RFC 5182 3, RFC 9051 9 sequence-set: `$` is a set by itself, which RFC 5182 1 has it instead of. Or: also in one (`1,$`).
 *  7. RFC 9051 9 media-text, media-message: TEXT and MESSAGE RFC822 are these also as literals, and never media-basic. Or: only when quoted, and
 *     `string` takes them too. MESSAGE GLOBAL is basic in rev1, has an envelope in rev2, and is read both ways in the union.
 *  8. RFC 9051 9 search-return-data: no `$` behind ALL, as the comment has it, and UID is no name of data. Or: both are tagged-ext.
 *  9. RFC 5258 6 list-select-base-opt-quoted: an option's value between the quotes has no quoted strings and literals itself.
 * 10. RFC 4466 3 tagged-ext-simple has 32 bits, RFC 9051 9 has 63: 63 in each profile, as RFC 7162 7 calls mod-sequences conforming.
 * 11. RFC 9051 9 base64: bits beyond the last byte are zero (RFC 4648 3.5), in an initial response; that one may be empty, as the rule has it. Or:
 *     RFC 4959 3 wants `=` for an empty one.
 * 12. RFC 9051 9 idle, authenticate: DONE and the lines of base64 are no part of the command but of the exchange that it begins.
 * 13. RFC 4466 3 append: several messages a command (RFC 3502), which rev2 has as an extension. Or: one, as RFC 9051 has it. Other data (`tagged-ext`) is read.
 * 14. RFC 3501 9 x-command: its arguments are text of 7 bits with literals in place. Or: bytes of any kind.
 * 15. RFC 5258 6 vendor-token is `1*UTF8-CHAR`, spaces included: tags and options of vendors are atoms, and a tag that is a string has an atom in it.
 * 16. RFC 7162 7 known-uids, RFC 5267 5, RFC 9051 9: `*` in a set that a server sends is in the rule, and its comment or the prose forbids it.
 * 17. RFC 7377 4 one-correlator: the rule has each any number of times, its comment exactly once.
 * 18. RFC 7162 7 sort-data: MODSEQ may be absent behind the numbers, as RFC 5256 5 has it and SEARCH.
 * 19. RFC 5465 8 modifier-update: a space before the list, as its example and RFC 4466 have it. Or: none.
 * 20. RFC 7377 2: UID ESEARCH, as its examples have it. Or: ESEARCH alone, as its grammar (4) does.
 * 21. RFC 7377 4 esearch: one space before RETURN. Or: two, one of them that of RFC 4466's search-return-opts.
 * 22. RFC 9051 9, RFC 3516 8, msg-att-static: BINARY with an origin, as RFC 9051 7.5.2 has it; the rule forgot it.
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
