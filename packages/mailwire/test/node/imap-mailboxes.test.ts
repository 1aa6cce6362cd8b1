/** The mailboxes of a user at the mail host: names, LIST, LSUB, STATUS (RFC 9051 6.3, RFC 5258, RFC 5819, RFC 3501 6.3.9). */
import { afterEach, describe, expect, it } from 'vitest'
import { Maildrop } from '../../src/node.js'
import { holding, type ImapHost, type ImapPeer, imapHost } from '../imap-peers.js'

const open: ImapHost[] = []
afterEach(async () => void (await Promise.all(open.splice(0).map(host => host.close()))))

async function hosted(maildrop = new Maildrop()): Promise<ImapHost> {
  const host = await imapHost(maildrop)
  open.push(host)
  return host
}

async function withMailboxes(...names: string[]): Promise<ImapPeer> {
  const { peer } = await hosted(holding('Subject: x\r\n\r\n'))
  const client = await peer()
  for (const name of names) await client.ask(`CREATE "${name}"`)
  return client
}

/** The untagged lines of an answer. */
const lines = (said: string): string[] => said.split('\r\n').filter(line => line.startsWith('* '))

it('CREATE makes what is above it, too; INBOX is there in either case (RFC 9051 6.3.4, 5.1)', async () => {
  const client = await withMailboxes('a/b/c', 'x/')
  expect(lines(await client.ask('LIST "" *'))).toEqual([
    '* LIST (\\HasNoChildren) "/" INBOX',
    '* LIST (\\HasChildren) "/" a',
    '* LIST (\\HasChildren) "/" a/b',
    '* LIST (\\HasNoChildren) "/" a/b/c',
    '* LIST (\\HasNoChildren) "/" x',
  ])
  expect(await client.ask('CREATE inbox/sub')).toBe('OK CREATE done\r\n')
  expect(await client.ask('SELECT iNbOx/sub')).toContain('OK [READ-WRITE] SELECT done')
  expect(lines(await client.ask('LIST "" INBOX%'))).toEqual(['* LIST (\\HasChildren) "/" INBOX'])
})

it.each([
  ['CREATE inbox', 'NO [ALREADYEXISTS]'],
  ['CREATE a', 'NO [ALREADYEXISTS]'],
  ['CREATE /a', 'NO [CANNOT] a level'],
  ['CREATE a//b', 'NO [CANNOT] a level'],
  ['CREATE ""', 'NO [CANNOT] a level'],
  ['CREATE "a%"', 'NO [CANNOT] the name contains a wildcard'],
  ['CREATE a&AAE-b', 'NO [CANNOT] the name contains a wildcard or a control character'],
  ['CREATE x&y', 'NO [CANNOT] the name is not modified UTF-7'],
  ['RENAME a x&y', 'NO [CANNOT] the name is not modified UTF-7'],
  [`CREATE ${'n'.repeat(256)}`, 'NO [LIMIT] a name has at most 255'],
  [`CREATE ${'/n'.repeat(33).slice(1)}`, 'NO [LIMIT] a name has at most'],
  ['DELETE inbox', 'NO [CANNOT]'],
  ['DELETE b', 'NO [NONEXISTENT]'],
  ['DELETE a', 'NO [HASCHILDREN]'],
  ['RENAME b c', 'NO [NONEXISTENT]'],
  ['RENAME a/b INBOX', 'NO [ALREADYEXISTS]'],
  ['RENAME a a/b/c', 'NO [CANNOT] a mailbox cannot be moved below itself'],
  [`RENAME a ${'n'.repeat(254)}`, 'NO [LIMIT]'],
  ['SUBSCRIBE b', 'NO [NONEXISTENT]'],
  ['UNSUBSCRIBE b', 'NO [NONEXISTENT]'],
  ['SELECT b', 'NO [NONEXISTENT]'],
  ['STATUS b (MESSAGES)', 'NO [NONEXISTENT]'],
])('%s: %s', async (command, refusal) => {
  const client = await withMailboxes('a/b')
  expect(await client.ask(command)).toContain(refusal)
  expect(lines(await client.ask('LIST "" *'))).toHaveLength(3)
})

