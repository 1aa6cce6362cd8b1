/** The examples of RFC 7162 3.2 and 6 through both sides: back to a mailbox that was known, VANISHED, and which HIGHESTMODSEQ counts. */
import { describe, expect, it } from 'vitest'
import { formatSequenceSet, parseSequenceSet, type ResponseInit, type SequenceSet } from '../../src/index.js'
import { ExpungeLog, vanishedEarlier } from '../../src/serve.js'
import { MailboxResync, MailboxView } from '../../src/view.js'
import { Client, expectServer, gone, Mailbox, ok, violationsIn } from './example.js'

const earlier = (uids: SequenceSet): ResponseInit[] => (uids.length === 0 ? [] : [{ type: 'vanished', earlier: true, uids }])

/** A client that has a mailbox from before, in a session with QRESYNC. */
function back(uids: string, uidValidity: number, highestModseq: bigint, isGapless = true): Client {
  const snapshot = {
    uidValidity,
    uidNext: undefined,
    highestModseq: String(highestModseq),
    uids,
    isGapless,
    flags: [],
    modseqs: [],
  }
  const client = new Client()
  client.view = new MailboxView({ modseqs: true, snapshot })
  client.play('C: e ENABLE QRESYNC', 'S: * ENABLED QRESYNC', 'S: e OK done')
  return client
}

const MODES = { qresync: true }

