/** The examples of RFC 7162 3.1 through both sides: mod-sequences, conditional STORE, CHANGEDSINCE and MODSEQ in searches. */
import { asBytes } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import type { MessageFacts } from '../../src/evaluate/message.js'
import { SearchEvaluation } from '../../src/evaluate/search.js'
import { SortEvaluation } from '../../src/evaluate/sort.js'
import { decodeCommand, type SearchCommand, type SortCommand } from '../../src/index.js'
import { enablesCondstore } from '../../src/serve.js'
import { Client, expectServer, Mailbox, no, ok, ordered, violationsIn } from './example.js'

const SELECTED = [
  'S: * 172 EXISTS',
  'S: * 1 RECENT',
  'S: * OK [UNSEEN 12] Message 12 is first unseen',
  'S: * OK [UIDVALIDITY 3857529045] UIDs valid',
  'S: * OK [UIDNEXT 4392] Predicted next UID',
  'S: * FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)',
  'S: * OK [PERMANENTFLAGS (\\Deleted \\Seen \\*)] Limited',
]

describe('SELECT', () => {
  // RFC 7162 has no text behind the code, which the grammar (RFC 3501 9, resp-text) requires.
  it.each([
    ['RFC 7162 3.1.2.1, Example 1: HIGHESTMODSEQ', 'C: A142 SELECT INBOX', 'S: * OK [HIGHESTMODSEQ 715194045007]', false],
    ['RFC 7162 3.1.8, Example 18: CONDSTORE', 'C: A142 SELECT INBOX (CONDSTORE)', 'S: * OK [HIGHESTMODSEQ 715194045007]', true],
    [
      'RFC 7162 3.1.2.2, Example 2: NOMODSEQ',
      'C: A142 SELECT INBOX',
      "S: * OK [NOMODSEQ] Sorry, this mailbox format doesn't support modsequences",
      false,
    ],
  ])('%s', (_, command, code, enables) => {
    const lines = [command, ...SELECTED, code, 'S: A142 OK [READ-WRITE] SELECT completed']
    const client = new Client()
    expect(violationsIn(client.play(...lines))).toEqual([])
    const { view } = client
    expect([view.size, view.uidValidity, view.uidNext, view.highestModseq]).toEqual([172, 3857529045, 4392, undefined])
    const modseq = code.includes('NOMODSEQ') ? undefined : 715194045007n
    view.identify([{ start: 1, end: 172 }])
    view.settle()
    expect(view.highestModseq).toBe(modseq)
    const mailbox = new Mailbox('1:172', {}, { hasModseqs: modseq !== undefined })
    expectServer([...mailbox.opened(3857529045, 4392, modseq), ok('A142', { name: 'READ-WRITE' })], lines)
    expect(enablesCondstore(decodeCommand(asBytes(`${command.slice(3)}\r\n`)))).toBe(enables)
  })
})

