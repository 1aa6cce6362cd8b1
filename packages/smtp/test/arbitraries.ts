/** Commands, parameters, mailboxes and replies as decoding gives them. */
import { fc } from '@fast-check/vitest'
import type { Command, Extensions, Mailbox, MailParameters, ProxyHeader, RcptParameters, Reply } from '../src/all.js'

const maybe = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> => fc.option(value, { nil: undefined })

const atom = fc.stringMatching(/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~é-]{1,8}$/)
const localPart = fc.oneof(
  fc.array(atom, { minLength: 1, maxLength: 3 }).map(atoms => atoms.join('.')),
  fc.stringMatching(/^"([ !#-[\]-~é]|\\[ -~]){0,12}"$/),
)
const label = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9-]{0,6}[A-Za-z0-9])?$/)
export const name: fc.Arbitrary<string> = fc.oneof(
  fc.array(label, { minLength: 1, maxLength: 3 }).map(labels => labels.join('.')),
  fc.constant('bücher.example'),
)
const domain = fc.oneof(name, fc.constantFrom('[127.0.0.1]', '[IPv6:2001:db8::1]', '[ipv6:::ffff:192.0.2.1]', '[X-tag:x!y]'))
export const mailbox: fc.Arbitrary<Mailbox> = fc.record({ localPart, domain })
const path = fc.record({ localPart, domain, sourceRoute: fc.array(name, { maxLength: 2 }) })
const unknown = fc.uniqueArray(
  fc.record({
    keyword: fc.stringMatching(/^X[A-Z0-9-]{1,6}$/),
    value: maybe(fc.stringMatching(/^[!-<>-~é]{1,8}$/)),
  }),
  { selector: one => one.keyword, maxLength: 3 },
)
const text = fc.stringMatching(/^[!-~é]([ -~é]{0,20}[!-~])?$/).filter(value => !/ SMTPUTF8$/i.test(value))
const printing = fc.stringMatching(/^[\t -~]{1,30}$/)
const date = fc.constantFrom(
  '2014-04-03T23:01:00Z',
  '2024-02-29t00:00:00.123+05:30',
  '2016-12-31T23:59:60Z',
  '1990-12-31T15:59:60-08:00',
)
const on = maybe(fc.constant(true as const))

export const mailParameters: fc.Arbitrary<MailParameters> = fc
  .record({
    size: maybe(fc.maxSafeNat()),
    body: maybe(fc.constantFrom('7BIT' as const, '8BITMIME' as const, 'BINARYMIME' as const)),
    smtputf8: on,
    requiretls: on,
    auth: fc.constantFrom(undefined, null, 'e=mc2@example.com', 'josé@bücher.example', '"a b"@c'),
    ret: maybe(fc.constantFrom('FULL' as const, 'HDRS' as const)),
    envid: maybe(printing),
    by: maybe(
      fc.oneof(
        fc.record({
          seconds: fc.integer({ min: -999_999_999, max: 999_999_999 }),
          mode: fc.constant('N' as const),
          trace: fc.boolean(),
        }),
        fc.record({ seconds: fc.integer({ min: 1, max: 999_999_999 }), mode: fc.constant('R' as const), trace: fc.boolean() }),
      ),
    ),
    hold: fc.record({ holdFor: maybe(fc.integer({ min: 1, max: 999_999_999 })), holdUntil: maybe(date) }),
    mtPriority: maybe(fc.integer({ min: -9, max: 9 })),
    transid: maybe(fc.constant('<12345@claremont.edu>')),
    solicit: maybe(fc.array(fc.stringMatching(/^[A-Za-z][A-Za-z0-9._:-]{0,8}$/), { minLength: 1, maxLength: 3 })),
    conperm: on,
    mtrk: maybe(fc.record({ certifier: fc.stringMatching(/^[A-Za-z0-9+/]{1,28}$/), timeout: maybe(fc.nat(999_999_999)) })),
    unknown,
  })
  .map(({ hold: { holdFor, holdUntil }, ...rest }) => ({
    ...rest,
    holdFor,
    holdUntil: holdFor === undefined ? holdUntil : undefined,
  }))

