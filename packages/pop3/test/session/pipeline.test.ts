/** A client's commands between `send` and their responses (RFC 2449 6.6). */
import { describe, expect, it } from 'vitest'
import type { Command } from '../../src/index.js'
import { outstanding, Pipeline } from '../../src/session/pipeline.js'

const LONGEST = 255
const entry = (command: Command) => outstanding(command, LONGEST)
const stls = entry({ verb: 'stls' })
const noop = entry({ verb: 'noop' })
const user = entry({ verb: 'user', name: 'tim' })
const quit = entry({ verb: 'quit' })

describe('an STLS that is outstanding (RFC 2595 4)', () => {
  it('is told of from the time it is queued until it is answered', () => {
    const pipeline = new Pipeline()
    pipeline.push(noop)
    expect(pipeline.upgrades).toBe(false)
    pipeline.push(stls)
    expect(pipeline.upgrades).toBe(true)
    pipeline.release()
    pipeline.answered()
    expect(pipeline.upgrades).toBe(true)
    pipeline.release()
    expect(pipeline.upgrades).toBe(true)
    expect(pipeline.answered()).toBe(stls)
    expect(pipeline.upgrades).toBe(false)
  })

  it('is none once it is withdrawn, and the withdrawal of others does not count', () => {
    const pipeline = new Pipeline()
    for (const each of [stls, noop, user, quit]) pipeline.push(each)
    expect(pipeline.withdraw('authorization')).toEqual([stls.command, noop.command, user.command])
    expect(pipeline.upgrades).toBe(false)
    expect(pipeline.next(1)).toBe(quit)

    pipeline.push(stls)
    pipeline.release()
    pipeline.answered()
    pipeline.release()
    pipeline.push(noop)
    expect(pipeline.withdraw('authorization')).toEqual([noop.command])
    expect(pipeline.upgrades).toBe(true)
  })
})

describe('a command whose line is too long (RFC 5034 4)', () => {
  const initialResponse = new Uint8Array(300)

  it('goes without its initial response, if it has one', () => {
    const auth = outstanding({ verb: 'auth', mechanism: 'PLAIN', initialResponse }, LONGEST)
    expect([new TextDecoder().decode(auth.bytes), auth.initialResponse]).toEqual(['AUTH PLAIN\r\n', initialResponse])
  })

  it('is whole otherwise', () => {
    const fitting = outstanding({ verb: 'auth', mechanism: 'PLAIN', initialResponse }, 1000)
    expect([fitting.bytes.length > 400, fitting.initialResponse]).toEqual([true, undefined])
    for (const command of [
      { verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined },
      { verb: 'user', name: 'tim' },
    ] as const) {
      const { bytes, initialResponse: later } = outstanding(command, 5)
      expect([bytes.length > 5, later]).toEqual([true, undefined])
    }
  })
})
