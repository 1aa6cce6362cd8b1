/** The rules of a whole message: where it may end, where pseudo-records may be, and what place its errors have. */
import { caught, hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { type DnsError, decodeMessage, defaultCodec, MessageView, messageCodec, type RecordType } from '../../src/all.js'

const good = '00 0001 0001 0000003c 0004 7f000001'
const opt = '00 0029 04d0 00000000 0000'
const tsigData = '0161 00 000000000001 012c 0000 0007 0000 0000'
const tsig = (head: string): string => `016b 00 00fa ${head} 0013 ${tsigData}`
/** SIG's RDATA, from the covered type on. */
const sig = (head: string, covers = '0000'): string =>
  `00 0018 ${head} 0014 ${covers} 08 00 00000000 00000001 00000000 0001 00 99`
const message = (counts: string, records: string, bits = '8180'): Uint8Array => hex(`0007 ${bits} ${counts} ${records}`)
const refused = (bytes: Uint8Array): DnsError => caught(() => decodeMessage(bytes)) as DnsError

describe('the length of a message', () => {
  it('has no records in 12 bytes', () => {
    const { questions, answers, authorities, additionals, edns, tsig, sig0, dso, warnings } = decodeMessage(
      message('0000 0000 0000 0000', ''),
    )
    expect([questions, answers, authorities, additionals, warnings]).toEqual([[], [], [], [], []])
    expect([edns, tsig, sig0, dso]).toEqual([undefined, undefined, undefined, undefined])
  })

  it.each<[length: number, error: object | undefined]>([
    [11, { code: 'truncated', section: 'header', index: undefined, offset: 11 }],
    [12, undefined],
    [65_535, undefined],
    [65_536, { code: 'too-long', offset: 65_535 }],
  ])('%i bytes', (length, error) => {
    for (const read of [decodeMessage, (bytes: Uint8Array) => new MessageView(bytes)])
      if (error === undefined) expect(read(new Uint8Array(length))).toBeDefined()
      else expect(caught(() => read(new Uint8Array(length)))).toMatchObject({ name: 'DnsError', ...error })
  })

  it('bytes after the last record belong to no record: their error is in the header', () => {
    const bytes = message('0002 0000 0000 0000', '00 0001 0001 00 0001 0001 ff')
    const place = { code: 'trailing', section: 'header', index: undefined, field: undefined, offset: 22 }
    expect(caught(() => decodeMessage(bytes, { strict: true }))).toMatchObject(place)
    expect(decodeMessage(bytes, { strict: true, partial: true }).errors).toMatchObject([place])
  })

  it('a borrowed field is a view of the message, and otherwise a copy', () => {
    const bytes = message('0000 0001 0000 0000', '00 ffde 0001 0000003c 0001 07')
    const bytesOf = (borrow: boolean): Uint8Array => (decodeMessage(bytes, { borrow }).answers[0]!.data as never)['bytes']
    expect([bytesOf(true).buffer === bytes.buffer, bytesOf(false).buffer === bytes.buffer]).toEqual([true, false])
  })
})

describe('the place of an error', () => {
  it.each<[what: string, bytes: Uint8Array, place: object]>([
    [
      'RDATA that is too long',
      message('0000 0002 0000 0000', `${good} 00 0001 0001 0000003c 0005 7f00000100`),
      { code: 'rdata-length', section: 'answer', index: 1, field: 'data' },
    ],
    ['TSIG in another section', message('0000 0001 0000 0000', tsig('00ff 00000000')), { section: 'answer', field: 'TSIG' }],
    [
      'TSIG before another record',
      message('0000 0000 0000 0002', `${tsig('00ff 00000000')} ${good}`),
      { code: 'bad-signature', index: 0, field: 'TSIG' },
    ],
    [
      'SIG(0) before another record',
      message('0000 0000 0000 0002', `${sig('00ff 00000000')} ${good}`),
      { code: 'bad-signature', index: 0, field: 'SIG(0)' },
    ],
    ['OPT in another section', message('0000 0000 0001 0000', opt), { code: 'bad-edns', section: 'authority', field: 'OPT' }],
  ])('%s', (_what, bytes, place) => {
    expect(refused(bytes)).toMatchObject({ name: 'DnsError', fault: 'remote', ...place })
  })
})

describe('empty RDATA', () => {
  const [empty, emptyMx] = ['00 0001 0001 00000000 0000', '00 000f 0001 00000000 0000']

  it.each([empty, emptyMx])('means something in UPDATE alone (RFC 2136 2.4): %s', record => {
    const update = message('0000 0001 0000 0000', record, '2800')
    expect(decodeMessage(update).answers[0]!.data).toBeUndefined()
    const view = new MessageView(update).answer()!
    expect(view.decode(messageCodec([])).data).toBeUndefined()
    const query = message('0000 0001 0000 0000', record)
    expect(refused(query)).toMatchObject({ code: 'truncated', section: 'answer' })
    expect(caught(() => new MessageView(query).answer()!.decode(defaultCodec()))).toMatchObject({ code: 'truncated' })
  })

  it.each(['2800', '0000'])('is never a signature (RFC 8945 4.2, RFC 2931 3), header %s', bits => {
    const bytes = message('0000 0000 0000 0001', '016b 00 00fa 00ff 00000000 0000', bits)
    const error = { code: 'bad-signature', section: 'additional', index: 0, field: 'TSIG' }
    expect(refused(bytes)).toMatchObject(error)
    expect(decodeMessage(bytes, { partial: true })).toMatchObject({ tsig: undefined, errors: [error] })
  })
})

describe('SIG(0) (RFC 2931 3)', () => {
  it('is a SIG that covers no type, in the additional section; its class may be any', () => {
    const { sig0, additionals, warnings } = decodeMessage(message('0000 0000 0000 0001', sig('0001 00000007')))
    expect([sig0?.type, sig0?.class, additionals, warnings]).toEqual(['SIG', 'IN', [], []])
  })

  it('is a plain record in another section, or if it covers a type', () => {
    const inAnswer = decodeMessage(message('0000 0002 0000 0000', `${sig('0001 00000007')} ${good}`))
    expect([inAnswer.answers.map(({ type }) => type), inAnswer.sig0]).toEqual([['SIG', 'A'], undefined])
    const covering = decodeMessage(message('0000 0000 0000 0002', `${sig('0001 00000007', '0001')} ${good}`))
    expect([covering.additionals.map(({ type }) => type), covering.sig0]).toEqual([['SIG', 'A'], undefined])
  })

  it.each([
    ['0000', ''],
    ['0001', '00'],
  ])('the bytes after RDATA of %s bytes are not its covered type', (length, data) => {
    const bytes = message('0000 0000 0000 0002', `00 0018 0001 00000000 ${length} ${data} ${good}`)
    expect(refused(bytes)).toMatchObject({ code: 'truncated', section: 'additional', index: 0, field: 'typeCovered' })
  })

  it('with nothing but the covered type is damaged, and still no plain record', () => {
    const { sig0, additionals } = decodeMessage(message('0000 0000 0000 0001', '00 0018 00ff 00000000 0002 0000'), {
      keepDamaged: true,
    })
    expect([sig0, additionals]).toMatchObject([{ type: 'TYPE24', error: { code: 'truncated' } }, []])
  })

  it('of a malformed inside is damaged in UPDATE too (RFC 2136 2.4 is about other records)', () => {
    const bytes = message('0000 0000 0000 0001', '00 0018 00ff 00000000 0002 0000', '2800')
    expect(refused(bytes)).toMatchObject({ code: 'truncated' })
  })
})

describe('partial', () => {
  it.each<[what: string, bytes: Uint8Array]>([
    ['OPT in another section', message('0000 0002 0000 0000', `${opt} ${good}`)],
    ['TSIG in another section', message('0000 0002 0000 0000', `${tsig('00ff 00000000')} ${good}`)],
  ])('continues after %s', (_what, bytes) => {
    const { answers, errors } = decodeMessage(bytes, { partial: true })
    expect(answers).toMatchObject([{ type: 'A' }])
    expect(errors).toMatchObject([{ section: 'answer', index: 0 }])
  })

  it('reads no records after a question whose end is unknown', () => {
    const bytes = message('0001 0001 0001 0001', `40 0001 0001 ${good}`)
    const { questions, answers, errors } = decodeMessage(bytes, { partial: true })
    expect([questions, answers]).toEqual([[], []])
    expect(errors).toMatchObject([{ code: 'bad-label', section: 'question', index: 0, field: 'name' }])
  })

  it('does not take an unused label type for a long label (RFC 1035 4.1.4)', () => {
    const bytes = message('0000 0002 0000 0000', `41 ${'61'.repeat(65)} 00 0001 0001 0000003c 0004 7f000001 ${good}`)
    const { answers, errors } = decodeMessage(bytes, { partial: true })
    expect([answers, errors.length]).toEqual([[], 1])
  })

  it('reads no sections of a DSO message, which must be empty (RFC 8490 5.4)', () => {
    const bytes = message('0001 0001 0001 0001', `00 0001 0001 ${good} ${good} ${good}`, '3000')
    const { dso, questions, answers, errors, warnings } = decodeMessage(bytes, { partial: true })
    expect([dso, questions, answers, warnings]).toEqual([undefined, [], [], []])
    expect(errors).toMatchObject([{ code: 'bad-dso', section: 'dso', index: 0, field: undefined }])
  })

  it('reads each name once', () => {
    const bytes = message('0001 0001 0000 0000', `0161 00 0001 0001 c00c 0001 0001 0000003c 0004 7f000001`)
    expect(decodeMessage(bytes, { partial: true })).toEqual({ ...decodeMessage(bytes), errors: [] })
  })
})

it("an error of another copy of this package, from a caller's description, damages its record only", () => {
  class DnsError extends Error {
    override readonly name = 'DnsError'
    readonly code = 'bad-value'
    readonly offset = 0
  }
  const odd: RecordType<{ readonly size: number }, 'ODD'> = {
    name: 'ODD',
    code: 65_280,
    fields: {} as never,
    decode: () => {
      throw new DnsError('decode ODD: no')
    },
  } as never
  const failing = { code: 65_100, name: 'ODD', decode: odd.decode, encode: () => {} } as never
  const codec = messageCodec([odd], [failing])
  const bytes = message('0000 0001 0000 0001', `00 ff00 0001 0000003c 0001 07 00 0029 04d0 00000000 0004 fe4c 0000`)
  const place = { name: 'DnsError', section: 'answer', index: 0, fault: 'remote' }
  expect(caught(() => codec.decode(bytes))).toMatchObject(place)
  const { answers, edns, errors } = codec.decode(bytes, { partial: true })
  expect(answers).toMatchObject([{ type: 'TYPE65280', error: place }])
  expect(edns!.options).toMatchObject([{ name: 'OPT65100', error: { code: 'bad-edns', field: 'ODD' } }])
  expect(errors).toHaveLength(2)
})
