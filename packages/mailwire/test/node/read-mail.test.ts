import { describe, expect, it } from 'vitest'
import { type ReadMailOptions, readImap, readPop3 } from '../../src/node.js'
import { answering, text } from '../peers.js'

const options: ReadMailOptions = { name: 'me', password: 'secret', timeout: 500, allowCleartextCredentials: true }

/** A POP3 server of two messages; `changed` answers in place of what it would say. */
function pop3(changed: Readonly<Record<string, string | undefined>> = {}) {
  const usual: Readonly<Record<string, string>> = {
    CAPA: '+OK\r\nUSER\r\nUIDL\r\n.\r\n',
    STAT: '+OK 2 12\r\n',
    UIDL: '+OK\r\n1 a\r\n2 b\r\n.\r\n',
    LIST: '+OK\r\n1 6\r\n2 6\r\n.\r\n',
    'RETR 1': '+OK\r\none\r\n.\r\n',
    'RETR 2': '+OK\r\ntwo\r\n.\r\n',
  }
  const replies: Readonly<Record<string, string | undefined>> = { ...usual, ...changed }
  return answering('+OK hi\r\n', line => (line in replies ? replies[line] : '+OK\r\n'))
}

const read = async (changed: Readonly<Record<string, string | undefined>>, more: Partial<ReadMailOptions> = {}) => {
  const server = await pop3(changed)
  try {
    const messages = await readPop3(server, { ...options, ...more })
    return messages.map(({ uid, content, problem }) => [uid, content && text(content), problem?.message])
  } finally {
    await server.close()
  }
}

const ERR = '-ERR no\r\n'
const TWO = [
  ['a', 'one\r\n', undefined],
  ['b', 'two\r\n', undefined],
]
const noUid = (number: number) => expect.stringContaining(`UIDL: no row for message ${number}`)

describe('readPop3 leaves no message out in silence', () => {
  it.each([
    ['CAPA is refused (RFC 2449 5)', { CAPA: ERR }, TWO],
    ['UIDL is not offered (RFC 2449 6.8)', { CAPA: '+OK\r\nUSER\r\n.\r\n' }, TWO.map(([, ...rest]) => [undefined, ...rest])],
    ['UIDL is refused (RFC 1939 7)', { UIDL: ERR }, TWO.map(([, ...rest]) => [undefined, ...rest])],
    ['STAT is refused', { STAT: ERR }, TWO],
    ['STAT cannot be read', { STAT: '+OK two\r\n' }, TWO],
    ['QUIT is refused', { QUIT: ERR }, TWO],
    ['the connection ends at QUIT', { QUIT: undefined }, TWO],
    ['STAT and LIST are refused', { STAT: ERR, LIST: ERR }, TWO],
    [
      'a unique-id is too long (RFC 1939 7)',
      { UIDL: `+OK\r\n1 ${'x'.repeat(71)}\r\n2 b\r\n.\r\n` },
      [[undefined, 'one\r\n', noUid(1)], TWO[1]],
    ],
    [
      'and no other listing is to be had',
      { UIDL: `+OK\r\n1 ${'x'.repeat(71)}\r\n2 b\r\n.\r\n`, STAT: ERR, LIST: ERR },
      [[undefined, 'one\r\n', noUid(1)], TWO[1]],
    ],
    ['a UIDL row is missing', { UIDL: '+OK\r\n2 b\r\n.\r\n' }, [[undefined, 'one\r\n', noUid(1)], TWO[1]]],
    ['a UIDL row is no row', { UIDL: '+OK\r\nhello\r\n2 b\r\n.\r\n' }, [[undefined, 'one\r\n', noUid(1)], TWO[1]]],
    [
      'a LIST row is no row',
      { STAT: ERR, UIDL: ERR, LIST: '+OK\r\n1 x\r\n2 6\r\n.\r\n' },
      TWO.map(([, ...rest]) => [undefined, ...rest]),
    ],
    ['STAT counts too few', { STAT: '+OK 1 6\r\n' }, TWO],
    ['one RETR is refused', { 'RETR 1': ERR }, [['a', undefined, 'RETR 1: no'], TWO[1]]],
  ])('where %s', async (_, changed, expected) => {
    expect(await read(changed)).toEqual(expected)
  })

  it.each([
    ['the messages', { STAT: '+OK 4000000000 0\r\n' }, { messages: 2 }, 'limits.messages'],
    ['their bytes', {}, { content: 9 }, 'limits.content'],
  ])('and keeps within its limits: %s', async (_, changed, limits, said) => {
    await expect(read(changed, { limits })).rejects.toThrow(said)
    expect(await read({}, { limits: { messages: 2, content: 10 } })).toEqual(TWO)
  })

  it('also where the server announces UIDL only after the login', async () => {
    let isOpen = false
    const said: Readonly<Record<string, string>> = {
      STAT: '+OK 1 5\r\n',
      UIDL: '+OK\r\n1 a\r\n.\r\n',
      'RETR 1': '+OK\r\none\r\n.\r\n',
    }
    const server = await answering('+OK hi\r\n', line => {
      if (line.startsWith('PASS')) isOpen = true
      return line === 'CAPA' ? `+OK\r\nUSER\r\n${isOpen ? 'UIDL\r\n' : ''}.\r\n` : (said[line] ?? '+OK\r\n')
    })
    expect(await readPop3(server, options)).toMatchObject([{ uid: 'a', problem: undefined }])
    await server.close()
  })

  it.each([
    [
      'USER (RFC 2449 6.2)',
      '+OK\r\nUIDL\r\n.\r\n',
      {},
      'USER: the server does not offer it; AUTH: the server offers no mechanism',
    ],
    ['names in UTF-8 (RFC 6856 2.2)', '+OK\r\nUSER\r\nUTF8\r\n.\r\n', { name: 'jörg' }, 'did not offer UTF8 USER'],
  ])('says what is missing, and sends no name, where the server does not offer %s', async (_, capa, more, said) => {
    const seen: string[] = []
    const tap = (direction: string, bytes: Uint8Array): void => void (direction === 'sent' && seen.push(text(bytes)))
    const reading = read({ CAPA: capa }, { ...more, tap })
    await expect(reading).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining(said) })
    expect(seen).toEqual(['CAPA\r\n'])
  })

  it('quotes a greeting that refuses, and a login', async () => {
    const busy = await answering('-ERR [SYS/TEMP] come back later\r\n', () => undefined)
    await expect(readPop3(busy, options)).rejects.toMatchObject({
      code: 'refused',
      message: `127.0.0.1 port ${busy.port}: greeting: [SYS/TEMP] come back later`,
    })
    await busy.close()
    await expect(read({ 'PASS secret': '-ERR [AUTH] wrong\r\n' })).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/^127.0.0.1 port \d+: PASS: \[AUTH\] wrong; the session is in the clear; .*tls: 'implicit'/),
    })
  })
})

