/** SASLprep: the examples of RFC 4013, a member and a neighbour of each table of RFC 3454, and what always holds. */
import { fc, test } from '@fast-check/vitest'
import { caught, utf8 } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { saslprep } from '../src/index.js'
import { prepare } from '../src/prepare.js'
import { preparedInvariant } from './invariants.js'

const prohibited = (table: string, at = 0): string => `prepare string: prohibited character (RFC 3454 ${table}) at offset ${at}`
const unassigned = (at = 0): string =>
  `prepare string: a character that Unicode 3.2 does not assign (RFC 3454 A.1) at offset ${at}`
const BOTH_DIRECTIONS = 'prepare string: right-to-left and left-to-right characters in one string (RFC 3454 6)'
const NOT_AT_THE_ENDS =
  'prepare string: right-to-left text that does not begin and end with a right-to-left character (RFC 3454 6)'
const query = { allowUnassigned: true }

describe('the examples of RFC 4013 3', () => {
  it.each([
    ['I\u00adX', 'IX'],
    ['user', 'user'],
    ['USER', 'USER'],
    ['\u00aa', 'a'],
    ['\u2168', 'IX'],
  ])('%j gives %j', (text, prepared) => {
    expect(saslprep(text)).toBe(prepared)
    expect(saslprep(text, query)).toBe(prepared)
  })

  it.each([
    ['\u0007', prohibited('C.2.1')],
    ['\u0627\u0031', NOT_AT_THE_ENDS],
  ])('%j is rejected', (text, message) => {
    const error = { name: 'SaslError', code: 'bad-string', fault: 'local', offset: 0, message }
    expect(caught(() => saslprep(text))).toMatchObject(error)
    expect(caught(() => saslprep(text, query))).toMatchObject(error)
  })
})

describe('mapping (RFC 4013 2.1)', () => {
  it.each([
    ['non-ASCII spaces become a space (RFC 3454 C.1.2)', 'a\u00a0b\u1680c\u2000d\u200ae\u202ff\u205fg\u3000h', 'a b c d e f g h'],
    ['U+200B, which is in C.1.2 and B.1, becomes a space', 'a\u200bb', 'a b'],
    [
      'what is commonly mapped to nothing goes (RFC 3454 B.1)',
      'a\u00ad\u034f\u1806\u180b\u180c\u180d\u200c\u200d\u2060\ufe00\ufe0f\ufeffb',
      'ab',
    ],
    ['their neighbours stay', '\u00ac\u00ae\u1805\u1807\u2027\u2030\u3001', '\u00ac\u00ae\u1805\u1807\u2027\u2030\u3001'],
    ['U+034E before U+034F stays, too', 'a\u034e', 'a\u034e'],
    ['text of which nothing is left is empty', '\u00ad\u200d', ''],
    ['empty text stays so', '', ''],
    ['letters join across what is mapped to nothing', 'a\u00ad\u0301', 'á'],
  ])('%s', (_, text, prepared) => {
    expect(saslprep(text)).toBe(prepared)
  })
})

describe('prohibited output (RFC 4013 2.3)', () => {
  it.each([
    ['C.2.1', '\u0000 \u001f \u007f', ' ~'],
    [
      'C.2.2',
      '\u0080 \u009f \u06dd \u070f \u180e \u2028 \u2029 \u2061 \u2063 \ufff9 \u{1d173} \u{1d17a}',
      '\u00a1 \u06de \u2027 \u{1d172} \u{1d17b}',
    ],
    ['C.3', '\ue000 \uf8ff \u{f0000} \u{ffffd} \u{100000} \u{10fffd}', '\ud7a3 \uf900'],
    ['C.4', '\ufdd0 \ufdef \ufffe \uffff \u{1fffe} \u{1ffff} \u{ffffe} \u{fffff} \u{10fffe} \u{10ffff}', '\ufdf0 \u{20000}'],
    ['C.5', '\ud800 \udbff \udc00 \udfff', '\u{10400}'],
    ['C.6', '\ufffd', '\uffee'],
    ['C.7', '\u2ff0 \u2ffb', '\u2fd5 \u3001'],
    ['C.8', '\u200e \u200f \u202a \u202e', '\u2010 \u202f'],
    ['C.9', '\u{e0001} \u{e0020} \u{e007f}', '\u{2fa1d}'],
  ])('RFC 3454 %s', (table, members, neighbours) => {
    for (const member of members.split(' ')) {
      const error = { code: 'bad-string', offset: 0, message: prohibited(table) }
      expect(caught(() => saslprep(member))).toMatchObject(error)
      expect(caught(() => saslprep(member, query))).toMatchObject(error)
    }
    for (const neighbour of neighbours.split(' '))
      expect(saslprep(neighbour)).toBe(neighbour.normalize('NFKC').replace('\u202f', ' '))
  })

  it('U+0340 and U+0341, which are in C.8, are not in the output: NFKC makes U+0300 and U+0301 of them', () => {
    expect(saslprep('a\u0340e\u0341')).toBe('àé')
  })

  it.each([
    ['ab\u0007', 2],
    ['\u{10400}\u0007', 2],
    ['\u00ad\u2168\u00a0\u0007c', 3],
    ['a\ud800', 1],
    ['a\udc00\ud800', 1],
  ])('the offset of an error is in code units of the text as it was given: %j', (text, offset) => {
    expect(caught(() => saslprep(text)).offset).toBe(offset)
  })
})

