/** What commands mean (RFC 3501 6, RFC 9051 6): each form with its value, what is read outside the grammar, and what never is. */
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { commandRules } from '../../src/command/registry.js'
import {
  type AppendMessage,
  type Command,
  type CommandBodyInit,
  decodeCommand,
  encodeCommand,
  encodeCommandWhole,
  type ImapQuirk,
  type MessageSet,
  type SearchKey,
} from '../../src/index.js'
import { searchKeyRules } from '../../src/search/registry.js'

const set = [{ start: 1, end: 3 }]
const at = (mailbox: string) => ({ mailbox, wireName: mailbox })
const decode = (line: string, options: object = {}): Command => decodeCommand(asBytes(`a ${line}\r\n`), options)
const encode = (command: CommandBodyInit, options: object = {}): string =>
  asChars(encodeCommandWhole({ tag: 'a', ...command }, options))

describe('commands with their values, both ways', () => {
  it.each<[string, CommandBodyInit]>([
    ['ENABLE CONDSTORE X-GOOD-IDEA', { verb: 'enable', capabilities: ['CONDSTORE', 'X-GOOD-IDEA'] }],
    ['NAMESPACE', { verb: 'namespace' }],
    [
      'SELECT a (CONDSTORE QRESYNC (67890007 20050715194045000 41:211,214:541))',
      {
        verb: 'select',
        ...at('a'),
        parameters: [
          { name: 'CONDSTORE' },
          {
            name: 'QRESYNC',
            uidValidity: 67890007,
            modseq: 20050715194045000n,
            knownUids: [
              { start: 41, end: 211 },
              { start: 214, end: 541 },
            ],
            seqMatch: undefined,
          },
        ],
      },
    ],
    [
      'CREATE x (USE (\\Drafts \\Sent) Y.Z)',
      {
        verb: 'create',
        ...at('x'),
        parameters: [
          { name: 'USE', attributes: ['\\Drafts', '\\Sent'] },
          { name: 'unknown', option: 'Y.Z', bytes: undefined },
        ],
      },
    ],
    [
      'LIST (SUBSCRIBED RECURSIVEMATCH) "" ("a b" *) RETURN (CHILDREN STATUS (MESSAGES UNSEEN) X (y))',
      {
        verb: 'list',
        selectionOptions: [{ name: 'SUBSCRIBED' }, { name: 'RECURSIVEMATCH' }],
        reference: '',
        wireReference: '',
        patterns: ['a b', '*'],
        wirePatterns: ['a b', '*'],
        returnOptions: [
          { name: 'CHILDREN' },
          { name: 'STATUS', items: ['MESSAGES', 'UNSEEN'] },
          { name: 'unknown', option: 'X', bytes: asBytes('(y)') },
        ],
      },
    ],
    [
      'APPEND a {1+}\r\nx',
      {
        verb: 'append',
        ...at('a'),
        messages: [
          {
            flags: [],
            internalDate: undefined,
            annotations: [],
            extensions: [],
            content: { type: 'message', binary: false, size: 1, bytes: asBytes('x') },
          },
        ],
      },
    ],
    [
      'APPEND a X 5 CATENATE (URL b)',
      {
        verb: 'append',
        ...at('a'),
        messages: [
          {
            flags: [],
            internalDate: undefined,
            annotations: [],
            extensions: [{ name: 'X', bytes: asBytes('5') }],
            content: { type: 'catenate', parts: [{ type: 'url', url: 'b' }] },
          },
        ],
      },
    ],
    ['EXPUNGE', { verb: 'expunge', uids: undefined }],
    ['UID EXPUNGE 1:3', { verb: 'expunge', uids: set }],
    ['COPY 1:3 a', { verb: 'copy', uid: false, set, ...at('a') }],
    ['UID MOVE $ a', { verb: 'move', uid: true, set: '$', ...at('a') }],
    [
      'FETCH 1:3 (MODSEQ BINARY.PEEK[1.2]<5.6> BINARY.SIZE[] BODY) (CHANGEDSINCE 12345 VANISHED)',
      {
        verb: 'fetch',
        uid: false,
        set,
        items: [
          { item: 'MODSEQ' },
          { item: 'BINARY[]', part: [1, 2], peek: true, partial: { origin: 5, length: 6 } },
          { item: 'BINARY.SIZE', part: [] },
          { item: 'BODY' },
        ],
        modifiers: [{ name: 'CHANGEDSINCE', modseq: 12345n }, { name: 'VANISHED' }],
      },
    ],
    [
      'STORE 1:3 (UNCHANGEDSINCE 0) -FLAGS.SILENT (\\Deleted)',
      {
        verb: 'store',
        uid: false,
        set,
        modifiers: [{ name: 'UNCHANGEDSINCE', modseq: 0n }],
        item: 'FLAGS',
        action: 'remove',
        silent: true,
        flags: ['\\Deleted'],
      },
    ],
    [
      'UID SEARCH RETURN (MIN COUNT X 5) CHARSET UTF-8 OR (1:3 NOT SEEN) HEADER Message-ID "" SENTON 1-Feb-1994 LARGER 5',
      {
        verb: 'search',
        uid: true,
        returnOptions: [{ name: 'MIN' }, { name: 'COUNT' }, { name: 'unknown', option: 'X', bytes: asBytes('5') }],
        charset: 'UTF-8',
        keys: [
          {
            key: 'OR',
            of: [
              {
                key: 'AND',
                of: [
                  { key: 'SET', set },
                  { key: 'NOT', of: { key: 'SEEN' } },
                ],
              },
              { key: 'HEADER', field: 'Message-ID', text: '' },
            ],
          },
          { key: 'SENTON', date: '1-Feb-1994' },
          { key: 'LARGER', size: 5 },
        ],
      },
    ],
    [
      'SEARCH MODSEQ "/flags/\\\\draft" all 620162338 UID $ KEYWORD $Junk',
      {
        verb: 'search',
        uid: false,
        returnOptions: undefined,
        charset: undefined,
        keys: [
          { key: 'MODSEQ', entry: { name: '/flags/\\draft', type: 'all' }, modseq: 620162338n },
          { key: 'UID', set: '$' },
          { key: 'KEYWORD', flag: '$Junk' },
        ],
      },
    ],
    ['XFOO bar {3+}\r\n{5} baz', { verb: 'unknown', name: 'XFOO', bytes: asBytes(' bar {3}\r\n{5} baz') }],
  ])('%j', (line, expected) => {
    for (const strict of [false, true]) expect(decode(line, { strict })).toEqual({ tag: 'a', ...expected, warnings: [] })
    expect(encode(expected)).toBe(`a ${line}\r\n`)
  })

  it('names of mailboxes as they are on the wire, and decoded; UTF-8 once that is enabled (RFC 6855 3)', () => {
    expect(decode('DELETE &AOk-')).toMatchObject({ mailbox: 'é', wireName: '&AOk-', warnings: [] })
    expect(decode('DELETE &AOk-', { utf8: true })).toMatchObject({ mailbox: '&AOk-', wireName: '&AOk-' })
    expect(decode('DELETE a&b')).toMatchObject({ mailbox: 'a&b', wireName: 'a&b', warnings: [{ code: 'bad-utf7' }] })
    expect(encode({ verb: 'delete', mailbox: 'a&b' })).toBe('a DELETE a&-b\r\n')
    expect(encode({ verb: 'delete', mailbox: 'a&b', wireName: 'a&b' })).toBe('a DELETE a&b\r\n')
    expect(encode({ verb: 'delete', mailbox: 'é' }, { utf8: true })).toBe('a DELETE "\xc3\xa9"\r\n')
    expect(encode({ verb: 'list', reference: '', patterns: ['é*'] })).toBe('a LIST "" &AOk-*\r\n')
    expect(encode({ verb: 'list', reference: '', patterns: ['&%'], wirePatterns: ['&%'] })).toBe('a LIST "" &%\r\n')
    expect(decode('LIST "" &%')).toMatchObject({ patterns: ['&%'], wirePatterns: ['&%'] })
  })

  it('what the grammar has more than one form of is written in one: a list, quotes, no macro in a list', () => {
    expect(encode(decode('STORE 1 FLAGS \\Seen x'))).toBe('a STORE 1 FLAGS (\\Seen x)\r\n')
    expect(encode(decode('fetch 1 flags'))).toBe('a FETCH 1 (FLAGS)\r\n')
    expect(encode(decode('login a b'))).toBe('a LOGIN a "b"\r\n')
    expect(encode(decode('SEARCH SINCE "1-Feb-1994"'))).toBe('a SEARCH SINCE 1-Feb-1994\r\n')
    expect(encode(decode('LIST () "" (*)'))).toBe('a LIST () "" *\r\n')
    expect(caught(() => encode({ verb: 'fetch', uid: false, set, items: [{ item: 'ALL' as 'UID' }] }))).toMatchObject({
      code: 'bad-value',
    })
  })

  it('literals of a command that is not known wait like others', () => {
    const parts = encodeCommand({ tag: 'a', verb: 'unknown', name: 'XFOO', bytes: asBytes(' {3}\r\n{5} x ~{1}\r\n\0') })
    expect(parts.map(asChars)).toEqual(['a XFOO {3}\r\n', '{5} x ~{1}\r\n', '\0\r\n'])
  })
})

