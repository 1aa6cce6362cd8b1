/** LANGUAGE (RFC 5255 3.2): the language of texts for people from here on, or all that there are. */
import { type ResponseRule, report } from './rule.js'

/** LANGUAGE (RFC 5255 3.2). */
export interface LanguageResponse {
  readonly type: 'language'
  /** Tags of languages (RFC 4646), unchanged. */
  readonly languages: readonly string[]
}

/** `language-data = "LANGUAGE" SP "(" lang-tag-quoted *(SP lang-tag-quoted) ")"` (RFC 5255 3.5) */
export const language: ResponseRule<LanguageResponse> = {
  name: 'LANGUAGE',
  type: 'language',
  section: 'RFC 5255 3.2',
  decode: reader => {
    reader.space()
    return { type: 'language', languages: reader.members(() => reader.astring()), ...report(reader) }
  },
  encode: (writer, { languages }) => {
    writer.raw('LANGUAGE ').list(languages, one => writer.astring(one))
  },
}