describe('unassigned code points (RFC 4013 2.5)', () => {
  // U+32FF is the name of an era since Unicode 12.1, and U+1D2C a modifier letter since 4.0: NFKC makes other characters of them today.
  it.each(['\u0221', '\u32ff', '\u1d2c', '\u{e0002}', '\u{30000}', '\u0378'])('%j is rejected in stored strings alone', text => {
    expect(caught(() => saslprep(text))).toMatchObject({ code: 'bad-string', offset: 0, message: unassigned() })
    expect(caught(() => saslprep(`é${text}`, { allowUnassigned: false }))).toMatchObject({ offset: 1, message: unassigned(1) })
    expect(saslprep(text, query)).toBe(text)
  })

  it('their neighbours are accepted', () => {
    expect(saslprep('\u0220\u0222\u32fe')).toBe('\u0220\u0222\u30f2')
  })

  it('NFKC leaves them alone, and the text on both sides is normalized apart', () => {
    // U+1DC4 has combining class 230 since Unicode 4.1, and U+0316 class 220; U+1B05 and U+1B35 compose since 5.0.
    expect(saslprep('\u2168\u0221\u2168', query)).toBe('IX\u0221IX')
    expect(saslprep('a\u1dc4\u0316', query)).toBe('a\u1dc4\u0316')
    expect(saslprep('\u1b05\u1b35', query)).toBe('\u1b05\u1b35')
    expect(saslprep('e\u0378\u0301', query)).toBe('e\u0378\u0301')
  })

  it('a query may hold nothing else that is rejected', () => {
    expect(caught(() => saslprep('\u0221\u0007', query))).toMatchObject({ offset: 1, message: prohibited('C.2.1', 1) })
    expect(caught(() => saslprep('\u0627\u0221', query)).message).toBe(NOT_AT_THE_ENDS)
  })
})

describe('normalization (RFC 4013 2.2)', () => {
  it.each([
    ['\u{2f868}', '\u{2136a}'],
    ['\u{2f874}', '\u5f33'],
    ['\u{2f91f}', '\u43ab'],
    ['\u{2f95f}', '\u7aae'],
    ['\u{2f9bf}', '\u4d57'],
    ['a\u{2f868}b\u{2f868}', 'a\u{2136a}b\u{2136a}'],
    ['\u{2f867}\u{2f869}', '\u{2f867}\u{2f869}'.normalize('NFKC')],
  ])('%j gives %j, as before Corrigendum 4', (text, prepared) => {
    expect(saslprep(text)).toBe(prepared)
  })

  it('a sequence of Corrigendum 5 stays as it is', () => {
    expect(saslprep('\u0b47\u0300\u0b3e')).toBe('\u0b47\u0300\u0b3e')
  })

  const isMark = (text: string): boolean => /[\p{M}\uff9e\uff9f]/u.test(text)
  const marks = Array.from({ length: 0x20000 }, (_, code) => String.fromCodePoint(code)).filter(
    text => isMark(text) && isAccepted(text),
  )
  const run = fc.string({ unit: fc.constantFrom(...marks, 'a', 'か'), minLength: 60, maxLength: 200 })

  test.prop([run])('long runs of marks are ordered as the runtime orders short ones', text => {
    expect(saslprep(text)).toBe(text.replace(/[\ufe00-\ufe0f\u034f\u180b-\u180d]/g, '').normalize('NFKC'))
  })

  it.each([
    ['classes 230, 1 and 240: the lowest and the highest move, too', ['\u0301', '\u0345', '\u0334']],
    ['marks of one class keep their order', ['\u0301', '\u0300', '\u0334', '\u0308']],
    ['none passes a mark of class 0', ['\u0301', '\u0316', '\u0903', '\u0345', '\u0334']],
    ['U+0344 becomes two marks, and U+FF9E another one', ['\u0344', '\u0316', '\uff9e', '\u0338']],
  ])('a run of 64, 65 and 200 marks beside a short one: %s', (_, marks) => {
    for (const length of [64, 65, 200])
      for (const run of [marks, [...marks].reverse()]) {
        const text = `e\u0308\u0316x${Array.from({ length }, (_, at) => run[Math.floor((at * run.length) / length)]).join('')}a\u0301\u0323`
        expect(saslprep(text)).toBe(text.normalize('NFKC'))
      }
  })

  it.each([
    ['marks of two classes', `a${'\u0301'.repeat(100_000)}${'\u0316'.repeat(100_000)}`],
    ['marks in turns', `a${'\u0301\u0344\u0316\uff9e\u0338'.repeat(40_000)}`],
    ['unassigned characters between others', '\u0221é'.repeat(100_000)],
    ['spaces and soft hyphens', '\u00a0\u00ad'.repeat(100_000)],
  ])(
    '200,000 characters take a time that is linear: %s',
    (_, text) => {
      // Where each looks back at all before it, this takes minutes.
      expect(saslprep(text, query).length).toBeGreaterThan(0)
    },
    20_000,
  )
})

