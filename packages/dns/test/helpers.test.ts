/**
 * What records hold goes into the helpers as it is: in types, which the compiler checks, and in values. Each function of this package whose
 * argument is a field of a decoded record, or a decoded record, has a line here.
 */
import { caught } from '@mailwire/tooling/testing'
import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  addRecord,
  canonicalName,
  canonicalRdata,
  canonicalRecord,
  classCode,
  compareNames,
  compareRdata,
  type DnsRecord,
  decodeMessage,
  deleteName,
  deleteRecord,
  deleteRrset,
  dnskeyToJwk,
  ednsOptionCode,
  ednsOptionName,
  effectiveTtl,
  encodeMessage,
  encodeName,
  equalNames,
  extendedErrors,
  formatLabel,
  formatMessage,
  formatRdata,
  formatRecord,
  formatTtlUnits,
  formatZone,
  isNullMx,
  isSubdomain,
  joinTxt,
  keyTag,
  makeDs,
  matchesDs,
  matchesTlsa,
  messageFromDohJson,
  messageFromJson,
  messageToDohJson,
  messageToJson,
  nsec3Hash,
  nsec3Owner,
  nsecCovers,
  opcodeCode,
  parentName,
  parseLabel,
  parseMessage,
  parseZone,
  type RecordDataByType,
  rcodeCode,
  reverseName,
  rrsetExists,
  rrsetExistsWithData,
  selectPolicy,
  splitLabels,
  splitTxt,
  svcParamCode,
  tlsaName,
  typeCode,
  udpLimit,
  zoneDigest,
} from '../src/all.js'

const zone = `$ORIGIN example.
$TTL 60
@ SOA ns hostmaster 1 2 3 4 5
@ MX 0 .
@ TXT "v=spf1 " "-all"
@ A 192.0.2.1
@ AAAA 2001:db8::1
@ DNSKEY 257 3 15 AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=
@ CDNSKEY 257 3 15 AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=
@ KEY 257 3 15 AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=
@ NSEC a.example. A NSEC
@ NSEC3PARAM 1 0 1 AABB
2t7b4g4vsa5smi47k61mv5bv1a22bojr NSEC3 1 0 1 AABB 2t7b4g4vsa5smi47k61mv5bv1a22bojr A
@ RRSIG A 15 1 60 20300101000000 20200101000000 1 @ AQID
_imaps._tcp SRV 0 0 993 imap
_993._tcp.imap TLSA 3 1 0 0102
@ HTTPS 1 . alpn=h2
_ipp._tcp PTR B\\195\\188ro\\0322\\.OG._ipp._tcp`

/** Through the wire, so that what the tests hand on is what decoding gives. */
const message = decodeMessage(
  encodeMessage({
    flags: { qr: true },
    questions: [{ name: 'example', type: 'ANY' }],
    answers: parseZone(zone),
    edns: { udpPayloadSize: 4096, options: [{ name: 'EDE', infoCode: 18, text: '' }] },
  }),
)

/** The data of the one record of a type. */
function dataOf<Type extends keyof RecordDataByType>(type: Type): RecordDataByType[Type] {
  const found = record(type).data
  if (found === undefined) throw new Error(`no ${type}`)
  return found as RecordDataByType[Type]
}
const record = (type: string): DnsRecord => message.answers.find(one => one.type === type)!

