/** Commands, mailboxes and replies as decoding gives them. */
import { fc } from '@fast-check/vitest'
import type { Command, Mailbox, Reply } from '../src/index.js'

const atom = fc.stringMatching(/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~é-]{1,8}$/)
const localPart = fc.oneof(
  fc.array(atom, { minLength: 1, maxLength: 3 }).map(atoms => atoms.join('.')),
  fc.stringMatching(/^"([ !#-[\]-~é]|\\[ -~]){0,12}"$/),
)
const label = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9-]{0,6}[A-Za-z0-9])?$/)
const domain = fc.oneof(
  fc.array(label, { minLength: 1, maxLength: 3 }).map(labels => labels.join('.')),
  fc.constantFrom('[127.0.0.1]', '[IPv6:2001:db8::1]', '[X-tag:x!y]'),
)
export const mailbox: fc.Arbitrary<Mailbox> = fc.record({ localPart, domain })
const path = fc.record({ localPart, domain, sourceRoute: fc.array(label, { maxLength: 2 }) })
const unknown = fc.uniqueArray(
  fc.record({
    keyword: fc.stringMatching(/^X[A-Z0-9-]{1,6}$/),
    value: fc.option(fc.stringMatching(/^[!-<>-~é]{1,8}$/), { nil: undefined }),
  }),
  { selector: one => one.keyword, maxLength: 3 },
)
const text = fc.stringMatching(/^[!-~é]([ -~é]{0,20}[!-~])?$/)

export const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ verb: fc.constantFrom('ehlo' as const, 'helo' as const), domain }),
  fc.record({
    verb: fc.constant('mail' as const),
    reversePath: fc.option(path, { nil: null }),
    parameters: fc.record({
      size: fc.option(fc.maxSafeNat(), { nil: undefined }),
      body: fc.constantFrom(undefined, '7BIT' as const, '8BITMIME' as const, 'BINARYMIME' as const),
      auth: fc.constantFrom(undefined, null, 'e=mc2@example.com'),
      smtputf8: fc.constantFrom(undefined, true as const),
      unknown,
    }),
  }),
  fc.record({ verb: fc.constant('rcpt' as const), forwardPath: path, parameters: fc.record({ unknown }) }),
  fc.record({ verb: fc.constantFrom('data' as const, 'rset' as const, 'quit' as const, 'starttls' as const) }),
  fc.record({ verb: fc.constantFrom('vrfy' as const, 'expn' as const), argument: text }),
  fc.record({ verb: fc.constantFrom('noop' as const, 'help' as const), argument: fc.option(text, { nil: undefined }) }),
  fc.record({
    verb: fc.constant('auth' as const),
    mechanism: fc.stringMatching(/^[A-Z0-9_-]{1,20}$/),
    initialResponse: fc.option(fc.uint8Array(), { nil: undefined }),
  }),
  fc.record({
    verb: fc.constant('unknown' as const),
    name: fc.stringMatching(/^X[A-Z]{1,9}$/),
    argument: fc.option(text, { nil: undefined }),
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
