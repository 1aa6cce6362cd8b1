/** What searches find: SEARCH, SORT, ESEARCH and THREAD; and messages by unique identifiers alone: VANISHED, UIDFETCH. */
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type AnyResponse,
  decodeCommand,
  decodeResponse,
  encodeCommandWhole,
  encodeResponse,
  ResponseDecoder,
  type ResponseInit,
  type Thread,
} from '../../src/index.js'

const decode = (line: string, options: object = {}) => decodeResponse(asBytes(`${line}\r\n`), options)
const encode = (value: ResponseInit): string => asChars(encodeResponse(value)).slice(0, -2)
const range = (start: number, end = start) => ({ start, end })

const nothing = {
  tag: undefined,
  mailbox: undefined,
  wireName: undefined,
  uidValidity: undefined,
  uid: false,
  min: undefined,
  max: undefined,
  all: undefined,
  count: undefined,
  modseq: undefined,
  partial: undefined,
  relevancy: undefined,
  updates: [],
  unknown: [],
}
const esearch = (value: object): AnyResponse => ({ type: 'esearch', ...nothing, ...value })
const thread = (messages: readonly number[], ...branches: readonly Thread[]): Thread => ({ messages, branches })

describe('known answers, read in both modes and written', () => {
  it.each<[section: string, line: string, value: AnyResponse]>([
    ['RFC 5256 4', '* SORT 9 3 6', { type: 'sort', numbers: Uint32Array.of(9, 3, 6), modseq: undefined }],
    ['RFC 5256 4', '* SORT', { type: 'sort', numbers: new Uint32Array(0), modseq: undefined }],
    ['RFC 7162 3.1.9', '* SORT 9 3 (MODSEQ 71)', { type: 'sort', numbers: Uint32Array.of(9, 3), modseq: 71n }],
    ['RFC 5256 4', '* THREAD', { type: 'thread', threads: [] }],
    [
      'RFC 5256 4',
      '* THREAD (5)(7 9 (1 30)(8 (11)(12)))',
      { type: 'thread', threads: [thread([5]), thread([7, 9], thread([1, 30]), thread([8], thread([11]), thread([12])))] },
    ],
    [
      'RFC 5256 5, thread-nested',
      '* THREAD ((4)(6))((1)((2)(3)))',
      {
        type: 'thread',
        threads: [thread([], thread([4]), thread([6])), thread([], thread([1]), thread([], thread([2]), thread([3])))],
      },
    ],
    ['RFC 7162 3.2.10.2', '* VANISHED 405,407', { type: 'vanished', earlier: false, uids: [range(405), range(407)] }],
    [
      'RFC 7162 3.2.10.1',
      '* VANISHED (EARLIER) 41,300:310',
      { type: 'vanished', earlier: true, uids: [range(41), range(300, 310)] },
    ],
    [
      'RFC 7377 2.1',
      '* ESEARCH (TAG "t2" MAILBOX a/b UIDVALIDITY 8) UID ALL 7:9',
      esearch({ tag: 't2', mailbox: 'a/b', wireName: 'a/b', uidValidity: 8, uid: true, all: [range(7, 9)] }),
    ],
    [
      'RFC 7377 2.1',
      '* ESEARCH (MAILBOX "Entw&APw-rfe x") COUNT 0',
      esearch({ mailbox: 'Entwürfe x', wireName: 'Entw&APw-rfe x', count: 0 }),
    ],
    [
      'RFC 9394 3.1',
      '* ESEARCH (TAG "a") UID PARTIAL (-1:-50 90:99)',
      esearch({ tag: 'a', uid: true, partial: { range: range(-1, -50), results: [range(90, 99)] } }),
    ],
    ['RFC 5267 4.4', '* ESEARCH PARTIAL (100:51 NIL)', esearch({ partial: { range: range(100, 51), results: null } })],
    [
      'RFC 5267 4.3.2: in the order in which they come',
      '* ESEARCH (TAG "a") UID ADDTO (1 33 1 31:32) REMOVEFROM (0 50) ADDTO (2 60)',
      esearch({
        tag: 'a',
        uid: true,
        updates: [
          { name: 'ADDTO', position: 1, set: [range(33)] },
          { name: 'ADDTO', position: 1, set: [range(31, 32)] },
          { name: 'REMOVEFROM', position: 0, set: [range(50)] },
          { name: 'ADDTO', position: 2, set: [range(60)] },
        ],
      }),
    ],
    [
      'RFC 6203 4',
      '* ESEARCH ALL 1,5,10 RELEVANCY (4 100 42)',
      esearch({ all: [range(1), range(5), range(10)], relevancy: [4, 100, 42] }),
    ],
    ['RFC 6203 7, score-list', '* ESEARCH RELEVANCY ()', esearch({ relevancy: [] })],
    [
      'RFC 5267 3.1, RFC 7162 3.1.10: results in the order of ESORT',
      '* ESEARCH (TAG "a") ALL 5,9:7,1 MODSEQ 66',
      esearch({ tag: 'a', all: [range(5), range(9, 7), range(1)], modseq: 66n }),
    ],
  ])('%s: %s', (_section, line, value) => {
    for (const strict of [false, true]) expect(decode(line, { strict })).toStrictEqual({ ...value, warnings: [], damaged: [] })
    expect(encode(value)).toBe(line)
  })

  it('ADDTO of one kind in two lists is one list (RFC 5267 4.3.3)', () => {
    expect(encode(decode('* ESEARCH ADDTO (1 33) ADDTO (1 31:32)'))).toBe('* ESEARCH ADDTO (1 33 1 31:32)')
  })

  it('names and words in either case', () => {
    expect(decode('* esearch (tag "a" uidvalidity 4) uid partial (1:2 nil)')).toMatchObject({
      uidValidity: 4,
      partial: { results: null },
    })
    expect(decode('* vanished (earlier) 5')).toMatchObject({ type: 'vanished', earlier: true })
  })

  it('UIDFETCH has the items of FETCH (RFC 9586 3)', () => {
    const line = '* 25900 UIDFETCH (FLAGS (\\Seen) RFC822.SIZE 7)'
    const found = decode(line, { strict: true })
    expect(found).toMatchObject({ type: 'uidfetch', uid: 25900, items: { uid: undefined, flags: ['\\Seen'], size: 7 } })
    expect(encode(found)).toBe(line)
    expect(decode('* 0 UIDFETCH (UID 1)').warnings).toMatchObject([{ code: 'zero-number', offset: 2 }])
    expect(decode('* 7 UIDFETCH (ENVELOPE x FLAGS ())')).toMatchObject({ items: { flags: [] }, damaged: [{ name: 'ENVELOPE' }] })
  })

  it('the literals of UIDFETCH stream, and name the message', () => {
    const responses = new ResponseDecoder({ limits: { inlineLiteral: 2 } })
    responses.push(asBytes('* 900 UIDFETCH (BODY[] {3}\r\nabc)\r\n'))
    expect(responses.next()).toEqual({ type: 'body-start', size: 3, sequence: undefined, uid: 900, item: 'BODY[]' })
  })

  it('XLIST is LIST with attributes of its own; no document has it', () => {
    const line = '* XLIST (\\HasNoChildren \\Inbox) "/" "INBOX"'
    const found = decode(line)
    expect(found).toMatchObject({ type: 'xlist', attributes: ['\\HasNoChildren', '\\Inbox'], mailbox: 'INBOX' })
    expect(found.warnings).toMatchObject([{ code: 'xlist', offset: 2 }])
    expect(encode(found)).toBe('* XLIST (\\HasNoChildren \\Inbox) "/" INBOX')
  })
})

