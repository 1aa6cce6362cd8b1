/** What is taken from the runtime, and what stands for it where it is missing. */
import { asBytes, asChars } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { flatLatin1, indexOfByte, indexOfBytePortable, latin1, latin1Portable } from '../src/index.js'

describe('a string of bytes in plain JavaScript', () => {
  /** Bytes that tell whether one was read that is not there, and whether a view was made, as only longer strings need. */
  function watched(length: number): { bytes: Uint8Array; outside: PropertyKey[]; views: () => number } {
    const plain = Uint8Array.from({ length }, (_, at) => at + 128)
    const outside: PropertyKey[] = []
    let views = 0
    const bytes = new Proxy(plain, {
      get: (target, name) => {
        if (name === 'subarray') {
          views++
          return target.subarray.bind(target)
        }
        if (typeof name === 'string' && /^-?\d+$/.test(name) && !(name in target)) outside.push(name)
        return Reflect.get(target, name, target) as unknown
      },
    })
    return { bytes, outside, views: () => views }
  }

  it.each([0, 5, 12, 13, 16, 17, 18, 31, 32, 33, 34, 47, 48, 50])(
    'of %i reads none beside them, and makes no view for a short one',
    length => {
      const fits = (size: number, start: number, end: number): boolean => start + size <= length || end >= size
      for (let start = 0; start <= length; start++)
        for (let end = start; end <= length; end++) {
          const { bytes, outside, views } = watched(length)
          const count = end - start
          const isShort = count <= 12 || (count <= 16 ? fits(16, start, end) : count <= 32 && fits(32, start, end))
          const expected = Array.from({ length: count }, (_, at) => String.fromCharCode(start + at + 128)).join('')
          expect(latin1Portable(bytes, start, end), `${start} to ${end}`).toBe(expected)
          expect([outside, views() === 0], `${start} to ${end}`).toEqual([[], isShort])
        }
    },
  )

  it.each([4095, 4096, 4097, 9000])('of %i bytes is the same as that of the runtime', length => {
    const bytes = Uint8Array.from({ length }, (_, at) => at * 7)
    for (const start of [0, 1, 4095]) {
      const expected = asChars(bytes.subarray(start))
      expect([latin1Portable(bytes, start, length), latin1(bytes, start, length)]).toEqual([expected, expected])
    }
  })

  it('is empty where its end is before its start', () => {
    const bytes = asBytes('abcdefgh'.repeat(4))
    expect([latin1, latin1Portable, flatLatin1].map(make => make(bytes, 20, 5))).toEqual(['', '', ''])
  })
})

describe.each([
  ['of the runtime', indexOfByte],
  ['in plain JavaScript', indexOfBytePortable],
])('the search %s', (_name, indexOf) => {
  it('is for a byte, from a place on', () => {
    const bytes = asBytes('xab\xffab').subarray(1)
    const found = [
      indexOf(bytes, 0x61),
      indexOf(bytes, 0x61, 1),
      indexOf(bytes, 0xff),
      indexOf(bytes, 0x78),
      indexOf(bytes, 0x62, 5),
    ]
    expect(found).toEqual([0, 3, 2, -1, -1])
  })
})
