/** Texts that are looked for in pieces of others, whatever their case (RFC 9051 6.4.4, RFC 5255 4.6). */
import { fc, test } from '@fast-check/vitest'
import { processorTime } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { casemap } from '../../src/evaluate/collation.js'
import { Folding, Needle } from '../../src/evaluate/needle.js'

/** Whether a text is in another one that comes in these pieces. */
function isIn(text: string, ...pieces: readonly string[]): boolean {
  const [needle, folding] = [new Needle(text), new Folding()]
  return [...pieces.map(piece => needle.push(folding.push(piece))), needle.push(folding.end())].some(Boolean)
}

const cutAt = (text: string, cuts: readonly number[]): string[] =>
  [0, ...cuts].map((from, index) => text.slice(from, cuts[index] ?? text.length))

/** Few letters, so that texts repeat themselves; marks that are sorted, halves of a surrogate pair, and characters that become several. */
const letters = fc.constantFrom(
  'a',
  'A',
  'b',
  'é',
  'e',
  '\u0301',
  '\u0323',
  '\u0345',
  'ß',
  'ﬁ',
  '😀',
  '가',
  'ｶ',
  '\uff9e',
  '\u{1d15e}',
  '\u{1d165}',
  '\u0f73',
  // More marks than are put into one order.
  '\u0323\u0301'.repeat(16),
  '\u{1d165}\u0301\u0345'.repeat(11),
)
const texts = fc.string({ unit: letters, maxLength: 30 })

describe('a text is in another (RFC 9051 6.4.4)', () => {
  it.each([
    ['', '', true],
    ['', 'a', true],
    ['a', '', false],
    ['aab', 'aaab', true],
    ['abab', 'abacabab', true],
    ['aba', 'abb', false],
    ['B', 'abc', true],
    ['É', 'cafe\u0301', true],
    ['e', 'CAFÉ', true],
    ['ß', 'Größe', true],
    ['ﬁn', 'A FInd', false],
    ['fi', 'ﬁ', false],
    ['e\u0323\u0301', 'e\u0301\u0323', true],
  ])('%j in %j: %s', (text, content, expected) => expect(isIn(text, content)).toBe(expected))

  it('in linear time, whatever both are', () => {
    const needle = new Needle(`${'a'.repeat(100_000)}b`)
    expect(needle.push('A'.repeat(5_000_000))).toBe(false)
    expect(needle.push('B')).toBe(true)
  }, 20_000)

  it('restart() begins another text', () => {
    const needle = new Needle('ab')
    expect([needle.push('A'), needle.restart(), needle.push('B'), needle.push('AB'), needle.push('')]).toEqual([
      false,
      undefined,
      false,
      true,
      true,
    ])
  })
})

describe('pieces may be cut anywhere', () => {
  it('a text of marks and surrogate pairs, at every place', () => {
    const text = 'xe\u0301\u0323😀\u{1d15e}\u{1d165}ｶ\uff9e\u0323가\u0345\u0301ﬁ!'
    for (let first = 0; first <= text.length; first++)
      for (let second = first; second <= text.length; second++) {
        const folding = new Folding()
        const folded = cutAt(text, [first, second]).map(piece => folding.push(piece))
        expect([...folded, folding.end()].join('')).toBe(casemap(text))
      }
  })

  test.prop([texts, fc.array(fc.nat(60))])('folding gives what it gives of the whole text', (text, cuts) => {
    const folding = new Folding()
    const folded = cutAt(
      text,
      [...cuts].sort((a, b) => a - b),
    ).map(piece => folding.push(piece))
    expect([...folded, folding.end()].join('')).toBe(casemap(text))
  })

  test.prop([texts, fc.string({ unit: letters, maxLength: 4 }), fc.array(fc.nat(60))])(
    'what is found does not depend on them',
    (text, wanted, cuts) => {
      expect(
        isIn(
          wanted,
          ...cutAt(
            text,
            [...cuts].sort((a, b) => a - b),
          ),
        ),
      ).toBe(casemap(text).includes(casemap(wanted)))
    },
  )

  it('half of a mark waits with the marks before it', () => {
    const text = 'e\u0301\u{1d165}'
    const folding = new Folding()
    expect(folding.push(text.slice(0, 3)) + folding.push(text.slice(3)) + folding.end()).toBe('E\u{1d165}\u0301')
  })

  it.each([1, 7, 30, 31, 100_000])('marks without end are not kept, and are as in the whole text, in pieces of %d', size => {
    const text = `a${'\u0301\u0316\u{1d165}'.repeat(25_000)}`
    const start = processorTime()
    const folding = new Folding()
    let folded = ''
    for (let at = 0; at < text.length; at += size) folded += folding.push(text.slice(at, at + size))
    const rest = folding.end()
    expect(rest.length).toBeLessThan(100)
    expect(folded + rest === casemap(text)).toBe(true)
    expect(processorTime() - start).toBeLessThan(4000)
  })
})
