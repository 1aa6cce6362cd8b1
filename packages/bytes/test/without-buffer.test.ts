/** `src/native.ts` in a runtime that has none of Node's routines: the module is loaded anew without them. */
import { asBytes, asChars } from '@mailwire/tooling/testing'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'

type Native = typeof import('../src/native.js')
let native: Native
const own = globalThis.Buffer

beforeAll(async () => {
  vi.resetModules()
  Reflect.deleteProperty(globalThis, 'Buffer')
  try {
    native = await import('../src/native.js')
  } finally {
    globalThis.Buffer = own
  }
})
afterAll(() => vi.resetModules())

it.each([0, 12, 13, 16, 17, 32, 33, 70, 4096, 9000])('%i bytes become the same string', length => {
  const bytes = Uint8Array.from({ length: length + 2 }, (_, at) => at * 7)
  const expected = asChars(bytes.subarray(1, length + 1))
  expect(native.latin1).not.toBe(undefined)
  expect([native.latin1(bytes, 1, length + 1), native.flatLatin1(bytes, 1, length + 1)]).toEqual([expected, expected])
})

it('a byte is found by the search of a typed array', () => {
  const search = vi.spyOn(own.prototype, 'indexOf')
  const bytes = asBytes('ab\xffab')
  expect([native.indexOfByte(bytes, 0x61, 1), native.indexOfByte(bytes, 0x63)]).toEqual([3, -1])
  expect(native.indexOfByte(own.from('a'), 0x61)).toBe(0)
  expect(search).not.toHaveBeenCalled()
  search.mockRestore()
})
