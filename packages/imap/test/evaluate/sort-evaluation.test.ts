/** SORT on the server's side. */
import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { baseSubject } from '../../src/evaluate/base-subject.js'
import { casemap } from '../../src/evaluate/collation.js'
import type { HeaderField, MessageFacts } from '../../src/evaluate/message.js'
import { sentDate } from '../../src/evaluate/sent-date.js'
import { SortEvaluation, type SortOptions, type SortStep } from '../../src/evaluate/sort.js'
import { decodeCommand, encodeResponse, formatSequenceSet, type SortCommand } from '../../src/index.js'

/** A message: its facts, and its header as lines. */
interface Mail extends MessageFacts {
  readonly header: readonly HeaderField[]
}

/** UIDs are ten times the number. */
const mail = (sequence: number, fields: Readonly<Record<string, string>>, facts: Partial<MessageFacts> = {}): Mail => ({
  uid: sequence * 10,
  sequence,
  flags: [],
  size: 100,
  internalDate: 0,
  header: Object.entries(fields).map(([name, value]) => ({ name, value })),
  ...facts,
})

const commandOf = (line: string): SortCommand & { readonly tag: string } =>
  decodeCommand(asBytes(`a ${line}\r\n`), { strict: true }) as SortCommand & { readonly tag: string }

/** Answers all questions; gives the last step, and what was asked for. */
function run(line: string, messages: readonly Mail[], more: Partial<SortOptions<Mail>> = {}) {
  const evaluation = new SortEvaluation({ command: commandOf(line), messages, ...more })
  const asked: string[][] = []
  for (;;) {
    const step = evaluation.next()
    if (step.type === 'fields') {
      asked.push([...step.names])
      evaluation.answer(step.message.header.filter(({ name }) => step.names.includes(name.toLowerCase())))
    } else if (step.type !== 'pause') return { step, asked }
  }
}

/** What is sent. */
const said = (step: SortStep<Mail>): string =>
  (step.type === 'result' ? step.responses : step.type === 'refused' ? [step.response] : [])
    .map(response => asChars(encodeResponse(response)).trimEnd())
    .join('\n')

const sorted = (line: string, messages: readonly Mail[]): string => said(run(line, messages).step)

describe('criteria', () => {
  const mailbox = [
    mail(
      1,
      { From: 'zoe@a.example', To: 'X <b@x>', Cc: 'c@x', Date: '2 Jan 2026 10:00 +0000', Subject: 'Re: beta' },
      { size: 30, internalDate: 5000 },
    ),
    mail(
      2,
      { From: '"Ann" <m@a.example>', To: 'a@x', Date: '2 Jan 2026 10:30 +0200', Subject: '[x] Alpha' },
      { size: 20, internalDate: 9000 },
    ),
    mail(
      3,
      { From: '=?utf-8?q?=C3=89a?= <b@a.example>', To: 'Team: a@x;', Cc: 'B@x', Subject: 'BETA' },
      { size: 20, internalDate: 7000 },
    ),
    mail(4, { Date: '2 Jan 2026 10:00 +0000', Subject: 'alpha (fwd)' }, { size: 10, internalDate: 7000 }),
  ]

  it.each([
    ['ARRIVAL', '1 3 4 2', []],
    ['REVERSE ARRIVAL', '2 3 4 1', []],
    ['SIZE', '4 2 3 1', []],
    ['REVERSE SIZE', '1 2 3 4', []],
    ['DATE', '3 2 1 4', ['date']],
    ['REVERSE DATE', '1 4 2 3', ['date']],
    ['FROM', '4 3 2 1', ['from']],
    ['TO', '4 2 1 3', ['to']],
    ['CC', '2 4 3 1', ['cc']],
    ['SUBJECT', '2 4 1 3', ['subject']],
    ['REVERSE SUBJECT', '1 3 2 4', ['subject']],
    ['SUBJECT REVERSE DATE', '4 2 1 3', ['subject', 'date']],
    ['SUBJECT SIZE', '4 2 3 1', ['subject']],
    ['SIZE REVERSE SUBJECT', '4 3 2 1', ['subject']],
    ['DISPLAYFROM', '4 2 3 1', ['from']],
    ['REVERSE DISPLAYFROM FROM', '1 3 2 4', ['from']],
    ['DISPLAYTO', '4 2 3 1', ['to']],
    ['REVERSE SIZE SIZE', '1 2 3 4', []],
  ])('RFC 5256 3, RFC 5957 4: (%s) gives %s', (criteria, numbers, names) => {
    const { step, asked } = run(`SORT (${criteria}) UTF-8 ALL`, mailbox)
    expect(said(step)).toBe(`* SORT ${numbers}`)
    expect(asked).toEqual(names.length === 0 ? [] : mailbox.map(() => names))
  })

  it('RFC 5256 3: UID SORT tells unique identifiers', () => {
    expect(sorted('UID SORT (SUBJECT) UTF-8 ALL', mailbox)).toBe('* SORT 20 40 10 30')
  })

  it('RFC 5256 3: nothing that was found is an empty SORT', () => {
    expect(sorted('SORT (SUBJECT) US-ASCII TEXT "not in mailbox"', [])).toBe('* SORT')
  })

  it('RFC 5322 3.6: of a field that is there twice, subject and date are the first, and the address is the first one', () => {
    const twice = (sequence: number, name: string, ...values: string[]): Mail => ({
      ...mail(sequence, {}),
      header: values.map(value => ({ name, value })),
    })
    expect(sorted('SORT (SUBJECT) UTF-8 ALL', [twice(1, 'Subject', 'b', 'a'), twice(2, 'subject', 'a', 'b')])).toBe('* SORT 2 1')
    expect(sorted('SORT (CC) UTF-8 ALL', [twice(1, 'Cc', '', 'b@x', 'a@x'), twice(2, 'CC', 'a@x')])).toBe('* SORT 2 1')
  })

  it('RFC 5051 2: by characters, without regard to case', () => {
    const names = ['\u{1f600}', '\uffee', 'é', 'Z', 'e', 'E', 'ézz', 'f', '']
    expect(
      sorted(
        'SORT (SUBJECT) UTF-8 ALL',
        names.map((Subject, at) => mail(at + 1, { Subject })),
      ),
    ).toBe('* SORT 9 5 6 3 7 8 4 2 1')
  })
})

