/**
 * `strict: true` is the formal grammar and nothing else: what the package takes and refuses is what a recogniser that reads the RFCs'
 * own rules takes and refuses, for sentences of the grammar and for sentences that are one or two bytes away from it.
 */
import { asBytes, caught, generate, matches, mutant, parseAbnf, randomFrom } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { decodeCommand, decodeReply, encodeCommand, isSmtpError, parseDomain, parseMailbox } from '../src/all.js'
import { constraints, samples, smtp } from './abnf.js'

const unlimited = Object.fromEntries(
  ['localPart', 'label', 'domain', 'path', 'envid', 'orcpt'].map(key => [key, Number.POSITIVE_INFINITY]),
)

/** Whether the package takes it; an error of another kind is thrown on. */
function accepts(decode: () => unknown): boolean {
  try {
    decode()
    return true
  } catch (error) {
    if (isSmtpError(error)) return false
    throw error
  }
}

/** Compares the two on sentences and mutants, and gives what they disagree on. */
function disagreements(
  rule: string,
  seed: number,
  count: number,
  accept: (text: string) => boolean,
  skip: (text: string) => boolean = () => false,
) {
  const random = randomFrom(seed)
  const found: { text: string; grammar: boolean; package: boolean }[] = []
  const tally = { sentences: 0, mutants: 0, refused: 0 }
  for (let round = 0; round < count; round++) {
    const sentence = generate(smtp, rule, random, constraints, samples)
    for (const text of [sentence, mutant(sentence, random), mutant(sentence, random), mutant(sentence, random)]) {
      if (skip(text)) continue
      const grammar = matches(smtp, rule, text, constraints)
      if (text === sentence && !grammar) throw new Error(`the generator and the recogniser disagree: ${JSON.stringify(text)}`)
      if (text === sentence) tally.sentences++
      else if (grammar) tally.mutants++
      else tally.refused++
      if (grammar !== accept(text)) found.push({ text, grammar, package: !grammar })
    }
  }
  // A comparison that only ever saw one side compares nothing; of a word alone every neighbour is refused.
  expect(Math.min(tally.sentences, tally.refused)).toBeGreaterThan(count / 3)
  if (count > 200) expect(tally.mutants).toBeGreaterThan(0)
  return found
}

/** A verb that nobody knows is no error, and not in the grammar either. */
const takes = (text: string, verb?: string): boolean =>
  accepts(() => {
    const decoded = decodeCommand(asBytes(text), { strict: true, limits: unlimited })
    if (decoded.verb === 'unknown' || (verb !== undefined && decoded.verb !== verb)) decodeCommand(asBytes(''))
  })
const takesCommand = (text: string): boolean => takes(text)
/** A number that the grammar allows and that we have no room for. */
const tooLarge = (text: string): boolean => /\d{16,}/.test(text)
/** With CRLF inside it is two lines; at the end it is the line's end. */
const framed = (text: string): boolean => text.endsWith('\r\n')

describe('strict commands are the grammar of RFC 5321 4.1 and its extensions', () => {
  it.each([
    'ehlo',
    'helo',
    'lhlo',
    'mail',
    'rcpt',
    'data',
    'rset',
    'vrfy',
    'expn',
    'help',
    'noop',
    'quit',
    'auth',
    'starttls',
    'bdat',
    'burl',
    'etrn',
    'atrn',
    'turn',
    'xclient',
    'xforward',
  ])('%s', rule => {
    const odd = (text: string): boolean => tooLarge(text) || framed(text) || /[ \t]$/.test(text)
    expect(disagreements(rule, 1, ['mail', 'rcpt', 'burl'].includes(rule) ? 300 : 120, text => takes(text, rule), odd)).toEqual(
      [],
    )
  })

  it('with blanks at the end (4.1.1), and whatever verb a mutant has become', () => {
    expect(disagreements('command', 2, 600, takesCommand, text => tooLarge(text) || framed(text))).toEqual([])
  })
})