describe('bidirectional text (RFC 3454 6)', () => {
  it.each([
    ['RandALCat alone', '\u05be'],
    ['RandALCat around a number', '\u06271\u0628'],
    ['RandALCat around neither', '\u05d0\u00b7 -\u05d0'],
    ['LCat with a neighbour of D.1', 'a\u05bf'],
    ['LCat alone', 'ab\u00b5'],
  ])('%s is accepted: %j', (_, text) => {
    expect(saslprep(text)).toBe(text.normalize('NFKC'))
  })

  it('is checked after NFKC: U+2135 is in D.2 and becomes U+05D0, which is in D.1', () => {
    expect(saslprep('\u2135')).toBe('\u05d0')
    expect(caught(() => saslprep('a\u2135')).message).toBe(BOTH_DIRECTIONS)
  })

  it.each([
    ['LCat within RandALCat', '\u0627a\u0628', BOTH_DIRECTIONS],
    ['LCat after RandALCat', '\u05d0a', BOTH_DIRECTIONS],
    ['LCat of the supplementary planes', '\u05d0\u{10400}\u05d0', BOTH_DIRECTIONS],
    ['a member of D.2 by NFKC', '\u05d0\u00b5\u05d0', BOTH_DIRECTIONS],
    ['RandALCat last only', '1\u0627', NOT_AT_THE_ENDS],
    ['RandALCat first only', '\u06271', NOT_AT_THE_ENDS],
    ['RandALCat in the middle only', '1\u06271', NOT_AT_THE_ENDS],
    ['a mark at the end', '\u0627\u0300', NOT_AT_THE_ENDS],
  ])('%s is rejected: %j', (_, text, message) => {
    expect(caught(() => saslprep(text))).toMatchObject({ code: 'bad-string', offset: 0, message })
  })
})

describe('the call', () => {
  it('takes strings alone', () => {
    const error = { code: 'bad-value', fault: 'local', message: 'prepare string: a string expected, not undefined' }
    expect(caught(() => saslprep(undefined as unknown as string))).toMatchObject(error)
    expect(caught(() => saslprep('a', null as unknown as object))).toMatchObject({
      code: 'bad-value',
      message: 'prepare string: an object expected, not null',
    })
  })

  it('allows unassigned code points for true alone', () => {
    expect(caught(() => saslprep('\u0221', { allowUnassigned: 'no' as unknown as boolean }))).toMatchObject({
      code: 'bad-string',
    })
  })

  it("says whose fault it is by the mechanism's action", () => {
    expect(caught(() => prepare('\u0007', 'encode PLAIN', false))).toMatchObject({ fault: 'local' })
    expect(caught(() => prepare('\u0007', 'decode PLAIN', false))).toMatchObject({
      fault: 'remote',
      message: 'decode PLAIN: prohibited character (RFC 3454 C.2.1) at offset 0',
    })
  })

  test.prop([fc.uint8Array()])('no foreign error for any text, and what is prepared stays as it is', preparedInvariant)
  test.prop([fc.string({ unit: 'binary' })])('the same for any Unicode', text => preparedInvariant(utf8(text)))
})

function isAccepted(text: string): boolean {
  try {
    saslprep(text)
    return true
  } catch {
    return false
  }
}
