/** APOP (RFC 1939 7): where the timestamp is, which are taken, and the digest both ways. */
import { createHash } from 'node:crypto'
import { asBytes, caught, drive, everySplit } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { apopDigest, ClientConnection, type Command, greetingTimestamp, ServerConnection, verifyApop } from '../src/index.js'
import { say, written } from './support.js'

const md5 = (data: Uint8Array): Uint8Array => new Uint8Array(createHash('md5').update(data).digest())
const TIMESTAMP = '<1896.697170952@dbc.mtview.ca.us>'
const DIGEST = 'c4c9334bac560ecc979e58001b3e22fb'
const apop: Command = { verb: 'apop', name: 'mrose', digest: DIGEST }

describe('the timestamp of a greeting', () => {
  it.each<[string, string | undefined]>([
    [`POP3 server ready ${TIMESTAMP}`, TIMESTAMP],
    ['mail.test POP3 ready <F2.AA@mail.test> hello', '<F2.AA@mail.test>'],
    ['<a@b>', '<a@b>'],
    ['Dovecot ready. <3a51.1.65f0a1b2.kKxY/2+zQ==@pop.example>', '<3a51.1.65f0a1b2.kKxY/2+zQ==@pop.example>'],
    ['hello <1@[192.0.2.1]>', '<1@[192.0.2.1]>'],
    ['a < b <1@x>', '<1@x>'],
    ['<<1@x>>', '<1@x>'],
    ['hello', undefined],
    ['hello <>', undefined],
    ['hello <pop.example>', undefined],
    ['hello <@x>', undefined],
    ['hello <1@>', undefined],
    ['hello <1@x', undefined],
    ['hello <1 2@x>', undefined],
    ['hello <1@x@y>', undefined],
    ['hello <1..2@x>', undefined],
    ['hello <.1@x>', undefined],
    ['hello <1@x.>', undefined],
    ['hello <1@(none)>', undefined],
    ['hello <1@[x>', undefined],
    ['hello <1@[x]y]>', undefined],
    ['hello <\u0001@x>', undefined],
    ['hello <1\udce9@x>', undefined],
    ['hello <é@x>', undefined],
    ['hello <1@\u007f>', undefined],
  ])('of %j is %j: a msg-id, wherever it is (RFC 1939 7)', (text, timestamp) => {
    expect(greetingTimestamp(text)).toBe(timestamp)
  })

  it.each<[string, string | undefined]>([
    ['hello <1\udce9@x> <1@x>', '<1\udce9@x>'],
    ['hello <1@(none)>', '<1@(none)>'],
    ['hello <1 2>', '<1 2>'],
    ['hello <>', undefined],
    ['hello', undefined],
  ])('of %j is %j where any syntax will do', (text, timestamp) => {
    expect(greetingTimestamp(text, { anyTimestamp: true })).toBe(timestamp)
  })

  it.each(['<', '<a.', '<a@', '<a@[', '<a@b.'])('is looked for in linear time: %j', part => {
    const time = (count: number): number => {
      const from = performance.now()
      greetingTimestamp(part.repeat(count))
      greetingTimestamp(part.repeat(count), { anyTimestamp: true })
      return performance.now() - from
    }
    time(1000)
    expect(time(200_000)).toBeLessThan(500)
  })
})

describe('the digest', () => {
  it.each([
    ['a synchronous', md5],
    ['an asynchronous', async (data: Uint8Array) => md5(data)],
  ])('is that of RFC 1939 7 by %s MD5', async (_name, hash) => {
    expect(await apopDigest(TIMESTAMP, 'tanstaaf', hash)).toBe(DIGEST)
    expect(await verifyApop(DIGEST, TIMESTAMP, 'tanstaaf', hash)).toBe(true)
  })

  it('is of the secret in UTF-8 (RFC 6856 2.2), and of the bytes of the timestamp', async () => {
    const hashed: Uint8Array[] = []
    await apopDigest('<\udce9>', 'pässword', data => {
      hashed.push(data)
      return md5(data)
    })
    expect(hashed).toEqual([asBytes('<\xe9>p\xc3\xa4ssword')])
  })

  it.each([
    ['another secret', DIGEST, TIMESTAMP, 'tanstaaF'],
    ['another timestamp', DIGEST, '<1896.697170953@dbc.mtview.ca.us>', 'tanstaaf'],
    ['a digest that differs at its end', `${DIGEST.slice(0, -1)}c`, TIMESTAMP, 'tanstaaf'],
    ['a digest that differs at its start', `d${DIGEST.slice(1)}`, TIMESTAMP, 'tanstaaf'],
    ['a part of the digest', DIGEST.slice(0, 31), TIMESTAMP, 'tanstaaf'],
    ['no digest', '', TIMESTAMP, 'tanstaaf'],
    ['upper case (RFC 1939 7)', DIGEST.toUpperCase(), TIMESTAMP, 'tanstaaf'],
  ])('is not that of %s', async (_name, digest, timestamp, secret) => {
    expect(await verifyApop(digest, timestamp, secret, md5)).toBe(false)
  })

  it.each<[string, () => Promise<unknown>]>([
    ['no MD5', () => apopDigest(TIMESTAMP, 'secret', undefined as never)],
    ['an MD5 of 15 bytes', () => apopDigest(TIMESTAMP, 'secret', () => new Uint8Array(15))],
    ['an MD5 of hex', () => apopDigest(TIMESTAMP, 'secret', (() => DIGEST) as never)],
    ['a secret that is no string', () => verifyApop(DIGEST, TIMESTAMP, 5 as never, md5)],
    ['a secret of a lone surrogate', () => verifyApop(DIGEST, TIMESTAMP, 'secret\ud800', md5)],
  ])('wants more than %s, and its error holds no secret', async (_name, run) => {
    const error: Error = await run().then(
      () => expect.fail('accepted'),
      error => error as Error,
    )
    expect(error).toMatchObject({ name: 'Pop3Error', fault: 'local' })
    expect(JSON.stringify(error)).not.toContain('secret')
  })
})

