/** SEARCH (RFC 9051 6.4.4): the criteria for messages, and with RETURN the form of the result. */
import type { SearchKey } from '../search/search-key.js'
import type { CommandRule, Loose } from './rule.js'
import {
  optionalCharset,
  returnOptions,
  type SearchReturnOption,
  searchKeys,
  writeCharset,
  writeReturnOptions,
  writeSearchKeys,
} from './search-program.js'

/** SEARCH (RFC 9051 6.4.4). */
export interface SearchCommand {
  readonly verb: 'search'
  /** True for unique identifiers, false for message numbers. */
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

/** `search = "SEARCH" [search-return-opts] SP ["CHARSET" SP charset SP] search-key *(SP search-key)` */
export const search: CommandRule<SearchCommand, SearchCommandInit> = {
  name: 'SEARCH',
  verb: 'search',
  section: 'RFC 9051 6.4.4',
  takesUid: true,
  decode(reader, uid) {
    reader.space()
    const options = returnOptions(reader)
    const charset = optionalCharset(reader)
    return { verb: 'search', uid, returnOptions: options, charset, keys: searchKeys(reader) }
  },
  encode(writer, { uid, returnOptions: options, charset, keys }) {
    writeReturnOptions(writer.raw(uid ? 'UID SEARCH' : 'SEARCH'), options, 'encode SEARCH')
    if (charset !== undefined) writeCharset(writer.raw(' CHARSET '), charset, 'encode SEARCH')
    writeSearchKeys(writer, keys, 'encode SEARCH')
  },
}
