/** ESEARCH (RFC 7377 2): a search in mailboxes that need not be selected. Its results are UIDs. */
import { fail } from '../error.js'
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { filterMailboxes, type MailboxFilter, type MailboxFilterInit, writeFilterMailboxes } from '../mailbox/filter-mailboxes.js'
import type { SearchKey } from '../search/search-key.js'
import { listOf } from '../values.js'
import { Options, type UnknownOption } from './option.js'
import type { CommandRule, Loose } from './rule.js'
import {
  isWord,
  optionalCharset,
  returnOptions,
  type SearchReturnOption,
  searchKeys,
  writeCharset,
  writeReturnOptions,
  writeSearchKeys,
} from './search-program.js'

/** Where is searched (RFC 7377 2.2). */
export interface SearchSource {
  readonly mailboxes: readonly MailboxFilter[]
  /** None is defined. */
  readonly scope: readonly UnknownOption[]
}

/** ESEARCH (RFC 7377 2). */
export interface EsearchCommand {
  readonly verb: 'esearch'
  /** True after UID, which changes nothing. */
  readonly uid: boolean
  /** `undefined` for the selected mailbox. */
  readonly source: SearchSource | undefined
  /** `undefined` where there is no RETURN. */
  readonly returnOptions: readonly SearchReturnOption[] | undefined
  /** Of the texts; `undefined` where none is named. */
  readonly charset: string | undefined
  /** All of them must be true. */
  readonly keys: readonly SearchKey[]
}

/** Where is searched, as `encodeCommand` takes it. */
export interface SearchSourceInit {
  readonly mailboxes: readonly MailboxFilterInit[]
  readonly scope?: readonly UnknownOption[] | undefined
}

/** The same as `encodeCommand` takes it. */
export type EsearchCommandInit = Loose<Omit<EsearchCommand, 'source'>, 'uid' | 'returnOptions' | 'charset'> & {
  readonly source?: SearchSourceInit | undefined
}

const scopes: Options<never> = /* @__PURE__ */ new Options<never>([], 'label', false)
const NONE: readonly never[] = /* @__PURE__ */ Object.freeze([])

/** `esearch = "ESEARCH" [SP esearch-source-opts] [search-return-opts] SP search-program` */
export const esearch: CommandRule<EsearchCommand, EsearchCommandInit> = {
  name: 'ESEARCH',
  verb: 'esearch',
  section: 'RFC 7377 2',
  takesUid: true,
  decode(reader, uid) {
    reader.space()
    const source = isWord(reader, 'IN') ? sourceHere(reader) : undefined
    const options = returnOptions(reader)
    const charset = optionalCharset(reader)
    return { verb: 'esearch', uid, source, returnOptions: options, charset, keys: searchKeys(reader) }
  },
  encode(writer, { uid = false, source, returnOptions: options, charset, keys }) {
    writer.raw(uid ? 'UID ESEARCH' : 'ESEARCH')
    if (source !== undefined) writeSource(writer.raw(' IN ('), source)
    writeReturnOptions(writer, options, 'encode ESEARCH')
    if (charset !== undefined) writeCharset(writer.raw(' CHARSET '), charset, 'encode ESEARCH')
    writeSearchKeys(writer, keys, 'encode ESEARCH')
  },
}

/** `"(" filter-mailboxes *(SP filter-mailboxes) [SP "(" scope-options ")"] ")"`, and the space after it */
function sourceHere(reader: Reader): SearchSource {
  if (!reader.beginList()) reader.refuse('mailboxes')
  const mailboxes = [reader.whole(filterMailboxes(reader))]
  let scope: readonly UnknownOption[] = NONE
  while (reader.nextMember()) {
    if (reader.peek() !== 0x28) mailboxes.push(reader.whole(filterMailboxes(reader)))
    else {
      scope = scopes.read(reader)
      if (reader.nextMember()) reader.refuse("')'")
      break
    }
  }
  reader.space()
  return { mailboxes, scope }
}

function writeSource(writer: ImapWriter, { mailboxes, scope }: SearchSourceInit): void {
  const filters = listOf(mailboxes, 'encode ESEARCH')
  if (filters.length === 0) fail('bad-value', 0, 'encode ESEARCH: mailboxes is empty')
  filters.forEach((filter, at) => {
    writeFilterMailboxes(at === 0 ? writer : writer.raw(' '), filter, 'encode ESEARCH')
  })
  scopes.writeBehind(writer, scope, 'encode ESEARCH')
  writer.raw(')')
}
