/**
 * Responses of every kind, as `decodeResponse` gives them: a type, a response code or an item without one is a type error. `valid` ones follow the
 * grammar; `odd` ones hold what is read by default alone.
 */
import { fc } from '@fast-check/vitest'
import { asBytes } from '@mailwire/tooling/testing'
import {
  type AnyResponse,
  type BodyStructure,
  type ConversionError,
  type Envelope,
  encodeMailboxName,
  type FetchItems,
  type ListExtension,
  type NumberCodeName,
  type PlainCodeName,
  type ResponseCode,
  type StatusItems,
  type Thread,
} from '../src/index.js'
import {
  type Arb,
  ATOM_CHARS,
  atom,
  bytesOf,
  changedAnnotations,
  conversionParameters,
  entryName,
  extensionValue,
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
  rights,
  section,
  size,
  storedAnnotations,
  string,
  tag,
  text,
  u32,
  word,
} from './arbitraries.js'

const { constantFrom, record, oneof, array, constant, boolean, tuple } = fc

/** Those of a type or a name. */
type Of<Union, Key extends PropertyKey, Value> = Union extends { readonly [Name in Key]: infer Values }
  ? Value extends Values
    ? Union
    : never
  : never

const orNull = <Value>(arbitrary: Arb<Value>): Arb<Value | null> => fc.option(arbitrary, { nil: null })
const absent = constant(undefined)
const some = <Value>(arbitrary: Arb<Value>): Arb<Value[]> => array(arbitrary, { minLength: 1, maxLength: 3 })
const joined = <Some extends object, More extends object>(one: Arb<Some>, more: Arb<More>): Arb<Some & More> =>
  tuple(one, more).map(parts => Object.assign({}, ...parts) as Some & More)

// ----- Words and texts -----

/** One line that is UTF-8. */
const line: Arb<string> = oneof(
  word('ab ()\\"{}%*]é\t'),
  fc.string({ unit: 'grapheme', maxLength: 6 }).map(value => value.replaceAll(/[\0\r\n]/g, '')),
  constantFrom('', 'x {3}', ' ', '[', 'x]', '{0}'),
)
const number: Arb<number> = oneof(u32, constant(0))
const range = record({ start: u32, end: u32 })
const uids = array(range, { minLength: 1, maxLength: 3 })
const flagName: Arb<string> = oneof(
  word(ATOM_CHARS),
  word(ATOM_CHARS).map(name => `\\${name}`),
  constantFrom('\\Seen', '$Forwarded'),
).filter(flag => !['NIL', '\\RECENT'].includes(flag.toUpperCase()))
const flags = array(flagName, { maxLength: 4 })
const delimiter: Arb<string | null> = constantFrom('/', '.', '"', '\\', ' ', 'é', '€', null)

/** Names that are modified UTF-7, or UTF-8. */
const nameIn = (utf8: boolean): Arb<{ mailbox: string; wireName: string }> =>
  oneof(
    word('ab01 ()"\\]{}%*&+/'),
    fc.string({ unit: 'grapheme', maxLength: 4 }).map(name => name.replaceAll('\0', '')),
    constantFrom('INBOX', 'inbox', 'NIL', '', '&', '&-', 'a&AOk-', 'Entwürfe', '台北', 'a\r\nb'),
  ).map(mailbox => ({ mailbox, wireName: utf8 ? mailbox : encodeMailboxName(mailbox) }))

/** Names as a server may send them. */
const anyName = (utf8: boolean) => nameOf(utf8).map(([mailbox, wireName]) => ({ mailbox, wireName }))

// ----- Response codes -----

