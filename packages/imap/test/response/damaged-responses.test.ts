/** Responses that real servers send damaged: what can be read is read, what cannot costs itself, and each deviation is a warning. */
import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars, caught, processorTime } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { decodeResponse, encodeResponse, type ImapQuirk, quirks, type Response, type ResponseInit } from '../../src/index.js'
import { responseInvariant } from '../invariants.js'

const read = (line: string): Response => decodeResponse(asBytes(`${line}\r\n`))
const codes = (response: Response): string[] => response.warnings.map(({ code }) => code)
const fetchOf = (items: string): Response => read(`* 1 FETCH (${items})`)
const unknown = (name: string, value: string, section?: string) => ({ name, section, bytes: asBytes(value) })
const structure = (text: string): string => `UID 7 BODYSTRUCTURE ${text}`

/** Accepted with a warning, and written so that the same is read again; refused by the grammar, but for what the prose alone forbids. */
function expectDeviation(line: string, expected: object, warnings: ImapQuirk[]): void {
  const found = read(line)
  expect(found).toMatchObject(expected)
  expect(codes(found)).toEqual(warnings)
  if (warnings.every(id => quirks[id].rule === 'prose'))
    expect(codes(decodeResponse(asBytes(`${line}\r\n`), { strict: true }))).toEqual(warnings)
  else expect(caught(() => decodeResponse(asBytes(`${line}\r\n`), { strict: true }))).toMatchObject({ name: 'ImapError' })
  responseInvariant(asBytes(`${line}\r\n`))
}

describe('response codes without a space behind them (RFC 9051 7.1)', () => {
  it.each<[string, object]>([
    ['* OK [UIDNEXT 5]x', { code: { name: 'UIDNEXT', value: 5 }, text: 'x' }],
    ['a OK [READ-WRITE]done', { tag: 'a', code: { name: 'READ-WRITE' }, text: 'done' }],
    ['* OK [CAPABILITY IMAP4REV1]x', { code: { name: 'CAPABILITY', capabilities: ['IMAP4REV1'] }, text: 'x' }],
    ['* OK [PERMANENTFLAGS (\\Seen)]x', { code: { name: 'PERMANENTFLAGS', flags: ['\\Seen'] }, text: 'x' }],
    ['* NO [BADCHARSET (UTF-8)](x', { code: { name: 'BADCHARSET', charsets: ['UTF-8'] }, text: '(x' }],
  ])('%s', (line, expected) => {
    expectDeviation(line, expected, ['bad-code'])
  })
})

