/** RLIST and RLSUB (RFC 2193 5), and XLIST, which no document has. */
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { decodeCommand, decodeResponse, encodeCommandWhole, encodeResponse } from '../../src/index.js'

describe('commands (RFC 2193 5.1, 5.2, RFC 3501 6.5.1)', () => {
  it.each(['RLIST', 'RLSUB', 'XLIST'])('%s', name => {
    const line = `a ${name} "" "&AOk-/%"\r\n`
    const expected = { verb: name.toLowerCase(), reference: '', wireReference: '', pattern: 'é/%', wirePattern: '&AOk-/%' }
    const found = decodeCommand(asBytes(line), { strict: true })
    expect(found).toEqual({ tag: 'a', ...expected, warnings: [] })
    expect(asChars(encodeCommandWhole(found))).toBe(line.replaceAll('"&AOk-/%"', '&AOk-/%'))
    expect(caught(() => decodeCommand(asBytes(`a ${name} ""\r\n`)))).toMatchObject({ code: 'bad-syntax' })
  })

  it('XLIST is an experimental command of RFC 3501, and none of RFC 9051', () => {
    expect(decodeCommand(asBytes('a XLIST "" *\r\n'), { strict: 'rev1' })).toMatchObject({ verb: 'xlist' })
    expect(caught(() => decodeCommand(asBytes('a XLIST "" *\r\n'), { strict: 'rev2' }))).toMatchObject({ code: 'bad-syntax' })
  })
})

describe('the response XLIST', () => {
  const line = '* XLIST (\\HasNoChildren \\Inbox) "/" INBOX\r\n'
  it('is a LIST with a warning, and an error in strict mode', () => {
    const found = decodeResponse(asBytes(line))
    expect(found).toMatchObject({ type: 'xlist', attributes: ['\\HasNoChildren', '\\Inbox'], delimiter: '/', mailbox: 'INBOX' })
    expect(found.warnings).toMatchObject([{ code: 'xlist', offset: 2 }])
    expect(asChars(encodeResponse(found))).toBe(line)
    expect(caught(() => decodeResponse(asBytes(line), { strict: true }))).toMatchObject({ code: 'bad-syntax', offset: 2 })
  })
})
