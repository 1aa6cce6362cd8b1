/** TSIG: the signature of a message by a shared secret (RFC 8945 4.2). It stands in messages, not in zones; text is what dig prints of it. */
import { decodeBase64, encodeBase64 } from '@mailwire/bytes'
import { fail } from '../error.js'
import { rcodeCode, tsigErrorName } from '../iana/header.js'
import type { Field, RecordType } from '../record.js'
import type { RdataTokens } from '../zone/tokenizer.js'
import { base64Counted, checkOctets } from './fields/binary.js'
import { name } from './fields/names.js'
import { u16 } from './fields/numbers.js'
import { row } from './row.js'

export interface Tsig {
  /** `hmac-sha256`, ... */
  readonly algorithm: string
  /** Seconds since 1970, 48 bits. */
  readonly timeSigned: number
  /** Seconds by which the clocks may differ. */
  readonly fudge: number
  readonly mac: Uint8Array
  /** The ID of the message as it was signed. */
  readonly originalId: number
  /** An extended response code: 16 is BADSIG, 17 BADKEY, 18 BADTIME, 22 BADTRUNC. */
  readonly error: number
  /** With BADTIME the server's time, 48 bits. */
  readonly other: Uint8Array
}

const u48: Field<number> = {
  kind: 'u48',
  decode: reader => reader.u16('time') * 0x100000000 + reader.u32('time'),
  encode: (writer, value) => {
    check48(value)
    writer.u16(Math.floor(value / 0x100000000))
    writer.u32(value % 0x100000000)
  },
  parse: tokens => {
    const token = tokens.next('a time')
    return /^\d{1,15}$/.test(token.text) && Number(token.text) < 2 ** 48
      ? Number(token.text)
      : tokens.refuse('bad-value', 'seconds in 48 bits expected', token)
  },
  format: value => String(check48(value)),
}

const check48 = (value: number): number =>
  Number.isInteger(value) && value >= 0 && value < 2 ** 48
    ? value
    : fail('bad-value', 0, `encode time: ${String(value)} does not fit 48 bits`)

export const tsig: RecordType<Tsig> = {
  name: 'TSIG',
  code: 250,
  anyClass: true,
  layout: {
    ...row<Tsig>({
      algorithm: name,
      timeSigned: u48,
      fudge: u16,
      mac: base64Counted,
      originalId: u16,
      error: u16,
      other: base64Counted,
    }),
    parse: tokens => ({
      algorithm: tokens.name(),
      timeSigned: u48.parse(tokens),
      fudge: u16.parse(tokens),
      mac: countedOctets(tokens),
      originalId: u16.parse(tokens),
      error: errorCode(tokens),
      other: countedOctets(tokens),
    }),
    format: ({ algorithm, timeSigned, fudge, mac, originalId, error, other }) =>
      [
        name.format(algorithm),
        u48.format(timeSigned),
        u16.format(fudge),
        shown(mac),
        u16.format(originalId),
        tsigErrorName(Number(u16.format(error))),
        shown(other),
      ].join(' '),
  },
}

/** The number of octets, and the octets in base 64 where there are some. */
const shown = (octets: Uint8Array): string => `${checkOctets(octets, 0, 0xffff).length} ${encodeBase64(octets)}`.trimEnd()

function countedOctets(tokens: RdataTokens): Uint8Array {
  const count = u16.parse(tokens)
  if (count === 0) return new Uint8Array(0)
  return tokens.attempt(() => checkOctets(decodeBase64(tokens.next('base64').text, fail), count, count))
}

function errorCode(tokens: RdataTokens): number {
  const token = tokens.next('an error')
  const code = /^\d{1,5}$/.test(token.text)
    ? Number(token.text)
    : (rcodeCode(token.text) ?? (token.text.toUpperCase() === 'BADSIG' ? 16 : undefined))
  return code !== undefined && code <= 0xffff ? code : tokens.refuse('bad-value', 'a response code expected', token)
}
