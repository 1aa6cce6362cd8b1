import { fc, test } from '@fast-check/vitest'
import { caught, hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type DnsError,
  decodeMessage,
  deleteRecord,
  encodeMessage,
  formatMessage,
  type Message,
  nameInUse,
  parseMessage,
  updateMessage,
} from '../src/all.js'
import { optionBytes } from '../src/message/edns/option.js'
import { formatOption, parseOption } from '../src/message/edns/option-text.js'
import { allTypes } from '../src/message/everything.js'
import { message as anyMessage } from './arbitraries.js'
import { digMessages, digOptions } from './dig-cases.js'
import { digInvariant, digTextInvariant } from './invariants.js'
import { seed } from './seed.js'

/** The starting document as it was found, blanks and all: dig 9.9.5 of September 2015. */
const found = `
; <<>> DiG 9.9.5-3ubuntu0.5-Ubuntu <<>> gmail.com MX
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1985
;; flags: qr rd ra; QUERY: 1, ANSWER: 5, AUTHORITY: 4, ADDITIONAL: 11

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags:; udp: 4096
;; QUESTION SECTION:
;gmail.com.     IN  MX

;; ANSWER SECTION:
gmail.com.    262 IN  MX  40 alt4.gmail-smtp-in.l.google.com.
gmail.com.    262 IN  MX  20 alt2.gmail-smtp-in.l.google.com.
gmail.com.    262 IN  MX  30 alt3.gmail-smtp-in.l.google.com.
gmail.com.    262 IN  MX  10 alt1.gmail-smtp-in.l.google.com.
gmail.com.    262 IN  MX  5 gmail-smtp-in.l.google.com.

;; AUTHORITY SECTION:
gmail.com.    20702 IN  NS  ns2.google.com.
gmail.com.    20702 IN  NS  ns4.google.com.
gmail.com.    20702 IN  NS  ns3.google.com.
gmail.com.    20702 IN  NS  ns1.google.com.

;; ADDITIONAL SECTION:
gmail-smtp-in.l.google.com. 69  IN  A 64.233.186.26
gmail-smtp-in.l.google.com. 110 IN  AAAA  2800:3f0:4003:c00::1b
alt1.gmail-smtp-in.l.google.com. 226 IN A 74.125.133.27
alt3.gmail-smtp-in.l.google.com. 173 IN A 64.233.163.26
alt4.gmail-smtp-in.l.google.com. 231 IN A 74.125.68.26
alt4.gmail-smtp-in.l.google.com. 110 IN AAAA  2404:6800:4003:c01::1a
ns1.google.com.   79978 IN  A 216.239.32.10
ns2.google.com.   79978 IN  A 216.239.34.10
ns3.google.com.   79978 IN  A 216.239.36.10
ns4.google.com.   79978 IN  A 216.239.38.10

;; Query time: 10 msec
;; SERVER: 127.0.1.1#53(127.0.1.1)
;; WHEN: Tue Sep 22 10:59:09 BRT 2015
;; MSG SIZE  rcvd: 417
`.trimStart()

const footer = {
  queryTime: 10,
  server: '127.0.1.1#53(127.0.1.1)',
  when: 'Tue Sep 22 10:59:09 BRT 2015',
  size: 417,
}
const blanks = (text: string): string => text.replace(/[\t ]+/g, ' ')
const fromHeader = (text: string): string => text.slice(text.indexOf(';; ->>'))

describe('the starting document', () => {
  it('is the 417 bytes that its text states', () => {
    expect(encodeMessage(parseMessage(found))).toEqual(encodeMessage(seed))
    expect(encodeMessage(parseMessage(found))).toHaveLength(417)
  })

  it('prints as it was found, apart from blanks', () => {
    expect(blanks(formatMessage(parseMessage(found), { footer }))).toBe(blanks(fromHeader(found)))
  })

  it('reads the same with CRLF', () => {
    expect(parseMessage(found.replaceAll('\n', '\r\n'))).toEqual(parseMessage(found))
  })
})

describe('as dig 9.18 prints it', () => {
  it.each(digMessages)('%s', (_title, digits, text) => {
    const bytes = hex(digits)
    const message = decodeMessage(bytes)
    expect(
      formatMessage(message, { footer: { size: bytes.length } })
        .replace(/\n*;; MSG SIZE.*\n$/, '')
        .trimEnd(),
    ).toBe(text)
    expect(parseMessage(text)).toEqual({ ...message, warnings: [] })
  })

  it.each(digOptions)('option %i %j: %s', (code, digits, line) => {
    expect(formatOption({ code, data: hex(digits) }, allTypes())).toBe(line)
    const option = parseOption(line, allTypes())!
    expect([option.code, optionBytes(allTypes(), option)]).toEqual([code, hex(digits)])
  })
})

