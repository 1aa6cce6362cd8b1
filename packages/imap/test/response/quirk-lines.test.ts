/**
 * Lines that real servers sent, by their numbers in the collection: what each is read as, by which quirks, what of it is damaged, and what each strict
 * grammar makes of it. Each is read in any cut, leaves the line behind it alone, and is written so that the same is read again.
 */
import { asBytes, asChars, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  type CommandBodyInit,
  decodeResponse,
  encodeCommandWhole,
  type ImapQuirk,
  parseDateTime,
  parseSequenceSet,
  type ResponseOptions,
  sequenceSetOf,
} from '../../src/index.js'
import { responseInvariant } from '../invariants.js'
import { type Read, read, readAnyCut } from '../streams.js'

/** A value without its warnings and what is damaged, or the code and the place of an error. */
type Value = object | `${string}@${number}`
/** In strict mode: read as by default, an error, or another value with these warnings. */
type Strict = 'read' | `${string}@${number}` | readonly [value: object, warnings: readonly ImapQuirk[]]

type Row = [
  line: number,
  wire: string,
  value: Value,
  warnings: readonly ImapQuirk[],
  /** The same for the grammar of both revisions, of RFC 3501 and of RFC 9051; or each of them. */
  strict: Strict | readonly [both: Strict, rev1: Strict, rev2: Strict],
  /** Name, section and bytes of each. */
  damaged?: readonly string[],
]

// ----- Values: what is `undefined` is left out -----

const status = (type: string, text: string, code?: object, tag?: string) => ({ type, tag, code, text })
const ok = (text: string, code?: object, tag?: string) => status('ok', text, code, tag)
const unknownCode = (code: string, value?: string) => ({ name: 'unknown', code, value })
const COPIED = { name: 'COPYUID', uidValidity: 55, source: [{ start: 31, end: 31 }], destination: [{ start: 6, end: 6 }] }
const flags = (...names: string[]) => ({ type: 'flags', flags: names })
const unknown = (name: string, rest: string, number?: number) => ({ type: 'unknown', name, number, bytes: asBytes(rest) })
const search = (...numbers: number[]) => ({ type: 'search', numbers: Uint32Array.from(numbers) })
const mailboxStatus = (mailbox: string, items: object) => ({ type: 'status', mailbox, wireName: mailbox, items, unknown: [] })
const listed = (mailbox: string, attributes: readonly string[], given: object = {}) => ({
  type: 'list',
  attributes,
  delimiter: '/',
  mailbox,
  wireName: mailbox,
  extended: [],
  ...given,
})
const space = (prefix: string, delimiter: string | null) => ({ prefix, wirePrefix: prefix, delimiter, extensions: [] })
const namespaces = (personal: object[], otherUsers: object[] | null = null, shared: object[] | null = null) => ({
  type: 'namespace',
  personal,
  otherUsers,
  shared,
})

const items = (given: object, sequence = 1) => ({
  type: 'fetch',
  sequence,
  items: { sections: [], binarySizes: [], unknown: [], ...given },
})
const section = (data: string | null, part: number[], text?: string, given: object = {}) => ({
  item: 'BODY',
  section: { part, text, fields: [] },
  data: data === null ? null : asBytes(data),
  ...given,
})
const item = (name: string, bytes: string) => ({ name, bytes: asBytes(bytes) })
const NO_FIELDS = Object.fromEntries(
  ['date', 'subject', 'from', 'sender', 'replyTo', 'to', 'cc', 'bcc', 'inReplyTo', 'messageId'].map(name => [name, null]),
)
const envelope = (given: object) => items({ envelope: { ...NO_FIELDS, ...given } })
const address = (name: string | null, mailbox: string | null, host: string | null) => ({ name, route: null, mailbox, host })
const part = (given: object = {}) => ({
  kind: 'basic',
  type: 'a',
  subtype: 'b',
  parameters: null,
  id: null,
  description: null,
  encoding: '7bit',
  size: 5,
  extensions: [],
  ...given,
})
const multipart = (subtype: string, parts: object[], given: object = {}) => ({
  kind: 'multipart',
  type: 'multipart',
  subtype,
  parts,
  extensions: [],
  ...given,
})
const structure = (bodyStructure: object) => items({ bodyStructure })
const text = (given: object = {}) => structure(part({ kind: 'text', type: 'text', subtype: 'plain', lines: 1, ...given }))
const disposition = (type: string) => ({ type, parameters: null })

// ----- Lines -----

const nils = (count: number): string => Array.from({ length: count }, () => 'NIL').join(' ')
const envelopeLine = (fields: string): string => `* 1 FETCH (ENVELOPE (${fields}))`
const fromLine = (addresses: string): string => envelopeLine(`NIL NIL ${addresses} ${nils(7)}`)
const structureLine = (fields: string): string => `* 1 FETCH (BODYSTRUCTURE (${fields}))`
const PART = '"a" "b" NIL NIL NIL "7bit" 5'
const ERROR =
  '[Error="Microsoft.Exchange.Data.Storage.WrongServerException: Cross Server access is not allowed" AuthResultFromPopImapEnd=0 Proxy=MBX.example:1993:SSL Service=Imap4] AUTHENTICATE completed.'
const ATOMS = ['IMAP4REV1', 'SASL-IR', '1234', 'NIL', 'THIS+THAT', '+', 'AUTH=PLAIN', 'ID']
const ANNOUNCED = ok('hi', { name: 'CAPABILITY', capabilities: ATOMS })
const FOLDED = '=?utf-8?Q?a?=\r\n =?utf-8?Q?b?='

