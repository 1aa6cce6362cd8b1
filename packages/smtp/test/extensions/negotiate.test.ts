/** What a message needs of a server, and what MAIL says of it (RFC 1870, RFC 3030, RFC 6152, RFC 6531). */
import { asBytes, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { messageNeeds, negotiate, utf8Needs } from '../../src/all.js'
import { at } from '../support.js'

describe('what a message needs (RFC 5321 2.2.3)', () => {
  it.each([
    ['nothing', 'Subject: x\r\n\r\nbody\r\n', {}],
    ['8BITMIME for 8-bit text', 'Subject: x\r\n\r\n\xe9\r\n', { eightBit: true }],
    ['SMTPUTF8 for an 8-bit header', 'Subject: \xc3\xa9\r\n\r\nx\r\n', { eightBit: true, utf8Header: true }],
    ['BINARYMIME for a NUL', 'a\r\n\r\n\0\r\n', { binary: true }],
    ['BINARYMIME for a bare LF', 'a\n', { binary: true }],
    ['BINARYMIME for a bare LF at the start', '\na', { binary: true }],
    ['BINARYMIME for a bare CR', 'a\rb', { binary: true }],
    ['BINARYMIME for a bare CR at the end', 'a\r', { binary: true }],
    ['nothing for a line of 998', `${'x'.repeat(998)}\r\n`, {}],
    ['BINARYMIME for a line of 999', `${'x'.repeat(999)}\r\n`, { binary: true }],
    ['BINARYMIME for a line of 999 without an end', 'x'.repeat(999), { binary: true }],
    ['nothing for nothing', '', {}],
  ])('is %s', (_name, text, expected) => {
    expect(messageNeeds(asBytes(text))).toEqual({ eightBit: false, utf8Header: false, binary: false, ...expected })
  })
})

describe('negotiate', () => {
  const plain = { sender: null, recipients: [at('a', 'b')], content: asBytes('x\r\n') }
  it.each([
    ['nothing where nothing is offered', {}, plain, {}],
    ['SIZE where it is offered', { size: 0 }, plain, { size: 3 }],
    ['BODY=8BITMIME', { '8bitmime': true }, { ...plain, content: asBytes('a\r\n\r\n\xe9') }, { body: '8BITMIME' }],
    ['SMTPUTF8 for a recipient', { smtputf8: true }, { ...plain, recipients: [at('é', 'b')] }, { smtputf8: true }],
    ['SMTPUTF8 for the sender', { smtputf8: true }, { ...plain, sender: at('a', 'é') }, { smtputf8: true }],
    [
      'SMTPUTF8 for what came with it, where it is not ASCII (RFC 6531 3.6)',
      { smtputf8: true, '8bitmime': true },
      { ...plain, content: asBytes('a\r\n\r\n\xe9'), smtputf8: true },
      { body: '8BITMIME', smtputf8: true },
    ],
    ['nothing for what came with it and is ASCII', {}, { ...plain, smtputf8: true }, {}],
    ['BODY=BINARYMIME', { chunking: true, binarymime: true }, { ...plain, content: asBytes('\0') }, { body: 'BINARYMIME' }],
  ] as const)('says %s', (_name, extensions, message, expected) => {
    expect(negotiate(extensions, message)).toEqual(expected)
  })

  it.each([
    ['8-bit content', {}, { ...plain, content: asBytes('a\r\n\r\n\xe9') }, 'not-offered', 554, '5.6.3'],
    ['8-bit content before EHLO', undefined, { ...plain, content: asBytes('a\r\n\r\n\xe9') }, 'not-offered', 554, '5.6.3'],
    ['an address beyond ASCII', { '8bitmime': true }, { ...plain, sender: at('é', 'b') }, 'not-offered', 554, '5.6.7'],
    [
      'a header beyond ASCII',
      { '8bitmime': true },
      { ...plain, content: asBytes('a: \xc3\xa9\r\n') },
      'not-offered',
      554,
      '5.6.7',
    ],
    ['binary content without chunks', { binarymime: true }, { ...plain, content: asBytes('\0') }, 'not-offered', 554, '5.6.3'],
    ['more than SIZE', { size: 2 }, plain, 'limit', 552, '5.3.4'],
  ] as const)(
    'refuses %s, and says with which status (RFC 3463 3.4 and 3.7, RFC 6531 3.5)',
    (_name, extensions, message, code, replyCode, enhanced) => {
      const suggestedReply = { code: replyCode, enhanced }
      expect(caught(() => negotiate(extensions, message))).toMatchObject({ name: 'SmtpError', code, suggestedReply })
    },
  )

  const binarymime = { chunking: true, binarymime: true } as const

  it.each([
    ['a\r\nb\nc\rd', 'bare-lf', 4],
    ['a\r\nb\rc\nd', 'bare-cr', 4],
    ['\n', 'bare-lf', 0],
    ['a\r', 'bare-cr', 1],
    ['a\r\r\n', 'bare-cr', 1],
    ['\0\n', 'bare-lf', 1],
  ])('RFC 3030 3: %j is not binary unless it is declared so, whatever is offered', (text, code, offset) => {
    const content = asBytes(text)
    for (const extensions of [{}, binarymime])
      expect(caught(() => negotiate(extensions, { ...plain, content }))).toMatchObject({
        code,
        offset,
        suggestedReply: { enhanced: '5.6.0' },
      })
    expect(negotiate(binarymime, { ...plain, content, binary: true }).body).toBe('BINARYMIME')
    expect(caught(() => negotiate({}, { ...plain, content, binary: true }))).toMatchObject({ code: 'not-offered' })
    if (!text.includes('\0')) expect(negotiate({ size: 0 }, { ...plain, content, normalize: true }).body).toBe(undefined)
  })

  it('text that is declared binary, or to be normalized, goes as text; SIZE counts what normalizing adds', () => {
    expect(negotiate(binarymime, { ...plain, binary: true }).body).toBe(undefined)
    expect(negotiate({ size: 0 }, { ...plain, content: asBytes('a\nb\rc\r\n'), normalize: true }).size).toBe(9)
  })

  it.each([
    ['a\r\n\0', 'a NUL at byte offset 3', 3],
    [`a\r\n${'x'.repeat(999)}\r\n`, 'a line of more than 1000 bytes at byte offset 3', 3],
    [`a\r\n${'x'.repeat(999)}`, 'a line of more than 1000 bytes at byte offset 3', 3],
    [`\0\r\n${'x'.repeat(999)}`, 'a NUL at byte offset 0', 0],
    [`${'x'.repeat(999)}\0`, 'a line of more than 1000 bytes at byte offset 0', 0],
  ])('names what makes %j binary', (text, why, offset) => {
    const message = `negotiate: the message needs BINARYMIME, which the server did not offer: ${why}`
    expect(caught(() => negotiate({}, { ...plain, content: asBytes(text) }))).toMatchObject({ message, offset })
  })

  it('RFC 5321 4.5.3.1.6: long lines are sent with DATA if that leniency is given', () => {
    const message = { ...plain, content: asBytes(`${'x'.repeat(5000)}\r\n`), leniencies: ['long-lines'] } as const
    expect(negotiate(binarymime, message).body).toBe(undefined)
    expect(negotiate(binarymime, { ...message, leniencies: [] }).body).toBe('BINARYMIME')
    expect(negotiate(binarymime, { ...message, content: asBytes('\0') }).body).toBe('BINARYMIME')
  })

  it('RFC 6531 3.2: says which addresses need SMTPUTF8, and for which part', () => {
    const [whole, domain] = [at('é', 'bücher.example'), at('a', 'bücher.example')]
    const message = { sender: domain, recipients: [at('a', 'b'), whole], content: asBytes('a: \xc3\xa9\r\n') }
    expect(utf8Needs(message)).toEqual([
      { part: 'header' },
      { part: 'domain', mailbox: domain },
      { part: 'local-part', mailbox: whole },
      { part: 'domain', mailbox: whole },
    ])
    expect(utf8Needs({ ...message, content: asBytes(''), sender: null, recipients: [at('a', 'b')] })).toEqual([])
    expect(caught(() => negotiate({}, { ...plain, recipients: [domain] }))).toMatchObject({
      message:
        'negotiate: the message needs SMTPUTF8, which the server did not offer: the domain of a@bücher.example is not ASCII',
    })
  })

  it.each([undefined, null, 'a\r\n', new ArrayBuffer(3), [1]])(
    'content that is not bytes is an error of its own: %j',
    content => {
      for (const run of [
        () => negotiate({}, { ...plain, content: content as unknown as Uint8Array }),
        () => messageNeeds(content as unknown as Uint8Array),
      ])
        expect(caught(run)).toMatchObject({ name: 'SmtpError', code: 'bad-value' })
    },
  )
})
