/** COMPARATOR (RFC 5255 4.8): the collation that searches and sorting go by, and those that there are. */
import { listOf } from '../values.js'
import { type ResponseRule, report } from './rule.js'

/** COMPARATOR (RFC 5255 4.8): collations by their names (RFC 4790), unchanged. */
export interface ComparatorResponse {
  readonly type: 'comparator'
  /** The one in use. */
  readonly comparator: string
  /** The collations that match the command; may be empty. */
  readonly matching: readonly string[]
}

/** `comparator-data = "COMPARATOR" SP comp-sel-quoted [SP "(" comp-id-quoted *(SP comp-id-quoted) ")"]` (RFC 5255 4.10) */
export const comparator: ResponseRule<ComparatorResponse> = {
  name: 'COMPARATOR',
  type: 'comparator',
  section: 'RFC 5255 4.8',
  decode: reader => {
    reader.space()
    const selected = reader.astring()
    let matching: readonly string[] = []
    if (reader.peek() === 0x20 && reader.peekNext() === 0x28) {
      reader.space()
      matching = reader.members(() => reader.astring())
    }
    return { type: 'comparator', comparator: selected, matching, ...report(reader) }
  },
  encode: (writer, { comparator: selected, matching }) => {
    writer.raw('COMPARATOR ').astring(selected)
    if (listOf(matching, 'encode COMPARATOR').length > 0) writer.raw(' ').list(matching, one => writer.astring(one))
  },
}
