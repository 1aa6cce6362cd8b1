import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars, byteByByte, cutAt, everySplit } from '@mailwire/tooling/testing'
import { describe, expect, it, vi } from 'vitest'
import { Input, type LineStatus } from '../src/index.js'

type Read = (input: Input) => LineStatus

/** Reads every line of the chunks; a line that breaks the framing is its status in angle brackets. */
function linesBy(read: Read, chunks: Uint8Array[], input: Input = new Input()): string[] {
  const found: string[] = []
  let pushed = 0
  for (const chunk of chunks) {
    input.push(chunk)
    pushed += chunk.length
    for (let status = read(input); status !== undefined; status = read(input)) {
      const { bytes, start, end, offset } = input.line
      found.push(status === 'line' ? `${offset}:${asChars(bytes.subarray(start, end))}` : `${offset}:<${status}>`)
    }
    chunk.fill(0xaa) // "need more" leaves nothing that refers to the chunk
    expect([input.length + input.offset, input.unseen]).toEqual([pushed, 0])
  }
  return found
}
const lines = (chunks: Uint8Array[], limit = 10, acceptBareLf = false): string[] =>
  linesBy(input => input.readLine(limit, acceptBareLf), chunks)

const inputOf = (...chunks: readonly (string | Uint8Array)[]): Input => {
  const input = new Input()
  for (const chunk of chunks) input.push(typeof chunk === 'string' ? asBytes(chunk) : chunk)
  return input
}

