/** The collation of SORT, THREAD and SEARCH. */
import { fc, test } from '@fast-check/vitest'
import { processorTime } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { casemap, collationKey } from '../../src/evaluate/collation.js'

/** What one character becomes by RFC 5051 2, step 2 (a), from the runtime's tables. */
const one = (char: string): string => casemap(char)

describe('casemap', () => {
  it.each([
    ['ASCII', 'Straw-Berry 7_', 'STRAW-BERRY 7_'],
    ['a letter with a mark', 'é', 'E\u0301'],
    ['the same in two characters', 'e\u0301', 'E\u0301'],
    ['a letter of several capitals has no title case', 'ß', 'ß'],
    ['an n with an apostrophe is taken apart', 'ŉ', '\u02bcn'],
    ['compatibility forms become small letters', 'ﬁ', 'fi'],
    ['full width', 'Ｒｅ', 'RE'],
    ['the example of RFC 5051 2: a digraph in capitals', '\u01c4', 'Dz\u030c'],
    ['in title case', '\u01c5', 'Dz\u030c'],
    ['small', '\u01c6', 'Dz\u030c'],
    ['LJ', '\u01c7\u01c8\u01c9', 'LjLjLj'],
    ['NJ', '\u01ca\u01cb\u01cc', 'NjNjNj'],
    ['DZ', '\u01f1\u01f2\u01f3', 'DzDzDz'],
    ['J with a mark has no capital', '\u01f0', 'j\u030c'],
    ['Georgian is its own title case', '\u10d0\u10fc\u10ff', '\u10d0\u10dc\u10ff'],
    ['Greek with an iota below', '\u1f80', '\u0391\u0313\u0345'],
    ['its capital', '\u1f88', '\u0391\u0313\u0345'],
    ['alpha with an iota', '\u1fb3', '\u0391\u0345'],
    ['final and other sigma', 'ς σ Σ', 'Σ Σ Σ'],
    ['both dotted and dotless i', 'iİıI', 'II\u0307II'],
    ['beyond 16 bits', '\u{10428}', '\u{10400}'],
    ['bytes that are not UTF-8 stay', 'a\udce9', 'A\udce9'],
  ])('RFC 5051 2: %s', (_, text, expected) => {
    expect(casemap(text)).toBe(expected)
  })

  test.prop([fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })])(
    'RFC 5051 2: texts are mapped character by character',
    (left, right) => {
      expect(casemap(left + right)).toBe((casemap(left) + casemap(right)).normalize('NFKD'))
    },
  )

  test.prop([fc.string({ unit: 'grapheme' })])('RFC 5051 2: as each character alone', text => {
    expect(casemap(text)).toBe(Array.from(text, one).join('').normalize('NFKD'))
  })

  it('DESIGN 4: is linear in the text', () => {
    expect(casemap('ǆა'.repeat(100_000)).length).toBe(400_000)
    expect(casemap('é'.repeat(200_000)).length).toBe(400_000)
  })

  it('UAX 15 13: is linear in marks in a row', () => {
    const start = processorTime()
    for (const marks of ['\u0301\u0316', '\u{1d165}\u0301', '\uff9e\u0316', '\u0344\u0316'])
      expect(casemap(`a${marks.repeat(60_000)}`).length).toBeGreaterThan(120_000)
    expect(processorTime() - start).toBeLessThan(4000)
  })

  it('UAX 15 13: 30 marks on a letter are in one order, and each 30 behind them in one of their own', () => {
    const [above, below] = ['\u0301'.repeat(15), '\u0316'.repeat(15)]
    expect(casemap(`é${above}${below}`)).toBe(`E\u0301${above}${below}`.normalize('NFD'))
    expect(casemap(above + below)).toBe(below + above)
    expect(casemap(`a${above}${below}${above}${below}\u0301\u0316b`)).toBe(`A${(below + above).repeat(2)}\u0316\u0301B`)
  })

  it('UAX 15 13: a character that does not count as a mark ends what is in an order', () => {
    const other = /[^\p{M}\uff9e\uff9f\p{Co}\p{Cn}\p{Cs}\0-\x7f]/u
    let count = 0
    let text = ''
    for (let code = 0; code < 0x110000; code++) {
      const char = String.fromCodePoint(code)
      if (!other.test(char)) continue
      count++
      text += `a\u035d${char}`
    }
    // U+035D, which comes last in an order, stays in front of what does not belong to it.
    expect(casemap(text).match(/A\u035d/g)?.length).toBe(count)
  })

  it.each([undefined, null, 7])('RFC 5051 2: %s is not a text', value => {
    expect(() => casemap(value as never)).toThrow(expect.objectContaining({ code: 'bad-value' }))
  })
})

describe('collationKey', () => {
  const bytes = (text: string): Buffer => Buffer.from(casemap(text))

  test.prop([fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })])('RFC 5051 2: orders texts as their bytes', (a, b) => {
    const [left, right] = [collationKey(a), collationKey(b)]
    expect(left < right ? -1 : left > right ? 1 : 0).toBe(Buffer.compare(bytes(a), bytes(b)))
  })

  it('RFC 5051 2: characters beyond 16 bits come behind all others', () => {
    const texts = ['\u{10000}', '\uffff', '\ud7ff', '\ue000', '\u{10ffff}', '~']
    expect(texts.sort((a, b) => (collationKey(a) < collationKey(b) ? -1 : 1))).toEqual([
      '~',
      '\ud7ff',
      '\ue000',
      '\uffff',
      '\u{10000}',
      '\u{10ffff}',
    ])
  })

  it('RFC 5255 4.6: what is not UTF-8 comes behind all that is, by its bytes and with regard to case', () => {
    const texts = ['b\udce9', 'B\udce9', '\u20ac\udc80', '\udcff', '\u{10ffff}', '\udc80', 'z']
    expect(texts.sort((a, b) => (collationKey(a) < collationKey(b) ? -1 : 1))).toEqual([
      'z',
      '\u{10ffff}',
      'B\udce9',
      'b\udce9',
      '\udc80',
      '\u20ac\udc80',
      '\udcff',
    ])
  })
})
