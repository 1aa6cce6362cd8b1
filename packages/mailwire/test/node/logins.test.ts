/** Every mechanism through every client against the server of its protocol, over TLS. */
import { type Credentials, SaslError, type ServerMechanism } from '@mailwire/sasl'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Certificate, selfSignedCertificate } from '../../src/node.js'
import { base64, login, names, opened, PASSWORD, protocols, type ServerOptions, said, upgrading } from '../login-peers.js'
import { text } from '../peers.js'

const TOKEN = 'ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg'
const someone = { authenticationId: 'someone', authorizationId: 'someone' }
const users = [{ name: 'someone', password: 'secret', tokens: [TOKEN] }]

let credentials: Certificate
let certificate: Certificate
let stranger: Certificate
beforeAll(async () => {
  ;[credentials, certificate, stranger] = await Promise.all([
    selfSignedCertificate(['mx.example']),
    selfSignedCertificate(['someone.example']),
    selfSignedCertificate(['someone.example']),
  ])
})

/** What a client is told, and the same of somebody who is not let in. */
interface Pair {
  readonly right: Credentials
  readonly wrong: Credentials
}
const passwords: Pair = { right: PASSWORD, wrong: { ...PASSWORD, password: 'guess-1' } as Credentials }
const tokens: Pair = {
  right: { authenticationId: 'someone', token: TOKEN },
  wrong: { authenticationId: 'someone', token: `${TOKEN}x` },
}
const external: Pair = { right: { external: true }, wrong: { external: true } }
const anonymous: Pair = { right: { anonymous: 'tim@example.com' }, wrong: { anonymous: 'tom@example.com' } }
const scram = ['SCRAM-SHA-1', 'SCRAM-SHA-256', 'SCRAM-SHA-512']
const mechanisms: readonly (readonly [string, Pair])[] = [
  ...scram.flatMap(name => [[`${name}-PLUS`, passwords] as const, [name, passwords] as const]),
  ['CRAM-MD5', passwords],
  ['PLAIN', passwords],
  ['LOGIN', passwords],
  ['OAUTHBEARER', tokens],
  ['XOAUTH2', tokens],
  ['EXTERNAL', external],
  ['ANONYMOUS', anonymous],
]

const options = (tap?: ServerOptions['tap']): ServerOptions => ({
  credentials: { ...credentials, ca: certificate.cert },
  verifyExternal: ({ isTrusted, authorizationId }) => isTrusted && authorizationId === '' && someone,
  verifyAnonymous: ({ trace }) => trace.startsWith('tim') && someone,
  tap,
})

const SECRETS = ['secret', 'guess-1', TOKEN, ',p=', 'n=someone', 'p=']

/** The words of a tap, each as it is and as base 64 that it may be. */
const words = (seen: string): string[] => seen.split(/\s/).flatMap(word => [word, Buffer.from(word, 'base64').toString('latin1')])