describe('body structures (RFC 9051 7.5.2)', () => {
  const part = '"a" "b" NIL NIL NIL "7bit" 5'
  it.each<[string, object, ImapQuirk[]]>([
    [`(${part} NIL NIL ())`, { language: null }, ['empty-list']],
    [`(${part} NIL NIL () "here")`, { language: null, location: 'here' }, ['empty-list']],
    [`(${part} NIL NIL (NIL "de"))`, { language: ['de'] }, ['nil-for-string']],
    [`((${part}) "mixed" NIL NIL ())`, { subtype: 'mixed', language: null }, ['empty-list']],
    ['("RELATED" NIL)', { subtype: 'related', parts: [], parameters: null }, ['childless-multipart']],
    [
      '("RELATED" NIL ("ATTACHMENT" NIL) NIL)',
      { subtype: 'related', parts: [], parameters: null, disposition: { type: 'ATTACHMENT' }, language: null },
      ['childless-multipart'],
    ],
    [
      '("RELATED" NIL NIL NIL NIL)',
      { subtype: 'related', parts: [], disposition: null, language: null, location: null },
      ['childless-multipart'],
    ],
    [
      '(NIL "alternative" ("boundary" "x") NIL NIL NIL)',
      { subtype: 'alternative', parts: [], parameters: [['boundary', 'x']] },
      ['childless-multipart'],
    ],
    [
      '(NIL NIL NIL NIL NIL "7BIT" 563 NIL)',
      { type: 'application', subtype: 'octet-stream', size: 563 },
      ['nil-for-string', 'nil-for-string'],
    ],
    [
      '("TEXT" ("CHARSET" "windows-1251") NIL NIL "base64" 356 5)',
      { type: 'text', subtype: 'plain', parameters: [['CHARSET', 'windows-1251']], encoding: 'base64', size: 356, lines: 5 },
      ['short-part'],
    ],
    ['("APPLICATION" NIL NIL NIL "base64" 356)', { subtype: 'octet-stream', size: 356 }, ['short-part']],
    ['("TEXT" NIL NIL NIL NIL "7bit" 5 1)', { type: 'text', subtype: 'plain', lines: 1 }, ['nil-for-string']],
    [
      '("multipart" "related" ("a" "b") NIL NIL "7BIT" 400 ("a" "b") NIL NIL NIL)',
      { kind: 'basic', type: 'multipart', subtype: 'related', size: 400, md5: null },
      ['repeated-parameters'],
    ],
    [`(${part} NIL (NIL NIL))`, { disposition: null }, ['nil-for-string']],
    [`(${part} NIL ("inline"))`, { disposition: { type: 'inline', parameters: null } }, ['bad-disposition']],
    [
      `(${part} NIL ("inline" ("a" "b") "c"))`,
      { disposition: { type: 'inline', parameters: [['a', 'b']] } },
      ['bad-disposition'],
    ],
    [
      `(${part} NIL NIL ("inline" NIL))`,
      { disposition: { type: 'inline', parameters: null }, language: null },
      ['bad-disposition'],
    ],
    [
      `(${part} NIL "en" ("inline" NIL) "here")`,
      { disposition: { type: 'inline', parameters: null }, language: ['en'], location: 'here' },
      ['bad-disposition', 'bad-disposition'],
    ],
    [
      `(${part} NIL ("en" "de") ("attachment" ("filename" "x")) NIL)`,
      { disposition: { type: 'attachment', parameters: [['filename', 'x']] }, language: ['en', 'de'], location: null },
      ['bad-disposition', 'bad-disposition'],
    ],
    [
      `(${part} NIL ("en" "de") "inline")`,
      { disposition: { type: 'inline', parameters: null }, language: ['en', 'de'] },
      ['bad-disposition'],
    ],
    [`(${part} NIL ("en" "de"))`, { disposition: null, language: ['en', 'de'], location: undefined }, ['bad-disposition']],
    [`((${part}) "mixed" NIL NIL ("inline" NIL))`, { disposition: { type: 'inline' }, language: null }, ['bad-disposition']],
    [
      `(${part} NIL ("attachment" NIL) ("en" NIL))`,
      { disposition: { type: 'attachment', parameters: null }, language: ['en'] },
      ['nil-for-string'],
    ],
    ['("a" "b" ("x") NIL NIL "7bit" 5)', { parameters: [['x', '']] }, ['missing-value']],
    ['("a" "b" ("x" NIL) NIL NIL NIL 5)', { parameters: [['x', '']], encoding: null }, ['nil-for-string', 'nil-for-string']],
  ])('%s', (text, expected, warnings) => {
    expectDeviation(
      `* 1 FETCH (${structure(text)})`,
      { items: { uid: 7, bodyStructure: expected, unknown: [] }, damaged: [] },
      warnings,
    )
  })
})

