/** Addresses of ENVELOPE for display, and their groups (RFC 5322 3.4, RFC 9051 7.5.2). */
import { fc, test } from '@fast-check/vitest'
import { asBytes, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { type Address, decodeResponse } from '../../src/index.js'
import { addressEntries, flattenAddresses, formatAddress, formatAddresses } from '../../src/message.js'

const mailbox = (name: string | null, local: string | null, host: string | null = 'a.example'): Address => ({
  name,
  route: null,
  mailbox: local,
  host,
})
const begin = (name: string): Address => mailbox(null, name, null)
const end = mailbox(null, null, null)
const [ann, ben, cyd] = ['ann', 'ben', 'cyd'].map(local => mailbox(null, local)) as [Address, Address, Address]
const group = (name: string, ...members: Address[]) => ({ type: 'group' as const, name, members })
const single = (address: Address) => ({ type: 'mailbox' as const, address })

describe('formatAddress (RFC 5322 3.2.3 to 3.4.1)', () => {
  it.each<[string, Address, string]>([
    ['no name', ann, 'ann@a.example'],
    ['an empty name', mailbox('', 'ann'), 'ann@a.example'],
    ['atoms', mailbox('Ann O_Hara-x', 'ann'), 'Ann O_Hara-x <ann@a.example>'],
    ['an apostrophe is an atom', mailbox("Ann O'Hara", 'ann'), "Ann O'Hara <ann@a.example>"],
    ['a full stop is not', mailbox('Ann B. C', 'ann'), '"Ann B. C" <ann@a.example>'],
    ['a comma is not', mailbox('Hara, Ann', 'ann'), '"Hara, Ann" <ann@a.example>'],
    ['quotes and backslashes', mailbox('A "b" \\c', 'ann'), '"A \\"b\\" \\\\c" <ann@a.example>'],
    ['spaces at the ends and in a row', mailbox('A  b', 'ann'), '"A  b" <ann@a.example>'],
    ['a space at the end', mailbox('A ', 'ann'), '"A " <ann@a.example>'],
    ['letters of any script', mailbox('Þóra 李', 'þóra'), 'Þóra 李 <þóra@a.example>'],
    ['encoded words', mailbox('=?utf-8?Q?Zo=C3=AB?= =?utf-8?Q?_K?=', 'ann'), 'Zoë K <ann@a.example>'],
    ['a comma in an encoded word', mailbox('=?utf-8?Q?Hara=2C_Ann?=', 'ann'), '"Hara, Ann" <ann@a.example>'],
    ['an encoded word that cannot be read', mailbox('=?x-none?Q?a?=', 'ann'), '=?x-none?Q?a?= <ann@a.example>'],
    [
      'an encoded word inside an encoded word',
      mailbox('=?utf-8?Q?=3D=3Fx=3FQ=3Fa=3F=3D?=', 'ann'),
      '"=?x?Q?a?=" <ann@a.example>',
    ],
    ['a line break in an encoded word', mailbox('=?utf-8?Q?a=0D=0AX:b?=', 'ann'), '"a  X:b" <ann@a.example>'],
    ['an escape sequence', mailbox('\u001b[1m\u009b', 'a\nb', 'c\rd'), '" [1m " <"a b"@c d>'],
    ['dots in a local part', mailbox(null, 'a.b.c'), 'a.b.c@a.example'],
    ['dots that are no dot-atom', mailbox(null, 'a..b'), '"a..b"@a.example'],
    ['a dot at the end', mailbox(null, 'a.'), '"a."@a.example'],
    ['an at sign in a local part', mailbox(null, 'a@b'), '"a@b"@a.example'],
    ['a space in a local part', mailbox('A', 'a b'), 'A <"a b"@a.example>'],
    ['an address literal', mailbox(null, 'a', '[192.0.2.1]'), 'a@[192.0.2.1]'],
    ['no local part', mailbox(null, null), '""@a.example'],
    ['an empty host', mailbox('A', 'root', ''), 'A <root>'],
    ['a name alone', mailbox('Ann', null, null), 'Ann'],
    ['an obsolete route', { name: null, route: '@b.example,@c.example', mailbox: 'a', host: 'd.example' }, 'a@d.example'],
    ['the beginning of a group', begin('A team'), 'A team:'],
    ['the end of a group', end, ';'],
  ])('%s', (_what, address, text) => {
    expect(formatAddress(address)).toBe(text)
  })

  /** The name, read back as an RFC 5322 parser would. */
  const nameIn = (text: string): string => {
    const quoted = /^"((?:[^"\\]|\\.)*)" </su.exec(text)
    return quoted === null ? /^([^"\\(),.:;<>@[\]]*) <[^<>]*>$/u.exec(text)![1]! : quoted[1]!.replace(/\\(.)/gsu, '$1')
  }
  const name = fc.string({ unit: fc.constantFrom(...'aé李 ."\\,<>@:;()[]=?_\udc80') }).filter(text => text !== '')
  test.prop([name])('a name is read back as it was', text => {
    expect(nameIn(formatAddress(mailbox(text, 'ann')))).toBe(text)
  })

  test.prop([fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })])(
    'gives one line for any address',
    (one, local, host) => {
      expect(formatAddress(mailbox(one, local, host))).not.toMatch(/[\0-\x1f\x7f-\x9f]/)
    },
  )
})

