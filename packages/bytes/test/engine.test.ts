/** A connection of a protocol that has three words: PING is answered by the caller, TLS by a handshake, BYE by the end. */
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { asciiBytes, Engine, type EngineErrorCode, type EngineEvent, latin1, WireError } from '../src/index.js'

class ToyError extends WireError<EngineErrorCode | 'bad-word'> {
  override readonly name = 'ToyError'
}

type ToyEvent = { readonly type: 'ping' } | { readonly type: 'told'; readonly text: string } | EngineEvent<ToyError>

interface ToyOptions {
  readonly layer?: 'tls' | 'deflate'
  readonly maxBuffered?: number
  readonly tap?: (text: string) => void
}

function toy({ layer = 'tls', maxBuffered = 100, tap }: ToyOptions = {}) {
  const seen: string[] = []
  let owes = false
  let upgrades = false
  const engine: Engine<ToyEvent, ToyError> = new Engine<ToyEvent, ToyError>(
    maxBuffered,
    (direction, bytes) => {
      seen.push(`${direction} ${asChars(bytes)}`)
      tap?.(seen.at(-1)!)
      bytes.fill(0)
    },
    {
      step() {
        if (upgrades) return engine.pauseFor(layer, layer === 'deflate')
        if (owes || engine.input.readLine(100) !== 'line') return undefined
        const { bytes, start, end, offset } = engine.input.line
        const word = latin1(bytes, start, end)
        engine.sawLine(bytes, start, end)
        if (word === 'BYE') {
          engine.finish()
          return undefined
        }
        if (word === 'OOPS') throw new RangeError('of our own')
        if (word === 'MINE') throw new ToyError('bad-value', offset, 'encode: not a word')
        if (word === 'TLS') {
          upgrades = true
          return engine.pauseFor(layer, layer === 'deflate')
        }
        if (word !== 'PING') throw new ToyError('bad-word', offset, 'receive: not a word')
        owes = true
        engine.follow({ type: 'told', text: 'behind' })
        return { type: 'ping' }
      },
      owesAnswer: () => owes,
      atRest: () => !owes,
      afterUpgrade: up => {
        upgrades = false
        engine.write(asciiBytes(`up ${up}`))
      },
      failure: ToyError,
      lastWords: error => (error.code === 'unexpected-end' ? undefined : asciiBytes('SORRY')),
      outcomes: () => (owes ? [{ type: 'told', text: 'no answer' }] : []),
    },
  )
  const answer = (): void => {
    engine.assertOpen('send')
    owes = false
    engine.write(asciiBytes('PONG'), asciiBytes('***'))
  }
  return { engine, answer, seen }
}

const rest = (engine: Engine<ToyEvent, ToyError>): ToyEvent[] => {
  const events: ToyEvent[] = []
  for (let event = engine.nextEvent(); event !== undefined; event = engine.nextEvent()) events.push(event)
  return events
}
const fatal = (code: string, offset: number): object => ({ type: 'protocol-error', fatal: true, error: { code, offset } })

