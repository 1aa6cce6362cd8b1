/** Servers as providers have them: SCRAM that cheats, and tokens that are refused with a reason. */
import { createHmac, pbkdf2Sync } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { attempt, base64, names, type Reaction, type Step } from '../scripted-logins.js'

/** A SCRAM-SHA-256 server of (someone, secret), whose messages can be changed. */
function scramSteps({
  serverFirst = text => text,
  serverFinal = text => text,
}: {
  readonly serverFirst?: (text: string) => string
  readonly serverFinal?: (text: string) => string
}): Reaction[] {
  const hmac = (key: Uint8Array, data: string): Buffer => createHmac('sha256', key).update(data).digest()
  let bare = ''
  let first = ''
  return [
    response => {
      bare = response.slice('n,,'.length)
      first = serverFirst(`${bare.slice(bare.indexOf('r='))}server,s=${base64('salt')},i=4096`)
      return { ask: first }
    },
    response => {
      const serverKey = hmac(pbkdf2Sync('secret', 'salt', 4096, 32, 'sha256'), 'Server Key')
      const signed = `${bare},${first},${response.replace(/,p=.*/, '')}`
      return { ask: serverFinal(`v=${hmac(serverKey, signed).toString('base64')}`) }
    },
  ]
}

describe.each(names)('%s and a SCRAM server (RFC 5802)', name => {
  const ir = name === 'readImap' ? ['SASL-IR'] : []
  const credentials = { authenticationId: 'someone', password: 'secret' }
  const offered = [...ir, 'SCRAM-SHA-256']

  it('that has the keys is believed', async () => {
    const told: unknown[] = []
    const login = { credentials, onLogin: (login: unknown) => void told.push(login) }
    expect(await attempt(name, offered, [...scramSteps({}), 'ok'], login)).toMatchObject({ error: undefined })
    expect(told).toEqual([{ mechanism: 'SCRAM-SHA-256', offered: ['SCRAM-SHA-256'], withdrawn: [] }])
  })

  it.each<[string, () => Reaction[], string, string, RegExp]>([
    ['says OK at once', () => ['ok'], 'closed', '', /before the exchange was over|is not a valid answer to auth/],
    ['says OK before its signature', () => [...scramSteps({}).slice(0, 1), 'ok'], 'closed', '', /before the exchange was over/],
    [
      'has another signature',
      () => [...scramSteps({ serverFinal: () => `v=${base64('x'.repeat(32))}` }), 'no'],
      'closed',
      'bad-signature',
      /wrong server signature/,
    ],
    [
      'asks for ten million iterations',
      () => [...scramSteps({ serverFirst: text => text.replace('4096', '10000000') }).slice(0, 1), 'no'],
      'limit',
      'limit',
      /10000000 iterations/,
    ],
    [
      'asks for few iterations',
      () => [...scramSteps({ serverFirst: text => text.replace('4096', '1') }).slice(0, 1), 'no'],
      'closed',
      'too-weak',
      /1 iterations/,
    ],
    [
      'says why it rejects',
      () => [...scramSteps({ serverFinal: () => 'e=invalid-proof' }), 'no'],
      'refused',
      'rejected',
      /invalid-proof/,
    ],
  ])('that %s is not', async (_, steps, code, cause, message) => {
    const work = vi.spyOn(crypto.subtle, 'deriveBits')
    const onLogin = vi.fn()
    const { error, lines, heard } = await attempt(name, offered, steps(), { credentials, onLogin })
    expect(error).toMatchObject({ name: 'NetworkError', code, message: expect.stringMatching(message) })
    expect((error as Error).message).toMatch(/^127\.0\.0\.1 port /)
    if (cause !== '') {
      expect((error as Error).cause).toMatchObject({ name: 'SaslError', code: cause })
      expect(lines.at(-1)).toBe('*')
    }
    if (cause === 'limit' || cause === 'too-weak') expect(work).not.toHaveBeenCalled()
    expect(onLogin).not.toHaveBeenCalled()
    expect(heard.filter(line => /MAIL|STAT|SELECT/.test(line))).toEqual([])
    work.mockRestore()
  })
})

