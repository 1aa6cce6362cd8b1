/**
 * docs/index is made of what the sources and the tests cite, and every citation is of a section that the RFC has.
 * `npx vitest run packages/tooling/test/rfc-index.test.ts -u` makes the pages anew.
 */
import { describe, expect, it } from 'vitest'
import { root } from './packages.js'
import { type Citation, citationsOf } from './rfc-index/citations.js'
import { asksNothing, gaps } from './rfc-index/known.js'
import { citingFiles, indexPage, uncited, wrongCitations } from './rfc-index/page.js'
import { indexed, sectionsOf } from './rfc-index/sections.js'
import { readSource } from './rfc-index/sources.js'

const files = citingFiles()

describe.each(indexed)('RFC %i', rfc => {
  it('has a page that is up to date (vitest -u makes it anew)', async () => {
    await expect(indexPage(files, rfc)).toMatchFileSnapshot(`${root}docs/index/rfc${rfc}.md`)
  })

  it('has every section that is cited', () => {
    expect(wrongCitations(files, rfc)).toEqual([])
  })

  it('is cited in every section, or it is known why not', () => {
    const known = { ...asksNothing[rfc], ...gaps[rfc] }
    expect(uncited(files, rfc).filter(section => known[section] === undefined)).toEqual([])
  })

  it('has no gap that is closed, and none that it does not have', () => {
    const open = new Set(uncited(files, rfc))
    expect(Object.keys(gaps[rfc]).filter(section => !open.has(section) || section in asksNothing[rfc])).toEqual([])
    expect(Object.keys(asksNothing[rfc]).filter(section => !sectionsOf(rfc).has(section))).toEqual([])
  })
})

describe('citations', () => {
  const short = ({ rfc, section, to }: Citation) => `${rfc} ${section}${to === undefined ? '' : `-${to}`}`

  it.each([
    ['(RFC 1035 4.1.4)', ['1035 4.1.4']],
    ['RFC 9051 2.3.1, 7.4.1, 7.5.1; RFC 7162', ['9051 2.3.1', '9051 7.4.1', '9051 7.5.1']],
    ['RFC 1939 5 and 7, RFC 2449 3', ['1939 5', '1939 7', '2449 3']],
    ['RFC 1939 3 to 6, RFC 5034 4', ['1939 3-6', '5034 4']],
    ['RFC 5321 4.1.1.3, appendix C.', ['5321 4.1.1.3', '5321 C']],
    ['RFC 5321 D.1 and F.2', ['5321 D.1', '5321 F.2']],
    ['in RFC 9051 E, too', ['9051 E']],
    ["RFC 1939 3's line", ['1939 3']],
    ['RFC 1939 7 says that, 20 of them', ['1939 7']],
    ['RFC 1939 7, 70 characters', ['1939 7']],
    ['RFC 9051 9, `sequence-set`', ['9051 9']],
    ['RFC 9051 A client', []],
    ['RFC 9051, RFC 3501', []],
    ['RFC 9051 64-bit numbers', []],
  ])('%s', (text, expected) => {
    expect(citationsOf(text).map(short)).toEqual(expected)
  })

  it('are found with what they are in', () => {
    const source = `/** The head (RFC 1035 1). */
import x from 'x'

/** Of the function (RFC 1035
 * 2.1). */
export function one() {
  // Inside, over
  // two lines: RFC 1035 2.2.
  return /RFC 1035 9/.test(x)
} // behind it: RFC 1035 2.3

/** Not exported (RFC 1035 3.1). */
const two = { section: 'RFC 1035 3.2' }
export const three: string = \`RFC 1035 3.3 \${two} RFC 1035 3.4\`
// The end (RFC 1035 4).
`
    const { places, exports } = readSource('a.ts', source)
    expect(places.map(({ citation, ...more }) => [citation.section, more])).toEqual([
      ['1', { isHead: true }],
      ['2.1', { exported: 'one' }],
      ['2.2', { exported: 'one' }],
      ['2.3', { exported: 'one' }],
      ['3.1', {}],
      ['3.2', { title: 'RFC 1035 3.2' }],
      ['3.3', { exported: 'three', title: 'RFC 1035 3.3 … RFC 1035 3.4' }],
      ['3.4', { exported: 'three', title: 'RFC 1035 3.3 … RFC 1035 3.4' }],
      ['4', {}],
    ])
    expect(exports).toEqual(['one', 'three'])
  })

  it('of a section that the RFC does not have are found', () => {
    const cite = (text: string) => [{ path: 'a/src/a.ts', kind: 'source' as const, ...readSource('a.ts', `// ${text}`) }]
    expect(wrongCitations(cite('RFC 1035 4.1.5, RFC 1035 4.1.4'), 1035)).toEqual(['a/src/a.ts: RFC 1035 4.1.5'])
    expect(wrongCitations(cite('RFC 1939 7 to 5'), 1939)).toEqual(['a/src/a.ts: RFC 1939 7 to 5'])
    expect(wrongCitations(cite('RFC 1939 3 to 16'), 1939)).toEqual(['a/src/a.ts: RFC 1939 3 to 16'])
  })
})
