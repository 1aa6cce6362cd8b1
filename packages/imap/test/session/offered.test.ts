/** What a client sends only to a server that announces it (RFC 9051 6.1.1): each parameter, option, item and key, with the capabilities that do. */
import { asBytes, asChars, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, type CommandInit, decodeCommand, ServerConnection } from '../../src/index.js'
import { announcersOf, offers } from '../../src/offers.js'

/** A client with a mailbox selected at a server that announces this; `undefined` for nothing at all. */
function client(capabilities: string | undefined, options?: ConstructorParameters<typeof ClientConnection>[0]): ClientConnection {
  const session = new ClientConnection(options)
  drive(session, [asBytes(`* PREAUTH ${capabilities === undefined ? '' : `[CAPABILITY IMAP4rev1 ${capabilities}] `}hi\r\n`)])
  session.send({ verb: 'select', mailbox: 'x', tag: 's' })
  drive(session, [asBytes('s OK x\r\n')])
  session.takeOutput()
  return session
}

function commandOf(line: string): CommandInit {
  const { warnings: _, ...command } = decodeCommand(asBytes(`a ${line}\r\n`))
  return command
}

/** A command, and the capabilities of which each one alone is enough; every other one is not. */
const rows: readonly (readonly [line: string, ...announced: string[]])[] = [
  ['UNSELECT', 'UNSELECT', 'IMAP4REV2'],
  ['UID EXPUNGE 1', 'UIDPLUS', 'IMAP4REV2'],
  ['FETCH $ FLAGS', 'SEARCHRES', 'IMAP4REV2'],
  ['STORE $ FLAGS (a)', 'SEARCHRES', 'IMAP4REV2'],
  ['COPY $ y', 'SEARCHRES', 'IMAP4REV2'],
  ['SEARCH $', 'SEARCHRES', 'IMAP4REV2'],
  ['SEARCH UID $', 'SEARCHRES', 'IMAP4REV2'],
  ['UID STORE 1 (UNCHANGEDSINCE 3) FLAGS (a)', 'CONDSTORE', 'QRESYNC'],
  ['STORE 1 +X-GM-LABELS (a)', 'X-GM-EXT-1'],
  ['STORE 1 ANNOTATION (/comment (value.priv NIL))', 'ANNOTATE-EXPERIMENT-1'],
  ['UID FETCH 1 (MODSEQ)', 'CONDSTORE', 'QRESYNC'],
  ['FETCH 1 FLAGS (CHANGEDSINCE 5)', 'CONDSTORE', 'QRESYNC'],
  ['UID FETCH 1 FLAGS (PARTIAL 1:5)', 'PARTIAL'],
  ['FETCH 1 (EMAILID)', 'OBJECTID'],
  ['FETCH 1 (THREADID)', 'OBJECTID'],
  ['FETCH 1 (SAVEDATE)', 'SAVEDATE'],
  ['FETCH 1 (PREVIEW)', 'PREVIEW'],
  ['FETCH 1 (ANNOTATION (/comment value))', 'ANNOTATE-EXPERIMENT-1'],
  ['FETCH 1 (X-GM-MSGID)', 'X-GM-EXT-1'],
  ['FETCH 1 (X-GM-THRID)', 'X-GM-EXT-1'],
  ['FETCH 1 (X-GM-LABELS)', 'X-GM-EXT-1'],
  ['FETCH 1 (BINARY[1])', 'BINARY', 'IMAP4REV2'],
  ['FETCH 1 (BINARY.PEEK[1])', 'BINARY', 'IMAP4REV2'],
  ['FETCH 1 (BINARY.SIZE[1])', 'BINARY', 'IMAP4REV2'],
  ['SELECT y (CONDSTORE)', 'CONDSTORE', 'QRESYNC'],
  ['EXAMINE y (ANNOTATE)', 'ANNOTATE-EXPERIMENT-1'],
  ['CREATE y (USE (\\Trash))', 'CREATE-SPECIAL-USE'],
  ['STATUS y (HIGHESTMODSEQ)', 'CONDSTORE', 'QRESYNC'],
  ['STATUS y (SIZE)', 'STATUS=SIZE', 'IMAP4REV2'],
  ['STATUS y (DELETED)', 'QUOTA=RES-MESSAGE', 'IMAP4REV2'],
  ['STATUS y (DELETED-STORAGE)', 'QUOTA=RES-STORAGE'],
  ['STATUS y (APPENDLIMIT)', 'APPENDLIMIT', 'APPENDLIMIT=1000'],
  ['STATUS y (MAILBOXID)', 'OBJECTID'],
  ['LIST (SUBSCRIBED) "" *', ...announcersOf('LIST-EXTENDED')],
  ['LIST (REMOTE) "" *', ...announcersOf('LIST-EXTENDED')],
  ['LIST () "" *', ...announcersOf('LIST-EXTENDED')],
  ['LIST "" (a b)', ...announcersOf('LIST-EXTENDED')],
  ['LIST "" * RETURN ()', ...announcersOf('LIST-EXTENDED')],
  ['LIST "" * RETURN (CHILDREN)', ...announcersOf('LIST-EXTENDED')],
  ['LIST (SPECIAL-USE) "" *', 'SPECIAL-USE'],
  ['LIST "" * RETURN (SPECIAL-USE)', 'SPECIAL-USE'],
  ['LIST "" * RETURN (STATUS (MESSAGES))', 'LIST-STATUS', 'IMAP4REV2'],
  ['LIST "" * RETURN (MYRIGHTS)', 'LIST-MYRIGHTS'],
  ['LIST "" * RETURN (METADATA (/shared/comment))', 'LIST-METADATA'],
  ['UID SEARCH MODSEQ 3', 'CONDSTORE', 'QRESYNC'],
  ['SEARCH OR ALL (NOT OLDER 3)', 'WITHIN'],
  ['SEARCH YOUNGER 3', 'WITHIN'],
  ['SEARCH UIDAFTER 3', 'MESSAGELIMIT=1000'],
  ['SEARCH UIDBEFORE 3', 'MESSAGELIMIT=1000'],
  ['SEARCH FUZZY ALL', 'SEARCH=FUZZY'],
  ['SEARCH FILTER a', 'FILTERS'],
  ['SEARCH EMAILID a', 'OBJECTID'],
  ['SEARCH THREADID a', 'OBJECTID'],
  ['SEARCH SAVEDBEFORE 1-Feb-2026', 'SAVEDATE'],
  ['SEARCH SAVEDON 1-Feb-2026', 'SAVEDATE'],
  ['SEARCH SAVEDSINCE 1-Feb-2026', 'SAVEDATE'],
  ['SEARCH SAVEDATESUPPORTED', 'SAVEDATE'],
  ['SEARCH ANNOTATION /comment value "a"', 'ANNOTATE-EXPERIMENT-1'],
  ['SEARCH X-GM-RAW a', 'X-GM-EXT-1'],
  ['SEARCH X-GM-MSGID 5', 'X-GM-EXT-1'],
  ['SEARCH X-GM-THRID 5', 'X-GM-EXT-1'],
  ['SEARCH X-GM-LABELS a', 'X-GM-EXT-1'],
  ['UID SEARCH RETURN () ALL', ...announcersOf('ESEARCH')],
  ...['MIN', 'MAX', 'ALL', 'COUNT'].map(name => [`SEARCH RETURN (${name}) ALL`, ...announcersOf('ESEARCH')] as const),
  ['SEARCH RETURN (SAVE) ALL', 'SEARCHRES', 'IMAP4REV2'],
  ['SEARCH RETURN (CONTEXT) ALL', 'CONTEXT=SEARCH'],
  ['SEARCH RETURN (UPDATE) ALL', 'CONTEXT=SEARCH'],
  ['SEARCH RETURN (PARTIAL 1:5) ALL', 'PARTIAL', 'CONTEXT=SEARCH'],
  ['SEARCH RETURN (RELEVANCY) ALL', 'SEARCH=FUZZY'],
  ['ESEARCH RETURN (MIN) ALL', 'MULTISEARCH'],
]

