/**
 * Draws the tables of `docs/conformance/imap.md` that list what the registries hold: a row for each rule, with the section that the rule names, the
 * file that it is in, and a test. A test that the page names stays while it is about the rule; `vitest -u` finds one for a row without.
 */
import { markdownTable, redrawnPage } from '@mailwire/tooling/testing'
import { modifiersOfFetch } from '../src/command/fetch.js'
import { fetchAttRules } from '../src/command/fetch-att.js'
import { listReturns, listSelections } from '../src/command/list.js'
import { createParameters } from '../src/command/mailbox.js'
import { optionsOfGet } from '../src/command/metadata.js'
import { commandRules } from '../src/command/registry.js'
import { searchReturns } from '../src/command/search-program.js'
import { selectParameters } from '../src/command/select-parameter.js'
import { modifiersOfStore } from '../src/command/store.js'
import { fetchItemRules } from '../src/fetch/registry.js'
import { codeRules } from '../src/response/code/code.js'
import { responseRules } from '../src/response/registry.js'
import { returnDataRules } from '../src/response/search-data.js'
import { statusItemRules } from '../src/response/status-item.js'
import { searchKeyRules } from '../src/search/registry.js'
import { sortKeyRules } from '../src/search/sort-key.js'
import { sourceOf } from './rule-sources.js'
import { type Citation, isAbout, testAbout } from './tests.js'

/** What every registry says of a rule. */
interface Rule {
  readonly name: string
  readonly section: string
}

/** One table of the page. */
interface Table {
  readonly rules: readonly Rule[]
  /** The file that holds the registry, for rules that are in none of their own. */
  readonly registry: string
  /** How the rule's name looks in a test that is about it: on the wire, or as a value. */
  readonly mentions: (name: string) => RegExp
  /** Files of tests to look into before all others; behind the first one comes the file that is called as the rule's. */
  readonly tests: readonly string[]
}

const quoted = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
/** The name as a word, in upper case. */
const word = (name: string): RegExp => new RegExp(`(?<![\\w.-])${quoted(name)}(?![\\w-]|\\.[A-Z])`)

const options = (registry: string, { rules }: { readonly rules: readonly Rule[] }): Table => ({
  rules,
  registry,
  mentions: word,
  tests: ['registries', 'command-values'],
})

/** By the region of the page that each is drawn in. */
export const tables: Readonly<Record<string, Table>> = {
  responses: {
    rules: responseRules,
    registry: 'response/registry.ts',
    mentions: name => new RegExp(`\\* (?:\\d+ )?${quoted(name)}(?![\\w-])|type: '${name.toLowerCase()}'`),
    tests: ['responses', 'search-responses', 'grammar'],
  },
  codes: {
    rules: codeRules,
    registry: 'response/code/registry.ts',
    mentions: name => new RegExp(`\\[${quoted(name)}(?![\\w-])|'${quoted(name)}(?=[ '])`),
    tests: ['registries'],
  },
  'fetch-items': {
    rules: fetchItemRules,
    registry: 'fetch/registry.ts',
    mentions: word,
    tests: ['fetch-extensions', 'responses', 'field-cases'],
  },
  'status-items': {
    rules: statusItemRules,
    registry: 'response/status-item.ts',
    mentions: word,
    tests: ['registries'],
  },
  'search-data': {
    rules: returnDataRules,
    registry: 'response/search-data.ts',
    mentions: word,
    tests: ['search-responses', 'responses'],
  },
  commands: {
    rules: commandRules,
    registry: 'command/registry.ts',
    mentions: name => new RegExp(`verb: '${name.toLowerCase()}'`),
    tests: ['registries', 'command-values', 'sessions'],
  },
  'fetch-atts': {
    rules: fetchAttRules,
    registry: 'command/fetch-att.ts',
    mentions: word,
    tests: ['registries'],
  },
  'search-keys': {
    rules: searchKeyRules,
    registry: 'search/registry.ts',
    mentions: name => new RegExp(`key: '${quoted(name)}'`),
    tests: ['registries'],
  },
  'sort-keys': {
    rules: sortKeyRules,
    registry: 'search/sort-key.ts',
    mentions: name => new RegExp(`key: '${quoted(name)}'`),
    tests: ['registries'],
  },
  'search-returns': options('command/search-program.ts', searchReturns),
  'fetch-modifiers': options('command/fetch.ts', modifiersOfFetch),
  'store-modifiers': options('command/store.ts', modifiersOfStore),
  'select-parameters': options('command/select-parameter.ts', selectParameters),
  'create-parameters': options('command/mailbox.ts', createParameters),
  'list-selections': options('command/list.ts', listSelections),
  'list-returns': options('command/list.ts', listReturns),
  'metadata-options': options('command/metadata.ts', optionsOfGet),
}

/** In the place of a test; the test of the page wants none. */
export const NO_TEST = 'none'

/** The page with each table drawn anew. */
export function redrawn(page: string): string {
  const draw = (region: string): [string, () => string] => [region, () => tableOf(tables[region]!, citationsOf(page, region))]
  return redrawnPage(page, Object.fromEntries(Object.keys(tables).map(draw)))
}

function tableOf({ rules, registry, mentions, tests }: Table, cited: ReadonlyMap<string, Citation>): string {
  return markdownTable(
    ['name', 'document', 'file', 'test'],
    rules.map(rule => {
      const file = sourceOf(rule) ?? registry
      const before = cited.get(rule.name)
      const pattern = mentions(rule.name)
      const own = file.slice(file.lastIndexOf('/') + 1, -'.ts'.length)
      const test = before !== undefined && isAbout(before, pattern) ? before : testAbout(pattern, [tests[0]!, own, ...tests])
      if (test === undefined) return [`\`${rule.name}\``, rule.section, `\`${file}\``, NO_TEST]
      return [`\`${rule.name}\``, rule.section, `\`${file}\``, `\`${test.file}\`: "${test.title}"`]
    }),
  )
}

/** The tests that a region of the page names, by the name of the rule. */
function citationsOf(page: string, region: string): ReadonlyMap<string, Citation> {
  const text = page.slice(page.indexOf(`<!-- ${region} -->`), page.indexOf(`<!-- /${region} -->`))
  return new Map(
    [...text.matchAll(/^\| `([^`]+)` \|.*\| `([\w-]+\.test\.ts)`: "([^"]+)" \|$/gm)].map(([, name, file, title]) => [
      name!,
      { file: file!, title: title! },
    ]),
  )
}
