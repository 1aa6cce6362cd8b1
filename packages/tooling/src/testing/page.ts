/** Regions of a page that are drawn from tables: what is between `<!-- name -->` and `<!-- /name -->`. */

/** A Markdown table. A `|` in a cell is escaped. */
export const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map(row => `| ${row.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n')

/** The page with each region drawn anew. @throws where the page does not have one */
export const redrawnPage = (page: string, regions: Readonly<Record<string, () => string>>): string =>
  Object.entries(regions).reduce((text, [name, draw]) => {
    const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
    const from = text.indexOf(start)
    const to = text.indexOf(end)
    if (from < 0 || to < from) throw new Error(`the page has no region ${name}`)
    return `${text.slice(0, from + start.length)}\n${draw()}\n${text.slice(to)}`
  }, page)

/** The comment before each key of a constant, as one line: a limit's reason, a code's meaning. */
export function commentsOf(source: string, constant: string): ReadonlyMap<string, string> {
  const start = source.indexOf(`export const ${constant}`)
  if (start < 0) throw new Error(`the source has no constant ${constant}`)
  const comments = new Map<string, string>()
  let words: string[] = []
  for (const line of source.slice(start, source.indexOf('\n}\n', start)).split('\n').slice(1)) {
    const found = line.split(' ').filter(word => word !== '')
    if (found[0] === '/**' || found[0] === '*' || found[0] === '*/') words.push(...found.slice(1).filter(word => word !== '*/'))
    else {
      comments.set(line.slice(0, line.indexOf(':')).trim(), words.join(' '))
      words = []
    }
  }
  return comments
}
