import { fc, test } from '@fast-check/vitest'
import { caught, octets } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  chooseMechanism,
  decodeInitialResponse,
  decodePlain,
  encodeInitialResponse,
  encodePlain,
  isMechanismName,
  isSaslError,
  parseMechanismName,
  plainClient,
  plainServer,
} from '../src/index.js'
import { initialResponseInvariant, plainInvariant } from './invariants.js'

const EMPTY = new Uint8Array(0)

describe('PLAIN messages (RFC 4616 2)', () => {
  it.each([
    ['\0tim\0tanstaaftanstaaf', { authorizationId: '', authenticationId: 'tim', password: 'tanstaaftanstaaf' }],
    ['Ursel\0Kurt\0xipj3plmq', { authorizationId: 'Ursel', authenticationId: 'Kurt', password: 'xipj3plmq' }],
    ['\0a\xc3\xa9\0p p', { authorizationId: '', authenticationId: 'aé', password: 'p p' }],
  ])('%j (RFC 4616 4)', (text, message) => {
    expect(decodePlain(octets(text))).toEqual(message)
    expect(encodePlain(message)).toEqual(octets(text))
  })

  it.each(['', 'tim', 'tim\0x', '\0\0x', '\0tim\0', '\0tim\0x\0', '\0t\xff\0x'])('refuses %j', text => {
    expect(caught(() => decodePlain(octets(text)))).toMatchObject({ name: 'SaslError', code: 'bad-message' })
  })

  it('refuses what is too long', () => {
    expect(caught(() => decodePlain(new Uint8Array(3063)))).toMatchObject({ code: 'too-long' })
    expect(caught(() => encodePlain({ authenticationId: 'x'.repeat(4000), password: 'p' }))).toMatchObject({ code: 'too-long' })
  })

  it.each([
    { authenticationId: '', password: 'secret' },
    { authenticationId: 'tim', password: '' },
    { authenticationId: 'tim\0root', password: 'secret' },
    { authenticationId: 'tim', password: 'secret\0' },
    { authenticationId: 'tim', password: 'secret', authorizationId: '\0' },
    { authenticationId: 'tim', password: 'secret\ud800' },
    { authenticationId: 'tim', password: 'secret\udcff' },
  ])('does not encode %j, and does not say the secret', credentials => {
    const error = caught(() => encodePlain(credentials))
    expect(error).toMatchObject({ code: 'bad-credentials' })
    expect(isSaslError(error) && JSON.stringify(error)).not.toContain('secret')
  })

  test.prop([fc.uint8Array()])('no foreign error for any octets, and what decodes encodes to the same', plainInvariant)

  const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter(text => !text.includes('\0'))
  test.prop([part, part, fc.oneof(fc.constant(''), part)])(
    'decode undoes encode',
    (authenticationId, password, authorizationId) => {
      expect(decodePlain(encodePlain({ authenticationId, password, authorizationId }))).toEqual({
        authorizationId,
        authenticationId,
        password,
      })
    },
  )
})

describe('the PLAIN exchange (RFC 4616 2, RFC 4422 3)', () => {
  it('is one response', async () => {
    const client = plainClient({ authenticationId: 'tim', password: 'x' })
    expect([client.name, client.clientFirst, client.done]).toEqual(['PLAIN', true, false])
    const response = await client.respond(EMPTY)
    expect(client.done).toBe(true)
    expect(caught(() => client.respond(EMPTY))).toMatchObject({ code: 'unexpected' })
    expect(await plainServer(({ password }) => password === 'x').respond(response)).toEqual({
      type: 'success',
      identity: { authenticationId: 'tim', authorizationId: 'tim' },
    })
  })

  it('refuses a challenge that is not empty', () => {
    expect(caught(() => plainClient({ authenticationId: 'a', password: 'b' }).respond(octets('hello')))).toMatchObject({
      code: 'bad-message',
    })
  })

  it.each([
    ['a wrong password', '\0tim\0y', 'bad-credentials'],
    ['acting as somebody else', 'root\0tim\0x', 'bad-credentials'],
    ['a response that is none', 'tim', 'bad-message'],
  ])('fails for %s, at once or later', async (_name, response, code) => {
    for (const verify of [
      ({ password }: { password: string }) => password === 'x',
      async ({ password }: { password: string }) => password === 'x',
    ]) {
      expect(await plainServer(verify).respond(octets(response))).toMatchObject({
        type: 'failure',
        error: { name: 'SaslError', code },
      })
    }
  })

  it('lets the verifier say who the client acts as', async () => {
    const identity = { authenticationId: 'tim', authorizationId: 'root' }
    expect(await plainServer(() => identity).respond(octets('root\0tim\0x'))).toEqual({ type: 'success', identity })
  })
})

describe('mechanism names (RFC 4422 3.1)', () => {
  it.each([
    ['PLAIN', true],
    ['SCRAM-SHA-256-PLUS', true],
    ['X_1', true],
    ['plain', false],
    ['', false],
    ['A'.repeat(21), false],
    ['A B', false],
    ['A\r\n', false],
  ])('%j', (text, valid) => {
    expect(isMechanismName(text)).toBe(valid)
  })

  it('are read in either case', () => {
    expect(parseMechanismName('plain')).toBe('PLAIN')
    expect(caught(() => parseMechanismName('é'))).toMatchObject({ code: 'bad-mechanism' })
    const client = plainClient({ authenticationId: 'a', password: 'b' })
    expect(chooseMechanism(['login', 'Plain'], [client])).toBe(client)
    expect(chooseMechanism(['LOGIN'], [client])).toBeUndefined()
  })
})

describe('initial responses (RFC 4954 4)', () => {
  it.each([
    ['', '='],
    ['\0tim\0x', 'AHRpbQB4'],
  ])('%j', (text, encoded) => {
    expect(encodeInitialResponse(octets(text))).toBe(encoded)
    expect(decodeInitialResponse(encoded)).toEqual(octets(text))
  })

  it.each(['==', 'a', '*', 'AHRpbQB4='])('%j is none', text => {
    expect(caught(() => decodeInitialResponse(text))).toMatchObject({ name: 'SaslError', code: 'bad-base64' })
  })

  test.prop([fc.uint8Array({ maxLength: 40 })])('any octets go both ways, and none is a foreign error', initialResponseInvariant)
})