describe('STORE with UNCHANGEDSINCE (RFC 7162 3.1.3)', () => {
  it('Example 3: all messages pass', () => {
    const lines = [
      'C: a103 UID STORE 6,4,8 (UNCHANGEDSINCE 12121230045) +FLAGS.SILENT (\\Deleted)',
      'S: * 1 FETCH (UID 4 MODSEQ (12121231000))',
      'S: * 2 FETCH (UID 6 MODSEQ (12121230852))',
      'S: * 4 FETCH (UID 8 MODSEQ (12121230956))',
      'S: a103 OK Conditional Store completed',
    ]
    const client = new Client({ exists: 4, uids: '4,6:8', highest: 12121230045n, flags: [] })
    expect(violationsIn(client.play(...lines))).toEqual([])
    const { view } = client
    expect([4, 6, 7, 8].map(uid => view.flagsOf(uid))).toEqual([['\\Deleted'], ['\\Deleted'], [], ['\\Deleted']])
    expect([view.modseqOf(4), view.modseqOf(8), client.confirmedModseq()]).toEqual([12121231000n, 12121230956n, 12121231000n])
    const modseqs = [0n, 12121231000n, 12121230852n, 0n, 12121230956n]
    const { told, code, tag } = new Mailbox('4,6:8', { modseq: 12121230045n }).store(lines[0]!.slice(3), at => modseqs[at]!)
    expectServer([...told, ok(tag, code)], lines)
  })

  it('Example 4: the last message (the new mod-sequence is below UNCHANGEDSINCE, which no server gives that told the client of the latter)', () => {
    const lines = [
      'C: a104 STORE * (UNCHANGEDSINCE 12121230045) +FLAGS.SILENT (\\Deleted $Processed)',
      'S: * 50 FETCH (MODSEQ (12111230047))',
      'S: a104 OK Store (conditional) completed',
    ]
    const client = new Client({ exists: 50, highest: 12111230046n, flags: ['\\Seen'] })
    client.play(...lines)
    expect([client.view.flagsOf(50), client.view.flagsOf(49)]).toEqual([['\\Seen', '\\Deleted', '$Processed'], ['\\Seen']])
    expect(client.confirmedModseq()).toBe(12111230047n)
    const { told, code, tag } = new Mailbox('1:50').store(lines[0]!.slice(3), () => 12111230047n)
    expectServer([...told, ok(tag, code)], lines)
  })

  it('Example 5: the first CONDSTORE-enabling command is answered by HIGHESTMODSEQ, which counts', () => {
    const lines = [
      'C: c101 STORE 50 (UNCHANGEDSINCE 12121230045) -FLAGS.SILENT (\\Deleted)',
      'S: * OK [HIGHESTMODSEQ 12111230047]',
      'S: * 50 FETCH (MODSEQ (12111230048))',
      'S: c101 OK Store (conditional) completed',
    ]
    const client = new Client({ exists: 50, highest: 12111230040n, flags: ['\\Deleted'] })
    client.play(...lines)
    expect([client.view.flagsOf(50), client.view.modseqOf(50), client.confirmedModseq()]).toEqual([
      [],
      12111230048n,
      12111230047n,
    ])
    const mailbox = new Mailbox('1:50', { flags: ['\\Deleted'], modseq: 12111230047n }, { condstore: false })
    const { told, code, tag } = mailbox.store(lines[0]!.slice(3), () => 12111230048n)
    expectServer([...told, ok(tag, code)], lines)
    expect(mailbox.view.condstore).toBe(true)
  })

  it.each([
    ['Example 6: some fail', [], false],
    [
      'Example 7: and their flags are told',
      ['S: * 7 FETCH (MODSEQ (320162342) FLAGS (\\Seen \\Deleted))', 'S: * 9 FETCH (MODSEQ (320162349) FLAGS (\\Answered))'],
      true,
    ],
  ])('%s', (_, [first = '', last = ''], tellsFailures) => {
    const lines = [
      'C: d105 STORE 7,5,9 (UNCHANGEDSINCE 320162338) +FLAGS.SILENT (\\Deleted)',
      first,
      'S: * 5 FETCH (MODSEQ (320162350))',
      last,
      'S: d105 OK [MODIFIED 7,9] Conditional STORE failed',
    ].filter(line => line !== '')
    const client = new Client({ exists: 9, highest: 320162338n, flags: [] })
    client.play(...lines)
    const { view } = client
    const told = tellsFailures ? [['\\Seen', '\\Deleted'], ['\\Answered']] : [[], []]
    expect([5, 7, 9].map(uid => view.flagsOf(uid))).toEqual([['\\Deleted'], ...told])
    expect(client.confirmedModseq()).toBe(320162350n)
    const mailbox = new Mailbox('1:9', { modseq: 320162338n })
    mailbox.set(7, 320162342n, '\\Seen', '\\Deleted').set(9, 320162349n, '\\Answered')
    const answer = mailbox.store(lines[0]!.slice(3), () => 320162350n, { tellsFailures })
    expectServer([...answer.told, ok(answer.tag, answer.code)], ordered(lines))
  })

  it('Example 8: 0 always fails', () => {
    const lines = [
      'C: a102 STORE 12 (UNCHANGEDSINCE 0) +FLAGS.SILENT ($MDNSent)',
      'S: a102 OK [MODIFIED 12] Conditional STORE failed',
    ]
    const client = new Client({ exists: 12, highest: 5n, flags: [] })
    client.play(...lines)
    expect([client.view.flagsOf(12), client.view.highestModseq]).toEqual([[], 5n])
    const { told, code, tag } = new Mailbox('1:12').store(lines[0]!.slice(3), () => 9n)
    expectServer([...told, ok(tag, code)], lines)
  })

  const A106 = 'C: a106 STORE 100:150 (UNCHANGEDSINCE 212030000000) +FLAGS.SILENT ($Processed)'
  const rest = Array.from({ length: 49 }, (_, at) => `S: * ${at + 102} FETCH (MODSEQ (303181230852))`)
  const answered = (ending: string, ...of101: string[]): string[] => [
    A106,
    'S: * 100 FETCH (MODSEQ (303181230852))',
    ...of101,
    ...rest,
    `S: a106 OK ${ending}Conditional STORE failed`,
  ]
  const RETRY = [
    'C: b108 STORE 101 (UNCHANGEDSINCE 303011130956) +FLAGS.SILENT ($Processed)',
    'S: * 101 FETCH (MODSEQ (303181230852))',
    'S: b108 OK Conditional Store completed',
  ]
  /** Another session gave 101 these flags. */
  const changed = (...flags: string[]): Mailbox => {
    const mailbox = new Mailbox('1:150', { modseq: 212030000000n }).set(101, 303011130956n, ...flags)
    mailbox.view.changed(101)
    return mailbox
  }

  // The tagged OK of both NOOPs has no text, which the grammar (RFC 3501 9, resp-text) requires.
  it.each([
    ['the flag was set by another', 'a107', ['$Processed'], false],
    ['another flag was set, and the client tries again', 'b107', ['\\Deleted', '\\Answered'], true],
  ])('Example 9: NOOP tells why it failed: %s', (_, noop, flags, retries) => {
    const lines = [
      ...answered('[MODIFIED 101] '),
      `C: ${noop} NOOP`,
      `S: * 101 FETCH (MODSEQ (303011130956) FLAGS (${flags.join(' ')}))`,
      `S: ${noop} OK`,
      ...(retries ? RETRY : []),
    ]
    const client = new Client({ exists: 150, highest: 212030000000n, flags: [] })
    expect(violationsIn(client.play(...lines))).toEqual([])
    const { view } = client
    expect([view.flagsOf(100), view.flagsOf(101)]).toEqual([['$Processed'], retries ? [...flags, '$Processed'] : flags])
    expect([client.confirmedModseq(), view.modseqOf(101)]).toEqual([303181230852n, retries ? 303181230852n : 303011130956n])
    const mailbox = changed(...flags)
    const first = mailbox.store(lines[0]!.slice(3), () => 303181230852n)
    const news = mailbox.view.news({ mayExpunge: true })
    const second = retries ? mailbox.store(RETRY[0]!.slice(3), () => 303181230852n) : undefined
    const last = second === undefined ? [] : [...second.told, ok('b108', second.code)]
    expectServer([...first.told, ok('a106', first.code), ...news, ok(noop), ...last], lines)
  })

  it.each([
    ['the flag was set by another', ['$Processed'], false],
    ['another flag was set, and the client tries again', ['\\Deleted', '\\Answered'], true],
  ])('Example 10: the server tells why it failed: %s', (_, flags, retries) => {
    const of101 = `S: * 101 FETCH (MODSEQ (303011130956) FLAGS (${flags.join(' ')}))`
    const lines = [...answered('[MODIFIED 101] ', of101), ...(retries ? RETRY : [])]
    const client = new Client({ exists: 150, highest: 212030000000n, flags: [] })
    client.play(...lines)
    expect(client.view.flagsOf(101)).toEqual(retries ? [...flags, '$Processed'] : flags)
    const mailbox = changed(...flags)
    const first = mailbox.store(A106.slice(3), () => 303181230852n, { tellsFailures: true })
    const second = retries ? mailbox.store(RETRY[0]!.slice(3), () => 303181230852n) : undefined
    const last = second === undefined ? [] : [...second.told, ok('b108', second.code)]
    expectServer([...first.told, ok('a106', first.code), ...last], lines)
    expect(mailbox.view.news({ mayExpunge: true })).toEqual([])
  })

  // 3.1.12 says that the mod-sequence of 101 is updated once again; the example tells that of the change before.
  it('Example 10, 3.1.12: mod-sequences of each flag, and the STORE succeeds', () => {
    const lines = answered('', 'S: * 101 FETCH (MODSEQ (303011130956) FLAGS ($Processed \\Deleted \\Answered))')
    const client = new Client({ exists: 150, highest: 212030000000n, flags: [] })
    const changes = client.play(...lines)
    expect(changes.filter(({ type }) => type === 'stale')).toEqual([])
    expect(client.view.flagsOf(101)).toEqual(['$Processed', '\\Deleted', '\\Answered'])
    const mailbox = changed('\\Deleted', '\\Answered')
    const { told, code } = mailbox.store(A106.slice(3), at => (at === 101 ? 303011130956n : 303181230852n), {
      before: () => 212030000000n,
    })
    const sorted = lines.map(line => line.replace('($Processed \\Deleted \\Answered)', '(\\Deleted \\Answered $Processed)'))
    expectServer([...told, ok('a106', code)], sorted)
  })

  it('Example 11: messages that are gone, and MODIFIED in NO (the flags of message 2 in b003 are not those of before with \\Seen)', () => {
    const B001 = [
      'C: B001 STORE 1:7 (UNCHANGEDSINCE 320172338) +FLAGS (\\SEEN)',
      'S: * 1 FETCH (MODSEQ (320172342) FLAGS (\\SEEN))',
      'S: * 3 FETCH (MODSEQ (320172342) FLAGS (\\SEEN))',
      'S: B001 NO [MODIFIED 2] Some of the messages no longer exist.',
    ]
    const B002 = [
      'C: B002 NOOP',
      ...Array.from({ length: 4 }, () => 'S: * 4 EXPUNGE'),
      'S: * 2 FETCH (MODSEQ (320172340) FLAGS (\\Deleted \\Answered))',
      'S: B002 OK NOOP Completed.',
    ]
    const b003 = [
      'C: b003 STORE 2 (UNCHANGEDSINCE 320172340) +FLAGS (\\Seen)',
      'S: * 2 FETCH (MODSEQ (320180050) FLAGS (\\SEEN \\Flagged))',
      'S: b003 OK Conditional Store completed',
    ]
    const client = new Client({ exists: 7, highest: 320172338n, flags: [] })
    expect(violationsIn(client.play(...B001, ...B002))).toEqual([])
    const { view } = client
    expect([client.uids, view.flagsOf(1), view.flagsOf(2), client.confirmedModseq()]).toEqual([
      '1:3',
      ['\\SEEN'],
      ['\\Deleted', '\\Answered'],
      320172342n,
    ])
    client.play(...b003)
    expect([view.flagsOf(2), client.confirmedModseq()]).toEqual([['\\SEEN', '\\Flagged'], 320180050n])
    const mailbox = new Mailbox('1:7', { modseq: 320172338n }).set(2, 320172340n, '\\Deleted', '\\Answered')
    mailbox.view.changed(2)
    mailbox.expunge([4, 5, 6, 7], 320172341n)
    const first = mailbox.store(B001[0]!.slice(3), () => 320172342n)
    expectServer([...first.told, (first.isGone ? no : ok)('B001', first.code)], B001)
    expectServer([...mailbox.view.news({ mayExpunge: true }), ok('B002')], B002)
    const last = mailbox.store(b003[0]!.slice(3), () => 320180050n)
    const right = b003.map(line => line.replace('(\\SEEN \\Flagged)', '(\\Deleted \\Answered \\Seen)'))
    expectServer([...last.told, ok('b003', last.code)], right)
  })
})

