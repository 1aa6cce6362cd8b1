/** That the types tell apart what the values tell apart: each union narrows by its string. The compiler checks the types, the run the values. */
import { describe, expect, expectTypeOf, test } from 'vitest'
import * as dns from '../../dns/src/all.js'
import * as imap from '../../imap/src/index.js'
import * as pop3 from '../../pop3/src/index.js'
import * as sasl from '../../sasl/src/index.js'
import * as smtp from '../../smtp/src/all.js'
import { asBytes, caught } from '../src/testing/index.js'

describe('dns', () => {
  const [mx] = dns.parseZone('gmail.com. 262 IN MX 5 gmail-smtp-in.l.google.com.')
  const [unknown] = dns.parseZone('gmail.com. 262 IN TYPE65280 \\# 1 ff')

  test('a record narrows by its type', () => {
    if (mx?.type !== 'MX' || unknown === undefined) throw new Error('no records')
    expectTypeOf(mx.data).toEqualTypeOf<dns.Mx | undefined>()
    expect(mx.data?.exchange).toBe('gmail-smtp-in.l.google.com')
    expect(unknown.type).toBe('TYPE65280')
  })

  test('what decode gives, encode takes', () => {
    expectTypeOf(dns.encodeMessage).parameter(0).toEqualTypeOf<dns.MessageInit>()
    expectTypeOf<dns.Message>().toExtend<dns.MessageInit>()
    expectTypeOf<dns.DnsRecord>().toExtend<dns.RecordInit>()
    const message = dns.decodeMessage(dns.encodeMessage({ id: 7 }))
    expect(dns.decodeMessage(dns.encodeMessage(message))).toEqual(message)
  })

  test('a record that is given is typed by its type', () => {
    const name = 'example.com'
    const mx: dns.RecordInit = { name, type: 'MX', data: { preference: 1, exchange: 'a' } }
    const opaque: dns.RecordInit = { name, type: 'MX', data: { bytes: Uint8Array.of(0, 1, 0) } }
    const number: dns.RecordInit = { name, type: 15, data: { preference: 1, exchange: 'a' } }
    const bare: dns.RecordInit = { name, type: 'A', class: 'ANY' }
    type Given<Type, Data> = { readonly name: string; readonly type: Type; readonly data: Data }
    expectTypeOf<Given<'MX', { preference: number; exchange: string }>>().toExtend<dns.RecordInit>()
    expectTypeOf<Given<'MX', { prio: number }>>().not.toExtend<dns.RecordInit>()
    expectTypeOf<Given<'MX', { preference: string; exchange: string }>>().not.toExtend<dns.RecordInit>()
    expectTypeOf<Given<'MX', { address: string }>>().not.toExtend<dns.RecordInit>()
    expectTypeOf<Given<'TYPE65280', { address: string }>>().not.toExtend<dns.RecordInit>()
    expect(dns.encodeMessage({ answers: [mx, opaque, number, bare] }).length).toBeGreaterThan(12)
  })

  test('the guard narrows to the closed list of codes', () => {
    const error: unknown = caught(() => dns.decodeMessage(new Uint8Array(3)))
    if (!dns.isDnsError(error)) throw new Error('no DnsError')
    expectTypeOf(error.code).toEqualTypeOf<dns.DnsErrorCode>()
    expectTypeOf(error.offset).toBeNumber()
    expect(error.code).toBe('truncated')
  })
})

describe('smtp', () => {
  test('a command narrows by its verb', () => {
    const command = smtp.decodeCommand(asBytes('MAIL FROM:<>\r\n'))
    if (command.verb !== 'mail') throw new Error('no MAIL')
    expectTypeOf(command.reversePath).toEqualTypeOf<smtp.Path | null>()
    expectTypeOf(command.parameters).toEqualTypeOf<smtp.MailParameters>()
    expect(command.reversePath).toBeNull()
  })

  test('an event narrows by its type', () => {
    const session = new smtp.ServerConnection({ hostname: 'mx.example' })
    const event = session.nextEvent()
    if (event?.type !== 'command') throw new Error('no command')
    expectTypeOf(event.command).toEqualTypeOf<smtp.ServerCommand>()
    expectTypeOf(session.send).parameter(0).toEqualTypeOf<smtp.ServerSend>()
    expectTypeOf(event.suggestedReply).toExtend<smtp.ServerSend>()
    expectTypeOf<Extract<smtp.ServerEvent, { type: 'body-chunk' }>['bytes']>().toEqualTypeOf<Uint8Array>()
    expect(event.command.verb).toBe('connect')
  })

  test('the guard narrows to the closed list of codes', () => {
    const error: unknown = caught(() => smtp.decodeReply(asBytes('what\r\n')))
    if (!smtp.isSmtpError(error)) throw new Error('no SmtpError')
    expectTypeOf(error.code).toEqualTypeOf<smtp.SmtpErrorCode>()
    expect(error.code).toBe('bad-reply')
  })
})

