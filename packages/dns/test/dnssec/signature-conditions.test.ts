/** What must hold before a signature is computed (RFC 4035 5.3.1, RFC 4034, RFC 5011): each signature here is right but for one thing. */
import { beforeAll, describe, expect, it } from 'vitest'
import {
  canonicalRdata,
  canonicalRecord,
  type Dnskey,
  dnskeyFromJwk,
  encodeMessage,
  encodeName,
  isDnsError,
  keyTag,
  makeDs,
  matchesDs,
  messageCodec,
  parseZone,
  type RecordInit,
  type Rrsig,
  rrsig as rrsigType,
  signRrset,
  signSig0,
  verifyRrset,
  verifySig0,
} from '../../src/all.js'

type KeyPair = Extract<Awaited<ReturnType<typeof crypto.subtle.generateKey>>, { privateKey: unknown }>
const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
const now = 1_700_000_000
const times = { inception: now - 10, expiration: now + 10 }
let pair: KeyPair
let zoneKey: Dnskey

beforeAll(async () => {
  pair = (await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as KeyPair
  zoneKey = dnskeyFromJwk(await crypto.subtle.exportKey('jwk', pair.privateKey), 13)
})

const join = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap(part => [...part]))
const signed = async (bytes: Uint8Array): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, Uint8Array.from(bytes)))

/** One signature and what it is verified against; every part can be another. */
interface Case {
  /** Zone text of the RRset, or the RRset. */
  readonly text?: string
  readonly set?: readonly RecordInit[]
  readonly fields?: Partial<Rrsig>
  /** The owner that is signed: the wildcard of an RRset that came from one. */
  readonly signedOwner?: string
  readonly key?: Partial<Dnskey>
  readonly rrsigRecord?: Partial<RecordInit>
  readonly keyRecord?: Partial<RecordInit>
  readonly records?: (records: readonly RecordInit[]) => readonly RecordInit[]
  readonly now?: number
}

async function verify(each: Case) {
  const set: readonly RecordInit[] = each.set ?? parseZone(each.text ?? 'www.example. 60 IN A 192.0.2.1')
  const [first] = set
  if (first === undefined) throw new Error('no record')
  const data = { ...zoneKey, ...each.key }
  const labels = first.name.split('.').filter(label => label !== '*' && label !== '').length
  const rrsig: Rrsig = {
    typeCovered: String(first.type),
    algorithm: 13,
    labels,
    originalTtl: 60,
    ...times,
    keyTag: keyTag(data),
    signer: 'example',
    ...each.fields,
    signature: new Uint8Array(1),
  }
  const owner = each.signedOwner ?? first.name
  const prefix = canonicalRdata({ name: owner, type: 'RRSIG', data: rrsig }).slice(0, -1)
  const covered = set.map(record => canonicalRecord({ ...record, name: owner, ttl: rrsig.originalTtl } as RecordInit))
  const signature = await signed(join([prefix, ...covered]))
  return verifyRrset(
    each.records?.(set) ?? set,
    { name: first.name, type: 'RRSIG', data: { ...rrsig, signature }, ...each.rrsigRecord } as RecordInit,
    { name: rrsig.signer, type: 'DNSKEY', data, ...each.keyRecord } as RecordInit,
    { now: each.now ?? now },
  )
}

const digest = '00'.repeat(32)
const opaque = (name: string, type: string): string => `${name} 60 IN ${type} \\# 1 00`

