/** KEY: a key that TKEY or SIG(0) uses (RFC 2535 3.1, RFC 3445 4). */
import { dnssecAlgorithms } from '../iana/dnssec-algorithms.js'
import { base64, rest } from './fields/binary.js'
import { code } from './fields/code.js'
import { u16 } from './fields/numbers.js'
import type { PublicKey } from './fields/public-key.js'
import type { Field, RecordType } from './record-type.js'

export type Key = PublicKey

/** Both bits of the flags' key type: no key (RFC 2535 3.1.2). */
const NOKEY = 0xc000

/** Part by part of the flags, the mnemonics that RFC 2535 7.1 gives, and the bits that they set. */
const PARTS: readonly Readonly<Record<string, number>>[] = [
  { NOCONF: 0x4000, NOAUTH: 0x8000, NOKEY },
  { FLAG2: 0x2000 },
  { EXTEND: 0x1000 },
  { FLAG4: 0x0800 },
  { FLAG5: 0x0400 },
  { USER: 0, ZONE: 0x0100, HOST: 0x0200, NTYP3: 0x0300 },
  { FLAG8: 0x0080 },
  { FLAG9: 0x0040 },
  { FLAG10: 0x0020 },
  { FLAG11: 0x0010 },
]

const SIGNATORY = /^SIG(?:\d|1[0-5])$/

/** Flags as a number or, in text that is read, as mnemonics with `|` between them, one at most for each part (RFC 2535 7.1). */
const flags: Field<number> = {
  kind: 'u16',
  decode: reader => u16.decode(reader),
  encode: (writer, value) => u16.encode(writer, value),
  format: value => u16.format(value),
  parse: tokens => {
    const token = tokens.peek()
    if (token === undefined || /^\d/.test(token.text)) return u16.parse(tokens)
    const words = tokens.next('flags').text.toUpperCase().split('|')
    let value = 0
    for (const values of PARTS) {
      const at = words.findIndex(word => Object.hasOwn(values, word))
      if (at >= 0) value |= values[words.splice(at, 1)[0]!]!
    }
    const signatory = words.findIndex(word => SIGNATORY.test(word))
    if (signatory >= 0) value |= Number(words.splice(signatory, 1)[0]!.slice('SIG'.length))
    return words.length === 0
      ? value
      : tokens.refuse('bad-value', 'flags expected: a number, or mnemonics such as ZONE|SIG0', token)
  },
}

/** The protocols of RFC 2535 7.1; RFC 3445 4 leaves DNSSEC. */
const PROTOCOLS = { NONE: 0, TLS: 1, EMAIL: 2, DNSSEC: 3, IPSEC: 4, ALL: 255 }

export const key: RecordType<Key, 'KEY'> = {
  name: 'KEY',
  code: 25,
  anyClass: true,
  multiline: [3, 0, 'key'],
  fields: {
    flags,
    protocol: /* @__PURE__ */ code(PROTOCOLS, 1, 'number'),
    algorithm: /* @__PURE__ */ code(dnssecAlgorithms, 1, 'number'),
    publicKey: /* @__PURE__ */ rest(base64, 0),
  },
  check: ({ flags, publicKey }) =>
    publicKey.length > 0 || (flags & NOKEY) === NOKEY ? undefined : 'there is no key, and the flags do not say so',
}
