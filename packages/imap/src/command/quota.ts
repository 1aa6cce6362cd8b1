/** GETQUOTA, GETQUOTAROOT and SETQUOTA (RFC 9208 4.1, RFC 2087 4). */
import type { Reader } from '../grammar/reader.js'
import { namedMailbox, writeMailbox } from '../mailbox/read-name.js'
import { resourceName, writeResourceName } from '../response/quota.js'
import { fieldsOf } from '../values.js'
import type { CommandRule, Loose } from './rule.js'

/** GETQUOTA (RFC 9208 4.1.1): what of a quota root is used. */
export interface GetQuotaCommand {
  readonly verb: 'getquota'
  readonly root: string
}

/** GETQUOTAROOT (RFC 9208 4.1.2): the quota roots of a mailbox. */
export interface GetQuotaRootCommand {
  readonly verb: 'getquotaroot'
  readonly mailbox: string
  readonly wireName: string
}

/** A limit to be set; the name is in upper case. */
export interface QuotaLimit {
  readonly name: string
  readonly limit: number
}

/** SETQUOTA (RFC 9208 4.1.3): limits of a quota root. What is not named may have none afterwards. */
export interface SetQuotaCommand {
  readonly verb: 'setquota'
  readonly root: string
  readonly limits: readonly QuotaLimit[]
}

/** The same as `encodeCommand` takes it. */
export type GetQuotaRootCommandInit = Loose<GetQuotaRootCommand, 'wireName'>

/** `getquota = "GETQUOTA" SP quota-root-name` */
export const getquota: CommandRule<GetQuotaCommand> = {
  name: 'GETQUOTA',
  verb: 'getquota',
  section: 'RFC 9208 4.1.1',
  decode(reader) {
    reader.space()
    return { verb: 'getquota', root: reader.astring() }
  },
  encode: (writer, { root }) => writer.raw('GETQUOTA ').astring(root, 'encode GETQUOTA: root'),
}

/** `getquotaroot = "GETQUOTAROOT" SP mailbox` */
export const getquotaroot: CommandRule<GetQuotaRootCommand, GetQuotaRootCommandInit> = {
  name: 'GETQUOTAROOT',
  verb: 'getquotaroot',
  section: 'RFC 9208 4.1.2',
  decode(reader) {
    reader.space()
    return { verb: 'getquotaroot', ...namedMailbox(reader) }
  },
  encode: (writer, command) => writeMailbox(writer.raw('GETQUOTAROOT '), command),
}

/** `setquota = "SETQUOTA" SP quota-root-name SP setquota-list` */
export const setquota: CommandRule<SetQuotaCommand> = {
  name: 'SETQUOTA',
  verb: 'setquota',
  section: 'RFC 9208 4.1.3',
  decode(reader) {
    reader.space()
    const root = reader.astring()
    reader.space()
    return { verb: 'setquota', root, limits: limitList(reader) }
  },
  encode(writer, { root, limits }) {
    writer
      .raw('SETQUOTA ')
      .astring(root, 'encode SETQUOTA: root')
      .raw(' ')
      .list(limits, given => {
        const { name, limit } = fieldsOf(given, 'encode SETQUOTA')
        writeResourceName(writer, name, 'encode SETQUOTA').raw(' ').number(limit, 'limit')
      })
  },
}

/** `setquota-list = "(" [setquota-resource *(SP setquota-resource)] ")"`, `setquota-resource = resource-name SP resource-limit` */
function limitList(reader: Reader): readonly QuotaLimit[] {
  const limits: QuotaLimit[] = []
  if (!reader.beginList()) return limits
  do {
    const name = resourceName(reader)
    reader.space()
    limits.push({ name, limit: reader.whole(reader.number64()) })
  } while (reader.nextMember())
  return limits
}
