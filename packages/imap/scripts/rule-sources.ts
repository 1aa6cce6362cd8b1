/** Which file a rule of a registry is in: the modules are asked for what they export. */
import { readdirSync } from 'node:fs'
import { Options } from '../src/command/option.js'

const source = new URL('../src/', import.meta.url)
const files = ['response', 'response/code', 'fetch', 'search', 'command'].flatMap(directory =>
  readdirSync(new URL(directory, source))
    .filter(name => name.endsWith('.ts') && name !== 'registry.ts')
    .map(name => `${directory}/${name}`),
)

const fileOfRule = new Map<unknown, string>()
for (const file of files)
  for (const exported of Object.values((await import(new URL(file, source).href)) as Readonly<Record<string, unknown>>))
    for (const rule of rulesIn(exported)) if (!fileOfRule.has(rule)) fileOfRule.set(rule, file)

/** A rule by itself, and those of a list or of the options of one place. */
function rulesIn(exported: unknown): readonly unknown[] {
  if (exported instanceof Options) return exported.rules
  return Array.isArray(exported) ? (exported as readonly unknown[]) : [exported]
}

/** Its file below `src`; `undefined` for one that is in the list of a registry alone. */
export const sourceOf = (rule: object): string | undefined => fileOfRule.get(rule)
