/** EDNS options and DSO TLVs of a caller's own: bytes are told from data by the name, and every description that fails has a typed error. */
import { caught, hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type AnyMessageInit,
  allDsoTlvs,
  annotateMessage,
  encodeMessage,
  formatMessage,
  type MessageCodec,
  messageCodec,
  messageFromJson,
  messageToJson,
  type OptionType,
  parseMessage,
  type TlvType,
} from '../../src/all.js'

interface Bytes {
  readonly data: Uint8Array
}

/** Its data is bytes, but not the bytes on the wire: they follow their length. */
const counted: OptionType<Bytes, 'COUNTED'> = {
  name: 'COUNTED',
  code: 65_100,
  decode: reader => ({ data: reader.opaque(reader.u8()) }),
  encode: (writer, { data }) => {
    writer.u8(data.length)
    writer.raw(data)
  },
}
const countedTlv: TlvType<Bytes, 'COUNTED'> = {
  ...counted,
  encode: (writer, _registry, data) => counted.encode(writer, data),
}

type Loose = MessageCodec<unknown, unknown, unknown>

/** The same description as an option and as a TLV: the codec, and a message with one. */
const kinds = (description: object): readonly (readonly [string, Loose, (given: object) => AnyMessageInit])[] => {
  const tlv = {
    ...description,
    encode: (writer: never, _registry: never, data: never) => (description as never as typeof counted).encode(writer, data),
  }
  return [
    ['option', messageCodec([], [description as never]) as Loose, given => ({ edns: { options: [given as never] } })],
    ['TLV', messageCodec([], [], [...allDsoTlvs, tlv as never]) as Loose, given => ({ dso: { tlvs: [given as never] } })],
  ]
}
const decodedBy = (codec: Loose, bytes: Uint8Array): unknown => {
  const { edns, dso } = codec.decode(bytes)
  return (edns?.options ?? dso?.tlvs)?.[0]
}

describe.each(kinds(counted))('%s whose data is only bytes', (kind, codec, message) => {
  const data = hex('aabb')

  it('is encoded by its description under its name, in any case', () => {
    for (const name of ['COUNTED', 'counted']) {
      const bytes = codec.encode(message({ name, data }))
      expect(bytes.subarray(-5)).toEqual(hex('0003 02 aabb'))
      expect(decodedBy(codec, bytes)).toEqual({ code: 65_100, name: 'COUNTED', data })
      const whole = codec.decode(bytes)
      expect(codec.encode(whole as AnyMessageInit)).toEqual(bytes)
      expect(parseMessage(formatMessage(whole as never, { codec }), { codec })).toEqual(whole)
      expect(messageFromJson(messageToJson(whole as AnyMessageInit, { codec }), { codec })).toEqual(whole)
    }
  })

  it.each([{}, { name: `${kind === 'option' ? 'OPT' : 'DSO'}65100` }, { name: 'OTHER' }])(
    'by its code and %o its bytes are written, if they are valid',
    named => {
      const bytes = codec.encode(message({ code: 65_100, ...named, data: hex('02 aabb') }))
      expect(decodedBy(codec, bytes)).toEqual({ code: 65_100, name: 'COUNTED', data })
      expect(caught(() => codec.encode(message({ code: 65_100, ...named, data })))).toMatchObject({
        name: 'DnsError',
        code: kind === 'option' ? 'bad-edns' : 'bad-dso',
        fault: 'local',
      })
    },
  )
})

describe('bytes by the code of a TLV', () => {
  it('are written where the TLV is described, too (RFC 8490 7.1)', () => {
    const codec = messageCodec([], [], allDsoTlvs)
    const bytes = codec.encode({ dso: { tlvs: [{ code: 1, data: hex('00003a98 00007530') }] } })
    expect(decodedBy(codec, bytes)).toMatchObject({ name: 'KEEPALIVE', inactivityTimeout: 15_000 })
    expect(caught(() => codec.encode({ dso: { tlvs: [{ code: 1, data: hex('00') }] } }))).toMatchObject({ code: 'bad-dso' })
  })

  it('may point back into the message, wherever it is in an array', () => {
    const codec = messageCodec([], [], allDsoTlvs)
    const question = { name: 'a.example', type: 'TYPE1', class: 'IN' }
    const init: AnyMessageInit = {
      dso: {
        tlvs: [
          { name: 'SUBSCRIBE', question },
          { code: 0x40, data: hex('c010 0001 0001') },
        ],
      },
    }
    const target = new Uint8Array(64)
    const length = codec.encodeInto(init, target, 7)
    expect(target.slice(7, 7 + length)).toEqual(codec.encode(init))
    expect(codec.decode(target.slice(7, 7 + length)).dso!.tlvs[1]).toMatchObject({ question: { name: 'a.example' } })
  })
})

describe.each(
  kinds({
    name: 'STATUS',
    code: 65_101,
    decode: (reader: never) => ({ error: (reader as { u8(): number }).u8() }),
    encode: (writer: { u8(value: number): void }, { error }: { error: number }) => writer.u8(error),
  }),
)('%s with a key `error`', (_kind, codec, message) => {
  it('is encoded by its description', () => {
    for (const given of [
      { name: 'STATUS', error: 5 },
      { code: 65_101, error: 5 },
    ]) {
      const bytes = codec.encode(message(given))
      expect(decodedBy(codec, bytes)).toEqual({ code: 65_101, name: 'STATUS', error: 5 })
      expect(codec.encode(codec.decode(bytes) as AnyMessageInit)).toEqual(bytes)
    }
  })
})

