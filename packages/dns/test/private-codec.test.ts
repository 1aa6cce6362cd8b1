/**
 * A caller's own record type, EDNS option and DSO TLV work under their own names wherever `MX` works: in messages, questions, lists of types, zone text,
 * dig's text, JSON, views, annotations, canonical forms and signatures.
 */
import { fc, test } from '@fast-check/vitest'
import { caught } from '@mailwire/tooling/testing'
import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  type AnyMessageInit,
  allDsoTlvs,
  allEdnsOptions,
  allRecordTypes,
  annotateMessage,
  canonicalRdata,
  canonicalRecord,
  closestEncloser,
  type DnsError,
  type DnsRecord,
  type DsoTlv,
  decodeMessage,
  defaultCodec,
  encodeTransfer,
  formatMessage,
  formatRdata,
  formatRecord,
  formatZone,
  isDnsError,
  isNullMx,
  type Message,
  type MessageCodec,
  type MessageReader,
  MessageView,
  type MessageWriter,
  messageCodec,
  messageFromDohJson,
  messageFromJson,
  messageToDohJson,
  messageToJson,
  mx,
  nsec3Covers,
  nsec3Matches,
  nsecCovers,
  type OptionType,
  parseMessage,
  parseZone,
  proveDenial,
  proveWildcard,
  type RdataTokens,
  type RecordType,
  type TlvType,
  TransferDecoder,
  type TransferEvent,
  udpLimit,
  verifyRrset,
  type ZoneEvent,
  ZoneParser,
  zoneDigest,
} from '../src/all.js'
import { characterStrings, code, counted, hex, name, optional, rest, u8, u16, u32 } from '../src/fields.js'

interface Widget {
  readonly size: number
  readonly maker: string
}

const widget: RecordType<Widget, 'WIDGET'> = { name: 'WIDGET', code: 65_280, fields: { size: u16, maker: name } }

interface Color {
  readonly rgb: number
}

const color: OptionType<Color, 'COLOR'> = {
  name: 'COLOR',
  code: 65_100,
  decode: reader => ({ rgb: reader.u32() }),
  encode: (writer, { rgb }) => writer.u32(rgb),
  text: {
    label: 'COLOR',
    format: ({ rgb }) => `#${rgb}`,
    parse: text => (text.startsWith('#') ? { rgb: Number(text.slice(1)) } : undefined),
  },
}
/** One that has no words. */
const shade: OptionType<{ readonly level: number }> = {
  name: 'SHADE',
  code: 65_101,
  decode: reader => ({ level: reader.u8() }),
  encode: (writer, { level }) => writer.u8(level),
}
interface Ping {
  readonly count: number
}

const ping: TlvType<Ping, 'PING'> = {
  name: 'PING',
  code: 0xf801,
  decode: reader => ({ count: reader.u16() }),
  encode: (writer, _registry, { count }) => writer.u16(count),
}

const codec = messageCodec([...allRecordTypes, widget], [...allEdnsOptions, color, shade], [...allDsoTlvs, ping])

const record = { name: 'w.some.domain', type: 'WIDGET', class: 'IN', ttl: 60, data: { size: 7, maker: 'acme.example' } } as const
const bitmap = {
  name: 'w.some.domain',
  type: 'NSEC',
  ttl: 60,
  data: { nextName: 'x.some.domain', types: ['A', 'WIDGET'] },
} as const
const init: AnyMessageInit = {
  id: 7,
  flags: { qr: true },
  questions: [{ name: 'w.some.domain', type: 'widget' }],
  answers: [record],
  authorities: [bitmap],
  edns: {
    options: [
      { name: 'COLOR', rgb: 255 },
      { name: 'SHADE', level: 3 },
    ],
  },
}
const message = codec.decode(codec.encode(init))