const rows: Row[] = [
  // ----- Framing, greeting, tags, text -----
  [1, '[COPYUID 55 31 6]', ok('', COPIED), ['code-without-status', 'bad-code'], 'bad-syntax@9'],
  [1, '[COPYUID 55 31 6] moved', ok('moved', COPIED), ['code-without-status'], 'bad-syntax@9'],
  [1, '* [COPYUID 55 31 6] moved', ok('moved', COPIED), ['code-without-status'], 'bad-syntax@2'],
  [2, 'Server Unavailable. 15', 'bad-syntax@7', [], 'bad-syntax@7'],
  [3, '\0\0* 1 EXISTS', { type: 'exists', number: 1 }, ['control-character'], 'bad-syntax@0'],
  [3, '\0\0\0', 'bad-syntax@3', [], 'bad-syntax@0'],
  [4, '* OK [HIGHESTMODSEQ 7]', ok('', { name: 'HIGHESTMODSEQ', modseq: 7n }), ['bad-code'], 'read'],
  [5, '* OK', ok(''), ['missing-text'], 'bad-syntax@4'],
  [5, 'A1 OK', ok('', undefined, 'A1'), ['missing-text'], 'bad-syntax@5'],
  [5, '* OK ', ok(''), [], ['read', 'bad-syntax@5', 'read']],
  [5, 'A1 OK ', ok('', undefined, 'A1'), [], ['read', 'bad-syntax@6', 'read']],
  [6, '+', { type: 'continuation', text: '' }, ['missing-text'], 'bad-syntax@1'],
  [7, `A1 OK ${ERROR}`, ok(ERROR, undefined, 'A1'), ['bad-code'], 'read'],
  [
    8,
    '* OK [COPYUID 701  ]',
    ok('', unknownCode('COPYUID', '701  ')),
    ['bad-code', 'code-value'],
    'read',
    ['COPYUID [COPYUID 701  ]'],
  ],
  [9, '* OK [COPYUID] missing', ok('missing', unknownCode('COPYUID')), ['code-value'], 'read', ['COPYUID [COPYUID]']],
  [
    9,
    '* OK [COPYUID 1 1:10 101:110 extra junk] bad',
    ok('bad', unknownCode('COPYUID', '1 1:10 101:110 extra junk')),
    ['code-value'],
    'read',
    ['COPYUID [COPYUID 1 1:10 101:110 extra junk]'],
  ],
  [
    9,
    "* OK [CLOSED shouldn't be anything here] mailbox closed",
    ok('mailbox closed', unknownCode('CLOSED', "shouldn't be anything here")),
    ['code-value'],
    'read',
    ["CLOSED [CLOSED shouldn't be anything here]"],
  ],
  [
    10,
    'A4 OK [READ-WRITE] [Gmail]/Sent Mail selected. (Success)',
    ok('[Gmail]/Sent Mail selected. (Success)', { name: 'READ-WRITE' }, 'A4'),
    [],
    'read',
  ],
  [10, 'A4 OK [READ-WRITE] mailbox) selected.', ok('mailbox) selected.', { name: 'READ-WRITE' }, 'A4'), [], 'read'],
  [11, '* OK Hello " foo', ok('Hello " foo'), [], 'read'],
  [
    12,
    '* FLAGS (\\Answered OIB-Seen-[Gmail]/Trash)',
    flags('\\Answered', 'OIB-Seen-[Gmail]/Trash'),
    ['bad-flag'],
    'bad-syntax@19',
  ],
  [
    12,
    '* OK [PERMANENTFLAGS (\\Deleted [css3-page] \\*)] Limited',
    ok('Limited', { name: 'PERMANENTFLAGS', flags: ['\\Deleted', '[css3-page]', '\\*'] }),
    ['bad-flag'],
    // A bracket ends a code that does not follow its own rule.
    [ok('\\*)] Limited', unknownCode('PERMANENTFLAGS', '(\\Deleted [css3-page')), ['code-value']],
  ],
  [13, '* OK [X-A b [c] d', ok('d', unknownCode('X-A', 'b [c')), [], 'read'],
  [
    13,
    '* OK [ALERT unbalanced [x] text',
    ok('text', unknownCode('ALERT', 'unbalanced [x')),
    ['code-value'],
    'read',
    ['ALERT [ALERT unbalanced [x]'],
  ],
  [13, '* OK [unbalanced text', ok('[unbalanced text'), ['bad-code'], 'read'],
  [14, '* FLAGS (\\Answered \\Deleted \\*)', flags('\\Answered', '\\Deleted', '\\*'), ['wildcard-flag'], 'bad-syntax@28'],
  [15, '* FLAGS ("\\\\Deleted" \\Answered)', flags('\\Deleted', '\\Answered'), ['quoted-flag'], 'bad-syntax@9'],
  // The grammar has NIL as a keyword like any other.
  [16, '* FLAGS (NIL)', flags(), ['no-flag'], [flags('NIL'), []]],
  [16, '* 1 FETCH (FLAGS (NIL \\Seen))', items({ flags: ['\\Seen'] }), ['no-flag'], [items({ flags: ['NIL', '\\Seen'] }), []]],
  [17, '* FLAGS (\\Answered $Forwarded )', flags('\\Answered', '$Forwarded'), ['extra-space'], 'bad-syntax@30'],
  [18, '*  522 EXISTS', { type: 'exists', number: 522 }, ['extra-space'], 'bad-syntax@2'],
  [
    18,
    '* 1 FETCH (UID 1 FLAGS (\\Seen)  RFC822.HEADER {2}\r\n\r\n)',
    items({ uid: 1, flags: ['\\Seen'], sections: [section('\r\n', [], undefined, { item: 'RFC822.HEADER' })] }),
    ['extra-space'],
    'bad-syntax@31',
  ],
  [
    19,
    '* CAPABILITY IMAP4 IMAP4rev1 UIDPLUS ',
    { type: 'capability', capabilities: ['IMAP4', 'IMAP4REV1', 'UIDPLUS'] },
    ['extra-space'],
    'bad-syntax@37',
  ],
  [20, '* List (\\HasNoChildren) "/" "INBOX"', listed('INBOX', ['\\HasNoChildren']), [], 'read'],
  [20, '* ok [alert] x', ok('x', { name: 'ALERT' }), [], 'read'],
  // RFC 9051 wants IMAP4rev2 in it.
  [21, `* OK [CAPABILITY ${ATOMS.join(' ')}] hi`, ANNOUNCED, [], ['read', 'read', [ANNOUNCED, ['code-value']]]],
  [22, '* 0 FETCH (UID 1)', items({ uid: 1 }, 0), ['zero-number'], 'bad-syntax@2'],
  [23, '* OK [UIDVALIDITY 0] x', ok('x', { name: 'UIDVALIDITY', value: 0 }), ['code-value'], 'read'],
  [23, '* OK [UIDNEXT 0] x', ok('x', { name: 'UIDNEXT', value: 0 }), ['code-value'], 'read'],
  [24, '* BYE x', status('bye', 'x'), [], 'read'],
  [24, '220 host ESMTP', 'bad-syntax@4', [], 'bad-syntax@4'],
  [24, '421 Server is busy', 'bad-syntax@4', [], 'bad-syntax@4'],
  [24, '* NO LOGOUT Intrusion prevention active', status('no', 'LOGOUT Intrusion prevention active'), [], 'read'],
  [24, 'NO LOGOUT Intrusion prevention active', 'bad-syntax@3', [], 'bad-syntax@3'],
  [25, '* NOOP', unknown('NOOP', ''), ['unknown-response'], 'bad-syntax@2'],
  [25, '* 99 NOOP', unknown('NOOP', '', 99), ['unknown-response'], 'bad-syntax@5'],
  [25, '* 86 NOOP froopy snood', unknown('NOOP', ' froopy snood', 86), ['unknown-response'], 'bad-syntax@5'],
  [26, '* STATUS INBOX (MESSAGES 0) ', mailboxStatus('INBOX', { messages: 0 }), ['extra-space'], 'bad-syntax@27'],
  [26, '* SEARCH 1 2 3 ', search(1, 2, 3), ['extra-space'], 'bad-syntax@15'],
  [26, '* ID ("name" "x") ', { type: 'id', fields: [{ name: 'name', value: 'x' }] }, ['extra-space'], 'bad-syntax@17'],
  [27, '* STATUS INBOX ()', mailboxStatus('INBOX', {}), [], 'read'],
  [28, '* STATUS Sent Items (UIDNEXT 1)', mailboxStatus('Sent Items', { uidNext: 1 }), ['unquoted-mailbox'], 'bad-syntax@9'],
  [
    29,
    '* QUOTA "" ( STORAGE 10 512 )',
    { type: 'quota', root: '', resources: [{ name: 'STORAGE', usage: 10, limit: 512 }] },
    ['extra-space', 'extra-space'],
    'bad-syntax@12',
  ],
  [
    30,
    '* LIST (\\HasNoChildren) "/" INBOX/Da\tOggetto\tRicevuto\t',
    listed('INBOX/Da\tOggetto\tRicevuto\t', ['\\HasNoChildren']),
    ['unquoted-mailbox'],
    'bad-syntax@28',
  ],
  [31, '* LIST (\\HasNoChildren) "/" NIL', listed('NIL', ['\\HasNoChildren']), [], 'read'],
  [32, '* LIST (\\X) "/" +Folder', listed('+Folder', ['\\X']), [], 'read'],
  [32, '* LIST (\\X) "/" INBOX.[Airmail].Snooze', listed('INBOX.[Airmail].Snooze', ['\\X']), [], 'read'],
  [32, '* STATUS "+folder" (MESSAGES 1)', mailboxStatus('+folder', { messages: 1 }), [], 'read'],
  [33, '* LIST (\\NoInferiors) NIL "INBOX"', listed('INBOX', ['\\NoInferiors'], { delimiter: null }), [], 'read'],
  [33, '* NAMESPACE (("" NIL)) NIL NIL', namespaces([space('', null)]), [], 'read'],
  [34, '* LIST (\\) "/" x', listed('x', []), ['no-flag'], 'bad-syntax@9'],
  [34, '* LIST (\\Drafts \\Drafts) "|" x', listed('x', ['\\Drafts', '\\Drafts'], { delimiter: '|' }), [], 'read'],
  [
    34,
    '* XLIST (\\Drafts \\Drafts) "|" x',
    { ...listed('x', ['\\Drafts', '\\Drafts'], { delimiter: '|' }), type: 'xlist' },
    ['xlist'],
    'bad-syntax@2',
  ],
  [
    35,
    '* NAMESPACE (("" "\\\\")) (("Other\\\\" "\\\\")) (("Public\\\\" "\\\\"))',
    namespaces([space('', '\\')], [space('Other\\', '\\')], [space('Public\\', '\\')]),
    [],
    'read',
  ],
  [
    36,
    '* NAMESPACE ( ( "~" "/" ) ) NIL NIL',
    namespaces([space('~', '/')]),
    ['extra-space', 'extra-space', 'extra-space', 'extra-space'],
    'bad-syntax@13',
  ],
  [
    36,
    '* NAMESPACE (("" "/")  ("~" "/")) NIL  NIL ',
    namespaces([space('', '/'), space('~', '/')]),
    ['extra-space', 'extra-space', 'extra-space'],
    'bad-syntax@21',
  ],
  [37, 'A1 OK ENABLE completed', ok('ENABLE completed', undefined, 'A1'), [], 'read'],
  [38, '* SEARCH 1 2', search(1, 2), [], 'read'],
  [
    38,
    '* ESEARCH (TAG "A1") UID (MIN 2 COUNT 3)',
    { type: 'esearch', tag: 'A1', uid: true, min: 2, count: 3, updates: [], unknown: [] },
    ['nested-items'],
    'bad-syntax@25',
  ],

  // ----- FETCH, ENVELOPE, BODYSTRUCTURE -----
  [39, '* 11487 FETCH (UID 19436 )', items({ uid: 19436 }, 11487), ['extra-space'], 'bad-syntax@25'],
  [40, '* 6 FETCH ()', items({}, 6), ['empty-list'], 'bad-syntax@10'],
  [
    41,
    `* 2 FETCH (UID 14935 (ENVELOPE (${nils(10)})) BODYSTRUCTURE (${PART}))`,
    items({ uid: 14935, envelope: NO_FIELDS, bodyStructure: part() }, 2),
    ['nested-items'],
    'bad-syntax@21',
  ],
  [
    42,
    '* 1 FETCH (INTERNALDATE "00-Jan-0000 00:00:00 +0000")',
    items({ internalDate: '00-Jan-0000 00:00:00 +0000' }),
    ['no-such-date'],
    'read',
  ],
  [
    43,
    '* 1 FETCH (INTERNALDATE "8-Mar-2023 12:16:47 +0800")',
    items({ internalDate: '8-Mar-2023 12:16:47 +0800' }),
    ['bad-date'],
    'bad-syntax@24',
  ],
  [
    44,
    '* 1 FETCH (UID 3016 BODY[2.MIME] {1}\r\nx BODY[2] )',
    items({ uid: 3016, sections: [section('x', [2], 'MIME'), section(null, [2])] }),
    ['missing-value', 'extra-space'],
    'bad-syntax@47',
  ],
  [45, '* 1 FETCH (BODY[4.TEXT] NIL)', items({ sections: [section(null, [4], 'TEXT')] }), [], 'read'],
  [
    46,
    '* 1 FETCH (BODY[1.TEXT]<0> "This is")',
    items({ sections: [section('This is', [1], 'TEXT', { origin: 0 })] }),
    [],
    'read',
  ],
  [
    47,
    '* 1 FETCH (BODY[]<0.100> "x")',
    items({ sections: [section('x', [], undefined, { origin: 0 })] }),
    ['partial-length'],
    'bad-syntax@19',
  ],
  [
    48,
    '* 1 FETCH (RFC822[] "x")',
    items({ sections: [section('x', [], undefined, { item: 'RFC822' })] }),
    ['section-of-rfc822'],
    ['bad-syntax@17', 'bad-syntax@17', 'bad-syntax@11'],
  ],
  [49, '* 1 FETCH (UID 5 MODSEQ (-1))', items({ uid: 5, modseq: 0n }), ['negative-number'], 'bad-syntax@25'],
  [49, '* 1 FETCH (UID 5 MODSEQ (0))', items({ uid: 5, modseq: 0n }), ['zero-number'], 'bad-syntax@25'],
  [50, '* 1 FETCH (RFC822.SIZE 9.3736e+06 UID 5)', items({ uid: 5, size: 9_373_600 }), ['float-number'], 'bad-syntax@23'],
  [51, structureLine('"a" "b" NIL NIL NIL "7bit" -1'), structure(part({ size: 0 })), ['negative-number'], 'bad-syntax@53'],
  [51, structureLine('"text" "plain" NIL NIL NIL "7bit" 5 -1'), text({ lines: 0 }), ['negative-number'], 'bad-syntax@62'],
  [51, '* 1 FETCH (RFC822.SIZE -1)', items({ size: 0 }), ['negative-number'], 'bad-syntax@23'],
  [52, '* 1 FETCH (BODY[] {012}\r\nabcdefghijkl)', items({ sections: [section('abcdefghijkl', [])] }), [], 'read'],
  [53, '* 1 FETCH (EMAILID (M1) THREADID NIL)', items({ emailId: 'M1', threadId: null }), [], 'read'],
  [
    54,
    '* 1 FETCH (XAOL.SPAM.REASON 5 SAVEDATE "01-Jan-2020 00:00:00 +0000" UID 5)',
    items({ uid: 5, saveDate: '01-Jan-2020 00:00:00 +0000', unknown: [item('XAOL.SPAM.REASON', '5')] }),
    ['unknown-item'],
    'bad-syntax@11',
  ],
  [
    55,
    '* 1 FETCH (X-GM-LABELS ("\\\\Starred" NIL) UID 5)',
    items({ uid: 5, gmailLabels: ['\\Starred'] }),
    ['gmail-extension', 'nil-for-string'],
    'bad-syntax@11',
  ],
  [56, '* 1 FETCH (UID 5 BODY[] {2}\r\nab)', items({ uid: 5, sections: [section('ab', [])] }), [], 'read'],
  [56, ' FLAGS (\\Seen))', 'bad-syntax@0', [], 'bad-syntax@0'],
  [
    58,
    fromLine('(("a" NIL "b" "c") ("d" NIL "e" "f"))'),
    envelope({ from: [address('a', 'b', 'c'), address('d', 'e', 'f')] }),
    ['extra-space'],
    'bad-syntax@47',
  ],
  [
    58,
    structureLine(`(${PART}) (${PART}) "mixed"`),
    structure(multipart('mixed', [part(), part()])),
    ['extra-space'],
    'bad-syntax@56',
  ],
  [
    59,
    fromLine('(("undisclosed-recipients" NIL "\\"undisclosed-recipients\\"" NIL ))'),
    envelope({ from: [address('undisclosed-recipients', '"undisclosed-recipients"', null)] }),
    ['extra-space'],
    'bad-syntax@93',
  ],
  // No addresses are NIL: an empty list could not be written.
  [60, fromLine('()'), envelope({ from: null }), ['empty-list'], 'bad-syntax@31'],
  [
    61,
    structureLine(`(${PART}) "alternative" ("boundary" "x") NIL `),
    structure(multipart('alternative', [part()], { parameters: [['boundary', 'x']], disposition: null })),
    ['extra-space'],
    'bad-syntax@91',
  ],
  [62, fromLine('(("" NIL "user" "domain"))'), envelope({ from: [address('', 'user', 'domain')] }), [], 'read'],
  [
    63,
    fromLine('(NIL ({3}\r\na"b NIL "x" "y"))'),
    envelope({ from: [address('a"b', 'x', 'y')] }),
    ['nil-address', 'extra-space'],
    'bad-syntax@33',
  ],
  [
    64,
    fromLine('(("a" NIL "b" "MISSING_DOMAIN")("Microsoft Exchange Server" NIL NIL ".MISSING-HOST-NAME."))'),
    envelope({ from: [address('a', 'b', 'MISSING_DOMAIN'), address('Microsoft Exchange Server', null, '.MISSING-HOST-NAME.')] }),
    [],
    'read',
  ],
  [
    65,
    fromLine('(("<sender@domain.com>" NIL "=?UTF-8?Q?Name?=" NIL))'),
    envelope({ from: [address('<sender@domain.com>', '=?UTF-8?Q?Name?=', null)] }),
    [],
    'read',
  ],
  [
    65,
    fromLine('((NIL NIL "<members=headspace.com" "members.headspace.com>"))'),
    envelope({ from: [address(null, '<members=headspace.com', 'members.headspace.com>')] }),
    [],
    'read',
  ],
  [66, envelopeLine(`NIL "s" ${nils(7)}`), envelope({ subject: 's' }), ['field-count'], 'bad-syntax@57'],
  [66, envelopeLine(`NIL "s" ${nils(6)}`), envelope({ subject: 's' }), ['field-count'], 'bad-syntax@53'],
  [
    67,
    envelopeLine(`${nils(9)} "<"abc"@x>"`),
    envelope({ messageId: '<"abc"@x>' }),
    ['quote-in-string', 'quote-in-string'],
    'bad-syntax@60',
  ],
  [67, structureLine('"TEXT" "HTML"" NIL NIL NIL "7bit" 5 1'), text({ subtype: 'html"' }), ['quote-in-string'], 'bad-syntax@39'],
  [
    67,
    structureLine('"a" "b" NIL NIL """" "7bit" 5'),
    structure(part({ description: '""' })),
    ['quote-in-string', 'quote-in-string'],
    'bad-syntax@44',
  ],
  [
    67,
    structureLine('"IMAGE" "x"y" NIL NIL NIL "7bit" 5'),
    structure(part({ type: 'image', subtype: 'x"y' })),
    ['quote-in-string'],
    'bad-syntax@37',
  ],
  [68, envelopeLine(`NIL {${FOLDED.length}}\r\n${FOLDED} ${nils(8)}`), envelope({ subject: FOLDED }), [], 'read'],
  [
    69,
    `* 1 FETCH (UID 9 ENVELOPE (NIL "s" ((NIL NIL {4}\r\nabcdef "h")) ${nils(7)}) FLAGS ())`,
    items({ uid: 9, flags: [] }),
    ['damaged-item'],
    'bad-syntax@54',
    [`ENVELOPE ENVELOPE (NIL "s" ((NIL NIL {4}\r\nabcdef "h")) ${nils(7)})`],
  ],
  [
    70,
    structureLine('"ALTERNATIVE" ("BOUNDARY" "x") NIL NIL'),
    structure(multipart('alternative', [], { parameters: [['BOUNDARY', 'x']], disposition: null, language: null })),
    ['childless-multipart'],
    'bad-syntax@26',
  ],
  [
    70,
    structureLine('"RELATED" NIL ("ATTACHMENT" NIL) NIL'),
    structure(multipart('related', [], { parameters: null, disposition: disposition('ATTACHMENT'), language: null })),
    ['childless-multipart'],
    'bad-syntax@26',
  ],
  [70, structureLine('"ALTERNATIVE"'), structure(multipart('alternative', [])), ['childless-multipart'], 'bad-syntax@26'],
  [
    71,
    structureLine('NIL "alternative" ("boundary" "x") NIL NIL NIL'),
    structure(
      multipart('alternative', [], { parameters: [['boundary', 'x']], disposition: null, language: null, location: null }),
    ),
    ['childless-multipart'],
    'bad-syntax@26',
  ],
  [
    72,
    structureLine('NIL NIL NIL NIL NIL "7BIT" 563 NIL NIL NIL NIL'),
    structure(
      part({
        type: 'application',
        subtype: 'octet-stream',
        encoding: '7BIT',
        size: 563,
        md5: null,
        disposition: null,
        language: null,
        location: null,
      }),
    ),
    ['nil-for-string', 'nil-for-string'],
    'bad-syntax@26',
  ],
  [
    73,
    structureLine('"multipart" "related" ("a" "b") NIL NIL "7bit" 400 ("a" "b") NIL NIL NIL'),
    structure(
      part({
        type: 'multipart',
        subtype: 'related',
        parameters: [['a', 'b']],
        size: 400,
        md5: null,
        disposition: null,
        language: null,
      }),
    ),
    ['repeated-parameters'],
    'bad-syntax@77',
  ],
  [
    73,
    structureLine('"multipart" "digest" NIL NIL NIL "7bit" -1'),
    structure(part({ type: 'multipart', subtype: 'digest', size: 0 })),
    ['negative-number'],
    'bad-syntax@66',
  ],
  [
    74,
    structureLine('"TEXT" ("CHARSET" "windows-1251") NIL NIL "base64" 356 5'),
    text({ parameters: [['CHARSET', 'windows-1251']], encoding: 'base64', size: 356, lines: 5 }),
    ['short-part'],
    'bad-syntax@32',
  ],
  [
    74,
    structureLine('"APPLICATION" NIL NIL NIL "base64" 356'),
    structure(part({ type: 'application', subtype: 'octet-stream', encoding: 'base64', size: 356 })),
    ['short-part'],
    'bad-syntax@39',
  ],
  [
    74,
    structureLine(' "X-ZIP" ("NAME" "x.zip") NIL NIL "base64" 356'),
    structure(part({ type: 'x-zip', subtype: 'octet-stream', parameters: [['NAME', 'x.zip']], encoding: 'base64', size: 356 })),
    ['extra-space', 'short-part'],
    'bad-syntax@26',
  ],
  [75, structureLine('"text" "plain" NIL NIL NIL NIL 5 1'), text({ encoding: null }), ['nil-for-string'], 'bad-syntax@53'],
  [
    76,
    structureLine('"a" "b" ("boundary" NIL) NIL NIL "7bit" 5'),
    structure(part({ parameters: [['boundary', '']] })),
    ['nil-for-string'],
    'bad-syntax@46',
  ],
  [
    76,
    structureLine('"a" "b" ("name" NIL) NIL NIL "7bit" 5'),
    structure(part({ parameters: [['name', '']] })),
    ['nil-for-string'],
    'bad-syntax@42',
  ],
  [77, structureLine('"a" "b" () NIL NIL "7bit" 5'), structure(part()), ['empty-list'], 'bad-syntax@36'],
  [
    78,
    structureLine(`${PART} NIL "inline"`),
    structure(part({ md5: null, disposition: disposition('inline') })),
    ['bad-disposition'],
    'bad-syntax@59',
  ],
  [
    78,
    structureLine(`${PART} NIL (NIL NIL)`),
    structure(part({ md5: null, disposition: null })),
    ['nil-for-string'],
    'bad-syntax@60',
  ],
  // A multipart has no description: what is in the place of its disposition is kept there.
  [
    78,
    structureLine(`(${PART}) "mixed" ("boundary" "x") "Multipart message" NIL`),
    structure(
      multipart('mixed', [part()], {
        parameters: [['boundary', 'x']],
        disposition: disposition('Multipart message'),
        language: null,
      }),
    ),
    ['bad-disposition'],
    'bad-syntax@82',
  ],
  // Which is a `body-extension` (RFC 9051 9).
  [
    79,
    structureLine(`${PART} NIL NIL NIL NIL NIL`),
    structure(part({ md5: null, disposition: null, language: null, location: null, extensions: [asBytes('NIL')] })),
    [],
    'read',
  ],
  [
    79,
    structureLine(`${PART} NIL NIL NIL ()`),
    structure(part({ md5: null, disposition: null, language: null, location: null })),
    ['empty-list'],
    'bad-syntax@67',
  ],
  [
    80,
    structureLine('"message" "rfc822" NIL NIL NIL "7bit" 5 NIL NIL NIL'),
    structure(part({ type: 'message', subtype: 'rfc822', md5: null, disposition: null, language: null })),
    ['short-part'],
    'bad-syntax@65',
  ],
  [
    81,
    structureLine(`"message" "rfc822" NIL NIL NIL "7bit" 5 (${nils(10)}) () 0`),
    structure(
      part({ kind: 'message', type: 'message', subtype: 'rfc822', envelope: NO_FIELDS, body: multipart('', []), lines: 0 }),
    ),
    ['childless-multipart'],
    'bad-syntax@108',
  ],
  [
    82,
    structureLine('"text" "plain" NIL NIL NIL "7bit" 5'),
    structure(part({ type: 'text', subtype: 'plain' })),
    ['short-part'],
    'bad-syntax@61',
  ],
  [
    82,
    structureLine('"text" "plain" NIL NIL NIL "7bit" 5 NIL ("inline" NIL) NIL NIL'),
    structure(
      part({ type: 'text', subtype: 'plain', md5: null, disposition: disposition('inline'), language: null, location: null }),
    ),
    ['short-part'],
    'bad-syntax@61',
  ],
  [
    83,
    `* 1 FETCH (BODYSTRUCTURE (${PART})("c" "d" NIL NIL NIL "7bit" 6) UID 5)`,
    items({ uid: 5, bodyStructure: part() }),
    ['nested-items'],
    'bad-syntax@55',
    [' ("c" "d" NIL NIL NIL "7bit" 6)'],
  ],
  [
    84,
    structureLine(`(${PART}) "MIXED" ("boundary" "x") NIL ("inline" NIL) NIL`),
    structure(
      multipart('mixed', [part()], {
        parameters: [['boundary', 'x']],
        disposition: disposition('inline'),
        language: null,
        location: null,
      }),
    ),
    ['bad-disposition'],
    'bad-syntax@86',
  ],
  [
    84,
    structureLine(`${PART} NIL ("en" "de") ("inline" NIL)`),
    structure(part({ md5: null, disposition: disposition('inline'), language: ['en', 'de'] })),
    ['bad-disposition', 'bad-disposition'],
    'bad-syntax@59',
  ],
  [85, envelopeLine(`NIL "caf\xc3\xa9" ${nils(8)}`), envelope({ subject: 'café' }), [], ['read', 'bad-syntax@29', 'read']],
  [85, envelopeLine(`NIL "caf\xe9" ${nils(8)}`), envelope({ subject: 'caf\udce9' }), ['not-utf8'], 'bad-syntax@29'],
  [86, '* LIST () "/" "Entw&APw-rfe"', listed('Entwürfe', [], { wireName: 'Entw&APw-rfe' }), [], 'read'],
  [86, '* LIST () "/" "Entw\xc3\xbcrfe"', listed('Entwürfe', []), [], ['read', 'bad-syntax@19', 'read']],
  [87, '* 1 EXISTS\r* 2 EXISTS', 'bad-syntax@10', [], 'bad-syntax@10'],
  [87, '* OK a\rb', ok('a\ufffdb'), ['control-character'], 'bad-syntax@5', [' text a\rb']],
  [88, '+ VXNlciBOYW1lAA==', { type: 'continuation', text: 'VXNlciBOYW1lAA==' }, [], 'read'],
  [89, 'A1 NO SELECT Unsafe Login.', status('no', 'SELECT Unsafe Login.', undefined, 'A1'), [], 'read'],
]

