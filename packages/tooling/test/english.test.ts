/** The words that messages, TSDoc, comments and guides do not use, each with the better one: a reader should need no second reading. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { root } from './packages.js'

/** A phrase that is not used, and what to write instead. */
type Phrase = readonly [pattern: RegExp, better: string]

/** Phrases that are not used, nor as names in code. */
const phrases: readonly Phrase[] = [
  [/\boctets?\b/gi, 'bytes; "byte offset", "length in bytes"'],
  [/\b(?:that|what|which) (?:is|are) none\b/gi, 'an invalid value, not a ...'],
  [/\b(?:below|under) TLS\b/g, 'over TLS, inside TLS'],
  [/\bwent well\b/gi, 'succeeded'],
  [/\b(?:stands?|stood) (?!for\b)/gi, 'is in, appears'],
  [/\bsa(?:y|ys|id) (?:no|yes)\b(?! more)/gi, 'rejects, accepts'],
  [/\blibert(?:y|ies)\b/gi, 'deviation (of a peer), quirk (a row of the table), leniency (accepting it)'],
  [/\bh(?:a|u)ngs? up\b/gi, 'closes the connection'],
  [/\b(?:const|let|readonly) (?:hopes|disappointed|knows|leads|measures)\b/g, 'expected, rejected, isKnown, offsets, lengths'],
  [/\bthought over\b|\bfor nobody\b|\bto whom it may concern\b/gi, 'what happens, to what'],
  [/\bmakes? (?:no )?sense\b/gi, 'unrecognized, recognized'],
  [/\b(?:lie|lies) (?:in|unused|there)\b/gi, 'is stored in, waits to be read'],
  [/\bbeyond ASCII\b/g, 'non-ASCII'],
  [/\bgood (?:until|as long as)\b/gi, 'valid until'],
]

/** Phrases that comments, messages and pages do not use. */
const riddles: readonly Phrase[] = [
  [/(?<!\blag )\bbehind\b(?! (?:NAT|a proxy))/gi, 'after'],
  [/\b(?:is|are|were|be) told\b|\btold (?:of|by|apart|from)\b/gi, 'received, sent, reported; distinguished'],
  [/\bin either case\b/gi, 'ignoring case'],
  [/\bpass(?:es|ed) over\b/gi, 'ignores, skips'],
  [/\bas (?:it|they) (?:stands?|c[ao]mes?|is written)\b/gi, 'unchanged, as on the wire'],
  [/\b(?:what|that|which|who) came\b/gi, 'received'],
  [/\bunder way\b/gi, 'in progress, open'],
  [/\bat hand\b/gi, 'available, known'],
  [/(?<!\bthere )\b(?:is|are) none\b/gi, 'is invalid, is not a ...'],
  [/(?<!\bthere )\bis no (?!longer\b|more\b)[a-z]/gi, 'is not a'],
  [/\bboth ways\b/gi, 'decoded and encoded'],
  [/\bwhoever\b|\bnobody\b|\bsomebody else\b/gi, 'who: the caller, the peer, a reader'],
  [/\banew\b/gi, 'again; recomputed'],
  [/\bfor good\b/gi, 'permanently'],
  [/\b(?:go|goes|went) out\b/gi, 'is sent'],
  [/\b(?:say|says|said|know|knows|known) of\b/gi, 'reports about, contains'],
  [/\ball the same\b/gi, 'anyway'],
  [/\blooked at\b/gi, 'scanned, checked'],
  [/\btaken apart\b|\bput (?:back|together)\b/gi, 'split; restored; assembled'],
  [/\bthrown away\b/gi, 'discarded'],
  [/\bg(?:ive|ives|ave|iven) (?:\w+ )?up\b/gi, 'cancelled, abandoned'],
  [/\bhand(?:s|ed|ing)? (?:in|over)\b/gi, 'passes, gives'],
  [/\bthe one (?:place|error class|thing)\b/gi, 'the only'],
  [/\bquicker\b/gi, 'faster'],
  [/\bTLS (?:is|was|comes|came) up\b/gi, 'TLS is active, TLS started'],
  [/\ba look-up\b|\blook-ups?\b/gi, 'lookup'],
  [/\bof (?:its|their) own accord\b/gi, 'unsolicited'],
  [/\bmade ready\b|\bfor use, (?:and|so)\b/gi, 'prepared; what is made of it'],
]

