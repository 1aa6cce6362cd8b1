/** Response codes of the extensions: what each says, and how one is kept whose value is not its own. */
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { decodeResponse, encodeResponse, type ResponseCode } from '../../src/index.js'

const read = (code: string, strict = false) => decodeResponse(asBytes(`* NO [${code}] done\r\n`), { strict })
const written = (code: ResponseCode): string =>
  asChars(encodeResponse({ type: 'no', tag: undefined, code, text: 'done' })).slice('* NO ['.length, -'] done\r\n'.length)

describe('response codes', () => {
  it.each<[section: string, code: string, value: ResponseCode]>([
    ['RFC 4469 4.1', 'BADURL /a;UID=7/;SECTION=2 x', { name: 'BADURL', url: '/a;UID=7/;SECTION=2 x' }],
    ['RFC 4469 4.2', 'TOOBIG', { name: 'TOOBIG' }],
    [
      'RFC 4467 5',
      'URLMECH INTERNAL X-A=AAE= B.2',
      {
        name: 'URLMECH',
        mechanisms: [
          { mechanism: 'INTERNAL', data: undefined },
          { mechanism: 'X-A', data: asBytes('\0\x01') },
          { mechanism: 'B.2', data: undefined },
        ],
      },
    ],
    ['RFC 4978 3', 'COMPRESSIONACTIVE', { name: 'COMPRESSIONACTIVE' }],
    ['RFC 5255 4.9', 'BADCOMPARATOR', { name: 'BADCOMPARATOR' }],
    ['RFC 5257 4.4', 'ANNOTATE TOOMANY', { name: 'ANNOTATE', reason: 'TOOMANY' }],
    ['RFC 5257 4.1', 'ANNOTATIONS 2048 NOPRIVATE', { name: 'ANNOTATIONS', size: 2048, noPrivate: true }],
    ['RFC 5257 4.1', 'ANNOTATIONS READ-ONLY', { name: 'ANNOTATIONS', size: 'READ-ONLY', noPrivate: false }],
    ['RFC 5257 4.1', 'ANNOTATIONS NONE', { name: 'ANNOTATIONS', size: 'NONE', noPrivate: false }],
    ['RFC 5259 9', 'TEMPFAIL', { name: 'TEMPFAIL' }],
    ['RFC 5259 9', 'MAXCONVERTMESSAGES 4', { name: 'MAXCONVERTMESSAGES', value: 4 }],
    ['RFC 5259 9', 'MAXCONVERTPARTS 3', { name: 'MAXCONVERTPARTS', value: 3 }],
    ['RFC 5267 4.3.1', 'NOUPDATE "a]9"', { name: 'NOUPDATE', tag: 'a]9' }],
    ['RFC 5464 4.2.1', 'METADATA LONGENTRIES 900', { name: 'METADATA', reason: 'LONGENTRIES', size: 900 }],
    ['RFC 5464 4.3', 'METADATA MAXSIZE 0', { name: 'METADATA', reason: 'MAXSIZE', size: 0 }],
    ['RFC 5464 4.3', 'METADATA NOPRIVATE', { name: 'METADATA', reason: 'NOPRIVATE' }],
    ['RFC 5465 5.8', 'NOTIFICATIONOVERFLOW', { name: 'NOTIFICATIONOVERFLOW' }],
    ['RFC 5465 5', 'BADEVENT (MessageNew X-Foo)', { name: 'BADEVENT', events: ['MessageNew', 'X-Foo'] }],
    ['RFC 5466 3.1', 'UNDEFINED-FILTER on-the-way', { name: 'UNDEFINED-FILTER', filter: 'on-the-way' }],
    ['RFC 8474 4.1', 'MAILBOXID (F7_a-B)', { name: 'MAILBOXID', mailboxId: 'F7_a-B' }],
    ['RFC 9738 3.1', 'MESSAGELIMIT 500 77', { name: 'MESSAGELIMIT', limit: 500, lastUid: 77 }],
    ['RFC 9738 3.1', 'MESSAGELIMIT 500', { name: 'MESSAGELIMIT', limit: 500, lastUid: undefined }],
    ['RFC 9585 4', 'INPROGRESS', { name: 'INPROGRESS', tag: undefined, progress: undefined, goal: undefined }],
    ['RFC 9585 4', 'INPROGRESS (NIL NIL NIL)', { name: 'INPROGRESS', tag: null, progress: null, goal: null }],
    ['RFC 9585 4', 'INPROGRESS ("b7" 12 NIL)', { name: 'INPROGRESS', tag: 'b7', progress: 12, goal: null }],
    ['RFC 9585 4', 'INPROGRESS ("b7" 12 90)', { name: 'INPROGRESS', tag: 'b7', progress: 12, goal: 90 }],
    ['RFC 9586 3', 'UIDREQUIRED', { name: 'UIDREQUIRED' }],
    ['RFC 2193 3', 'REFERRAL imap://a@h/X imap://[::1]/Y', { name: 'REFERRAL', urls: ['imap://a@h/X', 'imap://[::1]/Y'] }],
    [
      'RFC 6858 4',
      'DOWNGRADED 3:1,9',
      {
        name: 'DOWNGRADED',
        uids: [
          { start: 3, end: 1 },
          { start: 9, end: 9 },
        ],
      },
    ],
    [
      'RFC 2060 7.1',
      'NEWNAME "a]b" "&AOk-"',
      { name: 'NEWNAME', mailbox: 'a]b', wireName: 'a]b', newMailbox: 'é', newWireName: '&AOk-' },
    ],
    ['not registered', 'THROTTLED', { name: 'THROTTLED' }],
    ['not registered', 'WEBALERT https://a/?b=[::]', { name: 'WEBALERT', url: 'https://a/?b=[::]' }],
  ])('%s: %s', (_section, code, value) => {
    for (const strict of [false, true])
      expect(read(code, strict)).toEqual({ type: 'no', tag: undefined, code: value, text: 'done', warnings: [], damaged: [] })
    expect(read(code.replace(/^[^ ]+/, name => name.toLowerCase()))).toMatchObject({ code: value, text: 'done' })
    expect(written(value)).toBe(code)
  })

  it.each([
    'BADURL',
    'URLMECH X-A',
    'URLMECH INTERNAL=AAE=',
    'URLMECH INTERNAL X=A',
    'URLMECH INTERNAL X_A',
    'ANNOTATE',
    'ANNOTATE TOOLATE',
    'ANNOTATIONS NONE NOPRIVATE',
    'ANNOTATIONS 5 PRIVATE',
    'MAXCONVERTPARTS x',
    'NOUPDATE b7',
    'NOUPDATE "a b"',
    'METADATA MAXSIZE',
    'METADATA TOOFEW',
    'BADEVENT ()',
    'UNDEFINED-FILTER a/b',
    'MAILBOXID (a.b)',
    'MAILBOXID (a b)',
    `MAILBOXID (${'a'.repeat(256)})`,
    'MESSAGELIMIT 5 6 7',
    'INPROGRESS (NIL NIL 5)',
    'INPROGRESS ("a" 5)',
    'INPROGRESS ("a" 5 6 7)',
    'REFERRAL',
    'REFERRAL imap://a ',
    'REFERRAL imap://[a',
    'DOWNGRADED *',
    'NEWNAME a',
    'WEBALERT a b',
    'WEBALERT a\x7f',
  ])('a value that is not its own is kept as text (RFC 9051 9, resp-text-code): %s', code => {
    const [, name, value] = /^([^ ]+)(?: (.*))?$/.exec(code)!
    const found = read(code)
    expect(found).toMatchObject({ code: { name: 'unknown', code: name, value }, text: 'done', damaged: [{ name }] })
    expect(found.warnings).toMatchObject([{ code: 'code-value' }])
    expect(read(code, true)).toMatchObject({ code: { name: 'unknown', code: name, value } })
  })

  it('numbers from 1 that are 0, and a URL in quotes (RFC 4469 6), are read with a warning', () => {
    const warnings = [{ code: 'code-value' }]
    expect(read('MESSAGELIMIT 0 5')).toMatchObject({ code: { limit: 0, lastUid: 5 }, warnings })
    expect(read('ANNOTATIONS 0')).toMatchObject({ code: { size: 0 }, warnings })
    expect(read('INPROGRESS (NIL 4 0)')).toMatchObject({ code: { progress: 4, goal: 0 }, warnings })
    expect(read('BADURL a\xe9')).toMatchObject({ code: { url: 'a\udce9' }, warnings: [{ code: 'not-utf8' }] })
    expect(read('BADURL "/a;UID=7"')).toMatchObject({ code: { name: 'BADURL', url: '/a;UID=7' }, warnings })
  })

  it('a name that is not modified UTF-7, or of any bytes, is kept (RFC 2060 7.1)', () => {
    expect(read('NEWNAME a b')).toMatchObject({ code: { name: 'NEWNAME', wireName: 'a', newWireName: 'b' }, warnings: [] })
    const found = read('NEWNAME "A & B" "\xe9"')
    expect(found).toMatchObject({ code: { mailbox: 'A & B', wireName: 'A & B', newMailbox: '\udce9' } })
    expect(asChars(encodeResponse(found))).toBe('* NO [NEWNAME "A & B" "\xe9"] done\r\n')
  })

  it.each<[string, object]>([
    ['a bracket in a URL', { name: 'BADURL', url: 'a]b' }],
    ['a URL in quotes', { name: 'BADURL', url: '"a"' }],
    ['a line end in a URL', { name: 'BADURL', url: 'a\r\nb' }],
    ['a space in a URL', { name: 'WEBALERT', url: 'a b' }],
    ['half an address', { name: 'REFERRAL', urls: ['imap://[::1'] }],
    ['no URL', { name: 'REFERRAL', urls: [] }],
    ['another mechanism first', { name: 'URLMECH', mechanisms: [{ mechanism: 'X', data: undefined }] }],
    ['a mechanism with a space', { name: 'URLMECH', mechanisms: [{ mechanism: 'INTERNAL' }, { mechanism: 'A B' }] }],
    ['another reason', { name: 'ANNOTATE', reason: 'X' }],
    ['NONE and NOPRIVATE', { name: 'ANNOTATIONS', size: 'NONE', noPrivate: true }],
    ['another reason', { name: 'METADATA', reason: 'X' }],
    ['a tag with a quote', { name: 'NOUPDATE', tag: 'a"' }],
    ['no event', { name: 'BADEVENT', events: [] }],
    ['an event with a parenthesis', { name: 'BADEVENT', events: ['a)'] }],
    ['a filter with a slash', { name: 'UNDEFINED-FILTER', filter: 'a/b' }],
    ['an identifier with a dot', { name: 'MAILBOXID', mailboxId: 'a.b' }],
    ['a goal without progress', { name: 'INPROGRESS', tag: null, progress: null, goal: 5 }],
    ['a tag with a space', { name: 'INPROGRESS', tag: 'a b', progress: 1, goal: 5 }],
    ['a line end in a name', { name: 'NEWNAME', mailbox: 'a\n', wireName: 'a\n', newMailbox: 'b', newWireName: 'b' }],
    ['a name with another wire form', { name: 'NEWNAME', mailbox: 'a', wireName: 'c', newMailbox: 'b', newWireName: 'b' }],
  ])('%s is not written', (_what, code) => {
    expect(caught(() => written(code as ResponseCode))).toMatchObject({ name: 'ImapError', code: 'bad-value', fault: 'local' })
  })
})
