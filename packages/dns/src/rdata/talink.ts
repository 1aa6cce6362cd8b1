/** TALINK: the neighbours in a list of trust anchors (draft-wijngaards-dnsop-trust-history). */
import type { RecordType } from '../record.js'
import { name } from './fields/names.js'

export interface Talink {
  /** "." at the start of the list. */
  readonly previous: string
  /** "." at its end. */
  readonly next: string
}

export const talink: RecordType<Talink> = {
  name: 'TALINK',
  code: 58,
  anyClass: true,
  fields: { previous: name, next: name },
}
