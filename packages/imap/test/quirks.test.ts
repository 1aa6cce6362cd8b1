/** The table of quirks, walked: each is read with its warning and nothing else by default, and refused when strict. */
import { asBytes, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, decodeCommand, decodeResponse, type ImapQuirk, quirks } from '../src/index.js'

const fetchOf = (items: string): string => `* 1 FETCH (${items})`
const part = '"a" "b" NIL NIL NIL "7bit" 5'
const structure = (text: string): string => fetchOf(`BODYSTRUCTURE (${text})`)
const nils = (count: number): string => Array.from({ length: count }, () => 'NIL').join(' ')
/** An envelope with such a list of senders. */
const from = (addresses: string): string => fetchOf(`ENVELOPE (NIL NIL ${addresses} ${nils(7)})`)
const address = '(NIL NIL "a" "b")'

/** One or more lines for each row; a row without one is a type error. */
const lines: Readonly<Record<ImapQuirk, readonly [string, ...string[]]>> = {
  'extra-space': [
    '*  522 EXISTS',
    '* 3 EXISTS ',
    '* SEARCH 1 2 ',
    '* CAPABILITY IMAP4rev1 ',
    '* FLAGS (\\Seen )',
    '* FLAGS ( \\Seen)',
    '* LIST () "/" x ',
    '* STATUS x (MESSAGES 0) ',
    fetchOf('UID 5 '),
    structure(`${part} NIL NIL `),
    structure(` ${part}`),
    structure(`(${part}) (${part}) "mixed"`),
    from(`(${address} ${address})`),
  ],
  'bare-lf': ['* 1 EXISTS\n'],
  'missing-text': ['* OK', 'a OK', '* BYE', '+'],
  'control-character': ['\0\0* 1 EXISTS', '* OK a\0b', 'a NO [ALERT] a\rb', '+ \0'],
  'not-utf8': ['* OK \xe9', fetchOf(`ENVELOPE (NIL "\xe9" ${nils(8)})`), '* LIST () "/" "\xe9"'],
  'code-without-status': ['[COPYUID 55 31 6] ', '* [COPYUID 55 31 6] done'],
  'bad-code': [
    '* OK [UIDNEXT 5]',
    'a OK [READ-ONLY]',
    '* OK [UIDNEXT 5]x',
    'a OK [Error="a b" Proxy=c] done',
    '* OK [PERMANENTFLAGS ("',
  ],
  'code-value': [
    '* OK [UIDNEXT x] y',
    '* OK [UIDNEXT 0] x',
    '* OK [UIDVALIDITY 0] x',
    '* OK [HIGHESTMODSEQ 0] x',
    'a OK [COPYUID 701  ] x',
    'a OK [CLOSED too much] x',
    '* OK [CAPABILITY X] x',
  ],
  'zero-number': [
    '* 0 FETCH (UID 1)',
    '* 0 EXPUNGE',
    fetchOf('UID 0'),
    '* SEARCH 0',
    '* SEARCH 1 (MODSEQ 0)',
    '* STATUS x (UIDNEXT 0)',
  ],
  'leading-zero': ['* 01 FETCH (UID 1)', fetchOf('UID 05'), '* SEARCH 01'],
  'large-number': [
    fetchOf('BODY[]<4294967296> "x"'),
    '* STATUS x (UIDVALIDITY 1666390893380)',
    structure('"a" "b" NIL NIL NIL "7bit" 4294967296'),
  ],
  'negative-number': [
    structure('"a" "b" NIL NIL NIL "7bit" -1'),
    structure('"text" "plain" NIL NIL NIL "7bit" 5 -1'),
    fetchOf('RFC822.SIZE -1'),
    fetchOf('MODSEQ (-1)'),
  ],
  'float-number': [fetchOf('RFC822.SIZE 9.3736e+06')],
  'quoted-flag': ['* FLAGS ("\\\\Deleted" \\Answered)', '* FLAGS ("a b")'],
  'bad-flag': ['* FLAGS (OIB-Seen-[Gmail]/Trash)'],
  'recent-flag': ['* FLAGS (\\Seen \\Recent)'],
  'wildcard-flag': ['* FLAGS (\\Seen \\*)', fetchOf('FLAGS (\\*)')],
  'list-attribute': ['* LIST (HasChildren) "/" x', '* LIST (\\Noselect \\NonExistent) "/" x'],
  'no-revision': ['* CAPABILITY IMAP4'],
  'no-flag': ['* FLAGS (\\)', '* LIST (\\) "/" x'],
  'bad-delimiter': ['* LIST () "ab" x', '* NAMESPACE (("" "//")) NIL NIL'],
  'damaged-list': ['* LIST () "/" x (CHILDINFO)', '* LIST () "/" x (CHILDINFO (SUBSCRIBED))'],
  'extension-value': ['* LIST () "/" x (X-A abc)', '* ESEARCH X-A abc', '* ESEARCH 9A 5'],
  'damaged-status': ['* STATUS x (MESSAGES NIL)', '* STATUS x (MESSAGES -1 UNSEEN 5)'],
  'unquoted-mailbox': ['* STATUS Sent Items (UIDNEXT 1)', '* QUOTAROOT folderB/TEST(S)C ""', '* LIST () "/" INBOX/Da\tOggetto\t'],
  'bad-utf7': ['* LIST () "/" "A & B"', '* STATUS a&b (MESSAGES 1)'],
  xlist: ['* XLIST (\\Inbox) "/" x'],
  'modseq-order': ['* SEARCH (MODSEQ 5) 1', '* SEARCH (MODSEQ 5)', '* SORT (MODSEQ 5) 1'],
  'wildcard-in-set': ['* ESEARCH ALL 1:*', '* ESEARCH PARTIAL (1:2 *)', '* ESEARCH ADDTO (0 *)', '* VANISHED 5:*'],
  'empty-set': ['* VANISHED (EARLIER) ', '* VANISHED'],
  'bad-score': ['* ESEARCH RELEVANCY (0)', '* ESEARCH RELEVANCY (50 101)'],
  'single-branch': ['* THREAD ((3))', '* THREAD (1 2 (3))'],
  'bad-escape': [fetchOf(`ENVELOPE (NIL "name \\ " ${nils(8)})`)],
  'quote-in-string': [fetchOf(`ENVELOPE (${nils(9)} "<1."FOO"@h>") UID 5`), structure('"TEXT" "HTML"" NIL NIL NIL "7bit" 5 1')],
  'nil-for-string': [
    structure('"a" NIL NIL NIL NIL "7bit" 5'),
    structure('"a" "b" NIL NIL NIL NIL 5'),
    structure('"a" "b" ("x" NIL) NIL NIL "7bit" 5'),
    structure(`${part} NIL (NIL NIL)`),
  ],
  'empty-list': [
    from('()'),
    '* THREAD ()',
    structure('"a" "b" () NIL NIL "7bit" 5'),
    structure(`${part} NIL NIL ()`),
    '* 1 FETCH ()',
  ],
  'damaged-item': [fetchOf('UID x'), fetchOf('BODY[1.FOO] "x"'), fetchOf('ENVELOPE ("a" (x)) UID 5')],
  'damaged-part': [structure(`(${part})("a" x) "mixed"`)],
  'repeated-item': [
    fetchOf('FLAGS () FLAGS (\\Seen)'),
    fetchOf('UID 1 UID 2'),
    '* STATUS x (MESSAGES 1 MESSAGES 2)',
    '* ESEARCH (TAG "a" TAG "b")',
    '* ESEARCH ALL 1 ALL 2',
  ],
  'joined-metadata': ['* URLFETCH u (BODYPARTSTRUCTURE ("a" "b" NIL NIL NIL "7bit" 5) BODY "z")'],
  'nested-items': [
    fetchOf('UID 5 (RFC822.SIZE 7)'),
    fetchOf('UID 5(RFC822.SIZE 7)'),
    fetchOf(`BODYSTRUCTURE (${part}) (${part})`),
    fetchOf(`BODYSTRUCTURE (${part})(${part})`),
    '* ESEARCH (TAG "A1") UID (MIN 2 COUNT 3)',
    '* ESEARCH (MIN 2)',
  ],
  'stray-parenthesis': ['* 1 FETCH (UID 5) FLAGS (\\Seen))', '* 1 FETCH (UID 5) FLAGS (\\Seen)', '* 1 FETCH (UID 5))'],
  'bad-date': [fetchOf('INTERNALDATE "8-Mar-2023 12:16:47 +0800"'), fetchOf('INTERNALDATE "12-Feb-2018 19:50:00 +0300 MSK"')],
  'no-such-date': [fetchOf('INTERNALDATE "00-Jan-0000 00:00:00 +0000"'), fetchOf('INTERNALDATE "01-Jan-2020 24:00:00 +0000"')],
  'section-of-rfc822': [fetchOf('RFC822[] "x"'), fetchOf('RFC822[1] "x"')],
  'partial-length': [fetchOf('BODY[]<0.100> "x"')],
  'missing-value': [fetchOf('BODY[2]'), structure('"a" "b" ("x") NIL NIL "7bit" 5')],
  'field-count': [
    fetchOf(`ENVELOPE (${nils(9)})`),
    fetchOf(`ENVELOPE (${nils(11)})`),
    from('((NIL NIL "a"))'),
    from('((NIL NIL "a" "b" "c"))'),
  ],
  'nil-address': [from(`(NIL${address})`)],
  'repeated-parameters': [structure('"multipart" "related" ("a" "b") NIL NIL "7BIT" 400 ("a" "b") NIL NIL NIL')],
  'childless-multipart': [
    structure('"alternative" ("boundary" "x") NIL NIL'),
    structure('NIL "alternative" ("boundary" "x") NIL NIL NIL'),
  ],
  'short-part': [
    structure('"application" NIL NIL NIL "base64" 356'),
    structure('"text" "plain" NIL NIL NIL "7bit" 5'),
    structure('"message" "rfc822" NIL NIL NIL "7bit" 5'),
  ],
  'bad-disposition': [
    structure(`${part} NIL "inline"`),
    structure(`${part} NIL ("inline")`),
    structure(`${part} NIL ("inline" NIL "c")`),
    structure(`${part} NIL ("en" "de")`),
    structure(`${part} NIL NIL ("inline" NIL)`),
  ],
  'blank-line': ['* 1 FETCH (BODY[] {1}\r\nx\r\n)'],
  literal8: ['* 1 FETCH (BODY[] ~{1}\r\nx)'],
  'nul-in-literal': ['* 1 FETCH (BODY[] {1}\r\n\0)'],
  'non-synchronizing-literal': ['* 1 FETCH (BODY[] {1+}\r\nx)'],
  'unquoted-string': ['* ID (support-url https://x.example/s name ProtonMail vendor "P AG")', 'a ID (name "x")'],
  'id-field': ['* ID ("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" "a")', '* ID ("a" "b" "A" "c")', 'a ID ("a" NIL "a" NIL)'],
  'damaged-resource': ['* QUOTA "" (STORAGE -1 5 MESSAGE 1 2)', '* QUOTA "" (MESSAGE 5)'],
  'bad-right': ['* MYRIGHTS x lrS', '* ACL x tim "l r"', '* LISTRIGHTS x tim "" lr T', 'a SETACL x tim +L'],
  'damaged-entry': ['* METADATA x (/a b /c "d")', '* METADATA x (/a (b))'],
  'entry-name': ['* METADATA x (a NIL)', '* METADATA x "/a/*"', 'a GETMETADATA x /a/', 'a SETMETADATA x ("/%" NIL)'],
  'options-behind': ['a GETMETADATA INBOX (MAXSIZE 1024) (/shared/comment)'],
  'compression-algorithm': ['a COMPRESS LZ4'],
  'event-rules': [
    'a NOTIFY SET (selected (FlagChange))',
    'a NOTIFY SET (personal (MessageNew))',
    'a NOTIFY SET (selected (MailboxName))',
    'a NOTIFY SET (inboxes (MessageNew (UID) MessageExpunge))',
    'a NOTIFY SET (selected NONE) (selected-delayed NONE)',
  ],
  'mime-type': ['* CONVERSION "text" "a/b"', '* CONVERSION "a/b" "a/*"', 'a CONVERT 1 ("text") UID'],
  'converted-header': ['* 2 CONVERTED (TAG "d") (BODY[HEADER] "x")'],
  'uid-order': ['* 2 CONVERTED (TAG "d") (BINARY.SIZE[1] 5 UID 7)'],
  'unknown-response': ['* FOO bar', '* 5 FOO'],
  'gmail-extension': [
    fetchOf('X-GM-MSGID 5'),
    fetchOf('X-GM-LABELS (\\Inbox)'),
    'a FETCH 1 X-GM-MSGID',
    'a STORE 1 -X-GM-LABELS (b)',
  ],
  'unknown-item': [fetchOf('X-A (b c)'), '* STATUS x (X-A 5)', 'a FETCH 1 X-A', 'a STORE 1 +X-A (b)'],
  'unknown-key': ['a SEARCH X-KEY 5', 'a SEARCH NOT FOO', 'a SORT (FOO) UTF-8 ALL'],
  'unknown-command': ['a FOO bar', 'a UID FOO'],
}