describe('RFC 4035 5.3.1: a signature is valid', () => {
  it.each<[string, Case]>([
    ['as it is made here', {}],
    ['over the last type before those that are no data', { text: opaque('www.example.', 'TYPE127') }],
    ['over the first type behind them', { text: 'www.example. 60 IN URI 1 1 "https://www.example/"' }],
    ['with names in another case', { rrsigRecord: { name: 'WWW.Example.' }, keyRecord: { name: 'EXAMPLE' } }],
    [
      'over several records, in canonical order (RFC 4034 6.3)',
      { text: 'a.example. 60 IN A 192.0.2.1\na.example. 60 IN A 192.0.2.2' },
    ],
    ['with a class by number', { rrsigRecord: { class: 'CLASS1' }, keyRecord: { class: 'in' } }],
    ['over SOA at the apex', { text: 'example. 60 IN SOA a. b. 1 2 3 4 5' }],
    ['over NS at the apex', { text: 'example. 60 IN NS a.example.' }],
    ['over DS below the apex', { text: `child.example. 60 IN DS 1 13 2 ${digest}` }],
    ['over NSEC of a delegation', { text: 'child.example. 60 IN NSEC d.example. NS' }],
    [
      'over NSEC3 below its zone',
      { text: '0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.example. 60 IN NSEC3 1 0 0 - 2t7b4g4vsa5smi47k61mv5bv1a22bojr A' },
    ],
    ['over a type without a mnemonic', { text: opaque('www.example.', 'TYPE65280') }],
    ['by a revoked key over DNSKEY (RFC 5011 2.1)', { text: 'example. 60 IN DNSKEY 257 3 13 AAAA', key: { flags: 0x0180 } }],
    ['at its first second', { now: times.inception }],
    ['at its last second', { now: times.expiration }],
    ['at the root', { text: '. 60 IN A 192.0.2.1', fields: { signer: '.' } }],
    [
      'whatever the TTL, which the signature names (RFC 4035 5.3.3)',
      { records: set => set.map(record => ({ ...record, ttl: 1 })) },
    ],
  ])('%s', async (_what, each) => {
    expect(await verify(each)).toEqual({ ok: true, wildcard: undefined })
  })

  it('over what came from a wildcard of the zone (RFC 4035 5.3.2)', async () => {
    expect(await verify({ fields: { labels: 1 }, signedOwner: '*.example' })).toEqual({ ok: true, wildcard: '*.example' })
  })
})

