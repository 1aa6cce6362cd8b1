/**
 * Cases from the field: what servers were seen to send, with the numbers of the collection that they are from. Each has the exact value, its warnings,
 * what is damaged, and what `strict` makes of it; each is read whole and byte by byte, and written so that the same is read again.
 */
import { asBytes, asChars, byteByByte } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  decodeMailboxName,
  decodeResponse,
  encodeMailboxName,
  encodeResponse,
  type FetchItems,
  type ImapErrorCode,
  parseDateTime,
  type Response,
  ResponseDecoder,
  type ResponseInit,
  type Strictness,
} from '../src/index.js'

/** What a line is read as: its value, and what is reported; or why it is invalid. */
interface Outcome {
  readonly value: object | ImapErrorCode
  /** `id@offset`. */
  readonly warnings: readonly string[]
  /** `name section bytes`. */
  readonly damaged: readonly string[]
}

function outcomes(chunks: readonly Uint8Array[], strict: Strictness): Outcome[] {
  const decoder = new ResponseDecoder({ strict })
  const found: Outcome[] = []
  for (const chunk of chunks) {
    decoder.push(chunk)
    for (let event = decoder.next(); event !== undefined; event = decoder.next()) {
      if (event.type === 'invalid') found.push({ value: event.error.code, warnings: [], damaged: [] })
      else found.push(outcomeOf(event as Response))
    }
  }
  decoder.end()
  return found
}

const outcomeOf = ({ warnings, damaged, ...value }: Response): Outcome => ({
  value,
  warnings: warnings.map(({ code, offset }) => `${code}@${offset}`),
  damaged: damaged.map(({ name, section, bytes }) => [name, section, asChars(bytes)].join(' ')),
})

interface Expected {
  readonly warnings?: readonly string[]
  readonly damaged?: readonly string[]
  /** Of each line, the error in strict mode, or `read`: the same as by default. Without it all are read. */
  readonly strict?: readonly (ImapErrorCode | 'read')[]
}

type Row = [name: string, input: string, values: readonly (object | ImapErrorCode)[], expected?: Expected]

/** Reads a row in every way. */
function expectRow(...[, input, values, expected = {}]: Row): void {
  const { warnings = [], damaged = [], strict } = expected
  const found = outcomes([asBytes(input)], false)
  expect(found.map(({ value }) => value)).toStrictEqual(values)
  expect(found.flatMap(one => one.warnings)).toEqual(warnings)
  expect(found.flatMap(one => one.damaged)).toEqual(damaged)
  expect(outcomes(byteByByte(asBytes(input)), false)).toEqual(found)
  const inStrict = outcomes([asBytes(input)], true)
  if (strict === undefined) expect(inStrict).toEqual(found)
  else {
    expect(inStrict.map(({ value }) => (typeof value === 'string' ? value : 'read'))).toEqual(strict)
    for (const one of inStrict)
      if (typeof one.value !== 'string') expect(found).toContainEqual({ ...one, warnings: expect.anything() })
  }
  for (const { value } of found) if (typeof value !== 'string') expectWritten(value)
}

const expectWritten = (value: object): void => {
  const { warnings: _, damaged: __, ...again } = decodeResponse(encodeResponse(value as ResponseInit))
  expect(again).toEqual(value)
}

// ----- Values -----

const NO_ITEMS: FetchItems = {
  uid: undefined,
  flags: undefined,
  internalDate: undefined,
  size: undefined,
  envelope: undefined,
  bodyStructure: undefined,
  body: undefined,
  modseq: undefined,
  emailId: undefined,
  threadId: undefined,
  saveDate: undefined,
  preview: undefined,
  annotations: undefined,
  gmailMessageId: undefined,
  gmailThreadId: undefined,
  gmailLabels: undefined,
  sections: [],
  binarySizes: [],
  unknown: [],
}
const fetched = (sequence: number, items: Partial<FetchItems>) => ({ type: 'fetch', sequence, items: { ...NO_ITEMS, ...items } })
const NO_FIELDS = {
  date: null,
  subject: null,
  from: null,
  sender: null,
  replyTo: null,
  to: null,
  cc: null,
  bcc: null,
  inReplyTo: null,
  messageId: null,
}
/** UID 5, an envelope and \Seen. */
const enveloped = (fields: object) => fetched(1, { uid: 5, envelope: { ...NO_FIELDS, ...fields }, flags: ['\\Seen'] })
const address = (name: string) => ({ from: [{ name, route: null, mailbox: 'to', host: 'h' }] })
const fetchLine = (items: string): string => `* 1 FETCH (${items})\r\n`
const envelopeLine = (fields: string): string => fetchLine(`UID 5 ENVELOPE (${fields}) FLAGS (\\Seen)`)
const NILS = 'NIL NIL NIL NIL NIL NIL NIL'
const bodySection = (text: string, part: number[] = [], item = 'BODY') => ({
  item: item as 'BODY',
  section: { part, text: undefined, fields: [] },
  origin: undefined,
  data: asBytes(text),
})
const listed = (mailbox: string, more: object = {}) => ({
  type: 'list',
  attributes: [],
  delimiter: '/',
  mailbox,
  wireName: mailbox,
  extended: [],
  ...more,
})
const status = (type: string, text: string, more: object = {}) => ({ type, tag: undefined, code: undefined, text, ...more })
const unknown = (name: string, rest: string, number?: number) => ({ type: 'unknown', name, number, bytes: asBytes(rest) })
const exists = { type: 'exists', number: 1 }
const BAD = ['bad-syntax'] as const

