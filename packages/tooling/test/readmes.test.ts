/**
 * The READMEs of the packages are their pages on npm: each stands alone. What they name of the repository is drawn from the one file that has
 * its address (`npx vitest run packages/tooling/test/readmes.test.ts -u` draws it anew); their examples are run by examples.test.ts.
 */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { redrawnPage } from '../src/testing/index.js'
import { filesBelow, type Package, published, root } from './packages.js'

const { address, pageLink } = createRequire(import.meta.url)('../repository.cjs') as {
  readonly address: string
  readonly pageLink: (path: string, base?: string) => string
}

const readme = ({ directory }: Package): string => readFileSync(`${directory}README.md`, 'utf8')

/** The pages of the repository about a package: its guides, and what it covers of the RFCs. */
function pagesOf({ id }: Package): { readonly guides: string[]; readonly conformance: string[] } {
  const conformance = filesBelow(`${root}docs/conformance`, /\.md$/).map(file => file.slice(root.length))
  if (id === 'mailwire') return { guides: ['docs/mail.md', 'docs/port-25.md', 'docs/access.md'], conformance }
  const isOwn = (page: string): boolean => new RegExp(`/${id}[.-]`).test(page)
  return { guides: [`docs/${id}.md`], conformance: conformance.filter(isOwn) }
}

/** The end of a README. */
function drawn(one: Package, base = address): string {
  const { guides, conformance } = pagesOf(one)
  const list = (pages: readonly string[]): string => pages.map(page => pageLink(page, base)).join(', ')
  const part =
    base === ''
      ? 'Part of mailwire. The repository has no public address yet, so that its pages are named here without links.'
      : `Part of [mailwire](${base}).`
  return `${part} Guide: ${list(guides)}. What is covered, RFC by RFC: ${list(conformance)}. How to report a vulnerability: ${list(['SECURITY.md'])}. License: MIT.`
}

describe.each(published)('the README of $manifest.name', one => {
  test('names the pages of the repository as its address has it', async () => {
    const page = `${one.directory}README.md`
    await expect(redrawnPage(readme(one), { pages: () => drawn(one) })).toMatchFileSnapshot(page)
  })

  test('those pages exist', () => {
    const { guides, conformance } = pagesOf(one)
    expect(conformance).not.toEqual([])
    for (const page of [...guides, ...conformance]) expect(existsSync(root + page), page).toBe(true)
  })

  test('has links to RFCs and to the repository alone, and none that is relative', () => {
    const targets = [...readme(one).matchAll(/\]\(([^)]*)\)|<(https?:[^>]*)>|(?<![(<])\b(https?:\/\/[^\s)>]+)/g)]
    const isRfc = (url: string): boolean => /^https:\/\/www\.rfc-editor\.org\/rfc\/rfc\d+$/.test(url)
    const isOwn = (url: string): boolean => address !== '' && (url === address || url.startsWith(`${address}/blob/main/`))
    const others = targets
      .map(([, link, bracketed, bare]) => link ?? bracketed ?? bare!)
      .filter(url => !isRfc(url) && !isOwn(url))
    expect(others).toEqual([])
  })

  test('says how to install it, what it needs, how errors look, and what each entry is for', () => {
    const text = readme(one)
    expect(text).toContain(`\nnpm install ${one.manifest.name}\n`)
    expect(text).toContain(`for Node ${one.manifest.engines?.['node']?.slice(2)} or newer`)
    expect(text).toContain('\n## Errors\n')
    const entries = Object.keys(one.manifest.exports).filter(path => path !== './package.json')
    for (const path of entries) expect(text).toMatch(new RegExp(`['\`]${one.manifest.name}${path.slice(1)}['\`]`))
  })
})

test('with an address there is a link to each page', () => {
  const dns = published.find(({ id }) => id === 'dns')!
  const text = drawn(dns, 'https://git.example/owner/name')
  expect(text).toContain('[mailwire](https://git.example/owner/name)')
  expect(text).toContain(
    '[docs/conformance/dns-records.md](https://git.example/owner/name/blob/main/docs/conformance/dns-records.md)',
  )
  expect(text).not.toContain('`')
})
