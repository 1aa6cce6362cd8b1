/** The guide shows the tables that the code reads. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { redrawn } from '../scripts/diagrams.js'

it('docs/smtp.md is generated from the tables (vitest -u regenerates it)', async () => {
  const page = fileURLToPath(new URL('../../../docs/smtp.md', import.meta.url))
  await expect(redrawn(readFileSync(page, 'utf8'))).toMatchFileSnapshot(page)
})
