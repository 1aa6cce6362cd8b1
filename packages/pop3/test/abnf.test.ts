/**
 * `strict: true` is the formal grammar and nothing else: what the package reads and refuses is what a recognizer of the RFCs' own rules reads and
 * refuses, for sentences of the grammar and for their neighbours. By default what the recognizer refuses is an error or has a warning, and a sentence has
 * none.
 */
import { asBytes, caught, generate, matches, mutant, parseAbnf, randomFrom } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { CapabilityReader } from '../src/capability.js'
import { type Command, decodeCommand, decodeContinuation, decodeResponse, encodeCommand, isPop3Error } from '../src/index.js'
import {
  readChosenLanguage,
  readDropListing,
  readLanguageListing,
  readLast,
  readMechanism,
  readScanListing,
  readUniqueIdListing,
} from '../src/listing-rows.js'
import { Row } from '../src/row.js'
import { constraints, pop3 } from './abnf.js'

/** Reads a text, and gives the number of warnings. */
type Read = (text: string, strict: boolean) => number

const outcome = (read: () => number): 'read' | 'warned' | 'refused' => {
  try {
    return read() === 0 ? 'read' : 'warned'
  } catch (error) {
    if (isPop3Error(error)) return 'refused'
    throw error
  }
}

/** What the grammar and the package disagree on. */
function disagreements(rule: string, count: number, read: Read, seed = 1): object[] {
  const random = randomFrom(seed)
  const found: object[] = []
  const seen = { read: 0, warned: 0, refused: 0 }
  for (let round = 0; round < count; round++) {
    const sentence = generate(pop3, rule, random, constraints)
    for (const text of [sentence, mutant(sentence, random), mutant(sentence, random), mutant(sentence, random)]) {
      // A number that we have no room for is a limit; a CRLF at the end is the line's end.
      if (/\d{16}/.test(text) || text.endsWith('\r\n')) continue
      const isSentence = matches(pop3, rule, text, constraints)
      if (text === sentence && !isSentence) throw new Error(`the generator and the recognizer disagree: ${JSON.stringify(text)}`)
      const strict = outcome(() => read(text, true))
      const lenient = outcome(() => read(text, false))
      seen[lenient]++
      const expected = isSentence ? strict === 'read' && lenient === 'read' : strict === 'refused' && lenient !== 'read'
      if (!expected) found.push({ text, isSentence, strict, lenient })
    }
  }
  // A comparison that saw one side only compares nothing.
  expect(Math.min(seen.read, seen.refused)).toBeGreaterThan(count / 10)
  return found
}

/** A command is of its rule when it has its verb; another verb is another rule's. */
const command =
  (verb?: string): Read =>
  (text, strict) => {
    const { verb: found, warnings } = decodeCommand(asBytes(text), { strict })
    if (verb !== undefined && found !== verb) decodeCommand(asBytes(''))
    return warnings!.length
  }

const row =
  (read: (row: Row) => unknown): Read =>
  (text, strict) => {
    const bytes = asBytes(text)
    const found = new Row(strict).moveTo(bytes, 0, bytes.length, 0)
    read(found)
    return found.warnings.length
  }

describe('commands are the grammar of RFC 2449 3', () => {
  it.each([
    ['user', 'RFC 1939 7, RFC 6856 2.2'],
    ['pass', 'RFC 1939 7, RFC 6856 2.2'],
    ['apop', 'RFC 1939 7'],
    ['auth', 'RFC 5034 5'],
    ['list', 'RFC 1939 5'],
    ['uidl', 'RFC 1939 7'],
    ['retr', 'RFC 1939 5'],
    ['dele', 'RFC 1939 5'],
    ['top', 'RFC 1939 7'],
    ['lang', 'RFC 6856 3.2'],
    ['stat', 'RFC 1939 5'],
    ['last', 'RFC 1460 5'],
    ['noop', 'RFC 1939 5'],
    ['rset', 'RFC 1939 5'],
    ['quit', 'RFC 1939 6'],
    ['capa', 'RFC 2449 5'],
    ['stls', 'RFC 2595 4'],
    ['utf8', 'RFC 6856 2.1'],
    ['unknown', 'RFC 2449 3'],
  ])('%s (%s)', rule => {
    expect(disagreements(rule, 250, command(rule))).toEqual([])
  })

  it('whatever verb a mutant has become', () => {
    expect(disagreements('command', 1500, command())).toEqual([])
  })
})

describe('answers are the grammar', () => {
  it.each<[string, string, Read]>([
    ['single-line', 'RFC 2449 3', (text, strict) => decodeResponse(asBytes(text), { strict }).warnings!.length],
    ['continue-req', 'RFC 5034 5', (text, strict) => decodeContinuation(asBytes(text), { strict }).warnings.length],
    ['drop-listing', 'RFC 1939 5', row(readDropListing)],
    ['scan-listing', 'RFC 1939 5', row(readScanListing)],
    ['unique-id-listing', 'RFC 1939 7', row(readUniqueIdListing)],
    ['last-response', 'RFC 1460 5', row(readLast)],
    ['language-listing', 'RFC 6856 3.2', row(readLanguageListing)],
    ['chosen-language', 'RFC 6856 3.2', row(readChosenLanguage)],
    ['sasl-mech', 'RFC 4422 3.1', row(readMechanism)],
    ['capability', 'RFC 2449 3 and 6', row(one => new CapabilityReader().read(one))],
  ])('%s (%s)', (rule, _section, read) => {
    expect(disagreements(rule, 1500, read)).toEqual([])
  })
})

describe('what we write is in the grammar', () => {
  it('whatever was read', () => {
    const random = randomFrom(2)
    for (let round = 0; round < 500; round++) {
      const sentence = generate(pop3, 'command', random, constraints)
      if (/\d{16}/.test(sentence)) continue
      const decoded: Command = decodeCommand(asBytes(sentence), { strict: true })
      const written = Array.from(encodeCommand(decoded), byte => String.fromCharCode(byte)).join('')
      expect(matches(pop3, 'command', written.slice(0, -2), constraints), sentence).toBe(true)
    }
  })

  it('and the recognizer refuses what is not', () => {
    for (const text of ['USER', 'USER a b', 'RETR 0', 'AUTH', 'XYZABC', 'STAT ', 'LAST 1'])
      expect(matches(pop3, 'command', text, constraints), text).toBe(false)
    expect(caught(() => parseAbnf('a = "x" )')).message).toContain('left over')
  })
})
