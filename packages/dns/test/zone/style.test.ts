import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import {
  compareNames,
  decodeMessage,
  encodeMessage,
  formatMessage,
  formatRecord,
  formatZone,
  messageCodec,
  parseMessage,
  parseZone,
  type RecordInit,
  recordTypes,
} from '../../src/all.js'
import { characterStrings, hex, type Multiline, name as nameField, rest, seconds, u16 } from '../../src/fields.js'
import { domainName, message, record } from '../arbitraries.js'

const style = fc.record({
  origin: fc.option(domainName, { nil: undefined }),
  ttl: fc.option(fc.nat(10), { nil: undefined }),
  aligned: fc.option(fc.boolean(), { nil: undefined }),
  multiline: fc.boolean(),
})
const plain = record.map(one => ({ ...one, cacheFlush: undefined }))

const zone: readonly RecordInit[] = parseZone(`
$ORIGIN some.domain.
$TTL 1h
@ SOA ns hostmaster 2026112401 1d 2h 4w 5m
@ NS ns
@ MX 10 mail.elsewhere.example.
mail 60 A 192.0.2.1
@ DNSKEY 257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==
`)

describe('the style of zone text (RFC 1035 5.1)', () => {
  test.prop([fc.array(plain, { maxLength: 4 }), style], { numRuns: 300 })('any style says the same', (records, chosen) => {
    expect(parseZone(formatZone(records, chosen))).toEqual(records)
  })

  it('relative, aligned or not', () => {
    expect(formatZone(zone.slice(1, 4), { origin: 'some.domain', ttl: 3600, aligned: false })).toBe(
      '$ORIGIN some.domain.\n$TTL 3600\n@ IN NS ns\n@ IN MX 10 mail.elsewhere.example.\nmail 60 IN A 192.0.2.1\n',
    )
    expect(formatZone(zone.slice(3, 4), { origin: 'domain' })).toBe('$ORIGIN domain.\nmail.some\t\t60\tIN\tA\t192.0.2.1\n')
  })

  it('over several lines, with what numbers mean', () => {
    expect(formatRecord(zone[0]!, { aligned: false, multiline: true })).toBe(
      [
        'some.domain. 3600 IN SOA ns.some.domain. hostmaster.some.domain. (',
        '\t\t\t\t2026112401 ; serial',
        '\t\t\t\t86400      ; refresh (1 day)',
        '\t\t\t\t7200       ; retry (2 hours)',
        '\t\t\t\t2419200    ; expire (4 weeks)',
        '\t\t\t\t300        ; minimum (5 minutes)',
        '\t\t\t\t)',
      ].join('\n'),
    )
    expect(formatRecord(zone[4]!, { aligned: false, multiline: true })).toBe(
      [
        'some.domain. 3600 IN DNSKEY 257 3 13 (',
        '\t\t\t\tmdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+Gq',
        '\t\t\t\tJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==',
        '\t\t\t\t) ; KSK; alg = ECDSAP256SHA256 ; key id = 2371',
      ].join('\n'),
    )
  })

  const digest = '2BB183AF5F22588179A53B0A98631FAD1A292118A1B2C3D4'
  // What dig 9.18 +multiline prints.
  it.each([
    ['A 192.0.2.1', '60 IN A\t192.0.2.1'],
    ['NS a.b.', '60 IN NS a.b.'],
    ['DS 1 8 7 2BB183AF', '60 IN DS 1 8 7 (\n\t\t\t\t2BB183AF )'],
    [`TLSA 3 1 0 ${digest}`, `60 IN TLSA 3 1 0 (\n\t\t\t\t${digest.slice(0, 44)}\n\t\t\t\t${digest.slice(44)} )`],
    ['OPENPGPKEY AQID', '60 IN OPENPGPKEY ( AQID )'],
    ['IPSECKEY 10 1 2 192.0.2.38 AQID', '60 IN IPSECKEY ( 10 1 2 192.0.2.38\n\t\t\t\tAQID )'],
    [
      'RRSIG A 5 3 86400 20030322173103 20030220173103 1 a. AQID',
      '60 IN RRSIG A 5 3 86400 (\n\t\t\t\t20030322173103 20030220173103 1 a.\n\t\t\t\tAQID )',
    ],
    [
      'NSEC3 1 0 1 AB 2KEKCU37CHVRQJB272PTIDU9JHK9OQAG A NS',
      '60 IN NSEC3 1 0 1 AB (\n\t\t\t\t2KEKCU37CHVRQJB272PTIDU9JHK9OQAG\n\t\t\t\tA NS )',
    ],
    ['NSEC3 1 0 1 AB 2KEKCU37CHVRQJB272PTIDU9JHK9OQAG', '60 IN NSEC3 1 0 1 AB (\n\t\t\t\t2KEKCU37CHVRQJB272PTIDU9JHK9OQAG )'],
    [
      'NSEC3 1 0 1 AB 2KEKCU37CHVRQJB272PTIDU9JHK9OQAG A NS CAA TYPE65534',
      '60 IN NSEC3 1 0 1 AB (\n\t\t\t\t2KEKCU37CHVRQJB272PTIDU9JHK9OQAG\n\t\t\t\tA NS\n\t\t\t\tCAA\n\t\t\t\tTYPE65534 )',
    ],
    [
      'SIG 0 8 0 0 20030322173103 20030220173103 1 a. AQID',
      '60 IN SIG 0 8 0 0 20030322173103 (\n\t\t\t\t20030220173103 1 a.\n\t\t\t\tAQID )',
    ],
    ['RKEY 0 1 5 AQID', '60 IN RKEY 0 1 5 (\n\t\t\t\tAQID\n\t\t\t\t); alg = RSASHA1 ; key id = 1287'],
    ['CDNSKEY 0 3 0 AA==', '60 IN CDNSKEY 0 3 0 (\n\t\t\t\tAA==\n\t\t\t\t) ; ZSK; alg = 0 ; key id = 768'],
    ['KEY 49152 3 3', '60 IN KEY 49152 3 3'],
    [`NULL \\# 23 ${'AB'.repeat(23)}`, `60 IN NULL \\# 23 ( ${'AB'.repeat(22)}\n\t\t\t\tAB )`],
    ['TYPE65500 \\# 0', '60 IN TYPE65500\t\\# 0'],
    ['APL \\# 6 0003C802ABCD', '60 IN APL \\# 6 ( 0003C802ABCD )'],
    [
      'DHCID AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA=',
      '60 IN DHCID ( AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2k\n\t\t\t\tjEA= ) ; 2 1 32',
    ],
    ['HIP 2 AB CQkJ r1.a. r2.a.', '60 IN HIP ( 2 AB\n\t\t\t\tCQkJ\n\t\t\t\tr1.a.\n\t\t\t\tr2.a. )'],
  ])('%s as BIND sets it', (text, shown) => {
    const [given] = parseZone(`r.example. 60 IN ${text}`)
    const line = formatRecord(given!, { multiline: true })
    expect(line).toBe(`r.example.\t\t${shown}`)
    expect(parseZone(line)).toEqual([given])
  })

  it('a question has its columns closer together too', () => {
    const asked = decodeMessage(encodeMessage({ questions: [{ name: 'm.x', type: 'TXT' }] }))
    expect(formatMessage(asked, { multiline: true })).toContain('\n;m.x.\t\t\tIN TXT\n')
  })

  it('canonical: in order, in lower case, each once (RFC 4034 6)', () => {
    const records = [
      ...zone,
      { ...zone[1]!, name: 'SOME.Domain', type: 'NS' as const, data: { nsdname: 'NS.some.domain' } },
    ].reverse()
    const text = formatZone(records, { canonical: true, aligned: false })
    expect(text).toBe(formatZone(parseZone(text), { canonical: true, aligned: false }))
    expect(parseZone(text).map(({ name, type }) => `${name} ${type}`)).toEqual([
      'some.domain NS',
      'some.domain SOA',
      'some.domain MX',
      'some.domain DNSKEY',
      'mail.some.domain A',
    ])
  })

  test.prop([fc.array(plain, { maxLength: 6 })])('the canonical text is its own canonical text', records => {
    const text = formatZone(records, { canonical: true })
    expect(formatZone(parseZone(text), { canonical: true })).toBe(text)
    const owners = parseZone(text).map(({ name }) => name)
    expect([...owners].sort(compareNames)).toEqual(owners)
  })

  test.prop([message])('dig +multiline reads back too', value => {
    const given = decodeMessage(encodeMessage(value))
    expect(parseMessage(formatMessage(given, { multiline: true }))).toEqual(given)
  })

  it('an invalid TTL is refused', () => {
    expect(() => formatZone([], { ttl: -1 })).toThrow(expect.objectContaining({ name: 'DnsError', code: 'bad-value' }))
    expect(() => formatZone([], { origin: 'a..b' })).toThrow(expect.objectContaining({ name: 'DnsError', code: 'bad-name' }))
  })
})

