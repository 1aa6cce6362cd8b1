import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars, byteByByte, caught, cutAt, everySplit } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { type BytesErrorCode, DotDecoder, DotEncoder, Input } from '../src/index.js'

const fail = (code: BytesErrorCode, offset: number, message: string): never => {
  throw Object.assign(new Error(message), { code, offset })
}

/** Decodes chunks up to the end of data: the content, what was seen, and what follows the end. */
function decode(chunks: Uint8Array[], maxLine?: number): { content: string; done: boolean; kinds: string[]; rest: string } {
  const decoder = new DotDecoder(maxLine)
  let content = ''
  let rest = ''
  for (const chunk of chunks) {
    if (decoder.done) {
      rest += asChars(chunk)
      continue
    }
    decoder.push(chunk)
    for (let part = decoder.next(); part !== undefined; part = decoder.next()) content += asChars(part)
    rest += asChars(chunk.subarray(decoder.position))
  }
  return { content, done: decoder.done, kinds: decoder.violations.map(seen => `${seen.kind}@${seen.offset}x${seen.count}`), rest }
}

// What the wire holds after DATA's own CRLF, the content it stands for, and what is wrong with it.
const cases: [name: string, wire: string, content: string | undefined, kinds: string[]][] = [
  ['an empty message', '.\r\n', '', []],
  ['one line', 'A\r\n.\r\n', 'A\r\n', []],
  ['a stuffed dot', '..\r\n.\r\n', '.\r\n', []],
  ['a dot that need not have been stuffed', 'A\r\n.x\r\n.\r\n', 'A\r\nx\r\n', []],
  ['LF . LF', 'A\n.\nB\r\n.\r\n', 'A\n.\nB\r\n', ['bare-lf@1x2']],
  ['LF . CRLF', 'A\n.\r\nB\r\n.\r\n', 'A\n.\r\nB\r\n', ['bare-lf@1x1']],
  ['CRLF . LF', 'A\r\n.\nB\r\n.\r\n', 'A\r\n\nB\r\n', ['bare-lf@3x1']],
  ['CR . CR', 'A\r.\rB\r\n.\r\n', 'A\r.\rB\r\n', ['bare-cr@1x2']],
  ['CR . CRLF', 'A\r.\r\nB\r\n.\r\n', 'A\r.\r\nB\r\n', ['bare-cr@1x1']],
  ['CR . LF', 'A\r.\nB\r\n.\r\n', 'A\r.\nB\r\n', ['bare-cr@1x1', 'bare-lf@3x1']],
  ['LF . CR', 'A\n.\rB\r\n.\r\n', 'A\n.\rB\r\n', ['bare-lf@1x1', 'bare-cr@3x1']],
  ['CRLF . CR', 'A\r\n.\rB\r\n.\r\n', 'A\r\n\rB\r\n', ['bare-cr@3x1']],
  ['CRLF NUL . CRLF', 'A\r\n\0.\r\nB\r\n.\r\n', 'A\r\n\0.\r\nB\r\n', ['nul@3x1']],
  ['CRLF . NUL CRLF', 'A\r\n.\0\r\nB\r\n.\r\n', 'A\r\n\0\r\nB\r\n', ['nul@3x1']],
  ['CR NUL LF . CRLF', 'A\r\0\n.\r\nB\r\n.\r\n', 'A\r\0\n.\r\nB\r\n', ['bare-cr@1x1', 'nul@2x1', 'bare-lf@3x1']],
  ['CRLF . CR CR LF', 'A\r\n.\r\r\nB\r\n.\r\n', 'A\r\n\r\r\nB\r\n', ['bare-cr@3x1']],
  ['CR CR LF . CRLF', 'A\r\r\n.\r\n', 'A\r\r\n', ['bare-cr@1x1']],
  ['CR CR LF . CR CR LF', 'A\r\r\n.\r\r\nB\r\n.\r\n', 'A\r\r\n\r\r\nB\r\n', ['bare-cr@1x2']],
  ['LF CRLF . CRLF', 'A\n\r\n.\r\n', 'A\n\r\n', ['bare-lf@1x1']],
  ['CRLF .. CRLF', 'A\r\n..\r\nB\r\n.\r\n', 'A\r\n.\r\nB\r\n', []],
  ['a line of ten bytes', '12345678\r\n.\r\n', '12345678\r\n', []],
  ['a line of eleven bytes', '123456789\r\nB\r\n.\r\n', '123456789\r\nB\r\n', ['line-too-long@0x1']],
  ['a stuffed line of ten bytes', '..2345678\r\n.\r\n', '.2345678\r\n', []],
  ['no end', 'A\r\n.\n', undefined, []],
]

