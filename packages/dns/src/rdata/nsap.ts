/** NSAP: a network service access point (RFC 1706 5). IN only. */
import { decodeHex, encodeHex, isBytes } from '@mailwire/bytes'
import { fail } from '../error.js'
import type { Field, RecordType } from './record-type.js'

export interface Nsap {
  /** The address, at least one byte. Its structure is defined by the authority that assigns it. */
  readonly nsap: Uint8Array
}

/** `0x` and hex digits; dots between them are ignored (RFC 1706 7). */
const nsapAddress: Field<Uint8Array> = {
  kind: 'nsap',
  greedy: true,
  decode: reader => reader.opaque(Math.max(reader.end - reader.pos, 1), 'NSAP'),
  encode: (writer, value) => writer.raw(bytes(value)),
  parse: tokens => {
    const token = tokens.next('an NSAP')
    if (!/^0x(?:\.*[0-9a-f]\.*[0-9a-f])+\.*$/i.test(token.text))
      tokens.refuse('bad-value', '0x and an even number of hex digits expected', token)
    return decodeHex(token.text.slice(2).replaceAll('.', ''), fail)
  },
  format: value => `0x${encodeHex(bytes(value)).toLowerCase()}`,
}

export const nsap: RecordType<Nsap, 'NSAP'> = {
  name: 'NSAP',
  code: 22,
  fields: { nsap: nsapAddress },
}

const bytes = (value: Uint8Array): Uint8Array =>
  isBytes(value) && value.length > 0 ? value : fail('bad-value', 0, 'encode NSAP: a Uint8Array expected')