const PLAIN: Readonly<Record<PlainCodeName, true>> = {
  ALERT: true,
  PARSE: true,
  'READ-ONLY': true,
  'READ-WRITE': true,
  TRYCREATE: true,
  UIDNOTSTICKY: true,
  UNAVAILABLE: true,
  AUTHENTICATIONFAILED: true,
  AUTHORIZATIONFAILED: true,
  EXPIRED: true,
  PRIVACYREQUIRED: true,
  CONTACTADMIN: true,
  NOPERM: true,
  INUSE: true,
  EXPUNGEISSUED: true,
  CORRUPTION: true,
  SERVERBUG: true,
  CLIENTBUG: true,
  CANNOT: true,
  LIMIT: true,
  OVERQUOTA: true,
  ALREADYEXISTS: true,
  NONEXISTENT: true,
  NOTSAVED: true,
  HASCHILDREN: true,
  CLOSED: true,
  'UNKNOWN-CTE': true,
  NOMODSEQ: true,
  USEATTR: true,
  TOOBIG: true,
  COMPRESSIONACTIVE: true,
  BADCOMPARATOR: true,
  TEMPFAIL: true,
  NOTIFICATIONOVERFLOW: true,
  UIDREQUIRED: true,
  THROTTLED: true,
}

type CodeName = Exclude<ResponseCode['name'], PlainCodeName>

const capabilities = array(atom, { maxLength: 3 }).map(more => [...more, 'IMAP4REV1'])
const valued = (name: NumberCodeName) => record({ name: constant(name), value: u32 })
const url = oneof(word('ab:/%;{}"\\('), constantFrom('imap://u;AUTH=*@h/', 'imap://[::1]:143/a', '{3}'))
/** Names that are the same in modified UTF-7 and UTF-8. */
const plainName = oneof(word('ab01 ()"\\]{}%*+/'), constantFrom('INBOX', '', 'NIL', '{3}'))
const codes: { readonly [Name in CodeName]: Arb<Of<ResponseCode, 'name', Name>> } = {
  CAPABILITY: record({ name: constant('CAPABILITY'), capabilities }),
  PERMANENTFLAGS: record({
    name: constant('PERMANENTFLAGS'),
    flags: array(oneof(flagName, constant('\\*')), { maxLength: 4 }),
  }),
  BADCHARSET: record({ name: constant('BADCHARSET'), charsets: array(oneof(text, word('ab]')), { maxLength: 3 }) }),
  UIDNEXT: valued('UIDNEXT'),
  UIDVALIDITY: valued('UIDVALIDITY'),
  UNSEEN: valued('UNSEEN'),
  APPENDUID: record({ name: constant('APPENDUID'), uidValidity: u32, uids }),
  // As many numbers on each side (RFC 4315 3).
  COPYUID: record({ name: constant('COPYUID'), uidValidity: u32, source: uids }).map(code => ({
    ...code,
    destination: [...code.source].reverse(),
  })),
  HIGHESTMODSEQ: record({ name: constant('HIGHESTMODSEQ'), modseq }),
  MODIFIED: record({ name: constant('MODIFIED'), set: uids }),
  DOWNGRADED: record({ name: constant('DOWNGRADED'), uids }),
  MESSAGELIMIT: record({ name: constant('MESSAGELIMIT'), limit: u32, lastUid: maybe(u32) }),
  MAXCONVERTMESSAGES: valued('MAXCONVERTMESSAGES'),
  MAXCONVERTPARTS: valued('MAXCONVERTPARTS'),
  BADURL: record({ name: constant('BADURL'), url: word('ab:/;"[{}\t ').map(value => `x${value}`) }),
  WEBALERT: record({ name: constant('WEBALERT'), url }),
  REFERRAL: record({ name: constant('REFERRAL'), urls: some(url) }),
  URLMECH: record({
    name: constant('URLMECH'),
    mechanisms: array(record({ mechanism: word('AZ09.-'), data: maybe(fc.uint8Array({ maxLength: 4 })) }), { maxLength: 2 }).map(
      more => [{ mechanism: 'INTERNAL', data: undefined }, ...more],
    ),
  }),
  ANNOTATE: record({ name: constant('ANNOTATE'), reason: constantFrom('TOOBIG', 'TOOMANY') }),
  ANNOTATIONS: oneof(
    record({ name: constant('ANNOTATIONS'), size: constant('NONE'), noPrivate: constant(false) }),
    record({ name: constant('ANNOTATIONS'), size: oneof(constant('READ-ONLY'), u32), noPrivate: boolean() }),
  ),
  METADATA: oneof(
    record({ name: constant('METADATA'), reason: constantFrom('LONGENTRIES', 'MAXSIZE'), size }),
    record({ name: constant('METADATA'), reason: constantFrom('TOOMANY', 'NOPRIVATE') }),
  ),
  NOUPDATE: record({ name: constant('NOUPDATE'), tag }),
  BADEVENT: record({ name: constant('BADEVENT'), events: some(oneof(atom, constantFrom('MessageNew', 'FlagChange'))) }),
  'UNDEFINED-FILTER': record({ name: constant('UNDEFINED-FILTER'), filter: word('abAZ09[.-_') }),
  MAILBOXID: record({ name: constant('MAILBOXID'), mailboxId: word('abAZ09-_') }),
  INPROGRESS: oneof(
    record({ name: constant('INPROGRESS'), tag: absent, progress: absent, goal: absent }),
    record({ name: constant('INPROGRESS'), tag: orNull(tag), progress: constant(null), goal: constant(null) }),
    record({ name: constant('INPROGRESS'), tag: orNull(tag), progress: size, goal: orNull(u32) }),
  ),
  NEWNAME: tuple(plainName, plainName).map(([old, now]) => ({
    name: 'NEWNAME',
    mailbox: old,
    wireName: old,
    newMailbox: now,
    newWireName: now,
  })),
  unknown: record({
    name: constant('unknown'),
    code: atom.map(name => `X${name}`),
    value: maybe(word('ab01 ()"\\{}[,:')),
  }),
}

