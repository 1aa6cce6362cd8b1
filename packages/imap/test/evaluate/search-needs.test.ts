/** What a search may ask for, told before it begins (RFC 9051 6.4.4). */
import { expect, it } from 'vitest'
import { type SearchNeeds, searchNeeds } from '../../src/evaluate/search-needs.js'
import { searchKeyRules } from '../../src/search/registry.js'
import { command } from '../search-mailbox.js'

const nothing: SearchNeeds = searchNeeds([{ key: 'ALL' }])

it.each<[string, Partial<SearchNeeds>]>([
  ['ALL LARGER 5 SINCE 1-Jan-2026 YOUNGER 5 1:5 UID 5 UIDAFTER 5', {}],
  ['UNSEEN', { flags: true }],
  ['NOT KEYWORD x', { flags: true }],
  ['OR (FROM x SUBJECT y) HEADER FROM z', { fields: ['subject', 'from'] }],
  ['SENTON 1-Jan-2026', { fields: ['date'] }],
  ['FUZZY TEXT x', { headerText: true, bodyText: true }],
  ['BODY x', { bodyText: true }],
  ['MODSEQ 5', { modseq: true }],
  ['SAVEDATESUPPORTED', { saveDate: true }],
  ['EMAILID x', { emailId: true }],
  ['THREADID x', { threadId: true }],
  ['1:*', { largest: true }],
  ['UID *', { largest: true }],
  ['$', { saved: true }],
  ['FILTER one FILTER two', { filters: ['two', 'one'] }],
])('%s needs %j', (line, needs) => {
  const { fields, filters, ...kinds } = searchNeeds(command(line).keys)
  expect({ ...kinds, fields: [...fields].sort(), filters: [...filters].sort() }).toEqual({
    ...nothing,
    ...needs,
    fields: [...(needs.fields ?? [])].sort(),
    filters: [...(needs.filters ?? [])].sort(),
  })
})

it('every key that is read is told of, or needs nothing but what each message has', () => {
  const free = [
    'ALL',
    'BEFORE',
    'ON',
    'SINCE',
    'LARGER',
    'SMALLER',
    'OLDER',
    'YOUNGER',
    'UIDAFTER',
    'UIDBEFORE',
    'UID',
    'ANNOTATION',
    'X-GM-RAW',
    'X-GM-MSGID',
    'X-GM-THRID',
    'X-GM-LABELS',
    'NOT',
    'OR',
    'FUZZY',
  ]
  for (const { name } of searchKeyRules) {
    if (free.includes(name)) continue
    expect(searchNeeds([{ key: name, text: '', field: 'x', name: 'x', date: '' } as never]), name).not.toEqual(nothing)
  }
})

it('keys in keys take no stack', () => {
  let key: object = { key: 'SEEN' }
  for (let depth = 0; depth < 100_000; depth++) key = { key: 'NOT', of: key }
  expect(searchNeeds([key as never]).flags).toBe(true)
  expect(() => searchNeeds('x' as never)).toThrow('search: keys: an array expected')
})

it('names that all objects have are not keys, and an invalid set or name is refused', () => {
  expect(searchNeeds([{ key: 'constructor' as never }, { key: '__proto__' as never }])).toEqual(nothing)
  expect(() => searchNeeds([{ key: 'SET', set: [null] } as never])).toThrow('search: set: an object expected, not null')
  expect(() => searchNeeds([{ key: 'FILTER' } as never])).toThrow('search FILTER: a string expected')
})

it('takes a key whose name is no text as unknown', () => {
  for (const key of [Object.create(null), Symbol('x'), { toString: () => 'FROM' }])
    expect(searchNeeds([{ key } as never])).toEqual(nothing)
})
