/**
 * The grammar of commands, replies and their parts, as the RFCs have it: RFC 5321 4.1 and 4.2, extended by RFC 6531 3.3, and what each
 * extension adds. Where prose narrows a rule, the rule is here as its extension has it and the prose is in `constraints`.
 */
import { type Constraints, type Grammar, generate, matches, parseAbnf, type Samples } from '@mailwire/tooling/testing'

const core = `
ALPHA = %x41-5A / %x61-7A
DIGIT = %x30-39
HEXDIG = DIGIT / "A" / "B" / "C" / "D" / "E" / "F"
SP = %x20
DQUOTE = %x22
VCHAR = %x21-7E
UTF8-tail = %x80-BF
UTF8-2 = %xC2-DF UTF8-tail
UTF8-3 = %xE0 %xA0-BF UTF8-tail / %xE1-EC 2UTF8-tail / %xED %x80-9F UTF8-tail / %xEE-EF 2UTF8-tail
UTF8-4 = %xF0 %x90-BF 2UTF8-tail / %xF1-F3 3UTF8-tail / %xF4 %x80-8F 2UTF8-tail
UTF8-non-ascii = UTF8-2 / UTF8-3 / UTF8-4
text = *( %x00-7F / UTF8-non-ascii )
blanks = *(%x20 / %x09)
`

/** RFC 5321 4.1.2 and 4.1.3, RFC 6531 3.3. A U-label is any label that holds a character beyond ASCII: what it is worth, IDNA says. */
const addresses = `
Reverse-path = Path / "<>"
Forward-path = Path
Path = "<" [ A-d-l ":" ] Mailbox ">"
A-d-l = At-domain *( "," At-domain )
At-domain = "@" Domain
Domain = sub-domain *("." sub-domain)
sub-domain = Let-dig [Ldh-str]
sub-domain =/ U-label
U-label = ULet-dig [ *( ULet-dig / "-" ) ULet-dig ]
ULet-dig = Let-dig / UTF8-non-ascii
Let-dig = ALPHA / DIGIT
Ldh-str = *( ALPHA / DIGIT / "-" ) Let-dig
address-literal = "[" ( IPv4-address-literal / IPv6-address-literal / General-address-literal ) "]"
Mailbox = Local-part "@" ( Domain / address-literal )
Local-part = Dot-string / Quoted-string
Dot-string = Atom *("." Atom)
Atom = 1*atext
atext = ALPHA / DIGIT / "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "/" / "=" / "?" / "^" / "_" / %x60 / "{" / "|" / "}" / "~"
atext =/ UTF8-non-ascii
Quoted-string = DQUOTE *QcontentSMTP DQUOTE
QcontentSMTP = qtextSMTP / quoted-pairSMTP
quoted-pairSMTP = %d92 %d32-126
qtextSMTP = %d32-33 / %d35-91 / %d93-126
qtextSMTP =/ UTF8-non-ascii
String = Atom / Quoted-string
IPv4-address-literal = Snum 3("." Snum)
IPv6-address-literal = "IPv6:" IPv6-addr
General-address-literal = Standardized-tag ":" 1*dcontent
Standardized-tag = Ldh-str
dcontent = %d33-90 / %d94-126
Snum = 1*3DIGIT
IPv6-addr = IPv6-full / IPv6-comp / IPv6v4-full / IPv6v4-comp
IPv6-hex = 1*4HEXDIG
IPv6-full = IPv6-hex 7(":" IPv6-hex)
IPv6-comp = [IPv6-hex *5(":" IPv6-hex)] "::" [IPv6-hex *5(":" IPv6-hex)]
IPv6v4-full = IPv6-hex 5(":" IPv6-hex) ":" IPv4-address-literal
IPv6v4-comp = [IPv6-hex *3(":" IPv6-hex)] "::" [IPv6-hex *3(":" IPv6-hex) ":"] IPv4-address-literal
`