describe.each(names)('a client and a server of %s', name => {
  const { start } = protocols[name]
  const trusting = () => ({ ca: credentials.cert, servername: 'mx.example' })

  it.each(mechanisms)('log in by %s, and not with another secret; no tap shows one', async (mechanism, { right, wrong }) => {
    let seen = ''
    const tap = (_: string, bytes: Uint8Array) => {
      seen += ` ${text(bytes)}`
    }
    const server = opened(await start(users, { ...options(tap), mechanisms: [mechanism] }))
    const isExternal = mechanism === 'EXTERNAL'
    const good = { ...trusting(), tap, credentials: right, ...(isExternal ? { certificate } : {}) }
    expect(await login(name, server, good)).toEqual({ by: mechanism, error: undefined })
    const bad = { ...trusting(), tap, credentials: wrong, ...(isExternal ? { certificate: stranger } : {}) }
    expect(await login(name, server, bad)).toMatchObject({ by: undefined, error: { name: 'NetworkError', code: 'refused' } })
    expect(seen).toMatch(new RegExp(`AUTH(ENTICATE)? ${mechanism}\\b`))
    for (const secret of SECRETS) expect(words(seen).filter(word => word.includes(secret))).toEqual([])
  })

  it('by a certificate only with one (RFC 4422 appendix A)', async () => {
    let asked = 0
    const verifyExternal = () => ++asked > 0 && someone
    const server = opened(await start(users, { ...options(), verifyExternal }))
    const { by, error } = await login(name, server, { ...trusting(), credentials: { external: true } })
    expect({ by, error, asked }).toMatchObject({ by: undefined, error: { code: 'refused' }, asked: 0 })
  })

  it('by the strongest mechanism, and by the first of those that the client names', async () => {
    const server = opened(await start(users, options()))
    const by = async (more: object) => (await login(name, server, { ...trusting(), credentials: PASSWORD, ...more })).by
    expect(await by({})).toBe('SCRAM-SHA-512-PLUS')
    expect(await by({ channelBinding: 'none' })).toBe('SCRAM-SHA-512')
    expect(await by({ mechanisms: ['login', 'PLAIN'] })).toBe('LOGIN')
    const tokenBy = await login(name, server, { ...trusting(), credentials: tokens.right })
    expect(tokenBy).toEqual({ by: 'OAUTHBEARER', error: undefined })
  })

  it('offers what `mechanisms` names, in its order, and CRAM-MD5 only there', async () => {
    const offered = async (options: ServerOptions): Promise<string[]> => {
      const server = opened(await start(users, { ...options, allowCleartextCredentials: true }))
      const ask = { smtp: 'EHLO a', pop3: 'CAPA', imap: 'a CAPABILITY' }[name]
      const heard = await said(server, [ask], name === 'pop3' ? /\r\n\.\r\n/ : name === 'imap' ? /a OK/ : /250 .*\r\n/)
      return [...(/(?:AUTH|SASL|\* CAPABILITY) (.*)/.exec(heard)?.[1] ?? '').matchAll(/(?:AUTH=)?(\S+)/g)]
        .map(([, word]) => word!)
        .filter(word => !/^(IMAP4rev1|LITERAL\+|SASL-IR|ID|STARTTLS)$/.test(word))
    }
    const all = ['SCRAM-SHA-512', 'SCRAM-SHA-256', 'SCRAM-SHA-1', 'OAUTHBEARER', 'XOAUTH2', 'PLAIN', 'LOGIN']
    // EXTERNAL is for TLS alone: there is no certificate without.
    expect(await offered({ verifyExternal: () => someone })).toEqual(all)
    expect(await offered({ mechanisms: ['login', 'CRAM-MD5', 'PLAIN'] })).toEqual(['LOGIN', 'CRAM-MD5', 'PLAIN'])
    const own = (): ServerMechanism => ({ name: 'X', start: () => failure, respond: () => failure })
    const many = (length: number) =>
      new Map(Array.from({ length }, (_, at) => [`X-MECHANISM-NAME-${String(at).padStart(3, '0')}`, own] as const))
    expect(await offered({ ownMechanisms: many(16) })).toEqual([...many(16).keys(), ...all])
    // Another one might not fit into the line of EHLO (RFC 5321 4.5.3.1.5).
    await expect(start(users, { ownMechanisms: many(17) })).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining('ownMechanisms'),
    })
  })

  const failure = { type: 'failure', error: new SaslError('bad-credentials', 0, 'no') } as const

  it("the caller's own mechanism takes the place of ours, and one that cannot be made is answered", async () => {
    const errors: unknown[] = []
    let made = 0
    const plain = (): ServerMechanism => ({ name: 'PLAIN', start: () => failure, respond: () => failure })
    const ownMechanisms = new Map([['PLAIN', () => (++made === 1 ? plain() : fail())]])
    const fail = (): never => {
      throw new Error('no plugin')
    }
    const server = opened(await start(users, { ...options(), ownMechanisms, onError: error => errors.push(error) }))
    const tried = { ...trusting(), credentials: PASSWORD, mechanisms: ['PLAIN'] }
    expect((await login(name, server, tried)).error).toMatchObject({ code: 'refused' })
    const { error } = await login(name, server, tried)
    expect(error).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('authentication is temporarily unavailable'),
    })
    expect(errors).toEqual([new Error('no plugin')])
  })

  it('a verifier that throws says nothing of the credentials, and one that takes longer than loginTimeout may still say yes', async () => {
    const errors: unknown[] = []
    const server = opened(
      await start([], {
        ...options(),
        loginTimeout: 1000,
        onError: error => errors.push(error),
        verifyToken: async ({ token }) => {
          if (token !== TOKEN) throw new Error('issuer is down')
          await new Promise(settle => setTimeout(settle, 1300))
          return someone
        },
      }),
    )
    const bad = await login(name, server, { ...trusting(), credentials: tokens.wrong })
    expect(bad.error).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('authentication is temporarily unavailable'),
    })
    expect(errors).toEqual([new Error('issuer is down')])
    // POP3 and IMAP have no user to give the maildrop of.
    const slow = await login(name, server, { ...trusting(), credentials: tokens.right })
    if (name === 'smtp') expect(slow).toEqual({ by: 'OAUTHBEARER', error: undefined })
    else expect(slow.error).toMatchObject({ code: 'refused' })
  })

  it('a verifier that hangs keeps no server from closing', async () => {
    const server = await start(users, { ...options(), closeTimeout: 50, verifyToken: () => new Promise(() => {}) })
    const waiting = login(name, server, { ...trusting(), credentials: tokens.right })
    await new Promise(settle => setTimeout(settle, 200))
    await server.close()
    expect((await waiting).error).toMatchObject({ name: 'NetworkError' })
  })

  it('five failed logins of several steps end the session', async () => {
    const server = opened(await start(users, { allowCleartextCredentials: true }))
    const command = { smtp: 'AUTH LOGIN', pop3: 'AUTH LOGIN', imap: 'a AUTHENTICATE LOGIN' }[name]
    const attempts = Array.from({ length: 12 }, () => [command, base64('someone'), base64('guess')]).flat()
    // Line by line: a response may not go ahead of its challenge.
    const heard = await conversation(server, [...(name === 'smtp' ? ['EHLO a'] : []), ...attempts])
    const refused = heard.match(/^(535|-ERR|a NO|421|\* BYE)/gm) ?? []
    expect(refused.length).toBeGreaterThanOrEqual(5)
    expect(refused.length).toBeLessThanOrEqual(7)
  })

  it('mechanisms that are gone once TLS is up are told (RFC 4422 6.1.2)', async () => {
    const offer = (secure: boolean): string[] => (secure ? ['PLAIN'] : ['SCRAM-SHA-256', 'PLAIN'])
    const servers = {
      smtp: [
        '220 hi\r\n',
        /^STARTTLS$/,
        (line: string, secure: boolean) =>
          line.startsWith('EHLO')
            ? `250-hi\r\n250-STARTTLS\r\n250 AUTH ${offer(secure).join(' ')}\r\n`
            : line.startsWith('AUTH')
              ? '235 ok\r\n'
              : line === 'DATA'
                ? '354 go\r\n'
                : line === 'STARTTLS'
                  ? '220 go\r\n'
                  : /^[A-Z]{4}( |$)|^\.$/.test(line)
                    ? '250 ok\r\n'
                    : '',
      ],
      pop3: [
        '+OK hi\r\n',
        /^STLS$/,
        (line: string, secure: boolean) =>
          line === 'CAPA'
            ? `+OK\r\nSTLS\r\nSASL ${offer(secure).join(' ')}\r\n.\r\n`
            : line === 'STAT'
              ? '+OK 0 0\r\n'
              : '+OK\r\n',
      ],
      imap: [
        '* OK hi\r\n',
        / STARTTLS$/,
        (line: string, secure: boolean) => {
          const [tag, verb] = line.split(' ')
          const untagged =
            verb === 'CAPABILITY'
              ? `* CAPABILITY IMAP4rev1 SASL-IR STARTTLS ${offer(secure)
                  .map(one => `AUTH=${one}`)
                  .join(' ')}\r\n`
              : ''
          return `${untagged}${tag} OK\r\n`
        },
      ],
    } as const
    const [greeting, go, answer] = servers[name]
    const server = await upgrading(greeting, go, credentials, answer)
    const told: unknown[] = []
    await protocols[name].run(server, { ...trusting(), credentials: PASSWORD, onLogin: login => told.push(login) })
    expect(told).toEqual([{ mechanism: 'PLAIN', offered: ['PLAIN'], withdrawn: ['SCRAM-SHA-256'] }])
  })
})

