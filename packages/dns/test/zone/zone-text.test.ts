/** Zone text beyond zone.test.ts: places, limits, `$GENERATE`, `$INCLUDE`, what is printed, and that cutting changes nothing. */
import { fc, test } from '@fast-check/vitest'
import { caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type DnsError,
  type DnsRecord,
  encodeMessage,
  formatRecord,
  formatZone,
  isDnsError,
  parseZone,
  type RecordInit,
  type ZoneOptions,
  ZoneParser,
} from '../../src/all.js'
import { record as anyRecord } from '../arbitraries.js'

const options: ZoneOptions = { origin: 'example', ttl: 60 }

/** The text of a file that `$INCLUDE` names; `undefined` refuses it. */
type Answer = (file: string) => string | undefined

/** Records and errors in their order, from text in any pieces. */
function events(pieces: readonly string[], given: ZoneOptions = options, answer: Answer = () => undefined): unknown[] {
  const parser = new ZoneParser(given)
  const seen: unknown[] = []
  const drain = (): void => {
    for (;;) {
      try {
        const event = parser.next()
        if (event === undefined) return
        if (event.type === '$INCLUDE') {
          const text = answer(event.file)
          if (text !== undefined) parser.include(text)
        } else seen.push(event)
      } catch (error) {
        if (!isDnsError(error)) throw error
        const { code, offset, line, column } = error as DnsError
        seen.push({ code, offset, line, column })
      }
    }
  }
  for (const piece of pieces) {
    parser.push(piece)
    drain()
  }
  parser.end()
  drain()
  return seen
}

const place = (text: string, given: ZoneOptions = options): unknown[] => {
  const { name, code, line, column } = caught(() => parseZone(text, given)) as DnsError
  return [name, code, line, column]
}
const owners = (records: readonly DnsRecord[]): string[] => records.map(({ name }) => name)
const lines = (text: string, given: ZoneOptions = options): string[] =>
  parseZone(text, given).map(record => formatRecord(record).replace(/\t+| +/g, ' '))

