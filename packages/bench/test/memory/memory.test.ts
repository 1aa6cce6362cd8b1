import { describe, expect, test } from 'vitest'
import { measureMemory } from '../../src/memory/memory.js'
import { memoryTopics } from '../../src/memory/registry.js'

describe('memory', () => {
  test('a string of 1,000 characters is charged, also where it is shared by a short one', async () => {
    const topic = (keep: (text: string) => unknown) => ({
      name: 'test/strings',
      count: 20_000,
      most: 900,
      keep: (count: number) =>
        Array.from({ length: count }, (_, at) => keep(Buffer.from(String(at).padEnd(1_000, '.')).toString('latin1'))),
    })
    const whole = await measureMemory(topic(text => text))
    expect(whole.bytes).toBeGreaterThan(950)
    expect(whole.bytes).toBeLessThan(1_150)
    const slice = await measureMemory(topic(text => text.slice(0, 20)))
    expect(slice).toMatchObject({ count: 20_000, isOver: true })
    expect(await measureMemory(topic(text => text.length))).toMatchObject({ isOver: false })
  })

  test('names are unique, and chosen by their beginning', () => {
    const names = memoryTopics().map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(memoryTopics(['imap/subject/m']).map(({ name }) => name)).toEqual(['imap/subject/mailwire'])
  })

  test.each(memoryTopics().map(topic => [topic.name, topic] as const))('%s keeps a value for each', async (_, { keep }) => {
    const kept = await keep(3)
    expect(kept.length).toBe(3)
    // A mailbox holds its messages otherwise than in an array.
    const values = Array.isArray(kept) ? kept : Object.values(kept)
    expect(values.every(value => value !== undefined && value !== null)).toBe(true)
  })

  test('a signature that is kept does not pin its message of 60,000 bytes', async () => {
    const [topic] = memoryTopics(['dns/signature/of 60,000'])
    const { bytes } = await measureMemory({ ...topic!, count: 500 })
    expect(bytes).toBeLessThan(10_000)
  })

  test('a subject that is kept does not pin its line of 65,000 bytes', async () => {
    const [topic] = memoryTopics(['imap/subject/mailwire'])
    // Fewer than are measured, so that what the test runner itself keeps is some part of it.
    const { bytes } = await measureMemory({ ...topic!, count: 500 })
    expect(bytes).toBeLessThan(10_000)
  })
})
