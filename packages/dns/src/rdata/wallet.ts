/** WALLET: a currency and an address in it, as strings. */
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
