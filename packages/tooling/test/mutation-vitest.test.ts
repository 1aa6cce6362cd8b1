/** What stands for vitest in runs of mutants: a test that fails must be found, or each mutant would seem to live. */
import { describe, expect, it } from 'vitest'
import * as own from '../mutation/vitest.js'

const log: string[] = []
own.begin('a.test.ts')
own.it('passes', () => log.push('first'))
own.describe('suite', () => {
  own.beforeAll(() => log.push('before all'))
  own.beforeEach(() => log.push('before each'))
  own.afterEach(() => log.push('after each'))
  own.afterAll(() => log.push('after all'))
  own.it.each([[1, 2], [3]])('rows that are arrays are arguments', (...values) => log.push(`called with ${values.join()}`))
})
own.begin('b.test.ts')
own.describe.each(['x', [1]])('rows of which one is no array', row =>
  own.it('is declared in a suite', () => log.push(JSON.stringify(row))),
)
own.it('throws', () => {
  throw new Error('thrown')
})
own.it('rejects', () => Promise.reject(new Error('rejected')))
own.it('leaves a promise that is rejected', async () => {
  Promise.reject(new Error('stray'))
  await new Promise(resolve => setTimeout(resolve, 5))
})
own.it('passes afterwards', () => log.push('last'))

const [first, two, three, plain, list, throws, rejects, strays, last] = own.tests as [own.Test, ...own.Test[]] & own.Test[]

describe('the tests', () => {
  it('have their file and a name that is unique', () => {
    expect(own.tests.map(({ file }) => file)).toEqual([...Array(3).fill('a.test.ts'), ...Array(6).fill('b.test.ts')])
    expect(new Set(own.tests.map(({ id }) => id)).size).toBe(9)
    expect(three?.id).toBe('2 a.test.ts > suite > rows that are arrays are arguments')
  })

  it('run in the order given, with the hooks of their suites', async () => {
    log.length = 0
    expect(await own.runUntilFailure([first, two!, three!, plain!, list!])).toBeUndefined()
    expect(log).toEqual([
      'first',
      'before all',
      'before each',
      'called with 1,2',
      'after each',
      'before each',
      'called with 3',
      'after each',
      '"x"',
      '[1]',
      'after all',
    ])
  })

  it.each([
    ['throws', throws!, 'thrown'],
    ['rejects', rejects!, 'rejected'],
  ])('end with the first that %s', async (_what, test, message) => {
    log.length = 0
    expect(await own.runUntilFailure([first, test, last!])).toEqual({ test, error: new Error(message) })
    expect(log).toEqual(['first'])
  })

  it('end with one that leaves a promise which is rejected', async () => {
    const listeners = process.listeners('unhandledRejection')
    const ours = listeners.filter(listener => `${listener}`.includes('stray'))
    process.removeAllListeners('unhandledRejection')
    for (const listener of ours) process.on('unhandledRejection', listener)
    try {
      expect(await own.runUntilFailure([strays!, last!])).toMatchObject({ test: strays, error: { message: 'stray' } })
    } finally {
      process.removeAllListeners('unhandledRejection')
      for (const listener of listeners) process.on('unhandledRejection', listener)
    }
  })
})

describe('expect', () => {
  const check = own.expect as typeof expect

  it('has the matchers of vitest', async () => {
    check({ a: [1] }).toEqual({ a: check.any(Array) })
    check(() => {
      throw new TypeError('no')
    }).toThrow(TypeError)
    await check(Promise.reject(new Error('no'))).rejects.toMatchObject({ message: check.stringMatching(/^n/) })
    expect(() => check(1).toBe(2)).toThrow()
    expect(() => check(new Uint8Array(1)).toEqual(Uint8Array.of(1))).toThrow()
    expect(() => check.unreachable('not here')).toThrow('not here')
  })
})
