/** TSIG (RFC 8945): known MACs, every refusal as a value, sequences over TCP, and flipped bits. */
import { createHmac } from 'node:crypto'
import { fc, test } from '@fast-check/vitest'
import { hashes } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { encodeMessage, isDnsError, signTsig, type TsigKey, TsigSigner, TsigVerifier, tsigTime, verifyTsig } from '../src/all.js'

const secret = Uint8Array.from({ length: 32 }, (_, at) => at)
const key: TsigKey = { name: 'Key.Example', algorithm: 'hmac-sha256', secret }
const query = encodeMessage({ id: 0x1234, questions: [{ name: 'example.com', type: 'MX' }] })
const now = 1_700_000_000

describe('one message', () => {
  it('is signed over the bytes that RFC 8945 4.3 lists', async () => {
    const { message, mac } = await signTsig(query, key, { now })
    const variables = Buffer.concat([
      Buffer.from('\x03key\x07example\0', 'latin1'),
      Buffer.from('00ff00000000', 'hex'),
      Buffer.from('\x0bhmac-sha256\0', 'latin1'),
      tsigTime(now),
      Buffer.from('012c00000000', 'hex'),
    ])
    expect(Buffer.from(mac)).toEqual(createHmac('sha256', secret).update(query).update(variables).digest())
    expect(message[11]).toBe(1)
    expect(message.subarray(12, query.length)).toEqual(query.subarray(12))
    expect(query[11]).toBe(0)
  })

  it.each([
    'hmac-md5',
    'hmac-md5.sig-alg.reg.int',
    'hmac-sha1',
    'hmac-sha224',
    'HMAC-SHA256.',
    'hmac-sha256-128',
    'hmac-sha384',
    'hmac-sha384-192',
    'hmac-sha512',
    'hmac-sha512-256',
  ])('verifies with %s', async algorithm => {
    for (const bytes of [secret, new Uint8Array(200).fill(7), new Uint8Array(1)]) {
      const signed = await signTsig(query, { ...key, algorithm, secret: bytes }, { now, hashes })
      const result = await verifyTsig(signed.message, { ...key, algorithm, secret: bytes }, { now, hashes })
      expect(result).toMatchObject({ ok: true, message: query })
    }
  })

  it('refuses an empty secret, with which anyone can sign', async () => {
    const empty = { ...key, secret: new Uint8Array(0) }
    const refused = { name: 'DnsError', code: 'bad-key', fault: 'local', message: 'check TSIG key: the secret is empty' }
    const { message } = await signTsig(query, key, { now })
    for (const algorithm of ['hmac-sha256', 'hmac-md5'])
      await expect(signTsig(query, { ...empty, algorithm }, { now, hashes })).rejects.toMatchObject(refused)
    await expect(verifyTsig(message, [key, empty], { now })).rejects.toMatchObject(refused)
    await expect(new TsigSigner(empty).sign(query, { now })).rejects.toMatchObject(refused)
    await expect(new TsigVerifier(empty).verify(message, { now })).rejects.toMatchObject(refused)
  })

  it('knows no gss-tsig, and says when a hash is missing', async () => {
    for (const algorithm of ['gss-tsig', 'constructor', 'hmac-md5'])
      await expect(signTsig(query, { ...key, algorithm }, { now })).rejects.toMatchObject({
        name: 'DnsError',
        code: 'no-crypto',
      })
  })

  it('verifies under another ID, as a forwarder leaves it', async () => {
    const { message } = await signTsig(query, key, { now })
    message[0] = 0xff
    expect(await verifyTsig(message, key, { now })).toMatchObject({ ok: true, message: query, tsig: { originalId: 0x1234 } })
  })

  it('ties a response to its request', async () => {
    const request = await signTsig(query, key, { now })
    const response = await signTsig(query, key, { now, requestMac: request.mac })
    expect(await verifyTsig(response.message, key, { now, requestMac: request.mac })).toMatchObject({ ok: true })
    expect(await verifyTsig(response.message, key, { now })).toMatchObject({ ok: false, error: 'BADSIG' })
  })

  it('names what is wrong', async () => {
    const { message } = await signTsig(query, key, { now, fudge: 10 })
    expect(await verifyTsig(query, key, { now })).toEqual({ ok: false, error: 'UNSIGNED' })
    expect(await verifyTsig(message, [], { now })).toMatchObject({ ok: false, error: 'BADKEY' })
    expect(await verifyTsig(message, { ...key, algorithm: 'hmac-sha1' }, { now })).toMatchObject({ error: 'BADKEY' })
    expect(await verifyTsig(message, { ...key, secret: new Uint8Array(9) }, { now })).toMatchObject({ error: 'BADSIG' })
    for (const clock of [now - 11, now + 11])
      expect(await verifyTsig(message, key, { now: clock })).toMatchObject({ ok: false, error: 'BADTIME' })
    for (const clock of [now - 10, now + 10]) expect(await verifyTsig(message, key, { now: clock })).toMatchObject({ ok: true })
    expect(await verifyTsig(Uint8Array.from([...message, 0]), key, { now })).toEqual({ ok: false, error: 'FORMERR' })
    await expect(verifyTsig(message.subarray(0, -1), key, { now })).rejects.toMatchObject({ name: 'DnsError', code: 'truncated' })
  })

  it.each([-1, Number.NaN, null, '5', [], 5n, undefined])('is not verified at the time %s', async clock => {
    const { message } = await signTsig(query, key, { now: 0 })
    await expect(verifyTsig(message, key, { now: clock as number })).rejects.toMatchObject({ code: 'bad-value', fault: 'local' })
  })

  it('is not verified with a list of keys that has a hole', async () => {
    const { message } = await signTsig(query, key, { now })
    const keys: (typeof key)[] = []
    keys[1] = key
    await expect(verifyTsig(message, keys, { now })).rejects.toMatchObject({ code: 'bad-value' })
  })

  it('takes a shortened MAC only where that is allowed (RFC 8945 5.2.2.1)', async () => {
    const { message } = await signTsig(query, key, { now, macLength: 16 })
    expect(await verifyTsig(message, key, { now })).toMatchObject({ ok: false, error: 'BADTRUNC' })
    expect(await verifyTsig(message, key, { now, minMacLength: 16 })).toMatchObject({ ok: true })
    for (const macLength of [15, 33, 16.5])
      await expect(signTsig(query, key, { now, macLength })).rejects.toMatchObject({ code: 'bad-value' })
  })

  it('carries the clock of a server with BADTIME, signed', async () => {
    const { message } = await signTsig(query, key, { now, error: 18, other: tsigTime(now + 4000) })
    const result = await verifyTsig(message, key, { now })
    expect(result).toMatchObject({ ok: true, tsig: { error: 18, other: tsigTime(now + 4000) } })
  })

  it('refuses values that do not fit', async () => {
    for (const options of [{ now: -1 }, { now: 2 ** 48 }, { now: 0.5 }, { now, fudge: 65536 }])
      await expect(signTsig(query, key, options)).rejects.toMatchObject({ name: 'DnsError', code: 'bad-value' })
    await expect(signTsig(query, key, { time: now } as never)).rejects.toMatchObject({
      code: 'bad-value',
      message: 'encode TSIG: now: whole seconds since 1970 below 2^48 expected, not undefined',
    })
    await expect(signTsig(new Uint8Array(65500), key, { now })).rejects.toMatchObject({ code: 'too-long' })
    await expect(signTsig(new Uint8Array(11), key, { now })).rejects.toMatchObject({ code: 'truncated' })
  })

  test.prop([fc.nat()])('verifies with no bit flipped but those of the ID and of letters in names', async seed => {
    const { message } = await signTsig(query, key, { now })
    const bit = 16 + (seed % (message.length * 8 - 16))
    const at = bit >> 3
    const flipped = message.slice()
    flipped[at] = flipped[at]! ^ (1 << (bit & 7))
    const letter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a
    if (at >= query.length && (bit & 7) === 5 && letter(message[at]!)) return
    try {
      expect((await verifyTsig(flipped, key, { now })).ok).toBe(false)
    } catch (error) {
      if (!isDnsError(error)) throw error
    }
  })
})