/** RFC 5321 4.1.1, without CRLF, and with the blanks at the end that a server should take. */
const commands = `
command = ( ehlo / helo / lhlo / mail / rcpt / data / rset / vrfy / expn / help / noop / quit / auth / starttls / bdat / burl / etrn / atrn / turn / xclient / xforward ) blanks
ehlo = "EHLO" SP ( Domain / address-literal )
helo = "HELO" SP Domain
lhlo = "LHLO" SP ( Domain / address-literal )       ; RFC 2033 4.1
mail = "MAIL FROM:" Reverse-path [SP Mail-parameters]
rcpt = "RCPT TO:" ( "<Postmaster@" Domain ">" / "<Postmaster>" / Forward-path ) [SP Rcpt-parameters]
data = "DATA"
rset = "RSET"
vrfy = "VRFY" SP String [ SP "SMTPUTF8" ]           ; RFC 6531 3.7.4.2
expn = "EXPN" SP String [ SP "SMTPUTF8" ]
help = "HELP" [ SP String ]
noop = "NOOP" [ SP String ]
quit = "QUIT"
starttls = "STARTTLS"                               ; RFC 3207 4
auth = "AUTH" SP sasl-mech [SP initial-response]    ; RFC 4954 8, in either case
sasl-mech = 1*20( ALPHA / DIGIT / "-" / "_" )
initial-response = base64 / "="
base64-char = ALPHA / DIGIT / "+" / "/"
base64-terminal = 2base64-char "==" / 3base64-char "="
base64 = base64-terminal / ( 1*(4base64-char) [base64-terminal] )
bdat = "BDAT" SP 1*DIGIT [ SP "LAST" ]              ; RFC 3030 2
burl = "BURL" SP absolute-URI [ SP "LAST" ]         ; RFC 4468 3
etrn = "ETRN" SP ( ["@"] Domain / "#" 1*VCHAR )     ; RFC 1985 5
atrn = "ATRN" [ SP Domain *("," Domain) ]           ; RFC 2645 5
turn = "TURN"
xclient = "XCLIENT" attributes
xforward = "XFORWARD" attributes
attributes = 1*( SP 1*ALPHA "=" attribute-value )
attribute-value = 1*( xchar / hexchar )
`

/** RFC 3986, as far as an absolute URI goes. */
const uris = `
absolute-URI = scheme ":" hier-part [ "?" query ]
scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )
hier-part = "//" authority path-abempty / path-absolute / path-rootless / path-empty
authority = [ userinfo "@" ] host [ ":" *DIGIT ]
userinfo = *( unreserved / pct-encoded / sub-delims / ":" )
host = *( unreserved / pct-encoded / sub-delims ) / "[" ( IPv6address / IPvFuture ) "]"
IPvFuture = "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )
IPv6address = 6( h16 ":" ) ls32 / "::" 5( h16 ":" ) ls32 / [ h16 ] "::" 4( h16 ":" ) ls32 / [ *1( h16 ":" ) h16 ] "::" 3( h16 ":" ) ls32
  / [ *2( h16 ":" ) h16 ] "::" 2( h16 ":" ) ls32 / [ *3( h16 ":" ) h16 ] "::" h16 ":" ls32 / [ *4( h16 ":" ) h16 ] "::" ls32
  / [ *5( h16 ":" ) h16 ] "::" h16 / [ *6( h16 ":" ) h16 ] "::"
ls32 = h16 ":" h16 / dec-octet 3( "." dec-octet )
h16 = 1*4HEXDIG
dec-octet = DIGIT / %x31-39 DIGIT / "1" 2DIGIT / "2" %x30-34 DIGIT / "25" %x30-35
path-abempty = *( "/" segment )
path-absolute = "/" [ segment-nz *( "/" segment ) ]
path-rootless = segment-nz *( "/" segment )
path-empty = ""
segment = *pchar
segment-nz = 1*pchar
pchar = unreserved / pct-encoded / sub-delims / ":" / "@"
query = *( pchar / "/" / "?" )
pct-encoded = "%" HEXDIG HEXDIG
unreserved = ALPHA / DIGIT / "-" / "." / "_" / "~"
sub-delims = "!" / "$" / "&" / "'" / "(" / ")" / "*" / "+" / "," / ";" / "="
`

