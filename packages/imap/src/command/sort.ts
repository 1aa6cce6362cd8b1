/** SORT and THREAD (RFC 5256 3): a search whose result is in an order, or in threads. SORT takes RETURN, too (RFC 5267 3). */
import { upperAscii } from '@mailwire/bytes'
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import type { SearchKey } from '../search/search-key.js'
import { type SortCriterion, sortCriteria, writeSortCriteria } from '../search/sort-key.js'
import { textOf } from '../values.js'
import type { CommandRule, Loose } from './rule.js'
import {
  charset,
  returnOptions,
  type SearchReturnOption,
  searchKeys,
  writeCharset,
  writeReturnOptions,
  writeSearchKeys,
} from './search-program.js'

/** SORT (RFC 5256 3). */
export interface SortCommand {
  readonly verb: 'sort'
  /** True for unique identifiers, false for message numbers. */
  readonly uid: boolean
  /** `undefined` where there is no RETURN. */
  readonly returnOptions: readonly SearchReturnOption[] | undefined
  /** The first one counts most. */
  readonly criteria: readonly SortCriterion[]
  /** Of the texts. */
  readonly charset: string
  /** All of them must be true. */
  readonly keys: readonly SearchKey[]
}

/** THREAD (RFC 5256 3). */
export interface ThreadCommand {
  readonly verb: 'thread'
  readonly uid: boolean
  /** In upper case: `ORDEREDSUBJECT`, `REFERENCES`, or another one that the server announces. */
  readonly algorithm: string
  readonly charset: string
  readonly keys: readonly SearchKey[]
}

/** The same as `encodeCommand` takes it. */
export type SortCommandInit = Loose<SortCommand, 'returnOptions'>

/** `sort = "SORT" [search-return-opts] SP sort-criteria SP search-criteria` */
export const sort: CommandRule<SortCommand, SortCommandInit> = {
  name: 'SORT',
  verb: 'sort',
  section: 'RFC 5256 3',
  takesUid: true,
  decode(reader, uid) {
    reader.space()
    const options = returnOptions(reader)
    const criteria = sortCriteria(reader)
    reader.space()
    return { verb: 'sort', uid, returnOptions: options, criteria, ...searchCriteria(reader) }
  },
  encode(writer, command) {
    const { uid, returnOptions: options, criteria } = command
    writeReturnOptions(writer.raw(uid ? 'UID SORT' : 'SORT'), options, 'encode SORT', { isSort: true })
    writeSortCriteria(writer.raw(' '), criteria)
    writeSearchCriteria(writer, command, 'encode SORT')
  },
}

/** `thread = "THREAD" SP thread-alg SP search-criteria` */
export const thread: CommandRule<ThreadCommand> = {
  name: 'THREAD',
  verb: 'thread',
  section: 'RFC 5256 3',
  takesUid: true,
  decode(reader, uid) {
    reader.space()
    const algorithm = reader.keyword('an algorithm')
    reader.space()
    return { verb: 'thread', uid, algorithm, ...searchCriteria(reader) }
  },
  encode(writer, command) {
    const { uid, algorithm } = command
    writer.raw(uid ? 'UID THREAD ' : 'THREAD ').atom(upperAscii(textOf(algorithm, 'encode THREAD')), 'algorithm')
    writeSearchCriteria(writer, command, 'encode THREAD')
  },
}

type SearchCriteria = Pick<SortCommand, 'charset' | 'keys'>

/** `search-criteria = charset 1*(SP search-key)` */
function searchCriteria(reader: Reader): SearchCriteria {
  const name = charset(reader)
  return { charset: name, keys: searchKeys(reader) }
}

function writeSearchCriteria(writer: ImapWriter, { charset: name, keys }: SearchCriteria, action: string): void {
  writeCharset(writer.raw(' '), name, action)
  writeSearchKeys(writer, keys, action)
}