describe('what is read outside the grammar, each with a warning; strict refuses it', () => {
  it.each<[string, ImapQuirk, object]>([
    ['NOOP ', 'extra-space', { verb: 'noop' }],
    [' NOOP', 'extra-space', { verb: 'noop' }],
    ['SELECT  a', 'extra-space', { mailbox: 'a' }],
    ['SELECT a ', 'extra-space', { parameters: [] }],
    ['SELECT a ()', 'empty-list', { parameters: [] }],
    ['SELECT "\xe9"', 'not-utf8', { mailbox: '\udce9' }],
    ['ENABLE a ', 'extra-space', { capabilities: ['A'] }],
    ['FETCH 1 (UID )', 'extra-space', { items: [{ item: 'UID' }] }],
    ['FETCH 1 X-MSGID', 'unknown-item', { items: [{ item: 'unknown', name: 'X-MSGID', section: undefined, bytes: undefined }] }],
    [
      'FETCH 1 (X[1] (y) UID)',
      'unknown-item',
      { items: [{ item: 'unknown', name: 'X', section: '[1]', bytes: asBytes('(y)') }, { item: 'UID' }] },
    ],
    ['FETCH 1 BODY[]<0.01>', 'leading-zero', { items: [{ partial: { origin: 0, length: 1 } }] }],
    ['STATUS a (X-LIMIT)', 'unknown-item', { items: ['X-LIMIT'] }],
    ['STORE 1 FLAGS (\\Recent)', 'recent-flag', { flags: ['\\Recent'] }],
    ['STORE 1 FLAGS a]', 'bad-flag', { flags: ['a]'] }],
    ['STORE 1 FLAGS a ', 'extra-space', { flags: ['a'] }],
    ['FETCH 1 UID (CHANGEDSINCE 0)', 'zero-number', { modifiers: [{ modseq: 0n }] }],
    ['SELECT a (X "y z")', 'extension-value', { parameters: [{ option: 'X', bytes: asBytes('"y z"') }] }],
    ['LIST (X ()) "" *', 'empty-list', { selectionOptions: [{ option: 'X', bytes: asBytes('()') }] }],
    ['LIST "" * ', 'extra-space', { returnOptions: undefined }],
    ['SEARCH ALL ', 'extra-space', { keys: [{ key: 'ALL' }] }],
    ['SEARCH KEYWORD a]', 'bad-flag', { keys: [{ flag: 'a]' }] }],
    [
      'SEARCH ALL X-RAW "a b"',
      'unknown-key',
      { keys: [{ key: 'ALL' }, { key: 'unknown', name: 'X-RAW', bytes: asBytes(' "a b"') }] },
    ],
    ['SEARCH MODSEQ "/flags/\\x" all 1', 'bad-escape', { keys: [{ entry: { name: '/flags/\\x' } }] }],
    ['FOO bar', 'unknown-command', { verb: 'unknown', name: 'FOO', bytes: asBytes(' bar') }],
    ['UID XFOO 1', 'unknown-command', { verb: 'unknown', name: 'UID XFOO', bytes: asBytes(' 1') }],
    ['UID NOOP', 'unknown-command', { verb: 'unknown', name: 'UID NOOP', bytes: asBytes('') }],
    ['X', 'unknown-command', { verb: 'unknown', name: 'X' }],
    ['XFOO \xe9', 'unknown-command', { verb: 'unknown', name: 'XFOO', bytes: asBytes(' \xe9') }],
  ])('%j: %s', (line, code, expected) => {
    expect(decode(line)).toMatchObject({ ...expected, warnings: [{ code }] })
    expect(caught(() => decode(line, { strict: true }))).toMatchObject({ code: 'bad-syntax', fault: 'remote' })
  })

  it('a line that ends in a bare LF', () => {
    expect(decodeCommand(asBytes('a NOOP\n'))).toMatchObject({ verb: 'noop', warnings: [{ code: 'bare-lf', offset: 6 }] })
    expect(caught(() => decodeCommand(asBytes('a NOOP\n'), { strict: true }))).toMatchObject({ code: 'bare-lf' })
  })

  it('offsets of warnings and errors count from the beginning', () => {
    expect(decode('LOGIN {3}\r\na\nb "\xe9"').warnings).toEqual([{ code: 'not-utf8', offset: 18 }])
    expect(caught(() => decode('SEARCH SINCE x'))).toMatchObject({ offset: 15 })
  })
})

