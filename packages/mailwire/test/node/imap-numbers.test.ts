/** Message numbers that there are not, at the mail host (RFC 9051 9, `seq-number`). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { holding, type ImapHost, type ImapPeer, imapHost } from '../imap-peers.js'

let host: ImapHost
let peer: ImapPeer
beforeAll(async () => {
  host = await imapHost(holding('Subject: a\r\n\r\n', 'Subject: b\r\n\r\n', 'Subject: c\r\n\r\n'))
  peer = await host.peer('CREATE Empty')
})
afterAll(() => host.close())

const NONE = 'BAD no such message number\r\n'

describe('a mailbox with 3 messages', () => {
  beforeAll(async () => void (await peer.ask('SELECT INBOX')))

  it.each([
    'FETCH 9 FLAGS',
    'FETCH 3:4 BODY[]',
    'FETCH 4:* FLAGS',
    'FETCH 1,4 (FLAGS) (CHANGEDSINCE 1)',
    'STORE 1:9 +FLAGS (x)',
    'STORE 9 (UNCHANGEDSINCE 5) FLAGS ()',
    'COPY 2,9 Empty',
    'MOVE 1:4 Empty',
  ])('%s gets BAD, and nothing is done', async command => {
    expect(await peer.ask(command)).toBe(NONE)
    expect(await peer.ask('FETCH 1:* FLAGS')).toBe(
      '* 1 FETCH (FLAGS ())\r\n* 2 FETCH (FLAGS ())\r\n* 3 FETCH (FLAGS ())\r\nOK FETCH done\r\n',
    )
    expect(await peer.ask('STATUS Empty (MESSAGES)')).toContain('(MESSAGES 0)')
  })

  it.each([
    ['FETCH 3:* UID', '* 3 FETCH (UID 3)\r\nOK FETCH done\r\n'],
    ['UID FETCH 9 FLAGS', 'OK FETCH done\r\n'],
    ['UID STORE 9 FLAGS (x)', 'OK STORE done\r\n'],
    ['UID COPY 9 Empty', 'OK COPY done\r\n'],
    ['FETCH $ UID', 'OK FETCH done\r\n'],
    ['SEARCH 9', '* SEARCH\r\nOK SEARCH done\r\n'],
    ['SEARCH 2:9', '* SEARCH 2 3\r\nOK SEARCH done\r\n'],
  ])('%s is no error: UIDs, what was saved, and keys of a search may be of no message', async (command, said) => {
    expect(await peer.ask(command)).toBe(said)
  })
})

describe('an empty mailbox', () => {
  beforeAll(async () => void (await peer.ask('SELECT Empty')))

  it.each(['FETCH * FLAGS', 'FETCH 1:* FLAGS', 'STORE * FLAGS (x)', 'COPY 1 INBOX', 'MOVE * INBOX'])(
    '%s gets BAD',
    async command => expect(await peer.ask(command)).toBe(NONE),
  )

  it.each([
    ['UID FETCH 1:* FLAGS', 'OK FETCH done\r\n'],
    ['SEARCH 1:*', '* SEARCH\r\nOK SEARCH done\r\n'],
  ])('%s is no error', async (command, said) => expect(await peer.ask(command)).toBe(said))
})

it('RFC 7162 3.1: a command by numbers that there are not enables nothing', async () => {
  const other = await host.peer()
  await other.ask('FETCH 9 MODSEQ')
  expect(await other.ask('STORE 1 +FLAGS (told)')).toBe('* 1 FETCH (FLAGS (told))\r\nOK STORE done\r\n')
})

it.each([
  'FETCH 1 FLAGS (CHANGEDSINCE 1 CHANGEDSINCE 99)',
  'STORE 1 (UNCHANGEDSINCE 1 UNCHANGEDSINCE 99) +FLAGS (y)',
  'SELECT INBOX (QRESYNC (1 1) QRESYNC (1 2))',
])('%s gets BAD: a modifier is given once', async command => {
  const other = await host.peer()
  expect(await other.ask(command)).toMatch(/^(\* .*\r\n)?BAD .*appears twice/)
})