/** RFC 5321 4.1.2 and the RFC of each parameter; a keyword that has one does not go by the general rule. */
const parameters = `
Mail-parameters = mail-param *(SP mail-param)
Rcpt-parameters = rcpt-param *(SP rcpt-param)
mail-param = other-mail / "SIZE=" 1*20DIGIT / "BODY=" ( "7BIT" / "8BITMIME" / "BINARYMIME" ) / "SMTPUTF8" / "REQUIRETLS" / "AUTH=" auth-value / "RET=" ( "FULL" / "HDRS" )
  / "ENVID=" envid-value / "BY=" by-value / "HOLDFOR=" %x31-39 *8DIGIT / "HOLDUNTIL=" date-time / "MT-PRIORITY=" priority-value / "TRANSID=" 1*80esmtp-char
  / "SOLICIT=" word *("," word) / "CONPERM" / "MTRK=" 1*( ALPHA / DIGIT / "+" / "/" ) [ ":" 1*9DIGIT ]
rcpt-param = other-rcpt / "NOTIFY=" notify-value / "ORCPT=" orcpt-value / "RRVS=" date-time [ ";" ( "C" / "R" ) ] / "CONNEG"
other-mail = esmtp-param
other-rcpt = esmtp-param
esmtp-param = esmtp-keyword ["=" esmtp-value]
esmtp-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")
esmtp-value = 1*( esmtp-char / UTF8-non-ascii )
esmtp-char = %d33-60 / %d62-126
xchar = %x21-2A / %x2C-3C / %x3E-7E
hexchar = "+" 2( DIGIT / %x41-46 )                  ; RFC 3461 4: upper case
auth-value = 1*( xchar / hexchar )                  ; RFC 4954 8
envid-value = 1*( xchar / hexchar )
notify-value = "NEVER" / notify-element *("," notify-element)
notify-element = "SUCCESS" / "FAILURE" / "DELAY"
orcpt-value = addr-type ";" orcpt-xtext / "utf-8;" 1*( QUCHAR / EmbeddedUnicodeChar )
orcpt-xtext = *( xchar / hexchar )
addr-type = 1*( ALPHA / DIGIT / "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "/" / "?" / "^" / "_" / %x60 / "{" / "|" / "}" / "~" )
QUCHAR = %x21-2A / %x2C-3C / %x3E-5B / %x5D-7E / UTF8-non-ascii
EmbeddedUnicodeChar = %x5C "x" "{" HEXPOINT "}"     ; RFC 6533 3
HEXPOINT = ( "0" / "1" ) %x31-39 / "10" / "20" / "2B" / "3D" / "5C" / "7F" / ( "8" / "9" / "A" / "B" / "C" / "D" / "E" / "F" ) HEXDIG
  / NZHEXDIG 2HEXDIG / NZDHEXDIG 3HEXDIG / "D" %x30-37 2HEXDIG / NZHEXDIG 4HEXDIG / "10" 4HEXDIG
NZHEXDIG = %x31-39 / "A" / "B" / "C" / "D" / "E" / "F"
NZDHEXDIG = %x31-39 / "A" / "B" / "C" / "E" / "F"
by-value = by-time ";" by-mode [ "T" ]              ; RFC 2852 4
by-time = [ "-" / "+" ] 1*9DIGIT
by-mode = "N" / "R"
priority-value = ( ["-"] %x31-39 ) / "0"            ; RFC 6710 3
word = ALPHA *( "." / "-" / "_" / ":" / ALPHA / DIGIT )
date-time = full-date "T" full-time                 ; RFC 3339 5.6
full-date = 4DIGIT "-" date-month "-" date-mday
date-month = "0" %x31-39 / "1" %x30-32
date-mday = "0" %x31-39 / ( "1" / "2" ) DIGIT / "3" %x30-31
full-time = time-hour ":" time-minute ":" time-minute [ "." 1*DIGIT ] ( "Z" / ( "+" / "-" ) time-hour ":" time-minute )
time-hour = ( "0" / "1" ) DIGIT / "2" %x30-33
time-minute = %x30-35 DIGIT
`

