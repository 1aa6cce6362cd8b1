/** The items of a FETCH response for one stored message (RFC 9051 6.4.5 and 7.5.2). */
import { type FetchCommand, type FetchItem, type FetchItems, formatDateTime } from '@mailwire/imap'
import { bodyStructureOf, envelopeOf, sectionOf } from './imap-message.js'
import type { MimePart } from './mime.js'
import type { StoredMessage } from './stored-mailbox.js'

/** Items of one FETCH: each may be a search through the whole message. */
export const MAX_FETCH_ITEMS = 100

/** What the macros stand for (RFC 9051 6.4.5). */
export function expand(items: FetchCommand['items']): readonly FetchItem[] {
  if (typeof items !== 'string') return items
  const fast: FetchItem[] = [{ item: 'FLAGS' }, { item: 'INTERNALDATE' }, { item: 'RFC822.SIZE' }]
  return items === 'FAST' ? fast : [...fast, { item: 'ENVELOPE' }, ...(items === 'FULL' ? [{ item: 'BODY' } as const] : [])]
}

/** True for what marks the message as read. */
export const setsSeen = (item: FetchItem): boolean =>
  item.item === 'BODY[]' ? !item.peek : item.item === 'RFC822' || item.item === 'RFC822.TEXT'

/** The structure of a message is read where an item needs it, and no oftener than once; what it repeats is not looked up again. */
export function itemsOf(message: StoredMessage, wanted: readonly FetchItem[]): Partial<FetchItems> {
  const { content } = message
  let parsed: MimePart | undefined
  const structure = (): MimePart => {
    parsed ??= message.structure
    return parsed
  }
  const found: { -readonly [Item in keyof FetchItems]?: FetchItems[Item] } = {}
  const sections: FetchItems['sections'][number][] = []
  const whole = { part: [], text: undefined, fields: [] }
  for (const item of wanted) {
    switch (item.item) {
      case 'UID':
        found.uid = message.uid
        break
      case 'FLAGS':
        found.flags = [...message.flags]
        break
      case 'INTERNALDATE':
        found.internalDate = formatDateTime(message.received.getTime())
        break
      case 'MODSEQ':
        found.modseq = message.modseq
        break
      case 'RFC822.SIZE':
        found.size = content.length
        break
      case 'ENVELOPE':
        found.envelope ??= envelopeOf(structure())
        break
      case 'BODYSTRUCTURE':
        found.bodyStructure ??= bodyStructureOf(content, structure(), true)
        break
      case 'BODY':
        found.body ??= bodyStructureOf(content, structure(), false)
        break
      case 'BODY[]': {
        const data = sectionOf(content, structure, item.section)
        const { partial } = item
        sections.push({
          item: 'BODY',
          section: item.section,
          origin: partial?.origin,
          data: data === null || partial === undefined ? data : data.subarray(partial.origin, partial.origin + partial.length),
        })
        break
      }
      case 'RFC822':
      case 'RFC822.HEADER':
      case 'RFC822.TEXT': {
        const text = item.item === 'RFC822' ? undefined : item.item === 'RFC822.HEADER' ? ('HEADER' as const) : ('TEXT' as const)
        sections.push({
          item: item.item,
          section: whole,
          origin: undefined,
          data: sectionOf(content, structure, { ...whole, text }),
        })
      }
    }
  }
  return { ...found, sections }
}
