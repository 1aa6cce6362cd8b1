/** What a name server may put into an answer beside what was asked: no mail goes to a host that only such records name. */
import type { RecordInit } from '@mailwire/dns'
import { parseZone } from '@mailwire/dns/zone'
import { describe, expect, it } from 'vitest'
import { route, startDnsServer } from '../../src/node.js'
import { answersFor } from '../../src/resolve/answers.js'

/** A name server whose answers are zone text, by name and type, and anything else without records. */
const server = (answers: Readonly<Record<string, string>>) =>
  startDnsServer({
    answer: ({ id, questions }) => {
      const [question] = questions
      const records: RecordInit[] = parseZone(answers[`${question?.name} ${question?.type}`] ?? '', { origin: '.', ttl: 1 })
      return { id, flags: { qr: true }, questions, answers: records }
    },
  })

const names = (name: string, text: string): string[] =>
  answersFor(name, parseZone(text, { origin: '.', ttl: 1 })).map(({ name, type }) => `${name} ${type}`)

describe('the records that answer a question (RFC 1034 3.6.2)', () => {
  it.each<[string, string, string, string[]]>([
    ['of the name, in any case', 'A.example', 'a.EXAMPLE MX 1 b\na.example A 192.0.2.1', ['a.EXAMPLE MX', 'a.example A']],
    ['not of another name', 'a.example', 'b.example MX 1 b\nexample A 192.0.2.1\nx.a.example A 192.0.2.1', []],
    ['at the end of aliases, in any order', 'a', 'c A 192.0.2.1\nb CNAME c\na CNAME b', ['c A']],
    ['not at an alias of another name', 'a', 'b CNAME c\nc A 192.0.2.1', []],
    ['not beside an alias (RFC 1034 3.6.2)', 'a', 'a CNAME b\na A 192.0.2.1\nb A 192.0.2.2', ['b A']],
    ['of no name where aliases form a loop', 'a', 'a CNAME b\nb CNAME c\nc CNAME b\nx A 192.0.2.1', []],
  ])('%s', (_what, name, text, expected) => {
    expect(names(name, text).filter(shown => !shown.endsWith('CNAME'))).toEqual(expected)
  })
})

describe('the mail hosts of a domain (RFC 5321 5.1)', () => {
  it('MX and address records of other names are left out, and aliases are followed', async () => {
    const dns = await server({
      'a.example MX': 'other.example MX 1 evil.example\na.example CNAME b.example\nb.example MX 2 mail.example',
      'mail.example A': 'evil.example A 192.0.2.66\nmail.example CNAME m.example\nm.example A 192.0.2.1',
      'mail.example AAAA': 'evil.example AAAA 2001:db8::66',
    })
    try {
      expect(await route('a.example', { server: dns, timeout: 1000 })).toEqual([
        { host: 'mail.example', preference: 2, addresses: ['192.0.2.1'] },
      ])
    } finally {
      await dns.close()
    }
  })

  it('a domain whose answer has MX records of another name only is its own host', async () => {
    const dns = await server({ 'a.example MX': 'b.example MX 1 evil.example', 'a.example A': 'a.example A 192.0.2.1' })
    try {
      expect(await route('a.example', { server: dns, timeout: 1000 })).toMatchObject([
        { host: 'a.example', addresses: ['192.0.2.1'] },
      ])
    } finally {
      await dns.close()
    }
  })
})
