/** SEARCH against an evaluator that reads everything of each message and calls itself for keys in keys (RFC 9051 6.4.4). */
import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { casemap } from '../../src/evaluate/collation.js'
import { SearchEvaluation } from '../../src/evaluate/search.js'
import { searchNeeds } from '../../src/evaluate/search-needs.js'
import { type SearchKey, sequenceSetFilter } from '../../src/index.js'
import { answerTo, field, messageOf, type StoredMessage } from '../search-mailbox.js'

const DAY = 86_400_000
const MONTHS = ['Jan', 'Feb', 'Mar']
/** Days of the first months of 1970, as keys have them. */
const dateText = (day: number): string => {
  const date = new Date(day * DAY)
  return `${date.getUTCDate()}-${MONTHS[date.getUTCMonth()]}-1970`
}
const dayOf = (date: string): number => Date.parse(`${date} 00:00 GMT`) / DAY

const words = fc.constantFrom('', 'a', 'A', 'ab', 'é', 'e\u0301', 'ba', 'aab')
const flags = fc.constantFrom('\\Seen', '\\seen', '\\Flagged', '\\Recent', '$Work', '$WORK', 'other')
const fieldNames = fc.constantFrom('From', 'SUBJECT', 'x-tag', 'Date')
const days = fc.integer({ min: 0, max: 40 })

const leafKeys: fc.Arbitrary<SearchKey> = fc.oneof(
  fc.constantFrom<SearchKey>({ key: 'ALL' }, { key: 'SEEN' }, { key: 'UNFLAGGED' }, { key: 'NEW' }, { key: 'OLD' }),
  fc.record({ key: fc.constantFrom('KEYWORD' as const, 'UNKEYWORD' as const), flag: fc.constantFrom('$work', 'OTHER') }),
  fc.record({ key: fc.constantFrom('BODY' as const, 'TEXT' as const, 'FROM' as const, 'SUBJECT' as const), text: words }),
  fc.record({ key: fc.constant('HEADER' as const), field: fieldNames, text: words }),
  fc.record({
    key: fc.constantFrom(
      'BEFORE' as const,
      'ON' as const,
      'SINCE' as const,
      'SENTBEFORE' as const,
      'SENTON' as const,
      'SENTSINCE' as const,
    ),
    date: days.map(dateText),
  }),
  fc.record({ key: fc.constantFrom('LARGER' as const, 'SMALLER' as const), size: fc.nat(20) }),
  fc.record({ key: fc.constantFrom('OLDER' as const, 'YOUNGER' as const), seconds: fc.integer({ min: 1, max: 40 * 86_400 }) }),
  fc.record({ key: fc.constantFrom('UIDAFTER' as const, 'UIDBEFORE' as const), uid: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ key: fc.constant('MODSEQ' as const), entry: fc.constant(undefined), modseq: fc.bigInt(0n, 20n) }),
  fc.record({
    key: fc.constantFrom('SET' as const, 'UID' as const),
    set: fc.oneof(
      fc.constant('$' as const),
      fc.array(
        fc.record({
          start: fc.integer({ min: 1, max: 30 }),
          end: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constant('*' as const)),
        }),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
    ),
  }),
)

const keys: fc.Arbitrary<SearchKey> = fc.letrec<{ key: SearchKey }>(tie => ({
  key: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 3, arbitrary: leafKeys },
    { weight: 1, arbitrary: fc.record({ key: fc.constantFrom('NOT' as const, 'FUZZY' as const), of: tie('key') }) },
    { weight: 1, arbitrary: fc.record({ key: fc.constant('OR' as const), of: fc.tuple(tie('key'), tie('key')) }) },
    {
      weight: 1,
      arbitrary: fc.record({ key: fc.constant('AND' as const), of: fc.array(tie('key'), { minLength: 1, maxLength: 4 }) }),
    },
  ),
})).key

const mailboxes: fc.Arbitrary<readonly StoredMessage[]> = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 5 }),
      flags: fc.array(flags, { maxLength: 3 }),
      size: fc.nat(20),
      internalDate: fc.integer({ min: 0, max: 40 * DAY }),
      modseq: fc.bigInt(1n, 20n),
      sent: fc.option(days),
      fields: fc.array(
        fc.tuple(
          fieldNames.filter(name => name !== 'Date'),
          words,
        ),
        { maxLength: 4 },
      ),
      body: fc.array(words, { maxLength: 4 }).map(list => list.join('')),
    }),
    { maxLength: 6 },
  )
  .map(list => {
    let uid = 0
    return list.map(({ gap, sent, fields, ...rest }, at) => {
      uid += gap
      const date = sent === null ? [] : [field('Date', `${dateText(sent).replaceAll('-', ' ')} 23:30 -0800`)]
      return messageOf(at + 1, { ...rest, uid, fields: [...fields.map(([name, value]) => field(name, value)), ...date] })
    })
  })

const saved = [{ start: 2, end: 8 }]
const now = 40 * DAY

