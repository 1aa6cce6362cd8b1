/** Where Dovecot 2.3.19 sorts and threads otherwise than our evaluation, each with the reason. A row fails once either of them changes. */
import type { SortedMail } from './mailbox.js'

/** A message, and one with a plain value in the same field. */
export interface SortDeparture {
  readonly key: 'DATE' | 'FROM' | 'DISPLAYFROM' | 'SUBJECT'
  readonly value: string
  readonly plain: string
  /** Where our evaluation has the message, before or behind the plain one; Dovecot has it on the other side. */
  readonly ours: 'before' | 'behind'
  readonly reason: string
}

const [MAY, NEW_YEAR] = ['5 May 2021 09:30 +0000', '1 Jan 2021 00:00 +0000']
const OLD = '1 Jan 2019 00:00 +0000'

/** INTERNALDATE of all of them is in 2020. */
export const sortDepartures: readonly SortDeparture[] = [
  {
    key: 'DATE',
    value: '5 May 2021 10:00 A',
    plain: MAY,
    ours: 'behind',
    reason: 'letters of the military are -0000 (RFC 5322 4.3)',
  },
  {
    key: 'DATE',
    value: '5 May 2021 10:00 +0060',
    plain: MAY,
    ours: 'behind',
    reason: 'the zone is invalid, and so UTC (RFC 5322 3.3, RFC 5256 2.2)',
  },
  {
    key: 'DATE',
    value: '5 May 2021 10:71 +0000',
    plain: NEW_YEAR,
    ours: 'behind',
    reason: 'an invalid time is midnight (RFC 5256 2.2)',
  },
  { key: 'DATE', value: '5 May 2021', plain: NEW_YEAR, ours: 'behind', reason: 'a missing time is midnight (RFC 5256 2.2)' },
  {
    key: 'DATE',
    value: '5 May 121 10:00 +0000',
    plain: NEW_YEAR,
    ours: 'behind',
    reason: 'a year of three digits (RFC 5322 4.3)',
  },
  { key: 'DATE', value: '5 May 1921 10:00 +0000', plain: OLD, ours: 'before', reason: 'a date before 1970' },
  { key: 'DATE', value: '1 Jan 1970 00:00 +0000', plain: OLD, ours: 'before', reason: 'the date whose number is 0' },
  {
    key: 'DATE',
    value: 'Wed 5 May 2021 10:00 +0000',
    plain: NEW_YEAR,
    ours: 'behind',
    reason: 'parseEnvelopeDate is more lenient',
  },
  { key: 'DATE', value: '5-May-2021 10:00 +0000', plain: NEW_YEAR, ours: 'behind', reason: 'parseEnvelopeDate is more lenient' },
  {
    key: 'FROM',
    value: ', ann@b',
    plain: 'ben@b',
    ours: 'before',
    reason: 'empty members of a list (RFC 5322 4.4, obs-mbox-list)',
  },
  {
    key: 'FROM',
    value: 'ann . e@b',
    plain: 'ben@b',
    ours: 'before',
    reason: 'white space around dots (RFC 5322 4.4, obs-local-part)',
  },
  {
    key: 'FROM',
    value: '<>',
    plain: 'ben@b',
    ours: 'before',
    reason: 'Dovecot calls it MISSING_MAILBOX, and what is missing is empty (RFC 5256 3)',
  },
  { key: 'FROM', value: 'Ann Example', plain: 'ben@b', ours: 'before', reason: 'Dovecot has no mailbox of a name alone' },
  { key: 'FROM', value: 'ann e@b', plain: 'ben@b', ours: 'before', reason: 'two words for a local part are read' },
  { key: 'FROM', value: '"ann <ann@b>', plain: 'ben@b', ours: 'before', reason: 'a quote that is not closed is a character' },
  { key: 'FROM', value: 'x@b <z@b>', plain: 'y@b', ours: 'behind', reason: 'an address in front of one in angles is its name' },
  {
    key: 'DISPLAYFROM',
    value: 'ann',
    plain: 'ann@b',
    ours: 'before',
    reason: 'without a host it is the mailbox (RFC 5957 3), and not MISSING_DOMAIN',
  },
  {
    key: 'DISPLAYFROM',
    value: '=?x-none?q?ann?= <q@b>',
    plain: 'ab <x@b>',
    ours: 'before',
    reason: 'a word in an unknown charset stays as it is',
  },
  { key: 'SUBJECT', value: 'ǆungla', plain: 'eagle', ours: 'before', reason: 'Dž decomposes (the example of RFC 5051 2)' },
  {
    key: 'SUBJECT',
    value: 'Ｒｅ: a',
    plain: 'b',
    ours: 'behind',
    reason: 'the base subject comes before the collation (RFC 5256 2.1)',
  },
]

/** Messages by their Message-ID and another field, and their threads by the places of the messages. */
export interface ThreadDeparture {
  readonly messages: readonly (readonly [id: string, name?: string, value?: string])[]
  readonly ours: string
  readonly theirs: string
  readonly reason: string
}

export const threadDepartures: readonly ThreadDeparture[] = [
  {
    messages: [['<a@x>'], ['<b@x>', 'References', '<q@x <a@x>']],
    ours: '(1 2)',
    theirs: '(1)(2)',
    reason: 'an ID that is not closed ends where another one begins',
  },
  {
    messages: [['<c@x>'], ['<d@x>'], ['<e@x>', 'In-Reply-To', '"Ann <c@x>" <d@x>']],
    ours: '(1)(2 3)',
    theirs: '(1 3)(2)',
    reason: 'no ID is in a quoted string (RFC 5322 4.5.4, obs-in-reply-to)',
  },
  {
    messages: [['<f@x>'], ['<g@x>'], ['<h@x>', 'In-Reply-To', '(<f@x>) <g@x>']],
    ours: '(1)(2 3)',
    theirs: '(1 3)(2)',
    reason: 'no ID is in a comment (RFC 5322 3.2.2)',
  },
]

/** All messages of both tables, in their order. */
export function departedMailbox(): readonly SortedMail[] {
  const headers = [
    ...sortDepartures.flatMap(({ key, value, plain }) => {
      const name = key === 'DISPLAYFROM' ? 'From' : `${key[0]}${key.slice(1).toLowerCase()}`
      return [value, plain].map(one => [{ name, value: one }])
    }),
    ...threadDepartures.flatMap(({ messages }) =>
      messages.map(([id, name, value]) => [
        { name: 'Message-ID', value: id },
        ...(name === undefined || value === undefined ? [] : [{ name, value }]),
      ]),
    ),
  ]
  return headers.map((header, at) => ({
    uid: at + 1,
    sequence: at + 1,
    flags: [],
    size: 100,
    internalDate: Date.UTC(2020, 0, 1, 0, at),
    header,
    body: '',
  }))
}