export const rcptParameters: fc.Arbitrary<RcptParameters> = fc.record({
  notify: maybe(
    fc.oneof(
      fc.constant(['NEVER' as const]),
      fc.uniqueArray(fc.constantFrom('SUCCESS' as const, 'FAILURE' as const, 'DELAY' as const), { minLength: 1 }),
    ),
  ),
  orcpt: maybe(
    fc.oneof(
      fc.record({ type: fc.constantFrom('rfc822', 'x-other'), address: printing }),
      fc.record({ type: fc.constant('utf-8'), address: fc.stringMatching(/^[\t -~é☃🐢]{1,12}$/u) }),
    ),
  ),
  rrvs: maybe(fc.record({ date, action: maybe(fc.constantFrom('C' as const, 'R' as const)) })),
  conneg: on,
  unknown,
})

const attributes = fc.uniqueArray(
  fc.record({ name: fc.stringMatching(/^[A-Z]{1,8}$/), value: maybe(fc.stringMatching(/^[ -~é]{1,12}$/)) }),
  {
    selector: one => one.name,
    minLength: 1,
    maxLength: 4,
  },
)

export const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ verb: fc.constantFrom('ehlo' as const, 'lhlo' as const), domain }),
  fc.record({ verb: fc.constant('helo' as const), domain: name }),
  fc.record({ verb: fc.constant('mail' as const), reversePath: fc.option(path, { nil: null }), parameters: mailParameters }),
  fc.record({ verb: fc.constant('rcpt' as const), forwardPath: path, parameters: rcptParameters }),
  fc.record({
    verb: fc.constantFrom('data' as const, 'rset' as const, 'quit' as const, 'starttls' as const, 'turn' as const),
  }),
  fc.record({ verb: fc.constantFrom('vrfy' as const, 'expn' as const), argument: text, smtputf8: on }),
  fc.record({ verb: fc.constantFrom('noop' as const, 'help' as const), argument: maybe(text) }),
  fc.record({
    verb: fc.constant('auth' as const),
    mechanism: fc.stringMatching(/^[A-Z0-9_-]{1,20}$/),
    initialResponse: maybe(fc.uint8Array()),
  }),
  fc.record({ verb: fc.constant('bdat' as const), size: fc.maxSafeNat(), last: fc.boolean() }),
  fc.record({
    verb: fc.constant('burl' as const),
    url: fc.constantFrom('imap://harry@gryffindor.example.com/outbox;uid=1', 'http://[::1]:80/a?b=%20', 'urn:x:y'),
    last: fc.boolean(),
  }),
  fc.record({
    verb: fc.constant('etrn' as const),
    argument: fc.oneof(
      name,
      name.map(one => `@${one}`),
      fc.stringMatching(/^#[!-~]{1,9}$/),
    ),
  }),
  fc.record({ verb: fc.constant('atrn' as const), domains: fc.array(name, { maxLength: 3 }) }),
  fc.record({ verb: fc.constantFrom('xclient' as const, 'xforward' as const), attributes }),
  fc.record({
    verb: fc.constant('unknown' as const),
    name: fc.stringMatching(/^X[A-Z]{1,9}$/).filter(verb => verb !== 'XCLIENT' && verb !== 'XFORWARD'),
    argument: maybe(text),
  }),
)

export const reply: fc.Arbitrary<Reply> = fc
  .record({
    code: fc.constantFrom(220, 250, 354, 421, 452, 550, 571),
    enhanced: fc.boolean(),
    lines: fc.array(fc.stringMatching(/^[A-Za-z][ -~é]{0,30}$/), { minLength: 1, maxLength: 4 }),
  })
  .map(({ code, enhanced, lines }) => ({
    code,
    enhanced: enhanced && code !== 354 ? `${Math.floor(code / 100)}.1.23` : undefined,
    lines,
  }))

const words = fc.array(fc.stringMatching(/^[A-Z0-9-]{1,8}$/), { minLength: 1, maxLength: 3 })

