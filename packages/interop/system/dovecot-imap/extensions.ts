/** METADATA, QUOTA, ACL and URLAUTH. */
import { literal, type Topic } from './topic.js'

const encoded = 'Subject: one\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC\r\n'
const decoded = 'Subject: one\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\n\r\n\0\x01\x02'

export const extensions: Topic = {
  name: 'extensions',
  sessions: { a: { user: 'a' }, admin: { user: 'a', with: ['QUOTASET'] } },
  rows: [
    { send: 'CREATE box' },
    { send: `APPEND box ${literal(encoded, '+')}`, status: 'OK [APPENDUID # 1]' },
    { send: `SETMETADATA box (/private/comment "mine" /shared/comment ${literal('a\r\nb', '+')})`, shows: ['METADATA'] },
    { send: `SETMETADATA box (/private/vendor/x ~${literal('a\0b', '+')})`, status: 'NO [CANNOT]' },
    { send: 'SETMETADATA "" (/private/comment "of the server")' },
    { send: 'SETMETADATA "" (/shared/comment "of the server")', status: 'NO [CANNOT]' },
    { send: 'SETMETADATA nowhere (/private/comment "x")', status: 'NO' },
    { send: 'GETMETADATA box /private/comment', answers: ['* METADATA box (/private/comment "mine")'] },
    {
      send: 'GETMETADATA box (/private/comment /shared/comment /shared/none)',
      answers: ['* METADATA box (/private/comment "mine" /shared/comment {4}\r\na\r\nb /shared/none NIL)'],
    },
    { send: 'GETMETADATA (DEPTH infinity) box /private', answers: ['* METADATA box (/private/comment "mine")'] },
    { send: 'GETMETADATA (DEPTH 1) box /private', answers: ['* METADATA box (/private/comment "mine")'] },
    { send: 'GETMETADATA (MAXSIZE 2) box /private/comment', status: 'OK [METADATA LONGENTRIES 4]' },
    { send: 'GETMETADATA "" /private/comment', answers: ['* METADATA "" (/private/comment "of the server")'] },
    { send: 'GETMETADATA "" /shared/admin', answers: ['* METADATA "" (/shared/admin NIL)'] },
    { send: 'SETMETADATA box (/private/comment NIL)' },
    { send: 'GETMETADATA box /private/comment', answers: ['* METADATA box (/private/comment NIL)'] },
    { send: 'GETMETADATA nowhere /private/comment', status: 'NO' },
    {
      send: 'GETQUOTAROOT box',
      shows: ['QUOTA'],
      answers: ['* QUOTAROOT box User', '* QUOTA User (STORAGE 1 102400 MESSAGE 1 1000)'],
    },
    { send: 'GETQUOTA User', answers: ['* QUOTA User (STORAGE 1 102400 MESSAGE 1 1000)'] },
    { send: 'GETQUOTA none', status: 'NO' },
    { by: 'admin', send: 'SETQUOTA User (STORAGE 10)', status: 'NO' },
    { send: 'MYRIGHTS box', shows: ['RIGHTS=TEXK'], answers: ['* MYRIGHTS box lrwstipekxacd'] },
    { send: 'GETACL box', shows: ['ACL'], answers: ['* ACL box a lrwstipekxacd'] },
    { send: 'SETACL box b lr' },
    { send: 'SETACL box b +ws' },
    { send: 'SETACL box b -s' },
    { send: 'SETACL box -b i' },
    { send: 'GETACL box', answers: ['* ACL box b lrw -b i a lrwstipekxacd'] },
    { send: 'LISTRIGHTS box b', answers: ['* LISTRIGHTS box b "" l r w s t p i e k x a c d'] },
    { send: 'DELETEACL box b' },
    { send: 'GETACL box', answers: ['* ACL box -b i a lrwstipekxacd'] },
    { send: 'SETACL box b q', status: 'BAD' },
    {
      send: 'GENURLAUTH imap://a@store.example/box/;UID=1;URLAUTH=user+a INTERNAL',
      shows: ['URLAUTH'],
      answers: ['* GENURLAUTH imap://a@store.example/box/;UID=1;URLAUTH=user+a:internal:…'],
    },
    {
      name: 'URLFETCH url',
      send: known => `URLFETCH ${known.url}`,
      answers: [`* URLFETCH imap://a@store.example/box/;UID=1;URLAUTH=user+a:internal:… ${literal(encoded)}`],
    },
    {
      name: 'URLFETCH (url BINARY)',
      send: known => `URLFETCH (${known.url} BINARY)`,
      shows: ['URLAUTH=BINARY'],
      answers: [`* URLFETCH imap://a@store.example/box/;UID=1;URLAUTH=user+a:internal:… (BINARY ~${literal(decoded)})`],
    },
    {
      name: 'URLFETCH (url BODYPARTSTRUCTURE BODY)',
      send: known => `URLFETCH (${known.url} BODYPARTSTRUCTURE BODY)`,
      answers: [
        `* URLFETCH imap://a@store.example/box/;UID=1;URLAUTH=user+a:internal:… (BODYPARTSTRUCTURE ("text" "plain" ("charset" "us-ascii") NIL NIL "base64" 6 1 NIL NIL NIL NIL)) (BODY ${literal(encoded)})`,
      ],
      quirks: ['joined-metadata'],
    },
    {
      name: 'URLFETCH (url BODYPARTSTRUCTURE BINARY)',
      send: known => `URLFETCH (${known.url} BODYPARTSTRUCTURE BINARY)`,
      answers: [
        `* URLFETCH imap://a@store.example/box/;UID=1;URLAUTH=user+a:internal:… (BODYPARTSTRUCTURE ("text" "plain" ("charset" "us-ascii") NIL NIL "base64" 3 0 NIL NIL NIL NIL)) (BINARY ~${literal(decoded)})`,
      ],
      quirks: ['joined-metadata'],
    },
    {
      name: 'URLFETCH url url',
      send: known => `URLFETCH ${known.url} imap://a@store.example/box/;UID=9`,
      answers: [
        `* URLFETCH imap://a@store.example/box/;UID=1;URLAUTH=user+a:internal:… ${literal(encoded)}`,
        '* URLFETCH imap://a@store.example/box/;UID=9 NIL',
        '* NO …',
      ],
    },
    { send: 'RESETKEY box', status: 'OK [URLMECH INTERNAL]' },
    {
      name: 'URLFETCH url, whose key is gone',
      send: known => `URLFETCH ${known.url}`,
      answers: ['* URLFETCH imap://a@store.example/box/;UID=1;URLAUTH=user+a:internal:… NIL', '* NO …'],
    },
    { send: 'RESETKEY' },
    { send: 'RESETKEY box INTERNAL', status: 'OK [URLMECH INTERNAL]' },
  ],
}
