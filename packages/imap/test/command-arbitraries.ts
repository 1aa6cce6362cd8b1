/** Commands of every kind, as `decodeCommand` gives them: a verb or a search key without one is a type error. */

import { fc } from '@fast-check/vitest'
import type { CommandBody, SearchKey, Verb } from '../src/index.js'
import {
  type Arb,
  ATOM_CHARS,
  atom,
  attributeValue,
  bytesOf,
  conversionParameters,
  entry,
  entryName,
  extensionValue,
  flags,
  gmailId,
  idFields,
  label,
  list,
  maybe,
  mimeType,
  modseq,
  nameOf,
  objectId,
  part,
  quotedText,
  resource,
  rest,
  rights,
  section,
  set,
  size,
  storedAnnotations,
  tag,
  text,
  u32,
  values,
  word,
} from './arbitraries.js'

const { constantFrom, record, oneof, array, constant, boolean } = fc

// ----- Options -----

const unknownOf = (name: Arb<string>, bytes: Arb<Uint8Array>) =>
  record({ name: constant('unknown' as const), option: name, bytes: maybe(bytes) })
const unknown = unknownOf(label, extensionValue)
const optionsOf = <Option>(known: Arb<Option>) => array(oneof(known, unknown), { maxLength: 3 })
const named = <Name extends string>(...names: Name[]): Arb<{ name: Name }> => record({ name: constantFrom(...names) })
const listUnknown = unknownOf(
  atom.map(name => `Y${name}`),
  bytesOf(list),
)
const statusItems = array(
  oneof(
    constantFrom('MESSAGES', 'RECENT', 'HIGHESTMODSEQ', 'APPENDLIMIT', 'DELETED-STORAGE', 'MAILBOXID'),
    atom.map(name => `Y${name}`),
  ),
  { minLength: 1, maxLength: 3 },
)

// ----- FETCH -----

const partial = maybe(record({ origin: size, length: size.map(value => value || 1) }))
const fetchItem = oneof(
  record({ item: constantFrom('UID', 'FLAGS', 'INTERNALDATE', 'ENVELOPE', 'BODYSTRUCTURE', 'RFC822.SIZE', 'MODSEQ', 'BODY') }),
  record({ item: constantFrom('EMAILID', 'THREADID', 'SAVEDATE', 'X-GM-MSGID', 'X-GM-THRID', 'X-GM-LABELS') }),
  record({ item: constant('PREVIEW'), lazy: boolean() }),
  record({
    item: constant('ANNOTATION'),
    entries: array(oneof(constantFrom('/*', '%', 'NIL'), text), { minLength: 1, maxLength: 2 }),
    attributes: array(entry, { minLength: 1, maxLength: 2 }),
  }),
  record({ item: constantFrom('RFC822', 'RFC822.HEADER', 'RFC822.TEXT') }),
  record({ item: constant('BODY[]'), section, peek: boolean(), partial }),
  record({ item: constant('BINARY[]'), part, peek: boolean(), partial }),
  record({ item: constant('BINARY.SIZE'), part }),
  record({
    item: constant('unknown'),
    name: word('XYZ-.1').map(name => `X${name}`),
    section: maybe(word('AB 1.(').map(inner => `[${inner}]`)),
    bytes: maybe(bytesOf(list)),
  }),
)

const resultRange = oneof(
  record({ start: u32, end: u32 }),
  record({ start: u32.map(place => -place), end: u32.map(place => -place) }),
)

// ----- STORE -----

const change = { action: constantFrom('add', 'remove', 'replace'), silent: boolean() }
const gmailLabel = oneof(text, constantFrom('\\Inbox', 'Entwürfe', '&-'))

// ----- SEARCH -----

const date = fc
  .tuple(constantFrom('1', '01', '31', '99'), constantFrom('Jan', 'feb', 'DEC'), constantFrom('1994', '0000'))
  .map(parts => parts.join('-'))
