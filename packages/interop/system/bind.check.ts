/**
 * BIND's own tools against ours: `named-compilezone` reads the zone text that we print for records of every type and prints it anew, and we read that;
 * `dnssec-signzone` signs a zone, and we verify it; `dig` asks our name server. Debian has them in bind9-utils and bind9-dnsutils.
 *
 *     npx vitest run --config packages/interop/system/vitest.config.ts
 */
import { execFile, execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { answerQuery, loadZone, startDnsServer } from 'mailwire/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  allRecordTypes,
  type DnsRecord,
  decodeMessage,
  encodeMessage,
  formatZone,
  parseMessage,
  parseZone,
  type RecordInit,
  signTsig,
  type Tsig,
  verifyRrset,
  verifyTsig,
} from '../../dns/src/all.js'
import { recordOf } from '../../dns/test/arbitraries.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailwire-bind-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const run = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' })

const APEX = `$TTL 60\n@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns\nns A 127.0.0.1\n`

/** Where BIND reads less than the record's RFC allows to be there, and what it minds; each was looked at. */
const STRICTER: Readonly<Record<string, string>> = {
  KEY: 'flags that say "no key" with a key',
  IPSECKEY: 'an algorithm without a key',
  NXT: 'types that it does not know by name',
  NAPTR: 'a regexp that is no substitution',
  ZONEMD: 'a digest of another length than its hash has, in a scheme that is not SIMPLE (RFC 8976 A.3 has one)',
  SVCB: 'oots',
  HTTPS: 'the same',
}

/** What BIND makes of records: they get owners of their own below example, so that none meets another. What it refuses is left out, by its line. */
function compiled(type: string, records: readonly RecordInit[]): Map<string, DnsRecord> {
  let owned = records.map((record, at) => ({ ...record, name: `r${at}.example`, ttl: 60, class: 'IN', cacheFlush: undefined }))
  const before = APEX.split('\n').length
  for (;;) {
    writeFileSync(join(folder, 'in.zone'), APEX + formatZone(owned))
    try {
      run('named-compilezone', '-k', 'ignore', '-i', 'none', '-n', 'ignore', '-o', 'out.zone', 'example', 'in.zone')
    } catch (error) {
      const said = String((error as { stdout?: unknown }).stdout) + String((error as { stderr?: unknown }).stderr)
      const line = Number(/in\.zone:(\d+)/.exec(said)?.[1])
      if (!(line >= before) || STRICTER[type] === undefined) throw new Error(`${said}\n${formatZone(owned)}`)
      owned = owned.filter((_, at) => at !== line - before)
      continue
    }
    const back = parseZone(readFileSync(join(folder, 'out.zone'), 'utf8'))
    return new Map(back.filter(({ name }) => /^r\d+\.example$/.test(name)).map(record => [record.name, record]))
  }
}

/** Types that do not stand in zones, stand there only with others, that this BIND does not know by name, or (X25, RKEY) takes just with values that nobody makes up. */
const NOT_HERE = new Set(
  'NULL X25 RKEY TSIG TKEY NXNAME NS SOA CNAME DNAME NSEC NSEC3 NSEC3PARAM RRSIG SIG MD MF DSYNC HHIT BRID WALLET CLA IPN RESINFO'.split(
    ' ',
  ),
)

describe('named-compilezone', () => {
  it.each(allRecordTypes.filter(type => !NOT_HERE.has(type.name)).map(type => [type.name, type] as const))('%s', (name, type) => {
    const records = fc.sample(recordOf(type), { numRuns: 25, seed: 1 })
    const back = compiled(name, records)
    expect(back.size).toBeGreaterThan(0)
    for (const [at, { data }] of records.entries()) {
      const found = back.get(`r${at}.example`)
      if (found !== undefined) expect([found.type, found.data]).toEqual([name, data])
    }
  })
})

