/** The examples of RFC 5465 through both sides: what a client asks to be told, and what it is told of the selected mailbox and of others. */
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type ClientEvent,
  decodeCommand,
  decodeResponse,
  type EventGroup,
  encodeResponse,
  type FetchResponseInit,
  type ResponseInit,
} from '../../src/index.js'
import { Watch } from '../../src/view.js'
import { Client, expectServer, Mailbox, ok, violationsIn } from './example.js'

const section = { part: [], text: 'HEADER.FIELDS', fields: ['from', 'to', 'subject'] } as const
const items = [{ item: 'UID' }, { item: 'BODY[]', section, peek: true, partial: undefined }] as const
const selected: EventGroup = {
  filter: { name: 'SELECTED' },
  events: [{ name: 'MessageNew', items }, { name: 'MessageExpunge' }],
}
const messageNew = { name: 'MessageNew' } as const

/** A watch of a client, which has sent its NOTIFY; the line that it was. */
function watched(
  client: Client,
  groups: readonly EventGroup[],
): { watch: Watch; line: string; play: (...lines: string[]) => void } {
  const watch = new Watch({ capabilities: new Set(['IMAP4REV1', 'NOTIFY']), groups })
  const step = watch.next(0)
  if (step.type !== 'send') throw new Error(step.type)
  client.connection.send(step.output)
  let seen = client.events.length
  const play = (...lines: string[]): void => {
    client.play(...lines)
    for (const event of client.events.slice(seen) as ClientEvent[]) watch.take(event, 0)
    seen = client.events.length
  }
  return { watch, line: asChars(client.connection.takeOutput()).trimEnd(), play }
}

/** The same command, whatever its tag and the case of its words. */
const same = (line: string, other: string): void => {
  const [one, two] = [line, other].map(text => decodeCommand(asBytes(`${text}\r\n`)))
  const bare = (command: object): string => JSON.stringify({ ...command, tag: '', warnings: [] }).toLowerCase()
  expect(bare(one!)).toBe(bare(two!))
}

/** A response of which no side keeps anything: it is written as it was read, and the view stays as it is. */
const passes = (client: Client, ...lines: string[]): void => {
  for (const line of lines) {
    expect(client.play(line), line).toEqual([])
    expect(client.events.at(-1)).toMatchObject({ type: 'response' })
    const response = decodeResponse(asBytes(`${line.slice(3)}\r\n`))
    expect(decodeResponse(asBytes(asChars(encodeResponse(response as ResponseInit)))), line).toEqual({
      ...response,
      warnings: [],
    })
  }
}

const header = (from: string): string => `Subject: Re: good morning\r\nFrom: ${from}\r\nTo: bob@example.org\r\n\r\n`

/** The FETCH of a new message with its header. */
const fetched = (fields: readonly string[], from: string): FetchResponseInit['items'] => ({
  uid: 127001,
  sections: [{ item: 'BODY', section: { ...section, fields }, origin: undefined, data: asBytes(header(from)) }],
})

