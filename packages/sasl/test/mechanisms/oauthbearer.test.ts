import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars, caught, utf8 } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  decodeInitialResponse,
  defaultLimits,
  type OAuthBearerClientOptions,
  type OAuthBearerServerOptions,
  oauthBearerClient,
  oauthBearerServer,
  type SaslError,
  type TokenCredentials,
  type TokenMessage,
  type Verify,
} from '../../src/index.js'
import { errorResultInvariant, tokenServerInvariant } from '../invariants.js'
import { meet } from '../meet.js'

const EMPTY = new Uint8Array(0)
const TOKEN = 'vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg=='
const user = { authenticationId: 'user@example.com', token: TOKEN }
const place = { host: 'server.example.com', port: 143 }
const identity = { authenticationId: 'user@example.com', authorizationId: 'user@example.com' }
const verify: Verify<TokenMessage> = ({ authenticationId, token }) => authenticationId === 'user@example.com' && token === TOKEN
const isRefusal = { type: 'failure', error: { name: 'SaslError', code: 'bad-credentials', fault: 'remote' } }
const isMalformed = { type: 'failure', error: { name: 'SaslError', code: 'bad-message', fault: 'remote' } }

/** RFC 7628 4.1 and 4.3, as they are on the wire. */
const IMAP =
  'bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB'
const SMTP =
  'bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9NTg3AWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB'
const NO_TOKEN = 'bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9AQE='
const ERROR_RESULT =
  'eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIiwic2NvcGUiOiJleGFtcGxlX3Njb3BlIiwib3BlbmlkLWNvbmZpZ3VyYXRpb24iOiJodHRwczovL2V4YW1wbGUuY29tLy53ZWxsLWtub3duL29wZW5pZC1jb25maWd1cmF0aW9uIn0='
const discovery = {
  scope: 'example_scope',
  openidConfiguration: 'https://example.com/.well-known/openid-configuration',
}

const rejectedBy = (challenge: string | Uint8Array, token = TOKEN): SaslError => {
  const client = oauthBearerClient({ ...user, token })
  client.respond(EMPTY)
  expect(client.respond(typeof challenge === 'string' ? asBytes(challenge) : challenge)).toEqual(asBytes('\x01'))
  expect(client.done).toBe(false)
  return client.rejected!
}

