/**
 * The grammar of responses, a line of each family (RFC 3501 9, RFC 9051 9; RFC 2342, 3516, 4315, 4466, 4731, 5161, 5182, 5257, 5258, 5530, 6154, 7162,
 * 8474, 8514, 8970). See
 * index.ts for what is disputed.
 */
import type { Constraints, Samples } from '@mailwire/tooling/testing'
import {
  core,
  coreConstraints,
  coreSamples,
  counted,
  grammars,
  literals,
  noneOf,
  oneOf,
  pairOf,
  type Rules,
  type Side,
  stringValue,
} from './core.js'

const rules: Rules = {
  both: String.raw`
response = continue-req / response-tagged / untagged-status / capability-line / enabled-line / flags-line / list-line / search-line / sort-line / esearch-line / thread-line / vanished-line / uidbatches-line / status-line / number-line / namespace-line / id-line / quota-line / quotaroot-line / acl-line / metadata-line / language-line / jmapaccess-line / urlauth-line / converted-line / conversion-line / fetch-line

continue-req = "+" SP (resp-text / base64) CRLF
response-tagged = tag SP resp-cond-state CRLF
untagged-status = "*" SP ( resp-cond-state / resp-cond-bye / resp-cond-auth ) CRLF
capability-line = "*" SP capability-data CRLF
enabled-line = "*" SP "ENABLED" *(SP capability) CRLF
flags-line = "*" SP "FLAGS" SP flag-list CRLF
list-line = "*" SP list-name SP mailbox-list CRLF
search-line = "*" SP "SEARCH" [1*(SP nz-number) [SP search-sort-mod-seq]] CRLF
sort-line = "*" SP "SORT" [1*(SP nz-number) [SP search-sort-mod-seq]] CRLF                                               ; RFC 5256 5, RFC 7162 7
esearch-line = "*" SP esearch-response CRLF
thread-line = "*" SP "THREAD" [SP 1*thread-list] CRLF                                                                    ; RFC 5256 5
uidbatches-line = "*" SP "UIDBATCHES" SP "(" "TAG" SP string ")" [SP plain-set] CRLF  ; draft-ietf-mailmaint-imap-uidbatches
vanished-line = "*" SP "VANISHED" [SP "(EARLIER)"] SP plain-set CRLF                                                     ; RFC 7162 7
status-line = "*" SP "STATUS" SP mailbox SP "(" [status-att-list] ")" CRLF
number-line = "*" SP ( number SP "EXISTS" / number SP "RECENT" / nz-number SP "EXPUNGE" ) CRLF
namespace-line = "*" SP "NAMESPACE" SP namespace SP namespace SP namespace CRLF
id-line = "*" SP "ID" SP id-params CRLF                           ; RFC 2971 4
quota-line = "*" SP "QUOTA" SP astring SP quota-list CRLF
quotaroot-line = "*" SP "QUOTAROOT" SP mailbox *(SP astring) CRLF
acl-line = "*" SP ( acl-data / listrights-data / myrights-data ) CRLF
metadata-line = "*" SP "METADATA" SP mailbox SP (entry-values / astring *(SP astring)) CRLF  ; RFC 5464 5
language-line = "*" SP ( "LANGUAGE" SP "(" astring *(SP astring) ")" / "COMPARATOR" SP astring [SP "(" astring *(SP astring) ")"] ) CRLF  ; RFC 5255 3.5, 4.10
jmapaccess-line = "*" SP "JMAPACCESS" SP quoted CRLF                       ; RFC 9698 4
urlauth-line = "*" SP ( "GENURLAUTH" 1*(SP astring) / "URLFETCH" 1*(SP astring url-data) ) CRLF  ; RFC 4467 9
converted-line = "*" SP nz-number SP "CONVERTED" SP "(" "TAG" SP string ")" SP "(" convert-msg-att *(SP convert-msg-att) ")" CRLF
conversion-line = "*" SP "CONVERSION" SP mime-type SP mime-type [SP "(" astring *(SP astring) ")"] CRLF  ; RFC 5259 10
fetch-line = "*" SP nz-number SP ["UID"] "FETCH" SP msg-att CRLF                                                         ; RFC 9586 3
code-line = "* NO [" resp-text-code "] x" CRLF                     ; an untagged-status, for more codes
structure-line = "* 1 FETCH (BODYSTRUCTURE " body ")" CRLF        ; a fetch-line, for more of them

resp-cond-state = ("OK" / "NO" / "BAD") SP resp-text
resp-cond-bye = "BYE" SP resp-text
resp-cond-auth = ("OK" / "PREAUTH") SP resp-text
resp-text = ["[" resp-text-code "]" SP] text
text = 1*resp-char
resp-char = TEXT-CHAR
resp-text-code = "ALERT" / "BADCHARSET" [SP "(" charset *(SP charset) ")" ] / capability-data / "PARSE"
resp-text-code =/ "PERMANENTFLAGS" SP "(" [flag-perm *(SP flag-perm)] ")" / "READ-ONLY" / "READ-WRITE" / "TRYCREATE"
resp-text-code =/ "UIDNEXT" SP nz-number / "UIDVALIDITY" SP nz-number / "UNSEEN" SP nz-number
resp-text-code =/ "APPENDUID" SP nz-number SP append-uid / "COPYUID" SP nz-number SP uid-set SP uid-set / "UIDNOTSTICKY"  ; RFC 4315 4
resp-text-code =/ "UNAVAILABLE" / "AUTHENTICATIONFAILED" / "AUTHORIZATIONFAILED" / "EXPIRED" / "PRIVACYREQUIRED"         ; RFC 5530 6
resp-text-code =/ "CONTACTADMIN" / "NOPERM" / "INUSE" / "EXPUNGEISSUED" / "CORRUPTION" / "SERVERBUG" / "CLIENTBUG" / "CANNOT"
resp-text-code =/ "LIMIT" / "OVERQUOTA" / "ALREADYEXISTS" / "NONEXISTENT" / "NOTSAVED" / "HASCHILDREN" / "CLOSED" / "UNKNOWN-CTE" / "USEATTR"
resp-text-code =/ "HIGHESTMODSEQ" SP mod-sequence-value / "NOMODSEQ" / "MODIFIED" SP sequence-set                        ; RFC 7162 7
resp-text-code =/ "TOOBIG" / "BADURL" SP 1*code-char / "URLMECH" SP "INTERNAL" *(SP url-mechanism ["=" base64])           ; RFC 4469 5, RFC 4467 9
resp-text-code =/ "COMPRESSIONACTIVE" / "BADCOMPARATOR" / "REFERRAL" 1*(SP 1*url-char)                                    ; RFC 4978 6, 5255 4.10, 2193 6
resp-text-code =/ "ANNOTATE" SP ("TOOBIG" / "TOOMANY") / "ANNOTATIONS" SP ann-size                                       ; RFC 5257 5
resp-text-code =/ "TEMPFAIL" / "MAXCONVERTMESSAGES" SP nz-number / "MAXCONVERTPARTS" SP nz-number                        ; RFC 5259 10
resp-text-code =/ "NOUPDATE" SP quoted-tag / "NOTIFICATIONOVERFLOW" / "BADEVENT" SP "(" atom *(SP atom) ")"              ; RFC 5267 5, 5465 8
resp-text-code =/ "METADATA" SP ("LONGENTRIES" SP number / "MAXSIZE" SP number / "TOOMANY" / "NOPRIVATE")                ; RFC 5464 5
resp-text-code =/ "UNDEFINED-FILTER" SP 1*filter-char / "MAILBOXID" SP "(" objectid ")"                                  ; RFC 5466 4, 8474 7
resp-text-code =/ "MESSAGELIMIT" SP nz-number [SP uniqueid] / "UIDREQUIRED" / "DOWNGRADED" SP uid-set                    ; RFC 9738 5, 9586, 6858
resp-text-code =/ "INPROGRESS" [SP "(" (quoted-tag / nil) SP (nil SP nil / number SP (nil / nz-number)) ")"]             ; RFC 9585
resp-text-code =/ atom [SP 1*code-char]
url-char = %x21-5A / %x5C / %x5E-7E
url-mechanism = 1*(ALPHA / DIGIT / "-" / ".")
ann-size = "NONE" / ("READ-ONLY" / nz-number) [SP "NOPRIVATE"]
quoted-tag = DQUOTE tag-value DQUOTE
tag-value = 1*tag-char
filter-char = %x21 / %x23-24 / %x26-27 / %x2B-2E / %x30-5B / %x5E-7A / %x7C-7E
objectid = 1*object-char                            ; 255 at most
object-char = ALPHA / DIGIT / "_" / "-"
code-char = %x01-09 / %x0B-0C / %x0E-5C / %x5E-7F
append-uid = uniqueid / uid-set
uid-set = uid-range *("," uid-range)
uid-range = uniqueid [":" uniqueid]
flag-perm = flag / "\*"

list-name = "LIST"
mailbox-list = "(" [mbx-list-flags] ")" SP delimiter SP mailbox [SP mbox-list-extended]
delimiter = DQUOTE QUOTED-CHAR DQUOTE / nil
mbx-list-flags = *(mbx-list-oflag SP) mbx-list-sflag *(SP mbx-list-oflag) / mbx-list-oflag *(SP mbx-list-oflag)
mbx-list-oflag = "\Noinferiors" / "\HasChildren" / "\HasNoChildren" / "\Subscribed" / "\Remote" / use-attr / mbx-flag-extension
mbx-list-sflag = "\NonExistent" / "\Noselect" / "\Marked" / "\Unmarked"
mbx-flag-extension = "\" atom
use-attr = "\All" / "\Archive" / "\Drafts" / "\Flagged" / "\Junk" / "\Sent" / "\Trash"                                  ; RFC 6154 6
mbox-list-extended = "(" [mbox-list-extended-item *(SP mbox-list-extended-item)] ")"
mbox-list-extended-item = childinfo-tag SP childinfo / oldname-tag SP oldname / eitem-tag SP tagged-ext-val
childinfo-tag = astring
childinfo = "(" list-select-base-opt-quoted *(SP list-select-base-opt-quoted) ")"
list-select-base-opt-quoted = DQUOTE ( "SUBSCRIBED" / childinfo-name [SP childinfo-value] ) DQUOTE
childinfo-name = atom
childinfo-value = "(" childinfo-part *(SP childinfo-part) ")"
childinfo-part = 1*ASTRING-CHAR / childinfo-value
oldname-tag = astring
oldname = "(" mailbox ")"
eitem-tag = astring

status-att-list = status-att-val *(SP status-att-val)
status-att-val = "MESSAGES" SP number / "UIDNEXT" SP nz-number / "UIDVALIDITY" SP nz-number / "UNSEEN" SP number
status-att-val =/ "DELETED" SP number / "SIZE" SP number64 / "HIGHESTMODSEQ" SP mod-sequence-valzer
status-att-val =/ "DELETED-STORAGE" SP number64 / "APPENDLIMIT" SP (number / nil) / "MAILBOXID" SP "(" objectid ")"  ; RFC 9208 7, 7889 5, 8474 7
search-sort-mod-seq = "(" "MODSEQ" SP mod-sequence-value ")"
esearch-response = "ESEARCH" [search-correlator] [SP "UID"] *(SP search-return-data)
search-correlator = SP "(" one-correlator *(SP one-correlator) ")"
one-correlator = "TAG" SP tag-string / "MAILBOX" SP astring / "UIDVALIDITY" SP nz-number                                 ; RFC 7377 4
search-return-data = "MIN" SP nz-number / "MAX" SP nz-number / "ALL" SP plain-set / "COUNT" SP number / "MODSEQ" SP mod-sequence-value
search-return-data =/ "PARTIAL" SP "(" partial-range SP (plain-set / nil) ")" / "RELEVANCY" SP "(" [score *(SP score)] ")"   ; RFC 9394 4, 6203 7
search-return-data =/ ("ADDTO" / "REMOVEFROM") SP "(" number SP plain-set *(SP number SP plain-set) ")"                  ; RFC 5267 5
search-return-data =/ return-data-name SP tagged-ext-val
score = 1*3DIGIT
thread-list = "(" (thread-members / thread-members / thread-members / thread-nested) ")"   ; thrice, so that sentences end
thread-members = nz-number *(SP nz-number) [SP thread-nested]
thread-nested = 2*thread-list
return-data-name = tagged-ext-label
namespace = nil / "(" 1*namespace-descr ")"
namespace-descr = "(" string SP delimiter *namespace-response-extension ")"
namespace-response-extension = SP string SP "(" string *(SP string) ")"

quota-list = "(" [quota-resource *(SP quota-resource)] ")"                ; RFC 9208 7; empty in RFC 2087 6
quota-resource = resource-name SP number64 SP number64

acl-data = "ACL" SP mailbox *(SP astring SP astring)                       ; RFC 4314 7
listrights-data = "LISTRIGHTS" SP mailbox SP astring SP astring *(SP astring)
myrights-data = "MYRIGHTS" SP mailbox SP astring

url-data = SP nstring / 1*(SP "(" url-metadata ")")                                  ; RFC 5524 5
url-metadata = "BODYPARTSTRUCTURE" SP body / "BINARY" SP (nstring / literal8) / "BODY" SP nstring

convert-msg-att = "UID" SP uniqueid / "BINARY" section-binary ["<" number ">"] SP (nstring / literal8 / conversion-error)  ; RFC 5259 10
convert-msg-att =/ "BINARY.SIZE" section-binary SP (number / conversion-error) / "BODYPARTSTRUCTURE" section-binary SP (body / conversion-error)
convert-msg-att =/ "AVAILABLECONVERSIONS" section-binary SP ("((" [mime-type *(SP mime-type)] "))" / conversion-error)
conversion-error = "(" "ERROR" SP string SP conversion-error-code ")"
conversion-error-code = "TEMPFAIL" [SP nz-number] / "BADPARAMETERS" 1*(SP (mime-type / nil) SP mime-type [SP "(" conversion-parameters ")"])
conversion-error-code =/ "MISSINGPARAMETERS" 1*(SP mime-type SP mime-type "(" astring *(SP astring) ")")

msg-att = "(" msg-att-item *(SP msg-att-item) ")"
msg-att-item = "FLAGS" SP "(" [flag-fetch *(SP flag-fetch)] ")" / "MODSEQ" SP "(" mod-sequence-value ")"
msg-att-item =/ "ENVELOPE" SP envelope / "INTERNALDATE" SP date-time / "RFC822.SIZE" SP size / "BODY" ["STRUCTURE"] SP body
msg-att-item =/ "BODY" section ["<" number ">"] SP nstring / "UID" SP uniqueid
msg-att-item =/ "BINARY" section-binary ["<" number ">"] SP (nstring / literal8) / "BINARY.SIZE" section-binary SP number
msg-att-item =/ "EMAILID" SP "(" objectid ")" / "THREADID" SP ("(" objectid ")" / nil)                                  ; RFC 8474 7
msg-att-item =/ "PREVIEW" SP nstring / "SAVEDATE" SP (date-time / nil)                                                  ; RFC 8970 6, RFC 8514 5
msg-att-item =/ "ANNOTATION" SP ("(" entry-att *(SP entry-att) ")" / "(" entry *(SP entry) ")")                         ; RFC 5257 5
flag-fetch = flag / "\Recent"
envelope = "(" env-date SP env-subject SP env-from SP env-sender SP env-reply-to SP env-to SP env-cc SP env-bcc SP env-in-reply-to SP env-message-id ")"
env-date = nstring
env-subject = nstring
env-from = addresses
env-sender = addresses
env-reply-to = addresses
env-to = addresses
env-cc = addresses
env-bcc = addresses
env-in-reply-to = nstring
env-message-id = nstring
addresses = "(" 1*address ")" / nil
address = "(" addr-name SP addr-adl SP addr-mailbox SP addr-host ")"
addr-name = nstring
addr-adl = nstring
addr-mailbox = nstring
addr-host = nstring

body = "(" (body-type-1part / body-type-mpart) ")"
body-type-1part = (body-type-basic / body-type-msg / body-type-text) [SP body-ext-1part]
body-type-basic = media-basic SP body-fields
body-type-msg = media-message SP body-fields SP envelope SP body SP body-fld-lines
body-type-text = media-text SP body-fields SP body-fld-lines
body-type-mpart = 1*body SP media-subtype [SP body-ext-mpart]
media-basic = media-other
media-other = ( DQUOTE ("APPLICATION" / "AUDIO" / "FONT" / "IMAGE" / "MESSAGE" / "MODEL" / "VIDEO") DQUOTE / string ) SP media-subtype
media-message = message-rfc822
message-rfc822 = string SP string
message-global = string SP string
media-text = text-type SP media-subtype
text-type = string
media-subtype = string
body-fields = body-fld-param SP body-fld-id SP body-fld-desc SP body-fld-enc SP body-fld-octets
body-fld-param = "(" string SP string *(SP string SP string) ")" / nil
body-fld-id = nstring
body-fld-desc = nstring
body-fld-enc = (DQUOTE ("7BIT" / "8BIT" / "BINARY" / "BASE64" / "QUOTED-PRINTABLE") DQUOTE) / string
body-fld-octets = number
body-fld-lines = size
body-ext-1part = body-fld-md5 [SP body-fld-dsp [SP body-fld-lang [SP body-fld-loc *(SP body-extension)]]]
body-ext-mpart = body-fld-param [SP body-fld-dsp [SP body-fld-lang [SP body-fld-loc *(SP body-extension)]]]
body-fld-md5 = nstring
body-fld-dsp = "(" string SP body-fld-param ")" / nil
body-fld-lang = nstring / "(" string *(SP string) ")"
body-fld-loc = nstring
body-extension = nstring / size / "(" body-extension *(SP body-extension) ")"
`,
  rev1: `
capability-data =/ capability-rev1
capability-rev1 = "CAPABILITY" 1*(SP capability)
list-name =/ "LSUB"
status-att-val =/ "RECENT" SP number
msg-att-item =/ "RFC822" [".HEADER" / ".TEXT"] SP nstring
media-basic =/ message-global
`,
  rev2: `
capability-data =/ capability-rev2
capability-rev2 = "CAPABILITY" 1*(SP capability)
resp-text =/ ["[" resp-text-code "]" SP] [text]
resp-char =/ UTF8-2 / UTF8-3 / UTF8-4
media-message =/ message-global
`,
}

