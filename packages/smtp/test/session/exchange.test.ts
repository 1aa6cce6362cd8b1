/** The client side of AUTH: which challenges are answered, and what may be sent (RFC 4954 4). */
import { asBytes, asChars, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, type ClientSend } from '../../src/all.js'
import { ehlo, ready } from '../support.js'

const auth = { verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined } as const

/** A client with a challenge to answer. */
function challenged(): ClientConnection {
  const client = ready('250-AUTH PLAIN\r\n', auth)
  drive(client, [asBytes('334 \r\n')])
  return client
}

describe('a challenge', () => {
  it('of several lines is one (RFC 5321 4.2.1)', () => {
    const client = ready('250-AUTH PLAIN\r\n', auth)
    expect(drive(client, [asBytes('334-YWJj\r\n334 ZGVm\r\n')])).toEqual([{ type: 'challenge', data: asBytes('abcdef') }])
  })

  it('above the limit of one exchange ends the session', () => {
    const client = new ClientConnection({ limits: { challenges: 2 } })
    client.send(ehlo)
    drive(client, [asBytes('220 x\r\n250-x\r\n250 AUTH PLAIN\r\n')])
    // A new exchange begins to count anew.
    for (const count of [2, 3]) {
      client.send(auth)
      for (let at = 0; at < 2; at++) {
        expect(drive(client, [asBytes('334 \r\n')])).toEqual([{ type: 'challenge', data: asBytes('') }])
        client.send({ type: 'auth-response', data: asBytes('x') })
      }
      if (count === 2) drive(client, [asBytes('535 no\r\n')])
    }
    expect(drive(client, [asBytes('334 \r\n')])).toMatchObject([
      { type: 'unanswered', command: auth, sent: true },
      {
        type: 'protocol-error',
        error: { code: 'limit', message: 'receive: more than 2 challenges in one exchange' },
        fatal: true,
      },
    ])
  })

  it('after the exchange was cancelled ends the session; in the next exchange it may come', () => {
    const client = challenged()
    client.send({ type: 'auth-cancel' })
    drive(client, [asBytes('501 cancelled\r\n')])
    client.send(auth)
    expect(drive(client, [asBytes('334 \r\n')])).toEqual([{ type: 'challenge', data: asBytes('') }])
    client.send({ type: 'auth-cancel' })
    expect(drive(client, [asBytes('334 \r\n')]).at(-1)).toMatchObject({
      type: 'protocol-error',
      error: { code: 'bad-reply', message: 'receive: challenge after the exchange was cancelled' },
      fatal: true,
    })
  })
})

describe('what answers a challenge', () => {
  it.each<[string, unknown, string, string]>([
    ['text', { type: 'auth-response', data: 'x' }, 'bad-value', 'send auth-response: a Uint8Array expected, not a string'],
    [
      'another type',
      { type: 'auth', data: asBytes('x') },
      'bad-value',
      'send: a command or the type body-chunk, body-end, auth-response or auth-cancel expected, not "auth"',
    ],
    [
      'a type that is no string',
      { type: 5 },
      'bad-value',
      'send: a command or the type body-chunk, body-end, auth-response or auth-cancel expected, not a number',
    ],
    [
      'nothing',
      { type: 'auth-response', data: undefined },
      'bad-value',
      'send auth-response: a Uint8Array expected, not undefined',
    ],
  ])('is not %s', (_name, input, code, message) => {
    const client = challenged()
    expect(caught(() => client.send(input as ClientSend))).toMatchObject({ name: 'SmtpError', code, message })
    expect([client.takeOutput(), client.waiting]).toEqual([[], 'reply'])
  })

  it('is never sent where no challenge waits', () => {
    const client = ready('250-AUTH PLAIN\r\n', auth)
    for (const type of ['auth-response', 'auth-cancel'] as const)
      expect(caught(() => client.send({ type, data: asBytes('x') }))).toMatchObject({
        code: 'invalid-state',
        message: `send ${type}: no challenge is waiting`,
      })
    expect(client.takeOutput()).toEqual([])
  })

  it('is `*` where it is cancelled, whatever else the caller gives', () => {
    const client = challenged()
    client.send({ type: 'auth-cancel', data: asBytes('secret') } as ClientSend)
    expect(asChars(client.takeOutput())).toBe('*\r\n')
  })
})
