/** SEARCH (RFC 9051 6.4.4): what messages must be, and with RETURN what is told of those that are. */
import { fail } from '../error.js'
import { ATOM, isRun } from '../grammar/classes.js'
import type { Reader } from '../grammar/reader.js'
import { REV1 } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'
import type { SearchKey } from '../search/search-key.js'
import { searchKey, writeSearchKey } from '../search/search-tree.js'
import { listOf, textOf } from '../values.js'
import { Options, plainOption, type UnknownOption } from './option.js'
import { type CommandRule, commandRule, type Loose } from './rule.js'

/** What is told of what was found (RFC 9051 6.4.4, RFC 4731, RFC 5182). */
export type SearchReturnOption = { readonly name: 'MIN' | 'MAX' | 'ALL' | 'COUNT' | 'SAVE' } | UnknownOption

/** SEARCH (RFC 9051 6.4.4). */
export interface SearchCommand {
  readonly verb: 'search'
  /** True where unique identifiers are told, and not message numbers. */
  readonly uid: boolean
  /** `undefined` where there is no RETURN. */
  readonly returnOptions: readonly SearchReturnOption[] | undefined
  /** Of the texts; `undefined` where none is named. */
  readonly charset: string | undefined
  /** All of them must be true. */
  readonly keys: readonly SearchKey[]
}

/** The same as `encodeCommand` takes it. */
export type SearchCommandInit = Loose<SearchCommand, 'returnOptions' | 'charset'>

type KnownReturn = Exclude<SearchReturnOption, UnknownOption>

/** `search-return-opt`: one line each. */
const returns: Options<KnownReturn> = /* @__PURE__ */ (() =>
  new Options<KnownReturn>(
    [
      plainOption('MIN', 'RFC 9051 6.4.4'),
      plainOption('MAX', 'RFC 9051 6.4.4'),
      plainOption('ALL', 'RFC 9051 6.4.4'),
      plainOption('COUNT', 'RFC 9051 6.4.4'),
      plainOption('SAVE', 'RFC 9051 6.4.4'),
    ],
    'label',
    true,
  ))()

/** `search = "SEARCH" [search-return-opts] SP ["CHARSET" SP charset SP] search-key *(SP search-key)` */
export const search: CommandRule = /* @__PURE__ */ commandRule<'search'>({
  name: 'SEARCH',
  verb: 'search',
  section: 'RFC 9051 6.4.4',
  takesUid: true,
  decode(reader, uid) {
    reader.space()
    const returnOptions = isWord(reader, 'RETURN') ? returnOptionsHere(reader) : undefined
    const charset = isWord(reader, 'CHARSET') ? charsetHere(reader) : undefined
    return { verb: 'search', uid, returnOptions, charset, keys: searchKeys(reader) }
  },
  encode(writer, { uid, returnOptions, charset, keys }) {
    writer.raw(uid ? 'UID SEARCH' : 'SEARCH')
    if (returnOptions !== undefined) returns.write(writer.raw(' RETURN '), returnOptions, 'encode SEARCH')
    if (charset !== undefined) writeCharset(writer.raw(' CHARSET '), charset)
    if (listOf(keys, 'encode SEARCH').length === 0) fail('bad-value', 0, 'encode SEARCH: no keys')
    for (const key of keys) writeSearchKey(writer.raw(' '), key)
  },
})

/** True, and behind it and the space behind that, at a word that is before the keys. */
function isWord(reader: Reader, word: string): boolean {
  const { pos } = reader
  if (reader.word(word) && reader.peek() === 0x20) {
    reader.space()
    return true
  }
  reader.pos = pos
  return false
}

/** `"(" [search-return-opt *(SP search-return-opt)] ")"`, and the space behind it */
function returnOptionsHere(reader: Reader): readonly SearchReturnOption[] {
  const options = returns.read(reader)
  reader.space()
  return options
}

/** `charset = atom / quoted`, in RFC 3501 an astring; and the space behind it */
function charsetHere(reader: Reader): string {
  const charset = reader.has(REV1) || reader.peek() === 0x22 ? reader.astring() : reader.atom('a charset')
  reader.space()
  return charset
}

/** An atom where it can be: a literal is one only for RFC 3501. */
const writeCharset = (writer: ImapWriter, charset: string): ImapWriter =>
  isRun(textOf(charset, 'encode SEARCH'), ATOM) ? writer.raw(charset) : writer.string(charset)

/** `search-key *(SP search-key)`, to the end */
function searchKeys(reader: Reader): readonly SearchKey[] {
  const keys = [searchKey(reader)]
  while (!reader.atEnd) {
    reader.space()
    if (reader.atEnd) reader.warn('extra-space')
    else keys.push(searchKey(reader))
  }
  return keys
}
