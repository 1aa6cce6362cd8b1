/** What a search tells, and what `$` becomes. */
import { asChars } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { encodeResponse, formatSequenceSet, type SequenceSet } from '../../src/index.js'
import { messageOf, run, type StoredMessage } from '../search-mailbox.js'

/** Messages 1 to 10 have the unique identifiers 11 to 20; those with an even number are seen. */
const mailbox: readonly StoredMessage[] = Array.from({ length: 10 }, (_, at) =>
  messageOf(at + 1, { uid: at + 11, flags: at % 2 === 1 ? ['\\Seen'] : [], modseq: BigInt(100 - at) }),
)

const told = (line: string, options: object = {}): string => {
  const { end } = run({ command: line, messages: mailbox, ...options })
  return end.type === 'result'
    ? end.responses.map(response => asChars(encodeResponse(response)).trimEnd()).join('')
    : end.response.text
}

const saved = (line: string, messages: readonly StoredMessage[] = mailbox, options: object = {}): string => {
  const set: SequenceSet | undefined = run({ command: line, messages, ...options }).end.saved
  return set === undefined ? 'as before' : set.length === 0 ? 'nothing' : formatSequenceSet(set)
}

describe('without RETURN', () => {
  it.each([
    ['SEEN', '* SEARCH 2 4 6 8 10', 'RFC 3501 7.2.5'],
    ['UID SEARCH SEEN', '* SEARCH 12 14 16 18 20', 'RFC 3501 6.4.8'],
    ['FLAGGED', '* SEARCH', 'RFC 3501 7.2.5'],
    ['MODSEQ 98', '* SEARCH 1 2 3 (MODSEQ 100)', 'RFC 7162 3.1.6'],
    ['NOT MODSEQ 94', '* SEARCH 8 9 10 (MODSEQ 93)', 'RFC 7162 3.1.5'],
    ['MODSEQ 200', '* SEARCH', 'RFC 7162 3.1.5, example 16'],
  ])('%s: %s (%s)', (line, response) => expect(told(line)).toBe(response))

  it('ESEARCH once IMAP4rev2 is enabled (RFC 9051 6.4.4)', () => {
    expect(told('SEEN', { isRev2: true })).toBe('* ESEARCH (TAG "a") ALL 2,4,6,8,10')
    expect(told('FLAGGED', { isRev2: true })).toBe('* ESEARCH (TAG "a")')
  })

  it('a store without mod-sequences tells none: 0 is not one (RFC 7162 7)', () => {
    expect(told('MODSEQ 0', { messages: [messageOf(1)] })).toBe('* SEARCH 1')
  })
})

describe('RETURN (RFC 9051 6.4.4, RFC 4731 3.1)', () => {
  it.each([
    ['RETURN () SEEN', 'ALL 2,4,6,8,10'],
    ['RETURN (ALL) 1:3,5', 'ALL 1:3,5'],
    ['RETURN (MIN) SEEN', 'MIN 2'],
    ['RETURN (MIN MAX) SEEN', 'MIN 2 MAX 10'],
    ['RETURN (COUNT MAX COUNT) SEEN', 'MAX 10 COUNT 5'],
    ['UID SEARCH RETURN (MIN ALL) 4:5', 'UID MIN 14 ALL 14:15'],
    ['RETURN (MIN MAX ALL COUNT) FLAGGED', 'COUNT 0'],
    ['RETURN (MIN) FLAGGED', ''],
    ['RETURN (COUNT SAVE) SEEN', 'COUNT 5'],
  ])('%s: %s', (line, data) => expect(told(line)).toBe(`* ESEARCH (TAG "a")${data === '' ? '' : ` ${data}`}`))

  it('SAVE alone tells nothing (RFC 9051 6.4.4)', () => expect(told('RETURN (SAVE) SEEN')).toBe(''))

  it.each([
    ['MIN', 'MIN 2 MODSEQ 99'],
    ['MAX', 'MAX 10 MODSEQ 91'],
    ['MIN MAX', 'MIN 2 MAX 10 MODSEQ 99'],
    ['MAX COUNT', 'MAX 10 COUNT 5 MODSEQ 99'],
    ['ALL', 'ALL 2,4,6,8,10 MODSEQ 99'],
    ['PARTIAL 3:4', 'MODSEQ 95 PARTIAL (3:4 6,8)'],
    ['PARTIAL 3:4 MAX', 'MAX 10 MODSEQ 95 PARTIAL (3:4 6,8)'],
    ['PARTIAL 3:4 MIN', 'MIN 2 MODSEQ 99 PARTIAL (3:4 6,8)'],
    ['PARTIAL 3:4 COUNT', 'COUNT 5 MODSEQ 99 PARTIAL (3:4 6,8)'],
    ['PARTIAL 6:9', 'PARTIAL (6:9 NIL)'],
  ])('(%s) with MODSEQ: %s (RFC 4731 3.2)', (options, data) =>
    expect(told(`RETURN (${options}) SEEN MODSEQ 1`)).toBe(`* ESEARCH (TAG "a") ${data}`),
  )

  it.each([
    ['1:3', '1:3 2,4,6'],
    ['3:1', '3:1 2,4,6'],
    ['4:9', '4:9 8,10'],
    ['6:9', '6:9 NIL'],
    ['-1:-2', '-1:-2 8,10'],
    ['-2:-1', '-2:-1 8,10'],
    ['-4:-20', '-4:-20 2,4'],
    ['-6:-9', '-6:-9 NIL'],
    ['5:5', '5:5 10'],
    ['-5:-5', '-5:-5 2'],
  ])('PARTIAL %s: %s (RFC 9394 3.1)', (range, data) =>
    expect(told(`RETURN (PARTIAL ${range}) SEEN`)).toBe(`* ESEARCH (TAG "a") PARTIAL (${data})`),
  )
})