const NEXT = '* 23 EXISTS\r\n'
const next = { type: 'exists', number: 23, warnings: [], damaged: [] }

/** The first event, and what it reports; the line behind it must be read. */
function outcome([found, ...more]: readonly Read[]): { value: Value; warnings: readonly string[]; damaged: readonly string[] } {
  expect(more).toEqual([next])
  if (found?.type === 'invalid') return { value: `${found.error.code}@${found.error.offset}`, warnings: [], damaged: [] }
  const { warnings, damaged, ...value } = found as ReturnType<typeof decodeResponse>
  return {
    value,
    warnings: warnings.map(({ code }) => code),
    damaged: damaged.map(
      ({ name, section: place, bytes }) => `${name} ${place === undefined ? '' : `${place} `}${asChars(bytes)}`,
    ),
  }
}

const MODES = [true, 'rev1', 'rev2'] as const

/** One outcome for each strict grammar. */
const inEach = (strict: Row[4]): readonly Strict[] =>
  typeof strict === 'string' || isOne(strict) ? [strict, strict, strict] : strict

const isOne = (strict: Exclude<Row[4], string>): strict is Exclude<Strict, string> => strict.length === 2

describe('lines of real servers', () => {
  it.each<Row>(rows)('%i: %j', (_line, wire, value, warnings, strict, damaged = []) => {
    const bytes = `${wire}\r\n${NEXT}`
    const found = outcome(readAnyCut(bytes))
    expect(found).toEqual({ value, warnings, damaged })
    for (const [at, expected] of inEach(strict).entries()) {
      const inMode = outcome(read([asBytes(bytes)], { strict: MODES[at]! }))
      if (expected === 'read') expect({ mode: MODES[at], ...inMode }).toEqual({ mode: MODES[at], ...found })
      else if (typeof expected === 'string') expect([MODES[at], inMode.value]).toEqual([MODES[at], expected])
      else expect([MODES[at], inMode.value, inMode.warnings]).toEqual([MODES[at], ...expected])
    }
    responseInvariant(asBytes(`${wire}\r\n`))
  })

  it('all of them are here: 57 and 90 and 91 below', () => {
    const numbers = new Set([...rows.map(([line]) => line), 57, 90, 91])
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 91 }, (_, at) => at + 1))
  })

  it('43: the moment of a day of one digit', () => {
    expect(parseDateTime('8-Mar-2023 12:16:47 +0800')).toBe(Date.UTC(2023, 2, 8, 4, 16, 47))
    expect(parseDateTime('00-Jan-0000 00:00:00 +0000')).toBeUndefined()
  })

  it('57: a literal that is longer than what comes waits for its bytes, and is never cut short', () => {
    for (const strict of [false, ...MODES]) {
      const text = '* 1 FETCH (BODY[] {100}\r\n123456789)\r\nA1 OK done\r\n'
      expect(readAnyCut(text, { strict })).toMatchObject([{ type: 'fatal', error: { code: 'truncated', offset: text.length } }])
    }
  })

  it('86: a name is UTF-8 once that is enabled, and modified UTF-7 before (RFC 6855 3)', () => {
    const nameOf = (wire: string, options: ResponseOptions) => decodeResponse(asBytes(`* LIST () "/" "${wire}"\r\n`), options)
    expect(nameOf('Entw&APw-rfe', { utf8: true })).toMatchObject({ mailbox: 'Entw&APw-rfe', warnings: [] })
    expect(nameOf('Entw\xc3\xbcrfe', { utf8: true, strict: true })).toMatchObject({ mailbox: 'Entwürfe', warnings: [] })
  })

  it('87: a bare LF ends a line, and the stream in strict mode (RFC 9051 2.2)', () => {
    const text = '* 1 EXISTS\n* 2 EXISTS\r\n'
    expect(readAnyCut(text)).toEqual([
      { type: 'exists', number: 1, warnings: [{ code: 'bare-lf', offset: 10 }], damaged: [] },
      { type: 'exists', number: 2, warnings: [], damaged: [] },
    ])
    for (const strict of MODES)
      expect(readAnyCut(text, { strict })).toMatchObject([{ type: 'fatal', error: { code: 'bare-lf', offset: 10 } }])
  })
})