describe('RFC 4035 5.3.1: a signature that computes is refused', () => {
  it.each<[string, Case]>([
    ['of another owner', { rrsigRecord: { name: 'other.example' } }],
    ['of another class', { rrsigRecord: { class: 'CH' } }],
    ['by a key of another class', { keyRecord: { class: 'CH' } }],
    ['over another type', { fields: { typeCovered: 'AAAA' } }],
    ['with more labels than the owner', { fields: { labels: 3 } }],
    [
      'with more labels than a wildcard owner, which does not count (RFC 4034 3.1.3)',
      { text: '*.example. 60 IN A 192.0.2.1', fields: { labels: 2 } },
    ],
    ['with fewer labels than its signer: the wildcard is in no zone of it', { fields: { labels: 0 }, signedOwner: '*' }],
    ['by a signer beside the owner', { fields: { signer: 'other' } }],
    ['by a signer below the owner', { fields: { signer: 'a.www.example' } }],
    ['by a key of another owner', { keyRecord: { name: 'www.example' } }],
    ['by a key of another algorithm', { fields: { algorithm: 14 } }],
    ['by a key of another tag', { fields: { keyTag: 1 } }],
    ['by a key that is not a zone key (RFC 4034 2.1.1)', { key: { flags: 1 } }],
    ['by a key of another protocol (RFC 4034 2.1.2)', { key: { protocol: 255 } }],
    ['by a revoked key (RFC 5011 2.1)', { key: { flags: 0x0180 } }],
    ['over NS of a delegation (RFC 4035 2.2)', { text: 'child.example. 60 IN NS ns.child.example.' }],
    ['over SOA below the apex', { text: 'child.example. 60 IN SOA a. b. 1 2 3 4 5' }],
    ['over DNSKEY below the apex (RFC 4035 2.1)', { text: 'child.example. 60 IN DNSKEY 257 3 13 AAAA' }],
    ['over NSEC3PARAM below the apex (RFC 5155 4)', { text: 'child.example. 60 IN NSEC3PARAM 1 0 0 -' }],
    ['over CDS below the apex (RFC 7344 4.1)', { text: `child.example. 60 IN CDS 1 13 2 ${digest}` }],
    ['over CDNSKEY below the apex (RFC 7344 4.1)', { text: 'child.example. 60 IN CDNSKEY 257 3 13 AAAA' }],
    ['over DS at the apex (RFC 4035 2.4)', { text: `example. 60 IN DS 1 13 2 ${digest}` }],
    [
      'over NSEC3 deeper in the zone (RFC 5155 3)',
      { text: '0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.a.example. 60 IN NSEC3 1 0 0 - 2t7b4g4vsa5smi47k61mv5bv1a22bojr A' },
    ],
    [
      'over NSEC3 from a wildcard (RFC 5155 3)',
      {
        text: '0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.example. 60 IN NSEC3 1 0 0 - 2t7b4g4vsa5smi47k61mv5bv1a22bojr A',
        fields: { labels: 1 },
        signedOwner: '*.example',
      },
    ],
    ['over NSEC3 at the root', { text: '. 60 IN NSEC3 1 0 0 - 2t7b4g4vsa5smi47k61mv5bv1a22bojr A', fields: { signer: '.' } }],
    ['over RRSIG (RFC 4035 2.2)', { text: 'www.example. 60 IN RRSIG A 13 2 60 20300101000000 20000101000000 1 example. AAAA' }],
    [
      'over the first of the types that are no data (RFC 6895 3.1)',
      { set: [{ name: 'www.example', type: 'TYPE128', data: { bytes: new Uint8Array(0) } }] },
    ],
    ['over type 0 (RFC 6895 3.1)', { set: [{ name: 'www.example', type: 'TYPE0', data: { bytes: new Uint8Array(1) } }] }],
    ['over the pseudo-type ANY (RFC 6895 3.1)', { text: opaque('www.example.', 'TYPE255') }],
    ['over OPT', { set: [{ name: 'www.example', type: 'OPT', data: { bytes: new Uint8Array(1) } }] }],
    ['over records of two owners', { records: set => [...set, { ...set[0]!, name: 'other.example' }] }],
    [
      'over records of two types',
      { records: set => [...set, { ...set[0]!, type: 'TYPE65280', data: { bytes: new Uint8Array(1) } }] },
    ],
    ['over records of two classes', { records: set => [...set, { ...set[0]!, class: 'CH' }] }],
    ['over no records', { records: () => [] }],
  ])('%s', async (_what, each) => {
    expect(await verify(each)).toEqual({ ok: false, error: 'mismatch' })
  })

  it.each<[string, Case, string]>([
    ['after its expiration', { now: times.expiration + 1 }, 'expired'],
    ['before its inception', { now: times.inception - 1 }, 'not-yet-valid'],
    [
      'that expires before it begins, in serial arithmetic (RFC 4034 3.1.5)',
      { fields: { inception: now, expiration: (now - 1) % 2 ** 32 } },
      'malformed',
    ],
    [
      'whose times are half of all seconds apart (RFC 1982 3.2)',
      { fields: { inception: now, expiration: (now + 2 ** 31) % 2 ** 32 }, now: now + 5 },
      'malformed',
    ],
  ])('%s', async (_what, each, error) => {
    expect(await verify(each)).toEqual({ ok: false, error })
  })

  it.each<[string, Case, string]>([
    ['by an algorithm that is not known', { fields: { algorithm: 12 }, key: { algorithm: 12 } }, 'unsupported'],
    ['by a key of another length', { key: { publicKey: new Uint8Array(3) } }, 'bad-key'],
    ['of a record that was changed', { records: () => parseZone('www.example. 60 IN A 192.0.2.9') }, 'bad-signature'],
  ])('%s', async (_what, each, error) => {
    expect(await verify(each)).toEqual({ ok: false, error })
  })

  it.each([
    ['its bytes', '', 'ok'],
    ['not one byte more', '00', 'rdata-length'],
    ['not four bytes more', 'c0000202', 'rdata-length'],
  ])('of opaque data of a known type (RFC 3597 7) covers %s', async (_what, more, outcome) => {
    const set = parseZone('www.example. 60 IN A 192.0.2.1')
    const rrsig = await signRrset(set, { zone: 'example', dnskey: zoneKey, privateKey: pair.privateKey }, times)
    const codec = messageCodec([rrsigType])
    const bytes = Uint8Array.from(Buffer.from(`c0000201${more}`, 'hex'))
    const wire = codec.encode({ answers: [{ name: 'www.example', type: 'A', ttl: 60, data: { bytes } }] })
    const verified = verifyRrset(codec.decode(wire).answers, rrsig, { name: 'example', type: 'DNSKEY', data: zoneKey }, { now })
    expect(
      await verified.then(
        ({ ok }) => (ok ? 'ok' : 'not ok'),
        ({ code }) => code,
      ),
    ).toBe(outcome)
  })

  it('over which the runtime throws is bad-signature', async () => {
    const set = parseZone('www.example. 60 IN A 192.0.2.1')
    const rrsig = await signRrset(set, { zone: 'example', dnskey: zoneKey, privateKey: pair.privateKey }, times)
    const subtle = { importKey: crypto.subtle.importKey.bind(crypto.subtle), verify: () => Promise.reject(new Error('length')) }
    const options = { now, crypto: { subtle } as never }
    expect(await verifyRrset(set, rrsig, { name: 'example', type: 'DNSKEY', data: zoneKey }, options)).toEqual({
      ok: false,
      error: 'bad-signature',
    })
  })

  it('is not made where there is no cryptography: the key is not at fault', async () => {
    const key = { zone: 'example', dnskey: zoneKey, privateKey: pair.privateKey }
    const options = { ...times, crypto: {} as never }
    await expect(signRrset(parseZone('www.example. 60 IN A 192.0.2.1'), key, options)).rejects.toMatchObject({
      code: 'no-crypto',
    })
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, undefined, '1700000000'])(
    'a now of %s is an error, and not every time',
    async bad => {
      const [record] = parseZone('www.example. 60 IN A 192.0.2.1')
      const rrsig = await signRrset([record!], { zone: 'example', dnskey: zoneKey, privateKey: pair.privateKey }, times)
      await expect(
        verifyRrset([record!], rrsig, { name: 'example', type: 'DNSKEY', data: zoneKey }, { now: bad as number }),
      ).rejects.toMatchObject({ name: 'DnsError', code: 'bad-value' })
    },
  )
})

