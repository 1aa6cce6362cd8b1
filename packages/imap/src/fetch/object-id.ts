/** EMAILID and THREADID (RFC 8474 5): what is the same for copies of a message, and for the messages of a thread. */
import { listedObjectId, objectIdOf } from '../grammar/object-id.js'
import type { FetchItemRule } from './item.js'

/** `fetch-emailid-resp = "EMAILID" SP "(" objectid ")"` */
export const emailId: FetchItemRule = {
  name: 'EMAILID',
  section: 'RFC 8474 5.1',
  begins: '(',
  decode(reader, items) {
    reader.space()
    const value = reader.whole(listedObjectId(reader))
    const isRepeated = items.emailId !== undefined
    items.emailId = value
    return isRepeated
  },
  encode(writer, { emailId: id }) {
    if (id !== undefined) writer.item(`EMAILID (${objectIdOf(id, 'encode EMAILID')})`)
  },
}

/** `fetch-threadid-resp = "THREADID" SP ( "(" objectid ")" / nil )` */
export const threadId: FetchItemRule = {
  name: 'THREADID',
  section: 'RFC 8474 5.2',
  begins: '(',
  decode(reader, items) {
    reader.space()
    const value = reader.whole(reader.nil() ? null : listedObjectId(reader))
    const isRepeated = items.threadId !== undefined
    items.threadId = value
    return isRepeated
  },
  encode(writer, { threadId: id }) {
    if (id !== undefined) writer.item(id === null ? 'THREADID NIL' : `THREADID (${objectIdOf(id, 'encode THREADID')})`)
  },
}