describe('one revision alone', () => {
  it.each(['CHECK', 'LSUB "" *', 'STATUS a (RECENT)', 'FETCH 1 RFC822', 'SEARCH NEW', 'SEARCH CHARSET {1+}\r\nx ALL', 'XFOO'])(
    'RFC 3501: %j',
    line => {
      for (const strict of [false, true, 'rev1'] as const) expect(decode(line, { strict }).warnings).toEqual([])
      expect(caught(() => decode(line, { strict: 'rev2' }))).toMatchObject({ code: 'bad-syntax' })
    },
  )

  it.each(['SELECT "\xc3\xa9"', 'SEARCH LARGER 4294967296', 'FETCH 1 BODY[]<4294967296.1>'])('RFC 9051: %j', line => {
    for (const strict of [false, true, 'rev2'] as const) expect(decode(line, { strict }).warnings).toEqual([])
    expect(caught(() => decode(line, { strict: 'rev1' }))).toMatchObject({ name: 'ImapError' })
  })
})

describe('never read', () => {
  it.each([
    'UID',
    'UID ',
    'LOGIN {1}\r\n\0 x',
    'LOGIN ~{1}\r\n\0 x',
    'XFOO {1}\r\n\0',
    'XFOO {1}\r\n~{1}\r\n\0',
    'SELECT a (X {1})',
    'APPEND a 5 5 {1}\r\nx',
    'APPEND a X$ 5 {1}\r\nx',
    'APPEND a X 5 {1}\r\nx y',
    'SELECT a (X ({1}\r\n\0))',
    'SELECT a (CONDSTORE 1)',
    'SELECT a (5)',
    'CREATE a (USE)',
    'CREATE a (USE (Sent))',
    'CREATE a (USE (\\))',
    'CREATE a (USE (\\*))',
    'LIST (RECURSIVEMATCH) "" *',
    'LIST (RECURSIVEMATCH REMOTE) "" *',
    'LIST (SUBSCRIBED (x)) "" *',
    'LIST "" () ',
    'LIST "" * RETURN',
    'LIST "" * FOO ()',
    'LIST "" * RETURN (STATUS)',
    'EXPUNGE 1',
    'UID EXPUNGE',
    'COPY 1',
    'COPY 1 a b',
    'FETCH 0 UID',
    'FETCH 1,$ UID',
    'FETCH 1 (ALL)',
    'FETCH 1 BODY.PEEK',
    'FETCH 1 BINARY',
    'FETCH 1 BINARY[TEXT]',
    'FETCH 1 BODY[]<0.0>',
    'FETCH 1 UID (CHANGEDSINCE)',
    'FETCH 1 UID (CHANGEDSINCE (1))',
    'STORE 1 FLAGS (\\*)',
    'STORE 1 FLAGS (\\)',
    'STORE 1 (UNCHANGEDSINCE x) FLAGS a',
    'SEARCH',
    'SEARCH ()',
    'SEARCH NOT',
    'SEARCH OR ALL',
    'SEARCH RETURN',
    'SEARCH RETURN (MIN 1) ALL',
    'SEARCH RETURN (MIN)',
    'SEARCH CHARSET',
    'SEARCH CHARSET x',
    'SEARCH SINCE 1-Foo-2000',
    'SEARCH SINCE 111-Jan-2000',
    'SEARCH ON "1-Jan-2000',
    'SEARCH KEYWORD \\Seen',
    'SEARCH MODSEQ "/x/y" all 1',
    'SEARCH MODSEQ "/flags/x" mine 1',
    'SEARCH MODSEQ 9223372036854775808',
    'SEARCH LARGER -1',
    'SEARCH FROM',
    'SEARCH (FOO',
    'XFOO {3}',
  ])('%j', line => {
    for (const strict of [false, true])
      expect(caught(() => decode(line, { strict }))).toMatchObject({ name: 'ImapError', fault: 'remote' })
  })
})

