/** What JavaScript callers give in spite of the types: an SmtpError or a result, and never another error. */
import { asChars, caught, drive, octets, throwsOnly } from '@mailwire/tooling/testing'
import { expect, it } from 'vitest'
import * as smtp from '../src/index.js'
import { content, data, ehlo, mail, rcpt, ready, serve } from './support.js'

const junk: readonly unknown[] = [
  undefined,
  null,
  '',
  'x',
  1.5,
  -1,
  Number.NaN,
  7n,
  true,
  Symbol('x'),
  {},
  [],
  [undefined],
  [null],
  [{}],
  new ArrayBuffer(3),
  new Uint8Array(3),
  () => 1,
]

const mailbox = { localPart: 'a', domain: 'b.example' }

/** Functions by name, with arguments that they accept. */
const calls: Readonly<Record<string, readonly unknown[]>> = {
  encodeCommand: [{ verb: 'mail', reversePath: mailbox, parameters: { size: 1, body: '8BITMIME', auth: '<>' } }],
  parseDomain: ['b.example'],
  parseEnhancedStatus: ['2.0.0'],
  enhancedMeaning: ['2.0.0'],
  messageNeeds: [new Uint8Array(1)],
  formatLocalPart: ['a'],
  formatMailbox: [mailbox],
  formatPath: [mailbox],
  localPartText: [mailbox],
  needsUtf8: [mailbox],
  parseMailbox: ['a@b.example'],
  encodeReply: [{ code: 250, enhanced: '2.0.0', lines: ['ok'] }],
  decodeXtext: ['a'],
  encodeXtext: ['a'],
}

/** The value with each of its parts replaced in turn, and as a whole. */
function* damaged(value: unknown): Generator<unknown> {
  yield* junk
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return
  for (const [key, part] of Object.entries(value))
    for (const other of damaged(part)) {
      const copy = Array.isArray(value) ? [...value] : { ...value }
      ;(copy as Record<string, unknown>)[key] = other
      yield copy
    }
}

it.each(Object.entries(calls))('%s takes any value or throws an SmtpError', (name, args) => {
  const run = (smtp as unknown as Record<string, (...args: unknown[]) => unknown>)[name]!
  run(...args)
  for (const list of damaged(args)) if (Array.isArray(list)) throwsOnly('SmtpError', () => run(...list))
})

it.each([ehlo, mail, rcpt('a'), data, content('x'), { type: 'auth-response', data: new Uint8Array(1) }])(
  'ClientConnection: send and check of %o take any value or throw an SmtpError',
  input => {
    for (const value of damaged(input)) {
      const client = ready('250-SIZE\r\n250-CHUNKING\r\n', mail, rcpt('a'))
      throwsOnly('SmtpError', () => client.check(value as smtp.CommandInit))
      throwsOnly('SmtpError', () => client.send(value as smtp.ClientSend))
      throwsOnly('SmtpError', () => ready('').send(value as smtp.ClientSend))
    }
  },
)

it.each([
  { code: 250, enhanced: '2.0.0', lines: ['ok'] },
  { type: 'challenge', data: new Uint8Array(1) },
])('ServerConnection: send of %o takes any value or throws an SmtpError', output => {
  for (const value of damaged(output)) {
    const { server } = serve([], {}, () => undefined)
    throwsOnly('SmtpError', () => server.send(value as smtp.ServerSend))
  }
})

it('Transaction takes any envelope or throws an SmtpError', () => {
  for (const envelope of damaged({ sender: mailbox, recipients: [mailbox], mailParameters: {}, rcptParameters: {} }))
    throwsOnly('SmtpError', () => new smtp.Transaction(ready(''), envelope as smtp.Envelope))
})

it('refuses a piece of the message that is not bytes, by DATA and by BDAT', () => {
  const client = ready('250-CHUNKING\r\n', mail, rcpt('a'))
  const byData = ready('', mail, rcpt('a'), data)
  drive(byData, [octets('250 ok\r\n250 ok\r\n354 go\r\n')])
  for (const one of [client, byData])
    expect(caught(() => one.send({ type: 'data-chunk', bytes: 'x' as unknown as Uint8Array }))).toMatchObject({
      name: 'SmtpError',
      code: 'bad-argument',
    })
})

it('writes the line that was checked, whatever the fields hold later', () => {
  const domains = ['a', 'a\r\nQUIT', 'b']
  const client = ready('', { verb: 'rset' })
  client.send({
    verb: 'ehlo',
    get domain() {
      return domains.shift() ?? 'c'
    },
  })
  drive(client, [octets('250 ok\r\n')])
  expect(asChars(client.takeOutput())).toBe('EHLO a\r\n')
})