describe('where it is not as dig prints it', () => {
  const printed = (message: object): string => formatMessage(decodeMessage(encodeMessage(message)))

  it('an UPDATE that takes an address away shows the address (RFC 2136 2.5.4)', () => {
    const text = printed({
      opcode: 'UPDATE',
      questions: [{ name: 'example', type: 'SOA' }],
      answers: [
        { name: 'a.example', type: 'A', class: 'ANY' },
        { name: 'a.example', type: 'ANY', class: 'ANY' },
      ],
      authorities: [{ name: 'a.example', type: 'A', class: 'NONE', data: { address: '192.0.2.1' } }],
    })
    expect(text).toContain(';; ZONE SECTION:\n;example.\t\t\tIN\tSOA\n')
    expect(text).toContain(';; PREREQUISITE SECTION:\na.example.\t\t0\tANY\tA\na.example.\t\t0\tANY\tANY\n')
    expect(text).toContain(';; UPDATE SECTION:\na.example.\t\t0\tNONE\tA\t192.0.2.1\n')
    digTextInvariant(parseMessage(text))
  })

  it('multicast DNS has its class, and its data by type (RFC 6762 10.2, 18.12)', () => {
    const text = printed({
      questions: [{ name: 'a.local', type: 'A', unicastResponse: true }],
      answers: [{ name: 'a.local', type: 'A', ttl: 120, data: { address: '192.0.2.1' }, cacheFlush: true }],
    })
    expect(text).toContain(';a.local.\t\t\tCLASS32769 A\n')
    expect(text).toContain('a.local.\t\t120\tCLASS32769 A\t192.0.2.1\n')
    const message = parseMessage(text)
    expect(message.questions[0]).toMatchObject({ class: 'IN', unicastResponse: true })
    expect(message.answers[0]).toMatchObject({ class: 'IN', cacheFlush: true })
    // dig's own spelling of the same.
    expect(parseMessage(text.replace('192.0.2.1', '\\# 4 C0000201'))).toEqual(message)
  })

  it.each([
    ['opcode: RESERVED6', 'DSO', 'NOERROR'],
    ['status: RESERVED11', 'QUERY', 'DSOTYPENI'],
    ['status: RCODE15', 'QUERY', 'RCODE15'],
    ['opcode: OPCODE9', 'OPCODE9', 'NOERROR'],
  ])('%s is understood', (words, opcode, rcode) => {
    const text = formatMessage(decodeMessage(encodeMessage({}))).replace(new RegExp(`${words.split(' ')[0]} \\w+`), words)
    expect(parseMessage(text)).toMatchObject({ opcode, rcode })
  })

  it('what nsupdate -d and the log of named say of a message is understood: the ID in a column, sections that follow at once', () => {
    const text = [
      ';; ->>HEADER<<- opcode: UPDATE, status: NOERROR, id:    512',
      ';; flags: qr; ZONE: 1, PREREQ: 1, UPDATE: 1, ADDITIONAL: 0',
      ';; ZONE SECTION:',
      ';example.\t\t\tIN\tSOA',
      '',
      ';; PREREQUISITE SECTION:',
      'mail.example.\t\t0\tANY\tANY\t',
      '',
      ';; UPDATE SECTION:',
      'h22.example.\t\t0\tNONE\tA\t192.0.2.22',
      '',
    ].join('\n')
    expect(parseMessage(text)).toEqual(
      decodeMessage(
        encodeMessage({
          ...updateMessage({
            id: 512,
            zone: 'example',
            prerequisites: [nameInUse('mail.example')],
            updates: [deleteRecord({ name: 'h22.example', type: 'A', data: { address: '192.0.2.22' } })],
          }),
          flags: { qr: true },
        }),
      ),
    )
  })

  it.each([
    // As dig 9.18 shows them with +qr +ednsopt; those it would not tell exactly are marked.
    ['a cookie of one byte', 10, '00', '; COOKIE: 00'],
    ['no cookie', 10, '', '; COOKIE:'],
    ['a cookie of nine bytes', 10, '001122334455667788', '; COOKIE: 001122334455667788'],
    ['an ECS address with host bits', 8, '00011400c000ff', '; CLIENT-SUBNET: 192.0.255.0/20/0'],
    [
      'an ECS address too long for its prefix (dig: 192.0.2.0/24/0)',
      8,
      '00011800c0000201',
      '; CLIENT-SUBNET: 00 01 18 00 c0 00 02 01 ',
    ],
    ['an ECS address of an unknown family', 8, '00030000', '; CLIENT-SUBNET: 00 03 00 00 '],
    ['an ECS prefix beyond the address', 8, '00012800c000020100', '; CLIENT-SUBNET: 00 01 28 00 c0 00 02 01 00 '],
    ['an ECS address too short for its prefix', 8, '00011800c000', '; CLIENT-SUBNET: 00 01 18 00 c0 00 '],
    ['no ECS', 8, '', '; CLIENT-SUBNET:'],
    ['an EDE that is cut short', 15, '00', '; EDE: 00 (".")'],
    ['no EDE', 15, '', '; EDE:'],
    ['an EDE with a line end in it (dig: (.A))', 15, '00120a41', '; EDE: 18 (Prohibited): 0a 41 (.A)'],
    ['an EDE with a control character in UTF-8', 15, '0012c285', '; EDE: 18 (Prohibited): c2 85 (..)'],
    ['an EDE that is not UTF-8', 15, '0012ff', '; EDE: 18 (Prohibited): ff (.)'],
    ['an EDE that is not UTF-8 and ends in a parenthesis', 15, '0012ff4129', '; EDE: 18 (Prohibited): ff 41 29 (.A))'],
    ['an EDE without a name that is not UTF-8', 15, 'ea60ff', '; EDE: 60000: ff (.)'],
    ['an EDE with a parenthesis', 15, '0012292829', '; EDE: 18 (Prohibited): ()())'],
    ['an EDE in any script', 15, '0012c3a9', '; EDE: 18 (Prohibited): (é)'],
    ['padding that is not zeros (dig: (2 bytes))', 12, '0001', '; PAD: 00 01 ("..")'],
    ['a keepalive of one byte', 11, '00', '; TCP KEEPALIVE: 00 (".")'],
    ['an expiry of one byte', 9, '00', '; EXPIRE: 00 (".")'],
    ['an expiry of five bytes', 9, '0000000001', '; EXPIRE: 00 00 00 00 01 (".....")'],
    ['an expiry of all units', 9, '000c08a5', '; EXPIRE: 788645 (1 week 2 days 3 hours 4 minutes 5 seconds)'],
    ['no key tag', 14, '', '; KEY-TAG:'],
    ['a key tag and a half', 14, '000100', '; KEY-TAG: 00 01 00 ("...")'],
    ['a client tag of one byte', 16, '07', '; CLIENT-TAG: 07 (".")'],
    ['a server tag of three', 17, '010203', '; SERVER-TAG: 01 02 03 ("...")'],
    ['an LLQ of one byte', 1, '00', '; LLQ: 00 (".")'],
    ['an NSID that does not print', 3, '0a0d', '; NSID: 0a 0d ("..")'],
    ['an update lease of one byte', 2, '00', '; OPT=2: 00 (".")'],
    ['a report channel of half a name', 18, '0161', '; OPT=18: 01 61 (".a")'],
  ])('%s keeps its bytes', (_title, code, digits, line) => {
    const shown = formatOption({ code, data: hex(digits) }, allTypes())
    expect(shown).toBe(line)
    const option = parseOption(shown, allTypes())!
    expect([option.code, optionBytes(allTypes(), option)]).toEqual([code, hex(digits)])
  })
})

