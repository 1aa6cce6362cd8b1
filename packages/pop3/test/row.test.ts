/** A row is read up to its end, whatever is behind it in its chunk, and its errors say what is wrong (RFC 1939 5 and 7, RFC 2449 3, RFC 6856 3.2). */
import { asBytes } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { CapabilityReader } from '../src/capability.js'
import { Pop3Error } from '../src/index.js'
import {
  readChosenLanguage,
  readDropListing,
  readLanguageListing,
  readLast,
  readMechanism,
  readScanListing,
  readUniqueIdListing,
} from '../src/listing-rows.js'
import { Row } from '../src/row.js'

const ORIGIN = 100
const capability = (row: Row) => {
  const reader = new CapabilityReader()
  reader.read(row)
  return reader.capabilities
}

/** What is read, or the message; and the warnings. */
function readBetween(read: (row: Row) => unknown, text: string, behind: string, strict: boolean): unknown[] {
  const before = '9 '
  const row = new Row(strict)
  row.moveTo(asBytes(`${before}${text}${behind}`), before.length, before.length + text.length, ORIGIN)
  try {
    return [read(row), row.warnings, row.text]
  } catch (error) {
    if (!(error instanceof Pop3Error)) throw error
    expect(error).toMatchObject({ code: 'bad-listing', offset: ORIGIN })
    return [error.message, row.text]
  }
}

const warned = (code: string, at: number) => ({ code, offset: ORIGIN + at })
const langs = { tag: 'de', name: undefined }

describe('a row, and its warnings', () => {
  it.each<[(row: Row) => unknown, string, unknown, readonly object[]]>([
    [readDropListing, '0 0', { count: 0, octets: 0 }, []],
    [readDropListing, '2 320', { count: 2, octets: 320 }, []],
    [readScanListing, '1 9007199254740991', { message: 1, octets: Number.MAX_SAFE_INTEGER }, []],
    [readScanListing, '1 2 more', { message: 1, octets: 2 }, []],
    [readScanListing, '1 2 ', { message: 1, octets: 2 }, []],
    [readScanListing, ' 1  2', { message: 1, octets: 2 }, [warned('leading-space', 0), warned('extra-space', 3)]],
    [readUniqueIdListing, '1 a', { message: 1, uid: 'a' }, []],
    [readUniqueIdListing, `1 ${'~'.repeat(70)}`, { message: 1, uid: '~'.repeat(70) }, []],
    [readUniqueIdListing, '1 a  ', { message: 1, uid: 'a' }, [warned('trailing-space', 3)]],
    [readLast, '0', 0, []],
    [readLast, '3 ', 3, [warned('trailing-space', 1)]],
    [readLast, '3 is it', 3, [warned('text-after', 1)]],
    [readLanguageListing, 'de', langs, []],
    [readLanguageListing, 'de ', langs, [warned('trailing-space', 2)]],
    [readLanguageListing, 'de  Deutsch', { tag: 'de', name: 'Deutsch' }, [warned('extra-space', 3)]],
    [readLanguageListing, 'de \xe9', { tag: 'de', name: '\udce9' }, [warned('not-utf8', 3)]],
    [readChosenLanguage, 'de', langs, []],
    [readChosenLanguage, 'de ', { tag: 'de', name: '' }, []],
    [readChosenLanguage, 'de  Ja', { tag: 'de', name: ' Ja' }, []],
    [readMechanism, 'plain', 'PLAIN', []],
    [capability, 'UIDL', { uidl: true }, []],
    // Each warning once, however often the row has the reason for it.
    [
      capability,
      '  X  a  b ',
      { unknown: new Map([['X', 'a b']]) },
      [warned('leading-space', 0), warned('extra-space', 4), warned('trailing-space', 9)],
    ],
    [capability, 'sasl a b ', { sasl: ['A', 'B'] }, [warned('trailing-space', 8)]],
  ])('%o of %j', (read, text, value, warnings) => {
    for (const behind of ['', '\r\n', ' ', '  7 7\r\n', '7', 'x', '\0', '\xe9'])
      expect(readBetween(read, text, behind, false).slice(0, 2)).toEqual([value, warnings])
  })
})

