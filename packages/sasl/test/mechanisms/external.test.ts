import { fc, test } from '@fast-check/vitest'
import { asBytes, caught, utf8 } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { type ExternalCredentials, type ExternalMessage, externalClient, externalServer, type Verify } from '../../src/index.js'
import { meet } from '../meet.js'

const EMPTY = new Uint8Array(0)
const tim = { authenticationId: 'tim', authorizationId: 'tim' }

/** Who the certificate is for may act as itself. */
const certificateOf =
  (subject: string): Verify<ExternalMessage> =>
  ({ authorizationId }) =>
    authorizationId === '' || authorizationId === subject ? { authenticationId: subject, authorizationId: subject } : false

describe('the EXTERNAL exchange (RFC 4422 A.1)', () => {
  it('without an authorization identity: an empty challenge, an empty response (RFC 4422 A.2)', () => {
    const client = externalClient({ external: true })
    const server = externalServer(certificateOf('tim'))
    expect([client.name, client.clientFirst, client.done, server.name]).toEqual(['EXTERNAL', true, false, 'EXTERNAL'])
    expect(server.start(undefined)).toEqual({ type: 'challenge', data: EMPTY })
    expect(client.respond(EMPTY)).toEqual(EMPTY)
    expect(client.done).toBe(true)
    expect(server.respond(EMPTY)).toEqual({ type: 'success', identity: tim })
    expect(caught(() => server.respond(EMPTY))).toMatchObject({ code: 'unexpected' })
    expect(caught(() => client.respond(EMPTY))).toMatchObject({ code: 'unexpected' })
  })

  it('with one that the certificate is not for (RFC 4422 A.2)', () => {
    const client = externalClient({ external: true, authorizationId: 'fred@example.com' })
    const response = client.respond(EMPTY) as Uint8Array
    expect(response).toEqual(asBytes('fred@example.com'))
    const step = externalServer(certificateOf('tim')).start(response)
    expect(step).toMatchObject({ type: 'failure', error: { name: 'SaslError', code: 'bad-credentials' } })
    expect(JSON.stringify(step)).not.toContain('fred')
  })

  it.each([
    ['GNU SASL 2.2.0', 'fred@example.com', 'ZnJlZEBleGFtcGxlLmNvbQ=='],
    ['Cyrus SASL 2.1.28', 'fred', 'ZnJlZA=='],
    ['both', undefined, ''],
  ])('%s sends the same (recorded)', (_name, authorizationId, recorded) => {
    expect(externalClient({ external: true, authorizationId }).respond(EMPTY)).toEqual(utf8(atob(recorded)))
  })

  it.each<[unknown]>([[true], [1], [undefined], [null], [{}], [{ authenticationId: 'tim' }], [{ ...tim, authorizationId: '' }]])(
    'only an identity is a success, not %j (RFC 4422 A.1)',
    async verdict => {
      for (const response of ['', 'tim'])
        for (const verify of [() => verdict, async () => verdict])
          expect(await externalServer(verify as Verify<ExternalMessage>).start(asBytes(response))).toMatchObject({
            type: 'failure',
            error: { code: 'bad-credentials', fault: 'remote' },
          })
    },
  )

  it('lets the verifier say who the client acts as', () => {
    const identity = { authenticationId: 'tim', authorizationId: 'root' }
    expect(externalServer(() => identity).start(asBytes('root'))).toEqual({ type: 'success', identity })
  })

  it.each([
    ['a NUL', 'a\0b', 'bad-message'],
    ['what is not UTF-8', 'a\xff', 'bad-message'],
    ['an encoded surrogate', '\xed\xa0\x80', 'bad-message'],
    ['what is too long', 'x'.repeat(1021), 'too-long'],
  ])('fails for %s', (_name, response, code) => {
    expect(externalServer(() => tim).start(asBytes(response))).toMatchObject({
      type: 'failure',
      error: { code, fault: 'remote' },
    })
  })

  it.each([
    [1019, true],
    [1020, true],
    [1021, false],
  ])('an authorization identity of %i bytes: %s', (length, fits) => {
    const authorizationId = 'x'.repeat(length)
    if (fits) expect(externalClient({ external: true, authorizationId }).respond(EMPTY)).toEqual(asBytes(authorizationId))
    else expect(caught(() => externalClient({ external: true, authorizationId }))).toMatchObject({ code: 'too-long' })
    expect(externalServer(() => tim).start(asBytes(authorizationId))).toMatchObject({ type: fits ? 'success' : 'failure' })
  })

  it.each<[unknown, string]>([
    [undefined, 'bad-value'],
    [{}, 'bad-credentials'],
    [{ external: false }, 'bad-credentials'],
    [{ external: true, authorizationId: 5 }, 'bad-value'],
    [{ external: true, authorizationId: 'a\0' }, 'bad-credentials'],
    [{ external: true, authorizationId: '\ud800' }, 'bad-credentials'],
  ])('the client rejects the credentials %j', (credentials, code) => {
    expect(caught(() => externalClient(credentials as ExternalCredentials))).toMatchObject({
      name: 'SaslError',
      code,
      fault: 'local',
    })
  })

  const name = fc.string({ unit: 'grapheme', maxLength: 40 }).filter(text => !text.includes('\0'))
  test.prop([name, fc.boolean()])('brings any authorization identity across', async (authorizationId, initial) => {
    let got: unknown
    const server = externalServer(message => {
      got = message
      return tim
    })
    const { step } = await meet(externalClient({ external: true, authorizationId }), server, initial)
    expect(step).toEqual({ type: 'success', identity: tim })
    expect(got).toEqual({ authorizationId })
  })
})
