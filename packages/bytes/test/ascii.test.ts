/** Comparisons of ASCII only, never by locale: a letter of another alphabet is never taken for one of ours. */
import { asBytes, asChars } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  asciiBytes,
  concat,
  copyOf,
  crlf,
  equalBytes,
  equalsIgnoreCase,
  isAlpha,
  isDigit,
  lowerAscii,
  showByte,
  upperAscii,
  viewOf,
} from '../src/index.js'

const everyByte = Array.from({ length: 256 }, (_, byte) => byte)

describe('the case of letters', () => {
  // The Kelvin sign and the long s become ASCII letters, the dotless i is upper-cased to one, and sharp s to two.
  it.each([
    ['', '', ''],
    ['aZ@[`{09', 'az@[`{09', 'AZ@[`{09'],
    ['Aa\u212a\u017f', 'aa\u212a\u017f', 'AA\u212a\u017f'],
    ['iI\u0131\u0130\u00df', 'ii\u0131\u0130\u00df', 'II\u0131\u0130\u00df'],
    ['BCd\x80Ef\xe9\u00c9', 'bcd\x80ef\xe9\u00c9', 'BCD\x80EF\xe9\u00c9'],
  ])('%j changes in A to Z only', (text, lower, upper) => {
    expect([lowerAscii(text), upperAscii(text)]).toEqual([lower, upper])
  })

  it.each([
    ['', '', true],
    ['Inbox', 'iNBOX', true],
    ['inbox', 'inbux', false],
    ['inbox', 'inbo', false],
    ['k', '\u212a', false],
    ['\u00e9A', '\u00e9a', true],
    ['\u00e9', '\u00c9', false],
    ['@', '`', false],
  ])('%j and %j are equal: %s', (a, b, equal) => {
    expect([equalsIgnoreCase(a, b), equalsIgnoreCase(b, a)]).toEqual([equal, equal])
  })
})

describe('classes of bytes', () => {
  it('are digits and letters', () => {
    const chars = (accepts: (byte: number) => boolean): string => asChars(Uint8Array.from(everyByte.filter(accepts)))
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
    expect([chars(isDigit), chars(isAlpha)]).toEqual(['0123456789', letters])
  })

  it('are shown as they print, and in hex where they do not', () => {
    expect([0, 0x0d, 0x20, 0x21, 0x7e, 0x7f, 0xff].map(showByte)).toEqual(['0x00', '0x0d', '0x20', "'!'", "'~'", '0x7f', '0xff'])
  })
})

describe('arrays of bytes', () => {
  it('are made of ASCII, and a CRLF is a new one each time', () => {
    expect(asciiBytes('a\r\n~')).toEqual(asBytes('a\r\n~'))
    crlf().fill(0)
    expect(crlf()).toEqual(asBytes('\r\n'))
  })

  it.each([
    [[], ''],
    [['ab'], 'ab'],
    [['ab', '', 'c', 'def'], 'abcdef'],
  ])('%j are joined to one', (parts, whole) => {
    expect(asChars(concat(parts.map(asBytes)))).toBe(whole)
  })

  it('one alone is joined without a copy', () => {
    const part = asBytes('ab')
    expect(concat([part])).toBe(part)
  })

  it.each([
    ['', '', true],
    ['abc', 'abc', true],
    ['abc', 'abd', false],
    ['xbc', 'abc', false],
    ['abc', 'ab', false],
    ['', 'a', false],
  ])('%j and %j hold the same: %s', (a, b, equal) => {
    expect([equalBytes(asBytes(a), asBytes(b)), equalBytes(asBytes(b), asBytes(a))]).toEqual([equal, equal])
  })

  it('are seen in part, or copied, as plain arrays also of a Buffer', () => {
    const whole = Buffer.from('abcdef').subarray(1)
    const view = viewOf(whole, 1, 3)
    expect([view.constructor, asChars(view), view.buffer]).toEqual([Uint8Array, 'cd', whole.buffer])
    for (const [copy, text] of [
      [copyOf(whole), 'bcdef'],
      [copyOf(whole, 3), 'ef'],
      [copyOf(whole, 1, 3), 'cd'],
    ] as const)
      expect([copy.constructor, asChars(copy), copy.buffer.byteLength]).toEqual([Uint8Array, text, text.length])
  })
})
