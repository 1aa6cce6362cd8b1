/** The base subject, sent dates and first addresses. */
import { fc, test } from '@fast-check/vitest'
import { processorTime } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { baseSubject } from '../../src/evaluate/base-subject.js'
import { displayText, firstAddress, mailboxText } from '../../src/evaluate/first-address.js'
import { sentDate } from '../../src/evaluate/sent-date.js'

/** Fails where it takes what only more than linear work does: none of the tests needs a tenth of it. */
function quickly(run: () => unknown): void {
  const start = processorTime()
  run()
  expect(processorTime() - start).toBeLessThan(4000)
}

describe('baseSubject', () => {
  it.each<[subject: string, base: string, isReplyOrForward?: boolean]>([
    ['', ''],
    ['lunch', 'lunch'],
    // Step 1.
    ['a\t b\r\n  c', 'a b c'],
    ['=?iso-8859-1?Q?Caf=E9?=', 'Café'],
    ['=?utf-8?Q?Re=3A_lunch?=', 'lunch', true],
    ['=?utf-8?Q?a=09=0D=0A_b?=', 'a b'],
    ['=?no-such?Q?Re=3A?= x', '=?no-such?Q?Re=3A?= x'],
    // Step 2.
    ['lunch (fwd)', 'lunch', true],
    ['lunch(FWD) (Fwd)  ', 'lunch', true],
    ['lunch (fwd) x', 'lunch (fwd) x'],
    ['(fwd)', '', true],
    ['lunch fwd)', 'lunch fwd)'],
    // Step 3.
    ['Re: lunch', 'lunch', true],
    ['RE:re: rE:lunch', 'lunch', true],
    ['Fw: Fwd: lunch', 'lunch', true],
    ['re : lunch', 'lunch', true],
    ['re[2]: lunch', 'lunch', true],
    ['Re [5] : lunch', 'lunch', true],
    ['re[2][3]: lunch', 're[2][3]: lunch'],
    ['Re:', '', true],
    ['Re: ', '', true],
    ['Re:[list]', '[list]', true],
    ['[list] Re: lunch', 'lunch', true],
    ['[a] [b][c]Re: lunch', 'lunch', true],
    ['[list] Re:', '', true],
    ['rel: lunch', 'rel: lunch'],
    ['fwx: lunch', 'fwx: lunch'],
    ['fwdx: lunch', 'fwdx: lunch'],
    ['re lunch', 're lunch'],
    ['Aw: lunch', 'Aw: lunch'],
    ['re[2: lunch', 're[2: lunch'],
    // Step 4.
    ['[list] lunch', 'lunch'],
    ['[a][b] [c] lunch', 'lunch'],
    ['[list]', '[list]'],
    ['[a][b]', '[b]'],
    ['[a] (fwd)', '[a]', true],
    ['[a[b] lunch', '[a[b] lunch'],
    ['[a]] lunch', '] lunch'],
    ['[] lunch', 'lunch'],
    ['[list', '[list'],
    // Step 5.
    ['Re: [list] Re: [x] lunch', 'lunch', true],
    // Step 6.
    ['[fwd: lunch]', 'lunch', true],
    ['[Fwd: Re: [list] lunch (fwd)]', 'lunch', true],
    ['[fwd: [FWD: lunch ] ] (fwd)', 'lunch', true],
    ['[fwd:]', '', true],
    ['[fwd: lunch] x', 'x'],
    ['[fwd: lunch', '[fwd: lunch'],
    ['[fwd]', '[fwd]'],
    ['Re: [fwd: lunch]', 'lunch', true],
    ['[list] [fwd: lunch]', 'lunch', true],
    // All of it.
    ['Re: [list] Fwd: =?utf-8?Q?Caf=C3=A9?=  menu (fwd)', 'Café menu', true],
  ])('RFC 5256 2.1: %j', (subject, base, isReplyOrForward = false) => {
    expect(baseSubject(subject)).toEqual({ base, isReplyOrForward })
  })

  const pieces = fc.constantFrom('Re', 'fw', 'd', ':', ' ', '[', ']', '[fwd:', '(fwd)', 'x', '[a]', '\t', 're: ')
  test.prop([fc.array(pieces, { maxLength: 14 })], { numRuns: 2000 })(
    'RFC 5256 2.1: is what the steps of its text give',
    parts => {
      const subject = parts.join('')
      expect(baseSubject(subject)).toEqual(bySteps(subject))
    },
  )

  it.each([
    ['Re: ', 'Re: '],
    ['blobs', '[a]'],
    ['blobs with text behind', '[a]', 'x'],
    ['open blobs', '[a'],
    ['brackets', '['],
    ['one blob', '[', `${'a'.repeat(300_000)}]x`],
    ['trailers', '', ' (fwd)'.repeat(50_000)],
    ['blobs before each Re:', '[a][b] Re:'],
    ['Re with blobs', 'Re[a][b]'],
    ['forwarded', '[fwd:', ']'.repeat(60_000)],
    ['forwarded without end', '[fwd: '],
    ['spaces', ' '],
    ['encoded words', '=?utf-8?Q?Re=3A?= '],
    ['what is not an encoded word', '=?'],
  ])('RFC 5256 2.1: 300 kB of %s take linear time', (_, piece, end = '') => {
    quickly(() => baseSubject(piece.repeat(Math.ceil(300_000 / (piece.length || 300_000))) + end))
  })

  it('RFC 5256 2.1: what is not a text is an error', () => {
    expect(() => baseSubject(undefined as never)).toThrow(expect.objectContaining({ code: 'bad-value' }))
  })
})

