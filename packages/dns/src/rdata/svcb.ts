/** SVCB: how to reach a service, or where else to look (RFC 9460 2). */
import type { RecordType } from '../record.js'
import { binding, type ServiceBinding } from './svcb/params.js'

export interface Svcb extends ServiceBinding {}

export const svcb: RecordType<Svcb> = { name: 'SVCB', code: 64, ...binding }
