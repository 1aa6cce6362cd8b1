/** Dovecot's POP3 server: every command and listing that it has, read by the strict rules; and APOP. (Debian: dovecot-pop3d.) */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { connect, md5, pop3, Wire } from 'mailwire/node'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { message } from '../test/world.js'
import { passwords, service, startDovecot, user } from './dovecot.js'
import { placeFor } from './place.js'
import { isRoot, run, type Started } from './programs.js'

const place = placeFor('dovecot-pop3', 'to dovecot')
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'))
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

const MESSAGES = [
  text(message('to dovecot')),
  'Subject: dots\r\n\r\n.\r\n..\r\n.a\r\n\r\n.\r\n',
  'Subject: 8-bit\r\n\r\n\xe9\xff\x80\r\n',
  `Subject: long\r\n\r\n${'x'.repeat(20_000)}\r\n`,
  'Subject: empty\r\n\r\n',
  'Subject: no line end\r\n\r\n.last',
]

let server: Started

beforeAll(async () => {
  chmodSync(place.folder, 0o755)
  const folder = `${place.folder}/pop3`
  const box = `${folder}/home/a/Maildir`
  for (const name of ['new', 'cur', 'tmp']) mkdirSync(`${box}/${name}`, { recursive: true })
  // The name says when it came.
  for (const [at, content] of MESSAGES.entries())
    writeFileSync(`${box}/new/${1e9 + at}.x.host`, bytes(content.replaceAll('\r\n', '\n')))
  if (isRoot) await run('chown', ['-R', '65534:65534', `${folder}/home/a`], { cwd: folder })
  server = await startDovecot(
    folder,
    user(folder, 'a', 'right'),
    `protocols = pop3
ssl = no
auth_mechanisms = plain apop
pop3_enable_last = yes
auth_failure_delay = 0
${passwords(folder)}${service('pop3-login', 'pop3', 'PORT', 'pop3s')}`,
  )
})
afterAll(() => server?.stop())

interface Answer {
  readonly status: pop3.Response['status']
  readonly code: string | undefined
  readonly listing: pop3.Listing | undefined
  readonly content: string | undefined
}

class Session {
  #client = new pop3.ClientConnection({ strict: true })
  #wire: Wire<pop3.ClientEvent> | undefined

  async open(): Promise<string | undefined> {
    this.#client = new pop3.ClientConnection({ strict: true })
    this.#wire = new Wire(this.#client, await connect(server), { timeout: 5000 })
    const greeting = await this.#wire.next()
    return greeting?.type === 'greeting' ? greeting.timestamp : undefined
  }

  /** Sends them all, and then reads their answers. */
  async ask(...commands: pop3.Command[]): Promise<Answer[]> {
    for (const command of commands) this.#client.send(command)
    const answers: Answer[] = []
    for (const { verb } of commands) {
      const event = await this.#wire!.next()
      if (event?.type !== 'response') throw new Error(`${verb}: ${JSON.stringify(event)}`)
      const { status, code } = event.response
      const hasBody = status === '+OK' && (verb === 'retr' || verb === 'top')
      answers.push({ status, code, listing: event.listing, content: hasBody ? await this.#body() : undefined })
    }
    return answers
  }

  async #body(): Promise<string> {
    for (let content = ''; ; ) {
      const event = await this.#wire!.next()
      if (event?.type === 'body-chunk') content += text(event.bytes)
      else if (event?.type === 'body-end') {
        // One line is longer than a line of a message may be.
        expect(event.violations.map(({ kind }) => kind)).toEqual(content.length > 20_000 ? ['line-too-long'] : [])
        return content
      } else if (event?.type !== 'body-start') throw new Error(JSON.stringify(event))
    }
  }

  /** Everything up to the end of the connection. */
  async close(): Promise<void> {
    await this.ask({ verb: 'quit' })
    while ((await this.#wire!.next()) !== undefined);
  }
}

const login = { verb: 'user', name: 'a' } as const
const all = { message: undefined }

it('every command, pipelined (RFC 1939, RFC 2449)', async () => {
  const session = new Session()
  await session.open()
  const [capa] = await session.ask({ verb: 'capa' })
  expect(capa).toMatchObject({
    listing: {
      capabilities: { top: true, uidl: true, pipelining: true, 'resp-codes': true, user: true, sasl: ['PLAIN'] },
      malformed: [],
    },
  })
  expect(await session.ask(login, { verb: 'pass', password: 'wrong' })).toMatchObject([
    { status: '+OK' },
    { status: '-ERR', code: 'AUTH' },
  ])
  expect(await session.ask(login, { verb: 'pass', password: 'right' })).toMatchObject([{ status: '+OK' }, { status: '+OK' }])

  // Dovecot ends the last line where the message does not.
  const stored = MESSAGES.map(content => (content.endsWith('\r\n') ? content : `${content}\r\n`))
  const numbers = MESSAGES.map((_, at) => at + 1)
  const [stat, list, uidl, oneSize, oneUid, last, noop, ...rest] = await session.ask(
    { verb: 'stat' },
    { verb: 'list', ...all },
    { verb: 'uidl', ...all },
    { verb: 'list', message: 2 },
    { verb: 'uidl', message: 2 },
    { verb: 'last' },
    { verb: 'noop' },
    ...numbers.map(message => ({ verb: 'retr', message }) as const),
    { verb: 'top', message: 2, lines: 0 },
    { verb: 'top', message: 2, lines: 2 },
    { verb: 'retr', message: 7 },
    { verb: 'last' },
  )
  expect(noop).toMatchObject({ status: '+OK' })
  const contents = rest.map(({ content }) => content)
  expect(contents).toEqual([...stored, 'Subject: dots\r\n\r\n', 'Subject: dots\r\n\r\n.\r\n..\r\n', undefined, undefined])
  expect([last, ...rest.slice(-2)]).toMatchObject([{ listing: { message: 0 } }, { status: '-ERR' }, { listing: { message: 6 } }])
  // It counts the bytes that are there, not those that it sends.
  const rows = MESSAGES.map((content, at) => ({ message: at + 1, octets: content.length }))
  expect(stat?.listing).toMatchObject({ drop: { count: 6, octets: MESSAGES.join('').length } })
  expect(list?.listing).toMatchObject({ rows, malformed: [] })
  expect(oneSize?.listing).toMatchObject({ rows: [rows[1]] })
  const uids = uidl?.listing?.type === 'uidl' ? uidl.listing.rows : []
  expect(new Set(uids.map(({ uid }) => uid)).size).toBe(6)
  expect(oneUid?.listing).toMatchObject({ rows: [uids[1]] })

  const [dele, again, reset] = await session.ask({ verb: 'dele', message: 1 }, { verb: 'dele', message: 1 }, { verb: 'rset' })
  expect([dele, again, reset]).toMatchObject([{ status: '+OK' }, { status: '-ERR' }, { status: '+OK' }])
  await session.ask({ verb: 'dele', message: 6 })
  await session.close()
  await session.open()
  await session.ask(login, { verb: 'pass', password: 'right' })
  expect(await session.ask({ verb: 'stat' })).toMatchObject([{ listing: { drop: { count: 5 } } }])
  await session.close()
})

it('APOP', async () => {
  const session = new Session()
  const timestamp = await session.open()
  for (const [secret, status] of [
    ['wrong', '-ERR'],
    ['right', '+OK'],
  ] as const) {
    const digest = await pop3.apopDigest(timestamp!, secret, md5)
    expect(await session.ask({ verb: 'apop', name: 'a', digest })).toMatchObject([{ status }])
  }
  await session.close()
})
