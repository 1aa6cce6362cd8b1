/** SEARCH at the mail host (RFC 9051 6.4.4, RFC 4731, RFC 5032, RFC 5182). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SelectedMailbox } from '../../src/node/imap-mailbox.js'
import { search } from '../../src/node/imap-search.js'
import { holding, type ImapHost, type ImapPeer, imapHost } from '../imap-peers.js'

const PLAIN = `From: Ann <ann@one.example>\r\nTo: bob@two.example\r\nCc: carol@three.example\r\nSubject: Lunch\r\nDate: Tue, 5 May 2026 23:30:00 -0500\r\nX-Tag: first\r\nX-Tag: second\r\n\r\nSee you at noon.\r\n`
const ENCODED = `From: bob@two.example\r\nBcc: dan@four.example\r\nSubject: =?utf-8?q?Sm=C3=B8rrebr=C3=B8d?=\r\nDate: Wed, 6 May 2026 10:00:00 +0000\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nCaf=E9 at n=\r\noon, 1=3D1\r\n`
const MULTIPART = `Subject: report\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\npreamble\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from('<p>Grüße</p>').toString('base64')}\r\n--b\r\nContent-Type: image/png; name=secretname.png\r\n\r\nbinarywords\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner topic\r\n\r\ninner words\r\n--b--\r\n`
const BARE = 'no header at all'

let host: ImapHost
let peer: ImapPeer
beforeAll(async () => {
  host = await imapHost(holding(PLAIN, ENCODED, MULTIPART, BARE, 'gone'))
  host.maildrop.remove(new Set([5]))
  peer = await host.peer('')
  const at = (date: string, flags: string, content: string): Promise<string> =>
    peer.ask(`APPEND INBOX (${flags}) "${date}" {${content.length}+}\r\n${content}`)
  await at(' 1-Feb-1994 23:30:00 -0100', '\\Seen \\answered Work', 'Subject: old\r\n\r\n')
  await at('17-Jul-1996 12:00:00 +0000', '\\Flagged \\Draft \\Deleted', `Subject: large\r\n\r\n${'x'.repeat(5000)}`)
  await peer.ask('SELECT INBOX')
})
afterAll(() => host.close())

/** Messages 1 to 4 have the unique identifiers 1 to 4, and messages 5 and 6 have 6 and 7. */
const found = async (keys: string, peerOf: ImapPeer = peer): Promise<string> =>
  /^\* SEARCH ?(.*)\r\n/m.exec(await peerOf.ask(`SEARCH ${keys}`))?.[1] ?? 'refused'

