/** The words that messages, TSDoc, comments and guides do not use, each with the better one: a reader should need no second reading. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { root } from './packages.js'

/** A phrase that is not used, and what to write instead. */
type Phrase = readonly [pattern: RegExp, better: string]

const phrases: readonly Phrase[] = [
  [/\boctets?\b/i, 'bytes; "byte offset", "length in bytes"'],
  [/\b(?:that|what) is none\b/i, 'an invalid value, not a ...'],
  [/\b(?:below|under) TLS\b/, 'over TLS, inside TLS'],
  [/\bwent well\b/i, 'succeeded'],
  [/\b(?:stands?|stood) (?!for\b)/i, 'is in, appears'],
  [/\bsa(?:y|ys|id) (?:no|yes)\b(?! more)/i, 'rejects, accepts'],
  [/\blibert(?:y|ies)\b/i, 'deviation (of a peer), quirk (a row of the table), leniency (accepting it)'],
  [/\bh(?:a|u)ngs? up\b/i, 'closes the connection'],
  [/\b(?:const|let|readonly) (?:hopes|disappointed|knows|leads|measures)\b/, 'expected, rejected, isKnown, offsets, lengths'],
  [/\bthought over\b|\bfor nobody\b|\bto whom it may concern\b/i, 'what happens, to what'],
  [/\bmakes? (?:no )?sense\b/i, 'unrecognized, recognized'],
  [/\b(?:lie|lies) (?:in|unused|there)\b/i, 'is stored in, waits to be read'],
  [/\bbeyond ASCII\b/, 'non-ASCII'],
  [/\bgood (?:until|as long as)\b/i, 'valid until'],
]

/** Packages whose sources are checked. Those of dns and smtp are not rewritten yet: add them here once they are. */
const packages = ['bytes', 'imap', 'mailwire', 'pop3', 'sasl']

const pages = [
  'docs/imap.md',
  'docs/pop3.md',
  'docs/sasl.md',
  'packages/imap/README.md',
  'packages/pop3/README.md',
  'packages/sasl/README.md',
]

/** A use of a phrase that stays. */
interface Exception {
  readonly file: string
  /** Part of the text, on one line. */
  readonly text: string
  readonly reason: string
}

const exceptions: readonly Exception[] = [
  { file: 'packages/pop3/src/listing-rows.ts', text: 'octets', reason: 'the field of a public value, RFC 1939 5 names it so' },
  { file: 'packages/pop3/src/listing.ts', text: 'octets', reason: 'the field of a public value, RFC 1939 5 names it so' },
  { file: 'packages/pop3/src/plain-rows.ts', text: 'octets: numberOf', reason: 'the field of a public value' },
  { file: 'packages/mailwire/src/node/pop3-server.ts', text: 'octets: ', reason: 'the field of a public value' },
  { file: 'packages/mailwire/src/node/pop3-server.ts', text: ' octets`', reason: 'the reply to RETR as RFC 1939 5 writes it' },
  { file: 'docs/pop3.md', text: 'octets: ', reason: 'the field of a public value' },
  { file: 'packages/imap/src/fetch/body-structure.ts', text: "'octet-stream'", reason: 'a media type' },
]

const files: readonly string[] = [
  ...packages.flatMap(id =>
    readdirSync(`${root}packages/${id}/src`, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts'))
      .map(name => `packages/${id}/src/${name}`),
  ),
  ...pages,
]

/** The lines of a file, each with its number. A comment that goes on in the next line is one line, so that a phrase may be cut anywhere. */
function linesOf(text: string): readonly (readonly [line: number, text: string])[] {
  const lines: [number, string][] = []
  for (const [at, line] of text.split('\n').entries()) {
    const continued = /^\s*(?:\*|\/\/) (?!@)(.*)$/.exec(line)?.[1]
    const last = lines.at(-1)
    if (continued !== undefined && last !== undefined && /^\s*(?:\/\*|\*|\/\/)/.test(last[1])) last[1] += ` ${continued}`
    else lines.push([at + 1, line])
  }
  return lines
}

/** What is to be rewritten in a text, one line for each phrase. */
const problemsOf = (text: string, isAllowed: (line: string) => boolean = () => false): readonly string[] =>
  linesOf(text).flatMap(([line, content]) =>
    phrases.flatMap(([pattern, better]) => {
      const found = pattern.exec(content)?.[0]
      return found === undefined || isAllowed(content) ? [] : [`${line}: "${found.trim()}": write ${better}`]
    }),
  )

it('messages, TSDoc, comments and guides use none of the phrases', () => {
  const problems = files.flatMap(file => {
    const allowed = exceptions.filter(exception => exception.file === file)
    const text = readFileSync(root + file, 'utf8')
    return problemsOf(text, line => allowed.some(({ text }) => line.includes(text))).map(problem => `${file}:${problem}`)
  })
  expect(problems).toEqual([])
})

it.each(exceptions)('an exception is needed: $file, $text', ({ file, text }) => {
  const lines = linesOf(readFileSync(root + file, 'utf8')).filter(([, line]) => line.includes(text))
  expect(lines.filter(([, line]) => problemsOf(line).length > 0)).not.toEqual([])
})

it.each([
  ['decode MX: 3 octets left', 1],
  ['// a port that is none', 1],
  ['a session below TLS, where AUTH went well', 2],
  ['/** Where a line\n * stands in the stream. */', 1],
  ['`*` stands for any characters; as no more than that it is valid until the next read', 0],
  ['const knows = true', 1],
])('finds in %j as many phrases: %i', (text, count) => {
  expect(problemsOf(text)).toHaveLength(count)
})
