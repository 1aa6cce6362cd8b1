/**
 * `strict` is the formal grammar and nothing else: what the package reads and refuses is what a recognizer of the RFCs' own rules reads and refuses, for
 * sentences and for their neighbours. By default a sentence is read, and what the recognizer refuses is an error, has a warning, or is kept as damaged.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { asBytes, type Coverage, mutant, processorTime, randomFrom, tokenMutant } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { decodeCommand, decodeResponse, isImapError } from '../src/index.js'
import type { Profile } from './abnf/core.js'
import { disputed } from './abnf/disputed.js'
import { accepted, ofOneRevision, refused } from './abnf/examples.js'
import { families, missed, recognizes, type SideName, sentence } from './abnf/index.js'

const SIDES: readonly SideName[] = ['response', 'command']
const PROFILES: readonly Profile[] = ['union', 'rev1', 'rev2']

type Outcome = 'read' | 'warned' | 'refused'

/** What the package makes of a text; an error of another kind is thrown on. */
function outcome(side: SideName, text: string, strict: Profile | false): Outcome {
  const options: object = { strict: strict === 'union' ? true : strict }
  try {
    const decode = side === 'response' ? decodeResponse : decodeCommand
    const { warnings = [], damaged = [] }: Notes = decode(asBytes(text), options)
    return warnings.length + damaged.length === 0 ? 'read' : 'warned'
  } catch (error) {
    if (isImapError(error)) return 'refused'
    throw error
  }
}

interface Notes {
  readonly warnings?: readonly unknown[]
  readonly damaged?: readonly unknown[]
}

/** What the package and the recognizer do not agree on, or `undefined`. */
function disagreement(
  side: SideName,
  profile: Profile,
  text: string,
  isSentence = recognizes(side, profile, text),
): string | undefined {
  const strict = outcome(side, text, profile)
  if (isSentence) {
    if (strict === 'refused') return 'of the grammar, and strict refuses it'
    return outcome(side, text, false) === 'refused' ? 'of the grammar, and refused by default' : undefined
  }
  if (strict !== 'refused') return 'not of the grammar, and strict reads it'
  if (profile !== 'union' && recognizes(side, 'union', text)) return undefined
  return outcome(side, text, false) === 'read' ? 'not of the grammar, and read in silence' : undefined
}

/** Texts by what is wrong with them: how many, and the first ones. */
class Findings {
  readonly found: Record<string, { count: number; first: string[] }> = {}

  add(kind: string | undefined, text: string): void {
    if (kind === undefined) return
    const entry = (this.found[kind] ??= { count: 0, first: [] })
    entry.count++
    if (entry.first.length < 4) entry.first.push(text)
  }
}