describe('the OAUTHBEARER exchange (RFC 7628 3)', () => {
  it.each([
    ['IMAP', 143, IMAP],
    ['SMTP', 587, SMTP],
  ])('is one response: the example of %s (RFC 7628 4.1)', async (_name, port, encoded) => {
    const client = oauthBearerClient(user, { ...place, port })
    let got: unknown
    const server = oauthBearerServer(message => {
      got = message
      return verify(message)
    })
    expect([client.name, client.clientFirst, client.done, server.name]).toEqual(['OAUTHBEARER', true, false, 'OAUTHBEARER'])
    const response = client.respond(EMPTY) as Uint8Array
    expect(response).toEqual(decodeInitialResponse(encoded))
    expect([client.done, client.rejected]).toEqual([true, undefined])
    expect(server.start(response)).toEqual({ type: 'success', identity })
    expect(got).toEqual({ ...identity, token: TOKEN, host: 'server.example.com', port })
    expect(caught(() => server.respond(asBytes('\x01')))).toMatchObject({ code: 'unexpected' })
  })

  it('without an initial response there is an empty challenge first', async () => {
    const { step, responses } = await meet(oauthBearerClient(user), oauthBearerServer(verify), false)
    expect(step).toEqual({ type: 'success', identity })
    expect(responses).toEqual([`n,a=user@example.com,\x01auth=Bearer ${TOKEN}\x01\x01`])
  })

  it('no token asks for the error result, which is answered with 0x01 (RFC 7628 4.3)', () => {
    let asked = 0
    const server = oauthBearerServer(() => ++asked > 0, discovery)
    const step = server.start(decodeInitialResponse(NO_TOKEN))
    expect(step).toEqual({ type: 'challenge', data: decodeInitialResponse(ERROR_RESULT) })
    expect(server.respond(decodeInitialResponse('AQ=='))).toMatchObject(isRefusal)
    expect(caught(() => server.respond(asBytes('\x01')))).toMatchObject({ code: 'unexpected' })
    expect(asked).toBe(0)
  })

  it.each(['auth=', 'auth=Bearer', 'auth=bearer ', 'auth=Bearer  '])('%j has no token either', auth => {
    const server = oauthBearerServer(() => expect.fail('asked'))
    expect(server.start(asBytes(`n,a=tim,\x01${auth}\x01\x01`))).toEqual({
      type: 'challenge',
      data: asBytes('{"status":"invalid_token"}'),
    })
  })

  it('a refusal is told, answered, and then a failure (RFC 7628 3.2.2, 3.2.3)', async () => {
    const client = oauthBearerClient({ ...user, token: 'old' })
    const { step, responses } = await meet(client, oauthBearerServer(verify, discovery), true)
    expect(step).toMatchObject(isRefusal)
    expect(responses.at(-1)).toBe('\x01')
    expect(client.done).toBe(false)
    expect(client.rejected).toMatchObject({
      name: 'SaslError',
      code: 'rejected',
      fault: 'remote',
      message: 'respond OAUTHBEARER: the server rejects the token: invalid_token',
      rejection: { status: 'invalid_token', ...discovery },
    })
    expect(caught(() => client.respond(EMPTY))).toMatchObject({ code: 'unexpected' })
  })

  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter(text => !/[\0-\x1f\x7f]/.test(text))
  const token = fc.string({ unit: fc.nat(93).map(code => String.fromCharCode(33 + code)), minLength: 1, maxLength: 60 })
  const host = fc.option(token, { nil: undefined })
  const port = fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined })
  test.prop([name, token, host, port, fc.boolean(), fc.boolean()])(
    'brings any name, token, host and port across',
    async (authenticationId, token, host, port, initial, accepts) => {
      let got: unknown
      const server = oauthBearerServer(
        async message => {
          got = message
          return accepts
        },
        { host, port },
      )
      const client = oauthBearerClient({ authenticationId, token }, { host, port })
      const { step } = await meet(client, server, initial)
      expect(got).toEqual({ authenticationId, authorizationId: authenticationId, token, host, port })
      expect(step).toMatchObject(accepts ? { type: 'success', identity: { authenticationId } } : isRefusal)
      expect(client.done).toBe(accepts)
    },
  )
})

