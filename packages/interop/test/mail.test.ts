/** nodemailer, smtp-server, node-pop3 and imapflow against our servers and clients, with TLS and without. */
import { ImapFlow } from 'imapflow'
import { sasl, sendMail } from 'mailwire/node'
import Pop3Command from 'node-pop3'
import { createTransport } from 'nodemailer'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { message, NAME, startWorld, USER, versionOf, type World } from './world.js'

let world: World
beforeAll(async () => {
  world = await startWorld({ allowCleartextCredentials: true }) // node-pop3 has no STLS
})
afterAll(() => world.close())

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')
const tls = () => ({ ca: world.certificate.cert, servername: NAME })

describe(`nodemailer ${versionOf('nodemailer')}`, () => {
  it('submits with STARTTLS and AUTH PLAIN; what it sent arrives byte for byte', async () => {
    const transport = createTransport({
      host: '127.0.0.1',
      port: world.host.services.submission.port,
      requireTLS: true,
      tls: tls(),
      auth: { user: USER.name, pass: USER.password },
    })
    const raw = message('by nodemailer')
    const info = await transport.sendMail({
      envelope: { from: 'writer@sender.example', to: ['someone@some.domain', '"odd one"@some.domain'] },
      raw: Buffer.from(raw),
    })
    transport.close()
    expect(info.accepted).toEqual(['someone@some.domain', '"odd one"@some.domain'])
    const [submitted] = world.submitted
    expect(submitted?.recipients.map(({ localPart }) => localPart)).toEqual(['someone', '"odd one"'])
    expect(text(submitted!.content).endsWith(text(raw))).toBe(true)
  })

  it('is told which recipient was refused', async () => {
    const transport = createTransport({ host: '127.0.0.1', port: world.host.services.mx.port, tls: tls() })
    const info = await transport.sendMail({
      envelope: { from: '', to: ['someone@some.domain', 'nobody@some.domain'] },
      raw: Buffer.from(message('to two')),
    })
    transport.close()
    expect([info.accepted, info.rejected]).toEqual([['someone@some.domain'], ['nobody@some.domain']])
  })

  it('asks for SMTPUTF8 where an address needs it, and is given it (RFC 6531)', async () => {
    const { maildrop } = world.host.users[0]!
    const transport = createTransport({ host: '127.0.0.1', port: world.host.services.mx.port, tls: tls() })
    await transport.sendMail({ from: 'josé@sender.example', to: 'someone@some.domain', subject: 'olá', text: 'x' })
    transport.close()
    const stored = maildrop.messages.at(-1)!
    expect(text(stored.content)).toMatch(/^Return-Path: <josé@sender.example>\r\nReceived: .*\r\n by \S+ with UTF8SMTPS id /)
    maildrop.remove(new Set([stored.uid]))
  })

  it('sends a message of some megabytes', async () => {
    const transport = createTransport({ host: '127.0.0.1', port: world.host.services.mx.port, tls: tls() })
    await transport.sendMail({
      from: 'writer@sender.example',
      to: 'someone@some.domain',
      subject: 'large',
      text: '.a line\n'.repeat(400_000),
    })
    transport.close()
    const stored = world.host.users[0]!.maildrop.messages.at(-1)!
    expect(text(stored.content).match(/^\.a line\r$/gm)).toHaveLength(400_000)
    world.host.users[0]!.maildrop.remove(new Set([stored.uid]))
  })
})

describe(`smtp-server ${versionOf('smtp-server')}`, () => {
  it('takes what we send, inside TLS and with AUTH', async () => {
    const received: string[] = []
    const server = new SMTPServer({
      key: world.certificate.key,
      cert: world.certificate.cert,
      authMethods: ['PLAIN'],
      onAuth: ({ username, password }, _session, done) =>
        done(username === USER.name && password === USER.password ? null : new Error('no'), { user: username }),
      onRcptTo: ({ address }, _session, done) => done(address === 'nobody@some.domain' ? new Error('no such user') : null),
      onData: (stream, _session, done) => {
        const parts: Buffer[] = []
        stream.on('data', (part: Buffer) => parts.push(part))
        stream.on('end', () => {
          received.push(Buffer.concat(parts).toString('utf8'))
          done(null)
        })
      },
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => resolve()))
    const { port } = server.server.address() as { port: number }
    const content = message('by us')
    const result = await sendMail(
      { host: '127.0.0.1', port },
      {
        sender: { localPart: 'writer', domain: 'sender.example' },
        recipients: ['someone', 'nobody', 'third'].map(localPart => ({ localPart, domain: 'some.domain' })),
        content,
      },
      {
        hostname: 'pc.example',
        ...tls(),
        tls: 'required',
        authenticate: () => sasl.plainClient({ authenticationId: USER.name, password: USER.password }),
        timeout: 5000,
      },
    )
    expect(result).toMatchObject({
      delivered: true,
      accepted: [{ localPart: 'someone' }, { localPart: 'third' }],
      rejected: [{ reply: { code: 550 } }],
    })
    expect(received).toEqual([text(content)])
    await new Promise<void>(resolve => server.close(() => resolve()))
  })
})

