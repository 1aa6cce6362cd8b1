/**
 * What responses and commands share of the grammar (RFC 3501 9, RFC 9051 9, and the extensions that these take in). It imports nothing of the package.
 * `both` is what the two revisions have in common with RFC 4466, 7162 and the other extensions, `rev1` what RFC 3501 alone has, `rev2` what RFC 9051
 * alone has. Rules that begin with themselves are written as lists, and classes of characters as ranges; the sentences are the same.
 */
import { type Constraints, type Grammar, parseAbnf, type Samples, type Terminals } from '@mailwire/tooling/testing'

export interface Rules {
  readonly both: string
  readonly rev1: string
  readonly rev2: string
}

/** RFC 3501, RFC 9051, or either; extensions are in all of them. */
export type Profile = 'union' | 'rev1' | 'rev2'

/** A grammar by profile, and what no ABNF says of it. */
export interface Side {
  readonly grammars: Readonly<Record<Profile, Grammar>>
  readonly constraints: Constraints
  readonly terminals: Terminals
  readonly samples: Samples
}

export function grammars(...rules: readonly Rules[]): Record<Profile, Grammar> {
  const joined = (...keys: (keyof Rules)[]): Grammar => parseAbnf(rules.flatMap(one => keys.map(key => one[key])).join('\n'))
  return { union: joined('both', 'rev1', 'rev2'), rev1: joined('both', 'rev1'), rev2: joined('both', 'rev2') }
}

