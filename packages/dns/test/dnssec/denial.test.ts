/** What NSEC and NSEC3 records prove: the questions of RFC 4035 B and RFC 5155 B over the zones of their appendices A, and what must prove nothing. */
import { describe, expect, it } from 'vitest'
import {
  type Denial,
  type Nsec3,
  nsec3Covers,
  nsec3Matches,
  nsec3Owner,
  parseZone,
  proveDenial,
  proveWildcard,
  type RecordInit,
  type Rrsig,
} from '../../src/all.js'

/** RFC 4035 A. */
const nsec = parseZone(`
example. 3600 IN NSEC a.example. NS SOA MX RRSIG NSEC DNSKEY
a.example. 3600 IN NSEC ai.example. NS DS RRSIG NSEC
ai.example. 3600 IN NSEC b.example. A HINFO AAAA RRSIG NSEC
b.example. 3600 IN NSEC ns1.example. NS RRSIG NSEC
ns1.example. 3600 IN NSEC ns2.example. A RRSIG NSEC
ns2.example. 3600 IN NSEC *.w.example. A RRSIG NSEC
*.w.example. 3600 IN NSEC x.w.example. MX RRSIG NSEC
x.w.example. 3600 IN NSEC x.y.w.example. MX RRSIG NSEC
x.y.w.example. 3600 IN NSEC xx.example. MX RRSIG NSEC
xx.example. 3600 IN NSEC example. A HINFO AAAA RRSIG NSEC`)

/** RFC 5155 A. */
const nsec3 = parseZone(`
$ORIGIN example.
0p9mhaveqvm6t7vbl5lop2u3t2rp3tom 3600 IN NSEC3 1 1 12 aabbccdd 2t7b4g4vsa5smi47k61mv5bv1a22bojr MX DNSKEY NS SOA NSEC3PARAM RRSIG
2t7b4g4vsa5smi47k61mv5bv1a22bojr 3600 IN NSEC3 1 1 12 aabbccdd 2vptu5timamqttgl4luu9kg21e0aor3s A RRSIG
2vptu5timamqttgl4luu9kg21e0aor3s 3600 IN NSEC3 1 1 12 aabbccdd 35mthgpgcu1qg68fab165klnsnk3dpvl MX RRSIG
35mthgpgcu1qg68fab165klnsnk3dpvl 3600 IN NSEC3 1 1 12 aabbccdd b4um86eghhds6nea196smvmlo4ors995 NS DS RRSIG
b4um86eghhds6nea196smvmlo4ors995 3600 IN NSEC3 1 1 12 aabbccdd gjeqe526plbf1g8mklp59enfd789njgi MX RRSIG
gjeqe526plbf1g8mklp59enfd789njgi 3600 IN NSEC3 1 1 12 aabbccdd ji6neoaepv8b5o6k4ev33abha8ht9fgc HINFO A AAAA RRSIG
ji6neoaepv8b5o6k4ev33abha8ht9fgc 3600 IN NSEC3 1 1 12 aabbccdd k8udemvp1j2f7eg6jebps17vp3n8i58h
k8udemvp1j2f7eg6jebps17vp3n8i58h 3600 IN NSEC3 1 1 12 aabbccdd kohar7mbb8dc2ce8a9qvl8hon4k53uhi
kohar7mbb8dc2ce8a9qvl8hon4k53uhi 3600 IN NSEC3 1 1 12 aabbccdd q04jkcevqvmu85r014c7dkba38o0ji5r A RRSIG
q04jkcevqvmu85r014c7dkba38o0ji5r 3600 IN NSEC3 1 1 12 aabbccdd r53bq7cc2uvmubfu5ocmm6pers9tk9en A RRSIG
r53bq7cc2uvmubfu5ocmm6pers9tk9en 3600 IN NSEC3 1 1 12 aabbccdd t644ebqk9bibcna874givr6joj62mlhv MX RRSIG
t644ebqk9bibcna874givr6joj62mlhv 3600 IN NSEC3 1 1 12 aabbccdd 0p9mhaveqvm6t7vbl5lop2u3t2rp3tom HINFO A AAAA RRSIG`)
const denied = (kind: Denial['kind'], closest: string, wildcard?: string, optOut = false, delegation = false): Denial => ({
  kind,
  closest,
  wildcard,
  optOut,
  delegation,
})
/** The records whose owner begins so. */
const some = (records: typeof nsec, ...owners: string[]): typeof nsec =>
  records.filter(({ name }) => owners.some(owner => name === owner || name.startsWith(`${owner}.`)))