describe('addressEntries, flattenAddresses, formatAddresses (RFC 9051 7.5.2)', () => {
  it.each<[string, Address[] | null, ReturnType<typeof addressEntries>, string]>([
    ['none', null, [], ''],
    ['an empty list', [], [], ''],
    ['mailboxes', [ann, ben], [single(ann), single(ben)], 'ann@a.example, ben@a.example'],
    ['an empty group', [begin('undisclosed'), end], [group('undisclosed')], 'undisclosed:;'],
    [
      'a group between mailboxes',
      [ann, begin('Two'), ben, cyd, end, ann],
      [single(ann), group('Two', ben, cyd), single(ann)],
      'ann@a.example, Two: ben@a.example, cyd@a.example;, ann@a.example',
    ],
    ['a group that does not end', [begin('A.'), ann], [group('A.', ann)], '"A.": ann@a.example;'],
    [
      'a group inside a group ends it',
      [begin('A'), ann, begin('B'), ben, end],
      [group('A', ann), group('B', ben)],
      'A: ann@a.example;, B: ben@a.example;',
    ],
    ['an end without a beginning', [ann, end, ben], [single(ann), single(ben)], 'ann@a.example, ben@a.example'],
    [
      'a name without an address',
      [mailbox('Ann', null, null), ben],
      [single(mailbox('Ann', null, null)), single(ben)],
      'Ann, ben@a.example',
    ],
    [
      'an end that has a name',
      [begin('A'), ann, mailbox('A', null, null), ben],
      [group('A', ann), single(ben)],
      'A: ann@a.example;, ben@a.example',
    ],
  ])('%s', (_what, addresses, entries, text) => {
    expect(addressEntries(addresses)).toEqual(entries)
    expect(flattenAddresses(addresses)).toEqual(entries.flatMap(one => (one.type === 'group' ? one.members : [one.address])))
    expect(formatAddresses(addresses)).toBe(text)
  })

  it('reads what a server sends', () => {
    const response = decodeResponse(
      asBytes(
        '* 1 FETCH (ENVELOPE (NIL NIL NIL NIL NIL ((NIL NIL "Crew" NIL)("=?utf-8?Q?=C3=85sa?=" NIL "asa" "a.example")(NIL NIL NIL NIL)) NIL NIL NIL NIL))\r\n',
      ),
    )
    expect(response.type === 'fetch' && formatAddresses(response.items.envelope!.to)).toBe('Crew: Åsa <asa@a.example>;')
  })

  const entry = fc.oneof(
    fc.constantFrom(ann, ben, cyd).map(single),
    fc.array(fc.constantFrom(ann, ben, cyd), { maxLength: 3 }).map(members => group('G', ...members)),
  )
  test.prop([fc.array(entry, { maxLength: 5 })])('gives the groups that were marked', entries => {
    const marked = entries.flatMap(one => (one.type === 'group' ? [begin(one.name), ...one.members, end] : [one.address]))
    expect(addressEntries(marked)).toEqual(entries)
  })

  const anyAddress = fc.record({
    name: fc.constantFrom(null, 'n'),
    route: fc.constant(null),
    mailbox: fc.constantFrom(null, 'm'),
    host: fc.constantFrom(null, 'h'),
  })
  test.prop([fc.array(anyAddress, { maxLength: 8 })])('loses no address, wherever the markers are', addresses => {
    expect(flattenAddresses(addresses).filter(({ host }) => host !== null)).toEqual(addresses.filter(({ host }) => host !== null))
  })

  it('refuses what is not an address', () => {
    for (const value of [1, 'a', {}, [null], [{}], [{ ...ann, name: 1 }], [{ ...ann, host: undefined }]])
      for (const run of [addressEntries, flattenAddresses, formatAddresses] as const)
        expect(caught(() => run(value as never))).toMatchObject({ name: 'ImapError', code: 'bad-value', fault: 'local' })
  })
})

it('a host never ends the address: nothing behind it looks like another one', () => {
  const address = { name: 'Good', route: null, mailbox: 'a', host: 'good.com>, "Bank" <evil@bad.com' }
  const shown = formatAddress(address)
  expect(shown.match(/[<>]/g)).toEqual(['<', '>'])
  expect(shown.indexOf('>')).toBe(shown.length - 1)
  expect(formatAddress({ ...address, host: '[192.0.2.1]' })).toBe('Good <a@[192.0.2.1]>')
})