/** What a server offers; what is not there is left out, as parsing does. */
export const extensions: fc.Arbitrary<Extensions> = fc
  .record(
    {
      pipelining: fc.constant(true as const),
      '8bitmime': fc.constant(true as const),
      chunking: fc.constant(true as const),
      rrvs: fc.constant(true as const),
      onex: fc.constant(true as const),
      size: fc.maxSafeNat(),
      auth: fc.uniqueArray(fc.stringMatching(/^[A-Z0-9_-]{1,20}$/), { minLength: 1, maxLength: 3 }),
      deliverby: fc.record({ minimum: maybe(fc.nat(999_999_999)) }),
      futurerelease: fc.record({ interval: fc.integer({ min: 1, max: 999_999_999 }), until: date }),
      'mt-priority': fc.record({ profile: maybe(fc.constantFrom('MIXER', 'STANAG4406')) }),
      'no-soliciting': fc.array(fc.stringMatching(/^[A-Za-z][A-Za-z0-9._:-]{0,8}$/), { maxLength: 3 }),
      burl: words,
      limits: fc.record(
        {
          mailMax: fc.integer({ min: 1, max: 999_999 }),
          rcptMax: fc.integer({ min: 1, max: 999_999 }),
          rcptDomainMax: fc.integer({ min: 1, max: 999_999 }),
        },
        { requiredKeys: [] },
      ),
      xclient: words,
      unknown: fc.constantFrom(new Map([['X-OTHER', '']]), new Map([['DELIVERBY-2', 'a b']])),
    },
    { requiredKeys: [] },
  )
  .map(found => ({ ...found }))

const endpoint = (address: fc.Arbitrary<string>) => fc.record({ address, port: fc.nat(65_535) })
const bytesOf = (maxLength: number) => fc.uint8Array({ maxLength })
const tlv = fc.oneof(
  fc.record({ type: fc.constantFrom('alpn' as const, 'unique-id' as const, 'noop' as const), value: bytesOf(16) }),
  fc.record({ type: fc.constantFrom('authority' as const, 'netns' as const), value: fc.stringMatching(/^[ -~é]{0,12}$/) }),
  fc.record({
    type: fc.constant('ssl' as const),
    value: fc.record({
      client: fc.nat(255),
      verify: fc.nat(0xffffffff),
      tlvs: fc.array(
        fc.oneof(
          fc.record({
            type: fc.constantFrom('version' as const, 'cn' as const, 'sig-scheme' as const),
            value: fc.stringMatching(/^[ -~]{0,9}$/),
          }),
          fc.record({ type: fc.constant('client-cert' as const), value: bytesOf(16) }),
        ),
        { maxLength: 3 },
      ),
    }),
  }),
  fc.record({ type: fc.constant('unknown' as const), code: fc.constantFrom(0xe0, 0xea, 0xff), value: bytesOf(16) }),
)
const tlvs = fc
  .tuple(fc.array(tlv, { maxLength: 4 }), fc.boolean())
  .map(([list, summed]) => (summed ? [...list, { type: 'crc32c' as const }] : list))
const ipv4 = endpoint(fc.ipV4())
const ipv6 = endpoint(fc.constantFrom('::', '::1', '2001:db8::1', '::ffff:192.0.2.1'))
const unix = fc.record({ address: fc.stringMatching(/^\/[a-z]{0,20}$/), port: fc.constant(undefined) })
const v2 = { version: fc.constant(2 as const), command: fc.constant('proxy' as const), tlvs }
const v1 = { version: fc.constant(1 as const), command: fc.constant('proxy' as const), tlvs: fc.constant([]) }

export const proxyHeader: fc.Arbitrary<ProxyHeader> = fc.oneof(
  fc.record({ ...v1, transport: fc.constant('tcp4' as const), source: ipv4, destination: ipv4 }),
  fc.record({ ...v1, transport: fc.constant('tcp6' as const), source: ipv6, destination: ipv6 }),
  fc.record({ ...v2, transport: fc.constantFrom('tcp4' as const, 'udp4' as const), source: ipv4, destination: ipv4 }),
  fc.record({ ...v2, transport: fc.constantFrom('tcp6' as const, 'udp6' as const), source: ipv6, destination: ipv6 }),
  fc.record({
    ...v2,
    transport: fc.constantFrom('unix-stream' as const, 'unix-dgram' as const),
    source: unix,
    destination: unix,
  }),
  fc.record({
    version: fc.constant(2 as const),
    command: fc.constantFrom('local' as const, 'proxy' as const),
    transport: fc.constant('unknown' as const),
    source: fc.constant(undefined),
    destination: fc.constant(undefined),
    tlvs,
  }),
)
