/** LANG (RFC 6856 3). */
import { fail } from '../error.js'
import { argument, type Grammar, printing } from './grammar.js'

/** Without a tag it asks which languages there are. */
export type LangCommand = { readonly verb: 'lang'; readonly tag: string | undefined }

export const lang: Grammar<LangCommand> = {
  decode: line => ({ verb: 'lang', tag: line.atEnd ? undefined : argument(line, 'LANG') }),
  encode: ({ tag: given }) => {
    if (given === undefined) return [{ verb: 'lang', tag: undefined }]
    const tag = printing(given, 'LANG')
    if (tag.includes(' ')) fail('bad-command', 0, 'encode LANG: a space in the argument')
    return [{ verb: 'lang', tag }, tag]
  },
}
