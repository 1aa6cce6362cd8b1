/** Each limit of zone text one below, at and one above its number. */
import { limitRows } from '@mailwire/tooling/testing'
import { expect, it } from 'vitest'
import { defaultZoneLimits, isDnsError, parseZone, ZoneParser } from '../../src/all.js'

/** True unless a text is refused because of a limit: one that long is no record. */
function accepts(text: string): boolean {
  return reads(() => parseZone(text, { origin: 'example', ttl: 60 }))
}

function reads(run: () => unknown): boolean {
  try {
    run()
    return true
  } catch (error) {
    if (!isDnsError(error)) throw error
    return error.code !== 'limit'
  }
}

/** The same with files: `answer` gives the text of each. */
function includes(text: string, answer: (depth: number) => string): boolean {
  return reads(() => {
    const parser = new ZoneParser({ origin: 'example', ttl: 60 })
    parser.push(text)
    parser.end()
    let depth = 0
    for (let event = parser.next(); event !== undefined; event = parser.next())
      if (event.type === '$INCLUDE') parser.include(answer(++depth))
  })
}

const rows = limitRows(defaultZoneLimits, {
  // Characters of tokens, and one for each token.
  entry: size => accepts('x'.repeat(size)),
  generated: size => accepts(`$GENERATE 1-${size} a A 192.0.2.1`),
  generateEntry: size => accepts(`$GENERATE 1-2 a TXT ${'x'.repeat(size - '$GENERATE1-2aTXT'.length - 5)}`),
  includes: size => includes('$INCLUDE f\n'.repeat(size), () => ''),
  includeDepth: size => includes('$INCLUDE f\n', depth => (depth < size ? '$INCLUDE f' : '')),
})

it.each(rows)('%s of %i: %s', (_key, size, isAccepted, probe) => {
  expect(probe(size)).toBe(isAccepted)
})
