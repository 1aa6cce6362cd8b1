/** LANGUAGE and COMPARATOR (RFC 5255 3.2, 4.7): in which language a server speaks to people, and how it compares texts. */
import { upperAscii } from '@mailwire/bytes'
import { listOf } from '../values.js'
import type { CommandRule } from './rule.js'

/** LANGUAGE (RFC 5255 3.2) and COMPARATOR (4.7). Without `preferred` they ask what there is. */
export interface PreferenceCommand {
  readonly verb: 'language' | 'comparator'
  /** Ranges of languages (RFC 4647), or orders of collations (RFC 4790), the best first. */
  readonly preferred: readonly string[]
}

/** `"LANGUAGE" *(SP lang-range-quoted)`, `"COMPARATOR" *(SP comp-order-quoted)`: astrings all of them */
const preference = (verb: PreferenceCommand['verb'], section: string): CommandRule<PreferenceCommand> => ({
  name: upperAscii(verb),
  verb,
  section,
  decode: reader => ({ verb, preferred: reader.membersToEnd(() => reader.astring()) }),
  encode(writer, { preferred }) {
    writer.raw(upperAscii(verb))
    for (const one of listOf(preferred, `encode ${upperAscii(verb)}`))
      writer.raw(' ').astring(one, `encode ${upperAscii(verb)}: preferred`)
  },
})

export const language: CommandRule<PreferenceCommand> = /* @__PURE__ */ preference('language', 'RFC 5255 3.2')
export const comparator: CommandRule<PreferenceCommand> = /* @__PURE__ */ preference('comparator', 'RFC 5255 4.7')
