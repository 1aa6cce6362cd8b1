/** Before and after the login: what Dovecot announces, TLS, AUTHENTICATE, ID, ENABLE, LOGOUT. */
import type { Topic } from './topic.js'

export const sessions: Topic = {
  name: 'sessions',
  sessions: { a: { user: 'a' }, tls: {}, login: {}, other: {}, q: { user: 'a' } },
  rows: [
    { by: 'tls', send: 'CAPABILITY', shows: ['IMAP4REV1'], answers: ['* CAPABILITY IMAP4REV1 …'] },
    { by: 'tls', send: 'ID NIL', shows: ['ID'], answers: ['* ID ("name" "Dovecot" "vendor" "example")'] },
    { by: 'tls', send: 'NOOP' },
    { by: 'tls', send: 'STARTTLS', shows: ['STARTTLS'] },
    { by: 'tls', send: 'CAPABILITY', answers: ['* CAPABILITY IMAP4REV1 …'] },
    { by: 'tls', send: 'AUTHENTICATE PLAIN AGEAd3Jvbmc=', shows: ['AUTH=PLAIN'], status: 'NO [AUTHENTICATIONFAILED]' },
    { by: 'tls', send: 'AUTHENTICATE PLAIN AGEAcmlnaHQ=', shows: ['SASL-IR'], answers: ['* CAPABILITY IMAP4REV1 …'] },
    { by: 'tls', send: 'CAPABILITY', answers: ['* CAPABILITY IMAP4REV1 …'] },
    {
      by: 'login',
      send: 'AUTHENTICATE LOGIN',
      says: ['a', 'right'],
      shows: ['AUTH=LOGIN'],
      status: 'OK [CAPABILITY IMAP4REV1 …]',
    },
    { by: 'login', send: 'LOGOUT', answers: ['* BYE …'] },
    {
      by: 'other',
      send: 'LOGIN moved "right"',
      shows: ['LOGIN-REFERRALS'],
      status: 'NO [REFERRAL imap://moved;AUTH=PLAIN@other.example/]',
    },
    { by: 'other', send: 'LOGIN a "wrong"', status: 'NO [AUTHENTICATIONFAILED]' },
    { by: 'other', send: 'LOGIN a "right"', status: 'OK [CAPABILITY IMAP4REV1 …]' },
    { send: 'ID ("name" "mailwire" "version" NIL)', answers: ['* ID ("name" "Dovecot" "vendor" "example")'] },
    { send: 'NOOP' },
    { send: 'ENABLE CONDSTORE', shows: ['ENABLE'], answers: ['* ENABLED CONDSTORE'] },
    { send: 'ENABLE CONDSTORE QRESYNC UTF8=ACCEPT IMAP4REV2 X-NONE', answers: ['* ENABLED CONDSTORE QRESYNC'] },
    { by: 'q', send: 'ENABLE X-NONE' },
    { send: 'LOGOUT', answers: ['* BYE …'] },
  ],
}
