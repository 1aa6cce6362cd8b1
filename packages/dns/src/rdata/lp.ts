/** LP: the name that has the locators of a subnetwork (RFC 6742 2.4). */

import { name } from './fields/names.js'
import { u16 } from './fields/numbers.js'
import type { RecordType } from './record-type.js'

export interface Lp {
  /** The lowest is preferred. */
  readonly preference: number
  readonly fqdn: string
}

export const lp: RecordType<Lp, 'LP'> = {
  name: 'LP',
  code: 107,
  anyClass: true,
  fields: { preference: u16, fqdn: name },
}