describe('FETCH', () => {
  it('RFC 7162 3.1.4.1, Example 12: CHANGEDSINCE', () => {
    const lines = [
      'C: s100 UID FETCH 1:* (FLAGS) (CHANGEDSINCE 12345)',
      'S: * 1 FETCH (UID 4 MODSEQ (65402) FLAGS (\\Seen))',
      'S: * 2 FETCH (UID 6 MODSEQ (75403) FLAGS (\\Deleted))',
      'S: * 4 FETCH (UID 8 MODSEQ (29738) FLAGS ($NoJunk $AutoJunk $MDNSent))',
      'S: s100 OK FETCH completed',
    ]
    const client = new Client({ exists: 4, uids: '4,6:8', highest: 12345n, flags: [] })
    client.play(...lines)
    expect([4, 6, 7, 8].map(uid => client.view.flagsOf(uid)?.length)).toEqual([1, 1, 0, 3])
    expect([client.confirmedModseq(), client.view.modseqOf(8)]).toEqual([75403n, 29738n])
    const mailbox = new Mailbox('4,6:8', { modseq: 12345n }).set(4, 65402n, '\\Seen').set(6, 75403n, '\\Deleted')
    mailbox.set(8, 29738n, '$NoJunk', '$AutoJunk', '$MDNSent')
    expectServer([...mailbox.changedSince('1:*', 12345n), ok('s100')], lines)
  })

  it('RFC 7162 3.1.4.2, Example 13: MODSEQ', () => {
    const lines = [
      'C: a FETCH 1:3 (MODSEQ)',
      'S: * 1 FETCH (MODSEQ (624140003))',
      'S: * 2 FETCH (MODSEQ (624140007))',
      'S: * 3 FETCH (MODSEQ (624140005))',
      'S: a OK Fetch complete',
    ]
    const client = new Client({ exists: 3, highest: 1n })
    client.play(...lines)
    expect([[1, 2, 3].map(uid => client.view.modseqOf(uid)), client.confirmedModseq()]).toEqual([
      [624140003n, 624140007n, 624140005n],
      624140007n,
    ])
    const mailbox = new Mailbox('1:3').set(1, 624140003n).set(2, 624140007n).set(3, 624140005n)
    expectServer([...[1, 2, 3].map(uid => mailbox.fetch(uid, 'modseq')), ok('a')], lines)
  })

  // The first mod-sequence is told as 2121231000 to the session that changed the flag, and as 12121231000 to the others: a digit is missing.
  it('RFC 7162 3.1.4.2, Example 14: shared and private flags in three sessions', () => {
    const sessions: readonly (readonly string[])[] = [
      [
        'C: A160 STORE 7 +FLAGS.SILENT (\\Deleted)',
        'S: * 7 FETCH (MODSEQ (12121231000))',
        'S: A160 OK Store completed',
        'C: A240 STORE 7 +FLAGS.SILENT (\\Seen)',
        'S: * 7 FETCH (MODSEQ (12121231777))',
        'S: A240 OK Store completed',
        'C: A330 STORE 7 -FLAGS.SILENT (\\Answered \\Seen)',
        'S: * 7 FETCH (MODSEQ (12121245160))',
        'S: A330 OK Store completed',
      ],
      [
        'C: C180 NOOP',
        'S: * 7 FETCH (FLAGS (\\Deleted \\Answered) MODSEQ (12121231000))',
        'S: C180 OK Noop completed',
        'C: C270 NOOP',
        'S: * 7 FETCH (FLAGS (\\Deleted \\Answered \\Seen) MODSEQ (12121231777))',
        'S: C270 OK Noop completed',
        'C: C360 NOOP',
        'S: * 7 FETCH (FLAGS (\\Deleted) MODSEQ (12121245160))',
        'S: C360 OK Noop completed',
      ],
      [
        'C: D210 NOOP',
        'S: * 7 FETCH (FLAGS (\\Deleted \\Answered) MODSEQ (12121231000))',
        'S: D210 OK Noop completed',
        'C: D300 NOOP',
        'S: D300 OK Noop completed',
        'C: D390 NOOP',
        'S: * 7 FETCH (FLAGS (\\Deleted) MODSEQ (12121245160))',
        'S: D390 OK Noop completed',
      ],
    ]
    for (const lines of sessions) {
      const client = new Client({ exists: 7, highest: 1n, flags: ['\\Answered'] })
      client.play(...lines)
      expect([client.view.flagsOf(7), client.confirmedModseq()]).toEqual([['\\Deleted'], 12121245160n])
    }
    const mailbox = new Mailbox('1:7', { flags: ['\\Answered'] })
    const [second, third] = [1, 2].map(() => mailbox.session({ condstore: true }))
    const told: [unknown[], unknown[], unknown[]] = [[], [], []]
    const step = (line: string, modseq: bigint, tags: string[], flags: string[], ...to: unknown[]): void => {
      const { told: own, code } = mailbox.store(line.slice(3), () => modseq)
      mailbox.set(7, modseq, ...flags)
      for (const view of [second, third]) if (to.includes(view)) view!.changed(7, mailbox.view)
      told[0].push(...own, ok(tags[0]!, code))
      told[1].push(...second!.news({ mayExpunge: true }), ok(tags[1]!))
      told[2].push(...third!.news({ mayExpunge: true }), ok(tags[2]!))
    }
    step(sessions[0]![0]!, 12121231000n, ['A160', 'C180', 'D210'], ['\\Deleted', '\\Answered'], second, third)
    step(sessions[0]![3]!, 12121231777n, ['A240', 'C270', 'D300'], ['\\Deleted', '\\Answered', '\\Seen'], second)
    step(sessions[0]![6]!, 12121245160n, ['A330', 'C360', 'D390'], ['\\Deleted'], second, third)
    for (const [at, lines] of sessions.entries()) expectServer(told[at] as never, lines)
    expect(mailbox.view.news({ mayExpunge: true })).toEqual([])
  })
})