describe('in messages', () => {
  it('a question, a record, a list of types and options have their names', () => {
    expect(message.questions[0]).toMatchObject({ name: 'w.some.domain', type: 'WIDGET' })
    expect(message.answers[0]).toMatchObject(record)
    expect(message.authorities[0]!.data).toEqual(bitmap.data)
    expect(message.edns!.options).toEqual([
      { code: 65_100, name: 'COLOR', rgb: 255 },
      { code: 65_101, name: 'SHADE', level: 3 },
    ])
  })

  it('the type of the data follows from the codec', () => {
    const [answer] = message.answers
    const maker: string | undefined = answer?.type === 'WIDGET' ? answer.data?.maker : undefined
    const exchange: string | undefined = answer?.type === 'MX' ? answer.data?.exchange : undefined
    expect([maker, exchange]).toEqual(['acme.example', undefined])
    const [option] = message.edns!.options
    const rgb: number | undefined = option?.name === 'COLOR' ? option.rgb : undefined
    const nsid: Uint8Array | undefined = option?.name === 'NSID' ? option.data : undefined
    expect([rgb, nsid]).toEqual([255, undefined])
    const seen = new MessageView(codec.encode(init)).answer()?.decode(codec)
    const size: number | undefined = seen?.type === 'WIDGET' ? seen.data?.size : undefined
    expect(size).toBe(7)
  })

  it('a DSO TLV has its name', () => {
    const bytes = codec.encode({ dso: { tlvs: [{ name: 'PING', count: 3 }] } })
    expect(codec.decode(bytes).dso!.tlvs).toEqual([{ code: 0xf801, name: 'PING', count: 3 }])
  })

  it('the type of a TLV follows from the codec, and that of the records in PUSH', () => {
    const decoded = codec.decode(
      codec.encode({
        dso: {
          tlvs: [
            { name: 'PING', count: 3 },
            { name: 'PUSH', records: [record] },
          ],
        },
      }),
    )
    const [first, second] = decoded.dso!.tlvs
    if (first?.name !== 'PING' || second?.name !== 'PUSH') throw new Error('no TLVs')
    expectTypeOf(first).toEqualTypeOf<{ readonly code: number; readonly name: 'PING' } & Ping>()
    const [pushed] = second.records
    const maker: string | undefined = pushed?.type === 'WIDGET' ? pushed.data?.maker : undefined
    expect([first.count, maker]).toEqual([3, 'acme.example'])
    expectTypeOf(decodeMessage).returns.toExtend<Message>()
    expectTypeOf(decoded).not.toExtend<Message>()
    for (const read of [
      parseMessage(formatMessage(decoded, { codec }), { codec }),
      messageFromJson(messageToJson(decoded, { codec }), { codec }),
      codec.decode(codec.encode(decoded), { partial: true }),
    ]) {
      expectTypeOf(read).toExtend<typeof decoded>()
      expect(read.dso).toEqual(decoded.dso)
    }
  })

  it('a description without a literal name does not widen the type', () => {
    const untyped: TlvType<Ping> = ping
    const { dso } = messageCodec([], [], [...allDsoTlvs, untyped]).decode(
      codec.encode({ dso: { tlvs: [{ name: 'PING', count: 3 }] } }),
    )
    expectTypeOf(dso!.tlvs[0]!).toEqualTypeOf<DsoTlv>()
    expect(dso!.tlvs).toEqual([{ code: 0xf801, name: 'PING', count: 3 }])
  })

  it('without the codec they are opaque, and their names unknown', () => {
    const opaque = decodeMessage(codec.encode(init))
    expect([opaque.questions[0]!.type, opaque.answers[0]!.type, opaque.edns!.options[0]!.name]).toEqual([
      'TYPE65280',
      'TYPE65280',
      'OPT65100',
    ])
    expect(caught(() => defaultCodec().encode({ answers: [record] }))).toMatchObject({ code: 'bad-type' })
    expect(caught(() => defaultCodec().encode(init))).toMatchObject({ code: 'bad-type', section: 'question' })
  })

  it('RRsets of them are left out whole', () => {
    const answers = [1, 2, 3].map(each => ({ ...record, data: { ...record.data, size: each } }))
    const other = { ...record, name: 'v.some.domain' }
    const cut = codec.decode(
      codec.encode({ ...init, answers: [other, ...answers], authorities: [], edns: undefined }, { maxSize: 130 }),
    )
    expect([cut.answers.length, cut.flags.tc]).toEqual([1, true])
  })

  const owner = fc.constantFrom('a.example', 'b.a.example', 'some.domain', '.')
  const anyWidget = fc.record({ size: fc.nat(0xffff), maker: owner })
  test.prop([fc.array(fc.record({ name: owner, data: anyWidget }), { maxLength: 4 }), fc.nat(0xffff_ffff), fc.nat(255)])(
    'the law of the codecs holds',
    (records, rgb, level) => {
      const bytes = codec.encode({
        questions: [{ name: 'a.example', type: 'WIDGET' }],
        answers: records.map(each => ({ ...each, type: 'WIDGET' })),
        edns: {
          options: [
            { name: 'COLOR', rgb },
            { name: 'SHADE', level },
          ],
        },
      })
      const decoded = codec.decode(bytes)
      expect(decoded.answers.map(each => ({ name: each.name, data: each.data }))).toEqual(records)
      expect(codec.decode(codec.encode(decoded))).toEqual(decoded)
      expect(codec.encode(decoded)).toEqual(bytes)
      expect(parseMessage(formatMessage(decoded, { codec }), { codec })).toEqual(decoded)
      expect(messageFromJson(JSON.parse(JSON.stringify(messageToJson(decoded, { codec }))), { codec })).toEqual(decoded)
    },
  )
})

