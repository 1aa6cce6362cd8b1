/** Encoded words (RFC 2047, RFC 2231 5), against an encoder that cuts words at any byte. */
import { fc, test } from '@fast-check/vitest'
import { decodeText } from '@mailwire/bytes'
import { caught, utf8 } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { decodeWords } from '../../src/message.js'

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const q = (bytes: Uint8Array): string =>
  Array.from(bytes, byte => (byte === 0x20 ? '_' : `=${byte.toString(16).padStart(2, '0')}`)).join('')

describe('decodeWords (RFC 2047 2, 4, 6.2)', () => {
  it.each<[string, string, string]>([
    ['Q', '=?utf-8?Q?caf=C3=A9_au_lait?=', 'café au lait'],
    ['Q in lower case', '=?utf-8?q?caf=c3=a9?=', 'café'],
    ['an underscore that is meant', '=?utf-8?Q?a=5Fb?=', 'a_b'],
    ['B', '=?utf-8?B?Z3LDvG4=?=', 'grün'],
    ['B in lower case', '=?UTF-8?b?Z3LDvG4=?=', 'grün'],
    ['a charset of one byte a character', '=?iso-8859-15?Q?5_=A4?=', '5 €'],
    ['a charset of two bytes a character', '=?shift_jis?B?k/qWew==?=', '日本'],
    ['a charset with modes', '=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=', '日本'],
    ['a language (RFC 2231 5)', '=?utf-8*de-AT?Q?J=C3=A4nner?=', 'Jänner'],
    ['text on both sides', 'Re: =?utf-8?Q?=C3=A9?= (2)', 'Re: é (2)'],
    ['two words: the space between is not there', '=?utf-8?Q?a?= =?utf-8?Q?b?=', 'ab'],
    ['a folded line between two words', '=?utf-8?Q?a?=\r\n\t =?utf-8?Q?b?=', 'ab'],
    ['two words in two charsets', '=?utf-8?Q?=C3=A9?= =?iso-8859-1?Q?=E9?=', 'éé'],
    ['a character split over two words', '=?utf-8?Q?=E2=82?= =?utf-8?Q?=AC?=', '€'],
    ['a character split over B and Q, in either case', '=?utf-8?B?4oI=?= =?UTF-8*en?q?=ac?=', '€'],
    ['the space behind a word and before text', '=?utf-8?Q?a?= b =?utf-8?Q?c?=', 'a b c'],
    ['bytes that are not of the charset are kept', '=?utf-8?Q?a=FFb?=', 'a\udcffb'],
    ['a byte order mark is kept', '=?utf-8?B?77u/?=', '\ufeff'],
  ])('%s', (_what, text, decoded) => {
    expect(decodeWords(text)).toBe(decoded)
  })

  it.each<[string, string, string]>([
    ['words without a space between', '=?utf-8?Q?a?==?utf-8?Q?b?=', 'ab'],
    ['words next to text', 'x=?utf-8?Q?=C3=A9?=y', 'xéy'],
    ['quotes around a word', '"=?utf-8?Q?=C3=A9?="', '"é"'],
    ['spaces in a Q word', '=?utf-8?Q?caf=C3=A9 au lait?=', 'café au lait'],
    ['bytes above 127 in a Q word', '=?utf-8?Q?é_=C3=A9?=', 'é é'],
    ['bytes above 127 in a Q word of another charset', '=?iso-8859-1?Q?\udce9?=', 'é'],
    ['base 64 without padding', '=?utf-8?B?Z3LDvG4?=', 'grün'],
    ['base 64 with too much of it', '=?utf-8?B?YQ====?=', 'a'],
    ['an empty word', 'a=?utf-8?Q??=b=?utf-8?B??=', 'ab'],
    ['an equals sign without digits', '=?utf-8?Q?a=b=?=', 'a=b='],
    ['one digit only', '=?utf-8?Q?=4?=', '=4'],
    ['a letter behind F', '=?utf-8?Q?=4g=G4=4f=4F?=', '=4g=G4OO'],
  ])('beyond the grammar: %s', (_what, text, decoded) => {
    expect(decodeWords(text)).toBe(decoded)
  })

  it.each([
    'plain',
    '',
    '=?',
    '=??=',
    '=?=?=?',
    '=?utf-8?Q?open',
    '=?utf-8?Q?open?',
    '=?utf-8?X?YQ==?=',
    '=?utf-8??YQ==?=',
    '=?utf-8?QQ?a?=',
    '=??Q?a?=',
    '=?*en?Q?a?=',
    '=?utf 8?Q?a?=',
    '=?x-no-such-charset?Q?=C3=A9?=',
    '=?unknown-8bit?B?YQ==?=',
    '=?utf-8?B?Y?=',
    '=?utf-8?B?YR==?=',
    '=?utf-8?B?YQ==YQ==?=',
    '=?utf-8?B?Y Q==?=',
    '=?utf-8?B?Y-_?=',
    '=?utf-8?Q?\ud800?=',
    '\udcff raw \udce9',
  ])('%j is left as it came (RFC 2047 6.3)', text => {
    expect(decodeWords(text)).toBe(text)
  })

  it('keeps the spaces around a word that is left', () => {
    expect(decodeWords('=?utf-8?Q?a?= =?x-none?Q?b?= =?utf-8?Q?c?=')).toBe('a =?x-none?Q?b?= c')
  })

  /** Text in words of any length and either encoding, cut between any two bytes. */
  const cuts = fc.array(fc.tuple(fc.integer({ min: 1, max: 7 }), fc.boolean()), { minLength: 1, maxLength: 12 })
  const blank = fc.constantFrom(' ', '\t', '\r\n ', '  ', '')
  test.prop([fc.uint8Array({ maxLength: 40 }), cuts, blank])(
    'joins the bytes of words, wherever they are cut',
    (bytes, sizes, gap) => {
      const words: string[] = []
      for (let at = 0, next = 0; at < bytes.length; next++) {
        const [size, isB] = sizes[next % sizes.length]!
        const part = bytes.slice(at, at + size)
        words.push(isB ? `=?utf-8?B?${base64(part)}?=` : `=?UTF-8*x?q?${q(part)}?=`)
        at += size
      }
      expect(decodeWords(words.join(gap))).toBe(decodeText(bytes))
    },
  )

  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'=?utf-8QB*_ ABa=\udcff\ud800\n') }),
  )
  test.prop([anything, anything])('takes any text, and changes nothing outside of words', (before, after) => {
    decodeWords(before)
    const [left, right] = [before.replaceAll('?', ''), after.replaceAll('?', '')]
    expect(decodeWords(left)).toBe(left)
    expect(decodeWords(`${left}.=?utf-8?Q?=41?=.${right}`)).toBe(`${left}.A.${right}`)
    const bytes = utf8(left)
    expect(decodeWords(`=?utf-8?B?${base64(bytes)}?=`)).toBe(decodeText(bytes))
  })

  it.each([
    '=?',
    '=?a',
    '=?utf-8?',
    '=?utf-8?Q?',
    '=?utf-8?Q?=41?=',
    '=?utf-8?B?!?= ',
    '=?x?Q?a?=',
    '?=',
    '=?utf-8?B?YQ',
    '=?a?b?!',
  ])(
    'a million characters of %j are read in linear time',
    unit => {
      expect(decodeWords(unit.repeat(1_000_000 / unit.length)).length).toBeGreaterThan(0)
    },
    20_000,
  )

  it('refuses what is not a string', () => {
    for (const value of [undefined, null, 1, new Uint8Array(1)])
      expect(caught(() => decodeWords(value as never))).toMatchObject({ name: 'ImapError', code: 'bad-value', fault: 'local' })
  })
})