describe('lines that are about a session', () => {
  const session = (announced: string, command: CommandBodyInit, greeting: 'OK' | 'PREAUTH' = 'PREAUTH'): ClientConnection => {
    const client = new ClientConnection()
    drive(client, [asBytes(`* ${greeting} [CAPABILITY ${announced}] hi\r\n`)])
    client.send(command)
    client.takeOutput()
    return client
  }

  it('2: a line that is no response is an event, and the answer behind it completes the command', () => {
    const client = session('IMAP4REV1', { verb: 'noop' })
    expect(drive(client, [asBytes('Server Unavailable. 15\r\nA1 OK done\r\n')])).toMatchObject([
      { type: 'protocol-error', fatal: false, bytes: asBytes('Server Unavailable. 15') },
      { type: 'completed', command: { verb: 'noop' } },
    ])
  })

  it.each([
    '220 host ESMTP',
    '421 Server is busy',
    '* NO LOGOUT Intrusion prevention active',
    'NO LOGOUT Intrusion prevention active',
    '* 5 EXISTS',
  ])('24: %j in place of a greeting is in the event of the error', line => {
    const events = drive(new ClientConnection(), [asBytes(`${line}\r\n`)])
    expect(events).toMatchObject([{ type: 'protocol-error', error: { code: 'bad-syntax' }, fatal: true, bytes: asBytes(line) }])
  })

  it('24: BYE that does not end behind LOGOUT', () => {
    const client = session('IMAP4REV1', { verb: 'logout' })
    const events = drive(client, [asBytes('* BYE x\r\n'.repeat(3)), asBytes('A1 OK x\r\n')])
    expect(events.map(({ type }) => type)).toEqual(['response', 'response', 'response', 'completed', 'closed'])
  })

  it('37: ENABLE is complete without ENABLED', () => {
    const client = session('IMAP4REV1 ENABLE QRESYNC', { verb: 'enable', capabilities: ['QRESYNC'] })
    expect(drive(client, [asBytes('A1 OK done\r\n')])).toMatchObject([{ type: 'completed', command: { verb: 'enable' } }])
  })

  it('38: SEARCH answers a search with RETURN', () => {
    const command = { verb: 'search', uid: false, returnOptions: [{ name: 'COUNT' }], keys: [{ key: 'ALL' }] } as const
    const client = session('IMAP4REV1 ESEARCH', { verb: 'select', mailbox: 'x' })
    drive(client, [asBytes('A1 OK done\r\n')])
    client.send(command)
    expect(drive(client, [asBytes('* SEARCH 1 2\r\nA2 OK done\r\n')])).toMatchObject([
      { type: 'response', response: { type: 'search', numbers: Uint32Array.of(1, 2) } },
      { type: 'completed', command: { verb: 'search' } },
    ])
  })

  it('88: a challenge may hold NUL', () => {
    const client = session('IMAP4REV1 AUTH=LOGIN', { verb: 'authenticate', mechanism: 'LOGIN', initialResponse: undefined }, 'OK')
    expect(drive(client, [asBytes('+ VXNlciBOYW1lAA==\r\n')])).toEqual([{ type: 'challenge', data: asBytes('User Name\0') }])
  })
})

