/** CONVERT, CONVERSIONS, CONVERTED and CONVERSION (RFC 5259). */
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type CommandBodyInit,
  decodeCommand,
  decodeResponse,
  encodeCommandWhole,
  encodeResponse,
  ResponseDecoder,
  type ResponseInit,
} from '../../src/index.js'

const read = (line: string, strict = true) => decodeResponse(asBytes(`* ${line}\r\n`), { strict })
const converted = (items: string, strict = true) => read(`2 CONVERTED (TAG "a1") (${items})`, strict)
const command = (line: string, strict = true) => decodeCommand(asBytes(`a ${line}\r\n`), { strict })

describe('CONVERTED (RFC 5259 8.1)', () => {
  it.each<[string, object]>([
    [
      'UID 100 BINARY[2] ~{2}\r\n\0\n BINARY[2.1]<7> "x" BINARY[] NIL',
      {
        uid: 100,
        items: [
          { item: 'BINARY', part: [2], origin: undefined, data: asBytes('\0\n') },
          { item: 'BINARY', part: [2, 1], origin: 7, data: asBytes('x') },
          { item: 'BINARY', part: [], origin: undefined, data: null },
        ],
      },
    ],
    ['BINARY.SIZE[4] 3135', { uid: undefined, items: [{ item: 'BINARY.SIZE', part: [4], size: 3135 }] }],
    [
      'BODYPARTSTRUCTURE[2] ("image" "jpeg" NIL NIL NIL "8bit" 4182 NIL NIL NIL)',
      {
        items: [
          { item: 'BODYPARTSTRUCTURE', part: [2], structure: { kind: 'basic', type: 'image', subtype: 'jpeg', size: 4182 } },
        ],
      },
    ],
    [
      'AVAILABLECONVERSIONS[2] (("image/jpeg" "application/x.y+z")) AVAILABLECONVERSIONS[3] (())',
      {
        items: [
          { item: 'AVAILABLECONVERSIONS', part: [2], types: ['image/jpeg', 'application/x.y+z'] },
          { item: 'AVAILABLECONVERSIONS', part: [3], types: [] },
        ],
      },
    ],
  ])('%j', (items, expected) => {
    const found = converted(items)
    expect(found).toMatchObject({ type: 'converted', sequence: 2, tag: 'a1', warnings: [], damaged: [], ...expected })
    expect(asChars(encodeResponse(found))).toBe(`* 2 CONVERTED (TAG "a1") (${items.replace('"x"', '{1}\r\nx')})\r\n`)
  })

  it.each<[string, object]>([
    ['TEMPFAIL', { code: 'TEMPFAIL', text: 'why', minutes: undefined }],
    ['TEMPFAIL 15', { code: 'TEMPFAIL', text: 'why', minutes: 15 }],
    [
      'BADPARAMETERS NIL "a/b" "c/d" "e/f" (charset "x y" z w)',
      {
        code: 'BADPARAMETERS',
        text: 'why',
        conversions: [
          { from: null, to: 'a/b', parameters: [] },
          {
            from: 'c/d',
            to: 'e/f',
            parameters: [
              { name: 'charset', value: 'x y' },
              { name: 'z', value: 'w' },
            ],
          },
        ],
      },
    ],
    [
      'MISSINGPARAMETERS "a/b" "c/d"(charset "x y")',
      { code: 'MISSINGPARAMETERS', text: 'why', conversions: [{ from: 'a/b', to: 'c/d', parameters: ['charset', 'x y'] }] },
    ],
  ])('an error in place of the data (9): %s', (code, error) => {
    const found = converted(`BINARY[3]<0> (ERROR "why" ${code})`)
    expect(found).toMatchObject({ items: [{ item: 'error', name: 'BINARY', part: [3], origin: 0, error }], warnings: [] })
    expect(asChars(encodeResponse(found))).toBe(`* 2 CONVERTED (TAG "a1") (BINARY[3]<0> (ERROR "why" ${code}))\r\n`)
  })

  it('a header is read, as the examples of 6 have it, and refused in strict mode, as the grammar of 10 has it', () => {
    const found = converted('BODY[1.MIME] {2}\r\n\r\n', false)
    expect(found).toMatchObject({
      items: [{ item: 'BODY[]', section: { part: [1], text: 'MIME' }, data: asBytes('\r\n') }],
      warnings: [{ code: 'converted-header', offset: 26 }],
    })
    expect(asChars(encodeResponse(found))).toContain('(BODY[1.MIME] {2}\r\n\r\n)')
    expect(caught(() => converted('BODY[HEADER] "x"'))).toMatchObject({ code: 'bad-syntax' })
  })

  it.each([
    'BINARY[3] (ERROR "x" MISSINGPARAMETERS (CHARSET))',
    'BINARY[3] (ERROR "x" OTHER)',
    'BINARY[0] "x"',
    'BINARY[1] x',
    'X-Y (a {1}\r\n))',
    'AVAILABLECONVERSIONS[1] ("a/b")',
  ])('an item that cannot be read costs itself: %j', item => {
    const found = converted(`UID 5 ${item} BINARY.SIZE[1] 7`, false)
    expect(found).toMatchObject({
      uid: 5,
      items: [{ item: 'BINARY.SIZE', size: 7 }],
      warnings: [{ code: 'damaged-item', offset: 32 }],
    })
    expect(found.damaged.map(({ bytes }) => asChars(bytes))).toEqual([item])
    expect(caught(() => converted(`UID 5 ${item} BINARY.SIZE[1] 7`))).toMatchObject({ name: 'ImapError' })
  })

  it('UID comes first, and once: else a warning (8.1)', () => {
    expect(converted('BINARY.SIZE[1] 5 UID 7')).toMatchObject({ uid: 7, warnings: [{ code: 'uid-order', offset: 43 }] })
    expect(converted('UID 7 UID 8')).toMatchObject({ uid: 8, warnings: [{ code: 'repeated-item', offset: 32 }] })
  })

  it('large data streams, and says of what', () => {
    const decoder = new ResponseDecoder({ limits: { inlineLiteral: 3 } })
    decoder.push(asBytes('* 2 CONVERTED (TAG "a1") (BINARY[3] ~{4}\r\na\0cd)\r\n'))
    expect(Array.from({ length: 4 }, () => decoder.next())).toMatchObject([
      { type: 'body-start', size: 4, sequence: 2, item: 'BINARY[3]' },
      { type: 'body-chunk' },
      { type: 'body-end' },
      { type: 'converted', items: [{ item: 'BINARY', data: { streamed: true, size: 4 } }], warnings: [] },
    ])
  })

  it.each(['0 CONVERTED (TAG "a") (UID 5)', '1 CONVERTED (TAG a) (UID 5)', '1 CONVERTED (UID 5)', 'CONVERTED (TAG "a") (UID 5)'])(
    '%s is not the grammar',
    line => {
      expect(caught(() => read(line))).toMatchObject({ name: 'ImapError', fault: 'remote' })
    },
  )

  it.each<object>([
    { item: 'error', name: 'UID', part: [], origin: undefined, error: { code: 'TEMPFAIL', text: 'x', minutes: undefined } },
    { item: 'error', name: 'BINARY.SIZE', part: [], origin: 1, error: { code: 'TEMPFAIL', text: 'x', minutes: undefined } },
    { item: 'error', name: 'BINARY', part: [], origin: undefined, error: { code: 'X', text: 'x' } },
    { item: 'error', name: 'BINARY', part: [], origin: undefined, error: { code: 'BADPARAMETERS', text: 'x', conversions: [] } },
    { item: 'BINARY', part: [], origin: undefined, data: { streamed: true, size: 1 } },
    { item: 'BINARY', part: [0], origin: undefined, data: null },
    { item: 'AVAILABLECONVERSIONS', part: [], types: ['a\r\nb'] },
    { item: 'UID' },
  ])('%j is not written', item => {
    const response = { type: 'converted', sequence: 1, tag: 'a', uid: undefined, items: [item] } as never
    expect(caught(() => encodeResponse(response))).toMatchObject({ code: 'bad-value', fault: 'local' })
  })
})