/** Packages whose sources are checked. */
const packages = ['bytes', 'dns', 'imap', 'mailwire', 'pop3', 'sasl', 'smtp']

const pages = [
  'docs/conformance/dns-records.md',
  'docs/conformance/dns-security.md',
  'docs/conformance/dns.md',
  'docs/conformance/smtp-sessions.md',
  'docs/conformance/smtp.md',
  'docs/dns.md',
  'docs/imap.md',
  'docs/pop3.md',
  'docs/sasl.md',
  'docs/smtp.md',
  'packages/dns/README.md',
  'packages/imap/README.md',
  'packages/pop3/README.md',
  'packages/sasl/README.md',
  'packages/smtp/README.md',
]

/** Files that are not checked yet: delete a line once its files are rewritten. */
const notYet: readonly RegExp[] = [/^packages\/dns\/src\/wire\/name-table\.ts$/]

/** A use of a phrase that stays. */
interface Exception {
  readonly file: string
  /** The phrase with what is around it, on one line: it silences this phrase here and nothing else. */
  readonly text: string
  /** How often the text is in the file: 1 unless given. One more is an error, and so is one less. */
  readonly times?: number
  readonly reason: string
}

const FIELD = 'the field of a public value, which RFC 1939 5 names so'

const QUIRK = 'the published id of a quirk'

const exceptions: readonly Exception[] = [
  { file: 'packages/pop3/src/listing-rows.ts', text: 'const [count, octets]', reason: FIELD },
  { file: 'packages/pop3/src/listing-rows.ts', text: 'return { count, octets }', reason: FIELD },
  { file: 'packages/pop3/src/listing-rows.ts', text: 'const [message, octets]', reason: FIELD },
  { file: 'packages/pop3/src/listing-rows.ts', text: 'return { message, octets }', reason: FIELD },
  { file: 'packages/pop3/src/listing.ts', text: 'readonly octets: number', times: 2, reason: FIELD },
  { file: 'packages/pop3/src/listing.ts', text: '{ count: 2, octets: 320 }', times: 2, reason: FIELD },
  { file: 'packages/pop3/src/listing.ts', text: '{ message: 1, octets: 120 }', times: 2, reason: FIELD },
  { file: 'packages/pop3/src/listing.ts', text: 'const { count, octets }', reason: FIELD },
  { file: 'packages/pop3/src/listing.ts', text: 'const { message, octets }', reason: FIELD },
  { file: 'packages/pop3/src/listing.ts', text: 'whole(octets, 0', times: 2, reason: FIELD },
  { file: 'packages/pop3/src/plain-rows.ts', text: 'octets: numberOf', reason: FIELD },
  { file: 'packages/mailwire/src/node/pop3-server.ts', text: '{ message, octets: sizeOnWire', reason: FIELD },
  { file: 'packages/mailwire/src/node/pop3-server.ts', text: 'count: left.length, octets: ', reason: FIELD },
  { file: 'packages/mailwire/src/node/pop3-server.ts', text: ' octets`', reason: 'the reply to RETR as RFC 1939 5 writes it' },
  { file: 'docs/pop3.md', text: 'octets: 11 }', reason: FIELD },
  { file: 'docs/pop3.md', text: '{ message, octets: length }', reason: FIELD },
  { file: 'packages/imap/src/fetch/body-structure.ts', text: "'octet-stream'", reason: 'a media type' },
  { file: 'packages/imap/src/quirks.ts', text: "'options-behind'", times: 2, reason: QUIRK },
  { file: 'packages/imap/src/command/metadata.ts', text: "'options-behind'", reason: QUIRK },
  { file: 'docs/imap.md', text: '`options-behind`', reason: QUIRK },
  { file: 'packages/smtp/README.md', text: "{ localPart: 'nobody', domain", reason: 'a mailbox' },
  { file: 'packages/smtp/README.md', text: '<nobody@some.domain>', reason: 'a mailbox' },
  { file: 'packages/smtp/README.md', text: "[['nobody', 550", reason: 'a mailbox' },
]

