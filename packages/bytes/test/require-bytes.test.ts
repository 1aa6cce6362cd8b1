/** Only a `Uint8Array` is bytes; the message names the kind and nothing of the value. */
import { asBytes } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { type Fail, kindOf, requireBytes } from '../src/index.js'

const fail: Fail<'bad-value'> = (code, offset, message) => {
  throw Object.assign(new Error(message), { code, offset })
}

describe('requireBytes', () => {
  it.each([new Uint8Array(0), asBytes('a'), Buffer.from('a')])('takes %o', value => {
    requireBytes(value, fail, 'bad-value', 'decode thing')
    expect(value.length).toBeLessThan(2)
  })

  it.each<[unknown, string]>([
    [new ArrayBuffer(2), 'ArrayBuffer; wrap it in new Uint8Array(...)'],
    ['secret', 'String'],
    [undefined, 'Undefined'],
    [null, 'Null'],
    [7, 'Number'],
    [7n, 'BigInt'],
    [Symbol('secret'), 'Symbol'],
    [[1, 2], 'Array'],
    [new Uint16Array(2), 'Uint16Array'],
    [new DataView(new ArrayBuffer(2)), 'DataView'],
    [{ length: 2 }, 'Object'],
  ])('refuses %o', (value, kind) => {
    expect(() => requireBytes(value, fail, 'bad-value', 'decode thing')).toThrow(
      expect.objectContaining({ code: 'bad-value', message: `decode thing: Uint8Array expected, not ${kind}` }),
    )
    expect(kindOf(value)).toBe(kind.split(';')[0])
  })
})
