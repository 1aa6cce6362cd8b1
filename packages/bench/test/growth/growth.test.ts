import { describe, expect, test } from 'vitest'
import { type GrowthTopic, growthLine, measureGrowth } from '../../src/growth/growth.js'
import { growthTopics } from '../../src/growth/registry.js'

const spin = (turns: number): number => {
  let sum = 0
  for (let turn = 0; turn < turns; turn++) sum = Math.imul(sum ^ turn, 0x01000193)
  return sum
}
const topic = (name: string, turns: (size: number) => number, more: Partial<GrowthTopic> = {}): GrowthTopic => ({
  name,
  from: 1_000,
  make: size => () => spin(turns(size)),
  ...more,
})
const effort = { least: 5, rounds: 5, attempts: 3 }

describe('growth', () => {
  test('linear work passes, quadratic work is over', () => {
    expect(
      measureGrowth(
        topic('test/linear', size => 100 * size),
        effort,
      ),
    ).toMatchObject({ isOver: false })
    const growth = measureGrowth(
      topic('test/quadratic', size => size * size),
      effort,
    )
    expect(growth).toMatchObject({ name: 'test/quadratic', isOver: true })
    expect(growthLine(growth)).toMatch(/^test\/quadratic +\d+ +[\d.]+ +[\d.]+ +over$/)
  })

  test('where a limit forbids larger inputs, small ones are repeated', () => {
    const { size, isOver } = measureGrowth(
      topic('test/limited', size => size * size, { from: 100, most: 800 }),
      effort,
    )
    expect([size, isOver]).toEqual([200, true])
  })
})

describe('growth topics', () => {
  test('have names of their own and are chosen by the beginning of these', () => {
    const names = growthTopics().map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(growthTopics(['sasl/plain', 'pop3/client/l']).map(({ name }) => name)).toEqual(['pop3/client/list', 'sasl/plain'])
  })

  test.each(growthTopics().map(topic => [topic.name, topic] as const))('%s does its work', (_, { make }) => {
    const run = make(20)
    run()
    expect(run()).toBeDefined()
  })
})