describe('29: what is refused, and where', () => {
  it.each(
    (
      [
        ['a A\r127.0.0.1', 'bad-syntax', 1, 5],
        ['a A 127.0.0.1\r', 'bad-syntax', 1, 15],
        ['a TXT "x\n\n" "', 'bad-syntax', 3, 3],
        ['a TXT "x\0y"', 'bad-syntax', 1, 7],
        ['a TXT "x\\\0y"', 'bad-syntax', 1, 7],
        ['a TXT x\\\r\n', 'bad-syntax', 1, 7],
        ['a TXT "x\\', 'bad-syntax', 1, 7],
        ['a TXT x\\\n', 'bad-syntax', 1, 7],
        ['a TXT (x\\\n y)', 'bad-syntax', 1, 8],
        ['a TXT x\\', 'bad-syntax', 1, 7],
        ['a\\\nb TXT x', 'bad-syntax', 1, 1],
        ['a TXT "x\\\n\n" "', 'bad-syntax', 3, 3],
        ['a TXT "x\\"', 'bad-syntax', 1, 7],
        ['a TXT \\25', 'bad-syntax', 1, 7],
        ['a TXT \\1a', 'bad-syntax', 1, 7],
        ['a TXT \ud800', 'bad-text', 1, 7],
        [`a TXT "${'x'.repeat(256)}"`, 'bad-value', 1, 7],
        [`a TXT y "${'é'.repeat(128)}"`, 'bad-value', 1, 9],
        [`a TXT ${'"" '.repeat(65_536)}`, 'rdata-length', 1, 3],
        ['a TXT (\n(x)\n"y" ; )\n', 'bad-syntax', 1, 7],
        ['a OPT x', 'bad-type', 1, 3],
        ['a UNSPEC x', 'bad-syntax', 1, 3],
        ['a', 'bad-syntax', 1, 1],
        ['a 1 1 A 127.0.0.1', 'bad-type', 1, 5],
        ['a A \\# 65536', 'bad-value', 1, 8],
        ['a A \\# x', 'bad-value', 1, 8],
        ['a A \\#', 'bad-syntax', 1, 5],
        ['a A \\# 3 7F0000', 'truncated', 1, 5],
        ['a A \\# 5 7F00000101', 'rdata-length', 1, 5],
        ['a NS \\# 2 C00C', 'bad-pointer', 1, 6],
        [`a TXT x\nb SOA \\# 36 0C${'61'.repeat(12)}00 C00C ${'00'.repeat(20)}`, 'bad-pointer', 2, 7],
        ['$ORIGIN', 'bad-syntax', 1, 1],
        ['$ORIGIN a b', 'bad-syntax', 1, 11],
        ['$ORIGIN a..b', 'bad-name', 1, 9],
        ['$TTL 4294967296', 'bad-value', 1, 6],
        [' $TTL 1', 'bad-syntax', 1, 2],
        ['é A 127.0.0.1', 'bad-name', 1, 1],
        [`${'a'.repeat(64)} A 127.0.0.1`, 'bad-label', 1, 1],
        [`a NS ${'a.'.repeat(128)}`, 'name-too-long', 1, 6],
      ] as [string, string, number, number][]
    ).map(row => [JSON.stringify(row[0]).slice(0, 60), ...row] as const),
  )('%s', (_, text, code, line, column) => {
    expect(place(text)).toEqual(['DnsError', code, line, column])
  })

  it('counts characters, lines and columns over pieces', () => {
    const text = 'a A 127.0.0.1\r\nb (\n  A ; x\n 127.0.0.256 )\n'
    const expected = [expect.objectContaining({ name: 'a.example' }), { code: 'bad-value', offset: 28, line: 4, column: 2 }]
    expect(events([text])).toEqual(expected)
    expect(events([...text])).toEqual(expected)
  })

  it('an invalid origin or TTL', () => {
    expect(caught(() => parseZone('', { origin: 'a..b' }))).toMatchObject({ code: 'bad-name' })
    expect(caught(() => parseZone('', { ttl: -1 }))).toMatchObject({ code: 'bad-value' })
    expect(caught(() => parseZone('', { ttl: Number.NaN }))).toMatchObject({ code: 'bad-value' })
  })

  it('goes on with the next line, and never with an owner from above the error', () => {
    const text = 'a A 1.2.3.4\nb A x\\\n  A 1.2.3.4\nc A 1.2.3\n A 1.2.3.4\n..d A 1.2.3.4\n A 1.2.3.4\ne (A\n'
    expect(
      events([text]).map(event => (event as { name?: string; code?: string }).name ?? (event as { code: string }).code),
    ).toEqual([
      'a.example',
      'bad-syntax', // the end of a line
      'bad-syntax', // no owner
      'bad-value', // an address
      'c.example',
      'bad-name',
      'bad-syntax', // no owner
      'bad-syntax', // a parenthesis
    ])
  })

  it('a word of 500,000 characters in pieces of one is looked at once', () => {
    const parser = new ZoneParser(options)
    for (const char of `a TXT "${'x'.repeat(500_000)}`) {
      parser.push(char)
      parser.next()
    }
    parser.end()
    expect(caught(() => parser.next())).toMatchObject({ code: 'bad-syntax', column: 7 })
  })

  it('a limit that the caller sets', () => {
    expect(place('a TXT aaaaaaaaaaaaaaaaaaaa', { ...options, limits: { entry: 20 } })).toEqual(['DnsError', 'limit', 1, 7])
    expect(parseZone('a TXT a ; aaaaaaaaaaaaaaaaaaaa', { ...options, limits: { entry: 20 } })).toHaveLength(1)
  })
})