const message = (number: number, content = `Subject: ${number}\r\n\r\n`): string =>
  `* ${number} FETCH (UID ${number + 10} ENVELOPE (NIL "s" NIL NIL NIL NIL NIL NIL NIL NIL) BODY[] {${content.length}}\r\n${content})\r\n`

/** An IMAP server of two messages; `answer` gets each command without its tag, and its lines get one where they begin with `TAG`. */
const imap = (answer: (command: string) => string | undefined, greeting = '* OK hi\r\n') =>
  answering(greeting, line => {
    const [tag = '', ...words] = line.split(' ')
    const command = words.join(' ')
    const usual = command.startsWith('SELECT') ? '* 2 EXISTS\r\nTAG OK\r\n' : 'TAG OK\r\n'
    return (answer(command) ?? usual).replaceAll('TAG', tag)
  })

const fetched = async (answer: (command: string) => string | undefined, more: Partial<ReadMailOptions> = {}) => {
  const server = await imap(answer)
  try {
    const messages = await readImap(server, { ...options, ...more })
    return messages.map(({ uid, content, problem }) => [uid, content && text(content), problem?.message])
  } finally {
    await server.close()
  }
}
const both = [
  [11, 'Subject: 1\r\n\r\n', undefined],
  [12, 'Subject: 2\r\n\r\n', undefined],
]
const all = (said: string) => (command: string) => (command.startsWith('FETCH 1:*') ? said : undefined)
const DAMAGED = '* 1 FETCH (UID 11 ENVELOPE (oh\r\n'
const OK = 'TAG OK done\r\n'

