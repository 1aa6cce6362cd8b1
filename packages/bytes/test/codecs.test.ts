import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type BytesErrorCode,
  decodeBase32Hex,
  decodeBase64,
  decodeHex,
  decodeText,
  encodeBase32Hex,
  encodeBase64,
  encodeHex,
  encodeText,
  flatLatin1,
  formatIPv4,
  formatIPv6,
  latin1,
  latin1Portable,
  notUtf8At,
  parseIPv4,
  parseIPv6,
  Reader,
  Scanner,
  Writer,
  writeIPv4,
  writeIPv6,
} from '../src/index.js'

const fail = (code: BytesErrorCode, offset: number, message: string): never => {
  throw Object.assign(new Error(message), { code, offset })
}

describe('base 64, base 32 and hex (RFC 4648)', () => {
  it.each([
    ['', '', '', ''],
    ['f', 'Zg==', 'CO', '66'],
    ['fo', 'Zm8=', 'CPNG', '666F'],
    ['foo', 'Zm9v', 'CPNMU', '666F6F'],
    ['foob', 'Zm9vYg==', 'CPNMUOG', '666F6F62'],
    ['fooba', 'Zm9vYmE=', 'CPNMUOJ1', '666F6F6261'],
    ['foobar', 'Zm9vYmFy', 'CPNMUOJ1E8', '666F6F626172'],
  ])('RFC 4648 10: %j', (text, base64, base32, hexDigits) => {
    const bytes = asBytes(text)
    expect([encodeBase64(bytes), encodeBase32Hex(bytes), encodeHex(bytes)]).toEqual([base64, base32, hexDigits])
    expect(decodeBase64(base64, fail)).toEqual(bytes)
    expect(decodeBase32Hex(base32.toLowerCase(), fail)).toEqual(bytes)
    expect(decodeHex(hexDigits.toLowerCase(), fail)).toEqual(bytes)
  })

  it.each(['A', 'AA', 'AAA', 'A===', 'AB==', 'AAB=', 'AA=A', 'Zg==Zg==', 'Zm 9', 'Zm9\n', 'Zm9é', '====', '=', '-_-_'])(
    'refuses %j as base 64',
    text => {
      expect(caught(() => decodeBase64(text, fail))).toMatchObject({ code: 'bad-base64' })
    },
  )

  it.each(['0', '0g', 'zz', '0 0'])('refuses %j as hex', text => {
    expect(caught(() => decodeHex(text, fail))).toMatchObject({ code: 'bad-hex' })
  })

  it.each(['0', '01', 'W0', '000'])('refuses %j as base 32', text => {
    expect(caught(() => decodeBase32Hex(text, fail))).toMatchObject({ code: 'bad-base64' })
  })

  test.prop([fc.uint8Array()])('decode undoes encode', bytes => {
    expect(decodeBase64(encodeBase64(bytes), fail)).toEqual(bytes)
    expect(decodeBase32Hex(encodeBase32Hex(bytes), fail)).toEqual(bytes)
    expect(decodeHex(encodeHex(bytes), fail)).toEqual(bytes)
    expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
  })
})

describe('text that may hold any byte', () => {
  it.each([
    ['abc', 'abc'],
    ['caf\xc3\xa9', 'café'],
    ['caf\xe9', 'caf\udce9'],
    ['\xed\xa0\x80', '\udced\udca0\udc80'],
    ['\xf0\x9f\x93\xa7\xff', '📧\udcff'],
    ['\xc0\x80\xe0\x80\x80\xf5', '\udcc0\udc80\udce0\udc80\udc80\udcf5'],
    ['\xef\xbb\xbfx', '\ufeffx'],
  ])('%j', (raw, text) => {
    expect(decodeText(asBytes(raw))).toBe(text)
    expect(encodeText(text, fail)).toEqual(asBytes(raw))
  })

  it.each([
    ['a\ud800', 1],
    ['\udc7f', 0],
    ['\udbff\udbff', 0],
  ])('refuses %j', (text, offset) => {
    expect(caught(() => encodeText(text, fail))).toMatchObject({ code: 'bad-text', offset })
  })

  test.prop([fc.uint8Array({ size: 'medium' })])('no byte is lost', bytes => {
    expect(encodeText(decodeText(bytes), fail)).toEqual(bytes)
  })

  it('RFC 3629 4: finds the first byte that is not UTF-8', () => {
    const bytes = asBytes('a\xc3\xa9\xff\xc3')
    expect([notUtf8At(bytes), notUtf8At(bytes, 4), notUtf8At(bytes, 0, 3), notUtf8At(bytes, 0, 2)]).toEqual([3, 4, -1, 1])
  })

  it('makes text of every range of a short array', () => {
    const bytes = Uint8Array.from({ length: 70 }, (_, at) => at * 3 + 1)
    for (let start = 0; start <= 70; start++)
      for (let end = start; end <= 70; end++) {
        const expected = asChars(bytes.subarray(start, end))
        expect(latin1(bytes, start, end), `${start} to ${end}`).toBe(expected)
        expect(latin1Portable(bytes, start, end), `${start} to ${end}`).toBe(expected)
        expect(flatLatin1(bytes, start, end), `${start} to ${end}`).toBe(expected)
      }
  })

  test.prop([fc.uint8Array({ minLength: 0, maxLength: 9000 })])('the native routine and its twin agree', bytes => {
    expect(latin1(bytes, 0, bytes.length)).toBe(asChars(bytes))
    expect(latin1Portable(bytes, 0, bytes.length)).toBe(asChars(bytes))
  })
})