describe('$ (RFC 5182 2.4, RFC 9394 3.2)', () => {
  it.each([
    ['SAVE', '12,14,16,18,20'],
    ['SAVE MIN', '12'],
    ['SAVE MAX', '20'],
    ['SAVE MIN MAX', '12,20'],
    ['SAVE ALL', '12,14,16,18,20'],
    ['SAVE COUNT', '12,14,16,18,20'],
    ['SAVE COUNT MIN', '12,14,16,18,20'],
    ['ALL MAX SAVE', '12,14,16,18,20'],
    ['SAVE PARTIAL 2:3', '14,16'],
    ['SAVE PARTIAL 2:3 MIN', '12,14,16'],
    ['SAVE PARTIAL 2:3 MAX', '14,16,20'],
    ['SAVE PARTIAL 2:3 MIN MAX', '12,14,16,20'],
    ['SAVE PARTIAL 1:5 MIN MAX', '12,14,16,18,20'],
    ['SAVE PARTIAL -1:-1', '20'],
    ['SAVE PARTIAL 7:9', 'nothing'],
    ['SAVE PARTIAL 2:3 COUNT', '12,14,16,18,20'],
    ['SAVE PARTIAL 2:3 COUNT MIN', '12,14,16,18,20'],
    ['MIN', 'as before'],
  ])('%s: %s', (options, set) => {
    expect(saved(`RETURN (${options}) SEEN`)).toBe(set)
    expect(saved(`UID SEARCH RETURN (${options}) SEEN`)).toBe(set)
  })

  it('one message that is both MIN and MAX, and none', () => {
    expect(saved('RETURN (SAVE MIN MAX) 5')).toBe('15')
    expect(saved('RETURN (SAVE MIN MAX) FLAGGED')).toBe('nothing')
    expect(saved('RETURN (SAVE MIN MAX PARTIAL 1:5) 5')).toBe('15')
  })

  it.each([
    ['SEEN', 'as before'],
    ['RETURN (SAVE) CHARSET x SEEN', 'nothing'],
    ['RETURN (SAVE) FILTER none', 'nothing'],
    ['RETURN (SAVE) BODY "" BODY ""', 'nothing'],
    ['RETURN (MIN) CHARSET x SEEN', 'as before'],
    ['RETURN (SAVE) ON 31-Feb-2026', 'as before'],
    ['RETURN (SAVE NEWOPTION) SEEN', 'as before'],
    ['RETURN (SAVE) CHARSET x FILTER none', 'as before'],
  ])('%s: %s (RFC 5182 2.1: NO empties it, BAD leaves it)', (line, set) =>
    expect(saved(line, mailbox, { limits: { textKeys: 1 } })).toBe(set),
  )

  it('a search that ends by a limit empties it (RFC 5182 2.1)', () => {
    const messages = [messageOf(1, { body: 'many words' })]
    expect(saved('RETURN (SAVE) BODY x', messages, { limits: { characters: 9 } })).toBe('nothing')
    expect(saved('BODY x', messages, { limits: { characters: 9 } })).toBe('as before')
  })
})

describe('a search ends where the rest changes nothing', () => {
  const looked = (options: string): number => {
    let count = 0
    function* messages() {
      for (const message of mailbox) {
        count++
        yield message
      }
    }
    run({ command: `RETURN (${options}) SEEN`, messages: messages() })
    return count
  }
  it.each([
    ['MIN', 2],
    ['MIN SAVE', 2],
    ['PARTIAL 1:2', 4],
    ['PARTIAL 2:1 MIN SAVE', 4],
    ['PARTIAL -1:-2', 10],
    ['MIN MAX', 10],
    ['MIN COUNT', 10],
    ['SAVE', 10],
    ['PARTIAL 1:2 COUNT', 10],
    ['PARTIAL 1:2 MAX', 10],
    ['', 10],
  ])('(%s) looks at %i messages', (options, count) => expect(looked(options)).toBe(count))
})
