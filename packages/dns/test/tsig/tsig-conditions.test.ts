/** Each condition of a TSIG record at its edge (RFC 8945 4.2, 5.2, 5.3), in records that were made by hand. */
import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { encodeMessage, signTsig, type TsigKey, TsigSigner, TsigVerifier, tsigTime, verifyTsig } from '../../src/all.js'
import type { Tsig } from '../../src/rdata/tsig.js'

const secret = Uint8Array.from({ length: 32 }, (_, at) => at)
const key: TsigKey = { name: 'key.example', algorithm: 'hmac-sha256', secret }
const now = 1_700_000_000
const query = { id: 7, questions: [{ name: 'example', type: 'AXFR' }] }
const bytes = encodeMessage(query)

/** A message with a TSIG record whose MAC is what is given, or made of what is given. */
function withTsig(fields: Partial<Tsig>, name = key.name, id = query.id): Uint8Array {
  const data: Tsig = {
    algorithm: key.algorithm,
    timeSigned: now,
    fudge: 300,
    mac: new Uint8Array(32),
    originalId: id,
    error: 0,
    other: new Uint8Array(0),
    ...fields,
  }
  return encodeMessage({ ...query, id, tsig: { name, type: 'TSIG', class: 'ANY', ttl: 0, data } })
}

describe('verifyTsig', () => {
  it.each([
    [16, 'BADSIG'],
    [17, 'BADKEY'],
  ])('RFC 8945 5.3.2: error %i without a MAC is %s', async (error, expected) => {
    const result = await verifyTsig(withTsig({ error, mac: new Uint8Array(0) }), key, { now })
    expect(result).toMatchObject({ ok: false, error: expected, key, tsig: { error } })
    // With a MAC it is a signature like any other, and without a MAC no other error may stand.
    expect(await verifyTsig(withTsig({ error }), key, { now })).toMatchObject({ ok: false, error: 'BADSIG' })
    expect(await verifyTsig(withTsig({ error: 18, mac: new Uint8Array(0) }), key, { now })).toMatchObject({ error: 'FORMERR' })
    expect(await verifyTsig(withTsig({ error: 0, mac: new Uint8Array(0) }), key, { now })).toMatchObject({ error: 'FORMERR' })
  })

  it.each([
    ['hmac-sha256', 15, 'FORMERR'],
    ['hmac-sha256', 16, 'BADSIG'],
    ['hmac-sha256', 32, 'BADSIG'],
    ['hmac-sha256', 33, 'FORMERR'],
    ['hmac-sha256-128', 15, 'FORMERR'],
    ['hmac-sha256-128', 16, 'BADSIG'],
    ['hmac-sha256-128', 17, 'FORMERR'],
    ['hmac-sha1', 9, 'FORMERR'],
    ['hmac-sha1', 10, 'BADSIG'],
    ['hmac-sha384', 23, 'FORMERR'],
    ['hmac-sha384', 24, 'BADSIG'],
  ])('RFC 8945 5.2.2.1: %s with a MAC of %i bytes is %s', async (algorithm, length, expected) => {
    const message = withTsig({ algorithm, mac: new Uint8Array(length) })
    expect(await verifyTsig(message, { ...key, algorithm }, { now })).toMatchObject({ ok: false, error: expected })
  })

  it.each([
    ['another class', 3],
    ['a time to live', 7],
    ['RDATA that goes on', 9],
  ])('RFC 8945 4.2: %s is FORMERR', async (what, at) => {
    const { message } = await signTsig(bytes, key, { now })
    const changed = Uint8Array.from(what === 'RDATA that goes on' ? [...message, 0] : message)
    changed[bytes.length + '\x03key\x07example\0'.length + at]! += 1
    expect(await verifyTsig(changed, key, { now })).toEqual({ ok: false, error: 'FORMERR' })
  })

  it('finds the key by its name and its algorithm', async () => {
    const { message } = await signTsig(bytes, key, { now })
    const others = [
      { ...key, name: 'other.example' },
      { ...key, algorithm: 'hmac-sha512' },
    ]
    expect(await verifyTsig(message, others, { now })).toMatchObject({ ok: false, error: 'BADKEY' })
    expect(await verifyTsig(message, [...others, key], { now })).toMatchObject({ ok: true, key })
  })

  it('takes a MAC of just as many bytes as are asked for', async () => {
    const { message } = await signTsig(bytes, key, { now, macLength: 20 })
    expect(await verifyTsig(message, key, { now, minMacLength: 20 })).toMatchObject({ ok: true })
    for (const minMacLength of [21, Number.NaN, 'full' as never])
      expect(await verifyTsig(message, key, { now, minMacLength })).toMatchObject({ ok: false, error: 'BADTRUNC' })
  })
})