describe('IP addresses', () => {
  it.each(['0.0.0.0', '255.255.255.255', '192.0.2.1'])('%s', text => {
    expect(formatIPv4(parseIPv4(text)!)).toBe(text)
  })

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4',
    '1.2.3.4 ',
    '1.2.3.x',
    '1.2.3.1e1',
    '-1.2.3.4',
    '1..2.3',
    '.1.2.3',
    '1.2.3.',
    '1.2.3.4.',
  ])('%j is no IPv4 address', text => {
    expect(parseIPv4(text)).toBeUndefined()
  })

  it.each([
    ['::', '::'],
    ['::1', '::1'],
    ['2001:DB8:0:0:8:800:200C:417A', '2001:db8::8:800:200c:417a'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['1::', '1::'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
    ['::13.1.68.3', '::d01:4403'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['1:2:3:4:5:6:7.8.9.10', '1:2:3:4:5:6:708:90a'],
    ['0:0:1:2:3:ffff:1:2', '::1:2:3:ffff:1:2'],
    ['0:0:0:0:0:abcd:102:304', '::abcd:102:304'],
    ['1:0:0:0:0:ffff:102:304', '1::ffff:102:304'],
  ])('%s prints as %s (RFC 5952 4)', (text, printed) => {
    expect(formatIPv6(parseIPv6(text)!)).toBe(printed)
    expect(parseIPv6(printed)).toEqual(parseIPv6(text))
  })

  it.each([
    '',
    ':',
    ':::',
    '1',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '1:2:3:4:5:6:7::8',
    '12345::',
    'g::',
    '::1.2.3',
    '1.2.3.4::',
    '::1%eth0',
    '[::1]',
    '1:2:3:4:5:6:7:',
    ':1:2:3:4:5:6:7',
    '1x2:3:4:5:6:7:8',
    '1:2:3:4:5:6:7:1.2.3.4',
    '::1..2.3',
  ])('%j is no IPv6 address', text => {
    expect(parseIPv6(text)).toBeUndefined()
  })

  it.each(['1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7:8:9:a', '1:2:3:4:5:6:7:1.2.3.4', '1:2:3:4:5:6:1.2.3.4.5.6', '::1.2.3.4.5.6'])(
    'what is too long is not written behind the place of an address: %s',
    text => {
      const bytes = new Uint8Array(40).fill(0xaa)
      expect([writeIPv6(text, bytes, 4), encodeHex(bytes.subarray(0, 4)), encodeHex(bytes.subarray(20))]).toEqual([
        false,
        'AA'.repeat(4),
        'AA'.repeat(20),
      ])
    },
  )

  it.each(['1.2.3.4.5', '1.2.3.4.5.6', '1.2.3.4.'])('nor is %s', text => {
    const bytes = new Uint8Array(12).fill(0xaa)
    expect([writeIPv4(text, bytes, 4), encodeHex(bytes.subarray(0, 4)), encodeHex(bytes.subarray(8))]).toEqual([
      false,
      'AAAAAAAA',
      'AAAAAAAA',
    ])
  })

  test.prop([fc.uint8Array({ minLength: 16, maxLength: 16 })])('parse undoes format', bytes => {
    expect(parseIPv6(formatIPv6(bytes))).toEqual(bytes)
    expect(parseIPv4(formatIPv4(bytes))).toEqual(bytes.slice(0, 4))
  })
})

describe('cursors', () => {
  it('write and read the same integers, and stop at the boundary', () => {
    const writer = new Writer(1)
    writer.u8(0x12)
    writer.u16(0x3456)
    writer.u32(0xfedcba98)
    writer.raw(asBytes('xy'))
    writer.patch16(1, 0x789a)
    const bytes = writer.finish()
    expect(encodeHex(bytes)).toBe('12789AFEDCBA987879')
    const reader = new Reader(bytes, fail)
    expect([reader.u8(), reader.u16(), reader.u32(), asChars(reader.copy(2))]).toEqual([0x12, 0x789a, 0xfedcba98, 'xy'])
    expect(caught(() => reader.u8('flags'))).toMatchObject({
      code: 'truncated',
      offset: 9,
      message: 'decode flags: 1 bytes needed, 0 left',
    })
  })

  it('scan a line by class, number and byte', () => {
    const letters = new Uint8Array(256).fill(1, 0x41, 0x5b)
    const line = new Scanner<BytesErrorCode>(asBytes('..SIZE=1234 \xff'), fail, 2, 13, 100)
    expect([line.run(letters), line.skip(0x3d), line.number('bad-number', 'size')]).toEqual(['SIZE', true, 1234])
    expect(caught(() => line.expect(0x3d, 'bad-number', 'decode parameter'))).toMatchObject({
      offset: 111,
      message: "decode parameter: '=' expected, 0x20 found",
    })
    line.space('bad-number', 'decode parameter')
    expect([line.rest(), line.atEnd, line.shown()]).toEqual(['\udcff', true, 'the end'])
    expect(caught(() => new Scanner<BytesErrorCode>(asBytes('99'), fail).number('bad-number', 'size', 98))).toMatchObject({
      offset: 0,
    })
  })
})