export const core: Rules = {
  both: String.raw`
SP = %x20
CRLF = %x0D.0A
DQUOTE = %x22
ALPHA = %x41-5A / %x61-7A
DIGIT = %x30-39
digit-nz = %x31-39
CHAR8 = %x01-FF
OCTET = %x00-FF
UTF8-tail = %x80-BF
UTF8-2 = %xC2-DF UTF8-tail
UTF8-3 = %xE0 %xA0-BF UTF8-tail / %xE1-EC 2UTF8-tail / %xED %x80-9F UTF8-tail / %xEE-EF 2UTF8-tail
UTF8-4 = %xF0 %x90-BF 2UTF8-tail / %xF1-F3 3UTF8-tail / %xF4 %x80-8F 2UTF8-tail
TEXT-CHAR = %x01-09 / %x0B-0C / %x0E-7F
ATOM-CHAR = %x21 / %x23-24 / %x26-27 / %x2B-5B / %x5E-7A / %x7C-7E
ASTRING-CHAR = %x21 / %x23-24 / %x26-27 / %x2B-5B / %x5D-7A / %x7C-7E
tag-char = %x21 / %x23-24 / %x26-27 / %x2C-5B / %x5D-7A / %x7C-7E

number = 1*DIGIT
nz-number = digit-nz *DIGIT
number64 = 1*DIGIT
nz-number64 = digit-nz *DIGIT
size = number
nz-size = nz-number
uniqueid = nz-number
mod-sequence-value = 1*DIGIT                        ; RFC 7162 7
mod-sequence-valzer = 1*DIGIT

atom = 1*ATOM-CHAR
astring = 1*ASTRING-CHAR / string
string = quoted / literal
quoted = DQUOTE *QUOTED-CHAR DQUOTE
QUOTED-CHAR = %x01-09 / %x0B-0C / %x0E-21 / %x23-5B / %x5D-7F / "\" ( DQUOTE / "\" )
literal = "{" number64 ["+"] "}" CRLF *CHAR8
literal8 = "~{" number64 ["+"] "}" CRLF *OCTET      ; RFC 3516 7, RFC 4466 3
nil = "NIL"
nstring = string / nil
tag = 1*tag-char
tag-string = string
charset = atom / quoted
base64 = *(4base64-char) [base64-terminal]
base64-char = ALPHA / DIGIT / "+" / "/"
base64-terminal = (2base64-char "==") / (3base64-char "=")
mailbox = "INBOX" / astring
capability = ("AUTH=" atom) / atom

seq-number = nz-number / "*"
seq-item = seq-number [":" seq-number]
plain-set = seq-item *("," seq-item)
sequence-set = plain-set / "$"                      ; RFC 5182 3

flag = "\Answered" / "\Flagged" / "\Deleted" / "\Seen" / "\Draft" / flag-keyword / flag-extension
flag-extension = "\" atom
flag-keyword = "$MDNSent" / "$Forwarded" / "$Junk" / "$NotJunk" / "$Phishing" / atom
flag-list = "(" [flag *(SP flag)] ")"

partial-range = nz-number ":" nz-number / "-" nz-number ":" "-" nz-number  ; RFC 9394 4
objectid = 1*255(ALPHA / DIGIT / "_" / "-")         ; RFC 8474 7
entry-att = entry SP "(" att-value *(SP att-value) ")"  ; RFC 5257 5
att-value = attrib SP value
entry = astring
attrib = astring
value = nstring / literal8

date-time = DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE
date-day-fixed = (SP DIGIT) / 2DIGIT
date-month = "Jan" / "Feb" / "Mar" / "Apr" / "May" / "Jun" / "Jul" / "Aug" / "Sep" / "Oct" / "Nov" / "Dec"
date-year = 4DIGIT
time = 2DIGIT ":" 2DIGIT ":" 2DIGIT
zone = ("+" / "-") 4DIGIT

id-params = "(" [string SP nstring *(SP string SP nstring)] ")" / nil  ; RFC 2971 4

resource-name = "STORAGE" / "MESSAGE" / "MAILBOX" / "ANNOTATION-STORAGE" / atom  ; RFC 9208 7

entry-values = "(" entry-value *(SP entry-value) ")"      ; RFC 5464 5
entry-value = astring SP (nstring / literal8)

mime-type = DQUOTE 1*127mime-char "/" 1*127mime-char DQUOTE  ; RFC 4288 4.2
mime-char = ALPHA / DIGIT / "!" / "#" / "$" / "&" / "." / "+" / "-" / "^" / "_"
conversion-parameters = astring SP astring *(SP astring SP astring)  ; RFC 5259 10

section = "[" [section-spec] "]"
section-spec = section-msgtext / (section-part ["." section-text])
section-msgtext = "HEADER" / "HEADER.FIELDS" [".NOT"] SP header-list / "TEXT"
section-text = section-msgtext / "MIME"
section-part = nz-number *("." nz-number)
section-binary = "[" [section-part] "]"
header-list = "(" header-fld-name *(SP header-fld-name) ")"
header-fld-name = astring

tagged-ext-label = tagged-label-fchar *tagged-label-char
tagged-label-fchar = ALPHA / "-" / "_" / "."
tagged-label-char = ALPHA / "-" / "_" / "." / DIGIT / ":"
tagged-ext-val = tagged-ext-simple / "(" [tagged-ext-comp] ")"
tagged-ext-simple = sequence-set / number / number64 / partial-range-last
partial-range = nz-number ":" nz-number / partial-range-last       ; RFC 5267 5, RFC 9394 4
partial-range-last = "-" nz-number ":" "-" nz-number
tagged-ext-comp = tagged-ext-part *(SP tagged-ext-part)
tagged-ext-part = astring / "(" tagged-ext-comp ")"

option-value = "(" option-val-comp ")"
option-val-comp = option-val-part *(SP option-val-part)
option-val-part = astring / "(" option-val-comp ")"
`,
  rev1: `
charset =/ astring
`,
  rev2: `
QUOTED-CHAR =/ UTF8-2 / UTF8-3 / UTF8-4
size =/ number64
nz-size =/ nz-number64
tag-string =/ astring
`,
}

