/** SVCB: how to reach a service, or where else to look (RFC 9460 2). */
import type { RecordType } from './record-type.js'
import { bindingType, type ServiceBinding } from './svcb/params.js'

export interface Svcb extends ServiceBinding {}

export const svcb: RecordType<Svcb, 'SVCB'> = /* @__PURE__ */ bindingType('SVCB', 64)