describe('structures, strings and dates', () => {
  it.each<Row>([
    [
      '1: a backslash before a space (David.fx)',
      envelopeLine(`NIL NIL (("name \\ " NIL "to" "h")) ${NILS}`),
      [enveloped(address('name \\ '))],
      { warnings: ['bad-escape@43'], strict: BAD },
    ],
    [
      '2: quotes inside quotes (GreenMail, BlitzMail)',
      envelopeLine('NIL "s" NIL NIL NIL NIL NIL NIL NIL "<1."FOO"@h>"'),
      [enveloped({ subject: 's', messageId: '<1."FOO"@h>' })],
      { warnings: ['quote-in-string@67', 'quote-in-string@71'], strict: BAD },
    ],
    [
      '2: an odd number of quotes',
      envelopeLine(`NIL "a"b" NIL ${NILS}`),
      [enveloped({ subject: 'a"b' })],
      { warnings: ['quote-in-string@33'], strict: BAD },
    ],
    [
      '2: a quote that looks like the end: the envelope alone is lost',
      `${envelopeLine(`NIL "a" b" NIL ${NILS}`)}* 1 EXISTS\r\n`,
      [fetched(1, { uid: 5, flags: ['\\Seen'] }), exists],
      { warnings: ['damaged-item@17'], damaged: [`ENVELOPE  ENVELOPE (NIL "a" b" NIL ${NILS})`], strict: ['bad-syntax', 'read'] },
    ],
    [
      '3: the name of a zone behind its offset',
      fetchLine('INTERNALDATE "12-Feb-2018 19:50:00 +0300 MSK" UID 5'),
      [fetched(1, { internalDate: '12-Feb-2018 19:50:00 +0300 MSK', uid: 5 })],
      { warnings: ['bad-date@24'], strict: BAD },
    ],
    [
      '4: a parenthesis and quotes in a name',
      envelopeLine(`NIL NIL (("J (Google+) said \\"hi)\\"" NIL "to" "h")) ${NILS}`),
      [enveloped(address('J (Google+) said "hi)"'))],
    ],
    [
      '5: a date with a byte of Latin-1',
      envelopeLine(`"Fri, 11 Feb 2011 12:27:49 +0100 (Westeurop\xe4ische Normalzeit)" NIL NIL ${NILS}`),
      [enveloped({ date: 'Fri, 11 Feb 2011 12:27:49 +0100 (Westeurop\udce4ische Normalzeit)' })],
      { warnings: ['not-utf8@70'], strict: BAD },
    ],
    [
      '6: items behind the literal (Office 365)',
      '* 9 FETCH (BODY[] {2}\r\nab UID 12 FLAGS (\\Seen))\r\n',
      [fetched(9, { sections: [bodySection('ab')], uid: 12, flags: ['\\Seen'] })],
    ],
  ])('%s', expectRow)

  it('3: the instant is that of the date before the name of the zone', () => {
    expect(parseDateTime('12-Feb-2018 19:50:00 +0300 MSK')).toBe(Date.UTC(2018, 1, 12, 16, 50))
    expect(parseDateTime('12-Feb-2018 19:50:00 +0300 ')).toBeUndefined()
    expect(parseDateTime('12-Feb-2018 19:50:00 +0300MSK')).toBeUndefined()
  })

  it('5: the byte is written again', () => {
    const line = fetchLine('ENVELOPE ("\xe4" NIL NIL NIL NIL NIL NIL NIL NIL NIL)')
    const written = asChars(encodeResponse(decodeResponse(asBytes(line))))
    expect(written).toContain('\xe4')
    expect(written).not.toContain('\xef\xbf\xbd')
  })
})

