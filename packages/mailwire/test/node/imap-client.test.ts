/** Our own client against the mail host: over a socket, and wired back to back in memory, in strict mode: nothing that the host says is a deviation. */
import { ClientConnection, type ClientEvent, type CommandInit, type Response, type StatusResponse } from '@mailwire/imap'
import { afterEach, describe, expect, it } from 'vitest'
import { ImapSession } from '../../src/node/imap-session.js'
import type { SessionPeer } from '../../src/node/server-session.js'
import { connect, Maildrop, Wire } from '../../src/node.js'
import { imapHost } from '../imap-peers.js'
import { asBytes, text } from '../peers.js'

const MESSAGE = asBytes('Subject: appended\r\n\r\nbody\r\n')

interface Answer {
  readonly status: StatusResponse
  readonly responses: readonly Response[]
}

/** A client, and how its events come. */
interface Session {
  readonly client: ClientConnection
  next(): Promise<ClientEvent | undefined>
}

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function overSocket(maildrop: Maildrop): Promise<Session> {
  const host = await imapHost(maildrop)
  const client = new ClientConnection({ strict: true })
  const wire = new Wire<ClientEvent>(client, await connect(host.server), { timeout: 5000 })
  closers.push(() => wire.destroy(), host.close)
  return { client, next: () => wire.next() }
}

/** No socket: what one side says, the other reads. */
async function backToBack(maildrop: Maildrop): Promise<Session> {
  const users = [{ name: 'u', password: 'p', maildrop }]
  const verify = async (): Promise<boolean> => true
  const host = new ImapSession({ hostname: 'x', users, allowCleartextCredentials: true }, { verify })
  const client = new ClientConnection({ strict: true })
  const peer: SessionPeer = {
    written: async () => true,
    channelBindings: () => [],
    certificate: () => undefined,
    wake: () => host.woken(),
  }
  const next = async (): Promise<ClientEvent | undefined> => {
    for (let turn = 0; turn < 1000; turn++) {
      const event = client.nextEvent()
      if (event !== undefined) return event
      for (const bytes of client.takeOutput()) host.connection.receive(bytes)
      const served = host.connection.nextEvent()
      if (served !== undefined) await host.handle(served, peer)
      for (const bytes of host.connection.takeOutput()) client.receive(bytes)
    }
    throw new Error('neither side has anything to say')
  }
  closers.push(() => host.end())
  return { client, next }
}

