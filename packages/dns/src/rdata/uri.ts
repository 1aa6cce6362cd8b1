/** URI: where a service is offered, as a URI (RFC 7553 4). */

import { u16 } from './fields/numbers.js'
import { textToEnd } from './fields/strings.js'
import type { RecordType } from './record-type.js'

export interface Uri {
  /** The lowest is tried first. */
  readonly priority: number
  /** The share among those of one priority. */
  readonly weight: number
  /** Not empty. */
  readonly target: string
}

const target = /* @__PURE__ */ textToEnd('non-empty-text', 1)

export const uri: RecordType<Uri, 'URI'> = {
  name: 'URI',
  code: 256,
  anyClass: true,
  fields: { priority: u16, weight: u16, target },
}
