/** docs/conformance/imap.md lists what the registries hold, no more and no less, each with a test that is about it. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { NO_TEST, redrawn, tables } from '../scripts/conformance.js'

const path = fileURLToPath(new URL('../../../docs/conformance/imap.md', import.meta.url))

it('docs/conformance/imap.md is drawn from the registries (vitest -u draws it anew)', async () => {
  await expect(redrawn(readFileSync(path, 'utf8'))).toMatchFileSnapshot(path)
})

it('each row names a test', () => {
  expect(redrawn(readFileSync(path, 'utf8')).match(new RegExp(`^.*\\| ${NO_TEST} \\|$`, 'gm')) ?? []).toEqual([])
})

it.each(Object.entries(tables))('%s: each rule once, with its document', (_, { rules }) => {
  expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length)
  for (const { section } of rules) expect(section).toMatch(/^(RFC \d+|Gmail|not registered)/)
})
