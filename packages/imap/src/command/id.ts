/** ID (RFC 2971 3.1): the client says what it is, and asks the same of the server. */
import { type IdField, idFields, writeIdFields } from '../response/id.js'
import type { CommandRule } from './rule.js'

/** ID (RFC 2971 3.1). */
export interface IdCommand {
  readonly verb: 'id'
  /** `null` where nothing is said: NIL, or an empty list. */
  readonly fields: readonly IdField[] | null
}

/** `id ::= "ID" SPACE id_params_list` */
export const id: CommandRule<IdCommand> = {
  name: 'ID',
  verb: 'id',
  section: 'RFC 2971 3.1',
  decode(reader) {
    reader.space()
    return { verb: 'id', fields: idFields(reader) }
  },
  encode: (writer, { fields }) => writeIdFields(writer.raw('ID '), fields),
}
