/** What is an RRset and what is glue, where a message is too large for all of its records. */
import { caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  canonicalRdata,
  decodeMessage,
  deleteRrset,
  encodeMessage,
  encodeName,
  type Message,
  type MessageInit,
  type RecordInit,
  type Rrsig,
} from '../../src/all.js'
import { seed } from '../seed.js'

/** The message in one byte less than it needs. */
const short = (message: MessageInit): Message =>
  decodeMessage(encodeMessage(message, { maxSize: encodeMessage(message).length - 1 }), { keepDamaged: true })

const a = (name: string, last = 1): RecordInit => ({ name, type: 'A', data: { address: `192.0.2.${last}` } })
const opaque = (type: string, ...bytes: number[]): RecordInit => ({ name: 'x', type, data: { bytes: Uint8Array.from(bytes) } })
const signature = (typeCovered: string): Rrsig => ({
  typeCovered,
  algorithm: 13,
  labels: 1,
  originalTtl: 60,
  expiration: 1,
  inception: 0,
  keyTag: 1,
  signer: '.',
  signature: new Uint8Array(64),
})
const sig = (typeCovered: string): RecordInit => ({ name: 'x', type: 'SIG', data: signature(typeCovered) })

describe('an RRset is written whole or not at all (RFC 2181 5)', () => {
  it.each<[what: string, first: RecordInit, second: RecordInit, isOne: boolean]>([
    ['a class that is left out is IN', a('x'), { ...a('x'), class: 'IN' }, true],
    ['another name', a('x'), a('y'), false],
    ['another class', opaque('TYPE65280', 1), { ...opaque('TYPE65280', 1), class: 'CH' }, false],
    ['only the data of signatures tells RRsets apart', opaque('TYPE65280', 0, 1), opaque('TYPE65280', 0, 2), true],
    ['SIG of two types', sig('A'), sig('MX'), false],
    ['SIG of one type', sig('A'), sig('A'), true],
    ['opaque SIG of two types', opaque('SIG', 0, 1), opaque('SIG', 0, 2), false],
    ['opaque RRSIG of two types', opaque('RRSIG', 0, 1), opaque('RRSIG', 0, 2), false],
    ['opaque RRSIG of one type', opaque('RRSIG', 0, 1, 5), opaque('RRSIG', 0, 1, 6), true],
  ])('%s', (_what, first, second, isOne) => {
    expect(short({ answers: [first, second] }).answers).toHaveLength(isOne ? 0 : 1)
  })

  it('records without data are in one by their type (RFC 2136 2.5.2)', () => {
    const authorities = [deleteRrset('x', 'A'), deleteRrset('x', 'RRSIG'), deleteRrset('x', 'A')]
    expect(short({ opcode: 'UPDATE', authorities }).authorities).toEqual([])
  })

  it('a signature that is omitted may have any data', () => {
    const answers = [a('x'), { name: 'x', type: 'RRSIG', data: {} } as RecordInit]
    expect(decodeMessage(encodeMessage({ answers: [a('x'), a('y'), ...answers] }, { maxSize: 40 })).flags.tc).toBe(true)
  })
})

describe('TC for what a referral lacks (RFC 9471 3)', () => {
  const ns = (nsdname: string): RecordInit => ({ name: 'sub.example', type: 'NS', data: { nsdname } })
  const glue = a('ns.sub.example')
  const ds: RecordInit = {
    name: 'sub.example',
    type: 'DS',
    data: { keyTag: 1, algorithm: 8, digestType: 2, digest: new Uint8Array(32) },
  }
  const soa: RecordInit = {
    name: 'example',
    type: 'SOA',
    data: { mname: '.', rname: '.', serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 1 },
  }
  const referral: MessageInit = { authorities: [ns('ns.sub.example')], additionals: [glue] }

  it.each<[what: string, message: MessageInit, tc: boolean]>([
    ['an address of IPv4', {}, true],
    ['an address of IPv6', { additionals: [{ name: 'ns.sub.example', type: 'AAAA', data: { address: '2001:db8::1' } }] }, true],
    ['no address', { additionals: [{ name: 'ns.sub.example', type: 'TXT', data: { strings: ['x'] } }] }, false],
    ['one of several records', { additionals: [glue, a('elsewhere.example')] }, false],
    ['several records, of which one is glue', { additionals: [a('elsewhere.example'), glue, a('elsewhere.example')] }, true],
    ['a signed referral (RFC 4035 3.1.4.1)', { authorities: [ns('ns.sub.example'), ds] }, true],
    ['a name server outside the zone', { authorities: [ns('ns.example')], additionals: [a('ns.example')] }, false],
    ['the owner of another record', { authorities: [ns('ns.other'), ds], additionals: [a('sub.example')] }, false],
    ['an authoritative response', { flags: { aa: true } }, false],
    ['a response that says it is not authoritative', { flags: { aa: false } }, true],
    ['a response with an answer', { answers: [a('x')] }, false],
    ['a response with SOA', { authorities: [ns('ns.sub.example'), soa] }, false],
    ['a response without name servers', { authorities: [ds] }, false],
    ['no authorities', { authorities: undefined }, false],
    ['name servers that are deleted', { opcode: 'UPDATE', authorities: [deleteRrset('sub.example', 'NS')] }, false],
  ])('%s', (_what, message, tc) => {
    expect(short({ ...referral, ...message }).flags.tc).toBe(tc)
  })
})