describe('SELECT with QRESYNC', () => {
  it('RFC 7162 3.2.5: UIDVALIDITY is another one', () => {
    const lines = [
      'C: A02 SELECT INBOX (QRESYNC (67890007 20050715194045000 41,43:211,214:541))',
      'S: * 464 EXISTS',
      'S: * 3 RECENT',
      'S: * OK [UIDVALIDITY 3857529045] UIDVALIDITY',
      'S: * OK [UIDNEXT 550] Predicted next UID',
      'S: * OK [HIGHESTMODSEQ 90060128194045007] Highest mailbox mod-sequence',
      'S: * OK [UNSEEN 12] Message 12 is first unseen',
      'S: * FLAGS (\\Answered \\Flagged \\Draft \\Deleted \\Seen)',
      'S: * OK [PERMANENTFLAGS (\\Answered \\Flagged \\Draft \\Deleted \\Seen \\*)] Permanent flags',
      'S: A02 OK [READ-WRITE] Sorry, UIDVALIDITY mismatch',
    ]
    const client = back('41,43:211,214:541', 67890007, 20050715194045000n)
    expect(client.play(...lines)).toEqual([
      { type: 'opened', renumbered: true },
      { type: 'appeared', sequence: 1, count: 464 },
    ])
    const { view } = client
    expect([client.uids, view.size, view.uidValidity, view.uidNext, view.highestModseq]).toEqual([
      '',
      464,
      3857529045,
      550,
      undefined,
    ])
    const mailbox = new Mailbox('1:464', {}, MODES)
    expectServer([...mailbox.opened(3857529045, 550, 90060128194045007n), ok('A02', { name: 'READ-WRITE' })], lines)
  })

  const A03 = (first: number): string[] => [
    'C: A03 SELECT INBOX (QRESYNC (67890007 90060115194045000 41:211,214:541))',
    'S: * OK [CLOSED]',
    'S: * 100 EXISTS',
    'S: * 11 RECENT',
    'S: * OK [UIDVALIDITY 67890007] UIDVALIDITY',
    'S: * OK [UIDNEXT 600] Predicted next UID',
    'S: * OK [HIGHESTMODSEQ 90060115205545359] Highest mailbox mod-sequence',
    'S: * OK [UNSEEN 7] There are some unseen messages in the mailbox',
    'S: * FLAGS (\\Answered \\Flagged \\Draft \\Deleted \\Seen)',
    'S: * OK [PERMANENTFLAGS (\\Answered \\Flagged \\Draft \\Deleted \\Seen \\*)] Permanent flags',
    'S: * VANISHED (EARLIER) 41,43:116,118,120:211,214:540',
    `S: * ${first} FETCH (UID 117 FLAGS (\\Seen \\Answered) MODSEQ (90060115194045001))`,
    `S: * ${first + 1} FETCH (UID 119 FLAGS (\\Draft $MDNSent) MODSEQ (90060115194045308))`,
    `S: * ${first + 2} FETCH (UID 541 FLAGS (\\Seen $Forwarded) MODSEQ (90060115194045001))`,
    'S: A03 OK [READ-WRITE] mailbox selected',
  ]

  // Below UID 117 there are at most the UIDs 1 to 40 and 42, so that its number is 42 at most, and not 49.
  it('RFC 7162 3.2.5.1: what changed and what is gone of some UIDs (numbers that no mailbox has with these UIDs)', () => {
    const client = back('41:211,214:541', 67890007, 90060115194045000n, false)
    const changes = client.play(...A03(49))
    expect([violationsIn(changes), gone(changes)]).toEqual([[], ['41,43:116,118,120:211,214:540']])
    const { view } = client
    expect([client.uids, client.numbers(48, 49, 50, 51, 52), view.size]).toEqual([
      '42,117,119,541',
      '48:0 49:117 50:119 51:541 52:0',
      100,
    ])
    expect([view.flagsOf(119), view.modseqOf(541)]).toEqual([['\\Draft', '$MDNSent'], 90060115194045001n])
    // The other messages are not known, so that it may not go on from there.
    expect([view.settle(), view.highestModseq]).toEqual([undefined, 90060115194045000n])
  })

  it('RFC 7162 3.2.5.1: the same of a server, with the numbers that there are', () => {
    const uids = parseSequenceSet('1:40,42,117,119,541:597')
    const log = new ExpungeLog()
    log.add(parseSequenceSet('600:700'), 90060115194045000n)
    log.add(parseSequenceSet('41,43:116,118,120:211,214:540'), 90060115194045100n)
    const mailbox = new Mailbox(formatSequenceSet(uids), { modseq: 90060115194045000n }, MODES)
    mailbox.set(117, 90060115194045001n, '\\Seen', '\\Answered').set(119, 90060115194045308n, '\\Draft', '$MDNSent')
    mailbox.set(541, 90060115194045001n, '\\Seen', '$Forwarded')
    const asked = { knownUids: parseSequenceSet('41:211,214:541'), uidNext: 600, expunged: log.since(90060115194045000n), uids }
    expectServer(
      [
        { type: 'ok', tag: undefined, code: { name: 'CLOSED' }, text: 'closed' },
        ...mailbox.opened(67890007, 600, 90060115205545359n),
        ...earlier(vanishedEarlier(asked)),
        ...mailbox.changedSince('41:211,214:541', 90060115194045000n),
        ok('A03', { name: 'READ-WRITE' }),
      ],
      A03(42),
    )
  })

  const kept = Array.from({ length: 10003 }, (_, at) => 3 * (at + 1))
  const thirds = kept.join(',')
  const missing = Array.from({ length: 9999 }, (_, at) => `${3 * at + 1}:${3 * at + 2}`).join(',')
  const third = (command: string, ...vanished: string[]): string[] => [
    `C: ${command}`,
    'S: * 10003 EXISTS',
    'S: * 4 RECENT',
    'S: * OK [UIDVALIDITY 67890007] UIDVALIDITY',
    'S: * OK [UIDNEXT 30013] Predicted next UID',
    'S: * OK [HIGHESTMODSEQ 90060115205545359] Highest mailbox mod-sequence',
    'S: * OK [UNSEEN 7] There are some unseen messages in the mailbox',
    'S: * FLAGS (\\Answered \\Flagged \\Draft \\Deleted \\Seen)',
    'S: * OK [PERMANENTFLAGS (\\Answered \\Flagged \\Draft \\Deleted \\Seen \\*)] Permanent flags',
    ...vanished,
    'S: * 1 FETCH (UID 3 FLAGS (\\Seen \\Answered $Important) MODSEQ (90060115194045001))',
    'S: * 9889 FETCH (UID 29667 FLAGS (\\Seen \\Answered) MODSEQ (90060115194045027))',
    'S: * 9890 FETCH (UID 29670 FLAGS (\\Draft $MDNSent) MODSEQ (90060115194045028))',
    'S: * 9999 FETCH (UID 29997 FLAGS (\\Seen $Forwarded) MODSEQ (90060115194045031))',
    `S: ${command.slice(0, 3)} OK [READ-WRITE] mailbox selected`,
  ]
  const A04 = 'A04 SELECT INBOX (QRESYNC (67890007 90060115194045000 1:29997))'
  const B04 =
    'B04 SELECT INBOX (QRESYNC (67890007 90060115194045000 1:29997 (5000,7500,9000,9990:9999 15000,22500,27000,29970,29973,29976,29979,29982,29985,29988,29991,29994,29997)))'
  const thirdsServed = (): Mailbox => {
    const mailbox = new Mailbox(thirds, { modseq: 90060115194045000n }, MODES)
    mailbox
      .set(3, 90060115194045001n, '\\Seen', '\\Answered', '$Important')
      .set(29667, 90060115194045027n, '\\Seen', '\\Answered')
    return mailbox.set(29670, 90060115194045028n, '\\Draft', '$MDNSent').set(29997, 90060115194045031n, '\\Seen', '$Forwarded')
  }
  const uids = parseSequenceSet(thirds)
  const served = (tag: string, vanished: SequenceSet): ResponseInit[] => {
    const mailbox = thirdsServed()
    return [
      ...mailbox.opened(67890007, 30013, 90060115205545359n),
      ...earlier(vanished),
      ...mailbox.changedSince('1:29997', 90060115194045000n),
      ok(tag, { name: 'READ-WRITE' }),
    ]
  }

  it('RFC 7162 3.2.5.2, first example: a server that forgot what was expunged tells all UIDs that are not there', () => {
    const lines = third(A04, `S: * VANISHED (EARLIER) ${missing}`)
    expect(missing).toMatch(/^1:2,4:5,7:8,10:11,13:14,.*,29668:29669,29671:29672,.*,29995:29996$/)
    const client = back('1:29997', 67890007, 90060115194045000n)
    expect(violationsIn(client.play(...lines))).toEqual([])
    expect(client.numbers(1, 2, 9889, 9890, 9999, 10000, 10003)).toBe('1:3 2:6 9889:29667 9890:29670 9999:29997 10000:0 10003:0')
    expect([client.view.size, client.view.unknown]).toEqual([10003, [{ start: 10000, end: 10003 }]])
    const vanished = vanishedEarlier({ uids, uidNext: 30013, expunged: undefined, knownUids: parseSequenceSet('1:29997') })
    expectServer(served('A04', vanished), lines)
  })

  // 29671:29996 has 108 UIDs that are divisible by three, and message 9999 could not be 29997 without them.
  it('RFC 7162 3.2.5.2, first example as it is written: its last range has UIDs of messages that are there, and the view is lost', () => {
    const written = missing.replace(/29671:29672,.*$/, '29671:29996')
    const client = back('1:29997', 67890007, 90060115194045000n)
    const changes = client.play(...third(A04, `S: * VANISHED (EARLIER) ${written}`))
    expect(violationsIn(changes)).toEqual(['uid-out-of-order'])
    expect([client.view.isLost, client.view.highestModseq]).toEqual([true, 90060115194045000n])
    expect(new MailboxResync(client.view, { mailbox: 'INBOX' }).next()).toMatchObject({ command: { verb: 'fetch', uid: true } })
  })

  it('RFC 7162 3.2.5.2, second example: pairs of numbers and UIDs say that nothing is gone', () => {
    const lines = third(B04)
    const client = back(kept.slice(0, 9999).join(','), 67890007, 90060115194045000n)
    expect(violationsIn(client.play(...lines))).toEqual([])
    expect(client.numbers(1, 5000, 9999, 10000)).toBe('1:3 5000:15000 9999:29997 10000:0')
    const match = { sequences: parseSequenceSet('5000,7500,9000,9990:9999') }
    const matched = parseSequenceSet('15000,22500,27000,29970,29973,29976,29979,29982,29985,29988,29991,29994,29997')
    const vanished = vanishedEarlier({
      uids,
      uidNext: 30013,
      expunged: undefined,
      knownUids: parseSequenceSet('1:29997'),
      seqMatch: { ...match, uids: matched },
    })
    expectServer(served('B04', vanished), lines)
  })

  // UID 6 is message 1 where 1 to 5 are gone, and 185 of 198 messages are left and not 172. Both messages have mod-sequences above HIGHESTMODSEQ.
  const A142 = (exists: number, first: number, second: number): string[] => [
    'C: A142 SELECT INBOX (QRESYNC (3857529045 20010715194032001 1:198))',
    `S: * ${exists} EXISTS`,
    'S: * 1 RECENT',
    'S: * OK [UNSEEN 12] Message 12 is first unseen',
    'S: * OK [UIDVALIDITY 3857529045] UIDs valid',
    'S: * OK [UIDNEXT 201] Predicted next UID',
    'S: * FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)',
    'S: * OK [PERMANENTFLAGS (\\Deleted \\Seen \\*)] Limited',
    'S: * OK [HIGHESTMODSEQ 20010715194045007] Highest mailbox mod-sequence',
    'S: * VANISHED (EARLIER) 1:5,7:8,10:15',
    `S: * ${first} FETCH (UID 6 MODSEQ (20010715205008000) FLAGS (\\Deleted))`,
    `S: * ${second} FETCH (UID 9 MODSEQ (20010715195517000) FLAGS ($NoJunk $AutoJunk $MDNSent))`,
    'S: A142 OK [READ-WRITE] SELECT completed',
  ]

  it('RFC 7162 6: HIGHESTMODSEQ changed while the client was away (numbers that no mailbox has with these UIDs)', () => {
    const written = back('1:198', 3857529045, 20010715194032001n)
    expect(violationsIn(written.play(...A142(172, 2, 5)))).toEqual(['exists-too-low'])
    expect([written.view.isLost, written.view.highestModseq]).toEqual([true, 20010715194032001n])

    const client = back('1:198', 3857529045, 20010715194032001n)
    const lines = A142(187, 1, 2)
    const changes = client.play(...lines)
    expect([violationsIn(changes), gone(changes)]).toEqual([[], ['1:5,7:8,10:15']])
    const { view } = client
    expect([client.uids, view.unknown, view.flagsOf(6)]).toEqual(['6,9,16:198', [{ start: 186, end: 187 }], ['\\Deleted']])
    client.play('C: f UID FETCH 199:4294967295 (FLAGS)', 'S: * 186 FETCH (UID 199 FLAGS ())', 'S: * 187 FETCH (UID 200 FLAGS ())')
    client.play('S: f OK done')
    view.settle()
    // HIGHESTMODSEQ counts, although both messages have higher mod-sequences: they will be told again.
    expect(view.highestModseq).toBe(20010715194045007n)
    const mailbox = new Mailbox('6,9,16:200', { modseq: 20010715194032001n }, MODES)
    mailbox.set(6, 20010715205008000n, '\\Deleted').set(9, 20010715195517000n, '$NoJunk', '$AutoJunk', '$MDNSent')
    const expunged = parseSequenceSet('1:5,7:8,10:15')
    const known = { uids: parseSequenceSet('6,9,16:200'), uidNext: 201, expunged, knownUids: parseSequenceSet('1:198') }
    expectServer(
      [
        ...mailbox.opened(3857529045, 201, 20010715194045007n),
        ...earlier(vanishedEarlier(known)),
        ...mailbox.changedSince('1:198', 20010715194032001n),
        ok('A142', { name: 'READ-WRITE' }),
      ],
      lines,
    )
  })
})

