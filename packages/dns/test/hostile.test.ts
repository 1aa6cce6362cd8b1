/** The checklist of hostile input, with the outcome of each. Numbers in the names are the checklist's. */
import { byteByByte, caught, everySplit, hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { decodeMessage, decodeName, effectiveTtl, encodeMessage, encodeName, encodeTcp, TcpDecoder } from '../src/all.js'

const header = (counts: string): string => `0000 8180 ${counts}`
const one = (record: string): Uint8Array => hex(`${header('0000 0001 0000 0000')} ${record}`)
const label = (length: number, byte = '61'): string => length.toString(16).padStart(2, '0') + byte.repeat(length)

describe('names', () => {
  it.each<[string, string, string]>([
    ['1: a pointer to itself', 'c00c 0001 0001', 'bad-pointer'],
    ['1: a pointer into its own labels', '0161 c00c 0001 0001', 'bad-pointer'],
    ['1: a pointer forward', 'c010 0001 0001', 'bad-pointer'],
    ['1: a pointer beyond the end', 'ffff 0001 0001', 'bad-pointer'],
    ['1: a pointer into the header', 'c000 0001 0001', 'bad-pointer'],
    ['4: a pointer without its second byte', 'c0', 'truncated'],
    ['4: a label that runs past the end', '0561', 'truncated'],
    ['4: a name without its end', '0161', 'truncated'],
    ['5: label type 01', '41 00', 'bad-label'],
    ['5: label type 10', '80 00', 'bad-label'],
    ['6: 256 bytes', `${label(63)}${label(63)}${label(63)}${label(62)} 00 0001 0001`, 'name-too-long'],
  ])('%s', (_name, question, code) => {
    const error = caught(() => decodeMessage(hex(`${header('0001 0000 0000 0000')} ${question}`)))
    expect(error).toMatchObject({ name: 'DnsError', code, section: 'question', index: 0 })
  })

  it('2: a chain of more than 127 pointers', () => {
    // One name of many pointers, each to the one before it, behind a root at offset 12.
    const name = (hops: number): Uint8Array => {
      const bytes = new Uint8Array(13 + 2 * hops)
      for (let n = 0; n < hops; n++) {
        const target = n === 0 ? 12 : 13 + 2 * (n - 1)
        bytes.set([0xc0 | (target >> 8), target & 0xff], 13 + 2 * n)
      }
      return bytes
    }
    expect(decodeName(name(127), 13 + 2 * 126).name).toBe('.')
    expect(caught(() => decodeName(name(129), 13 + 2 * 128))).toMatchObject({ code: 'bad-pointer' })
  })

  it('3: 5,000 records that point at one name of 255 bytes', () => {
    const long = `${label(63)}${label(63)}${label(63)}${label(61)} 00`
    const message = decodeMessage(
      hex(`${header('0001 1388 0000 0000')} ${long} 0001 0001 ${'c00c ff00 0001 00000000 0000'.repeat(5000)}`),
    )
    expect(message.answers).toHaveLength(5000)
    expect(encodeMessage(message).length).toBe(12 + 255 + 4 + 5000 * 12)
  })

  it('6: 255 bytes and a label of 63 are the maximum (RFC 1035 2.3.4, 3.1)', () => {
    const name = [63, 63, 63, 61].map(length => 'a'.repeat(length)).join('.')
    expect(encodeName(name)).toHaveLength(255)
    expect(decodeName(encodeName(name)).name).toBe(name)
    expect(caught(() => encodeName(`${name}a`))).toMatchObject({ code: 'name-too-long' })
    expect(caught(() => encodeName('a'.repeat(64)))).toMatchObject({ code: 'bad-label' })
    expect(caught(() => encodeName('a'.repeat(192)))).toMatchObject({ code: 'bad-label' })
  })

  it.each(['a..b', '.a', '', '..', 'a\\', 'a\\25', 'a\\256', 'é', 'a.\ud800'])('6: %j is not a name', text => {
    expect(caught(() => encodeName(text))).toMatchObject({ name: 'DnsError', code: 'bad-name' })
  })

  it('a backslash escapes any character except a digit (RFC 1035 5.1)', () => {
    expect(encodeName('a\\\tb\\\n\\\x7f\\.')).toEqual(hex('06 6109620a7f2e 00'))
    expect(caught(() => encodeName('a\\é'))).toMatchObject({ name: 'DnsError', code: 'bad-name' })
  })

  it('7: any byte in a label', () => {
    const bytes = hex(
      `${label(1, '2e')} ${label(1, '5c')} ${label(1, '00')} ${label(1, 'ff')} ${label(1, '20')} ${label(1, '22')} ${label(1, '40')} 0241 61 00`,
    )
    expect(decodeName(bytes).name).toBe('\\..\\\\.\\000.\\255.\\032.\\".\\@.Aa')
    expect(encodeName(decodeName(bytes).name)).toEqual(bytes)
  })
})

describe('structure (RFC 1035 4.1)', () => {
  it.each([0, 1, 11])('8: %i bytes are not a header', length => {
    expect(caught(() => decodeMessage(new Uint8Array(length)))).toMatchObject({
      code: 'truncated',
      section: 'header',
      offset: length,
    })
  })

  it('8: more than 65,535 bytes', () => {
    expect(caught(() => decodeMessage(new Uint8Array(65_536)))).toMatchObject({ code: 'too-long' })
  })

  it('9: counts of 65,535 and nothing after them', () => {
    expect(caught(() => decodeMessage(hex(header('ffff ffff ffff ffff'))))).toMatchObject({
      code: 'truncated',
      section: 'question',
      index: 0,
    })
  })

  it.each<[string, string, string]>([
    ['10: RDLENGTH beyond the end (RFC 1035 4.1.3)', '00 0001 0001 00000000 0005 7f000001', 'truncated'],
    ['10: A of 3 bytes', '00 0001 0001 00000000 0003 7f0000', 'truncated'],
    ['10: A of 5 bytes', '00 0001 0001 00000000 0005 7f00000100', 'rdata-length'],
    ['10: AAAA of 15 bytes', `00 001c 0001 00000000 000f ${'00'.repeat(15)}`, 'truncated'],
    ['10: AAAA of 17 bytes', `00 001c 0001 00000000 0011 ${'00'.repeat(17)}`, 'rdata-length'],
    ['10: MX of 2 bytes', '00 000f 0001 00000000 0002 0001', 'truncated'],
    ['10: SRV of 6 bytes', '00 0021 0001 00000000 0006 000100010001', 'truncated'],
    ['10: SOA without its last timer', `00 0006 0001 00000000 0012 00 00 ${'00'.repeat(16)}`, 'truncated'],
    ['11: a name that ends before RDLENGTH', '00 0002 0001 00000000 0005 0161 00 0000', 'rdata-length'],
    ['11: a name that goes on behind RDLENGTH', '00 0002 0001 00000000 0002 0161 00', 'truncated'],
    ['13: TXT with no string', '00 0010 0001 00000000 0000', 'truncated'],
    ['13: TXT string beyond RDLENGTH', '00 0010 0001 00000000 0002 0561', 'truncated'],
    ['16: OPT among the answers', '00 0029 1000 00000000 0000', 'bad-edns'],
    ['23: a record that is missing', '', 'truncated'],
  ])('%s', (_name, record, code) => {
    expect(caught(() => decodeMessage(one(record)))).toMatchObject({ name: 'DnsError', code, section: 'answer', index: 0 })
  })

  it.each<[string, string]>([
    ['16: two OPT records', `${header('0000 0000 0000 0002')} 00 0029 1000 00000000 0000 00 0029 1000 00000000 0000`],
    ['16: OPT with an owner', `${header('0000 0000 0000 0001')} 0161 00 0029 1000 00000000 0000`],
    ['16: an option beyond RDLENGTH', `${header('0000 0000 0000 0001')} 00 0029 1000 00000000 0005 000a 0008 00`],
    ['16: three bytes for an option', `${header('0000 0000 0000 0001')} 00 0029 1000 00000000 0003 000a 00`],
  ])('%s', (_name, digits) => {
    expect(caught(() => decodeMessage(hex(digits)))).toMatchObject({ code: 'bad-edns', section: 'additional' })
  })

  it('12: names that are compressed where they should not be are accepted', () => {
    const bytes = hex(`${header('0001 0001 0000 0000')} 0161 00 0021 0001 c00c 0021 0001 00000000 0008 0001 0002 0003 c00c`)
    expect(decodeMessage(bytes).answers[0]!.data).toMatchObject({ target: 'a' })
  })

  it('16: another version than 0 and an extended response code come through', () => {
    const bytes = hex(`${header('0000 0000 0000 0001')} 00 0029 1000 01 05 0000 0000`)
    expect(decodeMessage(bytes)).toMatchObject({ rcode: 'BADVERS', edns: { version: 5 } })
    expect(encodeMessage(decodeMessage(bytes))).toEqual(bytes)
  })

  it('21: whatever has no meaning is kept', () => {
    const bytes = hex('ffff 78ff 0001 0001 0000 0000 00 ff00 0000 00 fff0 7777 ffffffff 0001 00')
    const message = decodeMessage(bytes)
    expect(message).toMatchObject({
      opcode: 'OPCODE15',
      rcode: 'RCODE15',
      flags: { z: true },
      questions: [{ type: 'TYPE65280', class: 'CLASS0' }],
      answers: [{ type: 'TYPE65520', class: 'CLASS30583', ttl: 0xffffffff }],
    })
    expect(encodeMessage(message)).toEqual(bytes)
    expect(effectiveTtl(message.answers[0]!.ttl)).toBe(0)
  })

  it('22: bytes after the last record', () => {
    const bytes = hex(`${header('0000 0000 0000 0000')} 0102`)
    expect(decodeMessage(bytes).warnings).toEqual([
      { code: 'trailing', offset: 12, message: 'decode message: 2 bytes after the last record' },
    ])
    expect(caught(() => decodeMessage(bytes, { strict: true }))).toMatchObject({ code: 'trailing', offset: 12 })
  })

  it('26: 3,000 names with nothing in common, and 3,000 with everything', () => {
    const owners = (name: (n: number) => string) =>
      Array.from({ length: 3000 }, (_, n) => ({ name: name(n), type: 'TYPE999', data: { bytes: new Uint8Array(0) } }))
    const different = { answers: owners(n => `n${n}`) }
    expect(decodeMessage(encodeMessage(different)).answers).toHaveLength(3000)
    expect(encodeMessage({ answers: owners(() => 'one.and.the.same') })).toHaveLength(12 + 18 + 10 + 2999 * 12)
  })

  it('27: names that objects have', () => {
    const message = decodeMessage(encodeMessage({ questions: [{ name: '__proto__.constructor', type: 'A' }] }))
    expect(message.questions[0]!.name).toBe('__proto__.constructor')
    expect(caught(() => encodeMessage({ questions: [{ name: 'a', type: '__proto__' }] }))).toMatchObject({ code: 'bad-type' })
  })

  it('27: a message inside a larger buffer', () => {
    const message = encodeMessage({ id: 7, questions: [{ name: 'a', type: 'A' }] })
    const larger = new Uint8Array(100)
    larger.set(message, 13)
    expect(decodeMessage(larger.subarray(13, 13 + message.length))).toEqual(decodeMessage(message))
    expect(decodeMessage(Buffer.from(message))).toEqual(decodeMessage(message))
  })

  it('28: no question and two of them (RFC 1035 4.1.2)', () => {
    expect(decodeMessage(encodeMessage({})).questions).toEqual([])
    expect(
      decodeMessage(
        encodeMessage({
          questions: [
            { name: 'a', type: 'A' },
            { name: 'a', type: 'AAAA' },
          ],
        }),
      ).questions,
    ).toHaveLength(2)
  })
})

describe('24: TCP frames (RFC 7766 8)', () => {
  const small = encodeTcp(new Uint8Array(12))
  const decodeAll = (chunks: Uint8Array[]): number[] => {
    const decoder = new TcpDecoder()
    const lengths: number[] = []
    for (const chunk of chunks) {
      decoder.push(chunk)
      for (let message = decoder.next(); message !== undefined; message = decoder.next()) lengths.push(message.length)
      chunk.fill(0xff)
    }
    decoder.end()
    return lengths
  }

  it('are the same at every split, several in one chunk included', () => {
    const stream = Uint8Array.from([...small, ...encodeTcp(new Uint8Array(13)), ...small])
    for (const chunks of everySplit(stream)) expect(decodeAll(chunks)).toEqual([12, 13, 12])
  })

  it('may be 65,535 bytes long', () => {
    expect(decodeAll(byteByByte(encodeTcp(new Uint8Array(65_535))))).toEqual([65_535])
    expect(caught(() => encodeTcp(new Uint8Array(65_536)))).toMatchObject({ code: 'too-long' })
  })

  it.each([0, 1, 11])('of %i bytes are refused', length => {
    expect(caught(() => decodeAll([Uint8Array.of(0, length, 0)]))).toMatchObject({ code: 'bad-frame', offset: 0 })
    expect(caught(() => encodeTcp(new Uint8Array(length)))).toMatchObject({ code: 'bad-frame' })
  })

  it('that stop in the middle are reported', () => {
    expect(caught(() => decodeAll([small.slice(0, 5)]))).toMatchObject({ code: 'truncated' })
    expect(caught(() => decodeAll([small.slice(0, 1)]))).toMatchObject({ code: 'truncated' })
  })
})

it('1: a pointer forward is refused, also one into a name that is known already', () => {
  const header = '0007 0000 0000 0003 0000 0000'
  // Opaque data at 23 holds a label and a pointer to 27, where the next owner stands; the third owner points to 23.
  const message = hex(
    `${header} 00 ff00 0001 00000000 0004 0178c01b 0179 00 ff00 0001 00000000 0000 c017 ff00 0001 00000000 0000`,
  )
  expect(caught(() => decodeMessage(message))).toMatchObject({
    name: 'DnsError',
    code: 'bad-pointer',
    section: 'answer',
    index: 2,
    offset: 25,
  })
})
