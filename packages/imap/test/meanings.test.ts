/** What always holds of meanings, names, sets and URLs, whatever the bytes are: the functions that the fuzz targets call. */
import { fc, test } from '@fast-check/vitest'
import { asBytes, utf8 } from '@mailwire/tooling/testing'
import { describe } from 'vitest'
import { mailboxNameInvariant, messageInvariant, sequenceSetInvariant, textInvariant, urlInvariant } from './invariants.js'

/** Texts of some words, and of anything between. */
const textOf = (...words: readonly string[]): fc.Arbitrary<Uint8Array> =>
  fc
    .array(
      fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(...words) },
        { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) },
      ),
      {
        maxLength: 12,
      },
    )
    .map(parts => utf8(parts.join('')))

const part = (type: string): string => `("${type}" "plain" ("name*0*" "utf-8''%C3" "name*1*" "%A9") NIL NIL "7bit" 1 1)`
const envelope = '("5 May 2026 10:00 EST" "=?utf-8?Q?a?=" ((NIL NIL "x\x07" NIL)("a" NIL "b c" "h")) NIL NIL NIL NIL NIL NIL NIL)'
const structure: fc.Arbitrary<string> = fc.letrec<{ body: string }>(tie => ({
  body: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(part('text'), part('image'), '("text" 1)'),
    fc
      .tuple(fc.array(tie('body'), { minLength: 1, maxLength: 3 }), fc.constantFrom('mixed', 'alternative', 'related', 'signed'))
      .map(([parts, subtype]) => `(${parts.join('')} "${subtype}")`),
    tie('body').map(body => `("message" "rfc822" NIL NIL NIL "7bit" 1 ${envelope} ${body} 1)`),
  ),
})).body

describe('any bytes', () => {
  test.prop([structure])('structures: each part has a number of its own (RFC 9051 6.4.5.1)', body => {
    messageInvariant(asBytes(`(BODY ${body} ENVELOPE ${envelope} INTERNALDATE " 5-May-2026 10:00:00 +0200")`))
  })

  test.prop([
    textOf(
      '=?utf-8',
      '?Q?',
      '?B?',
      '=C3',
      '=A9',
      'YQ==',
      '?=',
      ' ',
      '*0*=',
      '*1=',
      ';',
      "utf-8''%C3",
      '5 May 2026 10:00 ',
      '+0200',
      'EST',
    ),
  ])('fields are decoded, or left as they came (RFC 2047, RFC 2231)', textInvariant)

  test.prop([
    textOf(
      'imap://',
      'a',
      '@',
      'h',
      '/',
      ';AUTH=*',
      ';UID=1',
      ';UIDVALIDITY=2',
      '/;SECTION=1.2',
      '/;PARTIAL=0.1',
      '?',
      'ALL',
      '%C3%A9',
      ';URLAUTH=anonymous',
    ),
  ])('URLs are read as they are written (RFC 5092)', urlInvariant)

  test.prop([textOf('&', '-', 'APw', 'U,BTFw', 'a', 'ä', '😀', '/', '\n', '%', '*', 'INBOX')])(
    'names are decoded as they were encoded (RFC 3501 5.1.3)',
    mailboxNameInvariant,
  )

  test.prop([textOf('1', '2', '9', '*', ':', ',', '\n', '1:3', '5:*', '4294967295')])(
    'sets agree in how many numbers they have (RFC 9051 9)',
    sequenceSetInvariant,
  )
})
