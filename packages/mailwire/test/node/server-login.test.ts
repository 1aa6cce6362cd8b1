import { type ClientMechanism, loginClient, plainClient, SaslError, type ServerMechanism, type ServerStep } from '@mailwire/sasl'
import { afterEach, describe, expect, it } from 'vitest'
import { ServerLogin } from '../../src/node/server-login.js'
import {
  type Endpoint,
  type Listener,
  Maildrop,
  readImap,
  readPop3,
  sendMail,
  startImapServer,
  startPop3Server,
  startSmtpServer,
  type User,
} from '../../src/node.js'
import { asBytes, converse, MESSAGE, mailbox, text } from '../peers.js'

const base64 = (value: string): string => Buffer.from(value).toString('base64')
const CREDENTIALS = { authenticationId: 'someone', password: 'secret' }
const PLAIN = base64('\0someone\0secret')

const open: Listener[] = []
afterEach(() => Promise.all(open.splice(0).map(listener => listener.close())))
async function opened<Server extends Listener>(starting: Promise<Server>): Promise<Server> {
  const server = await starting
  open.push(server)
  return server
}

/** The users of a server, of whom one has a password that cannot be looked up. */
const users = (): User[] => [
  { name: 'someone', password: 'secret', maildrop: new Maildrop() },
  {
    name: 'broken',
    get password(): string {
      throw new Error('no directory')
    },
    maildrop: new Maildrop(),
  },
]

const shared = (seen: string[] = [], errors: unknown[] = []) => ({
  hostname: 'mx.example',
  allowCleartextCredentials: true,
  tap: (direction: string, bytes: Uint8Array) => void seen.push(`${direction} ${text(bytes)}`),
  onError: (error: unknown) => void errors.push(error),
})

const clear = { allowCleartextCredentials: true, timeout: 3000 } as const

/** Each client with the server of its protocol, and how that speaks in an exchange. */
const protocols = {
  smtp: {
    start: (seen?: string[], errors?: unknown[]) =>
      startSmtpServer({
        ...shared(seen, errors),
        verify: ({ authenticationId, password }) => {
          if (authenticationId === 'broken') throw new Error('no directory')
          return authenticationId === 'someone' && password === 'secret'
        },
        onMessage: () => ({ code: 250 }),
      }),
    run: (server: Endpoint, login: object) =>
      sendMail(
        server,
        { sender: null, recipients: [mailbox('a')], content: MESSAGE },
        { ...clear, hostname: 'pc.example', ...login },
      ),
    hello: 'EHLO a\r\n',
    command: (mechanism: string, response = '') => `AUTH ${mechanism}${response === '' ? '' : ` ${response}`}\r\n`,
    challenge: /^334 /m,
    accepted: /^235 2\.7\.0 /m,
    refused: /^535 5\.7\.8 /m,
    cancelled: /^501 /m,
    unavailable: /^454 4\.7\.0 /m,
    offers: /^250[ -]AUTH PLAIN LOGIN\r$/m,
    ask: 'EHLO a\r\n',
  },
  pop3: {
    start: (seen?: string[], errors?: unknown[]) => startPop3Server({ ...shared(seen, errors), users: users() }),
    run: (server: Endpoint, login: object) => readPop3(server, { ...clear, ...login }),
    hello: '',
    command: (mechanism: string, response = '') => `AUTH ${mechanism}${response === '' ? '' : ` ${response}`}\r\n`,
    challenge: /^\+ /m,
    accepted: /^\+OK 0 messages/m,
    refused: /^-ERR \[AUTH\] /m,
    cancelled: /^-ERR authentication was cancelled/m,
    unavailable: /^-ERR \[SYS\/TEMP\] /m,
    offers: /^SASL SCRAM-SHA-512 SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN\r$/m,
    ask: 'CAPA\r\n',
  },
  imap: {
    start: (seen?: string[], errors?: unknown[]) => startImapServer({ ...shared(seen, errors), users: users() }),
    run: (server: Endpoint, login: object) => readImap(server, { ...clear, ...login }),
    hello: '',
    command: (mechanism: string, response = '') => `a AUTHENTICATE ${mechanism}${response === '' ? '' : ` ${response}`}\r\n`,
    challenge: /^\+ /m,
    accepted: /^a OK /m,
    refused: /^a NO /m,
    cancelled: /^a BAD /m,
    unavailable: /^a NO \[UNAVAILABLE\] /m,
    offers: /^\* CAPABILITY .*AUTH=SCRAM-SHA-512 AUTH=SCRAM-SHA-256 AUTH=SCRAM-SHA-1 AUTH=PLAIN AUTH=LOGIN/m,
    ask: 'a CAPABILITY\r\n',
  },
} as const

const names = ['smtp', 'pop3', 'imap'] as const

