import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  decodeInitialResponse,
  defaultLimits,
  type TokenCredentials,
  type TokenMessage,
  type Verify,
  type XOAuth2ServerOptions,
  xoauth2Client,
  xoauth2Server,
} from '../../src/index.js'
import { meet } from '../meet.js'

const EMPTY = new Uint8Array(0)
const TOKEN = 'ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg'
const user = { authenticationId: 'someuser@example.com', token: TOKEN }
const identity = { authenticationId: 'someuser@example.com', authorizationId: 'someuser@example.com' }
const verify: Verify<TokenMessage> = ({ authenticationId, token }) =>
  authenticationId === identity.authenticationId && token === TOKEN
const message = `user=someuser@example.com\x01auth=Bearer ${TOKEN}\x01\x01`
const isRefusal = { type: 'failure', error: { name: 'SaslError', code: 'bad-credentials', fault: 'remote' } }

describe('the XOAUTH2 exchange', () => {
  it("is one response: the example of Google's documentation", () => {
    const client = xoauth2Client(user)
    let got: unknown
    const server = xoauth2Server(one => {
      got = one
      return verify(one)
    })
    expect([client.name, client.clientFirst, client.done, server.name]).toEqual(['XOAUTH2', true, false, 'XOAUTH2'])
    expect(server.start(undefined)).toEqual({ type: 'challenge', data: EMPTY })
    const response = client.respond(EMPTY) as Uint8Array
    expect(response).toEqual(
      decodeInitialResponse(
        'dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ==',
      ),
    )
    expect([client.done, client.rejected]).toEqual([true, undefined])
    expect(server.respond(response)).toEqual({ type: 'success', identity })
    expect(got).toEqual({ ...identity, token: TOKEN, host: undefined, port: undefined })
  })

  it.each([
    [
      'Google',
      'eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIG1hYyIsInNjb3BlIjoiaHR0cHM6Ly9tYWlsLmdvb2dsZS5jb20vIn0K',
      { status: '401', schemes: 'bearer mac', scope: 'https://mail.google.com/', openidConfiguration: undefined },
    ],
    [
      'field case 86',
      btoa('{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}'),
      { status: '400', schemes: 'Bearer', scope: 'https://mail.google.com/', openidConfiguration: undefined },
    ],
    ['a server that sends nothing', '', { status: 'unknown', scope: undefined, openidConfiguration: undefined }],
  ])('the error result of %s is answered with an empty response, and is a typed error', (_name, encoded, rejection) => {
    const client = xoauth2Client(user)
    client.respond(EMPTY)
    expect(client.respond(asBytes(atob(encoded)))).toEqual(EMPTY)
    expect(client.done).toBe(false)
    expect(client.rejected).toMatchObject({ name: 'SaslError', code: 'rejected', fault: 'remote', rejection })
    expect(client.rejected!.message).toBe(`respond XOAUTH2: the server rejects the token: ${rejection.status}`)
    expect(JSON.stringify(client.rejected)).not.toContain(TOKEN)
    expect(caught(() => client.respond(EMPTY))).toMatchObject({ code: 'unexpected' })
  })

  it('a refusal is told, answered, and then a failure', async () => {
    const client = xoauth2Client({ ...user, token: 'old' })
    const server = xoauth2Server(verify, { scope: 'https://mail.example.com/' })
    const { step, responses } = await meet(client, server, true)
    expect(step).toMatchObject(isRefusal)
    expect(responses.at(-1)).toBe('')
    expect(client.rejected!.rejection).toEqual({
      status: '401',
      schemes: 'bearer',
      scope: 'https://mail.example.com/',
      openidConfiguration: undefined,
    })
  })

  it.each(['', '\x01', message])('a refusal stays one when it is answered with %j', async answer => {
    for (const judge of [() => false, async () => undefined as unknown as boolean]) {
      const server = xoauth2Server(judge)
      expect(await server.start(asBytes(message))).toEqual({
        type: 'challenge',
        data: asBytes('{"status":"401","schemes":"bearer"}'),
      })
      const step = await server.respond(asBytes(answer))
      expect(step).toMatchObject(isRefusal)
      expect(JSON.stringify(step)).not.toContain(TOKEN)
    }
  })

  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter(text => !/[\0-\x1f\x7f]/.test(text))
  const token = fc.string({ unit: fc.nat(93).map(code => String.fromCharCode(33 + code)), minLength: 1, maxLength: 60 })
  test.prop([name, token, fc.boolean(), fc.boolean()])(
    'brings any name and token across',
    async (authenticationId, token, initial, accepts) => {
      let got: unknown
      const server = xoauth2Server(one => {
        got = one
        return accepts
      })
      const client = xoauth2Client({ authenticationId, token })
      const { step } = await meet(client, server, initial)
      expect(got).toMatchObject({ authenticationId, authorizationId: authenticationId, token })
      expect(step).toMatchObject(accepts ? { type: 'success', identity: { authenticationId } } : isRefusal)
      expect(client.done).toBe(accepts)
    },
  )
})

