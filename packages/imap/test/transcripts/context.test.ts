/** CONTEXT (RFC 5267): results that are kept up to date, in pieces, and given up. */
import type { EsearchResponse } from '../../src/index.js'
import { C, chapter, ok, S, selected } from './transcript.js'

const range = (start: number, end = start) => ({ start, end })
const esearch = (found: Partial<EsearchResponse>) => ({ type: 'esearch', tag: 'A1', uid: true, ...found }) as const

chapter('CONTEXT (RFC 5267 3, 4)', {
  'a sorted list that changes': [
    ...selected('IMAP4REV1', 'CONTEXT=SORT', 'CONTEXT=SEARCH', 'SORT', 'ESORT'),
    C('A1 UID SORT RETURN (CONTEXT PARTIAL 1:20 COUNT UPDATE) (REVERSE ARRIVAL) UTF-8 UNDELETED', {
      verb: 'sort',
      uid: true,
      returnOptions: [
        { name: 'CONTEXT' },
        { name: 'PARTIAL', range: range(1, 20) },
        { name: 'COUNT' },
        { name: 'UPDATE', items: undefined },
      ],
      criteria: [{ key: 'ARRIVAL', reverse: true }],
      charset: 'UTF-8',
      keys: [{ key: 'UNDELETED' }],
    }),
    S(
      '* ESEARCH (TAG "A1") UID COUNT 3 PARTIAL (1:20 88,71,60)',
      esearch({ count: 3, partial: { range: range(1, 20), results: [range(88), range(71), range(60)] } }),
    ),
    S('A1 OK done', ok('A1')),
    S(
      '* ESEARCH (TAG "A1") UID ADDTO (1 90 1 91:92) REMOVEFROM (4 71)',
      esearch({
        updates: [
          { name: 'ADDTO', position: 1, set: [range(90)] },
          { name: 'ADDTO', position: 1, set: [range(91, 92)] },
          { name: 'REMOVEFROM', position: 4, set: [range(71)] },
        ],
      }),
    ),
    C('A2 CANCELUPDATE "A1"', { verb: 'cancelupdate', tags: ['A1'] }),
    S('A2 OK done', ok('A2')),
  ],
  'updates that are refused, and a range without a result': [
    ...selected('IMAP4REV1', 'CONTEXT=SEARCH', 'ESEARCH'),
    C('A1 UID SEARCH RETURN (UPDATE PARTIAL 500:600) SEEN', {
      verb: 'search',
      uid: true,
      returnOptions: [
        { name: 'UPDATE', items: undefined },
        { name: 'PARTIAL', range: range(500, 600) },
      ],
      keys: [{ key: 'SEEN' }],
    }),
    S('* OK [NOUPDATE "A1"] too many', {
      type: 'ok',
      tag: undefined,
      code: { name: 'NOUPDATE', tag: 'A1' },
      text: 'too many',
    }),
    S('* ESEARCH (TAG "A1") UID PARTIAL (500:600 NIL)', esearch({ partial: { range: range(500, 600), results: null } })),
    S('A1 OK done', ok('A1')),
  ],
})
