/** IMAP URLs (RFC 5092), read and written. */
import { fc, test } from '@fast-check/vitest'
import { caught, unlessRefused } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { formatImapUrl, type ImapMessageUrl, type ImapUrl, parseImapUrl } from '../../src/url.js'

const host = { user: undefined, auth: undefined, host: 'h.example', port: undefined }
const server = { type: 'server' as const, ...host }
const inbox = { ...host, mailbox: 'INBOX', uidValidity: undefined }
const mailbox = { type: 'mailbox' as const, ...inbox, search: undefined }
const message: ImapMessageUrl = { type: 'message', ...inbox, uid: 20, section: undefined, partial: undefined, urlAuth: undefined }
const section = (part: number[], text?: 'HEADER' | 'HEADER.FIELDS' | 'TEXT' | 'MIME', fields: string[] = []) => ({
  part,
  text,
  fields,
})
const token = '0123456789abcdefABCDEF0123456789'
const auth = { expire: undefined, access: { type: 'anonymous' as const }, verifier: { mechanism: 'INTERNAL', token } }

describe('both ways', () => {
  it.each<[string, string, ImapUrl]>([
    ['a server (RFC 5092 4)', 'imap://h.example/', server],
    ['a port', 'imap://h.example:1143/', { ...server, port: 1143 }],
    ['an IPv6 address', 'imap://[2001:db8::1]:143/', { ...server, host: '[2001:db8::1]', port: 143 }],
    ['an address of the future', 'imap://[v1.a:b]/', { ...server, host: '[v1.a:b]' }],
    ['an IPv4 address', 'imap://192.0.2.1/', { ...server, host: '192.0.2.1' }],
    ['a host in UTF-8', 'imap://b%C3%BCcher.example/', { ...server, host: 'bücher.example' }],
    ['a user (RFC 5092 3.2)', 'imap://ann@h.example/', { ...server, user: 'ann' }],
    ['a user in UTF-8', 'imap://%C3%A9va%40b%3Ac%2Fd%3B@h.example/', { ...server, user: 'éva@b:c/d;' }],
    ['any mechanism', 'imap://;AUTH=*@h.example/', { ...server, auth: '*' }],
    ['a user and any mechanism', 'imap://ann;AUTH=*@h.example/', { ...server, user: 'ann', auth: '*' }],
    ['a mechanism', 'imap://;AUTH=SCRAM-SHA-256@h.example/', { ...server, auth: 'SCRAM-SHA-256' }],
    ['a mechanism with odd characters', 'imap://;AUTH=A%26B%3DC@h.example/', { ...server, auth: 'A&B=C' }],
    ['a mailbox (RFC 5092 5)', 'imap://h.example/INBOX', mailbox],
    ['levels of names', 'imap://h.example/lists/imap', { ...mailbox, mailbox: 'lists/imap' }],
    ['a name in UTF-8 (RFC 5092 8)', 'imap://h.example/Entw%C3%BCrfe/%E5%8F%B0', { ...mailbox, mailbox: 'Entwürfe/台' }],
    ['characters that mean something', 'imap://h.example/a%3Bb%3Fc%23d%25e%26f', { ...mailbox, mailbox: 'a;b?c#d%e&f' }],
    ['a name that looks like a parameter', 'imap://h.example/%3BUID%3D5', { ...mailbox, mailbox: ';UID=5' }],
    ['a slash at the beginning (RFC 5092 7.1)', 'imap://h.example/%2Fa', { ...mailbox, mailbox: '/a' }],
    ['a slash at the end', 'imap://h.example/a/', { ...mailbox, mailbox: 'a/' }],
    ['dots between slashes (RFC 5092 7)', 'imap://h.example/%2E%2E/a/%2E/.b/...', { ...mailbox, mailbox: '../a/./.b/...' }],
    ['UIDVALIDITY', 'imap://h.example/INBOX;UIDVALIDITY=4294967295', { ...mailbox, uidValidity: 4_294_967_295 }],
    ['a search', 'imap://h.example/INBOX?SUBJECT%20%22a%20%5C%22%7B3%7D%22', { ...mailbox, search: 'SUBJECT "a \\"{3}"' }],
    ['a search after UIDVALIDITY', 'imap://h.example/INBOX;UIDVALIDITY=1?ALL', { ...mailbox, uidValidity: 1, search: 'ALL' }],
    [
      'a search with a literal',
      'imap://h.example/INBOX?TEXT%20%7B4+%7D%0D%0A%C3%A9%0D%0A%20UNSEEN',
      { ...mailbox, search: 'TEXT {4+}\r\né\r\n UNSEEN' },
    ],
    [
      'a search in another charset',
      'imap://h.example/INBOX?TEXT%20%7B1+%7D%0D%0A%E9',
      { ...mailbox, search: 'TEXT {1+}\r\n\udce9' },
    ],
    ['a message (RFC 5092 6)', 'imap://h.example/INBOX/;UID=20', message],
    ['a message, with UIDVALIDITY', 'imap://h.example/INBOX;UIDVALIDITY=3/;UID=20', { ...message, uidValidity: 3 }],
    ['a message in a mailbox that ends in a slash', 'imap://h.example/a//;UID=20', { ...message, mailbox: 'a/' }],
    ['a part', 'imap://h.example/INBOX/;UID=20/;SECTION=1.2', { ...message, section: section([1, 2]) }],
    ['a header', 'imap://h.example/INBOX/;UID=20/;SECTION=3.HEADER', { ...message, section: section([3], 'HEADER') }],
    [
      'fields',
      'imap://h.example/INBOX/;UID=20/;SECTION=HEADER.FIELDS%20(TO%20%22a%2Fb%20c%22)',
      { ...message, section: section([], 'HEADER.FIELDS', ['TO', 'a/b c']) },
    ],
    ['some bytes', 'imap://h.example/INBOX/;UID=20/;PARTIAL=0.1024', { ...message, partial: { origin: 0, length: 1024 } }],
    [
      'the bytes from a place on',
      'imap://h.example/INBOX/;UID=20/;PARTIAL=5',
      { ...message, partial: { origin: 5, length: undefined } },
    ],
    [
      'some bytes of a part',
      'imap://h.example/INBOX/;UID=20/;SECTION=TEXT/;PARTIAL=9007199254740991.1',
      { ...message, section: section([], 'TEXT'), partial: { origin: 2 ** 53 - 1, length: 1 } },
    ],
    [
      'an authorized URL (RFC 5092 6.1)',
      `imap://h.example/INBOX/;UID=20;URLAUTH=anonymous:INTERNAL:${token}`,
      { ...message, urlAuth: auth },
    ],
    [
      'one for a user',
      `imap://h.example/INBOX/;UID=20;URLAUTH=user+%C3%A9%3A:x-1.2:${token}f`,
      {
        ...message,
        urlAuth: { ...auth, access: { type: 'user', user: 'é:' }, verifier: { mechanism: 'x-1.2', token: `${token}f` } },
      },
    ],
    [
      'one to submit, that ends',
      `imap://h.example/INBOX/;UID=20/;SECTION=1;EXPIRE=2026-02-28T23:59:60.5+01:00;URLAUTH=submit+ann:INTERNAL:${token}`,
      {
        ...message,
        section: section([1]),
        urlAuth: { ...auth, expire: '2026-02-28T23:59:60.5+01:00', access: { type: 'submit', user: 'ann' } },
      },
    ],
    [
      'one that is to be signed',
      'imap://h.example/INBOX/;UID=20/;PARTIAL=1.2;URLAUTH=authuser',
      {
        ...message,
        partial: { origin: 1, length: 2 },
        urlAuth: { expire: undefined, access: { type: 'authuser' }, verifier: undefined },
      },
    ],
  ])('%s', (_what, text, url) => {
    expect(parseImapUrl(text)).toEqual(url)
    expect(formatImapUrl(url)).toBe(text)
  })

  it.each<[string, string, ImapUrl]>([
    ['no slash behind the server', 'imap://h.example', server],
    ['no digits behind the colon', 'imap://h.example:', server],
    [
      'words in any case (RFC 5092 11)',
      'IMAP://;auth=*@h.example/INBOX;uidvalidity=3/;uid=20/;section=text/;partial=1',
      { ...message, auth: '*', uidValidity: 3, section: section([], 'TEXT'), partial: { origin: 1, length: undefined } },
    ],
    [
      'URLAUTH in any case',
      `imap://h.example/INBOX/;UID=20;expire=2026-02-28t00:00:00z;urlauth=SUBMIT+ann:internal:${token}`,
      {
        ...message,
        urlAuth: {
          expire: '2026-02-28t00:00:00z',
          access: { type: 'submit', user: 'ann' },
          verifier: { mechanism: 'internal', token },
        },
      },
    ],
    [
      'characters that need not be plain',
      "imap://a&b=c@h.example/a:b@c&d=e!$'()*+,",
      { ...mailbox, user: 'a&b=c', mailbox: "a:b@c&d=e!$'()*+," },
    ],
    ['digits in either case', 'imap://h.example/%e5%8F%b0', { ...mailbox, mailbox: '台' }],
    ['what need not be encoded', 'imap://%61@%68.example/%61', { ...mailbox, user: 'a', mailbox: 'a' }],
    [
      'a section with slashes',
      'imap://h.example/INBOX/;UID=20/;SECTION=HEADER.FIELDS%20(a/)/;PARTIAL=1',
      { ...message, section: section([], 'HEADER.FIELDS', ['a/']), partial: { origin: 1, length: undefined } },
    ],
    ['sub-delimiters in the host', 'imap://a;b=c/', { ...server, host: 'a;b=c' }],
  ])('read only: %s', (_what, text, url) => {
    expect(parseImapUrl(text)).toEqual(url)
    expect(parseImapUrl(formatImapUrl(url))).toEqual(url)
  })
})