/** Every response code by its name. */
export const codesByName: Readonly<Record<ResponseCode['name'], Arb<ResponseCode>>> = {
  ...(Object.fromEntries((Object.keys(PLAIN) as PlainCodeName[]).map(name => [name, constant({ name })])) as unknown as Record<
    PlainCodeName,
    Arb<ResponseCode>
  >),
  ...codes,
}

const code: Arb<ResponseCode | undefined> = maybe(oneof(...Object.values(codesByName)))

// ----- ENVELOPE -----

const ntext = orNull(text)
const address = record({ name: ntext, route: ntext, mailbox: ntext, host: ntext })
const addresses = orNull(some(address))
const envelope: Arb<Envelope> = record({
  date: ntext,
  subject: ntext,
  from: addresses,
  sender: addresses,
  replyTo: addresses,
  to: addresses,
  cc: addresses,
  bcc: addresses,
  inReplyTo: ntext,
  messageId: ntext,
})
/** Sender and Reply-To that are those of From. */
const sameSender = envelope.map(one => ({ ...one, sender: one.from, replyTo: one.from }))

// ----- BODYSTRUCTURE -----

const lower = (arbitrary: Arb<string>): Arb<string> =>
  arbitrary.map(value => value.replaceAll(/[A-Z]/g, char => char.toLowerCase()))
const subtype = oneof(constantFrom('plain', 'html', 'octet-stream', 'rfc822', 'mixed', 'nil'), lower(text))
const basicType = oneof(constantFrom('image', 'application', 'nil', 'multipart', ''), lower(text)).filter(
  type => type !== 'text' && type !== 'message',
)
const parameters = orNull(some(tuple(text, text)))
const disposition = orNull(record({ type: text, parameters }))
const bodyExtension = bytesOf(
  oneof(
    constantFrom('NIL', '0', '17', '(NIL 1 ("a" (2)))', '""'),
    word('ab ()\\"').map(value => JSON.stringify(value)),
    string.filter(value => value.startsWith('{')),
  ),
)
const NONE = constant([] as Uint8Array[])
/** Extension data that ends anywhere. */
const extension = oneof(
  record({ disposition: absent, language: absent, location: absent, extensions: NONE }),
  record({ disposition, language: absent, location: absent, extensions: NONE }),
  record({ disposition, language: orNull(some(text)), location: absent, extensions: NONE }),
  record({ disposition, language: orNull(some(text)), location: ntext, extensions: array(bodyExtension, { maxLength: 2 }) }),
)
const NO_EXTENSION = { disposition: undefined, language: undefined, location: undefined, extensions: [] }
const partExtension = oneof(constant({ md5: undefined, ...NO_EXTENSION }), joined(record({ md5: ntext }), extension))
const partFields = (type: Arb<string>, of: Arb<string>) =>
  joined(record({ type, subtype: of, parameters, id: ntext, description: ntext, encoding: text, size: number }), partExtension)

