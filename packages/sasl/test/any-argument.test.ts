/** Every function of the index with every kind of wrong argument: a result of the kind that it gives, or a SaslError. */
import { asBytes, hashes, takesAnything } from '@mailwire/tooling/testing'
import { expect, it } from 'vitest'
import * as sasl from '../src/index.js'

type Call = (...args: readonly unknown[]) => unknown

const tim = { authenticationId: 'tim', password: 'x', authorizationId: '' }
const message = sasl.encodePlain(tim)
const kept = await sasl.scramCredentials('pencil', { hash: 'SHA-1', salt: new Uint8Array(8), iterations: 1 })
const binding: sasl.ChannelBinding = { type: 'tls-unique', data: message, tlsVersion: 'TLSv1.2' }
const scramOptions = { limits: { iterations: 10, message: 100 }, crypto: globalThis.crypto, nonce: 'abc' }
const scramClient = (): sasl.ClientMechanism => sasl.scramClient('SHA-1', tim, scramOptions)
const scramServer = (find: unknown = () => kept): sasl.ServerMechanism =>
  sasl.scramServer('SHA-1', find as () => undefined, scramOptions)
const scramFirst = asBytes('n,,n=tim,r=x')

const md5 = hashes.md5
const user = { authenticationId: 'tim', token: 'x' }
const limits = { message: 100 }
const cram = { passwordOf: () => 'x', md5, hostname: 'mx', time: 1, challenge: '<a@b>' }
const digest = { md5, service: 'imap', host: 'mx', realm: 'a', nonce: 'b' }
const here = { host: 'mx', port: 1, limits }
const digestChallenge = asBytes('nonce="n",realm="a",algorithm=md5-sess')

/** Arguments that each function accepts, the optional ones too. */
const functions: Readonly<Record<string, readonly unknown[]>> = {
  anonymousClient: [{ anonymous: 'x' }],
  anonymousServer: [() => true],
  cramMd5Client: [tim, { md5, limits }],
  cramMd5Server: [cram],
  digestMd5Client: [tim, digest],
  externalClient: [{ external: true, authorizationId: 'tim' }],
  externalServer: [() => true],
  oauthBearerClient: [user, here],
  oauthBearerServer: [() => true, { ...here, scope: 'x', openidConfiguration: 'y' }],
  xoauth2Client: [user, { limits }],
  xoauth2Server: [() => true, { scope: 'x', limits }],
  chooseMechanism: [['PLAIN'], tim, { ...digest, secure: true, channelBinding: binding, mechanisms: ['PLAIN'] }],
  mechanismChoices: [['PLAIN'], tim, { ...digest, secure: true, historic: true, mechanisms: ['PLAIN'] }],
  withdrawnMechanisms: [['PLAIN'], ['LOGIN']],
  decodeInitialResponse: ['='],
  decodePlain: [message],
  encodeInitialResponse: [message],
  encodePlain: [tim],
  formatScramCredentials: [kept],
  isMechanismName: ['PLAIN'],
  isSaslError: [1],
  loginClient: [tim],
  loginServer: [() => true],
  parseMechanismName: ['PLAIN'],
  parseScramCredentials: [sasl.formatScramCredentials(kept)],
  plainClient: [tim],
  plainServer: [() => true],
  saslprep: ['a\u00adb', { allowUnassigned: true }],
  scramClient: ['SHA-1', tim, { ...scramOptions, minimumIterations: 1, channelBinding: binding, plus: true }],
  scramCredentials: ['pencil', { hash: 'SHA-1', salt: message, iterations: 1 }, { limits: { iterations: 10 } }],
  scramServer: [
    'SHA-1',
    () => kept,
    {
      ...scramOptions,
      plus: true,
      channelBindings: [binding],
      offersPlus: true,
      authorize: () => true,
      decoy: { key: message, iterations: 1, saltLength: 8 },
    },
  ],
  verifyScramPassword: ['pencil', kept, { limits: { iterations: 10 } }],
}