describe('RFC 5465 3.1', () => {
  // The events are in parentheses in the grammar (RFC 5465 8, events), and a new message is counted by EXISTS before its FETCH (5.2).
  it('new messages of the selected mailbox and of others (in the form of the grammar: events in parentheses, EXISTS before FETCH)', () => {
    const client = new Client()
    const groups: readonly EventGroup[] = [selected, { filter: { name: 'SUBTREE', mailboxes: ['Lists'] }, events: [messageNew] }]
    const { watch, line, play } = watched(client, groups)
    same(
      line,
      'b notify set status (selected (MessageNew (uid body.peek[header.fields (from to subject)]) MessageExpunge)) (subtree Lists (MessageNew))',
    )
    passes(
      client,
      'S: * STATUS Lists/Lemonade (UIDVALIDITY 4 UIDNEXT 9999 MESSAGES 500)',
      'S: * STATUS Lists/Im2000 (UIDVALIDITY 901 UIDNEXT 1 MESSAGES 0)',
    )
    play('S: W1 OK done')
    expect([watch.mode, watch.state, watch.next(0).type]).toEqual(['notify', 'ready', 'wait'])
    play('C: c SELECT inbox', 'S: * 126 EXISTS', 'S: * OK [UIDNEXT 127001] x', 'S: c OK INBOX selected')
    passes(client, 'S: * STATUS Lists/Lemonade (UIDVALIDITY 4 UIDNEXT 10000 MESSAGES 501)')
    const lines = [
      'S: * 127 EXISTS',
      `S: * 127 FETCH (UID 127001 BODY[HEADER.FIELDS (From To Subject)] {75}\r\n${header('alice@example.org')})`,
    ]
    const changes = client.play(...lines)
    expect(changes).toEqual([
      { type: 'appeared', sequence: 127, count: 1 },
      { type: 'identified', sequence: 127, uid: 127001, count: 1 },
    ])
    expect([client.view.size, client.view.sequenceOf(127001), client.view.uidNext]).toEqual([127, 127, 127002])
    const { view } = new Mailbox('126001:126126')
    view.appended(127001)
    const news = view.news({ mayExpunge: true })
    expectServer([...news, view.fetchResponse(127001, fetched(['From', 'To', 'Subject'], 'alice@example.org'))!], lines)
    play('C: d STATUS misc (UIDVALIDITY UIDNEXT MESSAGES)')
    // Without OK, as the RFC has it, it is no completion.
    passes(client, 'S: * STATUS misc (UIDVALIDITY 1 UIDNEXT 999)')
    play('S: d OK STATUS completed')
    expect(watch.state).toBe('ready')
  })

  it('as it is written, a FETCH without EXISTS names a message that there is not', () => {
    const client = new Client({ exists: 126 })
    const line = `S: * 127 FETCH (UID 127001 BODY[HEADER.FIELDS (From To Subject)] {75}\r\n${header('alice@example.org')})`
    expect(violationsIn(client.play(line))).toEqual(['number-out-of-range'])
    const { view } = new Mailbox('1:126')
    view.appended(127001)
    expect(view.fetchResponse(127001, {})).toBeUndefined()
  })

  it('one more mailbox, whose STATUS is known: NOTIFY without STATUS (in the form of the grammar)', () => {
    const line =
      'e NOTIFY SET (SELECTED (MessageNew (UID BODY.PEEK[HEADER.FIELDS (from to subject)]) MessageExpunge)) (SUBTREE Lists (MessageNew)) (MAILBOXES misc (MessageNew))'
    same(line, line.toLowerCase().replace(/lists/g, 'Lists'))
    const client = new Client({ exists: 3 })
    expect(client.play(`C: ${line}`, 'S: e OK done')).toEqual([])
  })
})

describe('RFC 5465 5: what is told of each event', () => {
  it('5.1 FlagChange', () => {
    const client = new Client({ exists: 99, uids: '1:98,9999', highest: 5n, flags: [] })
    const lines = ['S: * 99 FETCH (UID 9999 FLAGS ($Junk))']
    expect(client.play(...lines)).toMatchObject([{ type: 'flags', sequence: 99, uid: 9999, flags: ['$Junk'], isChange: true }])
    const mailbox = new Mailbox('1:98,9999', {}, { condstore: false })
    mailbox.set(9999, 6n, '$Junk').view.changed(9999)
    expectServer(mailbox.view.news({ mayExpunge: false }), lines)
    passes(client, 'S: * STATUS Lists/Lemonade (HIGHESTMODSEQ 65666665 UIDVALIDITY 101)')
    expect(client.view.highestModseq).toBe(5n)
  })

  it('5.2 MessageNew', () => {
    const client = new Client({ exists: 443, highest: 5n })
    const lines = ['S: * 444 EXISTS', 'S: * 444 FETCH (UID 9999)']
    expect(client.play(...lines)).toHaveLength(2)
    expect(client.numbers(444)).toBe('444:9999')
    const { view } = new Mailbox('1:443')
    view.appended(9999)
    expectServer([...view.news({ mayExpunge: false }), view.fetchResponse(9999, { uid: 9999 })!], lines)
    passes(client, 'S: * STATUS Lists/Lemonade (UIDNEXT 10002 MESSAGES 503)')
  })

  it.each([
    ['EXPUNGE', false, 'S: * 444 EXPUNGE'],
    ['VANISHED', true, 'S: * VANISHED 5444'],
  ])('5.3 MessageExpunge: %s', (_, qresync, line) => {
    const client = new Client({ exists: 444, uids: '5001:5444', highest: 5n, ...(qresync ? { enabled: 'QRESYNC' } : {}) })
    client.play('C: i NOOP')
    expect(client.play(line)).toEqual([{ type: 'gone', uids: [{ start: 5444, end: 5444 }], unknown: 0 }])
    expect(client.view.size).toBe(443)
    const mailbox = new Mailbox('5001:5444', {}, { qresync })
    mailbox.expunge([5444], 6n)
    expect([mailbox.view.news({ mayExpunge: false }), mailbox.view.holdsExpunges]).toEqual([[], true])
    expectServer(mailbox.view.news({ mayExpunge: true }), [line])
    passes(client, 'S: * STATUS misc (UIDNEXT 999 MESSAGES 554)')
  })

  it('5.4 to 5.7 MailboxName, SubscriptionChange, MailboxMetadataChange, ServerMetadataChange', () => {
    const client = new Client({ exists: 3, highest: 5n })
    passes(
      client,
      'S: * LIST () "/" "NewMailbox"',
      'S: * LIST (\\NonExistent) "." "INBOX.DeletedMailbox"',
      'S: * LIST () "/" "NewMailbox" ("OLDNAME" ("OldMailbox"))',
      'S: * LIST (\\Subscribed) "/" "SubscribedMailbox"',
      'S: * METADATA "INBOX" /shared/comment',
      'S: * METADATA "" /shared/comment',
    )
  })

  it('5.8 Notification Overflow: the mailboxes are compared, and less is asked for', () => {
    const client = new Client({ exists: 3 })
    const { watch, play } = watched(client, [
      selected,
      { filter: { name: 'SUBTREE', mailboxes: ['Lists'] }, events: [messageNew] },
    ])
    play('S: W1 OK done', 'S: * OK [NOTIFICATIONOVERFLOW] ...A comment can go here...')
    expect(watch.next(0)).toEqual({ type: 'resync' })
    expect(watch.next(0)).toEqual({
      type: 'send',
      output: { verb: 'notify', status: false, groups: [selected], tag: 'W2' },
    })
  })
})

