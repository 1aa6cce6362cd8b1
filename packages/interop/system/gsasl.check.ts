/**
 * GNU SASL, as client and as server of every mechanism that it shares with us: in lines of base 64 on its standard input and output, as an
 * IMAP client over STARTTLS, where it binds SCRAM to TLS, and as an SMTP client. (Debian: gsasl.) As a server its program has no TLS, and so no
 * -PLUS, and cannot judge EXTERNAL and ANONYMOUS.
 */
import { X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import {
  type Listener,
  type LoginMethods,
  Maildrop,
  type MailServerOptions,
  md5,
  sasl,
  selfSignedCertificate,
  startImapServer,
  startSmtpServer,
} from 'mailwire/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, Conversation, type Framing, fromBase64, serve, toBase64 } from './conversation.js'
import { placeFor } from './place.js'
import { type Ran, run } from './programs.js'

const place = placeFor('gsasl', 'by gsasl')
const NAME = 'usér,=1'
const RIGHT = 'sécret'

/** It names the mechanism before the exchange. */
const framing = (): Framing => {
  let isFirst = true
  return {
    decode: line => {
      if (!isFirst) return fromBase64(line)
      isFirst = false
      return undefined
    },
    encode: toBase64,
  }
}

const gsasl = (side: '--client' | '--server', mechanism: string, password: string, ...more: string[]): Conversation => {
  const identity = ['--authentication-id', NAME, '--password', password, '--realm', 'host.example']
  const host = ['--service', 'imap', '--hostname', 'host.example', '--anonymous-token', 'token']
  return new Conversation('gsasl', ['--quiet', side, '-m', mechanism, ...identity, ...host, ...more], framing(), {
    cwd: place.folder,
    env: { LC_ALL: 'C.UTF-8' },
  })
}

const verify: sasl.VerifyPassword = ({ authenticationId, password }) => authenticationId === NAME && password === RIGHT
const hashes = ['SHA-1', 'SHA-256'] as const

describe('gsasl as client, our mechanism as server', () => {
  const scram = (hash: sasl.ScramHash) =>
    sasl.scramServer(hash, async name => (name === NAME ? sasl.scramCredentials(RIGHT, { hash, iterations: 4096 }) : undefined))
  const servers: Readonly<Record<string, () => sasl.ServerMechanism>> = {
    PLAIN: () => sasl.plainServer(verify),
    LOGIN: () => sasl.loginServer(verify),
    'CRAM-MD5': () =>
      sasl.cramMd5Server({ md5, hostname: 'host.example', passwordOf: name => (name === NAME ? RIGHT : undefined) }),
    'SCRAM-SHA-1': () => scram('SHA-1'),
    'SCRAM-SHA-256': () => scram('SHA-256'),
  }

  it.each(Object.keys(servers))('%s', async name => {
    const exchange = async (password: string) => {
      const client = gsasl('--client', name, password)
      const initial = await client.next()
      return serve(servers[name]!(), client, name === 'CRAM-MD5' ? undefined : initial)
    }
    const right = await exchange(RIGHT)
    expect(right).toMatchObject({ code: 0, step: { type: 'success', identity: { authenticationId: NAME } } })
    expect(await exchange('wrong')).toMatchObject({ step: { type: 'failure', error: { code: 'bad-credentials' } } })
  })

  it('ANONYMOUS and EXTERNAL', async () => {
    const traces: string[] = []
    const identity = { authenticationId: 'x', authorizationId: 'x' }
    const anonymous = gsasl('--client', 'ANONYMOUS', '')
    const nobody = sasl.anonymousServer(({ trace }) => traces.push(trace) > 0 && identity)
    expect(await serve(nobody, anonymous, await anonymous.next())).toMatchObject({ code: 0, step: { type: 'success' } })
    expect(traces).toEqual(['token'])
    const external = gsasl('--client', 'EXTERNAL', '')
    const known = sasl.externalServer(({ authorizationId }) => authorizationId === '' && identity)
    expect(await serve(known, external, await external.next())).toMatchObject({ code: 0, step: { type: 'success', identity } })
  })
})

describe('gsasl as server, our mechanism as client', () => {
  const clients: Readonly<Record<string, (password: string) => sasl.ClientMechanism>> = {
    PLAIN: password => sasl.plainClient({ authenticationId: NAME, password }),
    LOGIN: password => sasl.loginClient({ authenticationId: NAME, password }),
    'CRAM-MD5': password => sasl.cramMd5Client({ authenticationId: NAME, password }, { md5 }),
    // It hashes the bytes of a name that is not ASCII without making them ISO 8859-1 where they can be (RFC 2831 2.1.2.1).
    'DIGEST-MD5': password =>
      sasl.digestMd5Client({ authenticationId: 'user', password }, { md5, service: 'imap', host: 'host.example' }),
    'SCRAM-SHA-1': password => sasl.scramClient('SHA-1', { authenticationId: NAME, password }),
    'SCRAM-SHA-256': password => sasl.scramClient('SHA-256', { authenticationId: NAME, password }),
  }

  it.each(Object.keys(clients))('%s', async name => {
    const exchange = (password: string) => ask(clients[name]!(password), gsasl('--server', name, RIGHT))
    expect(await exchange(RIGHT)).toMatchObject({ code: 0, isDone: true })
    const wrong = await exchange('wrong')
    expect(wrong.said).toContain('gsasl: mechanism error: ')
    expect(wrong.code).toBe(1)
  })
})

it.each(hashes)('gsasl --mkpasswd derives the keys that we do for SCRAM-%s', async hash => {
  const salt = Buffer.from('a salt of 16 byt')
  const settings = ['--salt', salt.toString('base64'), '--iteration-count', '4096']
  const { said } = await run('gsasl', ['--mkpasswd', '-m', `SCRAM-${hash}`, '--password', RIGHT, ...settings], {
    cwd: place.folder,
  })
  const keys = await sasl.scramCredentials(RIGHT, { hash, salt, iterations: 4096 })
  const [, iterations, storedSalt, stored, server] = /^\{SCRAM-SHA-\d+\}(\d+),(.+),(.+),(.+)\n$/.exec(said)!
  expect(`SCRAM-${hash}$${iterations}:${storedSalt}$${stored}:${server}`).toBe(sasl.formatScramCredentials(keys))
})

describe('gsasl on the wire', () => {
  const MECHANISMS = ['SCRAM-SHA-256', 'SCRAM-SHA-1', 'CRAM-MD5', 'PLAIN', 'LOGIN']
  const BOUND = ['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-1-PLUS']
  const identity = { authenticationId: NAME, authorizationId: NAME }
  let imap: Listener
  let smtp: Listener

  beforeAll(async () => {
    const certificate = await selfSignedCertificate(['127.0.0.1'])
    const own = await selfSignedCertificate(['client.example'])
    writeFileSync(`${place.folder}/server.pem`, certificate.cert)
    writeFileSync(`${place.folder}/own.pem`, own.cert)
    writeFileSync(`${place.folder}/own.key`, own.key)
    const options = {
      hostname: 'host.example',
      credentials: certificate,
      mechanisms: [...BOUND, ...MECHANISMS, 'EXTERNAL', 'ANONYMOUS'],
      verifyExternal: ({ certificate: { raw } }) => raw.equals(new X509Certificate(own.cert).raw) && identity,
      verifyAnonymous: ({ trace }) => trace === 'token' && identity,
    } satisfies LoginMethods & MailServerOptions
    imap = await startImapServer({ ...options, users: [{ name: NAME, password: RIGHT, maildrop: new Maildrop() }] })
    smtp = await startSmtpServer({
      ...options,
      allowCleartextCredentials: true,
      verify,
      passwordOf: name => (name === NAME ? RIGHT : undefined),
      scramHashes: hashes,
      scramOf: (name, hash) => (name === NAME ? sasl.scramCredentials(RIGHT, { hash, iterations: 4096 }) : undefined),
      onMessage: () => ({ code: 250, lines: ['ok'] }),
    })
  })
  afterAll(async () => void (await Promise.all([imap, smtp].map(server => server.close()))))

  const logIn = (where: string, { port }: Listener, mechanism: string, ...more: string[]): Promise<Ran> =>
    run('gsasl', [where, `--connect=127.0.0.1:${port}`, '-m', mechanism, ...more], { cwd: place.folder })
  const overTls = (mechanism: string, ...more: string[]): Promise<Ran> =>
    logIn('--imap', imap, mechanism, '--starttls', '--x509-ca-file=server.pem', ...more)
  // In SMTP it sends STARTTLS before EHLO, which our server refuses.
  const inClear = (mechanism: string, ...more: string[]): Promise<Ran> =>
    logIn('--smtp', smtp, mechanism, '--no-starttls', ...more)
  const login = (password: string): string[] => ['-a', NAME, '-p', password]

  it.each(MECHANISMS)('%s', async mechanism => {
    for (const [password, code] of [
      [RIGHT, 0],
      ['wrong', 1],
    ] as const) {
      expect(await overTls(mechanism, '--no-cb', ...login(password))).toMatchObject({ code })
      expect(await inClear(mechanism, ...login(password))).toMatchObject({ code })
    }
  })

  it.each(BOUND)('%s, with tls-exporter in TLS 1.3 and tls-unique in TLS 1.2', async mechanism => {
    for (const [version, type] of [
      ['1.2', 'tls-unique'],
      ['1.3', 'tls-exporter'],
    ]) {
      const only = `--priority=NORMAL:-VERS-ALL:+VERS-TLS${version}`
      const right = await overTls(mechanism, only, ...login(RIGHT))
      expect(right).toMatchObject({ code: 0 })
      expect(right.said.split('\n').some(line => Buffer.from(line, 'base64').toString().startsWith(`p=${type},`))).toBe(true)
      expect(await overTls(mechanism, only, ...login('wrong'))).toMatchObject({ code: 1 })
    }
  })

  it('EXTERNAL by its certificate, and ANONYMOUS', async () => {
    expect(await overTls('EXTERNAL', '--x509-cert-file=own.pem', '--x509-key-file=own.key')).toMatchObject({ code: 0 })
    expect(await overTls('EXTERNAL')).toMatchObject({ code: 1 })
    for (const [token, code] of [
      ['token', 0],
      ['other', 1],
    ] as const) {
      expect(await overTls('ANONYMOUS', '-n', token)).toMatchObject({ code })
      expect(await inClear('ANONYMOUS', '-n', token)).toMatchObject({ code })
    }
  })
})
