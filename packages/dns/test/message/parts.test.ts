/** Parts of a message by their offsets: those that are not in the message are refused, and nothing is collected that nobody reads. */
import { caught, hex } from '@mailwire/tooling/testing'
import { describe, expect, it, vi } from 'vitest'
import { defaultCodec, encodeMessage, MessageView } from '../../src/all.js'
import { MessageReader } from '../../src/wire/reader.js'

const codec = defaultCodec()
const bytes = encodeMessage({
  questions: [{ name: 'a.example', type: 'A' }],
  answers: [{ name: 'a.example', type: 'A', data: { address: '192.0.2.1' } }],
  edns: {},
})
const odd: readonly unknown[] = [undefined, null, Number.NaN, 12.5, 'x', '12', -1, 0, 11, bytes.length + 1, 1000, 2 ** 40, {}]
const refused = { name: 'DnsError', code: 'bad-value', fault: 'local' }

describe('offsets', () => {
  const [record, opt] = [...new MessageView(bytes).records()]
  const { offset, rdata, end } = record!

  it.each(odd)('%o is refused', value => {
    const parts = codec.parts(bytes)
    const at = value as number
    for (const call of [
      () => parts.question(at),
      () => parts.record(at, rdata - 10, end),
      () => parts.record(offset, at, end),
      () => parts.record(offset, rdata - 10, at),
      () => parts.edns(at, opt!.end, 'additional', 0, false),
      () => parts.edns(opt!.offset, at, 'additional', 0, false),
    ])
      expect(caught(call)).toMatchObject(refused)
    expect(parts.question(12)).toEqual({ name: 'a.example', type: 'A', class: 'IN' })
    expect(parts.record(offset, rdata - 10, end)).toMatchObject({ data: { address: '192.0.2.1' } })
    expect(parts.edns(opt!.offset, opt!.end, 'additional', 0, false)).toMatchObject({ udpPayloadSize: 1232 })
  })

  it('of a record whose fields do not fit before its end are refused', () => {
    expect(caught(() => codec.parts(bytes).record(offset, rdata - 9, rdata))).toMatchObject(refused)
    expect(caught(() => codec.parts(bytes).edns(opt!.offset, opt!.end - 1, 'additional', 0, false))).toMatchObject(refused)
  })

  it('in the header do not become names that pointers lead to (RFC 1035 4.1.4)', () => {
    const pointing = hex('0000 0000 0001 0000 0000 0161 0001 c00a 0001 0001')
    const parts = codec.parts(pointing)
    expect(caught(() => parts.question(10))).toMatchObject(refused)
    expect(caught(() => parts.question(14))).toMatchObject({ code: 'bad-pointer' })
  })
})

it('warnings of parts are not kept', () => {
  const withZero = encodeMessage({ answers: [{ name: 'a', type: 'TYPE47', data: { bytes: hex('00 0002 4000') } }] })
  const view = new MessageView(withZero)
  const warn = vi.spyOn(MessageReader.prototype, 'warn')
  try {
    for (let count = 0; count < 5; count++) view.answer()!.decode(codec)
    expect(warn).toHaveBeenCalledTimes(5)
    expect(warn.mock.contexts[4]).toBe(warn.mock.contexts[0])
    expect((warn.mock.contexts[4] as MessageReader).warnings).toHaveLength(1)
  } finally {
    warn.mockRestore()
  }
})
