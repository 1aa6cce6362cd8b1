import { test } from '@fast-check/vitest'
import { caught, hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { allDsoTlvs, annotateMessage, encodeMessage, messageCodec, type RecordType, type TlvType } from '../src/all.js'
import { u16 } from '../src/fields.js'
import { message } from './arbitraries.js'
import { seed } from './seed.js'

/** `section[index] field offset+length value`, a line each. */
const listing = (bytes: Uint8Array): string[] =>
  annotateMessage(bytes).map(
    ({ section, index, field, offset, length, value }) => `${section}[${index}] ${field} ${offset}+${length} ${value}`,
  )

describe('the annotated listing', () => {
  it('names each field of the starting document', () => {
    const lines = listing(encodeMessage(seed))
    expect(lines.slice(0, 16)).toEqual([
      'header[0] id 0+2 1985',
      'header[0] flags 2+2 0x8180',
      'header[0] question count 4+2 1',
      'header[0] answer count 6+2 5',
      'header[0] authority count 8+2 4',
      'header[0] additional count 10+2 11',
      'question[0] name 12+11 gmail.com.',
      'question[0] type 23+2 MX',
      'question[0] class 25+2 IN',
      'answer[0] name 27+2 gmail.com.',
      'answer[0] type 29+2 MX',
      'answer[0] class 31+2 IN',
      'answer[0] ttl 33+4 262',
      'answer[0] rdlength 37+2 32',
      'answer[0] preference 39+2 40',
      'answer[0] exchange 41+30 alt4.gmail-smtp-in.l.google.com.',
    ])
  })

  it('shows a layout that is not a sequence of fields, opaque data, and bytes after the message', () => {
    const bytes = encodeMessage({
      answers: [
        { name: '.', type: 'A6', data: { prefixLength: 120, address: '::7', prefixName: 'a' } },
        { name: '.', type: 'TYPE999', data: { bytes: hex('abcd') } },
      ],
    })
    const lines = listing(Uint8Array.from([...bytes, 0xff]))
    expect(lines).toContain('answer[0] prefix length 23+1 78')
    expect(lines).toContain('answer[0] address suffix 24+1 07')
    expect(lines).toContain('answer[0] name 25+3 a.')
    expect(lines).toContain('answer[1] rdata 39+2 ABCD')
    expect(lines.at(-1)).toMatch(/ trailing 41\+1 FF$/)
  })

  it('RFC 6891 6.1: shows the size, the version, the flags and each option of OPT', () => {
    const bytes = encodeMessage({
      rcode: 'BADVERS',
      edns: {
        udpPayloadSize: 1232,
        version: 1,
        flags: { do: true, z: 1 },
        options: [
          { name: 'ECS', family: 1, sourcePrefix: 24, scopePrefix: 0, address: '192.0.2.0' },
          { code: 65001, data: hex('abcd') },
          { name: 'NSID', data: hex('') },
        ],
      },
    })
    expect(listing(bytes).slice(6)).toEqual([
      'additional[0] name 12+1 .',
      'additional[0] type 13+2 OPT',
      'additional[0] udp payload size 15+2 1232',
      'additional[0] extended rcode 17+1 1',
      'additional[0] version 18+1 1',
      'additional[0] flags 19+2 0x8001 do',
      'additional[0] rdlength 21+2 21',
      'additional[0] option code 23+2 ECS',
      'additional[0] option length 25+2 7',
      'additional[0] option data 27+7 192.0.2.0/24/0',
      'additional[0] option code 34+2 OPT65001',
      'additional[0] option length 36+2 2',
      'additional[0] option data 38+2 ABCD',
      'additional[0] option code 40+2 NSID',
      'additional[0] option length 42+2 0',
    ])
  })

  it('RFC 8490 5.4.4, RFC 8765 6: shows the fields of each TLV', () => {
    const subject = { name: 'a', type: 'MX', class: 'IN' }
    const bytes = encodeMessage({
      dso: {
        tlvs: [
          { name: 'KEEPALIVE', inactivityTimeout: 15_000, keepaliveInterval: 30_000 },
          { name: 'SUBSCRIBE', question: subject },
          {
            name: 'PUSH',
            records: [
              { name: 'a', type: 'MX', ttl: 60, data: { preference: 1, exchange: 'b.a' } },
              { name: 'a', type: 'ANY', ttl: 0xfffffffe, data: undefined },
            ],
          },
          { name: 'RECONFIRM', record: { ...subject, data: { preference: 1, exchange: 'b' } } },
          { name: 'ENCRYPTION-PADDING', data: hex('0000') },
          { code: 0xf800, data: hex('abcd') },
          { code: 0xf801, data: hex('') },
        ],
      },
    })
    expect(listing(bytes).slice(6)).toEqual([
      'dso[0] TLV code 12+2 KEEPALIVE',
      'dso[0] TLV length 14+2 8',
      'dso[0] inactivity timeout 16+4 00003A98',
      'dso[0] keepalive interval 20+4 00007530',
      'dso[1] TLV code 24+2 SUBSCRIBE',
      'dso[1] TLV length 26+2 7',
      'dso[1] name 28+3 a.',
      'dso[1] type 31+2 MX',
      'dso[1] class 33+2 IN',
      'dso[2] TLV code 35+2 PUSH',
      'dso[2] TLV length 37+2 30',
      'dso[2] name 39+2 a.',
      'dso[2] type 41+2 MX',
      'dso[2] class 43+2 IN',
      'dso[2] ttl 45+4 60',
      'dso[2] rdlength 49+2 6',
      'dso[2] preference 51+2 1',
      'dso[2] exchange 53+4 b.a.',
      'dso[2] name 57+2 a.',
      'dso[2] type 59+2 ANY',
      'dso[2] class 61+2 IN',
      'dso[2] ttl 63+4 4294967294',
      'dso[2] rdlength 67+2 0',
      'dso[3] TLV code 69+2 RECONFIRM',
      'dso[3] TLV length 71+2 12',
      'dso[3] name 73+3 a.',
      'dso[3] type 76+2 MX',
      'dso[3] class 78+2 IN',
      'dso[3] preference 80+2 1',
      'dso[3] exchange 82+3 b.',
      'dso[4] TLV code 85+2 ENCRYPTION-PADDING',
      'dso[4] TLV length 87+2 2',
      'dso[4] padding 89+2 0000',
      'dso[5] TLV code 91+2 DSO63488',
      'dso[5] TLV length 93+2 2',
      'dso[5] TLV data 95+2 ABCD',
      'dso[6] TLV code 97+2 DSO63489',
      'dso[6] TLV length 99+2 0',
    ])
  })

  it('shows own TLVs by what they read, or as bytes if they do not read them in order', () => {
    const ping: TlvType<{ readonly count: number }, 'PING'> = {
      name: 'PING',
      code: 0xf801,
      decode: reader => ({ count: reader.u16('count') }),
      encode: (writer, _registry, { count }) => writer.u16(count),
    }
    const again: TlvType<{ readonly count: number }, 'AGAIN'> = {
      ...ping,
      name: 'AGAIN',
      code: 0xf802,
      decode: reader => {
        reader.u16('a look ahead')
        reader.pos -= 2
        return { count: reader.u16('count') }
      },
    }
    const codec = messageCodec([], [], [...allDsoTlvs, ping, again])
    const tlvs = [{ name: 'PING', count: 7 } as const, { name: 'AGAIN', count: 8 } as const]
    const notes = annotateMessage(codec.encode({ dso: { tlvs } }), { codec }).slice(6)
    expect(notes.map(({ section, index, field, value }) => `${section}[${index}] ${field} ${value}`)).toEqual([
      'dso[0] TLV code PING',
      'dso[0] TLV length 2',
      'dso[0] count 0007',
      'dso[1] TLV code AGAIN',
      'dso[1] TLV length 2',
      'dso[1] TLV data 0008',
    ])
  })

  it('with keepDamaged shows a damaged TLV and data that is too long as one field', () => {
    const bytes = hex('0007 3000 0000 0000 0000 0000 0001 0009 000000000000000000 0041 0003 00 0001 0002 0004 00000001')
    expect(caught(() => annotateMessage(bytes))).toMatchObject({ name: 'DnsError', section: 'dso', index: 0 })
    const fields = annotateMessage(bytes, { keepDamaged: true }).map(({ index, field, value }) => `${index} ${field} ${value}`)
    expect(fields.slice(6)).toEqual([
      '0 TLV code KEEPALIVE',
      '0 TLV length 9',
      '0 TLV data 000000000000000000',
      '1 TLV code PUSH',
      '1 TLV length 3',
      '1 TLV data 000001',
      '2 TLV code RETRY-DELAY',
      '2 TLV length 4',
      '2 retry delay 00000001',
    ])
    const long = annotateMessage(hex('0007 8180 0000 0001 0000 0000 00 0001 0001 0000003c 0005 7f00000100'), {
      keepDamaged: true,
    })
    expect(long.slice(-2).map(({ field, value }) => `${field} ${value}`)).toEqual(['rdlength 5', 'rdata 7F00000100'])
  })

  it('with keepDamaged shows malformed data as bytes, and what follows it', () => {
    const damaged = '00 000f 0001 0000003c 0004 0001 c0ff'
    const good = '00 0001 0001 0000003c 0004 7f000001'
    const bytes = hex(`0007 8180 0000 0002 0000 0001 ${damaged} ${good} 00 0029 04d0 00000000 0005 0008 0001 00`)
    expect(caught(() => annotateMessage(bytes))).toMatchObject({ name: 'DnsError', section: 'answer', index: 0 })
    const fields = annotateMessage(bytes, { keepDamaged: true }).map(({ field, value }) => `${field} ${value}`)
    expect(fields).toContain('rdata 0001C0FF')
    expect(fields).not.toContain('preference 1')
    expect(fields).toContain('address 127.0.0.1')
    expect(fields.slice(-3)).toEqual(['option code ECS', 'option length 1', 'option data 00'])
  })

  it('RFC 8765 6.3: a record of PUSH has the fields of a record, whatever its type, and one that is malformed damages its TLV', () => {
    const named = (bytes: Uint8Array, keepDamaged: boolean): string[] =>
      annotateMessage(bytes, { keepDamaged }).map(({ field, value }) => `${field} ${value}`)
    const header = '0007 3000 0000 0000 0000 0000'
    const opt = named(hex(`${header} 0041 000f 00 0029 0001 00000007 0004 000a 0000`), false)
    expect(opt.slice(-5)).toEqual(['type OPT', 'class IN', 'ttl 7', 'rdlength 4', 'rdata 000A0000'])
    const damaged = hex(`${header} 0041 000e 00 0001 0001 00000007 0003 7f0000`)
    expect(named(damaged, true).slice(-2)).toEqual(['TLV length 14', 'TLV data 00000100010000000700037F0000'])
  })

  it('RFC 2136 2.4: RDATA that is empty has no fields, also of a type that has', () => {
    const update = hex('0007 2800 0000 0001 0000 0000 0161 00 000f 0001 00000000 0000')
    expect(listing(update).at(-1)).toBe('answer[0] rdlength 23+2 0')
  })

  it('shows the bits of the header in four digits', () => {
    expect(listing(encodeMessage({ flags: { rd: true } }))[1]).toBe('header[0] flags 2+2 0x0100')
  })

  it('shows reads of own TLVs by a general name, not those of nothing, and no reads in another order', () => {
    const two = (code: number, decode: TlvType<{ readonly count: number }>['decode']): TlvType<{ readonly count: number }> => ({
      name: `TWO${code}`,
      code,
      decode,
      encode: (writer, _registry, { count }) => writer.u16(count),
    })
    const plain = two(0xf801, reader => {
      reader.take(0, 'nothing')
      return { count: reader.take(2) * 0 + 7 }
    })
    const backwards = two(0xf802, reader => {
      const start = reader.pos
      reader.pos = start + 1
      reader.u8('second')
      reader.pos = start
      reader.u8('first')
      reader.pos = start + 2
      return { count: 7 }
    })
    const codec = messageCodec([], [], [plain, backwards])
    const bytes = codec.encode({
      dso: {
        tlvs: [
          { name: 'TWO63489', count: 7 },
          { name: 'TWO63490', count: 7 },
        ],
      },
    })
    const data = annotateMessage(bytes, { codec }).filter(({ field }) => !/count|^TLV (?:code|length)$|^id$|^flags$/.test(field))
    expect(data.map(({ index, field, value }) => `${index} ${field} ${value}`)).toEqual(['0 value 0007', '1 TLV data 0007'])
  })

  it('an error of a description has the place of its record', () => {
    const odd: RecordType<{ readonly size: number }> = {
      name: 'ODD',
      code: 65_280,
      fields: {
        size: {
          ...u16,
          format: () => {
            throw new TypeError('mine')
          },
        },
      } as never,
    }
    const codec = messageCodec([odd])
    const bytes = codec.encode({
      answers: [1, 2].map(last => ({
        name: 'a',
        type: last === 1 ? 'TYPE1' : 'ODD',
        data: last === 1 ? { bytes: hex('07') } : { size: 7 },
      })) as never,
    })
    const error = caught(() => annotateMessage(bytes, { codec }))
    expect(error).toMatchObject({ section: 'answer', index: 1, message: expect.stringMatching(/^annotate rdata: /) })
  })

  test.prop([message], { numRuns: 100 })('covers any message, byte by byte', value => {
    const bytes = encodeMessage(value)
    let at = 0
    for (const { offset, length } of annotateMessage(bytes)) {
      expect(offset).toBe(at)
      at += length
    }
    expect(at).toBe(bytes.length)
  })

  it('refuses what does not decode', () => {
    expect(caught(() => annotateMessage(hex('0000')))).toMatchObject({ name: 'DnsError', code: 'truncated' })
    expect(caught(() => annotateMessage(encodeMessage(seed), null as never)).message).toMatch(/^annotate message: /)
  })
})