describe.each([
  ['over a socket', overSocket],
  ['back to back', backToBack],
])('%s', (_, start) => {
  async function opened(maildrop = new Maildrop()) {
    const session = await start(maildrop)
    const seen: Response[] = []
    const until = async (isIt: (event: ClientEvent) => boolean): Promise<ClientEvent> => {
      for (;;) {
        const event = await session.next()
        if (event === undefined || event.type === 'protocol-error') throw new Error(JSON.stringify(event))
        if (event.type === 'response') {
          expect(event.response.warnings).toEqual([])
          seen.push(event.response)
        }
        if (isIt(event)) return event
      }
    }
    const completed = async (tag: string | undefined): Promise<Answer> => {
      const event = await until(one => one.type === 'completed' && one.command.tag === tag)
      if (event.type !== 'completed') throw new Error(event.type)
      expect(event.response.warnings).toEqual([])
      return { status: event.response, responses: seen.splice(0) }
    }
    const ask = (command: CommandInit): Promise<Answer> => completed(session.client.send(command))
    await until(event => event.type === 'greeting')
    await ask({ verb: 'login', username: 'u', password: 'p' })
    await ask({ verb: 'capability' })
    return { ...session, ask, until, completed, seen, maildrop }
  }

  it('appends in pieces, searches, stores, copies, moves, expunges and fetches', async () => {
    const { client, ask, completed, maildrop } = await opened()
    await ask({ verb: 'create', mailbox: 'Été' })
    await ask({ verb: 'select', mailbox: 'INBOX' })
    const content = { type: 'message', binary: false, size: MESSAGE.length, bytes: undefined } as const
    const tag = client.send({ verb: 'append', mailbox: 'INBOX', messages: [{ flags: ['\\Flagged'], content }] })
    client.send({ type: 'body-chunk', bytes: MESSAGE.subarray(0, 9) })
    client.send({ type: 'body-chunk', bytes: MESSAGE.subarray(9) })
    client.send({ type: 'body-end' })
    const uids = [{ start: 1, end: 1 }]
    const { uidValidity } = maildrop
    expect(await completed(tag)).toMatchObject({ status: { type: 'ok', code: { name: 'APPENDUID', uidValidity, uids } } })
    expect(text(maildrop.messages[0]!.content)).toBe(text(MESSAGE))

    const keys = [{ key: 'SUBJECT', text: 'APPENDED' }, { key: 'FLAGGED' }] as const
    expect((await ask({ verb: 'search', uid: false, keys })).responses).toMatchObject([{ numbers: Uint32Array.of(1) }])
    const found = await ask({ verb: 'search', uid: true, keys, returnOptions: [{ name: 'ALL' }, { name: 'COUNT' }] })
    expect(found.responses).toMatchObject([{ type: 'esearch', uid: true, all: uids, count: 1 }])

    const stored = await ask({ verb: 'store', uid: true, set: uids, action: 'add', silent: false, flags: ['$Label'] })
    expect(stored.responses).toMatchObject([{ type: 'fetch', items: { flags: ['\\Flagged', '$Label'], uid: 1 } }])
    const box = maildrop.mailboxes.find('Été')!
    const code = { name: 'COPYUID', uidValidity: box.uidValidity, source: uids }
    const copied = await ask({ verb: 'copy', uid: false, set: uids, mailbox: 'Été' })
    expect(copied.status.code).toMatchObject({ ...code, destination: uids })
    const moved = await ask({ verb: 'move', uid: true, set: uids, mailbox: 'Été' })
    expect(moved.responses).toMatchObject([
      { type: 'ok', code: { ...code, destination: [{ start: 2, end: 2 }] } },
      { type: 'expunge', number: 1 },
    ])
    await ask({ verb: 'select', mailbox: 'Été' })
    await ask({ verb: 'store', uid: false, set: uids, action: 'add', silent: true, flags: ['\\Deleted'] })
    expect((await ask({ verb: 'expunge', uids: [{ start: 1, end: 2 }] })).responses).toMatchObject([
      { type: 'expunge', number: 1 },
    ])
    const fetched = await ask({ verb: 'fetch', uid: false, set: uids, items: 'ALL' })
    expect(fetched.responses).toMatchObject([
      { type: 'fetch', items: { flags: ['\\Flagged', '$Label'], size: MESSAGE.length, envelope: { subject: 'appended' } } },
    ])
    expect((await ask({ verb: 'unselect' })).status.type).toBe('ok')
  })

  it('lists with STATUS, subscribes, asks for ID, NAMESPACE and ENABLE', async () => {
    const { ask } = await opened()
    await ask({ verb: 'create', mailbox: 'a/b' })
    await ask({ verb: 'subscribe', mailbox: 'a/b' })
    const returnOptions = [{ name: 'SUBSCRIBED' }, { name: 'STATUS', items: ['MESSAGES', 'UIDNEXT'] }] as const
    const listed = await ask({ verb: 'list', reference: '', patterns: ['a/%'], returnOptions })
    expect(listed.responses).toMatchObject([
      { type: 'list', mailbox: 'a/b', attributes: ['\\Subscribed', '\\HasNoChildren'] },
      { type: 'status', mailbox: 'a/b', items: { messages: 0, uidNext: 1 } },
    ])
    const selectionOptions = [{ name: 'SUBSCRIBED' }, { name: 'RECURSIVEMATCH' }] as const
    const recursive = await ask({ verb: 'list', selectionOptions, reference: '', patterns: ['%'] })
    expect(recursive.responses.at(-1)).toMatchObject({ mailbox: 'a', extended: [{ name: 'CHILDINFO', options: ['SUBSCRIBED'] }] })
    expect((await ask({ verb: 'id', fields: null })).responses).toMatchObject([{ type: 'id', fields: [{ value: 'mailwire' }] }])
    expect((await ask({ verb: 'namespace' })).responses).toMatchObject([{ type: 'namespace', personal: [{ prefix: '' }] }])
    expect((await ask({ verb: 'enable', capabilities: ['CONDSTORE', 'X-MINE'] })).responses).toMatchObject([
      { capabilities: ['CONDSTORE'] },
    ])
    await ask({ verb: 'rename', mailbox: 'a', newName: 'c' })
    expect((await ask({ verb: 'delete', mailbox: 'c/b' })).status.type).toBe('ok')
    expect((await ask({ verb: 'delete', mailbox: 'c/b' })).status.code).toEqual({ name: 'NONEXISTENT' })
  })

  it('idles, and hears of new mail while it does', async () => {
    const { client, ask, completed, until, seen, maildrop } = await opened()
    await ask({ verb: 'select', mailbox: 'INBOX' })
    const tag = client.send({ verb: 'idle' })
    await until(event => event.type === 'continuation')
    maildrop.deliver(MESSAGE)
    await until(event => event.type === 'response' && event.response.type === 'exists')
    expect(seen.splice(0)).toMatchObject([{ type: 'exists', number: 1 }])
    client.send({ type: 'done' })
    expect(await completed(tag)).toMatchObject({ status: { type: 'ok' }, responses: [] })
  })
})
