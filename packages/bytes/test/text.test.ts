/** ASCII, which most text is, and how little is asked of the runtime for it. */
import { asBytes, asChars } from '@mailwire/tooling/testing'
import { describe, expect, it, vi } from 'vitest'
import { utf8Decoder, utf8Encoder } from '../src/coders.js'
import { decodeText, isWellFormed, writeAscii } from '../src/index.js'

describe('decodeText', () => {
  it.each([1, 7, 8, 9, 17])('sees the one byte that is not ASCII of %i, wherever it is', length => {
    for (let at = 0; at < length; at++) {
      const bytes = new Uint8Array(length).fill(0x61)
      bytes[at] = 0x80
      expect(decodeText(bytes)).toBe(`${'a'.repeat(at)}\udc80${'a'.repeat(length - at - 1)}`)
    }
  })

  it('asks no decoder about ASCII, whatever is beside it', () => {
    const decode = vi.spyOn(utf8Decoder, 'decode')
    for (let length = 0; length < 30; length++) {
      const text = 'a\x7f\0z\r\n~'.repeat(5).slice(0, length)
      expect(decodeText(asBytes(`\xff${text}\xff${'\xff'.repeat(16)}`), 1, 1 + length)).toBe(text)
    }
    expect(decode).not.toHaveBeenCalled()
    decode.mockRestore()
  })
})

describe('writeAscii', () => {
  const written = (text: string): [boolean, string] => {
    const bytes = new Uint8Array(text.length + 6).fill(0x2d)
    const isAscii = writeAscii(text, bytes, 3)
    return [isAscii, asChars(bytes)]
  }

  it.each([0, 1, 40, 41, 100])('writes %i characters in their place and nothing beside it', length => {
    const text = 'a\x7f\0z\r\n~'.repeat(20).slice(0, length)
    expect(written(text)).toEqual([true, `---${text}---`])
  })

  // The last of them has its UTF-8 where its own length would end.
  it.each(['\x80', '\u00e9', '\u212a', '\ud800', '\u{1f4e7}'])('takes no %j, wherever it is', other => {
    for (const length of [0, 39, 40, 60])
      for (const at of [0, length >> 1, length]) {
        const text = `${'a'.repeat(at)}${other}${'a'.repeat(length - at)}`
        const [isAscii, bytes] = written(text)
        expect([isAscii, bytes.slice(0, 3), bytes.slice(-3)]).toEqual([false, '---', '---'])
      }
  })

  it('calls the runtime for long text only, where that pays off', () => {
    const encode = vi.spyOn(utf8Encoder, 'encodeInto')
    const calls = [0, 40, 41, 80].map(length => {
      encode.mockClear()
      written('a'.repeat(length))
      return encode.mock.calls.length
    })
    encode.mockRestore()
    expect(calls).toEqual([0, 0, 1, 1])
  })
})

it.each([
  ['a\u00e9\u{1f4e7}', true],
  ['', true],
  ['a\udc80', false],
  ['\ud83d', false],
])('%j is well formed: %s', (text, expected) => {
  expect(isWellFormed(text)).toBe(expected)
})
