/** The records of the demonstration's name server, as zone text. */

/**
 * The resolver of September 2015: what `dig gmail.com MX` was told then. Not the zones themselves but a cache of them, so
 * time to live values have run down, one mail host has no address in it, and nothing is authoritative.
 */
export const resolver2015 = `
$ORIGIN .
gmail.com.                       262   IN MX   40 alt4.gmail-smtp-in.l.google.com.
gmail.com.                       262   IN MX   20 alt2.gmail-smtp-in.l.google.com.
gmail.com.                       262   IN MX   30 alt3.gmail-smtp-in.l.google.com.
gmail.com.                       262   IN MX   10 alt1.gmail-smtp-in.l.google.com.
gmail.com.                       262   IN MX   5  gmail-smtp-in.l.google.com.
gmail.com.                       20702 IN NS   ns2.google.com.
gmail.com.                       20702 IN NS   ns4.google.com.
gmail.com.                       20702 IN NS   ns3.google.com.
gmail.com.                       20702 IN NS   ns1.google.com.
gmail-smtp-in.l.google.com.      69    IN A    64.233.186.26
gmail-smtp-in.l.google.com.      110   IN AAAA 2800:3f0:4003:c00::1b
alt1.gmail-smtp-in.l.google.com. 226   IN A    74.125.133.27
alt3.gmail-smtp-in.l.google.com. 173   IN A    64.233.163.26
alt4.gmail-smtp-in.l.google.com. 231   IN A    74.125.68.26
alt4.gmail-smtp-in.l.google.com. 110   IN AAAA 2404:6800:4003:c01::1a
ns1.google.com.                  79978 IN A    216.239.32.10
ns2.google.com.                  79978 IN A    216.239.34.10
ns3.google.com.                  79978 IN A    216.239.36.10
ns4.google.com.                  79978 IN A    216.239.38.10
`

/** The domain the message goes to. Its first mail host is the closed port 25 of the starting document. */
export const SOME_DOMAIN = 'some-domain.example'
/** The mail host whose port 25 is closed. */
export const CLOSED_HOST: string = `closed-port-25.${SOME_DOMAIN}`
/** The mail host that takes the message. */
export const OPEN_HOST: string = `mx.${SOME_DOMAIN}`

const BACKUPS: readonly string[] = Array.from(
  { length: 9 },
  (_, at) => `backup-${at + 1}-which-has-a-long-name-and-stands-far-away`,
)

/** A domain of our own, with so many backups that its MX answer does not fit into a datagram of 512 bytes. */
export const someDomain: string = `
$ORIGIN ${SOME_DOMAIN}.
$TTL 1h
@               IN SOA   ns hostmaster 2026112401 1d 2h 4w 5m
                   NS    ns
                   MX    5  closed-port-25
                   MX    10 mx
${BACKUPS.map((host, at) => `                   MX    ${20 + 10 * at} ${host}`).join('\n')}
                   TXT   "v=spf1 mx -all"
ns                 A     127.0.0.1
closed-port-25     A     127.0.0.1
mx                 A     127.0.0.1
${BACKUPS.map(host => `${host} A 127.0.0.1`).join('\n')}
`
