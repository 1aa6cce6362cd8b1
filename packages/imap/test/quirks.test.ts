/** The table of quirks, walked: each is read with its warning and nothing else by default, and refused when strict. */
import { caught, drive, octets } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, decodeCommand, decodeResponse, type ImapQuirk, quirks } from '../src/index.js'

const fetchOf = (items: string): string => `* 1 FETCH (${items})`
const part = '"a" "b" NIL NIL NIL "7bit" 5'
const structure = (text: string): string => fetchOf(`BODYSTRUCTURE (${text})`)
const nils = (count: number): string => Array.from({ length: count }, () => 'NIL').join(' ')
/** An envelope with such a list of senders. */
const from = (addresses: string): string => fetchOf(`ENVELOPE (NIL NIL ${addresses} ${nils(7)})`)
const address = '(NIL NIL "a" "b")'

/** One or more lines for each row; a row without one is a type error. */
const lines: Readonly<Record<ImapQuirk, readonly [string, ...string[]]>> = {
  'extra-space': [
    '*  522 EXISTS',
    '* 3 EXISTS ',
    '* SEARCH 1 2 ',
    '* CAPABILITY IMAP4rev1 ',
    '* OK [CAPABILITY IMAP4rev1 ] x',
    '* FLAGS (\\Seen )',
    '* FLAGS ( \\Seen)',
    '* LIST () "/" x ',
    '* STATUS x (MESSAGES 0) ',
    fetchOf('UID 5 '),
    structure(`${part} NIL NIL `),
    structure(` ${part}`),
    structure(`(${part}) (${part}) "mixed"`),
    from(`(${address} ${address})`),
  ],
  'missing-text': ['* OK', 'a OK', '* BYE', '+', '* OK [UIDNEXT 5]', 'a OK [READ-ONLY]'],
  'control-character': ['\0\0* 1 EXISTS', '* OK a\0b', 'a NO [ALERT] a\rb', '+ \0'],
  'code-without-status': ['[COPYUID 55 31 6] ', '* [COPYUID 55 31 6] done'],
  'bad-code': ['* OK [UIDNEXT 5]x', '* OK [UIDNEXT x] y', 'a OK [Error="a b" Proxy=c] done', '* OK [PERMANENTFLAGS ("] x'],
  'zero-number': ['* 0 FETCH (UID 1)', '* OK [UIDVALIDITY 0] x', '* OK [UIDNEXT 0] x', '* SEARCH 1 (MODSEQ 0)'],
  'large-number': ['* STATUS x (UIDVALIDITY 1666390893380)', '* STATUS x (MESSAGES NIL)'],
  'negative-size': [structure('"a" "b" NIL NIL NIL "7bit" -1'), structure('"text" "plain" NIL NIL NIL "7bit" 5 -1')],
  'quoted-flag': ['* FLAGS ("\\\\Deleted" \\Answered)', '* FLAGS ("a b")'],
  'bad-flag': ['* FLAGS (OIB-Seen-[Gmail]/Trash)', '* OK [PERMANENTFLAGS ([css3-page])] x'],
  'no-flag': ['* FLAGS (NIL)', '* LIST (\\) "/" x'],
  'damaged-list': ['* LIST () "ab" x', '* LIST () "/" x (CHILDINFO)'],
  'unquoted-mailbox': ['* STATUS Sent Items (UIDNEXT 1)', '* LIST () "/" INBOX/Da\tOggetto\t'],
  'modseq-order': ['* SEARCH (MODSEQ 5) 1'],
  'bad-escape': [fetchOf(`ENVELOPE (NIL "name \\ " ${nils(8)})`)],
  'nil-for-string': [
    structure('"a" NIL NIL NIL NIL "7bit" 5'),
    structure('"a" "b" NIL NIL NIL NIL 5'),
    structure('"a" "b" ("x" NIL) NIL NIL "7bit" 5'),
    structure(`${part} NIL (NIL NIL)`),
  ],
  'empty-list': [from('()'), structure('"a" "b" () NIL NIL "7bit" 5'), structure(`${part} NIL NIL ()`)],
  'damaged-item': [fetchOf(`ENVELOPE (${nils(9)} "<1."FOO"@h>") UID 5`), fetchOf('UID x'), fetchOf('BODY[1.FOO] "x"')],
  'nested-items': [fetchOf('UID 5 (RFC822.SIZE 7)'), `${structure(part).slice(0, -1)} ("x"))`],
  'bad-date': [fetchOf('INTERNALDATE "00-Jan-0000 00:00:00 +0000"')],
  'section-of-rfc822': [fetchOf('RFC822[] "x"'), fetchOf('RFC822[1] "x"')],
  'partial-length': [fetchOf('BODY[]<0.100> "x"')],
  'missing-value': [fetchOf('BODY[2]'), structure('"a" "b" ("x") NIL NIL "7bit" 5')],
  'field-count': [
    fetchOf(`ENVELOPE (${nils(9)})`),
    fetchOf(`ENVELOPE (${nils(11)})`),
    from('((NIL NIL "a"))'),
    from('((NIL NIL "a" "b" "c"))'),
  ],
  'nil-address': [from(`(NIL${address})`)],
  'repeated-parameters': [structure('"multipart" "related" ("a" "b") NIL NIL "7BIT" 400 ("a" "b") NIL NIL NIL')],
  'childless-multipart': [
    structure('"alternative" ("boundary" "x") NIL NIL'),
    structure('NIL "alternative" ("boundary" "x") NIL NIL NIL'),
  ],
  'short-part': [
    structure('"application" NIL NIL NIL "base64" 356'),
    structure('"text" "plain" NIL NIL NIL "7bit" 5'),
    structure('"message" "rfc822" NIL NIL NIL "7bit" 5'),
  ],
  'bad-disposition': [
    structure(`${part} NIL "inline"`),
    structure(`${part} NIL ("inline")`),
    structure(`${part} NIL ("inline" NIL "c")`),
  ],
}

