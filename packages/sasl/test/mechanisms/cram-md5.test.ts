import { createHmac } from 'node:crypto'
import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars, caught, hashes } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type CramMd5ClientOptions,
  type CramMd5ServerOptions,
  cramMd5Client,
  cramMd5Server,
  decodeInitialResponse,
  defaultLimits,
  type PasswordCredentials,
} from '../../src/index.js'
import { cramMd5Invariant } from '../invariants.js'
import { meet } from '../meet.js'

const { md5 } = hashes
const EMPTY = new Uint8Array(0)
const tim = { authenticationId: 'tim', password: 'tanstaaftanstaaf' }
const CHALLENGE = '<1896.697170952@postoffice.reston.mci.net>'
const RESPONSE = 'tim b913a602c7eda7a495b4e6e7334d3890'

const passwordOf = (name: string): string | undefined => new Map([['tim', 'tanstaaftanstaaf']]).get(name)
const server = (options: Partial<CramMd5ServerOptions> = {}) =>
  cramMd5Server({ passwordOf, md5, challenge: CHALLENGE, ...options })

describe('the CRAM-MD5 exchange (RFC 2195 2)', () => {
  it('is a challenge and a response: the example', async () => {
    const client = cramMd5Client(tim, { md5 })
    const judge = server()
    expect([client.name, client.clientFirst, client.done, judge.name]).toEqual(['CRAM-MD5', false, false, 'CRAM-MD5'])
    expect(await judge.start(undefined)).toEqual({
      type: 'challenge',
      data: decodeInitialResponse('PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+'),
    })
    const response = await client.respond(asBytes(CHALLENGE))
    expect(response).toEqual(decodeInitialResponse('dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw'))
    expect(asChars(response)).toBe(RESPONSE)
    expect(client.done).toBe(true)
    expect(await judge.respond(response)).toEqual({
      type: 'success',
      identity: { authenticationId: 'tim', authorizationId: 'tim' },
    })
    expect(caught(() => client.respond(asBytes(CHALLENGE)))).toMatchObject({ code: 'unexpected' })
    expect(caught(() => judge.respond(response))).toMatchObject({ code: 'unexpected' })
  })

  it.each([
    [
      'GNU SASL 2.2.0',
      'tim',
      'tanstaaftanstaaf',
      'PDg3MTEzNjUzNDMzODQ0NzA1MTAzLjBAbG9jYWxob3N0Pg==',
      'dGltIDQ4MTZjZjkxZDljNDc3MGJiOWUwZmNkODJkZjQ2OGNl',
    ],
    [
      'GNU SASL 2.2.0',
      'tim the user',
      'pässwörd',
      'PDk0NTM3OTUyMjU0OTM5MTMyNTMzLjBAbG9jYWxob3N0Pg==',
      'dGltIHRoZSB1c2VyIGQxOTFiY2Y3MzgwZjNlNDVkNGU2OTRjZWUyNDIyNTll',
    ],
    [
      'Cyrus SASL 2.1.28',
      'tim',
      'tanstaaftanstaaf',
      'PDE0ODgxMjkwNTUuNzUzMjEwQHZtPg==',
      'dGltIGM1ZTM3NzM3ODYzNDA1MGM2ZmJjYjFlYTdiNDdiYTM1',
    ],
  ])('of %s, for %j (recorded), from both sides', async (_peer, authenticationId, password, challenge, response) => {
    const client = cramMd5Client({ authenticationId, password }, { md5 })
    expect(await client.respond(decodeInitialResponse(challenge))).toEqual(decodeInitialResponse(response))
    const judge = server({
      challenge: atob(challenge),
      passwordOf: async name => (name === authenticationId ? password : undefined),
    })
    await judge.start(undefined)
    expect(await judge.respond(decodeInitialResponse(response))).toMatchObject({
      type: 'success',
      identity: { authenticationId },
    })
  })

  it.each([63, 64, 65, 1020])('the secret may have %i bytes: above 64 it is hashed first', async length => {
    const password = 'x'.repeat(length)
    const expected = createHmac('md5', password).update(CHALLENGE).digest('hex')
    expect(asChars(await cramMd5Client({ ...tim, password }, { md5 }).respond(asBytes(CHALLENGE)))).toBe(`tim ${expected}`)
  })

  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }).filter(one => !one.includes('\0'))
  test.prop([text, text, fc.boolean()])('client and server meet for any name and password', async (name, password, right) => {
    const client = cramMd5Client({ authenticationId: name, password: right ? password : `${password}!` }, { md5 })
    const judge = cramMd5Server({ md5, hostname: 'mx.example', passwordOf: one => (one === name ? password : undefined) })
    const { step } = await meet(client, judge, false)
    expect(step).toMatchObject(right ? { type: 'success', identity: { authenticationId: name } } : { type: 'failure' })
  })
})