describe('RETURN', () => {
  const mailbox = [7, 5, 6, 1, 2, 3].map((size, at) => mail(at + 1, {}, { size, modseq: BigInt(100 - at) }))

  it.each([
    ['()', 'ALL 4:6,2:3,1'],
    ['(ALL)', 'ALL 4:6,2:3,1'],
    ['(MIN)', 'MIN 4'],
    ['(MAX)', 'MAX 1'],
    ['(MIN MAX COUNT)', 'MIN 4 MAX 1 COUNT 6'],
    ['(COUNT ALL)', 'ALL 4:6,2:3,1 COUNT 6'],
    ['(CONTEXT)', 'ALL 4:6,2:3,1'],
    ['(CONTEXT COUNT)', 'COUNT 6'],
    ['(PARTIAL 1:2)', 'PARTIAL (1:2 4:5)'],
    ['(PARTIAL 4:3)', 'PARTIAL (4:3 6,2)'],
    ['(PARTIAL 6:9)', 'PARTIAL (6:9 1)'],
    ['(PARTIAL 7:9)', 'PARTIAL (7:9 NIL)'],
    ['(PARTIAL -1:-2)', 'PARTIAL (-1:-2 3,1)'],
    ['(PARTIAL -5:-99)', 'PARTIAL (-5:-99 4:5)'],
    ['(PARTIAL -7:-9)', 'PARTIAL (-7:-9 NIL)'],
    ['(PARTIAL 2:2 COUNT)', 'COUNT 6 PARTIAL (2:2 5)'],
    ['(MIN SAVE)', 'MIN 4'],
  ])('RFC 5267 3.1, 3.2, 4.4, RFC 9394 3.1: RETURN %s tells %s', (options, data) => {
    expect(sorted(`SORT RETURN ${options} (SIZE) UTF-8 ALL`, mailbox)).toBe(`* ESEARCH (TAG "a") ${data}`)
  })

  it.each([
    ['()', ''],
    ['(MIN MAX ALL COUNT)', ' COUNT 0'],
    ['(PARTIAL 1:2)', ' PARTIAL (1:2 NIL)'],
  ])('RFC 5267 3.1, RFC 4731 3.1: of nothing RETURN %s tells%s', (options, data) => {
    expect(sorted(`UID SORT RETURN ${options} (SIZE) UTF-8 ALL`, [])).toBe(`* ESEARCH (TAG "a") UID${data}`)
  })

  it('RFC 5267 3.1: UID SORT tells unique identifiers, and says so', () => {
    expect(sorted('UID SORT RETURN (MIN ALL) (SIZE) UTF-8 ALL', mailbox)).toBe(
      '* ESEARCH (TAG "a") UID MIN 40 ALL 40,50,60,20,30,10',
    )
  })

  it.each([
    ['(SAVE)', '10,20,30,40,50,60'],
    ['(SAVE ALL)', '10,20,30,40,50,60'],
    ['(SAVE COUNT MIN)', '10,20,30,40,50,60'],
    ['(SAVE MIN)', '40'],
    ['(SAVE MAX)', '10'],
    ['(SAVE MIN MAX)', '10,40'],
    ['(SAVE PARTIAL 2:3)', '50,60'],
    ['(SAVE PARTIAL 2:3 MIN)', '40,50,60'],
    ['(SAVE PARTIAL 1:2 MAX MIN)', '10,40,50'],
    ['(SAVE PARTIAL 2:3 COUNT)', '10,20,30,40,50,60'],
  ])('RFC 5182 2.4, RFC 9394 3.2: RETURN %s saves %s', (options, uids) => {
    const { step } = run(`SORT RETURN ${options} (SIZE) UTF-8 ALL`, mailbox)
    expect(step.type === 'result' && formatSequenceSet(step.saved!)).toBe(uids)
    expect(said(step) === '').toBe(options === '(SAVE)')
  })

  it.each([
    ['SORT (SIZE) UTF-8 MODSEQ 1', '* SORT 4 5 6 2 3 1 (MODSEQ 100)'],
    ['SORT (SIZE) UTF-8 NOT OR (FUZZY MODSEQ 1) SEEN', '* SORT 4 5 6 2 3 1 (MODSEQ 100)'],
    ['SORT RETURN (ALL) (SIZE) UTF-8 MODSEQ 1', '* ESEARCH (TAG "a") ALL 4:6,2:3,1 MODSEQ 100'],
    ['SORT RETURN (MIN) (SIZE) UTF-8 MODSEQ 1', '* ESEARCH (TAG "a") MIN 4 MODSEQ 97'],
    ['SORT RETURN (PARTIAL 2:3 MIN) (SIZE) UTF-8 MODSEQ 1', '* ESEARCH (TAG "a") MIN 4 MODSEQ 97 PARTIAL (2:3 5:6)'],
    ['SORT RETURN (MIN COUNT) (SIZE) UTF-8 MODSEQ 1', '* ESEARCH (TAG "a") MIN 4 COUNT 6 MODSEQ 100'],
  ])('RFC 7162 3.1.9, 3.1.10: %s', (line, response) => {
    expect(sorted(line, mailbox)).toBe(response)
  })

  it('RFC 7162 3.1.9: nothing that was found has no mod-sequence', () => {
    expect(sorted('SORT (SIZE) UTF-8 MODSEQ 1', [])).toBe('* SORT')
  })
})

