/** THREAD on the server's side. */
import { fc, test } from '@fast-check/vitest'
import { asChars, caught, processorTime } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import type { HeaderField, MessageFacts } from '../../src/evaluate/message.js'
import { ThreadEvaluation, type ThreadOptions, threadAlgorithms } from '../../src/evaluate/thread.js'
import { ThreadForest } from '../../src/evaluate/thread-forest.js'
import { messageIdsIn } from '../../src/evaluate/thread-message-id.js'
import { decodeResponse, encodeResponse, type Thread, type ThreadCommand } from '../../src/index.js'
import { type NaiveMail, naiveReferences } from '../thread-naive.js'

/** A message: its facts, and its header. */
interface Mail extends MessageFacts {
  readonly header: readonly HeaderField[]
}

interface Parts {
  readonly id?: string | undefined
  readonly references?: string
  readonly inReplyTo?: string
  readonly subject?: string
  /** Hours. */
  readonly date?: number
}

/** Each is sent an hour after the one before it, under a subject of its own, and answers the IDs of `references`. */
function mail(sequence: number, { id, references, inReplyTo, subject = `s${sequence}`, date = sequence }: Parts): Mail {
  const field = (name: string, value: string | undefined): HeaderField[] => (value === undefined ? [] : [{ name, value }])
  return {
    uid: sequence * 10,
    sequence,
    flags: [],
    size: 1,
    internalDate: date * 3_600_000,
    header: [
      ...field('Message-ID', id && angled(id)),
      ...field('References', references && angled(references)),
      ...field('In-Reply-To', inReplyTo && angled(inReplyTo)),
      ...field('Subject', subject),
    ],
  }
}

/** `a b` as `<a@x> <b@x>`; what has an angle is as it is. */
const angled = (ids: string): string => (ids.includes('<') ? ids : ids.replace(/\w+/g, '<$&@x>'))

/** Fails where it takes what only more than linear work does: none of the tests needs a tenth of it. */
function quickly<Value>(run: () => Value): Value {
  const start = processorTime()
  const value = run()
  expect(processorTime() - start).toBeLessThan(4000)
  return value
}

const commandOf = (algorithm: string, uid = false): ThreadCommand & { readonly tag: string } => ({
  tag: 'a',
  verb: 'thread',
  uid,
  algorithm,
  charset: 'UTF-8',
  keys: [{ key: 'ALL' }],
})

/** Answers all questions; gives the last step. */
function run(algorithm: string, messages: readonly Mail[], more: Partial<ThreadOptions<Mail>> = {}) {
  const evaluation = new ThreadEvaluation({ command: commandOf(algorithm), messages, ...more })
  for (;;) {
    const step = evaluation.next()
    if (step.type === 'fields') evaluation.answer(step.message.header)
    else if (step.type !== 'pause') return step
  }
}

/** What is sent. */
function said(...given: Parameters<typeof run>): string {
  const step = run(...given)
  const [response] = step.type === 'result' ? step.responses : [step.response]
  return asChars(encodeResponse(response)).trimEnd()
}

const threads = (parts: readonly Parts[], algorithm = 'REFERENCES'): string =>
  said(
    algorithm,
    parts.map((part, at) => mail(at + 1, part)),
  ).replace(/^\* THREAD ?/, '')

describe('ORDEREDSUBJECT', () => {
  it.each<[what: string, parts: readonly Parts[], expected: string]>([
    ['nothing', [], ''],
    ['one message', [{}], '(1)'],
    ['an answer is in the list of its message', [{ subject: 'a' }, { subject: 'Re: a' }], '(1 2)'],
    ['answers are siblings', [{ subject: 'a' }, { subject: 'A' }, { subject: '[x] a' }], '(1 (2)(3))'],
    [
      'by sent date',
      [
        { subject: 'a', date: 3 },
        { subject: 'a', date: 1 },
        { subject: 'a', date: 2 },
      ],
      '(2 (3)(1))',
    ],
    [
      'threads by their first message',
      [
        { subject: 'b', date: 5 },
        { subject: 'a', date: 4 },
        { subject: 'a', date: 9 },
      ],
      '(2 3)(1)',
    ],
    [
      'equal dates by message number',
      [
        { subject: 'a', date: 1 },
        { subject: 'b', date: 1 },
        { subject: 'b', date: 1 },
      ],
      '(1)(2 3)',
    ],
    ['empty subjects are one subject', [{ subject: '' }, { subject: 'Re:' }], '(1 2)'],
    ['references do not count', [{ id: 'a' }, { references: 'a' }], '(1)(2)'],
  ])('RFC 5256 3: %s', (_, parts, expected) => {
    expect(threads(parts, 'ORDEREDSUBJECT')).toBe(expected)
  })
})

