/** ID (RFC 2971): both ways of its command and its response, and what it may not hold. */
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { decodeCommand, decodeResponse, encodeCommandWhole, encodeResponse, type IdField } from '../src/index.js'

const response = (text: string, strict = true) => decodeResponse(asBytes(`* ID ${text}\r\n`), { strict })
const field = (name: string, value: string | null = null): IdField => ({ name, value })
const warningsOf = (text: string): object => response(text).warnings.map(({ code, offset }) => [code, offset])

describe('ID (RFC 2971 3.1, 3.2)', () => {
  it('is a list of fields in their order, whose values may be NIL', () => {
    const fields = [field('name', 'MailWire "Pro"'), field('os', null), field('vendor', 'a\r\nb')]
    const text = '("name" "MailWire \\"Pro\\"" "os" NIL "vendor" {4}\r\na\r\nb)'
    expect(response(text)).toEqual({ type: 'id', fields, warnings: [], damaged: [] })
    expect(asChars(encodeResponse({ type: 'id', fields }))).toBe(`* ID ${text}\r\n`)
    expect(decodeCommand(asBytes(`a ID ${text}\r\n`), { strict: true })).toMatchObject({ verb: 'id', fields, warnings: [] })
    expect(asChars(encodeCommandWhole({ tag: 'a', verb: 'id', fields }))).toBe(`a ID ${text.replace('{4}', '{4+}')}\r\n`)
  })

  it.each(['NIL', '()'])('%s says nothing, and is written as NIL', text => {
    expect(response(text)).toMatchObject({ type: 'id', fields: null, warnings: [] })
    expect(asChars(encodeResponse({ type: 'id', fields: [] }))).toBe('* ID NIL\r\n')
  })

  it('a name is any string, and no key of an object', () => {
    expect(response('("__proto__" "x" "constructor" NIL)')).toMatchObject({
      fields: [field('__proto__', 'x'), field('constructor')],
    })
  })

  it('a value that looks like NIL or a number is a string (RFC 2971 4)', () => {
    const bytes = encodeResponse({ type: 'id', fields: [field('NIL', 'NIL'), field('version', '1')] })
    expect(asChars(bytes)).toBe('* ID ("NIL" "NIL" "version" "1")\r\n')
    expect(decodeResponse(bytes, { strict: true })).toMatchObject({ fields: [field('NIL', 'NIL'), field('version', '1')] })
  })

  it.each(['("a")', '("a" "b" "c")', '(NIL "a")', '("a" "b"', '("a" ("b"))', '"a"'])('%s is invalid, also by default', text => {
    expect(caught(() => response(text, false))).toMatchObject({ name: 'ImapError', fault: 'remote' })
  })
})

describe('limits of ID (RFC 2971 3.3)', () => {
  const fields = (count: number): string => `(${Array.from({ length: count }, (_, at) => `"f${at}" "x"`).join(' ')})`

  it('30 fields are no warning, 31 are', () => {
    expect(warningsOf(fields(30))).toEqual([])
    expect(warningsOf(fields(31))).toEqual([['id-field', 5]])
  })

  it('30 bytes of a name, 1024 of a value', () => {
    expect(warningsOf(`("${'x'.repeat(30)}" "${'y'.repeat(1024)}")`)).toEqual([])
    expect(warningsOf(`("a" NIL "${'x'.repeat(31)}" "y")`)).toEqual([['id-field', 14]])
    expect(warningsOf(`("x" "${'y'.repeat(1025)}")`)).toEqual([['id-field', 6]])
    // Bytes count, not characters.
    expect(warningsOf(`("${'\xc3\xa9'.repeat(16)}" NIL)`)).toEqual([['id-field', 6]])
  })

  it('a name twice, in either case', () => {
    expect(warningsOf('("Name" "x" "NAME" "y")')).toEqual([['id-field', 17]])
  })
})
