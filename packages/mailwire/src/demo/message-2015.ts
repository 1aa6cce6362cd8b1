/** The starting document: what dig printed of the answer in September 2015, without the lines about the exchange. */
export const message2015 = `\
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1985
;; flags: qr rd ra; QUERY: 1, ANSWER: 5, AUTHORITY: 4, ADDITIONAL: 11

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags:; udp: 4096
;; QUESTION SECTION:
;gmail.com.     IN  MX

;; ANSWER SECTION:
gmail.com.    262 IN  MX  40 alt4.gmail-smtp-in.l.google.com.
gmail.com.    262 IN  MX  20 alt2.gmail-smtp-in.l.google.com.
gmail.com.    262 IN  MX  30 alt3.gmail-smtp-in.l.google.com.
gmail.com.    262 IN  MX  10 alt1.gmail-smtp-in.l.google.com.
gmail.com.    262 IN  MX  5 gmail-smtp-in.l.google.com.

;; AUTHORITY SECTION:
gmail.com.    20702 IN  NS  ns2.google.com.
gmail.com.    20702 IN  NS  ns4.google.com.
gmail.com.    20702 IN  NS  ns3.google.com.
gmail.com.    20702 IN  NS  ns1.google.com.

;; ADDITIONAL SECTION:
gmail-smtp-in.l.google.com. 69  IN  A 64.233.186.26
gmail-smtp-in.l.google.com. 110 IN  AAAA  2800:3f0:4003:c00::1b
alt1.gmail-smtp-in.l.google.com. 226 IN A 74.125.133.27
alt3.gmail-smtp-in.l.google.com. 173 IN A 64.233.163.26
alt4.gmail-smtp-in.l.google.com. 231 IN A 74.125.68.26
alt4.gmail-smtp-in.l.google.com. 110 IN AAAA  2404:6800:4003:c01::1a
ns1.google.com.   79978 IN  A 216.239.32.10
ns2.google.com.   79978 IN  A 216.239.34.10
ns3.google.com.   79978 IN  A 216.239.36.10
ns4.google.com.   79978 IN  A 216.239.38.10
`
