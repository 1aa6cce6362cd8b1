import { expect, test } from 'vitest'
import { withOneSourceMapLine } from '../source-map-line.js'

const line = '\n//# sourceMappingURL=index.js.map'

test.each<[string, string, string]>([
  ['one line', `a()${line}`, `a()${line}`],
  ['two lines', `a()${line}${line}`, `a()${line}`],
  ['three lines, and line ends between and behind them', `a()\n${line}\n\n${line}${line}\n`, `a()${line}`],
  ['no line', 'a()\n', 'a()\n'],
  ['a line in the middle', `a()${line}\nb()\n`, `a()${line}\nb()\n`],
  ['a line of another file', `a()${line}2${line}`, `a()${line}2${line}`],
  ['nothing', '', ''],
])('%s', (_, code, left) => {
  expect(withOneSourceMapLine(code)).toBe(left)
})