describe('sections (RFC 9051 7.5.2, 6.4.5)', () => {
  it('RFC822[1] can only be BODY[1], and RFC822[] is RFC822', () => {
    const one = { item: 'BODY', section: { part: [1] }, data: asBytes('x') }
    expectDeviation('* 1 FETCH (RFC822[1] "x" UID 5)', { items: { uid: 5, sections: [one] } }, ['section-of-rfc822'])
    expectDeviation('* 1 FETCH (RFC822[] "x")', { items: { sections: [{ item: 'RFC822' }] } }, ['section-of-rfc822'])
  })

  it('other items with a section are kept as they came', () => {
    expect(fetchOf('RFC822.TEXT[1] "x" X-A[b c]<3> (d) UID 5')).toMatchObject({
      items: { uid: 5, sections: [], unknown: [unknown('X-A', '(d)', '[b c]<3>')] },
      damaged: [{ name: 'RFC822.TEXT', section: '[1]', bytes: asBytes('RFC822.TEXT[1] "x"') }],
    })
    responseInvariant(asBytes('* 1 FETCH (RFC822.TEXT[1] "x" X-A[b c]<3> (d) UID 5)\r\n'))
  })

  it.each<[string, string]>([
    ['BINARY[1.2] {1}\r\nx', 'x'],
    ['BINARY[] ~{3}\r\na\0b', 'a\0b'],
    ['BINARY[1]<5> {1}\r\nx', 'x'],
  ])('BINARY is an item of its own: %j', (items, data) => {
    const found = fetchOf(items)
    expect(found).toMatchObject({ items: { sections: [{ item: 'BINARY', data: asBytes(data) }] }, warnings: [] })
    expect(encodeResponse(found)).toEqual(asBytes(`* 1 FETCH (${items})\r\n`))
  })

  it('BINARY.SIZE has its part; a BINARY of text is damaged', () => {
    expect(fetchOf('BINARY.SIZE[1.2] 55 UID 5')).toMatchObject({
      items: { uid: 5, binarySizes: [{ part: [1, 2], size: 55 }] },
      warnings: [],
    })
    const damaged = {
      items: { sections: [] },
      damaged: [{ name: 'BINARY', section: '[TEXT]', bytes: asBytes('BINARY[TEXT] "x"') }],
    }
    expectDeviation('* 1 FETCH (BINARY[TEXT] "x")', damaged, ['damaged-item'])
  })
})