it('a damaged option without description is refused like a TLV', () => {
  const { error } = { error: caught(() => messageCodec([]).decode(new Uint8Array(1))) }
  const damaged = { code: 65_200, data: hex('aa'), error: error as never }
  const codec = messageCodec([])
  for (const init of [{ edns: { options: [damaged] } }, { dso: { tlvs: [damaged] } }] as AnyMessageInit[]) {
    expect(caught(() => codec.encode(init)).message).toMatch(/65200: it is damaged; set allowDamaged/)
    expect(codec.encode(init, { allowDamaged: true }).subarray(-3)).toEqual(hex('0001 aa'))
  }
})

describe('a description that decodes something else', () => {
  const reserved = [{ code: 1 }, { name: 'x' }, { data: new Uint8Array(1), more: 1 }]
  const rows = [undefined, null, 5, 'x', Symbol('x'), [], ...reserved].flatMap(value =>
    kinds({ name: 'ODD', code: 65_102, decode: () => value, encode: () => {} }).map(row => [...row, value] as const),
  )
  it.each(rows)('%s', (kind, codec, message, value) => {
    const bytes = messageCodec([], []).encode(message({ code: 65_102, data: new Uint8Array(0) }))
    const typed = { name: 'DnsError', code: 'bad-value', message: expect.stringMatching(`^decode ${kind} ODD: `) }
    expect(caught(() => codec.decode(bytes))).toMatchObject(typed)
    const { edns, dso } = codec.decode(bytes, { keepDamaged: true })
    expect((edns?.options ?? dso?.tlvs)?.[0]).toMatchObject({ data: new Uint8Array(0), error: typed })
    if (kind === 'option' && !reserved.includes(value as never))
      expect(annotateMessage(bytes, { codec, keepDamaged: true }).length).toBeGreaterThan(8)
  })

  it('names of TLVs ignore case, as those of types and options do', () => {
    const codec = messageCodec([], [], allDsoTlvs)
    const bytes = codec.encode({ dso: { tlvs: [{ name: 'Retry-Delay', retryDelay: 7 }] } })
    expect(decodedBy(codec, bytes)).toEqual({ code: 2, name: 'RETRY-DELAY', retryDelay: 7 })
    expect(codec.encode({ dso: { tlvs: [{ name: 'dso9', data: hex('aa') }] } }).subarray(-5)).toEqual(hex('0009 0001 aa'))
  })

  it('a reader that was moved does not hide that bytes are left', () => {
    const decode = (reader: { pos: number; end: number }): object => {
      reader.end = reader.pos
      return {}
    }
    for (const [kind, codec, message] of kinds({ name: 'ODD', code: 65_102, decode, encode: () => {} })) {
      const bytes = messageCodec([], []).encode(message({ code: 65_102, data: hex('aabb') }))
      expect(caught(() => codec.decode(bytes)).message).toBe(`decode ${kind} ODD: 2 extra bytes`)
    }
  })
})

it('padTo with an own option of code 12 that does not take zeros is refused (RFC 7830 3)', () => {
  const own: OptionType<{ readonly n: number }, 'PADDING'> = {
    name: 'PADDING',
    code: 12,
    decode: reader => ({ n: reader.u8() }),
    encode: (writer, { n }) => writer.u8(n),
  }
  const codec = messageCodec([], [own])
  expect(caught(() => codec.encode({ edns: {} }, { padTo: 128 }))).toMatchObject({ code: 'bad-edns', fault: 'local' })
  const any = {
    ...own,
    decode: (reader: { take(count: number): number; end: number; pos: number }) => ({ n: reader.take(reader.end - reader.pos) }),
  }
  expect(messageCodec([], [any]).encode({ edns: {} }, { padTo: 128 })).toHaveLength(128)
})

it('a TLV that is given by its name is printed with its name', () => {
  const codec = messageCodec([], [], [...allDsoTlvs, countedTlv])
  const given = { ...codec.decode(codec.encode({ dso: { tlvs: [] } })), dso: { tlvs: [{ name: 'COUNTED', data: hex('aa') }] } }
  expect(formatMessage(given as never, { codec })).toContain('; COUNTED: 01 aa')
})

it('an option by its bytes has no pointer, also where the message has a name: its data means the same everywhere', () => {
  const host: OptionType<{ readonly host: string }, 'HOST'> = {
    name: 'HOST',
    code: 65_100,
    decode: reader => ({ host: reader.name() }),
    encode: (writer, { host }) => writer.name(host, false),
  }
  const codec = messageCodec([], [host])
  const encode = (digits: string) =>
    codec.encode({ questions: [{ name: 'a', type: 'A' }], edns: { options: [{ code: 65_100, data: hex(digits) }] } })
  expect(caught(() => encode('c00c'))).toMatchObject({ code: 'bad-edns', section: 'additional' })
  expect(codec.decode(encode('0161 00')).edns!.options).toMatchObject([{ host: 'a' }])
})

it('an option with an error is damaged, also under the name of its description', () => {
  const error = caught(() => encodeMessage({ edns: { options: [{ code: 10, data: hex('00') }] } }))
  const damaged = { edns: { options: [{ code: 12, name: 'PADDING', data: hex('00'), error }] } } as never
  expect(caught(() => encodeMessage(damaged))).toMatchObject({ code: 'bad-edns', message: expect.stringContaining('damaged') })
  expect(encodeMessage(damaged, { allowDamaged: true }).subarray(-5)).toEqual(hex('000c 0001 00'))
})