/** The text of RFC 5256 2.1 as it is, with expressions for the rules of section 5. */
function bySteps(subject: string): { base: string; isReplyOrForward: boolean } {
  let isReplyOrForward = false
  let text = subject.replace(/[ \t]+/g, ' ')
  const blob = String.raw`(?:\[[^[\]]*\] *)`
  for (;;) {
    for (let trailer = /(?:(\(fwd\))| )$/i.exec(text); trailer !== null; trailer = /(?:(\(fwd\))| )$/i.exec(text)) {
      isReplyOrForward ||= trailer[1] !== undefined
      text = text.slice(0, trailer.index)
    }
    for (;;) {
      const leader = new RegExp(`^(?:(${blob}*(?:re|fwd?) *${blob}?:)| )`, 'i').exec(text)
      if (leader !== null) {
        isReplyOrForward ||= leader[1] !== undefined
        text = text.slice(leader[0].length)
        continue
      }
      const prefix = new RegExp(`^${blob}(?=.)`).exec(text)
      if (prefix === null) break
      text = text.slice(prefix[0].length)
    }
    const forwarded = /^\[fwd:(.*)\]$/i.exec(text)
    if (forwarded === null) return { base: text, isReplyOrForward }
    isReplyOrForward = true
    text = forwarded[1]!
  }
}

describe('sentDate', () => {
  const internal = Date.UTC(2020, 0, 1)
  it.each<[date: string | undefined, expected: number]>([
    ['31 Dec 2000 16:01:33 -0800', Date.UTC(2001, 0, 1, 0, 1, 33)],
    ['Tue, 5 May 2026 10:00:00 +0200', Date.UTC(2026, 4, 5, 8)],
    [undefined, internal],
    ['', internal],
    ['yesterday', internal],
    ['Tue, 5 May 2026 10:00:00 +99xx', Date.UTC(2026, 4, 5, 10)],
    ['Tue, 5 May 2026 10:00:00 somewhere/else', Date.UTC(2026, 4, 5, 10)],
    ['Tue, 5 May 2026 25:00:00 +0200', Date.UTC(2026, 4, 5)],
    ['Tue, 5 May 2026 10:71:00 +0200', Date.UTC(2026, 4, 5)],
    ['Tue, 5 May 2026', Date.UTC(2026, 4, 5)],
    ['5 May 2026 at noon', Date.UTC(2026, 4, 5)],
    ['Tue, 35 May 2026 10:00:00 +0200', internal],
    ['5 Mai 2026 10:00:00 +0200', internal],
    ['5 May', internal],
  ])('RFC 5256 2.2: %j', (date, expected) => {
    expect(sentDate(date, internal)).toBe(expected)
  })

  it('RFC 5256 2.2: a field of 200 kB takes linear time', () => {
    for (const piece of [' ', '5 ', '(', '5 May 2026 1:', 'Tue,'])
      expect(sentDate(`${piece.repeat(200_000 / piece.length)}x`, internal)).toEqual(expect.any(Number))
  })
})

