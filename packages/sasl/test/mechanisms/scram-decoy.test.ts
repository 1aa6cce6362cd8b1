/** What is made up for a name that there is not. How the server uses it: scram-server.test.ts. */
import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { scramCredentials } from '../../src/index.js'
import { decoyCredentials, decoyOf } from '../../src/mechanisms/scram-decoy.js'

const key = new Uint8Array(32).fill(7)

/** The HMAC that the salt, or the key, is the beginning of. */
const made = (text: string, length: number): Uint8Array =>
  new Uint8Array(createHmac('sha512', key).update(text).digest().subarray(0, length))

it.each([
  ['SHA-1', 20],
  ['SHA-256', 32],
  ['SHA-512', 64],
] as const)(
  'for %s stay the same in every version, since a salt that changes says that the name is unknown',
  async (hash, length) => {
    const decoy = await decoyCredentials(decoyOf({ key, saltLength: 24, iterations: 4096 }, {}), hash, 'jürgen', {})
    const storedKey = made(`key ${hash} jürgen`, length)
    expect(decoy).toEqual({ hash, salt: made(`salt ${hash} jürgen`, 24), iterations: 4096, storedKey, serverKey: storedKey })
  },
)

it.each(['SHA-1', 'SHA-256', 'SHA-512'] as const)(
  'for %s have the lengths of what scramCredentials makes by default',
  async hash => {
    const [decoy, kept] = [await decoyCredentials(decoyOf({}, {}), hash, 'tim', {}), await scramCredentials('x', { hash })]
    const shape = ({ salt, iterations, storedKey, serverKey }: typeof kept) =>
      [salt, storedKey, serverKey].map(one => one.length).concat(iterations)
    expect(shape(decoy)).toEqual(shape(kept))
  },
)

it('are made with a copy of the key', async () => {
  const given = key.slice()
  const decoy = decoyOf({ key: given }, {})
  const before = await decoyCredentials(decoy, 'SHA-1', 'tim', {})
  given.fill(0)
  expect(await decoyCredentials(decoy, 'SHA-1', 'tim', {})).toEqual(before)
})
