/** What SEARCH, SORT, THREAD and ESEARCH share (RFC 4466 3): options of RETURN, a charset, keys. */
import { fail } from '../error.js'
import { ATOM, isRun } from '../grammar/classes.js'
import type { Reader } from '../grammar/reader.js'
import { REV1 } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'
import { partialRange, type ResultRange, writePartialRange } from '../mailbox/partial-range.js'
import { returnCapabilities, sortReturnCapabilities } from '../search/announced-by.js'
import type { SearchKey } from '../search/search-key.js'
import { searchKey, writeSearchKey } from '../search/search-tree.js'
import { listOf, textOf } from '../values.js'
import { type FetchItem, listedItems, writeListedItems } from './fetch-att.js'
import { type OptionRule, Options, plainOption, type UnknownOption } from './option.js'

/** What RETURN asks for (RFC 9051 6.4.4, RFC 4731, RFC 5182), or an option without a type here. */
export type SearchReturnOption =
  | { readonly name: 'MIN' | 'MAX' | 'ALL' | 'COUNT' | 'SAVE' }
  /** The search will be asked for again (RFC 5267 4.2). */
  | { readonly name: 'CONTEXT' }
  /** Changes of the result are reported as they happen (RFC 5267 4.3); `items` are fetched for new messages (RFC 5465 7). */
  | { readonly name: 'UPDATE'; readonly items: readonly FetchItem[] | undefined }
  /** Some of the result (RFC 9394 3.1, RFC 5267 4.4). */
  | { readonly name: 'PARTIAL'; readonly range: ResultRange }
  /** How well each message fits (RFC 6203 4). */
  | { readonly name: 'RELEVANCY' }
  | UnknownOption

type KnownReturn = Exclude<SearchReturnOption, UnknownOption>
type KnownOf<Name extends KnownReturn['name']> = Extract<KnownReturn, { readonly name: Name }>

/** `"UPDATE" [SP "(" fetch-att *(SP fetch-att) ")"]` */
const update: OptionRule<KnownReturn> = {
  name: 'UPDATE',
  section: 'RFC 5267 4.3, RFC 5465 7',
  decode(reader) {
    if (reader.peek() !== 0x20 || reader.peekNext() !== 0x28) return { name: 'UPDATE', items: undefined }
    reader.space()
    return { name: 'UPDATE', items: listedItems(reader) }
  },
  encode(writer, { items }: KnownOf<'UPDATE'>) {
    if (items !== undefined) writeListedItems(writer.raw(' '), items, 'encode UPDATE')
  },
}

/** `"PARTIAL" SP partial-range` */
const partial: OptionRule<KnownReturn> = {
  name: 'PARTIAL',
  section: 'RFC 9394 3.1',
  decode(reader) {
    reader.space()
    return { name: 'PARTIAL', range: partialRange(reader) }
  },
  encode(writer, { range }: KnownOf<'PARTIAL'>) {
    writePartialRange(writer.raw(' '), range)
  },
}

/** `search-return-opt`: one line each. Those of SORT are announced by other capabilities. */
const returnsOf = (announced: typeof returnCapabilities): Options<KnownReturn> => {
  const rules: readonly OptionRule<KnownReturn>[] = [
    plainOption('MIN', 'RFC 9051 6.4.4'),
    plainOption('MAX', 'RFC 9051 6.4.4'),
    plainOption('ALL', 'RFC 9051 6.4.4'),
    plainOption('COUNT', 'RFC 9051 6.4.4'),
    plainOption('SAVE', 'RFC 9051 6.4.4'),
    plainOption('CONTEXT', 'RFC 5267 4.2'),
    update,
    partial,
    plainOption('RELEVANCY', 'RFC 6203 4'),
  ]
  return new Options<KnownReturn>(
    rules.map(rule => ({ ...rule, announcedBy: announced[rule.name] })),
    'label',
    true,
  )
}

export const searchReturns: Options<KnownReturn> = /* @__PURE__ */ returnsOf(returnCapabilities)
const sortReturns: Options<KnownReturn> = /* @__PURE__ */ returnsOf(sortReturnCapabilities)

/** `["RETURN" SP "(" [search-return-opt *(SP search-return-opt)] ")" SP]` */
export function returnOptions(reader: Reader): readonly SearchReturnOption[] | undefined {
  if (!isWord(reader, 'RETURN')) return undefined
  const options = searchReturns.read(reader)
  reader.space()
  return options
}

/** The same after a space. */
export function writeReturnOptions(
  writer: ImapWriter,
  options: readonly SearchReturnOption[] | undefined,
  action: string,
  { isSort = false }: { readonly isSort?: boolean } = {},
): void {
  if (options === undefined) return
  // Without an option it is RETURN itself that has to be announced.
  const announcedBy = (isSort ? sortReturnCapabilities : returnCapabilities).ALL
  if (listOf(options, action).length === 0) writer.needing({ name: 'RETURN', announcedBy })
  ;(isSort ? sortReturns : searchReturns).write(writer.raw(' RETURN '), options, action)
}

/** `["CHARSET" SP charset SP]` */
export const optionalCharset = (reader: Reader): string | undefined => (isWord(reader, 'CHARSET') ? charset(reader) : undefined)

/** True at this word before the keys; skips it and the space after it. */
export function isWord(reader: Reader, word: string): boolean {
  const { pos } = reader
  if (reader.word(word) && reader.peek() === 0x20) {
    reader.space()
    return true
  }
  reader.pos = pos
  return false
}

/** `charset = atom / quoted`, in RFC 3501 an astring; and the space after it */
export function charset(reader: Reader): string {
  const name = reader.has(REV1) || reader.peek() === 0x22 ? reader.astring() : reader.atom('a charset')
  reader.space()
  return name
}

/** An atom where it can be: a literal is one only for RFC 3501. */
export const writeCharset = (writer: ImapWriter, name: string, action: string): ImapWriter =>
  isRun(textOf(name, action), ATOM) ? writer.raw(name) : writer.string(name)

/** `search-key *(SP search-key)`, to the end */
export function searchKeys(reader: Reader): readonly SearchKey[] {
  const keys = [searchKey(reader)]
  while (!reader.atEnd) {
    reader.space()
    if (reader.atEnd) reader.warn('extra-space')
    else keys.push(searchKey(reader))
  }
  return keys
}

/** The same, each after a space. */
export function writeSearchKeys(writer: ImapWriter, keys: readonly SearchKey[], action: string): void {
  if (listOf(keys, action).length === 0) fail('bad-value', 0, `${action}: keys is empty`)
  for (const key of keys) writeSearchKey(writer.raw(' '), key)
}