describe('strict parts are the grammar', () => {
  const inMail = (text: string): boolean => takesCommand(`MAIL FROM:<> ${text}`)
  const inRcpt = (text: string): boolean => takesCommand(`RCPT TO:<a@b> ${text}`)
  const odd = (text: string): boolean => text === '' || tooLarge(text) || /[ \t]$/.test(text) || framed(text)

  it('Mail-parameters', () => expect(disagreements('Mail-parameters', 3, 600, inMail, odd)).toEqual([]))
  it('Rcpt-parameters', () => expect(disagreements('Rcpt-parameters', 4, 600, inRcpt, odd)).toEqual([]))
  it('Mailbox (RFC 5321 4.1.2)', () =>
    expect(disagreements('Mailbox', 5, 600, text => accepts(() => parseMailbox(utf8(text), unlimited)), notText)).toEqual([]))
  it('address-literal (RFC 5321 4.1.3)', () =>
    expect(
      disagreements(
        'address-literal',
        6,
        1000,
        text => accepts(() => parseDomain(utf8(text), unlimited)),
        text => notText(text) || !text.startsWith('['),
      ),
    ).toEqual([]))
  it('Domain (RFC 5321 4.1.2)', () =>
    expect(
      disagreements(
        'Domain',
        7,
        400,
        text => accepts(() => parseDomain(utf8(text), unlimited)),
        text => notText(text) || text.startsWith('['),
      ),
    ).toEqual([]))
  it('Forward-path and Reverse-path', () => {
    expect(
      disagreements(
        'Forward-path',
        8,
        400,
        text => takesCommand(`RCPT TO:${text}`),
        text => odd(text) || text.includes(' ') || /^<postmaster>$/i.test(text),
      ),
    ).toEqual([])
    expect(
      disagreements(
        'Reverse-path',
        9,
        400,
        text => takesCommand(`MAIL FROM:${text}`),
        text => odd(text) || text.includes(' '),
      ),
    ).toEqual([])
  })
})

describe('strict replies are the grammar of RFC 5321 4.2', () => {
  /** Every line of a reply has the code of the last (4.2.1), which no ABNF says. */
  const sameCode = (text: string): boolean =>
    new Set(
      text
        .split('\r\n')
        .slice(0, -1)
        .map(line => line.slice(0, 3)),
    ).size <= 1
  const consistent = (text: string): string => text.replace(/(?<=\r\n)[0-9]{3}/g, text.slice(0, 3))
  it('Reply-line', () => {
    const random = randomFrom(10)
    const found: string[] = []
    for (let round = 0; round < 1500; round++) {
      const sentence = consistent(generate(smtp, 'Reply-line', random))
      for (const text of [sentence, mutant(sentence, random), mutant(sentence, random)]) {
        const grammar = matches(smtp, 'Reply-line', text) && sameCode(text)
        if (grammar !== accepts(() => decodeReply(asBytes(text), { strict: true }))) found.push(text)
      }
    }
    expect(found).toEqual([])
  })
})

describe('what we write is in the grammar', () => {
  it('whatever was read', () => {
    const random = randomFrom(11)
    for (let round = 0; round < 300; round++) {
      const sentence = generate(smtp, 'command', random, constraints, samples)
      if (tooLarge(sentence)) continue
      const decoded = decodeCommand(asBytes(sentence), { strict: true, limits: unlimited })
      const written = Array.from(encodeCommand(decoded, { limits: unlimited }), byte => String.fromCharCode(byte)).join('')
      expect(matches(smtp, 'command', written.slice(0, -2), constraints), sentence).toBe(true)
    }
  })

  it('and the recogniser refuses what is not', () => {
    for (const text of ['MAIL FROM:<a@b> SIZE', 'MAIL FROM: <a@b>', 'RCPT TO:<>', 'DATA x', 'EHLO'])
      expect(matches(smtp, 'command', text, constraints), text).toBe(false)
    expect(caught(() => parseAbnf('a = "x" )')).message).toContain('left over')
  })
})

/** The text whose bytes these are, where they are UTF-8. */
const utf8 = (text: string): string => new TextDecoder().decode(asBytes(text))
const notText = (text: string): boolean => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(asBytes(text)) === ''
  } catch {
    return true
  }
}