describe('a damaged item costs itself, whatever its quotes and parentheses are', () => {
  const nils = 'NIL NIL NIL NIL NIL NIL NIL NIL'
  it.each<[item: string, name: string, section?: string]>([
    ['BODY[1] foo', 'BODY', '[1]'],
    ['BODY[1.FOO] "x"', 'BODY', '[1.FOO]'],
    ['BODY[1]<x> "y"', 'BODY', '[1]<x>'],
    ['UID 5x', 'UID'],
    ['MODSEQ 5', 'MODSEQ'],
    ['ENVELOPE ("a" (x))', 'ENVELOPE'],
    [`ENVELOPE (NIL ${nils} "a"b"`, 'ENVELOPE'],
    ['BODYSTRUCTURE ("TEXT" HTML NIL NIL NIL "7bit" 5 1)', 'BODYSTRUCTURE'],
    ['INTERNALDATE "17-Jul-1996 02:44:25 -0700', 'INTERNALDATE'],
    ['X-FOO "abc', 'X-FOO'],
    ['X-FOO ((a)', 'X-FOO'],
  ])('%s', (item, name, section) => {
    const found = { size: 5, flags: ['\\Answered'] }
    const damaged = [{ name, section, bytes: asBytes(item), error: { name: 'ImapError' } }]
    const others = ['RFC822.SIZE 5', 'FLAGS (\\Answered)']
    for (const at of [0, 1, 2]) {
      const items = [...others.slice(0, at), item, ...others.slice(at)]
      expectDeviation(`* 1 FETCH (${items.join(' ')})`, { items: found, damaged }, ['damaged-item'])
    }
  })

  it.each<[items: string, subject: string]>([
    [`ENVELOPE (NIL "<1."FOO"@h>" ${nils})`, '<1."FOO"@h>'],
    [`ENVELOPE (NIL "a"b" ${nils})`, 'a"b'],
    [`ENVELOPE (NIL "HTML"" ${nils})`, 'HTML"'],
    [`ENVELOPE (NIL """" ${nils})`, '""'],
  ])('quotes inside quotes are read: %s', (item, subject) => {
    const found = read(`* 1 FETCH (${item} UID 5)`)
    expect(found).toMatchObject({ items: { uid: 5, envelope: { subject, messageId: null } }, damaged: [] })
    expect(new Set(codes(found))).toEqual(new Set(['quote-in-string']))
  })

  it('a part of a multipart costs itself, and holds its place', () => {
    const part = '("a" "b" NIL NIL NIL "7bit" 5)'
    const found = fetchOf(`${structure(`((${part}("a" x)${part} "alternative")${part} "mixed" NIL)`)} FLAGS ()`)
    expect(found).toMatchObject({
      items: {
        uid: 7,
        flags: [],
        bodyStructure: {
          subtype: 'mixed',
          parameters: null,
          parts: [{ parts: [{ size: 5 }, { kind: 'damaged', bytes: asBytes('("a" x)') }, { size: 5 }] }, { size: 5 }],
        },
      },
      damaged: [{ name: 'BODYSTRUCTURE', section: '1.2', bytes: asBytes('("a" x)') }],
    })
    expect(codes(found)).toEqual(['damaged-part'])
  })

  it('a part that could not be written again costs its item', () => {
    const line = '* 1 FETCH (BODYSTRUCTURE (("a" \0 x) "mixed") UID 5)'
    expectDeviation(line, { items: { uid: 5, bodyStructure: undefined }, damaged: [{ name: 'BODYSTRUCTURE' }] }, ['damaged-item'])
  })

  it('120 of them are 120', () => {
    const found = fetchOf(`${'ENVELOPE ("a" (x)) '.repeat(120)}UID 5`)
    expect(found).toMatchObject({ items: { uid: 5 } })
    expect(found.damaged).toHaveLength(120)
  })

  it('two of them, and bytes of a literal that look like an item', () => {
    expect(fetchOf('ENVELOPE ("a"b) INTERNALDATE "x UID 5')).toMatchObject({
      items: { uid: 5 },
      damaged: [
        { name: 'ENVELOPE', bytes: asBytes('ENVELOPE ("a"b)') },
        { name: 'INTERNALDATE', bytes: asBytes('INTERNALDATE "x') },
      ],
    })
    expect(fetchOf('ENVELOPE ("a"b {8}\r\n UID 6 x) UID 5')).toMatchObject({ items: { uid: 5 } })
  })

  it.each<[items: string, found: object, stray: string]>([
    ['BODYSTRUCTURE ("a" "b" NIL NIL NIL "7bit" 5) ("x") UID 5', { uid: 5, bodyStructure: { size: 5 } }, '("x")'],
    [
      'BODYSTRUCTURE ("a" "b" NIL NIL NIL "7bit" 5)("c" "d" NIL NIL NIL "7bit" 6) UID 5',
      { uid: 5, bodyStructure: { subtype: 'b', size: 5 } },
      '("c" "d" NIL NIL NIL "7bit" 6)',
    ],
    ['FLAGS (\\Seen)(\\Deleted) UID 5', { uid: 5, flags: ['\\Seen'] }, '(\\Deleted)'],
    ['UID 5 MODSEQ (7)(8)', { uid: 5, modseq: 7n }, '(8)'],
    ['X-A (b)(c) UID 5', { uid: 5, unknown: [unknown('X-A', '(b)')] }, '(c)'],
    ['UID 5(x) FLAGS ()', { uid: 5, flags: [] }, '(x)'],
    ['UID 5 BODY[] "x"(y', { uid: 5, sections: [{ data: asBytes('x') }] }, '(y'],
  ])('a list behind the value of an item is damage of its own (mail.ru): %s', (items, found, stray) => {
    const line = `* 1 FETCH (${items})`
    const ids: ImapQuirk[] = items.startsWith('X-A') ? ['unknown-item', 'nested-items'] : ['nested-items']
    expectDeviation(line, { items: found, damaged: [{ name: '', bytes: asBytes(stray) }] }, ids)
    expect(read(line).warnings.at(-1)).toEqual({ code: 'nested-items', offset: line.lastIndexOf(stray) })
  })

  it('items in parentheses right behind an item are read', () => {
    expectDeviation(
      '* 1 FETCH (UID 5(FLAGS (\\Seen))(MODSEQ (7)))',
      { items: { uid: 5, flags: ['\\Seen'], modseq: 7n }, damaged: [] },
      ['nested-items', 'nested-items'],
    )
  })

  it('damaged values are not written, and the others are read as the same', () => {
    responseInvariant(asBytes('* 1 FETCH (ENVELOPE ("a"b) UID 5 X-A (b) INTERNALDATE "x RFC822.SIZE 7 X-B (c)\r\n'))
    responseInvariant(asBytes('* 1 FETCH (ENVELOPE ("a"b) UID 5 X-A (b) INTERNALDATE "x RFC822.SIZE 7 X-B (c))\r\n'))
  })

  it('the work stays linear', () => {
    const many = 'ENVELOPE (a" UID 1 '.repeat(20_000)
    const started = processorTime()
    expect(fetchOf(`${many}X 1`)).toMatchObject({ items: { uid: 1 } })
    expect(processorTime() - started).toBeLessThan(5000)
  })

  it('a warning is given once for what is read twice', () => {
    expect(codes(fetchOf('ENVELOPE ("a \\x" (b)) UID 5'))).toEqual(['damaged-item'])
  })
})

