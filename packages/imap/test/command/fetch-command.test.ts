/** FETCH and STORE as extensions have them, asked by clients. */
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { type CommandBodyInit, decodeCommand, encodeCommandWhole } from '../../src/index.js'

const decode = (line: string, options: object = {}) => decodeCommand(asBytes(`a ${line}\r\n`), options)
const encode = (body: CommandBodyInit): string => asChars(encodeCommandWhole({ tag: 'a', ...body }))
const set = [{ start: 1, end: 1 }]
const asked = { verb: 'fetch', uid: false, set } as const
const stored = { verb: 'store', uid: false, set, modifiers: [] } as const

describe('FETCH and STORE of extensions', () => {
  it.each<[string, CommandBodyInit]>([
    [
      'FETCH 1 (EMAILID THREADID SAVEDATE PREVIEW PREVIEW (LAZY))',
      {
        ...asked,
        items: [
          { item: 'EMAILID' },
          { item: 'THREADID' },
          { item: 'SAVEDATE' },
          { item: 'PREVIEW', lazy: false },
          { item: 'PREVIEW', lazy: true },
        ],
        modifiers: [],
      },
    ],
    [
      'FETCH 1 (ANNOTATION ((/c* /1/%) value.priv) ANNOTATION (/comment (value size)))',
      {
        ...asked,
        items: [
          { item: 'ANNOTATION', entries: ['/c*', '/1/%'], attributes: ['value.priv'] },
          { item: 'ANNOTATION', entries: ['/comment'], attributes: ['value', 'size'] },
        ],
        modifiers: [],
      },
    ],
    [
      'UID FETCH 1 (UID) (PARTIAL -1:-30 CHANGEDSINCE 98305 VANISHED)',
      {
        ...asked,
        uid: true,
        items: [{ item: 'UID' }],
        modifiers: [
          { name: 'PARTIAL', range: { start: -1, end: -30 } },
          { name: 'CHANGEDSINCE', modseq: 98305n },
          { name: 'VANISHED' },
        ],
      },
    ],
    [
      'STORE 1 ANNOTATION (/comment (value.priv "x" value.shared NIL))',
      {
        ...stored,
        item: 'ANNOTATION',
        annotations: [
          {
            entry: '/comment',
            attributes: [
              { name: 'value.priv', value: asBytes('x') },
              { name: 'value.shared', value: null },
            ],
          },
        ],
      },
    ],
  ])('%j (RFC 8474 7, RFC 8514 5, RFC 8970 6, RFC 5257 5, RFC 9394 4, RFC 7162 7)', (line, expected) => {
    for (const strict of [false, true]) expect(decode(line, { strict })).toEqual({ tag: 'a', ...expected, warnings: [] })
    expect(encode(expected)).toBe(`a ${line}\r\n`)
  })

  it('tells the modifier of PREVIEW from those of FETCH (RFC 8970 6)', () => {
    const modifiers = (line: string) => {
      const { items, modifiers: found } = decode(line, { strict: true }) as { items?: unknown; modifiers?: unknown }
      return { items, modifiers: found }
    }
    const unknown = (bytes: string | undefined) => ({
      name: 'unknown',
      option: 'LAZY',
      bytes: bytes === undefined ? undefined : asBytes(bytes),
    })
    const [lazy, plain] = [[{ item: 'PREVIEW', lazy: true }], [{ item: 'PREVIEW', lazy: false }]]
    expect(modifiers('FETCH 1 PREVIEW (LAZY)')).toEqual({ items: lazy, modifiers: [] })
    expect(modifiers('FETCH 1 PREVIEW (LAZY) (LAZY)')).toEqual({ items: lazy, modifiers: [unknown(undefined)] })
    expect(modifiers('FETCH 1 PREVIEW (LAZY 5)')).toEqual({ items: plain, modifiers: [unknown('5')] })
    expect(modifiers('FETCH 1 PREVIEW (LAZYX)')).toMatchObject({ items: plain, modifiers: [{ option: 'LAZYX' }] })
    expect(modifiers('FETCH 1 PREVIEW (VANISHED)')).toEqual({ items: plain, modifiers: [{ name: 'VANISHED' }] })
  })

  it.each<[string, string, object]>([
    ['STORE 1 +X-GM-LABELS.SILENT ("\\\\Inbox" a)', 'gmail-extension', { item: 'X-GM-LABELS', action: 'add', silent: true }],
    ['STORE 1 -X-GM-LABELS a', 'gmail-extension', { item: 'X-GM-LABELS', action: 'remove', labels: ['a'] }],
    ['FETCH 1 (X-GM-MSGID)', 'gmail-extension', { items: [{ item: 'X-GM-MSGID' }] }],
    ['STORE 1 +X-FOO (a {1}\r\nb) c', 'unknown-item', { item: 'unknown', name: '+X-FOO', bytes: asBytes(' (a {1}\r\nb) c') }],
  ])('%j is read with a warning, and refused in strict mode', (line, warning, expected) => {
    const found = decode(line)
    expect(found).toMatchObject({ ...expected, warnings: [{ code: warning }] })
    expect(caught(() => decode(line, { strict: true }))).toMatchObject({ code: 'bad-syntax' })
    expect(decodeCommand(encodeCommandWhole(found))).toEqual(found)
  })

  it.each<[string, CommandBodyInit]>([
    ['no entries', { ...asked, items: [{ item: 'ANNOTATION', entries: [], attributes: ['value'] }] }],
    ['a pattern for attributes', { ...asked, items: [{ item: 'ANNOTATION', entries: ['/a'], attributes: ['v%'] }] }],
    ['a range of two ends', { ...asked, items: 'ALL', modifiers: [{ name: 'PARTIAL', range: { start: -1, end: 1 } }] }],
    ['a range from 0', { ...asked, items: 'ALL', modifiers: [{ name: 'PARTIAL', range: { start: 0, end: 1 } }] }],
    ['an item with a form of its own', { ...stored, item: 'unknown', name: '+flags', bytes: asBytes(' (a)') }],
    ['an item without its space', { ...stored, item: 'unknown', name: 'X', bytes: asBytes('(a)') }],
    ['an invalid item', { ...stored, item: 'X' as 'FLAGS', action: 'add', silent: true, flags: [] }],
  ])('what would be refused is not written: %s', (_, body) => {
    expect(caught(() => encode(body))).toMatchObject({ name: 'ImapError', code: 'bad-value', fault: 'local' })
  })
})