describe('the spellings of BIND 9.9 to 9.20', () => {
  it.each<[version: string, line: string, code: number, digits: string]>([
    ['9.9', '; NSID: 6e 73 0a  (n) (s) (.)', 3, '6e730a'],
    ['9.9', '; OPT=10: 00 11  (.) (.)', 10, '0011'],
    ['9.9', '; OPT=65001', 65_001, ''],
    ['9.10', '; SIT: 0011223344556677 (good)', 65_001, '0011223344556677'],
    ['9.11', '; COOKIE: 001122334455667700112233445566aa (bad)', 10, '001122334455667700112233445566aa'],
    ['9.11', '; COOKIE: 00 (echoed)', 10, '00'],
    ['9.11', '; PAD: 00 00 (".." )', 12, '0000'],
    ['9.14', '; PAD', 12, ''],
    ['9.14', '; TCP KEEPALIVE', 11, ''],
    ['9.18', '; CLIENT-SUBNET: 192.0.255.0/20/0', 8, '00011400c000ff'],
    ['9.20', '; PADDING: (3 bytes)', 12, '000000'],
    ['9.20', '; TCP-KEEPALIVE: 30.0 secs', 11, '012c'],
    ['9.20', '; UPDATE-LEASE: 3600 (1 hour)', 2, '00000e10'],
    ['9.20', '; UPDATE-LEASE: 3600/7200 (1 hour/2 hours)', 2, '00000e1000001c20'],
    ['9.20', '; UPDATE-LEASE: 00 (".")', 2, '00'],
    ['9.20', '; DAU: 08 0d ("..")', 5, '080d'],
    ['9.20', '; DHU: 01 (".")', 6, '01'],
    ['9.20', '; N3U:', 7, ''],
    ['9.20', '; CHAIN: "a.example"', 13, '0161076578616d706c6500'],
    ['9.20', '; Report-Channel: "agent.example"', 18, '056167656e74076578616d706c6500'],
    ['9.20', '; Report-Channel: "."', 18, '00'],
    ['9.20', '; ZONEVERSION: ZONE: a.example, SOA-SERIAL: 4294967295', 19, '0200ffffffff'],
    ['9.20', '; ZONEVERSION: ZONE: ., SOA-SERIAL: 1', 19, '000000000001'],
    ['9.20', '; ZONEVERSION: LABELS: 2, TYPE: 1, VALUE: 4142 ("AB")', 19, '02014142'],
    ['9.20', '; ZONEVERSION:', 19, ''],
  ])('BIND %s: %s', (_version, line, code, digits) => {
    const option = parseOption(line, allTypes())!
    expect([option.code, optionBytes(allTypes(), option)]).toEqual([code, hex(digits)])
  })

  it('header and counts as named logs them, and flags that must be zero as 9.9 shows them', () => {
    const text = [
      ';; ->>HEADER<<- opcode: QUERY, status:   23, id:   1985',
      ';; flags: qr; QUESTION: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 1',
      ';; OPT PSEUDOSECTION:',
      '; EDNS: version: 0, flags: do; MBZ: 4005 , udp: 4096',
      ';; QUESTION SECTION:',
      ';a.\t\t\tIN\tA',
    ].join('\n')
    expect(parseMessage(text)).toMatchObject({
      rcode: 'BADCOOKIE',
      edns: { udpPayloadSize: 4096, flags: { do: true, co: true, z: 5 } },
      questions: [{ name: 'a', type: 'A' }],
      warnings: [],
    })
  })
})

