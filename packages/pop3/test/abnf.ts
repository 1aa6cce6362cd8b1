/**
 * The grammar of commands, status lines, continuations and rows, as the RFCs have it: RFC 2449 3, with RFC 1939, RFC 1460, RFC 5034 5 and RFC 6856 for
 * each known word. Where prose narrows a rule, the prose is in `constraints`.
 *
 * Disputed, and how they are read here:
 * - RFC 2449 3 `text` has no space and no `[` but in a response code, which each of its examples has: the text is RFC 1939 3's, anything in a line.
 * - RFC 2449 3 `greeting` has no space behind +OK and none in its text: it is a `single-line`, as RFC 1939 4 has it.
 * - RFC 2449 3 `cchar` and `rchar` have DEL, which their comments deny: it is in no tag and, as text, no matter in a code.
 * - RFC 1939 7 PASS: a server may treat the spaces of its argument as part of the password; RFC 2449 3 has single spaces between parameters.
 * - RFC 6856 2 speaks of UTF-8 for USER, PASS, APOP and all texts; the parameters of commands that are not known are read as those.
 * - RFC 2449 6.3 SASL: a list of mechanisms may be empty, as servers have it outside TLS.
 * - RFC 6856 2.2 UTF8: USER is its one argument so far; others are read as RFC 2449 3 has them.
 * - RFC 1939 5: what follows the size is free, once a space or the end has ended the number.
 * - RFC 6856 3.2 points at RFC 5646 for tags: they are read as RFC 4647 2.1 matches them, registered or not.
 * - RFC 6856 3.2: the space behind the tag that LANG has chosen may be missing where no text follows.
 */
import { type Constraints, type Grammar, parseAbnf } from '@mailwire/tooling/testing'

const core = `
ALPHA = %x41-5A / %x61-7A
DIGIT = %x30-39
SP = %x20
VCHAR = %x21-7E
UTF8-tail = %x80-BF
UTF8-2 = %xC2-DF UTF8-tail
UTF8-3 = %xE0 %xA0-BF UTF8-tail / %xE1-EC 2UTF8-tail / %xED %x80-9F UTF8-tail / %xEE-EF 2UTF8-tail
UTF8-4 = %xF0 %x90-BF 2UTF8-tail / %xF1-F3 3UTF8-tail / %xF4 %x80-8F 2UTF8-tail
UTF8-non-ascii = UTF8-2 / UTF8-3 / UTF8-4
number = 1*DIGIT
msg = 1*DIGIT
language-tag = 1*8ALPHA *( "-" 1*8( ALPHA / DIGIT ) )
sasl-mech = 1*20( ALPHA / DIGIT / "-" / "_" )       ; RFC 4422 3.1, RFC 5034 5: in either case
base64-char = ALPHA / DIGIT / "+" / "/"
base64-terminal = 2base64-char "==" / 3base64-char "="
base64 = base64-terminal / ( 1*(4base64-char) [base64-terminal] )
param = 1*( VCHAR / UTF8-non-ascii )
text = *( %x01-09 / %x0B-0C / %x0E-7F / UTF8-non-ascii )
`

/** RFC 2449 3 and the RFC of each command, without CRLF. */
const commands = `
command = user / pass / apop / auth / list / uidl / retr / dele / top / lang / stat / last / noop / rset / quit / capa / stls / utf8 / unknown
user = "USER" SP param
pass = "PASS" SP 1*( VCHAR / SP / UTF8-non-ascii )
apop = "APOP" SP param SP digest
digest = 32( DIGIT / %x61-66 )
auth = "AUTH" SP sasl-mech [SP ( base64 / "=" )]
list = "LIST" [SP msg]
uidl = "UIDL" [SP msg]
retr = "RETR" SP msg
dele = "DELE" SP msg
top = "TOP" SP msg SP number
lang = "LANG" [SP ( language-tag / "*" )]
stat = "STAT"
last = "LAST"
noop = "NOOP"
rset = "RSET"
quit = "QUIT"
capa = "CAPA"
stls = "STLS"
utf8 = "UTF8"
unknown = keyword *(SP param)
keyword = 3*4VCHAR
`

/** RFC 2449 3, RFC 5034 5, without CRLF. */
const responses = `
single-line = ( %x2B.4F.4B / %x2D.45.52.52 ) [SP text]  ; RFC 1939 3: in upper case
continue-req = "+" SP [base64]
`

/** RFC 1939 5 and 7, RFC 1460 5, RFC 6856 3.2. */
const rows = `
drop-listing = number SP number [ SP anything ]
scan-listing = msg SP number [ SP anything ]
unique-id-listing = msg SP 1*70%x21-7E
last-response = number
language-listing = language-tag [ SP description ]
description = text
chosen-language = language-tag [ SP text ]
anything = *( %x01-09 / %x0B-0C / %x0E-FF )
`

/** RFC 2449 3 and 6, RFC 2595 4, RFC 3206, RFC 6856 2 and 3. */
const capabilities = `
capability = flag / sasl / login-delay / expire / implementation / utf8-capability / unknown-capability
flag = "TOP" / "USER" / "RESP-CODES" / "AUTH-RESP-CODE" / "PIPELINING" / "UIDL" / "STLS" / "LANG"
sasl = "SASL" *(SP sasl-mech)
login-delay = "LOGIN-DELAY" SP number [SP "USER"]
expire = "EXPIRE" SP ( number / "NEVER" ) [SP "USER"]
implementation = "IMPLEMENTATION" 1*(SP ascii-param)
utf8-capability = "UTF8" *(SP ascii-param)
unknown-capability = capa-tag *(SP ascii-param)
ascii-param = 1*VCHAR
capa-tag = 1*( %x21-2D / %x2F-7E )
`

export const pop3: Grammar = parseAbnf(core + commands + responses + rows + capabilities)

const KEYWORDS = /^(?:USER|PASS|APOP|AUTH|LIST|UIDL|RETR|DELE|TOP|LANG|STAT|LAST|NOOP|RSET|QUIT|CAPA|STLS|UTF8)$/i
const TAGS = /^(?:TOP|USER|RESP-CODES|AUTH-RESP-CODE|PIPELINING|UIDL|STLS|LANG|SASL|LOGIN-DELAY|EXPIRE|IMPLEMENTATION|UTF8)$/i

/** What the RFCs say of rules besides their ABNF. */
export const constraints: Constraints = {
  // RFC 1939 4: messages are numbered from 1.
  msg: text => Number(text) > 0,
  // A word that is known is read by its own rule.
  keyword: text => !KEYWORDS.test(text),
  'capa-tag': text => !TAGS.test(text),
  // RFC 6856 3.2: a single space before the description.
  description: text => text !== '' && !text.startsWith(' '),
  // Texts that stand for the same bytes are one text (RFC 4648 3.5).
  base64: text => btoa(atob(text)) === text,
}