describe("the client's side of CRAM-MD5", () => {
  it('takes any challenge but an empty one', async () => {
    for (const challenge of ['x', '\0\xff', CHALLENGE, `${CHALLENGE}\r\n`])
      expect(asChars(await cramMd5Client(tim, { md5 }).respond(asBytes(challenge)))).toMatch(/^tim [0-9a-f]{32}$/)
    const client = cramMd5Client(tim, { md5 })
    await expect(client.respond(EMPTY)).rejects.toMatchObject({ name: 'SaslError', code: 'bad-message', fault: 'remote' })
    expect(client.done).toBe(false)
    expect(caught(() => client.respond(asBytes('x')))).toMatchObject({ code: 'unexpected' })
  })

  it.each([-1, 0, 1])('a challenge of limits.message and %i bytes', async more => {
    for (const limits of [undefined, { message: 7 }]) {
      const challenge = new Uint8Array((limits ?? defaultLimits).message + more)
      const response = Promise.resolve(cramMd5Client(tim, { md5, limits }).respond(challenge))
      if (more < 1) expect((await response).length).toBe(36)
      else await expect(response).rejects.toMatchObject({ code: 'too-long', fault: 'remote' })
    }
  })

  it.each<[unknown, string]>([
    [undefined, 'bad-value'],
    [{ authenticationId: 'tim' }, 'bad-value'],
    [{ ...tim, authenticationId: '' }, 'bad-credentials'],
    [{ ...tim, password: '' }, 'bad-credentials'],
    [{ ...tim, password: 'tanstaaf\0' }, 'bad-credentials'],
    [{ ...tim, password: 'tanstaaf\udcff' }, 'bad-credentials'],
    [{ ...tim, password: `tanstaaf${'x'.repeat(1013)}` }, 'too-long'],
    [{ ...tim, authenticationId: 'x'.repeat(1021) }, 'too-long'],
    [{ ...tim, authorizationId: 'root' }, 'bad-credentials'],
    [{ ...tim, authorizationId: 5 }, 'bad-value'],
  ])('rejects the credentials %j, and the error does not say the secret', (credentials, code) => {
    const error = caught(() => cramMd5Client(credentials as PasswordCredentials, { md5 }))
    expect(error).toMatchObject({ name: 'SaslError', code, fault: 'local' })
    expect(JSON.stringify(error) + error.message).not.toContain('tanstaaf')
  })

  it('an authorization identity that is the name, or empty, is nobody else', async () => {
    for (const authorizationId of ['tim', '', undefined])
      expect(asChars(await cramMd5Client({ ...tim, authorizationId }, { md5 }).respond(asBytes(CHALLENGE)))).toBe(RESPONSE)
    expect((await cramMd5Client({ ...tim, password: 'x'.repeat(1020) }, { md5 }).respond(asBytes('x'))).length).toBe(36)
  })

  it('needs an MD5 that gives 16 bytes', async () => {
    expect(caught(() => cramMd5Client(tim, {} as CramMd5ClientOptions))).toMatchObject({ code: 'no-crypto', fault: 'local' })
    expect(caught(() => server({ md5: undefined as never }))).toMatchObject({ code: 'no-crypto', fault: 'local' })
    const short = cramMd5Client(tim, { md5: () => new Uint8Array(15) })
    await expect(short.respond(asBytes('x'))).rejects.toMatchObject({ name: 'SaslError', code: 'bad-value' })
  })
})