it('a name of 60,000 levels is refused as fast as any other', async () => {
  const client = await withMailboxes('a')
  expect(await client.ask(`CREATE {60000+}\r\n${'/'.repeat(60_000)}`)).toMatch(/^NO \[LIMIT\] a name has at most/)
  expect(await client.ask(`RENAME a {60000+}\r\n${'/'.repeat(60_000)}`)).toMatch(/^NO \[LIMIT\] a name has at most/)
})

it('a name that is used again has a larger UIDVALIDITY (RFC 9051 2.3.1.1), and who had the mailbox selected sees it empty', async () => {
  const { peer, maildrop } = await hosted()
  const [client, other] = [await peer('CREATE Box'), await peer('')]
  const before = maildrop.mailboxes.find('Box')!.uidValidity
  await client.ask('APPEND Box {1+}\r\nx')
  await other.ask('SELECT Box')
  expect(await client.ask('DELETE Box')).toBe('OK DELETE done\r\n')
  await client.ask('CREATE Box')
  expect(maildrop.mailboxes.find('Box')!.uidValidity).toBeGreaterThan(before)
  await client.ask('APPEND Box {1+}\r\nx')
  expect(await other.ask('NOOP')).toBe('* 1 EXPUNGE\r\nOK NOOP done\r\n')
})

it('RENAME takes along what is below; of INBOX it takes the messages (RFC 9051 6.3.6)', async () => {
  const { peer, maildrop } = await hosted(holding('one', 'two'))
  const client = await peer('CREATE a/b')
  const { uidValidity } = maildrop.mailboxes.find('a/b')!
  expect(await client.ask('RENAME a new/name')).toBe('OK RENAME done\r\n')
  expect([...maildrop.mailboxes.names]).toEqual(['INBOX', 'new', 'new/name', 'new/name/b'])
  expect(maildrop.mailboxes.find('new/name/b')!.uidValidity).toBe(uidValidity)
  await client.ask('SELECT INBOX')
  expect(await client.ask('RENAME INBOX old')).toBe('* 1 EXPUNGE\r\n* 1 EXPUNGE\r\nOK RENAME done\r\n')
  expect([maildrop.messages.length, maildrop.mailboxes.find('old')!.messages.length]).toEqual([0, 2])
})

it('so many mailboxes and subscriptions are kept, and no more', async () => {
  const { peer } = await hosted(new Maildrop({ mailboxes: 4, subscriptions: 2 }))
  const client = await peer('CREATE a/b')
  expect(await client.ask('CREATE c/d')).toMatch(/^NO \[LIMIT\] at most 4 mailboxes/)
  expect(await client.ask('RENAME a/b c/d/e')).toMatch(/^NO \[LIMIT\] at most 4 mailboxes/)
  expect(await client.ask('CREATE c')).toBe('OK CREATE done\r\n')
  expect(await client.ask('SUBSCRIBE a')).toBe('OK SUBSCRIBE done\r\n')
  expect(await client.ask('SUBSCRIBE a')).toBe('OK SUBSCRIBE done\r\n')
  expect(await client.ask('SUBSCRIBE c')).toMatch(/^NO \[LIMIT\] at most 2 subscriptions/)
})

