import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { decodeMailboxName, encodeMailboxName, matchesMailboxPattern } from '../../src/index.js'

describe('modified UTF-7 (RFC 3501 5.1.3)', () => {
  it.each<[string, string]>([
    ['&&&&', '&&&&'],
    ['&-&-', '&&'],
    ['a&-b&-c', 'a&b&c'],
    ['&&-', '&&-'],
    ['&U,BTFw-/&', '&U,BTFw-/&'],
    ['&U,BTFw-&-&', '&U,BTFw-&-&'],
  ])('%j decodes to %j', (wire, name) => {
    expect(decodeMailboxName(wire)).toBe(name)
  })

  it.each(['&', '&-', '&A', '&AGE-', '&-&', '-&', '&U,'])('a million characters of %j are read in linear time', unit => {
    const wire = unit.repeat(1_000_000 / unit.length)
    expect(encodeMailboxName(decodeMailboxName(wire)).length).toBeGreaterThanOrEqual(wire.length)
  })
})

describe('LIST patterns (RFC 9051 6.3.9)', () => {
  it.each<[mailbox: string, pattern: string, delimiter: string | null, matches: boolean]>([
    ['INBOX', '*', '/', true],
    ['INBOX', '%', '/', true],
    ['INBOX', '', '/', false],
    ['', '', '/', true],
    ['', '*%', '/', true],
    ['a/b/c', '*', '/', true],
    ['a/b/c', '%', '/', false],
    ['a/b/c', 'a/%', '/', false],
    ['a/b/c', 'a/%/c', '/', true],
    ['a/b/c', '%/%/%', '/', true],
    ['a/b/c', '%/%', '/', false],
    ['a/b/c', '%*c', '/', true],
    ['a/b/c', '%%', '/', false],
    ['a/b/c', '*/c', '/', true],
    ['a/b/c', 'a*b', '/', false],
    ['a/b/c', '%', '.', true],
    ['a/b/c', '%', null, true],
    ['a.b', 'a?b', '/', false],
    ['a.b', 'a.b', '/', true],
    ['a+b', 'a+b', '/', true],
    ['axb', 'a.b', '/', false],
    ['abab', '*ab', '/', true],
    ['ab/ab', '%ab', '/', false],
    ['Sent', 'sent', '/', false],
    ['Entwürfe', 'Entw%rfe', '/', true],
    // INBOX is the same in either case (RFC 9051 5.1), and no other name is.
    ['INBOX', 'inbox', '/', true],
    ['INBOX', 'in%', '/', true],
    ['INBOX/Sent', 'inbox/Sent', '/', true],
    ['INBOX/Sent', 'inbox/sent', '/', false],
    ['INBOXES', 'inboxes', '/', false],
  ])('%j against %j with delimiter %j is %j', (mailbox, pattern, delimiter, matches) => {
    expect(matchesMailboxPattern(mailbox, pattern, delimiter)).toBe(matches)
  })

  it('takes a pattern that is nothing but wildcards, however long', () => {
    expect(matchesMailboxPattern('INBOX', '*'.repeat(60_000), '/')).toBe(true)
    expect(matchesMailboxPattern('INBOX', `${'*'.repeat(60_000)}y`, '/')).toBe(false)
    expect(matchesMailboxPattern('INBOX', '%a'.repeat(30_000), '/')).toBe(false)
  })

  const short = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '%'), maxLength: 8 })
  test.prop([short, short])('gives what the definition gives', (mailbox, pattern) => {
    const name = mailbox.replaceAll(/[*%]/g, 'x')
    expect(matchesMailboxPattern(name, pattern, '/')).toBe(defined(name, pattern))
  })
})

/** The definition, word by word. */
function defined(name: string, pattern: string): boolean {
  if (pattern === '') return name === ''
  const [first, rest] = [pattern[0]!, pattern.slice(1)]
  if (first !== '*' && first !== '%') return name[0] === first && defined(name.slice(1), rest)
  for (let taken = 0; taken <= name.length; taken++) {
    if (first === '%' && name.slice(0, taken).includes('/')) return false
    if (defined(name.slice(taken), rest)) return true
  }
  return false
}
