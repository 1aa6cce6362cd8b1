/** TLVs as lines: which lines are TLVs, and that their bytes need no other message. */
import { hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { allDsoTlvs, messageCodec, type TlvType } from '../../../src/all.js'
import { formatTlv, parseTlv } from '../../../src/message/dso/text.js'
import type { allTypes } from '../../../src/message/everything.js'

const numbered: TlvType<{ readonly count: number }, 'X2-Y'> = {
  name: 'X2-Y',
  code: 0xf802,
  decode: reader => ({ count: reader.u16() }),
  encode: (writer, _registry, { count }) => writer.u16(count),
}
const codec = messageCodec([], [], [...allDsoTlvs, numbered])
const { registry } = codec as never as { readonly registry: ReturnType<typeof allTypes> }
const dataOf = (line: string): Uint8Array => (parseTlv(line, registry) as { readonly data: Uint8Array }).data

describe('the line of a TLV', () => {
  it.each<[line: string, expected: object]>([
    ['; DSO=65535: 41', { code: 65_535, data: hex('41') }],
    ['; DSO=0:', { code: 0, data: hex('') }],
    ['; DSO=63488: 41 \t', { code: 63_488, data: hex('41') }],
    ['; retry-delay: 00 00 0b b8', { name: 'RETRY-DELAY', retryDelay: 3000 }],
    ['; X2-Y: 00 07', { name: 'X2-Y', count: 7 }],
  ])('%s', (line, expected) => {
    expect(parseTlv(line, registry)).toMatchObject(expected)
  })

  it.each([
    '; DSO=65536: 41',
    '; DSO=63488:41',
    '; DSO=63488: 4',
    ' ; DSO=63488: 41',
    'x; DSO=63488: 41',
    '; NOSUCH: 41',
    '; 2X: 41',
    'DSO=63488: 41',
  ])('not %s', line => {
    expect(parseTlv(line, registry)).toBeUndefined()
  })

  it('has no space at its end where there are no bytes', () => {
    expect(formatTlv({ code: 63_488, name: 'DSO63488', data: hex('') }, registry)).toBe('; DSO=63488:')
  })

  it('has at most 65,535 bytes, which a length can say (RFC 8490 5.4.4)', () => {
    expect(dataOf(`; DSO=63488:${' 00'.repeat(65_535)}`)).toHaveLength(65_535)
    expect(parseTlv(`; DSO=63488:${' 00'.repeat(65_536)}`, registry)).toBeUndefined()
  })

  it('has names in full: a pointer would be about another message', () => {
    const records = [1, 2].map(last => ({
      name: 'a.b',
      type: 'TYPE1',
      class: 'IN',
      ttl: 0,
      data: { bytes: hex(`7f00000${last}`) },
    }))
    const line = formatTlv({ code: 0x41, name: 'PUSH', records } as never, registry)
    expect(line.match(/01 61 01 62 00/g)).toHaveLength(2)
    expect(parseTlv(line, registry)).toMatchObject({ name: 'PUSH', records })
  })
})
