/**
 * Sessions of short commands. As a client mailwire is beside the others, command by command; as a server beside answers that are ready, found by
 * the first four letters of the line, which is the least that a server can do.
 */
import { type Command, ServerConnection, type ServerEvent, type ServerResponse } from '@mailwire/pop3'
import { contender, type Topic } from '../topic.js'
import { ask, type Chunks, heard, mailpop3, mailwire, nodePop3, type Server } from './pop3-clients.js'

const texts = ['2 320', '1 120', '1 whqtswO00WBw418f9t5JxYwZ', 'message 1 deleted', 'maildrop has 2 messages'] as const
const [drop, scan, unique, deleted, reset] = texts

export const pop3Session = (): readonly Topic[] => [
  {
    name: 'pop3/session/client',
    about: 'send STAT, LIST, UIDL, DELE and RSET, each when the one before is answered',
    incumbent: 'node-pop3',
    expected: texts,
    contenders: [
      contender('mailwire', client(), given => given),
      contender('node-pop3', ofNodePop3(), given => given.map(value => (Array.isArray(value) ? value.join(' ') : value))),
      contender('mailpop3', ofMailpop3(), ofEvents),
    ],
  },
  {
    name: 'pop3/session/server',
    about: `answer a session of ${script.length} commands with a message of two lines`,
    incumbent: 'canned strings',
    expected: [greeting, ...script.map(([, answer]) => answer)].join(''),
    contenders: [contender('mailwire', server, whole), contender('canned strings', canned(), whole)],
  },
]

// ----- The client's side -----

/** Answers command after command, in turn. */
function inTurn(): Server {
  const answers = texts.map((text): Chunks => [Buffer.from(`+OK ${text}\r\n`)])
  let next = 0
  return () => answers[next++ % answers.length]!
}

function client(): () => readonly string[] {
  const commands: readonly Command[] = [
    { verb: 'stat' },
    { verb: 'list', message: 1 },
    { verb: 'uidl', message: 1 },
    { verb: 'dele', message: 1 },
    { verb: 'rset' },
  ]
  const session = mailwire()
  const answer = inTurn()
  return () => {
    const given: string[] = []
    for (const command of commands) {
      ask(session, command, answer(), event => {
        if (event.type === 'response') given.push(event.response.text)
      })
    }
    return given
  }
}

function ofNodePop3(): () => Promise<readonly unknown[]> {
  const { client } = nodePop3(inTurn())
  return async () => [await client.STAT(), await client.LIST(1), await client.UIDL(1), await client.DELE(1), await client.RSET()]
}

function ofMailpop3(): () => readonly (readonly unknown[])[] {
  const { client } = mailpop3(inTurn())
  return () => [
    heard(client, 'stat', () => client.stat()),
    heard(client, 'list', () => client.list(1)),
    heard(client, 'uidl', () => client.uidl(1)),
    heard(client, 'dele', () => client.dele(1)),
    heard(client, 'rset', () => client.rset()),
  ]
}

/** What the first three events have typed; the others have the line alone. */
function ofEvents(events: readonly (readonly unknown[])[]): unknown {
  const { count, octets } = events[0]![1] as { readonly count: string; readonly octets: string }
  const [size, id] = [events[1]![3], events[2]![2]].map(rows => `1 ${(rows as readonly string[])[1]}`)
  const rest = events.slice(3).map(event => `${event.at(-1)}`.replace(/^\+OK (.*)\r\n$/, '$1'))
  return [`${count} ${octets}`, size, id, ...rest]
}

// ----- The server's side -----

const message = 'Subject: hello\r\n\r\nworld\r\n'
const greeting = '+OK pop.some.domain ready\r\n'
const script: readonly (readonly [command: string, answer: string])[] = [
  ['USER mrose', '+OK\r\n'],
  ['PASS tanstaaf', '+OK\r\n'],
  ['STAT', `+OK ${drop}\r\n`],
  ['LIST 1', `+OK ${scan}\r\n`],
  ['UIDL 1', `+OK ${unique}\r\n`],
  ['RETR 1', `+OK\r\n${message}.\r\n`],
  ['DELE 1', `+OK ${deleted}\r\n`],
  ['RSET', `+OK ${reset}\r\n`],
  ['QUIT', '+OK\r\n'],
]
const commandLines = script.map(([command]) => Buffer.from(`${command}\r\n`))
const whole = (written: Chunks): string => Buffer.concat(written).toString('latin1')

const replies: Readonly<Record<string, ServerResponse>> = {
  stat: { status: '+OK', text: drop },
  list: { status: '+OK', text: scan },
  uidl: { status: '+OK', text: unique },
  dele: { status: '+OK', text: deleted },
  rset: { status: '+OK', text: reset },
}
const plainOk: ServerResponse = { status: '+OK' }

/** A whole session, from the greeting to QUIT. */
function server(): Chunks {
  const session = new ServerConnection({ hostname: 'pop.some.domain' })
  const written: Uint8Array[] = []
  const body = Buffer.from(message)
  const reply = (event: ServerEvent): void => {
    if (event.type === 'update') session.send(plainOk)
    if (event.type !== 'command') return
    const { verb } = event.command
    session.send(verb === 'connect' ? event.suggestedReply : (replies[verb] ?? plainOk))
    if (verb !== 'retr') return
    session.send({ type: 'body-chunk', bytes: body })
    session.send({ type: 'body-end' })
  }
  const drain = (): void => {
    for (let event = session.nextEvent(); event !== undefined; event = session.nextEvent()) reply(event)
    written.push(...session.takeOutput())
  }
  drain()
  for (const line of commandLines) {
    session.receive(line)
    drain()
  }
  return written
}

function canned(): () => Chunks {
  const answers = new Map(script.map(([command, answer]) => [command.slice(0, 4), Buffer.from(answer)]))
  const hello = Buffer.from(greeting)
  return () => [hello, ...commandLines.map(line => answers.get(line.toString('latin1', 0, 4))!)]
}
