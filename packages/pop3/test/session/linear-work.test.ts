/** Work that grows with the number of commands, and no faster. */

import { asBytes, drive } from '@mailwire/tooling/testing'
import { describe, expect, it, vi } from 'vitest'
import type { Command } from '../../src/index.js'
import type * as state from '../../src/session/state.js'
import { loggedIn } from '../support.js'

/** Counts the look-ups in the tables. */
const lookUps = vi.hoisted(() => ({ count: 0 }))
vi.mock('../../src/session/state.js', async original => {
  const tables = await original<typeof state>()
  const counted =
    <Parameters extends unknown[], Result>(run: (...values: Parameters) => Result) =>
    (...values: Parameters): Result => {
      lookUps.count++
      return run(...values)
    }
  return {
    ...tables,
    planAfter: counted(tables.planAfter),
    stateAfter: counted(tables.stateAfter),
    endsPipeline: counted(tables.endsPipeline),
  }
})

describe('work is linear', () => {
  /** The look-ups for so many commands, all of them refused. */
  const work = (count: number, command: Command, pipelining: boolean): number => {
    const client = loggedIn({ pipelining })
    lookUps.count = 0
    for (let at = 0; at < count; at++) client.send(command)
    const events = drive(
      client,
      Array.from({ length: count }, () => asBytes('-ERR no\r\n')),
    )
    expect(events).toHaveLength(count)
    return lookUps.count
  }

  it.each([true, false])('in refused commands that were queued, pipelining %s', pipelining => {
    const ratio = work(4000, { verb: 'noop' }, pipelining) / work(2000, { verb: 'noop' }, pipelining)
    expect(ratio).toBeLessThan(2.1)
  })
})