describe('RFC 5465 6: which mailboxes', () => {
  it.each<[string, readonly EventGroup[]]>([
    [
      'a notify set (mailboxes INBOX (Messagenew messageExpunge)) (personal (SubscriptionChange))',
      [
        { filter: { name: 'MAILBOXES', mailboxes: ['INBOX'] }, events: [messageNew, { name: 'MessageExpunge' }] },
        { filter: { name: 'PERSONAL' }, events: [{ name: 'SubscriptionChange' }] },
      ],
    ],
    [
      'a notify set (selected (Messagenew (uid flags) messageExpunge)) (personal (MessageNew FlagChange MessageExpunge))',
      [
        {
          filter: { name: 'SELECTED' },
          events: [{ name: 'MessageNew', items: [{ item: 'UID' }, { item: 'FLAGS' }] }, { name: 'MessageExpunge' }],
        },
        { filter: { name: 'PERSONAL' }, events: [messageNew, { name: 'FlagChange' }, { name: 'MessageExpunge' }] },
      ],
    ],
  ])('%s', (line, groups) => {
    const given = watched(new Client({ exists: 3 }), groups)
    same(given.line.replace(' STATUS ', ' '), line)
    given.play('S: W1 OK done')
    expect(given.watch.mode).toBe('notify')
  })
})

describe('RFC 5465 7: search contexts', () => {
  // In the RFC EXISTS stands before its number, and COUNT 17 in parentheses (RFC 4466 2.6.2, search-return-data).
  it('a message is told before its place in the context (in the form of the grammar)', () => {
    const client = new Client({ exists: 92 })
    const lines = [
      'C: a00 SEARCH RETURN (COUNT UPDATE (UID BODY[HEADER.FIELDS (TO FROM SUBJECT)])) FROM "boss"',
      'S: * ESEARCH (TAG "a00") COUNT 17',
      'S: a00 OK done',
      'S: * 93 EXISTS',
      `S: * 93 FETCH (UID 127001 BODY[HEADER.FIELDS (FROM TO SUBJECT)] {76}\r\n${header('myboss@example.org')})`,
      'S: * ESEARCH (TAG "a00") ADDTO (0 93)',
    ]
    expect(violationsIn(client.play(...lines))).toEqual([])
    expect(client.numbers(93)).toBe('93:127001')
    const added = client.responses.at(-1)
    expect(added).toMatchObject({ type: 'esearch', warnings: [], damaged: [] })
    const { view } = new Mailbox('1:92')
    view.appended(127001)
    const news = view.news({ mayExpunge: true })
    expectServer(
      [
        { type: 'esearch', tag: 'a00', uid: false, count: 17 },
        ok('a00'),
        ...news,
        view.fetchResponse(127001, fetched(['FROM', 'TO', 'SUBJECT'], 'myboss@example.org'))!,
        added as ResponseInit,
      ],
      lines,
    )
  })

  it.each(['* EXISTS 93', '* ESEARCH (TAG "a00") (COUNT 17)'])('as it is written, %s is not in the grammar', line => {
    expect(caught(() => decodeResponse(asBytes(`${line}\r\n`), { strict: true }))).toMatchObject({ code: 'bad-syntax' })
  })
})
