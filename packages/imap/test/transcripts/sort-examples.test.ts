/** The examples of RFC 5256 through both sides: SORT and THREAD of mailboxes that give these answers. */
import { asBytes } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import type { HeaderField, MessageFacts } from '../../src/evaluate/message.js'
import { SearchEvaluation } from '../../src/evaluate/search.js'
import { SortEvaluation } from '../../src/evaluate/sort.js'
import { ThreadEvaluation } from '../../src/evaluate/thread.js'
import {
  decodeCommand,
  decodeResponse,
  type ResponseInit,
  type SortCommand,
  type Thread,
  type ThreadCommand,
} from '../../src/index.js'
import { Client, expectServer, ok } from './example.js'

interface Mail extends MessageFacts {
  readonly header: readonly HeaderField[]
}

const DAY = 86_400_000
const SINCE = Date.UTC(2000, 2, 5)

const mail = (sequence: number, internalDate: number, header: Readonly<Record<string, string>> = {}): Mail => ({
  uid: sequence + 1000,
  sequence,
  flags: [],
  size: 100,
  internalDate,
  header: Object.entries(header).map(([name, value]) => ({ name, value })),
})

/** What a server says to a SORT or THREAD. */
function answer(line: string, messages: readonly Mail[]): ResponseInit[] {
  const command = decodeCommand(asBytes(`${line}\r\n`)) as (SortCommand | ThreadCommand) & { readonly tag: string }
  const { tag, keys, charset } = command
  const search = new SearchEvaluation({ command: { tag, uid: false, keys, charset }, messages, now: 0 })
  let found = search.next()
  for (; found.type === 'text' || found.type === 'fields' || found.type === 'pause'; found = search.next())
    if (found.type !== 'pause') search.answer(found.type === 'text' ? undefined : [])
  if (found.type !== 'result') throw new Error(found.type)
  const numbers = new Set(found.found)
  const options = { messages: messages.filter(({ sequence }) => numbers.has(sequence)) }
  const evaluation =
    command.verb === 'sort' ? new SortEvaluation({ command, ...options }) : new ThreadEvaluation({ command, ...options })
  let step = evaluation.next()
  for (; step.type === 'fields' || step.type === 'pause'; step = evaluation.next())
    if (step.type === 'fields') evaluation.answer(step.message.header)
  if (step.type !== 'result') throw new Error(step.type)
  return [...step.responses, ok(tag)]
}

/** Both sides: the client reads it without a remark and its view stays as it is, and the server says it. */
function both(lines: readonly string[], messages: readonly Mail[]): void {
  const client = new Client({ exists: messages.length, highest: 1n })
  expect(client.play(...lines)).toEqual([])
  expect(client.responses.at(-1)).toMatchObject({ warnings: [], damaged: [] })
  expectServer(answer(lines[0]!.slice(3), messages), lines)
}

describe('SORT (RFC 5256 3)', () => {
  it('A282: by subject, of messages since a day', () => {
    const since = Date.UTC(1994, 1, 1)
    const subjects: Readonly<Record<number, string>> = { 2: 'Re: ape', 84: 'bear', 882: 'Fwd: cat' }
    const messages = Array.from({ length: 882 }, (_, at) => {
      const subject = subjects[at + 1]
      return mail(at + 1, subject === undefined ? since - DAY : since, { Subject: subject ?? 'x' })
    })
    both(['C: A282 SORT (SUBJECT) UTF-8 SINCE 1-Feb-1994', 'S: * SORT 2 84 882', 'S: A282 OK SORT completed'], messages)
  })

  it('A283: by subject, then the latest first', () => {
    const subjects = ['c', 'Re: C', 'b', 'B (fwd)', 'a']
    const messages = subjects.map((Subject, at) => mail(at + 1, -at * DAY, { Subject }))
    both(['C: A283 SORT (SUBJECT REVERSE DATE) UTF-8 ALL', 'S: * SORT 5 3 4 1 2', 'S: A283 OK SORT completed'], messages)
  })

  it('A284: nothing is found', () => {
    const lines = ['C: A284 SORT (SUBJECT) US-ASCII TEXT "not in mailbox"', 'S: * SORT', 'S: A284 OK SORT completed']
    both(lines, [mail(1, 0), mail(2, 0)])
  })

  it('BASE.7.2.SORT: the response', () => {
    const messages = Array.from({ length: 6 }, (_, at) => mail(at + 1, [2, 3, 6].includes(at + 1) ? at * DAY : -DAY))
    both(['C: a SORT (ARRIVAL) UTF-8 SINCE 1-Jan-1970', 'S: * SORT 2 3 6', 'S: a OK done'], messages)
  })
})

