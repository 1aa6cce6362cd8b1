/** Which command an untagged response answers (RFC 9051 7): told with each, and never of a command that it cannot be of. */
import { asBytes, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, type ClientEvent, type CommandInit } from '../../src/index.js'

const range = (start: number, end = start) => [{ start, end }]
const fetch = (
  uid: boolean,
  set: readonly { start: number | '*'; end: number | '*' }[] | '$',
  item: 'FLAGS' | 'UID' | 'ENVELOPE',
): CommandInit => ({ verb: 'fetch', uid, set, items: [{ item }] }) as CommandInit

const part = (number: number) => ({
  item: 'BODY[]',
  section: { part: [number], text: undefined, fields: [] },
  peek: true,
  partial: undefined,
})

function selected(...commands: CommandInit[]): ClientConnection {
  const client = new ClientConnection()
  drive(client, [asBytes('* PREAUTH hi\r\n')])
  client.send({ verb: 'select', mailbox: 'x', tag: 's' })
  drive(client, [asBytes('s OK x\r\n')])
  for (const command of commands) client.send(command)
  return client
}
const tags = (events: readonly ClientEvent[]): unknown[] =>
  events.flatMap(event => (event.type === 'response' ? [event.command?.tag] : []))
const told = (client: ClientConnection, ...lines: string[]): unknown[] =>
  tags(drive(client, [asBytes(lines.map(line => `${line}\r\n`).join(''))]))

describe('data answers the oldest command of its kind', () => {
  it.each<[string, CommandInit, string]>([
    ['CAPABILITY', { verb: 'capability' }, '* CAPABILITY IMAP4rev1'],
    ['LIST', { verb: 'list', reference: '', patterns: ['*'] }, '* LIST () "/" a'],
    ['STATUS', { verb: 'status', mailbox: 'a', items: ['MESSAGES'] }, '* STATUS a (MESSAGES 1)'],
    ['SEARCH', { verb: 'search', uid: false, keys: [{ key: 'ALL' }] }, '* SEARCH 1 2'],
    ['EXPUNGE', { verb: 'expunge', uids: undefined }, '* 1 EXPUNGE'],
    ['COPYUID of MOVE', { verb: 'move', uid: true, set: range(1), mailbox: 'b' }, '* OK [COPYUID 7 1 2] moved'],
    ['ID', { verb: 'id', fields: null }, '* ID NIL'],
    ['NAMESPACE', { verb: 'namespace' }, '* NAMESPACE NIL NIL NIL'],
  ])('%s', (_, command, line) => {
    const client = selected({ ...command, tag: 'a' }, { ...command, tag: 'b' })
    expect(told(client, line, 'a OK x', line, 'b OK x', line)).toEqual(['a', 'b', undefined])
  })

  it('a mailbox that is being selected', () => {
    const client = new ClientConnection()
    drive(client, [asBytes('* PREAUTH hi\r\n')])
    client.send({ verb: 'select', mailbox: 'x', tag: 's' })
    expect(
      told(
        client,
        '* 3 EXISTS',
        '* OK [UIDVALIDITY 5] x',
        '* OK [UIDNEXT 5] x',
        '* FLAGS ()',
        '* OK hello',
        's OK x',
        '* 4 EXISTS',
      ),
    ).toEqual(['s', 's', 's', 's', undefined, undefined])
  })

  it.each<CommandInit>([
    { verb: 'search', uid: false, keys: [{ key: 'ALL' }] },
    { verb: 'sort', uid: true, criteria: [{ key: 'DATE', reverse: false }], charset: 'UTF-8', keys: [{ key: 'ALL' }] },
  ])('$verb: the answers of several may come before any is completed, and one may be split', command => {
    const client = selected(...Array.from({ length: 20 }, (_, at) => ({ ...command, tag: `t${at}` })))
    const line = `* ${command.verb} 1 2`
    const lines = Array.from({ length: 20 }, () => line)
    expect(told(client, ...lines)).toEqual(Array.from({ length: 20 }, (_, at) => `t${at}`))
    expect(told(selected({ ...command, tag: 'a' }), line, line, line)).toEqual(['a', 'a', 'a'])
  })

  it('of several mailboxes each answers the command that names it', () => {
    const status = (mailbox: string, tag: string): CommandInit => ({ verb: 'status', mailbox, items: ['MESSAGES'], tag })
    const client = selected(status('a', 'sa'), status('inbox', 'si'))
    const lines = ['* STATUS INBOX (MESSAGES 1)', '* STATUS other (MESSAGES 1)', '* STATUS a (MESSAGES 1)']
    expect(told(client, ...lines)).toEqual(['si', undefined, 'sa'])
  })

  it('a name answers the LIST whose pattern it matches; STATUS belongs to one that asks for it', () => {
    const list = (
      pattern: string,
      tag: string,
      returnOptions?: readonly { name: 'STATUS'; items: readonly string[] }[],
    ): CommandInit => ({ verb: 'list', reference: '', patterns: [pattern], returnOptions, tag })
    const client = selected(list('a*', 'la'), list('b*', 'lb', [{ name: 'STATUS', items: ['MESSAGES'] }]))
    expect(told(client, '* LIST () "/" b1', '* STATUS b1 (MESSAGES 1)', '* LIST () "/" a1', '* LIST () "/" c1')).toEqual([
      'lb',
      'lb',
      'la',
      undefined,
    ])
  })

  it('what changed is told as a mailbox is selected with QRESYNC (RFC 7162 3.2.5)', () => {
    const client = new ClientConnection()
    drive(client, [asBytes('* PREAUTH hi\r\n')])
    const qresync = { name: 'QRESYNC', uidValidity: 1, modseq: 2n, knownUids: undefined, seqMatch: undefined } as const
    client.send({ verb: 'enable', capabilities: ['QRESYNC'], tag: 'e' })
    drive(client, [asBytes('* ENABLED QRESYNC\r\ne OK x\r\n')])
    client.send({ verb: 'select', mailbox: 'x', parameters: [qresync], tag: 's' })
    expect(told(client, '* VANISHED (EARLIER) 5', '* 3 FETCH (UID 9 FLAGS ())')).toEqual(['s', 's'])
  })

  it('what nobody asked for is news', () => {
    expect(
      told(
        selected({ verb: 'noop', tag: 'a' }),
        '* 5 EXISTS',
        '* 2 EXPUNGE',
        '* 1 FETCH (FLAGS ())',
        '* XFOO',
        '* LIST () "/" a',
      ),
    ).toEqual(Array.from({ length: 5 }))
  })
})

