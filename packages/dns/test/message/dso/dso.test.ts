/** What messages are put to besides questions: DSO, UPDATE, transfers, signatures. */
import { caught, hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  addRecord,
  type DnsRecord,
  type DsoTlvInit,
  decodeMessage,
  deleteName,
  deleteRecord,
  deleteRrset,
  encodeMessage,
  encodeTransfer,
  formatMessage,
  type Message,
  nameInUse,
  nameNotInUse,
  parseMessage,
  type RecordInit,
  rrsetDoesNotExist,
  rrsetExists,
  rrsetExistsWithData,
  TransferDecoder,
  type TransferQuery,
  type UpdateRecord,
  updateMessage,
} from '../../../src/all.js'

const a = (name: string, address: string): RecordInit => ({ name, type: 'A', ttl: 60, data: { address } })

describe('DSO (RFC 8490, RFC 8765)', () => {
  it.each<[string, string, DsoTlvInit]>([
    ['0001 0008 00003a98 00007530', 'KEEPALIVE', { name: 'KEEPALIVE', inactivityTimeout: 15_000, keepaliveInterval: 30_000 }],
    ['0002 0004 00000bb8', 'RETRY-DELAY', { name: 'RETRY-DELAY', retryDelay: 3000 }],
    ['0003 0002 0000', 'ENCRYPTION-PADDING', { name: 'ENCRYPTION-PADDING', data: hex('0000') }],
    ['0040 0007 016100 000c 0001', 'SUBSCRIBE', { name: 'SUBSCRIBE', question: { name: 'a', type: 'PTR', class: 'IN' } }],
    ['0042 0002 07c1', 'UNSUBSCRIBE', { name: 'UNSUBSCRIBE', id: 1985 }],
    [
      '0043 000b 016100 0001 0001 7f000001',
      'RECONFIRM',
      { name: 'RECONFIRM', record: { name: 'a', type: 'A', class: 'IN', data: { address: '127.0.0.1' } } },
    ],
    ['f800 0002 abcd', 'DSO63488', { code: 0xf800, data: hex('abcd') }],
  ])('%s is %s', (tlv, name, init) => {
    const bytes = hex(`0007 3000 0000 0000 0000 0000 ${tlv}`)
    const message = decodeMessage(bytes)
    expect(message.opcode).toBe('DSO')
    expect(message.dso!.tlvs).toEqual([{ ...init, code: (bytes[12]! << 8) | bytes[13]!, name }])
    expect(encodeMessage(message)).toEqual(bytes)
    expect(encodeMessage({ id: 7, dso: { tlvs: [init] } })).toEqual(bytes)
    const text = formatMessage(message)
    expect(text).toContain(`\n; ${name.replace('DSO', 'DSO=')}: `)
    expect(parseMessage(text)).toEqual(message)
    expect(parseMessage(text.replace(/\n; .*: /, `\n; DSO=${message.dso!.tlvs[0]!.code}: `))).toEqual(message)
  })

  it('PUSH has records, whose names may point back (RFC 8765 6.3)', () => {
    const bytes = hex(
      `0000 3000 0000 0000 0000 0000 0041 0030 016100 000c 0001 00000078 0004 0162 c010
       c010 0001 0001 ffffffff 0004 7f000001 c010 00ff 0001 fffffffe 0000`.replace('0030', '002d'),
    )
    const message = decodeMessage(bytes)
    expect(message.dso!.tlvs).toMatchObject([
      {
        name: 'PUSH',
        records: [
          { name: 'a', type: 'PTR', ttl: 120, data: { ptrdname: 'b.a' } },
          { name: 'a', type: 'A', ttl: 0xffffffff, data: { address: '127.0.0.1' } },
          { name: 'a', type: 'ANY', class: 'IN', ttl: 0xfffffffe, data: undefined },
        ],
      },
    ])
    expect(encodeMessage(message)).toEqual(bytes)
  })

  it.each([
    ['a TLV without length', '0001 00'],
    ['a TLV beyond the end', '0001 0008 00'],
  ])('refuses %s', (_title, tlv) => {
    const bytes = hex(`0007 3000 0000 0000 0000 0000 ${tlv}`)
    expect(caught(() => decodeMessage(bytes))).toMatchObject({ code: 'truncated', section: 'dso', index: 0 })
  })

  it.each([
    ['a KEEPALIVE of 7 bytes', '0001 0007 00000000000000'],
    ['a KEEPALIVE of 9 bytes', '0001 0009 000000000000000000'],
    ['a SUBSCRIBE without class', '0040 0003 00 0001'],
    ['a PUSH whose record goes on', '0041 000b 00 0001 0001 00000000 0004'],
    ['a RECONFIRM of half an address', '0043 0007 00 0001 0001 7f00'],
  ])('refuses %s', (_title, tlv) => {
    const bytes = hex(`0007 3000 0000 0000 0000 0000 ${tlv} f800 0000`)
    expect(caught(() => decodeMessage(bytes))).toMatchObject({ code: 'bad-dso', section: 'dso', index: 0 })
    const partial = decodeMessage(bytes, { partial: true })
    const code = Number.parseInt(tlv.slice(0, 4), 16)
    expect([partial.errors.length, partial.dso!.tlvs.map(each => each.code)]).toEqual([1, [code, 0xf800]])
    expect(partial.dso!.tlvs[0]).toMatchObject({ name: `DSO${code}`, error: partial.errors[0] })
    expect(encodeMessage(partial, { allowDamaged: true })).toEqual(bytes)
    expect(caught(() => encodeMessage(partial))).toMatchObject({ code: 'bad-dso' })
  })

  it.each([
    ['a KEEPALIVE of 3 bytes', '0001 0003 00ff41', '; KEEPALIVE: 00 ff 41 ("..A")'],
    [
      'a PUSH whose name points nowhere',
      '0041 000c c0ff 0001 0001 00000000 0000',
      '; PUSH: c0 ff 00 01 00 01 00 00 00 00 00 00 (',
    ],
    // At byte 28 is no name in the message, but in this TLV alone.
    [
      'a PUSH whose pointer is about the message',
      `0041 0035 00 ff00 0001 00000000 001e 0080 ${'00'.repeat(28)} c01c 0001 0001 00000000 0000`,
      '; PUSH: 00 ff 00 ',
    ],
  ])('prints %s, and reads it back', (_title, tlv, line) => {
    const bytes = hex(`0007 3000 0000 0000 0000 0000 ${tlv} f800 0000`)
    const message = decodeMessage(bytes, { keepDamaged: true })
    const text = formatMessage(message)
    expect(text).toContain(`\n${line}`)
    const parsed = parseMessage(text)
    expect(parsed.dso!.tlvs).toMatchObject([{ name: message.dso!.tlvs[0]!.name, error: { code: 'bad-dso' } }, { code: 0xf800 }])
    expect(encodeMessage(parsed, { allowDamaged: true })).toEqual(bytes)
  })

  it.each(['; NOSUCH: 00', '; DSO=65536: 00', '; KEEPALIVE: 0', 'KEEPALIVE: 00', '; DSO=: 00'])('refuses the line %s', line => {
    const text = formatMessage(decodeMessage(encodeMessage({ dso: { tlvs: [{ name: 'RETRY-DELAY', retryDelay: 1 }] } })))
    expect(caught(() => parseMessage(text.replace(/; RETRY-DELAY.*/, line)))).toMatchObject({ code: 'bad-syntax' })
  })

  it('says which of its TLVs is wrong', () => {
    const first = '0042 0002 07c1'
    for (const second of ['0042 0001 07', '0042 0003 07c100', '0042 0002 07', '0042 00'])
      expect(caught(() => decodeMessage(hex(`0007 3000 0000 0000 0000 0000 ${first} ${second}`)))).toMatchObject({
        name: 'DnsError',
        section: 'dso',
        index: 1,
      })
    const tlvs: DsoTlvInit[] = [
      { name: 'UNSUBSCRIBE', id: 1985 },
      { name: 'UNSUBSCRIBE', id: 65_536 },
    ]
    expect(caught(() => encodeMessage({ dso: { tlvs } }))).toMatchObject({ code: 'bad-value', section: 'dso', index: 1 })
  })

  it('has neither sections nor OPT (RFC 8490 5.4)', () => {
    expect(caught(() => decodeMessage(hex('0007 3000 0001 0000 0000 0000 00 0001 0001')))).toMatchObject({ code: 'bad-dso' })
    const dso = { tlvs: [] }
    expect(caught(() => encodeMessage({ dso, edns: {} }))).toMatchObject({ code: 'bad-dso' })
    expect(caught(() => encodeMessage({ dso, answers: [a('a', '127.0.0.1')] }))).toMatchObject({ code: 'bad-dso' })
    expect(caught(() => encodeMessage({ dso, opcode: 'QUERY' }))).toMatchObject({ code: 'bad-dso' })
    expect(encodeMessage({ opcode: 'DSO' })).toHaveLength(12)
  })
})