describe('CONVERSION (RFC 5259 5)', () => {
  it.each<[string, ResponseInit]>([
    ['CONVERSION "text/html" "text/plain"', { type: 'conversion', from: 'text/html', to: 'text/plain', parameters: [] }],
    ['CONVERSION "a/b" "c/d" (charset "x y")', { type: 'conversion', from: 'a/b', to: 'c/d', parameters: ['charset', 'x y'] }],
  ])('%s', (line, expected) => {
    expect(read(line)).toEqual({ ...expected, warnings: [], damaged: [] })
    expect(asChars(encodeResponse(expected))).toBe(`* ${line}\r\n`)
  })

  it('a media type is a type and a subtype (RFC 4288 4.2)', () => {
    expect(read('CONVERSION "text/*" "a/b"', false).warnings).toMatchObject([{ code: 'mime-type', offset: 13 }])
    expect(caught(() => read(`CONVERSION "a/${'b'.repeat(128)}" "a/b"`))).toMatchObject({ code: 'bad-syntax' })
    expect(read(`CONVERSION "a/${'b'.repeat(127)}" "a/b"`).warnings).toEqual([])
    expect(caught(() => read('CONVERSION text/html "a/b"', false))).toMatchObject({ code: 'bad-syntax' })
  })
})

describe('CONVERT and CONVERSIONS (RFC 5259 5, 6)', () => {
  const set = [{ start: 2, end: 2 }]
  it.each<[string, CommandBodyInit]>([
    [
      'CONVERT 2 ("TEXT/PLAIN" (charset us-ascii "a b" "")) (BINARY[4]<2001.1000>)',
      {
        verb: 'convert',
        uid: false,
        set,
        to: 'TEXT/PLAIN',
        parameters: [
          { name: 'charset', value: 'us-ascii' },
          { name: 'a b', value: '' },
        ],
        items: [{ item: 'BINARY', part: [4], partial: { origin: 2001, length: 1000 } }],
      },
    ],
    [
      'UID CONVERT 2 (NIL) (UID BODY[HEADER] BODY[1.MIME] BINARY.SIZE[1] BODYPARTSTRUCTURE[] AVAILABLECONVERSIONS[2])',
      {
        verb: 'convert',
        uid: true,
        set,
        to: null,
        parameters: [],
        items: [
          { item: 'UID' },
          { item: 'BODY[]', section: { part: [], text: 'HEADER', fields: [] } },
          { item: 'BODY[]', section: { part: [1], text: 'MIME', fields: [] } },
          { item: 'BINARY.SIZE', part: [1] },
          { item: 'BODYPARTSTRUCTURE', part: [] },
          { item: 'AVAILABLECONVERSIONS', part: [2] },
        ],
      },
    ],
    ['CONVERSIONS "text/*" "*"', { verb: 'conversions', from: 'text/*', to: '*' }],
  ])('%s', (line, expected) => {
    expect(command(line)).toEqual({ tag: 'a', ...expected, warnings: [] })
    expect(asChars(encodeCommandWhole({ tag: 'a', ...expected }))).toBe(`a ${line}\r\n`)
  })

  it('one item needs no parentheses', () => {
    expect(command('CONVERT 2 (nil) binary[1]')).toMatchObject({
      to: null,
      items: [{ item: 'BINARY', part: [1], partial: undefined }],
    })
  })

  it.each([
    'CONVERT 2 () UID',
    'CONVERT 2 (NIL) ()',
    'CONVERT 2 (NIL) FLAGS',
    'CONVERT 2 (NIL) BODY[TEXT]',
    'CONVERT 2 (NIL ()) UID',
    'CONVERT 2 NIL UID',
    'CONVERSIONS *',
    'CONVERSIONS a',
  ])('%s is an error, also by default', line => {
    expect(caught(() => command(line, false))).toMatchObject({ name: 'ImapError', fault: 'remote' })
  })

  it.each<object>([
    { items: [] },
    { items: [{ item: 'BODY' }] },
    { items: [{ item: 'BODY[]', section: { part: [], text: 'TEXT', fields: [] } }] },
    { to: 'a\r\nb' },
  ])('%j is not written', given => {
    const whole = { tag: 'a', verb: 'convert', uid: false, set, to: null, items: [{ item: 'UID' }], ...given } as never
    expect(caught(() => encodeCommandWhole(whole))).toMatchObject({ code: 'bad-value', fault: 'local' })
  })
})
