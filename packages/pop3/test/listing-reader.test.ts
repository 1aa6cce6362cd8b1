/** Where a listing ends the session: limits and framing, with the offset in the stream (RFC 1939 3). */
import { Input } from '@mailwire/bytes'
import { asBytes, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { type Command, defaultLimits, type Listing, Pop3Error, type Pop3Limits } from '../src/index.js'
import { checkListing, ListingReader, listingInLine } from '../src/listing-reader.js'

const uidl: Command = { verb: 'uidl', message: undefined }
const readerOf = (limits: Partial<Pop3Limits>, command: Command = uidl): ListingReader =>
  new ListingReader(command, { status: '+OK', code: undefined, text: '', warnings: [] }, { ...defaultLimits, ...limits }, false)

/** Adds rows, each between others in its chunk; their offsets count from 100. */
function add(reader: ListingReader, rows: readonly string[]): void {
  let offset = 100
  for (const row of rows) {
    reader.add(asBytes(`\0\r${row}\r\n\0`), 2, 2 + row.length, offset)
    offset += row.length + 2
  }
}

describe('a row too many', () => {
  it.each<[Partial<Pop3Limits>, readonly string[], number, string]>([
    [{ listing: 10 }, ['1 a', '2 b'], 0, ''],
    [{ listing: 9 }, ['1 a', '2 b'], 105, 'a listing of more than 9 bytes'],
    [{ listingRows: 2 }, ['1 a', '2 b'], 0, ''],
    [{ listingRows: 1 }, ['1 a', '2 b'], 105, 'a listing of more than 1 rows'],
    [{ malformedRows: 2 }, ['x', 'y'], 0, ''],
    [{ malformedRows: 1 }, ['x', 'y'], 103, 'a listing with more than 1 malformed rows'],
    [{ warnings: 2 }, ['1  a', '2  a'], 0, ''],
    [{ warnings: 1 }, ['1  a', '2  a'], 106, 'a listing with more than 1 warnings'],
  ])('under %j, of %j', (limits, rows, offset, message) => {
    const run = () => add(readerOf(limits), rows)
    if (message === '') run()
    else expect(caught(run)).toMatchObject({ name: 'Pop3Error', code: 'limit', offset, message: `receive: ${message}` })
  })

  it('of capabilities has a limit of its own', () => {
    const limits = { capabilityRows: 1, listingRows: 2 }
    expect(caught(() => add(readerOf(limits, { verb: 'capa' }), ['TOP', 'UIDL']))).toMatchObject({ code: 'limit', offset: 105 })
    add(readerOf({ capabilityRows: 2, listingRows: 1 }, { verb: 'capa' }), ['TOP', 'UIDL'])
  })
})

describe('a row that breaks the framing', () => {
  it.each([
    ['\0', 'nul', 0],
    ['a\0', 'nul', 1],
    ['\r', 'bare-cr', 0],
    ['a\r', 'bare-cr', 1],
  ])('%j: %s', (row, code, at) => {
    expect(caught(() => add(readerOf({}), ['1 a', row]))).toMatchObject({ name: 'Pop3Error', code, offset: 105 + at })
  })

  it('is only that row, not what is around it', () => {
    const reader = readerOf({})
    add(reader, ['x', '', '2 b'])
    expect(reader.listing).toMatchObject({ rows: [{ message: 2 }], malformed: [{ row: 'x' }, { row: '' }] })
  })
})

it('RFC 1939 3: the dot before a row is dropped, and an empty row has none', () => {
  const reader = readerOf({}, { verb: 'capa' })
  add(reader, ['.X', '..Y'])
  reader.add(asBytes('.'), 0, 0, 0)
  expect(reader.listing).toMatchObject({ rows: ['X'], malformed: [{ row: '.Y' }, { row: '', error: { offset: 0 } }] })
  expect(caught(() => checkListing(reader.listing))).toMatchObject({ code: 'bad-listing', offset: 105 })
})

describe('plain rows', () => {
  const row = '1 a\r\n'
  const text = `${row}2 b\r\n3 c\r\n`
  const padding = 'x'.repeat(100)
  const taken = (limits: Partial<Pop3Limits>, added: readonly string[] = [], command: Command = uidl): number => {
    const reader = readerOf(limits, command)
    const input = new Input()
    input.push(asBytes(text + padding))
    add(reader, added)
    reader.addPlain(input)
    return input.offset
  }

  it('are taken at once, up to a limit', () => {
    expect(taken({})).toBe(15)
    expect(taken({}, [], { verb: 'capa' })).toBe(0)
    expect([80, 81, 82].map(rowLine => taken({ rowLine }))).toEqual([0, 15, 15])
    expect([0, 1, 2, 3, 4].map(listingRows => taken({ listingRows }))).toEqual([0, 5, 10, 15, 15])
    // The longest row must fit into what is left.
    expect([80, 81, 85, 86, 90, 91].map(listing => taken({ listing }))).toEqual([0, 5, 5, 10, 10, 15])
  })

  it('count with those that are added one by one', () => {
    const reader = (limits: Partial<Pop3Limits>): ListingReader => {
      const reader = readerOf(limits)
      const input = new Input()
      input.push(asBytes(text + padding))
      reader.addPlain(input)
      return reader
    }
    expect(taken({ listingRows: 2 }, ['x'])).toBe(5)
    expect([83, 84].map(listing => taken({ listing }, ['x']))).toEqual([0, 5])
    add(reader({ listingRows: 4 }), ['4 d'])
    expect(caught(() => add(reader({ listingRows: 3 }), ['4 d']))).toMatchObject({ code: 'limit' })
    add(reader({ listing: 100 }), [`4 ${'x'.repeat(81)}`])
    expect(caught(() => add(reader({ listing: 100 }), [`4 ${'x'.repeat(82)}`]))).toMatchObject({ code: 'limit' })
  })

  it('are none in an input that has none', () => {
    const input = new Input()
    readerOf({}).addPlain(input)
    input.push(asBytes(`x${padding}`))
    readerOf({}).addPlain(input)
    expect(input.offset).toBe(0)
  })
})

describe('a listing in the text of a response', () => {
  const response = { status: '+OK', code: undefined, text: '2  a', warnings: [] } as const

  it('has offsets in the stream', () => {
    expect(listingInLine({ verb: 'uidl', message: 2 }, response, 104, false)).toMatchObject({
      rows: [{ message: 2, uid: 'a' }],
      warnings: [{ code: 'extra-space', offset: 102 }],
    })
    const listing = listingInLine({ verb: 'stat' }, response, 104, true)
    expect(listing).toMatchObject({ type: 'malformed', rows: ['2  a'], error: { offset: 100 } })
    expect(caught(() => checkListing(listing))).toBeInstanceOf(Pop3Error)
    expect(listingInLine({ verb: 'noop' }, response, 104, false)).toBeUndefined()
  })

  it.each<Listing | undefined>([undefined, { type: 'last', message: 1, warnings: [] }])('%j is well-formed', listing => {
    expect(checkListing(listing)).toBeUndefined()
  })
})
