/** Mod-sequences at the mail host: what a client is told of changes, and when it comes back (RFC 7162 3.1 CONDSTORE, 3.2 QRESYNC). */
import { fc, test } from '@fast-check/vitest'
import { checkMailbox, type MailboxState } from '@mailwire/imap/serve'
import { afterEach, describe, expect, it } from 'vitest'
import { type Maildrop, StoredMailbox } from '../../src/node.js'
import { holding, type ImapHost, type ImapPeer, imapHost } from '../imap-peers.js'
import { asBytes } from '../peers.js'

const open: ImapHost[] = []
afterEach(async () => void (await Promise.all(open.splice(0).map(host => host.close()))))

/** Messages 1 to n, whose mod-sequences are 2 to n + 1. */
const numbered = (count: number): Maildrop => holding(...Array.from({ length: count }, (_, at) => `Subject: ${at + 1}\r\n\r\n`))

async function hosted(maildrop = numbered(3)): Promise<ImapHost> {
  const host = await imapHost(maildrop)
  open.push(host)
  return host
}

/** A client that enabled QRESYNC, and selected INBOX. */
async function resyncing(host: ImapHost, select = 'SELECT INBOX'): Promise<ImapPeer> {
  const peer = await host.peer('ENABLE QRESYNC')
  if (select !== '') await peer.ask(select)
  return peer
}

const lines = (said: string): string[] => said.split('\r\n').slice(0, -1)

