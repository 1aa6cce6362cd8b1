/** ACL, LISTRIGHTS, MYRIGHTS and their commands (RFC 4314). */
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { decodeCommand, decodeResponse, encodeCommandWhole, encodeResponse, type ResponseInit } from '../src/index.js'

const read = (line: string, strict = true) => decodeResponse(asBytes(`* ${line}\r\n`), { strict })
const command = (line: string) => decodeCommand(asBytes(`a ${line}\r\n`), { strict: true })

describe('ACL, LISTRIGHTS and MYRIGHTS (RFC 4314 3.6 to 3.8)', () => {
  it.each<[string, ResponseInit]>([
    [
      'ACL "a b" tim lrswipkxtea -tim "" {2}\r\n\xc3\xa9 d0',
      {
        type: 'acl',
        mailbox: 'a b',
        wireName: 'a b',
        entries: [
          { identifier: 'tim', rights: 'lrswipkxtea' },
          { identifier: '-tim', rights: '' },
          { identifier: 'é', rights: 'd0' },
        ],
      },
    ],
    ['ACL INBOX', { type: 'acl', mailbox: 'INBOX', wireName: 'INBOX', entries: [] }],
    [
      'LISTRIGHTS x anyone "" l rs te 0',
      { type: 'listrights', mailbox: 'x', wireName: 'x', identifier: 'anyone', required: '', optional: ['l', 'rs', 'te', '0'] },
    ],
    ['LISTRIGHTS x tim lr', { type: 'listrights', mailbox: 'x', wireName: 'x', identifier: 'tim', required: 'lr', optional: [] }],
    ['MYRIGHTS &AOk- lr', { type: 'myrights', mailbox: 'é', wireName: '&AOk-', rights: 'lr' }],
  ])('%j', (line, expected) => {
    expect(read(line)).toEqual({ ...expected, warnings: [], damaged: [] })
    expect(asChars(encodeResponse(expected))).toBe(`* ${line}\r\n`)
  })

  it('an identifier without its rights is an error: who may do what is never guessed', () => {
    for (const strict of [false, true])
      expect(caught(() => read('ACL x tim lr anyone', strict))).toMatchObject({ code: 'bad-syntax', fault: 'remote' })
  })

  it('a space at the end is a quirk', () => {
    expect(read('ACL x tim lr ', false)).toMatchObject({
      entries: [{ rights: 'lr' }],
      warnings: [{ code: 'extra-space', offset: 14 }],
    })
    expect(caught(() => read('ACL x tim lr '))).toMatchObject({ code: 'bad-syntax' })
  })

  it('what is no right is kept, with a warning (RFC 4314 7, rights)', () => {
    expect(read('MYRIGHTS x "lR s"')).toMatchObject({ rights: 'lR s', warnings: [{ code: 'bad-right', offset: 13 }] })
  })
})

describe('SETACL (RFC 4314 3.1)', () => {
  it.each([
    ['lrs', 'replace', 'lrs'],
    ['+te', 'add', 'te'],
    ['-x', 'remove', 'x'],
    ['+', 'add', ''],
    ['""', 'replace', ''],
  ] as const)('%s', (text, action, rights) => {
    const expected = { verb: 'setacl', mailbox: 'x', wireName: 'x', identifier: 'tim', action, rights } as const
    expect(command(`SETACL x tim ${text}`)).toEqual({ tag: 'a', ...expected, warnings: [] })
    expect(asChars(encodeCommandWhole({ tag: 'a', ...expected }))).toBe(`a SETACL x tim ${text}\r\n`)
  })

  it('rights that would be read as another action are not written', () => {
    const given = { tag: 'a', verb: 'setacl', mailbox: 'x', identifier: 'tim' } as const
    for (const rights of ['+l', '-l', '+'])
      expect(caught(() => encodeCommandWhole({ ...given, action: 'replace', rights }))).toMatchObject({
        code: 'bad-value',
        fault: 'local',
      })
    expect(caught(() => encodeCommandWhole({ ...given, action: 'toString' as 'add', rights: 'l' }))).toMatchObject({
      code: 'bad-value',
    })
    expect(asChars(encodeCommandWhole({ ...given, action: 'add', rights: '+l' }))).toBe('a SETACL x tim ++l\r\n')
  })

  it('an invalid right is a warning', () => {
    expect(command('SETACL x tim ++l')).toMatchObject({
      action: 'add',
      rights: '+l',
      warnings: [{ code: 'bad-right', offset: 15 }],
    })
  })
})

describe('DELETEACL, GETACL, LISTRIGHTS and MYRIGHTS (RFC 4314 3.2 to 3.5)', () => {
  it.each([
    ['DELETEACL "a b" -tim', { verb: 'deleteacl', mailbox: 'a b', identifier: '-tim' }],
    ['LISTRIGHTS x "a b"', { verb: 'listrights', mailbox: 'x', identifier: 'a b' }],
    ['GETACL &AOk-', { verb: 'getacl', mailbox: 'é' }],
    ['MYRIGHTS x', { verb: 'myrights', mailbox: 'x' }],
  ] as const)('%s', (line, expected) => {
    expect(command(line)).toMatchObject({ ...expected, warnings: [] })
    expect(asChars(encodeCommandWhole({ tag: 'a', ...expected }))).toBe(`a ${line}\r\n`)
  })
})
