/**
 * Clients' views of a mailbox of 10,000 messages against Dovecot (RFC 9051 2.3, RFC 7162 6): our clients and Python's imaplib change it at random, lose
 * their connections, and come back; what each one knows in the end is what Dovecot has. VIEW_OPERATIONS (10,000) and VIEW_SEED say how much and
 * what; seeds decide what each client does, and Dovecot in which order.
 */
import { rmSync } from 'node:fs'
import { randomFrom } from '@mailwire/tooling/testing'
import { imap } from 'mailwire/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cost, ViewClient } from './dovecot-views/client.js'
import { seenByPython, workInPython } from './dovecot-views/foreign.js'
import { differences, messagesOf, type Told } from './dovecot-views/mirror.js'
import { appended, OTHER, work } from './dovecot-views/operations.js'
import { makeFolder, startWithMessages } from './dovecot-views/server.js'
import { Session } from './dovecot-views/session.js'
import { until, Watcher } from './dovecot-views/watcher.js'
import type { Started } from './programs.js'

const MESSAGES = 10_000
const OPERATIONS = Number(process.env.VIEW_OPERATIONS ?? 10_000)
const SEED = Number(process.env.VIEW_SEED ?? 15)
/** Our clients; each does as much as the others, and imaplib the rest. */
const METHODS = ['qresync', 'qresync', 'condstore', 'condstore', 'plain'] as const
const FOREIGN = 0.1

const folder = makeFolder()
let server: Started
let other: Session

beforeAll(async () => {
  server = await startWithMessages(folder, MESSAGES)
  other = await Session.open(server)
  await other.run({ verb: 'create', mailbox: OTHER })
})
afterAll(async () => {
  other?.cut()
  await server?.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
})

const withoutModseqs = (messages: ReadonlyMap<number, Told>): Map<number, Told> =>
  new Map([...messages].map(([uid, { flags }]) => [uid, { flags, modseq: undefined }]))

const uid = (value: number): imap.SequenceSet => [{ start: value, end: value }]
const flagged = (set: imap.SequenceSet, flag: string): imap.CommandInit => ({
  verb: 'store',
  uid: true,
  set,
  action: 'add',
  silent: true,
  flags: [flag],
})

