/** How a session begins and ends: the greeting, CAPABILITY, ID, STARTTLS, ENABLE, LOGOUT; and that a transcript can fail. */
import { caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { answers, authenticated, C, chapter, greeted, type Line, ok, run, S, type Step } from './transcript.js'

const logout: Step[] = [
  C('A3 LOGOUT', { verb: 'logout' }),
  S('* BYE see you', { type: 'bye', tag: undefined, code: undefined, text: 'see you' }),
  answers('A3 OK bye', ok('A3', 'bye'), { type: 'completed', response: { type: 'ok' } }, { type: 'closed' }),
]

const plain: Step[] = [
  ...greeted('IMAP4REV1', 'ID', 'IDLE'),
  C('A1 CAPABILITY', { verb: 'capability' }),
  S('* CAPABILITY IMAP4REV1 ID IDLE', { type: 'capability', capabilities: ['IMAP4REV1', 'ID', 'IDLE'] }),
  S('A1 OK done', ok('A1')),
  C('A2 ID ("name" "quill" "version" NIL)', {
    verb: 'id',
    fields: [
      { name: 'name', value: 'quill' },
      { name: 'version', value: null },
    ],
  }),
  S('* ID NIL', { type: 'id', fields: null }),
  S('A2 OK done', ok('A2')),
  ...logout,
]

chapter('a session (RFC 9051 3, 6.1, 7.1)', {
  'CAPABILITY, ID (RFC 2971 3) and LOGOUT': plain,
  'STARTTLS, behind which nothing is known any more (RFC 9051 6.2.1)': [
    ...greeted('IMAP4REV2', 'STARTTLS', 'LOGINDISABLED'),
    C('A1 STARTTLS', { verb: 'starttls' }),
    answers(
      'A1 OK begin',
      ok('A1', 'begin'),
      { type: 'completed', response: { type: 'ok', text: 'begin' } },
      { type: 'upgrade', layer: 'tls' },
    ),
    'upgrade',
    C('A2 CAPABILITY', { verb: 'capability' }),
    S('* CAPABILITY IMAP4REV2 AUTH=PLAIN', { type: 'capability', capabilities: ['IMAP4REV2', 'AUTH=PLAIN'] }),
    S('A2 OK done', ok('A2')),
    ...logout,
  ],
  'ENABLE (RFC 5161 3) and NOOP (RFC 9051 6.1.2, 6.3.1, 7.2.1)': [
    ...authenticated('IMAP4REV1', 'ENABLE', 'CONDSTORE', 'UTF8=ACCEPT'),
    C('A1 ENABLE CONDSTORE X-GRAPE', { verb: 'enable', capabilities: ['CONDSTORE', 'X-GRAPE'] }),
    S('* ENABLED CONDSTORE', { type: 'enabled', capabilities: ['CONDSTORE'] }),
    S('A1 OK done', ok('A1')),
    C('A2 NOOP', { verb: 'noop' }),
    S('A2 OK done', ok('A2')),
  ],
  'a server that is busy (RFC 9051 7.1.5)': [
    answers(
      '* BYE come back later',
      { type: 'bye', tag: undefined, code: undefined, text: 'come back later' },
      { type: 'greeting', response: { type: 'bye', text: 'come back later', warnings: [] } },
      { type: 'closed' },
    ),
  ],
  'a language (RFC 5255 3.2)': [
    ...authenticated('IMAP4REV1', 'LANGUAGE'),
    C('A1 LANGUAGE FR', { verb: 'language', preferred: ['FR'] }),
    S('* LANGUAGE (FR)', { type: 'language', languages: ['FR'] }),
    S('A1 OK fait', ok('A1', 'fait')),
  ],
})

describe('a transcript', () => {
  const [first, second] = plain as Line[]
  it.each<[string, Line]>([
    ['a byte of a line is another', { ...second!, text: 'A1 CAPABILITi' }],
    ['the value is another', { ...second!, events: [{ type: 'command', command: { verb: 'noop' } }] }],
    ['there is a warning', { ...second!, events: [{ type: 'command', command: { warnings: [{ code: 'extra-space' }] } }] }],
    ['an event is missing', { ...second!, events: [...second!.events, { type: 'closed' }] }],
    ['nothing is sent', { ...second!, send: undefined }],
  ])('fails where %s', (_name, line) => {
    run([first!, second!])
    expect(caught(() => run([first!, line])).name).toBe('AssertionError')
  })

  it('fails where a side has more to say', () => {
    const more = { ...second!, send: [...second!.send!, { verb: 'noop' as const }] }
    expect(caught(() => run([first!, more])).name).toBe('AssertionError')
  })
})