describe('literals', () => {
  it.each<Row>([
    [
      '7: empty literals, one behind the other (Gmail)',
      '* 9 FETCH (BODY[1.2] {0}\r\n BODY[1.1] {0}\r\n)\r\n',
      [fetched(9, { sections: [bodySection('', [1, 2]), bodySection('', [1, 1])] })],
    ],
    [
      '8: a literal right behind a parenthesis',
      envelopeLine(`NIL NIL (({3}\r\na)b NIL "to" "h")) ${NILS}`),
      [enveloped(address('a)b'))],
    ],
    [
      '9: flags behind the body (Gmail)',
      '* 9 FETCH (UID 3 RFC822 {4}\r\ntext FLAGS (\\Seen))\r\n',
      [fetched(9, { uid: 3, sections: [bodySection('text', [], 'RFC822')], flags: ['\\Seen'] })],
    ],
    [
      '10: an empty line before the parenthesis',
      '* 9 FETCH (UID 17 BODY[] {5}\r\nhello\r\n)\r\n* 1 EXISTS\r\n',
      [fetched(9, { uid: 17, sections: [bodySection('hello')] }), exists],
      { warnings: ['blank-line@35'], strict: ['bad-syntax', 'bad-syntax', 'read'] },
    ],
    [
      '10: an empty line behind a literal that no parenthesis is open around: the next line is not lost',
      '* LIST () "/" {3}\r\na b\r\n\r\n* 1 EXISTS\r\n',
      [listed('a b'), 'bad-syntax', exists],
    ],
  ])('%s', expectRow)
})

describe('names and LIST', () => {
  it.each<Row>([
    [
      '15: attributes that contradict each other (Gmail)',
      '* LIST (\\HasChildren \\HasNoChildren) "/" "[Gmail]/Trash"\r\n',
      [listed('[Gmail]/Trash', { attributes: ['\\HasChildren', '\\HasNoChildren'] })],
    ],
    [
      '16: the answer to LIST "" "" (RFC 9051 6.3.9)',
      '* LIST (\\Noselect) "/" ""\r\n',
      [listed('', { attributes: ['\\Noselect'] })],
    ],
    [
      '17: + shifts nothing in modified UTF-7 (RFC 3501 5.1.3)',
      '* LIST () "/" "R&AOk-ponses 1200+1201+1202"\r\n* LIST () "/" +BD8EQAQ1-\r\n',
      [listed('Réponses 1200+1201+1202', { wireName: 'R&AOk-ponses 1200+1201+1202' }), listed('+BD8EQAQ1-')],
    ],
    ['18: an ampersand (Stalwart)', '* LIST () "/" "A &- B"\r\n', [listed('A & B', { wireName: 'A &- B' })]],
    ['18: an ampersand as it is', '* LIST () "/" "A & B"\r\n', [listed('A & B')], { warnings: ['bad-utf7@14'] }],
    [
      '19: nothing is inferred from names',
      '* LIST (\\Inbox) "/" INBOX\r\n* LIST (\\Trash) "/" "Deleted Items"\r\n* LIST () "/" "Deleted Items"\r\n',
      [
        listed('INBOX', { attributes: ['\\Inbox'] }),
        listed('Deleted Items', { attributes: ['\\Trash'] }),
        listed('Deleted Items'),
      ],
    ],
    [
      '62: a name with parentheses and without quotes (Telus)',
      '* LIST (\\HasNoChildren) "/" folderB/TEST(S)C\r\n* 1 EXISTS\r\n',
      [listed('folderB/TEST(S)C', { attributes: ['\\HasNoChildren'] }), exists],
      { warnings: ['unquoted-mailbox@28'], strict: ['bad-syntax', 'read'] },
    ],
    [
      '62: the same before the roots of QUOTAROOT (Telus)',
      '* QUOTAROOT folderB/TEST(S)C ""\r\n* 1 EXISTS\r\n',
      [{ type: 'quotaroot', mailbox: 'folderB/TEST(S)C', wireName: 'folderB/TEST(S)C', roots: [''] }, exists],
      { warnings: ['unquoted-mailbox@12'], strict: ['bad-syntax', 'read'] },
    ],
  ])('%s', expectRow)

  it('17, 18: names that are written are read as the same', () => {
    for (const name of ['Réponses 1200+1201+1202', '+BD8EQAQ1-', 'A & B'])
      expect(decodeMailboxName(encodeMailboxName(name))).toBe(name)
    expect(encodeMailboxName('A & B')).toBe('A &- B')
  })
})

