/** What the tap of a client sees of responses with streamed literals: the wire in its order, and no secret. */
import { asBytes, asChars, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection } from '../../src/index.js'

/** What the tap sees, call by call, of these chunks. */
function seen(...chunks: readonly string[]): string[] {
  const shown: string[] = []
  const client = new ClientConnection({ limits: { inlineLiteral: 4 }, tap: (_, bytes) => void shown.push(asChars(bytes)) })
  drive(client, chunks.map(asBytes))
  return shown
}

describe('a streamed literal', () => {
  const fetched = '* 1 FETCH (UID 1 BODY[] {8}\r\n12345678)\r\n'
  const greeting = '* PREAUTH hi\r\n'

  it('is shown behind the text before it', () => {
    expect(seen(greeting, fetched)).toEqual([greeting, '* 1 FETCH (UID 1 BODY[] {8}\r\n', '12345678', ')\r\n'])
  })

  it('two of them, and an inline one between', () => {
    const text = '* 1 FETCH (BODY[1] {5}\r\nabcde BODY[2] {2}\r\nxy BODY[3] ~{6}\r\nfghijk UID 9)\r\n'
    expect(seen(greeting, text, '* 1 EXISTS\r\n').slice(1)).toEqual([
      '* 1 FETCH (BODY[1] {5}\r\n',
      'abcde',
      ' BODY[2] {2}\r\nxy BODY[3] ~{6}\r\n',
      'fghijk',
      ' UID 9)\r\n',
      '* 1 EXISTS\r\n',
    ])
    expect(seen(...(greeting + text)).join('')).toBe(greeting + text)
  })

  it('of a response with URLs that grant access: only its bytes are shown', () => {
    const text =
      '* URLFETCH "imap://joe;urlauth=SECRET" {5}\r\nabcde "imap://joe;urlauth=SECRET" {5}\r\nfghij "imap://SECRET" NIL\r\n'
    for (const chunks of [[text], [...text]]) {
      const shown = seen(greeting, ...chunks).join('')
      expect(shown).toBe(`${greeting}* URLFETCH ***\r\nabcde***\r\nfghij***\r\n`)
      expect(shown).not.toContain('SECRET')
    }
  })
})