it(`smtp-server ${versionOf('smtp-server')} takes what we send beyond ASCII, where it offers SMTPUTF8, and nothing of it where it does not`, async () => {
  const message = {
    sender: { localPart: 'josé', domain: 'sender.example' },
    recipients: [{ localPart: 'someone', domain: 'some.domain' }],
    content: Uint8Array.from(Buffer.from('Subject: olá\r\n\r\nx\r\n')),
  }
  for (const hideSMTPUTF8 of [false, true]) {
    const senders: unknown[] = []
    const server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      hideSMTPUTF8,
      onMailFrom: ({ address }, _session, done) => {
        senders.push(address)
        done(null)
      },
      onData: (stream, _session, done) => stream.on('end', () => done(null)).resume(),
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => resolve()))
    const { port } = server.server.address() as { port: number }
    const sent = sendMail({ host: '127.0.0.1', port }, message, { hostname: 'pc.example', timeout: 5000 })
    if (hideSMTPUTF8) await expect(sent).rejects.toMatchObject({ code: 'refused', status: '5.6.7' })
    else expect(await sent).toMatchObject({ delivered: true })
    expect(senders).toEqual(hideSMTPUTF8 ? [] : ['josé@sender.example'])
    await new Promise<void>(resolve => server.close(() => resolve()))
  }
})

describe(`node-pop3 ${versionOf('node-pop3')}`, () => {
  it('lists, reads and deletes', async () => {
    const { maildrop } = world.host.users[0]!
    maildrop.remove(new Set(maildrop.messages.map(({ uid }) => uid)))
    for (const subject of ['one', 'two']) maildrop.deliver(message(subject))
    const client = new Pop3Command({
      host: '127.0.0.1',
      port: world.host.services.pop3.port,
      user: USER.name,
      password: USER.password,
    })
    expect(await client.UIDL()).toHaveLength(2)
    // It leaves dots stuffed and the last line end out: what it gives is what was on the wire.
    expect(`${await client.RETR(1)}\r\n`).toBe(text(message('one')).replace(/^\./gm, '..'))
    expect(await client.TOP(2, 0)).toContain('Subject: two')
    await client.command('DELE', '1')
    await client.QUIT()
    expect(maildrop.messages).toHaveLength(1)
  })
})

