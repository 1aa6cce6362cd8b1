/** A zone as people keep it: comments, a SOA record over several lines, relative names, TTLs here and there. */

export const ORIGIN = 'some.domain'

const HEAD = `; The zone of ${ORIGIN}, as its owner keeps it
$ORIGIN ${ORIGIN}.
$TTL 3600
@ IN SOA ns1.${ORIGIN}. hostmaster.${ORIGIN}. (
        2026112401 ; serial
        7200       ; refresh
        3600       ; retry
        1209600    ; expire
        300 )      ; minimum
@ IN NS ns1.${ORIGIN}.
@ IN NS ns2.${ORIGIN}.
@ IN MX 10 mail.${ORIGIN}.
@ IN TXT "v=spf1 ip4:192.0.2.0/24 include:_spf.mail.example -all"
`

export const HOSTS = 200

/** Six records a host. */
export const zone: string =
  HEAD +
  Array.from(
    { length: HOSTS },
    (_, index) => `
; rack ${index % 7}, bought in ${2010 + (index % 15)}
host${index}            IN A     192.0.2.${index % 250}
host${index}            IN AAAA  2001:db8::${(index + 1).toString(16)}
host${index}       300  IN MX    10 mail${index % 4}.${ORIGIN}.
www${index}             IN CNAME host${index}.${ORIGIN}.
_imaps._tcp.host${index} IN SRV  0 5 993 host${index}.${ORIGIN}.
host${index}       600  IN TXT   "asset ${index}, room ${index * 7}"
`,
  ).join('')
