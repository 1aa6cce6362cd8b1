/** SCRAM's two sides with each other, and with the exchanges of the RFCs. */
import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type ChannelBinding,
  type PasswordCredentials,
  type ScramCredentials,
  type ScramHash,
  saslprep,
  scramClient,
  scramCredentials,
  scramServer,
} from '../../src/index.js'
import { scramClientInvariant, scramServerInvariant } from '../invariants.js'
import { EMPTY, meet, rejectedWith } from '../scram.js'
import { vectors } from '../scram-vectors.js'

const user: PasswordCredentials = { authenticationId: 'user', password: 'pencil' }
const exporter: ChannelBinding = { type: 'tls-exporter', data: asBytes('\0\x01\xfe\xff,=') }
const unique: ChannelBinding = { type: 'tls-unique', data: asBytes('finished'), tlsVersion: 'TLSv1.2' }
const kept = await scramCredentials('pencil', { hash: 'SHA-256', iterations: 4096 })
const fast = await scramCredentials('pencil', { hash: 'SHA-1', iterations: 1 })
const find = (name: string): ScramCredentials | undefined => (name === 'user' ? kept : undefined)

describe.each(vectors)(
  'the exchange $source, SCRAM-$hash',
  ({ hash, authorizationId, clientNonce, serverNonce, salt, messages }) => {
    const client = () => scramClient(hash, { ...user, authorizationId }, { nonce: clientNonce })
    const server = async () => {
      const found = await scramCredentials('pencil', {
        hash,
        iterations: 4096,
        salt: new Uint8Array(Buffer.from(salt, 'base64')),
      })
      return scramServer(hash, name => (name === 'user' ? found : undefined), { nonce: serverNonce })
    }

    it('is what the client says, byte for byte', async () => {
      const mechanism = client()
      expect([mechanism.name, mechanism.clientFirst, mechanism.done]).toEqual([`SCRAM-${hash}`, true, false])
      expect(asChars(await mechanism.respond(EMPTY))).toBe(messages[0])
      expect(asChars(await mechanism.respond(asBytes(messages[1])))).toBe(messages[2])
      expect(mechanism.done).toBe(false)
      expect(await mechanism.respond(asBytes(messages[3]))).toEqual(EMPTY)
      expect(mechanism.done).toBe(true)
      expect(await rejectedWith(() => mechanism.respond(EMPTY))).toMatchObject({ code: 'unexpected' })
    })

    it('is what the server says, byte for byte', async () => {
      const mechanism = await server()
      expect(mechanism.name).toBe(`SCRAM-${hash}`)
      expect(await mechanism.start(asBytes(messages[0]))).toEqual({ type: 'challenge', data: asBytes(messages[1]) })
      expect(await mechanism.respond(asBytes(messages[2]))).toEqual({
        type: 'success',
        identity: { authenticationId: 'user', authorizationId: 'user' },
        data: asBytes(messages[3]),
      })
      expect(await rejectedWith(() => mechanism.respond(asBytes(messages[2])))).toMatchObject({ code: 'unexpected' })
    })

    it('is what the two say to each other', async () => {
      const outcome = await meet(client(), await server())
      expect(outcome).toMatchObject({ step: { type: 'success' }, error: undefined, isDone: true })
      expect(outcome.messages.map(asChars)).toEqual(messages)
    })
  },
)