describe('what is understood', () => {
  it.each<[string, string, string[]]>([
    [
      'an escaped line end in quotes',
      'a TXT "x\\\ny" z\nb A 192.0.2.1',
      ['a.example. 60 IN TXT "x\\010y" "z"', 'b.example. 60 IN A 192.0.2.1'],
    ],
    ['an escaped CR LF in quotes', 'a TXT "x\\\r\ny"', ['a.example. 60 IN TXT "x\\013\\010y"']],
    ['an escaped line end in a quoted name', '"a\\\nb" MX 1 c.', ['a\\010b.example. 60 IN MX 1 c.']],
    [
      'a \\ at the end of a comment',
      'a A 192.0.2.1 ; x\\\nb A 192.0.2.2',
      ['a.example. 60 IN A 192.0.2.1', 'b.example. 60 IN A 192.0.2.2'],
    ],
    [
      'an escaped \\ at the end of a line',
      'a TXT x\\\\\nb TXT "x\\\\"',
      ['a.example. 60 IN TXT "x\\\\"', 'b.example. 60 IN TXT "x\\\\"'],
    ],
    ['\\# in quotes is a string', 'a TXT "\\#"', ['a.example. 60 IN TXT "#"']],
    [
      'class ANY is a class where a type follows (RFC 2136 2.4)',
      'a 0 ANY A\na 0 ANY ANY\na 0 NONE A 192.0.2.1',
      ['a.example. 0 ANY A', 'a.example. 0 ANY ANY', 'a.example. 0 NONE A 192.0.2.1'],
    ],
    ['ANY as a type', 'a ANY \\# 1 00', ['a.example. 60 IN ANY \\# 1 00'.replace('IN ANY', 'IN TYPE255')]],
    [
      'class before TTL and after it',
      'a IN 5 A 192.0.2.1\na 5 IN A 192.0.2.1',
      ['a.example. 5 IN A 192.0.2.1', 'a.example. 5 IN A 192.0.2.1'],
    ],
    [
      'types and classes by number (RFC 3597 5)',
      'a CLASS1 TYPE1 192.0.2.1\na CLASS32769 A \\# 4 C0000201',
      ['a.example. 60 IN A 192.0.2.1', 'a.example. 60 CLASS32769 A 192.0.2.1'],
    ],
    ['a type of IN in another class is opaque', 'a CH A \\# 1 ff', ['a.example. 60 CH TYPE1 \\# 1 FF']],
    ['empty opaque data', 'a TYPE9999 \\# 0', ['a.example. 60 IN TYPE9999 \\# 0']],
    ['quoted owners and names', '"a b" MX 1 "c d."', ['a\\032b.example. 60 IN MX 1 c\\032d.']],
    ['CRLF, tabs and parentheses around anything', '(a\r\n\tA)\r\n(192.0.2.1)\r\n', []],
    ['strings without a blank between them', 'a TXT "b""c"d"e"', ['a.example. 60 IN TXT "b" "c" "d" "e"']],
    ['directives in any case', '$origin x.\n$ttl 1m\na A 192.0.2.1', ['a.x. 60 IN A 192.0.2.1']],
    ['an escaped dollar as owner', '\\$ORIGIN A 192.0.2.1', ['\\$ORIGIN.example. 60 IN A 192.0.2.1']],
    [
      'an explicit TTL is the next one too, but for $TTL (RFC 2308 4)',
      'a 5 A 192.0.2.1\nb A 192.0.2.1\n$TTL 7\nc A 192.0.2.1',
      ['a.example. 5 IN A 192.0.2.1', 'b.example. 5 IN A 192.0.2.1', 'c.example. 7 IN A 192.0.2.1'],
    ],
  ])('%s', (_title, text, expected) => {
    if (expected.length > 0) expect(lines(text)).toEqual(expected)
    else expect(place(text)[1]).toBe('bad-syntax')
  })

  it('no data, where UPDATE allows it (RFC 2136 2.4)', () => {
    expect(parseZone('a 0 IN A', { ...options, emptyData: true })[0]!.data).toBeUndefined()
    expect(place('a 0 IN A')).toEqual(['DnsError', 'bad-syntax', 1, 8])
  })
})