describe('a sequence over TCP (RFC 8945 5.3.1)', () => {
  const message = (id: number): Uint8Array => encodeMessage({ id, questions: [{ name: 'example', type: 'AXFR' }] })

  it('verifies in order, and nothing else', async () => {
    const signer = new TsigSigner(key, secret)
    const signed: Uint8Array[] = []
    for (const id of [1, 2, 3]) signed.push(await signer.sign(message(id), { now }))
    const verifier = new TsigVerifier(key, secret)
    expect(verifier.end()).toBe(false)
    for (const bytes of signed) expect(await verifier.verify(bytes, { now })).toMatchObject({ ok: true })
    expect(verifier.end()).toBe(true)
    const other = new TsigVerifier([key], secret)
    expect(await other.verify(signed[0]!, { now })).toMatchObject({ ok: true })
    expect(await other.verify(signed[2]!, { now })).toMatchObject({ ok: false, error: 'BADSIG' })
    expect(await other.verify(signed[1]!, { now })).toMatchObject({ ok: false })
    expect(other.end()).toBe(false)
  })

  it('takes 99 messages without a signature between two, no more, and none at the start or the end', async () => {
    const first = await new TsigSigner(key).sign(message(1), { now })
    const verifier = new TsigVerifier(key)
    await verifier.verify(first, { now })
    for (let id = 0; id < 99; id++) expect(await verifier.verify(message(id), { now })).toEqual({ ok: 'pending' })
    expect(verifier.end()).toBe(false)
    expect(await verifier.verify(message(1), { now })).toEqual({ ok: false, error: 'UNSIGNED' })
    expect(await new TsigVerifier(key).verify(message(1), { now })).toEqual({ ok: false, error: 'UNSIGNED' })
  })
})
