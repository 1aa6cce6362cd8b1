/** Names and passwords of which SASLprep leaves nothing: it maps soft hyphens to nothing (RFC 4013 2.1). */
import { asBytes, caught } from '@mailwire/tooling/testing'
import { expect, it, vi } from 'vitest'
import { scramClient, scramCredentials, scramServer, verifyScramPassword } from '../../src/index.js'
import { rejectedWith } from '../scram.js'

vi.mock('../../src/prepare.js', () => ({ prepare: (text: string) => text.replaceAll('\u00ad', '') }))

const empty = { code: 'bad-string', name: 'SaslError' }
const user = { authenticationId: 'user', password: 'pencil' }

it('a client is not made with them (RFC 5802 5.1)', () => {
  for (const credentials of [
    { ...user, authenticationId: '\u00ad' },
    { ...user, password: '\u00ad' },
  ])
    expect(caught(() => scramClient('SHA-1', credentials))).toMatchObject({ ...empty, fault: 'local' })
})

it('a server fails for such a name, and looks up none (RFC 5802 5.1)', async () => {
  const server = scramServer('SHA-1', name => expect.fail(name))
  const step = await server.start(asBytes('n,,n=\xc2\xad,r=x'))
  expect(step).toMatchObject({ type: 'failure', error: { ...empty, fault: 'remote' } })
})

it('there are no credentials of such a password, and it verifies against none', async () => {
  expect(await rejectedWith(() => scramCredentials('\u00ad', { hash: 'SHA-1' }))).toMatchObject(empty)
  const kept = await scramCredentials('pencil', { hash: 'SHA-1', iterations: 1 })
  expect(await verifyScramPassword('pen\u00adcil', kept)).toBe(true)
  expect(await verifyScramPassword('\u00ad', kept)).toBe(false)
})