describe('NSEC', () => {
  it.each<[name: string, type: string, proof: Denial | undefined]>([
    // RFC 4035 B.2, B.3, B.5, B.7 and B.8
    ['ml.example', 'A', denied('no-name', 'example')],
    ['ns1.example', 'MX', denied('no-data', 'ns1.example')],
    ['b.example', 'DS', denied('no-data', 'b.example', undefined, false, true)],
    ['a.z.w.example', 'AAAA', denied('no-data', 'w.example', '*.w.example')],
    ['example', 'DS', undefined],
    // What lies between two names and above one of them exists, with nothing there.
    ['w.example', 'A', denied('no-data', 'w.example')],
    ['Y.W.Example', 'A', denied('no-data', 'y.w.example')],
    ['zz.example', 'A', denied('no-name', 'example')],
    ['a.xx.example', 'A', denied('no-name', 'xx.example')],
    // The name has it, or the wildcard.
    ['ns1.example', 'A', undefined],
    ['ns1.example', 'NSEC', undefined],
    ['ns1.example', 'ANY', undefined],
    ['a.z.w.example', 'MX', undefined],
    // Below a zone cut this zone has no say, nor at it but for DS (RFC 6840 4.1).
    ['mc.b.example', 'MX', undefined],
    ['b.example', 'A', undefined],
    ['a.example', 'DS', undefined],
    ['other', 'A', undefined],
  ])('%s %s', async (name, type, proof) => {
    expect(await proveDenial(name, type, 'example', nsec)).toEqual(proof)
    expect(await proveDenial(`${name}.`, type, 'Example.', [...nsec].reverse())).toEqual(proof)
  })

  it('needs each record of its proof', async () => {
    const prove = (name: string, type: string, ...owners: string[]) => proveDenial(name, type, 'example', some(nsec, ...owners))
    expect(await prove('ml.example', 'A', 'b', 'example')).toEqual(denied('no-name', 'example'))
    expect(await prove('ml.example', 'A', 'b')).toBeUndefined()
    expect(await prove('ml.example', 'A', 'example')).toBeUndefined()
    expect(await prove('a.z.w.example', 'AAAA', 'x.y.w')).toBeUndefined()
    expect(await proveDenial('ml.example', 'A', 'example', [])).toBeUndefined()
  })

  it('takes no NSEC for an owner that came from a wildcard', async () => {
    // The records of *.example stand for a.example; b.example comes next.
    const signed = (owner: string, labels: number) =>
      parseZone(
        `${owner}. 0 IN NSEC b.example. TXT\n${owner}. 0 IN RRSIG NSEC 8 ${labels} 0 20300101000000 20200101000000 1 example. AA==`,
      )
    expect(await proveDenial('a.example', 'A', 'example', signed('a.example', 1))).toBeUndefined()
    expect(await proveDenial('ab.example', 'A', 'example', [...signed('!.example', 1)])).toBeUndefined()
    expect(await proveWildcard('ab.example', '*.example', 'example', [...signed('a.example', 1)])).toBe(false)
    expect(await proveDenial('a.example', 'A', 'example', signed('a.example', 2))).toEqual(denied('no-data', 'a.example'))
    expect(await proveDenial('*.example', 'A', 'example', signed('*.example', 1))).toEqual(denied('no-data', '*.example'))
    // The signature of other records that came from a wildcard says nothing about the NSEC of the name.
    const other = signed('a.example', 1).map(record =>
      record.type === 'RRSIG' ? { ...record, data: { ...(record.data as Rrsig), typeCovered: 'TXT' } } : record,
    )
    expect(await proveDenial('a.example', 'A', 'example', other as RecordInit[])).toEqual(denied('no-data', 'a.example'))
  })

  it('the root zone has DS of no name above it, and a wildcard of one label', async () => {
    const root = parseZone('. 0 IN NSEC aaa. NS SOA RRSIG NSEC DNSKEY\nzw. 0 IN NSEC . NS DS RRSIG NSEC')
    const prove = (name: string, type: string) => proveDenial(name, type, '.', root)
    expect(await prove('.', 'DS')).toEqual(denied('no-data', '.'))
    expect(await prove('.', 'A')).toEqual(denied('no-data', '.'))
    expect(await prove('zz', 'A')).toEqual(denied('no-name', '.'))
    expect(await prove('a.zz', 'A')).toEqual(denied('no-name', '.'))
    expect(await prove('zw', 'DS')).toBeUndefined()
  })

  it('the closest name that exists is above either of the names beside it (RFC 4592 3.3.1)', async () => {
    const records = parseZone('a.example. 0 IN NSEC c.w.example. A\nc.w.example. 0 IN NSEC example. A')
    const prove = (name: string) => proveDenial(name, 'A', 'example', records)
    expect(await prove('x.b.w.example')).toEqual(denied('no-name', 'w.example'))
    expect(await prove('x.d.c.w.example')).toEqual(denied('no-name', 'c.w.example'))
  })

  it('a wildcard may have no records, or a name server, or be marked as not existing', async () => {
    const prove = (type: string, text: string) => proveDenial('b.example', type, 'example', parseZone(text))
    // RFC 4592 2.2.2: it exists as a name is below it.
    const above = 'example. 0 IN NSEC a.*.example. NS SOA\na.*.example. 0 IN NSEC example. A'
    expect(await prove('A', above)).toEqual(denied('no-data', 'example', '*.example'))
    // RFC 4592 4.2: NS of a wildcard makes no delegation of the name.
    expect(await prove('DS', '*.example. 0 IN NSEC example. NS')).toEqual(denied('no-data', 'example', '*.example'))
    // RFC 9824 3.2: NXNAME is about its owner.
    const marked = '*.example. 0 IN NSEC example. RRSIG NSEC NXNAME'
    expect(await prove('A', marked)).toEqual(denied('no-data', 'example', '*.example'))
  })

  it('distinguishes a delegation without DS from a name that is not one (RFC 6840 4.4)', async () => {
    const records = parseZone(
      'a.example. 0 IN NSEC b.example. A\nb.example. 0 IN NSEC c.example. NS\nc.example. 0 IN NSEC d.example. NS SOA',
    )
    const prove = (name: string, type = 'DS') => proveDenial(name, type, 'example', records)
    expect(await prove('a.example')).toEqual(denied('no-data', 'a.example'))
    expect(await prove('b.example')).toEqual(denied('no-data', 'b.example', undefined, false, true))
    expect(await prove('c.example', 'A')).toEqual(denied('no-data', 'c.example'))
    const hashed = parseZone(
      '35mthgpgcu1qg68fab165klnsnk3dpvl.example. 0 IN NSEC3 1 1 12 aabbccdd b4um86eghhds6nea196smvmlo4ors995 NS',
    )
    expect(await proveDenial('a.example', 'DS', 'example', hashed)).toEqual(
      denied('no-data', 'a.example', undefined, false, true),
    )
  })

  it('takes no record of another zone, nor one that leads out of this one', async () => {
    expect(await proveDenial('ml.b.example', 'A', 'b.example', nsec)).toBeUndefined()
    const out = parseZone('example. 0 IN NSEC other. NS SOA')
    expect(await proveDenial('ml.example', 'A', 'example', out)).toBeUndefined()
    // In canonical order the question is behind the zone's only name, and so is the wildcard above it.
    const before = parseZone('!.example. 0 IN NSEC !.example. NS SOA')
    expect(await proveDenial('other.example', 'A', '!.example', before)).toBeUndefined()
    expect(await proveDenial('other.!.example', 'A', '!.example', before)).toEqual(denied('no-name', '!.example'))
  })

  it('proves nothing below a DNAME, and no data where a CNAME is', async () => {
    const records = parseZone('example. 0 IN NSEC d.example. NS SOA\nd.example. 0 IN NSEC example. DNAME\n')
    expect(await proveDenial('a.d.example', 'A', 'example', records)).toBeUndefined()
    expect(await proveDenial('e.example', 'A', 'example', records)).toEqual(denied('no-name', 'example'))
    const alias = parseZone('c.example. 0 IN NSEC d.example. CNAME')
    expect(await proveDenial('c.example', 'A', 'example', alias)).toBeUndefined()
  })

  it('has NSEC and RRSIG at each owner, whatever the bitmap says (RFC 4035 5.4)', async () => {
    const bare = parseZone('a.example. 0 IN NSEC b.example. A')
    for (const type of ['NSEC', 'RRSIG']) expect(await proveDenial('a.example', type, 'example', bare)).toBeUndefined()
    expect(await proveDenial('a.example', 'NSEC3', 'example', bare)).toEqual(denied('no-data', 'a.example'))
  })

  it('understands compact denial (RFC 9824), and ANY', async () => {
    const compact = parseZone(
      'a.example. 0 IN NSEC \\000.a.example. RRSIG NSEC NXNAME\nb.example. 0 IN NSEC \\000.b.example. RRSIG NSEC',
    )
    expect(await proveDenial('a.example', 'A', 'example', compact)).toEqual(denied('no-name', 'example'))
    expect(await proveDenial('b.example', 'ANY', 'example', compact)).toEqual(denied('no-data', 'b.example'))
  })

  it('proves that a wildcard was rightly taken (RFC 4035 B.6)', async () => {
    expect(await proveWildcard('a.z.w.example', '*.w.example', 'example', nsec)).toBe(true)
    expect(await proveWildcard('a.z.w.example', '*.w.example', 'example', some(nsec, 'x.w'))).toBe(false)
    // There is something closer, the name is not below it, or it exists.
    expect(await proveWildcard('a.y.w.example', '*.w.example', 'example', nsec)).toBe(false)
    expect(await proveWildcard('a.example', '*.w.example', 'example', nsec)).toBe(false)
    expect(await proveWildcard('x.w.example', '*.w.example', 'example', nsec)).toBe(false)
    expect(await proveWildcard('ml.example', '*.w.example', 'example', nsec)).toBe(false)
    expect(await proveWildcard('w.example', '*.w.example', 'example', nsec)).toBe(false)
  })
})

