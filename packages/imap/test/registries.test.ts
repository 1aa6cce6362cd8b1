/** Every name of the registries of codes, items, keys and options: a line each, read and written. A rule without a line is missed. */
import { asBytes, asChars } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { modifiersOfFetch } from '../src/command/fetch.js'
import { fetchAttRules } from '../src/command/fetch-att.js'
import { listReturns, listSelections } from '../src/command/list.js'
import { searchReturns } from '../src/command/search-program.js'
import {
  type CommandBodyInit,
  decodeCommand,
  decodeResponse,
  encodeCommandWhole,
  encodeResponse,
  type FetchItem,
  type FetchModifier,
  type ListReturnOption,
  type ListSelectionOption,
  type PlainCodeName,
  type ResponseCode,
  type SearchKey,
  type SearchReturnOption,
  type SortKey,
  type StatusItems,
} from '../src/index.js'
import { codeRules } from '../src/response/code/code.js'
import { statusItemRules } from '../src/response/status-item.js'
import { searchKeyRules } from '../src/search/registry.js'
import { sortKeyRules } from '../src/search/sort-key.js'

/** A line and the value that it has. */
type Row<Value> = readonly [line: string, value: Value]

const namesOf = (rules: readonly { readonly name: string }[]): string[] => rules.map(({ name }) => name).sort()
/** The first words of lines. */
const firstWords = (rows: readonly Row<unknown>[]): string[] =>
  [...new Set(rows.map(([line]) => /^[^ [(]+/.exec(line)![0]))].sort()

/** A command is read as the same in both modes, and written as it came. */
function isCommand(line: string, body: CommandBodyInit, strict: boolean): void {
  expect(decodeCommand(asBytes(`a ${line}\r\n`), { strict })).toMatchObject({ ...body, warnings: [] })
  expect(asChars(encodeCommandWhole({ tag: 'a', ...body }))).toBe(`a ${line}\r\n`)
}

const plainCodes: readonly Row<ResponseCode>[] = (
  [
    'ALERT',
    'PARSE',
    'READ-ONLY',
    'READ-WRITE',
    'TRYCREATE',
    'UIDNOTSTICKY',
    'UNAVAILABLE',
    'AUTHENTICATIONFAILED',
    'AUTHORIZATIONFAILED',
    'EXPIRED',
    'PRIVACYREQUIRED',
    'CONTACTADMIN',
    'NOPERM',
    'INUSE',
    'EXPUNGEISSUED',
    'CORRUPTION',
    'SERVERBUG',
    'CLIENTBUG',
    'CANNOT',
    'LIMIT',
    'OVERQUOTA',
    'ALREADYEXISTS',
    'NONEXISTENT',
    'NOTSAVED',
    'HASCHILDREN',
    'CLOSED',
    'UNKNOWN-CTE',
    'USEATTR',
    'NOMODSEQ',
    'TOOBIG',
    'COMPRESSIONACTIVE',
    'BADCOMPARATOR',
    'TEMPFAIL',
    'NOTIFICATIONOVERFLOW',
    'UIDREQUIRED',
    'THROTTLED',
  ] as const satisfies readonly PlainCodeName[]
).map(name => [name, { name }])

const set = [{ start: 2, end: 4 }]
const codes: readonly Row<ResponseCode>[] = [
  ...plainCodes,
  ['CAPABILITY IMAP4rev1 IDLE', { name: 'CAPABILITY', capabilities: ['IMAP4REV1', 'IDLE'] }],
  ['PERMANENTFLAGS (\\Seen \\*)', { name: 'PERMANENTFLAGS', flags: ['\\Seen', '\\*'] }],
  ['BADCHARSET (UTF-8)', { name: 'BADCHARSET', charsets: ['UTF-8'] }],
  ['UIDNEXT 4392', { name: 'UIDNEXT', value: 4392 }],
  ['UIDVALIDITY 3857529045', { name: 'UIDVALIDITY', value: 3857529045 }],
  ['UNSEEN 12', { name: 'UNSEEN', value: 12 }],
  ['APPENDUID 9 2:4', { name: 'APPENDUID', uidValidity: 9, uids: set }],
  ['COPYUID 9 2:4 12:14', { name: 'COPYUID', uidValidity: 9, source: set, destination: [{ start: 12, end: 14 }] }],
  ['HIGHESTMODSEQ 715194045007', { name: 'HIGHESTMODSEQ', modseq: 715194045007n }],
  ['MODIFIED 2:4', { name: 'MODIFIED', set }],
  ['DOWNGRADED 2:4', { name: 'DOWNGRADED', uids: set }],
  ['MESSAGELIMIT 500 77', { name: 'MESSAGELIMIT', limit: 500, lastUid: 77 }],
  ['MAXCONVERTMESSAGES 4', { name: 'MAXCONVERTMESSAGES', value: 4 }],
  ['MAXCONVERTPARTS 3', { name: 'MAXCONVERTPARTS', value: 3 }],
  ['BADURL /a', { name: 'BADURL', url: '/a' }],
  ['REFERRAL imap://a/', { name: 'REFERRAL', urls: ['imap://a/'] }],
  ['URLMECH INTERNAL', { name: 'URLMECH', mechanisms: [{ mechanism: 'INTERNAL', data: undefined }] }],
  ['WEBALERT https://a/', { name: 'WEBALERT', url: 'https://a/' }],
  ['ANNOTATE TOOBIG', { name: 'ANNOTATE', reason: 'TOOBIG' }],
  ['ANNOTATIONS NONE', { name: 'ANNOTATIONS', size: 'NONE', noPrivate: false }],
  ['METADATA TOOMANY', { name: 'METADATA', reason: 'TOOMANY' }],
  ['NOUPDATE "a"', { name: 'NOUPDATE', tag: 'a' }],
  ['BADEVENT (MessageNew)', { name: 'BADEVENT', events: ['MessageNew'] }],
  ['UNDEFINED-FILTER x', { name: 'UNDEFINED-FILTER', filter: 'x' }],
  ['MAILBOXID (F1)', { name: 'MAILBOXID', mailboxId: 'F1' }],
  ['INPROGRESS ("a" 1 2)', { name: 'INPROGRESS', tag: 'a', progress: 1, goal: 2 }],
  ['NEWNAME "a" "b"', { name: 'NEWNAME', mailbox: 'a', wireName: 'a', newMailbox: 'b', newWireName: 'b' }],
]

describe('response codes', () => {
  it.each(codes)('the code %s, both ways', (line, code) => {
    const { code: found, warnings } = decodeResponse(asBytes(`* OK [${line}] x\r\n`)) as { code?: unknown; warnings: unknown }
    expect([found, warnings]).toEqual([code, []])
    const written = asChars(encodeResponse({ type: 'ok', tag: undefined, code, text: 'x' }))
    expect(written).toBe(`* OK [${line.replace('IMAP4rev1', 'IMAP4REV1')}] x\r\n`)
  })

  it('each has a line', () => {
    expect(firstWords(codes)).toEqual(namesOf(codeRules))
  })
})

const statusItems: readonly Row<Partial<StatusItems>>[] = [
  ['MESSAGES 17', { messages: 17 }],
  ['UIDNEXT 18', { uidNext: 18 }],
  ['UIDVALIDITY 9', { uidValidity: 9 }],
  ['UNSEEN 0', { unseen: 0 }],
  ['DELETED 3', { deleted: 3 }],
  ['SIZE 8589934592', { size: 8_589_934_592 }],
  ['RECENT 1', { recent: 1 }],
  ['HIGHESTMODSEQ 7', { highestModseq: 7n }],
  ['DELETED-STORAGE 8', { deletedStorage: 8 }],
  ['APPENDLIMIT NIL', { appendLimit: null }],
  ['MAILBOXID (F1)', { mailboxId: 'F1' }],
]

describe('items of STATUS', () => {
  it.each(statusItems)('STATUS (%s), asked for and told', (line, items) => {
    const bytes = asBytes(`* STATUS x (${line})\r\n`)
    for (const strict of [false, true])
      expect(decodeResponse(bytes, { strict })).toMatchObject({ items, warnings: [], damaged: [] })
    expect(asChars(encodeResponse({ type: 'status', mailbox: 'x', items }))).toBe(asChars(bytes))
    const name = line.slice(0, line.indexOf(' '))
    for (const strict of [false, true]) isCommand(`STATUS x (${name})`, { verb: 'status', mailbox: 'x', items: [name] }, strict)
  })

  it('each has a line', () => {
    expect(firstWords(statusItems)).toEqual(namesOf(statusItemRules))
  })
})

const section = { part: [1], text: undefined, fields: [] }
const partial = undefined
const fetchItems: readonly Row<FetchItem>[] = [
  ['UID', { item: 'UID' }],
  ['FLAGS', { item: 'FLAGS' }],
  ['INTERNALDATE', { item: 'INTERNALDATE' }],
  ['ENVELOPE', { item: 'ENVELOPE' }],
  ['BODYSTRUCTURE', { item: 'BODYSTRUCTURE' }],
  ['RFC822.SIZE', { item: 'RFC822.SIZE' }],
  ['MODSEQ', { item: 'MODSEQ' }],
  ['EMAILID', { item: 'EMAILID' }],
  ['THREADID', { item: 'THREADID' }],
  ['SAVEDATE', { item: 'SAVEDATE' }],
  ['PREVIEW (LAZY)', { item: 'PREVIEW', lazy: true }],
  ['ANNOTATION (/comment value)', { item: 'ANNOTATION', entries: ['/comment'], attributes: ['value'] }],
  ['BODY', { item: 'BODY' }],
  ['BODY[1]', { item: 'BODY[]', section, peek: false, partial }],
  ['BODY.PEEK[1]', { item: 'BODY[]', section, peek: true, partial }],
  ['BINARY[1]', { item: 'BINARY[]', part: [1], peek: false, partial }],
  ['BINARY.PEEK[1]', { item: 'BINARY[]', part: [1], peek: true, partial }],
  ['BINARY.SIZE[1]', { item: 'BINARY.SIZE', part: [1] }],
  ['RFC822', { item: 'RFC822' }],
  ['RFC822.HEADER', { item: 'RFC822.HEADER' }],
  ['RFC822.TEXT', { item: 'RFC822.TEXT' }],
  ['X-GM-MSGID', { item: 'X-GM-MSGID' }],
  ['X-GM-THRID', { item: 'X-GM-THRID' }],
  ['X-GM-LABELS', { item: 'X-GM-LABELS' }],
]

const isGmail = ([line]: Row<unknown>): boolean => line.startsWith('X-GM-')

describe('items that FETCH asks for', () => {
  it.each(fetchItems.filter(row => !isGmail(row)))('FETCH 2:4 (%s), both ways', (line, item) => {
    for (const strict of [false, true])
      isCommand(`FETCH 2:4 (${line})`, { verb: 'fetch', uid: false, set, items: [item] }, strict)
  })

  it.each(fetchItems.filter(isGmail))('FETCH 2:4 (%s), with a warning', (line, item) => {
    const found = decodeCommand(asBytes(`a FETCH 2:4 (${line})\r\n`))
    expect(found).toMatchObject({ items: [item], warnings: [{ code: 'gmail-extension' }] })
    expect(asChars(encodeCommandWhole({ tag: 'a', verb: 'fetch', uid: false, set, items: [item] }))).toBe(
      `a FETCH 2:4 (${line})\r\n`,
    )
  })

  it('each has a line', () => {
    expect(firstWords(fetchItems)).toEqual(namesOf(fetchAttRules))
  })
})

const searchKeys: readonly Row<SearchKey>[] = [
  ['ALL', { key: 'ALL' }],
  ['ANSWERED', { key: 'ANSWERED' }],
  ['DELETED', { key: 'DELETED' }],
  ['DRAFT', { key: 'DRAFT' }],
  ['FLAGGED', { key: 'FLAGGED' }],
  ['SEEN', { key: 'SEEN' }],
  ['UNANSWERED', { key: 'UNANSWERED' }],
  ['UNDELETED', { key: 'UNDELETED' }],
  ['UNDRAFT', { key: 'UNDRAFT' }],
  ['UNFLAGGED', { key: 'UNFLAGGED' }],
  ['UNSEEN', { key: 'UNSEEN' }],
  ['NEW', { key: 'NEW' }],
  ['OLD', { key: 'OLD' }],
  ['RECENT', { key: 'RECENT' }],
  ['BCC a', { key: 'BCC', text: 'a' }],
  ['BODY a', { key: 'BODY', text: 'a' }],
  ['CC a', { key: 'CC', text: 'a' }],
  ['FROM a', { key: 'FROM', text: 'a' }],
  ['SUBJECT "a b"', { key: 'SUBJECT', text: 'a b' }],
  ['TEXT a', { key: 'TEXT', text: 'a' }],
  ['TO a', { key: 'TO', text: 'a' }],
  ['HEADER X-Spam yes', { key: 'HEADER', field: 'X-Spam', text: 'yes' }],
  ['BEFORE 1-Feb-1994', { key: 'BEFORE', date: '1-Feb-1994' }],
  ['ON 1-Feb-1994', { key: 'ON', date: '1-Feb-1994' }],
  ['SINCE 1-Feb-1994', { key: 'SINCE', date: '1-Feb-1994' }],
  ['SENTBEFORE 1-Feb-1994', { key: 'SENTBEFORE', date: '1-Feb-1994' }],
  ['SENTON 1-Feb-1994', { key: 'SENTON', date: '1-Feb-1994' }],
  ['SENTSINCE 1-Feb-1994', { key: 'SENTSINCE', date: '1-Feb-1994' }],
  ['KEYWORD $Junk', { key: 'KEYWORD', flag: '$Junk' }],
  ['UNKEYWORD $Junk', { key: 'UNKEYWORD', flag: '$Junk' }],
  ['LARGER 9', { key: 'LARGER', size: 9 }],
  ['SMALLER 9', { key: 'SMALLER', size: 9 }],
  ['SAVEDBEFORE 1-Feb-1994', { key: 'SAVEDBEFORE', date: '1-Feb-1994' }],
  ['SAVEDON 1-Feb-1994', { key: 'SAVEDON', date: '1-Feb-1994' }],
  ['SAVEDSINCE 1-Feb-1994', { key: 'SAVEDSINCE', date: '1-Feb-1994' }],
  ['SAVEDATESUPPORTED', { key: 'SAVEDATESUPPORTED' }],
  ['OLDER 60', { key: 'OLDER', seconds: 60 }],
  ['UIDAFTER 60', { key: 'UIDAFTER', uid: 60 }],
  ['UIDBEFORE 60', { key: 'UIDBEFORE', uid: 60 }],
  ['YOUNGER 60', { key: 'YOUNGER', seconds: 60 }],
  ['EMAILID M1', { key: 'EMAILID', id: 'M1' }],
  ['THREADID T1', { key: 'THREADID', id: 'T1' }],
  ['ANNOTATION /comment value "x"', { key: 'ANNOTATION', entry: '/comment', attribute: 'value', value: asBytes('x') }],
  ['FILTER x', { key: 'FILTER', name: 'x' }],
  ['FUZZY SEEN', { key: 'FUZZY', of: { key: 'SEEN' } }],
  ['UID 2:4', { key: 'UID', set }],
  ['MODSEQ 7', { key: 'MODSEQ', entry: undefined, modseq: 7n }],
  ['NOT SEEN', { key: 'NOT', of: { key: 'SEEN' } }],
  ['OR SEEN DRAFT', { key: 'OR', of: [{ key: 'SEEN' }, { key: 'DRAFT' }] }],
  ['X-GM-RAW a', { key: 'X-GM-RAW', text: 'a' }],
  ['X-GM-MSGID 7', { key: 'X-GM-MSGID', id: 7n }],
  ['X-GM-THRID 7', { key: 'X-GM-THRID', id: 7n }],
  ['X-GM-LABELS a', { key: 'X-GM-LABELS', label: 'a' }],
]

describe('search keys', () => {
  it.each(searchKeys.filter(row => !isGmail(row)))('SEARCH %s, both ways', (line, key) => {
    for (const strict of [false, true]) isCommand(`SEARCH ${line}`, { verb: 'search', uid: false, keys: [key] }, strict)
  })

  it.each(searchKeys.filter(isGmail))('SEARCH %s, with a warning', (line, key) => {
    const found = decodeCommand(asBytes(`a SEARCH ${line}\r\n`))
    expect(found).toMatchObject({ keys: [key], warnings: [{ code: 'gmail-extension' }] })
    expect(asChars(encodeCommandWhole({ tag: 'a', verb: 'search', uid: false, keys: [key] }))).toBe(`a SEARCH ${line}\r\n`)
  })

  it('each has a line', () => {
    expect(firstWords(searchKeys)).toEqual(namesOf(searchKeyRules))
  })
})

const sortKeys: readonly Row<SortKey>[] = [
  ['ARRIVAL', { key: 'ARRIVAL' }],
  ['CC', { key: 'CC' }],
  ['DATE', { key: 'DATE' }],
  ['FROM', { key: 'FROM' }],
  ['SIZE', { key: 'SIZE' }],
  ['SUBJECT', { key: 'SUBJECT' }],
  ['TO', { key: 'TO' }],
  ['DISPLAYFROM', { key: 'DISPLAYFROM' }],
  ['DISPLAYTO', { key: 'DISPLAYTO' }],
  ['RELEVANCY', { key: 'RELEVANCY' }],
  ['ANNOTATION /comment value.priv', { key: 'ANNOTATION', entry: '/comment', attribute: 'value.priv' }],
]

describe('sort keys', () => {
  it.each(sortKeys)('SORT (REVERSE %s), both ways', (line, key) => {
    const command = { verb: 'sort', uid: false, charset: 'UTF-8', keys: [{ key: 'ALL' }] } as const
    for (const reverse of [false, true])
      for (const strict of [false, true])
        isCommand(`SORT (${reverse ? 'REVERSE ' : ''}${line}) UTF-8 ALL`, { ...command, criteria: [{ ...key, reverse }] }, strict)
  })

  it('each has a line', () => {
    expect(firstWords(sortKeys)).toEqual(namesOf(sortKeyRules))
  })
})

const returns: readonly Row<SearchReturnOption>[] = [
  ['MIN', { name: 'MIN' }],
  ['MAX', { name: 'MAX' }],
  ['ALL', { name: 'ALL' }],
  ['COUNT', { name: 'COUNT' }],
  ['SAVE', { name: 'SAVE' }],
  ['CONTEXT', { name: 'CONTEXT' }],
  ['UPDATE (UID)', { name: 'UPDATE', items: [{ item: 'UID' }] }],
  ['PARTIAL -1:-9', { name: 'PARTIAL', range: { start: -1, end: -9 } }],
  ['RELEVANCY', { name: 'RELEVANCY' }],
]
const modifiers: readonly Row<FetchModifier>[] = [
  ['CHANGEDSINCE 7', { name: 'CHANGEDSINCE', modseq: 7n }],
  ['VANISHED', { name: 'VANISHED' }],
  ['PARTIAL 1:9', { name: 'PARTIAL', range: { start: 1, end: 9 } }],
]
const selections: readonly Row<ListSelectionOption>[] = [
  ['SUBSCRIBED', { name: 'SUBSCRIBED' }],
  ['REMOTE', { name: 'REMOTE' }],
  ['SPECIAL-USE', { name: 'SPECIAL-USE' }],
]
const listed: readonly Row<ListReturnOption>[] = [
  ['SUBSCRIBED', { name: 'SUBSCRIBED' }],
  ['CHILDREN', { name: 'CHILDREN' }],
  ['SPECIAL-USE', { name: 'SPECIAL-USE' }],
  ['MYRIGHTS', { name: 'MYRIGHTS' }],
  ['STATUS (MESSAGES)', { name: 'STATUS', items: ['MESSAGES'] }],
  ['METADATA (/shared/comment)', { name: 'METADATA', entries: ['/shared/comment'] }],
]

describe('options', () => {
  it.each(returns)('SEARCH RETURN (%s), both ways', (line, option) => {
    const command = { verb: 'search', uid: false, returnOptions: [option], keys: [{ key: 'ALL' }] } as const
    for (const strict of [false, true]) isCommand(`SEARCH RETURN (${line}) ALL`, command, strict)
  })

  it.each(modifiers)('UID FETCH 2:4 (UID) (%s), both ways', (line, modifier) => {
    const command = { verb: 'fetch', uid: true, set, items: [{ item: 'UID' }], modifiers: [modifier] } as const
    for (const strict of [false, true]) isCommand(`UID FETCH 2:4 (UID) (${line})`, command, strict)
  })

  it.each(selections)('LIST (%s), both ways', (line, option) => {
    const command = { verb: 'list', selectionOptions: [option], reference: '', patterns: ['*'] } as const
    for (const strict of [false, true]) isCommand(`LIST (${line}) "" *`, command, strict)
  })

  it('LIST (SUBSCRIBED RECURSIVEMATCH), both ways', () => {
    const selectionOptions = [{ name: 'SUBSCRIBED' }, { name: 'RECURSIVEMATCH' }] as const
    for (const strict of [false, true])
      isCommand(
        'LIST (SUBSCRIBED RECURSIVEMATCH) "" *',
        { verb: 'list', selectionOptions, reference: '', patterns: ['*'] },
        strict,
      )
  })

  it.each(listed)('LIST with RETURN (%s), both ways', (line, option) => {
    const command = { verb: 'list', reference: '', patterns: ['*'], returnOptions: [option] } as const
    for (const strict of [false, true]) isCommand(`LIST "" * RETURN (${line})`, command, strict)
  })

  it('each has a line', () => {
    expect(firstWords(returns)).toEqual(namesOf(searchReturns.rules))
    expect(firstWords(modifiers)).toEqual(namesOf(modifiersOfFetch.rules))
    expect([...firstWords(selections), 'RECURSIVEMATCH'].sort()).toEqual(namesOf(listSelections.rules))
    expect(firstWords(listed)).toEqual(namesOf(listReturns.rules))
  })
})

const content = { type: 'message', binary: false, size: 2, bytes: asBytes('hi') } as const
const commands: readonly Row<CommandBodyInit>[] = [
  ['CAPABILITY', { verb: 'capability' }],
  ['NOOP', { verb: 'noop' }],
  ['LOGOUT', { verb: 'logout' }],
  ['STARTTLS', { verb: 'starttls' }],
  ['AUTHENTICATE PLAIN AHQAcA==', { verb: 'authenticate', mechanism: 'PLAIN', initialResponse: asBytes('\0t\0p') }],
  ['LOGIN tim "a b"', { verb: 'login', username: 'tim', password: 'a b' }],
  ['ENABLE CONDSTORE', { verb: 'enable', capabilities: ['CONDSTORE'] }],
  ['SELECT INBOX', { verb: 'select', mailbox: 'INBOX' }],
  ['EXAMINE INBOX', { verb: 'examine', mailbox: 'INBOX' }],
  ['CREATE a', { verb: 'create', mailbox: 'a' }],
  ['DELETE a', { verb: 'delete', mailbox: 'a' }],
  ['RENAME a b', { verb: 'rename', mailbox: 'a', newName: 'b' }],
  ['SUBSCRIBE a', { verb: 'subscribe', mailbox: 'a' }],
  ['UNSUBSCRIBE a', { verb: 'unsubscribe', mailbox: 'a' }],
  ['LIST "" %', { verb: 'list', reference: '', patterns: ['%'] }],
  ['LSUB "" %', { verb: 'lsub', reference: '', pattern: '%' }],
  ['NAMESPACE', { verb: 'namespace' }],
  ['STATUS a (MESSAGES)', { verb: 'status', mailbox: 'a', items: ['MESSAGES'] }],
  ['APPEND a {2+}\r\nhi', { verb: 'append', mailbox: 'a', messages: [{ content }] }],
  ['REPLACE 4 a {2+}\r\nhi', { verb: 'replace', uid: false, number: 4, mailbox: 'a', message: { content } }],
  ['IDLE', { verb: 'idle' }],
  ['CLOSE', { verb: 'close' }],
  ['UNSELECT', { verb: 'unselect' }],
  ['CHECK', { verb: 'check' }],
  ['EXPUNGE', { verb: 'expunge', uids: undefined }],
  ['SEARCH ALL', { verb: 'search', uid: false, keys: [{ key: 'ALL' }] }],
  ['FETCH 2:4 FAST', { verb: 'fetch', uid: false, set, items: 'FAST' }],
  ['STORE 2:4 +FLAGS.SILENT (x)', { verb: 'store', uid: false, set, action: 'add', silent: true, flags: ['x'] }],
  ['COPY 2:4 a', { verb: 'copy', uid: false, set, mailbox: 'a' }],
  ['MOVE 2:4 a', { verb: 'move', uid: false, set, mailbox: 'a' }],
  ['SETMETADATA a (/x "y")', { verb: 'setmetadata', mailbox: 'a', entries: [{ name: '/x', value: asBytes('y') }] }],
  ['RLIST "" %', { verb: 'rlist', reference: '', pattern: '%' }],
  ['RLSUB "" %', { verb: 'rlsub', reference: '', pattern: '%' }],
]

describe('commands', () => {
  it.each(commands)('the command %j, both ways', (line, command) => {
    for (const strict of [false, true]) isCommand(line, command, strict)
  })
})