describe('$GENERATE', () => {
  // As named-compilezone 9.18 reads the same lines.
  it.each<[string, string[]]>([
    ['$GENERATE 1-3 h$ A 192.0.2.$', ['h1 A 192.0.2.1', 'h2 A 192.0.2.2', 'h3 A 192.0.2.3']],
    ['$GENERATE 0-30/15 ${0,8,n}x CNAME a${-0,3,d}', ['0.0.0.0.x CNAME a000', 'f.0.0.0.x CNAME a015', 'e.1.0.0.x CNAME a030']],
    ['$GENERATE 255-256 ${0,7,n}.y CNAME b${1,4,x}.c${1,4,X}', ['f.f.0.0.y CNAME b0100.c0100', '0.0.1.0.y CNAME b0101.c0101']],
    ['$GENERATE 255-256 ${0,2,N}z CNAME b${1,0,o}', ['F.Fz CNAME b400', '0.0.1z CNAME b401']],
    ['$GENERATE 1-2 m$ MX "10 mail$"', ['m1 MX 10 mail1', 'm2 MX 10 mail2']],
    ['$GENERATE 1-2 t$ IN TXT "a b $"', ['t1 TXT "a" "b" "1"', 't2 TXT "a" "b" "2"']],
    ['$GENERATE 1-1 u$$ TXT \\$$', ['u\\$ TXT "$1"']],
    ['$GENERATE 1-2 v${2} CNAME w${0}', ['v3 CNAME w1', 'v4 CNAME w2']],
    ['$GENERATE 5-5 n${0,3,n} CNAME ${0,1,n}', ['n5.0 CNAME 5']],
  ])('%s', (text, expected) => {
    const shown = lines(text).map(line => line.replace('.example. 60 IN', '').replace(/((?:CNAME|MX) .*)\.example\.$/, '$1'))
    expect(shown).toEqual(expected)
  })

  it('takes a TTL, and data in several words', () => {
    expect(lines('$GENERATE 1-1 @ 5 MX 10 mail$')).toEqual(['example. 5 IN MX 10 mail1.example.'])
  })

  it('29: is bounded in records, all lines together, and in characters', () => {
    expect(place('$GENERATE 0-65536 $ A 192.0.2.1')).toEqual(['DnsError', 'limit', 1, 11])
    expect(place('$GENERATE 1-2 a A 192.0.2.1\n$GENERATE 1-2 a A 192.0.2.1', { ...options, limits: { generated: 3 } })).toEqual([
      'DnsError',
      'limit',
      2,
      11,
    ])
    expect(place(`$GENERATE 1-2 a TXT ${'x'.repeat(1100)}`)).toEqual(['DnsError', 'limit', 1, 1])
    expect(place(`$GENERATE 1-2 a TXT ${'${0,999,d}'.repeat(2)}`)).toEqual(['DnsError', 'limit', 1, 21])
    expect(parseZone('$GENERATE 0-65535 a A 192.0.2.1', options)).toHaveLength(65_536)
  })

  it.each<[string, string, number]>([
    ['$GENERATE 2-1 $ A 192.0.2.1', 'bad-value', 11],
    ['$GENERATE 1-2/0 $ A 192.0.2.1', 'bad-value', 11],
    ['$GENERATE x $ A 192.0.2.1', 'bad-value', 11],
    ['$GENERATE 1-2', 'bad-syntax', 1],
    ['$GENERATE 1-2 $ A', 'bad-syntax', 1],
    ['$GENERATE 1-2 ${ A 192.0.2.1', 'bad-value', 15],
    ['$GENERATE 1-2 ${x} A 192.0.2.1', 'bad-value', 15],
    ['$GENERATE 1-2 ${0,1,z} A 192.0.2.1', 'bad-value', 15],
    ['$GENERATE 1-2 ${-2} A 192.0.2.1', 'bad-value', 15],
    ['$GENERATE 1-2 ${2147483647} A 192.0.2.1', 'bad-value', 15],
    ['$GENERATE 2147483648-2147483648 $ A 192.0.2.1', 'limit', 11],
    ['$GENERATE 256-256 a A 192.0.2.$', 'bad-value', 23],
    ['$GENERATE 1-2 a$.. A 192.0.2.1', 'bad-name', 15],
  ])('refuses %s', (text, code, column) => {
    expect(place(text)).toEqual(['DnsError', code, 1, column])
  })
})