describe('keys', () => {
  it.each([
    ['ALL', '1 2 3 4 5 6'],
    ['SEEN', '5'],
    ['UNSEEN', '1 2 3 4 6'],
    ['ANSWERED', '5'],
    ['UNANSWERED FLAGGED', '6'],
    ['DRAFT', '6'],
    ['DELETED UNSEEN', '6'],
    ['UNDELETED UNFLAGGED UNDRAFT', '1 2 3 4 5'],
    ['KEYWORD work', '5'],
    ['UNKEYWORD WORK', '1 2 3 4 6'],
    ['RECENT', ''],
    ['NEW', ''],
    ['OLD', '1 2 3 4 5 6'],
    ['FROM ANN', '1'],
    ['TO two.example', '1'],
    ['CC carol', '1'],
    ['BCC "DAN@four"', '2'],
    ['SUBJECT lunch', '1'],
    ['SUBJECT {11+}\r\nSm\xc3\xb8rrebr\xc3\xb8', '2'],
    ['CHARSET utf-8 SUBJECT {2+}\r\n\xc3\xb8', '2'],
    ['CHARSET us-ascii SUBJECT report', '3'],
    ['HEADER x-tag SECOND', '1'],
    ['HEADER X-Tag ""', '1'],
    ['HEADER Content-Type html', ''],
    ['BODY "at noon"', '1 2'],
    ['BODY {5+}\r\nCAF\xc3\xa9', '2'],
    ['BODY "1=1"', '2'],
    ['BODY {7+}\r\nGr\xc3\xbc\xc3\x9fe', '3'],
    ['BODY "inner topic"', '3'],
    ['BODY "inner words"', '3'],
    ['BODY lunch', ''],
    ['BODY binarywords', ''],
    ['BODY secretname', ''],
    ['TEXT secretname', '3'],
    ['TEXT "subject: LUNCH"', '1'],
    ['TEXT noon', '1 2'],
    ['TEXT "header at"', ''],
    ['LARGER 5000', '6'],
    ['SMALLER 17', '4 5'],
    ['LARGER 16 SMALLER 17', ''],
    ['SENTON 5-May-2026', '1'],
    ['SENTBEFORE 6-May-2026', '1'],
    ['SENTSINCE 6-May-2026', '2'],
    ['ON 2-Feb-1994', '5'],
    ['ON 1-Feb-1994', ''],
    ['BEFORE 17-Jul-1996', '5'],
    ['SINCE 17-Jul-1996 BEFORE "18-Jul-1996"', '6'],
    ['SINCE 17-Jul-1996', '1 2 3 4 6'],
    ['YOUNGER 3600', '1 2 3 4'],
    ['OLDER 3600', '5 6'],
    ['2:3', '2 3'],
    ['5:*,1', '1 5 6'],
    ['*', '6'],
    ['UID 5:6', '5'],
    ['UID 7:* 1:5', ''],
    ['NOT 1:4', '5 6'],
    ['OR SEEN FLAGGED', '5 6'],
    ['NOT (OR SEEN FLAGGED)', '1 2 3 4'],
    ['(SEEN FLAGGED)', ''],
    ['OR (1:3 FROM ann) NOT (1:5)', '1 6'],
  ])('%s', async (keys, numbers) => {
    expect(await found(keys)).toBe(numbers)
  })

  it('UID SEARCH tells unique identifiers, and knows message numbers (RFC 9051 6.4.9)', async () => {
    expect(await peer.ask('UID SEARCH 4:*')).toBe('* SEARCH 4 6 7\r\nOK SEARCH done\r\n')
  })

  it('MODSEQ tells the highest mod-sequence of what it finds (RFC 7162 3.1.5)', async () => {
    const other = await host.peer()
    const highest = /HIGHESTMODSEQ (\d+)/.exec(await other.ask('STATUS INBOX (HIGHESTMODSEQ)'))![1]!
    expect(await found(`MODSEQ ${highest}`, other)).toMatch(new RegExp(`^\\d \\(MODSEQ ${highest}\\)$`))
    expect(await found('MODSEQ 1', other)).toBe(`1 2 3 4 5 6 (MODSEQ ${highest})`)
    expect(await found(`MODSEQ ${BigInt(highest) + 1n}`, other)).toBe('')
  })

  it('in a mailbox without messages nothing is found, whatever the set', async () => {
    await peer.ask('CREATE empty')
    const other = await host.peer('SELECT empty')
    expect(await found('1:*', other)).toBe('')
    expect(await found('UID *', other)).toBe('')
    expect(await other.ask('SEARCH RETURN (MIN MAX ALL COUNT) ALL')).toMatch(/^\* ESEARCH \(TAG "[^"]+"\) COUNT 0\r\nOK /)
  })
})

describe('RETURN (RFC 9051 6.4.4, RFC 4731 3.1)', () => {
  it.each([
    ['SEARCH RETURN () UNSEEN', ' ALL 1:4,6'],
    ['SEARCH RETURN (ALL) UNSEEN', ' ALL 1:4,6'],
    ['SEARCH RETURN (MIN MAX) UNSEEN', ' MIN 1 MAX 6'],
    ['SEARCH RETURN (COUNT MAX) UNSEEN', ' MAX 6 COUNT 5'],
    ['UID SEARCH RETURN (MAX ALL) 4:*', ' UID MAX 7 ALL 4,6:7'],
    ['SEARCH RETURN (MIN ALL) NEW', ''],
  ])('%s', async (command, data) => {
    expect(await peer.ask(command)).toMatch(
      new RegExp(`^\\* ESEARCH \\(TAG "[^"]+"\\)${data.replaceAll(/[*+]/g, '\\$&')}\\r\\nOK SEARCH done`),
    )
  })
})

describe('SAVE and $ (RFC 9051 6.4.4.1, 6.4.4.3, RFC 5182)', () => {
  const uids = (said: string): string[] => [...said.matchAll(/UID (\d+)/g)].map(match => match[1]!)

  it('alone it tells nothing; $ names what was found, by number and by unique identifier', async () => {
    expect(await peer.ask('SEARCH RETURN (SAVE) 5:6')).toBe('OK SEARCH done\r\n')
    expect(uids(await peer.ask('FETCH $ UID'))).toEqual(['6', '7'])
    expect(uids(await peer.ask('UID FETCH $ UID'))).toEqual(['6', '7'])
    expect(await found('$')).toBe('5 6')
    expect(await found('UID $ SEEN')).toBe('5')
    expect(await found('NOT $')).toBe('1 2 3 4')
    expect(await peer.ask('STORE $ FLAGS.SILENT (kept)')).toBe('OK STORE done\r\n')
    await peer.ask('STORE 5 FLAGS.SILENT (\\Seen \\Answered Work)')
    await peer.ask('STORE 6 FLAGS.SILENT (\\Flagged \\Draft \\Deleted)')
  })

  it.each([
    ['SAVE MIN', '1'],
    ['SAVE MAX', '4'],
    ['SAVE MIN MAX', '1 4'],
    ['SAVE MIN COUNT', '1 2 3 4'],
    ['MAX ALL SAVE', '1 2 3 4'],
  ])('with %s (RFC 5182 2.4)', async (options, saved) => {
    await peer.ask(`SEARCH RETURN (${options}) 1:4`)
    expect(await found('$')).toBe(saved)
  })

  it('NO to a search with SAVE empties it (RFC 5182 2.1)', async () => {
    await peer.ask('SEARCH RETURN (SAVE) 2')
    expect(await peer.ask('SEARCH RETURN (SAVE) CHARSET KOI8-R 3')).toMatch(/^NO \[BADCHARSET/)
    expect(await found('$')).toBe('')
  })

  it('BAD and a search without SAVE leave it; SELECT empties it (RFC 5182 2.1)', async () => {
    await peer.ask('SEARCH RETURN (SAVE) 2')
    await peer.ask('SEARCH RETURN (SAVE) FUZZY ALL')
    await peer.ask('SEARCH 3')
    expect(await found('$')).toBe('2')
    await peer.ask('SELECT INBOX')
    expect(await found('$')).toBe('')
  })
})

describe('what a search costs is bounded', () => {
  it('100 keys, 10 of them TEXT or BODY (RFC 5530 3, LIMIT)', async () => {
    expect(await found('ALL '.repeat(100).trim())).toBe('1 2 3 4 5 6')
    expect(await peer.ask(`SEARCH ${'ALL '.repeat(101).trim()}`)).toMatch(/^NO \[LIMIT\] at most 100 keys/)
    expect(await peer.ask(`SEARCH NOT (${'ALL '.repeat(100).trim()})`)).toMatch(/^NO \[LIMIT\] at most 100 keys/)
    expect(await found('TEXT "" '.repeat(10).trim())).toBe('1 2 3 4 5 6')
    expect(await peer.ask(`SEARCH ${'BODY "" '.repeat(11).trim()}`)).toMatch(/^NO \[LIMIT\] at most 10 keys/)
  })

  it('others have their turn after 256 messages or 1 MiB, a client that leaves ends it, and so does what it may look through', async () => {
    const keys = [{ key: 'TEXT', text: 'nowhere' }] as const
    const command = { tag: 'a', verb: 'search', uid: false, returnOptions: [{ name: 'SAVE' }], charset: undefined, keys } as const
    const plain = { condstore: false, qresync: false }
    const small = new SelectedMailbox(holding(...Array.from({ length: 600 }, () => 'x')), false, plain)
    const large = new SelectedMailbox(holding(...Array.from({ length: 5 }, () => `\r\n${'x'.repeat(600_000)}`)), false, plain)
    for (const [mailbox, turns] of [
      [small, 2],
      [large, 5],
    ] as const) {
      let pauses = 0
      expect(await search(command, mailbox, async () => ++pauses > 0)).toMatchObject([{ type: 'ok' }])
      expect(pauses).toBe(turns)
      expect(await search(command, mailbox, async () => ++pauses < turns + 1)).toBeUndefined()
      expect(pauses).toBe(turns + 1)
    }
    large.save(large.messages)
    const refused = await search(command, large, async () => true, 3_000_000)
    expect(refused).toMatchObject([
      { type: 'no', code: { name: 'LIMIT' }, text: 'the search would read more than 3000000 bytes' },
    ])
    expect(large.saved).toEqual([]) // RFC 5182 2.1
  })
})

describe('SORT and THREAD (RFC 5256, RFC 5957, RFC 5267)', () => {
  let sorted: ImapHost
  let asks: ImapPeer
  beforeAll(async () => {
    const message = (subject: string, day: number, more = ''): string =>
      `From: "${'CBAD'[day]}" <x@one.example>\r\nSubject: ${subject}\r\nDate: ${day + 1} May 2026 10:00:00 +0000\r\n${more}\r\nx`
    sorted = await imapHost(
      holding(
        message('lunch', 3, 'Message-ID: <a@x>\r\n'),
        message('Re: lunch', 1, 'Message-ID: <b@x>\r\nIn-Reply-To: <a@x>\r\n'),
        message('apes', 2, 'Message-ID: <c@x>\r\n'),
        message('[list] LUNCH (fwd)', 0, 'Message-ID: <d@x>\r\nReferences: <a@x> <b@x>\r\n'),
      ),
    )
    sorted.maildrop.remove(new Set([3]))
    asks = await sorted.peer()
  })
  afterAll(() => sorted.close())

  it.each([
    ['SORT (DATE) UTF-8 ALL', '* SORT 3 2 1'],
    ['SORT (REVERSE DATE) US-ASCII ALL', '* SORT 1 2 3'],
    ['UID SORT (SUBJECT DATE) UTF-8 ALL', '* SORT 4 2 1'],
    ['UID SORT (DISPLAYFROM) UTF-8 ALL', '* SORT 2 4 1'],
    ['SORT (DATE) UTF-8 FROM "D"', '* SORT 1'],
    ['SORT (DATE) UTF-8 SUBJECT nothing', '* SORT'],
    ['UID SORT RETURN (MIN MAX COUNT) (DATE) UTF-8 ALL', '* ESEARCH (TAG "TAG") UID MIN 4 MAX 1 COUNT 3'],
    ['UID SORT RETURN (ALL) (DATE) UTF-8 ALL', '* ESEARCH (TAG "TAG") UID ALL 4,2,1'],
    ['THREAD ORDEREDSUBJECT UTF-8 ALL', '* THREAD (3 (2)(1))'],
    ['UID THREAD REFERENCES UTF-8 ALL', '* THREAD (1 2 4)'],
    ['UID THREAD REFERENCES UTF-8 UID 2:4', '* THREAD (2 4)'],
  ])('%s', async (command, answer) => {
    const said = await asks.ask(command)
    const [line, done] = said.trim().split('\r\n')
    expect([line!.replace(/TAG "[^"]*"/, 'TAG "TAG"'), done]).toEqual([
      answer,
      `OK ${command.replace('UID ', '').split(' ')[0]} done`,
    ])
  })

  it('$ is what SORT saved (RFC 5182 2.1)', async () => {
    await asks.ask('UID SORT RETURN (SAVE MIN) (DATE) UTF-8 ALL')
    expect(await asks.ask('UID SEARCH $')).toContain('* SEARCH 4\r\n')
    for (const refused of ['(DATE) X-UNKNOWN ALL', '(RELEVANCY) UTF-8 ALL']) {
      await asks.ask('UID SORT RETURN (SAVE) (DATE) UTF-8 ALL')
      expect(await asks.ask(`SORT RETURN (SAVE) ${refused}`)).toContain('NO ')
      expect(await asks.ask('UID SEARCH $')).toContain('* SEARCH\r\n')
    }
  })

  it.each([
    ['SORT (DATE) X-UNKNOWN ALL', 'NO [BADCHARSET (UTF-8 US-ASCII)]'],
    ['SORT (RELEVANCY) UTF-8 ALL', 'NO cannot sort by RELEVANCY'],
    ['SORT (DATE) UTF-8 EMAILID x', 'BAD OBJECTID is not announced'],
  ])('%s is refused', async (command, answer) => {
    expect(await asks.ask(command)).toContain(answer)
  })

  it('a message that is gone keeps its number until then', async () => {
    const other = await sorted.peer()
    sorted.maildrop.remove(new Set([2]))
    expect(await other.ask('SORT (DATE) UTF-8 ALL')).not.toContain('EXPUNGE')
    expect(await other.ask('UID SORT (DATE) UTF-8 ALL')).toContain('* 2 EXPUNGE')
  })
})