/** Messages that are in these threads, sent one after another in the order in which they are told; those up to `first` do not match. */
function inThreads(line: string, first: number, isBySubject: boolean): Mail[] {
  const response = decodeResponse(asBytes(`${line}\r\n`))
  if (response.type !== 'thread') throw new Error(response.type)
  const told = new Map<number, { at: number; header: Record<string, string> }>()
  const walk = ({ messages, branches }: Thread, above: string | undefined, top: number): void => {
    let parent = above
    for (const sequence of messages) {
      const header = { Subject: `subject ${isBySubject ? top : sequence}`, 'Message-ID': `<${sequence}@x>` }
      told.set(sequence, { at: told.size, header: { ...header, ...(parent === undefined ? {} : { References: parent }) } })
      parent = `<${sequence}@x>`
    }
    // Siblings without a parent answer a message that is not there.
    for (const branch of branches) walk(branch, parent ?? `<missing${top}@x>`, top)
  }
  for (const [top, thread] of response.threads.entries()) walk(thread, undefined, top)
  const count = Math.max(first, ...told.keys())
  return Array.from({ length: count }, (_, index) => {
    const found = told.get(index + 1)
    return found === undefined ? mail(index + 1, SINCE - DAY) : mail(index + 1, SINCE + found.at * 60_000, found.header)
  })
}

describe('THREAD (RFC 5256 3)', () => {
  const A283 =
    '(166)(167)(168)(169)(172)(170)(171)(173)(174 (175)(176)(178)(181)(180))(179)(177 (183)(182)(188)(184)(185)(186)(187)(189))' +
    '(190)(191)(192)(193)(194 195)(196 (197)(198))(199)(200 202)(201)(203)(204)(205)(206 207)(208)'
  const A285 =
    '(166)(167)(168)(169)(172)((170)(179))(171)(173)((174)(175)(176)(178)(181)(180))' +
    '((177)(183)(182)(188 (184)(189))(185 186)(187))(190)(191)(192)(193)((194)(195 196))(197 198)(199)(200 202)(201)(203)(204)(205 206 207)(208)'

  it.each([
    ['A283', 'ORDEREDSUBJECT', A283],
    ['A285', 'REFERENCES', A285],
  ])('%s: by %s', (tag, algorithm, threads) => {
    const lines = [
      `C: ${tag} THREAD ${algorithm} UTF-8 SINCE 5-MAR-2000`,
      `S: * THREAD ${threads}`,
      `S: ${tag} OK THREAD completed`,
    ]
    both(lines, inThreads(lines[1]!.slice(3), 165, algorithm === 'ORDEREDSUBJECT'))
  })

  it('A284: nothing is found', () => {
    const lines = ['C: A284 THREAD ORDEREDSUBJECT US-ASCII TEXT "gewp"', 'S: * THREAD', 'S: A284 OK THREAD completed']
    both(lines, [mail(1, 0), mail(2, 0)])
  })

  it.each([
    ['descendants of two siblings', '(2)(3 6 (4 23)(44 7 96))'],
    ['siblings of a message that is not there', '((3)(5))'],
  ])('BASE.7.2.THREAD: %s', (_, threads) => {
    const lines = ['C: a THREAD REFERENCES UTF-8 SINCE 5-MAR-2000', `S: * THREAD ${threads}`, 'S: a OK done']
    both(lines, inThreads(lines[1]!.slice(3), 1, false))
  })
})
