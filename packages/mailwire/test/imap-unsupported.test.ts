/** What the mail host does not do, and what it says to it. */
import { afterEach, expect, it } from 'vitest'
import { type Listener, Maildrop, startImapServer } from '../src/node.js'
import { converse, octets } from './peers.js'

const open: Listener[] = []
afterEach(async () => void (await Promise.all(open.splice(0).map(server => server.close()))))

const maildrop = new Maildrop()
maildrop.deliver(octets('Subject: x\r\n\r\n'))

async function ask(script: string): Promise<string> {
  const users = [{ name: 'u', password: 'p', maildrop }]
  const server = await startImapServer({ hostname: 'x', users, allowCleartextCredentials: true })
  open.push(server)
  const peer = await converse(server)
  peer.write(`a LOGIN u p\r\n${script}d LOGOUT\r\n`)
  return peer.end()
}

it.each([
  ['SELECT INBOX (CONDSTORE)', 'BAD SELECT with parameters is not announced'],
  ['CREATE x (USE (\\Sent))', 'BAD CREATE with parameters is not announced'],
  ['RENAME x y (Z)', 'BAD RENAME with parameters is not announced'],
  ['LIST (SUBSCRIBED) "" *', 'BAD LIST-EXTENDED is not announced'],
  ['LIST "" (a b)', 'BAD LIST-EXTENDED is not announced'],
  ['LIST "" * RETURN (CHILDREN)', 'BAD LIST-EXTENDED is not announced'],
  ['UID EXPUNGE 1', 'BAD UIDPLUS is not announced'],
  ['FETCH $ FLAGS', 'BAD SEARCHRES is not announced'],
  ['STORE $ FLAGS (x)', 'BAD SEARCHRES is not announced'],
  ['FETCH 1 FLAGS (CHANGEDSINCE 1)', 'BAD FETCH with modifiers is not announced'],
  ['STORE 1 (UNCHANGEDSINCE 1) FLAGS (x)', 'BAD STORE with modifiers is not announced'],
  ['FETCH 1 (UID MODSEQ)', 'BAD FETCH of MODSEQ is not announced'],
  ['FETCH 1 BINARY[1]', 'BAD FETCH of BINARY[] is not announced'],
  ['FETCH 1 BINARY.SIZE[1]', 'BAD FETCH of BINARY.SIZE is not announced'],
  ['FETCH 1 (UID PREVIEW)', 'BAD FETCH of PREVIEW is not announced'],
  ['STORE 1 ANNOTATION (/comment (value.priv "x"))', 'BAD STORE of ANNOTATION is not announced'],
  ['STORE 1 +X-FLAGS (x)', 'BAD STORE of +X-FLAGS is not announced'],
  ['FETCH 1 X-GM-MSGID', 'BAD FETCH of X-GM-MSGID is not announced'],
  ['SORT (DATE) UTF-8 ALL', 'BAD SORT is not announced'],
  ['UID THREAD REFERENCES UTF-8 ALL', 'BAD THREAD=REFERENCES is not announced'],
  ['ESEARCH IN (personal) ALL', 'BAD MULTISEARCH is not announced'],
  ['SEARCH RETURN (COUNT) ALL', 'BAD ESEARCH is not announced'],
  ['SEARCH ALL', 'NO [CANNOT] SEARCH is not supported here'],
  ['UID COPY 1 INBOX', 'NO [CANNOT] COPY is not supported here'],
  ['MOVE 1 INBOX', 'BAD MOVE is not announced'],
  ['X-SORT 1', 'BAD unknown command'],
])('%s gets %s, and nothing of it is done', async (command, answer) => {
  const said = await ask(`b SELECT INBOX\r\nm STORE 1 +FLAGS.SILENT (\\Deleted)\r\nc ${command}\r\n`)
  expect(said).toContain(`\r\nm OK STORE done\r\nc ${answer}\r\n`)
  expect([...maildrop.messages[0]!.flags]).toEqual(['\\Deleted'])
})

it('NAMESPACE and ENABLE are announced behind the login, in the spelling of the RFCs, and answered (RFC 9051 6.3.10, 6.3.1)', async () => {
  const said = await ask('b CAPABILITY\r\nc NAMESPACE\r\ne ENABLE CONDSTORE\r\n')
  expect(said).toContain('* CAPABILITY IMAP4rev1 LITERAL+ SASL-IR UNSELECT NAMESPACE ENABLE\r\n')
  expect(said).toContain('* NAMESPACE (("" "/")) NIL NIL\r\nc OK NAMESPACE done\r\n* ENABLED\r\ne OK ENABLE done\r\n')
})
