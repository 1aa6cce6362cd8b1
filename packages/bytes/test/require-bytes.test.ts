import { runInNewContext } from 'node:vm'
/** Only a `Uint8Array` is bytes; the message names the kind and nothing of the value. */
import { asBytes } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { type Fail, isBytes, kindOf, requireBytes } from '../src/index.js'

const fail: Fail<'bad-value'> = (code, offset, message) => {
  throw Object.assign(new Error(message), { code, offset })
}

const detached = (bytes: Uint8Array): Uint8Array => {
  structuredClone(bytes.buffer, { transfer: [bytes.buffer as ArrayBuffer] })
  return bytes
}

describe('requireBytes', () => {
  it.each([new Uint8Array(0), asBytes('a'), Buffer.from('a')])('takes %o', value => {
    requireBytes(value, fail, 'bad-value', 'decode thing')
    expect(value.length).toBeLessThan(2)
  })

  it.each<[unknown, string]>([
    [new ArrayBuffer(2), 'ArrayBuffer; wrap it in new Uint8Array(...)'],
    ['secret', 'a string'],
    [undefined, 'undefined'],
    [null, 'null'],
    [7, 'a number'],
    [7n, 'a bigint'],
    [Symbol('secret'), 'a symbol'],
    [[1, 2], 'Array'],
    [new Uint16Array(2), 'Uint16Array'],
    [new DataView(new ArrayBuffer(2)), 'DataView'],
    [{ length: 2 }, 'Object'],
    [new Proxy(new Uint8Array(2), {}), 'Object'],
    [Object.create(Uint8Array.prototype), 'Object'],
  ])('refuses %o', (value, kind) => {
    expect(() => requireBytes(value, fail, 'bad-value', 'decode thing')).toThrow(
      expect.objectContaining({ code: 'bad-value', message: `decode thing: a Uint8Array expected, not ${kind}` }),
    )
    expect(kindOf(value)).toBe(kind.split(';')[0])
  })

  it.each([detached(new Uint8Array(2)), detached(Buffer.from(new ArrayBuffer(2)))])(
    'refuses one whose buffer was transferred',
    value => {
      expect(() => requireBytes(value, fail, 'bad-value', 'decode thing')).toThrow(
        'decode thing: a Uint8Array expected, not a detached Uint8Array',
      )
    },
  )
})

describe('isBytes', () => {
  it('takes any Uint8Array, empty or not, and changes none', () => {
    const bytes = new Uint8Array([1, 2])
    for (const value of [bytes, bytes.subarray(2), new Uint8Array(0), Buffer.alloc(0), new Uint8Array(new SharedArrayBuffer(1))])
      expect(isBytes(value)).toBe(true)
    const foreign = runInNewContext('[new Uint8Array(2), new Uint8Array(0)]') as unknown[]
    for (const value of foreign) {
      expect(isBytes(value)).toBe(true)
      expect(() => requireBytes(value, fail, 'bad-value', 'decode thing')).not.toThrow()
    }
    expect(bytes).toEqual(new Uint8Array([1, 2]))
  })

  it.each<[string, unknown]>([
    ['one whose buffer was transferred', detached(new Uint8Array(2))],
    ['such a Buffer', detached(Buffer.from(new ArrayBuffer(2)))],
    ['a Proxy of one', new Proxy(new Uint8Array(2), {})],
    ['an object that inherits from it', Object.create(Uint8Array.prototype)],
    ['a DataView', new DataView(new ArrayBuffer(2))],
    ['another array of another realm', runInNewContext('new Uint8ClampedArray(2)')],
    ['an object that calls itself one', { [Symbol.toStringTag]: 'Uint8Array', length: 2 }],
    ['nothing', undefined],
  ])('refuses %s', (_what, value) => {
    expect(isBytes(value)).toBe(false)
  })
})