describe('a parenthesis that ends the items too early (RFC 9051 9, msg-att)', () => {
  const both = { uid: 5, flags: ['\\Seen'] }
  it.each<[line: string, items: object, offsets: number[], damaged?: string[]]>([
    ['(UID 5) FLAGS (\\Seen))', both, [16]],
    ['(UID 5) FLAGS (\\Seen)', both, [16]],
    ['(UID 5)FLAGS (\\Seen))', both, [16]],
    ['(UID 5)) FLAGS (\\Seen))', both, [16]],
    ['(UID 5) FLAGS (\\Seen)) MODSEQ (7))', { ...both, modseq: 7n }, [16, 31]],
    ['(UID 5 FLAGS (\\Seen)))', both, [30]],
    ['(UID 5 FLAGS (\\Seen)) )  ', both, [30]],
    ['(UID 5 BODY[1] {2}\r\n)) RFC822.SIZE 7)) FLAGS (\\Seen))', { ...both, size: 7, sections: [{ data: asBytes('))') }] }, [46]],
    ['(UID 5 FLAGS (\\Seen)) )x', both, [30], ['X x']],
    ['(UID 5) ENVELOPE ("a"b) FLAGS (\\Seen))', both, [16], ['ENVELOPE ENVELOPE ("a"b)']],
    ['(UID 5) FLAGS (\\Seen) "x y', both, [16], [' "x y']],
    ['(UID 5 FLAGS (\\Seen)) (MODSEQ (7)', both, [30], [' (MODSEQ (7']],
  ])('%j', (text, items, offsets, damaged = []) => {
    const line = asBytes(`* 1 FETCH ${text}\r\n`)
    const found = decodeResponse(line)
    expect(found).toMatchObject({ items })
    expect(found.warnings.filter(({ code }) => code === 'stray-parenthesis').map(({ offset }) => offset)).toEqual(offsets)
    expect(found.damaged.map(({ name, bytes }) => `${name} ${asChars(bytes)}`)).toEqual(damaged)
    expect(found.warnings).toHaveLength(offsets.length + damaged.length)
    expect(caught(() => decodeResponse(line, { strict: true }))).toMatchObject({ code: 'bad-syntax', offset: offsets[0] })
    responseInvariant(line)
  })

  it('many of them take linear time, and are no more than the members of lists may be', () => {
    const text = '(UID 5)'.repeat(25_000)
    expect(fetchOf(`UID 4)${text}`)).toMatchObject({ items: { uid: 5 } })
    expect(fetchOf(`UID 5${') '.repeat(500_000)}`)).toMatchObject({
      items: { uid: 5 },
      warnings: [{ code: 'stray-parenthesis' }],
    })
    const line = asBytes(`* 1 FETCH (UID 5)${'X 1)'.repeat(1000)}\r\n`)
    expect(caught(() => decodeResponse(line, { limits: { items: 1000 } }))).toMatchObject({ code: 'limit' })
    expect(decodeResponse(line, { limits: { items: 1001 } })).toMatchObject({ items: { uid: 5 } })
  })
})