it.each([
  [
    'pop3',
    ['CAPA', 'USER someone', 'PASS secret', 'QUIT'],
    /-ERR passwords are accepted by AUTH only.*-ERR/s,
    /\nUSER\r.*\+OK 0 messages/s,
  ],
  ['imap', ['a LOGIN someone secret', 'b LOGOUT'], /LOGINDISABLED.*a NO \[CANNOT\]/s, /a OK/],
] as const)('%s: without PLAIN and LOGIN in `mechanisms` no command takes a password', async (name, lines, refused, taken) => {
  const heard = async (...mechanisms: string[]): Promise<string> => {
    const server = opened(await protocols[name].start(users, { allowCleartextCredentials: true, mechanisms }))
    return said(server, lines, /nothing/)
  }
  const strict = await heard('SCRAM-SHA-256')
  expect(strict).toMatch(refused)
  expect(strict).not.toMatch(/\nUSER\r/)
  const usual = await heard('SCRAM-SHA-256', 'plain')
  expect(usual).toMatch(taken)
  expect(usual).not.toContain('LOGINDISABLED')
})

/** Says a line each time something came, until the server closes the connection. */
async function conversation({ host, port }: { host: string; port: number }, lines: readonly string[]): Promise<string> {
  const { connect } = await import('node:net')
  const rest = [...lines]
  const socket = connect({ host, port })
  let heard = ''
  socket.on('error', () => {})
  socket.on('data', chunk => {
    heard += chunk.toString('latin1')
    // A reply may have several lines.
    if (/(?:^|\n)(?:250-|\* OK .*\r\n$)?[^\n]*\r\n$/.test(heard)) {
      const next = rest.shift()
      if (next === undefined) socket.end()
      else socket.write(`${next}\r\n`)
    }
  })
  await new Promise<void>(settle => socket.on('close', () => settle()))
  return heard
}