describe('in streams', () => {
  const soa = parseZone('some.domain. 60 IN SOA a. b. 1 2 3 4 5')[0]!

  it('of zone text, with their types', () => {
    const parser = new ZoneParser({ codec })
    parser.push('w.some.domain. 60 IN WIDGET 7 acme.example.\n')
    parser.end()
    const event = parser.next()
    expectTypeOf(event).toEqualTypeOf<ZoneEvent<(typeof message.answers)[number]> | undefined>()
    expect(event?.type === 'WIDGET' && event.data?.maker).toBe('acme.example')
    expectTypeOf(new ZoneParser({ origin: 'a' }).next()).toEqualTypeOf<ZoneEvent | undefined>()
    expectTypeOf(parseZone('', { codec })).toEqualTypeOf<(typeof message.answers)[number][]>()
    expectTypeOf(parseZone('', { codec: { registry: codec.registry } })).toEqualTypeOf<DnsRecord[]>()
  })

  it('of a transfer, with their types', () => {
    const response = { id: 7, questions: [{ name: 'some.domain', type: 'AXFR' }] }
    const messages = [...encodeTransfer(response, [soa, ...message.answers, soa], { codec })]
    const decoder = new TransferDecoder({ zone: 'some.domain', id: 7, codec })
    expectTypeOf<Parameters<typeof decoder.push>[0]>().toEqualTypeOf<
      Message<Extract<(typeof message.answers)[number], { type: 'WIDGET' }>, unknown, unknown>
    >()
    for (const bytes of messages) decoder.push(codec.decode(bytes))
    const makers: (string | undefined)[] = []
    for (let event = decoder.next(); event !== undefined; event = decoder.next())
      if (event.type === 'add' && event.record.type === 'WIDGET') makers.push(event.record.data?.maker)
    expect(makers).toEqual(['acme.example'])
    expect(caught(() => [...encodeTransfer(response, [soa, ...(message.answers as DnsRecord[]), soa])])).toMatchObject({
      code: 'bad-type',
    })
    expectTypeOf(new TransferDecoder({ zone: 'a', id: 7 }).next()).toEqualTypeOf<TransferEvent | undefined>()
    expect(caught(() => new TransferDecoder({ zone: 'a', id: 7, codec: messageCodec([widget]) })).message).toBe(
      'decode transfer: codec: no description of SOA',
    )
  })

  it('to functions that look for records of other types', async () => {
    const { answers } = message
    const nsec = { ...bitmap, name: 'v.some.domain', data: { ...bitmap.data, nextName: 'x.some.domain' } }
    expect(isNullMx(answers)).toBe(false)
    expect(udpLimit(message)).toBe(1232)
    expect(await proveDenial('w.some.domain', 'A', 'some.domain', answers, { codec })).toBeUndefined()
    expect(await proveWildcard('w.some.domain', '*.some.domain', 'some.domain', [...answers, nsec], { codec })).toBe(true)
    expect(await closestEncloser('w.some.domain', 'some.domain', answers, { codec })).toBeUndefined()
    expect(caught(() => nsecCovers(answers[0]!, 'a', { codec }))).toMatchObject({ code: 'bad-type' })
    for (const call of [nsec3Covers, nsec3Matches])
      await expect(call(answers[0]!, 'a', { codec })).rejects.toMatchObject({ code: 'bad-type' })
    await expect(verifyRrset(answers, answers[0]!, answers[0]!, { now: 0, codec })).rejects.toMatchObject({ code: 'bad-type' })
  })
})