describe('DotDecoder (RFC 5321 4.5.2)', () => {
  it.each(cases)('%s, at every split', (_name, wire, content, kinds) => {
    for (const chunks of everySplit(asBytes(`${wire}`))) {
      const result = decode(chunks, 10)
      if (content === undefined) expect(result.done).toBe(false)
      else expect(result).toEqual({ content, done: true, kinds, rest: '' })
    }
  })

  it('leaves what follows the end alone', () => {
    for (const chunks of everySplit(asBytes('A\r\n.\r\nQUIT\r\n')))
      expect(decode(chunks)).toMatchObject({ content: 'A\r\n', rest: 'QUIT\r\n' })
  })

  it('gathers short lines that begin with a dot, and gives views of what is long', () => {
    const long = `${'x'.repeat(1000)}\r\n`
    const wire = asBytes(`${'..ab\r\n'.repeat(2000)}${long}..c\r\n.\r\n`)
    const decoder = new DotDecoder()
    decoder.push(wire)
    const parts: Uint8Array[] = []
    for (let part = decoder.next(); part !== undefined; part = decoder.next()) parts.push(part)
    expect(parts.map(asChars).join('')).toBe(`${'.ab\r\n'.repeat(2000)}${long}.c\r\n`)
    expect(parts.length).toBeLessThan(8)
    expect(parts.filter(part => part.buffer === wire.buffer).map(part => part.length)).toEqual([1002, 4])
  })

  test.prop([
    fc.integer({ min: 0, max: 40 }),
    fc.integer({ min: 0, max: 12 }),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom('\r', '\n', '\0', '.', '\r\n', '\r\n.', '\x8e', '\xff', 'ab')), { maxLength: 3 }),
    fc.nat(7),
  ])(
    'lines of one length are the same in one piece and byte by byte, whatever is in one of them',
    (length, count, odd, shift) => {
      let text = `${'Q'.repeat(length)}\r\n`.repeat(count + 3)
      for (const [place, other] of odd)
        text = `${text.slice(0, place % text.length)}${other}${text.slice((place % text.length) + 1)}`
      const wire = asBytes(`${text}\r\n.\r\n`)
      const shifted = new Uint8Array(wire.length + shift).subarray(shift)
      shifted.set(wire)
      expect(decode([shifted], length + 2)).toEqual(decode(byteByByte(wire), length + 2))
    },
  )

  test.prop([
    fc.array(
      fc.constantFrom(
        '\r',
        '\n',
        '\0',
        '.',
        '\r\n..',
        'a',
        'x'.repeat(17),
        `${'y'.repeat(127)}\r\n.`,
        `${'y'.repeat(128)}\r\n..`,
      ),
    ),
    fc.constantFrom(2, 3, 20, 129, 130, 131, 1000),
  ])('lines that begin with a dot are the same in one piece and byte by byte', (parts, maxLine) => {
    const wire = asBytes(`${parts.join('')}\r\n.\r\n`)
    expect(decode([wire], maxLine)).toEqual(decode(byteByByte(wire), maxLine))
  })

  test.prop([
    fc.array(fc.constantFrom('\r', '\n', '\r\n', '.', '\r\n.', '\0', 'a', 'bb\r\n', 'x'.repeat(70), `${'y'.repeat(150)}\r\n.`)),
    fc.array(fc.nat()),
    fc.nat(7),
  ])('chunking and alignment change nothing', (parts, points, shift) => {
    const wire = asBytes(parts.join(''))
    const shifted = new Uint8Array(wire.length + shift).subarray(shift)
    shifted.set(wire)
    expect(decode(cutAt(wire, points), 20)).toEqual(decode([shifted], 20))
  })
})

describe('lines of one length, which are skipped together', () => {
  const length = 30
  const wire = `${`${'Q'.repeat(length - 2)}\r\n`.repeat(5)}.\r\n`
  const aligned = (text: string, shift: number): Uint8Array => {
    const bytes = new Uint8Array(text.length + shift).subarray(shift)
    bytes.set(asBytes(text))
    return bytes
  }

  // At each place, so that each CR and LF is one of them, and the start of each line.
  it.each(['\r', '\n', '\0', '.', 'Q', '\x0e', '\x8e'])('are not skipped where %j is in one of them', other => {
    for (let at = 0; at < 4 * length; at++) {
      const text = `${wire.slice(0, at)}${other}${wire.slice(at + 1)}`
      const expected = decode(byteByByte(asBytes(text)), length)
      for (let shift = 0; shift < 4; shift++) expect(decode([aligned(text, shift)], length), `${at}, ${shift}`).toEqual(expected)
    }
  })

  it.each(['\r', '\n', '\0', '\r\n', '\r\n.', '\r\n.\r\n', '\n.\n', '\r.\r'])('nor where it holds %j', other => {
    for (let at = length; at < 3 * length; at++) {
      const text = `${wire.slice(0, at)}${other}${wire.slice(at + other.length)}`
      expect(decode([asBytes(text)], length)).toEqual(decode(byteByByte(asBytes(text)), length))
    }
  })

  it('are found in a view on more than two gigabytes, whose words have no numbers', () => {
    const chunk = new Uint8Array(new ArrayBuffer(2 ** 31 + 256), 2 ** 31, wire.length) // only what is used takes memory
    chunk.set(asBytes(wire.replace('Q\r', 'Q\n')))
    expect(decode([chunk])).toEqual(decode(byteByByte(chunk.slice())))
  })
})

