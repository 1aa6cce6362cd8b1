/** WALLET: the address of a cryptocurrency wallet (IANA registration of 2024); laid out as TXT. */

import { characterStrings } from './fields/strings.js'
import type { RecordType } from './record-type.js'

export interface Wallet {
  readonly strings: readonly string[]
}

export const wallet: RecordType<Wallet, 'WALLET'> = {
  name: 'WALLET',
  code: 262,
  anyClass: true,
  fields: { strings: characterStrings },
}
