/** LIST, LSUB and the XLIST of Gmail (RFC 9051 7.3.1, RFC 3501 7.2.3): a mailbox, and what can be done with it. */
import { upperAscii } from '@mailwire/bytes'
import { flagList } from '../grammar/flag.js'
import type { Reader } from '../grammar/reader.js'
import { REV1 } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'
import { nameOf, writeMailbox } from '../mailbox/read-name.js'
import { listOf } from '../values.js'
import { bareName } from './bare-name.js'
import { hierarchyDelimiter } from './delimiter.js'
import { type ListExtension, listExtension, writeListExtension } from './list-extension.js'
import type { Report, ResponseRule } from './rule.js'

/** A mailbox, and what can be done with it. */
export interface ListResponse {
  readonly type: 'list' | 'lsub' | 'xlist'
  /** `\HasChildren`, `\Noselect`, `\Sent`, ..., unchanged; `hasMailboxAttribute` also finds attributes that others imply. */
  readonly attributes: readonly string[]
  /** What separates the levels of names; `null` where there is one level only. */
  readonly delimiter: string | null
  /** The name, decoded from modified UTF-7. */
  readonly mailbox: string
  /** The name as it is on the wire: what a command gives back. */
  readonly wireName: string
  /** Extended data (RFC 9051 6.3.9.6, 6.3.9.7), such as CHILDINFO and OLDNAME. */
  readonly extended: readonly ListExtension[]
}

/** A response as `encodeResponse` takes it. */
export interface ListResponseInit extends Omit<ListResponse, 'wireName' | 'extended'> {
  readonly wireName?: string | undefined
  readonly extended?: readonly ListExtension[] | undefined
}

const NONE: readonly ListExtension[] = /* @__PURE__ */ Object.freeze([])

/** `mailbox-list = "(" [mbx-list-flags] ")" SP (DQUOTE QUOTED-CHAR DQUOTE / nil) SP mailbox [SP mbox-list-extended]` */
function mailboxList(reader: Reader, type: ListResponse['type']): ListResponse & Report {
  reader.space()
  const attributes = flagList(reader, 'attributes')
  reader.space()
  const delimiter = hierarchyDelimiter(reader, 'LIST')
  reader.space()
  const at = reader.pos
  const wireName = bareName(reader)
  const mailbox = nameOf(reader, wireName, at)
  const extended = reader.atEnd ? NONE : listExtended(reader)
  reader.finish()
  const { warnings, damaged } = reader
  return { type, attributes, delimiter, mailbox, wireName, extended, warnings, damaged }
}

/** `mbox-list-extended = "(" [mbox-list-extended-item *(SP mbox-list-extended-item)] ")"`, each a tag and a value of any form */
function listExtended(reader: Reader): readonly ListExtension[] {
  reader.expect(0x20)
  reader.extraSpaces()
  if (reader.atEnd) {
    reader.warn('extra-space')
    return NONE
  }
  const { pos: start, depth, warned } = reader
  try {
    const extended: ListExtension[] = []
    if (reader.beginList())
      do extended.push(listExtension(reader))
      while (reader.nextMember())
    reader.finish()
    return extended
  } catch (error) {
    if (!reader.isContained(error)) throw error
    reader.restore(start, depth, warned)
    reader.warn('damaged-list')
    reader.pos = reader.end
    reader.keepDamaged('LIST', 'extended', start, error)
    return NONE
  }
}

function encodeList(writer: ImapWriter, response: ListResponseInit): void {
  const { type, attributes, delimiter, extended = [] } = response
  writer
    .raw(`${upperAscii(type)} `)
    .flags(attributes)
    .raw(' ')
    .delimiter(delimiter)
    .raw(' ')
  writeMailbox(writer, response)
  if (listOf(extended, 'encode LIST').length === 0) return
  writer.raw(' ').list(extended, one => writeListExtension(writer, one))
}

export const list: ResponseRule<ListResponse, ListResponseInit> = {
  name: 'LIST',
  type: 'list',
  section: 'RFC 9051 7.3.1',
  decode: reader => mailboxList(reader, 'list'),
  encode: encodeList,
}

export const lsub: ResponseRule<ListResponse, ListResponseInit> = {
  name: 'LSUB',
  type: 'lsub',
  section: 'RFC 3501 7.2.3',
  only: REV1,
  decode: reader => mailboxList(reader, 'lsub'),
  encode: encodeList,
}

/** Like LIST, with attributes such as `\Inbox` and `\Starred`, from before there was RFC 6154; no document has it. */
export const xlist: ResponseRule<ListResponse, ListResponseInit> = {
  name: 'XLIST',
  type: 'xlist',
  section: 'not registered: Gmail',
  decode: reader => {
    reader.warn('xlist', reader.pos - 'XLIST'.length)
    return mailboxList(reader, 'xlist')
  },
  encode: encodeList,
}