describe('RFC 4034 3.1: nothing is signed that cannot be verified', () => {
  it.each([
    ['child.example. 60 IN NS ns.example.', times],
    [`example. 60 IN DS 1 13 2 ${digest}`, times],
    ['www.example. 60 IN RRSIG A 13 2 60 20300101000000 20000101000000 1 example. AAAA', times],
    ['www.example. 60 IN A 192.0.2.1', { inception: now, expiration: now - 1 }],
  ])('%s', async (text, when) => {
    const key = { zone: 'example', dnskey: zoneKey, privateKey: pair.privateKey }
    await expect(signRrset(parseZone(text), key, when)).rejects.toMatchObject({ name: 'DnsError', code: 'bad-value' })
  })
})

describe('the class of what is signed', () => {
  const key = () => ({ zone: 'example', dnskey: zoneKey, privateKey: pair.privateKey })
  const verified = (records: readonly RecordInit[], rrsig: RecordInit) =>
    verifyRrset(records, rrsig, { name: 'example', type: 'DNSKEY', class: rrsig.class, data: zoneKey } as RecordInit, { now })

  it('is IN where none is given', async () => {
    const record: RecordInit = { name: 'www.example', type: 'A', ttl: 60, data: { address: '192.0.2.1' } }
    const rrsig = await signRrset([record], key(), times)
    expect(rrsig.class).toBe('IN')
    expect(await verified(parseZone('www.example. 60 IN A 192.0.2.1'), rrsig)).toMatchObject({ ok: true })
  })

  it('is that of the records', async () => {
    const record: RecordInit = { name: 'www.example', type: 'TXT', class: 'CH', ttl: 60, data: { strings: ['x'] } }
    const rrsig = await signRrset([record], key(), times)
    expect(rrsig.class).toBe('CH')
    expect(await verified([record], rrsig)).toMatchObject({ ok: true })
  })

  it('a type without a number is no RRset', async () => {
    const record = { name: 'www.example', type: 'NOSUCH', ttl: 60, data: { bytes: new Uint8Array(1) } } as RecordInit
    const unknown = { code: 'bad-type', fault: 'local', message: expect.stringMatching(/^check RRset: unknown type "NOSUCH"/) }
    await expect(signRrset([record], key(), times)).rejects.toMatchObject(unknown)
    const [other] = parseZone('www.example. 60 IN A 192.0.2.1')
    await expect(verified([record], await signRrset([other!], key(), times))).rejects.toMatchObject(unknown)
  })
})

