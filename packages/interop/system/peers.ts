/** The programs that the checks run, and which of them this machine has. The table is JSON, because `install` reads it as well. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

export interface Peer {
  readonly name: string
  /** The package in which Debian has it. */
  readonly package: string
  /** A command for the shell that succeeds where the peer is installed. */
  readonly probe: string
  /** The files `<name>.check.ts` that run it. */
  readonly checks: readonly string[]
}

export const peers: readonly Peer[] = JSON.parse(readFileSync(new URL('peers.json', import.meta.url), 'utf8'))

/** The names of all check files. */
export const allChecks: readonly string[] = readdirSync(new URL('.', import.meta.url)).flatMap(
  file => /^(.+)\.check\.ts$/.exec(file)?.[1] ?? [],
)

export const missingPeers = (): readonly Peer[] =>
  peers.filter(({ probe }) => spawnSync('sh', ['-c', probe], { stdio: 'ignore' }).status !== 0)

/** The checks that can run without some peers. @throws when one is missing and all are required */
export function runnableChecks(missing: readonly Peer[], required: string | undefined): readonly string[] {
  if (required !== undefined && required !== 'all')
    throw new Error(`interop: invalid INTEROP_REQUIRE: ${JSON.stringify(required)}; "all" is its only value`)
  if (required === 'all' && missing.length > 0) throw new Error(`interop: ${notInstalled(missing)}`)
  return allChecks.filter(check => !missing.some(({ checks }) => checks.includes(check)))
}

/** Names what is missing, and the Debian packages that have it. */
export const notInstalled = (missing: readonly Peer[]): string =>
  `not installed: ${missing.map(peer => `${peer.name} (Debian: ${peer.package})`).join(', ')}`