describe('$INCLUDE (RFC 1035 5.1)', () => {
  const files: Record<string, string> = {
    sub: '@ A 192.0.2.1\nin A 192.0.2.2\n$ORIGIN elsewhere.\nout A 192.0.2.3',
    'a file': 'x A 192.0.2.4',
    self: 'y A 192.0.2.5\n$INCLUDE self',
    many: '$INCLUDE many\n'.repeat(4),
    bad: '\nz A 192.0.2',
    blank: ' A 192.0.2.6',
  }
  const answer: Answer = file => files[file]
  const read = (text: string): unknown[] => events([text], options, answer)

  it('is an event, with the file as it is named and the origin of its names', () => {
    const parser = new ZoneParser(options)
    parser.push('a A 192.0.2.1\n  \n$include "a\\"\\098" child ; more\n$ORIGIN other.\n$INCLUDE c')
    parser.end()
    expect(parser.next()).toMatchObject({ type: 'A' })
    const first = { type: '$INCLUDE', file: 'a"b', origin: 'child.example', offset: 26, line: 3, column: 10 }
    expect(parser.next()).toEqual(first)
    parser.include('')
    expect(parser.next()).toMatchObject({ file: 'c', origin: 'other' })
  })

  it('the example of a master file (RFC 1035 5.3)', () => {
    const zone = [
      '@   IN  SOA     VENERA      Action\\.domains (',
      '   20 ; SERIAL\n 7200 ; REFRESH\n 600 ; RETRY\n 3600000; EXPIRE\n 60) ; MINIMUM\n',
      '        NS      A.ISI.EDU.\n        NS      VENERA\n        NS      VAXA',
      '        MX      10      VENERA\n        MX      20      VAXA\n',
      'A       A       26.3.0.103\n',
      'VENERA  A       10.1.0.52\n        A       128.9.0.32\n',
      'VAXA    A       10.2.0.27\n        A       128.9.0.33\n\n',
      '$INCLUDE <SUBSYS>ISI-MAILBOXES.TXT\n',
    ].join('\n')
    const mailboxes =
      'MOE     MB      A.ISI.EDU.\nLARRY   MB      A.ISI.EDU.\nCURLEY  MB      A.ISI.EDU.\nSTOOGES MG      MOE\n        MG      LARRY\n        MG      CURLEY\n'
    const records = events([zone], { origin: 'ISI.EDU' }, file =>
      file === '<SUBSYS>ISI-MAILBOXES.TXT' ? mailboxes : undefined,
    ) as DnsRecord[]
    expect(records.map(record => formatRecord(record).replace(/\s+/g, ' '))).toEqual([
      'ISI.EDU. 60 IN SOA VENERA.ISI.EDU. Action\\.domains.ISI.EDU. 20 7200 600 3600000 60',
      'ISI.EDU. 60 IN NS A.ISI.EDU.',
      'ISI.EDU. 60 IN NS VENERA.ISI.EDU.',
      'ISI.EDU. 60 IN NS VAXA.ISI.EDU.',
      'ISI.EDU. 60 IN MX 10 VENERA.ISI.EDU.',
      'ISI.EDU. 60 IN MX 20 VAXA.ISI.EDU.',
      'A.ISI.EDU. 60 IN A 26.3.0.103',
      'VENERA.ISI.EDU. 60 IN A 10.1.0.52',
      'VENERA.ISI.EDU. 60 IN A 128.9.0.32',
      'VAXA.ISI.EDU. 60 IN A 10.2.0.27',
      'VAXA.ISI.EDU. 60 IN A 128.9.0.33',
      'MOE.ISI.EDU. 60 IN MB A.ISI.EDU.',
      'LARRY.ISI.EDU. 60 IN MB A.ISI.EDU.',
      'CURLEY.ISI.EDU. 60 IN MB A.ISI.EDU.',
      'STOOGES.ISI.EDU. 60 IN MG MOE.ISI.EDU.',
      'STOOGES.ISI.EDU. 60 IN MG LARRY.ISI.EDU.',
      'STOOGES.ISI.EDU. 60 IN MG CURLEY.ISI.EDU.',
    ])
  })

  it('reads what the caller gives; origin, owner, TTL and class come back after it', () => {
    expect(
      owners(read('o A 192.0.2.9\n$INCLUDE sub child\n A 192.0.2.9\np A 192.0.2.9\n$INCLUDE "a file"') as DnsRecord[]),
    ).toEqual(['o.example', 'child.example', 'in.child.example', 'out.elsewhere', 'o.example', 'p.example', 'x.example'])
    expect(owners(read('o A 192.0.2.9\n$INCLUDE blank') as DnsRecord[])).toEqual(['o.example', 'o.example'])
    files.ttl = '$TTL 5\na TXT x\nb 7 CH TXT x'
    const times = read('o 9 TXT x\n$INCLUDE ttl\np TXT x') as DnsRecord[]
    expect(times.map(record => `${record.ttl} ${record.class}`)).toEqual(['9 IN', '5 IN', '7 CH', '9 IN'])
  })

  it('takes the file in pieces, before or after the rest of the text, however long that takes', () => {
    const whole = 'a A 192.0.2.1\n$INCLUDE sub\nb A 192.0.2.2'
    const parser = new ZoneParser(options)
    const seen: string[] = []
    const drain = (): void => {
      for (let event = parser.next(); event !== undefined; event = parser.next()) {
        if (event.type === '$INCLUDE') {
          parser.include()
          for (const piece of '$TTL 1\nx A 192.0.2.3\ny A 192.0.2.4') {
            parser.push(piece)
            drain()
          }
          parser.end()
        } else seen.push(event.name)
      }
    }
    for (const piece of whole) {
      parser.push(piece)
      drain()
    }
    parser.end()
    drain()
    expect(seen).toEqual(['a.example', 'x.example', 'y.example', 'b.example'])
    // The next file opens where this one has ended already.
    const ended = new ZoneParser(options)
    ended.push(whole)
    ended.end()
    expect([ended.next()?.type, ended.next()?.type]).toEqual(['A', '$INCLUDE'])
    ended.include()
    expect(ended.next()).toBeUndefined()
    ended.push('z A 192.0.2.5')
    ended.end()
    expect(owners([ended.next(), ended.next()] as DnsRecord[])).toEqual(['z.example', 'b.example'])
    expect(ended.next()).toBeUndefined()
  })

  it('is refused without an answer; parsing continues', () => {
    expect(place('$INCLUDE sub')).toEqual(['DnsError', 'limit', 1, 10])
    expect(events(['$INCLUDE nope\na A 192.0.2.1'], options, answer)).toMatchObject([
      { code: 'limit', column: 10 },
      { type: 'A' },
    ])
    expect(read('$INCLUDE a\\1')).toMatchObject([{ code: 'bad-syntax', column: 10 }])
    expect(read('$INCLUDE sub a b')).toMatchObject([{ code: 'bad-syntax', column: 16 }])
    expect(caught(() => new ZoneParser().include('a'))).toMatchObject({ name: 'DnsError', code: 'bad-value' })
  })

  it('says in which file an error lies', () => {
    const parser = new ZoneParser(options)
    parser.push('$INCLUDE bad')
    parser.end()
    parser.next()
    parser.include(files.bad)
    const error = caught(() => parser.next()) as DnsError
    expect([error.code, error.line, error.column]).toEqual(['bad-value', 2, 5])
    expect(error.message).toContain('(in "bad")')
  })

  it('29: ends, however files include each other', () => {
    expect(read('$INCLUDE self').filter(event => 'code' in (event as object))).toMatchObject([
      { code: 'limit', line: 2, column: 10 },
    ])
    let included = 0
    const counted = events(['$INCLUDE many'], options, file => {
      included++
      return answer(file)
    })
    expect(included).toBe(1024)
    expect(counted.length).toBeGreaterThan(0)
  })
})

