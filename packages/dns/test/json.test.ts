/** JSON by RFC 8427 and as public resolvers write it, both ways; and JSON that is no message. */
import { fc, test } from '@fast-check/vitest'
import { caught, hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type AnyRecordInit,
  decodeMessage,
  encodeMessage,
  formatMessage,
  type Message,
  type MessageCodec,
  type MessageInit,
  messageCodec,
  messageFromDohJson,
  messageFromJson,
  messageToDohJson,
  messageToJson,
  parseMessage,
} from '../src/all.js'
import { characterStrings, name, u16 } from '../src/fields.js'
import { message } from './arbitraries.js'
import { decoded } from './invariants.js'
import { seed } from './seed.js'

/** Through text, as JSON travels. */
const again = (json: unknown): unknown => JSON.parse(JSON.stringify(json))
const arrived = (init: MessageInit): Message => decodeMessage(encodeMessage(init))

describe('RFC 8427', () => {
  it('shows a query', () => {
    const query: MessageInit = { id: 19_678, flags: { rd: true }, questions: [{ name: 'example.com', type: 'A' }] }
    expect(messageToJson(query)).toEqual({
      ID: 19_678,
      QR: false,
      Opcode: 0,
      AA: false,
      TC: false,
      RD: true,
      RA: false,
      AD: false,
      CD: false,
      RCODE: 0,
      QDCOUNT: 1,
      ANCOUNT: 0,
      NSCOUNT: 0,
      ARCOUNT: 0,
      QNAME: 'example.com.',
      QTYPE: 1,
      QTYPEname: 'A',
      QCLASS: 1,
      QCLASSname: 'IN',
      questionRRs: [{ NAME: 'example.com.', TYPE: 1, TYPEname: 'A', CLASS: 1, CLASSname: 'IN' }],
      answerRRs: [],
      authorityRRs: [],
      additionalRRs: [],
    })
  })

  it('shows records with their RDATA in full, and OPT among them', () => {
    const { answerRRs, additionalRRs } = messageToJson({
      questions: [{ name: 'example.com', type: 'MX' }],
      answers: [
        { name: 'example.com', type: 'MX', ttl: 60, data: { preference: 5, exchange: 'mx.example.com' } },
        { name: 'example.com', type: 'TYPE65400', data: { bytes: hex('0102') } },
      ],
      edns: { udpPayloadSize: 4096, flags: { do: true } },
    })
    expect(answerRRs).toEqual([
      {
        NAME: 'example.com.',
        TYPE: 15,
        TYPEname: 'MX',
        CLASS: 1,
        CLASSname: 'IN',
        TTL: 60,
        RDLENGTH: 18,
        RDATAHEX: '0005026D78076578616D706C6503636F6D00',
        rdataMX: '5 mx.example.com.',
      },
      {
        NAME: 'example.com.',
        TYPE: 65_400,
        TYPEname: 'TYPE65400',
        CLASS: 1,
        CLASSname: 'IN',
        TTL: 0,
        RDLENGTH: 2,
        RDATAHEX: '0102',
      },
    ])
    expect(additionalRRs).toEqual([
      { NAME: '.', TYPE: 41, TYPEname: 'OPT', CLASS: 4096, CLASSname: 'CLASS4096', TTL: 32_768, RDLENGTH: 0, RDATAHEX: '' },
    ])
  })

  test.prop([message])('loses nothing', value => {
    expect(messageFromJson(again(messageToJson(value)))).toEqual({ ...value, warnings: [] })
  })

  it.each<[what: string, init: MessageInit]>([
    ['a real response', seed],
    [
      'a signed one',
      {
        tsig: {
          name: 'key',
          type: 'TSIG',
          data: { algorithm: 'hmac-sha256', timeSigned: 1, fudge: 300, mac: hex('00'), originalId: 0, error: 0, other: hex('') },
        },
      },
    ],
    [
      'an update',
      {
        opcode: 'UPDATE',
        questions: [{ name: 'a', type: 'SOA' }],
        answers: [{ name: 'a', type: 'ANY', class: 'ANY' }],
        authorities: [{ name: 'b', type: 'MX', class: 'ANY' }],
      },
    ],
    [
      'multicast',
      {
        questions: [{ name: 'a.local', type: 'A', unicastResponse: true }],
        answers: [{ name: 'a.local', type: 'A', data: { address: '1.2.3.4' }, cacheFlush: true }],
      },
    ],
    ['DSO', { dso: { tlvs: [{ name: 'KEEPALIVE', inactivityTimeout: 1, keepaliveInterval: 20_000 }] } }],
    ['a bit that nobody uses', { flags: { z: true } }],
  ])('loses nothing of %s', (_what, init) => {
    expect(messageFromJson(again(messageToJson(init)))).toEqual(arrived(init))
  })

  it('reads what others write: bits as numbers, names of types, RDATA as text, sets of records, members that are not known', () => {
    const given = {
      ID: 7,
      QR: 1,
      RD: 0,
      QNAME: 'example.com',
      QTYPEname: 'mx',
      QCLASSname: 'IN',
      dateString: '2018-01-01T00:00:00Z',
      answerRRs: [
        { NAME: 'example.com', TYPE: 15, CLASS: 1, TTL: 60, rdataMX: '5 mx' },
        {
          NAME: 'mx.example.com.',
          TYPEname: 'A',
          TTL: 30,
          rrSet: [{ rdataA: '192.0.2.1' }, { RDATAHEX: 'C0000202', rdataA: '192.0.2.1' }],
        },
      ],
    }
    expect(messageFromJson(given)).toEqual(
      arrived({
        id: 7,
        flags: { qr: true },
        questions: [{ name: 'example.com', type: 'MX' }],
        answers: [
          { name: 'example.com', type: 'MX', ttl: 60, data: { preference: 5, exchange: 'mx' } },
          { name: 'mx.example.com', type: 'A', ttl: 30, data: { address: '192.0.2.1' } },
          { name: 'mx.example.com', type: 'A', ttl: 30, data: { address: '192.0.2.2' } },
        ],
      }),
    )
    expect(messageFromJson({})).toEqual(arrived({}))
    expect(messageFromJson({ messageOctetsHEX: '000780000000000000000000' })).toEqual(arrived({ id: 7, flags: { qr: true } }))
  })

  const one = (record: unknown): unknown => ({ answerRRs: [record] })
  it.each<[json: unknown, expected: object]>([
    [null, { code: 'bad-value' }],
    [[], { code: 'bad-value' }],
    ['{}', { code: 'bad-value' }],
    [{ ID: 65_536 }, { code: 'bad-value' }],
    [{ ID: '7' }, { code: 'bad-value' }],
    [{ ID: 0.5 }, { code: 'bad-value' }],
    [{ QR: 2 }, { code: 'bad-value' }],
    [{ Opcode: 16 }, { code: 'bad-value' }],
    [{ QDCOUNT: 1 }, { code: 'bad-value' }],
    [{ ANCOUNT: 1, answerRRs: [] }, { code: 'bad-value' }],
    [{ answerRRs: {} }, { code: 'bad-value' }],
    [
      { QNAME: 'a..b', QTYPE: 1 },
      { code: 'bad-name', section: 'question', index: 0 },
    ],
    [{ questionRRs: [{ NAME: 'a' }] }, { code: 'bad-type', section: 'question', index: 0 }],
    [one(null), { code: 'bad-value', section: 'answer', index: 0 }],
    [one({}), { code: 'bad-value', section: 'answer', index: 0 }],
    [one({ NAME: 1, TYPE: 1 }), { code: 'bad-value' }],
    [one({ NAME: 'a', TYPEname: 'NOPE' }), { code: 'bad-type' }],
    [one({ NAME: 'a', TYPEname: '__proto__' }), { code: 'bad-type' }],
    [one({ NAME: 'a', TYPE: 1, CLASSname: 'NOPE' }), { code: 'bad-class' }],
    [one({ NAME: 'a', TYPE: 1, TTL: -1 }), { code: 'bad-value' }],
    [one({ NAME: 'a', TYPE: 1, RDATAHEX: '0g' }), { code: 'bad-hex' }],
    [one({ NAME: 'a', TYPE: 1, RDATAHEX: '01020304', RDLENGTH: 3 }), { code: 'bad-value' }],
    [one({ NAME: 'a', TYPE: 1, RDATAHEX: '010203' }), { code: 'truncated', section: 'answer', index: 0 }],
    [one({ NAME: 'a', TYPE: 1, rdataA: '1.2.3' }), { code: 'bad-value' }],
    [one({ NAME: 'a', TYPE: 1, rdataA: '1.2.3.4\n. 0 IN A 1.2.3.4' }), { code: 'bad-value' }],
    [one({ NAME: 'a', TYPE: 1, rrSet: 1 }), { code: 'bad-value' }],
    [one({ NAME: 'a', TYPE: 16, RDATAHEX: '00'.repeat(65_536) }), { code: 'rdata-length' }],
    [{ messageOctetsHEX: '00' }, { code: 'truncated' }],
  ])('refuses %j', (json, expected) => {
    expect(caught(() => messageFromJson(json))).toMatchObject({ name: 'DnsError', ...expected })
  })

  it('a set that repeats long data ends where the message is too long', () => {
    const set = (count: number) => ({
      NAME: '.',
      TYPE: 16,
      RDATAHEX: `ff${'00'.repeat(255)}`.repeat(100),
      rrSet: Array(count).fill({}),
    })
    expect(messageFromJson({ answerRRs: [set(2)] }).answers).toHaveLength(2)
    expect(caught(() => messageFromJson({ answerRRs: [set(65_535)] }))).toMatchObject({
      code: 'too-long',
      section: 'answer',
      index: 3,
    })
    const questions = Array(65_535).fill({ NAME: `${'a'.repeat(63)}.`.repeat(3), TYPE: 1 })
    expect(caught(() => messageFromJson({ questionRRs: questions }))).toMatchObject({ code: 'too-long', section: 'question' })
  })

  it('a set is never copied for its records: the members that they share are read where they are', () => {
    let copies = 0
    const shared = { NAME: '.', TYPE: 10, RDATAHEX: '', rrSet: Array(50).fill({}) }
    const set = new Proxy(shared, {
      ownKeys: target => {
        copies++
        return Reflect.ownKeys(target)
      },
    })
    expect(messageFromJson({ answerRRs: [set] }).answers).toHaveLength(50)
    expect(copies).toBe(0)
  })

  it('a member of a record comes before that of its set, and no member is a prototype', () => {
    const rrSet: unknown = JSON.parse('[{ "TTL": 2 }, { "__proto__": { "TTL": 3 } }, { "TTL": null }]')
    const read = (from: unknown[]) => messageFromJson({ answerRRs: [{ NAME: '.', TYPE: 10, TTL: 1, rrSet: from }] }).answers
    expect(read((rrSet as unknown[]).slice(0, 2)).map(({ ttl }) => ttl)).toEqual([2, 1])
  })

  /** Any JSON is refused, or a message that its own form and text give back. */
  const jsonInvariant = (json: unknown): void => {
    const message = decoded(() => messageFromJson(json))
    if (message !== undefined) {
      expect(messageFromJson(again(messageToJson(message)))).toEqual(message)
      expect(parseMessage(formatMessage(message))).toEqual({ ...message, warnings: [] })
    }
    const answer = decoded(() => messageFromDohJson(json))
    if (answer !== undefined) {
      expect(messageFromDohJson(again(messageToDohJson(answer)))).toEqual(answer)
      expect(parseMessage(formatMessage(answer))).toEqual({ ...answer, warnings: [] })
    }
  }

  test.prop([fc.jsonValue()])('any JSON is refused, or a message that JSON and text give back', jsonInvariant)

  const values = fc.oneof(
    fc.constantFrom(
      0,
      1,
      15,
      16,
      41,
      250,
      255,
      32_769,
      65_535,
      true,
      null,
      '',
      '.',
      'a',
      'example.com',
      '01',
      'C0000201',
      '10 mx',
      '"a" b',
      '192.0.2.1',
    ),
    fc.jsonValue({ maxDepth: 1 }),
  )
  const keys = [
    'NAME',
    'TYPE',
    'TYPEname',
    'CLASS',
    'CLASSname',
    'TTL',
    'RDLENGTH',
    'RDATAHEX',
    'rdataA',
    'rdataMX',
    'rdataTXT',
    'name',
    'type',
    'data',
  ]
  const record = fc
    .dictionary(fc.constantFrom(...keys), values)
    .map(members => ({ NAME: 'a', TYPE: 1, name: 'a', type: 1, TTL: 1, ...members }))
  const records = fc.array(record, { maxLength: 2 })
  const header = ['ID', 'QR', 'TC', 'Opcode', 'RCODE', 'QDCOUNT', 'ARCOUNT', 'QNAME', 'QTYPE', 'Status', 'messageOctetsHEX']
  const sections = ['questionRRs', 'answerRRs', 'additionalRRs', 'Question', 'Answer', 'Authority']
  test.prop([fc.dictionary(fc.constantFrom(...header), values), fc.dictionary(fc.constantFrom(...sections), records)], {
    numRuns: 500,
  })('JSON that is nearly a message, too', (head, body) => {
    jsonInvariant({ ...head, ...body })
  })
})

