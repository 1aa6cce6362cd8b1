/** QUOTA (RFC 9208), ACL (RFC 4314) and METADATA (RFC 5464): what administrators and owners of mailboxes ask. */
import { asBytes } from '@mailwire/tooling/testing'
import { authenticated, C, chapter, ok, S } from './transcript.js'

chapter('QUOTA (RFC 9208 4)', {
  'the root of a mailbox, its limits, and a new limit': [
    ...authenticated('IMAP4REV1', 'QUOTA', 'QUOTASET', 'QUOTA=RES-STORAGE'),
    C('A1 GETQUOTAROOT Team', { verb: 'getquotaroot', mailbox: 'Team' }),
    S('* QUOTAROOT Team "" #team', { type: 'quotaroot', mailbox: 'Team', roots: ['', '#team'] }),
    S('* QUOTA #team (STORAGE 40 1024 MESSAGE 7 100)', {
      type: 'quota',
      root: '#team',
      resources: [
        { name: 'STORAGE', usage: 40, limit: 1024 },
        { name: 'MESSAGE', usage: 7, limit: 100 },
      ],
    }),
    S('A1 OK done', ok('A1')),
    C('A2 SETQUOTA #team (STORAGE 2048)', { verb: 'setquota', root: '#team', limits: [{ name: 'STORAGE', limit: 2048 }] }),
    S('* QUOTA #team (STORAGE 40 2048)', {
      type: 'quota',
      root: '#team',
      resources: [{ name: 'STORAGE', usage: 40, limit: 2048 }],
    }),
    S('A2 OK done', ok('A2')),
    C('A3 GETQUOTA ""', { verb: 'getquota', root: '' }),
    S('* QUOTA "" ()', { type: 'quota', root: '', resources: [] }),
    S('A3 OK done', ok('A3')),
  ],
})

chapter('ACL (RFC 4314 3)', {
  'rights that are given, told and taken away': [
    ...authenticated('IMAP4REV1', 'ACL'),
    C('A1 SETACL Team ben +lrs', { verb: 'setacl', mailbox: 'Team', identifier: 'ben', action: 'add', rights: 'lrs' }),
    S('A1 OK done', ok('A1')),
    C('A2 GETACL Team', { verb: 'getacl', mailbox: 'Team' }),
    S('* ACL Team rosa lrswipkxtea ben lrs -guest a', {
      type: 'acl',
      mailbox: 'Team',
      entries: [
        { identifier: 'rosa', rights: 'lrswipkxtea' },
        { identifier: 'ben', rights: 'lrs' },
        { identifier: '-guest', rights: 'a' },
      ],
    }),
    S('A2 OK done', ok('A2')),
    C('A3 LISTRIGHTS Team ben', { verb: 'listrights', mailbox: 'Team', identifier: 'ben' }),
    S('* LISTRIGHTS Team ben "" l r kx 9', {
      type: 'listrights',
      mailbox: 'Team',
      identifier: 'ben',
      required: '',
      optional: ['l', 'r', 'kx', '9'],
    }),
    S('A3 OK done', ok('A3')),
    C('A4 MYRIGHTS Team', { verb: 'myrights', mailbox: 'Team' }),
    S('* MYRIGHTS Team lr', { type: 'myrights', mailbox: 'Team', rights: 'lr' }),
    S('A4 OK done', ok('A4')),
    C('A5 DELETEACL Team -guest', { verb: 'deleteacl', mailbox: 'Team', identifier: '-guest' }),
    S('A5 NO [NOPERM] not yours', { type: 'no', tag: 'A5', code: { name: 'NOPERM' }, text: 'not yours' }),
  ],
})

chapter('METADATA (RFC 5464 4)', {
  'entries of a mailbox and of the server': [
    ...authenticated('IMAP4REV1', 'METADATA', 'LITERAL+'),
    C('A1 SETMETADATA Team (/private/comment "plums" /shared/comment NIL)', {
      verb: 'setmetadata',
      mailbox: 'Team',
      entries: [
        { name: '/private/comment', value: asBytes('plums') },
        { name: '/shared/comment', value: null },
      ],
    }),
    S('A1 NO [METADATA MAXSIZE 4] too long', {
      type: 'no',
      tag: 'A1',
      code: { name: 'METADATA', reason: 'MAXSIZE', size: 4 },
      text: 'too long',
    }),
    C('A2 GETMETADATA (MAXSIZE 64 DEPTH infinity) "" (/shared/vendor /shared/comment)', {
      verb: 'getmetadata',
      mailbox: '',
      options: [
        { name: 'MAXSIZE', size: 64 },
        { name: 'DEPTH', depth: 'infinity' },
      ],
      entries: ['/shared/vendor', '/shared/comment'],
    }),
    S('* METADATA "" (/shared/vendor/plum/hue "dark" /shared/comment NIL)', {
      type: 'metadata',
      mailbox: '',
      entries: [
        { name: '/shared/vendor/plum/hue', value: asBytes('dark') },
        { name: '/shared/comment', value: null },
      ],
    }),
    S(
      'A2 OK [METADATA LONGENTRIES 700] some are longer',
      ok('A2', 'some are longer', { name: 'METADATA', reason: 'LONGENTRIES', size: 700 }),
    ),
  ],
  'entries that changed': [
    ...authenticated('IMAP4REV1', 'METADATA'),
    C('A1 NOOP', { verb: 'noop' }),
    S('* METADATA Team /shared/comment', {
      type: 'metadata',
      mailbox: 'Team',
      entries: [{ name: '/shared/comment', value: undefined }],
    }),
    S('A1 OK done', ok('A1')),
  ],
})
