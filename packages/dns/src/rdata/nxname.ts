/** NXNAME: says in an NSEC record that the name does not exist; it has no data (RFC 9824 2). */
import type { RecordType } from './record-type.js'

export type Nxname = Readonly<Record<string, never>>

export const nxname: RecordType<Nxname, 'NXNAME'> = { name: 'NXNAME', code: 128, anyClass: true, fields: {} }