describe('what is refused', () => {
  it.each<[string, string, string, number]>([
    ['nothing', '', 'bad-syntax', 0],
    ['another scheme', 'imaps://h/', 'bad-syntax', 0],
    ['a relative reference (RFC 5092 7)', '/INBOX', 'bad-syntax', 0],
    ['no host', 'imap:///INBOX', 'bad-syntax', 7],
    ['no host behind a user', 'imap://ann@/', 'bad-syntax', 11],
    ['a user of no characters', 'imap://@h/', 'bad-syntax', 7],
    ['a password', 'imap://ann:x@h/', 'bad-syntax', 10],
    ['no mechanism', 'imap://;AUTH=@h/', 'bad-syntax', 13],
    ['an encoded asterisk (RFC 5092 3.2)', 'imap://;AUTH=%2A@h/', 'bad-syntax', 13],
    ['an asterisk and more', 'imap://;AUTH=*x@h/', 'bad-syntax', 14],
    ['a mechanism that is no atom', 'imap://;AUTH=a%20b@h/', 'bad-syntax', 13],
    ['a port above 65535', 'imap://h:65536/', 'bad-number', 9],
    ['a port in letters', 'imap://h:imap/', 'bad-syntax', 9],
    ['an address without its bracket', 'imap://[::1/', 'bad-syntax', 7],
    ['no address in brackets', 'imap://[h]/', 'bad-syntax', 7],
    ['a line end in the host', 'imap://h%0D%0A/', 'bad-syntax', 7],
    ['a search of no mailbox', 'imap://h/?ALL', 'bad-syntax', 9],
    ['a search of no server', 'imap://h?ALL', 'bad-syntax', 8],
    ['no mailbox', 'imap://h/;UID=5', 'bad-syntax', 9],
    ['no mailbox, with a slash', 'imap://h//;UID=5', 'bad-syntax', 9],
    ['a UID without its slash', 'imap://h/a;UID=5', 'bad-syntax', 10],
    ['a UID behind an encoded slash', 'imap://h/a%2F;UID=5', 'bad-syntax', 13],
    ['UID 0', 'imap://h/a/;UID=0', 'bad-syntax', 16],
    ['UID 05', 'imap://h/a/;UID=05', 'bad-syntax', 16],
    ['a UID above 32 bits', 'imap://h/a/;UID=4294967296', 'bad-number', 16],
    ['no UID', 'imap://h/a/;UID=', 'bad-syntax', 16],
    ['UIDVALIDITY 0', 'imap://h/a;UIDVALIDITY=0', 'bad-syntax', 23],
    ['a search of a message', 'imap://h/a/;UID=5?ALL', 'bad-syntax', 17],
    ['an empty search', 'imap://h/a?', 'bad-syntax', 11],
    ['a line end in a search', 'imap://h/a?ALL%0D%0Ax%20DELETE%20a', 'bad-syntax', 11],
    ['a bare LF in a search', 'imap://h/a?ALL%0A', 'bad-syntax', 11],
    ['a line end in quotes', 'imap://h/a?%22a%0D%0Ab%22', 'bad-syntax', 11],
    ['quotes that do not close', 'imap://h/a?%22a', 'bad-syntax', 11],
    ['a backslash before another character', 'imap://h/a?%22%5Ca%22', 'bad-syntax', 11],
    ['a synchronizing literal (RFC 5092 5)', 'imap://h/a?TEXT%20%7B1%7D%0D%0Ax', 'bad-syntax', 11],
    ['a literal that is too short', 'imap://h/a?TEXT%20%7B3+%7D%0D%0Axy', 'bad-syntax', 11],
    ['a literal without a size', 'imap://h/a?TEXT%20%7B+%7D%0D%0A', 'bad-syntax', 11],
    ['a line end behind a literal', 'imap://h/a?TEXT%20%7B1+%7D%0D%0Ax%0D%0A', 'bad-syntax', 11],
    ['an empty section', 'imap://h/a/;UID=5/;SECTION=', 'bad-syntax', 27],
    ['an invalid section', 'imap://h/a/;UID=5/;SECTION=1.FOO', 'bad-syntax', 27],
    ['a section that closes its bracket', 'imap://h/a/;UID=5/;SECTION=1%5D%20BODY%5B', 'bad-syntax', 27],
    ['a section with a literal', 'imap://h/a/;UID=5/;SECTION=HEADER.FIELDS%20(%7B1+%7D%0D%0Aa)', 'bad-syntax', 27],
    ['MIME of no part', 'imap://h/a/;UID=5/;SECTION=MIME', 'bad-syntax', 27],
    ['a part of no bytes', 'imap://h/a/;UID=5/;PARTIAL=0.0', 'bad-syntax', 29],
    ['a part without its slash', 'imap://h/a/;UID=5;PARTIAL=0', 'bad-syntax', 17],
    ['a part of a section without its slash', 'imap://h/a/;UID=5/;SECTION=1;PARTIAL=0', 'bad-syntax', 28],
    ['parts in the wrong order', 'imap://h/a/;UID=5/;PARTIAL=0/;SECTION=1', 'bad-syntax', 28],
    ['an origin above 53 bits', 'imap://h/a/;UID=5/;PARTIAL=9007199254740992', 'bad-number', 27],
    ['EXPIRE alone', 'imap://h/a/;UID=5;EXPIRE=2026-02-28T00:00:00Z', 'bad-syntax', 45],
    ['a day that does not exist', 'imap://h/a/;UID=5;EXPIRE=2026-02-30T00:00:00Z;URLAUTH=anonymous', 'bad-syntax', 25],
    ['a month that does not exist', 'imap://h/a/;UID=5;EXPIRE=2026-13-01T00:00:00Z;URLAUTH=anonymous', 'bad-syntax', 25],
    ['an invalid zone', 'imap://h/a/;UID=5;EXPIRE=2026-01-01T00:00:00+24:00;URLAUTH=anonymous', 'bad-syntax', 25],
    ['an unknown access', 'imap://h/a/;UID=5;URLAUTH=everyone', 'bad-syntax', 26],
    ['an access and more', 'imap://h/a/;UID=5;URLAUTH=anonymousx', 'bad-syntax', 35],
    ['an access of no user', 'imap://h/a/;UID=5;URLAUTH=user+', 'bad-syntax', 31],
    ['a verifier without a token', 'imap://h/a/;UID=5;URLAUTH=authuser:INTERNAL', 'bad-syntax', 43],
    ['a token that is too short', `imap://h/a/;UID=5;URLAUTH=authuser:INTERNAL:${token.slice(1)}`, 'bad-syntax', 44],
    ['a token that is no number', `imap://h/a/;UID=5;URLAUTH=authuser:INTERNAL:${token}g`, 'bad-syntax', 44],
    ['URLAUTH of a mailbox', 'imap://h/a;URLAUTH=anonymous', 'bad-syntax', 10],
    ['a fragment', 'imap://h/a#b', 'bad-syntax', 10],
    ['a space', 'imap://h/a b', 'bad-syntax', 10],
    ['a character that is not ASCII', 'imap://h/é', 'bad-syntax', 9],
    ['half of an encoded byte', 'imap://h/a%4', 'bad-syntax', 10],
    ['no hexadecimal digits', 'imap://h/%zz', 'bad-syntax', 9],
    ['NUL', 'imap://h/a%00', 'nul', 10],
    ['a mailbox that is not UTF-8', 'imap://h/%E9', 'bad-text', 9],
    ['a user that is not UTF-8', 'imap://%C3@h/', 'bad-text', 7],
  ])('%s', (_what, text, code, offset) => {
    const error = caught(() => parseImapUrl(text))
    expect([error.name, error.code, error.offset]).toEqual(['ImapError', code, offset])
  })

  it.each<[string, object]>([
    ['no type', { ...server, type: 'x' }],
    ['an empty host', { ...server, host: '' }],
    ['a space in the host', { ...server, host: 'a b' }],
    ['a port above 65535', { ...server, port: 65536 }],
    ['an empty user', { ...server, user: '' }],
    ['a user that is not UTF-8', { ...server, user: '\udce9' }],
    ['a mechanism that is no atom', { ...server, auth: 'a b' }],
    ['an empty mailbox', { ...mailbox, mailbox: '' }],
    ['NUL in a mailbox', { ...mailbox, mailbox: 'a\0' }],
    ['a mailbox that is not UTF-8', { ...mailbox, mailbox: '\udcff' }],
    ['UIDVALIDITY 0', { ...mailbox, uidValidity: 0 }],
    ['an empty search', { ...mailbox, search: '' }],
    ['a line end in a search', { ...mailbox, search: 'ALL\r\nx LOGOUT' }],
    ['no UID', { ...message, uid: undefined }],
    ['a section that is all', { ...message, section: section([]) }],
    ['a field that needs a literal', { ...message, section: section([], 'HEADER.FIELDS', ['é']) }],
    ['a part of no bytes', { ...message, partial: { origin: 0, length: 0 } }],
    ['a day that does not exist', { ...message, urlAuth: { ...auth, expire: '2026-02-30T00:00:00Z' } }],
    ['an unknown access', { ...message, urlAuth: { ...auth, access: { type: 'x' } } }],
    ['a token that is too short', { ...message, urlAuth: { ...auth, verifier: { mechanism: 'INTERNAL', token: 'ab' } } }],
    ['an invalid mechanism', { ...message, urlAuth: { ...auth, verifier: { mechanism: 'a b', token } } }],
  ])('to write: %s', (_what, url) => {
    expect(caught(() => formatImapUrl(url as ImapUrl))).toMatchObject({ name: 'ImapError', code: 'bad-value', fault: 'local' })
  })
})

