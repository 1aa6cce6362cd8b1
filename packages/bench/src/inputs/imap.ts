/** Responses as servers of today send them. */

const address = (name: string, mailbox: string): string => `("${name}" NIL "${mailbox}" "some.domain")`

export const envelope = `* 12 FETCH (UID 4711 FLAGS (\\Seen \\Answered $Forwarded) INTERNALDATE "24-Nov-2026 18:40:12 +0000" RFC822.SIZE 44827 ENVELOPE ("Tue, 24 Nov 2026 18:40:09 +0000" "the minutes of our last meeting" (${address('Some One', 'someone')}) (${address('Some One', 'someone')}) (${address('Some One', 'someone')}) (${address('Any Body', 'anybody')}${address('No Body', 'nobody')}) NIL NIL "<20261124.4710@some.domain>" "<20261124.4711@some.domain>"))`

const text = (subtype: string, octets: number): string =>
  `("text" "${subtype}" ("charset" "utf-8") NIL NIL "quoted-printable" ${octets} ${Math.ceil(octets / 60)} NIL NIL NIL NIL)`

export const structure = `* 12 FETCH (UID 4711 BODYSTRUCTURE ((${text('plain', 2103)}${text('html', 8121)} "alternative" ("boundary" "inner") NIL NIL NIL)("application" "pdf" ("name" "minutes.pdf") NIL NIL "base64" 31044 NIL ("attachment" ("filename" "minutes.pdf" "size" "22684")) NIL NIL)("image" "png" ("name" "logo.png") "<logo@some.domain>" NIL "base64" 3122 NIL ("inline" ("filename" "logo.png")) NIL NIL) "mixed" ("boundary" "outer") NIL NIL NIL))`

export const list = `* LIST (\\HasNoChildren \\Sent) "/" "Archive/2026/Sent Messages"`

/** What a search in a mailbox of some size finds: 2,000 numbers in runs. */
export const search = `* SEARCH ${Array.from({ length: 2000 }, (_, at) => 1000 + at + 3 * Math.floor(at / 40)).join(' ')}`
