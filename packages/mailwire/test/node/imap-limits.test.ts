/** What one IMAP command may cost the server, and what of a message is kept. */
import { afterEach, expect, it } from 'vitest'
import { mimeLimits } from '../../src/node/mime.js'
import { type Listener, Maildrop, sendMail, startImapServer, startMailHost } from '../../src/node.js'
import { holding } from '../imap-peers.js'
import { converse, MESSAGE, mailbox } from '../peers.js'

const open: Listener[] = []
afterEach(async () => void (await Promise.all(open.splice(0).map(server => server.close()))))

async function ask(maildrop: Maildrop, ...commands: string[]): Promise<string> {
  const users = [{ name: 'u', password: 'p', maildrop }]
  const server = await startImapServer({ hostname: 'x', users, allowCleartextCredentials: true })
  open.push(server)
  const peer = await converse(server)
  peer.write(`a LOGIN u p\r\nb SELECT INBOX\r\n${commands.map(command => `c ${command}\r\n`).join('')}d LOGOUT\r\n`)
  return peer.end()
}

it('a FETCH of more than 100 items is refused (RFC 5530 3, LIMIT), one of 100 is not', async () => {
  const sections = (count: number) => `FETCH 1 (${Array.from({ length: count }, (_, at) => `BODY.PEEK[]<${at}.1>`).join(' ')})`
  const said = await ask(holding('Subject: x\r\n\r\n'), sections(101), sections(100))
  expect(said).toMatch(/^c NO \[LIMIT\] /m)
  expect(said).toMatch(/^c OK FETCH done/m)
})

it('a message keeps at most 100 flags', async () => {
  const maildrop = holding('Subject: x\r\n\r\n')
  const flags = (from: number, count: number) => Array.from({ length: count }, (_, at) => `f${from + at}`).join(' ')
  const said = await ask(
    maildrop,
    `STORE 1 +FLAGS.SILENT (${flags(0, 101)})`,
    `STORE 1 +FLAGS.SILENT (${flags(0, 99)})`,
    `STORE 1 +FLAGS.SILENT (${flags(200, 99)})`,
  )
  expect(said).toMatch(/^c NO \[LIMIT\] /m)
  expect(maildrop.messages[0]!.flags.size).toBe(100)
})

it('a flag has at most 255 characters, and what is taken as one can be told', async () => {
  const maildrop = holding('Subject: x\r\n\r\n')
  const long = 'f'.repeat(255)
  const said = await ask(maildrop, `STORE 1 FLAGS.SILENT (${long}x)`, `STORE 1 FLAGS.SILENT (${long} a]b)`, 'FETCH 1 FLAGS')
  expect(said).toMatch(/^c NO \[LIMIT\] flags of at most 255/m)
  expect(said).toContain(`* 1 FETCH (FLAGS (${long} a]b))\r\nc OK FETCH done`)
})

it('LIST patterns are matched in linear time, in either case (RFC 9051 6.3.9)', async () => {
  const said = await ask(
    holding(),
    `LIST "" "${'*'.repeat(5000)}y"`,
    'LIST "" "%"',
    'LIST "" "iNb*"',
    'LIST "in" "box"',
    'LIST "" "INBOX.+"',
  )
  expect(said.match(/^\* LIST .*INBOX/gm)).toHaveLength(3)
  expect(said.match(/^c OK LIST done/gm)).toHaveLength(5)
})

it('a set of thousands of ranges names each message once, in order (RFC 9051 9, sequence-set)', async () => {
  const maildrop = holding(...Array.from({ length: 200 }, (_, at) => `Subject: ${at}\r\n\r\n`))
  maildrop.remove(new Set([3, 50]))
  const ranges = Array.from({ length: 5000 }, (_, at) => `${(at % 10) + 1}:${(at % 7) + 2}`).join(',')
  const said = await ask(maildrop, `FETCH ${ranges} UID`, 'UID FETCH 190:*,5,3,1000:* UID')
  const uids = [...said.matchAll(/FETCH \(UID (\d+)\)/g)].map(match => Number(match[1]))
  expect(uids).toEqual([1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 5, ...Array.from({ length: 11 }, (_, at) => 190 + at)])
})

it('an answer that cannot be written costs one command (RFC 9051 7.1.2)', async () => {
  const maildrop = holding('Subject: x\r\n\r\n')
  maildrop.messages[0]!.flags.add('not a flag')
  const said = await ask(maildrop, 'FETCH 1 FLAGS', 'NOOP')
  expect(said).toMatch(/^c NO \[SERVERBUG\] .*\r\nc OK NOOP done/m)
})

it('large bodies come out whole, asked for twice in one FETCH (RFC 9051 7.5.2)', async () => {
  const body = `Subject: x\r\n\r\n${'0123456789\r\n'.repeat(20_000)}`
  const said = await ask(holding(body), 'FETCH 1 (BODY.PEEK[] UID BODY.PEEK[TEXT])')
  const text = body.slice(14)
  expect(said).toContain(`* 1 FETCH (UID 1 BODY[] {${body.length}}\r\n${body} BODY[TEXT] {${text.length}}\r\n${text})\r\nc OK`)
})