describe.each(names)('a client and a server of %s', name => {
  const { start, run } = protocols[name]
  const attempt = (server: Endpoint, login: object): Promise<unknown> =>
    run(server, login).then(
      () => undefined,
      (error: unknown) => error,
    )
  const verb = name === 'imap' ? 'AUTHENTICATE' : 'AUTH'

  it.each([
    ['PLAIN', (password: string) => plainClient({ ...CREDENTIALS, password })],
    ['LOGIN', (password: string) => loginClient({ ...CREDENTIALS, password })],
  ])('%s, and its wrong password', async (mechanism, make) => {
    const seen: string[] = []
    const server = await opened(start(seen))
    expect(await attempt(server, { authenticate: () => make('secret') })).toBeUndefined()
    expect(seen.join('')).toContain(`${verb} ${mechanism}`)
    expect(seen.join('')).not.toMatch(new RegExp(`${base64('someone')}|${base64('secret')}|${PLAIN}`))
    expect(await attempt(server, { authenticate: () => make('guess') })).toMatchObject({ name: 'NetworkError', code: 'refused' })
  })

  it('a name and a password go by the strongest mechanism that there is for them', async () => {
    const seen: string[] = []
    const server = await opened(start(seen))
    expect(await attempt(server, { name: 'someone', password: 'secret' })).toBeUndefined()
    expect(await attempt(server, { name: 'someone', password: 'guess' })).toMatchObject({ code: 'refused' })
    const strongest = name === 'smtp' ? 'PLAIN' : 'SCRAM-SHA-512'
    expect(seen.filter(line => line.includes(`${verb} ${strongest} ***`))).toHaveLength(2)
  })

  it('a mechanism that takes its time, and one that throws half-way', async () => {
    const server = await opened(start())
    const slowly = (mechanism: ClientMechanism): ClientMechanism => ({
      name: mechanism.name,
      clientFirst: false,
      get done() {
        return mechanism.done
      },
      respond: async challenge => {
        await new Promise(settle => setTimeout(settle, 20))
        if (text(challenge) === 'Password:' && broken) throw new RangeError('no password')
        return mechanism.respond(challenge)
      },
    })
    let broken = false
    expect(await attempt(server, { authenticate: () => slowly(loginClient(CREDENTIALS)) })).toBeUndefined()
    broken = true
    expect(await attempt(server, { authenticate: () => slowly(loginClient(CREDENTIALS)) })).toEqual(new RangeError('no password'))
  })
})

describe.each(names)('the server of %s', name => {
  const { start, hello, command, challenge, accepted, refused, cancelled, unavailable, offers, ask } = protocols[name]
  const talking = async (errors: unknown[] = []) => {
    const peer = await converse(await opened(start([], errors)))
    peer.write(hello)
    return peer
  }
  /** Says a line, and waits for an answer to it. */
  const heard = async (peer: Awaited<ReturnType<typeof converse>>, line: string, answer: RegExp): Promise<string> => {
    const before = (await peer.until('')).length
    peer.write(line)
    for (let at = 0; at < 200; at++) {
      const said = (await peer.until('')).slice(before)
      if (answer.test(said)) return said
      await new Promise(settle => setTimeout(settle, 10))
    }
    throw new Error(`no answer to ${JSON.stringify(line)}: ${JSON.stringify(await peer.until(''))}`)
  }

  it('offers what its users, or its verifier, can judge', async () => {
    const peer = await talking()
    await heard(peer, ask, offers)
  })

  it('takes PLAIN without an initial response, and LOGIN with one', async () => {
    const peer = await talking()
    await heard(peer, command('PLAIN'), challenge)
    await heard(peer, `${PLAIN}\r\n`, accepted)
    const other = await talking()
    expect(await heard(other, command('LOGIN', base64('someone')), challenge)).toContain(base64('Password:'))
    await heard(other, `${base64('secret')}\r\n`, accepted)
  })

  it('an exchange that is cancelled, or that was refused, can be begun anew', async () => {
    const peer = await talking()
    expect(await heard(peer, command('LOGIN'), challenge)).toContain(base64('Username:'))
    await heard(peer, `${base64('someone')}\r\n`, challenge)
    await heard(peer, '*\r\n', cancelled)
    await heard(peer, command('PLAIN', base64('\0someone\0guess')), refused)
    await heard(peer, command('PLAIN', base64('someone')), refused)
    await heard(peer, command('LOGIN', base64('someone')), challenge)
    await heard(peer, `${base64('secret')}\r\n`, accepted)
  })

  it('to act as somebody else is refused (RFC 4616 2)', async () => {
    const peer = await talking()
    await heard(peer, command('PLAIN', base64('other\0someone\0secret')), refused)
  })

  it('what a mechanism throws is answered, and reported; the session goes on', async () => {
    const errors: unknown[] = []
    const peer = await talking(errors)
    await heard(peer, command('PLAIN', base64('\0broken\0x')), unavailable)
    expect(errors).toEqual([new Error('no directory')])
    await heard(peer, command('PLAIN', PLAIN), accepted)
  })
})

