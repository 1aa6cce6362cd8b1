/** QUOTA, QUOTAROOT and their commands (RFC 9208, RFC 2087), and what is left of a list with damage in it. */
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { decodeCommand, decodeResponse, encodeCommandWhole, encodeResponse } from '../src/index.js'

const read = (line: string, strict = false) => decodeResponse(asBytes(`${line}\r\n`), { strict })
const command = (line: string, strict = true) => decodeCommand(asBytes(`a ${line}\r\n`), { strict })
const resource = (name: string, usage: number, limit: number): object => ({ name, usage, limit })

describe('QUOTA (RFC 9208 4.2.1)', () => {
  it('has a root and resources, whose names are in upper case', () => {
    const found = read('* QUOTA "#user/tim" (storage 54 111 X-New 0 9007199254740991)', true)
    expect(found).toEqual({
      type: 'quota',
      root: '#user/tim',
      resources: [resource('STORAGE', 54, 111), resource('X-NEW', 0, Number.MAX_SAFE_INTEGER)],
      warnings: [],
      damaged: [],
    })
    expect(asChars(encodeResponse(found))).toBe('* QUOTA #user/tim (STORAGE 54 111 X-NEW 0 9007199254740991)\r\n')
  })

  it('may have no resources (RFC 2087 6; RFC 9208 7 wants one)', () => {
    expect(read('* QUOTA "" ()', true)).toMatchObject({ root: '', resources: [], warnings: [] })
  })

  it('reads past spaces that Exchange puts in', () => {
    const found = read('* QUOTA "" ( STORAGE  48 52428800 )')
    expect(found).toMatchObject({ resources: [resource('STORAGE', 48, 52_428_800)] })
    expect(found.warnings.map(({ code }) => code)).toEqual(['extra-space', 'extra-space', 'extra-space'])
  })

  it.each([
    ['STORAGE -1 5', 'bad-syntax'],
    ['STORAGE 9007199254740992 5', 'bad-number'],
    ['STORAGE 18446744073709551615 18446744073709551615', 'bad-number'],
    ['STORAGE 5', 'bad-syntax'],
    ['X-Y (1 2) "3"', 'bad-syntax'],
    ['STORAGE {1}\r\n) 5', 'bad-syntax'],
  ])('a resource that cannot be read costs itself: %j', (text, code) => {
    const found = read(`* QUOTA r (MAILBOX 1 2 ${text} MESSAGE 3 4)`)
    expect(found).toMatchObject({ resources: [resource('MAILBOX', 1, 2), resource('MESSAGE', 3, 4)] })
    expect(found.warnings).toMatchObject([{ code: 'damaged-resource', offset: 23 }])
    const [damage] = found.damaged
    expect([damage?.name, asChars(damage!.bytes), damage?.error.code]).toEqual([text.split(' ')[0], text, code])
    expect(caught(() => read(`* QUOTA r (MAILBOX 1 2 ${text} MESSAGE 3 4)`, true))).toMatchObject({ name: 'ImapError' })
  })

  it.each(['("a" 1 2)', '(STORAGE 1 \0)', '(STORAGE 1 2', '1'])('%j has no resource to lose, and is invalid', text => {
    expect(caught(() => read(`* QUOTA "" ${text}`))).toMatchObject({ name: 'ImapError', fault: 'remote' })
  })
})

describe('QUOTAROOT (RFC 9208 4.2.2)', () => {
  it('names a mailbox and its roots, of which there may be none', () => {
    expect(read('* QUOTAROOT "Entw&APw-rfe" "" "!a/b"', true)).toMatchObject({
      type: 'quotaroot',
      mailbox: 'Entwürfe',
      wireName: 'Entw&APw-rfe',
      roots: ['', '!a/b'],
      warnings: [],
    })
    expect(read('* QUOTAROOT INBOX', true)).toMatchObject({ roots: [] })
    const bytes = encodeResponse({ type: 'quotaroot', mailbox: 'a b', roots: ['', 'nil'] })
    expect(asChars(bytes)).toBe('* QUOTAROOT "a b" "" "nil"\r\n')
  })

  it('62: of a name without its quotes all but the last field is the name (Telus)', () => {
    expect(read('* QUOTAROOT folderB/TEST(S)C ""')).toMatchObject({
      mailbox: 'folderB/TEST(S)C',
      wireName: 'folderB/TEST(S)C',
      roots: [''],
      warnings: [{ code: 'unquoted-mailbox', offset: 12 }],
    })
  })

  it.each(['folderB/TEST(S)C', 'a(b) (c)', 'a(b) ', 'a(\t) x'])('%j is invalid', text => {
    expect(caught(() => read(`* QUOTAROOT ${text}`))).toMatchObject({
      name: 'ImapError',
      code: expect.stringMatching(/bad-syntax|truncated/),
    })
  })
})

describe('GETQUOTA, GETQUOTAROOT and SETQUOTA (RFC 9208 4.1)', () => {
  it.each([
    ['GETQUOTA ""', { verb: 'getquota', root: '' }],
    ['GETQUOTAROOT "a b"', { verb: 'getquotaroot', mailbox: 'a b' }],
    [
      'SETQUOTA #r (STORAGE 512 MESSAGE 0)',
      {
        verb: 'setquota',
        root: '#r',
        limits: [
          { name: 'STORAGE', limit: 512 },
          { name: 'MESSAGE', limit: 0 },
        ],
      },
    ],
    ['SETQUOTA "" ()', { verb: 'setquota', root: '', limits: [] }],
  ] as const)('%s', (line, expected) => {
    expect(command(line)).toMatchObject(expected)
    expect(asChars(encodeCommandWhole({ tag: 'a', ...expected }))).toBe(`a ${line}\r\n`)
  })

  it('a limit is a whole number, and the name of a resource an atom', () => {
    for (const limit of [
      { name: 'STORAGE', limit: -1 },
      { name: 'STORAGE', limit: 2 ** 53 },
      { name: 'a b', limit: 1 },
      { name: '', limit: 1 },
    ])
      expect(caught(() => encodeCommandWhole({ tag: 'a', verb: 'setquota', root: '', limits: [limit] }))).toMatchObject({
        code: 'bad-value',
        fault: 'local',
      })
    // A command is done whole or not at all: nothing of it is passed over.
    expect(caught(() => command('SETQUOTA "" (STORAGE x MESSAGE 5)', false))).toMatchObject({ code: 'bad-syntax' })
  })
})
