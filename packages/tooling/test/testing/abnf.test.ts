/** The ABNF engine that the grammar tests of the protocols stand on (RFC 5234). */
import { describe, expect, it } from 'vitest'
import {
  type Coverage,
  generate,
  matches,
  mutant,
  parseAbnf,
  randomFrom,
  type Terminals,
  tokenMutant,
  uncovered,
} from '../../src/testing/index.js'

const grammar = parseAbnf(String.raw`
list = "(" [item *(SP item)] ")"       ; a comment
item = word / number / list / counted
item =/ "\" word
SP = %x20
word = 1*( %x61-7A / %x41-5A )
number = 1*3DIGIT
DIGIT = %x30-39
fixed = 2DIGIT "-" *2DIGIT [ word ] %d13.10
counted = "{" number "}" *%x00-FF
empty = *word [number]
pair = empty empty "."
ambiguous = 1*word word
`)

/** As many bytes as are said. */
const terminals: Terminals = {
  counted: (text, at) => {
    const found = /^\{(\d+)\}/.exec(text.slice(at, at + 5))
    const end = at + (found?.[0].length ?? 0) + Number(found?.[1])
    return found !== null && end <= text.length ? end : undefined
  },
}

describe('matches', () => {
  it.each([
    ['list', '()', true],
    ['list', '(a B (c 12) \\d)', true],
    ['list', '(a  b)', false],
    ['list', '(a b', false],
    ['list', '(1234)', false],
    ['list', '', false],
    ['fixed', '12-\r\n', true],
    ['fixed', '12-34x\r\n', true],
    ['fixed', '1-3\r\n', false],
    ['fixed', '12-345\r\n', false],
    ['pair', '.', true],
    ['pair', 'a1b2.', true],
    ['pair', '1a2b.', false],
    ['ambiguous', 'ab', true],
    ['ambiguous', 'a', false],
  ])('%s %j: %s', (rule, text, expected) => {
    expect(matches(grammar, rule, text)).toBe(expected)
  })

  it('takes the end of a rule from its terminal', () => {
    expect(matches(grammar, 'list', '({3}) ( b)', {}, terminals)).toBe(true)
    expect(matches(grammar, 'list', '({9}) ( b)', {}, terminals)).toBe(false)
  })

  it('takes a constraint as part of its rule, of one byte or more', () => {
    expect(matches(grammar, 'list', '(a NO)', { word: text => text !== 'NO' })).toBe(false)
    expect(matches(grammar, 'number', '12', { digit: text => text !== '2' })).toBe(false)
  })

  it('knows no letter beyond ASCII by case', () => {
    expect(matches(parseAbnf('a = "k"'), 'a', '\u212a')).toBe(false)
  })

  it('says which rule begins with itself, and which is missing', () => {
    expect(() => matches(parseAbnf('a = b "x"\nb = a / "y"'), 'a', 'y')).toThrow('begins with itself')
    expect(() => matches(parseAbnf('a = b'), 'a', 'y')).toThrow('no rule b')
  })

  it('takes time in proportion to the text', () => {
    const start = performance.now()
    expect(matches(grammar, 'list', `(${'abc '.repeat(50_000)}1)`)).toBe(true)
    expect(performance.now() - start).toBeLessThan(4000)
  })
})

describe('generate', () => {
  it('writes sentences of the rule, by the samples where there are some', () => {
    const random = randomFrom(1)
    const samples = { counted: () => '{2}((' }
    for (let round = 0; round < 500; round++) {
      const text = generate(grammar, 'list', random, {}, samples)
      expect(matches(grammar, 'list', text, {}, terminals), text).toBe(true)
    }
  })

  it('takes what was taken least, and says what no sentence took', () => {
    const coverage: Coverage = new Map()
    const random = randomFrom(1)
    const samples = { counted: () => '{0}' }
    expect(uncovered(grammar, 'list', coverage, samples)).toContain('item: choice 4')
    for (let round = 0; round < 50; round++) generate(grammar, 'list', random, {}, samples, coverage)
    expect(uncovered(grammar, 'list', coverage, samples)).toEqual([])
  })

  it('counts no alternative of a sentence that a constraint refused', () => {
    const rules = parseAbnf('a = b\nb = "x" / "y"')
    const coverage: Coverage = new Map()
    for (let round = 0; round < 50; round++) generate(rules, 'a', randomFrom(round), { b: text => /x/i.test(text) }, {}, coverage)
    expect(uncovered(rules, 'a', coverage)).toEqual(['b: choice 1'])
  })
})

describe('mutants', () => {
  it('are the same for the same seed', () => {
    const some = (random: () => number): string[] =>
      Array.from({ length: 50 }, () => mutant(tokenMutant('* LIST (\\A "b c") x', random, ['NIL', '(']), random))
    expect(some(randomFrom(5))).toEqual(some(randomFrom(5)))
    expect(new Set(some(randomFrom(5))).size).toBeGreaterThan(40)
  })

  it('keep a quoted string in one piece', () => {
    const random = randomFrom(6)
    const texts = Array.from({ length: 200 }, () => tokenMutant('a "b \\" c" d', random, ['e']))
    expect(texts.every(text => text.includes('"b \\" c"') || !text.includes('b'))).toBe(true)
  })
})