describe("the client's side of OAUTHBEARER", () => {
  it('escapes the name as a saslname (RFC 7628 3.1, RFC 5801 4)', () => {
    expect(asChars(oauthBearerClient({ authenticationId: 'a,b=c', token: 't' }).respond(EMPTY) as Uint8Array)).toBe(
      'n,a=a=2Cb=3Dc,\x01auth=Bearer t\x01\x01',
    )
  })

  it.each<[unknown, unknown, string]>([
    [undefined, {}, 'bad-value'],
    [{ token: TOKEN }, {}, 'bad-value'],
    [{ authenticationId: 'tim' }, {}, 'bad-value'],
    [{ ...user, authenticationId: '' }, {}, 'bad-credentials'],
    [{ ...user, authenticationId: 'a\x01auth=Bearer x' }, {}, 'bad-credentials'],
    [{ ...user, authenticationId: 'a\r\nb' }, {}, 'bad-credentials'],
    [{ ...user, authenticationId: 'a\0' }, {}, 'bad-credentials'],
    [{ ...user, authenticationId: 'a\ud800' }, {}, 'bad-credentials'],
    [{ ...user, token: '' }, {}, 'bad-credentials'],
    [{ ...user, token: `Bearer ${TOKEN}` }, {}, 'bad-credentials'],
    [{ ...user, token: `${TOKEN}\x01` }, {}, 'bad-credentials'],
    [{ ...user, token: `${TOKEN}\r\n` }, {}, 'bad-credentials'],
    [{ ...user, token: `${TOKEN}é` }, {}, 'bad-credentials'],
    [{ ...user, token: `${TOKEN}\x7f` }, {}, 'bad-credentials'],
    [user, { host: '' }, 'bad-credentials'],
    [user, { host: 'a\x01port=1' }, 'bad-credentials'],
    [user, { host: 'x'.repeat(256) }, 'bad-credentials'],
    [user, { host: 5 }, 'bad-value'],
    [user, { port: 0 }, 'bad-credentials'],
    [user, { port: 65_536 }, 'bad-credentials'],
    [user, { port: 1.5 }, 'bad-credentials'],
    [user, { port: '143' }, 'bad-value'],
    [user, null, 'bad-value'],
    [user, { limits: { message: -1 } }, 'bad-value'],
  ])('rejects the credentials %j with the options %j, and the error does not show the token', (credentials, options, code) => {
    const error = caught(() => oauthBearerClient(credentials as TokenCredentials, options as OAuthBearerClientOptions))
    expect(error).toMatchObject({ name: 'SaslError', code, fault: 'local' })
    expect(JSON.stringify(error) + error.message).not.toContain('vF9dft4q')
  })

  it('takes a host of 255 characters and the ports 1 and 65535', () => {
    for (const options of [{ host: 'x'.repeat(255) }, { port: 1 }, { port: 65_535 }])
      expect((oauthBearerClient(user, options).respond(EMPTY) as Uint8Array).length).toBeGreaterThan(80)
  })

  it('the first challenge is empty', () => {
    expect(caught(() => oauthBearerClient(user).respond(asBytes('{}')))).toMatchObject({ code: 'bad-message' })
  })

  it.each([-1, 0, 1])('a message of limits.message and %i bytes', more => {
    for (const limits of [undefined, { message: 100 }]) {
      const most = (limits ?? defaultLimits).message
      const token = 'x'.repeat(most + more - 'n,a=t,\x01auth=Bearer \x01\x01'.length)
      const make = () => oauthBearerClient({ authenticationId: 't', token }, { limits })
      if (more < 1) expect((make().respond(EMPTY) as Uint8Array).length).toBe(most + more)
      else expect(caught(make)).toMatchObject({ name: 'SaslError', code: 'too-long', fault: 'local' })
    }
  })
})

describe('error results (RFC 7628 3.2.2)', () => {
  it.each<[string, object]>([
    [
      '{"status":"invalid_token","schemes":"bearer mac","scope":"https://mail.example.com/"}',
      { status: 'invalid_token', schemes: 'bearer mac', scope: 'https://mail.example.com/', openidConfiguration: undefined },
    ],
    ['{"status":"invalid_request"}', { status: 'invalid_request', scope: undefined, openidConfiguration: undefined }],
    ['{}', { status: 'unknown' }],
    ['', { status: 'unknown' }],
    ['hello', { status: 'unknown' }],
    ['{"status":"a"', { status: 'unknown' }],
    ['"status"', { status: 'unknown' }],
    ['null', { status: 'unknown' }],
    ['[]', { status: 'unknown' }],
    ['7', { status: 'unknown' }],
    [
      '{"status":7,"scope":[],"openid-configuration":{"a":1}}',
      { status: 'unknown', scope: undefined, openidConfiguration: undefined },
    ],
    ['{"status":""}', { status: 'unknown' }],
    ['{"__proto__":{"status":"x"},"constructor":{"prototype":{"status":"x"}}}', { status: 'unknown' }],
    ['{"status":"a","status":"b"}', { status: 'b' }],
    ['\xff\xfe{"status":"a"}', { status: 'unknown' }],
    ['{"status":"a\xff\\ud800\\u0000\\r\\n\\u001b[31m\\u202eb\\u2028"}', { status: 'a[31mb' }],
  ])('%j is answered, and says %j', (challenge, rejection) => {
    const error = rejectedBy(challenge)
    expect(error).toMatchObject({ name: 'SaslError', code: 'rejected', fault: 'remote', rejection })
    expect(JSON.parse(JSON.stringify(error)).rejection).toEqual(JSON.parse(JSON.stringify(error.rejection)))
    expect(({} as { status?: unknown }).status).toBeUndefined()
  })

  it('what is nested deep is no object, and costs no stack', () => {
    for (const text of ['['.repeat(9000), `{"status":${'['.repeat(4000)}${']'.repeat(4000)}}`, '{"a":'.repeat(1800)])
      expect(rejectedBy(text).rejection).toMatchObject({ status: 'unknown' })
  })

  it.each([
    [1023, 1023],
    [1024, 1024],
    [1025, 1024],
  ])('of a field of %i characters %i are kept, and no half of one', (length, kept) => {
    expect(rejectedBy(JSON.stringify({ status: 'x'.repeat(length) })).rejection!.status.length).toBe(kept)
    const scope = rejectedBy(utf8(JSON.stringify({ scope: `x${'😀'.repeat(length)}` }))).rejection!.scope!
    expect(scope.length).toBeLessThanOrEqual(1024)
    expect(scope).not.toMatch(/\p{Surrogate}/u)
  })

  it.each([-1, 0, 1])('one of limits.message and %i bytes', more => {
    for (const limits of [undefined, { message: 200 }]) {
      const challenge = asBytes('{"status":"a"}'.padEnd((limits ?? defaultLimits).message + more))
      const client = oauthBearerClient(user, { limits })
      client.respond(EMPTY)
      expect(client.respond(challenge)).toEqual(asBytes('\x01'))
      expect(client.rejected!.rejection!.status).toBe(more < 1 ? 'a' : 'unknown')
    }
  })

  it('the token does not come back in an error', () => {
    for (const field of [TOKEN, `x${TOKEN}${TOKEN}`, TOKEN.replace('d', 'd\u200b')]) {
      const error = rejectedBy(utf8(JSON.stringify({ status: field, scope: field, 'openid-configuration': field })))
      expect(JSON.stringify(error) + error.message).not.toContain(TOKEN)
      expect(error.rejection!.status).toContain('***')
    }
  })

  test.prop([
    fc.oneof(
      fc.uint8Array(),
      fc.json().map(asBytes),
      fc.record({ status: fc.string(), scope: fc.anything() }).map(value => asBytes(JSON.stringify(value))),
    ),
  ])('any bytes are answered, and nothing but short text is kept of them', errorResultInvariant)
})

