import { describe, expect, it } from 'vitest'
import { mergeLimits } from '../src/index.js'

const fail = (code: string, _: number, message: string): never => {
  throw new Error(`${code} ${message}`)
}
const defaults = { line: 10, depth: 2 }
const merged = (given: object | undefined): unknown => mergeLimits(defaults, given as Partial<typeof defaults>, fail, 'bad')

describe('limits', () => {
  it('are the defaults with what is given instead', () => {
    expect(merged(undefined)).toEqual(defaults)
    expect(merged({ line: 0, depth: undefined })).toEqual({ line: 0, depth: 2 })
    expect(merged({ depth: Number.POSITIVE_INFINITY })).toEqual({ line: 10, depth: Number.POSITIVE_INFINITY })
    expect(defaults).toEqual({ line: 10, depth: 2 })
  })

  it.each([Number.NaN, -1, 1.5, '5', null, {}, 2 ** 53])('%o bounds nothing, and is refused', value => {
    expect(() => merged({ line: value })).toThrow('bad check limits: line: not a whole number from 0: ')
  })

  it('the value is said if it is a number, and of any other only what it is', () => {
    expect(() => merged({ line: -1 })).toThrow('not a whole number from 0: -1')
    expect(() => merged({ line: 'secret' })).toThrow('not a whole number from 0: a string')
  })

  it('have names, and a wrong one is refused', () => {
    expect(() => merged({ lines: 1 })).toThrow('bad check limits: unknown limit: "lines"')
    expect(() => merged(JSON.parse('{ "__proto__": 1 }'))).toThrow('unknown limit')
    expect(() => merged('10' as never)).toThrow('an object of numbers expected')
    expect(() => merged(null as never)).toThrow('an object of numbers expected')
  })
})