/** A number that has 63 bits and is no mod-sequence is beyond what the package has room for. */
const tooLarge = (text: string): boolean =>
  (text.replace(/modseq(?: "[^"]*" \w+)? \(?\d+/gi, '').match(/\d{16,}/g) ?? []).some(
    digits => BigInt(digits) > BigInt(Number.MAX_SAFE_INTEGER),
  )

const WORDS =
  'NIL 0 1 4294967296 9223372036854775808 01 * $ 1:* 1,2 "" "a" {1} {0}\r\n {1}\r\nx {1+}\r\nx ~{1}\r\nx ( ) () (NIL) [] [1] <0> <0.1> \\Seen \\Recent \\* \\Noselect X-Y UID FLAGS BODY MODSEQ (1) OK NO [ALERT] TEXT "TEXT" ALL RETURN INBOX IMAP4rev1 \r\n'
const words = [...WORDS.split(' '), ' ', '"\xc3\xa9"', '"\xe9"']

/** Sentences by profile that take each alternative of the grammar. */
function sentences(side: SideName, profile: Profile, rule: string, coverage: Coverage = new Map()): string[] {
  const random = randomFrom(rule.length)
  const count =
    rule === 'fetch-line'
      ? 500
      : ['untagged-status', 'code-line', 'search-line', 'list-line', 'uid-line'].includes(rule)
        ? 400
        : 120
  return Array.from({ length: count }, () => sentence(side, profile, rule, random, coverage)).filter(text => !tooLarge(text))
}

describe.each(SIDES)('the recognizer of a %s', side => {
  it('knows its own sentences, and they take each alternative of the grammar', () => {
    for (const profile of PROFILES) {
      const coverage: Coverage = new Map()
      for (const rule of families(side, profile))
        for (const text of sentences(side, profile, rule, coverage)) {
          expect(recognizes(side, profile, text), text).toBe(true)
          expect(recognizes(side, 'union', text), text).toBe(true)
        }
      expect(missed(side, profile, coverage), profile).toEqual([])
    }
  })

  it.each(accepted[side])('accepts %j', line => {
    expect(recognizes(side, 'union', `${line}\r\n`)).toBe(true)
    expect(PROFILES.slice(1).some(profile => recognizes(side, profile, `${line}\r\n`))).toBe(true)
  })

  it.each(refused[side])('refuses %j', line => {
    for (const profile of PROFILES) expect(recognizes(side, profile, `${line}\r\n`), profile).toBe(false)
  })

  it('wants one line, whole', () => {
    for (const line of accepted[side])
      for (const text of [line, `${line}\n`, `${line}\r`, `${line}\r\n\r\n`, `${line}\r\n${line}\r\n`, ` ${line}\r\n`])
        expect(recognizes(side, 'union', text), text).toBe(false)
  })

  it('takes time in proportion to the text', () => {
    const many = (text: string, end: string): string => text.repeat(20_000) + end
    const line =
      side === 'response'
        ? `* 1 FETCH (FLAGS (${many('a ', 'b')}) RFC822 "${many('x', '"')} BODY[] {20000}\r\n${many('x', '')} UID 1)\r\n`
        : `a SEARCH SUBJECT {20000}\r\n${many('x', '')} TEXT "${many('x', '"')} ${many('1,', '2')} ${many('NOT (2 3) ', 'ALL')}\r\n`
    const start = processorTime()
    expect(recognizes(side, 'union', line)).toBe(true)
    expect(recognizes(side, 'union', line.replace(/\r\n$/, ' \r\n'))).toBe(false)
    // In square time it would be minutes.
    expect(processorTime() - start).toBeLessThan(4000)
  })
})

describe('the recognizer and the two revisions (RFC 9051 A)', () => {
  it('imports nothing of the package', () => {
    const folder = new URL('./abnf/', import.meta.url)
    for (const name of readdirSync(folder))
      for (const [, from] of readFileSync(new URL(name, folder), 'utf8').matchAll(/ from '([^']*)'/g))
        expect(from).toMatch(/^(?:@mailwire\/tooling\/testing|\.\/[a-z]+\.js)$/)
  })

  it.each(
    (['rev1', 'rev2'] as const).flatMap(profile => ofOneRevision[profile].map(([side, line]) => [profile, side, line] as const)),
  )('%s alone has the %s %j', (profile, side, line) => {
    for (const other of PROFILES)
      expect(recognizes(side, other, `${line}\r\n`), other).toBe(other === 'union' || other === profile)
  })

  it.each(disputed)('%s', (_title, side, line, reads) => {
    for (const profile of PROFILES)
      expect(recognizes(side, profile, line), profile).toBe(
        reads === 'always' || (reads !== 'never' && reads !== `not ${profile}`),
      )
  })
})

describe('disputed readings are read so in strict mode', () => {
  it.each(disputed)('%s', (_title, side, line) => {
    for (const profile of PROFILES) expect(disagreement(side, profile, line), profile).toBeUndefined()
  })
})

describe.each(SIDES)('examples of a %s', side => {
  it.each([...accepted[side], ...refused[side]])('%j', line => {
    for (const profile of PROFILES) expect(disagreement(side, profile, `${line}\r\n`), profile).toBeUndefined()
  })
})

describe.each(PROFILES)('strict %s is the grammar', profile => {
  describe.each(SIDES)('of a %s (RFC 3501 9, RFC 9051 9)', side => {
    it.each(families(side, profile))('%s: sentences are read', rule => {
      const findings = new Findings()
      for (const text of sentences(side, profile, rule)) findings.add(disagreement(side, profile, text), text)
      expect(findings.found).toEqual({})
    })

    it.each(families(side, profile))('%s: neighbours are read as the grammar has them', rule => {
      const random = randomFrom(2)
      const findings = new Findings()
      const seen = { sentences: 0, others: 0 }
      for (const text of sentences(side, profile, rule))
        for (const near of [mutant(text, random), tokenMutant(text, random, words), tokenMutant(text, random, words)]) {
          if (tooLarge(near)) continue
          const isSentence = recognizes(side, profile, near)
          seen[isSentence ? 'sentences' : 'others']++
          findings.add(disagreement(side, profile, near, isSentence), near)
        }
      // A comparison that saw one side only compares nothing.
      expect(Math.min(seen.sentences, seen.others)).toBeGreaterThan(5)
      expect(findings.found).toEqual({})
    })

    it.each(PROFILES.filter(other => other !== profile))('sentences of %s are read only where they are of it', other => {
      const findings = new Findings()
      for (const rule of families(side, other))
        for (const text of sentences(side, other, rule).slice(0, 60)) findings.add(disagreement(side, profile, text), text)
      expect(findings.found).toEqual({})
    })
  })
})