describe('Input.readLine', () => {
  it.each<[string, string[]]>([
    ['A\r\nBC\r\n\r\nD', ['0:A', '3:BC', '7:']],
    ['12345678\r\nA\r\n', ['0:12345678', '10:A']],
    ['123456789\r\nA\r\n', ['0:<too-long>', '11:A']],
    ['1234567890123\r\r\nA\r\n', ['0:<too-long>', '16:A']],
    ['A\nB\r\nC\r\n', ['0:<bare-lf>', '5:C']],
    ['A\n\r\nC\r\n', ['0:<bare-lf>', '4:C']],
    ['A\rB\r\nC\r\n', ['0:A\rB', '5:C']],
    ['123456789\nB\r\nC\r\n', ['0:<bare-lf>', '13:C']],
    ['1234567890\nB\r\nC\r\n', ['0:<too-long>', '14:C']],
    ['A\nB\nC\r\nD\r\n', ['0:<bare-lf>', '7:D']],
    ['A\rB\n\nC\r\nD\r\n', ['0:<bare-lf>', '8:D']],
    ['12345678\r12\n\nC\r\nD\r\n', ['0:<too-long>', '16:D']],
  ])('%j, at every split', (text, expected) => {
    for (const chunks of everySplit(asBytes(text))) expect(lines(chunks)).toEqual(expected)
    for (const chunks of everySplit(asBytes(text))) expect(linesBy(input => input.readAnyLine(10), chunks)).toEqual(expected)
  })

  it.each<[string, string[]]>([
    ['A\nB\nC\r\nD\r\n', ['0:<bare-lf>', '3:<bare-lf>', '7:D']],
    ['A\n\n\nC\r\nD\r\n', ['0:<bare-lf>', '2:<bare-lf>', '3:<bare-lf>', '7:D']],
    ['A\nB\r\nC\nD\r\nE\r\n', ['0:<bare-lf>', '5:<bare-lf>', '10:E']],
    ['A\rB\n\nC\r\nD\r\n', ['0:<bare-lf>', '4:<bare-lf>', '8:D']],
    ['1234567890\nB\r\nC\r\n', ['0:<too-long>', '14:C']],
    ['1234567890\nB\nC\r\nD\r\n', ['0:<too-long>', '12:<bare-lf>', '16:D']],
    ['1234567890\n\nC\r\nD\r\n', ['0:<too-long>', '11:<bare-lf>', '15:D']],
  ])('tells of every bare LF where it is told to: %j, at every split', (text, expected) => {
    for (const chunks of everySplit(asBytes(text)))
      expect(linesBy(input => input.readLine(10, false, true), chunks)).toEqual(expected)
  })

  it('counts the longest line that is skipped, the first of equals, and says where it began', () => {
    for (const chunks of everySplit(asBytes('A\nB\r\n1234567890123\r\nA\nBC\r\n123456789012\n\r\n'))) {
      const input = new Input()
      expect([input.skipped, input.skippedFrom]).toEqual([0, 0])
      linesBy(() => input.readLine(10), chunks, input)
      expect([input.skipped, input.skippedFrom]).toEqual([15, 5])
    }
    for (const chunks of everySplit(asBytes('1234567\nB\r\n'))) {
      const input = new Input()
      linesBy(() => input.readLine(10), chunks, input)
      expect([input.skipped, input.skippedFrom]).toEqual([11, 0])
    }
  })

  it('takes a bare LF for a line end where it is told to', () => {
    for (const chunks of everySplit(asBytes('A\nB\r\n\nC'))) expect(lines(chunks, 10, true)).toEqual(['0:A', '2:B', '5:'])
    for (const chunks of everySplit(asBytes('A\nB\r\n\nC')))
      expect(linesBy(input => input.readAnyLine(10, true), chunks)).toEqual(['0:A', '2:B', '5:'])
  })

  it('says which of them ended in a bare LF', () => {
    const input = inputOf('A\nB\r\nC\n')
    expect(input.line).toEqual({ bytes: new Uint8Array(0), start: 0, end: 0, offset: 0, bareLf: false, plain: false })
    const found = [1, 2, 3].map(() => [input.readLine(10, true), input.line.bareLf])
    expect(found).toEqual([
      ['line', true],
      ['line', false],
      ['line', true],
    ])
  })

  const long = 'x'.repeat(96)
  it.each<[string, boolean]>([
    ['', true],
    ['A', true],
    ['ABC ~', true],
    ['ABCDE', true],
    ['A\rB', false],
    ['\tABCD', false],
    ['ABCD\x7f', false],
    ['ABC\xe9D', false],
    ['A\x01', false],
    [long.slice(2), true],
    [long.slice(1), false],
    [`\x01${long.slice(3)}`, false],
    // Nothing is said of a line with more than 96 bytes.
    [`${long}x`, false],
    [`${long}\x01`, false],
  ])('says that all bytes print only where they do: %j', (text, plain) => {
    const input = inputOf(`AB\r\n${text}\r\nAB\r\n`)
    expect([input.readLine(200), input.line.plain]).toEqual(['line', true])
    expect([input.readLine(200), input.line.plain]).toEqual(['line', plain])
    const { bytes, start, end } = input.line
    expect(asChars(bytes.subarray(start, end))).toBe(text)
    // So it is before a bare LF. Of a line in pieces, and of one that is read without a look at its bytes, nothing is said.
    const bare = inputOf(`${text}\n`)
    expect([bare.readLine(200, true), bare.line.plain && !/^[ -~]*$/.test(text)]).toEqual(['line', false])
    const cut = inputOf(text)
    cut.readLine(200)
    cut.push(asBytes('\r\n'))
    expect([cut.readLine(200), cut.line.plain]).toEqual(['line', text === ''])
    const any = inputOf(`AB\r\n${text}\r\n`)
    expect([any.readLine(200), any.readAnyLine(200), any.line.plain]).toEqual(['line', 'line', false])
  })

  it.each([
    ['AB\nC\r\n', 'bare-lf'],
    [`${'A'.repeat(11)}\r\n`, 'too-long'],
  ])('says nothing of the bytes of a broken line: %j', (text, status) => {
    const input = inputOf(`AB\r\n${text}`)
    expect([input.readLine(10), input.line.plain]).toEqual(['line', true])
    expect([input.readLine(10), input.line.plain]).toEqual([status, false])
  })

  test.prop([fc.array(fc.constantFrom('\r', '\n', '\r\n', 'ab', 'x'.repeat(9))), fc.array(fc.nat()), fc.boolean()])(
    'chunking changes nothing',
    (parts, points, lf) => {
      const stream = asBytes(parts.join(''))
      expect(lines(cutAt(stream, points), 10, lf)).toEqual(lines([stream], 10, lf))
    },
  )

  it.each(['1234567890123\r\nREST', 'A\nB\r\nREST', 'A\nB\nC\r\nREST'])(
    'what is left behind a broken line begins behind its CRLF: %j',
    text => {
      for (const chunks of everySplit(asBytes(text))) {
        const input = new Input()
        let status = input.readLine(10)
        for (const chunk of chunks) {
          input.push(chunk)
          status ??= input.readLine(10)
        }
        expect(status).not.toBe('line')
        expect(asChars(input.peek(2)!)).toBe('RE'.slice(0, input.peek()!.length))
        expect(asChars(input.drain())).toBe('REST')
        expect(input.length).toBe(0)
      }
    },
  )

  it('shows nothing of a broken line whose end is still to come', () => {
    const input = new Input()
    input.push(asBytes('A\nB'))
    expect(input.readLine(10)).toBe('bare-lf')
    expect(input.peek()).toBeUndefined()
    expect(input.drain()).toEqual(new Uint8Array(0))
  })

  it.each([
    ['BDAT 5\nQUIT\r\n', 100, 'BDAT 5\n'],
    ['BDAT 5 and more\r\n', 8, 'BDAT 5 a'],
    [`BDAT ${'x'.repeat(300)}\r\n`, 200, `BDAT ${'x'.repeat(123)}`],
  ])('shows how a broken line begins, however it is cut: %j', (text, limit, head) => {
    for (const chunks of everySplit(asBytes(text))) {
      const input = new Input()
      let status = input.readLine(limit)
      for (const chunk of chunks) {
        input.push(chunk)
        status ??= input.readLine(limit)
      }
      const { bytes, start, end } = input.line
      expect([status, asChars(bytes.subarray(start, end))]).toEqual([head.endsWith('\n') ? 'bare-lf' : 'too-long', head])
    }
  })

  it('is linear in bytes that come one by one', () => {
    const line = asBytes(`${'x'.repeat(200_000)}\r\n`)
    expect(lines(byteByByte(line), 300_000)).toHaveLength(1)
  })
})