describe('the exchange (RFC 5802 5)', () => {
  it('begins with an empty challenge where no initial response came', async () => {
    expect(await scramServer('SHA-256', find).start(undefined)).toEqual({ type: 'challenge', data: EMPTY })
  })

  it.each([1, 2])('takes one message at a time: number %i', async count => {
    const client = scramClient('SHA-256', user)
    const server = scramServer('SHA-256', find)
    const first = await client.respond(EMPTY)
    const serverFirst = server.start(first)
    expect(await rejectedWith(() => server.respond(first))).toMatchObject({ name: 'SaslError', code: 'unexpected' })
    const step = await serverFirst
    if (step.type !== 'challenge') throw new Error(step.type)
    if (count === 1) return
    const final = client.respond(step.data)
    expect(await rejectedWith(() => client.respond(step.data))).toMatchObject({ name: 'SaslError', code: 'unexpected' })
    const judged = server.respond(await final)
    expect(await rejectedWith(async () => server.respond(await final))).toMatchObject({ code: 'unexpected' })
    expect(await judged).toMatchObject({ type: 'success' })
  })

  it('has another nonce each time, of 24 characters (RFC 5802 5.1)', async () => {
    const nonces = await Promise.all(
      [1, 2].map(async () => {
        const { messages } = await meet(scramClient('SHA-256', user), scramServer('SHA-256', find))
        return asChars(messages[1]!).match(/^r=([^,]*)/)![1]!
      }),
    )
    expect(nonces.map(({ length }) => length)).toEqual([48, 48])
    expect(new Set(nonces.flatMap(nonce => [nonce.slice(0, 24), nonce.slice(24)])).size).toBe(4)
  })

  it('prepares the name as a query and the password as stored (RFC 5802 2.2 and 5.1)', async () => {
    const asked: string[] = []
    const stored = await scramCredentials('Ⅸ', { hash: 'SHA-1', iterations: 4096 })
    const server = scramServer('SHA-1', name => {
      asked.push(name)
      return stored
    })
    const outcome = await meet(scramClient('SHA-1', { authenticationId: 'ª', password: 'IX' }), server)
    expect(asChars(outcome.messages[0]!)).toMatch(/^n,,n=a,r=/)
    expect(asked).toEqual(['a'])
    expect(outcome).toMatchObject({ isDone: true, step: { identity: { authenticationId: 'a', authorizationId: 'a' } } })
  })

  it('signs the name as it was received, and looks up the prepared one (RFC 5802 5.1)', async () => {
    const asked: string[] = []
    const server = scramServer('SHA-1', name => void asked.push(name))
    const step = await server.start(asBytes('n,,n=\xc2\xaa,r=abc'))
    expect(step).toMatchObject({ type: 'challenge' })
    expect(asked).toEqual(['a'])
  })

  it('escapes names and not passwords (RFC 5802 5.1)', async () => {
    const odd = { authenticationId: 'a,b=c', password: 'p,=2C', authorizationId: '=,' }
    const stored = await scramCredentials(odd.password, { hash: 'SHA-1', iterations: 4096 })
    const claims: unknown[] = []
    const authorize = (claim: unknown): boolean => claims.push(claim) > 0
    const server = scramServer('SHA-1', name => (name === 'a,b=c' ? stored : undefined), { authorize })
    const outcome = await meet(scramClient('SHA-1', odd, { nonce: 'x' }), server)
    expect(asChars(outcome.messages[0]!)).toBe('n,a==3D=2C,n=a=2Cb=3Dc,r=x')
    expect(claims).toEqual([{ authenticationId: 'a,b=c', authorizationId: '=,' }])
    expect(outcome).toMatchObject({ isDone: true, step: { identity: claims[0] } })
  })
})

