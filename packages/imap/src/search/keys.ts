/** The keys of SEARCH by their arguments (RFC 9051 6.4.4, RFC 3501 6.4.4, RFC 7162 3.1.5, RFC 6203 3). */
import { lowerAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { ASTRING, ATOM, isRun } from '../grammar/classes.js'
import type { Reader } from '../grammar/reader.js'
import { type REV1, REV2 } from '../grammar/words.js'
import { messageSet, writeSet } from '../mailbox/read-set.js'
import { fieldsOf, listOf, textOf } from '../values.js'
import { isDate } from './date.js'
import {
  type DateKeyName,
  type ModseqEntry,
  type PlainKeyName,
  type SearchKeyRule,
  searchKeyRule,
  type TextKeyName,
} from './search-key.js'

const RFC_9051 = 'RFC 9051 6.4.4'

/** A key without arguments. */
export const plainKey = (name: PlainKeyName, section: string = RFC_9051, only?: typeof REV1): SearchKeyRule =>
  searchKeyRule(name, { section, only, decode: (_, key) => ({ key }), encode: () => undefined })

/** `SP astring` */
export const textKey = (name: TextKeyName): SearchKeyRule =>
  searchKeyRule(name, {
    section: RFC_9051,
    decode(reader, key) {
      reader.space()
      return { key, text: reader.astring() }
    },
    encode(writer, { key, text }) {
      writer.raw(' ').astring(text, `encode ${key}: text`)
    },
  })

/** `SP date`, `date = date-text / DQUOTE date-text DQUOTE` */
export const dateKey = (name: DateKeyName, section: string = RFC_9051): SearchKeyRule =>
  searchKeyRule(name, {
    section,
    decode(reader, key) {
      reader.space()
      const { pos } = reader
      const date = reader.peek() === 0x22 ? reader.string() : reader.atom('a date')
      return isDate(date) ? { key, date } : reader.fail('bad-syntax', 'parse: a date expected, another text found', pos)
    },
    encode(writer, { key, date }) {
      if (!isDate(textOf(date, `encode ${key}`))) fail('bad-value', 0, `encode ${key}: a date such as 1-Feb-1994 expected`)
      writer.raw(` ${date}`)
    },
  })

/** `SP flag-keyword`; keywords of servers may contain `]`. */
export const keywordKey = (name: 'KEYWORD' | 'UNKEYWORD'): SearchKeyRule =>
  searchKeyRule(name, {
    section: RFC_9051,
    decode(reader, key) {
      reader.space()
      const { pos } = reader
      const flag = reader.run(ASTRING) || reader.refuse('a keyword')
      if (flag.includes(']')) reader.warn('bad-flag', pos)
      return { key, flag }
    },
    encode(writer, { key, flag }) {
      if (!isRun(textOf(flag, `encode ${key}`), ASTRING)) fail('bad-value', 0, `encode ${key}: a keyword expected`)
      writer.raw(` ${flag}`)
    },
  })

/** `SP number64`, of 32 bits in RFC 3501 */
export const sizeKey = (name: 'LARGER' | 'SMALLER'): SearchKeyRule =>
  searchKeyRule(name, {
    section: RFC_9051,
    decode(reader, key) {
      reader.space()
      return { key, size: reader.number(reader.has(REV2) ? Number.MAX_SAFE_INTEGER : 0xffff_ffff) }
    },
    encode(writer, { key, size }) {
      writer.raw(' ').number(size, key)
    },
  })

/** `"HEADER" SP header-fld-name SP astring` */
export const header: SearchKeyRule = /* @__PURE__ */ searchKeyRule('HEADER', {
  section: RFC_9051,
  decode(reader, key) {
    reader.space()
    const field = reader.astring()
    reader.space()
    return { key, field, text: reader.astring() }
  },
  encode(writer, { field, text }) {
    writer.raw(' ').astring(field, 'encode HEADER: field').raw(' ').astring(text, 'encode HEADER: text')
  },
})

/** `"UID" SP sequence-set` */
export const uid: SearchKeyRule = /* @__PURE__ */ searchKeyRule('UID', {
  section: RFC_9051,
  decode(reader, key) {
    reader.space()
    return { key, set: messageSet(reader) }
  },
  encode(writer, { set }) {
    writeSet(writer.raw(' '), set)
  },
})

/** `SP search-key` */
export const nestedKey = (name: 'NOT' | 'FUZZY', section: string = RFC_9051): SearchKeyRule =>
  searchKeyRule(name, {
    section,
    decode(reader, key, nested) {
      reader.space()
      return { key, of: nested(reader) }
    },
    encode(writer, { of }, nested) {
      writer.raw(' ')
      nested(of)
    },
  })

/** `"OR" SP search-key SP search-key` */
export const or: SearchKeyRule = /* @__PURE__ */ searchKeyRule('OR', {
  section: RFC_9051,
  decode(reader, key, nested) {
    reader.space()
    const first = nested(reader)
    reader.space()
    return { key, of: [first, nested(reader)] }
  },
  encode(writer, { of }, nested) {
    const keys = listOf(of, 'encode OR')
    if (keys.length !== 2) fail('bad-value', 0, 'encode OR: two keys expected')
    for (const key of keys) {
      writer.raw(' ')
      nested(key)
    }
  },
})

/** `"MODSEQ" [SP entry-name SP entry-type-req] SP mod-sequence-valzer` */
export const modseq: SearchKeyRule = /* @__PURE__ */ searchKeyRule('MODSEQ', {
  section: 'RFC 7162 3.1.5',
  decode(reader, key) {
    reader.space()
    const entry = reader.peek() === 0x22 ? modseqEntry(reader) : undefined
    return { key, entry, modseq: reader.bigint() }
  },
  encode(writer, { entry, modseq: value }) {
    if (entry !== undefined) {
      const { name, type } = fieldsOf(entry, 'encode MODSEQ')
      if (!isEntryName(textOf(name, 'encode MODSEQ')) || !TYPES.includes(type))
        fail('bad-value', 0, 'encode MODSEQ: an entry must be /flags/ and a flag, and its type priv, shared or all')
      writer.raw(' ').string(name).raw(` ${type}`)
    }
    writer.raw(' ').bigint(value, 'MODSEQ')
  },
})

const TYPES: readonly string[] = ['priv', 'shared', 'all']

/** `entry-name SP entry-type-req SP`, `entry-name = DQUOTE "/flags/" attr-flag DQUOTE` */
function modseqEntry(reader: Reader): ModseqEntry {
  const { pos } = reader
  const name = reader.string()
  if (!isEntryName(name)) reader.fail('bad-syntax', 'parse: /flags/ and a flag expected, another text found', pos)
  reader.space()
  const typeAt = reader.pos
  const type = lowerAscii(reader.atom('priv, shared or all'))
  if (!TYPES.includes(type)) reader.fail('bad-syntax', 'parse: priv, shared or all expected, another word found', typeAt)
  reader.space()
  return { name, type: type as ModseqEntry['type'] }
}

/** `"/flags/" ["\"] atom` */
function isEntryName(name: string): boolean {
  const flag = name.slice('/flags/'.length)
  return lowerAscii(name.slice(0, '/flags/'.length)) === '/flags/' && isRun(flag.startsWith('\\') ? flag.slice(1) : flag, ATOM)
}