describe('the engine of a connection', () => {
  it('waits for input, for an answer, and gives what follows an event behind it', () => {
    const { engine, answer, seen } = toy()
    expect([engine.waiting, engine.nextEvent()]).toEqual(['input', undefined])
    engine.receive(asBytes('PING\r\nPING\r\n'))
    expect(rest(engine)).toEqual([{ type: 'ping' }, { type: 'told', text: 'behind' }])
    expect(engine.waiting).toBe('reply')
    answer()
    expect([engine.waiting, asChars(engine.takeOutput()), engine.takeOutput()]).toEqual(['input', 'PONG', []])
    expect(rest(engine)).toHaveLength(2)
    expect(seen).toEqual(['received PING\r\n', 'sent ***', 'received PING\r\n'])
  })

  it('ends after its last event, and takes nothing any more', () => {
    const { engine, answer } = toy()
    engine.receive(asBytes('BYE\r\nPING\r\n'))
    expect(rest(engine)).toEqual([{ type: 'closed' }])
    expect([engine.waiting, engine.nextEvent()]).toEqual(['closed', undefined])
    for (const run of [answer, () => engine.receive(asBytes('x'))])
      expect(caught(run)).toMatchObject({ name: 'ToyError', code: 'invalid-state' })
  })

  it('takes nothing between the end of the peer and the last event', () => {
    const { engine } = toy()
    engine.receiveEnd()
    expect(caught(() => engine.receive(asBytes('x')))).toMatchObject({ code: 'invalid-state' })
    expect(rest(engine)).toEqual([{ type: 'closed' }])
  })

  it('says when the peer closes in the middle: of a line, and of an answer, which is owed first', () => {
    const cut = toy()
    cut.engine.receive(asBytes('PI'))
    cut.engine.receiveEnd()
    expect(rest(cut.engine)).toMatchObject([fatal('unexpected-end', 2)])
    expect(cut.engine.takeOutput()).toEqual([])

    const { engine, answer } = toy()
    engine.receive(asBytes('PING\r\n'))
    engine.receiveEnd()
    expect(rest(engine)).toHaveLength(2)
    expect(engine.waiting).toBe('reply')
    answer()
    expect(rest(engine)).toEqual([{ type: 'closed' }])
  })

  it('makes an error of the package fatal, with last words, and lets others through', () => {
    const { engine, seen } = toy()
    engine.receive(asBytes('WHAT\r\nPING\r\n'))
    expect(rest(engine)).toMatchObject([fatal('bad-word', 0)])
    expect([asChars(engine.takeOutput()), engine.waiting, engine.input.length]).toEqual(['SORRY', 'closed', 0])
    expect(seen.at(-1)).toBe('sent SORRY')
    const other = toy()
    other.engine.receive(asBytes('OOPS\r\n'))
    expect(caught(() => other.engine.nextEvent())).toMatchObject({ name: 'RangeError' })
    const mine = toy()
    mine.engine.receive(asBytes('MINE\r\nPING\r\n'))
    expect(caught(() => mine.engine.nextEvent())).toMatchObject({ name: 'ToyError', fault: 'local' })
    expect(mine.engine.nextEvent()).toEqual({ type: 'ping' })
  })

  it('tells outcomes before the last event, once', () => {
    const { engine } = toy({ maxBuffered: 3 })
    engine.receive(asBytes('PING\r\nxxxx'))
    expect(rest(engine)).toHaveLength(2)
    engine.receive(asBytes('x'))
    expect(rest(engine)).toMatchObject([{ type: 'told', text: 'no answer' }, fatal('input-overflow', 6)])
    expect([engine.nextEvent(), engine.waiting]).toEqual([undefined, 'closed'])
  })

  it('bounds what lies unused: at the limit it takes more, above it the session is over', () => {
    for (const [unused, expected] of [
      [3, []],
      [4, [fatal('input-overflow', 0)]],
    ] as const) {
      const { engine } = toy({ maxBuffered: 3 })
      engine.receive(asBytes('x'.repeat(unused)))
      engine.receive(asBytes('y'))
      expect(rest(engine)).toMatchObject(expected)
    }
  })

  it('pauses for TLS; what comes too early, or closes, ends the session (RFC 3207 4.1)', () => {
    const { engine, answer } = toy()
    engine.receive(asBytes('TLS\r\n'))
    expect([engine.nextEvent(), engine.waiting]).toEqual([{ type: 'upgrade', layer: 'tls' }, 'upgrade'])
    expect(engine.nextEvent()).toBeUndefined()
    for (const run of [answer, () => engine.receive(asBytes('x'))])
      expect(caught(run)).toMatchObject({ code: 'invalid-state', message: expect.stringContaining('upgraded()') })
    expect(engine.upgraded()).toEqual(new Uint8Array(0))
    expect([asChars(engine.takeOutput()), engine.waiting]).toEqual(['up tls', 'input'])
    expect(caught(() => engine.upgraded())).toMatchObject({ code: 'invalid-state' })

    const early = toy()
    early.engine.receive(asBytes('TLS\r\nPING\r\n'))
    const message = 'start TLS: 6 bytes arrived before TLS was up'
    expect(rest(early.engine)).toMatchObject([
      { type: 'protocol-error', error: { code: 'plaintext-after-upgrade', offset: 5, message } },
    ])

    const closes = toy()
    closes.engine.receive(asBytes('TLS\r\n'))
    closes.engine.nextEvent()
    closes.engine.receiveEnd()
    expect(rest(closes.engine)).toMatchObject([fatal('unexpected-end', 5)])
  })

  it('hands over what belongs to DEFLATE already, and does not mind the end of the peer (RFC 4978 3)', () => {
    const { engine } = toy({ layer: 'deflate' })
    engine.receive(asBytes('TLS\r\nxyz'))
    expect(engine.nextEvent()).toEqual({ type: 'upgrade', layer: 'deflate' })
    engine.receiveEnd()
    expect(engine.nextEvent()).toBeUndefined()
    expect(asChars(engine.upgraded())).toBe('xyz')
    expect(rest(engine)).toEqual([{ type: 'closed' }])
  })

  it('does not count a line that is not whole yet: that is what the limit of lines is for', () => {
    const { engine } = toy({ maxBuffered: 3 })
    for (const piece of ['wh', 'ate', 've', 'r']) {
      engine.receive(asBytes(piece))
      expect(rest(engine)).toEqual([])
    }
    engine.receive(asBytes('\r\n'))
    expect(rest(engine)).toMatchObject([fatal('bad-word', 0)])
  })

  it('says to a tap what was consumed, and that there is one', () => {
    const { engine, seen } = toy()
    engine.saw(asBytes('abc'))
    expect([engine.tapped, seen]).toEqual([true, ['received abc']])
    const steps = { step: () => undefined, owesAnswer: () => false, atRest: () => true, afterUpgrade: () => {} }
    const untapped = new Engine<ToyEvent, ToyError>(100, undefined, { ...steps, failure: ToyError })
    untapped.saw(asBytes('abc'))
    untapped.sawLine(asBytes('abc'), 0, 3)
    expect([untapped.tapped, untapped.nextEvent()]).toEqual([false, undefined])
    // Nor does it have last words. Bytes may not follow unless that is said (RFC 4978 3).
    untapped.receive(asBytes('abc'))
    const message = 'start DEFLATE: 3 bytes arrived before DEFLATE was up'
    expect(untapped.pauseFor('deflate')).toMatchObject({ fatal: true, error: { code: 'plaintext-after-upgrade', message } })
    expect([untapped.waiting, untapped.takeOutput()]).toEqual(['closed', []])
  })

  it('sends nothing once its end is decided, also before the last event', () => {
    const { engine, answer } = toy()
    engine.finish()
    expect(caught(answer)).toMatchObject({ code: 'invalid-state', message: 'send: the session has ended' })
    expect(rest(engine)).toEqual([{ type: 'closed' }])
  })

  it('a layer that comes up too late comes up for nobody', () => {
    const { engine } = toy()
    engine.receive(asBytes('TLS\r\n'))
    engine.nextEvent()
    engine.receiveEnd()
    engine.nextEvent()
    expect(caught(() => engine.upgraded())).toMatchObject({ code: 'invalid-state' })
    expect(engine.takeOutput()).toEqual([])
  })

  it('what a tap throws comes out of the next call, and the session goes on', () => {
    const { engine, answer } = toy({
      tap: text => {
        if (text.endsWith('PING\r\n')) throw new Error('no space left')
      },
    })
    engine.receive(asBytes('PING\r\n'))
    expect(engine.nextEvent()).toEqual({ type: 'ping' })
    expect(caught(() => engine.nextEvent()).message).toBe('no space left')
    expect(engine.nextEvent()).toEqual({ type: 'told', text: 'behind' })
    answer()
    expect([asChars(engine.takeOutput()), engine.waiting]).toEqual(['PONG', 'input'])
  })

  it.each([
    ['nextEvent', (session: ReturnType<typeof toy>) => session.engine.nextEvent()],
    ['receive', (session: ReturnType<typeof toy>) => session.engine.receive(asBytes('x'))],
    ['takeOutput', (session: ReturnType<typeof toy>) => session.engine.takeOutput()],
    ['send', (session: ReturnType<typeof toy>) => session.answer()],
  ])('a tap must not call %s', (_name, call) => {
    let error: unknown
    const session: ReturnType<typeof toy> = toy({
      tap: () => {
        error = caught(() => call(session))
      },
    })
    session.engine.receive(asBytes('PING\r\n'))
    expect(session.engine.nextEvent()).toEqual({ type: 'ping' })
    expect(error).toMatchObject({ code: 'invalid-state', message: expect.stringContaining('a tap must not') })
  })

  it.each([undefined, null, 5, 'x', new ArrayBuffer(1), [1], {}])('takes nothing but a Uint8Array: %o', chunk => {
    const { engine } = toy()
    expect(caught(() => engine.receive(chunk as never))).toMatchObject({ name: 'ToyError', code: 'bad-value' })
    expect(rest(engine)).toEqual([])
  })
})
