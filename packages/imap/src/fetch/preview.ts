/** PREVIEW (RFC 8970 3): the beginning of a message's text. */
import type { FetchItemRule } from './item.js'

/** `"PREVIEW" SP nstring` */
export const preview: FetchItemRule = {
  name: 'PREVIEW',
  section: 'RFC 8970 3',
  begins: 'string',
  decode(reader, items) {
    reader.space()
    const value = reader.whole(reader.nstring())
    const isRepeated = items.preview !== undefined
    items.preview = value
    return isRepeated
  },
  encode(writer, { preview: text }) {
    if (text !== undefined) writer.item('PREVIEW ').nstring(text)
  },
}
