/** The clients against servers that mean harm: late, double, wrong, dripping, endless, and closing at every byte (docs/interop.md). */
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { type Endpoint, readImap, readPop3, sendMail } from '../../src/node.js'
import { MESSAGE, mailbox, text } from '../peers.js'

const TIMEOUT = 150
const login = {
  name: 'me',
  password: 'x',
  timeout: TIMEOUT,
  allowCleartextCredentials: true,
  limits: { messages: 100, content: 1_000_000, untagged: 1000 },
}

/** One protocol: a client, and what a good server says to it, a turn at a time. */
interface Subject {
  readonly run: (server: Endpoint) => Promise<unknown>
  readonly turns: readonly string[]
  /** What comes of it where nothing is wrong, and nothing else may be called a success. */
  readonly good: unknown
  /** The turn that any multi-line answer fits: nobody can tell that it is not the message. */
  readonly contentTurn?: number
  /** Something that nobody asked for. */
  readonly stray: string
  /** What never ends: pieces of an answer that may go on. */
  readonly endless: readonly string[]
}

const subjects: Readonly<Record<'SMTP' | 'POP3' | 'IMAP', Subject>> = {
  SMTP: {
    run: async server => {
      const message = { sender: null, recipients: [mailbox('a')], content: MESSAGE }
      const { delivered, accepted } = await sendMail(server, message, { hostname: 'pc.example', timeout: TIMEOUT })
      return [delivered, accepted]
    },
    turns: ['220 hi\r\n', '250-hi\r\n250 SIZE\r\n', '250 ok\r\n', '250 ok\r\n', '354 go\r\n', '250 queued\r\n', '221 bye\r\n'],
    good: [true, [mailbox('a')]],
    stray: '250 stray\r\n',
    endless: ['250-x\r\n', 'x', '334 \r\n'],
  },
  POP3: {
    run: async server =>
      (await readPop3(server, login)).map(({ uid, content, problem }) => [uid, content && text(content), problem]),
    turns: [
      '+OK hi\r\n',
      '+OK\r\nUIDL\r\nUSER\r\n.\r\n',
      '+OK\r\n',
      '+OK\r\n',
      '+OK 1 5\r\n',
      '+OK\r\n1 a\r\n.\r\n',
      '+OK\r\none\r\n.\r\n',
      '+OK bye\r\n',
    ],
    good: [['a', 'one\r\n', undefined]],
    contentTurn: 6,
    stray: '+OK stray\r\n',
    endless: ['1 a\r\n', 'x', '+ \r\n'],
  },
  IMAP: {
    run: async server =>
      (await readImap(server, login)).map(({ uid, content, problem }) => [uid, content && text(content), problem]),
    turns: [
      '* OK hi\r\n',
      '* CAPABILITY IMAP4rev1\r\nA1 OK\r\n',
      'A2 OK\r\n',
      '* 1 EXISTS\r\nA3 OK\r\n',
      '* 1 FETCH (UID 7 BODY[] {5}\r\none\r\n)\r\nA4 OK\r\n',
      '* BYE\r\nA5 OK\r\n',
    ],
    good: [[7, 'one\r\n', undefined]],
    stray: 'A1 OK\r\n',
    endless: ['* OK x\r\n', 'x', '+ \r\n', '* 1 FETCH (FLAGS ())\r\n', '* 1 EXPUNGE\r\n', '* 1 FETCH oh\r\n'],
  },
}

