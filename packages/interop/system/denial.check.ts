/**
 * What named says is not there, `proveDenial` and `proveWildcard` find proved, whatever way the zone was signed. Debian: bind9, bind9-utils.
 *
 *     npx vitest run --config packages/interop/system/vitest.config.ts packages/interop/system/denial.check.ts
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type DnsRecord,
  decodeMessage,
  encodeMessage,
  encodeTcp,
  equalNames,
  type Message,
  parseZone,
  proveDenial,
  proveWildcard,
  TcpDecoder,
  verifyRrset,
} from '../../dns/src/all.js'
import { type Started, start } from './programs.js'

const ZONE = `$TTL 300
@ SOA ns hostmaster 1 3600 900 86400 60
@ NS ns
ns A 127.0.0.1
Mail A 192.0.2.1
a.ent.deep A 192.0.2.2
*.wild TXT "w"
x.y.wild A 192.0.2.3
alias CNAME mail
*.aliases CNAME mail
below DNAME mail
signed NS ns.signed
signed DS 12345 13 2 ${'00'.repeat(32)}
unsigned NS ns.unsigned
unsigned.only.here NS ns.unsigned
sp\\ ace A 192.0.2.13
`
/** How the zone of each name is signed. */
const ZONES = {
  nsec: [],
  nsec3: ['-3', '-', '-H', '0'],
  salted: ['-3', 'AABBCCDD', '-H', '12'],
  optout: ['-3', '-', '-H', '0', '-A'],
} as const
const NAMES =
  'zz a.zz mail zz.mail ent.deep deep zz.deep zz.wild a.b.wild y.wild a.y.wild *.wild wild alias zz.aliases below signed unsigned a.unsigned only.here here zz.here sp\\ ace'.split(
    /(?<!\\) /,
  )
const TYPES = ['A', 'TXT', 'DS', 'NS', 'NSEC', 'AAAA', 'DNAME']

let folder: string
let named: Started
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mailwire-denial-'))
  const run = (program: string, ...args: string[]) => execFileSync(program, args, { cwd: folder, stdio: 'pipe' })
  for (const [zone, how] of Object.entries(ZONES)) {
    writeFileSync(join(folder, zone), ZONE)
    run('dnssec-keygen', '-q', '-a', 'ECDSAP256SHA256', '-f', 'KSK', zone)
    run('dnssec-signzone', '-q', '-S', '-z', ...how, '-o', zone, zone)
  }
  const zones = Object.keys(ZONES).map(zone => `zone "${zone}" { type primary; file "${zone}.signed"; check-names ignore; };`)
  const configured = (port: number): string => {
    const options = `directory "${folder}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; dnssec-validation no; notify no; pid-file none; session-keyfile none; check-integrity no; minimal-responses yes;`
    const file = join(folder, 'named.conf')
    writeFileSync(file, `options { ${options} };\ncontrols { };\n${zones.join('\n')}\n`)
    return file
  }
  named = await start('named', port => ['-g', '-c', configured(port)], folder)
}, 30_000)
afterAll(async () => {
  await named.stop()
  rmSync(folder, { recursive: true })
})

async function ask(name: string, type: string): Promise<Message> {
  const socket = connect(named.port, named.host)
  socket.write(
    encodeTcp(encodeMessage({ id: 1, questions: [{ name, type }], edns: { udpPayloadSize: 1232, flags: { do: true } } })),
  )
  const decoder = new TcpDecoder()
  for await (const chunk of socket) {
    decoder.push(chunk)
    const bytes = decoder.next()
    if (bytes !== undefined) return decodeMessage(bytes)
  }
  throw new Error(`no answer to ${name} ${type}`)
}

/** The wildcard that an RRset came from, once a signature of it stands. */
async function wildcardOf(
  set: readonly DnsRecord[],
  section: readonly DnsRecord[],
  keys: readonly DnsRecord[],
): Promise<string | undefined> {
  const [{ name, type }] = set as [DnsRecord]
  const now = Math.floor(Date.now() / 1000)
  for (const rrsig of section) {
    if (rrsig.type !== 'RRSIG' || rrsig.data?.typeCovered !== type || !equalNames(rrsig.name, name)) continue
    for (const key of keys) {
      const result = await verifyRrset(set, rrsig, key, { now })
      if (result.ok) return result.wildcard
    }
  }
  throw new Error(`no signature of ${name} ${type} stands`)
}

const setsOf = (records: readonly DnsRecord[]): DnsRecord[][] => {
  const sets = new Map<string, DnsRecord[]>()
  for (const record of records) {
    const key = `${record.name.toLowerCase()} ${record.type}`
    if (record.type !== 'RRSIG') sets.set(key, [...(sets.get(key) ?? []), record])
  }
  return [...sets.values()]
}

describe.each(Object.keys(ZONES))('a zone signed as %s', zone => {
  it.each(NAMES)('%s', async owner => {
    const keys = parseZone(readFileSync(join(folder, `${zone}.signed`), 'utf8'), { origin: zone }).filter(
      record => record.type === 'DNSKEY',
    )
    const name = `${owner}.${zone}`
    for (const type of TYPES) {
      const { rcode, answers, authorities } = await ask(name, type)
      const prove = (of: string, wanted: string) => proveDenial(of, wanted, zone, authorities)
      const dname = answers.some(record => record.type === 'DNAME')
      for (const set of setsOf(answers)) {
        // What a DNAME makes has no signature (RFC 6672 5.3.1).
        if (dname && set[0]!.type === 'CNAME') continue
        const wildcard = await wildcardOf(set, answers, keys)
        if (wildcard !== undefined) expect(await proveWildcard(set[0]!.name, wildcard, zone, authorities)).toBe(true)
      }
      const cut = authorities.find(record => record.type === 'NS' && !equalNames(record.name, zone))
      if (cut !== undefined) {
        if (authorities.some(record => record.type === 'DS')) continue
        const proof = await prove(cut.name, 'DS')
        expect([type, proof?.kind, proof?.delegation || proof?.optOut]).toEqual([type, 'no-data', true])
        continue
      }
      if (!authorities.some(record => record.type === 'SOA')) continue
      let asked = name
      for (const { name: alias, type, data } of answers)
        if (type === 'CNAME' && equalNames(alias, asked)) asked = (data as { cname: string }).cname
      for (const set of setsOf(authorities)) await wildcardOf(set, authorities, keys)
      const proof = await prove(asked, type)
      const expected = rcode === 'NXDOMAIN' && !(type === 'DS' && zone === 'optout') ? 'no-name' : 'no-data'
      expect([type, rcode, proof?.kind]).toEqual([type, rcode, expected])
    }
  })
})
