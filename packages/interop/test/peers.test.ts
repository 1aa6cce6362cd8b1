import { expect, it } from 'vitest'
import { allChecks, peers, runnableChecks } from '../system/peers.js'

it('every check of system/ names its peers, and no peer names a check that does not exist', () => {
  expect([...new Set(peers.flatMap(({ checks }) => checks))].sort()).toEqual([...allChecks].sort())
})

it('a missing peer leaves out the checks that run it, and is a failure where all are required', () => {
  const missing = peers.filter(({ name }) => name === 'swaks')
  const rest = allChecks.filter(check => check !== 'smtp' && check !== 'lmtp')
  expect(runnableChecks(missing, undefined)).toEqual(rest)
  expect(() => runnableChecks(missing, 'all')).toThrow('interop: not installed: swaks (Debian: swaks)')
  expect(runnableChecks([], 'all')).toEqual(allChecks)
  expect(() => runnableChecks([], 'some')).toThrow('interop: invalid INTEROP_REQUIRE: "some"')
})
