/**
 * A client that loses its connection at any time, and comes back by QRESYNC with what it knows, misses nothing (RFC 7162 3.2, 3.2.5, 6). The client
 * keeps to the rules of RFC 7162 6; other sessions change the mailbox in between.
 */
import { fc, test } from '@fast-check/vitest'
import type { FetchCommand, FetchResponseInit, ResponseInit, StoreFlagsCommand } from '@mailwire/imap'
import { expect } from 'vitest'
import { SelectedMailbox } from '../../src/node/imap-mailbox.js'
import { resynchronized } from '../../src/node/imap-resync.js'
import { StoredMailbox } from '../../src/node/stored-mailbox.js'

const MODES = { condstore: true, qresync: true }

class Client {
  /** By number. */
  uids: number[] = []
  readonly flags = new Map<number, string>()
  highestModseq = 0n
  /** Since the last completion (RFC 7162 6). */
  #told: bigint | undefined
  #seen = 0n
  /** Announced, and not fetched. */
  newCount = 0

  hear(response: ResponseInit): void {
    if (response.type === 'exists') this.newCount = response.number - this.uids.length
    else if (response.type === 'vanished')
      for (const { start, end } of response.uids)
        for (let uid = start as number; uid <= (end as number); uid++) {
          this.flags.delete(uid)
          const at = this.uids.indexOf(uid)
          if (at >= 0) this.uids.splice(at, 1)
          else if (!response.earlier) this.newCount--
        }
    else if (response.type === 'fetch') this.#fetched(response)
    else if (response.type === 'ok' && response.code?.name === 'HIGHESTMODSEQ') this.#told = response.code.modseq
  }

  #fetched({ sequence, items: { uid, flags, modseq = 0n } }: FetchResponseInit): void {
    if (uid === undefined) expect.fail('a FETCH without UID')
    // A message behind others that it did not fetch yet: it fetches it with them.
    if (sequence > this.uids.length + 1) return
    if (sequence === this.uids.length + 1) {
      this.uids.push(uid)
      this.newCount--
    }
    expect(this.uids[sequence - 1]).toBe(uid)
    if (flags !== undefined) this.flags.set(uid, [...flags].sort().join())
    if (modseq > this.#seen) this.#seen = modseq
  }