/** RFC 5321 4.2; servers should send the space behind a code without text (4.2.1), and RFC 4954 8 asks for it behind 334. */
const replies = `
Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP [ textstring ] ] CRLF
textstring = 1*(%d09 / %d32-126)
Reply-code = %x32-35 %x30-35 %x30-39
CRLF = %d13.10
`

export const smtp: Grammar = parseAbnf(core + addresses + commands + uris + parameters + replies)

const typed =
  /^(?:SIZE|BODY|SMTPUTF8|REQUIRETLS|AUTH|RET|ENVID|BY|HOLDFOR|HOLDUNTIL|MT-PRIORITY|TRANSID|SOLICIT|CONPERM|MTRK)(?:=|$)/i
const typedRcpt = /^(?:NOTIFY|ORCPT|RRVS|CONNEG)(?:=|$)/i

/** The bytes that xtext stands for. */
const plain = (xtext: string): string =>
  xtext.replace(/\+([0-9A-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
const printable = (text: string): boolean => /^[\t -~]*$/.test(text)
const once = (parameters: string): boolean => {
  const keywords = parameters.split(' ').map(parameter => parameter.replace(/=.*/s, '').toUpperCase())
  return new Set(keywords).size === keywords.length
}
/** Groups beside `::`, a dotted quad being two. */
const groups = (address: string): number =>
  address.split(':').reduce((count, part) => count + (part === '' ? 0 : part.includes('.') ? 2 : 1), 0)

/** A day that there is: what `Date` makes of it is what was given. Leap seconds have tests of their own. */
function isReal(text: string): boolean {
  const date = text.slice(0, 10)
  const day = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === date
}

/** What the RFCs say of rules besides their ABNF. */
export const constraints: Constraints = {
  // RFC 5321 4.1.3: 0 through 255; at most 6 groups, or 4 beside a dotted quad, where there is "::"; a registered tag has its own syntax.
  snum: text => Number(text) < 256,
  'ipv6-comp': text => groups(text) <= 6,
  'ipv6v4-comp': text => groups(text) <= 6,
  'standardized-tag': text => text.toLowerCase() !== 'ipv6',
  // A keyword that an extension has defined goes by its rule; none stands there twice (RFC 3461 4.5).
  'other-mail': text => !typed.test(text),
  'other-rcpt': text => !typedRcpt.test(text),
  'mail-parameters': text => once(text) && !(/(?:^| )HOLDFOR=/i.test(text) && /(?:^| )HOLDUNTIL=/i.test(text)),
  'rcpt-parameters': once,
  // RFC 3461 4.2 and 4.4: printing ASCII, before it was encoded. RFC 4954 5: a mailbox, or <>.
  'envid-value': text => printable(plain(text)),
  'orcpt-xtext': text => printable(plain(text)),
  'addr-type': text => text.toLowerCase() !== 'utf-8',
  'auth-value': text => text === '<>' || matches(smtp, 'Mailbox', plain(text), constraints),
  // RFC 6533 3 allows them, and no report could hold them.
  hexpoint: text => Number.parseInt(text, 16) > 0x1f && Number.parseInt(text, 16) !== 0x7f,
  // RFC 2852 4: more than nothing where the mode is R.
  'by-value': text => !/;R/i.test(text) || Number(text.split(';')[0]) > 0,
  'date-time': isReal,
  'attribute-value': text => /^(?:[\t -~]|[\x80-\xff])*$/.test(plain(text)) && isUtf8(plain(text)),
  attributes: text => once(text.slice(1)),
  // Numbers beyond 2^53 are another limit; bytes that stand for the same base 64 are one text (RFC 4648 3.5).
  base64: text => btoa(atob(text)) === text,
}

const isUtf8 = (bytes: string): boolean => matches(smtp, 'text', bytes)

/** A mailbox as xtext: what must be, and now and then what need not be, by its number. */
export const samples: Samples = {
  'auth-value': random =>
    random() < 0.1
      ? '<>'
      : Array.from(generate(smtp, 'Mailbox', random, constraints), char =>
          /[!-*,-<>-~]/.test(char) && random() < 0.9
            ? char
            : `+${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
        ).join(''),
}
