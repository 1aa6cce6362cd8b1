/** One command of each kind, for tests that go over all of them. */
import { asBytes } from '@mailwire/tooling/testing'
import type { CommandInit, Verb } from '../src/index.js'

const set = [{ start: 1, end: '*' }] as const

const content = { type: 'message', binary: false, size: 2, bytes: undefined } as const

/** A verb without a command is a type error. */
const byVerb: { readonly [Name in Verb]: CommandInit & { readonly verb: Name } } = {
  capability: { verb: 'capability' },
  noop: { verb: 'noop' },
  logout: { verb: 'logout' },
  unknown: { verb: 'unknown', name: 'XFOO', bytes: asBytes(' bar') },
  login: { verb: 'login', username: 'tim', password: 'secret' },
  authenticate: { verb: 'authenticate', mechanism: 'PLAIN', initialResponse: undefined },
  starttls: { verb: 'starttls' },
  select: { verb: 'select', mailbox: 'INBOX' },
  examine: { verb: 'examine', mailbox: 'INBOX' },
  create: { verb: 'create', mailbox: 'a' },
  delete: { verb: 'delete', mailbox: 'a' },
  rename: { verb: 'rename', mailbox: 'a', newName: 'b' },
  subscribe: { verb: 'subscribe', mailbox: 'a' },
  unsubscribe: { verb: 'unsubscribe', mailbox: 'a' },
  list: { verb: 'list', reference: '', patterns: ['*'] },
  lsub: { verb: 'lsub', reference: '', pattern: '*' },
  status: { verb: 'status', mailbox: 'a', items: ['MESSAGES'] },
  namespace: { verb: 'namespace' },
  enable: { verb: 'enable', capabilities: ['CONDSTORE'] },
  close: { verb: 'close' },
  unselect: { verb: 'unselect' },
  check: { verb: 'check' },
  expunge: { verb: 'expunge' },
  fetch: { verb: 'fetch', uid: false, set, items: [{ item: 'UID' }] },
  idle: { verb: 'idle' },
  append: { verb: 'append', mailbox: 'a', messages: [{ content }] },
  replace: { verb: 'replace', uid: true, number: 7, mailbox: 'a', message: { content } },
  id: { verb: 'id', fields: null },
  getquota: { verb: 'getquota', root: '' },
  getquotaroot: { verb: 'getquotaroot', mailbox: 'a' },
  setquota: { verb: 'setquota', root: '', limits: [] },
  setacl: { verb: 'setacl', mailbox: 'a', identifier: 'tim', action: 'add', rights: 'lr' },
  deleteacl: { verb: 'deleteacl', mailbox: 'a', identifier: 'tim' },
  listrights: { verb: 'listrights', mailbox: 'a', identifier: 'tim' },
  getacl: { verb: 'getacl', mailbox: 'a' },
  myrights: { verb: 'myrights', mailbox: 'a' },
  getmetadata: { verb: 'getmetadata', mailbox: 'a', entries: ['/shared/comment'] },
  setmetadata: { verb: 'setmetadata', mailbox: 'a', entries: [{ name: '/shared/comment', value: asBytes('x') }] },
  language: { verb: 'language', preferred: ['de'] },
  comparator: { verb: 'comparator', preferred: [] },
  compress: { verb: 'compress', algorithm: 'DEFLATE' },
  unauthenticate: { verb: 'unauthenticate' },
  getjmapaccess: { verb: 'getjmapaccess' },
  uidbatches: { verb: 'uidbatches', size: 1000 },
  cancelupdate: { verb: 'cancelupdate', tags: ['a'] },
  notify: { verb: 'notify', status: false, groups: null },
  genurlauth: { verb: 'genurlauth', requests: [{ url: 'imap://x/y', mechanism: 'INTERNAL' }] },
  urlfetch: { verb: 'urlfetch', urls: [{ url: 'imap://x/y' }] },
  resetkey: { verb: 'resetkey', mailbox: 'a' },
  rlist: { verb: 'rlist', reference: '', pattern: '*' },
  rlsub: { verb: 'rlsub', reference: '', pattern: '*' },
  xlist: { verb: 'xlist', reference: '', pattern: '*' },
  convert: { verb: 'convert', uid: false, set, to: 'text/plain', items: [{ item: 'BINARY', part: [1] }] },
  conversions: { verb: 'conversions', from: '*', to: 'text/plain' },
  search: { verb: 'search', uid: false, keys: [{ key: 'ALL' }] },
  esearch: { verb: 'esearch', source: { mailboxes: [{ filter: 'personal' }] }, keys: [{ key: 'ALL' }] },
  sort: { verb: 'sort', uid: false, criteria: [{ key: 'DATE', reverse: true }], charset: 'UTF-8', keys: [{ key: 'ALL' }] },
  thread: { verb: 'thread', uid: true, algorithm: 'REFERENCES', charset: 'UTF-8', keys: [{ key: 'ALL' }] },
  copy: { verb: 'copy', uid: false, set, mailbox: 'a' },
  move: { verb: 'move', uid: true, set, mailbox: 'a' },
  store: { verb: 'store', uid: true, set, action: 'add', silent: false, flags: ['\\Seen'] },
}

/** Two literals, for each of which the client waits. */
export const loginByLiterals: CommandInit = { verb: 'login', username: 't\u{fc}m', password: 'p\u{e4}ss' }
/** An exchange whose first response comes with the command. */
export const withInitialResponse: CommandInit = { verb: 'authenticate', mechanism: 'PLAIN', initialResponse: asBytes('x') }

export const commandOf = (verb: Verb): CommandInit => byVerb[verb]

/** All but those that take more than one step, which have tests of their own: idle.test.ts and append.test.ts. */
export const commands: readonly CommandInit[] = Object.values(byVerb).filter(
  ({ verb }) => verb !== 'idle' && verb !== 'append' && verb !== 'replace',
)