describe('UID FETCH with VANISHED (RFC 7162 3.2.6)', () => {
  const fetched = [
    'S: * 1 FETCH (UID 404 MODSEQ (65402) FLAGS (\\Seen))',
    'S: * 2 FETCH (UID 406 MODSEQ (75403) FLAGS (\\Deleted))',
    'S: * 4 FETCH (UID 408 MODSEQ (29738) FLAGS ($NoJunk $AutoJunk $MDNSent))',
    'S: s100 OK FETCH completed',
  ]
  const mailbox = (): Mailbox => {
    const served = new Mailbox('404,406:408,410,412', { modseq: 12345n }, MODES)
    served.set(404, 65402n, '\\Seen').set(406, 75403n, '\\Deleted')
    return served.set(408, 29738n, '$NoJunk', '$AutoJunk', '$MDNSent')
  }
  /** A mailbox that is open, of which other messages were known before. */
  const known = (): Client => {
    const client = back('300:310,404:408,410:412', 7, 12345n)
    client.play(
      'C: s SELECT INBOX',
      'S: * 6 EXISTS',
      'S: * OK [UIDVALIDITY 7] x',
      'S: * OK [HIGHESTMODSEQ 75403] x',
      'S: s OK done',
    )
    return client
  }

  it('Example 1: CHANGEDSINCE, and a search for what is left', () => {
    const lines = [
      'C: s100 UID FETCH 300:500 (FLAGS) (CHANGEDSINCE 12345)',
      ...fetched,
      'C: s101 UID SEARCH 300:500',
      'S: * SEARCH 404 406 407 408 410 412',
      'S: s101 OK search completed',
    ]
    const client = known()
    const changes = client.play(...lines)
    expect([violationsIn(changes), gone(changes)]).toEqual([[], []])
    const { view } = client
    const search = client.responses.at(-1)
    expect(search).toMatchObject({ type: 'search', numbers: Uint32Array.of(404, 406, 407, 408, 410, 412) })
    expect(view.identify(parseSequenceSet('404,406:408,410,412'))).toHaveLength(3)
    expect(gone(view.settle() ?? [])).toEqual(['300:310,405,411'])
    expect([client.uids, view.highestModseq]).toEqual(['404,406:408,410,412', 75403n])
    const served = mailbox()
    const left = [...served.view.named({ uid: true, set: parseSequenceSet('300:500') })].map(({ uid }) => uid)
    expectServer(
      [...served.changedSince('300:500', 12345n), ok('s100'), { type: 'search', numbers: Uint32Array.from(left) }, ok('s101')],
      lines,
    )
  })

  it('Example 2: one command', () => {
    const lines = [
      'C: s100 UID FETCH 300:500 (FLAGS) (CHANGEDSINCE 12345 VANISHED)',
      'S: * VANISHED (EARLIER) 300:310,405,411',
      ...fetched,
    ]
    const client = known()
    const changes = client.play(...lines)
    expect([violationsIn(changes), gone(changes)]).toEqual([[], ['300:310,405,411']])
    const { view } = client
    expect([client.uids, client.numbers(1, 2, 3, 4), view.unknown]).toEqual([
      '404,406:408,410,412',
      '1:404 2:406 3:0 4:408',
      [
        { start: 3, end: 3 },
        { start: 5, end: 6 },
      ],
    ])
    const served = mailbox()
    const log = new ExpungeLog()
    log.add(parseSequenceSet('1:299'), 12345n)
    log.add(parseSequenceSet('300:310,405,411,600'), 12346n)
    const vanished = vanishedEarlier({
      uids: served.view.uids,
      uidNext: 700,
      expunged: log.since(12345n),
      knownUids: parseSequenceSet('300:500'),
    })
    expectServer([...earlier(vanished), ...served.changedSince('300:500', 12345n), ok('s100')], lines)
  })
})