describe('REFERENCES', () => {
  it.each<[what: string, parts: readonly Parts[], expected: string]>([
    ['nothing', [], ''],
    ['one message', [{ id: 'a' }], '(1)'],
    ['a chain', [{ id: 'a' }, { id: 'b', references: 'a' }, { references: 'a b' }], '(1 2 3)'],
    ['siblings', [{ id: 'a' }, { references: 'a' }, { references: 'a' }], '(1 (2)(3))'],
    ['siblings by sent date', [{ id: 'a' }, { references: 'a', date: 9 }, { references: 'a', date: 8 }], '(1 (3)(2))'],
    [
      'an answer that is older',
      [
        { references: 'a', date: 1 },
        { id: 'a', date: 2 },
      ],
      '(2 1)',
    ],
    ['In-Reply-To where there are no References', [{ id: 'a' }, { inReplyTo: 'a' }], '(1 2)'],
    ['In-Reply-To where they have no valid ID', [{ id: 'a' }, { references: '<broken>', inReplyTo: 'a' }], '(1 2)'],
    ['References before In-Reply-To', [{ id: 'a' }, { id: 'b' }, { references: 'a', inReplyTo: 'b' }], '(1 3)(2)'],
    ['the first ID of In-Reply-To alone', [{ id: 'a' }, { id: 'b' }, { inReplyTo: 'a b' }], '(1 3)(2)'],
    ['case matters', [{ id: 'a' }, { references: 'A' }], '(1)(2)'],
    ['quotes do not', [{ id: '<"a"@x>' }, { references: 'a' }], '(1 2)'],
    ['step 1 (A): the first of several messages with one ID has it', [{ id: 'a' }, { id: 'a' }, { references: 'a' }], '(1 3)(2)'],
    ['step 1 (A): the others are themselves answers', [{ id: 'r' }, { id: 'a' }, { id: 'a', references: 'r' }], '(1 3)(2)'],
    [
      'step 1 (A): a link that is there stays',
      [{ id: 'a' }, { id: 'b', references: 'a' }, { id: 'c' }, { references: 'c b' }],
      '(1 2 4)(3)',
    ],
    ['step 1 (A): references link messages that say nothing', [{ references: 'a b' }, { id: 'b' }, { id: 'a' }], '(2 1)(3)'],
    [
      'step 1 (B): a message that comes itself knows best',
      [{ references: 'a b' }, { id: 'a' }, { id: 'b', references: 'c' }, { id: 'c' }],
      '(2)(4 3 1)',
    ],
    ['step 1: itself as its reference', [{ id: 'a', references: 'a' }], '(1)'],
    [
      'step 1: a loop of two',
      [
        { id: 'a', references: 'b' },
        { id: 'b', references: 'a' },
      ],
      '(2 1)',
    ],
    ['step 1: a loop in one field', [{ id: 'a', references: 'a b a b' }, { id: 'b' }], '(1)(2)'],
    [
      'step 1: a loop of three',
      [
        { id: 'a', references: 'c' },
        { id: 'b', references: 'a' },
        { id: 'c', references: 'b' },
      ],
      '(3 1 2)',
    ],
    ['step 3: dummies in between go', [{ id: 'a' }, { references: 'a x y z' }], '(1 2)'],
    ['step 3: dummies without children go', [{ id: 'a', references: 'x' }], '(1)'],
    ['step 3: an only child is a thread', [{ references: 'x y' }], '(1)'],
    ['step 3: several children stay together', [{ references: 'x' }, { references: 'x' }], '((1)(2))'],
    [
      'step 3: those of dummies in dummies, too',
      [{ references: 'x y' }, { references: 'x z' }, { references: 'x' }],
      '((1)(2)(3))',
    ],
    ['step 3: an only dummy under the root gives its place', [{ references: 'x y' }, { references: 'x y' }], '((1)(2))'],
    ['step 3: below a message all children go up', [{ id: 'a' }, { references: 'a x' }, { references: 'a x' }], '(1 (2)(3))'],
    [
      'step 4: a dummy is as old as its first child',
      [{ references: 'x', date: 8 }, { references: 'x', date: 2 }, { date: 5 }, { date: 1 }],
      '(4)((2)(1))(3)',
    ],
    ['step 5: no subject joins nothing', [{ subject: '' }, { subject: 'Re:' }], '(1)(2)'],
    ['step 5 (B): the message that is no reply is the parent', [{ subject: 'Re: a' }, { subject: 'a' }], '(2 1)'],
    ['step 5 (B): the first of several', [{ subject: 'a' }, { subject: 'Re: A' }, { subject: 'a (fwd)' }], '(1 (2)(3))'],
    [
      'step 5 (B): a dummy before any message',
      [{ subject: 'a' }, { subject: 'Re: a', references: 'x' }, { subject: 'Re: a', references: 'x' }],
      '((1)(2)(3))',
    ],
    [
      'step 5 (C): two dummies become one',
      [{ subject: 'a', references: 'x' }, { references: 'x' }, { subject: 'a', references: 'y' }, { references: 'y' }],
      '((1)(2)(3)(4))',
    ],
    ['step 5 (C): two that are no replies get a dummy', [{ subject: 'a' }, { subject: 'a' }], '((1)(2))'],
    ['step 5 (C): two replies, too', [{ subject: 'Re: a' }, { subject: 'Re: a' }], '((1)(2))'],
    ['step 5 (C): the third one joins them', [{ subject: 'a' }, { subject: 'a' }, { subject: 'Re: a' }], '((1)(2)(3))'],
    [
      'step 5 (C): with their own answers',
      [{ id: 'a', subject: 'a' }, { references: 'a' }, { subject: 'Re: a', id: 'b' }, { references: 'b' }],
      '(1 (2)(3 4))',
    ],
    [
      'step 5: a subject is that of the oldest child of a dummy',
      [
        { subject: 'b', references: 'x', date: 2 },
        { subject: 'a', references: 'x', date: 1 },
        { subject: 'a', date: 3 },
      ],
      '((2)(1)(3))',
    ],
    [
      'step 6: a reply may be older',
      [
        { subject: 'Re: a', date: 1 },
        { subject: 'b', date: 2 },
        { subject: 'a', date: 3 },
      ],
      '(2)(3 1)',
    ],
  ])('RFC 5256 3: %s', (_, parts, expected) => {
    expect(threads(parts)).toBe(expected)
  })

  it('RFC 5256 4: the example of two siblings and their descendants', () => {
    const at = (sequence: number, parts: Parts): Mail => mail(sequence, { ...parts, date: 0 })
    const messages = [
      at(2, {}),
      at(3, { id: 'c' }),
      at(4, { id: 'd', references: 'c f' }),
      at(6, { id: 'f', references: 'c' }),
      at(7, { id: 'g', references: 'c f x' }),
      at(23, { references: 'c f d' }),
      at(44, { id: 'x', references: 'c f' }),
      at(96, { references: 'c f x g' }),
    ]
    expect(said('REFERENCES', messages)).toBe('* THREAD (2)(3 6 (4 23)(44 7 96))')
  })
})