describe("the server's side of OAUTHBEARER (RFC 7628 3.1)", () => {
  const start = (message: string, options: OAuthBearerServerOptions = {}, judge: Verify<TokenMessage> = verify) =>
    oauthBearerServer(judge, options).start(utf8(message))
  const auth = `auth=Bearer ${TOKEN}`

  it.each([
    ['a pair that is not known', `n,a=user@example.com,\x01mthd=POST\x01x=\x01x=\x01${auth}\x01\x01`],
    ['a value with a line end, of a pair that is not known', `n,a=user@example.com,\x01post=a\r\n\tb\x01${auth}\x01\x01`],
    ['y for n', `y,a=user@example.com,\x01${auth}\x01\x01`],
    ['F in front', `F,n,a=user@example.com,\x01${auth}\x01\x01`],
    ['the scheme in another case (RFC 7628 4)', `n,a=user@example.com,\x01auth=BeArEr ${TOKEN}\x01\x01`],
    ['two spaces', `n,a=user@example.com,\x01auth=Bearer  ${TOKEN}\x01\x01`],
  ])('takes %s', (_name, message) => {
    expect(start(message)).toEqual({ type: 'success', identity })
  })

  it.each([
    ['one without 0x01 (field case 85)', 'n,,auth=Bearer x'],
    ['one with a comma for the first 0x01', `n,a=user@example.com,${auth}\x01\x01`],
    ['one that ends in one 0x01', `n,a=user@example.com,\x01${auth}\x01`],
    ['text behind the end', `n,a=user@example.com,\x01${auth}\x01\x01x`],
    ['a last pair without its 0x01', `n,a=user@example.com,\x01${auth}\x01x=y\x01`],
    ['one that ends in three', `n,a=user@example.com,\x01${auth}\x01\x01\x01`],
    ['a lone 0x01, which answers an error result (RFC 7628 3.1)', '\x01'],
    ['nothing', ''],
    ['a header alone', 'n,,\x01\x01'],
    ['no auth', 'n,,\x01host=a\x01\x01'],
    ['no header', `\x01${auth}\x01\x01`],
    ['no comma behind the name', `n,a=user@example.com\x01${auth}\x01\x01`],
    ['user= for a=, as in RFC 7628 4.4, against its own grammar', `n,user=someuser@example.com,\x01${auth}\x01\x01`],
    ['an empty name', `n,a=,\x01${auth}\x01\x01`],
    ['a name with a comma', `n,a=a,b,\x01${auth}\x01\x01`],
    ['a name with another escape', `n,a=a=2c,\x01${auth}\x01\x01`],
    ['a name with a NUL', `n,a=a\0,\x01${auth}\x01\x01`],
    ['a name with a line end', `n,a=a\r\n,\x01${auth}\x01\x01`],
    ['text in front of the header', `xn,a=user@example.com,\x01${auth}\x01\x01`],
    ['a channel binding', `p=tls-unique,a=user@example.com,\x01${auth}\x01\x01`],
    ['auth twice', `n,a=user@example.com,\x01${auth}\x01${auth}\x01\x01`],
    ['host twice', `n,a=user@example.com,\x01host=a\x01host=a\x01${auth}\x01\x01`],
    ['port twice', `n,a=user@example.com,\x01port=1\x01port=1\x01${auth}\x01\x01`],
    ['a key with a digit', `n,a=user@example.com,\x01a1=b\x01${auth}\x01\x01`],
    ['a key that begins with a digit', `n,a=user@example.com,\x011${auth}\x01\x01`],
    ['an empty key', `n,a=user@example.com,\x01=b\x01${auth}\x01\x01`],
    ['no =', `n,a=user@example.com,\x01host\x01${auth}\x01\x01`],
    ['an empty pair', `n,a=user@example.com,\x01\x01${auth}\x01\x01`],
    ['a value with a NUL', `n,a=user@example.com,\x01x=\0\x01${auth}\x01\x01`],
    ['a value that is not ASCII', `n,a=user@example.com,\x01x=é\x01${auth}\x01\x01`],
    ['another scheme', 'n,a=user@example.com,\x01auth=Basic dGlt\x01\x01'],
    ['a scheme that ends like it', `n,a=user@example.com,\x01auth=XBearer ${TOKEN}\x01\x01`],
    ['a scheme that begins like it', `n,a=user@example.com,\x01auth=Bearers ${TOKEN}\x01\x01`],
    ['a token with a space', `n,a=user@example.com,\x01${auth} x\x01\x01`],
    ['a token with a line end', `n,a=user@example.com,\x01${auth}\n\x01\x01`],
    ['port 0', `n,a=user@example.com,\x01port=0\x01${auth}\x01\x01`],
    ['a port with a leading zero', `n,a=user@example.com,\x01port=0143\x01${auth}\x01\x01`],
    ['a port with a letter behind', `n,a=user@example.com,\x01port=143x\x01${auth}\x01\x01`],
    ['port 65536', `n,a=user@example.com,\x01port=65536\x01${auth}\x01\x01`],
    ['no port', `n,a=user@example.com,\x01port=\x01${auth}\x01\x01`],
  ])('fails at once for %s, and does not ask the verifier', (_name, message) => {
    let asked = 0
    const step = start(message, {}, () => ++asked > 0)
    expect(step).toMatchObject(isMalformed)
    expect(JSON.stringify(step)).not.toContain('vF9dft4q')
    expect(asked).toBe(0)
  })

  it('fails for what is not UTF-8', () => {
    expect(oauthBearerServer(() => true).start(asBytes(`n,a=\xff,\x01${auth}\x01\x01`))).toMatchObject(isMalformed)
  })

  it.each([
    ['host=server.example.com\x01port=143', true],
    ['host=SERVER.example.com', true],
    ['x=y', true],
    ['host=other.example.com', false],
    ['host=', false],
    ['port=993', false],
    ['host=other.example.com\x01port=143', false],
    ['host=server.example.com\x01port=993', false],
  ])('a server that was told its place, and %j: %s (RFC 7628 3.2)', (pairs, isHere) => {
    let asked = 0
    const judge: Verify<TokenMessage> = () => ++asked > 0
    const step = start(`n,a=user@example.com,\x01${pairs}\x01${auth}\x01\x01`, place, judge)
    if (isHere) expect(step).toEqual({ type: 'success', identity })
    else expect(step).toEqual({ type: 'challenge', data: asBytes('{"status":"invalid_request"}') })
    expect(asked).toBe(isHere ? 1 : 0)
    expect(start(`n,a=user@example.com,\x01${pairs}\x01${auth}\x01\x01`, {}, () => true)).toMatchObject({ type: 'success' })
  })

  it('true is a success only for a client that named itself', async () => {
    const message = asBytes(`n,,\x01${auth}\x01\x01`)
    for (const judge of [() => true, async () => true]) {
      const server = oauthBearerServer(judge)
      expect(await server.start(message)).toMatchObject({ type: 'challenge' })
      expect(await server.respond(asBytes('\x01'))).toMatchObject(isRefusal)
    }
    const named = oauthBearerServer(({ authenticationId, token }) => authenticationId === '' && token === TOKEN && identity)
    expect(named.start(message)).toEqual({ type: 'success', identity })
  })

  it.each<[unknown]>([[false], [undefined], [null], [1], [{}]])('a verifier that says %j refuses', async verdict => {
    for (const judge of [() => verdict, async () => verdict]) {
      const server = oauthBearerServer(judge as Verify<TokenMessage>)
      expect(await server.start(decodeInitialResponse(IMAP))).toEqual({
        type: 'challenge',
        data: asBytes('{"status":"invalid_token"}'),
      })
      expect(await server.respond(asBytes('\x01'))).toMatchObject(isRefusal)
    }
  })

  it.each(['', '\x01', 'x', IMAP])('a refusal stays one when it is answered with %j', answer => {
    const server = oauthBearerServer(() => false)
    server.start(decodeInitialResponse(IMAP))
    const step = server.respond(asBytes(answer))
    expect(step).toMatchObject(isRefusal)
    expect(JSON.stringify(step)).not.toContain('vF9dft4q')
  })

  it('what the verifier throws comes through, and the exchange is over', () => {
    const server = oauthBearerServer(() => {
      throw new Error('no issuer')
    })
    expect(() => server.start(decodeInitialResponse(IMAP))).toThrow('no issuer')
    expect(caught(() => server.respond(asBytes('\x01')))).toMatchObject({ code: 'unexpected' })
  })

  it.each([-1, 0, 1])('a message of limits.message and %i bytes', more => {
    for (const limits of [undefined, { message: 100 }]) {
      const most = (limits ?? defaultLimits).message
      const token = 'x'.repeat(most + more - 'n,a=t,\x01auth=Bearer \x01\x01'.length)
      expect(start(`n,a=t,\x01auth=Bearer ${token}\x01\x01`, { limits }, () => true)).toMatchObject(
        more < 1 ? { type: 'success' } : { type: 'failure', error: { code: 'too-long', fault: 'remote' } },
      )
    }
  })

  it.each<[unknown, unknown, string]>([
    [undefined, {}, 'bad-value'],
    [() => true, null, 'bad-value'],
    [() => true, { scope: 5 }, 'bad-value'],
    [() => true, { openidConfiguration: {} }, 'bad-value'],
    [() => true, { host: 5 }, 'bad-value'],
    [() => true, { host: '' }, 'bad-credentials'],
    [() => true, { port: '1' }, 'bad-value'],
    [() => true, { port: 0 }, 'bad-credentials'],
    [() => true, { limits: { message: '1' } }, 'bad-value'],
  ])('rejects the verifier %o with the options %j', (judge, options, code) => {
    const make = () => oauthBearerServer(judge as Verify<TokenMessage>, options as OAuthBearerServerOptions)
    expect(caught(make)).toMatchObject({ name: 'SaslError', code, fault: 'local' })
  })

  test.prop([
    fc.oneof(
      fc.uint8Array(),
      fc
        .array(fc.constantFrom('n,', 'a=', ',', '\x01', 'auth=', 'Bearer ', 'x', 'host=', 'port=', '1', '=2C', 'user=', '\xff'))
        .map(parts => asBytes(parts.join(''))),
      fc
        .array(fc.constantFrom('auth=Bearer x', 'host=a', 'port=1', 'x=y', 'auth='))
        .map(parts => asBytes(`n,a=tim,\x01${parts.map(part => `${part}\x01`).join('')}\x01`)),
    ),
  ])('any bytes are judged or a failure', tokenServerInvariant)
})