describe('as public resolvers write it', () => {
  const reply = arrived({
    flags: { qr: true, rd: true, ra: true, ad: true },
    questions: [{ name: 'example.com', type: 'MX' }],
    answers: [
      { name: 'example.com', type: 'MX', ttl: 60, data: { preference: 5, exchange: 'mx.example.com' } },
      { name: 'example.com', type: 'TYPE65400', ttl: 1, data: { bytes: hex('0102') } },
    ],
  })
  const json = {
    Status: 0,
    TC: false,
    RD: true,
    RA: true,
    AD: true,
    CD: false,
    Question: [{ name: 'example.com.', type: 15 }],
    Answer: [
      { name: 'example.com.', type: 15, TTL: 60, data: '5 mx.example.com.' },
      { name: 'example.com.', type: 65_400, TTL: 1, data: '\\# 2 0102' },
    ],
  }

  it('both ways', () => {
    expect(messageToDohJson(reply)).toEqual(json)
    expect(messageFromDohJson(again(json))).toEqual(reply)
  })

  it('reads TXT without quotes, names without their final dot, one question alone, and response codes above 15', () => {
    const long = `v=DKIM1; p=${'a'.repeat(300)} "\\`
    const found = messageFromDohJson({
      Status: 23,
      Question: { name: 'example.com', type: 16 },
      Answer: [
        { name: 'example.com', type: 16, TTL: 1, data: 'v=spf1 -all; x' },
        { name: 'example.com', type: 16, TTL: 1, data: '"a b" "c"' },
        { name: 'example.com', type: 16, TTL: 1, data: long },
        { name: 'example.com', type: 16, TTL: 1, data: '' },
        { name: 'example.com', type: 5, TTL: 1, data: 'mx.example.com' },
      ],
      Comment: 'from 192.0.2.1',
    })
    expect(found).toMatchObject({ rcode: 'BADCOOKIE', questions: [{ name: 'example.com', type: 'TXT' }] })
    expect(found.answers.map(({ data }) => data)).toEqual([
      { strings: ['v=spf1 -all; x'] },
      { strings: ['a b', 'c'] },
      { strings: [long.slice(0, 255), long.slice(255)] },
      { strings: [''] },
      { cname: 'mx.example.com' },
    ])
  })

  it.each<[json: unknown, expected: object]>([
    [undefined, { code: 'bad-value' }],
    [{ Status: 4096 }, { code: 'bad-value' }],
    [{ Question: [{ name: 'a' }] }, { code: 'bad-type', section: 'question', index: 0 }],
    [{ Answer: [{ name: 'a', type: 1 }] }, { code: 'bad-value', section: 'answer', index: 0 }],
    [{ Answer: [{ name: 'a', type: 1, TTL: 1, data: '1.2.3' }] }, { code: 'bad-value', section: 'answer', index: 0 }],
    [{ Authority: [{ type: 1, TTL: 1, data: '1.2.3.4' }] }, { code: 'bad-value', section: 'authority', index: 0 }],
  ])('refuses %j', (given, expected) => {
    expect(caught(() => messageFromDohJson(given))).toMatchObject({ name: 'DnsError', ...expected })
  })
})

