/** SORT, THREAD and ESEARCH, and what extensions add to SELECT, LIST and STATUS. */
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, type CommandBodyInit, decodeCommand, encodeCommandWhole } from '../src/index.js'

const decode = (line: string, options: object = {}) => decodeCommand(asBytes(`a ${line}\r\n`), options)
const encode = (body: CommandBodyInit): string => asChars(encodeCommandWhole({ tag: 'a', ...body }))
const at = (mailbox: string) => ({ mailbox, wireName: mailbox })
const keys = [{ key: 'ALL' }] as const

describe('both ways', () => {
  it.each<[string, CommandBodyInit]>([
    [
      'SORT (SUBJECT REVERSE DATE) UTF-8 ALL',
      {
        verb: 'sort',
        uid: false,
        returnOptions: undefined,
        criteria: [
          { key: 'SUBJECT', reverse: false },
          { key: 'DATE', reverse: true },
        ],
        charset: 'UTF-8',
        keys,
      },
    ],
    [
      'UID SORT RETURN (PARTIAL 1:5) (REVERSE DISPLAYFROM RELEVANCY ANNOTATION /comment value.priv) US-ASCII ALL',
      {
        verb: 'sort',
        uid: true,
        returnOptions: [{ name: 'PARTIAL', range: { start: 1, end: 5 } }],
        criteria: [
          { key: 'DISPLAYFROM', reverse: true },
          { key: 'RELEVANCY', reverse: false },
          { key: 'ANNOTATION', entry: '/comment', attribute: 'value.priv', reverse: false },
        ],
        charset: 'US-ASCII',
        keys,
      },
    ],
    ['UID THREAD X-REFS UTF-8 ALL', { verb: 'thread', uid: true, algorithm: 'X-REFS', charset: 'UTF-8', keys }],
    [
      'ESEARCH IN (mailboxes (a b) subtree-one c personal (X 5)) RETURN (MIN) CHARSET UTF-8 ALL',
      {
        verb: 'esearch',
        uid: false,
        source: {
          mailboxes: [
            { filter: 'mailboxes', mailboxes: [at('a'), at('b')] },
            { filter: 'subtree-one', mailboxes: [at('c')] },
            { filter: 'personal' },
          ],
          scope: [{ name: 'unknown', option: 'X', bytes: asBytes('5') }],
        },
        returnOptions: [{ name: 'MIN' }],
        charset: 'UTF-8',
        keys,
      },
    ],
    [
      'SELECT a (QRESYNC (67890007 1 1:9 (3,6 4,9)) ANNOTATE)',
      {
        verb: 'select',
        ...at('a'),
        parameters: [
          {
            name: 'QRESYNC',
            uidValidity: 67890007,
            modseq: 1n,
            knownUids: [{ start: 1, end: 9 }],
            seqMatch: {
              sequences: [
                { start: 3, end: 3 },
                { start: 6, end: 6 },
              ],
              uids: [
                { start: 4, end: 4 },
                { start: 9, end: 9 },
              ],
            },
          },
          { name: 'ANNOTATE' },
        ],
      },
    ],
    [
      'EXAMINE a (QRESYNC (1 2 (3 4)))',
      {
        verb: 'examine',
        ...at('a'),
        parameters: [
          {
            name: 'QRESYNC',
            uidValidity: 1,
            modseq: 2n,
            knownUids: undefined,
            seqMatch: { sequences: [{ start: 3, end: 3 }], uids: [{ start: 4, end: 4 }] },
          },
        ],
      },
    ],
    [
      'LIST "" % RETURN (MYRIGHTS METADATA (/shared/comment) STATUS (MAILBOXID APPENDLIMIT DELETED-STORAGE))',
      {
        verb: 'list',
        selectionOptions: undefined,
        reference: '',
        wireReference: '',
        patterns: ['%'],
        wirePatterns: ['%'],
        returnOptions: [
          { name: 'MYRIGHTS' },
          { name: 'METADATA', entries: ['/shared/comment'] },
          { name: 'STATUS', items: ['MAILBOXID', 'APPENDLIMIT', 'DELETED-STORAGE'] },
        ],
      },
    ],
  ])('%j (RFC 5256 5, RFC 5267 5, RFC 7377 4, RFC 7162 7, RFC 8440 5)', (line, expected) => {
    for (const strict of [false, true]) expect(decode(line, { strict })).toEqual({ tag: 'a', ...expected, warnings: [] })
    expect(encode(expected)).toBe(`a ${line}\r\n`)
  })

  it('a sort key that is not known takes along what is behind it, with a warning', () => {
    const found = decode('SORT (DATE REVERSE X-KEY (a) FROM) UTF-8 ALL')
    expect(found).toMatchObject({
      criteria: [{ key: 'DATE' }, { key: 'unknown', name: 'X-KEY', bytes: asBytes(' (a) FROM'), reverse: true }],
      warnings: [{ code: 'unknown-key', offset: 21 }],
    })
    expect(decodeCommand(encodeCommandWhole(found))).toMatchObject({ criteria: (found as { criteria?: object }).criteria })
  })
})

describe('what would be refused is not written', () => {
  const sorted = { verb: 'sort', uid: false, charset: 'UTF-8', keys } as const
  const searched = { verb: 'esearch', keys } as const
  const qresync = { name: 'QRESYNC', uidValidity: 1, modseq: 1n, knownUids: undefined, seqMatch: undefined } as const
  it.each<[string, CommandBodyInit]>([
    ['no sort keys', { ...sorted, criteria: [] }],
    ['REVERSE as a key', { ...sorted, criteria: [{ key: 'unknown', name: 'REVERSE', bytes: asBytes(' DATE'), reverse: false }] }],
    ['an algorithm with a space', { verb: 'thread', uid: false, algorithm: 'A B', charset: 'UTF-8', keys }],
    ['no mailboxes', { ...searched, source: { mailboxes: [] } }],
    ['no names', { ...searched, source: { mailboxes: [{ filter: 'subtree', mailboxes: [] }] } }],
    ['another filter', { ...searched, source: { mailboxes: [{ filter: 'selected-delayed' as 'selected' }] } }],
    ['IN as a key', { ...searched, keys: [{ key: 'unknown', name: 'IN', bytes: asBytes(' (personal)') }] }],
    ['* in a set', { verb: 'select', mailbox: 'a', parameters: [{ ...qresync, knownUids: [{ start: 1, end: '*' }] }] }],
    ['$ as a set', { verb: 'select', mailbox: 'a', parameters: [{ ...qresync, knownUids: '$' as never }] }],
  ])('%s', (_, body) => {
    expect(caught(() => encode(body))).toMatchObject({ name: 'ImapError', code: 'bad-value', fault: 'local' })
  })

  it('THREAD by an algorithm that is not announced (RFC 5256 4)', () => {
    const client = new ClientConnection()
    client.receive(asBytes('* PREAUTH [CAPABILITY IMAP4rev1 THREAD=REFERENCES SORT] x\r\n'))
    while (client.nextEvent() !== undefined);
    client.send({ verb: 'select', mailbox: 'a', tag: 'a' })
    client.receive(asBytes('a OK x\r\n'))
    while (client.nextEvent() !== undefined);
    const thread = (algorithm: string) => client.send({ verb: 'thread', uid: false, algorithm, charset: 'UTF-8', keys })
    expect(caught(() => thread('ORDEREDSUBJECT'))).toMatchObject({ code: 'not-offered' })
    client.takeOutput()
    thread('references')
    expect(client.takeOutput().map(asChars).join('')).toMatch(/THREAD REFERENCES UTF-8 ALL\r\n$/)
  })
})
