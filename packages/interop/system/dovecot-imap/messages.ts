/** Messages: APPEND in all forms, FETCH of all items, STORE, COPY, MOVE and EXPUNGE. */
import { headerOf, literal, mail, opened, type Topic } from './topic.js'

/** A text, a file, and a message in a message. */
const multipart = [
  'From: A <a@store.example>',
  'Subject: multi',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=b',
  'Content-Language: en, de',
  '',
  '--b',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'Ol=C3=A1',
  '--b',
  'Content-Type: application/octet-stream; name="f.bin"',
  'Content-Transfer-Encoding: base64',
  'Content-Disposition: attachment; filename="f.bin"',
  '',
  'AAECAwQ=',
  '--b',
  'Content-Type: message/rfc822',
  '',
  'Subject: inner',
  '',
  'Inner text.',
  '--b--',
  '',
].join('\r\n')
const withNul = 'Subject: nul\r\nContent-Transfer-Encoding: binary\r\n\r\na\0b\r\n'

/** Above what the client keeps in a response. */
const largeText = 'a line of text\r\n'.repeat(20_000)
const large = `Subject: large\r\n\r\n${largeText}`

export const messages: Topic = {
  name: 'messages',
  sessions: {
    a: { user: 'a' },
    slow: { user: 'a', without: ['LITERAL+'] },
    minus: { user: 'a', without: ['LITERAL+'], with: ['LITERAL-'] },
    q: { user: 'a' },
  },
  rows: [
    { send: 'CREATE box' },
    { send: 'CREATE copies' },
    { send: `APPEND box ${literal(mail('one'), '+')}`, shows: ['LITERAL+', 'UIDPLUS'], status: 'OK [APPENDUID # 1]' },
    {
      send: `APPEND box (\\Seen $Forwarded) "24-Nov-2026 12:00:00 +0100" ${literal(mail('two'), '+')}`,
      status: 'OK [APPENDUID # 2]',
    },
    {
      send: `APPEND box ${literal(mail('three'), '+')} (\\Draft) ${literal(mail('four'), '+')}`,
      shows: ['MULTIAPPEND'],
      status: 'OK [APPENDUID # 3:4]',
    },
    { send: `APPEND box ${literal(multipart, '+')}`, pieces: 100, status: 'OK [APPENDUID # 5]' },
    { by: 'slow', send: `APPEND box ${literal(mail('slow'), '+')}`, pieces: 50, status: 'OK [APPENDUID # 6]' },
    {
      by: 'slow',
      send: `APPEND box ${literal(mail('slow'), '+')} ${literal(mail('slower'), '+')}`,
      status: 'OK [APPENDUID # 7:8]',
    },
    { send: `APPEND box ~${literal(withNul, '+')}`, shows: ['BINARY'], status: 'OK [APPENDUID # 9]' },
    { send: `APPEND nowhere ${literal(mail('lost'), '+')}`, status: 'NO [TRYCREATE]' },
    { by: 'slow', send: `APPEND nowhere ${literal(mail('lost'), '+')}`, pieces: 50, status: 'NO [TRYCREATE]' },
    {
      send: `APPEND box CATENATE (URL /box/;UID=1/;SECTION=HEADER TEXT ${literal('Other.\r\n', '+')})`,
      shows: ['CATENATE'],
      status: 'OK [APPENDUID # 10]',
    },
    {
      send: `APPEND box CATENATE (TEXT ${literal('Subject: x\r\n\r\n', '+')} URL /box/;UID=1/;SECTION=TEXT/;PARTIAL=0.4)`,
      shows: ['URL-PARTIAL'],
      status: 'OK [APPENDUID # 11]',
    },
    { send: 'APPEND box CATENATE (URL /nowhere/;UID=1)', status: 'NO [BADURL /nowhere/;UID=1]' },
    {
      send: 'SELECT box',
      answers: [...opened({ exists: 11, recent: 11, unseen: 1, uidNext: 12, keywords: ['$Forwarded'] })],
      status: 'OK [READ-WRITE]',
    },
    {
      send: 'FETCH 1 ALL',
      answers: [
        '* 1 FETCH (FLAGS (\\Recent) INTERNALDATE "…" RFC822.SIZE 154 ENVELOPE ("Tue, 24 Nov 2026 12:00:00 +0000" "one" (("A" NIL "a" "store.example")) (("A" NIL "a" "store.example")) (("A" NIL "a" "store.example")) (("B" NIL "b" "store.example")) NIL NIL NIL "<one@store.example>"))',
      ],
    },
    {
      send: 'FETCH 2 FAST',
      answers: ['* 2 FETCH (FLAGS (\\Seen \\Recent $Forwarded) INTERNALDATE "24-Nov-2026 11:00:00 +0000" RFC822.SIZE 154)'],
    },
    {
      send: 'FETCH 5 FULL',
      answers: [
        '* 5 FETCH (FLAGS (\\Recent) INTERNALDATE "…" RFC822.SIZE 468 ENVELOPE (NIL "multi" (("A" NIL "a" "store.example")) (("A" NIL "a" "store.example")) (("A" NIL "a" "store.example")) NIL NIL NIL NIL NIL) BODY (("text" "plain" ("charset" "utf-8") NIL NIL "quoted-printable" 8 0)("application" "octet-stream" ("name" "f.bin") NIL NIL "base64" 8)("message" "rfc822" NIL NIL NIL "7bit" 29 (NIL "inner" NIL NIL NIL NIL NIL NIL NIL NIL) ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 11 0) 2) "mixed"))',
      ],
    },
    {
      send: 'FETCH 1 (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)',
      answers: [
        '* 1 FETCH (UID 1 FLAGS (\\Recent) INTERNALDATE "…" RFC822.SIZE 154 ENVELOPE ("Tue, 24 Nov 2026 12:00:00 +0000" "one" (("A" NIL "a" "store.example")) (("A" NIL "a" "store.example")) (("A" NIL "a" "store.example")) (("B" NIL "b" "store.example")) NIL NIL NIL "<one@store.example>"))',
      ],
    },
    {
      send: 'FETCH 5 (BODYSTRUCTURE)',
      answers: [
        '* 5 FETCH (BODYSTRUCTURE (("text" "plain" ("charset" "utf-8") NIL NIL "quoted-printable" 8 0 NIL NIL NIL NIL)("application" "octet-stream" ("name" "f.bin") NIL NIL "base64" 8 NIL ("attachment" ("filename" "f.bin")) NIL NIL)("message" "rfc822" NIL NIL NIL "7bit" 29 (NIL "inner" NIL NIL NIL NIL NIL NIL NIL NIL) ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 11 0 NIL NIL NIL NIL) 2 NIL NIL NIL NIL) "mixed" ("boundary" "b") NIL ("en" "de") NIL))',
      ],
    },
    { send: 'FETCH 1 (BODY)', answers: ['* 1 FETCH (BODY ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 14 1))'] },
    { send: 'FETCH 1 (BODY.PEEK[])', answers: [`* 1 FETCH (BODY[] ${literal(mail('one'))})`] },
    { send: 'FETCH 1 (BODY[HEADER])', answers: [`* 1 FETCH (FLAGS (\\Seen \\Recent) BODY[HEADER] ${literal(headerOf('one'))})`] },
    {
      send: 'FETCH 1 (BODY.PEEK[HEADER.FIELDS (SUBJECT TO)] BODY.PEEK[HEADER.FIELDS.NOT (SUBJECT TO)])',
      answers: [
        '* 1 FETCH (BODY[HEADER.FIELDS (SUBJECT TO)] {41}\r\nTo: B <b@store.example>\r\nSubject: one\r\n\r\n BODY[HEADER.FIELDS.NOT (SUBJECT TO)] {101}\r\nFrom: A <a@store.example>\r\nDate: Tue, 24 Nov 2026 12:00:00 +0000\r\nMessage-ID: <one@store.example>\r\n\r\n)',
      ],
    },
    {
      send: 'FETCH 1 (BODY.PEEK[TEXT]<0.4> BODY.PEEK[]<100.4> BODY.PEEK[]<5000.4>)',
      answers: ['* 1 FETCH (BODY[TEXT]<0> {4}\r\nText BODY[]<100> {4}\r\n000\r BODY[]<5000> {0}\r\n)'],
    },
    {
      send: 'FETCH 5 (BODY.PEEK[1] BODY.PEEK[2.MIME] BODY.PEEK[3.HEADER] BODY.PEEK[3.TEXT] BODY.PEEK[9])',
      answers: [
        '* 5 FETCH (BODY[1] {8}\r\nOl=C3=A1 BODY[2.MIME] {142}\r\nContent-Type: application/octet-stream; name="f.bin"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="f.bin"\r\n\r\n BODY[3.HEADER] {18}\r\nSubject: inner\r\n\r\n BODY[3.TEXT] {11}\r\nInner text. BODY[9] {0}\r\n)',
      ],
    },
    { send: 'FETCH 2 (RFC822.HEADER)', answers: [`* 2 FETCH (RFC822.HEADER ${literal(headerOf('two'))})`] },
    { send: 'FETCH 2 (RFC822.TEXT)', answers: ['* 2 FETCH (RFC822.TEXT {14}\r\nText of two.\r\n)'] },
    { send: 'FETCH 2 (RFC822)', answers: [`* 2 FETCH (RFC822 ${literal(mail('two'))})`] },
    {
      send: 'FETCH 5 (BINARY.PEEK[1] BINARY.PEEK[2] BINARY.PEEK[2]<1.2> BINARY.SIZE[1] BINARY.SIZE[2])',
      answers: [
        '* 5 FETCH (BINARY[1] {4}\r\nOlá BINARY[2] ~{5}\r\n\0\x01\x02\x03\x04 BINARY[2]<1> {2}\r\n\x01\x02 BINARY.SIZE[1] 4 BINARY.SIZE[2] 5)',
      ],
    },
    { send: 'FETCH 8 (BINARY[])', answers: [`* 8 FETCH (FLAGS (\\Seen \\Recent) BINARY[] ${literal(mail('slower'))})`] },
    {
      send: 'FETCH 9 (BODY.PEEK[TEXT] BINARY.PEEK[1])',
      answers: ['* 9 FETCH (BODY[TEXT] {8}\r\nYQBiDQo= BINARY[1] ~{5}\r\na\0b\r\n)'],
    },
    { send: 'FETCH 10 (BODY.PEEK[TEXT])', answers: ['* 10 FETCH (BODY[TEXT] {8}\r\nOther.\r\n)'] },
    { send: 'FETCH 11 (BODY.PEEK[])', answers: ['* 11 FETCH (BODY[] {18}\r\nSubject: x\r\n\r\nText)'] },
    { send: 'FETCH 1 (PREVIEW)', shows: ['PREVIEW', 'PREVIEW=FUZZY'], answers: ['* 1 FETCH (PREVIEW "Text of one.")'] },
    { send: 'FETCH 1 (PREVIEW (LAZY))', answers: ['* 1 FETCH (PREVIEW "Text of one.")'] },
    {
      send: 'FETCH 1 (SNIPPET)',
      isUnknown: true,
      shows: ['SNIPPET=FUZZY'],
      answers: ['* 1 FETCH (SNIPPET (FUZZY "Text of one."))'],
      quirks: ['unknown-item'],
    },
    {
      send: 'FETCH 1 (SNIPPET (FUZZY))',
      isUnknown: true,
      answers: ['* 1 FETCH (SNIPPET (FUZZY "Text of one."))'],
      quirks: ['unknown-item'],
    },
    { send: 'FETCH 1 (SAVEDATE)', shows: ['SAVEDATE'], answers: ['* 1 FETCH (SAVEDATE "…")'] },
    { send: 'FETCH 1 (MODSEQ)', answers: ['* OK [HIGHESTMODSEQ 13] …', '* 1 FETCH (MODSEQ (13))'] },
    { send: 'FETCH 1 (EMAILID THREADID)', status: 'BAD' },
    {
      send: 'FETCH 1 (X-GUID X-MAILBOX X-REAL-UID)',
      isUnknown: true,
      answers: ['* 1 FETCH (X-GUID … X-MAILBOX box X-REAL-UID 1)'],
      quirks: ['unknown-item'],
    },
    {
      send: 'UID FETCH 1:2 (FLAGS)',
      answers: ['* 1 FETCH (UID 1 FLAGS (\\Seen \\Recent))', '* 2 FETCH (UID 2 FLAGS (\\Seen \\Recent $Forwarded))'],
    },
    {
      send: 'UID FETCH 1,4 (FLAGS) (CHANGEDSINCE 1)',
      answers: [
        '* 1 FETCH (UID 1 FLAGS (\\Seen \\Recent) MODSEQ (13))',
        '* 4 FETCH (UID 4 FLAGS (\\Draft \\Recent) MODSEQ (13))',
      ],
    },
    { send: 'STORE 1 FLAGS (\\Answered)', answers: ['* 1 FETCH (FLAGS (\\Answered \\Recent) MODSEQ (14))'] },
    {
      send: 'STORE 1 +FLAGS (\\Flagged blue)',
      answers: [
        '* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Forwarded blue)',
        '* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Forwarded blue \\*)] …',
        '* 1 FETCH (FLAGS (\\Answered \\Flagged \\Recent blue) MODSEQ (16))',
      ],
    },
    { send: 'STORE 1 -FLAGS.SILENT (\\Flagged)', answers: ['* 1 FETCH (MODSEQ (17))'] },
    { send: 'UID STORE 1 +FLAGS.SILENT (\\Deleted)', answers: ['* 1 FETCH (UID 1 MODSEQ (18))'] },
    { send: 'STORE 1:2 (UNCHANGEDSINCE 1) +FLAGS (blue)', status: 'OK [MODIFIED 1:2]' },
    { send: 'UID STORE 1:2 (UNCHANGEDSINCE 1) +FLAGS (blue)', status: 'OK [MODIFIED 1:2]' },
    { send: 'STORE 2 (UNCHANGEDSINCE 1000) +FLAGS.SILENT (blue)', answers: ['* 2 FETCH (MODSEQ (19))'] },
    { send: 'COPY 1:2 copies', status: 'OK [COPYUID # 1:2 1:2]' },
    { send: 'UID COPY 2,4 copies', status: 'OK [COPYUID # 2,4 3:4]' },
    { send: 'COPY 1 nowhere', status: 'NO [TRYCREATE]' },
    { send: 'UID COPY 999 copies' },
    { send: 'MOVE 3 copies', shows: ['MOVE'], answers: ['* OK [COPYUID # 3 5] …', '* 3 EXPUNGE', '* 10 RECENT'] },
    { send: 'UID MOVE 4 copies', answers: ['* OK [COPYUID # 4 6] …', '* 3 EXPUNGE', '* 9 RECENT'] },
    { send: 'MOVE 1 nowhere', status: 'NO [TRYCREATE]' },
    { send: 'UID EXPUNGE 2' },
    { send: 'UID EXPUNGE 1', answers: ['* 1 EXPUNGE', '* 8 RECENT'] },
    { send: 'STORE 1 +FLAGS.SILENT (\\Deleted)', answers: ['* 1 FETCH (MODSEQ (23))'] },
    { send: 'EXPUNGE', answers: ['* 1 EXPUNGE', '* 7 RECENT'] },
    { by: 'q', send: 'ENABLE QRESYNC', answers: ['* ENABLED QRESYNC'] },
    {
      by: 'q',
      send: 'SELECT box',
      answers: [...opened({ exists: 7, recent: 0, unseen: 1, uidNext: 12, modseq: 24, keywords: ['$Forwarded', 'blue'] })],
      status: 'OK [READ-WRITE]',
    },
    {
      by: 'q',
      send: 'UID FETCH 1:6 (FLAGS) (CHANGEDSINCE 1 VANISHED)',
      answers: ['* VANISHED (EARLIER) 1:4', '* 1 FETCH (UID 5 FLAGS () MODSEQ (13))', '* 2 FETCH (UID 6 FLAGS () MODSEQ (13))'],
    },
    { by: 'q', send: 'UID MOVE 6 copies', answers: ['* OK [COPYUID # 6 7] …', '* VANISHED 6'], status: 'OK [HIGHESTMODSEQ 25]' },
    { by: 'q', send: 'STORE 1 +FLAGS (\\Deleted)', answers: ['* 1 FETCH (UID 5 FLAGS (\\Deleted) MODSEQ (26))'] },
    { by: 'q', send: 'EXPUNGE', answers: ['* VANISHED 5'], status: 'OK [HIGHESTMODSEQ 27]' },
    { by: 'q', send: 'CLOSE' },
    {
      by: 'slow',
      send: 'EXAMINE copies',
      answers: [
        ...opened({
          exists: 7,
          recent: 7,
          unseen: 1,
          uidNext: 8,
          modseq: 10,
          keywords: ['blue', '$Forwarded'],
          isReadOnly: true,
        }),
      ],
      status: 'OK [READ-ONLY]',
    },
    { by: 'slow', send: 'STORE 1 +FLAGS (\\Seen)' },
    { by: 'slow', send: 'EXPUNGE' },
    { by: 'minus', send: 'CREATE large' },
    { by: 'minus', send: `APPEND large ${literal(mail('one'), '+')} ${literal(large, '+')}`, status: 'OK [APPENDUID # 1:2]' },
    { by: 'minus', send: `APPEND large ${literal(large, '+')}`, pieces: 10_000, status: 'OK [APPENDUID # 3]' },
    {
      by: 'minus',
      send: 'SELECT large',
      answers: opened({ exists: 3, recent: 3, unseen: 1, uidNext: 4 }),
      status: 'OK [READ-WRITE]',
    },
    {
      by: 'minus',
      send: 'FETCH 1:3 (BODY.PEEK[] UID BINARY.PEEK[1])',
      answers: [
        `* 1 FETCH (UID 1 BODY[] ${literal(mail('one'))} BINARY[1] ${literal('Text of one.\r\n')})`,
        `* 2 FETCH (UID 2 BODY[] ${literal(large)} BINARY[1] ${literal(largeText)})`,
        `* 3 FETCH (UID 3 BODY[] ${literal(large)} BINARY[1] ${literal(largeText)})`,
      ],
    },
  ],
}