describe('return data of ESEARCH in parentheses (RFC 9051 9, esearch-response)', () => {
  it.each<[string, object]>([
    ['(TAG "A1") UID (MIN 2 COUNT 3)', { tag: 'A1', uid: true, min: 2, count: 3 }],
    ['(TAG "A1") (MIN 2) (COUNT 3)', { tag: 'A1', uid: false, min: 2, count: 3 }],
    ['(TAG "A1") MIN 2 (COUNT 3 X-A (b))', { tag: 'A1', min: 2, count: 3, unknown: [unknown('X-A', '(b)')] }],
    ['(MIN 2 COUNT 3)', { tag: undefined, uid: false, min: 2, count: 3 }],
  ])('%s', (text, expected) => {
    const found = read(`* ESEARCH ${text}`)
    expect(found).toMatchObject({ type: 'esearch', ...expected, damaged: [] })
    expect(new Set(codes(found))).toEqual(new Set(['nested-items']))
    expect(caught(() => decodeResponse(asBytes(`* ESEARCH ${text}\r\n`), { strict: true }))).toMatchObject({
      code: 'bad-syntax',
      offset: found.warnings[0]?.offset,
    })
    responseInvariant(asBytes(`* ESEARCH ${text}\r\n`))
  })

  it.each(['(MIN 2', '(MIN 2)x', '(MIN x)', '(TAG "A1" MIN 2)', '(TAG)', '(MIN 2))'])(
    'never less than was found for what is damaged: %s',
    text => {
      expect(caught(() => read(`* ESEARCH ${text}`))).toMatchObject({ name: 'ImapError' })
    },
  )
})

describe('a backslash before another character (RFC 9051 9, quoted)', () => {
  it('is kept, with a warning', () => {
    const nils = Array.from({ length: 8 }, () => 'NIL').join(' ')
    expectDeviation(`* 1 FETCH (ENVELOPE (NIL "name \\ " ${nils}))`, { items: { envelope: { subject: 'name \\ ' } } }, [
      'bad-escape',
    ])
  })
})

describe('LIST with extended data (RFC 9051 6.3.9.6, 6.3.9.7, 7.3.1)', () => {
  it.each<[string, object[], string]>([
    ['("CHILDINFO" ("SUBSCRIBED"))', [{ name: 'CHILDINFO', options: ['SUBSCRIBED'] }], ' (CHILDINFO ("SUBSCRIBED"))'],
    [
      '("OLDNAME" ("a b") "X" 5)',
      [
        { name: 'OLDNAME', mailbox: 'a b', wireName: 'a b' },
        { name: 'unknown', tag: 'X', bytes: asBytes('5') },
      ],
      ' (OLDNAME ("a b") X 5)',
    ],
    ['()', [], ''],
  ])('%s', (text, extended, written) => {
    const line = `* LIST () "/" foo ${text}`
    expect(decodeResponse(asBytes(`${line}\r\n`), { strict: true })).toMatchObject({ mailbox: 'foo', extended, warnings: [] })
    expect(encodeResponse(read(line) as ResponseInit)).toEqual(asBytes(`* LIST () "/" foo${written}\r\n`))
  })

  it.each(['(CHILDINFO)', '("CHILDINFO" ("x")', '(A 1) x'])('damaged: %s', text => {
    expectDeviation(`* LIST () "/" foo ${text}`, { mailbox: 'foo' }, ['damaged-list'])
  })

  it.each<[string, string, string]>([
    ['INBOX/Da\tOgg\t', 'INBOX/Da\tOgg\t', 'unquoted-mailbox'],
    ['a b', 'a b', 'unquoted-mailbox'],
    ['folderB/TEST(S)C', 'folderB/TEST(S)C', 'unquoted-mailbox'],
    ['ab (c)x', 'ab', 'damaged-list'],
  ])('a name that needs quotes: %j', (text, mailbox, warning) => {
    expect(read(`* LIST () "/" ${text}`)).toMatchObject({ mailbox })
    expect(codes(read(`* LIST () "/" ${text}`))).toEqual([warning])
  })
})