describe('quirks', () => {
  it.each(Object.keys(quirks) as ImapQuirk[])('%s is read with a warning, and refused when strict', id => {
    expect(Object.values(quirks[id]).every(text => text !== '')).toBe(true)
    for (const line of lines[id]) {
      const bytes = octets(`${line}\r\n`)
      expect([line, ...decodeResponse(bytes).warnings]).toMatchObject([line, { code: id }])
      expect([line, caught(() => decodeResponse(bytes, { strict: true }))]).toMatchObject([line, { name: 'ImapError' }])
      // What a `+` says has no event of its own.
      if (!line.startsWith('+')) expect(heard(line, false)).toContain(`"${id}"`)
      expect(heard(line, true)).not.toContain('warnings":[{')
    }
  })

  it('are told of in commands, too', () => {
    const line = octets('a NOOP \r\n')
    expect(decodeCommand(line).warnings).toMatchObject([{ code: 'extra-space', offset: 6 }])
    expect(caught(() => decodeCommand(line, { strict: true }))).toMatchObject({ name: 'ImapError' })
  })

  it.each(['* OK ', 'a OK ', '* OK [READ-ONLY] ', '* FLAGS (\\Seen $Forwarded)', fetchOf('BODY[]<0> "x"')])(
    'none: %j (RFC 9051 9)',
    line => {
      expect(decodeResponse(octets(`${line}\r\n`), { strict: true }).warnings).toEqual([])
    },
  )
})

/** The events of a client that waits for the answer to NOOP and gets this line, as text. */
function heard(line: string, strict: boolean): string {
  const client = new ClientConnection({ strict })
  client.send({ verb: 'noop', tag: 'a' })
  return JSON.stringify(drive(client, [octets('* OK hi\r\n'), octets(`${line}\r\n`)]), (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  )
}
