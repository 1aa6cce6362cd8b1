/** LOGIN and AUTHENTICATE (RFC 9051 6.2.2, 6.2.3), with an initial response (RFC 4959) and with challenges. */
import { asBytes } from '@mailwire/tooling/testing'
import { answers, C, chapter, greeted, ok, S, says } from './transcript.js'

const refused = (tag: string) => ({ type: 'no', tag, code: { name: 'AUTHENTICATIONFAILED' }, text: 'wrong' }) as const
const plain = asBytes('\0rosa\0tulip')

chapter('login (RFC 9051 6.2)', {
  'LOGIN, refused and then granted': [
    ...greeted('IMAP4REV1'),
    C('A1 LOGIN rosa "thorn \\"1\\""', { verb: 'login', username: 'rosa', password: 'thorn "1"' }),
    S('A1 NO [AUTHENTICATIONFAILED] wrong', refused('A1')),
    C('A2 LOGIN rosa "tulip"', { verb: 'login', username: 'rosa', password: 'tulip' }),
    S('A2 OK [CAPABILITY IMAP4REV1 IDLE] done', ok('A2', 'done', { name: 'CAPABILITY', capabilities: ['IMAP4REV1', 'IDLE'] })),
  ],
  'LOGIN with a name that waits for a literal (RFC 9051 4.3)': [
    ...greeted('IMAP4REV1'),
    says('A1 LOGIN {5}', { verb: 'login', username: 'zoë!', password: 'x' }),
    answers('+ go on', undefined),
    says('zo\xc3\xab! "x"', undefined, {
      type: 'command',
      command: { tag: 'A1', verb: 'login', username: 'zoë!', password: 'x' },
    }),
    S('A1 OK done', ok('A1')),
  ],
  'the same without waiting (RFC 7888 4)': [
    ...greeted('IMAP4REV1', 'LITERAL+'),
    C('A1 LOGIN {5+}\r\nzo\xc3\xab! "x"', { verb: 'login', username: 'zoë!', password: 'x' }),
    S('A1 OK done', ok('A1')),
  ],
  'PLAIN with an initial response (RFC 4959 3)': [
    ...greeted('IMAP4REV1', 'SASL-IR', 'AUTH=PLAIN'),
    C('A1 AUTHENTICATE PLAIN AHJvc2EAdHVsaXA=', { verb: 'authenticate', mechanism: 'PLAIN', initialResponse: plain }),
    S('A1 OK done', ok('A1')),
  ],
  'EXTERNAL with an empty initial response (RFC 4959 3)': [
    ...greeted('IMAP4REV1', 'SASL-IR', 'AUTH=EXTERNAL'),
    C('A1 AUTHENTICATE EXTERNAL =', { verb: 'authenticate', mechanism: 'EXTERNAL', initialResponse: asBytes('') }),
    S('A1 OK done', ok('A1')),
  ],
  'PLAIN, which waits for an empty challenge': [
    ...greeted('IMAP4REV1', 'AUTH=PLAIN'),
    C('A1 AUTHENTICATE PLAIN', { verb: 'authenticate', mechanism: 'PLAIN', initialResponse: undefined }),
    answers('+ ', { type: 'challenge', data: asBytes('') }, { type: 'challenge', data: asBytes('') }),
    says(
      'AHJvc2EAdHVsaXA=',
      { type: 'auth-response', data: plain },
      { type: 'auth-response', tag: 'A1', data: plain, warnings: [] },
    ),
    S('A1 OK done', ok('A1')),
  ],
  'two challenges, the last one answered by nothing': [
    ...greeted('IMAP4REV1', 'AUTH=X-PETAL'),
    C('A1 AUTHENTICATE X-PETAL', { verb: 'authenticate', mechanism: 'X-PETAL', initialResponse: undefined }),
    answers('+ cj0x', { type: 'challenge', data: asBytes('r=1') }, { type: 'challenge', data: asBytes('r=1') }),
    says('cj0y', { type: 'auth-response', data: asBytes('r=2') }, { type: 'auth-response', tag: 'A1', data: asBytes('r=2') }),
    answers('+ dj0z', { type: 'challenge', data: asBytes('v=3') }, { type: 'challenge', data: asBytes('v=3') }),
    says('', { type: 'auth-response', data: asBytes('') }, { type: 'auth-response', tag: 'A1', data: asBytes('') }),
    S('A1 OK done', ok('A1')),
  ],
  'an exchange that the client gives up': [
    ...greeted('IMAP4REV1', 'AUTH=PLAIN'),
    C('A1 AUTHENTICATE PLAIN', { verb: 'authenticate', mechanism: 'PLAIN', initialResponse: undefined }),
    answers('+ ', { type: 'challenge', data: asBytes('') }, { type: 'challenge', data: asBytes('') }),
    says('*', { type: 'auth-cancel' }, { type: 'auth-cancel', tag: 'A1', warnings: [] }),
    S('A1 BAD given up', { type: 'bad', tag: 'A1', code: undefined, text: 'given up' }),
    C('A2 LOGIN rosa "tulip"', { verb: 'login', username: 'rosa', password: 'tulip' }),
    S('A2 OK done', ok('A2')),
  ],
})