it('nothing of the structure of a message is kept, and what is made when it is asked for is bounded (RFC 2046 5.1)', () => {
  const bare = holding(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n'.repeat(200_000)}`).messages[0]!
  expect(bare.structure).not.toBe(bare.structure)
  expect(bare.structure.children).toHaveLength(mimeLimits.parts)

  const nested = holding(`${'Content-Type: message/rfc822\r\n\r\n'.repeat(10_000)}`).messages[0]!
  let depth = 0
  for (let part = nested.structure.message; part !== undefined; part = part.message) depth++
  expect(depth).toBe(mimeLimits.depth)

  const fields = holding(`${'a:\r\n'.repeat(100_000)}\r\nbody`).messages[0]!
  expect(fields.structure.fields).toHaveLength(mimeLimits.fields)
  expect(fields.structure.bodyStart).toBe(400_002)

  const long = holding(`a: ${'x'.repeat(mimeLimits.headers)}\r\nb: y\r\n\r\n`).messages[0]!
  expect(long.structure.fields.map(({ name }) => name)).toEqual(['b'])
})

it('a boundary is found at the start of a line alone, and as a whole (RFC 2046 5.1.1)', () => {
  const boundary = `A${'-'.repeat(20_000)}`
  const decoys = ['', ` --${boundary}`, `x--${boundary}`, `--${boundary.slice(1)}`, `--${boundary}x`, '-', '--', '---'].join(
    '\r\n',
  )
  const text = `--${boundary}\r\n\r\none${decoys}\r\n--${boundary} \r\n\r\ntwo\n--${boundary}--\r\n--${boundary}\r\nlate`
  const { structure } = holding(`Content-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n${text}`).messages[0]!
  const bodyOf = ({ bodyStart, bodyEnd }: { bodyStart: number; bodyEnd: number }): string =>
    text.slice(bodyStart - structure.bodyStart, bodyEnd - structure.bodyStart)
  expect(structure.children.map(bodyOf)).toEqual([`one${decoys}`, 'two'])
  const bare = holding(`Content-Type: multipart/mixed; boundary=b\r\n\r\npreamble\n--b\n\nx`).messages[0]!
  expect(bare.structure.children).toHaveLength(1)
})

it('multiparts in multiparts share one budget of parts (RFC 2046 5.1)', () => {
  const inner = 'Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n--c\r\n--c--\r\n'
  const outer = `Content-Type: multipart/mixed; boundary=b\r\n\r\n${`--b\r\n${inner}`.repeat(400)}--b--\r\n`
  const { structure } = holding(outer).messages[0]!
  const count = (parts: typeof structure.children): number => parts.reduce((sum, part) => sum + 1 + count(part.children), 0)
  expect(structure.children).toHaveLength(400)
  expect(count(structure.children)).toBe(mimeLimits.parts)
})

it('a maildrop that is full takes no more, by whatever way it comes (RFC 5321 4.2.3, RFC 5530 3)', async () => {
  const options = {
    domain: 'some.domain',
    hostname: 'mx.some.domain',
    users: [
      { name: 'someone', password: 'p' },
      { name: 'other', password: 'p' },
    ],
  }
  const onSubmit = () => ({ code: 550, lines: ['no'] })
  const host = await startMailHost({ ...options, onSubmit, allowCleartextCredentials: true, limits: { messages: 1 } })
  open.push({ ...host.services.mx, close: () => host.close() })
  const [someone, other] = host.users.map(user => user.maildrop)
  const sent = (...localParts: string[]) =>
    sendMail(
      host.services.mx,
      { sender: null, recipients: localParts.map(localPart => mailbox(localPart)), content: MESSAGE },
      { hostname: 'x' },
    )
  await sent('someone')
  // All recipients or none: what is sent again would reach the other twice.
  expect(await sent('someone', 'other')).toMatchObject({ delivered: false, reply: { code: 452, enhanced: '4.2.2' } })
  expect([someone!.messages.length, other!.messages.length]).toEqual([1, 0])
  await sent('other')
  expect(other!.messages).toHaveLength(1)
})

it.each([{ bytes: -1 }, { messages: 1.5 }, { mailboxes: Number.NaN }, { subscriptions: Number.POSITIVE_INFINITY }])(
  'new Maildrop(%j) is refused',
  limits => {
    expect(() => new Maildrop(limits)).toThrow(Object.keys(limits)[0])
  },
)

it('a session that is over, or has nothing selected, is not told of changes', async () => {
  const maildrop = holding('x')
  let watchers = 0
  const { watch } = maildrop
  maildrop.watch = watcher => {
    const stop = watch.call(maildrop, watcher)
    watchers++
    return () => {
      watchers--
      stop()
    }
  }
  await ask(maildrop, 'SELECT INBOX', 'EXAMINE INBOX', 'UNSELECT', 'SELECT INBOX', 'CLOSE', 'SELECT INBOX', 'SELECT Nowhere')
  expect(watchers).toBe(0)
  await ask(maildrop, 'SELECT INBOX', 'IDLE')
  await expect.poll(() => watchers).toBe(0)
})
