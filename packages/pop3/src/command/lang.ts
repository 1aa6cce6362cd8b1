/** LANG (RFC 6856 3). */

import { fail } from '../error.js'
import { textOf } from '../values.js'
import { argument, type Grammar, LANGUAGE_TAG } from './grammar.js'

/** `tag` is a range of languages, `*` for the one that the server prefers. Without a tag it asks which languages there are. */
export type LangCommand = { readonly verb: 'lang'; readonly tag: string | undefined }

/** A basic language range (RFC 4647 2.1). */
const isRange = (tag: string): boolean => tag === '*' || LANGUAGE_TAG.test(tag)

export const lang: Grammar<LangCommand> = {
  decode: line => {
    if (line.atEnd) return { verb: 'lang', tag: undefined }
    const start = line.pos
    const tag = argument(line, 'LANG')
    if (!isRange(tag)) line.fail('bad-command', 'decode LANG: a language tag or * expected', start)
    return { verb: 'lang', tag }
  },
  encode: ({ tag: given }) => {
    if (given === undefined) return [{ verb: 'lang', tag: undefined }]
    const tag = textOf(given, 'encode LANG')
    if (!isRange(tag)) fail('bad-command', 0, 'encode LANG: a language tag or * expected')
    return [{ verb: 'lang', tag }, tag]
  },
}