/** A server whose every turn is said by `say`; the client's turn ends with a line, and the content of a message with its dot. */
async function hostile(say: (turn: number, socket: Socket) => void): Promise<Endpoint & { close(): void }> {
  const open = new Set<Socket>()
  const server = createServer(socket => {
    open.add(socket)
    socket.on('error', () => {})
    let turn = 0
    let inMessage = false
    socket.on('data', chunk => {
      const heard = chunk.toString('latin1')
      if (inMessage && !heard.endsWith('\r\n.\r\n')) return
      inMessage = heard === 'DATA\r\n'
      say(++turn, socket)
    })
    say(0, socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const close = (): void => {
    server.close()
    for (const socket of open) socket.destroy()
  }
  return { host: '127.0.0.1', port, close }
}

/** What came of it: never anything but the right result, a typed error, or a message with its problem. */
async function outcome(subject: Subject, say: (turn: number, socket: Socket) => void): Promise<'right' | 'error' | 'reported'> {
  const server = await hostile(say)
  try {
    const found = await subject.run(server)
    if (JSON.stringify(found) === JSON.stringify(subject.good)) return 'right'
    // A refusal, or a message that is said to be incomplete.
    const isReported =
      Array.isArray(found) && (found[0] === false || found.some(one => Array.isArray(one) && one[2] instanceof Error))
    expect(isReported, `neither right nor reported: ${JSON.stringify(found)}`).toBe(true)
    return 'reported'
  } catch (error) {
    if (error instanceof Error && error.name === 'AssertionError') throw error
    expect(error).toMatchObject({ name: 'NetworkError', code: expect.any(String) })
    return 'error'
  } finally {
    server.close()
  }
}

/** The turns, all at once: each has a server of its own, and most of the time is waiting. */
const inEach = (turns: readonly number[], check: (at: number) => Promise<void>): Promise<unknown> => Promise.all(turns.map(check))

describe.each(Object.entries(subjects))('a hostile %s server', (_, subject) => {
  const { turns, stray, endless } = subject
  /** Says what is due, but `instead` in one turn. */
  const but =
    (at: number, instead: (said: string, socket: Socket) => void) =>
    (turn: number, socket: Socket): void => {
      const said = turns[turn]
      if (turn === at) instead(said!, socket)
      else if (said !== undefined) socket.write(said, 'latin1')
    }
  const every = turns.map((_, at) => at)
  const last = turns.length - 1

  it('a good one, to begin with', async () => {
    expect(
      await outcome(
        subject,
        but(-1, () => {}),
      ),
    ).toBe('right')
  })

  it('closes at every byte: an error up to the goodbye, and the result behind it', async () => {
    for (const at of every)
      for (let cut = 0; cut < turns[at]!.length; cut++) {
        const came = await outcome(
          subject,
          but(at, (said, socket) => socket.end(said.slice(0, cut), 'latin1')),
        )
        expect([at, cut, came]).toEqual([at, cut, at === last ? 'right' : 'error'])
      }
  })

  it('resets the connection in every turn', async () => {
    for (const at of every)
      expect([
        at,
        await outcome(
          subject,
          but(at, (_, socket) => socket.resetAndDestroy()),
        ),
      ]).toEqual([at, at === last ? 'right' : 'error'])
  })

  it('says nothing, in every turn', async () => {
    await inEach(every, async at =>
      expect([
        at,
        await outcome(
          subject,
          but(at, () => {}),
        ),
      ]).toEqual([at, at === last ? 'right' : 'error']),
    )
  })

  it('says every answer a byte at a time', async () => {
    const came = await outcome(subject, (turn, socket) => {
      for (const byte of turns[turn] ?? '') socket.write(byte, 'latin1')
    })
    expect(came).toBe('right')
  })

  it('drips the answer, in every turn: the deadline stands', async () => {
    await inEach(every, async at => {
      const came = await outcome(
        subject,
        but(at, (said, socket) => {
          let sent = 0
          const timer = setInterval(() => socket.write(said[Math.min(sent++, said.length - 3)]!, 'latin1'), 20)
          socket.on('close', () => clearInterval(timer))
        }),
      )
      expect([at, came]).toEqual([at, at === last ? 'right' : 'error'])
    })
  })

  it.each(endless.map(piece => [piece]))('says %j without end, in every turn', async piece => {
    const flood = piece.repeat(Math.ceil(65_536 / piece.length))
    for (const at of every) {
      const came = await outcome(
        subject,
        but(at, (_, socket) => {
          const more = (): void => {
            while (!socket.destroyed && socket.write(flood, 'latin1'));
          }
          socket.on('drain', more)
          more()
        }),
      )
      expect([at, came]).toEqual([at, at === last ? 'right' : expect.stringMatching(/error|reported/)])
    }
  })

  it('says every answer twice, and something that nobody asked for, in every turn: never more than what is right', async () => {
    await inEach(every, async at => {
      for (const said of [
        `${turns[at]}${turns[at]}`,
        `${turns[at]}${stray}`,
        ...(at === subject.contentTurn ? [] : [`${stray}${turns[at]}`]),
        stray,
      ])
        await outcome(
          subject,
          but(at, (_, socket) => void socket.write(said, 'latin1')),
        )
    })
  })

  it('says what belongs to another turn, or to another protocol', async () => {
    const wrong = [
      ...turns,
      ...Object.values(subjects).map(one => one.turns[0]!),
      'HTTP/1.1 400 Bad Request\r\n\r\n',
      '\0\r\n',
      '\n',
      '\xff\r\n',
      '\x16\x03\x01\r\n',
    ]
    for (const at of every)
      for (const said of wrong.filter(said => at !== subject.contentTurn || !said.endsWith('.\r\n')))
        await outcome(
          subject,
          but(at, (_, socket) => void socket.end(said, 'latin1')),
        )
  })

  it('answers late: behind the next deadline', async () => {
    await inEach(every, async at => {
      const came = await outcome(
        subject,
        but(at, (said, socket) => {
          const timer = setTimeout(() => socket.write(said, 'latin1'), 2 * TIMEOUT)
          socket.on('close', () => clearTimeout(timer))
        }),
      )
      expect([at, came]).toEqual([at, at === last ? 'right' : 'error'])
    })
  })
})
