/** Python's imaplib against our IMAP server, over STARTTLS and over implicit TLS: it appends, searches, copies, moves, stores and expunges. (Debian: python3.) */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Maildrop, selfSignedCertificate, startImapServer } from 'mailwire/node'
import { expect, it } from 'vitest'
import { placeFor } from './place.js'
import { run } from './programs.js'

const place = placeFor('imaplib', 'by imaplib')

const script = (way: string, port: number): string => `
import imaplib, re, ssl, time
context = ssl.create_default_context(cafile='server.pem')
if '${way}' == 'implicit': c = imaplib.IMAP4_SSL('127.0.0.1', ${port}, ssl_context=context, timeout=5)
else:
    c = imaplib.IMAP4('127.0.0.1', ${port}, timeout=5)
    assert c.starttls(context)[0] == 'OK'
def ok(answer):
    assert answer[0] == 'OK', answer
    return answer[1]
ok(c.login('someone', 'secret'))
c._get_capabilities() # it keeps those from before
for name in ('IDLE', 'MOVE', 'UIDPLUS', 'ESEARCH', 'UNSELECT', 'NAMESPACE', 'ENABLE', 'LIST-STATUS'): assert name in c.capabilities, name
ok(c.create('Box/Inner'))
ok(c.subscribe('Box/Inner'))
assert [line.split(b' "/" ')[1] for line in ok(c.list())] == [b'INBOX', b'Box', b'Box/Inner']
assert len(ok(c.lsub())) == 2
assert ok(c.namespace()) == [b'(("" "/")) NIL NIL']
content = open('message', 'rb').read()
date = imaplib.Time2Internaldate(time.gmtime(86400 * 365))
for mailbox, flags in (('INBOX', None), ('INBOX', '(\\\\Seen)'), ('INBOX', '(\\\\Flagged Label)'), ('Box/Inner', None)):
    assert b'APPENDUID' in ok(c.append(mailbox, flags, date, content))[0]
answer = c.append('Nowhere', None, None, content)
assert answer[0] == 'NO' and b'[TRYCREATE]' in answer[1][0], answer
assert ok(c.select('INBOX')) == [b'3']
assert ok(c.search(None, 'ALL')) == [b'1 2 3']
assert ok(c.search(None, 'UNSEEN', 'FROM', '"writer"')) == [b'1 3']
assert ok(c.search('UTF-8', 'OR', 'SEEN', 'KEYWORD', 'label')) == [b'2 3']
assert ok(c.search(None, 'SINCE', '1-Jan-1971', 'BEFORE', '2-Jan-1971', 'BODY', '".dot"')) == [b'1 2 3']
assert ok(c.uid('SEARCH', 'SUBJECT', 'imaplib', 'NOT', '1')) == [b'2 3']
c.literal = 'Olá'.encode()
assert ok(c.uid('SEARCH', 'CHARSET', 'UTF-8', 'TEXT')) == [b'1 2 3']
answer = c._simple_command('SEARCH', 'RETURN (MIN MAX COUNT)', 'UNSEEN')
assert answer[0] == 'OK' and b'MIN 1 MAX 3 COUNT 2' in c.untagged_responses.pop('ESEARCH')[0]
answer = c.search('ISO-8859-1', 'ALL')
assert answer[0] == 'NO' and b'[BADCHARSET' in answer[1][0], answer
assert b'\\\\Answered' in ok(c.store('1', '+FLAGS', '(\\\\Answered)'))[0]
assert ok(c.uid('STORE', '3', '-FLAGS', '(\\\\Flagged)')) == [b'3 (UID 3 FLAGS (Label))']
assert b'COPYUID' in ok(c.copy('1:2', 'Box'))[0]
ok(c.uid('COPY', '3', '"Box/Inner"'))
assert re.fullmatch(rb'\\d+ 3 2', c.untagged_responses.pop('COPYUID')[-1])
answer = c._simple_command('MOVE', '1', 'Box')
assert answer[0] == 'OK' and c.untagged_responses.pop('EXPUNGE') == [b'1']
assert ok(c.uid('MOVE', '2', 'Box/Inner')) == [None] and c.untagged_responses.pop('EXPUNGE') == [b'1']
ok(c.store('1', '+FLAGS.SILENT', '(\\\\Deleted)'))
assert ok(c.expunge()) == [b'1']
assert ok(c.search(None, 'ALL')) == [b'']
assert ok(c.status('Box', '(MESSAGES UNSEEN SIZE)')) == [b'Box (MESSAGES 3 UNSEEN 2 SIZE %d)' % (3 * len(content))]
assert ok(c.select('Box/Inner', readonly=True)) == [b'3']
fetched = ok(c.fetch('1:*', '(UID FLAGS INTERNALDATE RFC822)'))
assert [part[1] for part in fetched if isinstance(part, tuple)] == [content] * 3
assert b'01-Jan-1971 00:00:00 +0000' in fetched[0][0].replace(b'" 1-', b'"01-'), fetched[0][0]
assert c.expunge()[0] == 'NO'
ok(c.close())
assert ok(c.select('Box')) == [b'3']
ok(c.uid('STORE', '1:2', '+FLAGS.SILENT', '(\\\\Deleted)'))
assert ok(c.uid('EXPUNGE', '2:3')) == [None] and c.untagged_responses.pop('EXPUNGE') == [b'2']
ok(c.unselect())
ok(c.rename('Box', 'Renamed'))
assert c.delete('Renamed')[0] == 'NO'
ok(c.delete('Renamed/Inner'))
ok(c.delete('Renamed'))
assert ok(c.noop())
assert c.logout()[0] == 'BYE'
print('all done')
`

it.each(['starttls', 'implicit'])("Python's imaplib, %s", async way => {
  const certificate = await selfSignedCertificate(['127.0.0.1', 'localhost'])
  writeFileSync(join(place.folder, 'server.pem'), certificate.cert)
  const maildrop = new Maildrop()
  const server = await startImapServer({
    hostname: 'host.example',
    credentials: certificate,
    implicitTls: way === 'implicit',
    users: [{ name: 'someone', password: 'secret', maildrop }],
  })
  try {
    expect(await run('/usr/bin/python3', ['-c', script(way, server.port)], { cwd: place.folder })).toEqual({
      code: 0,
      said: 'all done\n',
    })
    expect([maildrop.messages, [...maildrop.mailboxes.names]]).toEqual([[], ['INBOX']])
  } finally {
    await server.close()
  }
})
