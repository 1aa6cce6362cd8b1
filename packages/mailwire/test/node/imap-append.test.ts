/** APPEND at the mail host (RFC 9051 6.3.12, RFC 4315, RFC 7888, RFC 7889). */
import { afterEach, expect, it } from 'vitest'
import { Maildrop } from '../../src/node.js'
import { holding, type ImapHost, imapHost } from '../imap-peers.js'
import { text } from '../peers.js'

const open: ImapHost[] = []
afterEach(async () => void (await Promise.all(open.splice(0).map(host => host.close()))))

async function hosted(maildrop = new Maildrop()): Promise<ImapHost> {
  const host = await imapHost(maildrop)
  open.push(host)
  return host
}

it('stores flags, date and bytes, tells APPENDUID, and to who has it selected EXISTS (RFC 9051 6.3.12)', async () => {
  const { peer, maildrop } = await hosted(holding('Subject: x\r\n\r\n'))
  const client = await peer()
  const content = 'Subject: y\r\n\r\nbare LF\nand \xff\r\n'
  const said = await client.ask(
    `APPEND inbox (\\seen Work \\Recent work) " 5-May-2026 10:00:00 +0530" {${content.length}+}\r\n${content}`,
  )
  expect(said).toBe(`* 2 EXISTS\r\nOK [APPENDUID ${maildrop.uidValidity} 2] APPEND done\r\n`)
  const [, stored] = maildrop.messages
  expect([text(stored!.content), [...stored!.flags], stored!.received.toISOString()]).toEqual([
    content,
    ['\\Seen', 'Work'],
    '2026-05-05T04:30:00.000Z',
  ])
  expect(await client.ask('UID FETCH 2 (FLAGS INTERNALDATE)')).toContain(
    '* 2 FETCH (UID 2 FLAGS (\\Seen Work) INTERNALDATE " 5-May-2026 04:30:00 +0000")',
  )
})

it('a client that waits is told to go on, and a large message streams (RFC 9051 4.3)', async () => {
  const { peer, maildrop } = await hosted()
  const client = await peer('')
  client.talk.write('a APPEND INBOX {3000000}\r\n')
  await client.heard('+ go on\r\n')
  client.talk.write('0123456789'.repeat(300_000))
  client.talk.write('\r\n')
  expect(await client.heard('a OK')).toMatch(/^a OK \[APPENDUID \d+ 1\]/)
  expect(maildrop.messages[0]!.content).toHaveLength(3_000_000)
})

it.each([
  ['Other {9}', /^NO \[TRYCREATE\] /],
  ['INBOX {26214401}', /^NO \[TOOBIG\] /],
  ['INBOX "31-Feb-2026 10:00:00 +0000" {9}', /^BAD the date does not exist/],
  [`INBOX (${Array.from({ length: 101 }, (_, at) => `f${at}`).join(' ')}) {9}`, /^NO \[LIMIT\] at most 100 flags/],
  ['INBOX "01-Jan-0001 00:00:00 +0100" {9}', /^BAD the date does not exist/],
  [`INBOX (${'f'.repeat(256)}) {9}`, /^NO \[LIMIT\] flags of at most 255/],
  ['INBOX {2001}', /^NO \[OVERQUOTA\] at most 2000 bytes/],
])('APPEND %s is refused before the message is sent, and the session goes on', async (args, refusal) => {
  const { peer, maildrop } = await hosted(new Maildrop({ bytes: 2000 }))
  const client = await peer()
  expect(await client.ask(`APPEND ${args}`)).toMatch(refusal)
  const unasked = args.replace('}', '+}')
  const size = Number(/\{(\d+)/.exec(args)![1])
  expect(await client.ask(`APPEND ${unasked}\r\n${'x'.repeat(size)}`)).toMatch(refusal)
  expect(await client.ask('NOOP')).toBe('OK NOOP done\r\n')
  expect(maildrop.messages).toEqual([])
})

it('a message with NUL is refused, and nothing of it is left for the next one (RFC 9051 9, CHAR8)', async () => {
  const { peer, maildrop } = await hosted()
  const client = await peer()
  expect(await client.ask('APPEND INBOX {3+}\r\na\0b')).toMatch(/^BAD /)
  expect(await client.ask('APPEND INBOX {2+}\r\ncd')).toMatch(/OK \[APPENDUID \d+ 1\]/)
  expect(await client.ask('APPEND INBOX {0+}\r\n')).toMatch(/OK \[APPENDUID \d+ 2\]/)
  expect(maildrop.messages.map(({ content }) => text(content))).toEqual(['cd', ''])
})

it('a mailbox, and room for the message, that are gone while it comes are missed at its end', async () => {
  const { peer, maildrop } = await hosted(new Maildrop({ messages: 1 }))
  const [client, other] = [await peer(), await peer('CREATE Box')]
  client.talk.write('a APPEND Box {2}\r\n')
  await client.heard('+ go on\r\n')
  await other.ask('DELETE Box')
  client.talk.write('ab\r\n')
  expect(await client.heard('a NO')).toMatch(/^a NO \[TRYCREATE\]/)
  client.talk.write('a APPEND INBOX {2}\r\n')
  await client.heard('+ go on\r\n')
  await other.ask('APPEND INBOX {2+}\r\nxy')
  client.talk.write('ab\r\n')
  expect(await client.heard('a NO')).toMatch(/^a NO \[OVERQUOTA\] at most 1 messages/m)
  expect(maildrop.messages).toHaveLength(1)
})

it('the name of the mailbox may be a literal, and a user who is not logged in appends nothing', async () => {
  const { peer, maildrop, server } = await hosted()
  const client = await peer('')
  expect(await client.ask('APPEND {5+}\r\nINBOX {2+}\r\nab')).toMatch(/^OK \[APPENDUID/)
  const { converse } = await import('../peers.js')
  const stranger = await converse(server)
  stranger.write('a APPEND INBOX {2+}\r\nab\r\nb LOGOUT\r\n')
  expect(await stranger.end()).toMatch(/^a BAD .*\r\n\* BYE/m)
  expect(maildrop.messages).toHaveLength(1)
})