describe('STATUS (RFC 9051 7.3.3)', () => {
  it.each<[string, object, object[], object[], ImapQuirk[]]>([
    ['MESSAGES 1 MAILBOXID (F1) UIDNEXT 5', { messages: 1, mailboxId: 'F1', uidNext: 5 }, [], [], []],
    ['MESSAGES 1 X-A (F1) UIDNEXT 5', { messages: 1, uidNext: 5 }, [unknown('X-A', '(F1)')], [], ['unknown-item']],
    ['APPENDLIMIT NIL UIDNEXT 5', { appendLimit: null, uidNext: 5 }, [], [], []],
    [
      'APPENDLIMIT 257890 DELETED-STORAGE 9007199254740991',
      { appendLimit: 257890, deletedStorage: 9007199254740991 },
      [],
      [],
      [],
    ],
    ['MAILBOXID NIL UNSEEN 1', { unseen: 1 }, [], [{ name: 'MAILBOXID', bytes: asBytes('MAILBOXID NIL') }], ['damaged-status']],
    ['HIGHESTMODSEQ 9223372036854775807', { highestModseq: 9223372036854775807n }, [], [], []],
    ['MESSAGES NIL UIDNEXT 5', { uidNext: 5 }, [], [{ name: 'MESSAGES', bytes: asBytes('MESSAGES NIL') }], ['damaged-status']],
    ['MESSAGES -1 UIDNEXT 5', { uidNext: 5 }, [], [{ name: 'MESSAGES', bytes: asBytes('MESSAGES -1') }], ['damaged-status']],
    ['UIDVALIDITY 1666390893380 UNSEEN 4294967295', { uidValidity: 1666390893380, unseen: 4294967295 }, [], [], ['large-number']],
  ])('%s', (text, items, others, damaged, warnings) => {
    const found = read(`* STATUS x (${text})`)
    expect(found).toMatchObject({ mailbox: 'x', items, unknown: others, damaged })
    expect(codes(found)).toEqual(warnings)
    responseInvariant(asBytes(`* STATUS x (${text})\r\n`))
  })

  it('a name with spaces that has no quotes (Strato)', () => {
    expectDeviation('* STATUS Sent Items (UIDNEXT 1)', { mailbox: 'Sent Items', items: { uidNext: 1 } }, ['unquoted-mailbox'])
  })
})

