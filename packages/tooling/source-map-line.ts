/**
 * Leaves one source-map line at the end of each built file. Where tsup shakes the tree, Rollup writes that line and tsup writes it again behind
 * it; no plugin sees the code in between, so this one mends the files.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Options } from 'tsup'

type Plugin = NonNullable<Options['plugins']>[number]

export const sourceMapLine: Plugin = {
  name: 'source-map-line',
  buildEnd({ writtenFiles }) {
    for (const { name } of writtenFiles) {
      if (!/\.c?js$/.test(name)) continue
      const code = readFileSync(name, 'utf8')
      const mended = withOneSourceMapLine(code)
      if (mended !== code) writeFileSync(name, mended)
    }
  },
}

/** What is said again is taken away; a file without the line stays as it is. */
export function withOneSourceMapLine(code: string): string {
  const line = /\n\/\/# sourceMappingURL=[^\n]+$/.exec(code)?.[0]
  while (line !== undefined && code.endsWith(line + line)) code = code.slice(0, -line.length)
  return code
}
