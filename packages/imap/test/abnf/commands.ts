/**
 * The grammar of commands, whole with their literals (RFC 3501 9, RFC 9051 9; RFC 2177, 2342, 3516, 3691, 4315, 4466, 4959, 5161, 5182, 5258, 6154,
 * 3502, 4469, 5032, 5256, 5257, 5267, 5465, 5466, 5957, 6203, 6851, 7162, 7377, 7888, 7889,
 * 6855, 8440, 8508, 8474, 8514, 8970, 9394). See index.ts for what is disputed.
 */
import type { Constraints } from '@mailwire/tooling/testing'
import { core, coreConstraints, coreSamples, counted, grammars, literals, noneOf, type Rules, type Side } from './core.js'

const rules: Rules = {
  both: String.raw`
command = simple-line / login-line / authenticate-line / append-line / create-line / mailbox-line / list-line / status-line / enable-line / copy-line / fetch-line / store-line / search-line / sort-line / esearch-line / id-line / quota-line / acl-line / metadata-line / preference-line / compress-line / cancelupdate-line / notify-line / urlauth-line / rlist-line / convert-line / uidbatches-line / uid-line

simple-line = tag SP simple CRLF
login-line = tag SP "LOGIN" SP userid SP password CRLF
authenticate-line = tag SP "AUTHENTICATE" SP auth-type [SP initial-resp] CRLF       ; RFC 4959 7
append-line = tag SP ( append / replace ) CRLF
create-line = tag SP "CREATE" SP mailbox [SP "(" create-param *(SP create-param) ")"] CRLF
mailbox-line = tag SP ( delete / select / rename ) CRLF
list-line = tag SP list CRLF
status-line = tag SP "STATUS" SP mailbox SP status-atts CRLF
enable-line = tag SP "ENABLE" 1*(SP capability) CRLF
copy-line = tag SP copy CRLF
fetch-line = tag SP fetch CRLF
store-line = tag SP store CRLF
search-line = tag SP search CRLF
id-line = tag SP "ID" SP id-params CRLF
quota-line = tag SP ( "GETQUOTA" SP astring / "GETQUOTAROOT" SP mailbox / "SETQUOTA" SP astring SP setquota-list ) CRLF
acl-line = tag SP ( "SETACL" SP mailbox SP astring SP astring / ("DELETEACL" / "LISTRIGHTS") SP mailbox SP astring / ("GETACL" / "MYRIGHTS") SP mailbox ) CRLF  ; RFC 4314 7
metadata-line = tag SP ( "GETMETADATA" [SP "(" metadata-option *(SP metadata-option) ")"] SP mailbox SP metadata-entries / "SETMETADATA" SP mailbox SP entry-values ) CRLF
preference-line = tag SP ("LANGUAGE" / "COMPARATOR") *(SP astring) CRLF        ; RFC 5255 3.5, 4.10
compress-line = tag SP ( "COMPRESS" SP "DEFLATE" / "UNAUTHENTICATE" / "GETJMAPACCESS" ) CRLF  ; RFC 4978 5, 8437 6, 9698 4
uidbatches-line = tag SP "UIDBATCHES" SP nz-number [SP nz-number ":" nz-number] CRLF  ; draft-ietf-mailmaint-imap-uidbatches
cancelupdate-line = tag SP "CANCELUPDATE" 1*(SP quoted) CRLF                   ; RFC 5267 5
notify-line = tag SP "NOTIFY" SP ( "NONE" / "SET" [SP "STATUS"] 1*(SP event-group) ) CRLF  ; RFC 5465 8
urlauth-line = tag SP ( "GENURLAUTH" 1*(SP astring SP mechanism) / "URLFETCH" 1*(SP url-to-fetch) / "RESETKEY" [SP mailbox *(SP mechanism)] ) CRLF  ; RFC 4467 9
rlist-line = tag SP rlist CRLF
convert-line = tag SP ( ["UID" SP] convert / "CONVERSIONS" SP astring SP astring ) CRLF
sort-line = tag SP ( sort / thread ) CRLF
esearch-line = tag SP esearch CRLF
uid-line = tag SP "UID" SP ( copy / fetch / search / store / sort / thread / esearch / replace / "EXPUNGE" SP sequence-set ) CRLF

simple = "CAPABILITY" / "LOGOUT" / "NOOP" / "STARTTLS" / "CLOSE" / "UNSELECT" / "EXPUNGE" / "NAMESPACE" / "IDLE"
userid = astring
password = astring
auth-type = atom
initial-resp = base64 / "="
append = "APPEND" SP mailbox 1*append-message                                        ; RFC 4466 3, RFC 3502
replace = "REPLACE" SP seq-number SP mailbox append-message                          ; RFC 8508 5
append-message = append-opts SP append-data
append-opts = [SP flag-list] [SP date-time] *(SP append-ext)
append-ext = att-annotate / tagged-ext
append-data = literal / literal8 / utf8-literal / "CATENATE" SP "(" cat-part *(SP cat-part) ")" / tagged-ext
cat-part = "TEXT" SP literal / "URL" SP astring / utf8-literal                       ; RFC 4469 5
utf8-literal = "UTF8" SP "(" literal8 ")"                                            ; RFC 6855 4
tagged-ext = tagged-ext-name SP tagged-ext-val
tagged-ext-name = tagged-ext-label
create-param = "USE" SP "(" [use-attr *(SP use-attr)] ")" / create-param-name [SP tagged-ext-val]
create-param-name = tagged-ext-label
use-attr = "\All" / "\Archive" / "\Drafts" / "\Flagged" / "\Junk" / "\Sent" / "\Trash" / "\" atom
delete = ("DELETE" / "SUBSCRIBE" / "UNSUBSCRIBE") SP mailbox
select = ("SELECT" / "EXAMINE") SP mailbox [SP "(" select-param *(SP select-param) ")"]
select-param = "CONDSTORE" / "ANNOTATE" / qresync / select-param-name [SP tagged-ext-val]
select-param-name = tagged-ext-label
qresync = "QRESYNC" SP "(" nz-number SP mod-sequence-value [SP known-set] [SP "(" known-set SP known-set ")"] ")"  ; RFC 7162 7
known-set = nz-number [":" nz-number] *("," nz-number [":" nz-number])
rename = "RENAME" SP mailbox SP mailbox [modifiers]
modifiers = SP "(" modifier *(SP modifier) ")"
modifier = tagged-ext-label [SP tagged-ext-val]

list = "LIST" [SP list-select-opts] SP mailbox SP mbox-or-pat [SP list-return-opts]  ; RFC 5258 6
list-mailbox = 1*list-char / string
list-char = %x21 / %x23-27 / %x2A-5B / %x5D-7A / %x7C-7E
mbox-or-pat = list-mailbox / patterns
patterns = "(" list-mailbox *(SP list-mailbox) ")"
list-select-base-opt = "SUBSCRIBED" / select-extension
list-select-independent-opt = "REMOTE" / "SPECIAL-USE" / select-extension            ; RFC 6154 6
list-select-mod-opt = "RECURSIVEMATCH" / select-extension
list-select-opt = list-select-base-opt / list-select-independent-opt / list-select-mod-opt
list-select-opts = "(" [ (*(list-select-opt SP) list-select-base-opt *(SP list-select-opt)) / (list-select-independent-opt *(SP list-select-independent-opt)) ] ")"
select-extension = select-extension-name [SP option-value]
select-extension-name = atom
list-return-opts = "RETURN" SP "(" [return-option *(SP return-option)] ")"
return-option = "SUBSCRIBED" / "CHILDREN" / "SPECIAL-USE" / "MYRIGHTS" / "STATUS" SP status-atts / return-extension
return-option =/ "METADATA" SP "(" astring *(SP astring) ")"                         ; RFC 9590
return-extension = return-extension-name [SP option-value]
return-extension-name = atom
status-atts = "(" status-att *(SP status-att) ")"
status-att = "MESSAGES" / "UIDNEXT" / "UIDVALIDITY" / "UNSEEN" / "DELETED" / "SIZE" / "HIGHESTMODSEQ" / "DELETED-STORAGE" / "APPENDLIMIT" / "MAILBOXID"

copy = ("COPY" / "MOVE") SP sequence-set SP mailbox                                  ; RFC 6851 5
fetch = "FETCH" SP sequence-set SP ("ALL" / "FULL" / "FAST" / fetch-att / "(" fetch-att *(SP fetch-att) ")") [fetch-modifiers]
fetch-att = simple-att / section-att / preview-att / annotation-att
simple-att = "ENVELOPE" / "FLAGS" / "INTERNALDATE" / "RFC822.SIZE" / "BODY" ["STRUCTURE"] / "UID" / "MODSEQ"
section-att = "BODY" [".PEEK"] section [partial] / "BINARY" [".PEEK"] section-binary [partial] / "BINARY.SIZE" section-binary
simple-att =/ "EMAILID" / "THREADID" / "SAVEDATE"                                     ; RFC 8474 7, RFC 8514 5
preview-att = "PREVIEW" [SP "(" preview-mod *(SP preview-mod) ")"]                    ; RFC 8970 6
preview-mod = "LAZY"
annotation-att = "ANNOTATION" SP "(" entries SP attribs ")"                              ; RFC 5257 5
entries = entry-match / "(" entry-match *(SP entry-match) ")"
entry-match = list-mailbox
attribs = attrib / "(" attrib *(SP attrib) ")"
fetch-modifiers = SP "(" fetch-modifier *(SP fetch-modifier) ")"
fetch-modifier = "CHANGEDSINCE" SP mod-sequence-value / "VANISHED" / "PARTIAL" SP partial-range / fetch-modifier-name [SP tagged-ext-val]
fetch-modifier-name = tagged-ext-label
partial = "<" size "." nz-size ">"
store = "STORE" SP sequence-set [store-modifiers] SP ( store-att-flags / att-annotate )
store-modifiers = SP "(" store-modifier *(SP store-modifier) ")"
store-modifier = "UNCHANGEDSINCE" SP mod-sequence-valzer / store-modifier-name [SP tagged-ext-val]
store-modifier-name = tagged-ext-label
att-annotate = "ANNOTATION" SP "(" entry-att *(SP entry-att) ")"                     ; RFC 5257 5
store-att-flags = ["+" / "-"] "FLAGS" [".SILENT"] SP (flag-list / (flag *(SP flag)))

setquota-list = "(" [setquota-resource *(SP setquota-resource)] ")"                 ; RFC 9208 7
setquota-resource = resource-name SP number64

metadata-entries = astring / "(" astring *(SP astring) ")"                                    ; RFC 5464 5
metadata-option = "MAXSIZE" SP number / "DEPTH" SP ("0" / "1" / "infinity") / metadata-option-name [SP tagged-ext-val]
metadata-option-name = tagged-ext-label

event-group = "(" notify-filter SP events ")"                                     ; RFC 5465 8
notify-filter = "selected" / "selected-delayed" / "inboxes" / "personal" / "subscribed" / ("subtree" / "mailboxes") SP (mailbox / "(" mailbox *(SP mailbox) ")")
events = "(" event *(SP event) ")" / "NONE"
event = "MessageNew" [SP "(" fetch-att *(SP fetch-att) ")"] / "MessageExpunge" / "FlagChange" / "AnnotationChange"
event =/ "MailboxName" / "SubscriptionChange" / "MailboxMetadataChange" / "ServerMetadataChange" / event-ext
event-ext = atom

mechanism = "INTERNAL" / 1*(ALPHA / DIGIT / "-" / ".")                                ; RFC 4467 9
url-to-fetch = astring / "(" astring *(SP ("BODY" / "BINARY" / "BODYPARTSTRUCTURE" / atom)) ")"  ; RFC 5524 5

rlist = ("RLIST" / "RLSUB") SP mailbox SP list-mailbox                              ; RFC 2193 6

convert = "CONVERT" SP sequence-set SP convert-params SP (convert-att / "(" convert-att *(SP convert-att) ")")  ; RFC 5259 10
convert-params = "(" (mime-type / nil) [SP "(" conversion-parameters ")"] ")"
convert-att = "UID" / "BINARY" section-binary [partial] / ("BINARY.SIZE" / "BODYPARTSTRUCTURE" / "AVAILABLECONVERSIONS") section-binary
convert-att =/ "BODY[HEADER]" / "BODY[" section-part ".HEADER]" / "BODY[" section-part ".MIME]"

sort = "SORT" [search-return-opts] SP sort-criteria SP search-criteria               ; RFC 5256 5, RFC 5267 5
sort-criteria = "(" sort-criterion *(SP sort-criterion) ")"
sort-criterion = ["REVERSE" SP] sort-key
sort-key = "ARRIVAL" / "CC" / "DATE" / "FROM" / "SIZE" / "SUBJECT" / "TO"
sort-key =/ "DISPLAYFROM" / "DISPLAYTO" / "RELEVANCY" / "ANNOTATION" SP entry SP ("value.priv" / "value.shared")
thread = "THREAD" SP atom SP search-criteria
search-criteria = charset 1*(SP search-key)
esearch = "ESEARCH" [SP esearch-source-opts] [search-return-opts] SP search-program  ; RFC 7377 4
esearch-source-opts = "IN" SP "(" filter-mailboxes *(SP filter-mailboxes) [SP "(" scope-option *(SP scope-option) ")"] ")"
filter-mailboxes = "selected" / "inboxes" / "personal" / "subscribed" / ("subtree" / "subtree-one" / "mailboxes") SP one-or-more-mailbox
one-or-more-mailbox = mailbox / "(" mailbox *(SP mailbox) ")"
scope-option = tagged-ext-label [SP tagged-ext-val]
search = "SEARCH" [search-return-opts] SP search-program
search-return-opts = SP "RETURN" SP "(" [search-return-opt *(SP search-return-opt)] ")"
search-return-opt = "MIN" / "MAX" / "ALL" / "COUNT" / "SAVE" / "CONTEXT" / "RELEVANCY" / update-opt / "PARTIAL" SP partial-range / return-opt-name [SP tagged-ext-val]
update-opt = "UPDATE" [SP "(" fetch-att *(SP fetch-att) ")"]                         ; RFC 5465 8
return-opt-name = tagged-ext-label
search-program = ["CHARSET" SP charset SP] search-key *(SP search-key)
search-key = "ALL" / "ANSWERED" / "BCC" SP astring / "BEFORE" SP date / "BODY" SP astring / "CC" SP astring / "DELETED" / "FLAGGED"
search-key =/ "FROM" SP astring / "KEYWORD" SP flag-keyword / "ON" SP date / "SEEN" / "SINCE" SP date / "SUBJECT" SP astring
search-key =/ "TEXT" SP astring / "TO" SP astring / "UNANSWERED" / "UNDELETED" / "UNFLAGGED" / "UNKEYWORD" SP flag-keyword / "UNSEEN"
search-key =/ "DRAFT" / "HEADER" SP header-fld-name SP astring / "LARGER" SP size / "NOT" SP search-key / "OR" SP search-key SP search-key
search-key =/ "SENTBEFORE" SP date / "SENTON" SP date / "SENTSINCE" SP date / "SMALLER" SP size / "UID" SP sequence-set / "UNDRAFT"
search-key =/ sequence-set / "(" search-key *(SP search-key) ")" / "MODSEQ" [SP entry-name SP entry-type-req] SP mod-sequence-valzer
search-key =/ ("OLDER" / "YOUNGER" / "UIDAFTER" / "UIDBEFORE") SP nz-number / "SAVEDBEFORE" SP date / "SAVEDON" SP date / "SAVEDSINCE" SP date / "SAVEDATESUPPORTED"
search-key =/ ("EMAILID" / "THREADID") SP objectid / "ANNOTATION" SP entry-match SP att-search SP value
search-key =/ "FILTER" SP filter-name / "FUZZY" SP search-key                        ; RFC 5466 4, RFC 6203 7
att-search = "value" / "value.priv" / "value.shared"                                 ; RFC 5257 5
filter-name = 1*filter-char
filter-char = %x21 / %x23-24 / %x26-27 / %x2B-2E / %x30-5B / %x5E-7A / %x7C-7E
entry-name = DQUOTE "/flags/" attr-flag DQUOTE                                       ; RFC 7162 7
attr-flag = ["\\"] atom
entry-type-req = "priv" / "shared" / "all"
date = date-text / DQUOTE date-text DQUOTE
date-text = date-day "-" date-month "-" date-year
date-day = 1*2DIGIT
`,
  rev1: `
command =/ x-line
x-line = tag SP x-command CRLF
x-command = "X" atom [SP 1*( TEXT-CHAR / literal / literal8 )]
simple =/ "CHECK"
list =/ "LSUB" SP mailbox SP list-mailbox
rlist =/ "XLIST" SP mailbox SP list-mailbox
status-att =/ "RECENT"
simple-att =/ "RFC822" [".HEADER" / ".TEXT"]
search-key =/ "NEW" / "OLD" / "RECENT"
`,
  rev2: '',
}