describe('a damaged search is an error, and never less than was found', () => {
  it.each([
    '* SEARCH 1 x',
    '* SORT 1 x',
    '* SORT 1,2',
    '* THREAD 1 2 3',
    '* THREAD (1 2',
    '* THREAD (1))',
    '* THREAD ((1)(2)',
    '* THREAD (1(2)(3))',
    '* THREAD ((1)(2) 3)',
    '* THREAD (1 x)',
    '* THREAD(1)',
    '* VANISHED (EARLIER)5',
    '* VANISHED (LATER) 5',
    '* VANISHED () 5',
    '* VANISHED 5,',
    '* VANISHED 0',
    '* VANISHED $',
    '* VANISHED 5 6',
    '* ESEARCH (TAG "a" X 5) COUNT 1',
    '* ESEARCH (MAILBOX) COUNT 1',
    '* ESEARCH () COUNT 1',
    '* ESEARCH ALL',
    '* ESEARCH ALL 1,x',
    '* ESEARCH COUNT 5x',
    '* ESEARCH (TAG "a") (COUNT 5x)',
    '* ESEARCH PARTIAL 1:2',
    '* ESEARCH PARTIAL (1:2)',
    '* ESEARCH PARTIAL (1:-2 3)',
    '* ESEARCH PARTIAL (-1:2 3)',
    '* ESEARCH PARTIAL (0:2 3)',
    '* ESEARCH PARTIAL (1:2 $)',
    '* ESEARCH PARTIAL (1:2 3 4)',
    '* ESEARCH PARTIAL (1:* 3)',
    '* ESEARCH ADDTO ()',
    '* ESEARCH ADDTO (1)',
    '* ESEARCH ADDTO (1 2 3)',
    '* ESEARCH REMOVEFROM (-1 2)',
    '* ESEARCH RELEVANCY 5',
    '* ESEARCH RELEVANCY (1000)',
    '* ESEARCH RELEVANCY (0005)',
    '* ESEARCH RELEVANCY (5 x)',
    '* ESEARCH UID ()',
  ])('%s', line => {
    for (const strict of [false, true])
      expect(caught(() => decode(line, { strict }))).toMatchObject({ name: 'ImapError', fault: 'remote' })
  })

  it('what is told twice keeps all of ALL, and the last of the others (RFC 9051 7.3.4)', () => {
    const found = decode('* ESEARCH (TAG "a" TAG "b") ALL 1:3 COUNT 3 ALL 9 COUNT 4', { strict: true })
    expect(found).toMatchObject({ tag: 'b', all: [range(1, 3), range(9)], count: 4 })
    expect(found.warnings).toMatchObject([
      { code: 'repeated-item', offset: 19 },
      { code: 'repeated-item' },
      { code: 'repeated-item' },
    ])
  })

  it('all data in parentheses, as some servers have it', () => {
    const found = decode('* ESEARCH (TAG "a") UID (ALL 4:6 X-A (b) COUNT 3)')
    expect(found).toMatchObject({ uid: true, all: [range(4, 6)], count: 3, unknown: [{ name: 'X-A' }] })
    expect(found.warnings).toMatchObject([{ code: 'nested-items' }])
  })

  it('spaces before the correlator do not hide it, and a list of data is none', () => {
    expect(decode('* ESEARCH  ( TAG "a") COUNT 2')).toMatchObject({ tag: 'a', count: 2, unknown: [] })
    const found = decode('* ESEARCH (TAGS 5 COUNT 2)')
    expect(found).toMatchObject({ tag: undefined, count: 2, unknown: [{ name: 'TAGS' }], warnings: [{ code: 'nested-items' }] })
  })

  it('VANISHED without a set, as Apache James sends it, names no message', () => {
    for (const line of ['* VANISHED (EARLIER) ', '* VANISHED (EARLIER)'])
      expect(decode(line)).toMatchObject({ earlier: true, uids: [], warnings: [{ code: 'empty-set' }] })
  })

  it('spaces between threads are a quirk', () => {
    for (const line of ['* THREAD (1) (2 3)', '* THREAD ( 1)(2 3 ) ', '* THREAD ((1) (2)) ', '* THREAD '])
      expect(new Set(decode(line).warnings.map(({ code }) => code))).toEqual(new Set(['extra-space']))
    expect(decode('* THREAD ( 1) (2 3 )')).toMatchObject({ threads: [thread([1]), thread([2, 3])] })
  })
})