describe('fields of records', () => {
  it('the strings of TXT', () => {
    const { strings } = dataOf('TXT')
    expectTypeOf(joinTxt).parameter(0).toExtend<readonly (string | Uint8Array)[]>()
    expect(joinTxt(strings)).toBe('v=spf1 -all')
    expect(selectPolicy('spf', [strings])).toEqual({ text: 'v=spf1 -all' })
    expect(selectPolicy('spf', [strings, strings])).toBe('several')
    expect(selectPolicy('dmarc', [strings])).toBe('none')
  })

  it('a text of any length, and back, whatever is at the borders (RFC 1035 3.3.14)', () => {
    for (const [text, lengths] of [
      ['', [0]],
      ['x'.repeat(255), [255]],
      ['x'.repeat(256), [255, 1]],
      [`${'x'.repeat(254)}é`, [254, 1]],
      [`${'x'.repeat(252)}😀y`, [252, 3]],
      ['\udc80'.repeat(256), [252, 4]],
    ] as const) {
      const strings = splitTxt(text)
      expect(strings.map(one => one.length)).toEqual(lengths)
      const back = decodeMessage(encodeMessage({ answers: [{ name: '.', type: 'TXT', data: { strings } }] })).answers[0]!
      expect(back.type === 'TXT' && joinTxt(back.data!.strings)).toBe(text)
    }
    expect(caught(() => splitTxt('\ud800'))).toMatchObject({ name: 'DnsError', code: 'bad-text' })
  })

  it('a character that two strings share is whole again (RFC 7208 3.3)', () => {
    const bytes = Uint8Array.of(1, 0xc3, 1, 0xa9)
    const { answers } = decodeMessage(encodeMessage({ answers: [{ name: '.', type: 'TYPE16', data: { bytes } }] }))
    const [txt] = answers
    expect(txt?.type === 'TXT' && joinTxt(txt.data!.strings)).toBe('é')
  })

  it('names', () => {
    const { target } = dataOf('SRV')
    expect(target).toBe('imap.example')
    expect([canonicalName(target), parentName(target), splitLabels(target)]).toEqual([target, 'example', ['imap', 'example']])
    expect([equalNames(target, target), compareNames(target, target), isSubdomain(target, record('SRV').name)]).toEqual([
      true,
      0,
      false,
    ])
    expect(encodeName(dataOf('MX').exchange)).toEqual(Uint8Array.of(0))
    expect(tlsaName(target, dataOf('SRV').port)).toBe('_993._tcp.imap.example')
    expect(record('TLSA').name).toBe('_993._tcp.imap.example')
  })

  it('the label of a service instance (RFC 6763 4.3)', () => {
    const [instance] = splitLabels(dataOf('PTR').ptrdname)
    expect(parseLabel(instance!)).toBe('Büro 2.OG')
    expect(formatLabel('Büro 2.OG')).toBe(instance)
    for (const text of ['a', '.', '\\', '\\046', ' ', '\u0000', '\udcff', 'é'.repeat(31), '@;"$()'])
      expect(parseLabel(formatLabel(text))).toBe(text)
    expect(formatLabel('x'.repeat(63))).toHaveLength(63)
    for (const text of ['', 'x'.repeat(64), 'é'.repeat(32)])
      expect(caught(() => formatLabel(text))).toMatchObject({ name: 'DnsError', code: 'bad-label' })
    for (const label of ['.', 'a.b']) expect(caught(() => parseLabel(label))).toMatchObject({ code: 'bad-label' })
    expect(caught(() => parseLabel('é'))).toMatchObject({ code: 'bad-name' })
  })

  it('addresses', () => {
    expect(reverseName(dataOf('A').address)).toBe('1.2.0.192.in-addr.arpa')
    expect(reverseName(dataOf('AAAA').address)).toMatch(/\.ip6\.arpa$/)
  })

  it('keys and digests', async () => {
    const keys = [dataOf('DNSKEY'), dataOf('CDNSKEY'), dataOf('KEY')]
    expect(new Set(keys.map(key => keyTag(key))).size).toBe(1)
    const [key] = keys
    const ds = await makeDs(record('DNSKEY').name, key!)
    expect(await matchesDs(ds, record('DNSKEY').name, key!)).toBe(true)
    expect(dnskeyToJwk(key!)).toMatchObject({ crv: 'Ed25519' })
  })

  it('hashed names', async () => {
    const { salt, iterations } = dataOf('NSEC3PARAM')
    expect(await nsec3Hash(record('A').name, salt, iterations)).toHaveLength(20)
    expect(await nsec3Owner(record('A').name, 'example', dataOf('NSEC3').salt, dataOf('NSEC3').iterations)).toMatch(/\.example$/)
  })

  it('certificates', async () => {
    expect(await matchesTlsa(dataOf('TLSA'), new Uint8Array(0), Uint8Array.of(1, 2))).toBe(true)
  })

  it('types, classes, parameters, options and codes', () => {
    expect(dataOf('NSEC').types.map(typeCode)).toEqual([1, 47])
    expect(typeCode(dataOf('RRSIG').typeCovered)).toBe(1)
    expect([typeCode(record('A').type), classCode(record('A').class)]).toEqual([1, 1])
    expect(dataOf('HTTPS').params.map(({ key }) => svcParamCode(key))).toEqual([1])
    const [option] = message.edns!.options
    expect([ednsOptionCode(option!.name), ednsOptionName(option!.code)]).toEqual([15, 'EDE'])
    expect(option?.name === 'EDE' && extendedErrors[option.infoCode]).toBe('Prohibited')
    expect([opcodeCode(message.opcode), rcodeCode(message.rcode)]).toEqual([0, 0])
  })

  it('times', () => {
    expect([effectiveTtl(record('A').ttl), formatTtlUnits(dataOf('SOA').minimum)]).toEqual([60, '5s'])
  })
})

describe('records and messages', () => {
  const records: readonly DnsRecord[] = message.answers

  it('go into what takes records', async () => {
    expect(isNullMx([record('MX')])).toBe(true)
    expect(compareRdata(canonicalRdata(record('A')), canonicalRdata(record('A')))).toBe(0)
    expect(canonicalRecord(record('A'))).toBeInstanceOf(Uint8Array)
    expect(nsecCovers(record('NSEC'), '0.example')).toBe(true)
    expect(await zoneDigest('example', records)).toHaveLength(48)
    expect(parseZone(formatZone(records))).toEqual(records)
    expect(parseZone(formatRecord(record('A')))).toEqual([record('A')])
    expect(formatRdata(record('A'))).toBe('192.0.2.1')
  })

  it('go into what takes messages', () => {
    expect(parseMessage(formatMessage(message))).toEqual(message)
    expect(messageFromJson(messageToJson(message))).toEqual(message)
    expect(messageFromDohJson(messageToDohJson(message)).answers).toEqual(message.answers)
    expect(udpLimit(message)).toBe(1232)
  })

  it('make updates (RFC 2136 2.4, 2.5)', () => {
    const [a, txt] = [record('A'), record('TXT')]
    const [{ name, type }] = [a]
    expect([rrsetExists(name, type), deleteRrset(name, type), deleteName(name)]).toHaveLength(3)
    const made = [addRecord(a, a.ttl, a.class), deleteRecord(a), ...rrsetExistsWithData([a, txt])]
    expect(made.map(({ class: recordClass, ttl }) => [recordClass, ttl])).toEqual([
      ['IN', 60],
      ['NONE', 0],
      ['IN', 0],
      ['IN', 0],
    ])
    expect(made.map(({ data }) => data)).toEqual([a.data, a.data, a.data, txt.data])
    // Without data they would mean another thing: all records of the type.
    const bare = { ...a, data: undefined }
    for (const make of [() => addRecord(bare, 60), () => deleteRecord(bare), () => rrsetExistsWithData([bare])])
      expect(caught(make)).toMatchObject({ name: 'DnsError', code: 'bad-value', message: expect.stringContaining('has no data') })
  })
})
