/** Several IMAP sessions on one mailbox: what each is told, and when (RFC 9051 6.3.13, 6.4, 7.5; RFC 2180 4). */
import { afterEach, expect, it } from 'vitest'
import { Maildrop } from '../../src/node.js'
import { holding, type ImapHost, imapHost } from '../imap-peers.js'
import { asBytes } from '../peers.js'

const open: ImapHost[] = []
afterEach(async () => void (await Promise.all(open.splice(0).map(host => host.close()))))

const numbered = (count: number): Maildrop => holding(...Array.from({ length: count }, (_, at) => `Subject: ${at + 1}\r\n\r\n`))

async function hosted(maildrop: Maildrop, options = {}): Promise<ImapHost> {
  const host = await imapHost(maildrop, options)
  open.push(host)
  return host
}

it('flags, new messages and expunges of another session are told with the next completion', async () => {
  const { peer, maildrop } = await hosted(numbered(3))
  const [one, other] = [await peer(), await peer()]
  expect(await one.ask('STORE 2 +FLAGS (\\Seen)')).toBe('* 2 FETCH (FLAGS (\\Seen))\r\nOK STORE done\r\n')
  expect(await one.ask('NOOP')).toBe('OK NOOP done\r\n') // its own change is no news
  expect(await other.ask('NOOP')).toBe('* 2 FETCH (UID 2 FLAGS (\\Seen))\r\nOK NOOP done\r\n')
  expect(await other.ask('NOOP')).toBe('OK NOOP done\r\n')
  await one.ask('STORE 1 +FLAGS.SILENT (\\Deleted)')
  expect(await one.ask('EXPUNGE')).toBe('* 1 EXPUNGE\r\nOK EXPUNGE done\r\n')
  maildrop.deliver(asBytes('Subject: 4\r\n\r\n'))
  expect(await other.ask('NOOP')).toBe('* 1 EXPUNGE\r\n* 3 EXISTS\r\nOK NOOP done\r\n')
  expect(await other.ask('FETCH 1:* UID')).toContain('* 3 FETCH (UID 4)')
})

it('numbers stay while they are used: EXPUNGE is kept back during FETCH, STORE and SEARCH, and EXISTS is not (RFC 9051 7.5.1)', async () => {
  const { peer } = await hosted(numbered(3))
  const [one, other] = [await peer(), await peer()]
  await one.ask('STORE 1 +FLAGS.SILENT (\\Deleted)')
  await one.ask('EXPUNGE')
  await one.ask('APPEND INBOX {2+}\r\nxx')
  expect(await other.ask('FETCH 3 UID')).toBe('* 3 FETCH (UID 3)\r\n* 4 EXISTS\r\nOK FETCH done\r\n')
  expect(await other.ask('SEARCH ALL')).toBe('* SEARCH 1 2 3 4\r\nOK SEARCH done\r\n')
  expect(await other.ask('FETCH 1 RFC822.SIZE')).toBe('* 1 FETCH (RFC822.SIZE 14)\r\nOK FETCH done\r\n')
  expect(await other.ask('STORE 1 +FLAGS (x)')).toBe('NO [EXPUNGEISSUED] some of the messages are gone\r\n')
  expect(await other.ask('STORE 1:2 +FLAGS (x)')).toMatch(/^\* 2 FETCH \(FLAGS \(x\)\)\r\nNO \[EXPUNGEISSUED\]/)
  expect(await other.ask('STORE 1 +FLAGS.SILENT (x)')).toBe('OK STORE done\r\n')
  // By unique identifiers it is another command.
  expect(await other.ask('UID FETCH 4 UID')).toBe('* 4 FETCH (UID 4)\r\n* 1 EXPUNGE\r\nOK FETCH done\r\n')
  expect(await other.ask('FETCH 3 UID')).toBe('* 3 FETCH (UID 4)\r\nOK FETCH done\r\n')
})