const keyed = <Key extends string, More>(key: Key, more: { [Name in keyof More]: Arb<More[Name]> }) =>
  record({ key: constant(key), ...more } as never) as Arb<never>

/** Keys by name; `nested` is any of them. */
const keysWith = (nested: Arb<SearchKey>): { readonly [Key in Exclude<SearchKey['key'], 'unknown'>]: Arb<SearchKey> } => ({
  ALL: keyed('ALL', {}),
  ANSWERED: keyed('ANSWERED', {}),
  DELETED: keyed('DELETED', {}),
  DRAFT: keyed('DRAFT', {}),
  FLAGGED: keyed('FLAGGED', {}),
  NEW: keyed('NEW', {}),
  OLD: keyed('OLD', {}),
  RECENT: keyed('RECENT', {}),
  SEEN: keyed('SEEN', {}),
  UNANSWERED: keyed('UNANSWERED', {}),
  UNDELETED: keyed('UNDELETED', {}),
  UNDRAFT: keyed('UNDRAFT', {}),
  UNFLAGGED: keyed('UNFLAGGED', {}),
  UNSEEN: keyed('UNSEEN', {}),
  BCC: keyed('BCC', { text }),
  BODY: keyed('BODY', { text }),
  CC: keyed('CC', { text }),
  FROM: keyed('FROM', { text }),
  SUBJECT: keyed('SUBJECT', { text }),
  TEXT: keyed('TEXT', { text }),
  TO: keyed('TO', { text }),
  HEADER: keyed('HEADER', { field: text, text }),
  BEFORE: keyed('BEFORE', { date }),
  ON: keyed('ON', { date }),
  SINCE: keyed('SINCE', { date }),
  SENTBEFORE: keyed('SENTBEFORE', { date }),
  SENTON: keyed('SENTON', { date }),
  SENTSINCE: keyed('SENTSINCE', { date }),
  KEYWORD: keyed('KEYWORD', { flag: word(`${ATOM_CHARS}]`) }),
  UNKEYWORD: keyed('UNKEYWORD', { flag: word(ATOM_CHARS) }),
  LARGER: keyed('LARGER', { size }),
  SMALLER: keyed('SMALLER', { size }),
  MODSEQ: keyed('MODSEQ', {
    entry: maybe(
      record({ name: constantFrom('/flags/x', '/flags/\\draft', '/FLAGS/$y'), type: constantFrom('priv', 'shared', 'all') }),
    ),
    modseq: oneof(modseq, constant(0n)),
  }),
  SAVEDBEFORE: keyed('SAVEDBEFORE', { date }),
  SAVEDON: keyed('SAVEDON', { date }),
  SAVEDSINCE: keyed('SAVEDSINCE', { date }),
  SAVEDATESUPPORTED: keyed('SAVEDATESUPPORTED', {}),
  OLDER: keyed('OLDER', { seconds: u32 }),
  UIDAFTER: keyed('UIDAFTER', { uid: u32 }),
  UIDBEFORE: keyed('UIDBEFORE', { uid: u32 }),
  YOUNGER: keyed('YOUNGER', { seconds: u32 }),
  EMAILID: keyed('EMAILID', { id: objectId }),
  THREADID: keyed('THREADID', { id: objectId }),
  ANNOTATION: keyed('ANNOTATION', {
    entry: oneof(constantFrom('/*', '%', 'NIL'), text),
    attribute: constantFrom('value', 'value.priv', 'value.shared'),
    value: attributeValue,
  }),
  FILTER: keyed('FILTER', { name: word(ATOM_CHARS.replace('/', '')) }),
  FUZZY: keyed('FUZZY', { of: nested }),
  'X-GM-RAW': keyed('X-GM-RAW', { text }),
  'X-GM-MSGID': keyed('X-GM-MSGID', { id: gmailId }),
  'X-GM-THRID': keyed('X-GM-THRID', { id: gmailId }),
  'X-GM-LABELS': keyed('X-GM-LABELS', { label: gmailLabel }),
  UID: keyed('UID', { set }),
  SET: keyed('SET', { set }),
  NOT: keyed('NOT', { of: nested }),
  OR: keyed('OR', { of: fc.tuple(nested, nested) }),
  AND: keyed('AND', { of: array(nested, { minLength: 1, maxLength: 3 }) }),
})
const unknownKey: Arb<SearchKey> = record({ key: constant('unknown' as const), name: label, bytes: values })
const { searchKey } = fc.letrec<{ searchKey: SearchKey }>(tie => ({
  searchKey: oneof({ maxDepth: 3 }, ...Object.values(keysWith(tie('searchKey')))),
}))
/** What is not known takes along all that is behind it. */
const returnOptions = maybe(
  optionsOf(
    oneof(
      named('MIN', 'MAX', 'ALL', 'COUNT', 'SAVE', 'CONTEXT', 'RELEVANCY'),
      record({ name: constant('UPDATE'), items: maybe(array(fetchItem, { minLength: 1, maxLength: 2 })) }),
      record({ name: constant('PARTIAL'), range: resultRange }),
    ),
  ),
)
const searchKeys: Arb<readonly SearchKey[]> = fc
  .tuple(array(searchKey, { minLength: 1, maxLength: 3 }), maybe(unknownKey))
  .map(([keys, last]) => (last === undefined ? keys : [...keys, last]))