describe('in text', () => {
  const line = 'w.some.domain.\t\t60\tIN\tWIDGET\t7 acme.example.'

  it('zone text, both ways', () => {
    expect([formatRecord(record, { codec }), formatRdata(record, { codec })]).toEqual([line, '7 acme.example.'])
    expect(parseZone(line, { codec })).toEqual([message.answers[0]])
    const options = { origin: 'some.domain', codec } as const
    const zone = formatZone([record, bitmap], options)
    expect(zone).toContain('A WIDGET')
    expect(parseZone(zone, options)[1]!.data).toEqual(bitmap.data)
    expect(
      formatZone([bitmap, record, record], { ...options, canonical: true })
        .trimEnd()
        .split('\n'),
    ).toHaveLength(3)
    expect(
      parseZone('$GENERATE 1-2 w$ 60 IN WIDGET "$ acme.example."', options).map(({ data }) => (data as Widget).size),
    ).toEqual([1, 2])
  })

  it('data in the form for types that are not known, under either name', () => {
    expect(parseZone('w.some.domain. 60 IN TYPE65280 7 acme.example.', { codec })).toEqual([message.answers[0]])
    const [opaque] = parseZone('w. 60 IN WIDGET \\# 3 000700', { codec })
    expect(opaque!.data).toEqual({ size: 7, maker: '.' })
  })

  it('a list of types in that form, too', () => {
    const hex = Buffer.from(canonicalRdata(bitmap, { codec })).toString('hex')
    expect(parseZone(`w.some.domain. 60 NSEC \\# ${hex.length / 2} ${hex}`, { codec })[0]!.data).toEqual(bitmap.data)
  })

  it("dig's text, both ways", () => {
    const text = formatMessage(message, { codec })
    expect(text).toContain(';w.some.domain.\t\t\tIN\tWIDGET')
    expect(text).toContain(line)
    expect(text).toContain('; COLOR: #255\n; SHADE: 03 (".")\n')
    expect(parseMessage(text, { codec })).toEqual(message)
    expect(formatMessage(message, { codec, short: true })).toBe('7 acme.example.\n')
    expect(caught(() => parseMessage(text))).toMatchObject({ code: 'bad-type' })
  })

  it('JSON, both ways', () => {
    const json = messageToJson(message, { codec })
    expect(json).toMatchObject({ QTYPEname: 'WIDGET', answerRRs: [{ TYPEname: 'WIDGET', rdataWIDGET: '7 acme.example.' }] })
    expect(messageFromJson(json, { codec })).toEqual(message)
    const named = { questionRRs: [{ NAME: 'a.example', TYPEname: 'WIDGET' }] }
    expect(messageFromJson(named, { codec }).questions[0]!.type).toBe('WIDGET')
    const answer = messageToDohJson({ ...message, authorities: [], edns: undefined }, { codec })
    expect(answer.Answer).toEqual([{ name: 'w.some.domain.', type: 65_280, TTL: 60, data: '7 acme.example.' }])
    expect(messageFromDohJson(answer, { codec }).answers).toEqual(message.answers)
  })
})

describe('in views and canonical forms', () => {
  const bytes = codec.encode(init)

  it('a view decodes with the codec that it is handed', () => {
    const view = new MessageView(bytes)
    expect(view.question()!.decode(codec)).toEqual(message.questions[0])
    expect(view.question()!.decode(defaultCodec()).type).toBe('TYPE65280')
    expect(view.answer()!.decode(codec)).toEqual(message.answers[0])
    expect(view.answer()!.decode(defaultCodec()).type).toBe('TYPE65280')
  })

  it('annotations name types, fields and options', () => {
    const noted = annotateMessage(bytes, { codec }).map(({ field, value }) => `${field} ${value}`)
    expect(noted).toEqual(
      expect.arrayContaining(['type WIDGET', 'size 7', 'maker acme.example.', 'option code COLOR', 'option data #255']),
    )
    expect(noted).toContain('types A WIDGET')
  })

  it('the canonical form and what is made of it', async () => {
    expect(canonicalRdata(record, { codec })).toEqual(
      canonicalRdata({ ...record, type: 65_280, data: { bytes: canonicalRdata(record, { codec }) } }),
    )
    expect(canonicalRecord(record, { codec }).length).toBeGreaterThan(20)
    const soa = parseZone('some.domain. 60 IN SOA a. b. 1 2 3 4 5')
    const [own, opaque] = await Promise.all([
      zoneDigest('some.domain', [...soa, record], 1, { codec }),
      zoneDigest('some.domain', [...soa, { ...record, type: 'TYPE65280', data: { bytes: canonicalRdata(record, { codec }) } }]),
    ])
    expect(own).toEqual(opaque)
  })

  it('the denial of a type', async () => {
    const denied = await proveDenial(
      'w.some.domain',
      'WIDGET',
      'some.domain',
      [{ ...bitmap, data: { ...bitmap.data, types: ['A'] } }],
      { codec },
    )
    expect(denied?.kind).toBe('no-data')
    expect(await proveDenial('w.some.domain', 'WIDGET', 'some.domain', [bitmap as never], { codec })).toBeUndefined()
  })
})

