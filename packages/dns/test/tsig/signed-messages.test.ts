/** Which record signs a message, and how long a message may be: TSIG (RFC 8945 4.2, 5.1) and SIG(0) (RFC 2931 3.1) at their edges. */
import { createHmac } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type Dnskey,
  dnskeyFromJwk,
  encodeMessage,
  signSig0,
  signTsig,
  type TsigKey,
  TsigSigner,
  TsigVerifier,
  tsigTime,
  verifySig0,
  verifyTsig,
} from '../../src/all.js'

const key: TsigKey = { name: 'key.example', algorithm: 'hmac-sha256', secret: Uint8Array.from({ length: 32 }, (_, at) => at) }
const now = 1_700_000_000
const times = { inception: now - 10, expiration: now + 10 }
const message = encodeMessage({ id: 7, questions: [{ name: 'example', type: 'SOA' }] })
/** With a record in each section, one of them a SIG that signs a set and not the message (RFC 2535 4.1). */
const full = encodeMessage({
  id: 7,
  answers: [{ name: 'example', type: 'TYPE24', ttl: 60, data: { bytes: new Uint8Array(30) } }],
  authorities: [{ name: 'example', type: 'NS', ttl: 60, data: { nsdname: 'ns.example' } }],
  additionals: [{ name: 'ns.example', type: 'A', ttl: 60, data: { address: '192.0.2.1' } }],
})

type KeyPair = Extract<Awaited<ReturnType<typeof crypto.subtle.generateKey>>, { privateKey: unknown }>
let pair: KeyPair
let dnskey: Dnskey
beforeAll(async () => {
  pair = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])) as KeyPair
  dnskey = dnskeyFromJwk(await crypto.subtle.exportKey('jwk', pair.privateKey), 13)
})
const signer = () => ({ zone: 'host', dnskey, privateKey: pair.privateKey })
const verifier = () => ({ name: 'host', data: dnskey })

/** The counts of a message as given: question, answer, authority, additional. */
function counted(bytes: Uint8Array, ...counts: readonly number[]): Uint8Array {
  const copy = Uint8Array.from(bytes)
  counts.forEach((count, at) => {
    copy[4 + 2 * at] = count >> 8
    copy[5 + 2 * at] = count & 0xff
  })
  return copy
}

describe('the record that signs', () => {
  it('is found behind records in all sections', async () => {
    expect(await verifyTsig((await signTsig(full, key, { now })).message, key, { now })).toMatchObject({
      ok: true,
      message: full,
    })
    expect(await verifySig0(await signSig0(full, signer(), times), verifier(), { now })).toEqual({ ok: true, message: full })
  })

  it.each([
    ['an answer', [1, 1, 0, 0]],
    ['in the authority section', [1, 0, 1, 0]],
  ])('signs nothing as %s', async (_where, counts) => {
    const tsig = counted((await signTsig(message, key, { now })).message, ...counts)
    expect(await verifyTsig(tsig, key, { now })).toEqual({ ok: false, error: 'FORMERR' })
    const sig0 = counted(await signSig0(message, signer(), times), ...counts)
    expect(await verifySig0(sig0, verifier(), { now })).toEqual({ ok: false, error: 'unsigned' })
  })

  it('is FORMERR behind another (RFC 8945 5.2)', async () => {
    const { message: signed } = await signTsig(message, key, { now })
    const twice = counted(Uint8Array.from([...signed, ...signed.subarray(message.length)]), 1, 0, 0, 2)
    expect(await verifyTsig(twice, key, { now })).toEqual({ ok: false, error: 'FORMERR' })
  })

  it('is FORMERR where its fields go past its end', async () => {
    const { message: signed, mac } = await signTsig(message, key, { now })
    const length = signed.length - 6 - mac.length - 1
    const changed = signed.slice()
    changed[length] = mac.length + 7
    expect(await verifyTsig(changed, key, { now })).toEqual({ ok: false, error: 'FORMERR' })
  })

  it('is malformed where its data is no SIG', async () => {
    const record = [0, 0, 24, 0, 255, 0, 0, 0, 0, 0, 5, 1, 2, 3, 4, 5]
    const bytes = counted(Uint8Array.from([...message, ...record]), 1, 0, 0, 1)
    expect(await verifySig0(bytes, verifier(), { now })).toEqual({ ok: false, error: 'malformed' })
  })
})