/** A line whose end says that a literal follows has not ended. */
function isWhole(text: string): boolean {
  const marker = /\{(\d+)\+?\}\r\n/g
  let end = 0
  for (let found = marker.exec(text); found !== null; found = marker.exec(text)) {
    end = marker.lastIndex + Number(found[1])
    marker.lastIndex = end
  }
  return !/\{\d+\+?\}$/.test(text.slice(end))
}

const constraints: Constraints = {
  'tagged-ext-name': noneOf('ANNOTATION', 'CATENATE', 'UTF8'),
  'create-param-name': noneOf('USE'),
  'select-extension-name': noneOf('SUBSCRIBED', 'REMOTE', 'RECURSIVEMATCH', 'SPECIAL-USE'),
  'return-extension-name': noneOf('SUBSCRIBED', 'CHILDREN', 'SPECIAL-USE', 'STATUS', 'MYRIGHTS', 'METADATA'),
  'select-param-name': noneOf('CONDSTORE', 'QRESYNC', 'ANNOTATE'),
  'fetch-modifier-name': noneOf('CHANGEDSINCE', 'VANISHED', 'PARTIAL'),
  'store-modifier-name': noneOf('UNCHANGEDSINCE'),
  'return-opt-name': noneOf('MIN', 'MAX', 'ALL', 'COUNT', 'SAVE', 'CONTEXT', 'UPDATE', 'PARTIAL', 'RELEVANCY'),
  'metadata-option-name': noneOf('MAXSIZE', 'DEPTH'),
  'event-ext': noneOf('MESSAGENEW'),
  // XLIST is known, and read by its own rule.
  'x-command': text => isWhole(text) && !/^xlist(?: |$)/i.test(text),
}

/** What a client sends, but for the lines of an exchange (base64 of AUTHENTICATE, DONE of IDLE). */
export const commands: Side = {
  grammars: grammars(core, rules),
  constraints: { ...coreConstraints, ...constraints },
  terminals: { literal: counted(/\{(\d+)\+?\}\r\n/y), literal8: counted(/~\{(\d+)\+?\}\r\n/y, true) },
  samples: { ...coreSamples, ...literals(['}', '+}']) },
}
