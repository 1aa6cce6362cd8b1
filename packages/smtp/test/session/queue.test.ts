/** The queue of a client against a plain array: whatever is sent, answered, put first and dropped, in any order. */
import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { type Outstanding, outstanding, ownContent, Queue } from '../../src/session/queue.js'
import type { SessionVerb } from '../../src/session/state.js'

const entry = (verb: SessionVerb = 'rset'): Outstanding => outstanding({ verb: 'rset' }, verb, 'ready')

const operations = ['push', 'push', 'push', 'send', 'send', 'shift', 'shift', 'putFirst', 'dropAll', 'dropSome', 'stop'] as const

/** What the queue tells, and what the array says that it is. */
function compare(queue: Queue, model: readonly Outstanding[]): void {
  expect(queue.all().map(one => model.indexOf(one))).toEqual([...model.keys()])
  expect(queue.length).toBe(model.length)
  expect(queue.first).toBe(model[0])
  const last = model.at(-1)
  expect(queue.lastWaiting).toBe(last?.sent === false ? last : undefined)
  const waits = model.findIndex(({ sent }) => !sent)
  expect(queue.nextToSend(true, model.length)).toBe(model[waits])
  expect(queue.nextToSend(true, waits)).toBe(undefined)
  expect(queue.nextToSend(false, model.length)).toBe(waits === 0 ? model[0] : undefined)
}

describe('the queue', () => {
  test.prop([fc.array(fc.constantFrom(...operations), { maxLength: 60 })], { numRuns: 300 })(
    'has what was put in, in order',
    given => {
      const queue = new Queue()
      let model: Outstanding[] = []
      for (const operation of given) {
        const isSent = model.findIndex(({ sent }) => !sent)
        switch (operation) {
          case 'push': {
            const added = entry()
            queue.push(added)
            model.push(added)
            break
          }
          case 'send':
            if (isSent >= 0) {
              queue.markSent()
              expect(model[isSent]!.sent).toBe(true)
            }
            break
          case 'shift':
            if (model[0]?.sent === true) {
              queue.shift()
              model.shift()
            }
            break
          case 'putFirst': {
            const added = entry()
            queue.putFirst(added)
            expect(added.sent).toBe(true)
            model.unshift(added)
            break
          }
          default: {
            const seen: Outstanding[] = []
            const dropped = new Set<Outstanding>()
            queue.walk(one => {
              seen.push(one)
              if (operation === 'stop' && seen.length === 5) return 'stop'
              if (one.sent || (operation !== 'dropAll' && seen.length % 2 === 0)) return 'keep'
              dropped.add(one)
              return 'drop'
            })
            expect(seen).toEqual(operation === 'stop' ? model.slice(0, 5) : model)
            model = model.filter(one => !dropped.has(one))
          }
        }
        compare(queue, model)
      }
    },
  )

  it('takes a command in front of the others, where one was answered before', () => {
    const queue = new Queue()
    const [first, ...others] = Array.from({ length: 6 }, () => entry())
    for (const one of [first!, ...others]) queue.push(one)
    queue.markSent()
    queue.shift()
    const put = entry()
    queue.putFirst(put)
    compare(queue, [put, ...others])
  })

  it('lets a command go with the one before it, alone, or within the window (RFC 2920 3.1)', () => {
    const queue = new Queue()
    const next = (pipelining: boolean, window: number): SessionVerb | undefined => queue.nextToSend(pipelining, window)?.verb
    for (const verb of ['mail', 'rcpt', 'data', 'mail'] as const) queue.push(entry(verb))
    expect([next(false, 1), next(true, 1), next(true, 0)]).toEqual(['mail', 'mail', undefined])
    queue.markSent()
    expect([next(false, 9), next(true, 1), next(true, 2)]).toEqual([undefined, undefined, 'rcpt'])
    queue.markSent()
    queue.markSent()
    expect([next(true, 9), next(false, 9)]).toEqual([undefined, undefined])
    for (let answered = 0; answered < 3; answered++) queue.shift()
    expect([next(false, 1), next(true, 1)]).toEqual(['mail', 'mail'])
  })

  it('of a thousand commands keeps no place of one that was answered, and moves each once at most', () => {
    const queue = new Queue()
    for (let at = 0; at < 1000; at++) {
      queue.push(entry())
      queue.markSent()
    }
    const { splice } = Array.prototype
    let moved = 0
    let dropped = 0
    Array.prototype.splice = function (this: unknown[], start: number, count: number): unknown[] {
      moved += this.length - count
      dropped += count
      return splice.call(this, start, count)
    } as typeof splice
    try {
      queue.walk(() => 'keep')
      queue.walk(one => (one === queue.first ? 'keep' : 'stop'))
      expect([moved, dropped]).toEqual([0, 0])
      while (queue.length > 0) queue.shift()
    } finally {
      Array.prototype.splice = splice
    }
    expect([moved <= 1000, dropped]).toEqual([true, 1000])
  })
})

describe('bytes that belong to the caller', () => {
  const parts = (): Uint8Array[] => ['ab', '', 'cde'].map(asBytes)
  const holding = (content: Uint8Array[] | undefined): Outstanding =>
    outstanding({ verb: 'bdat', size: 5, last: true }, 'bdat-last', 'ready', content === undefined ? {} : { content })

  it('are joined in one copy, once', () => {
    const content = parts()
    const [first] = content
    const one = holding(content)
    ownContent(one)
    first!.fill(0)
    expect([content.map(part => asChars(part)), one.owned]).toEqual([['abcde'], 1])
    const [copy] = content
    ownContent(one)
    expect(content[0]).toBe(copy)
    content.push(asBytes('f'), asBytes('g'))
    ownContent(one)
    expect([content.map(part => asChars(part)), one.owned, content[0] === copy]).toEqual([['abcde', 'fg'], 2, true])
  })

  it('of what was sent, and of a command without any, are left alone', () => {
    const sent = holding(parts())
    sent.sent = true
    ownContent(sent)
    expect([sent.content?.length, sent.owned]).toEqual([3, 0])
    const none = holding(undefined)
    ownContent(none)
    expect([none.content, none.owned]).toEqual([undefined, 0])
  })
})