describe('laws', () => {
  const some = fc.string({ unit: fc.constantFrom(...'ab./;?%#@:&=+ éü台\u{1f600}"{}\\~!'), minLength: 1, maxLength: 8 })
  const maybe = <Value>(one: fc.Arbitrary<Value>) => fc.option(one, { nil: undefined })
  const nz = fc.oneof(fc.integer({ min: 1, max: 99 }), fc.constant(0xffff_ffff))
  const place = {
    user: maybe(some),
    auth: fc.constantFrom(undefined, '*', 'PLAIN', 'X&Y=Z'),
    host: fc.oneof(
      some.filter(text => !text.includes(' ')),
      fc.constantFrom('[::1]', '127.0.0.1'),
    ),
    port: maybe(fc.nat(65535)),
  }
  const inside = { ...place, mailbox: some, uidValidity: maybe(nz) }
  const sections = fc.oneof(
    fc.record({
      part: fc.array(nz, { minLength: 1, maxLength: 3 }),
      text: fc.constantFrom(undefined, 'MIME' as const, 'TEXT' as const),
      fields: fc.constant([]),
    }),
    fc.record({
      part: fc.array(nz, { maxLength: 2 }),
      text: fc.constantFrom('HEADER.FIELDS' as const, 'HEADER.FIELDS.NOT' as const),
      fields: fc.array(fc.string({ unit: fc.constantFrom(...'Ab-/ .")\\'), minLength: 1, maxLength: 6 }), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
  )
  const urlAuth = fc.record({
    expire: fc.constantFrom(undefined, '2026-01-31T00:00:00Z'),
    access: fc.oneof(
      fc.record({ type: fc.constantFrom('submit' as const, 'user' as const), user: some }),
      fc.record({ type: fc.constantFrom('authuser' as const, 'anonymous' as const) }),
    ),
    verifier: maybe(
      fc.record({
        mechanism: fc.constantFrom('INTERNAL', 'x-y.1'),
        token: fc.string({ unit: fc.constantFrom(...'09afAF'), minLength: 32, maxLength: 40 }),
      }),
    ),
  })
  const url: fc.Arbitrary<ImapUrl> = fc.oneof(
    fc.record({ type: fc.constant('server' as const), ...place }),
    fc.record({
      type: fc.constant('mailbox' as const),
      ...inside,
      search: fc.constantFrom(undefined, 'ALL', 'TEXT "a/../b"', 'TEXT {2+}\r\n\r\n', 'TEXT {1+}\r\n\udcff'),
    }),
    fc.record({
      type: fc.constant('message' as const),
      ...inside,
      uid: nz,
      section: maybe(sections),
      partial: maybe(fc.record({ origin: fc.nat(), length: maybe(nz) })),
      urlAuth: maybe(urlAuth),
    }),
  )
  test.prop([url])('what is written is read again, in characters that URLs have', value => {
    const text = formatImapUrl(value)
    expect(parseImapUrl(text)).toEqual(value)
    expect(text).toMatch(/^imap:\/\/[\w\-.~!$&'()*+,;=:@/?%[\]]*$/)
    expect(formatImapUrl(parseImapUrl(text))).toBe(text)
    // No step in a path, which others would take.
    expect(text.slice('imap://'.length).split(/[/;?]/)).not.toContain('..')
  })

  test.prop([url, fc.nat(), fc.constantFrom('', '/', ';', '%', ':', '@', '?', '[', 'A', '0', '%2f', '%C3', ';UID=', '*')])(
    'a text that was changed is refused, or read as what is written again',
    (value, at, put) => {
      const text = formatImapUrl(value)
      const changed = text.slice(0, at % text.length) + put + text.slice((at % text.length) + 1)
      const found = unlessRefused('ImapError', () => parseImapUrl(changed))
      if (found !== undefined) expect(parseImapUrl(formatImapUrl(found))).toEqual(found)
    },
  )

  test.prop([fc.string({ unit: 'binary' })])('any text is read or refused', text => {
    unlessRefused('ImapError', () => parseImapUrl(text))
    unlessRefused('ImapError', () => parseImapUrl(`imap://${text}`))
  })

  it.each(['%41', 'a', '/', '%', ';UID=1', '@', '%C3%A9', '%7B'])('a million characters of %j are read in linear time', unit => {
    const many = unit.repeat(1_000_000 / unit.length)
    for (const start of ['imap://', 'imap://h/a', 'imap://h/a?', 'imap://h/a/;UID=1/;SECTION='])
      unlessRefused('ImapError', () => parseImapUrl(start + many))
  })
})