describe('what is not known costs no message', () => {
  const good = formatMessage(decodeMessage(encodeMessage(seed)))
  const whole = parseMessage(good)
  it.each<[string, string, number, RegExp]>([
    ['an EDNS option', good.replace('4096\n', '4096\n; NEW-OPTION: 1\n'), 6, /unknown EDNS option: "; NEW-OPTION: 1"$/],
    ['an option that does not fit its label', good.replace('4096\n', '4096\n; COOKIE: 0x\n'), 6, /unknown EDNS option/],
    [
      'a family of addresses, as BIND 9.11 shows it',
      good.replace('4096\n', '4096\n; CLIENT-SUBNET: Unsupported family 3\n'),
      6,
      /Unsupported family 3/,
    ],
    ['a flag', good.replace(' qr', ' qr xx'), 2, /unknown flag: "xx"$/],
    ['an EDNS flag', good.replace('flags:;', 'flags: de;'), 5, /unknown EDNS flag: "de"$/],
    ['a line before the message', `a line\n${good}`, 1, /unknown line outside the sections: "a line"$/],
    ['the prompt of a shell', `$ dig gmail.com MX\n${good}`, 1, /"\$ dig gmail.com MX"$/],
    ['a record outside of the sections', `a. 1 IN A 127.0.0.1\n${good}`, 1, /"a. 1 IN A 127.0.0.1"$/],
    [
      'bytes that BIND 9.20 puts below their label',
      good.replace('4096\n', '4096\n; CHAIN:\n 01 (".")\n'),
      7,
      /outside the sections/,
    ],
  ])('%s is kept as a warning', (_title, text, line, message) => {
    const { warnings, ...rest } = parseMessage(text)
    const offset =
      text
        .split('\n')
        .slice(0, line - 1)
        .join('\n').length + (line > 1 ? 1 : 0)
    expect(warnings).toEqual([{ code: 'unknown-text', offset, message: expect.stringMatching(message) }])
    expect(warnings[0]?.message).toContain(`line ${line}:`)
    const { warnings: _none, ...expected } = whole
    const edns = { ...expected.edns!, options: rest.edns!.options }
    expect(rest).toEqual({ ...expected, edns })
    expect(caught(() => parseMessage(text, { strict: true }))).toMatchObject({ code: 'unknown-text', line })
  })

  it('several have their own offsets', () => {
    const text = good.replace('4096\n', '4096\n; NEW: 1\n').replace('flags:;', 'flags: de;').replace(' qr', ' xx qr yy')
    expect(parseMessage(text).warnings.map(({ offset }) => text.slice(offset, text.indexOf('\n', offset)))).toEqual([
      '; NEW: 1',
      '; EDNS: version: 0, flags: de; udp: 4096',
      ';; flags: xx qr yy rd ra; QUERY: 1, ANSWER: 5, AUTHORITY: 4, ADDITIONAL: 11',
      ';; flags: xx qr yy rd ra; QUERY: 1, ANSWER: 5, AUTHORITY: 4, ADDITIONAL: 11',
    ])
  })

  it('at most 100 warnings are kept', () => {
    expect(parseMessage(`${'x\n'.repeat(101)}${good}`).warnings).toHaveLength(100)
  })
})

