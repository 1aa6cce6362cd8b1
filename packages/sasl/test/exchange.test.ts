/** The order of an exchange, which is the same for all mechanisms. */
import { asBytes, asChars, caught, hashes } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { clientMechanism } from '../src/exchange.js'
import { cramMd5Server, type Identity, loginServer, plainClient, plainServer, scramServer } from '../src/index.js'

const EMPTY = new Uint8Array(0)
const tim = { authenticationId: 'tim', password: 'x' }
const identity = { authenticationId: 'tim', authorizationId: 'tim' }
const cram = () => cramMd5Server({ md5: hashes.md5, passwordOf: () => 'x', challenge: '<a@b>' })
const afterTheEnd = { code: 'unexpected', fault: 'remote' }

describe('an exchange is over', () => {
  it('after an initial response that the mechanism does not take: the right answer does not help any more (RFC 4422 3.3)', () => {
    const server = cram()
    expect(server.start(EMPTY)).toMatchObject({
      type: 'failure',
      error: {
        code: 'bad-message',
        fault: 'remote',
        message: 'decode CRAM-MD5: an initial response is not allowed, because the server sends first',
      },
    })
    expect(caught(() => server.respond(asBytes(`tim ${'0'.repeat(32)}`)))).toMatchObject({
      ...afterTheEnd,
      message: 'respond CRAM-MD5: a response came after the end of the exchange',
    })
    expect(caught(() => server.start(undefined))).toMatchObject({ code: 'unexpected', fault: 'local' })
  })

  it('after a step that throws, at once or later, and no step is being worked on', async () => {
    for (const verify of [
      () => {
        throw new Error('mine')
      },
      () => Promise.reject(new Error('mine')),
    ]) {
      const server = plainServer(verify)
      await expect((async () => server.start(asBytes('\0tim\0x')))()).rejects.toThrow('mine')
      expect(caught(() => server.respond(asBytes('\0tim\0x')))).toMatchObject({
        ...afterTheEnd,
        message: 'respond PLAIN: a response came after the end of the exchange',
      })
    }
    const client = plainClient(tim)
    expect(caught(() => client.respond(asBytes('x')))).toMatchObject({ code: 'bad-message' })
    expect(client.done).toBe(false)
    expect(caught(() => client.respond(EMPTY))).toMatchObject({
      ...afterTheEnd,
      message: 'respond PLAIN: a challenge came after the end of the exchange',
    })
  })

  it('and goes on after a challenge, and after bytes that were none', () => {
    const server = loginServer(() => true)
    expect(caught(() => server.respond('tim' as never))).toMatchObject({ code: 'bad-value', fault: 'local' })
    expect(server.respond(asBytes('tim'))).toMatchObject({ type: 'challenge' })
    expect(caught(() => server.respond(undefined as never))).toMatchObject({ code: 'bad-value' })
    expect(server.respond(asBytes('x'))).toMatchObject({ type: 'success' })
  })
})

it.each([
  ['respond PLAIN: a Uint8Array expected, not a string', () => plainServer(() => true).respond('x' as never)],
  ['start CRAM-MD5: a Uint8Array expected, not a string', () => cram().start('x' as never)],
])('%s: an error of the caller', (message, run) => {
  expect(caught(run)).toMatchObject({ name: 'SaslError', code: 'bad-value', fault: 'local', message })
})

it('one message at a time: the previous one is still being processed', async () => {
  const server = plainServer(async () => true)
  const step = server.start(asBytes('\0tim\0x'))
  expect(caught(() => server.respond(EMPTY))).toMatchObject({
    code: 'unexpected',
    fault: 'local',
    message: 'respond PLAIN: a response came while the previous one is still being processed',
  })
  expect(await step).toMatchObject({ type: 'success' })
  const client = clientMechanism({ name: 'X', clientFirst: true, steps: [async () => EMPTY, () => EMPTY] })
  const response = client.respond(EMPTY)
  expect(caught(() => client.respond(EMPTY))).toMatchObject({
    fault: 'local',
    message: 'respond X: a challenge came while the previous one is still being processed',
  })
  await response
  expect(client.done).toBe(false)
  expect(client.respond(EMPTY)).toEqual(EMPTY)
  expect(client.done).toBe(true)
})

it('a client whose mechanism has no refusal of its own was not rejected', () => {
  const client = plainClient(tim)
  expect(client.rejected).toBeUndefined()
  expect(asChars(client.respond(EMPTY) as Uint8Array)).toBe('\0tim\0x')
  expect([client.rejected, client.done]).toEqual([undefined, true])
})

it('an identity with a field `then` is no promise, since that is not a function', () => {
  const found: Identity = Object.assign({ ...identity }, Object.fromEntries([['then', 'x']]))
  expect(plainServer(() => found).start(asBytes('\0tim\0x'))).toEqual({ type: 'success', identity })
})

it('the first challenge of a mechanism in which the client sends first is empty, and comes at once', () => {
  for (const server of [plainServer(() => true), scramServer('SHA-1', () => undefined)])
    expect(server.start(undefined)).toEqual({ type: 'challenge', data: EMPTY })
})