describe('NSEC3', () => {
  it.each<[name: string, type: string, proof: Denial | undefined]>([
    // RFC 5155 B.1, B.2, B.2.1, B.3, B.5 and B.6
    ['a.c.x.w.example', 'A', denied('no-name', 'x.w.example', undefined, true)],
    ['ns1.example', 'MX', denied('no-data', 'ns1.example')],
    ['y.w.example', 'A', denied('no-data', 'y.w.example')],
    ['c.example', 'DS', denied('no-data', 'example', undefined, true)],
    ['a.z.w.example', 'AAAA', denied('no-data', 'w.example', '*.w.example', true)],
    ['example', 'DS', undefined],
    ['ns1.example', 'A', undefined],
    ['a.z.w.example', 'MX', undefined],
    // What NSEC always has, NSEC3 has by its bits.
    ['ns1.example', 'NSEC', denied('no-data', 'ns1.example')],
    ['ns1.example', 'RRSIG', undefined],
    ['y.w.example', 'RRSIG', denied('no-data', 'y.w.example')],
    ['a.z.w.example', 'NSEC', denied('no-data', 'w.example', '*.w.example', true)],
    ['mc.a.example', 'A', undefined],
    ['a.example', 'A', undefined],
    ['other', 'A', undefined],
  ])('%s %s', async (name, type, proof) => {
    expect(await proveDenial(name, type, 'example', nsec3)).toEqual(proof)
  })

  it('needs each record of its proof (RFC 5155 B.1)', async () => {
    const prove = (...owners: string[]) => proveDenial('a.c.x.w.example', 'A', 'example', some(nsec3, ...owners))
    const all = ['0p9mhaveqvm6t7vbl5lop2u3t2rp3tom', 'b4um86eghhds6nea196smvmlo4ors995', '35mthgpgcu1qg68fab165klnsnk3dpvl']
    expect(await prove(...all)).toEqual(denied('no-name', 'x.w.example', undefined, true))
    const [, , wildcard] = all
    for (const left of all) {
      // Without the record of the wildcard, the name may be one above delegations that were left out: no data, and no proof of no name.
      const proof = left === wildcard ? denied('no-data', 'x.w.example', undefined, true) : undefined
      expect(await prove(...all.filter(owner => owner !== left))).toEqual(proof)
    }
    const strict = some(nsec3, ...all.slice(0, 2)).map(
      (record): RecordInit => ({ ...record, type: 'NSEC3', data: { ...(record.data as Nsec3), flags: 0 } }),
    )
    expect(await proveDenial('a.c.x.w.example', 'A', 'example', strict)).toBeUndefined()
  })

  it('the types allowed beside a CNAME have their bits too', async () => {
    const alias = parseZone(
      '2t7b4g4vsa5smi47k61mv5bv1a22bojr.example. 0 IN NSEC3 1 0 12 aabbccdd 2vptu5timamqttgl4luu9kg21e0aor3s CNAME RRSIG',
    )
    expect(await proveDenial('ns1.example', 'NSEC', 'example', alias)).toEqual(denied('no-data', 'ns1.example'))
    for (const type of ['A', 'CNAME', 'RRSIG']) expect(await proveDenial('ns1.example', type, 'example', alias)).toBeUndefined()
    const unsigned = parseZone(
      '2t7b4g4vsa5smi47k61mv5bv1a22bojr.example. 0 IN NSEC3 1 0 12 aabbccdd 2vptu5timamqttgl4luu9kg21e0aor3s CNAME',
    )
    expect(await proveDenial('ns1.example', 'RRSIG', 'example', unsigned)).toEqual(denied('no-data', 'ns1.example'))
  })

  it('ignores records of another zone, with other flags or with another hash', async () => {
    const text = '2t7b4g4vsa5smi47k61mv5bv1a22bojr.example. 3600 IN NSEC3 1 1 12 aabbccdd 2vptu5timamqttgl4luu9kg21e0aor3s A'
    const prove = (record: string) => proveDenial('ns1.example', 'MX', 'example', parseZone(record))
    expect(await prove(text)).toEqual(denied('no-data', 'ns1.example'))
    for (const [from, to] of [
      ['1 1 12', '2 1 12'],
      ['1 1 12', '1 3 12'],
      ['example.', 'b.example.'],
    ] as const)
      expect(await prove(text.replace(from, to))).toBeUndefined()
  })

  it('a zone proves nothing about names outside it, whatever its hashes are of', async () => {
    const record = (owner: string, next: string) => parseZone(`${owner}. 0 IN NSEC3 1 0 0 - ${next} A`)
    const forged = record(await nsec3Owner('www.other', 'example', new Uint8Array(0), 0), 'v'.repeat(32))
    expect(await proveDenial('www.other', 'MX', 'example', forged)).toBeUndefined()
    const all = record(`${'0'.repeat(32)}.example`, 'v'.repeat(32))
    expect(await proveWildcard('www.other', '*.other', 'example', all)).toBe(false)
    expect(await proveWildcard('www.example', '*.example', 'example', all)).toBe(true)
  })

  it('refuses more iterations than it bears', async () => {
    const record = parseZone('0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.example. 0 IN NSEC3 1 1 101 - 0p9mhaveqvm6t7vbl5lop2u3t2rp3tom')
    await expect(proveDenial('a.example', 'A', 'example', record)).rejects.toMatchObject({ name: 'DnsError', code: 'limit' })
  })

  it('proves that a wildcard was rightly taken (RFC 5155 B.4)', async () => {
    expect(await proveWildcard('a.z.w.example', '*.w.example', 'example', some(nsec3, 'q04jkcevqvmu85r014c7dkba38o0ji5r'))).toBe(
      true,
    )
    expect(await proveWildcard('a.z.w.example', '*.w.example', 'example', some(nsec3, 'r53bq7cc2uvmubfu5ocmm6pers9tk9en'))).toBe(
      false,
    )
    expect(await proveWildcard('a.x.w.example', '*.w.example', 'example', nsec3)).toBe(false)
  })

  it('one record matches or covers (RFC 5155 A)', async () => {
    const [apex] = nsec3 as [(typeof nsec3)[0]]
    expect(await nsec3Matches(apex, 'Example.')).toBe(true)
    expect(await nsec3Matches(apex, 'a.example')).toBe(false)
    expect(await nsec3Covers(apex, 'c.x.w.example')).toBe(true)
    expect(await nsec3Covers(apex, 'example')).toBe(false)
    await expect(nsec3Covers(nsec[0]!, 'example')).rejects.toMatchObject({ name: 'DnsError', code: 'bad-type' })
  })
})

it('refuses an invalid question', async () => {
  await expect(proveDenial('example', 'NOPE', 'example', nsec)).rejects.toMatchObject({ name: 'DnsError', code: 'bad-type' })
  await expect(proveDenial('a..b', 'A', 'example', nsec)).rejects.toMatchObject({ name: 'DnsError', code: 'bad-name' })
})