describe('never written', () => {
  const bytes = asBytes
  const search = (key: unknown): object => ({ verb: 'search', uid: false, keys: [key] })
  const fetch = (item: unknown): object => ({ verb: 'fetch', uid: false, set, items: [item] })
  const select = (parameter: unknown): object => ({ verb: 'select', mailbox: 'a', parameters: [parameter] })
  const titled = (commands: readonly object[]): [string, object][] =>
    commands.map(command => [
      JSON.stringify(command, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)),
      command,
    ])
  it.each(
    titled([
      { verb: 'enable', capabilities: [] },
      { verb: 'enable', capabilities: ['a b'] },
      { verb: 'select', mailbox: 'a', wireName: 'b' },
      { verb: 'list', reference: '', patterns: ['a'], wirePatterns: ['b'] },
      { verb: 'list', reference: '', patterns: ['a', 'b'], wirePatterns: ['a'] },
      { verb: 'list', reference: '', patterns: ['a'], selectionOptions: [{ name: 'RECURSIVEMATCH' }, { name: 'REMOTE' }] },
      { verb: 'list', reference: '', patterns: ['a'], returnOptions: [{ name: 'STATUS', items: [] }] },
      { verb: 'list', reference: '', patterns: ['a'], returnOptions: [{ name: 'unknown', option: 'X', bytes: bytes('5') }] },
      { verb: 'create', mailbox: 'a', parameters: [{ name: 'USE', attributes: ['Sent'] }] },
      { verb: 'create', mailbox: 'a', parameters: [{ name: 'USE', attributes: ['\\*'] }] },
      select({ name: 'X' }),
      select({ name: 'unknown', option: 'a b', bytes: undefined }),
      select({ name: 'unknown', option: '5', bytes: undefined }),
      select({ name: 'unknown', option: 'condstore', bytes: undefined }),
      select({ name: 'unknown', option: 'X', bytes: bytes('y') }),
      select({ name: 'unknown', option: 'X', bytes: bytes('(y') }),
      select({ name: 'unknown', option: 'X', bytes: bytes('(y) (z)') }),
      select({ name: 'unknown', option: 'X', bytes: bytes('(\r\n)') }),
      select({ name: 'unknown', option: 'X', bytes: bytes('({9}\r\ny)') }),
      fetch({ item: 'unknown', name: 'UID', section: undefined, bytes: undefined }),
      fetch({ item: 'unknown', name: 'ALL', section: undefined, bytes: undefined }),
      fetch({ item: 'unknown', name: 'X Y', section: undefined, bytes: undefined }),
      fetch({ item: 'unknown', name: 'X', section: '[a]b', bytes: undefined }),
      fetch({ item: 'unknown', name: 'X', section: '[\r\n]', bytes: undefined }),
      fetch({ item: 'unknown', name: 'X', section: undefined, bytes: bytes('y') }),
      fetch({ item: 'BODY.PEEK' }),
      { verb: 'fetch', uid: false, set, items: 'ALL', modifiers: [{ name: 'CHANGEDSINCE', modseq: 5 }] },
      { verb: 'store', uid: false, set, action: 'set', silent: false, flags: [] },
      { verb: 'store', uid: false, set, action: 'add', silent: false, flags: ['\\*'] },
      { verb: 'append', mailbox: 'a', messages: [{ content: { type: 'unknown', name: '5', bytes: bytes('5') } }] },
      search({ key: 'FOO' }),
      search({ key: 'AND', of: [] }),
      search({ key: 'OR', of: [{ key: 'ALL' }] }),
      search({ key: 'SINCE', date: '1-Jan-2000 ALL' }),
      search({ key: 'KEYWORD', flag: 'a b' }),
      search({ key: 'LARGER', size: -1 }),
      search({ key: 'SET', set: [] }),
      search({ key: 'MODSEQ', entry: { name: 'x', type: 'all' }, modseq: 1n }),
      search({ key: 'MODSEQ', entry: { name: '/flags/x', type: 'x' }, modseq: 1n }),
      search({ key: 'unknown', name: 'FROM', bytes: bytes(' x') }),
      search({ key: 'unknown', name: 'CHARSET', bytes: bytes(' x') }),
      search({ key: 'unknown', name: '1', bytes: bytes('') }),
      search({ key: 'unknown', name: 'X', bytes: bytes('y') }),
      search({ key: 'unknown', name: 'X', bytes: bytes(' \r\n') }),
      search({ key: 'unknown', name: 'X', bytes: bytes(' {5}') }),
    ]),
  )('%s', (_title, command) => {
    expect(caught(() => encodeCommandWhole({ tag: 'a', ...command } as never))).toMatchObject({
      code: 'bad-value',
      fault: 'local',
    })
  })

  it('NUL but in a literal8', () => {
    for (const command of [
      { verb: 'login', username: '\0', password: 'x' },
      { verb: 'unknown', name: 'X', bytes: bytes(' {1}\r\n\0') },
    ])
      expect(caught(() => encodeCommandWhole({ tag: 'a', ...command } as never))).toMatchObject({ code: 'nul' })
  })

  it('keys deeper than a reader with any limits takes', () => {
    const deep = (depth: number): SearchKey => {
      let key: SearchKey = { key: 'ALL' }
      for (let level = 1; level < depth; level++) key = { key: 'NOT', of: key }
      return key
    }
    expect(encode({ verb: 'search', uid: false, keys: [deep(1001)] })).toContain('NOT ALL')
    for (const depth of [1002, 100_000])
      expect(caught(() => encode({ verb: 'search', uid: false, keys: [deep(depth)] }))).toMatchObject({ code: 'too-deep' })
    const cycle: { key: 'AND'; of: SearchKey[] } = { key: 'AND', of: [] }
    cycle.of.push(cycle)
    expect(caught(() => encode({ verb: 'search', uid: false, keys: [cycle] }))).toMatchObject({ code: 'too-deep' })
  })

  it('reads a getter once', () => {
    let reads = 0
    const key = {
      get key() {
        return reads++ === 0 ? ('ALL' as const) : ('X\r\n' as 'ALL')
      },
    }
    expect(encode({ verb: 'search', uid: false, keys: [key] })).toBe('a SEARCH ALL\r\n')
  })
})

