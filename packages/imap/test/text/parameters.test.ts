/** Parameters of BODYSTRUCTURE (RFC 2231 3, 4, 7), and the file names in them. */
import { fc, test } from '@fast-check/vitest'
import { decodeText } from '@mailwire/bytes'
import { caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import type { BodyStructure, Parameters } from '../../src/index.js'
import { decodeParameters, fileNameOf, parameterOf } from '../../src/message.js'

const percent = (bytes: Uint8Array): string =>
  Array.from(bytes, byte => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')

describe('decodeParameters', () => {
  it.each<[string, Parameters, Parameters]>([
    [
      'plain ones',
      [
        ['charset', 'utf-8'],
        ['Format', 'flowed'],
      ],
      [
        ['charset', 'utf-8'],
        ['Format', 'flowed'],
      ],
    ],
    [
      'continuations (RFC 2231 3)',
      [
        ['url*0', 'ftp://a.example/'],
        ['URL*1', 'b/'],
        ['url*2', 'c'],
      ],
      [['url', 'ftp://a.example/b/c']],
    ],
    [
      'continuations in any order',
      [
        ['a*1', 'y'],
        ['x', '1'],
        ['a*0', 'x'],
      ],
      [
        ['a', 'xy'],
        ['x', '1'],
      ],
    ],
    [
      'eleven sections',
      Array.from({ length: 11 }, (_, at) => [`n*${10 - at}`, 'kjihgfedcba'[at]!] as const),
      [['n', 'abcdefghijk']],
    ],
    ['a charset and a language (RFC 2231 4)', [['title*', "iso-8859-2'pl'%A3%F3d%BC"]], [['title', 'Łódź']]],
    ['no charset, no language', [['title*', "''%C3%A9"]], [['title', 'é']]],
    ['quotes in the value', [['title*', "utf-8''it's%20'it'"]], [['title', "it's 'it'"]]],
    [
      'charset and continuations (RFC 2231 4.1)',
      [
        ['t*0*', "utf-8'en'a%20"],
        ['t*1*', '%2A%2a'],
        ['t*2', "it's 100%25"],
      ],
      [['t', "a **it's 100%25"]],
    ],
    [
      'a character split over two sections',
      [
        ['t*0*', "utf-8''%E2%82"],
        ['t*1*', '%AC'],
      ],
      [['t', '€']],
    ],
    [
      'a first section without charset',
      [
        ['t*0', 'a%20'],
        ['t*1*', '%C3%A9'],
      ],
      [['t', 'a%20é']],
    ],
    ['bytes that are not of the charset', [['t*', "utf-8''%FF"]], [['t', '\udcff']]],
    ['bytes that are not escaped', [['t*', "iso-8859-1''\udce9"]], [['t', 'é']]],
    ['a percent sign without digits', [['t*', "utf-8''100%zz%4"]], [['t', '100%zz%4']]],
    [
      'an extended value beside the plain one',
      [
        ['filename', 'e.txt'],
        ['filename*', "utf-8''%C3%A9.txt"],
      ],
      [['filename', 'é.txt']],
    ],
    ['encoded words', [['name', '=?utf-8?B?w6k=?= =?utf-8?Q?.txt?=']], [['name', 'é.txt']]],
    [
      'encoded words over continuations',
      [
        ['name*0', '=?utf-8?B?w6'],
        ['name*1', 'k=?=.txt'],
      ],
      [['name', 'é.txt']],
    ],
    ['no encoded words in extended values', [['name*', "utf-8''=?utf-8?Q?a?="]], [['name', '=?utf-8?Q?a?=']]],
    [
      'a name twice',
      [
        ['a', '1'],
        ['a', '2'],
      ],
      [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
    [
      'names that objects have',
      [
        ['__proto__', 'a'],
        ['constructor*0', 'b'],
      ],
      [
        ['__proto__', 'a'],
        ['constructor', 'b'],
      ],
    ],
  ])('%s', (_what, parameters, decoded) => {
    expect(decodeParameters(parameters)).toEqual(decoded)
  })

  it.each<[string, Parameters]>([
    ['an unknown charset', [['t*', "x-none''%C3%A9"]]],
    [
      'an unknown charset, over sections',
      [
        ['t*0*', "x-none''%C3%A9"],
        ['t*1', 'b'],
      ],
    ],
    ['no quotes', [['t*', 'a%20b']]],
    ['one quote', [['t*', "utf-8'a%20b"]]],
    [
      'no first section',
      [
        ['t*1', 'a'],
        ['t*2', 'b'],
      ],
    ],
    [
      'a number with a zero before it',
      [
        ['t*00', 'a'],
        ['t*01', 'b'],
      ],
    ],
    [
      'names that the grammar does not have',
      [
        ['*', 'a'],
        ['t**', 'b'],
        ['t*x', 'c'],
        ['', 'd'],
      ],
    ],
    ['a surrogate that stands for no byte', [['t*', "utf-8''\ud800"]]],
  ])('left as it came: %s', (_what, parameters) => {
    expect(decodeParameters(parameters)).toEqual(parameters)
  })

  it('keeps sections behind a gap, and second ones of a number', () => {
    const parameters: Parameters = [['t*0', 'a'], ['t*1', 'b'], ['t*1', 'x'], ['t*3', 'd']] // biome-ignore format: one line
    expect(decodeParameters(parameters)).toEqual([['t', 'ab'], ['t*1', 'x'], ['t*3', 'd']]) // biome-ignore format: one line
  })

  it('keeps a plain value where the extended one cannot be read', () => {
    expect(decodeParameters([['t', 'plain'], ['t*', "x-none''a"]])).toEqual([['t', 'plain'], ['t*', "x-none''a"]]) // biome-ignore format: one line
  })

  it('gives none for none', () => {
    expect(decodeParameters(null)).toEqual([])
    expect(decodeParameters(undefined)).toEqual([])
  })

  const sizes = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 9 })
  test.prop([fc.uint8Array({ maxLength: 30 }), sizes, fc.infiniteStream(fc.nat())])(
    'joins the bytes of sections, however they are cut and shuffled',
    (bytes, cuts, order) => {
      const sections: [string, string][] = []
      for (let at = 0, next = 0; at < bytes.length || next === 0; next++) {
        const size = next < cuts.length ? cuts[next]! : bytes.length
        sections.push([`n*${next}*`, (next === 0 ? "utf-8''" : '') + percent(bytes.slice(at, at + size))])
        at += size
      }
      const shuffled = sections.map(section => [order.next().value, section] as const).sort(([a], [b]) => a - b)
      expect(decodeParameters(shuffled.map(([, section]) => section))).toEqual([['n', decodeText(bytes)]])
    },
  )

  const name = fc.oneof(
    fc.constantFrom('a', 'A', 'a*', 'a*0', 'a*0*', 'a*1', 'A*1*', 'a*2*', 'b', 'b*'),
    fc.string({ maxLength: 4 }),
  )
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom("utf-8''%C3", "x-none'en'a", '%A9', '=?utf-8?Q?=41?='),
  )
  test.prop([fc.array(fc.tuple(name, value), { maxLength: 6 })])(
    'takes any parameters, and gives no more than there were',
    parameters => {
      const decoded = decodeParameters(parameters)
      expect(decoded.length).toBeLessThanOrEqual(parameters.length)
      // What came without a star and without a star beside it stays where it was.
      if (parameters.every(([one, text]) => !one.includes('*') && !text.includes('=?')))
        expect([...decoded].sort()).toEqual([...parameters].sort())
    },
  )

  it('reads a hundred thousand sections in linear time', () => {
    const parameters = Array.from({ length: 100_000 }, (_, at) => [`n*${at}*`, at === 0 ? "utf-8''a" : 'a'] as const)
    expect(decodeParameters(parameters)).toEqual([['n', 'a'.repeat(100_000)]])
  })

  it('refuses what is not a list of names and values', () => {
    for (const value of ['a', 1, {}, [null], [[]], [['a']], [[1, 'b']]])
      expect(caught(() => decodeParameters(value as never))).toMatchObject({ name: 'ImapError', code: 'bad-value' })
    expect(caught(() => parameterOf([], 1 as never))).toMatchObject({ code: 'bad-value' })
  })
})

describe('parameterOf', () => {
  it('finds a name in either case', () => {
    expect(parameterOf([['Boundary*0', 'a'], ['boundary*1', 'b']], 'BOUNDARY')).toBe('ab') // biome-ignore format: one line
    expect(parameterOf([['a', 'b']], 'c')).toBeUndefined()
    expect(parameterOf(null, 'c')).toBeUndefined()
  })
})

describe('fileNameOf (RFC 2183 2.3)', () => {
  const part = (parameters: Parameters | null, disposition: Parameters | null | undefined): BodyStructure => ({
    kind: 'basic',
    type: 'image',
    subtype: 'png',
    parameters,
    id: null,
    description: null,
    encoding: null,
    size: 1,
    md5: null,
    disposition: disposition && { type: 'attachment', parameters: disposition },
    language: null,
    location: null,
    extensions: [],
  })

  it.each<[string, BodyStructure, string | undefined]>([
    ['the disposition says', part([['name', 'a']], [['filename', 'b']]), 'b'],
    [
      'the disposition says, extended',
      part(
        [['name', 'a']],
        [
          ['FILENAME*0*', "utf-8''%C3"],
          ['filename*1*', '%A9'],
        ],
      ),
      'é',
    ],
    ['only the type says', part([['Name', '=?utf-8?Q?=C3=A9?=']], null), 'é'],
    ['only the type says, where BODY has no disposition', part([['name*', "utf-8''a"]], undefined), 'a'],
    ['an empty one is none', part([['name', 'a']], [['filename', '']]), 'a'],
    ['none', part([['charset', 'a']], [['size', '1']]), undefined],
    ['both empty', part([['name', '']], [['filename', '']]), undefined],
    ['no parameters', part(null, null), undefined],
    ['a damaged part', { kind: 'damaged', bytes: new Uint8Array(1) }, undefined],
  ])('%s', (_what, structure, expected) => {
    expect(fileNameOf(structure)).toBe(expected)
  })
})
