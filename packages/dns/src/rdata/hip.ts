/** HIP: the identity of a host, and where to meet it (RFC 8005 5; the layout is that of RFC 5205 5). */
import { decodeBase64, decodeHex, encodeBase64, encodeHex } from '@mailwire/bytes'
import { fail } from '../error.js'
import type { RecordType } from '../record.js'
import { checkOctets } from './fields/binary.js'
import { name } from './fields/names.js'
import { u8 } from './fields/numbers.js'

export interface Hip {
  /** 1 DSA, 2 RSA, 3 ECDSA. */
  readonly algorithm: number
  /** The host identity tag. */
  readonly hit: Uint8Array
  readonly publicKey: Uint8Array
  /** Names of rendezvous servers, in order of preference. */
  readonly servers: readonly string[]
}

export const hip: RecordType<Hip> = {
  name: 'HIP',
  code: 55,
  anyClass: true,
  layout: {
    decode: reader => {
      const start = reader.pos
      const hitLength = reader.u8('HIT length')
      const algorithm = reader.u8('algorithm')
      const keyLength = reader.u16('key length')
      if (hitLength === 0 || keyLength === 0) fail('bad-value', start, 'decode HIP: a tag or a key of no octets')
      const hit = reader.copy(hitLength, 'HIT')
      const publicKey = reader.copy(keyLength, 'public key')
      const servers: string[] = []
      while (reader.pos < reader.end) servers.push(reader.name())
      return { algorithm, hit, publicKey, servers }
    },
    encode: (writer, { algorithm, hit, publicKey, servers }) => {
      writer.u8(checkOctets(hit, 1, 255).length)
      u8.encode(writer, algorithm)
      writer.u16(checkOctets(publicKey, 1, 0xffff).length)
      writer.raw(hit)
      writer.raw(publicKey)
      for (const server of servers) name.encode(writer, server)
    },
    parse: tokens => {
      const algorithm = u8.parse(tokens)
      const hit = tokens.attempt(() => checkOctets(decodeHex(tokens.next('a tag').text, fail), 1, 255))
      const publicKey = tokens.attempt(() => checkOctets(decodeBase64(tokens.next('a key').text, fail), 1, 0xffff))
      const servers: string[] = []
      while (!tokens.atEnd) servers.push(tokens.name())
      return { algorithm, hit, publicKey, servers }
    },
    format: ({ algorithm, hit, publicKey, servers }) =>
      [
        u8.format(algorithm),
        encodeHex(checkOctets(hit, 1, 255)),
        encodeBase64(checkOctets(publicKey, 1, 0xffff)),
        ...servers.map(server => name.format(server)),
      ].join(' '),
  },
}
