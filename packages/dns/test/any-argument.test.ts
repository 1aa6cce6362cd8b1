/** Every function of the index with every kind of wrong argument: a result of the kind that it gives, or a DnsError. */
import type { webcrypto } from 'node:crypto'
import { takesAnything } from '@mailwire/tooling/testing'
import { expect, it } from 'vitest'
import * as dns from '../src/all.js'
import { seed } from './seed.js'

type Call = (...args: readonly unknown[]) => unknown

const bytes = dns.encodeMessage(seed)
const message = dns.decodeMessage(bytes)
const key = { name: 'key.example', algorithm: 'hmac-sha256', secret: new Uint8Array(32) }
const pair = (await crypto.subtle.generateKey({ name: 'Ed25519' }, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair
const ed25519 = dns.dnskeyFromJwk((await crypto.subtle.exportKey('jwk', pair.publicKey)) as dns.JwkLike, 15)
const signer = { zone: 'example', dnskey: ed25519, privateKey: pair.privateKey }
const times = { inception: 0, expiration: 10 }
const a = { name: 'a.example', type: 'A', ttl: 60, data: { address: '192.0.2.1' } } as const
const soa = {
  name: 'example',
  type: 'SOA',
  ttl: 60,
  data: { mname: 'a.example', rname: 'b.example', serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 1 },
} as const
const nsec = { name: 'a.example', type: 'NSEC', data: { nextName: 'c.example', types: ['A'] } } as const
const nsec3 = {
  name: '0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.example',
  type: 'NSEC3',
  data: { hashAlgorithm: 1, flags: 0, iterations: 1, salt: new Uint8Array(0), nextHashed: new Uint8Array(20), types: ['A'] },
} as const
const rrsig = await dns.signRrset([a], signer, times)
const ds = await dns.makeDs('example', ed25519)
const tlsa = { usage: 3, selector: 0, matchingType: 0, certificateData: bytes }
const signed = (await dns.signTsig(bytes, key, { now: 0 })).message
const sig0 = await dns.signSig0(bytes, signer, times)
const view = new dns.MessageView(bytes)
const answerAt = view.answer()!.offset

/** Arguments that each function accepts, the optional ones too. */
const functions: Readonly<Record<string, readonly unknown[]>> = {
  addRecord: [a, 60, 'IN'],
  annotateMessage: [bytes, {}],
  bimiName: ['example', 'default'],
  canonicalName: ['example'],
  canonicalRdata: [a, {}],
  canonicalRecord: [a, { codec: dns.defaultCodec() }],
  classCode: ['IN'],
  className: [1],
  closestEncloser: ['x.example', 'example', [nsec3], {}],
  compareNames: ['a', 'b'],
  compareRdata: [bytes, bytes],
  decodeDohParameter: ['AAAB'],
  decodeDoq: [dns.encodeDoq(bytes)],
  decodeMessage: [bytes, {}],
  decodeName: [dns.encodeName('a'), 0],
  defaultCodec: [],
  deleteName: ['example'],
  deleteRecord: [a],
  deleteRrset: ['example', 'A'],
  dkimName: ['s', 'example'],
  dnskeyFromJwk: [dns.dnskeyToJwk(ed25519), 15, 256],
  dnskeyToJwk: [ed25519],
  ednsOptionCode: ['COOKIE'],
  ednsOptionName: [10],
  effectiveTtl: [1],
  encodeDohParameter: [bytes],
  encodeDoq: [bytes],
  encodeInto: [seed, new Uint8Array(1000), 0, {}],
  encodeMessage: [seed, {}],
  encodeName: ['a'],
  encodeTcp: [bytes],
  encodeTransfer: [{ id: 1, questions: [{ name: 'example', type: 'AXFR' }] }, [soa, a, soa], { maxSize: 512 }],
  equalNames: ['a', 'b'],
  formatLabel: ['a'],
  formatMessage: [message, { footer: { size: 1, server: 'a', when: 'b', queryTime: 1 } }],
  formatRdata: [a, {}],
  formatRecord: [a, {}],
  formatTtlUnits: [60],
  formatZone: [[a], {}],
  isDnsError: [1],
  isNullMx: [[a]],
  isSubdomain: ['a.b', 'b'],
  joinTxt: [['a', 'b']],
  keyTag: [ed25519],
  mailServiceName: ['imaps', 'example'],
  makeDs: ['example', ed25519, 2, {}],
  matchesDs: [ds, 'example', ed25519, {}],
  matchesTlsa: [tlsa, bytes, bytes, {}],
  messageCodec: [[dns.a], [dns.cookieOption], []],
  messageFromDohJson: [dns.messageToDohJson(message), {}],
  messageFromJson: [dns.messageToJson(seed), {}],
  messageToDohJson: [message, {}],
  messageToJson: [seed, {}],
  nameInUse: ['example'],
  nameNotInUse: ['example'],
  nsec3Covers: [nsec3, 'example', {}],
  nsec3Hash: ['a', new Uint8Array(1), 1, {}],
  nsec3Matches: [nsec3, 'example', {}],
  nsec3Owner: ['a', 'example', new Uint8Array(1), 1, {}],
  nsecCovers: [nsec, 'b.example', {}],
  opcodeCode: ['QUERY'],
  opcodeName: [0],
  openpgpkeyName: ['a@example', {}],
  parentName: ['a.b'],
  parseLabel: ['a'],
  parseMessage: [dns.formatMessage(message), {}],
  parseTtl: ['1h'],
  parseZone: ['a 60 A 192.0.2.1', { origin: 'example' }],
  policyName: ['spf', 'example'],
  proveDenial: ['b.example', 'A', 'example', [nsec, nsec3], {}],
  proveWildcard: ['b.example', '*.example', 'example', [nsec, nsec3], {}],
  rcodeCode: ['NOERROR'],
  rcodeName: [0],
  reverseName: ['192.0.2.1'],
  rrsetDoesNotExist: ['example', 'A'],
  rrsetExists: ['example', 'A'],
  rrsetExistsWithData: [[a], 'IN'],
  selectPolicy: ['spf', ['v=spf1 -all', ['a']]],
  signRrset: [[a], signer, times],
  signSig0: [bytes, signer, times],
  signTsig: [bytes, key, { now: 0 }],
  smimeaName: ['a@example', {}],
  splitLabels: ['a.b'],
  splitTxt: ['a'],
  svcParamCode: ['alpn'],
  svcParamName: [1],
  tlsaName: ['example', 25, 'tcp'],
  tsigTime: [0],
  typeCode: ['A'],
  typeName: [1],
  udpLimit: [{ edns: { udpPayloadSize: 1232 } }, 1232],
  updateMessage: [{ zone: 'example', updates: [a] }],
  verifyRrset: [[a], rrsig, { name: 'example', type: 'DNSKEY', data: ed25519 }, { now: 5 }],
  verifySig0: [sig0, { name: 'example', data: ed25519 }, { now: 5 }],
  verifyTsig: [signed, [key], { now: 0, minMacLength: 32 }],
  verifyZonemd: ['example', [soa, a], {}],
  zoneDigest: ['example', [soa, a], 1, {}],
}

/**
 * Arguments of each constructor, and of each method. Not asked are methods of the cursors that only the codec of a record type calls, whose
 * numbers are checked by the fields that hand them over, and the error itself: only this package makes one.
 */
const classes: Readonly<
  Record<
    string,
    { readonly of: readonly unknown[]; readonly methods: Record<string, readonly unknown[]>; readonly left?: readonly string[] }
  >
> = {
  MessageView: {
    of: [bytes],
    methods: {
      question: [],
      questions: [],
      answer: [],
      answers: [],
      authorities: [],
      additionals: [],
      records: [],
      edns: [dns.defaultCodec()],
      partsBy: [dns.defaultCodec()],
    },
  },
  QuestionView: { of: [view, 12, 0], methods: { nameEquals: [dns.encodeName('a')], decode: [dns.defaultCodec()] } },
  RecordView: { of: [view, answerAt, 'answer', 0], methods: { nameEquals: [dns.encodeName('a')], decode: [dns.defaultCodec()] } },
  TcpDecoder: { of: [], methods: { push: [bytes], next: [], end: [] } },
  TransferDecoder: { of: [{ zone: 'gmail.com', id: 1985 }], methods: { push: [message], next: [], end: [] } },
  TsigSigner: { of: [key, new Uint8Array(32)], methods: { sign: [bytes, { now: 0 }] } },
  TsigVerifier: { of: [[key], new Uint8Array(32)], methods: { verify: [signed, { now: 0 }], end: [] } },
  ZoneParser: { of: [{ origin: 'example' }], methods: { push: ['a 60 A 192.0.2.1\n'], end: [], include: ['a'], next: [] } },
}

const exported = Object.entries(dns as unknown as Readonly<Record<string, unknown>>)
const isClass = (value: unknown): boolean => typeof value === 'function' && /^class\b/.test(String(value))

it('each function, class and method of the index has a row', () => {
  const names = exported.filter(([, value]) => typeof value === 'function' && !isClass(value)).map(([name]) => name)
  expect(Object.keys(functions).sort()).toEqual(names.sort())
  const methods = exported
    .filter(([name, value]) => isClass(value) && name !== 'DnsError')
    .map(([name, value]) => {
      const own = Object.entries(Object.getOwnPropertyDescriptors((value as { prototype: object }).prototype))
      return [
        name,
        own.filter(([key, { value: method }]) => key !== 'constructor' && typeof method === 'function').map(([key]) => key),
      ]
    })
  const rows = Object.entries(classes).map(([name, row]) => [name, [...Object.keys(row.methods), ...(row.left ?? [])].sort()])
  expect(rows.sort()).toEqual(methods.map(([name, own]) => [name, [...own!].sort()]).sort())
})

/** What they refuse may be a peer's, whatever it is: parsed JSON, and the algorithms and data of records. */
const ANY: readonly string[] = ['messageFromDohJson', 'messageFromJson', 'keyTag', 'parseZone']

/** The parts of their arguments are looked at later: by the encoder of an update, and by a view, which has a codec's readers. */
const SHALLOW: readonly string[] = ['addRecord', 'deleteRecord', 'MessageView', 'QuestionView', 'RecordView']

const allowsAny = (name: string, args: readonly unknown[], call: Call, fault: 'local' | 'kind' | 'any'): Promise<void> =>
  takesAnything({ errorName: 'DnsError', args, call, deep: !SHALLOW.includes(name), fault })

it.each(Object.entries(functions))('%s', async (name, args) => {
  const call = (dns as unknown as Readonly<Record<string, Call>>)[name]!
  await call(...args)
  await allowsAny(name, args, call, ANY.includes(name) ? 'any' : /^(?:encode|format)/.test(name) ? 'local' : 'kind')
})

const make = (name: string, args: readonly unknown[]): Readonly<Record<string, Call>> => {
  const Class = (dns as unknown as Readonly<Record<string, new (...args: readonly unknown[]) => object>>)[name]!
  return new Class(...args) as Readonly<Record<string, Call>>
}

it.each(Object.entries(classes))('%s', async (name, { of, methods }) => {
  await allowsAny(
    name,
    of,
    (...list) => {
      make(name, list)
    },
    'kind',
  )
  for (const [method, args] of Object.entries(methods))
    await allowsAny(name, args, (...list) => make(name, of)[method]!(...list), 'kind')
})
