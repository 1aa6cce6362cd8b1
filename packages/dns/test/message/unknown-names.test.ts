/** What an error says of a name that is missing, or that the codec does not have: what is missing, and what to do. */
import { caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type AnyMessageInit,
  canonicalRdata,
  defaultCodec,
  formatMessage,
  formatRecord,
  messageCodec,
  messageToDohJson,
  mx,
} from '../../src/all.js'

const bare = messageCodec([mx])
const all = defaultCodec()
const widget = { name: 'a.example', type: 'WIDGET', data: { size: 7 } } as const
const address = { name: 'a.example', type: 'A', data: { address: '192.0.2.1' } } as const
const options = (...list: object[]): AnyMessageInit => ({ edns: { options: list as never } })
const tlvs = (...list: object[]): AnyMessageInit => ({ dso: { tlvs: list as never } })

const UNKNOWN_TYPE = 'unknown type "WIDGET" in this codec: its description or TYPEn expected'
const NO_CODEC = 'A has no codec; give its data as { bytes }'

describe('to encode', () => {
  it.each<[string, typeof bare, AnyMessageInit, string, string]>([
    ['a record type', all, { answers: [widget] }, 'bad-type', `encode type: ${UNKNOWN_TYPE}`],
    ['a type of a question', all, { questions: [{ name: '.', type: 'WIDGET' }] }, 'bad-type', `encode type: ${UNKNOWN_TYPE}`],
    ['no record type', all, { answers: [{ name: '.' } as never] }, 'bad-type', 'encode type: a name or TYPEn expected'],
    [
      'a number above that of any type',
      all,
      { answers: [{ name: '.', type: 65_536, data: { bytes: new Uint8Array(1) } }] },
      'bad-type',
      'encode type: unknown type 65536 in this codec: its description or TYPEn expected',
    ],
    [
      'a type in a bitmap',
      all,
      { answers: [{ name: '.', type: 'NSEC', data: { nextName: '.', types: ['WIDGET'] } }] },
      'bad-type',
      `encode type bitmap: ${UNKNOWN_TYPE}`,
    ],
    [
      'a covered type',
      all,
      {
        answers: [
          {
            name: '.',
            type: 'RRSIG',
            data: {
              typeCovered: 'WIDGET',
              algorithm: 13,
              labels: 0,
              originalTtl: 0,
              expiration: 0,
              inception: 0,
              keyTag: 0,
              signer: '.',
              signature: new Uint8Array(1),
            },
          },
        ],
      },
      'bad-type',
      `encode record type: ${UNKNOWN_TYPE}`,
    ],
    ['fields of a type without description', bare, { answers: [address] }, 'bad-value', `encode record: ${NO_CODEC}`],
    [
      'an EDNS option without name and code',
      all,
      options({ data: new Uint8Array(1) }),
      'bad-edns',
      'encode option: a name or code and data expected',
    ],
    [
      'an EDNS option',
      all,
      options({ name: 'COLOR', rgb: 7 }),
      'bad-edns',
      'encode option: unknown option "COLOR" in this codec: its description or code and data expected',
    ],
    [
      'fields of an EDNS option without description',
      bare,
      options({ name: 'EDE', infoCode: 1, extraText: '' }),
      'bad-edns',
      'encode option 15: no description; give its bytes as data',
    ],
    [
      'an option with a type',
      all,
      options({ name: 'MQTYPE-QUERY', types: ['WIDGET'] }),
      'bad-type',
      `encode option MQTYPE-QUERY: ${UNKNOWN_TYPE}`,
    ],
    [
      'a TLV without name and code',
      all,
      tlvs({ data: new Uint8Array(1) }),
      'bad-dso',
      'encode TLV: a name or code and data expected',
    ],
    [
      'a TLV',
      all,
      tlvs({ name: 'PING', count: 7 }),
      'bad-dso',
      'encode TLV: unknown TLV "PING" in this codec: its description or code and data expected',
    ],
    [
      'fields of a TLV without description',
      all,
      tlvs({ code: 0xf801, count: 7 }),
      'bad-dso',
      'encode TLV 63489: no description; give its bytes as data',
    ],
  ])('%s', (_what, codec, init, code, message) => {
    expect(caught(() => codec.encode(init))).toMatchObject({ name: 'DnsError', code, message, fault: 'local' })
  })
})

describe('to format', () => {
  const message = { ...all.decode(all.encode({})), answers: [widget] }

  it.each<[string, () => unknown, string, string]>([
    ['zone text', () => formatRecord(widget), 'bad-type', `format record: ${UNKNOWN_TYPE}`],
    ['zone text of fields', () => formatRecord(address, { codec: bare }), 'bad-type', `format record: ${NO_CODEC}`],
    [
      'a question',
      () => formatMessage({ ...message, questions: [{ name: '.', type: 'WIDGET', class: 'IN' }] }),
      'bad-type',
      `format question: ${UNKNOWN_TYPE}`,
    ],
    ['JSON', () => messageToDohJson(message), 'bad-type', `format JSON: ${UNKNOWN_TYPE}`],
    ['the canonical form', () => canonicalRdata(widget as never), 'bad-type', `encode record: ${UNKNOWN_TYPE}`],
    ['the canonical form of fields', () => canonicalRdata(address, { codec: bare }), 'bad-value', `encode record: ${NO_CODEC}`],
  ])('%s', (_what, run, code, text) => {
    expect(caught(run)).toMatchObject({ name: 'DnsError', code, message: text })
  })
})