describe('XOAUTH2 messages', () => {
  it.each<[unknown, string]>([
    [undefined, 'bad-value'],
    [{ token: TOKEN }, 'bad-value'],
    [{ authenticationId: 'tim' }, 'bad-value'],
    [{ ...user, authenticationId: '' }, 'bad-credentials'],
    [{ ...user, authenticationId: 'a\x01auth=Bearer x' }, 'bad-credentials'],
    [{ ...user, authenticationId: 'a\n' }, 'bad-credentials'],
    [{ ...user, authenticationId: 'a\udcff' }, 'bad-credentials'],
    [{ ...user, token: '' }, 'bad-credentials'],
    [{ ...user, token: `Bearer ${TOKEN}` }, 'bad-credentials'],
    [{ ...user, token: `${TOKEN}\x01` }, 'bad-credentials'],
    [{ ...user, token: `${TOKEN}\n` }, 'bad-credentials'],
  ])('the client rejects the credentials %j, and the error does not show the token', (credentials, code) => {
    const error = caught(() => xoauth2Client(credentials as TokenCredentials))
    expect(error).toMatchObject({ name: 'SaslError', code, fault: 'local' })
    expect(JSON.stringify(error) + error.message).not.toContain('vF9dft4q')
  })

  it('a name is sent as it is: nothing but 0x01 separates', () => {
    expect(asChars(xoauth2Client({ authenticationId: 'a,b=c', token: 't' }).respond(EMPTY) as Uint8Array)).toBe(
      'user=a,b=c\x01auth=Bearer t\x01\x01',
    )
    expect(xoauth2Server(() => true).start(asBytes('user=a,b=c d\x01auth=bearer t\x01\x01'))).toMatchObject({
      type: 'success',
      identity: { authenticationId: 'a,b=c d' },
    })
  })

  it.each([
    ['nothing', ''],
    ['no 0x01', `user=tim auth=Bearer ${TOKEN}`],
    ['one 0x01 at the end', message.slice(0, -1)],
    ['three', `${message}\x01`],
    ['text behind', `${message}x`],
    ['no user', `\x01auth=Bearer ${TOKEN}\x01\x01`],
    ['an empty name', `user=\x01auth=Bearer ${TOKEN}\x01\x01`],
    ['another key of the same length for auth', `user=tim\x01xuth=Bearer ${TOKEN}\x01\x01`],
    ['another key', `User=tim\x01auth=Bearer ${TOKEN}\x01\x01`],
    ['the other order', `auth=Bearer ${TOKEN}\x01user=tim\x01\x01`],
    ['text in front', ` ${message}`],
    ['a name with 0x01', message.replace('someuser', 'some\x01user')],
    ['one more pair', `user=tim\x01x=y\x01auth=Bearer ${TOKEN}\x01\x01`],
    ['a message of OAUTHBEARER', `n,a=tim,\x01auth=Bearer ${TOKEN}\x01\x01`],
    ['no token', 'user=tim\x01auth=\x01\x01'],
    ['the scheme alone', 'user=tim\x01auth=Bearer\x01\x01'],
    ['a scheme that ends like it', `user=tim\x01auth=XBearer ${TOKEN}\x01\x01`],
    ['an empty token', 'user=tim\x01auth=Bearer \x01\x01'],
    ['another scheme', `user=tim\x01auth=Basic ${TOKEN}\x01\x01`],
    ['a token with a space', `user=tim\x01auth=Bearer ${TOKEN} x\x01\x01`],
    ['a name with a NUL', `user=t\0m\x01auth=Bearer ${TOKEN}\x01\x01`],
    ['a name with a line end', `user=t\r\nm\x01auth=Bearer ${TOKEN}\x01\x01`],
    ['a name that is not UTF-8', `user=\xff\x01auth=Bearer ${TOKEN}\x01\x01`],
  ])('the server fails at once for %s, and does not ask the verifier', (_name, text) => {
    let asked = 0
    const step = xoauth2Server(() => ++asked > 0).start(asBytes(text))
    expect(step).toMatchObject({ type: 'failure', error: { name: 'SaslError', code: 'bad-message', fault: 'remote' } })
    expect(JSON.stringify(step)).not.toContain('vF9dft4q')
    expect(asked).toBe(0)
  })

  it.each([-1, 0, 1])('a message and an error result of limits.message and %i bytes', more => {
    for (const limits of [undefined, { message: 100 }]) {
      const most = (limits ?? defaultLimits).message
      const token = 'x'.repeat(most + more - 'user=t\x01auth=Bearer \x01\x01'.length)
      const make = () => xoauth2Client({ authenticationId: 't', token }, { limits })
      if (more < 1) expect((make().respond(EMPTY) as Uint8Array).length).toBe(most + more)
      else expect(caught(make)).toMatchObject({ code: 'too-long', fault: 'local' })
      const step = xoauth2Server(() => true, { limits }).start(asBytes(`user=t\x01auth=Bearer ${token}\x01\x01`))
      expect(step).toMatchObject(
        more < 1 ? { type: 'success' } : { type: 'failure', error: { code: 'too-long', fault: 'remote' } },
      )
      const client = xoauth2Client({ authenticationId: 't', token: 'x' }, { limits })
      client.respond(EMPTY)
      expect(client.respond(asBytes('{"status":"a"}'.padEnd(most + more)))).toEqual(EMPTY)
      expect(client.rejected!.rejection!.status).toBe(more < 1 ? 'a' : 'unknown')
    }
  })

  it.each<[unknown, unknown]>([
    [undefined, {}],
    [() => true, null],
    [() => true, { scope: 5 }],
    [() => true, { limits: 5 }],
  ])('the server rejects the verifier %o with the options %j', (judge, options) => {
    expect(caught(() => xoauth2Server(judge as Verify<TokenMessage>, options as XOAuth2ServerOptions))).toMatchObject({
      name: 'SaslError',
      code: 'bad-value',
      fault: 'local',
    })
  })
})
