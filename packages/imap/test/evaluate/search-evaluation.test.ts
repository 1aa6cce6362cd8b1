/** What each search key finds, what is asked for it, and what is refused. */
import { caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { SearchEvaluation } from '../../src/evaluate/search.js'
import type { SearchKey } from '../../src/index.js'
import { command, field, found, messageOf, run, type StoredMessage } from '../search-mailbox.js'

const day = (year: number, month: number, date: number, hour = 0): number => Date.UTC(year, month - 1, date, hour)

const mailbox: readonly StoredMessage[] = [
  messageOf(1, {
    uid: 11,
    flags: ['\\Seen', '\\ANSWERED', '$Work'],
    size: 10,
    internalDate: day(1994, 2, 1, 23),
    modseq: 100n,
    emailId: 'M1',
    threadId: 'T1',
    fields: [
      field('From', 'Ann <ann@one.example>'),
      field('Subject', '=?utf-8?q?Sm=C3=B8rrebr=C3=B8d?= with Grüße'),
      field('Date', 'Mon, 31 Jan 1994 23:30:00 -0500 (EST)'),
      field('X-Tag', 'first'),
      field('X-Tag', 'SECOND'),
    ],
    body: 'See you at noon in the CAFE\u0301.',
  }),
  messageOf(2, {
    uid: 12,
    flags: ['\\Recent', '\\Flagged', '\\Draft', '\\Deleted'],
    size: 20,
    internalDate: day(1994, 2, 2),
    modseq: 300n,
    saveDate: day(1994, 3, 1),
    emailId: 'm1',
    threadId: null,
    fields: [field('From', 'bob@two.example'), field('Cc', ''), field('Date', 'no date')],
    header: 'From: bob@two.example\nCc: \nContent-Type: image/png; name=secret.png\n',
    body: 'noonday',
  }),
  messageOf(3, { uid: 15, flags: ['\\Recent', '\\Seen'], size: 30, internalDate: day(1994, 2, 2, 12), modseq: 200n }),
]

describe('keys (RFC 9051 6.4.4)', () => {
  it.each([
    ['ALL', '1 2 3'],
    ['SEEN', '1 3'],
    ['UNSEEN', '2'],
    ['ANSWERED', '1'],
    ['UNANSWERED', '2 3'],
    ['FLAGGED DRAFT DELETED', '2'],
    ['UNFLAGGED UNDRAFT UNDELETED', '1 3'],
    ['KEYWORD $wOrK', '1'],
    ['UNKEYWORD $work', '2 3'],
    ['LARGER 10', '2 3'],
    ['SMALLER 20', '1'],
    ['2', '2'],
    ['2:*,1', '1 2 3'],
    ['*', '3'],
    ['7:*', '3'],
    ['7:9', ''],
    ['UID 1:11,15', '1 3'],
    ['UID 99:*', '3'],
    ['BEFORE 2-Feb-1994', '1'],
    ['ON 2-Feb-1994', '2 3'],
    ['ON "1-Feb-1994"', '1'],
    ['SINCE 2-Feb-1994', '2 3'],
    ['SENTON 31-Jan-1994', '1'],
    ['SENTON 1-Feb-1994', ''],
    ['SENTBEFORE 1-Feb-1994', '1'],
    ['SENTSINCE 1-Jan-1994', '1'],
    ['NOT SENTSINCE 1-Jan-1994', '2 3'],
    ['FROM "ANN <"', '1'],
    ['FROM example', '1 2'],
    ['SUBJECT {11+}\r\nSm\xc3\xb8rrebr\xc3\xb8', '1'],
    ['SUBJECT {7+}\r\ngr\xc3\x9c\xc3\x9fE', '1'],
    ['SUBJECT utf-8', ''],
    ['HEADER x-TAG second', '1'],
    ['HEADER X-Tag ""', '1'],
    ['HEADER Cc ""', '2'],
    ['CC ""', '2'],
    ['BCC x', ''],
    ['TO ""', ''],
    ['BODY noon', '1 2'],
    ['BODY {5+}\r\ncaf\xc3\xa9', '1'],
    ['BODY cafe', '1'],
    ['BODY two.example', ''],
    ['BODY ""', '1 2 3'],
    ['TEXT ""', '1 2 3'],
    ['TEXT SECRET', '2'],
    ['TEXT noon', '1 2'],
    ['NOT 1:2', '3'],
    ['OR SEEN FLAGGED', '1 2 3'],
    ['OR BODY noonday FROM ann', '1 2'],
    ['NOT (OR SEEN FLAGGED)', ''],
    ['NOT NOT SEEN', '1 3'],
    ['(SEEN (1:2 FROM ann))', '1'],
    ['OR (SEEN BODY noon) NOT (RECENT FROM two)', '1 3'],
  ])('%s finds %s', (line, numbers) => expect(found(line, mailbox)).toBe(numbers))

  it.each([
    ['RECENT', '2 3'],
    ['NEW', '2'],
    ['OLD', '1'],
  ])('%s finds %s (RFC 3501 6.4.4)', (line, numbers) => expect(found(line, mailbox)).toBe(numbers))

  it.each([
    ['OLDER 3600', '1 2', day(1994, 2, 2, 1)],
    ['OLDER 3601', '1', day(1994, 2, 2, 1)],
    ['YOUNGER 3600', '2 3', day(1994, 2, 2, 1)],
    ['YOUNGER 3600', '2 3', day(1994, 2, 2, 1) + 999],
    ['OLDER 3601', '1', day(1994, 2, 2, 1) + 999],
  ])('%s finds %s (RFC 5032 2)', (line, numbers, now) => expect(found(line, mailbox, { now })).toBe(numbers))

  it.each([
    ['MODSEQ 200', '2 3'],
    ['MODSEQ 201', '2'],
    ['MODSEQ 0', '1 2 3'],
    ['MODSEQ "/flags/\\\\draft" all 301', ''],
    ['OR NOT MODSEQ 200 LARGER 25', '1 3'],
  ])('%s finds %s (RFC 7162 3.1.5)', (line, numbers) => expect(found(line, mailbox)).toBe(numbers))

  it.each([
    ['EMAILID M1', '1', 'RFC 8474 6'],
    ['THREADID t1', '', 'RFC 8474 6'],
    ['THREADID T1', '1', 'RFC 8474 6'],
    ['SAVEDON 1-Mar-1994', '2', 'RFC 8514 4.3'],
    ['SAVEDBEFORE 1-Mar-1994', '1 3', 'RFC 8514 4.3: INTERNALDATE where there is no SAVEDATE'],
    ['SAVEDSINCE 2-Feb-1994', '2 3', 'RFC 8514 4.3'],
    ['SAVEDATESUPPORTED', '2', 'RFC 8514 4.3'],
    ['UIDAFTER 12', '3', 'RFC 9738 3.2'],
    ['UIDAFTER 15', '', 'RFC 9738 3.2'],
    ['UIDBEFORE 12', '1', 'RFC 9738 3.2'],
    ['UIDBEFORE 1', '', 'RFC 9738 3.2'],
    ['FUZZY (FROM ann)', '1', 'RFC 6203 3'],
  ])('%s finds %s (%s)', (line, numbers) => expect(found(line, mailbox)).toBe(numbers))

  it.each([
    ['$', '2 3'],
    ['UID $', '2 3'],
    ['NOT $', '1'],
    ['OR $ 1', '1 2 3'],
  ])('%s finds %s, where $ is what was saved (RFC 5182 2.1)', (line, numbers) =>
    expect(found(line, mailbox, { saved: [{ start: 12, end: 15 }] })).toBe(numbers),
  )

  it('days of INTERNALDATE begin in the zone in which the server tells them (RFC 9051 6.4.4, ON)', () => {
    expect(found('ON 2-Feb-1994', mailbox, { offsetMinutes: 60 })).toBe('1 2 3')
    expect(found('ON 2-Feb-1994', mailbox, { offsetMinutes: -1 })).toBe('3')
    expect(found('SENTON 31-Jan-1994', mailbox, { offsetMinutes: 720 })).toBe('1')
  })

  it('the first Date field counts (RFC 9051 6.4.4, SENTON)', () => {
    const messages = [messageOf(1, { fields: [field('Date', '1 Feb 1994 0:00'), field('DATE', '2 Feb 1994 0:00')] })]
    expect([found('SENTON 1-Feb-1994', messages), found('SENTON 2-Feb-1994', messages)]).toEqual(['1', ''])
  })

  it('UID SEARCH tells unique identifiers, and knows message numbers (RFC 9051 6.4.9)', () => {
    expect(found('UID SEARCH 2:3', mailbox)).toBe('12 15')
  })

  it('in a mailbox without messages * names nothing (RFC 9051 9, seq-number)', () => {
    expect(found('OR * UID 1:*', [])).toBe('')
  })

  it('* is what the caller says, or the last one of an array (RFC 9051 9, seq-number)', () => {
    expect(found('*', mailbox.slice(0, 2), { largest: { sequence: 3, uid: 15 } })).toBe('')
    expect(found('UID 13:*', new Set(mailbox) as never, { largest: { sequence: 3, uid: 15 } })).toBe('3')
    expect(() => found('*', new Set(mailbox) as never)).toThrow('search: largest is required for *')
  })
})

describe('a filter stands for its keys (RFC 5466 3.1)', () => {
  const keys: Record<string, readonly SearchKey[]> = {
    small: command('OR SMALLER 15 FROM bob').keys,
    outer: command('FILTER small SEEN').keys,
    outermost: command('FILTER outer').keys,
    fourth: command('FILTER outermost').keys,
    loop: command('NOT FILTER loop').keys,
  }
  const filters = (name: string) => keys[name]
  it.each([
    ['FILTER small', '1 2'],
    ['NOT FILTER small', '3'],
    ['FILTER outermost', '1'],
    ['FILTER fourth', 'no UNDEFINED-FILTER'],
    ['FILTER loop', 'no UNDEFINED-FILTER'],
    ['FILTER none', 'no UNDEFINED-FILTER'],
    ['CHARSET US-ASCII FILTER small', '1 2'],
    ['CHARSET KOI8-R FILTER small', 'bad BADCHARSET'],
    ['CHARSET KOI8-R FILTER none', 'bad BADCHARSET'],
  ])('%s: %s', (line, outcome) => expect(found(line, mailbox, { filters })).toBe(outcome))

  it('the answer names the filter that is missing', () => {
    expect(run({ command: 'FILTER fourth', messages: mailbox, filters }).end).toMatchObject({
      reason: 'filter',
      response: { type: 'no', tag: 'a', code: { name: 'UNDEFINED-FILTER', filter: 'small' } },
    })
  })
})

it('FUZZY searches by what the caller makes of its key (RFC 6203 3)', () => {
  const fuzzy = (key: SearchKey): SearchKey => (key.key === 'FROM' ? { key: 'FROM', text: key.text.slice(0, 2) } : key)
  expect(found('FUZZY FROM boob', mailbox, { fuzzy })).toBe('2')
  expect(found('FROM boob', mailbox, { fuzzy })).toBe('')
})

describe('only what decides is asked for', () => {
  const asked = (line: string): string => run({ command: line, messages: mailbox.slice(0, 2) }, 100).asked.join(', ')
  it.each([
    ['SEEN UNSEEN FROM x BODY y', ''],
    ['OR 1:* BODY y', ''],
    ['SEEN FROM x', '1 fields from'],
    ['OR SEEN FROM x', '2 fields from'],
    ['SEEN OR FLAGGED BODY x', '1 body 0, 1 body 1'],
    ['SEEN FROM ann TO x HEADER from b', '1 fields from to'],
    ['SENTON 1-Jan-1994 HEADER Date x', '1 fields date, 2 fields date'],
    ['FROM ann BODY see', '1 fields from, 1 body 0, 2 fields from'],
    ['OR FROM ann TEXT zzz', '1 fields from, 2 fields from, 2 header 0, 2 header 1, 2 body 0, 2 body 1'],
    ['TEXT ann', '1 header 0, 2 header 0, 2 header 1, 2 body 0, 2 body 1'],
    ['1 BODY see BODY noon', '1 body 0'],
    ['1 TEXT from BODY see', '1 header 0, 1 body 0'],
    ['2 OR (FLAGGED TEXT zzz) (SEEN TEXT secret)', '2 header 0, 2 header 1, 2 body 0, 2 body 1'],
    ['2 OR (SEEN FROM ann) (FLAGGED TO bob)', '2 fields to'],
  ])('%s asks: %s', (line, questions) => expect(asked(line)).toBe(questions))

  it('a text that is found ends its reading', () => {
    expect(run({ command: '1 BODY you', messages: mailbox }, 5).asked).toEqual(['1 body 0', '1 body 1'])
  })

  it('a question stays until it is answered, and an answer without one throws', () => {
    const search = new SearchEvaluation({ command: command('FROM x'), messages: mailbox, now: 0 })
    expect(() => search.answer([])).toThrow('no question is open')
    const question = search.next()
    expect(search.next()).toBe(question)
    expect(() => search.answer('x')).toThrow('answer fields: an array expected, not a string')
    expect(() => search.answer([{ name: 'From' } as never])).toThrow('answer fields: a string expected')
    search.answer([])
    expect(search.next()).not.toBe(question)
  })

  it('other fields in an answer do not count', () => {
    const search = new SearchEvaluation({ command: command('1 FROM ann'), messages: mailbox, now: 0 })
    search.next()
    search.answer([field('To', 'ann'), field('X-From', 'ann')])
    expect(search.next()).toMatchObject({ found: Uint32Array.of() })
  })
})

describe('what cannot be searched is refused, and nothing is thrown (RFC 9051 6.4.4)', () => {
  it.each([
    ['ANNOTATION /comment value "x"', 'bad ', 'key'],
    ['NOT X-GM-RAW "x"', 'bad ', 'key'],
    ['NEWKEY 5', 'bad ', 'key'],
    ['ON 31-Feb-1994', 'bad ', 'date'],
    ['CHARSET koi8-r TEXT x', 'no BADCHARSET', 'charset'],
    ['RETURN (UPDATE) ALL', 'bad ', 'option'],
    ['RETURN (RELEVANCY ALL) FUZZY ALL', 'bad ', 'option'],
    ['RETURN (NEWOPTION) ALL', 'bad ', 'option'],
    ['RETURN (PARTIAL 1:5 ALL) ALL', 'bad ', 'option'],
    ['RETURN (PARTIAL 1:5 PARTIAL 6:7) ALL', 'bad ', 'option'],
  ])('%s: %s', (line, answer, reason) => {
    expect(found(line, mailbox)).toBe(answer)
    expect(run({ command: line, messages: mailbox }).end).toMatchObject({ type: 'refused', reason })
  })

  it('NO BADCHARSET lists what is known (RFC 9051 7.1)', () => {
    const { end } = run({ command: 'CHARSET x ALL', messages: [] })
    expect(end).toMatchObject({ response: { tag: 'a', code: { charsets: ['UTF-8', 'US-ASCII'] } } })
  })

  it.each([
    ['MODSEQ 1', 'CONDSTORE', 'QRESYNC'],
    ['OLDER 1', 'WITHIN'],
    ['UIDAFTER 1', 'MESSAGELIMIT=1000'],
    ['FUZZY ALL', 'search=fuzzy'],
    ['EMAILID x', 'OBJECTID'],
    ['SAVEDATESUPPORTED', 'SAVEDATE'],
    ['RETURN () ALL', 'ESEARCH', 'imap4rev2'],
    ['RETURN (MIN) ALL', 'ESEARCH', 'IMAP4rev2'],
    ['RETURN (SAVE) ALL', 'IMAP4rev2'],
  ])('%s where %s is not announced', (line, ...capabilities) => {
    expect(found(line, mailbox, { announced: ['IMAP4rev1', 'MODSEQUENCE', 'WITHINX'] })).toBe('bad ')
    for (const capability of capabilities) expect(found(line, mailbox, { announced: [capability] })).not.toBe('bad ')
  })

  it('PARTIAL and SAVE need more than ESEARCH (RFC 9394 3.1, RFC 5182 2.1)', () => {
    expect(found('RETURN (PARTIAL 1:2) ALL', mailbox, { announced: ['ESEARCH'] })).toBe('bad ')
    expect(found('RETURN (PARTIAL 1:2) ALL', mailbox, { announced: ['ESEARCH', 'PARTIAL'] })).toBe('1 2')
    expect(found('RETURN (SAVE) ALL', mailbox, { announced: ['ESEARCH'] })).toBe('bad ')
  })
})

describe('limits (RFC 5530 3, LIMIT)', () => {
  const of = (line: string, limits: object): string => found(line, mailbox, { limits, filters: () => command('ALL ALL').keys })
  it.each([
    ['ALL ALL ALL', { keys: 3 }, '1 2 3'],
    ['ALL ALL ALL', { keys: 4 }, '1 2 3'],
    ['ALL ALL ALL', { keys: 2 }, 'no LIMIT'],
    ['NOT (SEEN ALL)', { keys: 4 }, '2'],
    ['NOT (SEEN ALL)', { keys: 3 }, 'no LIMIT'],
    ['FILTER x', { keys: 3 }, '1 2 3'],
    ['FILTER x', { keys: 2 }, 'no LIMIT'],
    ['TEXT "" BODY ""', { textKeys: 2 }, '1 2 3'],
    ['TEXT "" BODY ""', { textKeys: 3 }, '1 2 3'],
    ['TEXT "" BODY ""', { textKeys: 1 }, 'no LIMIT'],
    ['2 BODY nothing', { characters: 7 }, ''],
    ['2 BODY nothing', { characters: 8 }, ''],
    ['2 BODY nothing', { characters: 6 }, 'no LIMIT'],
    ['2 BODY nothing BODY else', { characters: 13 }, 'no LIMIT'],
    ['2 FROM nobody', { characters: 15 }, ''],
    ['2 FROM nobody', { characters: 14 }, 'no LIMIT'],
    ['2 OR (SEEN FROM unasked) (FLAGGED FROM nobody)', { characters: 15 }, ''],
  ])('%s with %j: %s', (line, limits, outcome) => expect(of(line, limits)).toBe(outcome))

  it('a limit that would bound nothing throws', () => {
    expect(() => of('ALL', { keys: Number.NaN })).toThrow('check limits: keys')
    expect(() => of('ALL', { words: 1 })).toThrow('unknown limit')
  })

  it('others have their turn after so many messages', () => {
    const messages = Array.from({ length: 7 }, (_, at) => messageOf(at + 1, { body: 'x' }))
    expect(run({ command: 'ALL', messages, messagesPerStep: 3 }).pauses).toBe(2)
    expect(run({ command: 'BODY x', messages, messagesPerStep: 7 }).pauses).toBe(1)
    expect(run({ command: 'ALL', messages, messagesPerStep: 8 })).toMatchObject({ pauses: 0, end: { type: 'result' } })
  })

  it('keys in keys take no stack, and time is linear in them', () => {
    let key: SearchKey = { key: 'SEEN' }
    for (let depth = 0; depth < 100_001; depth++) key = depth % 2 === 0 ? { key: 'NOT', of: key } : { key: 'AND', of: [key] }
    const search = new SearchEvaluation({
      command: { tag: 'a', uid: false, keys: [key] },
      messages: mailbox,
      now: 0,
      limits: { keys: 1_000_000 },
    })
    // An odd count of NOT, 50,001 of them.
    expect(search.next()).toMatchObject({ type: 'result', found: Uint32Array.of(2) })
  })

  it('a million messages by their flags, in linear time and few bytes', () => {
    function* messages() {
      const flags = [['\\Seen'], ['$Work'], []]
      for (let at = 1; at <= 1_000_000; at++) yield { uid: 2 * at, sequence: at, flags: flags[at % 3]!, size: 1, internalDate: 0 }
    }
    const search = new SearchEvaluation({
      command: command('RETURN (MIN MAX COUNT) UNSEEN NOT KEYWORD $WORK'),
      messages: messages(),
      now: 0,
    })
    let step = search.next()
    for (; step.type === 'pause'; step = search.next());
    expect(step).toMatchObject({ responses: [{ min: 2, max: 999_998, count: 333_333 }] })
  }, 20_000)
})

describe('what the caller gives wrongly throws', () => {
  const of = (options: object) => () =>
    new SearchEvaluation({ command: command('ALL'), messages: mailbox, now: 0, ...options }).next()
  it.each<[string, object]>([
    ['search: messages: an iterable expected', { messages: 5 }],
    ['search: now: a finite number expected, not undefined', { now: undefined }],
    ['search: offsetMinutes: a finite number expected, not NaN', { offsetMinutes: Number.NaN }],
    ['search: saved: an array expected', { saved: 'x' }],
    ['search: command: an object expected', { command: undefined }],
    ['search: tag: a string expected', { command: { keys: [] } }],
    ['search: keys: an array expected', { command: { tag: 'a' } }],
    ['search: key: an object expected', { command: { tag: 'a', keys: ['ALL'] } }],
    ['search: unknown key: "SOME"', { command: { tag: 'a', keys: [{ key: 'SOME' }] } }],
    ['search: messagesPerStep: a whole number expected', { messagesPerStep: -1 }],
    ['search: announced: a string expected', { announced: [5] }],
    ['search: message: an object expected', { messages: [undefined] }],
    ['search: uid: a whole number expected', { messages: [{ ...mailbox[0], uid: 1.5 }] }],
    ['search: flags: an iterable expected', { messages: [{ ...mailbox[0], flags: 5 }], command: command('SEEN') }],
    ['search: modseq: a bigint expected', { messages: [{ ...mailbox[0], modseq: 5 }], command: command('MODSEQ 1') }],
    ['search: message 1 with UID 4294967296: at most 4294967295', { messages: [{ ...mailbox[0], uid: 2 ** 32 }] }],
    ['search: message 4294967296 with UID 11: at most', { messages: [{ ...mailbox[0], sequence: 2 ** 32 }] }],
    [
      'search: size: a whole number expected, not a string',
      { messages: [{ ...mailbox[0], size: 'x' }], command: command('LARGER 5') },
    ],
    ['search: internalDate: a finite number', { messages: [{ ...mailbox[0], internalDate: 'x' }], command: command('OLDER 5') }],
    [
      'search: saveDate: a finite number',
      { messages: [{ ...mailbox[0], saveDate: 'x' }], command: command('SAVEDON 1-Feb-1994') },
    ],
    ['search: filters: a function expected, not a string', { filters: 'x' }],
    ['search: fuzzy: a function expected, not a string', { fuzzy: 'x' }],
    ['search: largest: an object expected, not a number', { largest: 5, command: command('*') }],
    ['read sequence set: largest: a whole number expected', { largest: {}, command: command('*') }],
    ['search: returnOptions: an object expected', { command: { ...command('ALL'), returnOptions: [null] } }],
    ['search: PARTIAL: an object expected', { command: { ...command('ALL'), returnOptions: [{ name: 'PARTIAL' }] } }],
    ['search: set: an object expected, not null', { saved: [null], command: command('$') }],
    ['search: messages must ascend: message 1 with UID 11 follows message 2', { messages: [mailbox[1], mailbox[0]] }],
    [
      'search: messages must ascend: message 3 with UID 9 follows message 2',
      { messages: [mailbox[1], { ...mailbox[2], uid: 9 }] },
    ],
    [
      'search: messages must ascend: message 2 with UID 13 follows message 2',
      { messages: [mailbox[1], { ...mailbox[1], uid: 13 }] },
    ],
  ])('%s', (message, options) =>
    expect(of(options)).toThrow(expect.objectContaining({ code: 'bad-value', message: expect.stringContaining(message) })),
  )

  it.each<[string, object]>([
    ['search: unknown key: "constructor"', { key: 'constructor' }],
    ['search: unknown key: "toString"', { key: 'toString' }],
    ['search: unknown key: "__proto__"', { key: '__proto__' }],
    ['search: key: a string expected, not undefined', {}],
    ['search: set: an array expected, not undefined', { key: 'SET' }],
    ['search: set: an array expected, not undefined', { key: 'UID' }],
    ['search: set: an object expected, not null', { key: 'UID', set: [null] }],
    ['search LARGER: a whole number expected, not a string', { key: 'LARGER', size: 'x' }],
    ['search SMALLER: a whole number expected, not undefined', { key: 'SMALLER' }],
    ['search UIDAFTER: a whole number expected', { key: 'UIDAFTER' }],
    ['search YOUNGER: a whole number expected', { key: 'YOUNGER', seconds: null }],
    ['search MODSEQ: a bigint expected, not a number', { key: 'MODSEQ', modseq: 1 }],
    ['search THREADID: a string expected', { key: 'THREADID' }],
    ['search FILTER: a string expected', { key: 'FILTER' }],
    ['search ON: a string expected', { key: 'ON' }],
    ['search BODY: a string expected', { key: 'BODY' }],
    ['search: key: an object expected', { key: 'NOT' }],
    ['search OR: an array expected', { key: 'OR' }],
  ])('%s: %j', (message, key) =>
    expect(of({ command: { tag: 'a', uid: false, keys: [key] } })).toThrow(
      expect.objectContaining({ code: 'bad-value', message: expect.stringContaining(message) }),
    ),
  )

  it('RFC 9394 3.1: an option of a name that all objects have is no option', () => {
    const returnOptions = [{ name: 'constructor' as never }]
    const search = new SearchEvaluation({ command: { ...command('ALL'), returnOptions }, messages: mailbox, now: 0 })
    expect(search.next()).toMatchObject({ type: 'refused', reason: 'option' })
  })

  it('what an iterator or a message throws is no end of the search: it is thrown each time', () => {
    const broken = new Error('disk')
    function* messages(): Generator<StoredMessage> {
      yield mailbox[0]!
      throw broken
    }
    const search = new SearchEvaluation({
      command: command('ALL'),
      messages: messages(),
      now: 0,
      largest: { sequence: 3, uid: 15 },
    })
    expect(() => search.next()).toThrow(broken)
    expect(() => search.next()).toThrow(broken)
    const wrong = new SearchEvaluation({ command: command('ALL'), messages: [mailbox[0]!, null as never, mailbox[2]!], now: 0 })
    expect(() => wrong.next()).toThrow('an object expected')
    expect(() => wrong.next()).toThrow('an object expected')
  })
})

it.each<[string, object]>([
  ['announced', { announced: null }],
  ['filters', { filters: null }],
  ['fuzzy', { fuzzy: null }],
  ['a key without text', { command: { ...command('ALL'), keys: [{ key: Object.create(null) }] } }],
])('refuses another value as %s', (_what, part) => {
  const evaluate = () => new SearchEvaluation({ command: command('ALL'), messages: [], now: 0, ...part } as never)
  expect(caught(evaluate)).toMatchObject({ name: 'ImapError', code: 'bad-value', fault: 'local' })
})

it('quotes and cuts an unknown key', () => {
  const keys = [{ key: `a\r\nb${'x'.repeat(100)}` }] as never
  const { message } = caught(() => new SearchEvaluation({ command: { ...command('ALL'), keys }, messages: [], now: 0 }))
  expect(message).toBe(`search: unknown key: "a\\r\\nb${'x'.repeat(76)}"`)
})
