import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  decodeCommand,
  decodeMailboxName,
  decodeResponse,
  encodeCommand,
  encodeMailboxName,
  encodeResponse,
  formatSequenceSet,
  parseSequenceSet,
  ResponseDecoder,
  ServerConnection,
} from '../src/index.js'

const one = [{ start: 1, end: 1 }]
const evil = 'X\r\nDELE 1'
const refused = { name: 'ImapError', code: 'bad-value' }

describe('nothing reaches the wire unchecked (RFC 9051 9)', () => {
  it.each<object>([
    { verb: evil },
    { verb: undefined },
    { verb: '__proto__' },
    { verb: 'noop', tag: evil },
    { verb: 'noop', tag: 5 },
    { verb: 'noop', tag: {} },
    { verb: 'login', username: 5, password: 'x' },
    { verb: 'login', username: 'x', password: ['a\r\n'] },
    { verb: 'select', mailbox: undefined },
    { verb: 'list', reference: '', patterns: 5 },
    { verb: 'list', reference: '', patterns: [5] },
    { verb: 'list', reference: '', patterns: [] },
    { verb: 'status', mailbox: 'x', items: [evil] },
    { verb: 'status', mailbox: 'x', items: 'MESSAGES' },
    { verb: 'status', mailbox: 'x', items: [5] },
    { verb: 'authenticate', mechanism: evil },
    { verb: 'authenticate', mechanism: { toString: () => 'PLAIN' } },
    { verb: 'authenticate', mechanism: 'PLAIN', initialResponse: 'x' },
    { verb: 'fetch', set: '1', items: 'ALL' },
    { verb: 'fetch', set: [null], items: 'ALL' },
    { verb: 'fetch', set: [{ start: evil, end: evil }], items: 'ALL' },
    { verb: 'fetch', set: one, items: undefined },
    { verb: 'fetch', set: one, items: [null] },
    { verb: 'fetch', set: one, items: [{ item: evil }] },
    { verb: 'fetch', set: one, items: [{ item: 'BODY[]', section: { part: [], text: evil, fields: [] } }] },
    { verb: 'fetch', set: one, items: [{ item: 'BODY[]', section: undefined }] },
    {
      verb: 'fetch',
      set: one,
      items: [{ item: 'BODY[]', section: { part: [], text: undefined, fields: [] }, partial: { origin: 0, length: 0 } }],
    },
    { verb: 'store', set: one, flags: [evil] },
    { verb: 'store', set: one, flags: [{ toString: () => 'x' }] },
    { verb: 'store', set: one, flags: '\\Seen' },
    { verb: 'unknown', name: evil, bytes: asBytes('') },
    { verb: 'unknown', name: 'LOGIN', bytes: asBytes(' a b') },
    { verb: 'unknown', name: 'uid fetch', bytes: asBytes(' 1 ALL') },
    { verb: 'unknown', name: 'UID', bytes: asBytes(' FETCH 1 ALL') },
    { verb: 'unknown', name: 'X', bytes: undefined },
  ])('command %j', command => {
    expect(caught(() => encodeCommand({ tag: 'a', ...command } as never))).toMatchObject(refused)
  })

  it.each<unknown>([
    undefined,
    null,
    'OK',
    {},
    { type: evil },
    { type: 'ok', tag: evil, text: 'x' },
    { type: 'ok', tag: 5, text: 'x' },
    { type: 'bye', tag: 'a', text: 'x' },
    { type: 'preauth', tag: 'a', text: 'x' },
    { type: 'ok', text: 5 },
    { type: 'ok', text: { toString: () => 'x' } },
    { type: 'ok', code: { name: evil }, text: 'x' },
    { type: 'ok', code: 'ALERT', text: 'x' },
    { type: 'ok', code: { name: 'X', value: {} }, text: 'x' },
    { type: 'ok', code: { name: 'CAPABILITY', capabilities: [evil] }, text: 'x' },
    { type: 'continuation', text: 5 },
    { type: 'capability', capabilities: 'IMAP4REV1' },
    { type: 'capability', capabilities: [5] },
    { type: 'list', attributes: [evil], delimiter: '/', mailbox: 'x' },
    { type: 'list', attributes: [], delimiter: 5, mailbox: 'x' },
    { type: 'list', attributes: [], delimiter: '/', mailbox: undefined },
    { type: 'status', mailbox: 'x', items: undefined },
    { type: 'status', mailbox: 'x', items: { unseen: evil } },
    {
      type: 'list',
      attributes: [],
      delimiter: '/',
      mailbox: 'x',
      extended: [{ name: 'unknown', tag: 'A', bytes: asBytes('b) c') }],
    },
    { type: 'list', attributes: [], delimiter: '/', mailbox: 'x', extended: [{ name: 'unknown', tag: 'A', bytes: asBytes('') }] },
    { type: 'status', mailbox: 'x', items: {}, unknown: [{ name: 'A', section: undefined, bytes: asBytes('b UIDNEXT 5') }] },
    { type: 'status', mailbox: 'x', items: {}, unknown: [{ name: 'A', section: undefined, bytes: asBytes(evil) }] },
    { type: 'search', numbers: '1' },
    { type: 'search', numbers: [1], modseq: 5 },
    { type: 'exists', number: '1\r\n* 2' },
    { type: 'fetch', sequence: 1, items: undefined },
    { type: 'fetch', sequence: 1, items: { sections: [{ item: evil, section: { part: [], fields: [] }, data: null }] } },
    { type: 'fetch', sequence: 1, items: { sections: [{ item: 'BODY', section: { part: [], fields: [] }, data: 'x' }] } },
    {
      type: 'fetch',
      sequence: 1,
      items: { sections: [{ item: 'BINARY', section: { part: [1], text: 'TEXT', fields: [] }, data: null }] },
    },
    { type: 'fetch', sequence: 1, items: { unknown: [{ name: 'X] y', section: undefined, bytes: asBytes('1') }] } },
    { type: 'fetch', sequence: 1, items: { envelope: {} } },
    { type: 'fetch', sequence: 1, items: { bodyStructure: null } },
    { type: 'fetch', sequence: 1, items: { unknown: {} } },
    { type: 'unknown', name: 'EXPUNGE', number: 1, bytes: asBytes('') },
    { type: 'unknown', name: 'EXPUN', number: 1, bytes: asBytes('GE') },
    { type: 'unknown', name: 'bye', bytes: asBytes(' x') },
    { type: 'unknown', name: 'X', number: evil, bytes: asBytes('') },
  ])('response %j', response => {
    expect(caught(() => encodeResponse(response as never))).toMatchObject(refused)
  })

  it('reads a getter once', () => {
    let reads = 0
    const changing = {
      tag: 'a',
      get verb() {
        return reads++ === 0 ? ('noop' as const) : (evil as 'noop')
      },
    }
    expect(asChars(encodeCommand(changing))).toBe('a NOOP\r\n')
  })

  it.each<[string, (value: never) => unknown]>([
    ['decodeCommand', decodeCommand],
    ['decodeResponse', decodeResponse],
    ['ResponseDecoder.push', value => new ResponseDecoder().push(value)],
    ['ClientConnection.receive', value => new ClientConnection().receive(value)],
    ['ServerConnection.receive', value => new ServerConnection().receive(value)],
    ['ServerConnection.send', value => new ServerConnection().send(value)],
    ['decodeMailboxName', decodeMailboxName],
    ['encodeMailboxName', encodeMailboxName],
    ['parseSequenceSet', parseSequenceSet],
    ['formatSequenceSet', formatSequenceSet],
  ])('%s says so when it is handed something else', (_name, run) => {
    for (const value of [undefined, null, 5, new ArrayBuffer(1), {}])
      expect(caught(() => run(value as never))).toMatchObject(refused)
  })
})