describe('a client', () => {
  const greeted = (text: string, anyTimestamp?: boolean): ClientConnection => {
    const client = new ClientConnection({ anyTimestamp })
    say(client, `+OK ${text}\r\n`)
    return client
  }
  const toTls = (client: ClientConnection): ClientConnection => {
    client.send({ verb: 'stls' })
    say(client, '+OK\r\n')
    client.upgraded()
    client.takeOutput()
    return client
  }

  it.each<[string, () => ClientConnection]>([
    ['no timestamp', () => greeted('hello')],
    ['a timestamp with an 8-bit byte', () => greeted('hello <1\xe9@x>')],
    ['a timestamp that is no msg-id', () => greeted('hello <1@(none)>')],
    ['a timestamp that was received before TLS (RFC 2595 4)', () => toTls(greeted('hello <1@x>'))],
  ])('does not send APOP after %s (CVE-2007-1558)', (_name, make) => {
    const client = make()
    expect(client.timestamp).toBeUndefined()
    expect(caught(() => client.send(apop))).toMatchObject({ code: 'not-offered', fault: 'local' })
    expect(written(client)).toBe('')
  })

  it.each<[string, () => ClientConnection, string]>([
    ['a timestamp with an 8-bit byte', () => greeted('hello <1\xe9@x>', true), '<1\udce9@x>'],
    ['a timestamp that is no msg-id', () => greeted('hello <1@(none)>', true), '<1@(none)>'],
    ['a timestamp that was received before TLS', () => toTls(greeted('hello <1@x>', true)), '<1@x>'],
  ])('sends it after %s where it was told to', (_name, make, timestamp) => {
    const client = make()
    expect(client.timestamp).toBe(timestamp)
    client.send(apop)
    expect(written(client)).toBe(`APOP mrose ${DIGEST}\r\n`)
  })

  it('sends none that was queued before a greeting without a timestamp, nor what waits behind it', () => {
    const client = new ClientConnection()
    for (const command of [apop, { verb: 'stat' }, { verb: 'quit' }] as const) client.send(command)
    const events = say(client, '+OK hello\r\n')
    expect(events.flatMap(event => (event.type === 'unanswered' ? [event.command.verb] : []))).toEqual(['apop', 'stat'])
    expect(written(client)).toBe('QUIT\r\n')
  })

  it('does not queue it behind STLS, unless it was told to', () => {
    for (const [anyTimestamp, expected] of [
      [false, 'not-offered'],
      [true, undefined],
    ] as const) {
      const client = new ClientConnection({ anyTimestamp })
      client.send({ verb: 'stls' })
      const code = (() => {
        try {
          client.send(apop)
          return undefined
        } catch (error) {
          return (error as { code?: unknown }).code
        }
      })()
      expect(code).toBe(expected)
    }
  })
})

it('a server takes a msg-id for its timestamp, and nothing else', () => {
  for (const timestamp of ['1@x', '<1@x> ', '<1@x', 'a <1@x>', '', '<é@x>'])
    expect(caught(() => new ServerConnection({ timestamp }))).toMatchObject({ code: 'bad-value', fault: 'local' })
  expect(new ServerConnection({ timestamp: '<1@x>' }).nextEvent()).toMatchObject({ suggestedReply: { text: 'ready <1@x>' } })
})

it('the name of a server is no timestamp and no response code (RFC 2449 3)', () => {
  for (const hostname of ['<1@x>', 'x<', 'x <1@x>', '[127.0.0.1]', '[SYS/PERM] x'])
    expect(caught(() => new ServerConnection({ hostname }))).toMatchObject({
      code: 'bad-value',
      fault: 'local',
      message: `new ServerConnection: hostname: no "[" at its start and no "<" expected: ${JSON.stringify(hostname)}`,
    })
  for (const hostname of ['pop.example', 'x [1]>'])
    expect(new ServerConnection({ hostname }).nextEvent()).toMatchObject({ suggestedReply: { text: `${hostname} ready` } })
  expect(caught(() => new ServerConnection({ hostname: 'x\r\n' })).message).toMatch(/^new ServerConnection: hostname: /)
})

it('a session by APOP, both ways and at every split', async () => {
  const digest = await apopDigest('<1@pop.example>', 'secret', md5)
  for (const chunks of everySplit(asBytes(`APOP mrose ${digest}\r\n`))) {
    const server = new ServerConnection({ timestamp: '<1@pop.example>' })
    const found: string[] = []
    drive(server, chunks, event => {
      if (event.type !== 'command') return
      if (event.command.verb === 'apop') found.push(event.command.digest)
      server.send(event.command.verb === 'apop' ? { status: '+OK' } : event.suggestedReply)
    })
    expect([await verifyApop(found[0]!, '<1@pop.example>', 'secret', md5), server.state]).toEqual([true, 'transaction'])
  }
})