/** The same of SORT, which itself has to be announced. */
const sorts: typeof rows = [
  ['SORT RETURN () (DATE) UTF-8 ALL', 'ESORT', 'CONTEXT=SORT'],
  ...['MIN', 'MAX', 'ALL', 'COUNT'].map(name => [`SORT RETURN (${name}) (DATE) UTF-8 ALL`, 'ESORT', 'CONTEXT=SORT'] as const),
  ['SORT RETURN (SAVE) (DATE) UTF-8 ALL', 'SEARCHRES', 'IMAP4REV2'],
  ['SORT RETURN (UPDATE) (DATE) UTF-8 ALL', 'CONTEXT=SORT'],
  ['SORT RETURN (CONTEXT) (DATE) UTF-8 ALL', 'CONTEXT=SORT'],
  ['SORT RETURN (PARTIAL 1:5) (DATE) UTF-8 ALL', 'CONTEXT=SORT', 'PARTIAL'],
  ['SORT (DISPLAYFROM) UTF-8 ALL', 'SORT=DISPLAY'],
  ['SORT (REVERSE DISPLAYTO) UTF-8 ALL', 'SORT=DISPLAY'],
  ['SORT (RELEVANCY) UTF-8 ALL', 'SEARCH=FUZZY'],
  ['SORT (ANNOTATION /comment value.priv) UTF-8 ALL', 'ANNOTATE-EXPERIMENT-1'],
]

