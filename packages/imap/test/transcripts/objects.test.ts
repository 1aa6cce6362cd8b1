/** Extensions of objects: identifiers (RFC 8474), previews (RFC 8970), dates of saving (RFC 8514), annotations (RFC 5257), URLs (RFC 4467). */
import { asBytes } from '@mailwire/tooling/testing'
import { authenticated, C, chapter, ok, S, selected } from './transcript.js'

const one = [{ start: 1, end: 1 }]

chapter('objects', {
  'identifiers of mailboxes, messages and threads (RFC 8474 4, 5)': [
    ...selected('IMAP4REV1', 'OBJECTID'),
    C('A1 STATUS Old (MAILBOXID)', { verb: 'status', mailbox: 'Old', items: ['MAILBOXID'] }),
    S('* STATUS Old (MAILBOXID (Fo-7))', { type: 'status', mailbox: 'Old', items: { mailboxId: 'Fo-7' } }),
    S('A1 OK done', ok('A1')),
    C('A2 FETCH 1 (EMAILID THREADID)', {
      verb: 'fetch',
      uid: false,
      set: one,
      items: [{ item: 'EMAILID' }, { item: 'THREADID' }],
    }),
    S('* 1 FETCH (EMAILID (Mx_1) THREADID NIL)', { type: 'fetch', sequence: 1, items: { emailId: 'Mx_1', threadId: null } }),
    S('A2 OK done', ok('A2')),
    C('A3 SEARCH EMAILID Mx_1', { verb: 'search', uid: false, keys: [{ key: 'EMAILID', id: 'Mx_1' }] }),
    S('* SEARCH 1', { type: 'search', numbers: Uint32Array.of(1) }),
    S('A3 OK done', ok('A3')),
  ],
  'PREVIEW (RFC 8970 3) and SAVEDATE (RFC 8514 4)': [
    ...selected('IMAP4REV1', 'PREVIEW', 'SAVEDATE'),
    C('A1 FETCH 1 (PREVIEW (LAZY) SAVEDATE)', {
      verb: 'fetch',
      uid: false,
      set: one,
      items: [{ item: 'PREVIEW', lazy: true }, { item: 'SAVEDATE' }],
    }),
    S('* 1 FETCH (SAVEDATE " 2-Mar-2021 09:00:01 +0000" PREVIEW {7}\r\npfl\xc3\xbcme)', {
      type: 'fetch',
      sequence: 1,
      items: { preview: 'pflüme', saveDate: ' 2-Mar-2021 09:00:01 +0000' },
    }),
    S('A1 OK done', ok('A1')),
    C('A2 SEARCH SAVEDATESUPPORTED SAVEDSINCE 1-Mar-2021', {
      verb: 'search',
      uid: false,
      keys: [{ key: 'SAVEDATESUPPORTED' }, { key: 'SAVEDSINCE', date: '1-Mar-2021' }],
    }),
    S('* SEARCH 1', { type: 'search', numbers: Uint32Array.of(1) }),
    S('A2 OK done', ok('A2')),
  ],
  'annotations (RFC 5257 4)': [
    ...selected('IMAP4REV1', 'ANNOTATE-EXPERIMENT-1'),
    C('A1 STORE 1 ANNOTATION (/comment (value.priv "ripe" value.shared NIL))', {
      verb: 'store',
      uid: false,
      set: one,
      item: 'ANNOTATION',
      annotations: [
        {
          entry: '/comment',
          attributes: [
            { name: 'value.priv', value: asBytes('ripe') },
            { name: 'value.shared', value: null },
          ],
        },
      ],
    }),
    S('A1 NO [ANNOTATE TOOBIG] too much', {
      type: 'no',
      tag: 'A1',
      code: { name: 'ANNOTATE', reason: 'TOOBIG' },
      text: 'too much',
    }),
  ],
  'a mailbox as URL (RFC 4467 5)': [
    ...authenticated('IMAP4REV1', 'URLAUTH'),
    C('A1 GENURLAUTH imap://rosa@mail.example/Old/;uid=7;urlauth=anonymous INTERNAL', {
      verb: 'genurlauth',
      requests: [{ url: 'imap://rosa@mail.example/Old/;uid=7;urlauth=anonymous', mechanism: 'INTERNAL' }],
    }),
    S('* GENURLAUTH imap://rosa@mail.example/Old/;uid=7;urlauth=anonymous:internal:91ab', {
      type: 'genurlauth',
      urls: ['imap://rosa@mail.example/Old/;uid=7;urlauth=anonymous:internal:91ab'],
    }),
    S('A1 OK done', ok('A1')),
  ],
})
