import { runInNewContext } from 'node:vm'
import { fc, test } from '@fast-check/vitest'
import { asBytes, caught, utf8 } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  decodeInitialResponse,
  decodePlain,
  encodeInitialResponse,
  encodePlain,
  isMechanismName,
  isSaslError,
  loginServer,
  type PasswordCredentials,
  parseMechanismName,
  plainClient,
  plainServer,
  type VerifyPassword,
} from '../../src/index.js'
import { initialResponseInvariant, plainInvariant } from '../invariants.js'

const EMPTY = new Uint8Array(0)

describe("a call out of order is the caller's fault", () => {
  it('start() twice', () => {
    const server = plainServer(() => true)
    server.start(undefined)
    expect(caught(() => server.start(undefined))).toMatchObject({ code: 'unexpected', fault: 'local' })
  })

  it('respond() while a response is being judged', () => {
    const server = plainServer(() => Promise.resolve(true))
    void server.start(asBytes('\0tim\0x'))
    expect(caught(() => server.respond(asBytes('x')))).toMatchObject({ code: 'unexpected', fault: 'local' })
  })
})

describe('PLAIN messages (RFC 4616 2)', () => {
  it.each([
    ['\0tim\0tanstaaftanstaaf', { authorizationId: '', authenticationId: 'tim', password: 'tanstaaftanstaaf' }],
    ['Ursel\0Kurt\0xipj3plmq', { authorizationId: 'Ursel', authenticationId: 'Kurt', password: 'xipj3plmq' }],
    ['\0a\xc3\xa9\0p p', { authorizationId: '', authenticationId: 'aé', password: 'p p' }],
  ])('%j (RFC 4616 4)', (text, message) => {
    expect(decodePlain(asBytes(text))).toEqual(message)
    expect(encodePlain(message)).toEqual(asBytes(text))
  })

  it.each([
    '',
    'tim',
    'tim\0secret',
    '\0\0secret',
    '\0tim\0',
    '\0tim\0secret\0',
    '\0\0\0',
    '\0t\xff\0secret',
    '\0tim\0secret\xff',
    '\xff\0tim\0secret',
    '\0tim\0secret\xc0\x80',
    '\0tim\0secret\xed\xa0\x80',
    '\0tim\0secret\xe2\x82',
  ])('refuses %j, and does not say the secret', text => {
    const error = caught(() => decodePlain(asBytes(text)))
    expect(error).toMatchObject({ name: 'SaslError', code: 'bad-message' })
    expect(JSON.stringify(error)).not.toContain('secret')
    expect(plainServer(() => true).respond(asBytes(text))).toMatchObject({ type: 'failure', error: { code: 'bad-message' } })
  })

  it.each([
    [3061, true],
    [3062, true],
    [3063, false],
    [1_000_000, false],
  ])('%i bytes: %s', (length, fits) => {
    const bytes = asBytes(`\0tim\0`.padEnd(length, 'x'))
    if (!fits) expect(caught(() => decodePlain(bytes))).toMatchObject({ name: 'SaslError', code: 'too-long' })
    else expect(encodePlain(decodePlain(bytes))).toEqual(bytes)
  })

  it.each([
    ['tim', 0],
    ['tim\0secret', 1],
    ['\0tim\0secret\0', 3],
  ])('of %j says how many NULs it has', (text, count) => {
    expect(caught(() => decodePlain(asBytes(text))).message).toBe(`decode PLAIN: ${count} NULs, 2 expected`)
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

  it.each<[unknown]>([
    [undefined],
    [null],
    ['tim'],
    [{}],
    [{ authenticationId: 'tim' }],
    [{ authenticationId: 'tim', password: 5 }],
    [{ authenticationId: 'tim', password: ['secret'] }],
    [{ authenticationId: { toString: () => 'secret' }, password: 'secret' }],
    [{ authenticationId: 'tim', password: 'secret', authorizationId: null }],
  ])('does not encode %j: a typed error, which does not say the secret', credentials => {
    const error = caught(() => encodePlain(credentials as PasswordCredentials))
    expect(error).toMatchObject({ name: 'SaslError', code: 'bad-value' })
    expect(JSON.stringify(error)).not.toContain('secret')
  })

  it('reads each getter once', () => {
    const answers = ['secret', 'sec\0ret']
    const credentials = {
      authenticationId: 'tim',
      get password() {
        return answers.length > 1 ? answers.shift()! : answers[0]!
      },
    }
    expect(encodePlain(credentials)).toEqual(asBytes('\0tim\0secret'))
  })

  it.each(['x', undefined, new ArrayBuffer(9), [0, 1, 0, 1]])('%o is not bytes', value => {
    const bytes = value as unknown as Uint8Array
    for (const run of [
      () => decodePlain(bytes),
      () => plainServer(() => true).respond(bytes),
      () => plainClient({ authenticationId: 'a', password: 'b' }).respond(bytes),
      () => encodeInitialResponse(bytes),
    ])
      expect(caught(run)).toMatchObject({ name: 'SaslError', code: 'bad-value' })
  })

  test.prop([fc.uint8Array()])('no foreign error for any bytes, and what decodes encodes to the same', plainInvariant)

  test.prop([fc.string({ unit: fc.constantFrom('\0', 'a', '\xc3', '\xa9', '\xff'), minLength: 3, maxLength: 12 }).map(asBytes)])(
    'the same for what is nearly a message',
    plainInvariant,
  )

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
    expect(plainServer(() => true).name).toBe('PLAIN')
    const response = await client.respond(EMPTY)
    expect(client.done).toBe(true)
    expect(caught(() => client.respond(EMPTY))).toMatchObject({ code: 'unexpected' })
    expect(await plainServer(({ password }) => password === 'x').respond(response)).toEqual({
      type: 'success',
      identity: { authenticationId: 'tim', authorizationId: 'tim' },
    })
  })

  it('refuses a challenge that is not empty, and gives nothing afterwards', () => {
    const client = plainClient({ authenticationId: 'a', password: 'b' })
    expect(caught(() => client.respond(asBytes('hello')))).toMatchObject({ code: 'bad-message' })
    expect(caught(() => client.respond(EMPTY))).toMatchObject({ name: 'SaslError', code: 'unexpected' })
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
      expect(await plainServer(verify).respond(asBytes(response))).toMatchObject({
        type: 'failure',
        error: { name: 'SaslError', code },
      })
    }
  })

  it('takes one response: the next step after a success or a failure throws', async () => {
    for (const verify of [() => true, () => false, async () => true]) {
      const server = plainServer(verify)
      const step = server.respond(asBytes('\0tim\0x'))
      expect(caught(() => server.respond(asBytes('\0tim\0x')))).toMatchObject({ name: 'SaslError', code: 'unexpected' })
      await step
      expect(caught(() => server.respond(asBytes('\0tim\0x')))).toMatchObject({ name: 'SaslError', code: 'unexpected' })
    }
    const failed = plainServer(() => true)
    expect(failed.respond(asBytes('tim'))).toMatchObject({ type: 'failure' })
    expect(caught(() => failed.respond(asBytes('\0tim\0x')))).toMatchObject({ code: 'unexpected' })
  })

  it.each<[unknown]>([
    [null],
    [undefined],
    [1],
    ['yes'],
    [{}],
    [[]],
    [{ authenticationId: 'tim' }],
    [{ authenticationId: 'tim', authorizationId: '' }],
    [{ authenticationId: 1, authorizationId: 2 }],
  ])('fails when the verifier answers %j, at once or later', async verdict => {
    for (const verify of [() => verdict, async () => verdict])
      expect(await plainServer(verify as VerifyPassword).respond(asBytes('\0tim\0x'))).toMatchObject({
        type: 'failure',
        error: { name: 'SaslError', code: 'bad-credentials' },
      })
  })

  it.each([
    ['false', 'failure'],
    ['true', 'success'],
  ])('waits for a promise of another realm, which is not an identity: %s', async (verdict, type) => {
    const verify: VerifyPassword = () => runInNewContext(`Promise.resolve(${verdict})`)
    expect(await plainServer(verify).respond(asBytes('\0tim\0x'))).toMatchObject({ type })
  })

  it('an authorization identity that is the name is nobody else (RFC 4616 2)', () => {
    const identity = { authenticationId: 'tim', authorizationId: 'tim' }
    expect(plainServer(() => true).respond(asBytes('tim\0tim\0x'))).toEqual({ type: 'success', identity })
  })

  it.each([
    ['I\u00adX', 'I\u00adX', { prepare: true }, 'IX'],
    ['\u2168', 'IX', { prepare: true }, 'IX'],
    ['ane\u0301', 'an\u00e9', { prepare: true }, 'an\u00e9'],
    ['I\u00adX', 'I\u00adX', { prepare: false }, 'I\u00adX'],
  ])(
    'the same name in another form, %j for %j, asks for no other identity with %j (RFC 4616 2)',
    (authzid, name, options, own) => {
      const step = plainServer(({ authorizationId }) => authorizationId === own, options).respond(utf8(`${authzid}\0${name}\0x`))
      expect(step).toEqual({ type: 'success', identity: { authenticationId: own, authorizationId: own } })
    },
  )

  it.each(['r\u00adoot', '\u0007', '\u00ad'])('another identity %j reaches the verifier as it was sent (RFC 4616 3)', authzid => {
    let got: unknown
    const server = plainServer(({ authorizationId }) => {
      got = authorizationId
      return true
    })
    expect(server.respond(utf8(`${authzid}\0tim\0x`))).toMatchObject({ type: 'failure', error: { code: 'bad-credentials' } })
    expect(got).toBe(authzid)
  })

  it.each([plainServer, loginServer])('%o prepares name and password as queries, unless told (RFC 4616 2)', async make => {
    const judged = async (name: string, password: string, prepare?: boolean) => {
      let got: unknown
      const server = make(
        message => {
          got = [message.authenticationId, message.password]
          return true
        },
        { prepare },
      )
      const isLogin = make === loginServer
      let step = await server.start(isLogin ? utf8(name) : utf8(`\0${name}\0${password}`))
      if (step.type === 'challenge') step = await server.respond(utf8(password))
      if (step.type !== 'failure') return got
      expect(step.error).toMatchObject({ fault: 'remote', message: expect.stringMatching(/^decode (?:PLAIN|LOGIN): /) })
      return step.error.code
    }
    expect(await judged('I\u00adX', '\u2168 \u{1f511}')).toEqual(['IX', 'IX \u{1f511}'])
    // A query may hold what Unicode 3.2 did not assign (RFC 3454 7), a name as well as a password.
    expect(await judged('\u{1f511}\u00ad', 'x')).toEqual(['\u{1f511}', 'x'])
    expect(await judged('I\u00adX', '\u2168', false)).toEqual(['I\u00adX', '\u2168'])
    for (const [name, password] of [
      ['\u0007', 'x'],
      ['x', '\u0007'],
      ['\u00ad', 'x'],
      ['x', '\u00ad'],
    ] as const)
      expect(await judged(name, password)).toBe('bad-string')
  })

  it('lets the verifier say who the client acts as', async () => {
    const identity = { authenticationId: 'tim', authorizationId: 'root' }
    expect(await plainServer(() => identity).respond(asBytes('root\0tim\0x'))).toEqual({ type: 'success', identity })
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
    expect(caught(() => parseMechanismName(5 as unknown as string))).toMatchObject({ name: 'SaslError', code: 'bad-value' })
    expect(isMechanismName(['PLAIN'] as unknown as string)).toBe(false)
  })
})

describe('initial responses (RFC 4954 4)', () => {
  it.each([
    ['', '='],
    ['\0tim\0x', 'AHRpbQB4'],
  ])('%j', (text, encoded) => {
    expect(encodeInitialResponse(asBytes(text))).toBe(encoded)
    expect(decodeInitialResponse(encoded)).toEqual(asBytes(text))
  })

  it('are text', () => {
    expect(caught(() => decodeInitialResponse(undefined as unknown as string))).toMatchObject({
      name: 'SaslError',
      code: 'bad-value',
    })
  })

  it.each(['==', 'a', '*', 'AHRpbQB4='])('%j is none', text => {
    expect(caught(() => decodeInitialResponse(text))).toMatchObject({ name: 'SaslError', code: 'bad-base64' })
  })

  test.prop([fc.uint8Array({ maxLength: 40 })])('any bytes go both ways, and none is a foreign error', initialResponseInvariant)
})