describe('LIST and LSUB (RFC 9051 6.3.9.3, 6.3.9.5, 6.3.9.6)', () => {
  const NAMES = ['foo/bar/deep', 'zoo', '&AOk-t&AOk-']

  it.each([
    ['LIST "" ""', ['* LIST (\\Noselect) "/" ""']],
    ['LIST "" %', ['INBOX', 'foo', 'zoo', '&AOk-t&AOk-']],
    ['LIST foo/ %', ['foo/bar']],
    ['LIST "" (foo/% z*)', ['foo/bar', 'zoo']],
    ['LIST "" &AOk-*', ['* LIST (\\HasNoChildren) "/" &AOk-t&AOk-']],
    [
      'LIST (SUBSCRIBED) "" *',
      [
        '* LIST (\\Subscribed \\HasNoChildren) "/" INBOX',
        '* LIST (\\Subscribed \\HasNoChildren) "/" foo/bar/deep',
        '* LIST (\\NonExistent \\Subscribed \\HasNoChildren) "/" gone',
      ],
    ],
    [
      'LIST (SUBSCRIBED RECURSIVEMATCH) "" %',
      [
        '* LIST (\\Subscribed \\HasNoChildren) "/" INBOX',
        '* LIST (\\NonExistent \\Subscribed \\HasNoChildren) "/" gone',
        '* LIST (\\HasChildren) "/" foo (CHILDINFO ("SUBSCRIBED"))',
      ],
    ],
    ['LIST (REMOTE) "" z%', ['* LIST (\\HasNoChildren) "/" zoo']],
    [
      'LIST "" (z% I*) RETURN (SUBSCRIBED CHILDREN)',
      ['* LIST (\\Subscribed \\HasNoChildren) "/" INBOX', '* LIST (\\HasNoChildren) "/" zoo'],
    ],
    ['LSUB "" *', ['* LSUB () "/" INBOX', '* LSUB () "/" foo/bar/deep', '* LSUB () "/" gone']],
    ['LSUB "" %', ['* LSUB () "/" INBOX', '* LSUB () "/" gone', '* LSUB (\\Noselect) "/" foo']],
    ['LSUB foo/ %', ['* LSUB (\\Noselect) "/" foo/bar']],
    ['LSUB "" ""', ['* LSUB (\\Noselect) "/" ""']],
  ])('%s', async (command, expected) => {
    const client = await withMailboxes(...NAMES, 'gone')
    await client.ask('SUBSCRIBE foo/bar/deep')
    await client.ask('SUBSCRIBE gone')
    await client.ask('DELETE gone')
    const said = lines(await client.ask(command))
    expect(expected[0]!.startsWith('*') ? said : said.map(line => line.split(' ').at(-1))).toEqual(expected)
  })

  it('STATUS is told with them (RFC 5819)', async () => {
    const client = await withMailboxes('Box')
    expect(lines(await client.ask('LIST "" * RETURN (STATUS (MESSAGES UNSEEN SIZE))'))).toEqual([
      '* LIST (\\HasNoChildren) "/" INBOX',
      '* STATUS INBOX (MESSAGES 1 UNSEEN 1 SIZE 14)',
      '* LIST (\\HasNoChildren) "/" Box',
      '* STATUS Box (MESSAGES 0 UNSEEN 0 SIZE 0)',
    ])
  })

  it('UNSUBSCRIBE takes a name out', async () => {
    const client = await withMailboxes()
    expect(await client.ask('UNSUBSCRIBE inbox')).toBe('OK UNSUBSCRIBE done\r\n')
    expect(lines(await client.ask('LSUB "" *'))).toEqual([])
  })
})

it('STATUS tells all items that are announced (RFC 9051 6.3.11, RFC 8438, RFC 7889)', async () => {
  const client = await withMailboxes()
  const said = await client.ask('STATUS INBOX (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN SIZE APPENDLIMIT MESSAGES)')
  expect(said).toMatch(
    /^\* STATUS INBOX \(MESSAGES 1 UIDNEXT 2 UIDVALIDITY \d+ UNSEEN 1 SIZE 14 RECENT 0 APPENDLIMIT 26214400\)\r\nOK STATUS done\r\n$/,
  )
})

it('ID is answered before and behind the login (RFC 2971 3.1)', async () => {
  const { peer, server } = await hosted()
  const { converse } = await import('../peers.js')
  const stranger = await converse(server)
  stranger.write('a ID NIL\r\nb LOGOUT\r\n')
  expect(await stranger.end()).toContain('* ID ("name" "mailwire")\r\na OK ID done\r\n')
  expect(await (await peer()).ask('ID ("name" "x")')).toBe('* ID ("name" "mailwire")\r\nOK ID done\r\n')
})