describe('lines that are about a command', () => {
  const written = (command: CommandBodyInit): string => asChars(encodeCommandWhole({ tag: 'a', ...command }))

  it('89: ID is written as its caller has it, quotes included (RFC 2971 3.1)', () => {
    const fields = [
      { name: 'name', value: 'x' },
      { name: 'version', value: null },
    ]
    expect(written({ verb: 'id', fields })).toBe('a ID ("name" "x" "version" NIL)\r\n')
  })

  it('90: a set of numbers is in order; one that is given is written as it is', () => {
    const fetch = (set: ReturnType<typeof parseSequenceSet>) =>
      written({ verb: 'fetch', uid: true, set, items: [{ item: 'FLAGS' }] })
    expect(fetch(sequenceSetOf([9, 3, 1, 2]))).toMatch(/ 1:3,9 /)
    expect(fetch(parseSequenceSet('9,3:1'))).toMatch(/ 9,3:1 /)
  })

  it('91: the name of a field is an atom, or quoted, or a literal', () => {
    const fields = (...names: string[]) => ({ part: [], text: 'HEADER.FIELDS', fields: names }) as const
    const fetch = (...names: string[]) =>
      written({
        verb: 'fetch',
        uid: false,
        set: parseSequenceSet('1'),
        items: [{ item: 'BODY[]', section: fields(...names), peek: true, partial: undefined }],
      })
    expect(fetch('SUBJECT', 'X (y)')).toBe('a FETCH 1 (BODY.PEEK[HEADER.FIELDS (SUBJECT "X (y)")])\r\n')
    expect(fetch('X\xe9')).toContain('{3+}\r\nX\xc3\xa9')
    const keys = [{ key: 'HEADER', field: 'List-Id', text: 'a b' }] as const
    expect(written({ verb: 'search', uid: false, keys })).toBe('a SEARCH HEADER List-Id "a b"\r\n')
  })
})
