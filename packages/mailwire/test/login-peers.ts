/** What the tests of logins share: the three clients, each with the server of its protocol, and certificates. */
import { once } from 'node:events'
import { type AddressInfo, createServer, connect as netConnect, type Socket } from 'node:net'
import { TLSSocket, connect as tlsConnect, createServer as tlsServer } from 'node:tls'
import type { Credentials } from '@mailwire/sasl'
import { afterEach } from 'vitest'
import type { LoginMethods } from '../src/node/server-mechanisms.js'
import type { MailServerOptions } from '../src/node/server-session.js'
import { methodsOf } from '../src/node/users.js'
import {
  type Certificate,
  type ClientTlsOptions,
  type Endpoint,
  type Listener,
  type LoginOptions,
  Maildrop,
  readImap,
  readPop3,
  sendMail,
  startImapServer,
  startPop3Server,
  startSmtpServer,
  type UserSecrets,
} from '../src/node.js'
import { MESSAGE, mailbox } from './peers.js'

export type ClientOptions = ClientTlsOptions &
  LoginOptions & { readonly tap?: MailServerOptions['tap']; readonly timeout?: number }
export type ServerOptions = Partial<MailServerOptions> & Omit<LoginMethods, 'verify' | 'scramOf' | 'scramHashes' | 'passwordOf'>
export type Named = UserSecrets & { readonly name: string }

export const base64 = (text: string): string => Buffer.from(text).toString('base64')
export const PASSWORD: Credentials = { authenticationId: 'someone', password: 'secret' }

const open: { close(): unknown }[] = []
afterEach(() => Promise.all(open.splice(0).map(one => one.close())))
/** Closed behind the test. */
export const opened = <One extends { close(): unknown }>(one: One): One => {
  open.push(one)
  return one
}

const mailUsers = (users: readonly Named[]) =>
  users.map(user => Object.defineProperties({ maildrop: new Maildrop() }, Object.getOwnPropertyDescriptors(user)) as never)

/** Each protocol: starts its server for the users, and runs its client. */
export const protocols = {
  smtp: {
    start: (users: readonly Named[], options: ServerOptions = {}): Promise<Listener> =>
      startSmtpServer({ hostname: 'mx.example', onMessage: () => ({ code: 250 }), ...methodsOf(users), ...options }),
    run: (server: Endpoint, options: ClientOptions): Promise<unknown> =>
      sendMail(
        server,
        { sender: null, recipients: [mailbox('a')], content: MESSAGE },
        { timeout: 5000, hostname: 'pc.example', ...options },
      ),
  },
  pop3: {
    start: (users: readonly Named[], options: ServerOptions = {}): Promise<Listener> =>
      startPop3Server({ hostname: 'mx.example', users: mailUsers(users), ...options }),
    run: (server: Endpoint, options: ClientOptions): Promise<unknown> => readPop3(server, { timeout: 5000, ...options }),
  },
  imap: {
    start: (users: readonly Named[], options: ServerOptions = {}): Promise<Listener> =>
      startImapServer({ hostname: 'mx.example', users: mailUsers(users), ...options }),
    run: (server: Endpoint, options: ClientOptions): Promise<unknown> => readImap(server, { timeout: 5000, ...options }),
  },
} as const

export const names = ['smtp', 'pop3', 'imap'] as const

/** A client's login: the mechanism that it went by, or the error. */
export async function login(
  name: keyof typeof protocols,
  server: Endpoint,
  options: ClientOptions,
): Promise<{ readonly by: string | undefined; readonly error: unknown }> {
  let by: string | undefined
  const error = await protocols[name]
    .run(server, {
      ...options,
      onLogin: told => {
        by = told.mechanism
      },
    })
    .then(
      () => undefined,
      (error: unknown) => error,
    )
  return { by, error }
}

/** A relay: it ends TLS with a certificate of its own, and has a TLS of its own to the server; `change` sees what the server says. */
export async function relay(
  server: Endpoint,
  certificate: Certificate,
  change: (text: string) => string = text => text,
): Promise<Endpoint> {
  const sockets = new Set<Socket>()
  const listening = tlsServer(certificate, client => {
    const far = tlsConnect({ host: server.host, port: server.port, rejectUnauthorized: false })
    for (const socket of [client, far]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
    client.pipe(far)
    far.on('data', chunk => client.write(change(chunk.toString('latin1')), 'latin1'))
    far.on('end', () => client.end())
  }).listen(0, '127.0.0.1')
  await once(listening, 'listening')
  opened({
    close: () => {
      for (const socket of sockets) socket.destroy()
      listening.close()
    },
  })
  return { host: '127.0.0.1', port: (listening.address() as AddressInfo).port }
}

/** A server that answers each line, in the clear and over TLS, which it starts after `go`. */
export async function upgrading(
  greeting: string,
  go: RegExp,
  certificate: Certificate,
  answer: (line: string, secure: boolean) => string,
): Promise<Endpoint> {
  const sockets = new Set<Socket>()
  const attend = (socket: Socket, secure: boolean): void => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', chunk => {
      for (const line of chunk.toString('latin1').split('\r\n').slice(0, -1)) {
        socket.write(answer(line, secure), 'latin1')
        if (!go.test(line)) continue
        socket.removeAllListeners('data')
        attend(new TLSSocket(socket, { isServer: true, ...certificate }), true)
      }
    })
  }
  const listening = createServer(socket => {
    socket.write(greeting)
    attend(socket, false)
  }).listen(0, '127.0.0.1')
  await once(listening, 'listening')
  opened({
    close: () => {
      for (const socket of sockets) socket.destroy()
      listening.close()
    },
  })
  return { host: '127.0.0.1', port: (listening.address() as AddressInfo).port }
}

/** What a server says to lines, in the clear: all that came until it closed the connection, or `until` was heard. */
export async function said(server: Endpoint, lines: readonly string[], until: RegExp): Promise<string> {
  const socket = netConnect({ host: server.host, port: server.port })
  let heard = ''
  socket.on('error', () => {})
  for (const line of lines) socket.write(`${line}\r\n`)
  await new Promise<void>(settle => {
    socket.on('close', () => settle()).on('end', () => settle())
    socket.on('data', chunk => {
      heard += chunk.toString('latin1')
      if (until.test(heard)) settle()
    })
  })
  socket.destroy()
  return heard
}
