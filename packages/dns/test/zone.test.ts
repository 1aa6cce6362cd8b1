import { caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { type DnsError, formatTtlUnits, formatZone, parseTtl, parseZone, reverseName, ZoneParser } from '../src/all.js'

const zone = `
$ORIGIN some.domain.
$TTL 1h30m
@       IN SOA ns hostmaster (   ; a comment with a ( in it
          2026112401 ; serial
          1d 2h 4w 5m )
        NS    ns
        MX    5 mail
        300 MX 10 backup.else.where.
mail    2d IN A 192.0.2.1
        IN 2d AAAA 2001:DB8::1
text    TXT   "a b" c\\"d "\\065\\255;"
_smtp._tcp SRV 0 5 25 mail
other   TYPE65280 \\# 3 ABCD 01
known   A \\# 4 C0000202
@       CH TXT version
`

describe('zone text (RFC 1035 5.1)', () => {
  const records = parseZone(zone)

  it('gives absolute records', () => {
    expect(records.map(({ name, ttl, class: recordClass, type, data }) => [name, ttl, recordClass, type, data])).toEqual([
      [
        'some.domain',
        5400,
        'IN',
        'SOA',
        {
          mname: 'ns.some.domain',
          rname: 'hostmaster.some.domain',
          serial: 2026112401,
          refresh: 86400,
          retry: 7200,
          expire: 2419200,
          minimum: 300,
        },
      ],
      ['some.domain', 5400, 'IN', 'NS', { nsdname: 'ns.some.domain' }],
      ['some.domain', 5400, 'IN', 'MX', { preference: 5, exchange: 'mail.some.domain' }],
      ['some.domain', 300, 'IN', 'MX', { preference: 10, exchange: 'backup.else.where' }],
      ['mail.some.domain', 172800, 'IN', 'A', { address: '192.0.2.1' }],
      ['mail.some.domain', 172800, 'IN', 'AAAA', { address: '2001:db8::1' }],
      ['text.some.domain', 5400, 'IN', 'TXT', { strings: ['a b', 'c"d', 'A\udcff;'] }],
      ['_smtp._tcp.some.domain', 5400, 'IN', 'SRV', { priority: 0, weight: 5, port: 25, target: 'mail.some.domain' }],
      ['other.some.domain', 5400, 'IN', 'TYPE65280', { bytes: Uint8Array.of(0xab, 0xcd, 1) }],
      ['known.some.domain', 5400, 'IN', 'A', { address: '192.0.2.2' }],
      ['some.domain', 5400, 'CH', 'TXT', { strings: ['version'] }],
    ])
  })

  it('is the same in pieces, cut anywhere', () => {
    for (let cut = 1; cut < zone.length; cut++) {
      const parser = new ZoneParser()
      const found = []
      for (const piece of [zone.slice(0, cut), zone.slice(cut)]) {
        parser.push(piece)
        for (let record = parser.next(); record !== undefined; record = parser.next()) found.push(record)
      }
      parser.end()
      for (let record = parser.next(); record !== undefined; record = parser.next()) found.push(record)
      expect(found).toEqual(records)
    }
  })

  it('prints and reads back', () => {
    expect(parseZone(formatZone(records))).toEqual(records)
  })

  it.each<[string, string, number, number]>([
    ['a A 1.2.3', 'bad-value', 1, 5],
    ['a A', 'bad-syntax', 1, 3],
    ['a MX 10 b c', 'bad-syntax', 1, 11],
    ['a NOPE x', 'bad-type', 1, 3],
    ['\n a A 127.0.0.1\n', 'bad-syntax', 2, 2],
    ['a TXT "x', 'bad-syntax', 1, 7],
    ['a TXT "x\ny', 'bad-syntax', 1, 7],
    ['a TXT ( x\ny', 'bad-syntax', 1, 7],
    ['a TXT x )', 'bad-syntax', 1, 9],
    ['a TXT \\256', 'bad-syntax', 1, 7],
    ['a TXT x\\', 'bad-syntax', 1, 7],
    ['a TXT x\\\nb', 'bad-syntax', 1, 7],
    ['a TXT \0', 'bad-syntax', 1, 7],
    ['a A \\# 3 7F000001', 'rdata-length', 1, 8],
    ['a A \\# 4 7F0000GG', 'bad-hex', 1, 10],
    ['a 4294967296 A 127.0.0.1', 'bad-type', 1, 3],
    ['a MX 65536 b', 'bad-value', 1, 6],
    ['$INCLUDE /etc/passwd', 'limit', 1, 10],
    ['$GENERATE 1-4294967295 a A 127.0.0.$', 'limit', 1, 11],
    ['$NOPE x', 'bad-syntax', 1, 1],
    ['$TTL x', 'bad-value', 1, 6],
    ['a..b A 127.0.0.1', 'bad-name', 1, 1],
  ])('29: %j', (text, code, line, column) => {
    const error = caught(() => parseZone(text, { origin: 'example', ttl: 60 })) as DnsError
    expect([error.name, error.code, error.line, error.column]).toEqual(['DnsError', code, line, column])
  })

  it('29: an endless entry and an endless word are refused', () => {
    expect(caught(() => parseZone(`a TXT ${'x'.repeat(1_100_000)}`, { origin: '.', ttl: 1 }))).toMatchObject({ code: 'limit' })
    expect(caught(() => parseZone(`a TXT (${'x '.repeat(1_100_000)}`, { origin: '.', ttl: 1 }))).toMatchObject({ code: 'limit' })
  })

  it('needs an origin for relative names and a TTL', () => {
    expect(caught(() => parseZone('a 60 A 127.0.0.1'))).toMatchObject({ code: 'bad-name', line: 1 })
    expect(caught(() => parseZone('a. A 127.0.0.1'))).toMatchObject({ code: 'bad-syntax', line: 1 })
  })

  it('a quoted string may hold ends of lines (RFC 1035 5.1), and what follows keeps its place', () => {
    const text = 'a TXT "x\ny\r\n" z ; more\n\nb TXT "\n" "'
    const parser = new ZoneParser({ origin: 'example', ttl: 60 })
    for (const char of text) parser.push(char)
    parser.end()
    expect(parser.next()).toMatchObject({ data: { strings: ['x\ny\r\n', 'z'] } })
    expect(caught(() => parser.next())).toMatchObject({ code: 'bad-syntax', line: 6, column: 3 })
  })

  it('classes have more than one name (RFC 1035 3.2.4)', () => {
    const [record] = parseZone('a. 1 CHAOS TXT x')
    expect(record).toMatchObject({ class: 'CH', data: { strings: ['x'] } })
    expect(parseZone('a. 1 Hesiod TXT x')[0]!.class).toBe('HS')
  })

  it('an SOA record before any TTL says what records live (RFC 1035 3.3.13); what is said goes first', () => {
    const ttls = (text: string): number[] => parseZone(text, { origin: 'example' }).map(({ ttl }) => ttl)
    const soa = 'SOA ns mail 1 2 3 4 5'
    expect(ttls(`@ ${soa}\n@ NS ns\na 9 A 192.0.2.1\nb A 192.0.2.1`)).toEqual([5, 5, 9, 5])
    expect(ttls(`@ 7 ${soa}\n@ NS ns`)).toEqual([7, 7])
    expect(ttls(`$TTL 8\n@ ${soa}\n@ NS ns`)).toEqual([8, 8])
    expect(caught(() => ttls(`@ NS ns\n@ ${soa}`))).toMatchObject({ code: 'bad-syntax', line: 1 })
  })
})

describe('times and reverse names', () => {
  it.each([
    ['0', 0],
    ['1w2d3h4m5s', 788645],
    ['1H', 3600],
    ['4294967295', 4294967295],
    ['4294967296', undefined],
    ['1x', undefined],
    ['', undefined],
  ])('%j', (text, seconds) => {
    expect(parseTtl(text)).toBe(seconds)
    if (seconds !== undefined) expect(parseTtl(formatTtlUnits(seconds))).toBe(seconds)
  })

  it('reverse an address (RFC 1035 3.5, RFC 3596 2.5)', () => {
    expect(reverseName('192.0.2.1')).toBe('1.2.0.192.in-addr.arpa')
    expect(reverseName('2001:db8::1')).toBe('1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa')
    expect(caught(() => reverseName('x'))).toMatchObject({ code: 'bad-value' })
  })
})
