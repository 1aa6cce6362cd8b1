/** What servers and clients of the three protocols share beside the engine. */

import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it, vi } from 'vitest'
import {
  brokenLine,
  exchangeLine,
  Input,
  isKnownMechanism,
  Queue,
  readCommandLine,
  readExchangeLine,
  Tally,
  type TallyLimits,
} from '../src/index.js'

describe('a queue', () => {
  test.prop([fc.array(fc.oneof(fc.integer(), fc.constant('shift' as const), fc.constant('drain' as const)), { maxLength: 300 })])(
    'is an array whose shift costs the same whatever waits',
    steps => {
      const queue = new Queue<number>()
      let model: number[] = []
      for (const step of steps) {
        if (step === 'shift') expect(queue.shift()).toBe(model.shift())
        else if (step === 'drain') {
          expect(queue.drain()).toEqual(model)
          model = []
        } else {
          queue.push(step)
          model.push(step)
        }
        expect([queue.length, queue.first, queue.last, queue.items()]).toEqual([model.length, model[0], model.at(-1), model])
      }
    },
  )

  it('moves no more than it holds', () => {
    const queue = new Queue<number>()
    const moved = vi.spyOn(Array.prototype, 'slice')
    let copied = 0
    for (let at = 0; at < 10_000; at++) queue.push(at)
    moved.mockClear()
    for (let at = 0; at < 10_000; at++) {
      expect(queue.first).toBe(at)
      expect(queue.shift()).toBe(at)
    }
    for (const { value } of moved.mock.results) copied += (value as unknown[]).length
    moved.mockRestore()
    expect(copied).toBeLessThan(20_000)
    expect([queue.length, queue.first, queue.last, queue.shift()]).toEqual([0, undefined, undefined, undefined])
  })
})

describe('the tally of a server', () => {
  const limits = { badCommands: 2, badCommandsTotal: 4, failedLogins: 1, refusals: 2 }
  const tally = (steps: string, given: TallyLimits = limits): string | undefined => {
    const counts = new Tally(given)
    for (const step of steps) {
      if (step === 'b') counts.bad()
      else if (step === 'g') counts.good()
      else if (step === 'l') counts.failedLogin()
      else counts.refused()
    }
    return counts.excess
  }

  it.each([
    ['bb', undefined],
    ['bbb', 'more than 2 bad commands in a row'],
    ['bbgbbg', undefined],
    ['bbgbbgb', 'more than 4 bad commands'],
    ['l', undefined],
    ['lgl', 'more than 1 failed logins'],
    ['rr', undefined],
    ['rgrr', 'more than 2 refused commands'],
  ])('%s: %s', (steps, excess) => {
    expect(tally(steps)).toBe(excess)
  })

  it('counts refusals only where they have a limit', () => {
    expect(tally('r'.repeat(100), { ...limits, refusals: undefined })).toBeUndefined()
  })
})

describe('the lines of an exchange (RFC 4422 3)', () => {
  it.each([
    ['AAE=', { type: 'response', data: Uint8Array.of(0, 1) }],
    ['', { type: 'response', data: new Uint8Array(0) }],
    ['*', { type: 'cancel' }],
    ['**', { type: 'not-base64' }],
    ['AAE', { type: 'not-base64' }],
    ['\xff', { type: 'not-base64' }],
  ])('%o', (line, expected) => {
    expect(readExchangeLine(asBytes(line))).toEqual(expected)
  })

  it('are written as they are read', () => {
    expect(asChars(exchangeLine(Uint8Array.of(0, 1)))).toBe('AAE=\r\n')
    expect(asChars(exchangeLine(new Uint8Array(0)))).toBe('\r\n')
    expect(asChars(exchangeLine(undefined))).toBe('*\r\n')
  })
})

describe('the lines that a server reads', () => {
  const endless = (offset: number, reason: string): never => {
    throw Object.assign(new Error(reason), { offset })
  }
  const read = (text: string, skipped = 20): unknown[] => {
    const input = new Input()
    input.push(asBytes(text))
    const found: unknown[] = []
    for (;;) {
      const status = readCommandLine(input, { line: 8, skipped }, endless)
      if (status === undefined) return found
      found.push(status, input.line.offset)
    }
  }

  it('are framed by CRLF; others are told of once each, and skipped', () => {
    expect(read('abcdef\r\nabcdefg\r\nab\ncd\r\nok\r\n')).toEqual(['line', 0, 'too-long', 8, 'bare-lf', 17, 'line', 24])
  })

  it('may not be endless: at the limit they are skipped, above it the session cannot go on', () => {
    expect(read(`${'x'.repeat(18)}\r\nok\r\n`)).toEqual(['too-long', 0, 'line', 20])
    expect(caught(() => read(`ok\r\n${'x'.repeat(19)}\r\nok\r\n`))).toMatchObject({
      message: 'a line of more than 20 bytes',
      offset: 4,
    })
  })

  it('say what is wrong with them', () => {
    expect(brokenLine('bare-lf', 8)).toBe('the line ends in a bare LF; lines end in CRLF')
    expect(brokenLine('too-long', 8)).toBe('a line of more than 8 bytes')
  })
})

describe('a mechanism that is known by name', () => {
  it.each(['PLAIN', 'plain', 'LOGIN', 'Scram-Sha-1', 'SCRAM-SHA-256-PLUS', 'SCRAM-SHA-512', 'XOAUTH2', 'CRAM-MD5'])(
    '%s',
    name => {
      expect(isKnownMechanism(name)).toBe(true)
    },
  )

  it.each([
    '',
    'secret',
    'PLAIN ',
    ' PLAIN',
    'PLAINsecret',
    'SCRAM-SHA-256-PLUSsecret',
    'SCRAM-SHA-2',
    'pla\u0131n',
    'constructor',
  ])('not %j, which may be a password', name => {
    expect(isKnownMechanism(name)).toBe(false)
  })
})
