/** The sections of an RFC: `sections/` has number and title of each, a line each, in the order of the RFC. */
import { readFileSync } from 'node:fs'
import type { Citation } from './citations.js'

export const indexed = [1035, 5321, 1939, 9051] as const
export type Indexed = (typeof indexed)[number]

/** Title by number. */
export type Sections = ReadonlyMap<string, string>

export const sectionsOf = (rfc: Indexed): Sections =>
  new Map(
    readFileSync(new URL(`sections/rfc${rfc}.txt`, import.meta.url), 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
  )

/** The sections that a citation names; a range has those of its first one's level. `undefined` where the RFC does not have one of its ends. */
export function sectionsCited(sections: Sections, { section, to = section }: Citation): string[] | undefined {
  const names = [...sections.keys()]
  const [from, last] = [names.indexOf(section), names.indexOf(to)]
  if (from < 0 || last < from) return undefined
  return names.slice(from, last + 1).filter(name => levelOf(name) === levelOf(section))
}

const levelOf = (section: string): number => section.split('.').length