const ALL: readonly string[] = [...new Set([...rows, ...sorts].flatMap(([, ...announced]) => announced))]

describe.each([
  ['', rows],
  ['SORT', sorts],
] as const)('what a server has to announce besides %j', (base, table) => {
  it.each(table)('%s', (line, ...announced) => {
    const command = commandOf(line)
    for (const one of ALL) {
      const session = client(`${base} ${one}`)
      if (announced.includes(one)) expect(session.send(command), one).toBe('a')
      else {
        const error = caught(() => session.send(command)) as Error
        expect(error, one).toMatchObject({ code: 'not-offered' })
        expect(error.message).toContain('does not announce')
        expect(error.message).toContain('to send it anyway, add it with the option capabilities')
        expect(session.takeOutput()).toEqual([])
      }
    }
  })
})

it('the items of NOTIFY and of UPDATE are items, too (RFC 5465 5.2, RFC 5267 4.3)', () => {
  const notify = commandOf('NOTIFY SET (SELECTED (MessageNew (MODSEQ) MessageExpunge))')
  expect(caught(() => client('NOTIFY').send(notify))).toMatchObject({ code: 'not-offered' })
  expect(client('NOTIFY CONDSTORE').send(notify)).toBe('a')
  const update = commandOf('SEARCH RETURN (UPDATE (EMAILID)) ALL')
  expect(caught(() => client('CONTEXT=SEARCH').send(update))).toMatchObject({ code: 'not-offered' })
  expect(client('CONTEXT=SEARCH OBJECTID').send(update)).toBe('a')
})

it('the message names what needs which capability', () => {
  expect(caught(() => client('').send(commandOf('UID FETCH 1 (FLAGS MODSEQ)')))).toMatchObject({
    message:
      'send fetch: the server does not announce CONDSTORE or QRESYNC, which MODSEQ needs; to send it anyway, add it with the option capabilities',
  })
  expect(caught(() => client('').send({ verb: 'idle' }))).toMatchObject({
    message: 'send idle: the server does not announce IDLE or IMAP4REV2; to send it anyway, add it with the option capabilities',
  })
})

it('what every server has is sent to every server', () => {
  for (const line of [
    'FETCH 1 FULL',
    'FETCH 1 (BODY.PEEK[1]<0.5> RFC822)',
    'LIST "" *',
    'SEARCH OR NEW UID 1',
    'STATUS y (MESSAGES)',
  ])
    expect(client('').send(commandOf(line))).toBe('a')
})

it('what is not known here is sent as it is given', () => {
  for (const line of [
    'FETCH 1 (X-A)',
    'FETCH 1 FLAGS (X-A 1)',
    'SELECT y (X-A)',
    'STATUS y (X-A)',
    'SEARCH X-A',
    'LIST "" * RETURN (X-A)',
  ])
    expect(client('LIST-EXTENDED').send(commandOf(line))).toBe('a')
})

it('while the capabilities are not known, everything is sent', () => {
  for (const [line] of rows.filter(([line]) => !line.startsWith('ESEARCH')))
    expect(client(undefined).send(commandOf(line))).toBe('a')
})

