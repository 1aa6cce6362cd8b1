import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import {
  canonicalName,
  compareNames,
  decodeMessage,
  decodeName,
  encodeMessage,
  encodeName,
  equalNames,
  formatRecord,
  parseZone,
} from '../src/all.js'
import { domainName, message, record } from './arbitraries.js'
import { messageInvariant, nameInvariant, tcpInvariant, zoneInvariant } from './invariants.js'
import { seed } from './seed.js'

describe('the law of the codecs', () => {
  test.prop([message])('decode(encode(x)) is x', value => {
    expect(decodeMessage(encodeMessage(value))).toEqual({ ...value, warnings: [] })
  })

  test.prop([record])('text and wire agree', value => {
    const shown = { ...value, cacheFlush: undefined }
    expect(parseZone(formatRecord(shown))).toEqual([shown])
  })

  test.prop([domainName])('a name is its bytes', name => {
    expect(decodeName(encodeName(name))).toEqual({ name, end: encodeName(name).length })
    expect(equalNames(name, name.toUpperCase().toLowerCase())).toBe(true)
    expect(compareNames(name, canonicalName(name))).toBe(0)
  })
})

describe('no foreign error', () => {
  test.prop([fc.uint8Array({ maxLength: 600 })])('for any bytes', bytes => {
    messageInvariant(bytes)
    nameInvariant(bytes)
    tcpInvariant(bytes)
  })

  const bytes = encodeMessage(seed)
  test.prop([fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })], { numRuns: 2000 })(
    'for a mutated real message',
    changes => {
      const mutant = bytes.slice()
      for (const [at, byte] of changes) mutant[at] = byte
      messageInvariant(mutant)
    },
  )

  test.prop([message, fc.nat()])('for a message cut short', (value, cut) => {
    const whole = encodeMessage(value)
    messageInvariant(whole.subarray(0, cut % whole.length))
  })

  test.prop([
    fc.array(
      fc.constantFrom(
        '@',
        'a',
        ' ',
        '\t',
        '\n',
        '(',
        ')',
        '"',
        ';',
        '\\',
        '1h',
        'IN',
        'MX',
        'A',
        'TXT',
        '10',
        '127.0.0.1',
        '$ORIGIN',
        '$TTL',
        '.',
        '\\#',
        '\\065',
      ),
    ),
  ])('for any zone text', parts => {
    zoneInvariant(parts.join(''))
  })
})
