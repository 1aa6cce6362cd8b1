/** The pages of `docs/conformance` cite sources, tests and, of some tests, titles: all of them exist. */
import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { filesBelow, packages, root } from './packages.js'

/** Sources of tests by file name; several packages may have one of the same name. */
const sources = new Map<string, string[]>()
for (const { directory } of packages)
  for (const file of ['test', 'system'].flatMap(below => filesBelow(directory + below, /\.(test|check)\.ts$/))) {
    const name = file.slice(file.lastIndexOf('/') + 1)
    sources.set(name, [...(sources.get(name) ?? []), readFileSync(file, 'utf8')])
  }

/** `file.test.ts`, perhaps with titles: `file.test.ts`: "one", "another". */
const CITATION = /`(?:[\w./-]*\/)?([\w-]+\.(?:test|check)\.ts)`(?::((?:,? "[^"]+")+))?/g

const pages = filesBelow(`${root}docs/conformance`, /\.md$/)

test.each(pages.map(page => [page.slice(root.length), page]))('%s cites tests that exist', (_name, page) => {
  const missing = [...readFileSync(page, 'utf8').matchAll(CITATION)].flatMap(({ 1: file, 2: titles = '' }) => {
    const texts = sources.get(file!)
    if (texts === undefined) return [file]
    return [...titles.matchAll(/"([^"]+)"/g)].flatMap(({ 1: title }) =>
      texts.some(text => text.includes(title!)) ? [] : [`${file}: ${title}`],
    )
  })
  expect(missing).toEqual([])
})

/** A file or, with a slash at its end, a folder; a star stands for any part of a name. */
const PATH = /`([\w.*-]+(?:\/[\w.*-]+)*(?:\.ts|\/))`/g
const files = filesBelow(`${root}packages`, /\.(?:[cm]?[jt]s|json|py|sh|dict)$/).filter(
  file => !/\/(?:node_modules|dist)\//.test(file),
)

/** Whether a path that a page of a package names is there: below the root, the package, its sources or tests, or a test by its name alone. */
function exists(path: string, id: string): boolean {
  const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}${path.endsWith('/') ? '' : '$'}`)
  const places = ['', 'packages/', ...[id, 'mailwire'].flatMap(each => ['', 'src/', 'test/'].map(at => `packages/${each}/${at}`))]
  return files.some(file => {
    const name = file.slice(root.length)
    const isNear = [id, 'mailwire', 'interop', 'tooling'].some(each => name.startsWith(`packages/${each}/`))
    return (
      places.some(place => name.startsWith(place) && pattern.test(name.slice(place.length))) ||
      (isNear && pattern.test(posix.basename(name)))
    )
  })
}

test.each(pages.map(page => [page.slice(root.length), page]))('%s cites files that exist', (_name, page) => {
  const [id = ''] = posix.basename(page, '.md').split('-')
  const paths = [...readFileSync(page, 'utf8').matchAll(PATH)].map(([, path]) => path!)
  expect(paths.filter(path => !exists(path, id))).toEqual([])
})

/** The files that recipes add. */
const FICTITIOUS = /\/x(?:foo|bar|code)\.ts$/

test('every page names files of packages that exist', () => {
  const all = [...filesBelow(`${root}docs`, /\.md$/), `${root}CONTRIBUTING.md`, `${root}README.md`, `${root}SECURITY.md`]
  const missing = all.flatMap(page =>
    [...readFileSync(page, 'utf8').matchAll(PATH)]
      .map(([, path]) => path!)
      .filter(path => path.startsWith('packages/') && !FICTITIOUS.test(path) && !exists(path, ''))
      .map(path => `${page.slice(root.length)}: ${path}`),
  )
  expect(missing).toEqual([])
})

test.each(['pop3', 'sasl'])('each row of %s.md names a test by its title', page => {
  const rows = readFileSync(`${root}docs/conformance/${page}.md`, 'utf8')
    .split('\n')
    .filter(line => line.startsWith('| ') && line.includes('.test.ts'))
  expect(rows.length).toBeGreaterThan(20)
  expect(rows.filter(row => !/\.test\.ts`: "/.test(row))).toEqual([])
})
