/**
 * UIDONLY (RFC 9586) through both sides. The text of the RFC is not available: these are not its examples, but exchanges of the same kind, by what is
 * known of it.
 */
import { describe, expect, it } from 'vitest'
import { parseSequenceSet, type ResponseInit } from '../../src/index.js'
import { ExpungeLog, vanishedEarlier } from '../../src/serve.js'
import { MailboxView } from '../../src/view.js'
import { Client, expectServer, gone, Mailbox, ok, violationsIn } from './example.js'

const ENABLED = ['C: e ENABLE UIDONLY QRESYNC', 'S: * ENABLED UIDONLY QRESYNC', 'S: e OK done']

/** A client that has the messages 25900 to 25999 from before, or nothing. */
function client(uids: string | undefined): Client {
  const given = new Client()
  const snapshot = { uidValidity: 7, uidNext: 26000, highestModseq: '12345', isGapless: true, flags: [], modseqs: [] }
  given.view = new MailboxView({
    modseqs: true,
    mayExpunge: () => given.connection.mayExpunge,
    ...(uids && { snapshot: { ...snapshot, uids } }),
  })
  given.play(...ENABLED)
  return given
}

describe('UIDONLY (RFC 9586 3, text not available)', () => {
  it('a command with message numbers is refused with UIDREQUIRED, and nothing changes', () => {
    const given = client(undefined)
    given.play('C: s SELECT INBOX', 'S: * 3 EXISTS', 'S: s OK done')
    expect(given.play('C: 07 FETCH 1:3 (FLAGS)', 'S: 07 BAD [UIDREQUIRED] Message numbers are not allowed')).toEqual([])
    expect(given.events.at(-1)).toMatchObject({ type: 'completed', response: { type: 'bad', code: { name: 'UIDREQUIRED' } } })
  })

  it('UIDFETCH takes the place of FETCH, and VANISHED that of EXPUNGE', () => {
    const lines = [
      'C: 08 UID FETCH 25996:25998 (FLAGS)',
      'S: * 25996 UIDFETCH (FLAGS (\\Seen) MODSEQ (12346))',
      'S: * 25997 UIDFETCH (FLAGS (\\Flagged \\Answered) MODSEQ (12347))',
      'S: 08 OK done',
      'C: 09 UID EXPUNGE 25997',
      'S: * VANISHED 25997',
      'S: 09 OK [HIGHESTMODSEQ 12348] done',
    ]
    const given = client('25996:25997')
    given.play('C: s SELECT INBOX (QRESYNC (7 12345))', 'S: * 2 EXISTS', 'S: * OK [UIDVALIDITY 7] x')
    given.play('S: * OK [HIGHESTMODSEQ 12345] x', 'S: s OK done')
    given.view.settle()
    const changes = given.play(...lines)
    expect([violationsIn(changes), gone(changes), given.uids]).toEqual([[], ['25997'], '25996'])
    expect(changes.filter(({ type }) => type === 'flags')).toMatchObject([
      { sequence: 0, uid: 25996, flags: ['\\Seen'] },
      { sequence: 0, uid: 25997, flags: ['\\Flagged', '\\Answered'] },
    ])
    expect([given.confirmedModseq(), given.view.flagsOf(25996), given.view.flagsOf(25997)]).toEqual([
      12348n,
      ['\\Seen'],
      undefined,
    ])
    const mailbox = new Mailbox('25996:25997', {}, { uidOnly: true, qresync: true })
    mailbox.set(25996, 12346n, '\\Seen').set(25997, 12347n, '\\Flagged', '\\Answered')
    const told = [25996, 25997].map(uid => mailbox.fetch(uid, 'flags', 'modseq'))
    mailbox.expunge([25997], 12348n)
    const news = mailbox.view.news({ mayExpunge: true })
    expectServer([...told, ok('08'), ...news, ok('09', { name: 'HIGHESTMODSEQ', modseq: 12348n })], lines)
  })

  it('back to a mailbox: QRESYNC without numbers, and what is new by UIDFETCH', () => {
    const lines = [
      'C: 10 SELECT INBOX (QRESYNC (7 12345))',
      'S: * 100 EXISTS',
      'S: * OK [UIDVALIDITY 7] x',
      'S: * OK [UIDNEXT 26002] x',
      'S: * OK [HIGHESTMODSEQ 12400] x',
      'S: * VANISHED (EARLIER) 25900:25901',
      'S: * 25950 UIDFETCH (FLAGS (\\Seen) MODSEQ (12390))',
      'S: * 26000 UIDFETCH (FLAGS () MODSEQ (12399))',
      'S: * 26001 UIDFETCH (FLAGS () MODSEQ (12400))',
      'S: 10 OK [READ-WRITE] done',
    ]
    const given = client('25900:25999')
    const changes = given.play(...lines)
    expect([violationsIn(changes), gone(changes), given.uids]).toEqual([[], ['25900:25901'], '25902:26001'])
    given.view.settle()
    expect([given.view.highestModseq, given.view.isComplete, given.view.flagsOf(25950)]).toEqual([12400n, true, ['\\Seen']])
    const mailbox = new Mailbox('25902:26001', { modseq: 12345n }, { uidOnly: true, qresync: true })
    mailbox.set(25950, 12390n, '\\Seen').set(26000, 12399n).set(26001, 12400n)
    const log = new ExpungeLog()
    log.add(parseSequenceSet('25900:25901'), 12346n)
    const uids = vanishedEarlier({ uids: mailbox.view.uids, uidNext: 26002, expunged: log.since(12345n) })
    const changed = [25950, 26000, 26001].map(uid => mailbox.fetch(uid, 'flags', 'modseq'))
    const vanished: ResponseInit = { type: 'vanished', earlier: true, uids }
    expectServer([...mailbox.opened(7, 26002, 12400n), vanished, ...changed, ok('10', { name: 'READ-WRITE' })], lines)
  })

  it('changes that were not asked for have no number, and no UID twice', () => {
    const lines = ['S: * 25997 UIDFETCH (FLAGS (\\Seen) MODSEQ (12350))']
    const given = client('25996:25997')
    given.play('C: s SELECT INBOX (QRESYNC (7 12345))', 'S: * 2 EXISTS', 'S: * OK [UIDVALIDITY 7] x')
    given.play('S: * OK [HIGHESTMODSEQ 12345] x', 'S: s OK done')
    expect(given.play(...lines)).toMatchObject([{ type: 'flags', sequence: 0, uid: 25997, isChange: true }])
    const mailbox = new Mailbox('25996:25997', {}, { uidOnly: true })
    mailbox.set(25997, 12350n, '\\Seen').view.changed(25997)
    expectServer(mailbox.view.news({ mayExpunge: false }), lines)
  })
})