describe('a row that is refused', () => {
  it.each<[(row: Row) => unknown, string, string]>([
    [readDropListing, '', 'parse STAT: a number expected'],
    [readDropListing, '-1 2', 'parse STAT: a number expected'],
    [readScanListing, '', 'parse LIST: a number expected'],
    [readScanListing, '1', 'parse LIST: a space expected'],
    [readScanListing, '1 ', 'parse LIST: a number expected'],
    [readScanListing, '1x2', 'parse LIST: a space expected'],
    [readScanListing, '0 2', 'parse LIST: 0 is out of range'],
    [readScanListing, '1 9007199254740992', 'parse LIST: 9007199254740992 is out of range'],
    [readScanListing, '1 2x', 'parse LIST: a space or the end expected'],
    ...['\0', '\r', '\n'].map(
      end =>
        [readScanListing, `1 2 a${end}`, 'parse LIST: the row contains CR, LF or NUL'] as [
          typeof readScanListing,
          string,
          string,
        ],
    ),
    [readUniqueIdListing, '1', 'parse UIDL: a space expected'],
    [readUniqueIdListing, '1 ', 'parse UIDL: a unique-id is 1 to 70 characters from ! to ~'],
    [readUniqueIdListing, '1 \x7f', 'parse UIDL: a unique-id is 1 to 70 characters from ! to ~'],
    [readUniqueIdListing, `1 ${'x'.repeat(71)}`, 'parse UIDL: a unique-id is 1 to 70 characters from ! to ~'],
    [readUniqueIdListing, '1 a b', 'parse UIDL: the end expected'],
    [readUniqueIdListing, '1 a\x7f', 'parse UIDL: the end expected'],
    [readLast, 'x', 'parse LAST: a number expected'],
    [readLanguageListing, '', 'parse LANG: a word of printable ASCII expected'],
    [readLanguageListing, '!', 'parse LANG: a language tag expected'],
    [readLanguageListing, 'de a\rb', 'parse LANG: the row contains CR, LF or NUL'],
    [readChosenLanguage, '!', 'parse LANG: a language tag expected'],
    [readMechanism, '', 'parse AUTH: a word of printable ASCII expected'],
    [readMechanism, '@', 'parse AUTH: a mechanism name expected'],
    [readMechanism, 'A b', 'parse AUTH: the end expected'],
    [capability, '', 'parse CAPA: a word of printable ASCII expected'],
    [capability, 'X\x7f', 'parse CAPA: a space expected'],
    [capability, 'X.Y', 'parse CAPA: a tag must not contain a dot'],
    [capability, 'EXPIRE 5e1', 'parse CAPA: a whole number below 2^53 expected'],
    [capability, 'EXPIRE 0x10', 'parse CAPA: a whole number below 2^53 expected'],
  ])('%o of %j: %s', (read, text, message) => {
    for (const strict of [true, false])
      for (const behind of ['', '\r\n', ' ', '  7 7\r\n', 'x'])
        expect(readBetween(read, text, behind, strict)).toEqual([message, text])
  })

  it.each<[(row: Row) => unknown, string, string]>([
    [readScanListing, ' 1 2', 'parse LIST: leading-space is not allowed in strict mode'],
    [readScanListing, '1  2', 'parse LIST: extra-space is not allowed in strict mode'],
    [readUniqueIdListing, '1 a ', 'parse UIDL: trailing-space is not allowed in strict mode'],
    [readLast, '1 a', 'parse LAST: text-after is not allowed in strict mode'],
    [readLanguageListing, 'de  Deutsch', 'parse LANG: extra-space is not allowed in strict mode'],
    [capability, 'TOP x', 'parse CAPA: text-after is not allowed in strict mode'],
    [capability, 'SASL @', 'parse CAPA: mechanism-name is not allowed in strict mode'],
  ])('when strict: %o of %j: %s', (read, text, message) => {
    expect(readBetween(read, text, '\r\n', true)).toEqual([message, text])
  })
})
