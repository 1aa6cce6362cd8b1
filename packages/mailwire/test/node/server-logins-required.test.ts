import { scramCredentials } from '@mailwire/sasl'
import { afterEach, describe, expect, it } from 'vitest'
import {
  Maildrop,
  type MailHost,
  type MailHostOptions,
  type SmtpServerOptions,
  startImapServer,
  startMailHost,
  startPop3Server,
  startSmtpServer,
  type User,
} from '../../src/node.js'
import { converse } from '../peers.js'

const smtp = (options: Partial<SmtpServerOptions>) =>
  startSmtpServer({ hostname: 'mx.example', onMessage: () => ({ code: 250 }), ...options })

const bad = (option: string, reason: string) => ({
  code: 'bad-option',
  message: expect.stringMatching(new RegExp(`start server: ${option}: .*${reason}`)),
})

describe('a server that judges logins and could offer none is not started', () => {
  it.each<[Partial<SmtpServerOptions>, string, string]>([
    [{ verify: () => false, mechanisms: ['PLAN'] }, 'mechanisms', '"PLAN" is not one of .*PLAIN'],
    [{ verify: () => false, mechanisms: ['SCRAM-SHA-256'] }, 'mechanisms', 'none of them'],
    [{ verify: () => false, mechanisms: [] }, 'mechanisms', 'none of them'],
    [{ mechanisms: ['PLAIN'] }, 'mechanisms', 'none of them'],
    [{ scramOf: () => undefined }, 'scramHashes', 'missing'],
    [{ passwordOf: () => undefined }, 'mechanisms', 'missing'],
    [{ ownMechanisms: new Map() }, 'ownMechanisms', 'empty'],
  ])('SMTP: %o', async (options, option, reason) => {
    await expect(smtp(options)).rejects.toMatchObject(bad(option, reason))
  })

  it.each([startPop3Server, startImapServer])('%o', async start => {
    const scram = [await scramCredentials('x', { hash: 'SHA-1', iterations: 1 })]
    const users: User[] = [{ name: 'a', scram, maildrop: new Maildrop() }]
    const options = { hostname: 'mx.example', users }
    await expect(start({ ...options, mechanisms: ['SCRAM-SHA-512'] })).rejects.toMatchObject(bad('mechanisms', 'none of them'))
    await expect(start({ ...options, mechanisms: ['SCRAM-SHA-265'] })).rejects.toMatchObject(bad('mechanisms', 'SCRAM-SHA-265'))
    const homeless = [{ name: 'a', password: 'b' }] as unknown as User[]
    await expect(start({ ...options, users: homeless })).rejects.toMatchObject(bad('users', '"a": maildrop: a Maildrop'))
  })
})

describe('a mail host', () => {
  const open: MailHost[] = []
  afterEach(() => Promise.all(open.splice(0).map(host => host.close())))

  it('judges logins of its users by the options too, and its MX server takes mail from everybody', async () => {
    const options: MailHostOptions = {
      domain: 'some.domain',
      hostname: 'mx.some.domain',
      users: [{ name: 'someone', password: 'secret' }],
      allowCleartextCredentials: true,
      mechanisms: ['LOGIN', 'XOAUTH2'],
      verifyToken: () => false,
      onSubmit: () => ({ code: 250 }),
    }
    const host = await startMailHost(options)
    open.push(host)
    const { submission, mx, pop3, imap } = host.services
    const said = async (service: typeof mx, text: string): Promise<string> => {
      const peer = await converse(service)
      peer.write(text)
      return peer.end()
    }
    const mail = 'EHLO a\r\nMAIL FROM:<>\r\nQUIT\r\n'
    expect(await said(submission, mail)).toMatch(/^250.AUTH LOGIN XOAUTH2\r\n(?:.*\r\n)*530 5\.7\.0 /m)
    expect(await said(mx, mail)).toMatch(/^250 2\.1\.0 /m)
    expect(await said(mx, mail)).not.toContain('AUTH')
    expect(await said(pop3, 'CAPA\r\nQUIT\r\n')).toContain('SASL LOGIN XOAUTH2\r\n')
    expect(await said(imap, 'a CAPABILITY\r\nb LOGOUT\r\n')).toContain('AUTH=LOGIN AUTH=XOAUTH2')
    await expect(startMailHost({ ...options, mechanisms: ['PLAN'] })).rejects.toMatchObject({ code: 'bad-option' })
  })
})