describe('ESEARCH answers the command of its tag (RFC 9051 7.3.4)', () => {
  const search = (tag: string): CommandInit => ({
    verb: 'search',
    uid: true,
    returnOptions: [{ name: 'ALL' }],
    keys: [{ key: 'ALL' }],
    tag,
  })

  it('in whatever order', () => {
    const client = selected(search('a'), search('b'))
    expect(
      told(
        client,
        '* ESEARCH (TAG "b") UID ALL 1',
        '* ESEARCH (TAG "a") UID ALL 2',
        '* ESEARCH UID ALL 3',
        '* ESEARCH (TAG "z") ALL 4',
      ),
    ).toEqual(['b', 'a', 'a', undefined])
  })
})

describe('FETCH answers the command that names its message and asks for what it tells', () => {
  it.each<[string, CommandInit, string, boolean]>([
    ['by number', fetch(false, range(2, 4), 'FLAGS'), '* 3 FETCH (FLAGS ())', true],
    ['another number', fetch(false, range(2, 4), 'FLAGS'), '* 5 FETCH (FLAGS ())', false],
    ['by identifier', fetch(true, range(20, 40), 'FLAGS'), '* 3 FETCH (UID 30 FLAGS ())', true],
    ['another identifier', fetch(true, range(20, 40), 'FLAGS'), '* 30 FETCH (UID 50 FLAGS ())', false],
    ['without the identifier', fetch(true, range(20, 40), 'FLAGS'), '* 30 FETCH (FLAGS ())', false],
    ['flags, where they were not asked for', fetch(false, range(2, 4), 'ENVELOPE'), '* 3 FETCH (FLAGS ())', false],
    [
      'what another one asks for',
      fetch(false, range(2, 4), 'FLAGS'),
      '* 3 FETCH (UID 5 ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL))',
      false,
    ],
    [
      'what was asked for, and flags',
      fetch(false, range(2, 4), 'ENVELOPE'),
      '* 3 FETCH (FLAGS () ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL))',
      true,
    ],
    ['by a macro', { verb: 'fetch', uid: false, set: range(3), items: 'FAST' } as CommandInit, '* 3 FETCH (RFC822.SIZE 5)', true],
    [
      'beyond a macro',
      { verb: 'fetch', uid: false, set: range(3), items: 'FAST' } as CommandInit,
      '* 3 FETCH (BODY[] "x")',
      false,
    ],
    ['a part', { verb: 'fetch', uid: false, set: range(3), items: [part(2)] } as CommandInit, '* 3 FETCH (BODY[2] "x")', true],
    [
      'another part',
      { verb: 'fetch', uid: false, set: range(3), items: [part(2)] } as CommandInit,
      '* 3 FETCH (BODY[3] "x")',
      false,
    ],
    ['an identifier alone', fetch(false, range(2, 4), 'UID'), '* 3 FETCH (UID 5)', true],
    ['the largest', fetch(false, [{ start: '*', end: '*' }], 'FLAGS'), '* 3 FETCH (FLAGS ())', true],
    ['what was saved', fetch(true, '$', 'FLAGS'), '* 3 FETCH (UID 9 FLAGS ())', true],
    ['by UIDFETCH', fetch(true, range(20, 40), 'FLAGS'), '* 30 UIDFETCH (FLAGS ())', true],
    [
      'flags that were changed',
      { verb: 'store', uid: false, set: range(3), action: 'add', silent: false, flags: ['\\Seen'] } as CommandInit,
      '* 3 FETCH (FLAGS (\\Seen))',
      true,
    ],
  ])('%s', (_, command, line, isAnswer) => {
    expect(told(selected({ ...command, tag: 'a' }), line)).toEqual([isAnswer ? 'a' : undefined])
  })

  it('one that comes before the answer to an older one', () => {
    const client = selected(
      { ...fetch(true, range(1, 5), 'FLAGS'), tag: 'a' },
      { ...fetch(true, range(6, 9), 'FLAGS'), tag: 'b' },
    )
    expect(told(client, '* 1 FETCH (UID 7 FLAGS ())', '* 2 FETCH (UID 2 FLAGS ())')).toEqual(['b', 'a'])
  })
})