describe('work and memory', () => {
  it('a million parentheses are an error of a limit, in linear time', () => {
    for (const line of ['('.repeat(1_000_000), '(1 '.repeat(1_000_000), '('.repeat(1_000_000) + ')'.repeat(1_000_000)])
      expect(caught(() => decode(`* THREAD ${line}`))).toMatchObject({
        code: 'too-deep',
        offset: 9 + (line.startsWith('(1') ? 3000 : 1000),
      })
    expect(caught(() => decode(`* THREAD ${'(1)'.repeat(1_000_001)}`))).toMatchObject({ code: 'limit' })
  })

  it('threads as deep as the limit are read and written', () => {
    const line = `* THREAD ${'(1 (2)'.repeat(999)}(3)${')'.repeat(999)}`
    const found = decode(line, { strict: true })
    expect(encode(found)).toBe(line)
    expect(
      caught(() => encode({ type: 'thread', threads: [thread([1], ...(found as Of<'thread'>).threads, thread([2]))] })),
    ).toMatchObject({
      code: 'too-deep',
    })
  })

  it('a thread that holds itself is refused', () => {
    const endless = { messages: [1], branches: [] as Thread[] }
    endless.branches.push(endless)
    expect(caught(() => encode({ type: 'thread', threads: [endless] }))).toMatchObject({ name: 'ImapError', code: 'too-deep' })
  })

  it('ranges stay ranges (RFC 7162 3.2.10)', () => {
    expect(decode('* VANISHED (EARLIER) 1:4294967295')).toMatchObject({ uids: [range(1, 4294967295)] })
    expect(decode('* ESEARCH ADDTO (0 1:4294967295)')).toMatchObject({ updates: [{ set: [range(1, 4294967295)] }] })
  })
})

