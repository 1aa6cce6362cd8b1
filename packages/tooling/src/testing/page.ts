/** Regions of a page that are drawn from tables: what is between `<!-- name -->` and `<!-- /name -->`. */

/** A Markdown table. A `|` in a cell is escaped. */
export const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map(row => `| ${row.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n')

/** Keys and what each means, as a table. */
export const keyTable = (key: string, meanings: Readonly<Record<string, string>>): string =>
  markdownTable(
    [key, 'means'],
    Object.entries(meanings).map(([name, meaning]) => [`\`${name}\``, meaning]),
  )

/** Limits with their defaults, and the reason that `defaultLimits` gives for each in its source. */
export function limitTable(limits: object, source: string): string {
  const reasons = commentsOf(source, 'defaultLimits')
  return markdownTable(
    ['limit', 'default', 'bounds'],
    Object.entries(limits).map(([key, value]: [string, number]) => [`\`${key}\``, value.toLocaleString('en'), reasons.get(key)!]),
  )
}

/** What a table of transitions has, as a diagram draws it. */
export interface Diagram<State extends string, Verb extends string, Answer extends string> {
  readonly transitions: Readonly<Record<State, { readonly [One in Verb]?: { readonly [Kind in Answer]?: State } }>>
  readonly verbName: (verb: Verb) => string
  readonly answerName: (answer: Answer) => string
  /** The arrows that no answer leads to, last of all. */
  readonly more: readonly string[]
}

/** All transitions that lead to another state, one arrow for each pair of states: what stays where it is would hide the rest. */
export function stateDiagram<State extends string, Verb extends string, Answer extends string>({
  transitions,
  verbName,
  answerName,
  more,
}: Diagram<State, Verb, Answer>): string {
  const states = Object.keys(transitions) as State[]
  const verbs = new Set(states.flatMap(state => Object.keys(transitions[state]) as Verb[]))
  const arrows = new Map<string, Map<Verb, string[]>>()
  for (const state of states)
    for (const verb of verbs)
      for (const [answer, next] of Object.entries(transitions[state][verb] ?? {}) as [Answer, State][]) {
        if (next === state) continue
        const arrow = `${state} --> ${next}`
        const labels = arrows.get(arrow) ?? new Map<Verb, string[]>()
        arrows.set(arrow, labels.set(verb, [...(labels.get(verb) ?? []), answerName(answer)]))
      }
  const lines = [...arrows].map(([arrow, labels]) => `${arrow}: ${labelText(labels, verbName)}`)
  const drawn = ['[*] --> connecting', ...lines, ...more].map(line => `  ${line}`)
  return ['```mermaid', 'stateDiagram-v2', ...drawn, '```'].join('\n')
}

/** Verbs with the same answers share them: `EHLO, RSET (2yz), BDAT LAST (2yz 4yz 5yz)`. */
function labelText<Verb extends string>(labels: ReadonlyMap<Verb, readonly string[]>, verbName: (verb: Verb) => string): string {
  const groups = new Map<string, string[]>()
  for (const [verb, answers] of labels) {
    const key = answers.join(' ')
    groups.set(key, [...(groups.get(key) ?? []), verbName(verb)])
  }
  return [...groups].map(([answers, names]) => `${names.join(', ')} (${answers})`).join(', ')
}

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
function commentsOf(source: string, constant: string): ReadonlyMap<string, string> {
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
