/** Walking BODYSTRUCTURE (RFC 9051 6.4.5.1, 7.5.2): numbers of parts, the text to show, attachments. */
import { fc, test } from '@fast-check/vitest'
import { asBytes, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { type BodyStructure, decodeCommand, decodeResponse, encodeCommandWhole, type Response } from '../../src/index.js'
import { attachmentsOf, fileNameOf, partsOf, textPartOf } from '../../src/message.js'

type FetchResponse = Extract<Response, { readonly type: 'fetch' }>

/** What a server says of a part, as short as it may be. */
const text = (subtype: string, more = ''): string => `("text" "${subtype}" NIL NIL NIL "7bit" 1 1${more})`
const image = (name = '', disposition = '', id = 'NIL'): string =>
  `("image" "png" ${name && `("name" "${name}")`}${name ? '' : 'NIL'} ${id} NIL "base64" 1 NIL ${disposition || 'NIL'})`
const multi = (subtype: string, ...parts: string[]): string => `(${parts.join('')} "${subtype}")`
const related = (start: string, ...parts: string[]): string => `(${parts.join('')} "related" ("start" "${start}"))`
const envelope = `(${Array(10).fill('NIL').join(' ')})`
const message = (body: string, more = ''): string => `("message" "rfc822" NIL NIL NIL "7bit" 1 ${envelope} ${body} 1${more})`
const attached = (name = ''): string => `("Attachment" ${name ? `("filename" "${name}")` : 'NIL'})`

const read = (structure: string): BodyStructure => {
  const response = decodeResponse(asBytes(`* 1 FETCH (BODYSTRUCTURE ${structure})\r\n`)) as FetchResponse
  expect(response.damaged).toEqual([])
  return response.items.bodyStructure!
}
const specifiers = (structure: string): string[] => Array.from(partsOf(read(structure)), part => part.specifier)

describe('partsOf (RFC 9051 6.4.5.1, RFC 3501 6.4.5)', () => {
  it.each<[string, string, string]>([
    ['a text alone', text('plain'), '1'],
    ['a multipart', multi('mixed', text('plain'), image()), 'TEXT 1 2'],
    [
      'a multipart in a multipart',
      multi('mixed', multi('alternative', text('plain'), text('html')), image()),
      'TEXT 1 1.1 1.2 2',
    ],
    ['a message in a multipart, of one part', multi('mixed', text('plain'), message(text('plain'))), 'TEXT 1 2 2.1'],
    [
      'a message in a multipart, of a multipart',
      multi('mixed', text('plain'), message(multi('mixed', text('plain'), image()))),
      'TEXT 1 2 2.TEXT 2.1 2.2',
    ],
    ['a message alone', message(text('plain')), '1 1.1'],
    ['a message alone, of a multipart', message(multi('mixed', text('plain'), image())), '1 1.TEXT 1.1 1.2'],
    ['a message in a message', message(message(text('plain'))), '1 1.1 1.1.1'],
    [
      'a multipart beside a message of multiparts',
      multi('mixed', message(multi('mixed', multi('alternative', text('plain')), image())), multi('mixed', image())),
      'TEXT 1 1.TEXT 1.1 1.1.1 1.2 2 2.1',
    ],
    ['a multipart without parts', '("mixed" ("boundary" "x") NIL NIL)', 'TEXT'],
  ])('%s', (_what, structure, expected) => {
    expect(specifiers(structure).join(' ')).toBe(expected)
  })

  it('gives damaged parts, too, so that the numbers of the others are right', () => {
    const response = decodeResponse(
      asBytes(`* 1 FETCH (BODYSTRUCTURE ${multi('mixed', text('plain'), '("text" 1)', image())})\r\n`),
    ) as FetchResponse
    const parts = [...partsOf(response.items.bodyStructure!)]
    expect(parts.map(part => `${part.specifier} ${part.structure.kind}`)).toEqual([
      'TEXT multipart',
      '1 text',
      '2 damaged',
      '3 basic',
    ])
    expect(response.damaged[0]?.section).toBe('2')
  })

  it('gives sections that a FETCH takes', () => {
    for (const { specifier, section } of partsOf(read(multi('mixed', message(multi('mixed', text('plain'))))))) {
      const command = { tag: 'a', verb: 'fetch', uid: false, set: [{ start: 1, end: 1 }], modifiers: [], items: [{ item: 'BODY[]', section, peek: true, partial: undefined }] } as const // biome-ignore format: one line
      const wire = encodeCommandWhole(command)
      expect(String.fromCharCode(...wire)).toBe(`a FETCH 1 (BODY.PEEK[${specifier}])\r\n`)
      expect(decodeCommand(wire)).toMatchObject({ items: command.items })
    }
  })

  it('gives the part around each part', () => {
    const parts = [...partsOf(read(multi('mixed', message(multi('mixed', text('plain'))))))]
    expect(parts.map(({ parent }) => parent?.specifier)).toEqual([undefined, 'TEXT', '1', '1.TEXT'])
  })

  const { tree } = fc.letrec<{ tree: string }>(tie => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(text('plain'), image('a')),
      tie('tree').map(body => message(body)),
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map(parts => multi('mixed', ...parts)),
    ),
  }))
  /** The same, as one would write it by hand. */
  const plainly = (structure: BodyStructure, prefix: string, index?: number): string[] => {
    const number = index === undefined ? prefix : `${prefix}${prefix && '.'}${index}`
    const under = number && `${number}.`
    if (structure.kind === 'multipart')
      return [
        index === undefined ? `${under}TEXT` : number,
        ...structure.parts.flatMap((part, at) => plainly(part, number, at + 1)),
      ]
    if (index === undefined) return plainly(structure, prefix, 1)
    return structure.kind === 'message' ? [number, ...plainly(structure.body, number)] : [number]
  }
  test.prop([tree])('numbers as the recursive way does, each part once', structure => {
    const found = specifiers(structure)
    expect(found).toEqual(plainly(read(structure), ''))
    expect(new Set(found).size).toBe(found.length)
  })

  it('takes no stack for depth or width', () => {
    let deep = read(text('plain'))
    const outer = read(multi('mixed', text('plain'))) as Extract<BodyStructure, { kind: 'multipart' }>
    for (let depth = 0; depth < 3000; depth++) deep = { ...outer, parts: [deep] }
    expect([...partsOf(deep)].length).toBe(3001)
    expect(textPartOf(deep, 'plain')?.section.part.length).toBe(3000)
    expect(attachmentsOf(deep)).toEqual([])
    const wide = { ...outer, subtype: 'related', parts: Array(300_000).fill(read(image('a'))) as BodyStructure[] }
    expect([...partsOf(wide)].at(-1)?.specifier).toBe('300000')
    expect(attachmentsOf(wide).length).toBe(1)
    expect(textPartOf(wide, 'plain')).toBeUndefined()
  })
})

