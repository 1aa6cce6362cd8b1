/** What the mail host does not do, and what it says to it. */
import { afterEach, expect, it } from 'vitest'
import { type Listener, Maildrop, startImapServer } from '../../src/node.js'
import { asBytes, converse } from '../peers.js'

const open: Listener[] = []
afterEach(async () => void (await Promise.all(open.splice(0).map(server => server.close()))))

const maildrop = new Maildrop()
maildrop.deliver(asBytes('Subject: x\r\n\r\n'))

async function ask(script: string): Promise<string> {
  const users = [{ name: 'u', password: 'p', maildrop }]
  const server = await startImapServer({ hostname: 'x', users, allowCleartextCredentials: true })
  open.push(server)
  const peer = await converse(server)
  peer.write(`a LOGIN u p\r\n${script}d LOGOUT\r\n`)
  return peer.end()
}

it.each([
  ['CREATE x (USE (\\Sent))', 'BAD CREATE with parameters is not announced'],
  ['RENAME x y (Z)', 'BAD RENAME with parameters is not announced'],
  ['LIST (SPECIAL-USE) "" *', 'BAD LIST with SPECIAL-USE is not announced'],
  ['LIST "" * RETURN (MYRIGHTS)', 'BAD LIST with MYRIGHTS is not announced'],
  ['LIST "" * RETURN (X-MINE)', 'BAD LIST with X-MINE is not announced'],
  [`LIST "" (${Array.from({ length: 21 }, (_, at) => `a${at}`).join(' ')})`, 'NO [LIMIT] at most 20 patterns at a time'],
  ['STATUS INBOX (MESSAGES MAILBOXID)', 'BAD STATUS of MAILBOXID is not announced'],
  ['LIST "" * RETURN (STATUS (MAILBOXID))', 'BAD STATUS of MAILBOXID is not announced'],
  ['UID FETCH 1 FLAGS (PARTIAL 1:2)', 'BAD FETCH with modifiers is not announced'],
  ['STORE 1 (X-MINE 1) FLAGS (x)', 'BAD STORE with modifiers is not announced'],
  ['FETCH 1 BINARY[1]', 'BAD FETCH of BINARY[] is not announced'],
  ['FETCH 1 BINARY.SIZE[1]', 'BAD FETCH of BINARY.SIZE is not announced'],
  ['FETCH 1 (UID PREVIEW)', 'BAD FETCH of PREVIEW is not announced'],
  ['STORE 1 ANNOTATION (/comment (value.priv "x"))', 'BAD STORE of ANNOTATION is not announced'],
  ['STORE 1 +X-FLAGS (x)', 'BAD STORE of +X-FLAGS is not announced'],
  ['FETCH 1 X-GM-MSGID', 'BAD FETCH of X-GM-MSGID is not announced'],
  ['SORT RETURN (PARTIAL 1:2) (DATE) UTF-8 ALL', 'BAD SORT with RETURN (PARTIAL) is not announced'],
  ['UID THREAD REFS UTF-8 ALL', 'BAD THREAD=REFS is not announced'],
  ['ESEARCH IN (personal) ALL', 'BAD MULTISEARCH is not announced'],
  ['SEARCH RETURN (PARTIAL 1:2) ALL', 'BAD RETURN (PARTIAL) is not announced'],
  ['SEARCH RETURN (X-MINE) ALL', 'BAD RETURN (X-MINE) is not announced'],
  ['SEARCH OR ALL NOT (SEEN EMAILID x)', 'BAD OBJECTID is not announced'],
  ['SEARCH FUZZY SUBJECT x', 'BAD SEARCH=FUZZY is not announced'],
  ['SEARCH X-MINE 1', 'BAD SEARCH X-MINE is not announced'],
  ['SEARCH SINCE 31-Feb-2020', 'BAD 31-Feb-2020 is not a valid date'],
  ['SEARCH CHARSET ISO-8859-1 ALL', 'NO [BADCHARSET (UTF-8 US-ASCII)] supported charsets: UTF-8 and US-ASCII'],
  ['REPLACE 1 INBOX {1+}\r\nx', 'BAD REPLACE is not announced'],
  ['APPEND INBOX ~{1+}\r\nx', 'BAD BINARY is not announced'],
  ['APPEND INBOX {1+}\r\nx {1+}\r\ny', 'BAD MULTIAPPEND is not announced'],
  ['APPEND INBOX CATENATE (TEXT {1+}\r\nx)', 'BAD CATENATE is not announced'],
  ['X-SORT 1', 'BAD unknown command'],
])('%s gets %s, and nothing of it is done', async (command, answer) => {
  const said = await ask(`b SELECT INBOX\r\nm STORE 1 +FLAGS.SILENT (\\Deleted)\r\nc ${command}\r\n`)
  expect(said).toContain(`\r\nm OK STORE done\r\nc ${answer}\r\n`)
  expect(maildrop.messages).toHaveLength(1)
  expect([...maildrop.messages[0]!.flags]).toEqual(['\\Deleted'])
})

it('SELECT with a parameter that is not announced leaves the mailbox that was selected, and says so (RFC 7162 3.2.11)', async () => {
  const said = await ask('b SELECT INBOX\r\nc SELECT INBOX (X-MINE)\r\nx FETCH 1 UID\r\ny EXAMINE INBOX (ANNOTATE)\r\n')
  expect(said).toContain(
    '\r\n* OK [CLOSED] the previous mailbox is closed\r\nc BAD SELECT with parameters is not announced\r\nx BAD ',
  )
  expect(said).toMatch(/^x BAD .*\r\ny BAD EXAMINE with parameters is not announced/m)
})

it('what is announced behind the login, in the spelling of the RFCs; ENABLE names what it switched on (RFC 9051 6.1.1, 6.3.1)', async () => {
  const said = await ask('b CAPABILITY\r\nc NAMESPACE\r\ne ENABLE CONDSTORE IMAP4REV2 UTF8=ACCEPT\r\n')
  expect(said).toContain(
    '* CAPABILITY IMAP4rev1 LITERAL+ SASL-IR ID UNSELECT NAMESPACE ENABLE IDLE UIDPLUS MOVE CHILDREN LIST-EXTENDED LIST-STATUS STATUS=SIZE ESEARCH SEARCHRES WITHIN CONDSTORE QRESYNC APPENDLIMIT=26214400 SORT SORT=DISPLAY ESORT THREAD=ORDEREDSUBJECT THREAD=REFERENCES\r\n',
  )
  expect(said).toContain('* NAMESPACE (("" "/")) NIL NIL\r\nc OK NAMESPACE done\r\n* ENABLED CONDSTORE\r\ne OK ENABLE done\r\n')
})
