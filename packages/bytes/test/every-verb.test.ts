import { expect, expectTypeOf, it } from 'vitest'
import { everyVerb } from '../src/index.js'

type Row = Partial<Record<'HELO' | 'QUIT', number>>
const table = everyVerb<'HELO' | 'QUIT', 'start' | 'ready', Row>()

it('a table that has each verb in some state is given back as it is', () => {
  const rows = { start: { HELO: 1 }, ready: { QUIT: 2 } }
  expect(table(rows)).toBe(rows)
  expectTypeOf(table(rows)).toEqualTypeOf<Record<'start' | 'ready', Row>>()
})

it('a verb that is in no state, or a state without a row, is an error of types', () => {
  // @ts-expect-error QUIT is in neither state
  table({ start: { HELO: 1 }, ready: {} })
  // @ts-expect-error there is no row for `ready`
  table({ start: { HELO: 1, QUIT: 2 } })
  table({ start: { HELO: 1, QUIT: 2 }, ready: {} })
})