describe('Message IDs', () => {
  it.each<[string, readonly string[]]>([
    ['<a@x>', ['a@x']],
    ['<a@x> <b@x>', ['a@x', 'b@x']],
    ['<a@x><b@x>,<c@x>', ['a@x', 'b@x', 'c@x']],
    ['<"01KF8JCEOCBS0045PS"@xxx.yyy.com>', ['01KF8JCEOCBS0045PS@xxx.yyy.com']],
    ['<"a\\"b c"@x>', ['a"b c@x']],
    ['< a . b @ (why) x >', ['a.b@x']],
    ['<"a" . b(c) . d(e)@(f)x>', ['a.b.d@x']],
    ['<a"b@x>', []],
    ['<"a"b@x>', []],
    ['<a(c)b@x>', []],
    ['<a b@x>', ['ab@x']],
    ['<a.@[x]>', ['a.@[x]']],
    ['<a@b@c>', ['a@b@c']],
    ['<a\r\n @x>', ['a@x']],
    ['Your message of "Monday <no@x>" (and <not@x>) <a@x>', ['a@x']],
    ['a@x', []],
    ['<a>', []],
    ['<@x>', []],
    ['<a@>', []],
    ['<>', []],
    ['<a@x', []],
    ['<a <b@x>', ['b@x']],
    ['5" <a@x>', ['a@x']],
    ['(open <a@x>', ['a@x']],
    ['<"a@x> <b@x>', ['b@x']],
    ['<(a@x> <b@x>', ['b@x']],
  ])('RFC 5256 3, RFC 5322 3.6.4: %j has %j', (field, ids) => {
    expect(messageIdsIn(field)).toEqual(ids)
    expect(messageIdsIn(field, 1)).toEqual(ids.slice(0, 1))
  })

  it('RFC 5322 3.6.4: fields of 300 kB take linear time', () => {
    for (const piece of ['<', '"', '(', '<"', '<(', '\\', '\\"', '<a@', '<a@x>', '<a@"', '("', '"(', '<a.".'])
      quickly(() => messageIdsIn(piece.repeat(300_000 / piece.length)))
  })
})

