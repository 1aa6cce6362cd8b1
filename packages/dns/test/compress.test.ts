/** Name compression beside the plainest compressor that there is: every suffix that was written, in a map (RFC 1035 4.1.4). */
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { decodeMessage, encodeMessage, type RecordInit, splitLabels } from '../src/index.js'

/** Octets of the message when each name is written as short as can be. */
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
      length += 1 + labels[label]!.length
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
    'is as short as can be beside names in full, and a final dot changes no octet',
    records => {
      const bytes = encodeMessage({ answers: records })
      expect(bytes).toHaveLength(shortest(records))
      expect(encodeMessage(decodeMessage(bytes))).toEqual(bytes)
    },
  )

  it('points to the first of several places in the same octets, whether a name ends in a dot or not', () => {
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