it('COPY and MOVE of what is gone: refused by number, left out by unique identifier (RFC 2180 4.4)', async () => {
  const { peer, maildrop } = await hosted(numbered(3))
  const [one, other] = [await peer(), await peer()]
  await one.ask('CREATE Box')
  await one.ask('STORE 1 +FLAGS.SILENT (\\Deleted)')
  // A COPY tells of it, so that it is asked before anything else.
  await one.ask('EXPUNGE')
  expect(await other.ask('COPY 1:2 Box')).toBe('* 1 EXPUNGE\r\nNO [EXPUNGEISSUED] some of the messages are gone\r\n')
  expect(maildrop.mailboxes.find('Box')!.messages).toEqual([])
  await one.ask('UID STORE 2 +FLAGS.SILENT (\\Deleted)')
  await one.ask('UID EXPUNGE 1:2')
  const { uidValidity } = maildrop.mailboxes.find('Box')!
  expect(await other.ask('UID COPY 2:3 Box')).toBe(`* 1 EXPUNGE\r\nOK [COPYUID ${uidValidity} 3 1] COPY done\r\n`)
})

it('a silent STORE still tells what others changed before (RFC 9051 6.4.6)', async () => {
  const { peer } = await hosted(numbered(1))
  const [one, other] = [await peer(), await peer()]
  await one.ask('STORE 1 +FLAGS.SILENT (\\Seen)')
  expect(await other.ask('STORE 1 +FLAGS.SILENT (x)')).toBe('* 1 FETCH (FLAGS (\\Seen x))\r\nOK STORE done\r\n')
  expect(await one.ask('NOOP')).toBe('* 1 FETCH (UID 1 FLAGS (\\Seen x))\r\nOK NOOP done\r\n')
})

it('flags are the same in either case, and \\Recent is nobody’s to set', async () => {
  const { peer, maildrop } = await hosted(numbered(1))
  const client = await peer()
  expect(await client.ask('STORE 1 FLAGS (\\seen Work \\SEEN work \\Recent)')).toContain('FLAGS (\\Seen Work)')
  expect(await client.ask('STORE 1 -FLAGS (WORK \\sEEN)')).toContain('FLAGS ()')
  expect([...maildrop.messages[0]!.flags]).toEqual([])
  await client.ask('STORE 1 FLAGS.SILENT ($Forwarded)')
  expect(await client.ask('SELECT INBOX')).toMatch(/\[PERMANENTFLAGS \(.*\$Forwarded \\\*\)\]/)
})

it('COPY keeps flags and date, tells COPYUID, and copies all or nothing (RFC 9051 6.4.7, RFC 4315 3)', async () => {
  const { peer, maildrop } = await hosted(new Maildrop({ messages: 5 }))
  const client = await peer('CREATE Box')
  for (const date of [' 1-Feb-1994', ' 2-Feb-1994']) await client.ask(`APPEND INBOX (\\Seen) "${date} 10:00:00 +0000" {1+}\r\nx`)
  await client.ask('SELECT INBOX')
  const box = maildrop.mailboxes.find('Box')!
  expect(await client.ask('COPY 1:* Box')).toBe(`OK [COPYUID ${box.uidValidity} 1:2 1:2] COPY done\r\n`)
  expect(box.messages.map(({ flags, received }) => [[...flags], received.getTime()])).toEqual(
    maildrop.messages.map(({ flags, received }) => [[...flags], received.getTime()]),
  )
  expect(await client.ask('COPY 1:2 Box')).toMatch(/^NO \[OVERQUOTA\]/)
  expect(await client.ask('COPY 1 Nowhere')).toMatch(/^NO \[TRYCREATE\]/)
  expect(await client.ask('UID COPY 9 Box')).toBe('OK COPY done\r\n')
  expect(await client.ask('COPY 2 INBOX')).toBe(`* 3 EXISTS\r\nOK [COPYUID ${maildrop.uidValidity} 2 3] COPY done\r\n`)
  expect(box.messages).toHaveLength(2)
})