describe('hostile mailboxes', () => {
  const COUNT = 50_000
  const FEWER = 8_000

  /** How many messages are in threads, each once, and how deep branches are. */
  function measured(given: readonly Thread[]): { readonly count: number; readonly depth: number } {
    const seen = new Set<number>()
    let depth = 0
    let count = 0
    const open = given.map(thread => ({ thread, level: 1 }))
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      depth = Math.max(depth, one.level)
      for (const number of one.thread.messages) {
        seen.add(number)
        count++
      }
      for (const branch of one.thread.branches) open.push({ thread: branch, level: one.level + 1 })
    }
    expect(count).toBe(seen.size)
    return { count, depth }
  }

  function outcome(parts: (at: number) => Parts, count: number = COUNT, more: Partial<ThreadOptions<Mail>> = {}) {
    const step = run(
      'REFERENCES',
      Array.from({ length: count }, (_, at) => mail(at + 1, { subject: '', ...parts(at) })),
      more,
    )
    if (step.type !== 'result') throw new Error(step.type)
    const [response] = step.responses
    const again = decodeResponse(encodeResponse(response), { strict: true })
    expect(again).toMatchObject({ type: 'thread', warnings: [] })
    return { threads: response.threads, ...measured(response.threads) }
  }

  it('RFC 5256 3: a chain of 50,000 answers', () => {
    const { threads, count } = outcome(at => ({ id: `m${at}`, references: `m${at - 1}` }))
    expect([threads.length, threads[0]!.messages.length, count]).toEqual([1, COUNT, COUNT])
  })

  it('RFC 5256 3: the same from its end', () => {
    const { threads } = outcome(at => ({ id: `m${FEWER - at}`, references: `m${FEWER - at - 1}` }), FEWER)
    expect([threads.length, threads[0]!.messages.length]).toEqual([1, FEWER])
  })

  it('RFC 5256 3: a chain whose end is its beginning', () => {
    const { count } = outcome(at => ({ id: `m${at}`, references: `m${(at + 1) % FEWER}` }), FEWER)
    expect(count).toBe(FEWER)
  })

  it('RFC 5256 3: answers with answers of their own to the end of a chain', () => {
    const half = FEWER / 2
    const { count, threads } = outcome(
      at =>
        at < half
          ? { id: `m${at}`, references: `m${at - 1}` }
          : at % 2 === 0
            ? { references: `d${at} c${at}` }
            : { id: `d${at - 1}`, references: `m${half - 1}` },
      FEWER,
    )
    expect([count, threads.length, threads[0]!.branches.length]).toEqual([FEWER, 1, half / 2])
  })

  it('RFC 5256 3: whether a link makes a loop is found without a walk up the chain', () => {
    const forest = new ThreadForest()
    for (let node = 0; node < 3 * COUNT; node++) forest.add()
    for (let node = 1; node < COUNT; node++) forest.link(node, node - 1)
    quickly(() => {
      for (let node = COUNT; node < 3 * COUNT; node += 2) {
        forest.link(node + 1, node)
        forest.link(node, COUNT - 1)
        forest.link(0, node)
      }
    })
    expect([forest.parentOf(3 * COUNT - 2), forest.parentOf(0)]).toEqual([COUNT - 1, -1])
  })

  it('RFC 5256 3: links that are broken and made again', () => {
    // Each speaks of a parent for the next one, which then names another one.
    const { count } = outcome(at => ({ id: `m${at}`, references: `m${at + 1} m${at + 2} m${(at * 7919) % (at + 1)}` }), FEWER)
    expect(count).toBe(FEWER)
  })

  it('RFC 5256 3: one ID for all', () => {
    const { threads, count } = outcome(() => ({ id: 'a', references: 'b' }), FEWER)
    expect([count, threads.length, threads[0]!.branches.length]).toEqual([FEWER, 1, FEWER])
  })

  it('RFC 5256 3: one subject for all', () => {
    const { threads, count } = outcome(() => ({ subject: 'Re: a' }), FEWER)
    expect([count, threads.length]).toEqual([FEWER, 1])
  })

  it('RFC 5256 3: References of 1 MB', () => {
    const many = Array.from({ length: 60_000 }, (_, at) => `r${at}`).join(' ')
    expect(outcome(at => ({ id: `m${at}`, references: many }), 3)).toMatchObject({ count: 3 })
  })

  it('RFC 5256 3: 20,000 answers below 60,000 messages that are not there', () => {
    const many = Array.from({ length: 60_000 }, (_, at) => `r${at}`).join(' ')
    const { count, threads } = quickly(() => outcome(at => ({ references: at === 0 ? many : 'r59999' }), FEWER))
    expect([count, threads.length, threads[0]!.branches.length]).toEqual([FEWER, 1, FEWER])
  })

  it('RFC 5256 4: what branches deeper than can be written loses levels and no message', () => {
    // Each message has two answers, of which one is answered.
    const parts = (at: number): Parts => ({ id: `m${at}`, references: `m${at % 2 === 0 ? at - 1 : at - 2}` })
    const { count, depth } = outcome(parts, FEWER)
    expect([count, depth]).toEqual([FEWER, 1000])
  })

  it.each([
    [2, '* THREAD (1 (2)(3)(4)(5 6))'],
    [3, '* THREAD (1 (2)(3 (4)(5 6)))'],
  ])('RFC 5256 4: with a depth of %i it says %s', (threadDepth, response) => {
    const parts: Parts[] = [
      { id: 'a' },
      { references: 'a' },
      { id: 'c', references: 'a' },
      { references: 'c' },
      { id: 'e', references: 'c' },
      { references: 'e' },
    ]
    const messages = parts.map((part, at) => mail(at + 1, part))
    expect(said('REFERENCES', messages, { threadDepth })).toBe(response)
  })

  it.each([
    [72, '* THREAD (1 2)'],
    [71, 'a NO [LIMIT] too much text to thread by'],
  ])('RFC 5530 3: with room for %i characters of different text, 32 for each ID included, it says %s', (textLimit, response) => {
    const messages = [mail(1, { id: 'a', subject: 's' }), mail(2, { id: 'b', references: 'a', subject: 't' })]
    expect(said('REFERENCES', messages, { textLimit })).toBe(response)
  })
})