/** What a key says of a message, by the letter. */
function matches(key: SearchKey, message: StoredMessage, all: readonly StoredMessage[]): boolean {
  const has = (flag: string): boolean => [...message.flags].some(one => one.toLowerCase() === flag)
  const holds = (text: string, wanted: string): boolean => casemap(text).includes(casemap(wanted))
  const values = (name: string): string[] =>
    message.fields.filter(one => one.name.toLowerCase() === name.toLowerCase()).map(({ value }) => value)
  const received = Math.floor(message.internalDate / DAY)
  const sent = values('Date')[0] === undefined ? Number.NaN : dayOf(values('Date')[0]!.slice(0, -12))
  switch (key.key) {
    case 'ALL':
      return true
    case 'SEEN':
      return has('\\seen')
    case 'UNFLAGGED':
      return !has('\\flagged')
    case 'NEW':
      return has('\\recent') && !has('\\seen')
    case 'OLD':
      return !has('\\recent')
    case 'KEYWORD':
      return has(key.flag.toLowerCase())
    case 'UNKEYWORD':
      return !has(key.flag.toLowerCase())
    case 'BODY':
      return holds(message.body, key.text)
    case 'TEXT':
      return holds(message.header, key.text) || holds(message.body, key.text)
    case 'FROM':
    case 'SUBJECT':
      return values(key.key).some(value => holds(value, key.text))
    case 'HEADER':
      return values(key.field).some(value => holds(value, key.text))
    case 'BEFORE':
      return received < dayOf(key.date)
    case 'ON':
      return received === dayOf(key.date)
    case 'SINCE':
      return received >= dayOf(key.date)
    case 'SENTBEFORE':
      return sent < dayOf(key.date)
    case 'SENTON':
      return sent === dayOf(key.date)
    case 'SENTSINCE':
      return sent >= dayOf(key.date)
    case 'LARGER':
      return message.size > key.size
    case 'SMALLER':
      return message.size < key.size
    case 'OLDER':
      return Math.floor(message.internalDate / 1000) <= now / 1000 - key.seconds
    case 'YOUNGER':
      return Math.floor(message.internalDate / 1000) >= now / 1000 - key.seconds
    case 'UIDAFTER':
      return message.uid > key.uid
    case 'UIDBEFORE':
      return message.uid < key.uid
    case 'MODSEQ':
      return message.modseq! >= key.modseq
    case 'SET':
    case 'UID': {
      if (key.set === '$') return sequenceSetFilter(saved, 0)(message.uid)
      const number = key.key === 'UID' ? 'uid' : 'sequence'
      return sequenceSetFilter(key.set, all.at(-1)![number])(message[number])
    }
    case 'NOT':
      return !matches(key.of, message, all)
    case 'FUZZY':
      return matches(key.of, message, all)
    case 'OR':
      return matches(key.of[0], message, all) || matches(key.of[1], message, all)
    case 'AND':
      return key.of.every(one => matches(one, message, all))
    default:
      throw new Error(`no such key here: ${key.key}`)
  }
}

test.prop([fc.array(keys, { minLength: 1, maxLength: 4 }), mailboxes, fc.integer({ min: 1, max: 20 })], { numRuns: 300 })(
  'finds what the keys say, asks each question once, and only what searchNeeds tells (RFC 9051 6.4.4)',
  (of, messages, size) => {
    const command = { tag: 'a', uid: false, keys: of }
    const limits = { textKeys: 100 }
    const search = new SearchEvaluation({ command, messages, now, saved, limits })
    const needs = searchNeeds(of)
    const asked = new Set<string>()
    for (;;) {
      const step = search.next()
      if (step.type === 'result') {
        expect([...step.found]).toEqual(
          messages.filter(message => of.every(key => matches(key, message, messages))).map(({ sequence }) => sequence),
        )
        return
      }
      if (step.type !== 'fields' && step.type !== 'text') throw new Error(step.type)
      const question = step.type === 'fields' ? 'fields' : `${step.part} ${step.piece}`
      expect(asked).not.toContain(`${step.message.sequence} ${question}`)
      asked.add(`${step.message.sequence} ${question}`)
      if (step.type === 'fields') expect(needs.fields).toEqual(expect.arrayContaining([...step.names]))
      else expect(step.part === 'header' ? needs.headerText : needs.bodyText).toBe(true)
      search.answer(answerTo(step, size))
    }
  },
)

const READ: readonly string[] = ['BODY', 'TEXT', 'FROM', 'SUBJECT', 'HEADER', 'SENTBEFORE', 'SENTON', 'SENTSINCE']

/** The same by facts alone, in the logic of Kleene: `undefined` where it depends on what is in the message. */
function byFacts(key: SearchKey, message: StoredMessage, all: readonly StoredMessage[]): boolean | undefined {
  if (key.key === 'FUZZY') return byFacts(key.of, message, all)
  if (key.key === 'NOT') {
    const inner = byFacts(key.of, message, all)
    return inner === undefined ? undefined : !inner
  }
  if (key.key === 'OR' || key.key === 'AND') {
    const inner = key.of.map(one => byFacts(one, message, all))
    const decisive = key.key === 'OR'
    return inner.includes(decisive) ? decisive : inner.includes(undefined) ? undefined : !decisive
  }
  const isEmptyText = (key.key === 'BODY' || key.key === 'TEXT') && key.text === ''
  return READ.includes(key.key) && !isEmptyText ? undefined : matches(key, message, all)
}

test.prop([fc.array(keys, { minLength: 1, maxLength: 3 }), mailboxes], { numRuns: 200 })(
  'reads exactly the messages that facts do not decide (RFC 9051 6.4.4)',
  (of, messages) => {
    const search = new SearchEvaluation({
      command: { tag: 'a', uid: false, keys: of },
      messages,
      now,
      saved,
      limits: { textKeys: 100 },
    })
    const read = new Set<number>()
    for (let step = search.next(); step.type === 'fields' || step.type === 'text'; step = search.next()) {
      read.add(step.message.sequence)
      search.answer(answerTo(step))
    }
    const undecided = messages.filter(message => byFacts({ key: 'AND', of }, message, messages) === undefined)
    expect([...read]).toEqual(undecided.map(({ sequence }) => sequence))
  },
)