describe('text that is not from dig', () => {
  const good = formatMessage(decodeMessage(encodeMessage(seed)))
  it.each<[string, string, string, number]>([
    ['nothing', '', 'bad-syntax', 1],
    ['no header', good.slice(good.indexOf('\n') + 1), 'bad-syntax', 1],
    ['no counts', good.replace(/;; flags.*\n/, ''), 'bad-syntax', 1],
    ['two messages', good + good, 'bad-syntax', 33],
    ['a record less than announced', good.replace(/.*ns4.*\n/, ''), 'bad-syntax', 2],
    ['a section less than announced', good.replace(/;; AUTHORITY SECTION.*?\n\n/s, ''), 'bad-syntax', 2],
    ['an ID above 16 bits', good.replace('1985', '65536'), 'bad-value', 1],
    ['an unknown response code', good.replace('NOERROR', 'NOPE'), 'bad-value', 1],
    ['an unknown operation code', good.replace('opcode: QUERY', 'opcode: NOPE'), 'bad-value', 1],
    ['an operation code above 15', good.replace('opcode: QUERY', 'opcode: RESERVED16'), 'bad-value', 1],
    ['a flag twice', good.replace(' qr', ' qr qr'), 'bad-syntax', 2],
    ['an EDNS size above 16 bits', good.replace('4096', '65536'), 'bad-value', 5],
    ['an OPT section of nothing', good.replace(/; EDNS.*\n/, '; COOKIE: 00\n'), 'bad-syntax', 5],
    ['a question without type', good.replace('IN\tMX', 'IN'), 'bad-syntax', 7],
    ['a question of no type', good.replace('IN\tMX', 'IN\tNOPE'), 'bad-type', 7],
    ['a question of no class', good.replace('IN\tMX', 'XX\tMX'), 'bad-class', 7],
    ['a relative name', good.replace('ns2.google.com.', 'ns2'), 'bad-name', 17],
    ['a directive', good.replace('QUESTION SECTION:\n', 'QUESTION SECTION:\n$ORIGIN .\n'), 'bad-syntax', 7],
    ['an address that is none', good.replace('64.233.186.26', '64.233.186.256'), 'bad-value', 23],
  ])('%s', (_title, text, code, line) => {
    const error = caught(() => parseMessage(text)) as DnsError
    expect([error.name, error.code, error.line]).toEqual(['DnsError', code, line])
  })

  it('29: a line without end', () => {
    expect(caught(() => parseMessage(`;; flags:${' qr'.repeat(400_000)}`))).toMatchObject({ code: 'limit', line: 1 })
  })
})

