import type { ClientMechanism } from '@mailwire/sasl'
import { describe, expect, it } from 'vitest'
import { readPop3 } from '../../src/node.js'
import { answering, asBytes } from '../peers.js'
import { attempt, base64, CREDENTIALS, type Login, names, open, options, protocols, type Step } from '../scripted-logins.js'

const PLAIN = base64('\0someone\0secret')

/** A mechanism of so many responses. */
function mechanism(responses: readonly (string | Error | (() => Promise<string>))[], clientFirst = false): ClientMechanism {
  const rest = [...responses]
  return {
    name: 'X-TEST',
    clientFirst,
    get done() {
      return rest.length === 0
    },
    respond: () => {
      const next = rest.shift()
      if (next === undefined) throw new Error('called when it was done')
      if (next instanceof Error) throw next
      return typeof next === 'string' ? asBytes(next) : next().then(asBytes)
    },
  }
}

describe.each(names)('%s logs in', name => {
  const verb = { sendMail: 'AUTH', readPop3: 'AUTH', readImap: 'AUTHENTICATE' }[name]
  /** IMAP takes an initial response where SASL-IR is offered. */
  const ir = name === 'readImap' ? ['SASL-IR'] : []
  const own = (...responses: Parameters<typeof mechanism>[0]): Login => ({ authenticate: () => mechanism(responses) })

  it('by PLAIN where it is offered, the response with the command (RFC 4954 4, RFC 5034 4, RFC 4959)', async () => {
    for (const offered of [
      [...ir, 'LOGIN', 'PLAIN'],
      [...ir, 'plain'],
    ]) {
      const { error, lines } = await attempt(name, offered, ['ok'], CREDENTIALS)
      expect(error).toBeUndefined()
      expect(lines).toEqual([`${verb} PLAIN ${PLAIN}`])
    }
  })

  it('by LOGIN where PLAIN is not offered', async () => {
    const steps: Step[] = [{ ask: 'User Name\0' }, { ask: 'Password\0' }, 'ok']
    const { error, lines } = await attempt(name, [...ir, 'GSSAPI', 'LOGIN'], steps, CREDENTIALS)
    expect(error).toBeUndefined()
    expect(lines).toEqual([`${verb} LOGIN`, base64('someone'), base64('secret')])
  })

  it('where a mechanism is refused, with the words of the server and no second try', async () => {
    const { error, heard } = await attempt(name, [...ir, 'PLAIN', 'LOGIN'], ['no'], CREDENTIALS)
    expect(error).toMatchObject({ name: 'NetworkError', code: 'refused', message: expect.stringContaining('not you') })
    expect((error as Error).message).toContain(`: ${verb} PLAIN: `)
    expect(heard.filter(line => /AUTH|USER|LOGIN/.test(line))).toHaveLength(1)
  })

  it('by a mechanism of the caller, whose answers may take time', async () => {
    const slow = () => new Promise<string>(settle => setTimeout(() => settle('second'), 50))
    const steps: Step[] = [{ ask: 'one' }, { ask: 'two' }, { ask: 'three' }, 'ok']
    const { error, lines } = await attempt(name, ['X-TEST', 'PLAIN'], steps, own('first', slow, ''))
    expect(error).toBeUndefined()
    expect(lines).toEqual([`${verb} X-TEST`, base64('first'), base64('second'), ''])
  })

  it('by none that the server does not offer; the error names what it does', async () => {
    const { error, lines } = await attempt(name, ['PLAIN', 'GSSAPI'], ['ok'], own('a'))
    expect(error).toMatchObject({
      code: name === 'sendMail' ? 'not-offered' : 'refused',
      message: expect.stringContaining('the server does not offer X-TEST; it offers PLAIN, GSSAPI'),
    })
    expect(lines).toEqual([])
    const junk = await attempt(name, ['PLAIN'], ['ok'], { authenticate: () => ({}) as never })
    expect(junk.error).toMatchObject({ code: 'bad-option', message: expect.stringContaining('authenticate') })
  })

  describe('to nobody who says "success" too early: the proof that a mechanism wants must not be skipped', () => {
    it.each<[string, readonly string[], readonly Step[], Login]>([
      ['at once', ['LOGIN'], ['ok'], CREDENTIALS],
      ['half-way', ['LOGIN'], [{ ask: 'User Name' }, 'ok'], CREDENTIALS],
      ['before a last message that is to be checked', ['X-TEST'], [{ ask: 'a' }, 'ok'], own('first', 'checked')],
    ])('%s', async (_, offered, steps, login) => {
      const { error, heard } = await attempt(name, offered, steps, login)
      // Before any challenge POP3 has no place for +OK, and the connection itself says so.
      const message = expect.stringMatching(/before the exchange was over|is not a valid answer to auth/)
      expect(error).toMatchObject({ name: 'NetworkError', code: 'closed', message })
      expect(heard.filter(line => /MAIL|STAT|SELECT/.test(line))).toEqual([])
    })
  })

  it('a challenge when the mechanism is done is answered with *, and the error has the words of the server (RFC 4422 3.5)', async () => {
    const { error, lines } = await attempt(name, [...ir, 'PLAIN'], [{ ask: '{"status":"400"}' }, 'no'], CREDENTIALS)
    expect(lines.slice(1)).toEqual(['*'])
    expect(error).toMatchObject({
      name: 'NetworkError',
      code: 'refused',
      message: expect.stringMatching(/not you.*after the mechanism's last response/),
    })
  })

  it.each<Step>(['ok', { ask: 'once more' }])('a server that goes on after * with %j is not believed', async step => {
    const { error, heard } = await attempt(name, [...ir, 'PLAIN'], [{ ask: 'more' }, step, 'ok'], CREDENTIALS)
    expect(error).toMatchObject({ name: 'NetworkError', code: name === 'readImap' && step !== 'ok' ? 'timeout' : 'closed' })
    expect(heard.filter(line => /MAIL|STAT|SELECT/.test(line))).toEqual([])
  })

  it.each<[string, Error | (() => Promise<string>)]>([
    ['throws', new RangeError('no token')],
    ['rejects', () => Promise.reject(new RangeError('no token'))],
  ])('a mechanism that %s cancels the exchange, and what it threw comes through', async (_, response) => {
    const { error, lines, heard } = await attempt(name, ['X-TEST'], [{ ask: 'a' }, 'no'], own(response))
    expect(error).toEqual(new RangeError('no token'))
    expect(lines).toEqual([`${verb} X-TEST`, '*'])
    if (name === 'sendMail') expect(heard.at(-1)).toBe('QUIT')
  })

  it('what a mechanism gives and is not bytes cancels the exchange, too', async () => {
    const login = { authenticate: () => ({ ...mechanism(['a']), done: false, respond: () => 'a' as never }) }
    const { error, lines } = await attempt(name, ['X-TEST'], [{ ask: 'a' }, 'no'], login)
    expect(error).toMatchObject({ code: 'bad-value' })
    expect(lines).toEqual([`${verb} X-TEST`, '*'])
  })

  it('a mechanism that throws before anything is sent sends nothing', async () => {
    const login = { authenticate: () => mechanism([new RangeError('no token')], true) }
    const { error, lines } = await attempt(name, ['X-TEST'], ['ok'], login)
    expect(error).toEqual(new RangeError('no token'))
    expect(lines).toEqual([])
  })

  it('a challenge that is not base 64 is answered with *', async () => {
    const raw = protocols[name].challenge('?')
    const { error, lines } = await attempt(name, ['LOGIN'], [{ raw }, 'no'], CREDENTIALS)
    expect(lines).toEqual([`${verb} LOGIN`, '*'])
    expect(error).toMatchObject({ code: 'refused', message: expect.stringContaining('not you') })
  })

  it('a server that closes the connection inside the exchange', async () => {
    const { error } = await attempt(name, ['LOGIN'], [{ ask: 'User Name' }, 'close'], CREDENTIALS)
    expect(error).toMatchObject({ name: 'NetworkError', code: 'closed' })
  })
})

describe('an initial response that may not go with the command waits for an empty challenge', () => {
  const LONG = 'x'.repeat(400)
  const cases = [
    ['sendMail', ['PLAIN'], { name: 'someone', password: LONG }],
    ['readPop3', ['PLAIN'], { name: 'someone', password: LONG }],
    ['readImap', ['PLAIN'], { name: 'someone', password: LONG }], // no SASL-IR
  ] as const
  it.each(cases)('%s', async (name, offered, login) => {
    const { error, lines } = await attempt(name, offered, [{ ask: '' }, 'ok'], login)
    expect(error).toBeUndefined()
    expect(lines).toEqual([expect.stringMatching(/ PLAIN$/), base64(`\0someone\0${LONG}`)])
  })

  it.each(cases)('%s cancels where the challenge is not empty', async (name, offered, login) => {
    const { error, lines } = await attempt(name, offered, [{ ask: 'who?' }, 'no'], login)
    expect(error).toMatchObject({ code: 'refused' })
    expect(lines.slice(1)).toEqual(['*'])
  })

  it.each(names)('%s does not believe a server that never asks for it', async name => {
    const { error } = await attempt(name, ['PLAIN'], ['ok'], { name: 'someone', password: LONG })
    const message = expect.stringMatching(/before the exchange was over|is not a valid answer to auth/)
    expect(error).toMatchObject({ code: 'closed', message })
  })
})

describe('where neither PLAIN nor LOGIN is offered', () => {
  it('sendMail says what is', async () => {
    const { error, heard } = await attempt('sendMail', ['GSSAPI', 'XOAUTH2'], [], CREDENTIALS)
    expect(error).toMatchObject({
      name: 'SmtpError',
      code: 'not-offered',
      message: expect.stringContaining('no usable mechanism carries the credentials; the server offers GSSAPI, XOAUTH2'),
    })
    expect(heard.filter(line => line.startsWith('AUTH'))).toEqual([])
  })

  it.each([[], ['GSSAPI']])('readPop3 sends USER and PASS', async (...offered) => {
    const { error, heard } = await attempt('readPop3', offered, [], CREDENTIALS)
    expect(error).toBeUndefined()
    expect(heard).toEqual(expect.arrayContaining(['USER someone', 'PASS secret']))
  })

  it.each([[], ['GSSAPI']])('readImap sends LOGIN', async (...offered) => {
    const { error, heard } = await attempt('readImap', offered, [], CREDENTIALS)
    expect(error).toBeUndefined()
    expect(heard).toContainEqual(expect.stringMatching(/^A2 LOGIN "?someone"? "?secret"?$/))
  })

  it('readImap sends no LOGIN where it is disabled (RFC 9051 6.2.3), but a mechanism', async () => {
    const refused = await attempt('readImap', ['LOGINDISABLED'], [], CREDENTIALS)
    expect(refused.error).toMatchObject({ code: 'refused', message: expect.stringContaining('LOGINDISABLED') })
    expect(await attempt('readImap', ['LOGINDISABLED', 'SASL-IR', 'PLAIN'], ['ok'], CREDENTIALS)).toMatchObject({
      error: undefined,
    })
  })

  it('nor where they cannot carry the password: an empty one goes by LOGIN', async () => {
    const empty = { name: 'someone', password: '' }
    const { heard } = await attempt('readImap', ['PLAIN', 'SASL-IR'], [], empty)
    expect(heard).toContainEqual(expect.stringMatching(/^A2 LOGIN "?someone"? ""$/))
  })
})

describe('a password goes by a command of POP3 or IMAP', () => {
  const commands = /APOP|USER|PASS|LOGIN/
  it.each(['readPop3', 'readImap'] as const)(
    'not from %s where `mechanisms` is given, or for who acts as somebody else',
    async name => {
      const credentials = { authenticationId: 'someone', password: 'secret' }
      for (const login of [
        { ...CREDENTIALS, mechanisms: ['SCRAM-SHA-256', 'PLAIN'] },
        { credentials: { ...credentials, authorizationId: 'other' } },
      ]) {
        const { error, heard } = await attempt(name, ['GSSAPI'], [], login)
        expect(error).toMatchObject({ code: 'refused', message: expect.stringContaining('the server offers GSSAPI') })
        expect(heard.filter(line => commands.test(line))).toEqual([])
      }
    },
  )

  it.each([
    ['readPop3', 'USER'],
    ['readImap', 'LOGIN command'],
  ] as const)('from %s, and onLogin hears of it', async (name, mechanism) => {
    const told: unknown[] = []
    await attempt(name, ['GSSAPI'], [], { ...CREDENTIALS, onLogin: login => void told.push(login) })
    expect(told).toEqual([{ mechanism, offered: ['GSSAPI'], withdrawn: [] }])
  })

  it('what onLogin throws comes through', async () => {
    const onLogin = (): never => {
      throw new RangeError('not by this')
    }
    for (const name of names) {
      const { error } = await attempt(name, ['PLAIN', 'SASL-IR'], ['ok'], { ...CREDENTIALS, onLogin })
      expect(error).toEqual(new RangeError('not by this'))
    }
  })

  describe('APOP, in the clear, where the greeting has a timestamp (RFC 1939 7)', () => {
    const apop = async (greeting: string, offered: string, refuses = false) => {
      const heard: string[] = []
      const told: unknown[] = []
      const server = await answering(greeting, line => {
        heard.push(line)
        if (line === 'CAPA') return `+OK\r\n${offered}.\r\n`
        if (refuses && line.startsWith('APOP')) return '-ERR no\r\n'
        return line === 'STAT' ? '+OK 0 0\r\n' : line === 'UIDL' ? '+OK\r\n.\r\n' : '+OK\r\n'
      })
      open.push(server)
      const login = { name: 'mrose', password: 'tanstaaf', onLogin: (login: { mechanism: string }) => told.push(login.mechanism) }
      const error = await readPop3(server, { ...options, ...login }).catch((error: unknown) => error)
      return { error, told, heard: heard.filter(line => /APOP|USER|PASS|AUTH/.test(line)) }
    }
    const TIMESTAMP = '+OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>\r\n'
    const APOP = 'APOP mrose c4c9334bac560ecc979e58001b3e22fb'

    it('shows no password', async () => {
      for (const offered of ['USER\r\n', '', 'SASL GSSAPI\r\n'])
        expect(await apop(TIMESTAMP, offered)).toEqual({ error: [], told: ['APOP'], heard: [APOP] })
    })

    it('is not followed by the password where it is refused', async () => {
      const { error, told, heard } = await apop(TIMESTAMP, 'USER\r\n', true)
      expect(error).toMatchObject({ code: 'refused', message: expect.stringContaining('APOP: no') })
      expect({ told, heard }).toEqual({ told: [], heard: [APOP] })
    })

    it('gives way to a mechanism, and to USER where there is no timestamp', async () => {
      expect((await apop(TIMESTAMP, 'SASL CRAM-MD5\r\n')).heard).toEqual(['AUTH CRAM-MD5'])
      expect((await apop('+OK <no timestamp>\r\n', 'USER\r\n')).told).toEqual(['USER'])
    })
  })
})
