/** OPENPGPKEY: the OpenPGP key of a mail address (RFC 7929 2). */

import { base64, rest } from './fields/binary.js'
import type { RecordType } from './record-type.js'

export interface Openpgpkey {
  /** A transferable public key. */
  readonly publicKey: Uint8Array
}

export const openpgpkey: RecordType<Openpgpkey, 'OPENPGPKEY'> = {
  name: 'OPENPGPKEY',
  code: 61,
  anyClass: true,
  multiline: [0, 0],
  fields: {
    publicKey: /* @__PURE__ */ rest(base64, 1),
  },
}