describe('channel binding (RFC 5802 6)', () => {
  /** What the list said that reached the client, and what came of it. */
  interface Case {
    readonly client: ChannelBinding | undefined
    readonly serverOffers: boolean
    readonly isStripped: boolean
    readonly flag: string
    readonly outcome: string
  }
  const cases: readonly Case[] = [
    { client: undefined, serverOffers: false, isStripped: false, flag: 'n', outcome: 'success' },
    { client: undefined, serverOffers: true, isStripped: false, flag: 'n', outcome: 'success' },
    { client: undefined, serverOffers: true, isStripped: true, flag: 'n', outcome: 'success' },
    { client: exporter, serverOffers: false, isStripped: false, flag: 'y', outcome: 'success' },
    { client: exporter, serverOffers: true, isStripped: false, flag: 'p=tls-exporter', outcome: 'success' },
    { client: unique, serverOffers: true, isStripped: false, flag: 'p=tls-unique', outcome: 'success' },
    { client: exporter, serverOffers: true, isStripped: true, flag: 'y', outcome: 'bad-channel-binding' },
  ]

  it.each(cases)(
    'the client has $client.type, the server offers -PLUS: $serverOffers, stripped: $isStripped: $outcome',
    async one => {
      const sees = one.serverOffers && !one.isStripped
      const isPlus = one.client !== undefined && sees
      const client = scramClient('SHA-256', user, { channelBinding: one.client, plus: isPlus })
      const channelBindings = one.serverOffers ? [unique, exporter] : []
      const server = scramServer('SHA-256', find, { channelBindings, plus: isPlus })
      expect([client.name, server.name]).toEqual(Array(2).fill(`SCRAM-SHA-256${isPlus ? '-PLUS' : ''}`))
      const { step, isDone, messages } = await meet(client, server)
      expect(asChars(messages[0]!).split(',')[0]).toBe(one.flag)
      expect(step?.type === 'failure' ? step.error.code : step?.type).toBe(one.outcome)
      expect(isDone).toBe(one.outcome === 'success')
    },
  )

  it('the mechanism of a client with a binding is -PLUS unless told', () => {
    expect(scramClient('SHA-1', user, { channelBinding: exporter }).name).toBe('SCRAM-SHA-1-PLUS')
    expect(scramClient('SHA-1', user, { channelBinding: exporter, plus: false }).name).toBe('SCRAM-SHA-1')
    expect(scramClient('SHA-1', user, { plus: false }).name).toBe('SCRAM-SHA-1')
  })

  it('a server that has bindings and does not offer -PLUS takes a y (RFC 5802 6)', async () => {
    const server = scramServer('SHA-256', find, { channelBindings: [exporter], offersPlus: false })
    const outcome = await meet(scramClient('SHA-256', user, { channelBinding: exporter, plus: false }), server)
    expect(outcome).toMatchObject({ step: { type: 'success' }, isDone: true })
    expect(asChars(outcome.messages[2]!)).toMatch(/^c=eSws,/)
  })

  it('a server that offers -PLUS without a binding here rejects a y', async () => {
    const server = scramServer('SHA-256', find, { offersPlus: true })
    expect(await server.start(asBytes('y,,n=user,r=x'))).toMatchObject({ error: { code: 'bad-channel-binding' } })
  })

  it.each([
    ['another type', { ...exporter, type: 'tls-server-end-point' as const }],
    ['other data', { ...exporter, data: asBytes('x') }],
    ['more data', { ...exporter, data: asBytes('\0\x01\xfe\xff,=x') }],
  ])('the two do not meet with %s', async (_name, channelBinding) => {
    const server = scramServer('SHA-256', find, { channelBindings: [exporter], plus: true })
    const { step, isDone } = await meet(scramClient('SHA-256', user, { channelBinding }), server)
    expect(step).toMatchObject({ type: 'failure', error: { code: 'bad-channel-binding' } })
    expect(isDone).toBe(false)
  })

  it.each([
    [true, 'n,,n=user,r=x'],
    [true, 'y,,n=user,r=x'],
    [true, 'p=tls-unique,,n=user,r=x'],
    [true, 'p=TLS-EXPORTER,,n=user,r=x'],
    [false, 'p=tls-exporter,,n=user,r=x'],
  ])('a server, with -PLUS %s, rejects %s', async (plus, message) => {
    const server = scramServer('SHA-256', find, { channelBindings: [exporter], plus })
    expect(await server.start(asBytes(message))).toMatchObject({ type: 'failure', error: { code: 'bad-channel-binding' } })
  })

  const newer = ['TLSv1.3', '1.3', 'TLS 1.3', 'TLSv1.4', 'TLSv2', '', 'x']
  it.each<[unknown, string]>([
    ...newer.map(tlsVersion => [{ ...unique, tlsVersion }, 'bad-channel-binding'] as [unknown, string]),
    [{ type: 'tls-unique', data: asBytes('x') }, 'bad-channel-binding'],
    [{ ...unique, tlsVersion: 1.2 }, 'bad-value'],
    [{ ...exporter, data: EMPTY }, 'bad-channel-binding'],
    [{ ...exporter, data: 'x' }, 'bad-value'],
    [{ ...exporter, type: 'tls-other' }, 'bad-channel-binding'],
    ['tls-exporter', 'bad-value'],
    [null, 'bad-value'],
  ])('neither side takes %j (RFC 9266, RFC 5929)', async (given, code) => {
    const channelBinding = given as ChannelBinding
    for (const make of [
      () => scramClient('SHA-1', user, { channelBinding }),
      () => scramClient('SHA-1', user, { channelBinding, plus: false }),
      () => scramServer('SHA-1', find, { channelBindings: [exporter, channelBinding] }),
    ])
      expect(await rejectedWith(make)).toMatchObject({ name: 'SaslError', code, fault: 'local' })
  })

  it.each(['TLSv1', 'TLSv1.1', 'TLSv1.2', '1.2', 'TLS 1.2', 'TLSv1.0'])('tls-unique is taken with %s', tlsVersion => {
    expect(scramClient('SHA-1', user, { channelBinding: { ...unique, tlsVersion } }).name).toBe('SCRAM-SHA-1-PLUS')
  })

  it('-PLUS needs a binding', async () => {
    for (const make of [() => scramClient('SHA-1', user, { plus: true }), () => scramServer('SHA-1', find, { plus: true })])
      expect(await rejectedWith(make)).toMatchObject({ code: 'bad-channel-binding', fault: 'local' })
  })

  it('copies the data', async () => {
    const data = asBytes('abc')
    const binding: ChannelBinding = { type: 'tls-exporter', data }
    const server = scramServer('SHA-256', find, { channelBindings: [binding], plus: true })
    data.fill(0)
    const client = scramClient('SHA-256', user, { channelBinding: { ...binding, data: asBytes('abc') } })
    expect(await meet(client, server)).toMatchObject({ isDone: true, step: { type: 'success' } })
  })
})