describe('EXPUNGE', () => {
  const MODSEQ = 20010715194045319n
  const code = { name: 'HIGHESTMODSEQ', modseq: MODSEQ } as const

  it.each([
    ['RFC 7162 3.2.7: EXPUNGE without QRESYNC', 'A202', false, ['* 3 EXPUNGE', '* 3 EXPUNGE', '* 5 EXPUNGE', '* 8 EXPUNGE']],
    ['RFC 7162 3.2.7: VANISHED', 'B202', true, ['* VANISHED 405,407,410,425']],
  ])('%s', (_, tag, qresync, told) => {
    const uids = '403:405,407:413,425'
    const lines = [`C: ${tag} EXPUNGE`, ...told.map(line => `S: ${line}`), `S: ${tag} OK [HIGHESTMODSEQ ${MODSEQ}] expunged`]
    const client = new Client({ exists: 11, uids, highest: 9n, ...(qresync ? { enabled: 'QRESYNC' } : {}) })
    expect(client.numbers(3, 4, 7, 11)).toBe('3:405 4:407 7:410 11:425')
    const changes = client.play(...lines)
    expect([violationsIn(changes), gone(changes).join()]).toEqual([[], '405,407,410,425'])
    expect([client.uids, client.confirmedModseq()]).toEqual(['403:404,408:409,411:413', MODSEQ])
    const mailbox = new Mailbox(uids, {}, { qresync })
    mailbox.expunge([405, 407, 410, 425], MODSEQ)
    const news = mailbox.view.news({ mayExpunge: true })
    expect(mailbox.view.highestModseq(MODSEQ)).toBe(MODSEQ)
    expectServer([...news, ok(tag, code)], lines)
  })

  it('RFC 7162 3.2.8: CLOSE tells nothing, and HIGHESTMODSEQ stays', () => {
    const lines = ['C: A202 CLOSE', 'S: A202 OK done']
    const client = new Client({ exists: 3, highest: 9n })
    expect([client.play(...lines), client.view.isOpen, client.uids, client.view.highestModseq]).toEqual([[], false, '1:3', 9n])
    expectServer([ok('A202')], lines)
  })

  it('RFC 7162 3.2.9: UID EXPUNGE', () => {
    const lines = [
      'C: . UID EXPUNGE 3000:3002',
      'S: * 3 EXPUNGE',
      'S: * 3 EXPUNGE',
      'S: * 3 EXPUNGE',
      `S: . OK [HIGHESTMODSEQ ${MODSEQ}] Ok`,
    ]
    const client = new Client({ exists: 6, uids: '20:21,3000:3003', highest: 9n })
    expect(gone(client.play(...lines))).toEqual(['3000', '3001', '3002'])
    expect([client.uids, client.numbers(3), client.confirmedModseq()]).toEqual(['20:21,3003', '3:3003', MODSEQ])
    const mailbox = new Mailbox('20:21,3000:3003')
    mailbox.expunge([3000, 3001, 3002], MODSEQ)
    expectServer([...mailbox.view.news({ mayExpunge: true }), ok('.', code)], lines)
  })

  it.each([
    ['VANISHED', true, ['* VANISHED 505,507,510,625'], ['* VANISHED 504,508']],
    ['EXPUNGE', false, ['* 3 EXPUNGE', '* 3 EXPUNGE', '* 5 EXPUNGE', '* 8 EXPUNGE'], ['* 2 EXPUNGE', '* 2 EXPUNGE']],
  ])('RFC 7162 3.2.10: each %s has what is gone since the last one', (_, qresync, first, then) => {
    const uids = '1,504:505,507:510,520,530,540,625'
    const lines = [
      'C: A202 EXPUNGE',
      ...first.map(line => `S: ${line}`),
      'S: A202 OK EXPUNGE completed',
      'C: A210 EXPUNGE',
      ...then.map(line => `S: ${line}`),
      'S: A210 OK EXPUNGE completed',
    ]
    const client = new Client({ exists: 11, uids, highest: 9n, ...(qresync ? { enabled: 'QRESYNC' } : {}) })
    expect(violationsIn(client.play(...lines))).toEqual([])
    expect([client.uids, client.numbers(1, 2)]).toEqual(['1,509,520,530,540', '1:1 2:509'])
    const mailbox = new Mailbox(uids, {}, { qresync })
    mailbox.expunge([505, 507, 510, 625], 10n)
    const news = mailbox.view.news({ mayExpunge: true })
    mailbox.expunge([504, 508], 11n)
    expectServer([...news, ok('A202'), ...mailbox.view.news({ mayExpunge: true }), ok('A210')], lines)
  })

  it.each([1, 3, 5])('RFC 7162 3.2.10.2: a broken server tells VANISHED %s of a mailbox with the UIDs 2 and 4', uid => {
    const client = new Client({ exists: 2, uids: '2,4', highest: 9n, enabled: 'QRESYNC' })
    expect(violationsIn(client.play('C: n NOOP', `S: * VANISHED ${uid}`, 'S: n OK done'))).toEqual(['vanished-unknown'])
    expect(client.play('C: m NOOP', `S: * VANISHED (EARLIER) ${uid}`, 'S: m OK done')).toEqual([])
    expect(client.uids).toBe('2,4')
    const mailbox = new Mailbox('2,4', {}, MODES)
    mailbox.expunge([uid], 10n)
    expect(mailbox.view.news({ mayExpunge: true })).toEqual([])
    const asked = { uids: mailbox.view.uids, uidNext: 6, expunged: parseSequenceSet(String(uid)) }
    expect(vanishedEarlier(asked)).toEqual([{ start: uid, end: uid }])
  })
})