describe('firstAddress', () => {
  it.each<[field: string, address: readonly [name: string | null, mailbox: string | null, host: string | null] | undefined]>([
    ['', undefined],
    [' ,; (nobody) ', undefined],
    ['ann@example.org', [null, 'ann', 'example.org']],
    ['Ann <ann@example.org>, ben@example.org', ['Ann', 'ann', 'example.org']],
    ['"Ann \\"E\\"" E. <ann@example.org>', ['Ann "E" E.', 'ann', 'example.org']],
    ['"a b"@example.org', [null, 'a b', 'example.org']],
    ['ann . e @ example . org', [null, 'ann.e', 'example.org']],
    ['ann@[192.0.2.1]', [null, 'ann', '[192.0.2.1]']],
    ['ann@example.org (Ann (E) Example)', ['Ann (E) Example', 'ann', 'example.org']],
    ['<ann@example.org> (Ann)', [null, 'ann', 'example.org']],
    ['(x) Ann(y)E <ann@(z)example.org>', ['Ann E', 'ann', 'example.org']],
    ['Ann <@a.example,@b.example:ann@example.org>', ['Ann', 'ann', 'example.org']],
    ['Friends: ann@example.org, ben@example.org;', [null, 'Friends', null]],
    ['My "close" friends:;', [null, 'My close friends', null]],
    [', ann@example.org', [null, 'ann', 'example.org']],
    ['ann', [null, 'ann', '']],
    ['Ann <ann>', ['Ann', 'ann', '']],
    ['Ann <>', ['Ann', '', '']],
    ['ann@example.org <real@example.org>', ['ann@example.org', 'real', 'example.org']],
    ['=?utf-8?q?J=C3=B6rg?= X <j@example.org>', ['=?utf-8?q?J=C3=B6rg?= X', 'j', 'example.org']],
    ['"Ann <ann@example.org>', ['"Ann', 'ann', 'example.org']],
    ['Ann (E <ann@example.org>', ['Ann (E', 'ann', 'example.org']],
    ['Ann [E <ann@example.org>', ['Ann [E', 'ann', 'example.org']],
    ['(x) ann@example.org', [null, 'ann', 'example.org']],
    ['Ann <ann@example.org, ben@example.org', ['Ann', 'ann', 'example.org']],
  ])('RFC 9051 7.5.2, RFC 5322 3.4: %j', (field, expected) => {
    const [name, mailbox, host] = expected ?? []
    expect(firstAddress(field)).toEqual(expected && { name, route: null, mailbox, host })
  })

  it.each([
    ['Ann <ann@example.org>', 'ann', 'Ann'],
    ['=?utf-8?q?J=C3=B6rg?= X <j@example.org>', 'j', 'Jörg X'],
    ['=?utf-8?q??= <j@example.org>', 'j', 'j@example.org'],
    ['<j@example.org>', 'j', 'j@example.org'],
    ['Friends:;', 'Friends', 'Friends'],
    ['Ann <>', '', 'Ann'],
    ['', '', ''],
  ])('RFC 5256 3, RFC 5957 3: of %j FROM compares %j and DISPLAYFROM %j', (field, mailbox, shown) => {
    expect([mailboxText(firstAddress(field)), displayText(firstAddress(field))]).toEqual([mailbox, shown])
  })

  test.prop([
    fc.array(fc.constantFrom('a', '@', '<', '>', ',', ':', ';', '"', '(', ')', '[', ']', '\\', ' ', '.'), { maxLength: 20 }),
  ])('RFC 5322 3.4: whatever the field holds gives an address or none', parts => {
    const address = firstAddress(parts.join(''))
    expect([typeof mailboxText(address), typeof displayText(address)]).toEqual(['string', 'string'])
  })

  it('RFC 5322 3.4: a field of 200 kB takes linear time', () => {
    for (const piece of [',', '(', '"', '[', '<', '@', ':', 'a ', '\\', '\\"', 'a@', '<@a,', '()'])
      quickly(() => firstAddress(piece.repeat(200_000 / piece.length)))
  })
})
