/** What is an RRset and what is glue, where a message is too large for all of its records. */
import { describe, expect, it } from 'vitest'
import { decodeMessage, deleteRrset, encodeMessage, type Message, type MessageInit, type RecordInit } from '../../src/all.js'

/** The message in one byte less than it needs. */
const short = (message: MessageInit): Message =>
  decodeMessage(encodeMessage(message, { maxSize: encodeMessage(message).length - 1 }), { keepDamaged: true })

const a = (name: string): RecordInit => ({ name, type: 'A', data: { address: '192.0.2.1' } })
const opaque = (type: string, ...bytes: number[]): RecordInit => ({ name: 'x', type, data: { bytes: Uint8Array.from(bytes) } })
const signature = (type: 'SIG', typeCovered: string): RecordInit => ({
  name: 'x',
  type,
  data: {
    typeCovered,
    algorithm: 13,
    labels: 1,
    originalTtl: 60,
    expiration: 1,
    inception: 0,
    keyTag: 1,
    signer: '.',
    signature: new Uint8Array(64),
  },
})

describe('an RRset is written whole or not at all (RFC 2181 5)', () => {
  it.each<[what: string, first: RecordInit, second: RecordInit, isOne: boolean]>([
    ['a class that is left out is IN', a('x'), { ...a('x'), class: 'IN' }, true],
    ['another name', a('x'), a('y'), false],
    ['another class', opaque('TYPE65280', 1), { ...opaque('TYPE65280', 1), class: 'CH' }, false],
    ['only the data of signatures tells RRsets apart', opaque('TYPE65280', 0, 1), opaque('TYPE65280', 0, 2), true],
    ['SIG of two types', signature('SIG', 'A'), signature('SIG', 'MX'), false],
    ['SIG of one type', signature('SIG', 'A'), signature('SIG', 'A'), true],
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
