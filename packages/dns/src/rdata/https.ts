/** HTTPS: as SVCB, for origins of the Web (RFC 9460 9). */
import type { RecordType } from './record-type.js'
import { bindingType, type ServiceBinding } from './svcb/params.js'

export interface Https extends ServiceBinding {}

export const https: RecordType<Https, 'HTTPS'> = /* @__PURE__ */ bindingType('HTTPS', 65)
