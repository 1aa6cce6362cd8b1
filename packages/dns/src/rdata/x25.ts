/** X25: an address in a public X.25 network (RFC 1183 3.1). */
import type { RecordType } from '../record.js'
import { checkedString } from './fields/strings.js'

export interface X25 {
  /** Digits. */
  readonly psdnAddress: string
}

export const x25: RecordType<X25> = {
  name: 'X25',
  code: 19,
  anyClass: true,
  fields: { psdnAddress: /* @__PURE__ */ checkedString(/^\d{4,}$/, 'four digits or more', 'digits') },
}