it('MOVE tells COPYUID before EXPUNGE, and moves nothing out of what was examined (RFC 6851 3.3, 4.3)', async () => {
  const { peer, maildrop } = await hosted(numbered(4))
  const [client, reader] = [await peer(), await peer('EXAMINE INBOX')]
  await client.ask('CREATE Box')
  const { uidValidity, messages } = maildrop.mailboxes.find('Box')!
  expect(messages).toEqual([])
  expect(await reader.ask('MOVE 1 Box')).toMatch(/^NO \[READ-ONLY\]/)
  expect(await client.ask('MOVE 2:3 Box')).toBe(
    `* OK [COPYUID ${uidValidity} 2:3 1:2] moved\r\n* 2 EXPUNGE\r\n* 2 EXPUNGE\r\nOK MOVE done\r\n`,
  )
  expect(await client.ask('UID MOVE 4 INBOX')).toBe(
    `* OK [COPYUID ${maildrop.uidValidity} 4 5] moved\r\n* 2 EXPUNGE\r\n* 2 EXISTS\r\nOK MOVE done\r\n`,
  )
  expect(await reader.ask('NOOP')).toBe('* 2 EXPUNGE\r\n* 2 EXPUNGE\r\n* 2 EXPUNGE\r\n* 2 EXISTS\r\nOK NOOP done\r\n')
})

it('MOVE is possible where there is no room for a copy', async () => {
  const { peer, maildrop } = await hosted(new Maildrop({ messages: 1 }))
  maildrop.deliver(asBytes('x'))
  const client = await peer()
  await client.ask('CREATE Box')
  expect(await client.ask('COPY 1 Box')).toMatch(/^NO \[OVERQUOTA\]/)
  expect(await client.ask('MOVE 1 Box')).toMatch(/^\* OK \[COPYUID \d+ 1 1\] moved\r\n\* 1 EXPUNGE\r\nOK /)
})

it('EXPUNGE removes what is marked, UID EXPUNGE of these alone, CLOSE in silence, and none of them what was examined', async () => {
  const { peer, maildrop } = await hosted(numbered(4))
  const [client, reader] = [await peer(), await peer('EXAMINE INBOX')]
  await client.ask('STORE 1:3 +FLAGS.SILENT (\\Deleted)')
  expect(await reader.ask('EXPUNGE')).toContain('NO [READ-ONLY]')
  expect(await reader.ask('CLOSE')).toBe('OK CLOSE done\r\n')
  expect(maildrop.messages).toHaveLength(4)
  expect(await client.ask('UID EXPUNGE 2,4')).toBe('* 2 EXPUNGE\r\nOK EXPUNGE done\r\n')
  expect(await client.ask('SEARCH RETURN (SAVE) UID 3')).toBe('OK SEARCH done\r\n')
  expect(await client.ask('UID EXPUNGE $')).toBe('* 2 EXPUNGE\r\nOK EXPUNGE done\r\n')
  await client.ask('UNSELECT')
  expect(maildrop.messages.map(({ uid }) => uid)).toEqual([1, 4])
  await client.ask('SELECT INBOX')
  expect(await client.ask('CLOSE')).toBe('OK CLOSE done\r\n')
  expect(maildrop.messages.map(({ uid }) => uid)).toEqual([4])
  expect(await client.ask('EXPUNGE')).toMatch(/^BAD /)
})