const files: readonly string[] = [
  ...packages.flatMap(id =>
    readdirSync(`${root}packages/${id}/src`, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts'))
      .map(name => `packages/${id}/src/${name}`),
  ),
  ...pages,
].filter(file => !notYet.some(pattern => pattern.test(file)))

/** Text that is read in one go: a line of code, or a comment or paragraph of several lines. */
interface Passage {
  readonly line: number
  readonly isCode: boolean
  text: string
  /** Where each further line begins in the text. */
  readonly starts: number[]
}

/** The passages of a file. What goes on in the next line is one passage, so that a phrase may be cut anywhere. */
function passagesOf(text: string, isPage: boolean): readonly Passage[] {
  const passages: Passage[] = []
  let open: Passage | undefined
  let isFenced = false
  for (const [at, line] of text.split('\n').entries()) {
    const isFence = isPage && /^\s*```/.test(line)
    if (isFence) isFenced = !isFenced
    const isProse = isPage && !isFenced && !isFence && line.trim() !== ''
    const comment = isPage ? undefined : /^\s*(?:\/\*\*?|\*(?!\/)|\/\/)(.*)$/.exec(line)?.[1]
    const begins = isPage ? /^\s*(?:[-*|#>]|\d+\.) ?/.test(line) : /^\s*(?:\/\*|(?:\*|\/\/) @)/.test(line)
    const content = isProse ? line.trim() : comment?.replace(/\*\/\s*$/, '').trim()
    if (content !== undefined && open !== undefined && !begins) {
      open.starts.push(open.text.length + 1)
      open.text += ` ${content}`
    } else {
      open = { line: at + 1, isCode: content === undefined, text: content ?? line, starts: [] }
      passages.push(open)
    }
    if (content === undefined || content === '') open = undefined
    // A comment that ends here does not continue in the next line.
    else if (comment !== undefined && line.trimEnd().endsWith('*/')) open = undefined
  }
  return passages
}

interface Problem {
  readonly line: number
  readonly phrase: string
  readonly better: string
  /** The passage that the phrase is in, and its place there. */
  readonly text: string
  readonly at: number
}

/** The strings and the comment of a line of code, with blanks in the place of all else: names in code may be any words. */
const proseOf = (code: string): string => {
  let prose = ' '.repeat(code.length)
  for (const { 0: part, index } of code.matchAll(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`|\/\/ .*$/g))
    prose = prose.slice(0, index) + part + prose.slice(index + part.length)
  return prose
}

/** What is to be rewritten in a text, one entry for each place. */
function problemsOf(text: string, { isPage = false } = {}): readonly Problem[] {
  const inPassage = (passage: Passage, searched: string, list: readonly Phrase[]): readonly Problem[] =>
    list.flatMap(([pattern, better]) =>
      [...searched.matchAll(pattern)].map(found => ({
        line: passage.line + passage.starts.filter(start => start <= found.index).length,
        phrase: found[0].trim(),
        better,
        text: passage.text,
        at: found.index,
      })),
    )
  return passagesOf(text, isPage).flatMap(passage => [
    ...inPassage(passage, passage.text, phrases),
    ...inPassage(passage, passage.isCode ? proseOf(passage.text) : passage.text, riddles),
  ])
}