type Kind = BodyStructure['kind']
/** Parts by kind; `nested` is any of them that may be inside. */
const partsWith = (
  nested: Arb<BodyStructure>,
): { readonly [Name in Exclude<Kind, 'damaged'>]: Arb<Of<BodyStructure, 'kind', Name>> } => ({
  text: joined(record({ kind: constant('text'), lines: size }), partFields(constant('text'), subtype)),
  basic: joined(record({ kind: constant('basic') }), partFields(basicType, subtype)),
  message: joined(
    record({ kind: constant('message'), envelope, body: nested, lines: size }),
    partFields(constant('message'), constantFrom('rfc822', 'global')),
  ),
  multipart: oneof(
    joined(
      record({ kind: constant('multipart'), type: constant('multipart'), subtype, parts: some(nested), parameters }),
      extension,
    ),
    record({ kind: constant('multipart'), type: constant('multipart'), subtype, parts: some(nested), parameters: absent }).map(
      one => ({ ...one, ...NO_EXTENSION }),
    ),
  ),
})

const structureOf = (more?: Arb<BodyStructure>): Arb<BodyStructure> => {
  const { structure } = fc.letrec<{ structure: BodyStructure; nested: BodyStructure }>(tie => {
    const parts = partsWith(tie('nested') as Arb<BodyStructure>)
    return {
      structure: oneof({ maxDepth: 3 }, parts.text, parts.basic, parts.multipart, parts.message),
      nested:
        more === undefined ? tie('structure') : oneof({ weight: 4, arbitrary: tie('structure') }, { weight: 1, arbitrary: more }),
    }
  })
  return structure
}
const structure = structureOf()

/** Parts that cannot be read, each one value. */
const damaged: Arb<BodyStructure> = constantFrom(
  '(x)',
  '(1 2)',
  '("text" (1))',
  '("text" "plain" NIL NIL NIL "7bit" x)',
  '("a" {2}\r\n)( ("b") 1)',
  '(("a" "b") 1 2)',
).map(bytes => ({ kind: 'damaged', bytes: asBytes(bytes) }))

/** A multipart, some parts of which cannot be read. */
export const damagedStructure: Arb<BodyStructure> = partsWith(oneof(structure, damaged)).multipart

// ----- FETCH -----

const content: Arb<Uint8Array> = fc.uint8Array({ min: 1, maxLength: 12 })
const withNul: Arb<Uint8Array> = fc.uint8Array({ maxLength: 12 })
const whole = constant({ part: [], text: undefined, fields: [] })
const bodySection = oneof(
  record({ item: constant('BODY'), section, origin: maybe(u32), data: orNull(content) }),
  record({
    item: constant('BINARY'),
    section: part.map(numbers => ({ part: numbers, text: undefined, fields: [] })),
    origin: maybe(u32),
    data: orNull(withNul),
  }),
  record({
    item: constantFrom('RFC822', 'RFC822.HEADER', 'RFC822.TEXT'),
    section: whole,
    origin: absent,
    data: orNull(content),
  }),
)
const internalDate = constantFrom('17-Jul-1996 02:44:25 -0700', ' 1-jan-0001 00:00:60 +9959', '01-FEB-2024 23:59:59 +0000')
const unknownOf = (name: Arb<string>, bytes: Arb<Uint8Array>, of: Arb<string | undefined> = absent) =>
  record({ name, section: of, bytes })