describe(`imapflow ${versionOf('imapflow')}`, () => {
  /** Logged in, where three messages wait. */
  const connected = async () => {
    const { maildrop } = world.host.users[0]!
    maildrop.remove(new Set(maildrop.messages.map(({ uid }) => uid)))
    for (const subject of ['one', 'two', '=?utf-8?q?tr=C3=AAs?=']) maildrop.deliver(message(subject))
    const client = new ImapFlow({
      host: '127.0.0.1',
      port: world.host.services.imap.port,
      secure: false,
      doSTARTTLS: true,
      tls: tls(),
      auth: { user: USER.name, pass: USER.password },
      logger: false,
    })
    await client.connect()
    return { client, maildrop }
  }

  it('logs in inside TLS, and reads, marks, counts and deletes', async () => {
    const { client, maildrop } = await connected()
    expect((await client.list()).map(({ path }) => path)).toEqual(['INBOX'])
    expect(await client.status('INBOX', { messages: true, unseen: true, uidNext: true })).toMatchObject({
      messages: 3,
      unseen: 3,
    })
    expect(await client.mailboxOpen('INBOX')).toMatchObject({ path: 'INBOX', exists: 3, readOnly: false })
    const found = await client.fetchAll('1:*', {
      uid: true,
      envelope: true,
      bodyStructure: true,
      flags: true,
      size: true,
      internalDate: true,
      source: true,
    })
    expect(found.map(({ envelope }) => envelope?.subject)).toEqual(['one', 'two', 'três'])
    expect(found[0]).toMatchObject({
      envelope: { messageId: '<1@sender.example>', from: [{ name: 'Writer', address: 'writer@sender.example' }] },
      bodyStructure: {
        type: 'multipart/mixed',
        childNodes: [
          { part: '1', type: 'text/plain', parameters: { charset: 'utf-8' } },
          {
            part: '2',
            type: 'application/octet-stream',
            encoding: 'base64',
            disposition: 'attachment',
            dispositionParameters: { filename: 'f.bin' },
          },
        ],
      },
    })
    expect(text(found[1]!.source!)).toBe(text(message('two')))
    const one = await client.fetchOne('2', { bodyParts: ['1', '2', '2.mime', 'header'] })
    if (one === false) throw new Error('message 2 is not there')
    expect(one.bodyParts?.get('1')?.toString()).toBe('.dot\r\n..\r\n.\r\nOlá')
    expect(one.bodyParts?.get('2')?.toString()).toBe('AAECAwQ=')
    expect(one.bodyParts?.get('2.mime')?.toString()).toContain('filename="f.bin"')
    await client.messageFlagsAdd('2', ['\\Flagged'])
    expect(maildrop.messages[1]!.flags).toContain('\\Flagged')
    await client.messageFlagsRemove('2', ['\\Flagged'])
    await client.messageDelete('1')
    expect(maildrop.messages).toHaveLength(2)
    expect(await client.noop()).toBeUndefined()
    await client.logout()
  })

  it('searches, appends, copies, moves, idles and fetches in mailboxes that it makes', async () => {
    const { client, maildrop } = await connected()
    for (const name of ['IDLE', 'MOVE', 'UIDPLUS', 'ESEARCH', 'LIST-STATUS', 'APPENDLIMIT'])
      expect(client.capabilities.has(name)).toBe(true)
    expect(await client.mailboxCreate(['Work', 'Été'])).toMatchObject({ path: 'Work/Été', created: true })
    await client.mailboxSubscribe('Work/Été')
    await client.mailboxOpen('INBOX')
    const [first] = maildrop.messages
    await client.messageFlagsAdd({ uid: String(first!.uid) }, ['\\Flagged', '$Kept'], { uid: true })
    const search = async (query: Parameters<typeof client.search>[0]) => client.search(query, { uid: false })
    expect(await search({ all: true })).toEqual([1, 2, 3])
    expect(await search({ subject: 'TRÊS' })).toEqual([3])
    expect(await search({ flagged: true, keyword: '$Kept' })).toEqual([1])
    expect(await search({ body: 'Olá', not: { subject: 'one' } })).toEqual([2, 3])
    expect(await search({ or: [{ header: { 'message-id': '<1@' } }, { larger: 100_000 }] })).toEqual([1, 2, 3])
    expect(await search({ sentOn: new Date('2026-11-24'), to: 'someone@', from: 'writer' })).toEqual([1, 2, 3])
    expect(await search({ since: new Date(Date.now() + 172_800_000) })).toEqual([])

    const date = new Date('2020-02-03T04:05:06Z')
    const appended = await client.append('Work/Été', Buffer.from(message('appended')), ['\\Seen'], date)
    expect(appended).toMatchObject({ destination: 'Work/Été', uid: 1 })
    const here = await client.append('INBOX', Buffer.from(message('appended here')))
    expect(here).toMatchObject({ destination: 'INBOX', uid: maildrop.messages.at(-1)!.uid, seq: 4 })
    const copied = await client.messageCopy('1:2', 'Work/Été')
    expect(copied && [...copied.uidMap!.values()]).toEqual([2, 3])
    const moved = await client.messageMove('2:3', 'Work/Été')
    expect(moved && [...moved.uidMap!.values()]).toEqual([4, 5])
    expect(maildrop.messages).toHaveLength(2)

    const heard = new Promise<{ count: number }>(settle => client.once('exists', settle))
    const idling = client.idle()
    setTimeout(() => maildrop.deliver(message('while it idles')), 300)
    expect(await heard).toMatchObject({ count: 3 })
    await client.noop()
    await idling

    const listed = await client.list({ statusQuery: { messages: true, unseen: true } })
    const folder = listed.find(({ path }) => path === 'Work/Été')
    expect(folder).toMatchObject({ subscribed: true, delimiter: '/', status: { messages: 5, unseen: 4 } })
    await client.mailboxOpen('Work/Été')
    const fetched = await client.fetchAll('1:*', { envelope: true, flags: true, internalDate: true, source: true })
    expect(fetched.map(({ envelope }) => envelope?.subject)).toEqual(['appended', 'one', 'two', 'two', 'três'])
    expect(fetched[0]).toMatchObject({ flags: new Set(['\\Seen']), internalDate: date })
    expect(fetched[1]!.flags).toEqual(new Set(['\\Flagged', '$Kept']))
    expect(text(fetched[4]!.source!)).toBe(text(message('=?utf-8?q?tr=C3=AAs?=')))
    await client.messageDelete('2:3', { uid: true })
    expect(await search({ all: true })).toEqual([1, 2, 3])
    await client.mailboxRename('Work/Été', 'Play')
    await client.mailboxDelete('Play')
    await client.mailboxDelete('Work')
    expect((await client.list()).map(({ path }) => path)).toEqual(['INBOX'])
    await client.logout()
  })
})