describe('whatever the names and passwords', () => {
  const name = fc
    .string({
      unit: fc.oneof(fc.constantFrom(',', '=', '2', 'C', 'é', '名'), fc.string({ unit: 'grapheme-ascii', maxLength: 1 })),
      minLength: 1,
      maxLength: 20,
    })
    .filter(text => text.trim() !== '')
  const hash = fc.constantFrom<ScramHash>('SHA-1', 'SHA-256', 'SHA-512')
  const bindings = fc.constantFrom(undefined, exporter, unique)

  test.prop([hash, name, name, fc.oneof(fc.constant(''), name), bindings, fc.boolean()], { numRuns: 60 })(
    'client and server meet',
    async (hash, authenticationId, password, authorizationId, channelBinding, plus) => {
      const stored = await scramCredentials(password, { hash, iterations: 1 })
      const isPlus = channelBinding !== undefined && plus
      const claims: string[] = []
      const server = scramServer(
        hash,
        found => {
          claims.push(found)
          return stored
        },
        { channelBindings: isPlus ? [channelBinding] : [], plus: isPlus, authorize: () => true },
      )
      const credentials = { authenticationId, password, authorizationId }
      const outcome = await meet(scramClient(hash, credentials, { channelBinding, plus: isPlus, minimumIterations: 1 }), server)
      expect(outcome).toMatchObject({ error: undefined, isDone: true, step: { type: 'success' } })
      const [claimed] = claims
      expect(outcome.step).toMatchObject({
        identity: {
          authenticationId: claimed,
          authorizationId: authorizationId === '' || saslprep(authorizationId) === claimed ? claimed : authorizationId,
        },
      })
    },
  )

  test.prop([hash, name, name], { numRuns: 30 })('another password is not accepted', async (hash, one, other) => {
    const stored = await scramCredentials(one, { hash, iterations: 1 })
    const client = scramClient(hash, { authenticationId: 'user', password: `${other}${one}x` }, { minimumIterations: 1 })
    expect(
      await meet(
        client,
        scramServer(hash, () => stored),
      ),
    ).toMatchObject({
      isDone: false,
      step: { type: 'failure', error: { code: 'bad-credentials' } },
    })
  })
})

describe('a man in the middle', () => {
  const make = (plus: boolean) => {
    const client = scramClient(
      'SHA-1',
      { ...user, authorizationId: 'éa' },
      { minimumIterations: 1, channelBinding: exporter, plus, nonce: 'abc' },
    )
    const server = scramServer('SHA-1', name => (name === 'user' ? fast : undefined), {
      authorize: () => true,
      channelBindings: plus ? [exporter] : [],
      plus,
      nonce: 'def',
    })
    return [client, server] as const
  }

  it.each([
    [false, 0],
    [false, 1],
    [false, 2],
    [false, 3],
    [true, 0],
    [true, 1],
    [true, 2],
    [true, 3],
  ])('who changes a byte of a message, with -PLUS %s number %i, has no success on both sides', async (plus, index) => {
    const plain = await meet(...make(plus))
    expect(plain).toMatchObject({ isDone: true, step: { type: 'success' } })
    const { length } = plain.messages[index]!
    for (let at = 0; at < length; at++)
      for (const bits of [1, 2, 4, 8, 16, 32, 64, 128]) {
        const change = (message: Uint8Array, number: number): Uint8Array =>
          number === index ? message.map((byte, place) => (place === at ? byte ^ bits : byte)) : message
        const { step, isDone } = await meet(...make(plus), change)
        expect([at, bits, isDone]).toEqual([at, bits, false])
        // The server has accepted before its last message is on its way.
        if (index < 3) expect([at, bits, step?.type === 'success']).toEqual([at, bits, false])
      }
  })
})

describe('messages (RFC 5802 7)', () => {
  const unit = fc.constantFrom(
    ...'nypacrsimvex=,+/A2CD09 ',
    '=2C',
    '=3D',
    ',,',
    'r=',
    'c=biws',
    'n,,',
    's=QQ==',
    'i=4096',
    'p=AAAA',
    '\0',
    '\xff',
    '\xc3\xa9',
  )
  const text = fc.string({ unit, maxLength: 12 })

  test.prop([fc.uint8Array()])('no foreign error for any bytes', bytes => {
    scramClientInvariant(bytes)
    scramServerInvariant(bytes)
  })

  test.prop([fc.constantFrom('', 'r=ab,s=QQ==,i=4096', 'v=AAAA', 'e=x'), text])(
    'what a client reads is written again',
    (start, more) => scramClientInvariant(asBytes(start + more)),
  )

  test.prop([fc.constantFrom('', 'n,,n=user,r=ab', 'p=x,a=y,', 'c=biws,r=ab'), text, fc.constantFrom('', ',p=AAAA')])(
    'what a server reads is written again',
    (start, more, end) => scramServerInvariant(asBytes(start + more + end)),
  )
})
