/** The items that STATUS is asked for (RFC 9051 6.3.11), also by LIST (6.3.9.2): those of the responses. */
import { upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { ATOM } from '../grammar/classes.js'
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { statusItemWords } from '../response/status-item.js'
import { listOf, textOf } from '../values.js'

/** `"(" status-att *(SP status-att) ")"` */
export function statusAtts(reader: Reader): readonly string[] {
  if (!reader.beginList()) reader.refuse('a status item')
  const items: string[] = []
  do items.push(reader.whole(statusAtt(reader)))
  while (reader.nextMember())
  return items
}

function statusAtt(reader: Reader): string {
  const { pos } = reader
  const rule = reader.rule(statusItemWords, ATOM)
  if (rule !== undefined) return rule.name
  const name = reader.keyword('a status item')
  reader.warn('unknown-item', pos)
  return name
}

/** The same, of which there is one at least. */
export function writeStatusAtts(writer: ImapWriter, items: readonly string[]): void {
  if (listOf(items, 'encode STATUS').length === 0) fail('bad-value', 0, 'encode STATUS: items is empty')
  writer.list(items, item => {
    const name = upperAscii(textOf(item, 'encode status item'))
    writer.needing({ name, announcedBy: statusItemWords.get(name)?.announcedBy }).atom(name, 'status item')
  })
}