describe('DotDecoder.read', () => {
  /** All that is read of what a connection receives, what was seen of the wire, and what is left. */
  function read(chunks: Uint8Array[]): { content: string; saw: string; rest: string; done: boolean } {
    const input = new Input()
    const decoder = new DotDecoder()
    let content = ''
    let saw = ''
    for (const chunk of chunks) {
      input.push(chunk)
      const tap = (bytes: Uint8Array): void => {
        expect(bytes.length).toBeGreaterThan(0)
        saw += asChars(bytes)
        bytes.fill(0) // it has a copy
      }
      for (let part = decoder.read(input, tap); part !== undefined; part = decoder.read(input, tap)) content += asChars(part)
    }
    return { content, saw, rest: asChars(input.drain()), done: decoder.done }
  }

  it.each(cases)('%s, at every split', (_name, wire, content) => {
    for (const chunks of everySplit(asBytes(`${wire}QUIT\r\n`))) {
      const expected =
        content === undefined
          ? { saw: `${wire}QUIT\r\n`, rest: '', done: false }
          : { content, saw: wire, rest: 'QUIT\r\n', done: true }
      expect(read(chunks)).toMatchObject(expected)
    }
  })

  it('needs no one to see it, and uses no more than is there', () => {
    const input = new Input()
    const decoder = new DotDecoder()
    expect(decoder.read(input)).toBeUndefined()
    input.push(asBytes('A\r\n.'))
    expect([decoder.read(input), decoder.read(input), input.length, input.offset]).toEqual([asBytes('A\r\n'), undefined, 0, 4])
    expect([decoder.read(input, () => expect.unreachable()), decoder.done]).toEqual([undefined, false])
    input.push(asBytes('\r\n.\r\n'))
    expect([decoder.read(input), decoder.done, input.length, input.offset]).toEqual([undefined, true, 3, 6])
    expect([decoder.read(input), input.length]).toEqual([undefined, 3])
  })

  it('begins with what was kept of a line', () => {
    const input = new Input()
    input.push(asBytes('..A'))
    expect(input.readLine(10)).toBeUndefined()
    input.push(asBytes('B\r\n.\r\n'))
    const decoder = new DotDecoder()
    const parts = [decoder.read(input), decoder.read(input), decoder.read(input)]
    expect([parts.map(part => part && asChars(part)), decoder.done, input.length]).toEqual([['.A', 'B\r\n', undefined], true, 0])
  })
})

describe('DotEncoder', () => {
  const encode = (chunks: Uint8Array[], normalize = false): string => {
    const encoder = new DotEncoder(fail, { normalize })
    return asChars([...chunks.flatMap(chunk => encoder.encode(chunk)), encoder.end()])
  }

  it.each([
    ['', '.\r\n'],
    ['A\r\n', 'A\r\n.\r\n'],
    ['A', 'A\r\n.\r\n'],
    ['.\r\n', '..\r\n.\r\n'],
    ['.A\r\n..B\r\nC.\r\n', '..A\r\n...B\r\nC.\r\n.\r\n'],
  ])('%j', (content, wire) => {
    for (const chunks of everySplit(asBytes(content))) expect(encode(chunks)).toBe(wire)
  })

  it('doubles the first dot of each line and no other, wherever one is in lines of every length', () => {
    const dots = Array.from({ length: 300 }, (_, at) => `.${'x'.repeat(at)}.y\tz\r\n`)
    const mixed = dots.map((line, at) => (at % 7 === 3 ? `é${line}` : line))
    for (const lines of [dots, mixed, mixed.reverse()]) {
      const wire = `${lines.map(line => (line.startsWith('.') ? `.${line}` : line)).join('')}.\r\n`
      expect(encode([asBytes(lines.join(''))])).toBe(wire)
    }
  })

  it.each([
    ['A\rB', 'A\r\nB\r\n.\r\n'],
    ['A\nB\r', 'A\r\nB\r\n.\r\n'],
    ['\r.\r\r\n.', '\r\n..\r\n\r\n..\r\n.\r\n'],
    ['\n.\n', '\r\n..\r\n.\r\n'],
  ])('normalizes %j', (content, wire) => {
    for (const chunks of everySplit(asBytes(content))) expect(encode(chunks, true)).toBe(wire)
  })

  it.each([
    ['A\rB', 'bare-cr', 1],
    ['A\r', 'bare-cr', 1],
    ['A\r\r\n', 'bare-cr', 1],
    ['AB\n', 'bare-lf', 2],
    ['A\r\n\0', 'nul', 3],
  ])('refuses %j', (content, code, offset) => {
    for (const chunks of everySplit(asBytes(content))) expect(caught(() => encode(chunks))).toMatchObject({ code, offset })
  })

  test.prop([fc.array(fc.constantFrom('\r\n', '.', 'a', 'bb\r\n.', 'x'.repeat(70))), fc.array(fc.nat())])(
    'what it writes decodes to what it was given',
    (parts, points) => {
      const content = `${parts.join('')}\r\n`
      expect(decode(cutAt(asBytes(encode([asBytes(content)])), points))).toEqual({ content, done: true, kinds: [], rest: '' })
    },
  )
})