describe('the caller', () => {
  const command = commandOf('REFERENCES')
  const evaluation = (messages: readonly Mail[] = [mail(1, {})]): ThreadEvaluation<Mail> =>
    new ThreadEvaluation({ command, messages })

  it('RFC 5256 3: UID THREAD tells unique identifiers', () => {
    const messages = [mail(1, { id: 'a' }), mail(2, { references: 'a' })]
    expect(said('REFERENCES', messages, { command: commandOf('REFERENCES', true) })).toBe('* THREAD (10 20)')
  })

  it('RFC 5256 3: other algorithms are refused without a question', () => {
    expect(said('REFS', [mail(1, {})])).toBe('a BAD unknown threading algorithm')
    expect(said('toString', [mail(1, {})])).toBe('a BAD unknown threading algorithm')
    expect(threadAlgorithms.map(algorithm => said(algorithm, []))).toEqual(['* THREAD', '* THREAD'])
  })

  it('RFC 5256 3: each algorithm asks for what it needs', () => {
    const asked = (algorithm: string): unknown =>
      new ThreadEvaluation({ command: commandOf(algorithm), messages: [mail(1, {})] }).next()
    expect(asked('ORDEREDSUBJECT')).toMatchObject({ type: 'fields', names: ['subject', 'date'] })
    expect(asked('REFERENCES')).toMatchObject({ names: ['message-id', 'references', 'in-reply-to', 'subject', 'date'] })
  })

  it('DESIGN 3: the same question again until it is answered, and the same result again', () => {
    const one = evaluation()
    expect(one.next()).toBe(one.next())
    one.answer([])
    expect(one.next()).toBe(one.next())
    expect(one.next()).toEqual({ type: 'result', responses: [{ type: 'thread', threads: [{ messages: [1], branches: [] }] }] })
  })

  it.each<[string, () => unknown, string]>([
    ['an answer without a question', () => evaluation().answer([]), 'invalid-state'],
    ['no options', () => new ThreadEvaluation(null as never), 'bad-value'],
    ['no messages', () => new ThreadEvaluation({ command, messages: {} as never }), 'bad-value'],
    ['no command', () => new ThreadEvaluation({ command: 7 as never, messages: [] }), 'bad-value'],
    ['no tag', () => new ThreadEvaluation({ command: { ...command, tag: 7 as never }, messages: [] }), 'bad-value'],
    [
      'no algorithm',
      () => new ThreadEvaluation({ command: { ...command, algorithm: undefined as never }, messages: [] }),
      'bad-value',
    ],
    ['an invalid limit', () => new ThreadEvaluation({ command, messages: [], textLimit: -1 }), 'bad-value'],
    ['an invalid depth', () => new ThreadEvaluation({ command, messages: [], threadDepth: '9' as never }), 'bad-value'],
    ['a depth of 1', () => new ThreadEvaluation({ command, messages: [], threadDepth: 1 }), 'bad-number'],
    ['a depth of 1001', () => new ThreadEvaluation({ command, messages: [], threadDepth: 1001 }), 'bad-number'],
    ['messages in another order', () => evaluation([mail(2, {}), mail(1, {})]), 'bad-value'],
  ])('RFC 5256 3: %s is an error', (_, act, code) => {
    expect(caught(act)).toMatchObject({ name: 'ImapError', code })
  })
})

