/**
 * dnspython against our records: it reads what we write of every type that it knows, and prints and writes it anew, and we read both. Debian has it in
 * python3-dnspython.
 *
 *     npx vitest run --config packages/interop/system/vitest.config.ts packages/interop/system/dnspython.check.ts
 */
import { execFileSync } from 'node:child_process'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  allRecordTypes,
  canonicalRdata,
  type DnsRecord,
  decodeMessage,
  encodeMessage,
  parseZone,
  type RecordInit,
} from '../../dns/src/all.js'
import { recordOf } from '../../dns/test/arbitraries.js'

/** What dnspython says of messages: a line of hex digits each in, a line of JSON each out. */
const PROGRAM = `
import json, sys, dns.message, dns.rdata
for line in sys.stdin:
    try:
        message = dns.message.from_wire(bytes.fromhex(line), one_rr_per_rrset=True)
        rdata = message.answer[0][0]
        known = not isinstance(rdata, dns.rdata.GenericRdata)
        print(json.dumps({'known': known, 'text': rdata.to_text(), 'wire': message.to_wire().hex()}))
    except Exception as error:
        print(json.dumps({'error': repr(error)}))
`

type Said = { readonly known: boolean; readonly text: string; readonly wire: string } | { readonly error: string }

function ask(messages: readonly Uint8Array[]): Said[] {
  const input = messages.map(message => `${Buffer.from(message).toString('hex')}\n`).join('')
  const output = execFileSync('/usr/bin/python3', ['-c', PROGRAM], { input, encoding: 'utf8' })
  return output
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Said)
}

/** Where it refuses what the record's RFC allows, or writes other than that or we do; each was looked at. */
const DIFFERS: Readonly<Record<string, string>> = {
  ISDN: 'an empty subaddress, which it leaves out',
  APL: 'families other than IPv4 and IPv6, whose addresses it prints as Python does',
  DS: 'digest type 0',
  CDS: 'digest type 0 with another digest than 00',
  DLV: 'digest type 0',
  NSEC3: 'padding in base 32, which RFC 5155 3.3 leaves out',
  ZONEMD: 'scheme 0 and hash 0; a digest of another length than its hash has in other schemes than SIMPLE (RFC 8976 A.3)',
  SVCB: 'bytes of ALPN identifiers, whose escapes it writes twice (RFC 9460 A.1)',
  HTTPS: 'the same',
  TKEY: 'lengths before key and other data, which it does not print',
  URI: 'targets that are no UTF-8',
  IPSECKEY: 'gateway types above 3, which it refuses',
  AMTRELAY: 'relay types above 3, which it refuses',
}

/** What it wrote, and what it printed where it knows the type. */
function read(type: string, { known, text, wire }: Exclude<Said, { readonly error: string }>): DnsRecord[] {
  const { answers } = decodeMessage(Uint8Array.from(Buffer.from(wire, 'hex')))
  if (!known) return [...answers]
  try {
    return [...answers, ...parseZone(`. 0 IN ${type} ${text}`)]
  } catch {
    return []
  }
}

const types = allRecordTypes.filter(type => !['TSIG', 'NXNAME'].includes(type.name))

describe('dnspython', () => {
  it.each(types.map(type => [type.name, type] as const))('%s', (name, type) => {
    const records: RecordInit[] = fc
      .sample(recordOf(type), { numRuns: 50, seed: 1 })
      .map(record => ({ ...record, name: 'owner.example', ttl: 60, class: 'IN', cacheFlush: undefined }))
    const said = ask(records.map(record => encodeMessage({ answers: [record] })))
    expect(said).toHaveLength(records.length)
    // The canonical form: it compresses names of one spelling into another.
    const expected = records.map(record => canonicalRdata(record))
    let agreed = 0
    for (const [at, answer] of said.entries()) {
      const shown = inspect([records[at]!.data, answer])
      const back = 'error' in answer ? [] : read(name, answer)
      const same = back.length > 0 && back.every(record => Buffer.compare(canonicalRdata(record), expected[at]!) === 0)
      if (same) agreed++
      else expect(DIFFERS, shown).toHaveProperty(name)
    }
    if (name !== 'TKEY') expect(agreed).toBeGreaterThan(0)
  })
})