/** One value of any form. */
const anyValue = bytesOf(
  oneof(
    string,
    list,
    constantFrom('()', 'NIL', '~{2}\r\n\0\r', '12', '\\x', '[a]', '("a" (b {3}\r\n)"( c))', '"\xe9"', '(a)', 'a"b'),
  ),
)
const items: { readonly [Key in keyof FetchItems]: Arb<FetchItems[Key]> } = {
  uid: maybe(u32),
  flags: maybe(array(oneof(flagName, constant('\\Recent')), { maxLength: 4 })),
  internalDate: maybe(internalDate),
  size: maybe(size),
  envelope: maybe(oneof(envelope, sameSender)),
  bodyStructure: maybe(structure),
  body: maybe(structure),
  modseq: maybe(modseq),
  emailId: maybe(objectId),
  threadId: maybe(orNull(objectId)),
  saveDate: maybe(orNull(internalDate)),
  preview: maybe(ntext),
  annotations: maybe(oneof(storedAnnotations, changedAnnotations)),
  gmailMessageId: absent,
  gmailThreadId: absent,
  gmailLabels: absent,
  sections: array(bodySection, { maxLength: 3 }),
  binarySizes: array(record({ part, size: number }), { maxLength: 2 }),
  unknown: constant([]),
}
const fetched = (more: Partial<typeof items> = {}): Arb<Of<AnyResponse, 'type', 'fetch'>> =>
  record({ type: constant('fetch'), sequence: u32, items: record({ ...items, ...more }) })
const unknownItems = array(
  unknownOf(
    word('XYZ-.1').map(name => `X${name}`),
    anyValue,
    maybe(
      oneof(
        word('AB 1.(').map(inner => `[${inner}]`),
        constantFrom('[]<0>', '<1.2>', '[]'),
      ),
    ),
  ),
  { maxLength: 3 },
)

// ----- STATUS, LIST, NAMESPACE, ESEARCH -----

const statusItems: { readonly [Key in keyof StatusItems]: Arb<StatusItems[Key]> } = {
  messages: maybe(number),
  uidNext: maybe(u32),
  uidValidity: maybe(u32),
  unseen: maybe(number),
  deleted: maybe(number),
  size: maybe(size),
  recent: maybe(number),
  highestModseq: maybe(oneof(modseq, constant(0n))),
  deletedStorage: maybe(size),
  appendLimit: maybe(orNull(number)),
  mailboxId: maybe(objectId),
}
const attributes = array(
  word(ATOM_CHARS).map(name => `\\${name}`),
  { maxLength: 3 },
).chain(some => constantFrom(some, [...some, '\\Noselect'], ['\\HasChildren', '\\HasNoChildren', ...some]))
const selection = constantFrom('SUBSCRIBED', 'subscribed', 'X-a', 'X-a (b (c d) e)')
const extensionsIn = (utf8: boolean): { readonly [Name in ListExtension['name']]: Arb<Of<ListExtension, 'name', Name>> } => ({
  CHILDINFO: record({ name: constant('CHILDINFO'), options: some(selection) }),
  OLDNAME: joined(record({ name: constant('OLDNAME') }), nameIn(utf8)),
  unknown: record({ name: constant('unknown'), tag: label, bytes: extensionValue }),
})
const namespaces = (utf8: boolean) =>
  orNull(
    some(
      tuple(nameIn(utf8), delimiter, array(record({ name: text, values: some(text) }), { maxLength: 2 })).map(
        ([{ mailbox, wireName }, separator, extensions]) => ({
          prefix: mailbox,
          wirePrefix: wireName,
          delimiter: separator,
          extensions,
        }),
      ),
    ),
  )

const hasItems = (given: FetchItems): boolean =>
  Object.values(given).some(
    value => value !== undefined && !(Array.isArray(value) && value.length === 0 && value !== given.flags),
  )

const resultRange = tuple(u32, u32, constantFrom(1, -1)).map(([start, end, sign]) => ({ start: sign * start, end: sign * end }))
const numbersOf = (some: Arb<number[]>): Arb<Uint32Array> => some.map(one => Uint32Array.from(one))
const found = <Name extends 'search' | 'sort'>(type: Name) =>
  oneof(
    record({ type: constant(type), numbers: numbersOf(array(u32, { maxLength: 9 })), modseq: absent }),
    record({ type: constant(type), numbers: numbersOf(some(u32)), modseq }),
  )