describe('UPDATE (RFC 2136)', () => {
  const record: UpdateRecord = { name: 'a', type: 'A', data: { address: '127.0.0.1' } }
  it.each<[string, string, RecordInit, string]>([
    ['2.4.1', 'rrsetExists', rrsetExists('a', 'A'), '0001 00ff 00000000 0000'],
    ['2.4.2', 'rrsetExistsWithData', rrsetExistsWithData([record])[0]!, '0001 0001 00000000 0004 7f000001'],
    ['2.4.3', 'rrsetDoesNotExist', rrsetDoesNotExist('a', 'A'), '0001 00fe 00000000 0000'],
    ['2.4.4', 'nameInUse', nameInUse('a'), '00ff 00ff 00000000 0000'],
    ['2.4.5', 'nameNotInUse', nameNotInUse('a'), '00ff 00fe 00000000 0000'],
    ['2.5.1', 'addRecord', addRecord(record, 60), '0001 0001 0000003c 0004 7f000001'],
    ['2.5.2', 'deleteRrset', deleteRrset('a', 'A'), '0001 00ff 00000000 0000'],
    ['2.5.3', 'deleteName', deleteName('a'), '00ff 00ff 00000000 0000'],
    ['2.5.4', 'deleteRecord', deleteRecord(record), '0001 00fe 00000000 0004 7f000001'],
  ])('%s %s', (_section, _name, init, digits) => {
    const bytes = encodeMessage(updateMessage({ id: 7, zone: 'a', updates: [init] }))
    expect(bytes).toEqual(hex(`0007 2800 0001 0000 0001 0000 0161 00 0006 0001 c00c ${digits}`))
    const message = decodeMessage(bytes)
    expect(message.authorities[0]).toMatchObject(init)
    expect(encodeMessage(message)).toEqual(bytes)
    expect(parseMessage(formatMessage(message))).toEqual(message)
  })

  it('13: takes records without data in any class', () => {
    const bytes = hex('0007 2800 0000 0000 0001 0000 00 0010 0001 00000000 0000')
    expect(decodeMessage(bytes).authorities[0]).toMatchObject({ type: 'TXT', data: undefined })
  })
})