describe("the server's side of CRAM-MD5", () => {
  const judged = async (response: string, options: Partial<CramMd5ServerOptions> = {}) => {
    const judge = server(options)
    await judge.start(undefined)
    return judge.respond(asBytes(response))
  }

  it.each([
    ['another digest', `tim ${'0'.repeat(32)}`, 'bad-credentials'],
    ['a digest that differs in its last digit', `${RESPONSE.slice(0, -1)}1`, 'bad-credentials'],
    ['a name that there is not', RESPONSE.replace('tim', 'tom'), 'bad-credentials'],
    ['no name', RESPONSE.slice(4), 'bad-message'],
    ['an empty name', RESPONSE.slice(3), 'bad-message'],
    ['no space', RESPONSE.replace(' ', ''), 'bad-message'],
    ['two spaces, one of which belongs to the name', RESPONSE.replace(' ', '  '), 'bad-credentials'],
    ['upper-case digits', `tim ${RESPONSE.slice(4).toUpperCase()}`, 'bad-message'],
    ['31 digits', RESPONSE.slice(0, -1), 'bad-message'],
    ['33 digits', `${RESPONSE}0`, 'bad-message'],
    ['a line end', `${RESPONSE}\r\n`, 'bad-message'],
    ['a line feed', `${RESPONSE}\n`, 'bad-message'],
    ['a padding of base 64', `${RESPONSE}=`, 'bad-message'],
    ['nothing', '', 'bad-message'],
    ['a NUL in the name', `t\0m ${RESPONSE.slice(4)}`, 'bad-message'],
    ['a name that is not UTF-8', `t\xff ${RESPONSE.slice(4)}`, 'bad-message'],
    ['a name of 1,021 bytes', `${'x'.repeat(1021)}${RESPONSE.slice(3)}`, 'too-long'],
  ])('fails for %s', async (_name, response, code) => {
    const step = await judged(response)
    expect(step).toMatchObject({ type: 'failure', error: { name: 'SaslError', code, fault: 'remote' } })
    expect(JSON.stringify(step)).not.toMatch(/tanstaaf|tim|b913a602/)
  })

  it('takes a name of 1,020 bytes, with spaces', async () => {
    const name = ' '.repeat(1020)
    const response = asChars(await cramMd5Client({ ...tim, authenticationId: name }, { md5 }).respond(asBytes(CHALLENGE)))
    expect(await judged(response, { passwordOf: one => (one === name ? tim.password : undefined) })).toMatchObject({
      type: 'success',
    })
  })

  it('an unknown name costs the same work, and fails in the same words', async () => {
    const work: number[] = []
    const errors: string[] = []
    for (const name of ['tim', 'tom']) {
      let calls = 0
      const step = await judged(`${name} ${'0'.repeat(32)}`, {
        md5: data => {
          calls++
          return md5(data)
        },
      })
      work.push(calls)
      errors.push(JSON.stringify(step))
    }
    expect(work).toEqual([2, 2])
    expect(errors[0]).toBe(errors[1])
  })

  it.each<[unknown]>([[undefined], [null], [''], [0], [true], [{}]])(
    'a name whose password is %j is unknown, whatever the client knows',
    async found => {
      const refused = { type: 'failure', error: { code: 'bad-credentials' } }
      const passwordOf = () => found as string
      for (const guess of ['', 'undefined', 'null', '0']) {
        const digest = createHmac('md5', guess).update(CHALLENGE).digest('hex')
        expect(await judged(`tim ${digest}`, { passwordOf })).toMatchObject(refused)
      }
      // Where every hash is zeros, so is the digest that is expected, whatever password takes the place of the missing one.
      const zeros = { md5: () => new Uint8Array(16) }
      expect(await judged(`tim ${'0'.repeat(32)}`, { passwordOf, ...zeros })).toMatchObject(refused)
      expect(await judged(`tim ${'0'.repeat(32)}`, zeros)).toMatchObject({ type: 'success' })
    },
  )

  it('takes no initial response: there is a challenge to read first', () => {
    expect(server().start(asBytes(RESPONSE))).toMatchObject({ type: 'failure', error: { code: 'bad-message' } })
  })

  it('what the look-up throws comes through, and the exchange is over', async () => {
    const judge = server({ passwordOf: () => Promise.reject(new Error('no database')) })
    await expect(judge.respond(asBytes(RESPONSE))).rejects.toThrow('no database')
    expect(caught(() => judge.respond(asBytes(RESPONSE)))).toMatchObject({ code: 'unexpected' })
  })

  it('makes a challenge that is a msg-id, and another one each time (RFC 2195 2)', async () => {
    const challenges = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const step = await cramMd5Server({ passwordOf, md5, hostname: 'mx.example', time: 1_700_000_000 }).start(undefined)
        return step.type === 'challenge' ? asChars(step.data) : ''
      }),
    )
    expect(new Set(challenges).size).toBe(50)
    for (const challenge of challenges) expect(challenge).toMatch(/^<[0-9a-f]{32}\.1700000000@mx\.example>$/)
  })

  it('its random digits come from the crypto that is handed in', () => {
    const subtle = globalThis.crypto.subtle as never
    const fixed = { subtle, getRandomValues: (array: Uint8Array) => array.fill(0xab) }
    const step = cramMd5Server({ passwordOf, md5, hostname: 'mx', crypto: fixed }).start(undefined)
    expect(step).toEqual({ type: 'challenge', data: asBytes(`<${'ab'.repeat(16)}.0@mx>`) })
  })

  it.each<[unknown, string]>([
    [undefined, 'bad-value'],
    [{ md5, hostname: 'mx' }, 'bad-value'],
    [{ md5, passwordOf }, 'bad-value'],
    [{ md5, passwordOf, hostname: '' }, 'bad-value'],
    [{ md5, passwordOf, hostname: 'a b' }, 'bad-value'],
    [{ md5, passwordOf, hostname: 'a\r\n' }, 'bad-value'],
    [{ md5, passwordOf, hostname: 'a>' }, 'bad-value'],
    [{ md5, passwordOf, hostname: 'mx', time: 1.5 }, 'bad-value'],
    [{ md5, passwordOf, hostname: 'mx', time: -1 }, 'bad-value'],
    [{ md5, passwordOf, challenge: 'hello' }, 'bad-value'],
    [{ md5, passwordOf, challenge: '<a@b>\n' }, 'bad-value'],
    [{ md5: 5, passwordOf, hostname: 'mx' }, 'bad-value'],
  ])('rejects the options %j', (options, code) => {
    expect(caught(() => cramMd5Server(options as CramMd5ServerOptions))).toMatchObject({
      name: 'SaslError',
      code,
      fault: 'local',
    })
  })

  test.prop([
    fc.oneof(
      fc.uint8Array(),
      fc.string({ unit: fc.constantFrom(' ', 'a', '0', 'F', '\xff'), minLength: 32, maxLength: 40 }).map(asBytes),
    ),
  ])('any bytes are a response or a SaslError', cramMd5Invariant)
})