/** Lines of clients. */
const commands: ReadonlySet<string> = new Set([
  'a CONVERT 1 ("text") UID',
  'a NOTIFY SET (selected NONE) (selected-delayed NONE)',
  'a NOTIFY SET (inboxes (MessageNew (UID) MessageExpunge))',
  'a NOTIFY SET (selected (MailboxName))',
  'a NOTIFY SET (personal (MessageNew))',
  'a NOTIFY SET (selected (FlagChange))',
  'a COMPRESS LZ4',
  'a GETMETADATA INBOX (MAXSIZE 1024) (/shared/comment)',
  'a SETMETADATA x ("/%" NIL)',
  'a GETMETADATA x /a/',
  'a SETACL x tim +L',
  'a ID ("a" NIL "a" NIL)',
  'a ID (name "x")',
  'a SORT (FOO) UTF-8 ALL',
  'a FETCH 1 X-A',
  'a STORE 1 +X-A (b)',
  'a FETCH 1 X-GM-MSGID',
  'a STORE 1 -X-GM-LABELS (b)',
  'a FOO bar',
  'a UID FOO',
  'a SEARCH X-KEY 5',
  'a SEARCH NOT FOO',
])

const decode = (line: string, strict: boolean): { readonly warnings: readonly { readonly code: string }[] } =>
  (commands.has(line) ? decodeCommand : decodeResponse)(bytesOf(line), { strict })