/** Threads that are as the grammar has them: no branch is alone, and none is empty. */
const { thread } = fc.letrec<{ thread: Thread }>(tie => {
  const branches = array(tie('thread') as Arb<Thread>, { minLength: 2, maxLength: 3 })
  return {
    thread: oneof(
      { maxDepth: 4 },
      record({ messages: array(u32, { minLength: 1, maxLength: 4 }), branches: constant([]) }),
      record({ messages: array(u32, { maxLength: 3 }), branches }),
    ),
  }
})
// ----- CONVERTED -----

const conversionError: Arb<ConversionError> = oneof<Arb<ConversionError>[]>(
  record({ code: constant('TEMPFAIL'), text, minutes: maybe(u32) }),
  record({
    code: constant('BADPARAMETERS'),
    text,
    conversions: some(record({ from: orNull(mimeType), to: mimeType, parameters: conversionParameters })),
  }),
  record({
    code: constant('MISSINGPARAMETERS'),
    text,
    conversions: some(record({ from: mimeType, to: mimeType, parameters: some(text) })),
  }),
)

// ----- Responses -----

type Type = AnyResponse['type']
type ByType = { readonly [Name in Type]: Arb<Of<AnyResponse, 'type', Name>> }

const status = (type: 'ok' | 'no' | 'bad' | 'bye' | 'preauth', of: Arb<string | undefined>) =>
  record({ type: constant(type), tag: of, code, text: line }).filter(one => one.code !== undefined || !one.text.startsWith('['))