it('the option capabilities adds what is not announced', () => {
  const session = client('', { capabilities: announced => new Set([...announced, 'CONDSTORE']) })
  expect(session.send(commandOf('FETCH 1 (MODSEQ)'))).toBe('a')
})

describe('a login (RFC 9051 6.2.3)', () => {
  const login = { verb: 'login', username: 'a', password: 'b', tag: 'l' } as const
  const list = commandOf('LIST "" * RETURN (STATUS (MESSAGES))')

  it('what was announced before it says nothing about after it', () => {
    const session = new ClientConnection()
    drive(session, [asBytes('* OK [CAPABILITY IMAP4rev1] hi\r\n')])
    session.send(login)
    expect(session.send(list)).toBe('a')
    drive(session, [asBytes('l OK in\r\n')])
    expect(session.capabilities).toBeUndefined()
    expect(session.send({ ...list, tag: 'b' })).toBe('b')
    drive(session, [asBytes('* CAPABILITY IMAP4rev1\r\n')])
    expect(caught(() => session.send({ ...list, tag: 'c' }))).toMatchObject({ code: 'not-offered' })
  })

  it.each([login, { verb: 'authenticate', mechanism: 'PLAIN', initialResponse: undefined, tag: 'l' } as const])(
    'the answer to a CAPABILITY from before it is not kept after it',
    command => {
      const session = new ClientConnection()
      session.send({ verb: 'capability', tag: 'c' })
      session.send(command)
      drive(session, [asBytes('* OK hi\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nc OK x\r\nl OK in\r\n')])
      expect(session.capabilities).toBeUndefined()
    },
  )
})

describe('offers', () => {
  it('in any case, with a value behind the name, and by what includes it', () => {
    expect(offers(['imap4rev1', 'idle'], 'IDLE')).toBe(true)
    expect(offers(['APPENDLIMIT=5'], 'APPENDLIMIT')).toBe(true)
    expect(offers(['APPENDLIMITS'], 'APPENDLIMIT')).toBe(false)
    expect(offers(['COMPRESS=DEFLATE=X'], 'COMPRESS=DEFLATE')).toBe(false)
    expect(offers(['UTF8=ONLY'], 'UTF8=ACCEPT')).toBe(true)
    expect(offers(['METADATA'], 'METADATA-SERVER')).toBe(true)
    expect(offers(['METADATA-SERVER'], 'METADATA')).toBe(false)
    expect(offers(['CONTEXT=SORT'], 'SORT')).toBe(true)
  })

  it('IMAP4rev2 includes its extensions, and the LIST side of SPECIAL-USE is none of them (RFC 9051 E)', () => {
    const included =
      'NAMESPACE UNSELECT UIDPLUS ESEARCH SEARCHRES ENABLE IDLE SASL-IR LIST-EXTENDED LIST-STATUS MOVE LITERAL- STATUS=SIZE'
    for (const name of included.split(' ')) expect(offers(['IMAP4rev2'], name), name).toBe(true)
    for (const name of ['SPECIAL-USE', 'BINARY', 'CONDSTORE', 'LITERAL+', 'QUOTA'])
      expect(offers(['IMAP4rev2'], name)).toBe(false)
  })
})

it.each([
  ['QRESYNC CONDSTORE', 'ENABLE QRESYNC', 'QRESYNC CONDSTORE'],
  ['condstore qresync x-a', 'ENABLE CONDSTORE', 'CONDSTORE'],
  ['QRESYNC ACL X-A', 'ENABLE CONDSTORE X-NONE', ''],
  ['UTF8=ACCEPT', 'IMAP4rev1 ENABLE UTF8=ACCEPT', 'UTF8=ACCEPT'],
])('ENABLE %s at a server with %s: %j is what it suggests (RFC 5161 3.2)', (asked, capabilities, enabled) => {
  const server = new ServerConnection({ capabilities: capabilities.split(' ') })
  drive(server, [asBytes(`a ENABLE ${asked}\r\n`)], event => {
    if (event.type !== 'command') return
    server.send(event.command.verb === 'connect' ? { type: 'preauth', text: 'hi' } : event.suggestedReply)
  })
  expect(asChars(server.takeOutput())).toContain(`* ENABLED${enabled === '' ? '' : ` ${enabled}`}\r\na OK`)
})