describe('names', () => {
  const other = (name: string, code: number) => ({ ...widget, name, code })

  it.each<[string, readonly (typeof widget | ReturnType<typeof other>)[]]>([
    ['that IANA has for another number', [other('TXT', 65_280)]],
    ['that two types have', [widget, other('widget', 65_281)]],
    ['that is the form of another number', [other('TYPE5', 65_280)]],
    ['with a blank', [other('A B', 65_280)]],
    ['that is empty', [other('', 65_280)]],
    ['that begins with a digit', [other('1H', 65_280)]],
    ['with a line end', [other('A\n', 65_280)]],
    ['of a number that IANA calls otherwise', [other('WIDGET', 15)]],
    ['of a number that another description has', [widget, other('GADGET', 65_280)]],
    ['that a class has', [other('ch', 65_280)]],
    ["in another spelling than IANA's", [other('mx', 15)]],
    ['that is the number of a type with a name', [other('TYPE15', 15)]],
    ['that is a number in another spelling', [other('type65280', 65_280)]],
    ['of a number that has two names, one of them the number', [other('TYPE65280', 65_280), widget]],
    ['of a number that has two names, the number last', [widget, other('TYPE65280', 65_280)]],
  ])('%s is refused', (_, types) => {
    expect(caught(() => messageCodec(types))).toMatchObject({ code: 'bad-value', fault: 'local' })
  })

  it.each<[string, () => unknown]>([
    ['an option of a number that IANA calls otherwise', () => messageCodec([], [{ ...color, code: 10 }])],
    ['two options of one number', () => messageCodec([], [color, { ...shade, code: color.code }])],
    ["a name that is another option's label", () => messageCodec([], [...allEdnsOptions, { ...shade, name: 'PAD' }])],
    [
      "a label that is another option's",
      () => messageCodec([], [color, { ...shade, text: { ...color.text!, label: 'COLOR' } as never }]),
    ],
    ["an option in another spelling than IANA's", () => messageCodec([], [{ ...color, name: 'cookie', code: 10 }])],
    ['a TLV in another spelling than its number', () => messageCodec([], [], [{ ...ping, name: 'dso63489' }])],
    ['a label with a colon', () => messageCodec([], [{ ...color, text: { ...color.text!, label: 'A: B' } }])],
    ['an option without decode', () => messageCodec([], [{ ...color, decode: undefined as never }])],
    ['a TLV without encode', () => messageCodec([], [], [{ ...ping, encode: undefined as never }])],
    [
      'a TLV that is called as one of another number without a description',
      () => messageCodec([], [], [{ ...ping, name: 'DSO9' }]),
    ],
    ['a field that has the key of opaque data', () => messageCodec([{ ...widget, fields: { bytes: u16 } as never }])],
    ['a field whose key is __proto__', () => messageCodec([{ ...widget, fields: { maker: name, ['__proto__']: u16 } as never }])],
    ['a decode that is not a function', () => messageCodec([{ ...widget, decode: 'x' as never }])],
    ['a check that is not a function', () => messageCodec([{ ...widget, check: {} as never }])],
    ['a format that is not a function', () => messageCodec([{ ...widget, format: 7 as never }])],
    ['a field whose key is a number', () => messageCodec([{ ...widget, fields: { maker: name, 1: u16 } as never }])],
    [
      'a field that takes the rest before another',
      () => messageCodec([{ ...widget, fields: { list: characterStrings, tail: rest(hex, 0) } }]),
    ],
    [
      'a field that may be left out before another',
      () => messageCodec([{ ...widget, fields: { a: optional(u16), b: optional(u16) } }]),
    ],
    ['a named number whose name has a blank', () => code({ 'A B': 1 }, 1, 'mnemonic')],
    ['a named number whose name is a number', () => code({ 7: 1 }, 1, 'mnemonic')],
    ['a named number that does not fit', () => code({ X: 999 }, 1, 'number')],
    ['a named number without a table', () => code(null as never, 1, 'number')],
    ['a named number of three bytes', () => code({ X: 9 }, 3 as never, 'number')],
    ['a named number that is shown otherwise', () => code({ X: 9 }, 1, 'both' as never)],
    ['bytes without a notation', () => rest({} as never, 0)],
    ['bytes of a negative length', () => rest(hex, -1)],
    ['bytes after a length of three bytes', () => counted(hex, 3 as never, 0)],
    ['a field that is an empty object', () => messageCodec([{ ...widget, fields: { ...widget.fields, size: {} as never } }])],
    ['a field that is undefined', () => messageCodec([{ ...widget, fields: { ...widget.fields, size: undefined as never } }])],
  ])('%s is refused', (_, run) => {
    expect(caught(run)).toMatchObject({ name: 'DnsError', code: 'bad-value', fault: 'local' })
  })

  it("of options read back in dig's text, in lower case and without a label too", () => {
    const { label: _, ...words } = color.text!
    const lower = messageCodec(
      [],
      [
        { ...color, name: 'color', text: words },
        { ...shade, name: 'shade' },
      ],
    )
    const options = [
      { name: 'color', rgb: 7 },
      { name: 'shade', level: 3 },
    ]
    const decoded = lower.decode(lower.encode({ edns: { options } }))
    const text = formatMessage(decoded, { codec: lower })
    expect(text).toContain('; color: #7\n; shade: 03 (".")\n')
    expect(parseMessage(text, { codec: lower })).toEqual(decoded)
  })

  it('of options and TLVs are checked as well', () => {
    expect(caught(() => messageCodec([], [{ ...color, name: 'NSID' }]))).toMatchObject({ code: 'bad-value' })
    expect(caught(() => messageCodec([], [], [ping, { ...ping, code: 9 }]))).toMatchObject({ code: 'bad-value' })
  })

  it.each<[string, (codec: { decode(bytes: Uint8Array): unknown }) => unknown, MessageCodec<never, unknown, unknown>]>([
    [
      'option',
      codec =>
        codec.decode(messageCodec([]).encode({ edns: { options: [{ code: color.code, data: Uint8Array.of(0, 0, 0, 7) }] } })),
      messageCodec([], [{ ...color, decode: reader => ({ rgb: reader.u32(), name: 'red' }) }]),
    ],
    [
      'TLV',
      codec => codec.decode(messageCodec([]).encode({ dso: { tlvs: [{ code: ping.code, data: Uint8Array.of(0, 7) }] } })),
      messageCodec([], [], [{ ...ping, decode: reader => ({ count: reader.u16(), code: 7 }) }]),
    ],
  ])('data of a kind of %s may not take the place of its name and its number', (_, run, codec) => {
    expect(caught(() => run(codec))).toMatchObject({
      code: 'bad-value',
      message: expect.stringMatching(/has the reserved key (name|code)/),
    })
  })

  it('a description may be an object whose functions use `this`', () => {
    class Sized {
      readonly name = 'SIZED'
      readonly code = 65_281
      readonly fields = { size: u16 }
      readonly #more = 1
      decode(reader: { u16(): number }): { size: number } {
        return { size: reader.u16() + this.#more }
      }
      encode(writer: { u16(value: number): void }, { size }: { readonly size: number }): void {
        writer.u16(size - this.#more)
      }
      check({ size }: { readonly size: number }): string | undefined {
        return size < this.#more ? 'too small' : undefined
      }
    }
    const own = messageCodec([new Sized()])
    const sized = { name: 'a', type: 'SIZED', data: { size: 7 } } as const
    expect(own.decode(own.encode({ answers: [sized] })).answers).toMatchObject([sized])
  })

  it('a description takes the place of one of the same number', () => {
    const own = messageCodec([
      ...allRecordTypes,
      { ...mx, fields: { preference: mx.fields.preference, exchange: mx.fields.exchange } },
    ])
    expect(own.decode(own.encode({ questions: [{ name: 'a', type: 'MX' }] })).questions[0]!.type).toBe('MX')
  })

  it('what is not a codec is refused', () => {
    for (const wrong of [null, 7, {}, { registry: {} }]) {
      const options = { codec: wrong as never }
      for (const run of [
        () => parseZone('', options),
        () => formatRecord(record, options),
        () => formatMessage(message, options),
        () => annotateMessage(codec.encode(init), options),
        () => messageToJson(init, options),
        () => canonicalRdata(record, options),
        () => new MessageView(codec.encode(init)).answer()!.decode(wrong as never),
      ])
        expect(caught(run)).toMatchObject({ name: 'DnsError', code: 'bad-value' })
    }
  })
})

it("a type that is called by its number, or by IANA's name, has that name everywhere", () => {
  for (const [type, code] of [
    ['TYPE65280', 65_280],
    ['MX', 15],
  ] as const) {
    const codec = messageCodec([{ ...widget, name: type, code }])
    const answers = [
      { ...record, type },
      { ...record, type, class: 'ANY', data: undefined },
    ] as AnyMessageInit['answers']
    const decoded = codec.decode(codec.encode({ questions: [{ name: 'a', type: type.toLowerCase() }], answers }))
    expect([...decoded.questions, ...decoded.answers].map(each => each.type)).toEqual([type, type, type])
  }
})

it('a field that takes the rest may stand before others in a description by hand', () => {
  const fields = { list: rest(hex, 1), size: u8 }
  const byHand = {
    name: 'TAIL',
    code: 65_281,
    fields,
    decode: (reader: MessageReader) => ({ list: reader.opaque(reader.end - reader.pos - 1), size: reader.u8() }),
    parse: (tokens: RdataTokens) => ({ size: fields.size.parse(tokens), list: fields.list.parse(tokens) }),
  }
  const own = messageCodec([byHand])
  const data = { list: Uint8Array.of(1, 2), size: 3 }
  expect(own.decode(own.encode({ answers: [{ name: 'a', type: 'TAIL', data }] })).answers[0]!.data).toEqual(data)
})

describe('a number that does not fit', () => {
  const wrong = [undefined, null, '1', 300.5, -1, Number.NaN, 2 ** 32, 700_000, 300]
  const rows = (['u8', 'u16', 'u32'] as const).flatMap(size =>
    wrong
      .filter(value => size === 'u8' || (value !== 300 && (size === 'u16' || value !== 700_000)))
      .map(value => [size, value] as const),
  )
  it.each(rows)('%s %s is refused in a record, an option and a TLV', (size, value) => {
    const write = (writer: MessageWriter, given: unknown): void => writer[size]((given as { n: number }).n)
    const own = messageCodec(
      [{ ...widget, fields: { n: { u8, u16, u32 }[size] } }],
      [{ name: 'NUM', code: 65_100, decode: () => ({}), encode: write }],
      [{ name: 'NUM', code: 0xf801, decode: () => ({}), encode: (writer, _registry, given) => write(writer, given) }],
    )
    const given = { name: 'NUM', n: value }
    for (const [init, place] of [
      [{ answers: [{ name: 'a', type: 'WIDGET', data: { n: value } }] }, 'WIDGET n'],
      [{ edns: { options: [given] } }, 'option NUM'],
      [{ dso: { tlvs: [given] } }, 'TLV NUM'],
    ] as const) {
      const error = caught(() => own.encode(init as never)) as DnsError
      expect(error).toMatchObject({ name: 'DnsError', code: 'bad-value', fault: 'local' })
      expect(error.message).toMatch(new RegExp(`^encode ${place}: a whole number up to \\d+ expected, not \\S+$`))
    }
  })
})

describe('what a description throws', () => {
  const cause = new TypeError('mine')
  const thrower = (): never => {
    throw cause
  }
  const described = { decode: thrower, encode: thrower }
  const text = { label: 'ODD', format: thrower, parse: thrower }
  const odd = { name: 'ODD', code: 65_100 }
  const own = messageCodec(
    [
      { ...widget, fields: { size: { ...u16, ...described, parse: thrower, format: thrower }, maker: name } },
      { ...odd, fields: {}, check: thrower },
    ],
    [
      { ...odd, ...described },
      { name: 'WORDS', code: 65_101, decode: () => ({}), encode: () => {}, text: { ...text, label: 'WORDS' } },
    ],
    [{ ...odd, ...described }],
  )
  const plain = messageCodec([])
  const dig = (label: string): string =>
    formatMessage(plain.decode(plain.encode({ edns: {} }))).replace(/(; EDNS.*\n)/, `$1; ${label}: x\n`)
  const data = new Uint8Array(0)
  const widgets = [{ name: 'a', type: 'WIDGET', data: { size: 1, maker: 'b' } }]
  const opaque = { name: 'a', type: 'TYPE65280', data: { bytes: new Uint8Array(3) } }

  it.each<[string, 'local' | 'remote', string, () => unknown]>([
    ['decode WIDGET', 'remote', 'bad-value', () => own.decode(plain.encode({ answers: [opaque] }))],
    ['encode WIDGET', 'local', 'bad-value', () => own.encode({ answers: widgets })],
    ['parse WIDGET', 'remote', 'bad-value', () => parseZone('a. 60 WIDGET 1 b.', { codec: own })],
    ['format WIDGET', 'local', 'bad-value', () => formatZone(widgets, { codec: own })],
    ['format WIDGET', 'local', 'bad-value', () => formatZone(widgets, { codec: own, origin: 'a' })],
    ['encode ODD', 'local', 'bad-value', () => canonicalRdata({ name: 'a', type: 'ODD', data: {} }, { codec: own })],
    ['parse ODD', 'remote', 'bad-value', () => parseZone('a. 60 ODD', { codec: own })],
    ['decode option ODD', 'remote', 'bad-edns', () => own.decode(plain.encode({ edns: { options: [{ code: 65_100, data }] } }))],
    ['encode option ODD', 'local', 'bad-value', () => own.encode({ edns: { options: [{ name: 'ODD' }] } })],
    [
      'format option WORDS',
      'local',
      'bad-value',
      () => formatMessage(own.decode(own.encode({ edns: { options: [{ name: 'WORDS' }] } })), { codec: own }),
    ],
    ['parse option WORDS', 'remote', 'bad-value', () => parseMessage(dig('WORDS'), { codec: own })],
    ['decode TLV ODD', 'remote', 'bad-dso', () => own.decode(plain.encode({ dso: { tlvs: [{ code: 65_100, data }] } }))],
    ['encode TLV ODD', 'local', 'bad-value', () => own.encode({ dso: { tlvs: [{ name: 'ODD' }] } })],
  ])('%s: is the cause of a typed error', (action, fault, code, run) => {
    expect(caught(run)).toMatchObject({
      name: 'DnsError',
      code,
      fault,
      cause,
      message: `${action}: its description threw an error; see cause`,
    })
  })

  it('damages one record or option only', () => {
    const bytes = plain.encode({ answers: [opaque], edns: { options: [{ code: 65_100, data }] } })
    const { answers, edns, errors } = own.decode(bytes, { partial: true })
    expect([answers[0]!.type, edns!.options[0]!.name, errors.length]).toEqual(['TYPE65280', 'OPT65100', 2])
    expect(annotateMessage(bytes, { codec: own, keepDamaged: true }).length).toBeGreaterThan(8)
    const words = own.encode({ edns: { options: [{ name: 'WORDS' }] } })
    expect(annotateMessage(words, { codec: own }).length).toBeGreaterThan(8)
    const silent = messageCodec([{ ...widget, fields: { size: { ...u16, format: thrower }, maker: name } }])
    const readable = silent.encode({ answers: widgets })
    expect(caught(() => annotateMessage(readable, { codec: silent }))).toMatchObject({ name: 'DnsError', cause })
    expect(annotateMessage(readable, { codec: silent, keepDamaged: true }).at(-1)!.field).toBe('rdata')
  })
})

it('a frozen error of a description stays what it is', () => {
  const frozen = Object.freeze(caught(() => codec.decode(new Uint8Array(1)))) as DnsError
  const thrower = (): never => {
    throw frozen
  }
  const own = messageCodec([{ ...widget, fields: {}, decode: thrower, encode: thrower, parse: thrower, format: thrower }])
  const answers = [{ name: 'a', type: 'WIDGET', data: {} }]
  const bytes = messageCodec([]).encode({ answers: [{ name: 'a', type: 'TYPE65280', data: { bytes: new Uint8Array(1) } }] })
  for (const call of [
    () => own.encode({ answers }),
    () => own.decode(bytes),
    () => new MessageView(bytes).answer()!.decode(own),
    () => formatRecord(answers[0]!, { codec: own }),
  ])
    expect(caught(call)).toBe(frozen)
  expect(own.decode(bytes, { partial: true }).errors).toEqual([frozen])
  expect(isDnsError(caught(() => parseZone('a. 60 WIDGET 1', { codec: own })))).toBe(true)
})
