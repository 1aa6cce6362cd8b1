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

/** The last line is the only one, whatever line ends are between and behind them; a file without one stays as it is. */
export function withOneSourceMapLine(code: string): string {
  const line = /\n\/\/# sourceMappingURL=[^\n]+$/.exec(code.trimEnd())?.[0]
  if (line === undefined) return code
  let rest = code.trimEnd()
  while (rest.endsWith(line)) rest = rest.slice(0, -line.length).trimEnd()
  return rest + line
}