describe('dnssec-signzone', () => {
  it.each(['RSASHA256', 'ECDSAP256SHA256', 'ECDSAP384SHA384', 'ED25519'])('a zone signed with %s verifies', async algorithm => {
    for (const file of readdirSync(folder)) rmSync(join(folder, file))
    run('dnssec-keygen', '-q', '-a', algorithm, ...(algorithm.startsWith('RSA') ? ['-b', '2048'] : []), 'example')
    writeFileSync(join(folder, 'example'), `${APEX}@ MX 10 Mail\nMail A 192.0.2.1\n*.wild TXT "x"\n@ CAA 0 issue "ca.example"\n`)
    run('dnssec-signzone', '-q', '-z', '-o', 'example', '-S', 'example')
    const records = parseZone(readFileSync(join(folder, 'example.signed'), 'utf8'), { origin: 'example' })
    const dnskey = records.find(record => record.type === 'DNSKEY')!
    const signatures = records.filter(record => record.type === 'RRSIG')
    expect(signatures.length).toBeGreaterThan(6)
    for (const rrsig of signatures) {
      const rrset = records.filter(record => record.name === rrsig.name && record.type === rrsig.data!.typeCovered)
      expect(await verifyRrset(rrset, rrsig, dnskey, { now: Math.floor(Date.now() / 1000) })).toMatchObject({ ok: true })
    }
  })
})

/** Runs dig without keeping the server that it asks from answering. */
async function dig(port: number, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('dig', ['@127.0.0.1', '-p', String(port), '+time=2', '+tries=1', ...args])
  return stdout
}

describe('dig', () => {
  it('asks our name server, and we read what it prints', async () => {
    const zone = loadZone(`${APEX}@ MX 10 mail\n@ TXT "a b" "c"\nmail A 192.0.2.1\n`, { origin: 'example' })
    const server = await startDnsServer({ answer: query => answerQuery(query, [zone]) })
    try {
      for (const args of [['MX'], ['TXT', '+multiline'], ['SOA', '+dnssec'], ['ANY', '+tcp'], ['A', '+noedns']]) {
        const message = parseMessage(await dig(server.port, 'example', ...args))
        expect([message.rcode, message.answers.length]).toEqual(['NOERROR', { MX: 1, TXT: 1, SOA: 1, ANY: 4, A: 0 }[args[0]!]])
      }
    } finally {
      await server.close()
    }
  })

  // dig's -128 is a MAC cut to 128 bits under the algorithm's own name.
  it.each([
    ['hmac-sha1', undefined],
    ['hmac-sha256', undefined],
    ['hmac-sha512', undefined],
    ['hmac-sha256', 16],
  ])('signs with %s, cut to %s bytes, and checks what we sign (RFC 8945)', async (algorithm, macLength) => {
    const secretKey = { name: 'key.example', algorithm, secret: randomBytes(32) }
    const now = (): number => Math.floor(Date.now() / 1000)
    const server = createSocket('udp4')
    const verified: boolean[] = []
    server.on('message', (bytes, peer) => {
      void (async () => {
        const result = await verifyTsig(bytes, [secretKey], { now: now(), minMacLength: macLength })
        verified.push(result.ok)
        const { id, questions, tsig } = decodeMessage(bytes)
        const answer = encodeMessage({
          id,
          flags: { qr: true },
          questions,
          answers: [{ name: 'a.example', type: 'A', data: { address: '192.0.2.1' } }],
        })
        const requestMac = (tsig!.data as Tsig).mac
        server.send((await signTsig(answer, secretKey, { now: now(), requestMac, macLength })).message, peer.port, peer.address)
      })()
    })
    server.bind(0, '127.0.0.1')
    await once(server, 'listening')
    try {
      const text = await dig(
        server.address().port,
        '-y',
        `${algorithm}${macLength === undefined ? '' : `-${macLength * 8}`}:key.example:${secretKey.secret.toString('base64')}`,
        'a.example',
        'A',
      )
      expect(verified).toEqual([true])
      expect(text).toContain('192.0.2.1')
      expect(text).not.toMatch(/could not be validated|verify/i)
    } finally {
      server.close()
    }
  })
})