describe('the length of a message (RFC 1035 4.2.2)', () => {
  /** A message of so many bytes. */
  const long = (length: number): Uint8Array => {
    const empty = encodeMessage({ id: 7, answers: [{ name: '.', type: 'NULL', ttl: 0, data: { bytes: new Uint8Array(0) } }] })
    const bytes = new Uint8Array(length - empty.length)
    return encodeMessage({ id: 7, answers: [{ name: '.', type: 'NULL', ttl: 0, data: { bytes } }] })
  }

  it('is 65,535 bytes at most, its signature included', async () => {
    const record = (await signTsig(message, key, { now })).message.length - message.length
    const most = long(65_535 - record)
    const { message: signed } = await signTsig(most, key, { now })
    expect(signed.length).toBe(65_535)
    expect(await verifyTsig(signed, key, { now })).toMatchObject({ ok: true, message: most })
    await expect(signTsig(long(65_536 - record), key, { now })).rejects.toMatchObject({ code: 'too-long' })
    await expect(verifyTsig(Uint8Array.from([...signed, 0]), key, { now })).rejects.toMatchObject({ code: 'too-long' })
  })

  it('is twelve bytes at least', async () => {
    const header = encodeMessage({ id: 7 })
    expect((await verifySig0(await signSig0(header, signer(), times), verifier(), { now })).ok).toBe(true)
    await expect(signSig0(header.subarray(1), signer(), times)).rejects.toMatchObject({ code: 'truncated' })
  })

  it('is appended to a message that has none yet (RFC 8945 5.1, RFC 2931 3.1)', async () => {
    const { message: tsig } = await signTsig(message, key, { now })
    const sig0 = await signSig0(message, signer(), times)
    for (const signed of [tsig, sig0]) {
      const refused = { code: 'bad-signature', offset: message.length }
      await expect(signTsig(signed, key, { now })).rejects.toMatchObject(refused)
      await expect(signSig0(signed, signer(), times)).rejects.toMatchObject(refused)
    }
    await expect(signTsig(counted(encodeMessage({ id: 7 }), 0, 0, 0, 65_535), key, { now })).rejects.toMatchObject({
      code: 'truncated',
    })
  })

  it('leaves 65,535 bytes of other data', async () => {
    await expect(signTsig(message, key, { now, other: new Uint8Array(65_535) })).rejects.toMatchObject({ code: 'too-long' })
    await expect(signTsig(message, key, { now, other: new Uint8Array(65_536) })).rejects.toMatchObject({ code: 'bad-value' })
  })
})

it('a message that waits for a signature is kept as it came, although the caller reuses its bytes (RFC 8945 5.3.1)', async () => {
  const first = await new TsigSigner(key).sign(message, { now })
  const sequence = new TsigVerifier(key)
  await sequence.verify(first, { now })
  const waiting = message.slice()
  expect(await sequence.verify(waiting, { now })).toEqual({ ok: 'pending' })
  waiting.fill(0)
  const { mac } = await signTsig(message, key, { now })
  const digest = createHmac('sha256', key.secret)
    .update(Uint8Array.of(0, mac.length))
    .update(mac)
    .update(message)
    .update(message)
    .update(tsigTime(now))
    .update(Uint8Array.of(300 >> 8, 300 & 0xff))
    .digest()
  const data = {
    algorithm: key.algorithm,
    timeSigned: now,
    fudge: 300,
    mac: Uint8Array.from(digest),
    originalId: 7,
    error: 0,
    other: new Uint8Array(0),
  }
  const last = encodeMessage({
    id: 7,
    questions: [{ name: 'example', type: 'SOA' }],
    tsig: { name: key.name, type: 'TSIG', class: 'ANY', ttl: 0, data },
  })
  expect(await sequence.verify(last, { now })).toMatchObject({ ok: true })
})

describe('what a caller without types gives', () => {
  it.each([[5], [undefined], [null], [{}]])('an algorithm of %j is none', async algorithm => {
    await expect(signTsig(message, { ...key, algorithm } as never, { now })).rejects.toMatchObject({
      name: 'DnsError',
      code: 'no-crypto',
      message: expect.stringMatching(/^check TSIG key: .*algorithm/),
    })
  })

  it('a request that is no bytes is refused before anything is signed', async () => {
    const options = { ...times, request: 'text' } as never
    await expect(signSig0(message, signer(), options)).rejects.toMatchObject({
      code: 'bad-value',
      message: expect.stringContaining('sign message: request'),
    })
  })
})