it(`agree with Dovecot after ${OPERATIONS} commands and many cuts (RFC 7162 6)`, async ({ annotate }) => {
  const clients = METHODS.map((method, at) => new ViewClient(server, { name: `${method} ${at}`, method }))
  const came = await Promise.all(clients.map(client => client.come()))
  expect(came).toMatchObject(METHODS.map(method => ({ type: 'result', method, gone: [] })))
  const operations = (OPERATIONS * (1 - FOREIGN)) / clients.length
  const done = await Promise.all([
    workInPython(server, OPERATIONS * FOREIGN, SEED),
    ...clients.map((client, at) => work(client, { random: randomFrom(SEED + at), operations })),
  ])
  expect(done.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(OPERATIONS)
  for (const client of clients) await client.settle()
  const seen = await seenByPython(server)
  for (const { view, mirror, name, session } of clients) {
    const known = messagesOf(view)
    expect(mirror.complaints, name).toEqual([])
    expect(differences(mirror.messages, known), name).toEqual([])
    expect(differences(known, view.keepsModseqs ? seen.messages : withoutModseqs(seen.messages)), name).toEqual([])
    expect([view.size, view.uidNext]).toEqual([seen.messages.size, seen.uidNext])
    expect(view.highestModseq! <= seen.highestModseq, `${name} is not ahead`).toBe(true)
    session!.cut()
  }
  const cuts = clients.reduce((sum, client) => sum + client.cuts, 0)
  expect(cuts).toBeGreaterThan(OPERATIONS / 500)
  const resyncs = clients.reduce((sum, client) => sum + client.results.length, 0)
  await annotate(`${done.join(' + ')} commands, ${cuts} cuts, ${resyncs} resynchronizations`)
}, 300_000)

it('ask Dovecot for what changed alone after a cut (RFC 7162 3.2.5)', async ({ annotate }) => {
  const before = new ViewClient(server, { name: 'before', method: 'qresync' })
  await before.come()
  before.leave()
  const snapshot = JSON.parse(JSON.stringify(before.view))
  const uids = [...imap.numbersInSequenceSet(before.view.uids)]
  await other.run({ verb: 'select', mailbox: 'INBOX' })
  // Every 500th gets a flag, and every 500th is gone.
  const changed = imap.sequenceSetOf(Array.from({ length: 10 }, (_, at) => uids[at * 500 + 100]!))
  const gone = imap.sequenceSetOf(Array.from({ length: 10 }, (_, at) => uids[at * 500 + 350]!))
  await other.run(flagged(changed, 'Changed'))
  await other.run(flagged(gone, '\\Deleted'))
  await other.run({ verb: 'expunge', uids: gone })
  for (let count = 5; count > 0; count--) await other.run(appended('INBOX'))
  const costs: Record<string, Cost> = {}
  for (const method of ['qresync', 'condstore', 'plain'] as const) {
    const client = new ViewClient(server, { name: method, method, snapshot })
    const result = await client.come()
    expect(result).toMatchObject({ type: 'result', method, changed, gone })
    expect(result.type === 'result' && imap.countInSequenceSet(result.added)).toBe(5)
    expect(client.mirror.complaints).toEqual([])
    costs[method] = client.cost!
    client.leave()
  }
  await annotate(JSON.stringify(costs))
  // Measured: 1,500 bytes by QRESYNC, 3,500 to 7,500 by CONDSTORE, which has to ask for all UIDs, and 375,000 to 416,000 without either.
  expect(costs.qresync!.fetch).toBeLessThanOrEqual(15)
  expect(costs.qresync!.vanished).toBe(1)
  expect(costs.qresync!.bytes).toBeLessThan(3000)
  expect(costs.condstore!.fetch).toBeLessThanOrEqual(15)
  expect(costs.plain!.fetch).toBeGreaterThan(9000)
  expect(costs.plain!.bytes).toBeGreaterThan(100 * costs.qresync!.bytes)
})

describe.each(['qresync', 'condstore', 'plain'] as const)('by %s', method => {
  const mailbox = `box-${method}`

  it('follow a mailbox that is empty, is made anew, and is not there any more (RFC 9051 2.3.1.1)', async () => {
    await other.run({ verb: 'create', mailbox })
    const client = new ViewClient(server, { name: method, method, mailbox })
    const empty = { type: 'result', renumbered: false, added: [], gone: [] }
    expect(await client.come()).toMatchObject(empty)
    client.leave(true)
    expect(await client.come()).toMatchObject(empty)
    client.leave()
    for (let count = 3; count > 0; count--) await other.run(appended(mailbox))
    expect(await client.come()).toMatchObject({ renumbered: false, added: [{ start: 1, end: 3 }] })
    client.leave(true)
    await other.run({ verb: 'select', mailbox })
    await other.run(flagged([{ start: 1, end: 3 }], '\\Deleted'))
    await other.run({ verb: 'close' })
    expect(await client.come()).toMatchObject({ renumbered: false, added: [], gone: [{ start: 1, end: 3 }] })
    await other.run(appended(mailbox))
    await client.settle()
    expect([client.view.size, client.view.uidOf(1)]).toEqual([1, 4])
    client.leave(true)
    await other.run({ verb: 'delete', mailbox })
    const failed = await client.come()
    expect(failed).toMatchObject({ type: 'failed', reason: 'refused', response: { type: 'no' } })
    // Dovecot 2.3 has no code for that.
    expect(failed.type === 'failed' && failed.response?.text).toContain("Mailbox doesn't exist")
    client.leave()
    expect(client.view.uids).toEqual(uid(4))
    await other.run({ verb: 'create', mailbox })
    for (let count = 2; count > 0; count--) await other.run(appended(mailbox))
    expect(await client.come()).toMatchObject({ renumbered: true, added: [{ start: 1, end: 2 }], gone: uid(4) })
    expect(client.mirror.complaints).toEqual([])
    client.leave()
  })
})

describe('a watch (RFC 2177, RFC 5465)', () => {
  it('hears of changes by IDLE, and makes way for commands', async ({ annotate }) => {
    const client = new ViewClient(server, { name: 'idle', method: 'qresync' })
    await client.come()
    const watcher = new Watcher(client)
    expect(watcher.watch.mode).toBe('idle')
    await until(() => watcher.watch.isIdling)
    await other.run({ verb: 'select', mailbox: 'INBOX' })
    const times: number[] = []
    const { view } = client
    const last = view.uidOf(view.size)
    for (const flag of ['One', 'Two']) {
      await other.run(flagged(uid(last), flag))
      times.push(await until(() => view.flagsOf(last)?.includes(flag) === true))
      await watcher.during(() => client.session!.run({ verb: 'noop' }))
      await until(() => watcher.watch.isIdling)
    }
    const { size } = view
    await other.run(appended('INBOX'))
    times.push(await until(() => view.size === size + 1))
    await other.run(flagged(uid(last), '\\Deleted'))
    await other.run({ verb: 'expunge', uids: uid(last) })
    times.push(await until(() => view.sequenceOf(last) === 0))
    // Dovecot waits for half a second, so that it tells several changes at once: measured 500 to 565 ms.
    await annotate(`heard within ${times.map(Math.round).join(', ')} ms`)
    expect(Math.min(...times)).toBeLessThan(1000)
    expect(Math.max(...times)).toBeLessThan(3000)
    expect([watcher.said, client.mirror.complaints]).toEqual([[], []])
    watcher.stop()
    client.leave()
  })

  it('hears of all mailboxes by NOTIFY', async () => {
    const client = new ViewClient(server, { name: 'notify', method: 'qresync' })
    await client.come()
    expect(client.session!.connection.capabilities).toContain('NOTIFY')
    const watcher = new Watcher(client, { mailboxes: [OTHER] })
    expect(watcher.watch.mode).toBe('notify')
    const statuses: number[] = []
    const { onEvent } = client
    client.onEvent = event => {
      if (event.type === 'response' && event.response.type === 'status') statuses.push(statuses.length)
      onEvent(event)
    }
    await until(() => watcher.watch.isIdling)
    expect([watcher.watch.mode, watcher.watch.refusal]).toEqual(['notify', undefined])
    const { view } = client
    const [count, { size }] = [statuses.length, view]
    await other.run(appended(OTHER))
    await until(() => statuses.length > count)
    await other.run(appended('INBOX'))
    await until(() => view.size === size + 1)
    await watcher.during(() => client.catchUp())
    expect(view.isComplete).toBe(true)
    expect([watcher.said, client.mirror.complaints]).toEqual([[], []])
    watcher.stop()
    client.leave()
  })
})
