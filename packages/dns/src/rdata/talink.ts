/** TALINK: the neighbours in a list of trust anchors (draft-wijngaards-dnsop-trust-history). */

import { name } from './fields/names.js'
import type { RecordType } from './record-type.js'

export interface Talink {
  /** "." at the start of the list. */
  readonly previous: string
  /** "." at its end. */
  readonly next: string
}

export const talink: RecordType<Talink, 'TALINK'> = {
  name: 'TALINK',
  code: 58,
  anyClass: true,
  fields: { previous: name, next: name },
}