describe('signTsig', () => {
  it.each([
    ['fudge', { fudge: 0 }, true],
    ['fudge', { fudge: 65_535 }, true],
    ['fudge', { fudge: -1 }, false],
    ['fudge', { fudge: 1.5 }, false],
    ['error', { error: 65_535 }, true],
    ['error', { error: 65_536 }, false],
    ['macLength', { macLength: 16 }, true],
    ['macLength', { macLength: 32 }, true],
    ['now', { now: 0 }, true],
    ['now', { now: 2 ** 48 - 1 }, true],
  ])('%s of %j: %s', async (_field, options, accepted) => {
    const signing = signTsig(bytes, key, { now, ...options })
    if (accepted) expect((await signing).mac.length).toBe('macLength' in options ? options.macLength : 32)
    else await expect(signing).rejects.toMatchObject({ name: 'DnsError', code: 'bad-value' })
  })

  it('signs a header alone, and says all 48 bits of the time', async () => {
    const header = encodeMessage({ id: 1 })
    const { message } = await signTsig(header, key, { now })
    expect(await verifyTsig(message, key, { now })).toMatchObject({ ok: true, message: header })
    expect(tsigTime(0x1234_5678_9abc)).toEqual(Uint8Array.of(0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc))
    expect(tsigTime(0)).toEqual(new Uint8Array(6))
  })
})

describe('TsigVerifier', () => {
  /** The MAC of a message that follows others (RFC 8945 5.3.1): the MAC before it, what had none, itself, and the time. */
  const following = (mac: Uint8Array, ...messages: readonly Uint8Array[]): Uint8Array => {
    const hmac = createHmac('sha256', secret).update(Uint8Array.of(0, mac.length)).update(mac)
    for (const message of messages) hmac.update(message)
    return hmac
      .update(tsigTime(now))
      .update(Uint8Array.of(300 >> 8, 300 & 0xff))
      .digest()
  }
  const plain = (id: number): Uint8Array => encodeMessage({ ...query, id })

  it('RFC 8945 5.3.1: a signature covers the unsigned messages before it', async () => {
    const first = await signTsig(plain(1), key, { now })
    const last = withTsig({ mac: Uint8Array.from(following(first.mac, plain(2), plain(3), plain(4))) }, key.name, 4)
    const verifier = new TsigVerifier(key)
    expect(await verifier.verify(first.message, { now })).toMatchObject({ ok: true })
    for (const id of [2, 3]) expect(await verifier.verify(plain(id), { now })).toEqual({ ok: 'pending' })
    expect(verifier.end()).toBe(false)
    expect(await verifier.verify(last, { now })).toMatchObject({ ok: true, message: plain(4) })
    expect(verifier.end()).toBe(true)
    // What was vouched for once does not count again.
    const next = withTsig(
      { mac: Uint8Array.from(following(following(first.mac, plain(2), plain(3), plain(4)), plain(5))) },
      key.name,
      5,
    )
    expect(await verifier.verify(next, { now })).toMatchObject({ ok: true })
    const missing = new TsigVerifier(key)
    await missing.verify(first.message, { now })
    await missing.verify(plain(2), { now })
    expect(await missing.verify(last, { now })).toMatchObject({ ok: false, error: 'BADSIG' })
    expect(await missing.verify(first.message, { now })).toEqual({ ok: false, error: 'BADSIG' })
    expect(missing.end()).toBe(false)
  })

  it('stays with the key that signed the first message', async () => {
    const other: TsigKey = { ...key, name: 'other.example' }
    const signer = new TsigSigner(key)
    const first = await signer.sign(plain(1), { now })
    const verifier = new TsigVerifier([other, key])
    expect(await verifier.verify(first, { now })).toMatchObject({ ok: true, key })
    const mac = (await signTsig(plain(1), key, { now })).mac
    const second = withTsig({ mac: Uint8Array.from(following(mac, plain(2))) }, other.name, 2)
    expect(await verifier.verify(second, { now })).toMatchObject({ ok: false, error: 'BADKEY' })
  })

  it('refuses a TSIG record that is not the last, also where messages may go without', async () => {
    const signer = new TsigSigner(key)
    const verifier = new TsigVerifier(key)
    await verifier.verify(await signer.sign(plain(1), { now }), { now })
    const misplaced = Uint8Array.from([...(await signer.sign(plain(2), { now })), 0])
    expect(await verifier.verify(misplaced, { now })).toMatchObject({ ok: false, error: 'FORMERR' })
  })
})
