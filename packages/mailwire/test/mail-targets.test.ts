import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { mailTargets, receivedField, returnPathField } from '../src/index.js'

describe('which hosts take a domain’s mail (RFC 5321 5.1, RFC 7505)', () => {
  it('the domain itself where there is no MX', () => {
    expect(mailTargets('some.domain', [])).toEqual({ type: 'targets', targets: [{ host: 'some.domain', preference: 0 }] })
  })
  it('none where there is a null MX, and its root among others counts for nothing', () => {
    expect(mailTargets('some.domain', [{ preference: 0, exchange: '.' }])).toEqual({ type: 'null-mx' })
    expect(
      mailTargets('some.domain', [
        { preference: 0, exchange: '.' },
        { preference: 5, exchange: 'mx' },
      ]),
    ).toEqual({
      type: 'targets',
      targets: [{ host: 'mx', preference: 5 }],
    })
  })

  test.prop([fc.array(fc.record({ preference: fc.nat(3), exchange: fc.string({ minLength: 2 }) }), { minLength: 1 })])(
    'all of them, by preference',
    records => {
      const found = mailTargets('d', records)
      if (found.type !== 'targets') throw new Error('no targets')
      const preferences = found.targets.map(({ preference }) => preference)
      expect(preferences).toEqual([...preferences].sort())
      expect(found.targets.map(({ host }) => host).sort()).toEqual(records.map(({ exchange }) => exchange).sort())
    },
  )

  it('hosts of equal preference by lot', () => {
    const records = [
      { preference: 5, exchange: 'a' },
      { preference: 5, exchange: 'b' },
    ]
    const lots =
      (...numbers: number[]) =>
      () =>
        numbers.shift()!
    const order = (random: () => number) => {
      const found = mailTargets('d', records, random)
      return found.type === 'targets' && found.targets.map(({ host }) => host)
    }
    expect([order(lots(0.1, 0.2)), order(lots(0.2, 0.1))]).toEqual([
      ['a', 'b'],
      ['b', 'a'],
    ])
  })
})

describe('trace headers (RFC 5321 4.4)', () => {
  const hop = {
    helo: 'pc.example',
    remoteAddress: '2001:db8::1',
    by: 'mx.example',
    secure: false,
    authenticated: true,
    id: '1',
    date: new Date(0),
  }
  it('Received, with a year of four digits (RFC 5321 4.4, F.5)', () => {
    const protocols = [{ smtputf8: true }, { lmtp: true }, { lmtp: true, smtputf8: true, secure: true }].map(
      how => receivedField({ ...hop, ...how }).match(/ with (\w+) /)?.[1],
    )
    expect(protocols).toEqual(['UTF8SMTPA', 'LMTPA', 'UTF8LMTPSA']) // RFC 3848, RFC 6531 4.3
    expect(receivedField({ ...hop, recipient: { localPart: 'a', domain: 'b.example' } })).toBe(
      'Received: from pc.example ([IPv6:2001:db8::1])\r\n by mx.example with ESMTPA id 1\r\n for <a@b.example>;\r\n Thu, 01 Jan 1970 00:00:00 +0000\r\n',
    )
  })
  it.each<[field: string, value: unknown]>([
    ['id', '1\r\nX-Injected: 1'],
    ['id', '1\0'],
    ['id', undefined],
    ['by', 'mx example'],
    ['by', 'mx;'],
    ['by', ''],
    ['remoteAddress', '192.0.2.1])\n'],
    ['helo', undefined],
    ['helo', Symbol('x')],
    ['date', new Date(Number.NaN)],
    ['date', '1970'],
  ])('Received is refused with a wrong %s: %o', (field, value) => {
    expect(() => receivedField({ ...hop, [field]: value })).toThrow(
      expect.objectContaining({
        name: 'SmtpError',
        code: 'bad-value',
        message: expect.stringMatching(`^format Received: ${field}: `),
      }),
    )
  })
  it('what a client calls itself never breaks the field', () => {
    expect(receivedField({ ...hop, helo: 'a\r\nX: (b);\0' })).toMatch(/^Received: from a\?\?X:\?\?b\?\?\? \(\[/)
  })
  it('Return-Path', () => {
    expect(returnPathField({ localPart: 'a', domain: 'b.example' })).toBe('Return-Path: <a@b.example>\r\n')
    expect(returnPathField(null)).toBe('Return-Path: <>\r\n')
  })
})