describe("several lines of types of a caller's own", () => {
  const long = new Uint8Array(60).fill(7)
  const described = (name: string, code: number, fields: object, multiline?: Multiline) =>
    messageCodec([{ name, code, fields, ...(multiline === undefined ? {} : { multiline }) } as never])
  const shownBy = (codec: ReturnType<typeof described>, name: string, data: object): string => {
    const [record] = codec.decode(codec.encode({ answers: [{ name: 'a', type: name, ttl: 60, data }] })).answers
    const text = formatRecord(record!, { codec, multiline: true, aligned: false })
    expect(parseZone(text, { codec })).toEqual([record])
    return text
  }

  it.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf'])('%s is a name like any other', name => {
    expect(shownBy(described(name, 65_280, { size: u16 }), name, { size: 7 })).toBe(`a. 60 IN ${name} 7`)
  })

  it.each(Object.entries(recordTypes).filter(([, code]) => ![41, 250, 255].includes(code)))(
    '%s with other fields has no layout of its own',
    (name, code) => {
      const codec = described(name, code, { host: nameField, size: u16, key: rest(hex, 1) })
      expect(shownBy(codec, name, { host: 'b.example', size: 7, key: long })).not.toContain('undefined')
    },
  )

  it('a description says how it is split', () => {
    const fields = { size: u16, lifetime: seconds, key: rest(hex, 1) }
    const data = { size: 7, lifetime: 60, key: long.subarray(0, 2) }
    expect(shownBy(described('WIDGET', 65_280, fields, [1, 1]), 'WIDGET', data)).toBe(
      'a. 60 IN WIDGET 7 (\n\t\t\t\t60\n\t\t\t\t0707 )',
    )
    expect(shownBy(described('WIDGET', 65_280, fields, [1, 0, 'fields']), 'WIDGET', data)).toBe(
      'a. 60 IN WIDGET 7 (\n\t\t\t\t60         ; lifetime (1 minute)\n\t\t\t\t0707       ; key\n\t\t\t\t)',
    )
    const odd = { size: u16, 'a\nb. 60 A 1.2.3.4': u16 }
    expect(
      shownBy(described('WIDGET', 65_280, odd, [0, 0, 'fields']), 'WIDGET', { size: 7, 'a\nb. 60 A 1.2.3.4': 8 }),
    ).not.toContain('1.2.3.4')
    const quoted = { text: characterStrings }
    for (const kind of ['words', 'fields', undefined] as const)
      shownBy(described('WIDGET', 65_280, quoted, kind === undefined ? [0, 0] : [0, 0, kind]), 'WIDGET', { text: ['a b', 'c'] })
  })
})
