/** Name compression beside the plainest compressor that there is: every suffix that was written, in a map (RFC 1035 4.1.4). */
import { fc, test } from '@fast-check/vitest'
import { caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { decodeMessage, encodeMessage, type RecordInit, splitLabels } from '../../src/all.js'

/** Bytes of the message when each name is written as short as can be. */
function shortest(records: readonly RecordInit[]): number {
  const places = new Map<string, number>()
  let length = 12
  const write = (name: string, compress = true): void => {
    const labels = splitLabels(name)
    for (let label = 0; label < labels.length; label++) {
      const suffix = labels.slice(label).join('.')
      if (compress && places.has(suffix)) {
        length += 2
        return
      }
      if (length < 0x4000 && !places.has(suffix)) places.set(suffix, length)
      length += 1 + labels[label]!.replace(/\\(?:\d{3}|.)/g, '-').length
    }
    length += 1
  }
  for (const { name, type, data } of records) {
    write(name)
    length += 10
    if (type === 'NS') write((data as { nsdname: string }).nsdname)
    else write((data as { target: string }).target, false)
  }
  return length
}

const label = fc.constantFrom('a', 'b', 'ab', 'A', 'mail', 'x1', 'x2', 'long-label-of-many-letters')
const name = fc.oneof(
  fc.array(label, { minLength: 1, maxLength: 6 }).map(labels => labels.join('.')),
  fc.array(label, { minLength: 1, maxLength: 6 }).map(labels => `${labels.join('.')}.`),
  fc.integer({ min: 0, max: 400 }).map(number => `h${number}.some.domain`),
  fc.integer({ min: 0, max: 400 }).map(number => `${'a.b.'.repeat(25)}h${number % 7}.z`),
  fc.constant('.'),
)
const ns = fc.record({ name, nsdname: name }).map(({ name, nsdname }): RecordInit => ({ name, type: 'NS', data: { nsdname } }))
/** Its target is written in full, and may be pointed to all the same (RFC 6672 2.1). */
const dname = fc.record({ name, target: name }).map(({ name, target }): RecordInit => ({ name, type: 'DNAME', data: { target } }))

describe('compression', () => {
  test.prop([fc.array(ns, { maxLength: 300, size: 'max' })])('is as short as can be, whatever was written before', records => {
    const bytes = encodeMessage({ answers: records })
    expect(bytes).toHaveLength(shortest(records))
    const undotted = (text: string): string => (text === '.' ? text : text.replace(/\.$/, ''))
    expect(decodeMessage(bytes).answers.map(({ name, data }) => [name, data])).toEqual(
      records.map(({ name, data }) => [undotted(name), { nsdname: undotted((data as { nsdname: string }).nsdname) }]),
    )
  })

  test.prop([fc.array(fc.oneof(ns, dname), { maxLength: 300, size: 'max' })])(
    'is as short as can be beside names in full, and a final dot changes no byte',
    records => {
      const bytes = encodeMessage({ answers: records })
      expect(bytes).toHaveLength(shortest(records))
      expect(encodeMessage(decodeMessage(bytes))).toEqual(bytes)
    },
  )

  const escaped = fc
    .array(fc.constantFrom('a', 'b', 'c', '\\.', 'b\\.', 'a\\.b\\.c', '\\.b', '\\\\', 'a\\\\', '\\046b', '\\000'), {
      minLength: 1,
      maxLength: 4,
    })
    .map(labels => labels.join('.'))
  const mailbox = fc
    .record({ name: escaped, nsdname: escaped })
    .map(({ name, nsdname }): RecordInit => ({ name, type: 'NS', data: { nsdname } }))

  test.prop([fc.array(mailbox, { maxLength: 60, size: 'max' })])(
    'takes no dot of a label for its end (RFC 1035 5.1)',
    records => {
      const bytes = encodeMessage({ answers: records })
      const oneSpelling = (text: string): string => text.replaceAll('\\046', '\\.')
      const expected = records.map(
        ({ name, data }): RecordInit => ({
          name: oneSpelling(name),
          type: 'NS',
          data: { nsdname: oneSpelling((data as { nsdname: string }).nsdname) },
        }),
      )
      expect(decodeMessage(bytes).answers).toMatchObject(expected)
      expect(bytes).toHaveLength(shortest(expected))
    },
  )

  it('does not take part of an escaped mailbox for the domain (RFC 1035 3.3.13)', () => {
    const data = {
      mname: 'ns.example.com',
      rname: 'john\\.q\\.p.example.com',
      serial: 1,
      refresh: 1,
      retry: 1,
      expire: 1,
      minimum: 1,
    }
    const answers: RecordInit[] = [
      { name: 'example.com', type: 'SOA', data },
      { name: 'p.example.com', type: 'A', data: { address: '192.0.2.1' } },
    ]
    expect(decodeMessage(encodeMessage({ answers })).answers.map(({ name }) => name)).toEqual(['example.com', 'p.example.com'])
  })

  it('refuses a name with an empty label, whatever was written before', () => {
    const of = (name: string): RecordInit => ({ name, type: 'NS', data: { nsdname: '.' } })
    for (const name of ['.com', 'x..com'])
      expect(caught(() => encodeMessage({ answers: [of('com'), of('a\\..com'), of(name)] }))).toMatchObject({ code: 'bad-name' })
  })

  it('points to the first of several places with the same bytes, whether a name ends in a dot or not', () => {
    const signed = (dot: string): RecordInit[] => [
      { name: `www.example${dot}`, type: 'NS', data: { nsdname: '.' } },
      { name: '.', type: 'DNAME', data: { target: `example${dot}` } },
      { name: 'www.example', type: 'NS', data: { nsdname: '.' } },
    ]
    expect(encodeMessage({ answers: signed('.') })).toEqual(encodeMessage({ answers: signed('') }))
    const below: RecordInit[] = [{ name: 'x.www.example', type: 'NS', data: { nsdname: '.' } }, ...signed('').slice(1)]
    expect(encodeMessage({ answers: below })).toHaveLength(shortest(below))
  })

  it('finds names again that differ in one place only, wherever that is', () => {
    const records = Array.from({ length: 2500 }, (_, index): RecordInit => {
      const labels = Array.from({ length: 40 }, (_, at) => (at === index % 40 ? 'x' : 'y'))
      return { name: labels.join('.'), type: 'NS', data: { nsdname: '.' } }
    })
    expect(encodeMessage({ answers: records })).toHaveLength(shortest(records))
  })
})

describe('RFC 1035 4.1.4: a name is pointed at', () => {
  /** A message whose last record but one has its owner `probe.example` at `offset`, and whose last has it again. */
  function withNameAt(offset: number): Uint8Array {
    const padding: RecordInit[] = []
    // A record of opaque data under the root takes 11 bytes and its data.
    for (let left = offset - 12; left > 0; ) {
      const length = left > 9_000 ? 8_000 : left
      padding.push({ name: '.', type: 'TYPE65280', data: { bytes: new Uint8Array(length - 11) } })
      left -= length
    }
    const probe: RecordInit = { name: 'probe.example', type: 'TYPE65280', data: { bytes: new Uint8Array(0) } }
    return encodeMessage({ answers: [...padding, probe, { ...probe, name: 'below.probe.example' }, probe] })
  }

  const name = 'probe.example'.length + 2
  it.each([
    // Both later names point at it.
    [0x3fff, name + 10 + (8 + 10) + (2 + 10)],
    // Neither does: of the first of them only the part below is new, and that is out of reach, too.
    [0x4000, name + 10 + (6 + name + 10) + (name + 10)],
    [0x4001, name + 10 + (6 + name + 10) + (name + 10)],
  ])('at offset %i', (offset, length) => {
    const bytes = withNameAt(offset)
    expect(bytes.length - offset).toBe(length)
    expect(
      decodeMessage(bytes)
        .answers.slice(-3)
        .map(record => record.name),
    ).toEqual(['probe.example', 'below.probe.example', 'probe.example'])
  })

  it('also by its parent, where the name itself is the last in reach', () => {
    const bytes = withNameAt(0x3fff - 6) // `example` is at 0x3fff
    const again = withNameAt(0x4000 - 6) // `example` is at 0x4000, and only `probe.example` is in reach
    expect(bytes.length - again.length).toBe(-1)
    const other = encodeMessage({
      answers: [...decodeMessage(again).answers, { name: 'x.example', type: 'NS', data: { nsdname: '.' } }],
    })
    expect(decodeMessage(other).answers.at(-1)?.name).toBe('x.example')
    expect(other.length - again.length).toBe('x.example'.length + 2 + 10 + 1)
  })
})

describe('labels that were made to have one hash', () => {
  const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'
  const hashOf = (text: string, from: number): number => {
    let hash = from
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
    return hash
  }
  /** Two texts that lead from one state of the hash (FNV-1a) to the same other one. */
  function pair(from: number): [one: string, other: string, hash: number] {
    const seen = new Map<number, string>()
    for (let number = 0; ; number++) {
      const text = [1, 36, 36 ** 2, 36 ** 3].map(unit => LETTERS[Math.floor(number / unit) % 36]).join('')
      const hash = hashOf(text, from)
      const other = seen.get(hash)
      if (other !== undefined) return [other, text, hash]
      seen.set(hash, text)
    }
  }
  let state = 0x811c9dc5 | 0
  let labels = ['']
  for (let stage = 0; stage < 9; stage++) {
    const [one, other, hash] = pair(state)
    state = hash
    labels = labels.flatMap(label => [label + one, label + other])
  }

  it('are told apart, and do not keep other names from being compressed', () => {
    expect(new Set(labels.map(label => hashOf(label, 0x811c9dc5 | 0))).size).toBe(1)
    const record = (name: string): RecordInit => ({ name, type: 'A', data: { address: '192.0.2.1' } })
    const crafted = [...labels, ...labels].map(label => record(`x.y.${label}`))
    const answers = [record('mx.example'), ...crafted.slice(0, 1000), record('other.mx.example'), record('mx.example')]
    const bytes = encodeMessage({ answers })
    expect(decodeMessage(bytes).answers.map(({ name }) => name)).toEqual(answers.map(({ name }) => name))
    // The last is a pointer to the first, which is behind the header.
    expect([...bytes.subarray(-16, -14)]).toEqual([0xc0, 12])
  })
})