  complete(): void {
    if (this.#told !== undefined) this.highestModseq = this.#told
    else if (this.#seen > this.highestModseq) this.highestModseq = this.#seen
    this.lose()
  }

  /** What came behind the last completion counts for nothing once the connection is lost. */
  lose(): void {
    this.#told = undefined
    this.#seen = 0n
  }
}

const FETCHED: FetchCommand = {
  verb: 'fetch',
  uid: true,
  set: [],
  items: [{ item: 'FLAGS' }, { item: 'MODSEQ' }],
  modifiers: [],
}

const stored = (flag: string): StoreFlagsCommand => ({
  verb: 'store',
  uid: false,
  set: [],
  modifiers: [],
  item: 'FLAGS',
  action: 'add',
  silent: true,
  flags: [flag],
})

/** Where the connection is lost, if it is: before the news of a command, or before its completion. */
const lost = fc.constantFrom('never' as const, 'never' as const, 'before' as const, 'behind' as const)
type Lost = 'never' | 'before' | 'behind'

const step = fc.oneof(
  fc.record({ type: fc.constant('others add' as const) }),
  fc.record({ type: fc.constant('others remove' as const), pick: fc.nat() }),
  fc.record({ type: fc.constant('others change' as const), pick: fc.nat(), flag: fc.constantFrom('x', 'y') }),
  fc.record({ type: fc.constant('NOOP' as const), lost }),
  fc.record({ type: fc.constant('STORE' as const), pick: fc.nat(), lost }),
  fc.record({ type: fc.constant('UID FETCH' as const), lost }),
  fc.record({ type: fc.constant('EXPUNGE' as const), pick: fc.nat(), lost }),
)

test.prop([fc.array(step, { maxLength: 25 })], { numRuns: 150 })(
  'whatever happens, and wherever the connection is lost, QRESYNC tells what the client does not know (RFC 7162 6)',
  steps => {
    const mailbox = new StoredMailbox(7)
    mailbox.add([1, 2, 3].map(() => ({ content: new Uint8Array() })))
    const client = new Client()
    let selected: SelectedMailbox | undefined

    /** SELECT with QRESYNC, and the messages that are new. */
    const select = (): SelectedMailbox => {
      selected?.close()
      client.lose()
      const opened = new SelectedMailbox(mailbox, false, MODES)
      const { highestModseq: modseq } = client
      const all = [...opened.messages.keys()].map(at => at + 1)
      if (modseq > 0n) {
        const before = [...client.uids]
        const told = [
          ...resynchronized(opened, { name: 'QRESYNC', uidValidity: 7, modseq, knownUids: undefined, seqMatch: undefined }),
        ]
        for (const response of told) if (response.type === 'vanished') client.hear(response)
        // What the client has is what comes first in the mailbox: it may count, and need not ask.
        expect(client.uids).toEqual(all.map(number => opened.view.uidOf(number)).filter(uid => before.includes(uid)))
        for (const response of told)
          if (response.type === 'fetch' && response.sequence <= client.uids.length) client.hear(response)
      }
      for (const uid of client.uids) expect([uid, client.flags.get(uid)]).toEqual([uid, flagsOf(uid)])
      fetchNew(opened)
      client.lose()
      client.highestModseq = mailbox.highestModseq
      return opened
    }
    const flagsOf = (uid: number): string | undefined => {
      const message = mailbox.find(uid)
      return message && [...message.flags].sort().join()
    }
    const fetchNew = (opened: SelectedMailbox): void => {
      const from = client.uids.length + 1
      const set = [{ start: from, end: 4294967295 }]
      for (const one of [...opened.named({ uid: false, set })]) client.hear(opened.fetch(one, FETCHED))
    }
    /** The news before a completion; or none, since the connection is lost. */
    const complete = (mayExpunge: boolean, loss: Lost, code?: bigint): void => {
      if (loss === 'before') {
        selected = select()
        return
      }
      for (const response of selected!.news(mayExpunge)) client.hear(response)
      if (code !== undefined) client.hear({ type: 'ok', tag: 'a', code: { name: 'HIGHESTMODSEQ', modseq: code }, text: '' })
      if (loss === 'behind') selected = select()
      else client.complete()
    }

    selected = select()
    for (const one of steps) {
      const message = 'pick' in one ? mailbox.messages[one.pick % mailbox.messages.length] : undefined
      if (one.type === 'others add') mailbox.deliver(new Uint8Array())
      else if (one.type === 'others remove') mailbox.remove(new Set(message === undefined ? [] : [message.uid]))
      else if (one.type === 'others change') {
        if (message !== undefined) mailbox.changeFlags(message, message.flags.has(one.flag) ? 'remove' : 'add', [one.flag])
      } else if (one.type === 'NOOP') complete(true, one.lost)
      else if (one.type === 'UID FETCH') {
        fetchNew(selected)
        complete(true, one.lost)
      } else if (one.type === 'EXPUNGE') {
        const found = [...selected.named({ uid: false, set: [{ start: '*', end: '*' }] })].find(({ isExpunged }) => !isExpunged)
        if (found === undefined) continue
        selected.remove([found.message])
        complete(true, one.lost, mailbox.highestModseq)
      } else {
        const known = client.uids.length
        if (known === 0) continue
        const number = (one.pick % known) + 1
        const [found] = [...selected.named({ uid: false, set: [{ start: number, end: number }] })]
        if (!found!.isExpunged) {
          // The client knows what its own silent STORE does.
          client.flags.set(found!.uid, [...new Set([...(client.flags.get(found!.uid) || 'z').split(','), 'z'])].sort().join())
          client.hear(selected.store(found!, stored('z'))!)
        }
        complete(false, one.lost)
      }
    }
    complete(true, 'never')
    fetchNew(selected)
    expect(client.uids).toEqual(mailbox.messages.map(({ uid }) => uid))
    for (const uid of client.uids) expect([uid, client.flags.get(uid)]).toEqual([uid, flagsOf(uid)])
    selected = select()
  },
)