/** Every response by its type, as the grammar has it but for `unknown`; names of mailboxes are UTF-8 or not. */
export const responsesBy = (utf8: boolean): ByType => {
  const listed = <Name extends 'list' | 'lsub' | 'xlist'>(type: Name) =>
    joined(
      record({
        type: constant(type),
        attributes,
        delimiter,
        extended: array(oneof(...Object.values(extensionsIn(utf8))), { maxLength: 3 }),
      }),
      nameIn(utf8),
    )
  return {
    ok: status('ok', maybe(tag)),
    no: status('no', maybe(tag)),
    bad: status('bad', maybe(tag)),
    bye: status('bye', absent),
    preauth: status('preauth', absent),
    continuation: record({ type: constant('continuation'), text: line }),
    capability: record({ type: constant('capability'), capabilities }),
    enabled: record({ type: constant('enabled'), capabilities: array(atom, { maxLength: 3 }) }),
    list: listed('list'),
    lsub: listed('lsub'),
    xlist: listed('xlist'),
    namespace: record({
      type: constant('namespace'),
      personal: namespaces(utf8),
      otherUsers: namespaces(utf8),
      shared: namespaces(utf8),
    }),
    status: joined(record({ type: constant('status'), items: record(statusItems), unknown: constant([]) }), nameIn(utf8)),
    flags: record({ type: constant('flags'), flags }),
    search: found('search'),
    sort: found('sort'),
    esearch: tuple(
      record({
        type: constant('esearch'),
        tag: maybe(text),
        uidValidity: maybe(u32),
        uid: boolean(),
        min: maybe(u32),
        max: maybe(u32),
        all: maybe(uids),
        count: maybe(number),
        modseq: maybe(modseq),
        partial: maybe(record({ range: resultRange, results: orNull(uids) })),
        relevancy: maybe(array(fc.integer({ min: 1, max: 100 }), { maxLength: 4 })),
        updates: array(record({ name: constantFrom('ADDTO', 'REMOVEFROM'), position: number, set: uids }), { maxLength: 4 }),
        unknown: array(unknownOf(label, extensionValue), { maxLength: 2 }),
      }),
      oneof(constant({ mailbox: undefined, wireName: undefined }), nameIn(utf8)),
    ).map(([data, name]) => ({ ...data, ...name })),
    thread: record({ type: constant('thread'), threads: array(thread, { maxLength: 3 }) }),
    id: record({ type: constant('id'), fields: orNull(idFields) }),
    quota: record({
      type: constant('quota'),
      root: text,
      resources: array(record({ name: resource, usage: size, limit: size }), { maxLength: 3 }),
    }),
    quotaroot: joined(record({ type: constant('quotaroot'), roots: array(text, { maxLength: 3 }) }), nameIn(utf8)),
    acl: joined(
      record({ type: constant('acl'), entries: array(record({ identifier: text, rights }), { maxLength: 3 }) }),
      nameIn(utf8),
    ),
    listrights: joined(
      record({ type: constant('listrights'), identifier: text, required: rights, optional: array(rights, { maxLength: 3 }) }),
      nameIn(utf8),
    ),
    myrights: joined(record({ type: constant('myrights'), rights }), nameIn(utf8)),
    metadata: joined(
      oneof(
        record({ type: constant('metadata'), entries: some(record({ name: entryName, value: orNull(withNul) })) }),
        record({ type: constant('metadata'), entries: some(record({ name: entryName, value: absent })) }),
      ),
      nameIn(utf8),
    ),
    language: record({ type: constant('language'), languages: some(text) }),
    comparator: record({ type: constant('comparator'), comparator: text, matching: array(text, { maxLength: 3 }) }),
    jmapaccess: record({ type: constant('jmapaccess'), url: quotedText }),
    genurlauth: record({ type: constant('genurlauth'), urls: some(text) }),
    urlfetch: record({
      type: constant('urlfetch'),
      urls: some(
        oneof(
          record({ url: text, data: orNull(content), metadata: absent }),
          record({
            url: text,
            data: absent,
            metadata: some(
              oneof(
                record({ name: constant('BODYPARTSTRUCTURE'), structure }),
                record({ name: constant('BODY'), data: orNull(content) }),
                record({ name: constant('BINARY'), data: orNull(withNul) }),
              ),
            ),
          }),
        ),
      ),
    }),
    converted: record({
      type: constant('converted'),
      sequence: u32,
      tag: text,
      uid: maybe(u32),
      items: some(
        oneof(
          record({ item: constant('BINARY'), part, origin: maybe(u32), data: orNull(withNul) }),
          record({ item: constant('BINARY.SIZE'), part, size: number }),
          record({ item: constant('BODYPARTSTRUCTURE'), part, structure }),
          record({ item: constant('AVAILABLECONVERSIONS'), part, types: array(mimeType, { maxLength: 3 }) }),
          record({ item: constant('error'), name: constant('BINARY'), part, origin: maybe(u32), error: conversionError }),
          record({
            item: constant('error'),
            name: constantFrom('BINARY.SIZE', 'BODYPARTSTRUCTURE', 'AVAILABLECONVERSIONS'),
            part,
            origin: absent,
            error: conversionError,
          }),
        ),
      ),
    }),
    conversion: record({ type: constant('conversion'), from: mimeType, to: mimeType, parameters: array(text, { maxLength: 3 }) }),
    exists: record({ type: constant('exists'), number }),
    recent: record({ type: constant('recent'), number }),
    expunge: record({ type: constant('expunge'), number: u32 }),
    uidbatches: record({ type: constant('uidbatches'), tag: text, batches: uids }),
    vanished: record({ type: constant('vanished'), earlier: boolean(), uids }),
    fetch: fetched().filter(({ items: given }) => hasItems(given)),
    uidfetch: record({ type: constant('uidfetch'), uid: u32, items: record(items).filter(hasItems) }),
    unknown: record({
      type: constant('unknown'),
      name: label,
      number: maybe(number),
      bytes: array(anyValue, { maxLength: 3 }).map(given =>
        asBytes(given.map(one => ` ${String.fromCharCode(...one)}`).join('')),
      ),
    }),
  }
}