describe('textPartOf', () => {
  it.each<[string, string, string | undefined, string | undefined]>([
    ['a text alone', text('plain'), '1', undefined],
    ['HTML alone', text('html'), undefined, '1'],
    ['alternatives', multi('alternative', text('plain'), text('html')), '1', '2'],
    [
      'alternatives: the last of a kind',
      multi('alternative', text('plain'), text('html'), text('plain'), text('html')),
      '3',
      '4',
    ],
    ['alternatives with pictures', multi('alternative', text('plain'), multi('related', text('html'), image('a'))), '1', '2.1'],
    ['a text before pictures', multi('mixed', text('plain'), image('a'), text('plain')), '1', undefined],
    ['a picture before the text', multi('mixed', image('a'), multi('alternative', text('plain'), text('html'))), '2.1', '2.2'],
    ['an attached text', multi('mixed', text('plain', ` NIL ${attached()}`), text('plain')), '2', undefined],
    ['a text with a file name', multi('mixed', text('plain', ' NIL ("inline" ("filename" "a"))'), text('plain')), '2', undefined],
    ['related parts: the first is the root', multi('related', text('html'), text('plain')), undefined, '1'],
    [
      'related parts: the root is named',
      related('<r>', image('a'), text('plain').replace('NIL NIL', 'NIL "<r>"')),
      '2',
      undefined,
    ],
    ['related parts: no such root', related('<r>', text('plain'), text('html')), '1', undefined],
    ['a signed text', multi('signed', text('plain'), text('html')), '1', undefined],
    ['nothing but an attached message', multi('mixed', message(text('plain')), image()), undefined, undefined],
    ['no multipart children', '("related" NIL NIL NIL)', undefined, undefined],
  ])('%s', (_what, structure, plain, html) => {
    expect(textPartOf(read(structure), 'plain')?.specifier).toBe(plain)
    expect(textPartOf(read(structure), 'html')?.specifier).toBe(html)
  })
})

describe('attachmentsOf (RFC 2183 2)', () => {
  it.each<[string, string, string]>([
    ['none', multi('mixed', text('plain'), text('html')), ''],
    ['by disposition, in either case', multi('mixed', text('plain'), image('', attached())), '2'],
    ['by the file name of the disposition', multi('mixed', text('plain'), image('', '("inline" ("filename" "a"))')), '2'],
    ['by the name of the type', multi('mixed', text('plain'), image('a')), '2'],
    ['inline without a name', multi('mixed', text('plain'), image('', '("inline" NIL)')), ''],
    ['messages', multi('mixed', text('plain'), message(multi('mixed', text('plain'), image('a'))), image('b')), '2 3'],
    ['messages into which the server does not look', multi('mixed', '("message" "global" NIL NIL NIL "8bit" 1)'), '1'],
    ['pictures that the text shows', multi('related', text('html'), image('a'), image('b', '("inline" ("filename" "b"))')), ''],
    ['an attachment among the pictures', multi('related', text('html'), image('a'), image('b', attached('b'))), '3'],
    ['pictures beside a root that is named', related('<r>', image('a'), text('html').replace('NIL NIL', 'NIL "<r>"')), ''],
    ['attachments beside pictures', multi('mixed', multi('related', text('html'), image('a')), image('b')), '2'],
    ['in a multipart below the root of pictures', multi('related', multi('mixed', text('html'), image('a')), image('b')), '1.2'],
    ['in alternatives', multi('alternative', text('plain'), text('html'), image('a')), '3'],
    ['alone', image('a'), '1'],
    ['a message alone', message(image('a')), '1'],
  ])('%s', (_what, structure, expected) => {
    expect(
      attachmentsOf(read(structure))
        .map(part => part.specifier)
        .join(' '),
    ).toBe(expected)
  })

  it('passes over damaged parts', () => {
    const response = decodeResponse(
      asBytes(`* 1 FETCH (BODYSTRUCTURE ${multi('mixed', '("text" 1)', image('a'))})\r\n`),
    ) as FetchResponse
    expect(attachmentsOf(response.items.bodyStructure!).map(part => fileNameOf(part.structure))).toEqual(['a'])
  })
})

it('refuse what is no structure', () => {
  for (const run of [(value: never) => [...partsOf(value)], attachmentsOf, (value: never) => textPartOf(value, 'plain')])
    for (const value of [undefined, null, 1, 'a', { kind: 'multipart' }, { kind: 'multipart', parts: [null] }])
      expect(caught(() => run(value as never))).toMatchObject({ name: 'ImapError', code: 'bad-value', fault: 'local' })
})