describe('SEARCH, and what comes unasked', () => {
  it.each<Row>([
    [
      '21: an answer in two lines (mox, EIMS)',
      '* SEARCH 1 2\r\n* SEARCH 3 4\r\nA1 OK done\r\n',
      [
        { type: 'search', numbers: Uint32Array.of(1, 2), modseq: undefined },
        { type: 'search', numbers: Uint32Array.of(3, 4), modseq: undefined },
        status('ok', 'done', { tag: 'A1' }),
      ],
    ],
    ['22: a damaged answer is never an empty one', '* SEARCH 1 x\r\n* 1 EXISTS\r\n', ['bad-syntax', exists]],
    [
      '23: a thread whose root was not found (Dovecot; RFC 5256 5, thread-nested)',
      '* THREAD ((3)(5))(7)\r\n',
      [
        {
          type: 'thread',
          threads: [
            {
              messages: [],
              branches: [
                { messages: [3], branches: [] },
                { messages: [5], branches: [] },
              ],
            },
            { messages: [7], branches: [] },
          ],
        },
      ],
    ],
    ['24: THREAD without lists (RFC 5256 5)', '* THREAD 1 2 3\r\n* 1 EXISTS\r\n', ['bad-syntax', exists]],
    [
      '28: FETCH of another message (Gmail)',
      '* 350602 FETCH (UID 402782 MODSEQ (10000934) FLAGS (\\Seen))\r\n',
      [fetched(350602, { uid: 402782, modseq: 10000934n, flags: ['\\Seen'] })],
    ],
    [
      '29: no flags, and no word of flags',
      '* 12 FETCH (FLAGS () UID 20)\r\n* 12 FETCH (UID 20)\r\n',
      [fetched(12, { flags: [], uid: 20 }), fetched(12, { uid: 20 })],
    ],
    ['65: an item that was asked for and is not there (iCloud)', fetchLine('UID 5'), [fetched(1, { uid: 5 })]],
    [
      '66: labels that begin with [ and + (Gmail)',
      fetchLine('UID 5 X-GM-LABELS ([Mailbox] +IMNews "a b") FLAGS (\\Seen)'),
      [
        fetched(1, {
          uid: 5,
          gmailLabels: ['[Mailbox]', '+IMNews', 'a b'],
          flags: ['\\Seen'],
        }),
      ],
      { warnings: ['gmail-extension@17'], strict: BAD },
    ],
  ])('%s', expectRow)
})