describe('19: TSIG and SIG(0) (RFC 8945 5.1, RFC 2931 3)', () => {
  const header = (count: string): string => `0007 0000 0000 0000 0000 ${count}`
  const tsig = (recordClass = '00ff', ttl = '00000000', rdata = '0161 00 000000000000 012c 0000 0007 0000 0000'): string => {
    const length = (rdata.replace(/ /g, '').length / 2).toString(16).padStart(4, '0')
    return `016b 00 00fa ${recordClass} ${ttl} ${length} ${rdata}`
  }
  const sig0 = `00 0018 00ff 00000000 0014 0000 08 00 00000000 00000000 00000000 0007 00 ff`
  const opt = '00 0029 04d0 00000000 0000'

  it('stand apart and last', () => {
    for (const [slot, record] of [
      ['tsig', tsig()],
      ['sig0', sig0],
    ] as const) {
      const bytes = hex(`${header('0002')} ${opt} ${record}`)
      const message = decodeMessage(bytes)
      expect(message[slot]).toMatchObject({ class: 'ANY', ttl: 0 })
      expect([message.additionals, message.edns?.udpPayloadSize]).toEqual([[], 1232])
      expect(encodeMessage(message)).toEqual(bytes)
      expect(parseMessage(formatMessage(message))).toEqual(message)
    }
  })

  it('RFC 8945 4.2: a TSIG with a time to live other than 0 is a warning, and goes back as it came', () => {
    const bytes = hex(`${header('0001')} ${tsig('00ff', '0000003c')}`)
    const message = decodeMessage(bytes)
    expect([message.tsig!.ttl, message.warnings]).toMatchObject([60, [{ code: 'tsig-ttl', offset: 19 }]])
    expect(encodeMessage(message)).toEqual(bytes)
    expect(parseMessage(formatMessage(message)).tsig).toEqual(message.tsig)
    expect(caught(() => decodeMessage(bytes, { strict: true }))).toMatchObject({ code: 'tsig-ttl', section: 'additional' })
    expect(decodeMessage(hex(`${header('0001')} ${tsig()}`)).warnings).toEqual([])
  })

  it('leave a SIG record that covers a type where it is', () => {
    const bytes = hex(`${header('0001')} ${sig0.replace('0014 0000', '0014 0001')}`)
    expect(decodeMessage(bytes).additionals).toHaveLength(1)
    expect(encodeMessage(decodeMessage(bytes))).toEqual(bytes)
  })

  it.each([
    ['TSIG before OPT', `${header('0002')} ${tsig()} ${opt}`],
    ['two TSIG records', `${header('0002')} ${tsig()} ${tsig()}`],
    ['TSIG of class IN', `${header('0001')} ${tsig('0001')}`],
    ['TSIG among the answers', `0007 0000 0000 0001 0000 0000 ${tsig()}`],
    ['SIG(0) before OPT', `${header('0002')} ${sig0} ${opt}`],
    ['SIG(0) and TSIG', `${header('0002')} ${sig0} ${tsig()}`],
  ])('%s', (_title, digits) => {
    expect(caught(() => decodeMessage(hex(digits)))).toMatchObject({ name: 'DnsError', code: 'bad-signature' })
    expect(decodeMessage(hex(digits), { partial: true }).errors[0]).toMatchObject({ code: 'bad-signature' })
  })

  it('are kept out of the sections on the way out', () => {
    const whole = decodeMessage(hex(`${header('0001')} ${tsig()}`)).tsig!
    const zero = decodeMessage(hex(`${header('0001')} ${sig0}`)).sig0!
    const code = { code: 'bad-signature' }
    expect(caught(() => encodeMessage({ additionals: [whole] }))).toMatchObject(code)
    expect(caught(() => encodeMessage({ additionals: [zero] }))).toMatchObject(code)
    expect(caught(() => encodeMessage({ tsig: zero }))).toMatchObject(code)
    expect(caught(() => encodeMessage({ sig0: whole }))).toMatchObject(code)
    expect(caught(() => encodeMessage({ tsig: { ...whole, class: 'IN' } as DnsRecord }))).toMatchObject(code)
    expect(caught(() => encodeMessage({ tsig: whole, sig0: zero }))).toMatchObject(code)
  })

  it('stay when a message becomes smaller', () => {
    const { tsig: signature } = decodeMessage(hex(`${header('0001')} ${tsig()}`))
    const answers = [a('a', '192.0.2.1'), a('b', '192.0.2.1'), a('c', '192.0.2.1')]
    const message = decodeMessage(encodeMessage({ answers, edns: {}, tsig: signature }, { maxSize: 75 }))
    expect([message.answers.length, message.flags.tc, message.tsig]).toEqual([1, true, signature])
  })
})