describe('Input.peek and consume', () => {
  it('give nothing of an empty chunk', () => {
    const input = inputOf('')
    expect([input.peek(), input.length]).toEqual([undefined, 0])
    input.push(asBytes('a'))
    input.push(asBytes(''))
    input.consume(1)
    expect([input.peek(), input.length]).toEqual([undefined, 0])
  })

  it('gives views on the chunks, after an unfinished line its copy, and counts', () => {
    const input = new Input()
    input.push(asBytes('ab'))
    expect(input.readLine(10)).toBeUndefined()
    input.push(asBytes('cd'))
    input.push(asBytes('ef'))
    expect([asChars(input.peek()!), input.length, input.offset]).toEqual(['ab', 6, 0])
    input.consume(1)
    expect(asChars(input.peek()!)).toBe('b')
    input.consume(1)
    expect(asChars(input.peek(1)!)).toBe('c')
    input.consume(1)
    expect([asChars(input.drain()), input.length, input.offset]).toEqual(['def', 0, 6])
    expect(input.peek()).toBeUndefined()
  })
})

describe('Input.skip and continuesAt', () => {
  it('uses what is in the first chunk, all of it or nothing', () => {
    const input = inputOf('abcd', 'ef')
    input.consume(1)
    expect([input.skip(4), input.length, input.offset]).toEqual([false, 5, 1])
    expect([input.skip(2), input.length, input.offset]).toEqual([true, 3, 3])
    expect([input.skip(1), asChars(input.peek()!), input.length, input.offset]).toEqual([true, 'ef', 2, 4])
    expect([input.skip(2), input.skip(1), input.skip(0), input.length, input.offset]).toEqual([true, false, false, 0, 6])
  })

  it('uses nothing behind the start of a line that is not whole yet', () => {
    const input = inputOf('ab')
    expect(input.readLine(10)).toBeUndefined()
    input.push(asBytes('cdef'))
    expect([input.skip(1), input.length, asChars(input.drain())]).toEqual([false, 6, 'abcdef'])
  })

  it('what comes next is in an array, at a place, or it is not', () => {
    const [first, second] = [asBytes('abcd'), asBytes('abcd')]
    const input = inputOf(first, second)
    const next = (): number[][] => [first, second].map(bytes => [0, 1, 2, 3, 4].filter(at => input.continuesAt(bytes, at)))
    expect(next()).toEqual([[0], []])
    input.consume(2)
    expect(next()).toEqual([[2], []])
    expect([input.skip(2), input.peek()?.length]).toEqual([true, 4])
    expect([input.continuesAt(first, 0), input.continuesAt(first, 4)]).toEqual([false, false])

    const cut = inputOf('ab')
    cut.readLine(10)
    cut.push(first)
    expect([0, 1, 2].filter(at => cut.continuesAt(first, at))).toEqual([])
    expect(new Input().continuesAt(first, 0)).toBe(false)
  })
})

