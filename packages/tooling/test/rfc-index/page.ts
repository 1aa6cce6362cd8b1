/** The pages of docs/index: a row for each section of an RFC, with what cites it. */
import { readFileSync } from 'node:fs'
import { markdownTable } from '@mailwire/tooling/testing'
import { filesBelow, packages, root } from '../packages.js'
import type { Citation } from './citations.js'
import { asksNothing, gaps } from './known.js'
import { type Indexed, type Sections, sectionsCited, sectionsOf } from './sections.js'
import { type Place, readSource } from './sources.js'

export interface CitingFile {
  /** Below `packages`: `dns/src/name.ts`. */
  readonly path: string
  readonly kind: 'source' | 'test' | 'other'
  readonly exports: readonly string[]
  readonly places: readonly Place[]
}

/** These packages test, measure and build the others; what they cite besides tests is in no row. */
const PRIVATE: readonly string[] = ['bench', 'fuzz', 'interop', 'tooling']
/** Its own tests cite what does not exist, to see that it is found. */
const LEFT_OUT = /\/(?:dist|node_modules)\/|\/tooling\/test\/rfc-index/
/** A citation in the head of a file counts for what the file exports, up to so many names. */
const HEAD_NAMES = 4
/** Tests that a row names. */
const TESTS_NAMED = 4
const TITLE_LENGTH = 110

export const citingFiles = (): CitingFile[] =>
  packages.flatMap(({ directory }) =>
    filesBelow(directory, /\.ts$/).flatMap((file): CitingFile[] => {
      const text = LEFT_OUT.test(file) ? '' : readFileSync(file, 'utf8')
      if (!text.includes('RFC')) return []
      const path = file.replaceAll('//', '/').slice(`${root}packages/`.length)
      return [{ path, kind: kindOf(path), ...readSource(path, text) }]
    }),
  )

function kindOf(path: string): CitingFile['kind'] {
  const [id, folder] = path.split('/')
  if (folder === 'test' || folder === 'system') return 'test'
  return folder === 'src' && !PRIVATE.includes(id!) ? 'source' : 'other'
}

/** The citations of an RFC that name a section which it does not have: the file, and what it cites. */
export const wrongCitations = (files: readonly CitingFile[], rfc: Indexed, sections: Sections = sectionsOf(rfc)): string[] =>
  files.flatMap(({ path, places }) =>
    places
      .filter(({ citation }) => citation.rfc === rfc && sectionsCited(sections, citation) === undefined)
      .map(({ citation }) => `${path}: ${textOf(citation)}`),
  )

const textOf = ({ rfc, section, to }: Citation): string => `RFC ${rfc} ${section}${to === undefined ? '' : ` to ${to}`}`

/** The sections that neither a source nor a test cites. */
export function uncited(files: readonly CitingFile[], rfc: Indexed): string[] {
  const rows = citedBySection(files, rfc)
  return [...rows].filter(([, cited]) => cited.every(({ file }) => file.kind === 'other')).map(([section]) => section)
}

interface Cited {
  readonly file: CitingFile
  readonly place: Place
}

function citedBySection(files: readonly CitingFile[], rfc: Indexed): ReadonlyMap<string, readonly Cited[]> {
  const sections = sectionsOf(rfc)
  const rows = new Map([...sections.keys()].map((section): [string, Cited[]] => [section, []]))
  for (const file of files)
    for (const place of file.places)
      if (place.citation.rfc === rfc)
        for (const section of sectionsCited(sections, place.citation) ?? []) rows.get(section)!.push({ file, place })
  return rows
}

export function indexPage(files: readonly CitingFile[], rfc: Indexed): string {
  const sections = sectionsOf(rfc)
  const rows = [...citedBySection(files, rfc)].map(([section, cited]) => [
    section,
    inMarkdown(sections.get(section)!),
    ...cells(rfc, section, cited),
  ])
  return `# RFC ${rfc}: sections, functions and tests

Made by a test, not typed: [README.md](README.md) says how. Paths are under \`packages\`.

${markdownTable(['section', 'title', 'functions and files', 'tests'], rows)}
`
}

function cells(rfc: Indexed, section: string, cited: readonly Cited[]): [string, string] {
  const sources = sourcesCell(cited)
  const tests = testsCell(cited)
  const kind = asksNothing[rfc][section]
  if (sources !== '' || tests !== '') return [sources, tests]
  return [`nothing cites it: ${kind ?? gaps[rfc][section] ?? 'a gap without a reason'}`, '']
}

/** Each file once, with the names that cite the section. */
function sourcesCell(cited: readonly Cited[]): string {
  const names = new Map<string, Set<string>>()
  for (const { file, place } of cited) {
    if (file.kind !== 'source') continue
    const found = names.get(file.path) ?? new Set()
    names.set(file.path, found)
    if (place.exported !== undefined) found.add(place.exported)
    else if (place.isHead && file.exports.length <= HEAD_NAMES) for (const name of file.exports) found.add(name)
  }
  return [...names]
    .map(([path, found]) => linkTo(path) + (found.size === 0 ? '' : `: ${[...found].map(name => `\`${name}\``).join(', ')}`))
    .join('; ')
}

/** The first test of each file, so that a row shows as many files as it can; then the number of the others. */
function testsCell(cited: readonly Cited[]): string {
  const titles = new Map<string, Set<string>>()
  for (const { file, place } of cited)
    if (file.kind === 'test') titles.set(file.path, (titles.get(file.path) ?? new Set()).add(titleOf(place)))
  const all = [...titles].flatMap(([path, found]) => {
    const named = [...found].filter(title => title !== '')
    return (named.length === 0 ? [''] : named).map((title, at) => ({ path, title, at }))
  })
  // Titles say more than a file, and a first one of another file more than a second one.
  const order = [...all].sort((a, b) => a.at - b.at || Number(a.title === '') - Number(b.title === ''))
  const shown = order.slice(0, TESTS_NAMED).map(({ path, title }) => linkTo(path) + (title === '' ? '' : `: "${title}"`))
  const rest = order.length - shown.length
  return [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join('; ')
}

/** Nothing where the string is a citation and no title, as in a table that gives the section of each row. */
function titleOf({ title }: Place): string {
  if (title === undefined || /^RFCs? \d+[^a-z]*$/.test(title)) return ''
  const line = title.replaceAll(/\s+/g, ' ').trim()
  return inMarkdown(line.length > TITLE_LENGTH ? `${line.slice(0, TITLE_LENGTH).trimEnd()}…` : line)
}

const linkTo = (path: string): string => `[${path.replace(/\/(?:src|test|system)\//, ' ')}](../../packages/${path})`

const inMarkdown = (text: string): string => text.replaceAll(/[\\`*_<>[\]]/g, '\\$&')