// ----- SORT, ESEARCH, SELECT -----

const sortCriterion = oneof(
  record({
    key: constantFrom('ARRIVAL', 'CC', 'DATE', 'FROM', 'SIZE', 'SUBJECT', 'TO', 'DISPLAYFROM', 'DISPLAYTO', 'RELEVANCY'),
    reverse: boolean(),
  }),
  record({ key: constant('ANNOTATION'), entry, attribute: constantFrom('value.priv', 'value.shared'), reverse: boolean() }),
)
const unknownCriterion = record({ key: constant('unknown'), name: label, bytes: values, reverse: boolean() })
const sortCriteria = fc
  .tuple(array(sortCriterion, { minLength: 1, maxLength: 3 }), maybe(unknownCriterion))
  .map(([criteria, last]) => (last === undefined ? criteria : [...criteria, last]))
const mailboxFilter = (name: Arb<readonly [string, string]>) =>
  oneof(
    record({ filter: constantFrom('selected', 'inboxes', 'personal', 'subscribed') }),
    record({
      filter: constantFrom('subtree', 'subtree-one', 'mailboxes'),
      mailboxes: array(
        name.map(([mailbox, wireName]) => ({ mailbox, wireName })),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  )
const knownSet = array(record({ start: u32, end: u32 }), { minLength: 1, maxLength: 3 })
const qresync = record({
  name: constant('QRESYNC'),
  uidValidity: u32,
  modseq,
  knownUids: maybe(knownSet),
  seqMatch: maybe(record({ sequences: knownSet, uids: knownSet })),
})

// ----- Commands -----

const extensions = array(record({ name: label, bytes: extensionValue }), { maxLength: 2 })
const literalOf = (bytes: Uint8Array) => ({ size: bytes.length, bytes })
const anyLiteral = fc.uint8Array({ maxLength: 12 }).map(literalOf)
const plainLiteral = fc.uint8Array({ min: 1, maxLength: 12 }).map(literalOf)
const typed = <Type extends string, Fields extends object>(type: Type, fields: Arb<Fields>) =>
  fields.map(given => ({ type, ...given }))
const utf8Content = typed('utf8', anyLiteral)
const knownContent = oneof(
  typed(
    'message',
    plainLiteral.map(given => ({ binary: false, ...given })),
  ),
  typed(
    'message',
    anyLiteral.map(given => ({ binary: true, ...given })),
  ),
  utf8Content,
  record({
    type: constant('catenate'),
    parts: array(oneof(record({ type: constant('url'), url: text }), typed('text', plainLiteral), utf8Content), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
)
const unknownContent = record({ type: constant('unknown'), name: label, bytes: extensionValue })
const internalDate = constantFrom(undefined, '17-Jul-1996 02:44:25 -0700', ' 1-jan-0000 99:99:99 +9999')
const appendMessage = (content: Arb<object>) =>
  record({ flags, internalDate, annotations: oneof(constant([]), storedAnnotations), extensions, content })
const appendMessages = array(appendMessage(oneof(knownContent, unknownContent)), { minLength: 1, maxLength: 3 })
const mechanism = word('ABZ19-_')
const urlMechanism = word('ABZ19-.')

// ----- NOTIFY -----

const events = array(
  oneof(
    named('MessageExpunge', 'FlagChange', 'AnnotationChange', 'MailboxName', 'ServerMetadataChange'),
    record({ name: constant('MessageNew'), items: maybe(array(fetchItem, { minLength: 1, maxLength: 2 })) }),
    record({ name: constant('unknown'), event: atom.map(name => `Z${name}`) }),
  ),
  { minLength: 1, maxLength: 4 },
)
const filterIn = (name: ReturnType<typeof nameOf>) =>
  oneof(
    named('SELECTED', 'SELECTED-DELAYED', 'INBOXES', 'PERSONAL', 'SUBSCRIBED'),
    fc.tuple(constantFrom('SUBTREE', 'MAILBOXES'), array(name, { minLength: 1, maxLength: 3 })).map(([filter, names]) => ({
      name: filter,
      mailboxes: names.map(([mailbox]) => mailbox),
      wireNames: names.map(([, wire]) => wire),
    })),
  )

/** By verb; names of mailboxes are UTF-8 or not. */
export const commandsBy = (utf8: boolean): { readonly [Name in Verb]: Arb<CommandBody> } => {
  const name = nameOf(utf8)
  const of = <Name extends Verb>(verb: Name, more: object = {}): Arb<never> =>
    record({ verb: constant(verb), ...more } as never) as Arb<never>
  const withMailbox = <Name extends Verb>(verb: Name, more: object = {}): Arb<never> =>
    fc
      .tuple(of(verb, more), name)
      .map(([command, [mailbox, wireName]]) => ({ ...(command as object), mailbox, wireName }) as never)
  const withReference = <Name extends Verb>(verb: Name, more: object): Arb<never> =>
    fc
      .tuple(of(verb, more), name)
      .map(([command, [reference, wireReference]]) => ({ ...(command as object), reference, wireReference }) as never)
  const selecting = { parameters: optionsOf(oneof(named('CONDSTORE', 'ANNOTATE'), qresync)) }
  return {
    capability: of('capability'),
    noop: of('noop'),
    logout: of('logout'),
    starttls: of('starttls'),
    namespace: of('namespace'),
    idle: of('idle'),
    close: of('close'),
    unselect: of('unselect'),
    check: of('check'),
    login: of('login', { username: text, password: text }),
    authenticate: of('authenticate', { mechanism, initialResponse: maybe(fc.uint8Array({ maxLength: 9 })) }),
    enable: of('enable', { capabilities: array(atom, { minLength: 1, maxLength: 3 }) }),
    select: withMailbox('select', selecting),
    examine: withMailbox('examine', selecting),
    create: withMailbox('create', {
      parameters: optionsOf(record({ name: constant('USE' as const), attributes: array(word('abSent').map(use => `\\${use}`)) })),
    }),
    delete: withMailbox('delete'),
    subscribe: withMailbox('subscribe'),
    unsubscribe: withMailbox('unsubscribe'),
    rename: fc
      .tuple(withMailbox('rename', { parameters: array(unknown, { maxLength: 2 }) }), name)
      .map(([command, [newName, newWireName]]) => ({ ...(command as object), newName, newWireName }) as never),
    list: fc
      .tuple(
        withReference('list', {
          selectionOptions: maybe(
            array(oneof(named('SUBSCRIBED', 'REMOTE', 'SPECIAL-USE'), listUnknown), { maxLength: 3 }).chain(some =>
              constantFrom(some, [{ name: 'SUBSCRIBED' }, { name: 'RECURSIVEMATCH' }, ...some]),
            ),
          ),
          returnOptions: maybe(
            array(
              oneof(
                named('SUBSCRIBED', 'CHILDREN', 'SPECIAL-USE', 'MYRIGHTS'),
                record({ name: constant('METADATA'), entries: array(text, { minLength: 1, maxLength: 2 }) }),
                record({ name: constant('STATUS'), items: statusItems }),
                listUnknown,
              ),
              { maxLength: 3 },
            ),
          ),
        }),
        array(name, { minLength: 1, maxLength: 3 }),
      )
      .map(
        ([command, patterns]) =>
          ({
            ...(command as object),
            patterns: patterns.map(([of]) => of),
            wirePatterns: patterns.map(([, wire]) => wire),
          }) as never,
      ),
    lsub: fc
      .tuple(withReference('lsub', {}), name)
      .map(([command, [pattern, wirePattern]]) => ({ ...(command as object), pattern, wirePattern }) as never),
    status: withMailbox('status', { items: statusItems }),
    append: withMailbox('append', { messages: appendMessages }),
    replace: withMailbox('replace', {
      uid: boolean(),
      number: oneof(u32, constant('*')),
      message: appendMessage(oneof(knownContent, unknownContent)),
    }),
    id: of('id', { fields: fc.option(idFields, { nil: null }) }),
    getquota: of('getquota', { root: text }),
    getquotaroot: withMailbox('getquotaroot'),
    setquota: of('setquota', { root: text, limits: array(record({ name: resource, limit: size }), { maxLength: 3 }) }),
    setacl: withMailbox('setacl', { identifier: text, action: constantFrom('add', 'remove', 'replace'), rights }),
    deleteacl: withMailbox('deleteacl', { identifier: text }),
    listrights: withMailbox('listrights', { identifier: text }),
    getacl: withMailbox('getacl'),
    myrights: withMailbox('myrights'),
    getmetadata: withMailbox('getmetadata', {
      options: optionsOf(
        oneof(
          record({ name: constant('MAXSIZE'), size: constantFrom(0, 1024, 0xffff_ffff) }),
          record({ name: constant('DEPTH'), depth: constantFrom(0, 1, 'infinity') }),
        ),
      ),
      entries: array(entryName, { minLength: 1, maxLength: 3 }),
    }),
    setmetadata: withMailbox('setmetadata', {
      entries: array(record({ name: entryName, value: fc.option(fc.uint8Array({ maxLength: 9 }), { nil: null }) }), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
    language: of('language', { preferred: array(text, { maxLength: 3 }) }),
    comparator: of('comparator', { preferred: array(text, { maxLength: 3 }) }),
    compress: of('compress', { algorithm: oneof(constant('DEFLATE'), atom) }),
    unauthenticate: of('unauthenticate'),
    getjmapaccess: of('getjmapaccess'),
    uidbatches: of('uidbatches', { size: u32, range: maybe(record({ start: u32, end: u32 })) }),
    cancelupdate: of('cancelupdate', { tags: array(quotedText, { minLength: 1, maxLength: 3 }) }),
    notify: oneof(
      of('notify', { status: constant(false), groups: constant(null) }),
      of('notify', {
        status: boolean(),
        groups: array(record({ filter: filterIn(name), events: fc.option(events, { nil: null }) }), {
          minLength: 1,
          maxLength: 3,
        }),
      }),
    ),
    genurlauth: of('genurlauth', {
      requests: array(record({ url: text, mechanism: urlMechanism }), { minLength: 1, maxLength: 3 }),
    }),
    urlfetch: of('urlfetch', {
      urls: array(record({ url: text, parameters: maybe(array(atom, { maxLength: 2 })) }), { minLength: 1, maxLength: 3 }),
    }),
    resetkey: oneof(
      of('resetkey', { mailbox: constant(undefined), wireName: constant(undefined), mechanisms: constant([]) }),
      withMailbox('resetkey', { mechanisms: array(urlMechanism, { maxLength: 2 }) }),
    ),
    rlist: fc
      .tuple(withReference('rlist', {}), name)
      .map(([command, [pattern, wirePattern]]) => ({ ...(command as object), pattern, wirePattern }) as never),
    rlsub: fc
      .tuple(withReference('rlsub', {}), name)
      .map(([command, [pattern, wirePattern]]) => ({ ...(command as object), pattern, wirePattern }) as never),
    xlist: fc
      .tuple(withReference('xlist', {}), name)
      .map(([command, [pattern, wirePattern]]) => ({ ...(command as object), pattern, wirePattern }) as never),
    convert: of('convert', {
      uid: boolean(),
      set,
      to: fc.option(mimeType, { nil: null }),
      parameters: conversionParameters,
      items: array(
        oneof(
          record({ item: constant('UID') }),
          record({ item: constant('BINARY'), part, partial }),
          record({ item: constantFrom('BINARY.SIZE', 'BODYPARTSTRUCTURE', 'AVAILABLECONVERSIONS'), part }),
          record({ item: constant('BODY[]'), section: section.filter(one => one.text === 'HEADER' || one.text === 'MIME') }),
        ),
        { minLength: 1, maxLength: 3 },
      ),
    }),
    conversions: of('conversions', { from: text, to: text }),
    expunge: of('expunge', { uids: maybe(set) }),
    search: of('search', {
      uid: boolean(),
      returnOptions,
      charset: maybe(text),
      keys: searchKeys,
    }),
    esearch: fc
      .tuple(
        of('esearch', { uid: boolean(), returnOptions, charset: maybe(text), keys: searchKeys }),
        maybe(
          record({
            mailboxes: array(mailboxFilter(name), { minLength: 1, maxLength: 3 }),
            scope: array(unknown, { maxLength: 2 }),
          }),
        ),
      )
      .map(([command, source]) => ({ ...(command as object), source }) as never),
    sort: of('sort', {
      uid: boolean(),
      returnOptions,
      criteria: sortCriteria,
      charset: text,
      keys: searchKeys,
    }),
    thread: of('thread', { uid: boolean(), algorithm: atom, charset: text, keys: searchKeys }),
    fetch: of('fetch', {
      uid: boolean(),
      set,
      items: oneof(constantFrom('ALL', 'FAST', 'FULL'), array(fetchItem, { minLength: 1, maxLength: 3 })),
      modifiers: optionsOf(
        oneof(
          record({ name: constant('CHANGEDSINCE'), modseq }),
          named('VANISHED'),
          record({ name: constant('PARTIAL'), range: resultRange }),
        ),
      ),
    }),
    store: fc
      .tuple(
        of('store', {
          uid: boolean(),
          set,
          modifiers: optionsOf(record({ name: constant('UNCHANGEDSINCE'), modseq: oneof(modseq, constant(0n)) })),
        }),
        oneof(
          record({ item: constant('FLAGS'), ...change, flags }),
          record({ item: constant('X-GM-LABELS'), ...change, labels: array(gmailLabel, { maxLength: 3 }) }),
          record({ item: constant('ANNOTATION'), annotations: storedAnnotations }),
          record({
            item: constant('unknown'),
            name: fc.tuple(constantFrom('', '+', '-'), label).map(parts => parts.join('')),
            bytes: values,
          }),
        ),
      )
      .map(([command, what]) => ({ ...(command as object), ...what }) as never),
    copy: withMailbox('copy', { uid: boolean(), set }),
    move: withMailbox('move', { uid: boolean(), set }),
    unknown: of('unknown', { name: fc.tuple(constantFrom('', 'UID '), label).map(parts => parts.join('')), bytes: rest }),
  }
}

export const tags: Arb<string> = tag
