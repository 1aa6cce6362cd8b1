/** SAVEDATE (RFC 8514 4.2): when a message was put into its mailbox. */
import { dateTime } from './attributes.js'
import type { FetchItemRule } from './item.js'

/** `"SAVEDATE" SP (date-time / nil)` */
export const saveDate: FetchItemRule = {
  name: 'SAVEDATE',
  section: 'RFC 8514 4.2',
  begins: '"',
  decode(reader, items) {
    reader.space()
    const value = reader.nil() ? reader.whole(null) : dateTime(reader)
    const isRepeated = items.saveDate !== undefined
    items.saveDate = value
    return isRepeated
  },
  encode(writer, { saveDate: date }) {
    if (date !== undefined) writer.item('SAVEDATE ').nstring(date)
  },
}