describe('SEARCH with MODSEQ (RFC 7162 3.1.5)', () => {
  it.each<[string, readonly number[], bigint]>([
    ['1 2 (MODSEQ 917162500)', [1, 2], 917162500n],
    ['1 (MODSEQ 9223372036854775807)', [1], 9223372036854775807n],
  ])('%s', (text, numbers, modseq) => {
    const line = asBytes(`* SEARCH ${text}\r\n`)
    expect(decodeResponse(line, { strict: true })).toEqual({
      type: 'search',
      numbers: Uint32Array.from(numbers),
      modseq,
      warnings: [],
      damaged: [],
    })
    expect(encodeResponse(decodeResponse(line))).toEqual(line)
  })

  it.each(['1 (MODSEQ)', '1 (MODSEQ 9223372036854775808)', '(MODSEQ 1 MODSEQ 2)', '(MODSEQ 1) (MODSEQ 2)', '1 (FOO 2)', '1 ()'])(
    'never an empty result for what is damaged: %s',
    text => {
      expect(caught(() => read(`* SEARCH ${text}`))).toMatchObject({ name: 'ImapError' })
    },
  )

  it.each([-1n, 2n ** 63n])('%s is never written', modseq => {
    expect(caught(() => encodeResponse({ type: 'search', numbers: [1], modseq }))).toMatchObject({ code: 'bad-value' })
  })

  it('MODSEQ of 0, or before the numbers', () => {
    expectDeviation('* SEARCH 1 (MODSEQ 0)', { numbers: Uint32Array.of(1), modseq: 0n }, ['zero-number'])
    expectDeviation('* SEARCH (MODSEQ 5) 1', { numbers: Uint32Array.of(1), modseq: 5n }, ['modseq-order'])
  })
})

describe('the law over damaged responses', () => {
  const piece = fc.constantFrom(
    '(',
    ')',
    ' ',
    '"',
    '\\',
    'NIL',
    '5',
    'x',
    '"a"',
    ' UID 5',
    ' FLAGS (\\Seen)',
    ' ENVELOPE (',
    'BODY[1] ',
    '"a" "b" ',
  )
  const items = fc.constantFrom('ENVELOPE ', 'BODYSTRUCTURE ', 'BODY[1] ', 'X ', 'BINARY[1] ', 'INTERNALDATE ', 'RFC822[2] ')
  test.prop([items, fc.array(piece, { maxLength: 12 })], { numRuns: 2000 })('FETCH', (item, pieces) => {
    responseInvariant(asBytes(`* 1 FETCH (${item}${pieces.join('')} UID 7)\r\n`))
  })

  const word = fc.constantFrom('(', ')', ' ', '"', 'MODSEQ ', '5', 'x', 'NIL', '"a"', ' UIDNEXT ', '()')
  const head = fc.constantFrom(
    '* LIST () "/" ',
    '* LIST () "/" x ',
    '* STATUS x (',
    '* STATUS ',
    '* SEARCH 1 (',
    '* OK [UIDNEXT 5]',
    '* OK [',
  )
  test.prop([head, fc.array(word, { maxLength: 10 })], { numRuns: 2000 })('others', (start, words) => {
    responseInvariant(asBytes(`${start}${words.join('')}\r\n`))
  })
})

describe('what is read once for several places warns at each of them', () => {
  const codesOf = (items: string): string[] => {
    const found = fetchOf(items)
    return 'warnings' in found ? found.warnings.map(({ code }) => code) : []
  }

  it('the same addresses in From and Sender', () => {
    const address = '(("a" NIL "b" "c" ))'
    expect(codesOf(`ENVELOPE (NIL "x" ${address} ${address} NIL NIL NIL NIL NIL NIL)`)).toEqual(['extra-space', 'extra-space'])
  })

  it('the same list of header fields, fetched twice', () => {
    const section = 'BODY[HEADER.FIELDS (A  B)] ""'
    expect(codesOf(`${section} ${section}`)).toEqual(['extra-space', 'extra-space'])
  })
})

it('a size with a point is no longer than a number is', () => {
  expect(fetchOf(`RFC822.SIZE 1.${'0'.repeat(20)} UID 5`)).toMatchObject({ items: { size: 1, uid: 5 }, damaged: [] })
  expect(fetchOf(`RFC822.SIZE 1.${'0'.repeat(100_000)} UID 5`)).toMatchObject({
    items: { size: undefined, uid: 5 },
    damaged: [{ name: 'RFC822.SIZE' }],
  })
})
