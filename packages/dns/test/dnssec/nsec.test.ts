/** What a single NSEC record covers. */
import { describe, expect, it } from 'vitest'
import { nsecCovers, parseZone, type RecordInit } from '../../src/all.js'

const record = (text: string): RecordInit => parseZone(text)[0] as RecordInit

describe('RFC 4034 4.1.1: an NSEC record', () => {
  it.each([
    ['the only name of a zone', 'example. 0 IN NSEC example. A', 'a.example', true],
    ['the only name of a zone', 'example. 0 IN NSEC example. A', 'Example.', false],
    ['the last name of a zone', 'z.example. 0 IN NSEC Example. A', 'zz.EXAMPLE.', true],
    ['the last name of a zone', 'z.example. 0 IN NSEC example. A', 'z.example', false],
    ['the last name of a zone', 'z.example. 0 IN NSEC example. A', 'a.example', false],
    ['the last name of a zone', 'z.example. 0 IN NSEC example. A', 'example', false],
    ['the last name of a zone', 'z.example. 0 IN NSEC example. A', 'other', false],
    ['the last name of a zone', 'z.example. 0 IN NSEC example. A', 'zzexample', false],
    ['the last name of the root zone', 'zw. 0 IN NSEC . NS', 'zz', true],
    ['a name with another behind it', 'a.example. 0 IN NSEC c.example. A', 'b.example', true],
    ['a name with another behind it', 'a.example. 0 IN NSEC c.example. A', 'c.example', false],
  ])('of %s (%s) covers %s: %s', (_what, text, name, expected) => {
    expect(nsecCovers(record(text), name)).toBe(expected)
  })

  it('without data, or of another type, is an error', () => {
    for (const given of [{ name: 'a.example', type: 'NSEC' }, record('a.example. 0 IN A 192.0.2.1')] as RecordInit[])
      expect(() => nsecCovers(given, 'b.example')).toThrow(expect.objectContaining({ name: 'DnsError', code: 'bad-type' }))
  })
})