/** The bytes of a string, atom or literal. */
export function stringValue(text: string): string {
  if (text.startsWith('"')) return text.slice(1, -1).replace(/\\(.)/gs, '$1')
  return /^\{\d+\+?\}\r\n/.test(text) ? text.slice(text.indexOf('\n') + 1) : text
}

/** The value of each of two strings with a space between them. */
export function pairOf(text: string): [string, string] {
  const end = text.startsWith('{')
    ? (counted(/\{(\d+)\+?\}\r\n/y)(text, 0) ?? 0)
    : (/^"(?:[^"\\]|\\.)*"/s.exec(text)?.[0].length ?? 0)
  return [stringValue(text.slice(0, end)).toUpperCase(), stringValue(text.slice(end + 1)).toUpperCase()]
}

export const noneOf =
  (...words: string[]) =>
  (text: string): boolean =>
    !words.includes(stringValue(text).toUpperCase())

/** What no ABNF says of the core rules. */
export const coreConstraints: Constraints = {
  number: text => Number(text) < 2 ** 32,
  'nz-number': text => Number(text) < 2 ** 32,
  number64: text => BigInt(text) < 2n ** 63n,
  'nz-number64': text => BigInt(text) < 2n ** 63n,
  'mod-sequence-value': text => BigInt(text) > 0n && BigInt(text) < 2n ** 63n,
  'mod-sequence-valzer': text => BigInt(text) < 2n ** 63n,
  // Does not include \Recent, which is known in FLAGS of a FETCH response (RFC 9051 9, flag).
  'flag-extension': noneOf('\\RECENT'),
  // MUST NOT contain "*" or "%" (RFC 5257 5, entry and attrib).
  entry: text => !/[*%]/.test(stringValue(text)),
  attrib: text => !/[*%]/.test(stringValue(text)),
  // Texts that stand for the same bytes are one text (RFC 4648 3.5).
  base64: text => text === '' || btoa(atob(text)) === text,
}

/** A literal: its length is given before its bytes, which hold no NUL but in literal8. */
export const counted =
  (marker: RegExp, mayHoldNul = false) =>
  (text: string, at: number): number | undefined => {
    marker.lastIndex = at
    const found = marker.exec(text)
    if (found === null) return undefined
    const start = at + found[0].length
    const end = start + Number(found[1])
    return end <= text.length && (mayHoldNul || !text.slice(start, end).includes('\0')) ? end : undefined
  }

type Random = () => number

export const oneOf = (random: Random, choices: readonly string[]): string => choices[Math.floor(random() * choices.length)]!

const bytes = (random: Random, least: number): string =>
  Array.from({ length: Math.floor(random() * 7) }, () =>
    random() < 0.3
      ? oneOf(random, ['\r', '\n', ')', '"', '{1}\r\n', '\xff'])
      : String.fromCharCode(least + random() * (256 - least)),
  ).join('')

const marked =
  (before: string, after: readonly string[], least: number) =>
  (random: Random): string => {
    const content = bytes(random, least)
    return `${before}${content.length}${oneOf(random, after)}\r\n${content}`
  }

/** `+` is for clients (RFC 7888 3). */
export const literals = (endings: readonly string[]): Samples => ({
  literal: marked('{', endings, 1),
  literal8: marked('~{', endings, 0),
})

const NUMBERS = ['1', '2', '9', '17', '305', '4294967295']
const LARGE = ['4294967296', '9007199254740991']

export const coreSamples: Samples = {
  number: random => oneOf(random, ['0', '012', ...NUMBERS]),
  'nz-number': random => oneOf(random, NUMBERS),
  number64: random => oneOf(random, ['0', ...NUMBERS, ...LARGE]),
  'nz-number64': random => oneOf(random, [...NUMBERS, ...LARGE]),
  'mod-sequence-value': random => oneOf(random, [...NUMBERS, ...LARGE, '9223372036854775807']),
  'mod-sequence-valzer': random => oneOf(random, ['0', ...NUMBERS, ...LARGE, '9223372036854775807']),
}