describe.each(names)('%s and a token', name => {
  const ir = name === 'readImap' ? ['SASL-IR'] : []
  const token = 'ya29.'.padEnd(2000, 'x')
  const credentials = { authenticationId: 'someone@example.com', token }
  const first = {
    XOAUTH2: base64(`user=someone@example.com\x01auth=Bearer ${token}\x01\x01`),
    OAUTHBEARER: expect.stringMatching(/^[A-Za-z0-9+/]{2700,}=*$/),
  }

  it.each(['XOAUTH2', 'OAUTHBEARER'] as const)('that is longer than a command line goes by %s', async mechanism => {
    const alone = name !== 'readImap'
    const { error, lines } = await attempt(name, [...ir, mechanism], alone ? [{ ask: '' }, 'ok'] : ['ok'], { credentials })
    expect(error).toBeUndefined()
    const command = name === 'readImap' ? 'AUTHENTICATE' : 'AUTH'
    if (alone) expect(lines).toEqual([`${command} ${mechanism}`, first[mechanism]])
    else expect(lines).toEqual([expect.stringMatching(new RegExp(`^AUTHENTICATE ${mechanism} [A-Za-z0-9+/]{2700,}=*$`))])
  })

  it('of few bytes goes by XOAUTH2 with the command, in POP3 behind it, as Office 365 wants it', async () => {
    const short = { authenticationId: 'a', token: 't' }
    const response = base64('user=a\x01auth=Bearer t\x01\x01')
    const steps: Step[] = name === 'readPop3' ? [{ ask: '' }, 'ok'] : ['ok']
    const { error, lines } = await attempt(name, [...ir, 'XOAUTH2'], steps, { credentials: short })
    expect(error).toBeUndefined()
    const command = name === 'readImap' ? 'AUTHENTICATE' : 'AUTH'
    expect(lines).toEqual(name === 'readPop3' ? ['AUTH XOAUTH2', response] : [`${command} XOAUTH2 ${response}`])
  })

  const refusals = [
    ['XOAUTH2', '{"status":"401","schemes":"bearer","scope":"https://mail.google.com/"}', '401', ''],
    ['OAUTHBEARER', '{"status":"invalid_token","scope":"https://mail.google.com/"}', 'invalid_token', base64('\x01')],
  ] as const
  const short = { authenticationId: 'a', token: 't0ken' }
  /** What comes before the answer to the token. */
  const before = (mechanism: string): Step[] => (name === 'readPop3' && mechanism === 'XOAUTH2' ? [{ ask: '' }] : [])

  it.each(refusals)(
    'that is refused by %s: what the server says, and why (RFC 7628 3.2.2)',
    async (mechanism, json, status, acknowledged) => {
      const steps: Step[] = [...before(mechanism), { ask: json }, 'no']
      const { error, lines } = await attempt(name, [...ir, mechanism], steps, { credentials: short })
      expect(error).toMatchObject({
        name: 'NetworkError',
        code: 'refused',
        message: expect.stringMatching(new RegExp(`not you.*${status}.*scope https://mail\\.google\\.com/`)),
        cause: { name: 'SaslError', code: 'rejected', rejection: { status, scope: 'https://mail.google.com/' } },
      })
      expect((error as Error).message).not.toContain('t0ken')
      expect(lines.at(-1)).toBe(acknowledged)
    },
  )

  it.each(refusals)('that %s accepts after it said why it refuses is no login', async (mechanism, json) => {
    const onLogin = vi.fn()
    const steps: Step[] = [...before(mechanism), { ask: json }, 'ok']
    const { error } = await attempt(name, [...ir, mechanism], steps, { credentials: short, onLogin })
    expect(error).toMatchObject({ code: 'closed', message: expect.stringContaining('before the exchange was over') })
    expect(onLogin).not.toHaveBeenCalled()
  })

  it('goes by nothing else', async () => {
    const { error, heard } = await attempt(name, ['PLAIN', 'LOGIN'], [], { credentials: short })
    expect(error).toMatchObject({ message: expect.stringContaining('the server offers PLAIN, LOGIN') })
    expect(heard.filter(line => /AUTH|USER|LOGIN/.test(line))).toEqual([])
  })
})
