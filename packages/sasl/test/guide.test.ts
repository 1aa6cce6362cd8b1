/** The guide shows what the code does. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { redrawn } from '../scripts/diagrams.js'

it('docs/sasl.md is drawn from the code (vitest -u draws it anew)', async () => {
  const page = fileURLToPath(new URL('../../../docs/sasl.md', import.meta.url))
  await expect(redrawn(readFileSync(page, 'utf8'))).toMatchFileSnapshot(page)
})