it('IDLE tells of new mail, flags and expunges as they happen, until DONE (RFC 9051 6.3.13)', async () => {
  const { peer, maildrop } = await hosted(numbered(2))
  const [idler, other] = [await peer(), await peer()]
  await other.ask('STORE 1 +FLAGS.SILENT (\\Flagged)')
  idler.talk.write('i IDLE\r\n')
  expect(await idler.heard('+ idling\r\n')).toBe('* 1 FETCH (UID 1 FLAGS (\\Flagged))\r\n+ idling\r\n')
  maildrop.deliver(asBytes('Subject: 3\r\n\r\n'))
  expect(await idler.heard('EXISTS')).toBe('* 3 EXISTS\r\n')
  await other.ask('STORE 2 +FLAGS.SILENT (\\Deleted)')
  expect(await idler.heard('FETCH')).toBe('* 2 FETCH (UID 2 FLAGS (\\Deleted))\r\n')
  await other.ask('EXPUNGE')
  expect(await idler.heard('EXPUNGE')).toBe('* 2 EXPUNGE\r\n')
  idler.talk.write('done\r\n')
  expect(await idler.heard('i OK')).toBe('i OK IDLE done\r\n')
  maildrop.deliver(asBytes('Subject: 4\r\n\r\n'))
  expect(await idler.ask('NOOP')).toBe('* 3 EXISTS\r\nOK NOOP done\r\n')
})

it('what is not DONE ends IDLE; it may be open without a mailbox, and hears of the end of the server', async () => {
  const host = await hosted(numbered(1))
  const [one, other] = [await host.peer(), await host.peer('')]
  one.talk.write('i IDLE\r\n')
  await one.heard('+ idling')
  one.talk.write('x NOOP\r\n')
  expect(await one.heard('i BAD')).toMatch(/^(?:\r\n)?i BAD /)
  host.maildrop.deliver(asBytes('x'))
  expect(await one.ask('NOOP')).toBe('* 2 EXISTS\r\nOK NOOP done\r\n')
  other.talk.write('i IDLE\r\n')
  await other.heard('+ idling')
  const heard = other.heard('* BYE the server is shutting down')
  await host.close()
  await heard
})

it('IDLE takes as long as any step, and no longer; news do not extend it (RFC 9051 5.4)', async () => {
  const { peer, maildrop } = await hosted(numbered(1), { timeout: 600 })
  const idler = await peer()
  idler.talk.write('i IDLE\r\n')
  await idler.heard('+ idling')
  const began = performance.now()
  const news = setInterval(() => maildrop.deliver(asBytes('x')), 100)
  try {
    await idler.heard('* BYE no command for too long')
  } finally {
    clearInterval(news)
  }
  expect(performance.now() - began).toBeLessThan(3000)
})

it('many deliveries at once are told together, and a session that is over is not told', async () => {
  const { peer, maildrop, errors } = await hosted(numbered(1))
  const [idler, gone] = [await peer(), await peer()]
  for (const one of [idler, gone]) {
    one.talk.write('i IDLE\r\n')
    await one.heard('+ idling')
  }
  gone.talk.socket.destroy()
  for (let at = 0; at < 1000; at++) maildrop.deliver(asBytes('x'))
  expect(await idler.heard('EXISTS\r\n')).toBe('* 1001 EXISTS\r\n')
  maildrop.messages[0]!.flags.add('not a flag')
  maildrop.changeFlags(maildrop.messages[0]!, 'add', ['x'])
  maildrop.deliver(asBytes('x'))
  idler.talk.write('DONE\r\n')
  await idler.heard('i OK')
  expect(errors).toHaveLength(1) // the flag that cannot be told
})

it('flags that cannot be told cost nothing else: numbers stay right (RFC 9051 7.5.1)', async () => {
  const { peer, maildrop, errors } = await hosted(numbered(3))
  const client = await peer()
  maildrop.changeFlags(maildrop.messages[1]!, 'add', ['not a flag'])
  maildrop.changeFlags(maildrop.messages[2]!, 'add', ['x'])
  maildrop.remove(new Set([1]))
  maildrop.deliver(asBytes('x'))
  expect(await client.ask('NOOP')).toBe('* 1 EXPUNGE\r\n* 3 EXISTS\r\n* 2 FETCH (UID 3 FLAGS (x))\r\nOK NOOP done\r\n')
  expect(errors).toMatchObject([{ code: 'bad-value' }])
})