// A150 names the messages 1 and 2, and MODIFIED message 3; A152 is answered as A153; message 3 is gone, and stored to.
it('RFC 7162 6: HIGHESTMODSEQ counts, whatever was told besides (in a form that keeps to the grammar and to the rules of STORE)', () => {
  const lines = [
    'C: A150 STORE 1:3 (UNCHANGEDSINCE 96) +FLAGS.SILENT (\\Seen)',
    'S: * 1 FETCH (UID 6 MODSEQ (103))',
    'S: * 2 FETCH (UID 7 MODSEQ (101))',
    'S: * OK [HIGHESTMODSEQ 99] VANISHED reply with MODSEQ 100 is delayed',
    'S: A150 OK [MODIFIED 3] done',
    'C: A151 STORE 3 +FLAGS.SILENT (\\Seen)',
    'S: * 3 FETCH (UID 8 MODSEQ (104))',
    'S: A151 OK [HIGHESTMODSEQ 99] Still delaying VANISHED',
    'C: A152 NOOP',
    'S: * VANISHED 9',
    'S: A152 OK [HIGHESTMODSEQ 104] done',
  ]
  const client = new Client({ exists: 4, uids: '6:9', highest: 96n, flags: [], enabled: 'QRESYNC' })
  const told: (bigint | undefined)[] = []
  for (const line of lines) {
    expect(violationsIn(client.play(line))).toEqual([])
    if (/^S: A/.test(line)) told.push(client.view.highestModseq)
  }
  expect([told, client.uids, client.view.flagsOf(8)]).toEqual([[96n, 99n, 99n], '6:8', ['\\Seen']])
  expect(client.confirmedModseq()).toBe(104n)

  const mailbox = new Mailbox('6:9', { modseq: 96n }, MODES).set(8, 98n)
  const { view } = mailbox
  mailbox.expunge([9], 100n)
  const first = mailbox.store(lines[0]!.slice(3), at => (at === 1 ? 103n : 101n))
  const withUid = (responses: ResponseInit[]): ResponseInit[] =>
    responses.map(one => (one.type === 'fetch' ? { ...one, items: { uid: view.uidOf(one.sequence), ...one.items } } : one))
  const held = view.highestModseq(103n)
  const second = mailbox.store(lines[5]!.slice(3), () => 104n)
  const still = view.highestModseq(104n)
  const news = view.news({ mayExpunge: true })
  const modseq = (value: bigint) => ({ name: 'HIGHESTMODSEQ', modseq: value }) as const
  expectServer(
    [
      ...withUid(first.told),
      { ...ok('', modseq(held)), tag: undefined } as ResponseInit,
      ok('A150', first.code),
      ...withUid(second.told),
      ok('A151', modseq(still)),
      ...news,
      ok('A152', modseq(view.highestModseq(104n))),
    ],
    lines,
  )
})