describe('chunks that wait behind another', () => {
  const isKept = (length: number, size: number): boolean => {
    const chunk = new Uint8Array(size).subarray(0, length)
    const input = inputOf('a', chunk)
    input.consume(1)
    return input.peek()!.buffer === chunk.buffer
  }

  it.each([
    [1025, 1025, true],
    [1025, 2050, true],
    [1025, 2051, false],
    [5000, 100_000, false],
    [1024, 1024, false],
    [1, 1, false],
  ])('%i bytes of %i are kept as they are: %s', (length, size, kept) => {
    expect(isKept(length, size)).toBe(kept)
  })

  it.each([
    [[10, 20, 30], [60]],
    [[1024, 1024, 1024, 1024], [4096]],
    [
      [1024, 1024, 1024, 1023, 2, 5],
      [4095, 7],
    ],
    [
      [10, 2000, 10, 20],
      [10, 2000, 30],
    ],
  ])('of %j bytes are gathered to %j where they are small', (lengths, gathered) => {
    const input = inputOf('a', ...lengths.map(length => new Uint8Array(length)))
    input.consume(1)
    const parts: Uint8Array[] = []
    for (let part = input.peek(); part !== undefined; part = input.peek()) {
      parts.push(part)
      input.consume(part.length)
    }
    expect(parts.map(part => part.length)).toEqual(gathered)
    expect(parts.filter(part => part.buffer.byteLength > 4096)).toEqual([])
  })

  it('are gathered anew behind what is read already', () => {
    const input = inputOf('a', 'b')
    input.consume(1)
    input.push(asBytes('c'))
    expect(asChars(input.peek()!)).toBe('b')
    input.push(asBytes('d'))
    input.consume(1)
    expect(asChars(input.peek()!)).toBe('cd')
  })

  it('are moved no more than there are, and are not remembered', () => {
    const chunk = new Uint8Array(1025)
    const copied = (run: (input: Input) => void): number[] => {
      const input = inputOf(chunk)
      const slice = vi.spyOn(Array.prototype, 'slice')
      run(input)
      const lengths = slice.mock.results.map(({ value }) => (value as unknown[]).length)
      slice.mockRestore()
      return lengths
    }
    const allAtOnce = copied(input => {
      for (let turn = 0; turn < 2000; turn++) input.push(chunk)
      while (input.length > 0) input.consume(input.peek()!.length)
    })
    expect(allAtOnce.reduce((sum, length) => sum + length, 0)).toBeLessThan(4000)
    const alwaysOneAhead = copied(input => {
      for (let turn = 0; turn < 2000; turn++) {
        input.push(chunk)
        input.consume(1025)
      }
    })
    expect(alwaysOneAhead.length).toBeGreaterThan(20)
    expect(Math.max(...alwaysOneAhead)).toBeLessThan(130) // what a copy grew to
  })
})

test.prop([fc.array(fc.tuple(fc.constantFrom(1, 3, 700, 1024, 1025, 5000), fc.boolean(), fc.nat(3)), { maxLength: 40 })])(
  'chunks that lie behind others come out in order, however they are kept, and what was peeked stays as it is',
  chunks => {
    const input = new Input()
    const pushed: number[] = []
    const read: number[] = []
    const peeked: [Uint8Array, number[]][] = []
    let next = 0
    for (const [length, view, reads] of chunks) {
      const large = new Uint8Array(view ? 4 * length : length)
      const chunk = large.subarray(0, length)
      for (let at = 0; at < length; at++) chunk[at] = next++ & 0xff
      pushed.push(...chunk)
      input.push(chunk)
      for (let time = 0; time < reads; time++) {
        const part = input.peek(400)
        if (part === undefined) break
        expect(part.length).toBeGreaterThan(0)
        peeked.push([part, [...part]])
        read.push(...part)
        input.consume(part.length)
      }
    }
    expect(input.length).toBe(pushed.length - read.length)
    for (const [part, bytes] of peeked) expect([...part]).toEqual(bytes)
    expect([...read, ...input.drain()]).toEqual(pushed)
  },
)

describe('what an input keeps alive', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void

  it('is what was not read, also where the caller is always a chunk ahead', async () => {
    const input = new Input()
    const kept = (): number => {
      collect()
      return process.memoryUsage().arrayBuffers
    }
    const chunk = (): Uint8Array => new Uint8Array(65_536).fill(0x61)
    input.push(chunk())
    const before = kept()
    for (let turn = 0; turn < 300; turn++) {
      input.push(chunk())
      input.consume(input.peek()!.length)
    }
    // Memory is given back by threads of the runtime, some time after a collection.
    for (let wait = 0; wait < 50 && kept() - before >= 20 * 65_536; wait++) await new Promise(settle => setTimeout(settle, 20))
    expect(kept() - before).toBeLessThan(20 * 65_536)
    expect(input.length).toBe(65_536)
  })
})