describe('response codes, STATUS and mod-sequences', () => {
  const code = (type: string, given: object, more: object = {}) => status(type, 'x', { code: given, ...more })
  const set = (start: number, end = start) => [{ start, end }]
  it.each<Row>([
    [
      '33: HIGHESTMODSEQ 0 is not NOMODSEQ (Purelymail)',
      '* OK [HIGHESTMODSEQ 0] x\r\n* OK [NOMODSEQ] x\r\n',
      [code('ok', { name: 'HIGHESTMODSEQ', modseq: 0n }), code('ok', { name: 'NOMODSEQ' })],
      { warnings: ['code-value@20'] },
    ],
    [
      '34: VANISHED of nothing (James)',
      '* VANISHED (EARLIER) \r\n* 1 EXISTS\r\n',
      [{ type: 'vanished', earlier: true, uids: [] }, exists],
      { warnings: ['empty-set@10'], strict: ['bad-syntax', 'read'] },
    ],
    [
      '35: mod-sequences above 2^53',
      '* 1 FETCH (MODSEQ (9007199254740993))\r\n* STATUS a (HIGHESTMODSEQ 9223372036854775807)\r\n* OK [HIGHESTMODSEQ 9007199254740993] x\r\n',
      [
        fetched(1, { modseq: 9007199254740993n }),
        { type: 'status', mailbox: 'a', wireName: 'a', items: statusItems({ highestModseq: 2n ** 63n - 1n }), unknown: [] },
        code('ok', { name: 'HIGHESTMODSEQ', modseq: 9007199254740993n }),
      ],
    ],
    [
      '35: a mod-sequence of 64 bits',
      fetchLine('UID 5 MODSEQ (9223372036854775808)'),
      [fetched(1, { uid: 5 })],
      { warnings: ['damaged-item@17'], damaged: ['MODSEQ  MODSEQ (9223372036854775808)'], strict: ['bad-number'] },
    ],
    [
      '37: VANISHED with a set that is damaged is never one that names less (iCloud)',
      '* VANISHED 1,,2\r\n* VANISHED\r\n* 1 EXISTS\r\n',
      ['bad-syntax', { type: 'vanished', earlier: false, uids: [] }, exists],
      { warnings: ['empty-set@27'], strict: ['bad-syntax', 'bad-syntax', 'read'] },
    ],
    [
      '38: COPYUID with two of its three fields (Cyrus Murder): OK is OK',
      'A1 OK [COPYUID 38505 3956] x\r\n',
      [code('ok', { name: 'unknown', code: 'COPYUID', value: '38505 3956' }, { tag: 'A1' })],
      { warnings: ['code-value@6'], damaged: ['COPYUID  [COPYUID 38505 3956]'] },
    ],
    [
      '39: APPENDUID with its fields swapped is what it says (DavMail)',
      'A1 OK [APPENDUID 7064 1] x\r\n',
      [code('ok', { name: 'APPENDUID', uidValidity: 7064, uids: set(1) }, { tag: 'A1' })],
    ],
    [
      '64: UIDVALIDITY of more than 32 bits',
      '* STATUS "f" (UIDNEXT 1 UIDVALIDITY 1666390893380 UNSEEN 0)\r\n',
      [
        {
          type: 'status',
          mailbox: 'f',
          wireName: 'f',
          items: statusItems({ uidNext: 1, uidValidity: 1666390893380, unseen: 0 }),
          unknown: [],
        },
      ],
      { warnings: ['large-number@36'], strict: BAD },
    ],
  ])('%s', expectRow)

  it.each<[string, object]>([
    ['UIDVALIDITY 1666390893380', { name: 'UIDVALIDITY', value: 1666390893380 }],
    ['APPENDUID 1666390893380 7', { name: 'APPENDUID', uidValidity: 1666390893380, uids: set(7) }],
    ['COPYUID 1666390893380 7 9', { name: 'COPYUID', uidValidity: 1666390893380, source: set(7), destination: set(9) }],
  ])('64: the same UIDVALIDITY in a code: %s', (text, value) => {
    const [found] = outcomes([asBytes(`A1 OK [${text}] x\r\n`)], false)
    expect(found).toEqual({
      value: code('ok', value, { tag: 'A1' }),
      warnings: [`large-number@${text.indexOf(' ') + 8}`],
      damaged: [],
    })
    expectWritten(found?.value as object)
    const [name] = text.split(' ')
    expect(outcomes([asBytes(`A1 OK [${text}] x\r\n`)], true)).toMatchObject([
      { value: { code: { name: 'unknown', code: name } }, warnings: ['code-value@6'], damaged: [`${name}  [${text}]`] },
    ])
  })
})

/** What STATUS tells, and `undefined` for the rest. */
function statusItems(given: object) {
  const names = [
    'messages',
    'uidNext',
    'uidValidity',
    'unseen',
    'deleted',
    'size',
    'recent',
    'highestModseq',
    'deletedStorage',
    'appendLimit',
    'mailboxId',
  ]
  return { ...Object.fromEntries(names.map(name => [name, undefined])), ...given }
}

describe('BYE, + and what is not known', () => {
  it.each<Row>([
    ['54: a + alone (Yandex)', '+\r\n', [{ type: 'continuation', text: '' }], { warnings: ['missing-text@1'], strict: BAD }],
    ['56: BYE without a text (DBMail)', '* BYE\r\n', [status('bye', '')], { warnings: ['missing-text@5'], strict: BAD }],
    [
      '57: a farewell that is not BYE (mailo.com)',
      '* Goodbye : idle timeout expired\r\n',
      [unknown('GOODBYE', ' : idle timeout expired')],
      { warnings: ['unknown-response@2'], strict: BAD },
    ],
    [
      '59: ID with atoms for strings (Proton Bridge)',
      '* ID (support-url https://x.example/s name ProtonMail vendor "P AG")\r\n',
      [
        {
          type: 'id',
          fields: [
            { name: 'support-url', value: 'https://x.example/s' },
            { name: 'name', value: 'ProtonMail' },
            { name: 'vendor', value: 'P AG' },
          ],
        },
      ],
      { warnings: [6, 18, 38, 43, 54].map(at => `unquoted-string@${at}`), strict: BAD },
    ],
    ['63: QUOTA without resources (Dovecot)', '* QUOTA "" ()\r\n', [{ type: 'quota', root: '', resources: [] }], {}],
  ])('%s', expectRow)
})