describe('RFC 4034 5.2: a DS record refers', () => {
  it.each([
    [257, 3, true],
    [256, 3, true],
    [1, 3, false],
    [257, 255, false],
    [0x0181, 3, false],
  ])('to a key of flags %i and protocol %i: %s', async (flags, protocol, expected) => {
    const key = { ...zoneKey, flags, protocol }
    expect(await matchesDs(await makeDs('example', key), 'example', key)).toBe(expected)
  })
})

describe('RFC 2931 3: SIG(0)', () => {
  const message = encodeMessage({ id: 7 })
  /** A message with a signature of its own fields. */
  async function sig0(fields: Partial<Rrsig>): Promise<Uint8Array> {
    const sig = {
      typeCovered: 'TYPE0',
      algorithm: 13,
      labels: 0,
      originalTtl: 0,
      ...times,
      keyTag: keyTag(zoneKey),
      signer: 'host',
    }
    const data = { ...sig, ...fields, signature: new Uint8Array(1) }
    const prefix = canonicalRdata({ name: '.', type: 'RRSIG', data }).slice(0, -1)
    const rdata = join([prefix, await signed(join([prefix, message]))])
    const record = join([encodeName('.'), Uint8Array.of(0, 24, 0, 255, 0, 0, 0, 0, 0, rdata.length), rdata])
    const whole = join([message, record])
    whole[11] = 1
    return whole
  }

  const changed = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, index) => (index === at ? 1 : byte))

  it.each<[string, Partial<Rrsig>, Partial<Dnskey>, number, string | undefined]>([
    ['is valid as it is made here', {}, {}, now, undefined],
    ['with labels is refused', { labels: 1 }, {}, now, 'malformed'],
    ['that expires before it begins is refused', { inception: now, expiration: now - 1 }, {}, now, 'malformed'],
    ['by a key of another protocol is refused (RFC 3445 4)', {}, { protocol: 4 }, now, 'mismatch'],
    ['by a key with flags that are to be ignored is valid (RFC 3445 4)', {}, { flags: 0x8000 }, now, undefined],
    ['by another algorithm is refused', { algorithm: 14 }, {}, now, 'mismatch'],
    ['by another key is refused', { keyTag: 1 }, {}, now, 'mismatch'],
    ['by another signer is refused', { signer: 'other' }, {}, now, 'mismatch'],
    ['that covers a type is a plain record', { typeCovered: 'A' }, {}, now, 'unsigned'],
    ['after its time is refused', {}, {}, now + 11, 'expired'],
    ['before its time is refused', {}, {}, now - 11, 'not-yet-valid'],
  ])('%s', async (_what, fields, key, when, error) => {
    const data = { ...zoneKey, ...key }
    const tag = { keyTag: keyTag(data) }
    const result = await verifySig0(await sig0({ ...tag, ...fields }), { name: 'host', data }, { now: when })
    expect(result.ok ? undefined : result.error).toBe(error)
  })

  it.each([
    [
      'of another owner than the root',
      (at: number, bytes: Uint8Array) => join([bytes.slice(0, at), encodeName('host'), bytes.slice(at + 1)]),
    ],
    ['of another class than ANY', (at: number, bytes: Uint8Array) => changed(bytes, at + 4)],
    ['with a time to live', (at: number, bytes: Uint8Array) => changed(bytes, at + 8)],
    ['with bytes behind it', (_at: number, bytes: Uint8Array) => join([bytes, Uint8Array.of(0)])],
  ])('%s is malformed', async (_what, change) => {
    const bytes = change(message.length, await sig0({}))
    expect(await verifySig0(bytes, { name: 'host', data: zoneKey }, { now })).toEqual({ ok: false, error: 'malformed' })
  })

  it('without a number as now is an error, and not every time', async () => {
    const bytes = await sig0({})
    const attempt = verifySig0(bytes, { name: 'host', data: zoneKey }, { now: Number.NaN }).catch((error: unknown) => error)
    expect(isDnsError(await attempt)).toBe(true)
    const key = { zone: 'host', dnskey: zoneKey, privateKey: pair.privateKey }
    await expect(signSig0(message, key, { inception: 2, expiration: 1 })).rejects.toMatchObject({ code: 'bad-value' })
  })
})