describe('readImap leaves no message out in silence', () => {
  it.each([
    ['nothing is wrong', `${message(1)}${message(2)}${OK}`, both],
    ['responses come in another order', `${message(2)}${message(1)}${OK}`, both],
    [
      'other FETCH responses come in between (RFC 9051 7.5.2)',
      `${message(1)}* 1 FETCH (FLAGS (\\Seen))\r\n${message(2)}${OK}`,
      both,
    ],
    ['a message comes twice', `${message(1)}${message(1)}${message(2)}${OK}`, both],
    [
      'an EXPUNGE comes behind its content (RFC 9051 7.5.1)',
      `${message(1)}* 1 EXPUNGE\r\n${message(1).replace('UID 11', 'UID 12').replace('Subject: 1', 'Subject: 2')}${OK}`,
      both,
    ],
    [
      'an EXPUNGE comes before it',
      `* 1 EXPUNGE\r\n${message(1)}${OK}`,
      [
        [undefined, undefined, 'FETCH: the message was expunged before its content came'],
        [11, 'Subject: 1\r\n\r\n', undefined],
      ],
    ],
    [
      'a number is too high',
      `${message(1)}${message(2)}${message(9)}${OK}`,
      [...both, [19, 'Subject: 9\r\n\r\n', expect.stringContaining('FETCH 9: no message with this number and UID')]],
    ],
    [
      'new mail arrives',
      `* 3 EXISTS\r\n${message(1)}${message(2)}${message(3)}${OK}`,
      [...both, [13, 'Subject: 3\r\n\r\n', undefined]],
    ],
    [
      'a large literal is streamed',
      `${message(1, 'x'.repeat(100_000))}${message(2)}${OK}`,
      [[11, 'x'.repeat(100_000), undefined], both[1]],
    ],
    [
      'ENVELOPE cannot be read',
      `${message(1).replace('(NIL "s"', '(42 "s"')}${message(2)}${OK}`,
      [[11, 'Subject: 1\r\n\r\n', 'FETCH 1: ENVELOPE cannot be read'], both[1]],
    ],
  ])('where %s', async (_, said, expected) => {
    expect(await fetched(all(said))).toEqual(expected)
  })

  it.each([
    ['a response is damaged', `${DAMAGED}${message(2)}${OK}`, expect.stringMatching(/^FETCH 1: /)],
    [
      'a damaged response had a streamed literal',
      `${message(1, 'x'.repeat(100_000)).slice(0, -3)} oh\r\n${message(2)}${OK}`,
      expect.stringMatching(/^FETCH 1: /),
    ],
    ['a response is missing', `${message(2)}${OK}`, 'FETCH 1: the server did not send the content'],
    ['its content is NIL', `* 1 FETCH (UID 11 BODY[] NIL)\r\n${message(2)}${OK}`, 'FETCH 1: the server did not send the content'],
    [
      'another section comes',
      `* 1 FETCH (UID 11 BODY[TEXT] "x")\r\n${message(2)}${OK}`,
      'FETCH 1: the server did not send the content',
    ],
    ['FETCH is refused (RFC 2180 4.1)', `${message(2)}TAG NO not that one\r\n`, 'FETCH 1: not that one'],
  ])('where %s, the message is asked for again', async (_, said, problem) => {
    const asked: string[] = []
    const answer = (again: string) => (command: string) => {
      if (command.startsWith('FETCH 1 ')) asked.push(command)
      return command.startsWith('FETCH 1 ') ? again : all(said)(command)
    }
    expect(await fetched(answer(`${message(1)}${OK}`))).toEqual([[11, 'Subject: 1\r\n\r\n', problem], both[1]])
    for (const [again, why] of [
      ['TAG NO gone\r\n', 'FETCH: gone'],
      [OK, 'FETCH: the server did not send the content'],
      [`${DAMAGED}${OK}`, expect.stringMatching(/^FETCH: /)],
    ] as const)
      expect((await fetched(answer(again)))[0]?.slice(1)).toEqual([undefined, why])
    expect(asked).toEqual(Array(4).fill('FETCH 1 (UID BODY[])'))
  })

  it('goes on where CAPABILITY is refused, and LOGOUT is', async () => {
    const answer = (command: string) =>
      command === 'CAPABILITY' || command === 'LOGOUT' ? 'TAG BAD what\r\n' : all(`${message(1)}${message(2)}${OK}`)(command)
    expect(await fetched(answer)).toEqual(both)
  })

  it.each([
    ['the messages', { messages: 1 }, 'limits.messages'],
    ['their bytes', { content: 20 }, 'limits.content'],
    ['what nobody asked for', { untagged: 1 }, 'limits.untagged'],
  ])('and keeps within its limits: %s', async (_, limits, said) => {
    const answer = all(`* OK a\r\n* OK b\r\n${message(1)}${message(2)}${OK}`)
    await expect(fetched(answer, { limits })).rejects.toMatchObject({ code: 'limit', message: expect.stringContaining(said) })
    expect(await fetched(answer, { limits: { messages: 2, content: 28, untagged: 2 } })).toEqual(both)
  })

  it('quotes a greeting that refuses, and a BYE (RFC 9051 7.1.5)', async () => {
    const busy = await imap(() => undefined, '* BYE come back later\r\n')
    await expect(readImap(busy, options)).rejects.toMatchObject({
      code: 'refused',
      message: `127.0.0.1 port ${busy.port}: greeting: come back later`,
    })
    await busy.close()
    const bye = await answering('* OK hi\r\n', (line, socket) => void socket.write(`* BYE too many\r\n${line.slice(0, 0)}`))
    await expect(readImap(bye, options)).rejects.toMatchObject({ code: 'closed', message: expect.stringContaining('too many') })
    await bye.close()
  })
})