const bytesOf = (line: string): Uint8Array => asBytes(line.endsWith('\n') ? line : `${line}\r\n`)

describe('quirks', () => {
  it('have lines here, each of them, and nothing else has', () => {
    expect(Object.keys(lines).sort()).toEqual(Object.keys(quirks).sort())
  })

  it.each(Object.keys(quirks) as ImapQuirk[])(
    '%s is read with its warning alone, and is an error in strict mode or a warning, too',
    id => {
      const { rule, ...texts } = quirks[id]
      expect(Object.values(texts).every(text => text !== '')).toBe(true)
      for (const line of lines[id]) {
        expect([line, ...new Set(decode(line, false).warnings.map(({ code }) => code))]).toEqual([line, id])
        if (rule === 'prose') expect([line, ...decode(line, true).warnings]).toMatchObject([line, { code: id }])
        else expect([line, caught(() => decode(line, true))]).toMatchObject([line, { name: 'ImapError' }])
        if (commands.has(line)) continue
        // What a `+` says has no event of its own.
        if (!line.startsWith('+')) expect(heard(line, false)).toContain(`"${id}"`)
        if (rule === 'grammar') expect(heard(line, true)).not.toContain('warnings":[{')
      }
    },
  )

  it('are told of in commands, too', () => {
    const line = asBytes('a NOOP \r\n')
    expect(decodeCommand(line).warnings).toMatchObject([{ code: 'extra-space', offset: 6 }])
    expect(caught(() => decodeCommand(line, { strict: true }))).toMatchObject({ name: 'ImapError' })
  })

  it.each(['* OK ', 'a OK ', '* OK [READ-ONLY] ', '* FLAGS (\\Seen $Forwarded)', fetchOf('BODY[]<0> "x"')])(
    'none: %j (RFC 9051 9)',
    line => {
      expect(decodeResponse(asBytes(`${line}\r\n`), { strict: true }).warnings).toEqual([])
    },
  )
})

/** The events of a client that waits for the answer to NOOP and gets this line, as text. */
function heard(line: string, strict: boolean): string {
  const client = new ClientConnection({ strict })
  client.send({ verb: 'noop', tag: 'a' })
  return JSON.stringify(drive(client, [asBytes('* OK hi\r\n'), bytesOf(line)]), (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  )
}