/** What is read by default alone: unknown items, damaged parts, and names, flags and numbers that the grammar does not have. */
export const oddResponses = (utf8: boolean): Readonly<Record<string, Arb<AnyResponse>>> => ({
  'a name that is not modified UTF-7': joined(
    record({ type: constant('list'), attributes, delimiter, extended: constant([]) }),
    anyName(utf8),
  ),
  'unknown items of FETCH': fetched({ unknown: unknownItems }),
  'items of Gmail': fetched({
    gmailMessageId: maybe(gmailId),
    gmailThreadId: maybe(gmailId),
    gmailLabels: maybe(array(oneof(text, constantFrom('\\Inbox', '\\&AOk-', 'Entwürfe', '[Mailbox]')), { maxLength: 3 })),
  }),
  'damaged parts': fetched({ bodyStructure: maybe(damagedStructure), body: maybe(damagedStructure) }),
  'NUL in literals': fetched({
    sections: some(record({ item: constant('BODY'), section, origin: maybe(size), data: withNul })),
    envelope: envelope.map(one => ({ ...one, subject: 'a\0b', messageId: '\0' })),
  }),
  'no encoding, and no parts': fetched({
    bodyStructure: partsWith(structure).text.map(one => ({ ...one, encoding: null })),
    body: partsWith(structure).multipart.map(one => ({ ...one, parts: [], extensions: [] })),
  }),
  'unknown items of STATUS': joined(
    record({
      type: constant('status'),
      items: record(statusItems),
      unknown: array(
        unknownOf(
          atom.map(name => `X${name}`),
          anyValue,
        ),
        { maxLength: 3 },
      ),
    }),
    nameIn(utf8),
  ),
  'numbers that are 0 or too large': oneof<Arb<AnyResponse>[]>(
    record({ type: constant('expunge'), number }),
    record({
      type: constant('search'),
      numbers: array(number, { maxLength: 4 }).map(one => Uint32Array.from(one)),
      modseq: constant(0n),
    }),
    joined(
      record({
        type: constant('status'),
        items: record({ ...statusItems, uidNext: constant(0), uidValidity: constant(2 ** 40), messages: size }),
        unknown: constant([]),
      }),
      nameIn(utf8),
    ),
    fetched({ uid: constant(0), modseq: constant(0n) }),
    record({ type: constant('ok'), tag: absent, code: constant({ name: 'UIDNEXT', value: 0 }), text: line }),
    record({ type: constant('ok'), tag: absent, code: constant({ name: 'HIGHESTMODSEQ', modseq: 0n }), text: line }),
  ),
  'flags with a bracket, \\* and \\Recent': record({
    type: constant('flags'),
    flags: some(oneof(word(`${ATOM_CHARS}]`), constantFrom('\\*', '\\Recent', '\\a]b'))),
  }),
  'attributes without a backslash': joined(
    record({
      type: constant('lsub'),
      attributes: array(oneof(flagName, constantFrom('\\Noselect', '\\Marked')), { maxLength: 4 }),
      delimiter,
      extended: constant([]),
    }),
    nameIn(utf8),
  ),
  'threads of one branch, and of nothing': record({
    type: constant('thread'),
    threads: array(
      constantFrom<Thread[]>(
        { messages: [], branches: [] },
        { messages: [1], branches: [{ messages: [2, 3], branches: [] }] },
        { messages: [], branches: [{ messages: [], branches: [{ messages: [], branches: [] }] }] },
      ),
      { minLength: 1, maxLength: 3 },
    ),
  }),
  'scores out of range, and no messages that vanished': oneof<Arb<AnyResponse>[]>(
    record({ type: constant('vanished'), earlier: boolean(), uids: constant([]) }),
    responsesBy(utf8).esearch.map(one => ({ ...one, relevancy: [0, 101, 999] })),
  ),
  'text that is not UTF-8': record({
    type: constantFrom('no', 'bye'),
    tag: absent,
    code: constant({ name: 'ALERT' }),
    // What stands for bytes on both sides of one may be a character together.
    text: text.map(value => value.replaceAll(/[\r\n]/g, ' ')),
  }),
  'capabilities without a revision': record({ type: constant('capability'), capabilities: array(atom, { maxLength: 3 }) }),
  'extensions with values of any form': joined(
    record({
      type: constant('list'),
      attributes,
      delimiter,
      extended: some(record({ name: constant('unknown'), tag: atom.map(name => `X${name}`), bytes: anyValue })),
    }),
    nameIn(utf8),
  ),
})