it('10,000 commands in flight, each answered, take linear time', () => {
  const commands = Array.from(
    { length: 10_000 },
    (_, at): CommandInit => ({ ...fetch(true, range(at + 1), 'FLAGS'), tag: `t${at}` }),
  )
  const client = selected(...commands)
  const lines = commands.flatMap((_, at) => [
    `* 1 FETCH (UID ${at + 1} FLAGS ())`,
    '* 9 EXISTS',
    '* 1 FETCH (UID 20000 FLAGS ())',
    `t${at} OK x`,
  ])
  const found = told(client, ...lines)
  expect(found).toHaveLength(30_000)
  expect(found.filter(tag => tag !== undefined)).toEqual(commands.map((_, at) => `t${at}`))
})

describe('COMPRESS (RFC 4978)', () => {
  const compress: CommandInit = { verb: 'compress', algorithm: 'DEFLATE' }
  const compressing = (): ClientConnection => {
    const client = new ClientConnection()
    drive(client, [asBytes('* PREAUTH [CAPABILITY IMAP4rev1 COMPRESS=DEFLATE] hi\r\n')])
    client.send(compress)
    return client
  }

  it('pauses behind the OK; what came behind it is compressed, and handed over', () => {
    const client = compressing()
    client.send({ verb: 'noop' })
    client.takeOutput()
    expect(drive(client, [asBytes('A1 OK go\r\n\x01\x02\x03')])).toMatchObject([
      { type: 'completed' },
      { type: 'upgrade', layer: 'deflate' },
    ])
    expect([client.waiting, client.takeOutput()]).toEqual(['upgrade', []])
    expect(client.upgraded()).toEqual(asBytes('\x01\x02\x03'))
    expect([client.state, client.takeOutput().length, client.capabilities?.has('IMAP4REV1')]).toEqual(['authenticated', 1, true])
    expect(drive(client, [asBytes('A2 OK x\r\n')])).toMatchObject([{ type: 'completed', command: { verb: 'noop' } }])
  })

  it('once: neither a second time nor while the first is on its way', () => {
    const client = compressing()
    const again = () => client.send(compress)
    expect(again).toThrow('compression is already active')
    drive(client, [asBytes('A1 OK go\r\n')])
    client.upgraded()
    expect(again).toThrow('compression is already active')
    const refused = compressing()
    drive(refused, [asBytes('A1 NO x\r\n')])
    expect(refused.send(compress)).toBe('A2')
  })
})
