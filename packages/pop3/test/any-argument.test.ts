/** Every function and method of the index with every kind of wrong argument: a result of the kind that it gives, or a Pop3Error. */
import { asBytes, takesAnything } from '@mailwire/tooling/testing'
import { expect, it } from 'vitest'
import * as pop3 from '../src/index.js'
import { loggedIn, serverAt } from './support.js'

type Call = (...args: readonly unknown[]) => unknown

const noop = { verb: 'noop' }

/** Arguments that each function accepts, the optional ones too. */
const functions: Readonly<Record<string, readonly unknown[]>> = {
  apopDigest: ['<a@b>', 'secret', () => new Uint8Array(16)],
  decodeCommand: [asBytes('NOOP\r\n'), { strict: true, origin: 0 }],
  decodeContinuation: [asBytes('+ aGk=\r\n'), { strict: true, origin: 0 }],
  decodeResponse: [asBytes('+OK\r\n'), { strict: true, origin: 0 }],
  encodeCommand: [noop],
  encodeContinuation: [asBytes('a')],
  encodeResponse: [{ status: '+OK', code: 'AUTH', text: 'a' }],
  formatCapabilities: [{ user: true, sasl: ['PLAIN'] }],
  formatDropListing: [{ count: 1, octets: 2 }],
  formatLanguageListing: [{ tag: 'de', name: 'Deutsch' }],
  formatScanListing: [{ message: 1, octets: 2 }],
  formatUniqueIdListing: [{ message: 1, uid: 'a' }],
  framingOf: [{ verb: 'list', message: undefined }],
  greetingTimestamp: ['<a@b>', { anyTimestamp: true }],
  isPop3Error: [1],
  parseCapabilities: [['SASL PLAIN']],
  parseDropListing: ['1 2'],
  parseLanguageListing: ['de Deutsch'],
  parseScanListing: ['1 2'],
  parseUniqueIdListing: ['1 a'],
  registeredCode: ['AUTH'],
  verifyApop: ['0'.repeat(32), '<a@b>', 'secret', () => new Uint8Array(16)],
}

const challenged = (): pop3.ClientConnection => {
  const client = new pop3.ClientConnection()
  client.send({ verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined })
  client.receive(asBytes('+OK\r\n+ \r\n'))
  while (client.nextEvent() !== undefined);
  return client
}
const sending = (): pop3.ServerConnection => {
  const { server } = serverAt(['USER a', 'PASS b', 'RETR 1'])
  server.send({ status: '+OK' })
  return server
}
const challenging = (): pop3.ServerConnection => serverAt(['AUTH PLAIN'], { capabilities: { sasl: ['PLAIN'] } }).server

/** Calls of the methods, each on a connection of its own, and of the constructors. */
const methods: Readonly<Record<string, readonly [args: readonly unknown[], call: Call]>> = {
  'new ClientConnection': [[{ pipelining: true, limits: {} }], options => new pop3.ClientConnection(options as object)],
  'new ServerConnection': [
    [{ hostname: 'a', timestamp: '<a@b>', capabilities: {}, verbs: [], limits: {} }],
    options => {
      const server = new pop3.ServerConnection(options as object)
      server.nextEvent()
      server.send({ status: '+OK' })
      server.receive(asBytes('CAPA\r\nXFOO\r\nAUTH PLAIN\r\n'))
      for (let event = server.nextEvent(); event !== undefined; event = server.nextEvent())
        if ('suggestedReply' in event) server.send(event.suggestedReply)
    },
  ],
  'ClientConnection.send': [[noop], input => loggedIn({}).send(input as pop3.ClientSend)],
  'ClientConnection.send, a response': [
    [{ type: 'auth-response', data: new Uint8Array(1) }],
    input => challenged().send(input as pop3.ClientSend),
  ],
  'ClientConnection.receive': [[asBytes('+OK\r\n')], chunk => loggedIn({}).receive(chunk as Uint8Array)],
  'ServerConnection.send': [[{ status: '+OK' }], output => serverAt(['USER a']).server.send(output as pop3.ServerSend)],
  'ServerConnection.send, rows': [
    [{ status: '+OK', rows: ['1 2'] }],
    output => serverAt(['USER a', 'PASS b', 'LIST']).server.send(output as pop3.ServerSend),
  ],
  'ServerConnection.send, a chunk': [
    [{ type: 'body-chunk', bytes: asBytes('a') }],
    output => sending().send(output as pop3.ServerSend),
  ],
  'ServerConnection.send, a challenge': [
    [{ type: 'challenge', data: new Uint8Array(1) }],
    output => challenging().send(output as pop3.ServerSend),
  ],
  'ServerConnection.receive': [[asBytes('NOOP\r\n')], chunk => challenging().receive(chunk as Uint8Array)],
}

it('each function and class of the index has a row, and each method that takes something', () => {
  const exported = Object.entries(pop3 as unknown as Readonly<Record<string, unknown>>)
  const called = exported.filter(([name, value]) => typeof value === 'function' && name !== 'Pop3Error').map(([name]) => name)
  const classes = called.filter(name => name.endsWith('Connection'))
  expect(called.filter(name => !classes.includes(name)).sort()).toEqual(Object.keys(functions).sort())
  const taking = classes.flatMap(name => [`new ${name}`, `${name}.send`, `${name}.receive`])
  expect(Object.keys(methods)).toEqual(expect.arrayContaining(taking))
})

it.each(Object.entries(functions))('%s', async (name, args) => {
  const call = (pop3 as unknown as Readonly<Record<string, Call>>)[name]!
  call(...args)
  await takesAnything({
    errorName: 'Pop3Error',
    args,
    call,
    deep: true,
    fault: /^(?:encode|format|apop|verify)/.test(name) ? 'local' : 'kind',
  })
})

it.each(Object.entries(methods))('%s', async (_name, [args, call]) => {
  call(...args)
  await takesAnything({ errorName: 'Pop3Error', args, call, deep: true, fault: 'local' })
})