describe('what may be left out (RFC 2181 5 and 9, RFC 9471)', () => {
  const delegation: MessageInit & { readonly additionals: readonly RecordInit[] } = {
    questions: [{ name: 'www.sub.example', type: 'A' }],
    authorities: [{ name: 'sub.example', type: 'NS', data: { nsdname: 'ns.sub.example' } }],
    additionals: [a('elsewhere.example'), a('ns.sub.example')],
  }

  it('TC says that a referral lacks its glue', () => {
    const whole = encodeMessage(delegation).length
    expect(decodeMessage(encodeMessage(delegation, { maxSize: whole })).flags.tc).toBe(false)
    expect(decodeMessage(encodeMessage(delegation, { maxSize: whole - 1 }))).toMatchObject({
      flags: { tc: true },
      additionals: [{ name: 'elsewhere.example' }],
    })
  })

  it('an address that can be found elsewhere is not glue', () => {
    const message = { ...delegation, additionals: [a('ns.sub.example'), a('elsewhere.example')] }
    const { additionals, flags } = decodeMessage(encodeMessage(message, { maxSize: encodeMessage(message).length - 1 }))
    expect([additionals.length, flags.tc]).toEqual([1, false])
  })

  it.each<[what: string, covers: (type: 'A' | 'MX') => RecordInit]>([
    ['typed', type => ({ name: 'x', type: 'RRSIG', data: signature(type) })],
    ['typed by a number', type => ({ name: 'x', type: 46, data: signature(type === 'A' ? 'TYPE1' : type) })],
    [
      'opaque',
      type => ({
        name: 'x',
        type: 'TYPE46',
        data: { bytes: canonicalRdata({ name: 'x', type: 'RRSIG', data: signature(type) }) },
      }),
    ],
    [
      'opaque by their own name',
      type => ({
        name: 'x',
        type: 'rrsig',
        data: { bytes: canonicalRdata({ name: 'x', type: 'RRSIG', data: signature(type) }) },
      }),
    ],
  ])('RFC 2181 5: signatures of different types are different RRsets, %s', (_what, rrsig) => {
    const answers = [rrsig('A'), rrsig('A'), rrsig('MX')]
    const whole = encodeMessage({ answers }).length
    const kept = (records: readonly RecordInit[]) =>
      decodeMessage(encodeMessage({ answers: records }, { maxSize: whole - 1 })).answers.length
    expect(kept(answers)).toBe(2)
    expect(kept([rrsig('MX'), rrsig('A'), rrsig('A')])).toBe(1)
  })

  it('spellings of a type and a class do not part an RRset', () => {
    const spelled = [
      a('x', 1),
      { ...a('x', 2), type: 'TYPE1' },
      { ...a('X', 3), class: 'CLASS1' },
      { ...a('x', 4), type: 1 },
    ] as RecordInit[]
    const whole = encodeMessage({ answers: spelled }).length
    expect(decodeMessage(encodeMessage({ answers: spelled }, { maxSize: whole - 1 })).answers).toEqual([])
  })

  it('RFC 9471 3: glue is recognized by its types, however they are written', () => {
    const message = {
      ...delegation,
      authorities: [{ name: 'sub.example', type: 2, data: { nsdname: 'NS.sub.example' } }],
      additionals: [a('elsewhere.example'), { ...a('ns.sub.example'), type: 'TYPE1' } as RecordInit],
    }
    expect(decodeMessage(encodeMessage(message, { maxSize: encodeMessage(message).length - 1 })).flags.tc).toBe(true)
  })

  it('RFC 9471 3: after an NS record whose data is opaque, every address counts as glue', () => {
    const opaque = { name: 'sub.example', type: 'TYPE2', data: { bytes: encodeName('ns.sub.example') } }
    const omitted = (additional: RecordInit, authority: RecordInit = opaque): boolean => {
      const message = { ...delegation, authorities: [authority], additionals: [additional] }
      return decodeMessage(encodeMessage(message, { maxSize: encodeMessage(message).length - 1 })).flags.tc
    }
    expect(omitted(a('ns.sub.example'))).toBe(true)
    expect(omitted(a('ns.other.example'))).toBe(true)
    expect(omitted({ ...a('ns.sub.example'), type: 'TXT', data: { strings: ['x'] } })).toBe(false)
    expect(omitted(a('ns.sub.example'), { ...opaque, type: 'TYPE65280' })).toBe(false)
  })

  it.each<[what: string, record: unknown, error: object]>([
    ['no record', undefined, { code: 'bad-value', index: 60 }],
    ['null', null, { code: 'bad-value', index: 60 }],
    ['no name', { type: 'A', data: { address: '192.0.2.1' } }, { code: 'bad-name', index: 60 }],
    ['RRSIG of a number', { name: 'x', type: 'RRSIG', data: 5 }, { code: 'bad-value', index: 60 }],
    ['RRSIG of null', { name: 'x', type: 'RRSIG', data: null }, { code: 'bad-value', index: 60 }],
  ])('a record that is omitted is checked as far as it is looked at: %s', (_what, record, error) => {
    const answers = [...Array.from({ length: 60 }, (_, last) => a('x', last)), record as RecordInit]
    expect(caught(() => encodeMessage({ answers }, { maxSize: 512 }))).toMatchObject({ ...error, section: 'answer' })
    expect(caught(() => encodeMessage({ additionals: answers }, { maxSize: 512 }))).toMatchObject({
      ...error,
      section: 'additional',
    })
  })

  it('truncation looks at each record a bounded number of times (RFC 9471 2.1)', () => {
    const reads = (count: number): number => {
      let reads = 0
      const counted = (record: RecordInit): RecordInit =>
        new Proxy(record, {
          get: (target, key) => {
            if (key === 'name') reads++
            return Reflect.get(target, key) as unknown
          },
        })
      const hosts = Array.from({ length: count }, (_, index) => `ns${index}.sub.example`)
      const { flags } = decodeMessage(
        encodeMessage(
          {
            authorities: hosts.map(nsdname => counted({ name: 'sub.example', type: 'NS', data: { nsdname } })),
            additionals: hosts.map(name => counted({ name: `x${name}`, type: 'A', data: { address: '192.0.2.1' } })),
          },
          { maxSize: 30 * count },
        ),
      )
      expect(flags.tc).toBe(false)
      return reads
    }
    expect(reads(400)).toBeLessThan(2.1 * reads(200))
  })

  it('an RRset is omitted as a whole, even if its records are not adjacent', () => {
    const answers = [a('x', 1), a('y', 1), a('X', 2), a('z', 1), a('y', 2)]
    const kept = (maxSize: number) => decodeMessage(encodeMessage({ answers }, { maxSize })).answers.length
    expect(Array.from({ length: 90 }, (_, n) => kept(12 + n)).filter((n, at, all) => n !== all[at - 1])).toEqual([0, 5])
  })

  it('room is kept for what is appended later', () => {
    const whole = encodeMessage(seed).length
    expect(decodeMessage(encodeMessage(seed, { maxSize: whole, reserve: 1 })).additionals).toHaveLength(9)
    expect(caught(() => encodeMessage(seed, { reserve: 65_500 }))).toMatchObject({ code: 'too-long' })
    expect(caught(() => encodeMessage(seed, { reserve: -1 }))).toMatchObject({ code: 'bad-value' })
  })
})
