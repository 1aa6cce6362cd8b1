/** NOTIFY (RFC 5465): filters, events, and which of them may be together. */
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { type CommandBodyInit, decodeCommand, type EventGroup, encodeCommandWhole } from '../../src/index.js'

const read = (line: string, strict = true) => decodeCommand(asBytes(`a NOTIFY ${line}\r\n`), { strict })
const write = (command: object): string => asChars(encodeCommandWhole({ tag: 'a', verb: 'notify', ...command } as never))
const both: EventGroup['events'] = [{ name: 'MessageNew', items: undefined }, { name: 'MessageExpunge' }]

describe('NOTIFY (RFC 5465 3, 8)', () => {
  it.each<[string, CommandBodyInit]>([
    ['NONE', { verb: 'notify', status: false, groups: null }],
    [
      'SET STATUS (SELECTED-DELAYED (MessageNew (UID BODY.PEEK[HEADER]) MessageExpunge FlagChange)) (MAILBOXES ("a b" x) (MessageNew MessageExpunge)) (SUBTREE (&AOk-) NONE)',
      {
        verb: 'notify',
        status: true,
        groups: [
          {
            filter: { name: 'SELECTED-DELAYED' },
            events: [
              {
                name: 'MessageNew',
                items: [
                  { item: 'UID' },
                  { item: 'BODY[]', section: { part: [], text: 'HEADER', fields: [] }, peek: true, partial: undefined },
                ],
              },
              { name: 'MessageExpunge' },
              { name: 'FlagChange' },
            ],
          },
          { filter: { name: 'MAILBOXES', mailboxes: ['a b', 'x'], wireNames: ['a b', 'x'] }, events: both },
          { filter: { name: 'SUBTREE', mailboxes: ['é'], wireNames: ['&AOk-'] }, events: null },
        ],
      },
    ],
    [
      'SET (PERSONAL (MailboxName SubscriptionChange ServerMetadataChange X-LATER))',
      {
        verb: 'notify',
        status: false,
        groups: [
          {
            filter: { name: 'PERSONAL' },
            events: [
              { name: 'MailboxName' },
              { name: 'SubscriptionChange' },
              { name: 'ServerMetadataChange' },
              { name: 'unknown', event: 'X-LATER' },
            ],
          },
        ],
      },
    ],
  ])('%s', (line, expected) => {
    expect(read(line)).toEqual({ tag: 'a', ...expected, warnings: [] })
    expect(write(expected)).toBe(`a NOTIFY ${line}\r\n`)
  })

  it('words are in either case, and a mailbox alone needs no parentheses', () => {
    expect(read('set (Mailboxes INBOX (messagenew MESSAGEEXPUNGE))')).toMatchObject({
      groups: [{ filter: { name: 'MAILBOXES', mailboxes: ['INBOX'] }, events: both }],
      warnings: [],
    })
    expect(read('SET (subtree "selected" NONE)')).toMatchObject({
      groups: [{ filter: { name: 'SUBTREE', mailboxes: ['selected'] } }],
    })
  })

  it.each([
    '',
    'SET',
    'SET STATUS',
    'SET (SELECTED)',
    'SET (SELECTED ())',
    'SET (SELECTED NONE) ',
    'SET (MAILBOXES () NONE)',
    'SET (X-FILTER NONE)',
    'SET (SELECTED (FlagChange (UID)))',
    'SET (SELECTED (MessageNew ()))',
    'SET STATUS(SELECTED NONE)',
    'NONE STATUS',
  ])('%j is an error in strict mode', text => {
    expect(caught(() => read(text))).toMatchObject({ name: 'ImapError', fault: 'remote' })
  })
})

describe('which events may be together (RFC 5465 8, message-event)', () => {
  const warned = (text: string): boolean => {
    const { warnings } = read(`SET ${text}`)
    for (const { code } of warnings) expect(code).toBe('event-rules')
    return warnings.length > 0
  }

  it.each([
    ['(SELECTED (MessageNew MessageExpunge AnnotationChange))', false],
    ['(SELECTED (MessageNew))', true],
    ['(SELECTED (MessageExpunge))', true],
    ['(SELECTED (FlagChange))', true],
    ['(INBOXES (MessageNew MessageExpunge FlagChange MailboxName))', false],
    ['(SELECTED (MessageNew MessageExpunge MailboxName))', true],
    ['(INBOXES (MessageNew (UID) MessageExpunge))', true],
    ['(SELECTED (X-LATER))', false],
    ['(SELECTED NONE) (INBOXES NONE)', false],
    ['(SELECTED NONE) (SELECTED NONE)', true],
  ])('%s: %s', (text, expected) => {
    expect(warned(text)).toBe(expected)
  })
})

describe('what is not written', () => {
  const filter = { name: 'SELECTED' }
  it.each([
    { status: true, groups: null },
    { status: false, groups: [] },
    { status: false, groups: [{ filter, events: [] }] },
    { status: false, groups: [{ filter: { name: 'X' }, events: null }] },
    { status: false, groups: [{ filter: { name: 'MAILBOXES', mailboxes: [] }, events: null }] },
    { status: false, groups: [{ filter: { name: 'MAILBOXES', mailboxes: ['a'], wireNames: [] }, events: null }] },
    { status: false, groups: [{ filter, events: [{ name: 'MESSAGENEW' }] }] },
    { status: false, groups: [{ filter, events: [{ name: 'MessageNew', items: [] }] }] },
    { status: false, groups: [{ filter, events: [{ name: 'unknown', event: 'flagchange' }] }] },
    { status: false, groups: [{ filter, events: [{ name: 'unknown', event: 'a b' }] }] },
  ])('%j', command => {
    expect(caught(() => write(command))).toMatchObject({ code: 'bad-value', fault: 'local' })
  })
})
