/** HTTPS: as SVCB, for origins of the Web (RFC 9460 9). */
import type { RecordType } from '../record.js'
import { bindingLayout, type Svcb } from './svcb.js'

export const https: RecordType<Svcb> = { name: 'HTTPS', code: 65, layout: /* @__PURE__ */ bindingLayout() }
