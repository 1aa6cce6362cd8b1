/** WALLET: the address of a cryptocurrency wallet (IANA registration of 2024); laid out as TXT. */
import type { RecordType } from '../record.js'
import { characterStrings } from './fields/strings.js'

export interface Wallet {
  readonly strings: readonly string[]
}

export const wallet: RecordType<Wallet> = {
  name: 'WALLET',
  code: 262,
  anyClass: true,
  fields: { strings: characterStrings },
}