describe('zone transfers (RFC 5936, RFC 1995)', () => {
  const soa = (serial: number): RecordInit => ({
    name: 'jain.ad.jp',
    type: 'SOA',
    data: {
      mname: 'ns.jain.ad.jp',
      rname: 'mohta.jain.ad.jp',
      serial,
      refresh: 600,
      retry: 600,
      expire: 3_600_000,
      minimum: 604_800,
    },
  })
  const nezu = a('nezu.jain.ad.jp', '133.69.136.5')
  const bb = (last: number): RecordInit => a('jain-bb.jain.ad.jp', `133.69.136.${last}`)
  const other = a('jain-bb.jain.ad.jp', '192.41.197.2')
  const message = (answers: RecordInit[], type = 'IXFR', more: object = {}): Message =>
    decodeMessage(encodeMessage({ id: 7, flags: { qr: true }, questions: [{ name: 'JAIN.ad.jp', type }], answers, ...more }))
  const told = (query: Partial<TransferQuery>, messages: readonly Message[]): string[] => {
    const decoder = new TransferDecoder({ zone: 'jain.ad.jp', id: 7, ...query })
    const events: string[] = []
    for (const each of messages) {
      decoder.push(each)
      for (let event = decoder.next(); event !== undefined; event = decoder.next()) {
        if (!('record' in event)) events.push(`${event.type} ${event.kind} ${event.serial}`)
        else if (event.record.type === 'SOA') events.push(`${event.type} SOA ${event.record.data!.serial}`)
        else events.push(`${event.type} ${event.record.name.split('.')[0]}`)
      }
    }
    decoder.end()
    return events
  }
  /** Every way to cut the records into two messages, and one record a message. */
  const cuts = (records: RecordInit[], type: string): Message[][] => [
    ...records.map((_, at) => [records.slice(0, at), records.slice(at)].map(part => message(part, type))),
    records.map(record => message([record], type)),
  ]

  const incremental = [soa(3), soa(1), nezu, soa(2), bb(4), other, soa(2), bb(4), soa(3), bb(3), soa(3)]
  it('takes the example of RFC 1995 7 apart', () => {
    for (const messages of cuts(incremental, 'IXFR'))
      expect(told({ serial: 1 }, messages)).toEqual([
        'start ixfr 3',
        'delete SOA 1',
        'delete nezu',
        'add SOA 2',
        'add jain-bb',
        'add jain-bb',
        'delete SOA 2',
        'delete jain-bb',
        'add SOA 3',
        'add jain-bb',
        'end ixfr 3',
      ])
  })

  it('takes a whole zone, asked for or in place of differences', () => {
    for (const [type, query] of [
      ['AXFR', {}],
      ['IXFR', { serial: 1 }],
    ] as const)
      for (const messages of cuts([soa(3), bb(3), other, soa(3)], type))
        expect(told(query, messages)).toEqual(['start axfr 3', 'add SOA 3', 'add jain-bb', 'add jain-bb', 'end axfr 3'])
    expect(told({ serial: 1 }, [message([soa(3), soa(3)])])).toEqual(['start axfr 3', 'add SOA 3', 'end axfr 3'])
  })

  it('knows when there is nothing new (RFC 1995 2), in the arithmetic of serial numbers (RFC 1982 3.2)', () => {
    expect(told({ serial: 3 }, [message([soa(3)])])).toEqual(['start up-to-date 3', 'end up-to-date 3'])
    expect(told({ serial: 4 }, [message([soa(3)])])).toEqual(['start up-to-date 3', 'end up-to-date 3'])
    expect(told({ serial: 0xffffffff }, [message([soa(3), soa(3)])])[0]).toBe('start axfr 3')
  })

  it.each<[string, Partial<TransferQuery>, Message[], string]>([
    ['an error code', {}, [message([], 'AXFR', { rcode: 'REFUSED' })], 'bad-transfer'],
    ['another ID', { id: 8 }, [message([soa(3)], 'AXFR')], 'bad-transfer'],
    ['another question', {}, [message([soa(3)], 'MX')], 'bad-transfer'],
    ['another zone', { zone: 'example' }, [message([soa(3)], 'AXFR')], 'bad-transfer'],
    ['a truncated message', {}, [message([soa(3)], 'AXFR', { flags: { qr: true, tc: true } })], 'bad-transfer'],
    ['a query', {}, [message([soa(3)], 'AXFR', { flags: {} })], 'bad-transfer'],
    ['no SOA record at first', {}, [message([nezu], 'AXFR')], 'bad-transfer'],
    ['another SOA record at last', {}, [message([soa(3), nezu, soa(2)], 'AXFR')], 'bad-transfer'],
    ['a record behind the last', {}, [message([soa(3), nezu, soa(3), nezu], 'AXFR')], 'bad-transfer'],
    ['differences from another version', { serial: 0 }, [message(incremental)], 'bad-transfer'],
    ['a gap between differences', { serial: 1 }, [message([soa(3), soa(1), soa(2), soa(4)])], 'bad-transfer'],
    ['a transfer that stops', {}, [message([soa(3), nezu], 'AXFR')], 'truncated'],
    ['differences that stop', { serial: 1 }, [message(incremental.slice(0, 8))], 'truncated'],
    ['an SOA record alone, newer', { serial: 1 }, [message([soa(3)])], 'truncated'],
  ])('refuses %s', (_title, query, messages, code) => {
    expect(caught(() => told(query, messages))).toMatchObject({ name: 'DnsError', code })
  })

  it('is made of as many messages as it takes', () => {
    const hosts = Array.from({ length: 400 }, (_, n) => a(`host${n}.jain.ad.jp`, '192.0.2.1'))
    const response = { id: 7, questions: [{ name: 'jain.ad.jp', type: 'AXFR' }] }
    const messages = [...encodeTransfer(response, [soa(3), ...hosts, soa(3)], { maxSize: 1000 })]
    expect(messages.length).toBeGreaterThan(10)
    for (const bytes of messages) expect(bytes.length).toBeLessThanOrEqual(1000)
    expect(
      told(
        {},
        messages.map(bytes => decodeMessage(bytes)),
      ),
    ).toHaveLength(403)
  })

  it('is written only as it is read (RFC 5936 2.2)', () => {
    const sent = (answers: readonly RecordInit[], more: object = {}, type = 'AXFR'): Uint8Array[] => [
      ...encodeTransfer({ id: 7, questions: [{ name: 'jain.ad.jp', type }], ...more }, answers),
    ]
    const read = (messages: readonly Uint8Array[], query: Partial<TransferQuery> = {}): string[] =>
      told(
        query,
        messages.map(bytes => decodeMessage(bytes)),
      )
    expect(read(sent([soa(3), soa(3)])).at(-1)).toBe('end axfr 3')
    const [one, same] = [soa(3), a('nezu.jain.ad.jp', '133.69.136.5')]
    expect(read(sent([one, same, one], { flags: { qr: undefined } })).at(-1)).toBe('end axfr 3')
    expect(read(sent(incremental, {}, 'IXFR'), { serial: 1 }).at(-1)).toBe('end ixfr 3')
    expect(read(sent([soa(3)], {}, 'IXFR'), { serial: 3 }).at(-1)).toBe('end up-to-date 3')
    for (const [answers, more, type] of [
      [[soa(3), nezu, soa(3)], { flags: { qr: false } }],
      [[soa(3), nezu, soa(3)], { flags: { tc: true } }],
      [[soa(3), nezu, soa(3)], { rcode: 'REFUSED' }],
      [[soa(3), nezu, soa(3)], { opcode: 'NOTIFY' }],
      [[soa(3), nezu, soa(3)], {}, 'MX'],
      [[soa(3), nezu, soa(3)], { questions: [{ name: 'example', type: 'AXFR' }] }],
      [[soa(3), nezu, soa(3)], { questions: Array(2).fill({ name: 'jain.ad.jp', type: 'AXFR' }) }],
      [[]],
      [[soa(3)]],
      [[nezu, soa(3)]],
      [[soa(3), nezu]],
      [[soa(3), nezu, soa(2)]],
      [[one, one, same, one]],
    ] as const satisfies readonly (readonly [readonly RecordInit[], object?, string?])[])
      expect(caught(() => sent(answers, more, type))).toMatchObject({ code: 'bad-transfer', fault: 'local' })
  })
})