describe('refusals', () => {
  const plain = (line: string): string => sorted(line, [mail(1, {})])

  it.each([
    ['SORT (RELEVANCY) UTF-8 ALL', 'a NO cannot sort by RELEVANCY'],
    ['SORT (SIZE ANNOTATION /comment value.priv) UTF-8 ALL', 'a NO cannot sort by ANNOTATION'],
    ['SORT RETURN (PARTIAL 1:2 ALL) (SIZE) UTF-8 ALL', 'a BAD PARTIAL and ALL exclude each other (RFC 5267 4.4)'],
    ['SORT RETURN (RELEVANCY) (SIZE) UTF-8 ALL', 'a BAD an option of RETURN is not supported for SORT'],
    ['SORT RETURN (UPDATE) (SIZE) UTF-8 ALL', 'a BAD an option of RETURN is not supported for SORT'],
  ])('RFC 5256 3, RFC 5267 4.4: %s is refused without a question', (line, response) => {
    expect(plain(line)).toBe(response)
    expect(run(line, [mail(1, {})]).asked).toEqual([])
  })

  it('RFC 5256 3: an unknown key is refused', () => {
    const command = {
      ...commandOf('SORT (SIZE) UTF-8 ALL'),
      criteria: [{ key: 'unknown', name: 'X', bytes: asBytes(''), reverse: false }] as const,
    }
    expect(said(new SortEvaluation({ command, messages: [] as Mail[] }).next())).toBe('a BAD unknown sort key')
  })

  it.each([
    [9, '* SORT 1 2 3'],
    [8, 'a NO [LIMIT] too much text to sort by'],
  ])('RFC 5530 3: with room for %i characters of different text it says %s', (textLimit, response) => {
    const messages = ['aaa', 'bbb', 'AAA'].map((Subject, at) => mail(at + 1, { Subject, From: ['xxx', 'xxx', 'xxx'][at]! }))
    const { step } = run('SORT (FROM SUBJECT) UTF-8 ALL', messages, { textLimit })
    expect(said(step)).toBe(response.replace('1 2 3', '1 3 2'))
  })
})