it('RFC 7162 6: the example as it is written: MODIFIED of a message that was not named changes nothing', () => {
  const client = new Client({ exists: 3, uids: '6:8', highest: 96n, flags: [], enabled: 'QRESYNC' })
  const changes = client.play(
    'C: A150 STORE 1:2 (UNCHANGEDSINCE 96) +FLAGS.SILENT (\\Seen)',
    'S: * 1 FETCH (UID 6 MODSEQ (103))',
    'S: * 2 FETCH (UID 7 MODSEQ (101))',
    'S: * OK [HIGHESTMODSEQ 99] VANISHED reply with MODSEQ 100 is delayed',
    'S: A150 OK [MODIFIED 3] done',
    'C: A151 STORE 3 +FLAGS.SILENT (\\Seen)',
    'S: * 3 FETCH (UID 8 MODSEQ (104))',
    'S: A151 OK [HIGHESTMODSEQ 99] Still delaying VANISHED',
    'C: A152 NOOP',
    'S: * VANISHED 8',
  )
  expect([violationsIn(changes), client.uids, client.view.highestModseq]).toEqual([[], '6:7', 99n])
  // The completion of A152 has the tag A153: it is none, and HIGHESTMODSEQ stays.
  client.play('S: A153 OK [HIGHESTMODSEQ 104] done')
  expect([client.view.highestModseq, client.view.flagsOf(6)]).toEqual([99n, ['\\Seen']])
})
