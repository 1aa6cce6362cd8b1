/** HTTPS: as SVCB, for origins of the Web (RFC 9460 9). */
import type { RecordType } from '../record.js'
import { binding, type ServiceBinding } from './svcb/params.js'

export interface Https extends ServiceBinding {}

export const https: RecordType<Https> = { name: 'HTTPS', code: 65, ...binding }
