/** The fuzzer knows every name that the registries know. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { redrawn } from '../scripts/dictionary.js'

it('packages/fuzz/dictionaries/imap.dict is drawn from the registries (vitest -u draws it anew)', async () => {
  const path = fileURLToPath(new URL('../../fuzz/dictionaries/imap.dict', import.meta.url))
  await expect(redrawn(readFileSync(path, 'utf8'))).toMatchFileSnapshot(path)
})