test.prop([fc.array(fc.tuple(fc.nat(19), fc.nat(19), fc.nat(3)), { maxLength: 200 })])(
  'RFC 5256 3: a link is made unless it makes a loop, whatever was linked and cut before',
  steps => {
    const forest = new ThreadForest()
    for (let node = 0; node < 20; node++) forest.add()
    const parents = new Map<number, number>()
    const isAbove = (node: number, other: number | undefined): boolean =>
      other !== undefined && (node === other || isAbove(node, parents.get(other)))
    for (const [child, parent, choice] of steps) {
      if (choice === 0) {
        forest.cut(child)
        parents.delete(child)
      } else if (!parents.has(child)) {
        forest.link(child, parent)
        if (!isAbove(child, parent)) parents.set(child, parent)
      }
      expect(forest.parentOf(child)).toBe(parents.get(child) ?? -1)
    }
  },
)

const ids = ['a', 'b', 'c', 'd', 'e'] as const
const randomMail = fc.record({
  id: fc.option(fc.constantFrom(...ids), { nil: undefined }),
  references: fc.array(fc.constantFrom(...ids), { maxLength: 4 }),
  subject: fc.constantFrom('', 'Re:', 's', 'Re: s', 't', 'Fwd: t', 'u'),
  date: fc.nat(4),
})

test.prop([fc.array(randomMail, { maxLength: 9 })], { numRuns: 400 })(
  'RFC 5256 3: REFERENCES is what the six steps give, taken at their word',
  rows => {
    const mails: NaiveMail[] = rows.map((row, at) => ({
      ...row,
      number: at + 1,
      isReply: /:/.test(row.subject),
      base: row.subject.replace(/^\w+: ?/, ''),
    }))
    const messages = rows.map(({ references, ...row }, at) => mail(at + 1, { ...row, references: references.join(' ') }))
    expect(said('REFERENCES', messages)).toBe(`* THREAD ${naiveReferences(mails)}`.trimEnd())
  },
)

test.prop([fc.array(randomMail, { maxLength: 12 })])(
  'RFC 5256 3: ORDEREDSUBJECT groups by subject, and orders by sent date',
  rows => {
    const base = (at: number): string => rows[at]!.subject.replace(/^\w+: ?/, '')
    const order = [...rows.keys()].sort((a, b) => rows[a]!.date - rows[b]!.date || a - b)
    const expected = [...new Set(order.map(base))].map(subject => {
      const [first, ...others] = order.filter(at => base(at) === subject).map(at => at + 1)
      return `(${first}${others.length === 1 ? ` ${others[0]}` : others.length === 0 ? '' : ` ${others.map(one => `(${one})`).join('')}`})`
    })
    const messages = rows.map(({ references: _, ...row }, at) => mail(at + 1, row))
    expect(said('ORDEREDSUBJECT', messages)).toBe(`* THREAD ${expected.join('')}`.trimEnd())
  },
)
