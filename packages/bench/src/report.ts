/** What a run found, as a table for a terminal, as Markdown, or as JSON. Ratios and their noise; no absolute figures. */
import type { Outcome, Standing } from './measure.js'

const HEADINGS = ['topic', 'against', 'mailwire', 'noise', 'the others, in the same terms'] as const

/** One line a topic, under headings. */
export function table(outcomes: readonly Outcome[], color: boolean): string {
  const rows = outcomes.map(cells)
  const widths = HEADINGS.map((heading, column) => Math.max(heading.length, ...rows.map(row => row[column]!.length)))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 2 || column === 3 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
  const paint = (code: number, text: string): string => (color ? `\u001b[${code}m${text}\u001b[0m` : text)
  const printed = outcomes.map((outcome, index) => {
    const text = line(rows[index]!).trimEnd()
    return ourRatio(outcome) < 1 ? paint(33, text) : text
  })
  return [paint(1, line(HEADINGS).trimEnd()), ...printed, ...exclusions(outcomes).map(text => paint(2, text)), ''].join('\n')
}

/** The same for `docs/performance.md`. */
export function markdown(outcomes: readonly Outcome[]): string {
  const rows = [HEADINGS, ['---', '---', '---:', '---:', '---'], ...outcomes.map(cells)]
  const excluded = exclusions(outcomes).map(text => `- ${text}`)
  return [...rows.map(row => `| ${row.join(' | ')} |`), ...(excluded.length === 0 ? [] : ['', ...excluded]), ''].join('\n')
}

/** A page with its table, which stands between two comments, replaced. */
export function withTable(page: string, outcomes: readonly Outcome[]): string {
  const start = page.indexOf('<!-- table -->\n') + '<!-- table -->\n'.length
  return page.slice(0, start) + markdown(outcomes) + page.slice(page.indexOf('<!-- /table -->', start))
}

export function json(outcomes: readonly Outcome[]): string {
  const plain = outcomes.map(({ topic: { name, about, incumbent }, standings, excluded }) => ({
    topic: name,
    about,
    incumbent,
    standings,
    excluded,
  }))
  return `${JSON.stringify(plain, null, 2)}\n`
}

function cells({ topic, standings }: Outcome): readonly string[] {
  const ours = standings.find(({ name }) => name === 'mailwire')!
  const others = standings.filter(({ name }) => name !== 'mailwire' && name !== topic.incumbent)
  return [
    topic.name,
    topic.incumbent,
    times(ours),
    percent(ours),
    others.map(other => `${other.name} ${times(other)}`).join(', '),
  ]
}

const ourRatio = ({ standings }: Outcome): number => standings.find(({ name }) => name === 'mailwire')!.ratio
const times = ({ ratio }: Standing): string =>
  `${ratio < 0.995 ? ratio.toFixed(2) : ratio < 99.5 ? ratio.toPrecision(2) : ratio.toFixed(0)}x`
const percent = ({ noise }: Standing): string => `${(noise * 100).toFixed(noise < 0.095 ? 1 : 0)} %`

const exclusions = (outcomes: readonly Outcome[]): string[] =>
  outcomes.flatMap(({ topic, excluded }) =>
    excluded.map(({ name, reason }) => `${topic.name}: ${name} is not timed, it ${reason}`),
  )
