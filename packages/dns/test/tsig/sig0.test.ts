/** SIG(0) (RFC 2931): signed and verified, bound to its request, and refused once a bit flips. */
import { expect, it } from 'vitest'
import { dnskeyFromJwk, encodeMessage, isDnsError, signSig0, verifySig0 } from '../../src/all.js'

const message = encodeMessage({ id: 7, questions: [{ name: 'example.com', type: 'SOA' }] })

it('signs and verifies, and no flipped bit passes', async () => {
  const jwk = await crypto.subtle
    .generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
    .then(pair => crypto.subtle.exportKey('jwk', pair.privateKey))
  const dnskey = dnskeyFromJwk(jwk, 13)
  const key = { name: 'Host.Example', data: dnskey }
  const times = { inception: 100, expiration: 200 }
  const signed = await signSig0(message, { zone: 'host.example', dnskey, privateKey: jwk }, times)
  expect(await verifySig0(signed, key, { now: 150 })).toEqual({ ok: true, message })
  expect(await verifySig0(signed, key, { now: 201 })).toEqual({ ok: false, error: 'expired' })
  expect(await verifySig0(signed, key, { now: 99 })).toEqual({ ok: false, error: 'not-yet-valid' })
  expect(await verifySig0(signed, key, { now: 150, request: message })).toEqual({ ok: false, error: 'bad-signature' })
  expect(await verifySig0(message, key, { now: 150 })).toEqual({ ok: false, error: 'unsigned' })
  const response = await signSig0(message, { zone: 'host.example', dnskey, privateKey: jwk }, { ...times, request: signed })
  expect(await verifySig0(response, key, { now: 150, request: signed })).toEqual({ ok: true, message })
  const signerName = signed.length - 64 - 14
  for (let at = 0; at < signed.length; at++) {
    if (at >= signerName && at < signed.length - 64) continue // letters of the signer in another case are the same name
    const flipped = signed.slice()
    flipped[at] = flipped[at]! ^ 1
    try {
      expect((await verifySig0(flipped, key, { now: 150 })).ok).toBe(false)
    } catch (error) {
      if (!isDnsError(error)) throw error
    }
  }
})