describe('pop3', () => {
  test('a command narrows by its verb', () => {
    const command = pop3.decodeCommand(asBytes('TOP 1 10\r\n'))
    if (command.verb !== 'top') throw new Error('no TOP')
    expectTypeOf(command.lines).toBeNumber()
    expect(command.lines).toBe(10)
  })

  test('an event narrows by its type', () => {
    const session = new pop3.ClientConnection()
    session.receive(asBytes('+OK ready\r\n'))
    const event = session.nextEvent()
    if (event?.type !== 'greeting') throw new Error('no greeting')
    expectTypeOf(event.response).toEqualTypeOf<pop3.Response>()
    expectTypeOf<pop3.Response['status']>().toEqualTypeOf<'+OK' | '-ERR'>()
    expect(event.response.status).toBe('+OK')
  })

  test('the guard narrows to the closed list of codes', () => {
    const error: unknown = caught(() => pop3.decodeResponse(asBytes('what\r\n')))
    if (!pop3.isPop3Error(error)) throw new Error('no Pop3Error')
    expectTypeOf(error.code).toEqualTypeOf<pop3.Pop3ErrorCode>()
    expect(error.code).toBe('bad-response')
  })
})

describe('imap', () => {
  test('a response narrows by its type', () => {
    const response = imap.decodeResponse(asBytes('* 1 FETCH (UID 7 ENVELOPE NIL)\r\n'))
    if (response.type !== 'fetch') throw new Error('no FETCH')
    expectTypeOf(response.items).toEqualTypeOf<imap.FetchItems>()
    expectTypeOf(response.items.uid).toEqualTypeOf<number | undefined>()
    expect(response.items.uid).toBe(7)
  })

  test('a body structure narrows by its kind', () => {
    const structure = imap.decodeResponse(asBytes('* 1 FETCH (BODY ("text" "plain" NIL NIL NIL "7bit" 3 1))\r\n'))
    const body = structure.type === 'fetch' ? structure.items.body : undefined
    if (body?.kind !== 'text') throw new Error('no text')
    expectTypeOf(body).toEqualTypeOf<imap.TextStructure>()
    expectTypeOf(body.lines).toEqualTypeOf<number>()
    expect(body.lines).toBe(1)
  })

  test('the guard narrows to the closed list of codes', () => {
    const error: unknown = caught(() => imap.decodeResponse(asBytes('* 1 EXISTS')))
    if (!imap.isImapError(error)) throw new Error('no ImapError')
    expectTypeOf(error.code).toEqualTypeOf<imap.ImapErrorCode>()
    expect(error.code).toBe('truncated')
  })
})

describe('sasl', () => {
  test('a step narrows by its type', async () => {
    const server = sasl.plainServer(() => true)
    const step = await server.respond(sasl.encodePlain({ authenticationId: 'tim', password: 'x' }))
    if (step.type !== 'success') throw new Error('no success')
    expectTypeOf(step.identity).toEqualTypeOf<sasl.Identity>()
    expect(step.identity.authorizationId).toBe('tim')
  })
})

test('every connection keeps one contract', () => {
  const connections = [
    new smtp.ClientConnection(),
    new smtp.ServerConnection({ hostname: 'mx.example' }),
    new pop3.ClientConnection(),
    new pop3.ServerConnection(),
    new imap.ClientConnection(),
    new imap.ServerConnection(),
  ] satisfies smtp.Connection<{ readonly type: string }>[]
  expectTypeOf(connections[0]!.waiting).toEqualTypeOf<'input' | 'reply' | 'upgrade' | 'closed'>()
  expect(connections.map(({ waiting }) => waiting)).toHaveLength(6)
})
