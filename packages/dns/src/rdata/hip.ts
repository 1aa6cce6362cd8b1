/** HIP: the identity of a host, and where to meet it (RFC 8005 5, which kept the layout of RFC 5205 5). */
import { decodeBase64, decodeHex, encodeBase64, encodeHex } from '@mailwire/bytes'
import { fail } from '../error.js'
import type { RdataTokens } from '../text/rdata-tokens.js'
import { attempt } from '../text/token.js'
import type { MessageReader } from '../wire/reader.js'
import type { MessageWriter } from '../wire/writer.js'
import { base64, checkBytes, hex, rest } from './fields/binary.js'
import { name } from './fields/names.js'
import { u8 } from './fields/numbers.js'
import type { Field, RecordType } from './record-type.js'

export interface Hip {
  /** Of the key: 1 DSA, 2 RSA, 3 ECDSA. */
  readonly algorithm: number
  /** The host identity tag. */
  readonly hit: Uint8Array
  readonly publicKey: Uint8Array
  /** Names of rendezvous servers, in order of preference. */
  readonly servers: readonly string[]
}

/** Names to the end of RDATA. */
const names: Field<readonly string[]> = {
  kind: 'names',
  greedy: true,
  decode: reader => {
    const list: string[] = []
    while (reader.pos < reader.end) list.push(reader.name())
    return list
  },
  encode: (writer, value) => {
    if (!Array.isArray(value)) fail('bad-value', 0, 'encode HIP: an array of names expected')
    for (const server of value) name.encode(writer, server)
  },
  parse: tokens => {
    const list: string[] = []
    while (!tokens.atEnd) list.push(tokens.name())
    return list
  },
  format: value => value.map(each => name.format(each)).join(' '),
}

export const hip: RecordType<Hip, 'HIP'> = {
  name: 'HIP',
  code: 55,
  anyClass: true,
  multiline: [0, 2, 'words'],
  fields: { algorithm: u8, hit: /* @__PURE__ */ rest(hex, 1), publicKey: /* @__PURE__ */ rest(base64, 1), servers: names },

  decode(reader: MessageReader): Hip {
    const start = reader.pos
    const hitLength = reader.u8('HIT length')
    const algorithm = reader.u8('algorithm')
    const keyLength = reader.u16('key length')
    if (hitLength === 0 || keyLength === 0) fail('bad-value', start, 'decode HIP: empty tag or key')
    const hit = reader.opaque(hitLength, 'HIT')
    return { algorithm, hit, publicKey: reader.opaque(keyLength, 'public key'), servers: names.decode(reader) }
  },

  encode(writer: MessageWriter, { algorithm, hit, publicKey, servers }: Hip): void {
    writer.u8(checkBytes(hit, 1, 255).length)
    u8.encode(writer, algorithm)
    writer.u16(checkBytes(publicKey, 1, 0xffff).length)
    writer.raw(hit)
    writer.raw(publicKey)
    names.encode(writer, servers)
  },

  parse(tokens: RdataTokens): Hip {
    const algorithm = u8.parse(tokens)
    const tag = tokens.next('a tag in hex')
    const hit = attempt(tag, () => checkBytes(decodeHex(tag.text, fail), 1, 255))
    const key = tokens.next('a key in base 64')
    const publicKey = attempt(key, () => checkBytes(decodeBase64(key.text, fail), 1, 0xffff))
    return { algorithm, hit, publicKey, servers: names.parse(tokens) }
  },

  format: ({ algorithm, hit, publicKey, servers }) =>
    [
      u8.format(algorithm),
      encodeHex(checkBytes(hit, 1, 255)),
      encodeBase64(checkBytes(publicKey, 1, 0xffff)),
      names.format(servers),
    ]
      .join(' ')
      .trimEnd(),
}
