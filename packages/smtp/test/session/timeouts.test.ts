/** How long a client waits for each reply (RFC 5321 4.5.3.2). */
import { caught } from '@mailwire/tooling/testing'
import { expect, it } from 'vitest'
import { type SessionVerb, timeoutFor } from '../../src/all.js'
import { verbs } from '../../src/session/state.js'

it('is said by RFC 5321 4.5.3.2.1 to 4.5.3.2.6 for some, and is five minutes for the others', () => {
  const minutes: Partial<Record<SessionVerb, number>> = { data: 2, 'body-end': 10, 'bdat-last': 10 }
  for (const verb of Object.keys(verbs) as SessionVerb[])
    expect([verb, timeoutFor(verb)]).toEqual([verb, (minutes[verb] ?? 5) * 60_000])
})

it('is a number for any name, and for names only', () => {
  for (const name of ['constructor', '__proto__', 'toString', '']) expect(timeoutFor(name as SessionVerb)).toBe(300_000)
  expect(caught(() => timeoutFor(undefined as unknown as SessionVerb))).toMatchObject({
    code: 'bad-value',
    message: 'timeoutFor: a string expected, not undefined',
  })
})