describe('searches', () => {
  const facts = (sequence: number, modseq: bigint, internalDate = 0): MessageFacts => ({
    uid: sequence,
    sequence,
    flags: [],
    size: 100,
    internalDate,
    modseq,
  })
  const found = [2, 5, 6, 7, 11, 12, 18, 19, 20, 23]
  const many = Array.from({ length: 23 }, (_, at) => facts(at + 1, found.includes(at + 1) ? 620162338n + BigInt(at) : 620162337n))
  const few = [1, 2, 3, 4, 5].map(at => facts(at, at === 4 ? 1233n : 1231n + BigInt(at === 5 ? 5 : 3), -at * 86_400_000))

  it.each<[string, string[], readonly MessageFacts[]]>([
    [
      '3.1.5, Example 15: MODSEQ of a flag',
      [
        'C: a SEARCH MODSEQ "/flags/\\\\draft" all 620162338',
        'S: * SEARCH 2 5 6 7 11 12 18 19 20 23 (MODSEQ 917162500)',
        'S: a OK Search complete',
      ],
      many.map(one => (one.sequence === 19 ? { ...one, modseq: 917162500n } : one)),
    ],
    [
      '3.1.5, Example 16: nothing is found, and no MODSEQ is told',
      ['C: t SEARCH OR NOT MODSEQ 720162338 LARGER 50000', 'S: * SEARCH', 'S: t OK Search complete, nothing found'],
      [facts(1, 720162338n), facts(2, 917162500n)],
    ],
    [
      '3.1.10, Example 19: ESEARCH',
      [
        'C: a SEARCH RETURN (ALL) MODSEQ 1234',
        'S: * ESEARCH (TAG "a") ALL 1:3,5 MODSEQ 1236',
        'S: a OK Extended SEARCH completed',
      ],
      few,
    ],
    [
      '3.1.10, Example 20: extended SORT',
      [
        'C: a SORT RETURN (ALL) (DATE) UTF-8 MODSEQ 1234',
        'S: * ESEARCH (TAG "a") ALL 5,3,2,1 MODSEQ 1236',
        'S: a OK Extended SORT completed',
      ],
      few,
    ],
  ])('RFC 7162 %s', (_, lines, messages) => {
    const client = new Client({ exists: messages.length, highest: 1n })
    client.play(...lines)
    expect(client.responses.at(-1)).toMatchObject({ warnings: [], damaged: [] })
    const command = decodeCommand(asBytes(`${lines[0]!.slice(3)}\r\n`)) as (SearchCommand | SortCommand) & {
      readonly tag: string
    }
    const plain = { ...command, verb: 'search', ...(command.verb === 'sort' ? { returnOptions: undefined } : {}) } as const
    const search = new SearchEvaluation({ command: plain, messages, now: 0 })
    const step = search.next()
    if (step.type !== 'result') return expect.unreachable(step.type)
    if (command.verb === 'search') return expectServer([...step.responses, ok(command.tag)], lines)
    const sort = new SortEvaluation({ command, messages: messages.filter(({ sequence }) => step.found.includes(sequence)) })
    let next = sort.next()
    for (; next.type === 'fields'; next = sort.next()) sort.answer([])
    if (next.type === 'result') expectServer([...next.responses, ok(command.tag)], lines)
    else expect.unreachable(next.type)
  })

  it('RFC 7162 3.1.7, Example 17: STATUS, which enables CONDSTORE', () => {
    const lines = [
      'C: A042 STATUS blurdybloop (UIDNEXT MESSAGES HIGHESTMODSEQ)',
      'S: * STATUS blurdybloop (MESSAGES 231 UIDNEXT 44292 HIGHESTMODSEQ 7011231777)',
      'S: A042 OK STATUS completed',
    ]
    const client = new Client({ exists: 3, highest: 5n })
    // Of another mailbox: the view stays as it is.
    expect([client.play(...lines), client.view.highestModseq, client.view.uidNext]).toEqual([[], 5n, 4])
    expect(enablesCondstore(decodeCommand(asBytes(`${lines[0]!.slice(3)}\r\n`)))).toBe(true)
    const items = { messages: 231, uidNext: 44292, highestModseq: 7011231777n }
    expectServer([{ type: 'status', mailbox: 'blurdybloop', items }, ok('A042')], lines)
  })
})