const problemsIn = (file: string): readonly Problem[] =>
  problemsOf(readFileSync(root + file, 'utf8'), { isPage: file.endsWith('.md') })

/** True where the text of an exception is around the phrase. */
function isExcepted({ text, at, phrase }: Problem, exception: Pick<Exception, 'text'>): boolean {
  for (let from = text.indexOf(exception.text); from >= 0; from = text.indexOf(exception.text, from + 1))
    if (from <= at && at + phrase.length <= from + exception.text.length) return true
  return false
}

it('messages, TSDoc, comments and guides use none of the phrases', () => {
  const problems = files.flatMap(file => {
    const allowed = exceptions.filter(exception => exception.file === file)
    return problemsIn(file)
      .filter(problem => !allowed.some(exception => isExcepted(problem, exception)))
      .map(({ line, phrase, better }) => `${file}:${line}: "${phrase}": write ${better}`)
  })
  expect(problems).toEqual([])
})

it.each(exceptions)('an exception is needed as often as it says: $file, $text', ({ file, text, times = 1 }) => {
  expect(problemsIn(file).filter(problem => isExcepted(problem, { text }))).toHaveLength(times)
})

describe('how phrases are found', () => {
  const found = (text: string, options?: Parameters<typeof problemsOf>[1]): readonly string[] =>
    problemsOf(text, options).map(({ line, phrase }) => `${line} ${phrase}`)

  it.each<[what: string, text: string, expected: readonly string[]]>([
    ['a message', 'fail(`decode MX: ${left} octets left`)', ['1 octets']],
    ['a comment', '// a login that went well', ['1 went well']],
    ['several in one line', '// octets below TLS, where AUTH went well', ['1 octets', '1 below TLS', '1 went well']],
    ['the same twice', '/** octets of octets */', ['1 octets', '1 octets']],
    [
      'TSDoc over the end of a line',
      '/**\n * Where a line\n * stands in the stream: 3\n * octets.\n */',
      ['4 octets', '3 stands'],
    ],
    ['a phrase that is cut itself', '/** A login that went\n * well. */', ['1 went well']],
    ['comments of two lines', '  // AUTH went\n  // well', ['1 went well']],
    ['not over the end of a comment', '/** A login that went */\n/** well. */', []],
    ['not over a tag', '/**\n * A login that went\n * @throws well\n */', []],
    [
      'not a phrase with another meaning',
      '`*` stands for any characters; as no more than that it is valid until the next read',
      [],
    ],
    ['a name of a variable', 'const knows = true', ['1 const knows']],
    ['a riddle over the end of a line', '// what is behind\n// it, in either\n// case', ['1 behind', '2 in either case']],
    ['a riddle in a message', "fail('send: no exchange is under way')", ['1 under way']],
    ['a riddle at the end of code', 'let at = 0 // what came', ['1 what came']],
    ['not a name that has the words of a riddle', 'const behind = nobody(anew)', []],
  ])('%s: %j', (_, text, expected) => expect(found(text)).toEqual(expected))

  it.each<[what: string, text: string, expected: readonly string[]]>([
    ['a paragraph over the end of a line', 'A login that went\nwell.\n\nThe octets\nfollow.', ['1 went well', '4 octets']],
    ['not over an empty line', 'A login that went\n\nwell.', []],
    ['an item of a list over the end of a line', '- a login that went\n  well', ['1 went well']],
    ['not over the border of two items', '- a login that went\n- well', []],
    ['code', '```ts\nconst octets = 1\n```', ['2 octets']],
  ])('in a page: %s: %j', (_, text, expected) => expect(found(text, { isPage: true })).toEqual(expected))

  it('an exception silences the phrase that it is around, and no other of the line', () => {
    const [first, second] = problemsOf('const { octets } = f() // octets')
    expect([first, second].map(problem => isExcepted(problem!, { text: 'const { octets }' }))).toEqual([true, false])
  })
})
