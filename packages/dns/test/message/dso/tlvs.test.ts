/** Where names in TLVs are compressed, and what a RECONFIRM of an unknown type has. */
import { hex } from '@mailwire/tooling/testing'
import { expect, it } from 'vitest'
import { type DsoTlvInit, decodeMessage, encodeMessage } from '../../../src/all.js'

const head = '0007 3000 0000 0000 0000 0000'
const subject = { name: 'a.b', type: 'A', class: 'IN' }
const reconfirm: DsoTlvInit = { name: 'RECONFIRM', record: { ...subject, data: { address: '127.0.0.1' } } }

it('RFC 8765 6.2.1, 6.5.1: SUBSCRIBE and RECONFIRM have their names in full', () => {
  const subscribe: DsoTlvInit = { name: 'SUBSCRIBE', question: subject }
  const [question, record] = ['0040 0009 0161016200 0001 0001', '0043 000d 0161016200 0001 0001 7f000001']
  expect(encodeMessage({ id: 7, dso: { tlvs: [subscribe, subscribe, reconfirm, subscribe] } })).toEqual(
    hex(`${head} ${question} ${question} ${record} ${question}`),
  )
})

it('RFC 8765 6.3.1: names of PUSH are compressed, also after a RECONFIRM', () => {
  const record = { name: 'c.d', type: 'CNAME', ttl: 0, data: { cname: 'e.c.d' } } as const
  const bytes = encodeMessage({ id: 7, dso: { tlvs: [reconfirm, { name: 'PUSH', records: [record, record] }] } })
  const at = 12 + 17 + 4
  const again = `c0${at.toString(16)} 0005 0001 00000000 0002 c0${(at + 15).toString(16)}`
  expect(bytes.slice(12 + 17)).toEqual(hex(`0041 0021 0163016400 0005 0001 00000000 0004 0165c0${at.toString(16)} ${again}`))
})

it.each([
  ['an unknown type', 'ffde 0001', { type: 'TYPE65502', class: 'IN' }],
  ['a type of IN in another class (RFC 3597 4)', '0001 0003', { type: 'TYPE1', class: 'CH' }],
])('the data of a RECONFIRM of %s is its bytes', (_what, digits, expected) => {
  const bytes = hex(`${head} 0043 0009 0161 00 ${digits} abcd`)
  const message = decodeMessage(bytes)
  expect(message.dso!.tlvs).toMatchObject([
    { name: 'RECONFIRM', record: { name: 'a', ...expected, data: { bytes: hex('abcd') } } },
  ])
  expect(encodeMessage(message)).toEqual(bytes)
})
