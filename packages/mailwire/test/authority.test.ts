import { decodeMessage, encodeMessage, type MessageInit } from '@mailwire/dns'
import { describe, expect, it } from 'vitest'
import { answerQuery, loadZone } from '../src/index.js'

const zone = loadZone(
  `
$TTL 1h
@        SOA ns hostmaster 1 2 3 4 5
         NS  ns
         MX  10 mail
ns       A   192.0.2.1
mail     A   192.0.2.2
         AAAA 2001:db8::2
alias    CNAME mail
outside  CNAME www.elsewhere.example.
loop     CNAME loop
a.b.deep TXT "x"
child    NS  ns.child
ns.child A   192.0.2.3
_imaps._tcp SRV 0 1 993 mail
`,
  { origin: 'some.domain' },
)

/** The answer as a client reads it. */
function ask(name: string, type: string, query: Partial<MessageInit> = {}) {
  const asked = decodeMessage(encodeMessage({ id: 7, flags: { rd: true }, questions: [{ name, type }], ...query }))
  return decodeMessage(encodeMessage(answerQuery(asked, [zone, loadZone('', { origin: 'domain' })])))
}
const types = (records: readonly { type: string; name: string }[]): string[] => records.map(({ name, type }) => `${name} ${type}`)

describe('answers from a zone (RFC 1034 4.3.2, RFC 1035 6.2)', () => {
  it('what is there, with name servers and addresses', () => {
    const { flags, rcode, answers, authorities, additionals, id } = ask('SOME.domain', 'MX')
    expect([id, rcode, flags.qr, flags.aa, flags.ra, flags.rd]).toEqual([7, 'NOERROR', true, true, false, true])
    expect([types(answers), types(authorities), types(additionals)]).toEqual([
      ['some.domain MX'],
      ['some.domain NS'],
      ['mail.some.domain A', 'mail.some.domain AAAA', 'ns.some.domain A'],
    ])
  })

  it.each([
    ['alias.some.domain', 'A', ['alias.some.domain CNAME', 'mail.some.domain A']],
    ['alias.some.domain', 'CNAME', ['alias.some.domain CNAME']],
    ['outside.some.domain', 'A', ['outside.some.domain CNAME']],
    ['loop.some.domain', 'A', Array(9).fill('loop.some.domain CNAME')],
    ['_imaps._tcp.some.domain', 'SRV', ['_imaps._tcp.some.domain SRV']],
    ['mail.some.domain', 'ANY', ['mail.some.domain A', 'mail.some.domain AAAA']],
  ])('%s %s: %j', (name, type, expected) => {
    const { rcode, answers } = ask(name, type)
    expect([rcode, types(answers)]).toEqual(['NOERROR', expected])
  })

  it('what is not there: the SOA says for how long (RFC 2308 3)', () => {
    expect(ask('nobody.some.domain', 'A')).toMatchObject({ rcode: 'NXDOMAIN', answers: [], authorities: [{ type: 'SOA' }] })
    expect(ask('mail.some.domain', 'MX')).toMatchObject({ rcode: 'NOERROR', answers: [], authorities: [{ type: 'SOA' }] })
    // A name that only has names below it exists (RFC 4592 2.2.2).
    expect(ask('deep.some.domain', 'A').rcode).toBe('NOERROR')
    expect(ask('b.deep.some.domain', 'A').rcode).toBe('NOERROR')
    expect(ask('c.deep.some.domain', 'A').rcode).toBe('NXDOMAIN')
  })

  it('what is not there is found out without a look at every record', () => {
    let reads = 0
    const counted = new Proxy(zone.records, {
      get: (records, key) => {
        reads++
        return Reflect.get(records, key) as unknown
      },
    })
    for (const name of ['nobody.some.domain', 'deep.some.domain', 'mail.some.domain']) {
      const asked = decodeMessage(encodeMessage({ questions: [{ name, type: 'MX' }] }))
      expect(answerQuery(asked, [{ ...zone, records: counted }]).answers).toEqual([])
    }
    expect(reads).toBe(0)
  })

  it('a delegation, with the addresses of its servers and without AA', () => {
    const { flags, answers, authorities, additionals } = ask('www.child.some.domain', 'A')
    expect([flags.aa, answers, types(authorities), types(additionals)]).toEqual([
      false,
      [],
      ['child.some.domain NS'],
      ['ns.child.some.domain A'],
    ])
  })

  it.each([
    ['another opcode', { opcode: 'NOTIFY' }, 'NOTIMP'],
    ['an inverse query (RFC 1035 6.4)', { opcode: 'IQUERY' }, 'NOTIMP'],
    [
      'two questions',
      {
        questions: [
          { name: 'a', type: 'A' },
          { name: 'b', type: 'A' },
        ],
      },
      'FORMERR',
    ],
    ['no question', { questions: [] }, 'FORMERR'],
    ['another class', { questions: [{ name: 'some.domain', type: 'A', class: 'CH' }] }, 'REFUSED'],
    ['a name of another zone', { questions: [{ name: 'example', type: 'A' }] }, 'REFUSED'],
    ['a version of EDNS to come', { edns: { version: 1 } }, 'BADVERS'],
  ])('%s: %j is answered with %s', (_, query, rcode) => {
    expect(ask('some.domain', 'A', query)).toMatchObject({ rcode, answers: [] })
  })

  it('a zone whose text has an error is not loaded (RFC 1035 5.2)', () => {
    expect(() => loadZone('@ 60 A 192.0.2.1\n@ 60 A 192.0.2.256', { origin: 'some.domain' })).toThrow(
      expect.objectContaining({ name: 'DnsError', line: 2 }),
    )
  })

  it('a cache answers with RA and without AA', () => {
    const cache = loadZone('www.some.domain. 60 IN A 192.0.2.1', { origin: '.', cache: true })
    const query = decodeMessage(encodeMessage({ questions: [{ name: 'www.some.domain', type: 'A' }], edns: {} }))
    expect(answerQuery(query, [cache])).toMatchObject({ flags: { aa: false, ra: true }, edns: { udpPayloadSize: 4096 } })
  })
})