describe('the unions narrow', () => {
  it('by verb', () => {
    const command = decode('FETCH 1:3 UID')
    if (command.verb === 'fetch') expectTypeOf(command.set).toEqualTypeOf<MessageSet>()
    if (command.verb === 'search') expectTypeOf(command.keys).toEqualTypeOf<readonly SearchKey[]>()
    if (command.verb === 'expunge') expectTypeOf(command.uids).toEqualTypeOf<MessageSet | undefined>()
    if (command.verb === 'select') expectTypeOf(command.wireName).toEqualTypeOf<string>()
    if (command.verb === 'unknown') expectTypeOf(command.bytes).toEqualTypeOf<Uint8Array>()
    if (command.verb === 'append') expectTypeOf(command.messages).toEqualTypeOf<readonly AppendMessage[]>()
    expect(command.verb).toBe('fetch')
  })

  it('by key, by item and by option', () => {
    const key = { key: 'ALL' } as SearchKey
    if (key.key === 'FROM') expectTypeOf(key.text).toEqualTypeOf<string>()
    if (key.key === 'NOT') expectTypeOf(key.of).toEqualTypeOf<SearchKey>()
    if (key.key === 'OR') expectTypeOf(key.of).toEqualTypeOf<readonly [SearchKey, SearchKey]>()
    if (key.key === 'MODSEQ') expectTypeOf(key.modseq).toEqualTypeOf<bigint>()
    const command = decode('FETCH 1:3 BODY[] (CHANGEDSINCE 5)')
    if (command.verb !== 'fetch' || typeof command.items === 'string') throw new Error('no FETCH')
    for (const item of command.items) if (item.item === 'BODY[]') expectTypeOf(item.peek).toEqualTypeOf<boolean>()
    for (const one of command.modifiers) if (one.name === 'CHANGEDSINCE') expectTypeOf(one.modseq).toEqualTypeOf<bigint>()
    expect(command.modifiers).toHaveLength(1)
  })
})

describe('the registries', () => {
  it('name each command and key once, in upper case, with the section that defines it', () => {
    for (const rules of [commandRules, searchKeyRules]) {
      const names = rules.map(({ name }) => name)
      expect(new Set(names).size).toBe(names.length)
      for (const { name, section } of rules)
        expect([name, section]).toEqual([
          name.toUpperCase(),
          expect.stringMatching(/^(?:RFC \d+ [\d.]+|Gmail IMAP Extensions|not registered: .+)$/),
        ])
    }
    for (const { name, verb } of commandRules) expect(verb).toBe(name.toLowerCase())
  })
})