describe('what is printed', () => {
  const address = { name: 'a', type: 'A' as const, data: { address: '192.0.2.1' } }
  it.each<[string, RecordInit, string]>([
    ['a type', { ...address, type: 'A\nb. 1 IN A 6.6.6.6', data: { bytes: new Uint8Array(1) } }, 'bad-type'],
    ['a class', { ...address, class: 'IN\nb.' }, 'bad-class'],
    ['an address', { ...address, data: { address: '192.0.2.1\nb. 1 IN A 6.6.6.6' } }, 'bad-value'],
    ['an IPv6 address', { ...address, type: 'AAAA', data: { address: '::1\nb. 1 IN A 6.6.6.6' } }, 'bad-value'],
    ['a number', { ...address, type: 'MX', data: { preference: '1\n' as never, exchange: 'a' } }, 'bad-value'],
    ['a TTL', { ...address, ttl: Number.NaN }, 'bad-value'],
  ])('never ends a line early: %s', (_title, record, code) => {
    expect(caught(() => formatRecord(record))).toMatchObject({ name: 'DnsError', code })
  })

  it.each<[string, RecordInit, string]>([
    ['an owner', { ...address, name: 'a\nb' }, 'a\\010b. 0 IN A 192.0.2.1'],
    ['an owner with its final dot', { ...address, name: 'a.' }, 'a. 0 IN A 192.0.2.1'],
    ['a name', { name: '.', type: 'MX', data: { preference: 0, exchange: 'x\n;y' } }, '. 0 IN MX 0 x\\010\\;y.'],
    ['a string', { name: 'a', type: 'TXT', data: { strings: ['x\n"y"\\'] } }, 'a. 0 IN TXT "x\\010\\"y\\"\\\\"'],
    ['lower case', { ...address, type: 'a', class: 'in' } as RecordInit, 'a. 0 IN A 192.0.2.1'],
    [
      'long opaque data',
      { name: 'a', type: 'TYPE999', data: { bytes: new Uint8Array(29) } },
      `a. 0 IN TYPE999 \\# 29 ${'00'.repeat(28)} 00`,
    ],
  ])('is escaped or made regular: %s', (_title, record, text) => {
    expect(formatRecord(record).replace(/\t+| +/g, ' ')).toBe(text)
  })
})