describe("types of one's own in the JSON of resolvers", () => {
  const both = (codec: MessageCodec<unknown, unknown, unknown>, answer: AnyRecordInit): unknown => {
    const message = codec.decode(codec.encode({ answers: [answer] })) as Message<AnyRecordInit>
    const json = again(messageToDohJson(message, { codec }))
    expect(messageFromDohJson(json, { codec }).answers).toEqual(message.answers)
    const whole = again(messageToJson(message as never, { codec })) as { answerRRs: { RDATAHEX?: string }[] }
    expect(messageFromJson(whole, { codec })).toEqual(message)
    for (const record of whole.answerRRs) delete record.RDATAHEX
    expect(messageFromJson(whole, { codec })).toEqual(message)
    return json
  }

  it('without fields', () => {
    const empty = { name: 'EMPTY', code: 65_280, fields: {} }
    const json = both(messageCodec([empty]), { name: 'a.example', type: 'EMPTY', ttl: 60, data: {} })
    expect(json).toMatchObject({ Answer: [{ data: '' }] })
    expect(caught(() => messageFromDohJson({ ...(json as object), Answer: [{ name: 'a.', type: 1, data: '' }] }))).toMatchObject({
      name: 'DnsError',
      section: 'answer',
      index: 0,
    })
  })

  it.each([
    ['TXT', 16],
    ['SPF', 99],
  ] as const)('%s with other fields', (type, code) => {
    const own = messageCodec([{ name: type, code, fields: { host: name, size: u16 } }])
    both(own, { name: 'a.example', type, ttl: 60, data: { host: 'b.example', size: 7 } })
    const two = messageCodec([{ name: type, code, fields: { size: u16, text: characterStrings } }])
    both(two, { name: 'a.example', type, ttl: 60, data: { size: 7, text: ['x y', 'z'] } })
  })
})