describe('CONDSTORE (RFC 7162 3.1)', () => {
  it('SELECT and STATUS tell HIGHESTMODSEQ (RFC 7162 3.1.2.1, 3.1.7)', async () => {
    const { peer, maildrop } = await hosted()
    const client = await peer('')
    expect(lines(await client.ask('SELECT INBOX')).slice(-2)).toEqual([
      '* OK [HIGHESTMODSEQ 4] as of now',
      'OK [READ-WRITE] SELECT done',
    ])
    expect(lines(await client.ask('EXAMINE INBOX (CONDSTORE)'))).toContain('* OK [HIGHESTMODSEQ 4] as of now')
    await client.ask('CREATE Box')
    expect(await client.ask('STATUS Box (HIGHESTMODSEQ)')).toBe('* STATUS Box (HIGHESTMODSEQ 1)\r\nOK STATUS done\r\n')
    maildrop.deliver(asBytes('x'))
    expect(await client.ask('STATUS INBOX (HIGHESTMODSEQ MESSAGES)')).toBe(
      '* STATUS INBOX (MESSAGES 4 HIGHESTMODSEQ 5)\r\n* 4 EXISTS\r\nOK STATUS done\r\n',
    )
  })

  it.each([
    ['STATUS INBOX (HIGHESTMODSEQ)', '* STATUS INBOX (HIGHESTMODSEQ 4)'],
    ['FETCH 1 MODSEQ', '* 1 FETCH (MODSEQ (2))'],
    ['UID FETCH 1:3 UID (CHANGEDSINCE 3)', '* 3 FETCH (UID 3 MODSEQ (4))'],
    ['STORE 1 (UNCHANGEDSINCE 2) +FLAGS.SILENT (x)', '* 1 FETCH (UID 1 MODSEQ (5))'],
  ])('%s as the first CONDSTORE-enabling command is answered by HIGHESTMODSEQ, too (RFC 7162 3.1)', async (command, response) => {
    const client = await (await hosted()).peer()
    const said = lines(await client.ask(command))
    expect(said.slice(0, 2)).toEqual(['* OK [HIGHESTMODSEQ 4] as of now', response])
    expect(said).toHaveLength(3)
    expect(await client.ask('FETCH 2 (MODSEQ)')).toBe('* 2 FETCH (MODSEQ (3))\r\nOK FETCH done\r\n')
  })

  it('from then on MODSEQ and UID are told with every change, whoever made it (RFC 7162 3.1, 3.2.4)', async () => {
    const { peer } = await hosted()
    const [client, other] = [await peer('SELECT INBOX (CONDSTORE)'), await peer()]
    expect(await client.ask('STORE 1 +FLAGS.SILENT (\\Deleted)')).toBe('* 1 FETCH (UID 1 MODSEQ (5))\r\nOK STORE done\r\n')
    expect(await client.ask('STORE 1 +FLAGS (x)')).toBe('* 1 FETCH (UID 1 FLAGS (\\Deleted x) MODSEQ (6))\r\nOK STORE done\r\n')
    expect(await client.ask('FETCH 2 BODY[HEADER]')).toContain('* 2 FETCH (UID 2 FLAGS (\\Seen) MODSEQ (7) BODY[HEADER] {14}')
    expect(await client.ask('FETCH 2 BODY[HEADER]')).toContain('* 2 FETCH (BODY[HEADER] {14}')
    expect(await other.ask('STORE 3 FLAGS.SILENT (y)')).toContain('* 1 FETCH (UID 1 FLAGS (\\Deleted x))\r\n')
    expect(await client.ask('NOOP')).toBe('* 3 FETCH (UID 3 FLAGS (y) MODSEQ (8))\r\nOK NOOP done\r\n')
    // It stays so in the next mailbox.
    await client.ask('SELECT INBOX')
    await other.ask('STORE 3 FLAGS.SILENT (z)')
    expect(await client.ask('NOOP')).toContain('MODSEQ (9)')
  })

  it('a STORE that changes nothing raises no mod-sequence (RFC 7162 3.1.11)', async () => {
    const client = await (await hosted()).peer('SELECT INBOX (CONDSTORE)')
    await client.ask('STORE 1 +FLAGS.SILENT (x)')
    expect(await client.ask('STORE 1 +FLAGS.SILENT (X)')).toBe('* 1 FETCH (UID 1 MODSEQ (5))\r\nOK STORE done\r\n')
  })

  it('APPEND, COPY and MOVE give new messages mod-sequences above all others (RFC 7162 3.1)', async () => {
    const { peer, maildrop } = await hosted()
    const client = await peer('SELECT INBOX (CONDSTORE)')
    await client.ask('STORE 1 +FLAGS.SILENT (x)')
    await client.ask('APPEND INBOX {1+}\r\nx')
    await client.ask('COPY 1:2 INBOX')
    expect(maildrop.messages.map(({ modseq }) => modseq)).toEqual([5n, 3n, 4n, 6n, 7n, 8n])
    await client.ask('CREATE Box')
    await client.ask('MOVE 1 Box')
    expect([maildrop.highestModseq, maildrop.mailboxes.find('Box')!.messages[0]!.modseq]).toEqual([9n, 2n])
  })

  it('FETCH with CHANGEDSINCE tells what changed since, and MODSEQ with it (RFC 7162 3.1.4.1)', async () => {
    const client = await (await hosted()).peer('SELECT INBOX (CONDSTORE)')
    await client.ask('STORE 1 +FLAGS.SILENT (x)')
    expect(await client.ask('FETCH 1:* FLAGS (CHANGEDSINCE 3)')).toBe(
      '* 1 FETCH (FLAGS (x) MODSEQ (5))\r\n* 3 FETCH (FLAGS () MODSEQ (4))\r\nOK FETCH done\r\n',
    )
    expect(await client.ask('UID FETCH 1:* (FLAGS) (CHANGEDSINCE 5)')).toBe('OK FETCH done\r\n')
  })

  it('SEARCH by MODSEQ tells the highest of what it found, and is a CONDSTORE-enabling command (RFC 7162 3.1.5, 3.1.6, 3.1.10)', async () => {
    const client = await (await hosted()).peer()
    expect(await client.ask('SEARCH MODSEQ 3')).toBe(
      '* OK [HIGHESTMODSEQ 4] as of now\r\n* SEARCH 2 3 (MODSEQ 4)\r\nOK SEARCH done\r\n',
    )
    expect(await client.ask('STORE 1 +FLAGS.SILENT (x)')).toBe('* 1 FETCH (UID 1 MODSEQ (5))\r\nOK STORE done\r\n')
    expect(await client.ask('UID SEARCH RETURN (ALL) MODSEQ "/flags/\\\\draft" all 4')).toMatch(
      /^\* ESEARCH \(TAG "t\d+\."\) UID ALL 1,3 MODSEQ 5\r\n/,
    )
    expect(await client.ask('SEARCH MODSEQ 6')).toBe('* SEARCH\r\nOK SEARCH done\r\n')
  })

  it('STORE with UNCHANGEDSINCE changes what did not change, and names the rest in MODIFIED (RFC 7162 3.1.3)', async () => {
    const { peer, maildrop } = await hosted(numbered(4))
    const [client, other] = [await peer('SELECT INBOX (CONDSTORE)'), await peer()]
    await other.ask('STORE 3 FLAGS.SILENT (y)')
    // What failed is told how it is now, and not again by NOOP.
    expect(await client.ask('STORE 3,1:2 (UNCHANGEDSINCE 5) +FLAGS.SILENT (\\Deleted)')).toBe(
      '* 1 FETCH (UID 1 MODSEQ (7))\r\n* 2 FETCH (UID 2 MODSEQ (8))\r\n* 3 FETCH (UID 3 FLAGS (y) MODSEQ (6))\r\nOK [MODIFIED 3] STORE done\r\n',
    )
    expect(await client.ask('NOOP')).toBe('OK NOOP done\r\n')
    await other.ask('UID EXPUNGE 1')
    expect(await client.ask('UID STORE 2:4 (UNCHANGEDSINCE 0) FLAGS (z)')).toMatch(/OK \[MODIFIED 2:4\] STORE done\r\n$/)
    expect(maildrop.messages.map(({ flags }) => [...flags].join())).toEqual(['\\Deleted', 'y', ''])
    // A message that is named twice does not fail by its own change.
    expect(await client.ask('STORE 3,3,2:3 (UNCHANGEDSINCE 6) FLAGS.SILENT (z)')).toBe(
      '* 2 FETCH (UID 3 MODSEQ (10))\r\n* 3 FETCH (UID 4 MODSEQ (11))\r\nOK STORE done\r\n',
    )
  })

  it('STORE of what is gone and of what changed: NO with MODIFIED (RFC 7162 3.1.3, example 11)', async () => {
    const { peer } = await hosted()
    const [client, other] = [await peer('SELECT INBOX (CONDSTORE)'), await peer()]
    await other.ask('STORE 3 +FLAGS.SILENT (\\Deleted)')
    await other.ask('STORE 2 +FLAGS.SILENT (y)')
    await other.ask('EXPUNGE')
    expect(await client.ask('STORE 1:3 (UNCHANGEDSINCE 4) +FLAGS (\\Seen)')).toBe(
      '* 1 FETCH (UID 1 FLAGS (\\Seen) MODSEQ (8))\r\n* 2 FETCH (UID 2 FLAGS (y) MODSEQ (6))\r\nNO [MODIFIED 2] some of the messages are gone\r\n',
    )
    expect(await client.ask('STORE 3 (UNCHANGEDSINCE 4) +FLAGS (x)')).toMatch(/^NO \[EXPUNGEISSUED\]/)
    expect(await client.ask('STORE 3 (UNCHANGEDSINCE 4) +FLAGS.SILENT (x)')).toBe('OK STORE done\r\n') // RFC 2180 4.2.1
    expect(await client.ask('NOOP')).toBe('* 3 EXPUNGE\r\nOK NOOP done\r\n')
  })
})