describe('what is printed', () => {
  const message = decodeMessage(encodeMessage(seed))

  it('is chosen section by section; OPT goes with the comments, as in dig', () => {
    const only = formatMessage(message, { question: false, authority: false, additional: false })
    expect(only.match(/SECTION:/g)).toHaveLength(2)
    expect(only).toContain('OPT PSEUDOSECTION')
    const bare = formatMessage(message, { comments: false })
    expect(bare).not.toContain(';;')
    expect(bare.split('\n')).toHaveLength(1 + 5 + 4 + 10 + 1)
  })

  it.each<[string, Partial<Message>]>([
    ['a question name', { questions: [{ name: 'a\n;; X', type: 'A', class: 'IN' }] }],
    ['an owner', { answers: [{ ...message.answers[0]!, name: 'a\nb. 1 IN A 6.6.6.6\n' } as never] }],
  ])('holds no line end of %s', (_title, part) => {
    const text = formatMessage({ ...message, ...part })
    expect(text).not.toMatch(/\n(?:;; X|b\. )/)
    expect(text).toContain('\\010')
  })

  it.each<[string, Partial<Message>, string]>([
    ['a question type', { questions: [{ name: 'a', type: 'A\nx', class: 'IN' }] }, 'bad-type'],
    ['a question class', { questions: [{ name: 'a', type: 'A', class: 'IN\nx' }] }, 'bad-class'],
    ['a response code', { rcode: 'NOERROR\nx' }, 'bad-value'],
    ['an operation code', { opcode: 'QUERY\nx' }, 'bad-value'],
    ['a record type', { answers: [{ ...message.answers[0]!, type: 'MX\nx' } as never] }, 'bad-type'],
    ['a record class', { answers: [{ ...message.answers[0]!, class: 'IN\nx' }] }, 'bad-class'],
  ])('refuses a line end in %s', (_title, part, code) => {
    expect(caught(() => formatMessage({ ...message, ...part }))).toMatchObject({ name: 'DnsError', code })
  })

  it.each<[string, object, string]>([
    ['server', { server: 'a\nb' }, 'contains a line end or NUL'],
    ['when', { when: 'a\0b' }, 'contains a line end or NUL'],
    ['server', { server: {} }, 'a string expected, not Object'],
    ['size', { size: '1\nb' }, 'a whole number up to 9007199254740991 expected, not "1\\nb"'],
    ['queryTime', { queryTime: Number.NaN }, 'a whole number up to 9007199254740991 expected, not NaN'],
  ])('refuses a footer with another value as %s: %o', (key, footer, reason) => {
    const error = caught(() => formatMessage(message, { footer }))
    expect(error).toMatchObject({ code: 'bad-value', fault: 'local' })
    expect(error.message).toMatch(new RegExp(`^format message: footer\\.${key}:? ${reason.replace(/[\\]/g, '\\$&')}$`))
  })

  it.each<[string, object]>([
    ['udpPayloadSize', { udpPayloadSize: '1\n;; ANSWER SECTION:\nevil. 1 IN A 192.0.2.1' }],
    ['version', { version: Number.NaN }],
    ['flags', { flags: null }],
    ['flags.z', { flags: { do: false, co: false, z: {} } }],
    ['options', { options: null }],
  ])('refuses EDNS with another value as %s', (key, part) => {
    const edns = { udpPayloadSize: 1232, version: 0, flags: { do: false, co: false, z: 0 }, options: [], ...part }
    const error = caught(() => formatMessage({ ...message, edns } as never))
    expect(error).toMatchObject({ name: 'DnsError', code: 'bad-value', fault: 'local' })
    expect(error.message).toContain(`format message: edns.${key}: `)
  })
})

describe('the law of the text', () => {
  it('an empty option may omit its colon, as old versions of dig print it', () => {
    expect(parseOption('; OPT=65001', allTypes())).toEqual(parseOption('; OPT=65001:', allTypes()))
    expect(optionBytes(allTypes(), parseOption('; NSID', allTypes())!)).toEqual(new Uint8Array(0))
    expect(parseOption('; OPT=65001 41', allTypes())).toBeUndefined()
  })

  test.prop([anyMessage])('parseMessage(formatMessage(x)) is x', value => {
    digTextInvariant(decodeMessage(encodeMessage(value)))
  })

  test.prop([
    fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 65_001),
    fc.uint8Array({ maxLength: 24 }),
  ])('an option with any bytes keeps them', (code, data) => {
    const option = parseOption(formatOption({ code, data }, allTypes()), allTypes())!
    expect([option.code, optionBytes(allTypes(), option)]).toEqual([code, data])
  })

  const lines = found.split('\n')
  test.prop([
    fc.array(fc.tuple(fc.nat(lines.length), fc.constantFrom('', ';', ';;', '(', '"', '\\', '$TTL 1', ...lines)), {
      maxLength: 4,
    }),
  ])('a text with lines put in and taken out is refused, or a message that prints to text that gives it again', changes => {
    const changed = [...lines]
    for (const [at, line] of changes) changed.splice(at, line === '' ? 1 : 0, line)
    digInvariant(changed.join('\n'))
  })
})
