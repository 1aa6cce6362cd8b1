/** What the servers say when a callback of the caller's fails, when credentials come without TLS, and when a maildrop is in use. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  type Listener,
  Maildrop,
  type MailHost,
  readImap,
  readPop3,
  type SmtpServerOptions,
  selfSignedCertificate,
  sendMail,
  startImapServer,
  startMailHost,
  startPop3Server,
  startSmtpServer,
} from '../../src/node.js'
import { asBytes, converse, MESSAGE, mailbox, say } from '../peers.js'

const open: { close(): Promise<void> }[] = []
afterEach(async () => void (await Promise.all(open.splice(0).map(server => server.close()))))
const opened = async <Server extends { close(): Promise<void> }>(starting: Promise<Server>): Promise<Server> => {
  const server = await starting
  open.push(server)
  return server
}

const SESSION = 'EHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nx\r\n.\r\nNOOP\r\nQUIT\r\n'

describe('the reply to a message says what happened to it (RFC 5321 4.2.1, 4.2.5, 6.1)', () => {
  const smtp = (options: Partial<SmtpServerOptions> & Pick<SmtpServerOptions, 'onMessage'>) =>
    opened(startSmtpServer({ hostname: 'mx.example', ...options }))

  it.each([
    ['CR and LF in its text', { code: 250, lines: ['ok\r\n250 ok'] }, 250],
    ['an enhanced code of another class', { code: 250, enhanced: '5.0.0', lines: ['ok'] }, 250],
    ['no line', { code: 250, lines: [] }, 250],
    ['a line that is too long', { code: 250, lines: ['x'.repeat(600)] }, 250],
    ['a lone surrogate', { code: 250, lines: ['\ud800'] }, 250],
    ['lines that are a number', { code: 250, lines: 5 }, 250],
    ['a code that is a string', { code: '250' }, 250],
    ['CR and LF in a permanent refusal', { code: 554, lines: ['no\r\n250 ok'] }, 554],
    ['CR and LF in a temporary refusal', { code: 452, lines: ['no\r\n250 ok'] }, 452],
    ['354', { code: 354, lines: ['go on'] }, 451],
    ['334', { code: 334 }, 451],
    ['a code that is not one', { code: 999 }, 451],
    ['nothing', undefined, 451],
    ['null', null, 451],
    ['a string', '250 ok', 451],
    ['a list', [{ code: 250 }], 451],
    [
      'a getter that throws',
      {
        get code() {
          throw new Error('getter')
        },
      },
      451,
    ],
  ])('%s', async (_, reply, code) => {
    const onError = vi.fn()
    const server = await smtp({ onMessage: () => reply as never, onError })
    expect(await say(server, SESSION)).toEqual([220, 250, 250, 250, 354, code, 250, 221])
    expect(onError).toHaveBeenCalledOnce()
  })

  it.each([
    ['throws', () => Promise.resolve().then(() => ({ code: 250 })), 250],
    [
      'throws',
      () => {
        throw new Error('disk full')
      },
      451,
    ],
    ['rejects', () => Promise.reject(new Error('disk full')), 451],
    ['rejects with nothing', () => Promise.reject(), 451],
  ])('a callback that %s, and an onError that throws', async (_, onMessage, code) => {
    const onError = () => {
      throw new Error('onError')
    }
    const server = await smtp({ onMessage, onError })
    expect(await say(server, SESSION)).toEqual([220, 250, 250, 250, 354, code, 250, 221])
  })

  it('in LMTP each recipient has the reply that is theirs, whatever it is made of (RFC 2033 4.2)', async () => {
    const replies: unknown[] = [{ code: 250, lines: ['\r'] }, undefined, { code: 550, lines: ['\n'] }, { code: 250 }]
    const server = await smtp({ lmtp: true, onMessage: () => replies.shift() as never })
    const recipients = ['a', 'b', 'c', 'd'].map(name => `RCPT TO:<${name}@d>\r\n`).join('')
    expect(await say(server, `LHLO a\r\nMAIL FROM:<a@b>\r\n${recipients}DATA\r\nx\r\n.\r\nQUIT\r\n`)).toEqual([
      220, 250, 250, 250, 250, 250, 250, 354, 250, 451, 550, 250, 221,
    ])
  })

  it('a tap that throws changes nothing', async () => {
    const tap = () => {
      throw new Error('tap')
    }
    const server = await smtp({ onMessage: () => ({ code: 250 }), tap })
    expect(await say(server, SESSION)).toEqual([220, 250, 250, 250, 354, 250, 250, 221])
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('no directory')
      },
      451,
    ],
    ['refuses with CR and LF', () => ({ code: 550, lines: ['no\r\n250 ok'] }), 550],
    ['gives a string', () => '550', 451],
  ])(
    'a check of recipients that %s refuses the recipient and nothing else (RFC 5321 3.3, 7.9)',
    async (_, refuseRecipient, code) => {
      const server = await smtp({ onMessage: () => ({ code: 250 }), refuseRecipient: refuseRecipient as never })
      expect(await say(server, 'EHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nQUIT\r\n')).toEqual([220, 250, 250, code, 221])
    },
  )

  it('a verifier that throws is no failed login: 454 (RFC 4954 6)', async () => {
    const verify = () => Promise.reject(new Error('no directory'))
    const server = await smtp({ onMessage: () => ({ code: 250 }), verify, allowCleartextCredentials: true })
    expect(await say(server, `EHLO a\r\nAUTH PLAIN ${PLAIN}\r\nQUIT\r\n`)).toEqual([220, 250, 454, 221])
  })

  it('a client that leaves before the reply is stored all the same, and the server goes on', async () => {
    let stored = () => {}
    const done = new Promise<void>(settle => {
      stored = settle
    })
    const onMessage = async () => {
      await new Promise(settle => setTimeout(settle, 50))
      stored()
      return { code: 250 }
    }
    const server = await smtp({ onMessage })
    const peer = await converse(server)
    peer.write(SESSION.replace('NOOP\r\nQUIT\r\n', ''))
    await peer.until('354')
    peer.socket.resetAndDestroy()
    await done
    expect(await say(server, SESSION)).toEqual([220, 250, 250, 250, 354, 250, 250, 221])
  })

  it('a server that is closed answers for a message that is being stored before it says goodbye (RFC 5321 3.8)', async () => {
    let busy = () => {}
    const taken = new Promise<void>(settle => {
      busy = settle
    })
    const server = await startSmtpServer({
      hostname: 'mx.example',
      onMessage: async () => {
        busy()
        await new Promise(settle => setTimeout(settle, 100))
        return { code: 250 }
      },
    })
    const codes = say(server, SESSION.replace('NOOP\r\nQUIT\r\n', ''))
    await taken
    await server.close()
    expect(await codes).toEqual([220, 250, 250, 250, 354, 250, 421])
  })

  it('mail that is delivered stays delivered when onDeliver throws', async () => {
    const onError = vi.fn()
    const host = await opened(
      startMailHost({
        domain: 'some.domain',
        hostname: 'mx.some.domain',
        users: [{ name: 'someone', password: 'secret' }],
        onSubmit: () => ({ code: 250 }),
        onDeliver: () => {
          throw new Error('onDeliver')
        },
        onError,
      }),
    )
    const message = { sender: null, recipients: [mailbox('someone')], content: MESSAGE }
    expect(await sendMail(host.services.mx, message, { hostname: 'pc.example', timeout: 1000 })).toMatchObject({
      delivered: true,
    })
    expect(host.users[0]!.maildrop.messages).toHaveLength(1)
    expect(onError).toHaveBeenCalledOnce()
  })
})

const PLAIN = Buffer.from('\0someone\0secret').toString('base64')

describe('credentials go over TLS only', () => {
  const start = async (options: { readonly credentials?: boolean; readonly allow?: boolean }): Promise<MailHost> =>
    opened(
      startMailHost({
        domain: 'some.domain',
        hostname: 'mx.some.domain',
        users: [{ name: 'someone', password: 'secret' }],
        onSubmit: () => ({ code: 250 }),
        allowCleartextCredentials: options.allow,
        ...(options.credentials === true ? { credentials: await selfSignedCertificate(['mx.some.domain']) } : {}),
      }),
    )

  it.each([true, false])(
    'SMTP: AUTH is not offered, and 538 before STARTTLS (RFC 4954 4 and 6); with a certificate: %s',
    async credentials => {
      const { services } = await start({ credentials })
      const peer = await converse(services.submission)
      peer.write(`EHLO a\r\nAUTH PLAIN ${PLAIN}\r\nAUTH PLAIN\r\nMAIL FROM:<a@b>\r\nQUIT\r\n`)
      const said = await peer.end()
      expect(said).not.toMatch(/^250.AUTH/m)
      expect(said.includes('STARTTLS\r\n')).toBe(credentials)
      expect(said.match(/^538 5\.7\.11 /gm)).toHaveLength(2)
      expect(said).toMatch(/^530 5\.7\.0 /m)
    },
  )

  it.each([true, false])(
    'IMAP: LOGINDISABLED, no AUTH=PLAIN, and PRIVACYREQUIRED (RFC 9051 6.2.3, RFC 5530 3); with a certificate: %s',
    async credentials => {
      const { services } = await start({ credentials })
      const peer = await converse(services.imap)
      peer.write(
        `a CAPABILITY\r\nb LOGIN someone secret\r\nc AUTHENTICATE PLAIN ${PLAIN}\r\nd AUTHENTICATE PLAIN\r\ne LOGOUT\r\n`,
      )
      const said = await peer.end()
      expect(said).toMatch(/^\* OK \[CAPABILITY [^\]]*LOGINDISABLED/)
      expect(said).toMatch(/^\* CAPABILITY .*LOGINDISABLED/m)
      expect(said).not.toContain('AUTH=')
      expect(said.match(/^[bcd] NO \[PRIVACYREQUIRED\] /gm)).toHaveLength(3)
    },
  )

  it.each([true, false])(
    'POP3: neither USER nor SASL in CAPA, and USER, PASS and AUTH are refused (RFC 2595 2.3 and 4); with a certificate: %s',
    async credentials => {
      const { services } = await start({ credentials })
      const peer = await converse(services.pop3)
      peer.write(`CAPA\r\nUSER someone\r\nAUTH PLAIN ${PLAIN}\r\nAUTH PLAIN\r\nAUTH\r\nQUIT\r\n`)
      const said = await peer.end()
      expect(said).not.toMatch(/^(?:USER|SASL)/m)
      expect(said.match(/^-ERR \[SYS\/PERM\] /gm)).toHaveLength(4)
    },
  )

  it('they are taken over TLS, and in the clear where the caller says so', async () => {
    for (const withCertificate of [false, true]) {
      const clear = await start({ allow: true, credentials: withCertificate })
      for (const [service, input, answer] of [
        [
          'submission',
          `EHLO a\r\nAUTH PLAIN ${PLAIN}\r\nQUIT\r\n`,
          /^250.AUTH SCRAM-SHA-512 SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN\r\n.*^235 /ms,
        ],
        ['imap', 'a CAPABILITY\r\nb LOGIN someone secret\r\nc LOGOUT\r\n', / AUTH=PLAIN AUTH=LOGIN.*^b OK /ms],
        ['imap', `a AUTHENTICATE PLAIN ${PLAIN}\r\nb LOGOUT\r\n`, /^a OK /m],
        [
          'pop3',
          'CAPA\r\nUSER someone\r\nPASS secret\r\nQUIT\r\n',
          /^SASL SCRAM-SHA-512 SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN\r\n.*^\+OK 0 messages/ms,
        ],
      ] as const) {
        const peer = await converse(clear.services[service])
        peer.write(input)
        expect(await peer.end()).toMatch(answer)
      }
    }
    const credentials = await selfSignedCertificate(['mx.some.domain'])
    const users = [{ name: 'someone', password: 'secret', maildrop: new Maildrop() }]
    const options = { hostname: 'mx.some.domain', users, credentials }
    const reader = { name: 'someone', password: 'secret', servername: 'mx.some.domain', ca: credentials.cert, timeout: 3000 }
    expect(await readPop3(await opened(startPop3Server(options)), reader)).toEqual([])
    expect(await readImap(await opened(startImapServer(options)), reader)).toEqual([])
  })

  it('who logged in before STARTTLS is nobody after it (RFC 3207 4.2)', async () => {
    const server = await opened(
      startSmtpServer({
        hostname: 'mx.example',
        verify: () => true,
        allowCleartextCredentials: true,
        credentials: await selfSignedCertificate(['mx.example']),
        onMessage: () => ({ code: 250 }),
      }),
    )
    const peer = await converse(server)
    peer.write(`EHLO a\r\nAUTH PLAIN ${PLAIN}\r\n`)
    await peer.until('235')
    peer.write('STARTTLS\r\n')
    await peer.until('220 2.0.0')
    const secure = await peer.secure()
    secure.write('EHLO a\r\nMAIL FROM:<a@b>\r\nQUIT\r\n')
    expect(await secure.end()).toMatch(/^530 5\.7\.0 /m)
  })
})

describe('a maildrop is for one POP3 session at a time, and as it was at login (RFC 1939 4 and 8)', () => {
  const drop = async (): Promise<{ maildrop: Maildrop; pop3: Listener; imap: Listener }> => {
    const maildrop = new Maildrop()
    for (const name of ['one', 'two', 'three']) maildrop.deliver(asBytes(`Subject: ${name}\r\n\r\nbody ${name}\r\n`))
    const options = { hostname: 'x', users: [{ name: 'u', password: 'p', maildrop }], allowCleartextCredentials: true }
    return { maildrop, pop3: await opened(startPop3Server(options)), imap: await opened(startImapServer(options)) }
  }
  const login = async (server: Listener) => {
    const peer = await converse(server)
    peer.write('USER u\r\nPASS p\r\n')
    await peer.until(' messages')
    return peer
  }
  const locked = async (server: Listener): Promise<boolean> => {
    const peer = await converse(server)
    peer.write('USER u\r\nPASS p\r\nQUIT\r\n')
    return (await peer.end()).includes('-ERR [IN-USE]')
  }

  it('a second session is told IN-USE (RFC 2449 8.1.2), and the lock ends with the session, however it ends', async () => {
    const { pop3 } = await drop()
    for (const leave of ['QUIT', 'end', 'reset'] as const) {
      const first = await login(pop3)
      expect(await locked(pop3)).toBe(true)
      if (leave === 'QUIT') first.write('QUIT\r\n')
      if (leave === 'reset') first.socket.resetAndDestroy()
      else await first.end()
      await vi.waitFor(async () => expect(await locked(pop3)).toBe(false), { timeout: 3000 })
    }
  })

  it('what is delivered or removed meanwhile does not change the numbers', async () => {
    const { maildrop, pop3 } = await drop()
    const peer = await login(pop3)
    maildrop.deliver(asBytes('Subject: four\r\n\r\n'))
    maildrop.remove(new Set([2]))
    peer.write('STAT\r\nRETR 2\r\nRETR 4\r\nDELE 1\r\nQUIT\r\n')
    const said = await peer.end()
    expect(said).toMatch(/^\+OK 3 \d+\r\n/m)
    expect(said).toContain('body two')
    expect(said).toContain('-ERR no such message')
    expect(maildrop.messages.map(({ uid }) => uid)).toEqual([3, 4])
  })

  it.each(['end', 'reset'] as const)('without QUIT nothing is removed (RFC 1939 6): %s', async leave => {
    const { maildrop, pop3 } = await drop()
    const peer = await login(pop3)
    peer.write('DELE 1\r\nDELE 2\r\n')
    await peer.until('deleted\r\n+OK marked as deleted')
    if (leave === 'end') await peer.end()
    else peer.socket.resetAndDestroy()
    await vi.waitFor(async () => expect(await locked(pop3)).toBe(false), { timeout: 3000 })
    expect(maildrop.messages).toHaveLength(3)
  })

  it('an IMAP session hears of what a POP3 session removed, and of what came (RFC 9051 7.5.1)', async () => {
    const { maildrop, pop3, imap } = await drop()
    const reader = await converse(imap)
    reader.write('a LOGIN u p\r\nb SELECT INBOX\r\n')
    await reader.until('b OK')
    const peer = await login(pop3)
    peer.write('DELE 1\r\nDELE 3\r\nQUIT\r\n')
    await peer.end()
    maildrop.deliver(asBytes('Subject: four\r\n\r\n'))
    reader.write('c NOOP\r\nd FETCH 1:* UID\r\ne LOGOUT\r\n')
    const said = await reader.end()
    expect(said).toContain('* 1 EXPUNGE\r\n* 2 EXPUNGE\r\n* 2 EXISTS\r\nc OK')
    expect(said).toContain('* 1 FETCH (UID 2)\r\n* 2 FETCH (UID 4)\r\nd OK')
  })

  it('a message that cannot be sent is refused before it begins (RFC 1939 3)', async () => {
    const { maildrop, pop3, imap } = await drop()
    maildrop.deliver(asBytes('a\0b\r\n'))
    const peer = await login(pop3)
    peer.write('RETR 4\r\nRETR 1\r\nQUIT\r\n')
    const said = await peer.end()
    expect(said).toMatch(/-ERR \[SYS\/PERM\] .*\r\n\+OK \d+ octets\r\n/)
    expect(imap.port).toBeGreaterThan(0)
  })
})
