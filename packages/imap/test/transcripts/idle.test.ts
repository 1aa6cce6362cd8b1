/** IDLE (RFC 2177 3, RFC 9051 6.3.13): data before and after the server idles, and DONE. */
import { answers, authenticated, C, chapter, ok, S, type Step, says, selected } from './transcript.js'

const exists = (number: number) => ({ type: 'exists', number }) as const
const idling: Step[] = [
  C('A1 IDLE', { verb: 'idle' }),
  S('* 3 EXISTS', exists(3)),
  answers('+ waiting', { type: 'continuation', text: 'waiting' }, { type: 'continuation', text: 'waiting' }),
  S('* 4 EXISTS', exists(4)),
  S('* 1 EXPUNGE', { type: 'expunge', number: 1 }),
  S('* 2 FETCH (FLAGS (\\Seen))', { type: 'fetch', sequence: 2, items: { flags: ['\\Seen'] } }),
]

chapter('IDLE (RFC 2177 3)', {
  'news, and DONE': [
    ...selected('IMAP4REV1', 'IDLE'),
    ...idling,
    says('DONE', { type: 'done' }, { type: 'idle-done', tag: 'A1', warnings: [] }),
    S('A1 OK done', ok('A1')),
    C('A2 NOOP', { verb: 'noop' }),
    S('A2 OK done', ok('A2')),
  ],
  'a refusal': [
    ...selected('IMAP4REV1', 'IDLE'),
    C('A1 IDLE', { verb: 'idle' }),
    S('A1 NO not now', { type: 'no', tag: 'A1', code: undefined, text: 'not now' }),
  ],
  'without a mailbox, and the server says goodbye': [
    ...authenticated('IMAP4REV1', 'IDLE'),
    C('A1 IDLE', { verb: 'idle' }),
    answers('+ waiting', { type: 'continuation', text: 'waiting' }, { type: 'continuation', text: 'waiting' }),
    answers(
      '* BYE too long',
      { type: 'bye', tag: undefined, code: undefined, text: 'too long' },
      { type: 'response', response: { type: 'bye', text: 'too long' } },
    ),
  ],
})
