/** Draws the part of the fuzzer's dictionary that is the names of the registries, each as it begins on the wire. */
import { commandRules } from '../src/command/registry.js'
import type { Verb } from '../src/index.js'
import { announcersOf } from '../src/offers.js'
import { codeRules } from '../src/response/code/code.js'
import { responseRules } from '../src/response/registry.js'
import { verbs } from '../src/session/state.js'
import { tables } from './conformance.js'

const START = '# drawn from the registries'
const END = '# end of what is drawn'

/** Regions whose names have a form of their own, below. */
const FORMED: readonly string[] = ['responses', 'codes', 'commands']

function words(): readonly string[] {
  const listed = Object.entries(tables).flatMap(([region, { rules }]) =>
    FORMED.includes(region) ? [] : rules.map(({ name }) => `${name} `),
  )
  return [
    ...responseRules.map(({ name, isNumbered }) => (isNumbered === true ? `* 1 ${name} ` : `* ${name} `)),
    ...codeRules.map(({ name }) => `[${name} `),
    ...commandRules.flatMap(({ name, takesUid }) => (takesUid === true ? [`${name} `, `UID ${name} `] : [`${name} `])),
    ...listed,
    ...(Object.keys(verbs) as Verb[]).flatMap(verb => (verbs[verb].announcedBy ?? []).flatMap(announcersOf)),
  ]
}

/** The dictionary with that part drawn anew; the words of before and behind it are written by hand. */
export function redrawn(dictionary: string): string {
  const from = dictionary.indexOf(START)
  const to = dictionary.indexOf(END)
  if (from < 0 || to < from) throw new Error('the dictionary has no place for what is drawn')
  const lines = [...new Set(words())].map(word => `"${word}"\n`)
  return `${dictionary.slice(0, from + START.length)}\n${lines.join('')}${dictionary.slice(to)}`
}