const lists =
  (word: string) =>
  (text: string): boolean =>
    text.toUpperCase().split(' ').includes(word)

const isPair =
  (type: string, subtype: string) =>
  (text: string): boolean => {
    const [first, second] = pairOf(text)
    return first === type && second === subtype
  }

const is =
  (word: string) =>
  (text: string): boolean =>
    stringValue(text).toUpperCase() === word

const constraints: Constraints = {
  // A line that ends where BADCHARSET has a literal goes on behind its end.
  text: text => !/^\[badcharset \((?:(?:[!#$&'+-[\]-z|}~]+|"(?:[^"\\]|\\["\\])*") )*\{\d+\}$/i.test(text),
  'capability-rev1': lists('IMAP4REV1'),
  'capability-rev2': lists('IMAP4REV2'),
  // Only one of these in a LIST response (RFC 3501 9, mbx-list-sflag).
  'mbx-flag-extension': noneOf('\\NONEXISTENT', '\\NOSELECT', '\\MARKED', '\\UNMARKED'),
  'childinfo-tag': is('CHILDINFO'),
  'childinfo-name': noneOf('SUBSCRIBED', 'REMOTE', 'RECURSIVEMATCH', 'SPECIAL-USE'),
  'oldname-tag': is('OLDNAME'),
  // The value is an atom (RFC 9051 9, mbox-list-extended-item-tag).
  'eitem-tag': text => noneOf('CHILDINFO', 'OLDNAME')(text) && /^[!#$&'+-[^-z|}~]+$/.test(stringValue(text)),
  'return-data-name': noneOf('MIN', 'MAX', 'ALL', 'COUNT', 'MODSEQ', 'UID', 'PARTIAL', 'RELEVANCY', 'ADDTO', 'REMOVEFROM'),
  // (1 <= n <= 100) (RFC 6203 7, score).
  score: text => Number(text) >= 1 && Number(text) <= 100,
  objectid: text => text.length <= 255,
  // MESSAGE subtype MUST NOT be RFC822 or GLOBAL (RFC 9051 9, body-type-basic); TEXT has lines.
  'media-other': text => {
    const [type, subtype] = pairOf(text)
    return type !== 'TEXT' && !(type === 'MESSAGE' && (subtype === 'RFC822' || subtype === 'GLOBAL'))
  },
  'text-type': is('TEXT'),
  'message-rfc822': isPair('MESSAGE', 'RFC822'),
  'message-global': isPair('MESSAGE', 'GLOBAL'),
}

const written = (random: () => number, word: string): string =>
  random() < 0.15 ? `{${word.length}}\r\n${word}` : `"${random() < 0.5 ? word : word.toLowerCase()}"`

const capabilities =
  (revision: string) =>
  (random: () => number): string =>
    `CAPABILITY${oneOf(random, ['', ' IDLE AUTH=PLAIN', ' IMAP4 AUTH= NIL'])} ${revision}${oneOf(random, ['', ' LITERAL+ ID', ' +'])}`

const samples: Samples = {
  'capability-rev1': capabilities('IMAP4rev1'),
  'capability-rev2': capabilities('IMAP4rev2'),
  'childinfo-tag': random => oneOf(random, ['CHILDINFO', '"ChildInfo"', '{9}\r\nCHILDINFO']),
  'oldname-tag': random => oneOf(random, ['OLDNAME', '"OldName"']),
  'eitem-tag': random => oneOf(random, ['X', '"vendor.x-y"', 'ACL', '{2}\r\nab']),
  'text-type': random => written(random, 'TEXT'),
  'message-rfc822': random => `${written(random, 'MESSAGE')} ${written(random, 'RFC822')}`,
  'message-global': random => `${written(random, 'MESSAGE')} ${written(random, 'GLOBAL')}`,
}

/** What a server sends. */
export const responses: Side = {
  grammars: grammars(core, rules),
  constraints: { ...coreConstraints, ...constraints },
  // A server's literals have no "+" (RFC 9051 9, literal).
  terminals: { literal: counted(/\{(\d+)\}\r\n/y), literal8: counted(/~\{(\d+)\}\r\n/y, true) },
  samples: { ...coreSamples, ...literals(['}']), ...samples },
}