describe('the canonical form', () => {
  const mx = (hex: string): RecordInit => ({ name: 'A', type: 'MX', data: { bytes: Uint8Array.from(Buffer.from(hex, 'hex')) } })
  const print = (record: RecordInit): string => formatZone([record], { canonical: true, aligned: false })

  it('has opaque data of a known type as that type, with all of its bytes', () => {
    expect(print(mx('0001014200'))).toBe('a. 0 IN MX 1 b.\n')
    expect(caught(() => print(mx('000101420000')))).toMatchObject({ code: 'rdata-length' })
  })
})

describe('properties', () => {
  test.prop([anyRecord])('text and wire agree, multicast DNS included', record => {
    expect(parseZone(formatRecord(record))).toEqual([record])
  })

  const parts = [
    'a',
    '@',
    ' ',
    '\t',
    '\n',
    '\r\n',
    '\r',
    '\0',
    '(',
    ')',
    '"',
    ';',
    '\\',
    '\\065',
    '\\#',
    '4',
    '7F000001',
    '1h',
    'IN',
    'ANY',
    'A',
    'TXT',
  ]
  const more = [
    'MX',
    'CLASS32769',
    'TYPE9',
    '10',
    '127.0.0.1',
    '$ORIGIN',
    '$TTL',
    '$GENERATE',
    '$INCLUDE',
    '1-3',
    '$',
    '${0,2,x}',
    '.',
    'é',
    '\ud83d\ude00',
  ]
  const text = fc.array(fc.constantFrom(...parts, ...more), { maxLength: 40 }).map(words => words.join(''))
  test.prop([text, fc.array(fc.nat(), { maxLength: 6 })], { numRuns: 1000 })(
    'any cut gives the same records and errors',
    (whole, points) => {
      const cuts = [0, ...points.map(point => point % (whole.length + 1)).sort((a, b) => a - b), whole.length]
      const pieces = cuts.slice(1).map((to, at) => whole.slice(cuts[at], to))
      const answer = (): string => 'i A 192.0.2.1\n$TTL 9'
      expect(events(pieces, options, answer)).toEqual(events([whole], options, answer))
      expect(events([...whole], options, answer)).toEqual(events([whole], options, answer))
    },
  )

  test.prop([text], { numRuns: 1000 })('what is read encodes, and prints as what reads the same', whole => {
    const records = events([whole]).filter((event): event is DnsRecord => 'data' in (event as object))
    encodeMessage({ opcode: 'UPDATE', answers: records })
    expect(parseZone(formatZone(records))).toEqual(records)
  })
})
