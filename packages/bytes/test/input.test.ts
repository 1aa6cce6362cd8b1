import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars, byteByByte, cutAt, everySplit } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { Input } from '../src/index.js'

/** Reads every line of the chunks; a line that breaks the framing is its status in angle brackets. */
function lines(chunks: Uint8Array[], limit = 10, acceptBareLf = false): string[] {
  const input = new Input()
  const found: string[] = []
  for (const chunk of chunks) {
    input.push(chunk)
    for (let status = input.readLine(limit, acceptBareLf); status !== undefined; status = input.readLine(limit, acceptBareLf)) {
      const { bytes, start, end, offset } = input.line
      found.push(status === 'line' ? `${offset}:${asChars(bytes.subarray(start, end))}` : `${offset}:<${status}>`)
    }
    chunk.fill(0xaa) // "need more" leaves nothing that refers to the chunk
  }
  return found
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
  ])('%j, at every split', (text, expected) => {
    for (const chunks of everySplit(asBytes(text))) expect(lines(chunks)).toEqual(expected)
  })

  it('takes a bare LF for a line end where it is told to', () => {
    for (const chunks of everySplit(asBytes('A\nB\r\n\nC'))) expect(lines(chunks, 10, true)).toEqual(['0:A', '2:B', '5:'])
  })

  test.prop([fc.array(fc.constantFrom('\r', '\n', '\r\n', 'ab', 'x'.repeat(9))), fc.array(fc.nat()), fc.boolean()])(
    'chunking changes nothing',
    (parts, points, lf) => {
      const stream = asBytes(parts.join(''))
      expect(lines(cutAt(stream, points), 10, lf)).toEqual(lines([stream], 10, lf))
    },
  )

  it.each(['1234567890123\r\nREST', 'A\nB\r\nREST'])('what is left behind a broken line begins behind its CRLF: %j', text => {
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
  })

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