/** What the mechanisms take. */
const methods: Readonly<Record<string, readonly [args: readonly unknown[], call: Call]>> = {
  'plainClient().respond': [[new Uint8Array(0)], challenge => sasl.plainClient(tim).respond(challenge as Uint8Array)],
  'plainServer().respond': [[message], response => sasl.plainServer(() => true).respond(response as Uint8Array)],
  'plainServer().start': [[message], response => sasl.plainServer(() => true).start(response as Uint8Array)],
  'loginClient().respond': [[message], challenge => sasl.loginClient(tim).respond(challenge as Uint8Array)],
  'loginServer().start': [[message], response => sasl.loginServer(() => true).start(response as Uint8Array)],
  'loginServer().respond': [[message], response => sasl.loginServer(() => true).respond(response as Uint8Array)],
  'the verifier of plainServer': [[() => true], verify => sasl.plainServer(verify as () => boolean).respond(message)],
  'the verifier of loginServer': [[() => true], verify => sasl.loginServer(verify as () => boolean).start(message)],
  'scramClient().respond': [[new Uint8Array(0)], challenge => scramClient().respond(challenge as Uint8Array)],
  'scramServer().start': [[scramFirst], response => scramServer().start(response as Uint8Array)],
  'scramServer().respond': [[scramFirst], response => scramServer().respond(response as Uint8Array)],
  'what the store of scramServer gives': [[kept], found => scramServer(() => found).respond(scramFirst)],
  'anonymousClient().respond': [
    [new Uint8Array(0)],
    challenge => sasl.anonymousClient({ anonymous: '' }).respond(challenge as Uint8Array),
  ],
  'anonymousServer().start': [[message], response => sasl.anonymousServer(() => true).start(response as Uint8Array)],
  'externalClient().respond': [
    [new Uint8Array(0)],
    challenge => sasl.externalClient({ external: true }).respond(challenge as Uint8Array),
  ],
  'externalServer().start': [[message], response => sasl.externalServer(() => true).start(response as Uint8Array)],
  'cramMd5Client().respond': [[message], challenge => sasl.cramMd5Client(tim, { md5 }).respond(challenge as Uint8Array)],
  'cramMd5Server().start': [[undefined], response => sasl.cramMd5Server(cram).start(response as undefined)],
  'cramMd5Server().respond': [[message], response => sasl.cramMd5Server(cram).respond(response as Uint8Array)],
  'the MD5 of cramMd5Client': [
    [new Uint8Array(16)],
    hash => sasl.cramMd5Client(tim, { md5: () => hash as Uint8Array }).respond(message),
  ],
  'the password of cramMd5Server': [
    ['x'],
    found => sasl.cramMd5Server({ ...cram, passwordOf: () => found as string }).respond(asBytes(`tim ${'0'.repeat(32)}`)),
  ],
  'digestMd5Client().respond': [
    [digestChallenge],
    challenge => sasl.digestMd5Client(tim, digest).respond(challenge as Uint8Array),
  ],
  'oauthBearerClient().respond': [
    [new Uint8Array(0)],
    challenge => sasl.oauthBearerClient(user).respond(challenge as Uint8Array),
  ],
  'oauthBearerServer().start': [[message], response => sasl.oauthBearerServer(() => true).start(response as Uint8Array)],
  'xoauth2Client().respond': [[new Uint8Array(0)], challenge => sasl.xoauth2Client(user).respond(challenge as Uint8Array)],
  'xoauth2Server().start': [[message], response => sasl.xoauth2Server(() => true).start(response as Uint8Array)],
  'the verdict of plainServer': [[true], verdict => sasl.plainServer(() => verdict as boolean).respond(message)],
}

it('each function of the index has a row', () => {
  const exported = Object.entries(sasl as unknown as Readonly<Record<string, unknown>>)
  const called = exported.filter(([name, value]) => typeof value === 'function' && name !== 'SaslError').map(([name]) => name)
  expect(Object.keys(functions).sort()).toEqual(called.sort())
})

it.each(Object.entries(functions))('%s', async (name, args) => {
  const call = (sasl as unknown as Readonly<Record<string, Call>>)[name]!
  await call(...args)
  await takesAnything({
    errorName: 'SaslError',
    args,
    call,
    deep: true,
    fault: /^(?:encode|choose|saslprep|scram|formatScram|verifyScram|.*(?:Client|Server)$)/.test(name) ? 'local' : 'kind',
  })
})

it.each(Object.entries(methods))('%s', async (_name, [args, call]) => {
  await call(...args)
  await takesAnything({ errorName: 'SaslError', args, call, deep: true, fault: 'kind' })
})
