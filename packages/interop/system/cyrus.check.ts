/**
 * Cyrus SASL, as client and as server of every mechanism that it shares with us: its sample programs speak base 64 on their standard input and
 * output. (Debian: sasl2-bin, libsasl2-modules.) DIGEST-MD5 has no server of ours, and OAUTHBEARER and XOAUTH2 none of theirs.
 */
import { writeFileSync } from 'node:fs'
import { md5, sasl } from 'mailwire/node'
import { beforeAll, describe, expect, it } from 'vitest'
import { ask, Conversation, fromBase64, serve, toBase64 } from './conversation.js'
import { placeFor } from './place.js'
import { run } from './programs.js'

const place = placeFor('cyrus', 'by cyrus')
const NAME = 'usér,=1'
const RIGHT = 'sécret'
const REALM = 'host.example'

const sample = (side: 'client' | 'server', mechanism: string, password = '', name = NAME): Conversation => {
  const [theirs, ours] = side === 'client' ? ['C: ', 'S: '] : ['S: ', 'C: ']
  const of = side === 'client' ? ['-n', REALM, '-a', name, '-u', name] : ['-d', REALM, '-u', REALM]
  return new Conversation(
    'stdbuf', // their lines wait in a buffer otherwise
    ['-oL', `sasl-sample-${side}`, '-s', 'imap', '-m', mechanism, ...of],
    {
      decode: line => (line.startsWith(theirs) ? fromBase64(line.slice(3)) : line === 'Negotiation complete' ? 'end' : undefined),
      encode: bytes => ours + toBase64(bytes),
      prompt: ['Password: ', password],
    },
    { cwd: place.folder, env: { SASL_CONF_PATH: place.folder } },
  )
}

beforeAll(async () => {
  const configuration = `sasldb_path: ${place.folder}/sasldb\npwcheck_method: auxprop\nauxprop_plugin: sasldb\n`
  writeFileSync(`${place.folder}/sample.conf`, configuration)
  const args = ['-p', '-c', '-f', `${place.folder}/sasldb`, '-u', REALM, NAME]
  const made = await run('saslpasswd2', args, { cwd: place.folder, input: Buffer.from(RIGHT).toString('latin1') })
  expect(made.code).toBe(0)
})

const hashes = ['SHA-1', 'SHA-256', 'SHA-512'] as const

describe('as client, our mechanism as server', () => {
  // It asks to act as itself.
  const verify: sasl.VerifyPassword = ({ authenticationId, authorizationId, password }) =>
    authenticationId === NAME &&
    ['', NAME].includes(authorizationId) &&
    password === RIGHT && { authenticationId, authorizationId: NAME }
  const passwordOf = (name: string): string | undefined => (name === NAME ? RIGHT : undefined)
  const servers: Readonly<Record<string, () => sasl.ServerMechanism>> = {
    PLAIN: () => sasl.plainServer(verify),
    LOGIN: () => sasl.loginServer(verify),
    'CRAM-MD5': () => sasl.cramMd5Server({ md5, hostname: REALM, passwordOf }),
    ...Object.fromEntries(
      hashes.map(hash => {
        const keys = sasl.scramCredentials(RIGHT, { hash, iterations: 4096 })
        return [`SCRAM-${hash}`, () => sasl.scramServer(hash, name => (name === NAME ? keys : undefined))]
      }),
    ),
  }

  /** The program picks from a list, and answers with the name and its initial response. */
  async function exchange(client: Conversation, name: string, mechanism: sasl.ServerMechanism) {
    client.say(Buffer.from(name))
    const chosen = Buffer.from((await client.next()) ?? [])
    const end = chosen.indexOf(0)
    return serve(mechanism, client, end < 0 ? undefined : Uint8Array.from(chosen.subarray(end + 1)))
  }

  it.each(Object.keys(servers))('%s', async name => {
    const right = await exchange(sample('client', name, RIGHT), name, servers[name]!())
    expect(right.step).toMatchObject({ type: 'success', identity: { authenticationId: NAME } })
    expect(right.said).toContain('Negotiation complete')
    const wrong = await exchange(sample('client', name, 'wrong'), name, servers[name]!())
    expect(wrong.step).toMatchObject({ type: 'failure', error: { code: 'bad-credentials' } })
  })

  it('ANONYMOUS', async () => {
    const mechanism = sasl.anonymousServer(({ trace }) => ({ authenticationId: trace, authorizationId: trace }))
    const { step } = await exchange(sample('client', 'ANONYMOUS', '', 'user'), 'ANONYMOUS', mechanism)
    expect(step).toMatchObject({ type: 'success', identity: { authenticationId: expect.stringMatching(/^user@/) } })
  })
})

describe('as server, our mechanism as client', () => {
  const clients: Readonly<Record<string, (password: string) => sasl.ClientMechanism>> = {
    PLAIN: password => sasl.plainClient({ authenticationId: NAME, password }),
    LOGIN: password => sasl.loginClient({ authenticationId: NAME, password }),
    'CRAM-MD5': password => sasl.cramMd5Client({ authenticationId: NAME, password }, { md5 }),
    'DIGEST-MD5': password => sasl.digestMd5Client({ authenticationId: NAME, password }, { md5, service: 'imap', host: REALM }),
    ...Object.fromEntries(
      hashes.map(hash => [`SCRAM-${hash}`, (password: string) => sasl.scramClient(hash, { authenticationId: NAME, password })]),
    ),
  }

  async function exchange(mechanism: sasl.ClientMechanism) {
    const { name } = mechanism
    const server = sample('server', name)
    expect(Buffer.from((await server.next()) ?? []).toString()).toBe(name)
    const initial = mechanism.clientFirst ? await mechanism.respond(new Uint8Array(0)) : undefined
    server.say(Buffer.from(name + (initial === undefined ? '' : `\0${Buffer.from(initial)}`)))
    return ask(mechanism, server)
  }

  it.each(Object.keys(clients))('%s', async name => {
    const right = await exchange(clients[name]!(RIGHT))
    expect(right.isDone).toBe(true)
    expect(right.said).toContain('Negotiation complete')
    const wrong = await exchange(clients[name]!('wrong'))
    expect(wrong.said).toContain('authentication failure')
    expect(wrong.said).not.toContain('Negotiation complete')
  })
  it('ANONYMOUS', async () => {
    const { said } = await exchange(sasl.anonymousClient({ anonymous: 'token' }))
    expect(said).toContain('Negotiation complete')
    expect(said).toContain('ANONYMOUS login: "token"')
  })
})
