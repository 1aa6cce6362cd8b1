/** ISDN: a telephone number (RFC 1183 3.2). */
import type { RecordType } from '../record.js'
import { characterString, optionalString } from './fields/strings.js'

export interface Isdn {
  readonly address: string
  readonly subaddress: string | undefined
}

export const isdn: RecordType<Isdn> = {
  name: 'ISDN',
  code: 20,
  anyClass: true,
  fields: { address: characterString, subaddress: optionalString },
}
