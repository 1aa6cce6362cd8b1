/** The starting document: the answer to `dig gmail.com MX` of September 2015, as a value. */
import type { MessageInit, RecordInit } from '../src/all.js'

const mx = (preference: number, exchange: string): RecordInit => ({
  name: 'gmail.com',
  type: 'MX',
  ttl: 262,
  data: { preference, exchange: `${exchange}.l.google.com` },
})
const ns = (nsdname: string): RecordInit => ({ name: 'gmail.com', type: 'NS', ttl: 20702, data: { nsdname } })
const a = (name: string, ttl: number, address: string): RecordInit => ({ name, type: 'A', ttl, data: { address } })
const aaaa = (name: string, ttl: number, address: string): RecordInit => ({ name, type: 'AAAA', ttl, data: { address } })

export const seed: MessageInit = {
  id: 1985,
  flags: { qr: true, rd: true, ra: true },
  questions: [{ name: 'gmail.com', type: 'MX' }],
  answers: [
    mx(40, 'alt4.gmail-smtp-in'),
    mx(20, 'alt2.gmail-smtp-in'),
    mx(30, 'alt3.gmail-smtp-in'),
    mx(10, 'alt1.gmail-smtp-in'),
    mx(5, 'gmail-smtp-in'),
  ],
  authorities: ['ns2.google.com', 'ns4.google.com', 'ns3.google.com', 'ns1.google.com'].map(ns),
  additionals: [
    a('gmail-smtp-in.l.google.com', 69, '64.233.186.26'),
    aaaa('gmail-smtp-in.l.google.com', 110, '2800:3f0:4003:c00::1b'),
    a('alt1.gmail-smtp-in.l.google.com', 226, '74.125.133.27'),
    a('alt3.gmail-smtp-in.l.google.com', 173, '64.233.163.26'),
    a('alt4.gmail-smtp-in.l.google.com', 231, '74.125.68.26'),
    aaaa('alt4.gmail-smtp-in.l.google.com', 110, '2404:6800:4003:c01::1a'),
    a('ns1.google.com', 79978, '216.239.32.10'),
    a('ns2.google.com', 79978, '216.239.34.10'),
    a('ns3.google.com', 79978, '216.239.36.10'),
    a('ns4.google.com', 79978, '216.239.38.10'),
  ],
  edns: { udpPayloadSize: 4096 },
}

/** What dig printed, without its version, the time and the server; runs of blanks are one blank. */
export const seedText = `
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1985
;; flags: qr rd ra; QUERY: 1, ANSWER: 5, AUTHORITY: 4, ADDITIONAL: 11

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags:; udp: 4096
;; QUESTION SECTION:
;gmail.com. IN MX

;; ANSWER SECTION:
gmail.com. 262 IN MX 40 alt4.gmail-smtp-in.l.google.com.
gmail.com. 262 IN MX 20 alt2.gmail-smtp-in.l.google.com.
gmail.com. 262 IN MX 30 alt3.gmail-smtp-in.l.google.com.
gmail.com. 262 IN MX 10 alt1.gmail-smtp-in.l.google.com.
gmail.com. 262 IN MX 5 gmail-smtp-in.l.google.com.

;; AUTHORITY SECTION:
gmail.com. 20702 IN NS ns2.google.com.
gmail.com. 20702 IN NS ns4.google.com.
gmail.com. 20702 IN NS ns3.google.com.
gmail.com. 20702 IN NS ns1.google.com.

;; ADDITIONAL SECTION:
gmail-smtp-in.l.google.com. 69 IN A 64.233.186.26
gmail-smtp-in.l.google.com. 110 IN AAAA 2800:3f0:4003:c00::1b
alt1.gmail-smtp-in.l.google.com. 226 IN A 74.125.133.27
alt3.gmail-smtp-in.l.google.com. 173 IN A 64.233.163.26
alt4.gmail-smtp-in.l.google.com. 231 IN A 74.125.68.26
alt4.gmail-smtp-in.l.google.com. 110 IN AAAA 2404:6800:4003:c01::1a
ns1.google.com. 79978 IN A 216.239.32.10
ns2.google.com. 79978 IN A 216.239.34.10
ns3.google.com. 79978 IN A 216.239.36.10
ns4.google.com. 79978 IN A 216.239.38.10

;; Query time: 10 msec
;; MSG SIZE rcvd: 417
`.trimStart()
