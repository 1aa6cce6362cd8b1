/** SEARCH, ESEARCH, SORT and THREAD (RFC 9051 6.4.4, RFC 5256), saved results (RFC 5182), parts of results (RFC 9394), likeness (RFC 6203). */
import type { EsearchResponse } from '../../src/index.js'
import { answers, C, chapter, ok, S, says, selected } from './transcript.js'

const range = (start: number, end = start) => ({ start, end })
const esearch = (tag: string, found: Partial<EsearchResponse>) => ({ type: 'esearch', tag, ...found }) as const

chapter('SEARCH and SORT (RFC 9051 6.4.4, RFC 5256 3)', {
  'keys, and an answer in two lines': [
    ...selected('IMAP4REV1'),
    C('A1 SEARCH OR FROM rosa NOT LARGER 4096 SINCE 9-Nov-2020 3:5,9', {
      verb: 'search',
      uid: false,
      keys: [
        {
          key: 'OR',
          of: [
            { key: 'FROM', text: 'rosa' },
            { key: 'NOT', of: { key: 'LARGER', size: 4096 } },
          ],
        },
        { key: 'SINCE', date: '9-Nov-2020' },
        { key: 'SET', set: [range(3, 5), range(9)] },
      ],
    }),
    S('* SEARCH 3 4', { type: 'search', numbers: Uint32Array.of(3, 4) }),
    S('* SEARCH 9', { type: 'search', numbers: Uint32Array.of(9) }),
    S('A1 OK done', ok('A1')),
    C('A2 UID SEARCH (SEEN KEYWORD $Todo) HEADER X-Hue ""', {
      verb: 'search',
      uid: true,
      keys: [
        { key: 'AND', of: [{ key: 'SEEN' }, { key: 'KEYWORD', flag: '$Todo' }] },
        { key: 'HEADER', field: 'X-Hue', text: '' },
      ],
    }),
    S('* SEARCH', { type: 'search', numbers: new Uint32Array() }),
    S('A2 OK done', ok('A2')),
  ],
  'a text in a charset, for which the client waits': [
    ...selected('IMAP4REV1'),
    says('A1 SEARCH CHARSET UTF-8 SUBJECT {6}', {
      verb: 'search',
      uid: false,
      charset: 'UTF-8',
      keys: [{ key: 'SUBJECT', text: 'Gruß!' }],
    }),
    answers('+ go on', undefined),
    says('Gru\xc3\x9f!', undefined, {
      type: 'command',
      command: { verb: 'search', charset: 'UTF-8', keys: [{ key: 'SUBJECT', text: 'Gruß!' }], warnings: [] },
    }),
    S('A1 NO [BADCHARSET (US-ASCII)] not that', {
      type: 'no',
      tag: 'A1',
      code: { name: 'BADCHARSET', charsets: ['US-ASCII'] },
      text: 'not that',
    }),
  ],
  'RETURN (RFC 4731 3), a saved result (RFC 5182 2), WITHIN (RFC 5032 3)': [
    ...selected('IMAP4REV1', 'ESEARCH', 'SEARCHRES', 'WITHIN'),
    C('A1 UID SEARCH RETURN (MIN MAX COUNT SAVE) YOUNGER 3600', {
      verb: 'search',
      uid: true,
      returnOptions: [{ name: 'MIN' }, { name: 'MAX' }, { name: 'COUNT' }, { name: 'SAVE' }],
      keys: [{ key: 'YOUNGER', seconds: 3600 }],
    }),
    S('* ESEARCH (TAG "A1") UID MIN 71 MAX 905 COUNT 14', esearch('A1', { uid: true, min: 71, max: 905, count: 14 })),
    S('A1 OK done', ok('A1')),
    C('A2 SEARCH RETURN (ALL) $ UNSEEN', {
      verb: 'search',
      uid: false,
      returnOptions: [{ name: 'ALL' }],
      keys: [{ key: 'SET', set: '$' }, { key: 'UNSEEN' }],
    }),
    S('* ESEARCH (TAG "A2") ALL 2,5:8', esearch('A2', { uid: false, all: [range(2), range(5, 8)] })),
    S('A2 OK done', ok('A2')),
    C('A3 UID STORE $ +FLAGS.SILENT ($Todo)', {
      verb: 'store',
      uid: true,
      set: '$',
      item: 'FLAGS',
      action: 'add',
      silent: true,
      flags: ['$Todo'],
    }),
    S('A3 NO [NOTSAVED] gone', { type: 'no', tag: 'A3', code: { name: 'NOTSAVED' }, text: 'gone' }),
  ],
  'the last ten, by likeness (RFC 9394 3.1, RFC 6203 4)': [
    ...selected('IMAP4REV1', 'ESEARCH', 'PARTIAL', 'SEARCH=FUZZY'),
    C('A1 SEARCH RETURN (PARTIAL -1:-10 RELEVANCY) FUZZY BODY plum', {
      verb: 'search',
      uid: false,
      returnOptions: [{ name: 'PARTIAL', range: { start: -1, end: -10 } }, { name: 'RELEVANCY' }],
      keys: [{ key: 'FUZZY', of: { key: 'BODY', text: 'plum' } }],
    }),
    S(
      '* ESEARCH (TAG "A1") PARTIAL (-1:-10 4,9) RELEVANCY (80 12)',
      esearch('A1', { partial: { range: { start: -1, end: -10 }, results: [range(4), range(9)] }, relevancy: [80, 12] }),
    ),
    S('A1 OK [MESSAGELIMIT 500 71] a part', ok('A1', 'a part', { name: 'MESSAGELIMIT', limit: 500, lastUid: 71 })),
  ],
  'SORT and THREAD (RFC 5256 3, RFC 5957 3)': [
    ...selected('IMAP4REV1', 'SORT', 'SORT=DISPLAY', 'THREAD=REFERENCES', 'ESORT'),
    C('A1 SORT (REVERSE DATE DISPLAYFROM) US-ASCII DELETED', {
      verb: 'sort',
      uid: false,
      criteria: [
        { key: 'DATE', reverse: true },
        { key: 'DISPLAYFROM', reverse: false },
      ],
      charset: 'US-ASCII',
      keys: [{ key: 'DELETED' }],
    }),
    S('* SORT 7 2 9', { type: 'sort', numbers: Uint32Array.of(7, 2, 9) }),
    S('A1 OK done', ok('A1')),
    C('A2 UID SORT RETURN (COUNT ALL) (SIZE) UTF-8 ALL', {
      verb: 'sort',
      uid: true,
      returnOptions: [{ name: 'COUNT' }, { name: 'ALL' }],
      criteria: [{ key: 'SIZE', reverse: false }],
      charset: 'UTF-8',
      keys: [{ key: 'ALL' }],
    }),
    S(
      '* ESEARCH (TAG "A2") UID ALL 31,9,12 COUNT 3',
      esearch('A2', { uid: true, count: 3, all: [range(31), range(9), range(12)] }),
    ),
    S('A2 OK done', ok('A2')),
    C('A3 THREAD REFERENCES UTF-8 ALL', {
      verb: 'thread',
      uid: false,
      algorithm: 'REFERENCES',
      charset: 'UTF-8',
      keys: [{ key: 'ALL' }],
    }),
    S('* THREAD (4)(5 9 (11)(12 13))', {
      type: 'thread',
      threads: [
        { messages: [4], branches: [] },
        {
          messages: [5, 9],
          branches: [
            { messages: [11], branches: [] },
            { messages: [12, 13], branches: [] },
          ],
        },
      ],
    }),
    S('A3 OK done', ok('A3')),
  ],
  'from and up to an identifier (RFC 9738 3.2)': [
    ...selected('IMAP4REV1', 'MESSAGELIMIT=500'),
    C('A1 UID SEARCH UIDAFTER 300 UIDBEFORE 901', {
      verb: 'search',
      uid: true,
      keys: [
        { key: 'UIDAFTER', uid: 300 },
        { key: 'UIDBEFORE', uid: 901 },
      ],
    }),
    S('* SEARCH 877', { type: 'search', numbers: Uint32Array.of(877) }),
    S('A1 OK done', ok('A1')),
  ],
})