describe('QRESYNC (RFC 7162 3.2)', () => {
  it('is enabled before it is used, or BAD (RFC 7162 3.2.5, 3.2.6)', async () => {
    const { peer } = await hosted()
    const client = await peer()
    expect(await client.ask('UID FETCH 1:3 UID (CHANGEDSINCE 1 VANISHED)')).toContain('BAD QRESYNC is not enabled')
    expect(await client.ask('SELECT INBOX (QRESYNC (1 1))')).toBe(
      '* OK [CLOSED] the previous mailbox is closed\r\nBAD QRESYNC is not enabled\r\n',
    )
    expect(await client.ask('FETCH 1 UID')).toMatch(/^BAD /)
    expect(await client.ask('ENABLE QRESYNC CONDSTORE X-MINE')).toBe('* ENABLED CONDSTORE QRESYNC\r\nOK ENABLE done\r\n')
    expect(await client.ask('SELECT INBOX (QRESYNC (1 1))')).toMatch(/OK \[READ-WRITE\] SELECT done\r\n$/)
  })

  it('CLOSED is between two mailboxes, also where the second cannot be selected (RFC 7162 3.2.11)', async () => {
    const client = await (await hosted()).peer()
    expect(lines(await client.ask('SELECT INBOX'))[0]).toBe('* OK [CLOSED] the previous mailbox is closed')
    expect(await client.ask('EXAMINE Nowhere')).toBe(
      '* OK [CLOSED] the previous mailbox is closed\r\nNO [NONEXISTENT] no such mailbox\r\n',
    )
    expect(lines(await client.ask('SELECT INBOX'))[0]).toMatch(/^\* FLAGS/)
  })

  it('VANISHED takes the place of EXPUNGE, and HIGHESTMODSEQ comes with the completion (RFC 7162 3.2.7, 3.2.9; RFC 6851 4.4)', async () => {
    const host = await hosted(numbered(8))
    const [client, other] = [await resyncing(host), await host.peer()]
    await client.ask('STORE 2:3,5 +FLAGS.SILENT (\\Deleted)')
    expect(await client.ask('UID EXPUNGE 2')).toBe('* VANISHED 2\r\nOK [HIGHESTMODSEQ 13] EXPUNGE done\r\n')
    expect(await client.ask('EXPUNGE')).toBe('* VANISHED 3,5\r\nOK [HIGHESTMODSEQ 14] EXPUNGE done\r\n')
    expect(await client.ask('EXPUNGE')).toBe('OK EXPUNGE done\r\n')
    await client.ask('CREATE Box')
    const { uidValidity } = host.maildrop.mailboxes.find('Box')!
    expect(await client.ask('MOVE 2:3 Box')).toBe(
      `* OK [COPYUID ${uidValidity} 4,6 1:2] moved\r\n* VANISHED 4,6\r\nOK [HIGHESTMODSEQ 15] MOVE done\r\n`,
    )
    expect(lines(await other.ask('NOOP')).filter(line => line.endsWith('EXPUNGE'))).toHaveLength(5)
    await client.ask('STORE 1 +FLAGS.SILENT (\\Deleted)')
    // CLOSE tells nothing, and not HIGHESTMODSEQ (RFC 7162 3.2.8).
    expect(await client.ask('CLOSE')).toBe('OK CLOSE done\r\n')
    expect(host.maildrop.highestModseq).toBe(17n)
  })

  it('while VANISHED is held back, HIGHESTMODSEQ stays below it (RFC 7162 3.2, the example of 6)', async () => {
    const host = await hosted()
    const [client, other] = [await resyncing(host), await host.peer()]
    await other.ask('STORE 3 +FLAGS.SILENT (\\Deleted)') // 5
    await other.ask('EXPUNGE') // 6
    expect(await client.ask('STORE 1 +FLAGS.SILENT (\\Seen)')).toBe(
      '* 1 FETCH (UID 1 MODSEQ (7))\r\n* OK [HIGHESTMODSEQ 5] as of now\r\nOK STORE done\r\n',
    )
    expect(await client.ask('SEARCH SEEN')).toContain('* OK [HIGHESTMODSEQ 5] as of now')
    // Message numbers in a search are such also behind UID (RFC 7162 3.2.10).
    expect(await client.ask('UID SEARCH NOT (SEEN 2:3)')).not.toContain('VANISHED')
    expect(await client.ask('NOOP')).toBe('* VANISHED 3\r\n* OK [HIGHESTMODSEQ 7] as of now\r\nOK NOOP done\r\n')
    expect(await client.ask('NOOP')).toBe('OK NOOP done\r\n')
  })

  it('SELECT tells what went and what changed since (RFC 7162 3.2.5.1)', async () => {
    const host = await hosted(numbered(9))
    const { maildrop } = host
    const { uidValidity } = maildrop
    const other = await host.peer()
    await other.ask('STORE 2,4:5 +FLAGS.SILENT (\\Deleted)') // 11, 12, 13
    await other.ask('UID EXPUNGE 2') // 14
    await other.ask('STORE 6 +FLAGS.SILENT (\\Seen)') // 15: UID 7
    await other.ask('EXPUNGE') // 16
    const client = await resyncing(host, '')
    const resync = async (parameters: string): Promise<string[]> =>
      lines(await client.ask(`SELECT INBOX (QRESYNC (${parameters}))`)).filter(line => /VANISHED|FETCH/.test(line))
    const seen = '* 4 FETCH (UID 7 FLAGS (\\Seen) MODSEQ (15))'
    // Without UIDVALIDITY being the same, the rest is of no use (RFC 7162 3.2.5).
    expect(await resync(`${uidValidity + 1} 1`)).toEqual([])
    expect(await resync(`${uidValidity} 16`)).toEqual([])
    expect(await resync(`${uidValidity} 14`)).toEqual(['* VANISHED (EARLIER) 4:5', seen])
    expect(await resync(`${uidValidity} 13`)).toEqual(['* VANISHED (EARLIER) 2,4:5', seen])
    expect(await resync(`${uidValidity} 13 1:4`)).toEqual(['* VANISHED (EARLIER) 2,4'])
    expect(await resync(`${uidValidity} 10 3:7,9:4294967295`)).toEqual(['* VANISHED (EARLIER) 4:5', seen])
    expect(await client.ask('FETCH 4 UID')).toContain('* 4 FETCH (UID 7)')
  })

  it('UID FETCH with VANISHED does the same, before any FETCH; what has its number yet is not among it (RFC 7162 3.2.6, 3.2.10)', async () => {
    const host = await hosted(numbered(5))
    const [client, other] = [await resyncing(host), await host.peer()]
    await other.ask('STORE 2,4 +FLAGS.SILENT (\\Deleted)') // 7, 8
    await other.ask('UID EXPUNGE 2') // 9
    await client.ask('NOOP')
    await other.ask('EXPUNGE') // 10
    expect(await client.ask('UID FETCH 1:* FLAGS (CHANGEDSINCE 5 VANISHED)')).toBe(
      '* VANISHED (EARLIER) 2\r\n* 4 FETCH (UID 5 FLAGS () MODSEQ (6))\r\n* VANISHED 4\r\nOK FETCH done\r\n',
    )
    expect(await client.ask('UID FETCH 3:5 FLAGS (CHANGEDSINCE 9 VANISHED)')).toBe('* VANISHED (EARLIER) 4\r\nOK FETCH done\r\n')
    expect(await client.ask('UID FETCH 3:5 FLAGS (CHANGEDSINCE 10 VANISHED)')).toBe('OK FETCH done\r\n')
    expect(await client.ask('FETCH 3 FLAGS (CHANGEDSINCE 9 VANISHED)')).toMatch(/^BAD /)
  })

  it('a SELECT whose answer cannot be written leaves no mailbox selected (RFC 9051 6.3.2)', async () => {
    const host = await hosted()
    const { maildrop, errors } = host
    const client = await resyncing(host)
    maildrop.changeFlags(maildrop.messages[1]!, 'add', ['not a flag'])
    expect(await client.ask(`SELECT INBOX (QRESYNC (${maildrop.uidValidity} 4))`)).toMatch(/^NO \[SERVERBUG\]/m)
    maildrop.deliver(asBytes('x'))
    expect(await client.ask('NOOP')).toBe('OK NOOP done\r\n')
    expect(errors).toMatchObject([{ code: 'bad-value' }])
  })

  it('what was expunged too long ago is told as everything that is not there, unless numbers match (RFC 7162 3.2.5.2, 5.3)', async () => {
    const maildrop = numbered(20_003)
    maildrop.remove(new Set(Array.from({ length: 10_001 }, (_, at) => at * 2 + 2)))
    const host = await hosted(maildrop)
    maildrop.remove(new Set([9]))
    const client = await resyncing(host, '')
    const vanished = async (parameters: string): Promise<string | undefined> =>
      lines(await client.ask(`SELECT INBOX (QRESYNC (${maildrop.uidValidity} ${parameters}))`)).find(line =>
        line.includes('VANISHED'),
      )
    expect(await vanished('20005 1:20003')).toBe('* VANISHED (EARLIER) 9')
    expect(await vanished('20004 1:12')).toBe('* VANISHED (EARLIER) 2,4,6,8:10,12')
    expect(await vanished('20004 1:12 (1,3 1,5)')).toBe('* VANISHED (EARLIER) 6,8:10,12')
    expect(await vanished('20004 1:12 (1,4,5 1,7,9)')).toBe('* VANISHED (EARLIER) 8:10,12')
  })
})

