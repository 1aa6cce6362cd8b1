/** Records, options and TLVs whose inside is malformed: kept as they came, and written only on request. */
import { fc, test } from '@fast-check/vitest'
import { caught, hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { decodeMessage, encodeMessage, formatMessage, formatRecord, MessageView, parseMessage, typeCode } from '../../src/all.js'
import { damagedInvariant } from '../invariants.js'
import { seed } from '../seed.js'

const header = (counts: string): string => `0007 8180 ${counts}`
const good = '00 0001 0001 0000003c 0004 7f000001'
const aRecord = { name: '.', type: 'A', class: 'IN', ttl: 60, data: { address: '127.0.0.1' } }

describe('keepDamaged', () => {
  it.each<[what: string, record: string, shown: object]>([
    ['an address of 3 bytes', '00 0001 0001 0000003c 0003 7f0000', { type: 'TYPE1', ttl: 60, data: { bytes: hex('7f0000') } }],
    ['an address of 5 bytes', '00 0001 0001 0000003c 0005 7f00000101', { type: 'TYPE1', data: { bytes: hex('7f00000101') } }],
    [
      'a pointer that points forward',
      '00 000f 0001 ffffffff 0004 0001 c0ff',
      { type: 'TYPE15', ttl: 0xffffffff, data: { bytes: hex('0001c0ff') } },
    ],
    ['a character-string that goes on', '00 0010 0001 0000003c 0002 0561', { type: 'TYPE16', data: { bytes: hex('0561') } }],
    [
      'of multicast DNS',
      '00 0001 8001 0000003c 0001 7f',
      { type: 'TYPE1', class: 'IN', cacheFlush: true, data: { bytes: hex('7f') } },
    ],
    ['of class NONE', '00 0001 00fe 00000000 0001 7f', { type: 'TYPE1', class: 'NONE', data: { bytes: hex('7f') } }],
  ])('gives %s as opaque bytes with its error', (_what, record, shown) => {
    const bytes = hex(`${header('0000 0003 0000 0000')} ${good} ${record} ${good}`)
    const error = { name: 'DnsError', section: 'answer', index: 1 }
    expect(caught(() => decodeMessage(bytes))).toMatchObject(error)
    const kept = decodeMessage(bytes, { keepDamaged: true })
    expect(kept.answers).toMatchObject([aRecord, { ...shown, error }, aRecord])
    expect('errors' in kept).toBe(false)
    const partial = decodeMessage(bytes, { partial: true })
    expect(partial.answers).toEqual(kept.answers)
    expect(partial.errors).toEqual([
      partial.answers[1]?.type.startsWith('TYPE') && 'error' in partial.answers[1] ? partial.answers[1].error : undefined,
    ])
    expect(encodeMessage(kept, { allowDamaged: true })).toEqual(bytes)
    expect(caught(() => encodeMessage(kept))).toMatchObject({ code: 'bad-value', section: 'answer', index: 1 })
    expect(formatRecord(kept.answers[1]!)).toContain('\\#')
    damagedInvariant(bytes)
  })

  it('changes nothing where nothing is damaged', () => {
    const bytes = encodeMessage(seed)
    expect(decodeMessage(bytes, { keepDamaged: true })).toEqual(decodeMessage(bytes))
    expect(encodeMessage(seed, { allowDamaged: true })).toEqual(bytes)
  })

  it('keeps a TSIG whose RDATA is malformed apart from the sections', () => {
    const bytes = hex(`${header('0000 0000 0000 0001')} 016b 00 00fa 00ff 00000000 0003 016100`)
    const { tsig, additionals } = decodeMessage(bytes, { keepDamaged: true })
    expect([tsig, additionals]).toMatchObject([{ name: 'k', type: 'TYPE250', error: { section: 'additional', index: 0 } }, []])
    expect(encodeMessage({ id: 7, flags: { qr: true, rd: true, ra: true }, tsig }, { allowDamaged: true })).toEqual(bytes)
    expect(caught(() => encodeMessage({ tsig }))).toMatchObject({ code: 'bad-value' })
  })

  it('keeps an EDNS option that is malformed inside (RFC 6891 6.1.2)', () => {
    const bytes = hex(`${header('0000 0000 0000 0001')} 00 0029 04d0 00000000 0009 0008 0001 00 000f 0000`)
    const kept = decodeMessage(bytes, { keepDamaged: true })
    expect(kept.edns?.options).toMatchObject([
      { code: 8, name: 'OPT8', error: { field: 'ECS' } },
      { name: 'OPT15', error: { field: 'EDE' } },
    ])
    expect(encodeMessage(kept, { allowDamaged: true })).toEqual(bytes)
    expect(caught(() => encodeMessage(kept))).toMatchObject({ code: 'bad-edns' })
    const fromText = parseMessage(formatMessage(kept))
    expect(fromText.edns?.options).toMatchObject([
      { code: 8, name: 'OPT8', data: hex('00'), error: { code: 'bad-edns', field: 'ECS' } },
      { code: 15, name: 'OPT15', data: hex(''), error: { code: 'bad-edns', field: 'EDE' } },
    ])
    expect(encodeMessage(fromText, { allowDamaged: true })).toEqual(bytes)
    expect(caught(() => encodeMessage(fromText))).toMatchObject({ code: 'bad-edns' })
  })

  it('is no help where the end is unknown', () => {
    for (const record of ['00 0001 0001 0000003c 0005 7f000001', '40 0001 0001 0000003c 0004 7f000001'])
      expect(caught(() => decodeMessage(hex(`${header('0000 0001 0000 0000')} ${record}`), { keepDamaged: true }))).toMatchObject(
        { name: 'DnsError' },
      )
  })

  test.prop([fc.uint8Array({ minLength: 12, maxLength: 120 })])('has a law of its own for any bytes', bytes =>
    damagedInvariant(bytes),
  )

  test.prop([fc.array(fc.tuple(fc.nat(encodeMessage(seed).length - 1), fc.nat(255)), { maxLength: 4 })], { numRuns: 1000 })(
    'and for damaged messages',
    changes => {
      const bytes = encodeMessage(seed)
      for (const [at, value] of changes) bytes[at] = value
      damagedInvariant(bytes)
    },
  )
})

describe('partial continues after an invalid name whose end is known', () => {
  it.each([
    ['a pointer that points forward', 'c0ff'],
    ['a pointer to itself', 'c018'],
    ['a pointer behind labels', '0161 c0ff'],
    ['more than 255 bytes', `${`3f${'61'.repeat(63)}`.repeat(4)} 00`],
  ])('%s', (_what, name) => {
    const bytes = hex(
      `${header('0002 0002 0000 0001')} ${name} 0001 0001 00 0010 0001 ${name} 0001 0001 0000003c 0004 7f000001 ${good} ${name} 0001 0001 0000003c 0001 7f`,
    )
    const { questions, answers, additionals, errors } = decodeMessage(bytes, { partial: true })
    expect(questions).toMatchObject([{ name: '.', type: 'TXT' }])
    expect(answers).toMatchObject([aRecord])
    expect(additionals).toEqual([])
    expect(errors).toMatchObject([
      { section: 'question', index: 0, field: 'name' },
      { section: 'answer', index: 0, field: 'name' },
      { section: 'additional', index: 0, field: 'name' },
    ])
  })

  it.each(['40', '80', '0561'])('and ends at one whose end is unknown: %s', name => {
    const bytes = hex(`${header('0000 0002 0000 0000')} ${good} ${name}`)
    const { answers, errors } = decodeMessage(bytes, { partial: true })
    expect([answers.length, errors.length]).toEqual([1, 1])
  })
})

it('a view gives the bytes of every record that was kept', () => {
  const bytes = hex(`${header('0000 0002 0000 0000')} 00 0001 0001 0000003c 0003 7f0000 ${good}`)
  const { answers } = decodeMessage(bytes, { keepDamaged: true })
  const views = [...new MessageView(bytes).records()]
  expect(views.map(view => view.type)).toEqual(answers.map(record => typeCode(record.type)))
})