type Of<Type> = Extract<AnyResponse, { readonly type: Type }>

describe('what is not of the grammar is not written', () => {
  it.each<[string, object]>([
    ['a range across the end', { type: 'esearch', partial: { range: { start: 1, end: -5 }, results: null } }],
    ['a range from 0', { type: 'esearch', partial: { range: { start: 0, end: 5 }, results: null } }],
    ['a range of half numbers', { type: 'esearch', partial: { range: { start: 1.5, end: 5 }, results: null } }],
    ['an empty set', { type: 'esearch', partial: { range: range(1, 5), results: [] } }],
    ['another update', { type: 'esearch', updates: [{ name: 'COUNT', position: 1, set: [range(1)] }] }],
    ['an update of nothing', { type: 'esearch', updates: [{ name: 'ADDTO', position: 1, set: [] }] }],
    ['a score of four digits', { type: 'esearch', relevancy: [1000] }],
    ['a wire name without its name', { type: 'esearch', wireName: 'a' }],
    [
      'PARTIAL as data that is not known',
      { type: 'esearch', unknown: [{ name: 'PARTIAL', section: undefined, bytes: asBytes('5') }] },
    ],
    ['a message number of half', { type: 'thread', threads: [{ messages: [1.5], branches: [] }] }],
    ['invalid threads', { type: 'thread', threads: [{ messages: '1', branches: [] }] }],
    ['an invalid set', { type: 'vanished', earlier: true, uids: '1:2' }],
    ['UIDFETCH of half', { type: 'uidfetch', uid: 0.5, items: {} }],
  ])('%s', (_what, value) => {
    expect(caught(() => encode(value as ResponseInit))).toMatchObject({ name: 'ImapError', code: 'bad-value', fault: 'local' })
  })
})

describe('UIDBATCHES (draft-ietf-mailmaint-imap-uidbatches, text not available)', () => {
  it('asks for ranges of a size, some or all of them', () => {
    for (const [line, range] of [
      ['UIDBATCHES 1000', undefined],
      ['UIDBATCHES 1000 3:5', { start: 3, end: 5 }],
    ] as const) {
      const command = { tag: 'a', verb: 'uidbatches', size: 1000, range } as const
      expect(decodeCommand(asBytes(`a ${line}\r\n`), { strict: true })).toEqual({ ...command, warnings: [] })
      expect(asChars(encodeCommandWhole(command))).toBe(`a ${line}\r\n`)
    }
  })

  it('tells them with the tag, from the newest back', () => {
    const line = '* UIDBATCHES (TAG "a") 99:70,69:20,19:1'
    const batches = [
      { start: 99, end: 70 },
      { start: 69, end: 20 },
      { start: 19, end: 1 },
    ]
    expect(decode(line)).toMatchObject({ type: 'uidbatches', tag: 'a', batches, warnings: [] })
    expect(asChars(encodeResponse({ type: 'uidbatches', tag: 'a', batches }))).toBe(`${line}\r\n`)
    expect(decode('* UIDBATCHES (TAG "a")')).toMatchObject({ batches: [] })
  })
})
