/** CANCELUPDATE (RFC 5267 4.3.2): the results of searches are no longer kept up to date. */
import { fail } from '../error.js'
import { listOf } from '../values.js'
import type { CommandRule } from './rule.js'

/** CANCELUPDATE (RFC 5267 4.3.2). */
export interface CancelUpdateCommand {
  readonly verb: 'cancelupdate'
  /** The tags of the commands with RETURN (UPDATE); one at least. */
  readonly tags: readonly string[]
}

/** `"CANCELUPDATE" 1*(SP quoted)` */
export const cancelupdate: CommandRule<CancelUpdateCommand> = {
  name: 'CANCELUPDATE',
  verb: 'cancelupdate',
  section: 'RFC 5267 4.3.2',
  decode(reader) {
    const { pos } = reader
    const tags = reader.membersToEnd(() => reader.quoted())
    return tags.length > 0 ? { verb: 'cancelupdate', tags } : reader.fail('truncated', 'parse: a tag in quotes expected', pos)
  },
  encode(writer, { tags }) {
    writer.raw('CANCELUPDATE')
    if (listOf(tags, 'encode CANCELUPDATE').length === 0) fail('bad-value', 0, 'encode CANCELUPDATE: tags is empty')
    for (const tag of tags) writer.raw(' ').quoted(tag, 'encode CANCELUPDATE')
  },
}