describe('StoredMailbox', () => {
  const stateOf = ({ uidValidity, uidNext, highestModseq, messages }: StoredMailbox): MailboxState => ({
    uidValidity,
    uidNext,
    highestModseq,
    messages: messages.map(({ uid, modseq, flags }) => ({ uid, modseq, flags: [...flags] })),
  })
  const step = fc.oneof(
    fc.record({ type: fc.constant('add' as const), count: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ type: fc.constant('remove' as const), uids: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 4 }) }),
    fc.record({
      type: fc.constant('flags' as const),
      pick: fc.nat(),
      action: fc.constantFrom('add' as const, 'remove' as const, 'replace' as const),
      flags: fc.subarray(['\\Seen', 'x', 'X', 'y']),
    }),
  )

  test.prop([fc.array(step, { maxLength: 20 })])(
    'keeps what `mailboxInvariants` says (RFC 9051 2.3.1.1, RFC 7162 3.1, 3.2)',
    steps => {
      const mailbox = new StoredMailbox(1)
      const [began, removed] = [mailbox.highestModseq, new Set<number>()]
      let before = stateOf(mailbox)
      expect(checkMailbox(undefined, before)).toEqual([])
      for (const one of steps) {
        if (one.type === 'add') mailbox.add(Array.from({ length: one.count }, () => ({ content: new Uint8Array() })))
        else if (one.type === 'remove') {
          for (const uid of one.uids) if (mailbox.find(uid) !== undefined) removed.add(uid)
          mailbox.remove(new Set(one.uids))
        } else {
          const message = mailbox.messages[one.pick % mailbox.messages.length]
          if (message !== undefined) mailbox.changeFlags(message, one.action, one.flags)
        }
        const after = stateOf(mailbox)
        expect(checkMailbox(before, after)).toEqual([])
        if (JSON.stringify(before.messages, text) === JSON.stringify(after.messages, text))
          expect(after.highestModseq).toBe(before.highestModseq)
        before = after
      }
      const told = mailbox
        .removedSince(began)!
        .flatMap(({ start, end }) => Array.from({ length: +end - +start + 1 }, (_, at) => +start + at))
      expect(told).toEqual([...removed].sort((a, b) => a - b))
    },
  )

  const text = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}` : value)

  it('tells all watchers of changes in their order, also of those that a watcher makes', () => {
    const mailbox = new StoredMailbox(1)
    mailbox.watch(change => {
      if (change.type === 'added') mailbox.remove(new Set(change.messages.map(({ uid }) => uid)))
    })
    const heard: string[] = []
    mailbox.watch(change => heard.push(change.type))
    mailbox.deliver(asBytes('x'))
    mailbox.deliver(asBytes('y'))
    expect(heard).toEqual(['added', 'removed', 'added', 'removed'])
  })

  it('tells nobody of flags of a message that is gone', () => {
    const mailbox = new StoredMailbox(1)
    const message = mailbox.deliver(asBytes('x'))
    mailbox.remove(new Set([1, 7]))
    const heard: unknown[] = []
    mailbox.watch(change => heard.push(change.type))
    mailbox.changeFlags(message, 'add', ['x'])
    mailbox.remove(new Set([1]))
    mailbox.add([])
    expect([heard, mailbox.highestModseq]).toEqual([[], 3n])
    mailbox.deliver(asBytes('y'))
    expect(heard).toEqual(['added'])
  })
})
