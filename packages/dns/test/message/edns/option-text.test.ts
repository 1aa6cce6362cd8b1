/** Options as lines of dig: which lines are options, and when the text of a description is used. */
import { caught, hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { messageCodec, type OptionType } from '../../../src/all.js'
import { formatOption, parseOption } from '../../../src/message/edns/option-text.js'
import { allTypes } from '../../../src/message/everything.js'

describe('the line of an option', () => {
  it.each<[line: string, code: number, digits: string]>([
    ['; OPT=0: 41', 0, '41'],
    ['; OPT=65535: 41', 65_535, '41'],
    ['; OPT=65001: 41 \t', 65_001, '41'],
    ['; NSID', 3, ''],
  ])('%s', (line, code, digits) => {
    expect(parseOption(line, allTypes())).toMatchObject({ code, data: hex(digits) })
  })

  it.each([
    '; OPT=65536: 41',
    '; OPT=99999: 41',
    '; OPT=: 41',
    '; OPT=1x: 41',
    '; OPT=65001:41',
    ' ; OPT=65001: 41',
    'x; OPT=65001: 41',
    '; NOSUCH: 41',
    '; OPT=65001: 4',
  ])('not %s', line => {
    expect(parseOption(line, allTypes())).toBeUndefined()
  })
})

describe('the text of a description', () => {
  interface Words {
    readonly words: string
  }
  const described = (text: object) => {
    const type: OptionType<Words, 'WORDS'> = {
      name: 'WORDS',
      code: 65_100,
      decode: reader => ({ words: String.fromCharCode(...reader.opaque(reader.end - reader.pos)) }),
      encode: (writer, { words }) => writer.raw(Uint8Array.from(words, letter => letter.charCodeAt(0))),
      text: { label: 'WORDS', ...text } as never,
    }
    return (messageCodec([], [type]) as never as { readonly registry: ReturnType<typeof allTypes> }).registry
  }
  const data = Uint8Array.from('undefined', letter => letter.charCodeAt(0))
  const parse = (words: string): Words | undefined => (words.includes('"') ? undefined : { words })
  const bytes = '; WORDS: 75 6e 64 65 66 69 6e 65 64 ("undefined")'

  it.each<[what: string, text: object, line: string]>([
    ['is used if it parses to the same bytes', { format: ({ words }: Words) => words, parse }, '; WORDS: undefined'],
    ['is not if there is none', { format: () => undefined, parse }, bytes],
    ['is not if it parses to others', { format: () => 'other', parse }, bytes],
    ['is not if it does not parse', { format: () => 'other', parse: () => undefined }, bytes],
  ])('%s', (_what, text, line) => {
    const registry = described(text)
    expect(formatOption({ code: 65_100, data }, registry)).toBe(line)
    expect(parseOption(line, registry)).toMatchObject({ name: 'WORDS', words: 'undefined' })
  })

  it('is named where it throws', () => {
    const thrower = (): never => {
      throw new TypeError('mine')
    }
    const ofBytes = described({ format: () => undefined, parse: () => undefined, formatBytes: thrower, parseBytes: thrower })
    expect(caught(() => formatOption({ code: 65_100, data }, ofBytes)).message).toMatch(/^format option WORDS: /)
    expect(caught(() => parseOption('; WORDS: 00', ofBytes)).message).toMatch(/^parse option WORDS: /)
  })
})
