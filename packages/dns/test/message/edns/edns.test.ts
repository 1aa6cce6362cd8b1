/** The OPT record itself: where its options end, and how many bytes it takes. */
import { caught, hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { decodeMessage, encodeMessage } from '../../../src/all.js'

const withRdata = (rdata: string, after = ''): Uint8Array => {
  const length = (rdata.replace(/ /g, '').length / 2).toString(16).padStart(4, '0')
  return hex(`0000 8180 0000 0000 0000 0002 00 0029 04d0 00 00 8000 ${length} ${rdata} ${after}`)
}
const good = '00 0001 0001 0000003c 0004 7f000001'

describe('an option that does not end inside RDATA (RFC 6891 6.1.2)', () => {
  it.each<[what: string, rdata: string, message: string]>([
    ['one byte of its head', '00', 'option of 4 bytes, 1 left'],
    ['half its head', '000a', 'option of 4 bytes, 2 left'],
    ['its head alone', '000a 0001', 'option of 5 bytes, 4 left'],
    ['one byte less than it says', '000a 0003 0102', 'option of 7 bytes, 6 left'],
  ])('%s: nothing after RDATA is read', (_what, rdata, message) => {
    const bytes = withRdata(`0005 0000 ${rdata}`, good)
    const error = { code: 'bad-edns', message: `decode OPT: ${message}`, section: 'additional', index: 0, field: 'OPT' }
    expect(caught(() => decodeMessage(bytes))).toMatchObject({ ...error, offset: 27 })
    expect(caught(() => decodeMessage(bytes, { keepDamaged: true }))).toMatchObject(error)
    const { edns, additionals, errors } = decodeMessage(bytes, { partial: true })
    expect(edns).toMatchObject({ udpPayloadSize: 1232, flags: { do: true }, options: [{ name: 'DAU' }] })
    expect([additionals.length, errors.length]).toEqual([1, 1])
    expect(errors).toMatchObject([error])
  })

  it('an option may be empty, also as the last one', () => {
    expect(decodeMessage(withRdata('0005 0000 000c 0000', good)).edns!.options).toMatchObject([{ code: 5 }, { code: 12 }])
  })
})

it('options count towards the size of a message', () => {
  const address = (last: number) => ({ name: 'a', type: 'A', data: { address: `192.0.2.${last}` } }) as const
  const message = {
    additionals: [address(1), { ...address(2), name: 'b' }],
    edns: { options: [{ code: 65_001, data: new Uint8Array(40) }] },
  }
  const whole = encodeMessage(message).length
  for (const maxSize of [whole, whole - 1]) {
    const bytes = encodeMessage(message, { maxSize })
    expect(bytes.length).toBeLessThanOrEqual(maxSize)
    expect(decodeMessage(bytes)).toMatchObject({
      additionals: { length: whole - maxSize === 0 ? 2 : 1 },
      edns: { options: [{}] },
    })
  }
})

it('an unknown flag is refused as one of OPT', () => {
  const encode = () => encodeMessage({ edns: { flags: { ad: true } as never } })
  expect(caught(encode)).toMatchObject({ code: 'bad-value', message: expect.stringMatching(/^encode OPT: /) })
})
