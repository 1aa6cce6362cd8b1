/** The three clients against servers that follow a script inside an exchange. */
import { afterEach } from 'vitest'
import { type Endpoint, type Listener, type LoginOptions, readImap, readPop3, sendMail } from '../src/node.js'
import { answering, MESSAGE, mailbox } from './peers.js'

export type Login = Pick<LoginOptions, 'name' | 'password' | 'credentials' | 'mechanisms' | 'authenticate' | 'onLogin'>

export const base64 = (text: string): string => Buffer.from(text).toString('base64')
export const CREDENTIALS: Login = { name: 'someone', password: 'secret' }

/** What a server says to a line of an exchange. */
export type Step = 'ok' | 'no' | 'close' | { readonly ask: string } | { readonly raw: string }
/** The same, made of what the client said last. */
export type Reaction = Step | ((response: string) => Step)

interface Protocol {
  client(server: Endpoint, login: Login): Promise<unknown>
  readonly greeting: string
  /** What it says to a line outside an exchange. */
  say(line: string, offered: readonly string[]): string
  /** AUTH or AUTHENTICATE, with its tag. */
  readonly command: RegExp
  ok(tag: string): string
  no(tag: string): string
  challenge(data: string): string
}

export const options = { allowCleartextCredentials: true, timeout: 1000 } as const

export const protocols: Readonly<Record<'sendMail' | 'readPop3' | 'readImap', Protocol>> = {
  sendMail: {
    client: (server, login) => {
      const message = { sender: null, recipients: [mailbox('a')], content: MESSAGE }
      return sendMail(server, message, { ...options, ...login, hostname: 'pc.example' })
    },
    greeting: '220 hi\r\n',
    say: (line, offered) => {
      if (line.startsWith('EHLO')) return `250-hi\r\n250 ${offered.length === 0 ? 'HELP' : `AUTH ${offered.join(' ')}`}\r\n`
      return line === 'DATA' ? '354 go\r\n' : '250 ok\r\n'
    },
    command: /^(AUTH) /,
    ok: () => '235 welcome\r\n',
    no: () => '535 5.7.8 not you\r\n',
    challenge: data => `334 ${data}\r\n`,
  },
  readPop3: {
    client: (server, login) => readPop3(server, { ...options, ...login }),
    greeting: '+OK hi\r\n',
    say: (line, offered) => {
      if (line === 'CAPA') return `+OK\r\n${offered.length === 0 ? '' : `SASL ${offered.join(' ')}\r\n`}USER\r\n.\r\n`
      return line === 'STAT' ? '+OK 0 0\r\n' : line === 'UIDL' ? '+OK\r\n.\r\n' : '+OK\r\n'
    },
    command: /^(AUTH) /,
    ok: () => '+OK welcome\r\n',
    no: () => '-ERR [AUTH] not you\r\n',
    challenge: data => `+ ${data}\r\n`,
  },
  readImap: {
    client: (server, login) => readImap(server, { ...options, ...login }),
    greeting: '* OK hi\r\n',
    say: (line, offered) => {
      const [tag, verb] = line.split(' ')
      const names = offered.map(name => (name === 'SASL-IR' || name === 'LOGINDISABLED' ? name : `AUTH=${name}`))
      return `${verb === 'CAPABILITY' ? `* CAPABILITY ${['IMAP4rev1', ...names].join(' ')}\r\n` : ''}${tag} OK\r\n`
    },
    command: /^(\S+) AUTHENTICATE /,
    ok: tag => `${tag} OK welcome\r\n`,
    no: tag => `${tag} NO not you\r\n`,
    challenge: data => `+ ${data}\r\n`,
  },
}

export const names = ['sendMail', 'readPop3', 'readImap'] as const
export const open: Listener[] = []
afterEach(() => Promise.all(open.splice(0).map(listener => listener.close())))

/** A client against a server that offers mechanisms and follows a script inside an exchange; `lines` are those of the exchange. */
export async function attempt(
  name: keyof typeof protocols,
  offered: readonly string[],
  steps: readonly Reaction[],
  login: Login,
) {
  const { client, greeting, say, command, ok, no, challenge } = protocols[name]
  const rest = [...steps]
  const lines: string[] = []
  let tag: string | undefined
  const server = await answering(greeting, line => {
    tag ??= command.exec(line)?.[1]
    const next = tag === undefined ? undefined : rest.shift()
    const step = typeof next === 'function' ? next(Buffer.from(line.split(' ').at(-1)!, 'base64').toString()) : next
    if (step === undefined) return say(line, offered)
    lines.push(line.replace(/^A\d+ /, ''))
    if (step === 'ok') return ok(tag!)
    if (step === 'no') return no(tag!)
    if (step === 'close') return undefined
    return 'raw' in step ? step.raw : challenge(base64(step.ask))
  })
  open.push(server)
  const error = await client(server, login).then(
    () => undefined,
    (error: unknown) => error,
  )
  return { error, lines, heard: server.heard }
}