describe('the caller', () => {
  const command = commandOf('SORT (SUBJECT) UTF-8 ALL')
  const evaluation = (messages: readonly Mail[] = [mail(1, {})]): SortEvaluation<Mail> =>
    new SortEvaluation({ command, messages })

  it('DESIGN 3: the same question again until it is answered, and the same result again', () => {
    const one = evaluation()
    const question = one.next()
    expect(one.next()).toBe(question)
    one.answer([])
    expect(one.next()).toBe(one.next())
    expect(one.next()).toMatchObject({ type: 'result', numbers: Uint32Array.of(1), saved: undefined })
  })

  it.each<[string, () => unknown, string]>([
    ['no keys', () => new SortEvaluation({ command: { ...command, keys: undefined as never }, messages: [] }), 'bad-value'],
    [
      'options that are no list',
      () => new SortEvaluation({ command: { ...command, returnOptions: 'x' as never }, messages: [] }),
      'bad-value',
    ],
    [
      'an invalid criterion',
      () => new SortEvaluation({ command: { ...command, criteria: [null as never] }, messages: [] }),
      'bad-value',
    ],
    ['an answer without a question', () => evaluation().answer([]), 'invalid-state'],
    [
      'a mod-sequence that is a number',
      () =>
        new SortEvaluation({
          command: { ...command, criteria: [{ key: 'SIZE', reverse: false }], keys: [{ key: 'MODSEQ', modseq: 1n } as never] },
          messages: [mail(1, {}, { modseq: 5 as never })],
        }).next(),
      'bad-value',
    ],
    ['no fields', () => asked().answer(undefined as never), 'bad-value'],
    ['a field without a value', () => asked().answer([{ name: 'Subject' }] as never), 'bad-value'],
    ['a field that is null', () => asked().answer([null] as never), 'bad-value'],
    ['no options', () => new SortEvaluation(undefined as never), 'bad-value'],
    ['no messages', () => new SortEvaluation({ command, messages: undefined as never }), 'bad-value'],
    ['no command', () => new SortEvaluation({ command: null as never, messages: [] }), 'bad-value'],
    ['no tag', () => new SortEvaluation({ command: { ...command, tag: undefined as never }, messages: [] }), 'bad-value'],
    [
      'a key of another name',
      () =>
        new SortEvaluation({ command: { ...command, criteria: [{ key: 'toString', reverse: false } as never] }, messages: [] }),
      'bad-value',
    ],
    ['an invalid limit', () => new SortEvaluation({ command, messages: [], textLimit: Number.NaN }), 'bad-value'],
    ['messages in another order', () => evaluation([mail(2, {}), mail(1, {})]), 'bad-value'],
    ['messages twice', () => evaluation([mail(2, {}), mail(2, {})]), 'bad-value'],
    ['a unique identifier above 32 bits', () => evaluation([mail(1, {}, { uid: 2 ** 32 })]), 'bad-value'],
    ['message number 0', () => evaluation([mail(0, {}, { uid: 7 })]), 'bad-value'],
    ['an invalid date', () => evaluation([mail(1, {}, { internalDate: Number.NaN })]), 'bad-value'],
    ['an invalid size', () => evaluation([mail(1, {}, { size: -1 })]), 'bad-value'],
  ])('RFC 5256 3: %s is an error', (_, act, code) => {
    expect(caught(act)).toMatchObject({ name: 'ImapError', code })
  })

  /** One that waits for an answer. */
  function asked(): SortEvaluation<Mail> {
    const one = evaluation()
    one.next()
    return one
  }

  it('DESIGN 4: without questions it pauses, and many messages take linear time', () => {
    const one = { flags: [], internalDate: 0 }
    const messages = Array.from({ length: 200_000 }, (_, at) => ({
      ...one,
      uid: at + 1,
      sequence: at + 1,
      size: (at * 7919) % 1009,
    }))
    const evaluation = new SortEvaluation({ command: commandOf('SORT (SIZE REVERSE ARRIVAL) UTF-8 ALL'), messages })
    let pauses = 0
    let step = evaluation.next()
    for (; step.type === 'pause'; step = evaluation.next()) pauses++
    expect(pauses).toBe(Math.ceil(200_000 / 4096) - 1)
    expect(step.type === 'result' && [step.numbers.length, step.numbers[0], step.numbers[1]]).toEqual([200_000, 1, 1010])
  })

  it('DESIGN 4: keys that repeat take no more time or room', () => {
    const criteria = Array.from({ length: 100_000 }, (_, at) => ({ key: 'SUBJECT', reverse: at % 2 === 1 }) as const)
    const messages = Array.from({ length: 1000 }, (_, at) => mail(at + 1, { Subject: String(at % 7) }))
    const evaluation = new SortEvaluation({ command: { ...command, criteria }, messages })
    for (let step = evaluation.next(); step.type === 'fields'; step = evaluation.next()) evaluation.answer(step.message.header)
    expect(evaluation.next()).toMatchObject({ type: 'result' })
  })
})

