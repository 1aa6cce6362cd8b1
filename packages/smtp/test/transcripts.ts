/** The dialogs of the RFCs, and for RFC 2033 and RFC 9422, which have none that fits, dialogs of our own. */
import type { Extensions, SessionFacts } from '../src/all.js'

export interface Session {
  readonly name: string
  readonly extensions?: Extensions | ((session: SessionFacts) => Extensions)
  readonly lmtp?: boolean
  readonly transcript: string
}

const chunking: Extensions = { enhancedstatuscodes: undefined, chunking: true }

export const sessions: readonly Session[] = [
  {
    name: 'a typical transaction (RFC 5321 D.1)',
    transcript: `
      S: 220 foo.com ready
      C: EHLO bar.com
      S: 250-foo.com greets bar.com
      S: 250-8BITMIME
      S: 250-SIZE
      S: 250-DSN
      S: 250 HELP
      C: MAIL FROM:<Smith@bar.com>
      S: 250 OK
      C: RCPT TO:<Jones@foo.com>
      S: 250 OK
      C: RCPT TO:<Green@foo.com>
      S: 550 no such user here
      C: RCPT TO:<Brown@foo.com>
      S: 250 OK
      C: DATA
      S: 354 go on
      C: Blah blah blah...
      C: ..etc. etc. etc.
      C: .
      S: 250 OK
      C: QUIT
      S: 221 closing`,
  },
  {
    name: 'an aborted transaction (RFC 5321 D.2)',
    transcript: `
      S: 220 foo.com ready
      C: EHLO bar.com
      S: 250-foo.com greets bar.com
      S: 250 HELP
      C: MAIL FROM:<Smith@bar.com>
      S: 250 OK
      C: RCPT TO:<Jones@foo.com>
      S: 250 OK
      C: RCPT TO:<Green@foo.com>
      S: 550 no such user here
      C: RSET
      S: 250 OK
      C: QUIT
      S: 221 closing`,
  },
  {
    name: 'a relayed message (RFC 5321 D.3)',
    transcript: `
      S: 220 foo.com ready
      C: EHLO bar.com
      S: 250-foo.com is pleased
      S: 250-8BITMIME
      S: 250-SIZE
      S: 250-DSN
      S: 250 HELP
      C: MAIL FROM:<JQP@bar.com>
      S: 250 OK
      C: RCPT TO:<Jones@XYZ.COM>
      S: 250 OK
      C: DATA
      S: 354 go on
      C: Received: from bar.com by foo.com
      C:
      C: Date: Thu, 21 May 1998 05:33:29 -0700
      C: From: John Q. Public <JQP@bar.com>
      C: .
      S: 250 OK
      C: QUIT
      S: 221 closing`,
  },
  {
    name: 'verifying and sending (RFC 5321 3.5.1, 3.5.2, D.4)',
    transcript: `
      S: 220 foo.com ready
      C: EHLO bar.com
      S: 250-foo.com greets bar.com
      S: 250-8BITMIME
      S: 250-SIZE
      S: 250-DSN
      S: 250-VRFY
      S: 250 HELP
      C: VRFY Crispin
      S: 250 Mark Crispin <Admin.MRC@foo.com>
      C: MAIL FROM:<EAK@bar.com>
      S: 250 OK
      C: RCPT TO:<Admin.MRC@foo.com>
      S: 250 OK
      C: DATA
      S: 354 go on
      C: Blah blah blah...
      C: .
      S: 250 OK
      C: QUIT
      S: 221 closing`,
  },
  {
    name: 'groups of commands (RFC 2920 4)',
    extensions: { pipelining: true },
    transcript: `
      S: 220 innosoft.com ready
      C: EHLO dbc.mtview.ca.us
      S: 250-innosoft.com
      S: 250 PIPELINING
      C: MAIL FROM:<mrose@dbc.mtview.ca.us>
      C: RCPT TO:<ned@innosoft.com>
      C: RCPT TO:<dan@innosoft.com>
      C: RCPT TO:<kvc@innosoft.com>
      C: DATA
      S: 250 sender OK
      S: 250 recipient OK
      S: 250 recipient OK
      S: 250 recipient OK
      S: 354 go on
      C: Hi
      C: .
      C: QUIT
      S: 250 message sent
      S: 221 goodbye`,
  },
  {
    name: 'a group in which every recipient is refused (RFC 2920 4)',
    extensions: { pipelining: true },
    transcript: `
      S: 220 innosoft.com ready
      C: EHLO dbc.mtview.ca.us
      S: 250-innosoft.com
      S: 250 PIPELINING
      C: MAIL FROM:<mrose@dbc.mtview.ca.us>
      C: RCPT TO:<nsb@thumper.bellcore.com>
      C: RCPT TO:<galvin@tis.com>
      C: DATA
      S: 250 sender OK
      S: 550 not allowed
      S: 550 not allowed
      S: 554 no valid recipients
      C: QUIT
      S: 221 goodbye`,
  },
  {
    name: 'two messages in two groups: the second begins behind the content of the first (RFC 2920 3.1)',
    extensions: { pipelining: true },
    transcript: `
      S: 220 innosoft.com ready
      C: EHLO dbc.mtview.ca.us
      S: 250-innosoft.com
      S: 250 PIPELINING
      C: MAIL FROM:<mrose@dbc.mtview.ca.us>
      C: RCPT TO:<ned@innosoft.com>
      C: DATA
      S: 250 sender OK
      S: 250 recipient OK
      S: 354 go on
      C: one
      C: .
      C: RSET
      C: MAIL FROM:<>
      C: RCPT TO:<dan@innosoft.com>
      C: DATA
      S: 250 message sent
      S: 250 OK
      S: 250 sender OK
      S: 250 recipient OK
      S: 354 go on
      C: two
      C: .
      S: 250 message sent
      C: QUIT
      S: 221 goodbye`,
  },
  {
    name: 'one chunk (RFC 3030 4.1)',
    extensions: chunking,
    transcript: `
      S: 220 cnri.reston.va.us ready
      C: EHLO ymir.claremont.edu
      S: 250-cnri.reston.va.us says hello
      S: 250 CHUNKING
      C: MAIL FROM:<Sam@Random.com>
      S: 250 sender OK
      C: RCPT TO:<Susan@Random.com>
      S: 250 recipient OK
      C: BDAT 59 LAST
      C: To: Susan@random.com
      C: From: Sam@random.com
      C: Subject: .
      C: .
      S: 250 message OK, 59 octets received
      C: QUIT
      S: 221 goodbye`,
  },
  {
    name: 'chunks in a group (RFC 3030 4.2)',
    extensions: { ...chunking, binarymime: true, pipelining: true },
    transcript: `
      S: 220 cnri.reston.va.us ready
      C: EHLO ymir.claremont.edu
      S: 250-cnri.reston.va.us says hello
      S: 250-PIPELINING
      S: 250-BINARYMIME
      S: 250 CHUNKING
      C: MAIL FROM:<ned@ymir.claremont.edu> BODY=BINARYMIME
      C: RCPT TO:<gvaudre@cnri.reston.va.us>
      C: RCPT TO:<jstewart@cnri.reston.va.us>
      S: 250 sender and BINARYMIME OK
      S: 250 recipient OK
      S: 250 recipient OK
      C: BDAT 14
      C: \0binary, \r.\xff
      C: BDAT 6
      C: QUIT
      C: BDAT 0 LAST
      C: QUIT
      S: 250 14 octets received
      S: 250 6 octets received
      S: 250 message OK, 20 octets received
      S: 221 goodbye`,
  },
  {
    name: 'delivery status notifications (RFC 3461 10.3)',
    extensions: { enhancedstatuscodes: undefined, dsn: true },
    transcript: `
      S: 220 Ivory.EDU ready
      C: EHLO Example.ORG
      S: 250-Ivory.EDU
      S: 250 DSN
      C: MAIL FROM:<Alice@Example.ORG> ENVID=QQ314159 RET=HDRS
      S: 250 OK
      C: RCPT TO:<Carol@Ivory.EDU> NOTIFY=FAILURE ORCPT=rfc822;Carol@Ivory.EDU
      S: 550 no such recipient
      C: RCPT TO:<Dana@Ivory.EDU> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Dana@Ivory.EDU
      S: 250 recipient OK
      C: DATA
      S: 354 go on
      C: (message goes here)
      C: .
      S: 250 message received
      C: QUIT
      S: 221 bye`,
  },
  {
    name: 'AUTH with an initial response (RFC 4954 4.1)',
    extensions: { auth: ['DIGEST-MD5', 'PLAIN'] },
    transcript: `
      S: 220 smtp.example.com ready
      C: EHLO client.example.com
      S: 250-smtp.example.com Hello
      S: 250 AUTH DIGEST-MD5 PLAIN
      C: AUTH PLAIN dGVzdAB0ZXN0ADEyMzQ=
      S: 235 2.7.0 Authentication successful
      C: QUIT
      S: 221 2.0.0 bye`,
  },
  {
    name: 'AUTH with challenges, given up and tried again (RFC 4954 4.1)',
    extensions: { auth: ['CRAM-MD5', 'EXTERNAL'] },
    transcript: `
      S: 220 smtp.example.com ready
      C: EHLO client.example.com
      S: 250-smtp.example.com Hello
      S: 250 AUTH CRAM-MD5 EXTERNAL
      C: AUTH CRAM-MD5
      S: 334 PDQxOTI5NDIzNDEuMTI4Mjg0NzJAc291cmNlZm91ci5hbmRyZXcuY211LmVkdT4=
      C: *
      S: 501 5.7.0 given up
      C: AUTH CRAM-MD5
      S: 334 PDQxOTI5NDIzNDEuMTI4Mjg0NzJAc291cmNlZm91ci5hbmRyZXcuY211LmVkdT4=
      C: cmpzMyBlYzNhNTlmZWQzOTVhYmExZWM2MzY3YzRmNGI0MWFjMA==
      S: 535 5.7.8 authentication failed
      C: AUTH EXTERNAL =
      S: 235 2.7.0 Authentication successful
      C: QUIT
      S: 221 2.0.0 bye`,
  },
  {
    name: 'AUTH inside TLS (RFC 3207 5, RFC 4954 4.1)',
    extensions: ({ secure }) => (secure ? { auth: ['PLAIN'] } : { starttls: true }),
    transcript: `
      S: 220 mail.imc.org ready
      C: EHLO mail.example.com
      S: 250-mail.imc.org offers a hug
      S: 250 STARTTLS
      C: STARTTLS
      S: 220 go ahead
      C: EHLO mail.example.com
      S: 250-mail.imc.org touches your hand
      S: 250 AUTH PLAIN
      C: AUTH PLAIN dGVzdAB0ZXN0ADEyMzQ=
      S: 235 2.7.0 Authentication successful
      C: QUIT
      S: 221 2.0.0 bye`,
  },
  {
    name: 'addresses beyond ASCII (RFC 6531 3.4)',
    extensions: { smtputf8: true, '8bitmime': true },
    transcript: `
      S: 220 foo.com ready
      C: EHLO bar.com
      S: 250-foo.com
      S: 250-8BITMIME
      S: 250 SMTPUTF8
      C: MAIL FROM:<\xc3\xa9@b\xc3\xbccher.example> BODY=8BITMIME SMTPUTF8
      S: 250 OK
      C: RCPT TO:<\xe6\x9c\xaa@foo.com>
      S: 250 OK
      C: DATA
      S: 354 go on
      C: Subject: \xc3\xa9
      C: .
      S: 250 OK
      C: QUIT
      S: 221 \xc3\xa0 bient\xc3\xb4t`,
  },
  {
    name: 'a reply for each recipient (RFC 2033 4.2)',
    lmtp: true,
    transcript: `
      S: 220 foo.edu ready
      C: LHLO foo.edu
      S: 250-foo.edu
      S: 250-PIPELINING
      S: 250 SIZE
      C: MAIL FROM:<chris@bar.com>
      C: RCPT TO:<pat@foo.edu>
      C: RCPT TO:<jones@foo.edu>
      C: RCPT TO:<green@foo.edu>
      C: DATA
      S: 250 OK
      S: 250 OK
      S: 550 no such user here
      S: 250 OK
      S: 354 go on
      C: Blah blah blah...
      C: .
      C: QUIT
      S: 250 OK
      S: 452 green is over quota
      S: 221 bye`,
  },
  {
    name: 'a reply for each recipient behind the last chunk (RFC 2033 4.3)',
    lmtp: true,
    extensions: chunking,
    transcript: `
      S: 220 foo.edu ready
      C: LHLO foo.edu
      S: 250-foo.edu
      S: 250-PIPELINING
      S: 250 CHUNKING
      C: MAIL FROM:<chris@bar.com>
      C: RCPT TO:<pat@foo.edu>
      C: RCPT TO:<green@foo.edu>
      S: 250 OK
      S: 250 OK
      S: 250 OK
      C: BDAT 4
      C: Hi
      C: BDAT 0 LAST
      S: 250 4 octets
      S: 250 OK
      S: 452 green is over quota
      C: QUIT
      S: 221 bye`,
  },
  {
    name: 'LIMITS (RFC 9422)',
    extensions: { limits: { mailMax: 2, rcptMax: 1 } },
    transcript: `
      S: 220 foo.com ready
      C: EHLO bar.com
      S: 250-foo.com
      S: 250 LIMITS MAILMAX=2 RCPTMAX=1
      C: MAIL FROM:<>
      S: 250 OK
      C: RCPT TO:<a@foo.com>
      S: 250 OK
      C: DATA
      S: 354 go on
      C: .
      S: 250 OK
      C: MAIL FROM:<>
      S: 250 OK
      C: RSET
      S: 250 OK
      C: QUIT
      S: 221 bye`,
  },
]
