/** The text of each kind of error: action, reason, values, so that a log says which side of which mechanism it was. No text holds a secret. */
import { asBytes, hashes } from '@mailwire/tooling/testing'
import { expect, it } from 'vitest'
import * as sasl from '../src/index.js'

const { md5 } = hashes
const tim = { authenticationId: 'tim', password: 'topsecret' }
const binding: sasl.ChannelBinding = { type: 'tls-exporter', data: asBytes('x') }
const PROOF = `p=${'A'.repeat(27)}=`

/** A value that is not of the type that the argument has. */
const wrong = (value: unknown): never => value as never

/** What an exchange fails with, or what a call throws, now or later. */
async function messageOf(run: () => unknown): Promise<unknown> {
  try {
    return ((await run()) as { readonly error: sasl.SaslError }).error.message
  } catch (error) {
    return (error as sasl.SaslError).message
  }
}

const anonymous = (text: string) => sasl.anonymousServer(() => true).start(asBytes(text))
const external = (text: string) => sasl.externalServer(() => true).start(asBytes(text))
const login = (text: string) => sasl.loginServer(() => false).start(asBytes(text))
const plain = (text: string) => sasl.plainServer(() => false).start(asBytes(text))
const cram = (text: string) => sasl.cramMd5Server({ md5, passwordOf: () => undefined, hostname: 'mx' }).respond(asBytes(text))
const bearer = (text: string) => sasl.oauthBearerServer(() => false).start(asBytes(text))
const xoauth2 = (text: string) => sasl.xoauth2Server(() => false).start(asBytes(text))
const digest = async (challenge: string) =>
  sasl.digestMd5Client(tim, { md5, service: 'imap', host: 'mx' }).respond(asBytes(challenge))
const scram = (first: string, options: sasl.ScramServerOptions = {}) =>
  sasl.scramServer('SHA-1', () => undefined, options).start(asBytes(first))
/** The server's judgement of a last message. */
async function scramFinal(final: string): Promise<unknown> {
  const server = sasl.scramServer('SHA-1', () => undefined, { nonce: 'b' })
  await server.start(asBytes('n,,n=tim,r=a'))
  return server.respond(asBytes(final))
}
/** The client's judgement of the server's first message. */
async function scramAnswer(serverFirst: string): Promise<unknown> {
  const client = sasl.scramClient('SHA-1', tim, { nonce: 'a' })
  await client.respond(new Uint8Array(0))
  return client.respond(asBytes(serverFirst))
}

