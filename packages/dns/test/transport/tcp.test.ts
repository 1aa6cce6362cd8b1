/** TCP framing beyond the checklist in hostile.test.ts: where errors lie, and what comes behind them. */
import { fc, test } from '@fast-check/vitest'
import { caught, cutAt, everySplit } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { decodeDoq, encodeDoq, encodeMessage, encodeTcp, isDnsError, TcpDecoder } from '../../src/all.js'

/** What comes out, messages as their bytes and errors as code and offset. */
function events(chunks: readonly Uint8Array[]): unknown[] {
  const decoder = new TcpDecoder()
  const seen: unknown[] = []
  const step = (run: () => Uint8Array | undefined): boolean => {
    try {
      const message = run()
      if (message === undefined) return false
      seen.push(Array.from(message))
    } catch (error) {
      if (!isDnsError(error)) throw error
      seen.push([(error as { code?: string }).code, (error as { offset?: number }).offset])
    }
    return true
  }
  for (const chunk of chunks) {
    decoder.push(chunk)
    while (step(() => decoder.next()));
    chunk.fill(0xff)
  }
  step(() => {
    decoder.end()
    return undefined
  })
  return seen
}

const message = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => at)

describe('frames (RFC 1035 4.2.2, RFC 7766 8)', () => {
  it('put the length before the message, in one array', () => {
    expect(encodeTcp(message(258)).subarray(0, 4)).toEqual(Uint8Array.of(1, 2, 0, 1))
    expect(encodeTcp(message(258))).toHaveLength(260)
  })

  it('that are too short are reported once where they begin, at every split, and the next ones come', () => {
    const stream = Uint8Array.of(...encodeTcp(message(12)), 0, 3, 7, 7, 7, 0, 0, ...encodeTcp(message(13)))
    for (const chunks of everySplit(stream)) {
      expect(events(chunks)).toEqual([Array.from(message(12)), ['bad-frame', 14], ['bad-frame', 19], Array.from(message(13))])
    }
  })

  it.each([1, 2, 5])('that stop after %i bytes are reported at the end, including a refused one', length => {
    expect(events([encodeTcp(message(12)).slice(0, length)])).toEqual([['truncated', length]])
    expect(events([Uint8Array.of(0, 9, ...message(length))])).toEqual([
      ['bad-frame', 0],
      ['truncated', 2 + length],
    ])
  })

  it('are copies: a message outlives the chunk that it came in', () => {
    const decoder = new TcpDecoder()
    const chunk = encodeTcp(message(20))
    decoder.push(chunk)
    const first = decoder.next()
    chunk.fill(0)
    expect(first).toEqual(message(20))
    expect(decoder.next()).toBeUndefined()
    expect(() => decoder.end()).not.toThrow()
  })

  it('as a Buffer give a plain Uint8Array', () => {
    const decoder = new TcpDecoder()
    decoder.push(Buffer.from(encodeTcp(message(12))))
    expect(decoder.next()).toEqual(message(12))
    expect(caught(() => encodeTcp(Buffer.alloc(3)))).toMatchObject({ name: 'DnsError', code: 'bad-frame', offset: 0 })
  })

  const anyFrame = fc.oneof(
    fc.integer({ min: 12, max: 40 }).map(length => encodeTcp(message(length))),
    fc.integer({ min: 0, max: 11 }).map(length => Uint8Array.of(0, length, ...message(length))),
  )
  test.prop([fc.array(anyFrame, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 8 }), fc.nat(60)])(
    'any split gives the same messages and errors',
    (frames, points, cut) => {
      const stream = Uint8Array.from(frames.flatMap(frame => Array.from(frame)))
      const shortened = stream.slice(0, Math.max(0, stream.length - (cut % 30)))
      expect(events(cutAt(shortened, points))).toEqual(events([shortened.slice()]))
    },
  )
})

describe('DNS over QUIC (RFC 9250 4.2)', () => {
  const message = encodeMessage({ id: 7, questions: [{ name: 'a', type: 'A' }] })
  const frame = encodeDoq(message)

  it('is one message with ID 0 after its length', () => {
    expect(frame.subarray(0, 4)).toEqual(Uint8Array.of(0, message.length, 0, 0))
    expect(decodeDoq(frame)).toEqual(encodeMessage({ questions: [{ name: 'a', type: 'A' }] }))
    expect(message[1]).toBe(7)
  })

  it.each<[what: string, stream: Uint8Array]>([
    ['another ID', encodeTcp(message)],
    ['nothing', new Uint8Array(0)],
    ['a length alone', Uint8Array.of(0, 0)],
    ['a message that is cut short', frame.subarray(0, -1)],
    ['a second message', Uint8Array.from([...frame, ...frame])],
    ['half a header', Uint8Array.of(0, 4, 0, 0, 0, 0)],
  ])('refuses %s', (_what, stream) => {
    expect(caught(() => decodeDoq(stream))).toMatchObject({ name: 'DnsError', code: 'bad-frame' })
  })
})