describe('a flag is a flag token (RFC 9051 9)', () => {
  it.each(['("a b")', '("a")', '(a*b)', '(a\\b)', '(\\)', '(\\*)', '*', '\\', '"a b"', '(*)', '(a "b)'])(
    'STORE of %s is refused',
    flags => {
      expect(caught(() => decodeCommand(asBytes(`a STORE 1 +FLAGS ${flags}\r\n`)))).toMatchObject({ name: 'ImapError' })
    },
  )

  it.each(['("a b")', '("a")', '(\\ a)', '(\\)', '(\\*)', '(NIL)', '("\\\\Seen" x)', '("")'])(
    'what is read of %s can be written',
    flags => {
      for (const line of [
        `* FLAGS ${flags}`,
        `* 1 FETCH (FLAGS ${flags})`,
        `* LIST ${flags} "//" x`,
        `* OK [PERMANENTFLAGS ${flags}] x`,
      ]) {
        const { warnings: _, damaged: __, ...read } = decodeResponse(asBytes(`${line}\r\n`))
        const { warnings: ___, damaged, ...again } = decodeResponse(encodeResponse(read))
        expect(again).toEqual(read)
        expect(damaged).toEqual([])
      }
    },
  )

  it('120 damaged items in one FETCH cost themselves, and no nesting is left behind', () => {
    const items = Array.from({ length: 120 }, () => 'ENVELOPE ("a" (x))').join(' ')
    expect(decodeResponse(asBytes(`* 1 FETCH (${items} UID 5)\r\n`))).toMatchObject({ items: { uid: 5 } })
  })
})

describe('limits of what is read', () => {
  it.each([2, 3, 4])('%i of 3 members and capabilities', count => {
    const limits = { items: 3, capabilities: 3 }
    for (const line of [`* FLAGS (${'x '.repeat(count).trim()})`, `* CAPABILITY${' X'.repeat(count)}`]) {
      const read = () => decodeResponse(asBytes(`${line}\r\n`), { limits })
      if (count > 3) expect(caught(read)).toMatchObject({ code: 'limit' })
      else expect(read()).toMatchObject({ damaged: [] })
    }
  })
})