it.each<[message: string, run: () => unknown]>([
  ['encode ANONYMOUS: an object expected, not null', () => sasl.anonymousClient(wrong(null))],
  ['encode ANONYMOUS: a string expected, not a number', () => sasl.anonymousClient({ anonymous: wrong(5) })],
  [
    'encode ANONYMOUS: neither an address nor a token of at most 255 characters without @',
    () => sasl.anonymousClient({ anonymous: '@' }),
  ],
  [
    'encode ANONYMOUS: 1021 bytes, at most 1020 allowed',
    () => sasl.anonymousClient({ anonymous: `${'x'.repeat(1009)}@example.com` }),
  ],
  ['verify ANONYMOUS: a function expected, not undefined', () => sasl.anonymousServer(wrong(undefined))],
  ['verify ANONYMOUS: the credentials were rejected', () => anonymous('tim')],
  ['decode ANONYMOUS: the text is not UTF-8', () => anonymous('\xff')],
  ['decode ANONYMOUS: neither an address nor a token of at most 255 characters without @', () => anonymous('@')],

  ['encode EXTERNAL: an object expected, not undefined', () => sasl.externalClient(wrong(undefined))],
  ['encode EXTERNAL: credentials need external: true', () => sasl.externalClient(wrong({}))],
  ['encode EXTERNAL: a string expected, not a number', () => sasl.externalClient({ external: true, authorizationId: wrong(5) })],
  [
    'encode EXTERNAL: 1021 bytes, at most 1020 allowed',
    () => sasl.externalClient({ external: true, authorizationId: 'x'.repeat(1021) }),
  ],
  ['verify EXTERNAL: a function expected, not undefined', () => sasl.externalServer(wrong(undefined))],
  ['verify EXTERNAL: the credentials were rejected', () => external('tim')],
  ['decode EXTERNAL: the name or the password contains NUL', () => external('t\0m')],

  ['encode PLAIN: an object expected, not a string', () => sasl.encodePlain(wrong('tim'))],
  ['encode PLAIN: a string expected, not a number', () => sasl.encodePlain({ ...tim, authorizationId: wrong(5) })],
  ['encode PLAIN: a string expected, not undefined', () => sasl.encodePlain(wrong({ password: 'topsecret' }))],
  ['encode PLAIN: the credentials contain NUL', () => sasl.encodePlain({ authenticationId: 'tim', password: 'topsecret\0' })],
  ['encode PLAIN: 4014 bytes, at most 3062 allowed', () => sasl.encodePlain({ ...tim, authorizationId: 'x'.repeat(4000) })],
  ['verify PLAIN: a function expected, not a boolean', () => sasl.plainServer(wrong(true))],
  ['verify PLAIN: an object expected, not null', () => sasl.plainServer(() => true, wrong(null))],
  ['verify PLAIN: the credentials were rejected', () => plain('\0tim\0topsecret')],
  ['decode PLAIN: a Uint8Array expected, not a string', () => sasl.decodePlain(wrong('x'))],
  ['decode PLAIN: the text is not UTF-8', () => plain('\0tim\0topsecret\xff')],

  ['verify LOGIN: a function expected, not a boolean', () => sasl.loginServer(wrong(true))],
  ['verify LOGIN: an object expected, not null', () => sasl.loginServer(() => true, wrong(null))],
  ['decode LOGIN: the name or the password is empty', () => login('')],

  ['verify CRAM-MD5: an object expected, not undefined', () => sasl.cramMd5Server(wrong(undefined))],
  [
    'verify CRAM-MD5: a function expected, not a number',
    () => sasl.cramMd5Server({ md5: wrong(5), passwordOf: () => 'x', hostname: 'mx' }),
  ],
  ['verify CRAM-MD5: a function expected, not undefined', () => sasl.cramMd5Server(wrong({ md5, hostname: 'mx' }))],
  ['make CRAM-MD5 challenge: a string expected, not undefined', () => sasl.cramMd5Server({ md5, passwordOf: () => 'x' })],
  [
    'make CRAM-MD5 challenge: a string expected, not a number',
    () => sasl.cramMd5Server({ md5, passwordOf: () => 'x', challenge: wrong(5) }),
  ],
  ['verify CRAM-MD5: the credentials were rejected', () => cram(`tim ${'0'.repeat(32)}`)],
  ['decode CRAM-MD5: the name or the password is empty', () => cram(` ${'0'.repeat(32)}`)],

  ['respond DIGEST-MD5: invalid value of maxbuf', () => digest('nonce="n",algorithm=md5-sess,maxbuf=x')],
  ['respond DIGEST-MD5: nonce twice', () => digest('nonce="n",algorithm=md5-sess,nonce="n"')],
  ['respond DIGEST-MD5: the challenge has no algorithm', () => digest('nonce="n"')],
  ['respond DIGEST-MD5: the challenge has no nonce', () => digest('algorithm=md5-sess')],
  [
    'respond DIGEST-MD5: the challenge does not offer qop "auth"; security layers are not supported',
    () => digest('nonce="n",algorithm=md5-sess,qop="auth-int"'),
  ],

  [
    'decode OAUTHBEARER: the header and each pair must end in 0x01, and the message in one more',
    () => bearer('n,,\x01auth=Bearer topsecret\x01'),
  ],
  ['decode OAUTHBEARER: no auth= in the message', () => bearer('n,,\x01host=mx\x01\x01')],
  ['decode OAUTHBEARER: auth= does not hold a Bearer token', () => bearer('n,,\x01auth=Basic topsecret\x01\x01')],
  ['decode OAUTHBEARER: port= is not a port from 1 to 65535', () => bearer('n,,\x01auth=Bearer topsecret\x01port=0\x01\x01')],
  ['decode OAUTHBEARER: the message must begin with n,, or n,a=name,', () => bearer('x,,\x01auth=Bearer topsecret\x01\x01')],
  ['decode OAUTHBEARER: a pair of a name of letters, = and a value expected', () => bearer('n,,\x01topsecret\x01\x01')],
  ['decode OAUTHBEARER: host= twice', () => bearer('n,,\x01host=mx\x01host=mx\x01\x01')],
  [
    'decode OAUTHBEARER: the name contains a comma, or an = that is neither =2C nor =3D',
    () => bearer('n,a=tim=,\x01auth=Bearer topsecret\x01\x01'),
  ],

  ['check XOAUTH2: a function expected, not undefined', () => sasl.xoauth2Server(wrong(undefined))],
  [
    'decode XOAUTH2: user=name, 0x01, auth=Bearer token and two bytes 0x01 expected',
    () => xoauth2('user=tim\x01auth=Bearer topsecret\x01'),
  ],

  [
    'make SCRAM decoy: saltLength must be from 1 to 64',
    () => sasl.scramServer('SHA-1', () => undefined, { decoy: { saltLength: 0 } }),
  ],
  ['make SCRAM decoy: an object expected, not a number', () => sasl.scramServer('SHA-1', () => undefined, { decoy: wrong(1) })],
  ['decode SCRAM: the message has no gs2-header', () => scram('n,')],
  ['decode SCRAM: the message must begin with n, y or p=', () => scram('x,,n=tim,r=a')],
  ['decode SCRAM: r= is missing', () => scram('n,,n=tim')],
  ['decode SCRAM: n= expected, r= found', () => scram('n,,r=a,n=tim')],
  ['decode SCRAM: n= is not allowed as an extension', () => scram('n,,n=tim,r=a,n=tim')],
  ['decode SCRAM: an attribute of a letter, = and a value expected', () => scram('n,,n=,r=a')],
  ['decode SCRAM: mandatory extensions (m=) are not supported', () => scram('n,,m=x,n=tim,r=a')],
  ['decode SCRAM: the nonce is not printable ASCII', () => scram('n,,n=tim,r=\x07')],
  [
    'decode SCRAM: a -PLUS exchange needs a channel binding (p=)',
    () => scram('n,,n=tim,r=a', { plus: true, channelBindings: [binding] }),
  ],
  [
    'decode SCRAM: this connection does not have the channel binding that the client uses',
    () => scram('p=tls-unique,,n=tim,r=a', { plus: true, channelBindings: [binding] }),
  ],
  ['decode SCRAM: an attribute is not canonical base64', () => scramFinal(`c=biwt=,r=ab,${PROOF}`)],
  ['decode SCRAM: the iteration count is not a positive number', () => scramAnswer('r=ab,s=AAAA,i=0')],

  ['encode initial response: a Uint8Array expected, not a string', () => sasl.encodeInitialResponse(wrong('x'))],
  ['decode initial response: a string expected, not undefined', () => sasl.decodeInitialResponse(wrong(undefined))],
  ['parse mechanism: a string expected, not a number', () => sasl.parseMechanismName(wrong(5))],
  ['choose mechanism: an object expected, not undefined', () => sasl.chooseMechanism([], wrong(undefined))],
  ['choose mechanism: an object expected, not null', () => sasl.chooseMechanism([], tim, wrong(null))],
  ['verify SCRAM credentials: a string expected, not a number', () => sasl.verifyScramPassword(wrong(5), wrong({}))],
  ['parse SCRAM credentials: a string expected, not undefined', () => sasl.parseScramCredentials(wrong(undefined))],
  ['check SCRAM credentials: an object expected, not undefined', () => sasl.formatScramCredentials(wrong(undefined))],
])('%s', async (message, run) => {
  expect(await messageOf(run)).toBe(message)
})

it('an error has a rejection as JSON only where the other side gave one', () => {
  const error = new sasl.SaslError('rejected', 0, 'x')
  expect(Object.keys(error.toJSON())).toEqual(['name', 'code', 'fault', 'offset', 'message'])
  const rejection = { status: '401', scope: undefined, openidConfiguration: undefined }
  expect(new sasl.SaslError('rejected', 0, 'x', 'remote', rejection).toJSON()).toEqual({
    ...error.toJSON(),
    fault: 'remote',
    rejection,
  })
})