const fields = fc.record({
  Subject: fc.constantFrom('', 'a', 'Re: A', 'b', '[x] B', 'ä', 'z', '\u{1f600}', '\uffee'),
  Date: fc.constantFrom('', '1 Jan 2026 10:00 +0000', '1 Jan 2026 11:00 +0200', '2 Jan 2026 1:00 -0500', 'no date'),
  From: fc.constantFrom('', 'ann@x', 'Ann <B@x>', '"=?utf-8?q?=C3=A4?=" <a@x>'),
})
const keys = ['SUBJECT', 'DATE', 'SIZE', 'ARRIVAL'] as const

test.prop([
  fc.array(fc.tuple(fields, fc.nat(3), fc.nat(3)), { maxLength: 12 }),
  fc.array(fc.record({ key: fc.constantFrom(...keys), reverse: fc.boolean() }), { minLength: 1, maxLength: 4 }),
])('RFC 5256 3: a comparison of all criteria, and then of message numbers, gives the same order', (rows, criteria) => {
  const messages = rows.map(([header, size, day], at) => mail(at + 1, header, { size, internalDate: day * 86_400_000 }))
  const value = ({ header, ...facts }: Mail, key: (typeof keys)[number]): number | Buffer => {
    const field = (name: string): string => header.find(one => one.name === name)!.value
    if (key === 'SIZE') return facts.size
    if (key === 'ARRIVAL') return facts.internalDate
    return key === 'DATE' ? sentDate(field('Date'), facts.internalDate) : Buffer.from(casemap(baseSubject(field('Subject')).base))
  }
  const compared = (a: number | Buffer, b: number | Buffer): number =>
    typeof a === 'number' ? a - (b as number) : Buffer.compare(a, b as Buffer)
  const expected = [...messages].sort((a, b) => {
    for (const { key, reverse } of criteria) {
      const order = compared(value(a, key), value(b, key))
      if (order !== 0) return reverse ? -order : order
    }
    return a.sequence - b.sequence
  })
  const line = `SORT (${criteria.map(({ key, reverse }) => (reverse ? `REVERSE ${key}` : key)).join(' ')}) UTF-8 ALL`
  expect(sorted(line, messages)).toBe(['* SORT', ...expected.map(({ sequence }) => sequence)].join(' '))
})

it('refuses options of RETURN of null', () => {
  const sort = { ...commandOf('SORT (SIZE) UTF-8 ALL'), returnOptions: null }
  expect(caught(() => new SortEvaluation({ command: sort, messages: [] } as never))).toMatchObject({
    name: 'ImapError',
    code: 'bad-value',
  })
})