describe('the loop of the servers', () => {
  const identity = { authenticationId: 'a', authorizationId: 'a' }
  const login = (steps: (ServerStep | Error | Promise<ServerStep>)[]) => {
    const sent: unknown[] = []
    const errors: unknown[] = []
    const step = (): ServerStep | Promise<ServerStep> => {
      const next = steps.shift()!
      if (next instanceof Error) throw next
      return next
    }
    const mechanism: ServerMechanism = { name: 'X', start: step, respond: step }
    let isOver = false
    const exchange = new ServerLogin<string>({
      methods: { ownMechanisms: new Map([['X', () => mechanism]]) },
      hostname: 'mx.example',
      isSecure: () => true,
      isOver: () => isOver,
      send: output => void sent.push(output),
      report: error => void errors.push(error),
    })
    const answers = {
      accepted: ({ authorizationId }: { authorizationId: string }) => {
        if (authorizationId === 'bad') throw new Error('no room')
        return `welcome ${authorizationId}`
      },
      refused: () => 'refused',
      unavailable: 'unavailable',
    }
    let isThere = true
    const peer = { written: async () => isThere, channelBindings: () => [], certificate: () => undefined, wake: () => {} }
    return {
      sent,
      errors,
      start: (mechanism: string | undefined) => exchange.start({ mechanism }, answers, peer),
      respond: (response: string) => exchange.respond(asBytes(response), answers, peer),
      leave: () => {
        isThere = false
      },
      end: () => {
        isOver = true
      },
    }
  }
  const challenge: ServerStep = { type: 'challenge', data: asBytes('who?') }

  it('knows its own mechanisms only', async () => {
    const { start, sent } = login([])
    for (const name of ['Y', 'constructor', undefined]) expect(await start(name)).toBe(false)
    expect(sent).toEqual([])
  })

  it('what goes with a success is a challenge, to which the response is empty (RFC 4954 4, RFC 5034 4, RFC 9051 6.2.2)', async () => {
    const success: ServerStep = { type: 'success', identity, data: asBytes('v=x') }
    for (const [response, end] of [
      ['', 'welcome a'],
      ['more', 'refused'],
    ] as const) {
      const { start, respond, sent } = login([challenge, success])
      expect(await start('X')).toBe(true)
      await respond('me')
      await respond(response)
      expect(sent).toEqual([challenge, { type: 'challenge', data: asBytes('v=x') }, end])
    }
  })

  it('an exchange that was left open by a success with data proves nothing to the next', async () => {
    const failure: ServerStep = { type: 'failure', error: new SaslError('bad-credentials', 0, 'no') }
    const { start, respond, sent } = login([{ type: 'success', identity, data: asBytes('v=x') }, challenge, failure])
    await start('X')
    await start('X')
    await respond('')
    expect(sent.at(-1)).toBe('refused')
  })

  it('who left, or was told goodbye, while the mechanism worked is not let in', async () => {
    for (const way of ['leave', 'end'] as const) {
      const exchange = login([new Promise(settle => setTimeout(() => settle({ type: 'success', identity }), 10))])
      const done = exchange.start('X')
      exchange[way]()
      await done
      expect(exchange.sent).toEqual([])
    }
  })

  it('what the answer throws is answered and reported, too', async () => {
    const { start, sent, errors } = login([{ type: 'success', identity: { authenticationId: 'bad', authorizationId: 'bad' } }])
    await start('X')
    expect(sent).toEqual(['unavailable'])
    expect(errors).toEqual([new Error('no room')])
  })
})

it('SMTP: a client that leaves while its password is looked up, and a server that closes meanwhile, harm nobody', async () => {
  const errors: unknown[] = []
  let verify: (isGood: boolean) => void = () => {}
  const server = await opened(
    startSmtpServer({
      ...shared([], errors),
      verify: () => new Promise<boolean>(settle => (verify = settle)),
      onMessage: () => ({ code: 250 }),
      closeTimeout: 50,
    }),
  )
  const left = await converse(server)
  left.write(`EHLO a\r\nAUTH PLAIN ${PLAIN}\r\n`)
  await left.until('AUTH PLAIN')
  await new Promise(settle => setTimeout(settle, 20))
  left.socket.resetAndDestroy()
  await new Promise(settle => setTimeout(settle, 20))
  verify(true)
  const waits = await converse(server)
  waits.write(`EHLO a\r\nAUTH PLAIN ${PLAIN}\r\n`)
  await waits.until('AUTH PLAIN')
  await new Promise(settle => setTimeout(settle, 20))
  const closing = server.close()
  await waits.until('421')
  verify(true)
  await closing
  expect(await waits.until('')).not.toContain('235')
  expect(errors).toEqual([])
})
