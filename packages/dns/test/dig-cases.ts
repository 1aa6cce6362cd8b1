/** What dig 9.18 printed for these bytes, and for these EDNS options: messages from a test server on the loopback interface. */

/** Title, bytes in hex, text from the header line on without blank lines at the end. */
export const digMessages: readonly (readonly [title: string, bytes: string, text: string])[] = [
  [
    'EDNS flags CO and bits without a name',
    '82a68180000000000000000100002904d0000040050000',
    `;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 33446
;; flags: qr rd ra; QUERY: 0, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 1

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags: co; MBZ: 0x0005, udp: 1232`,
  ],
  [
    'EDNS flag DO',
    '8c3c8180000000000000000100002904d0000080000000',
    `;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 35900
;; flags: qr rd ra; QUERY: 0, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 1

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags: do; udp: 1232`,
  ],
  [
    'BADVERS and NSID',
    '53698180000000000000000100002904d001010000000e000300066e7331ff224100030000',
    `;; ->>HEADER<<- opcode: QUERY, status: BADVERS, id: 21353
;; flags: qr rd ra; QUERY: 0, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 1

;; OPT PSEUDOSECTION:
; EDNS: version: 1, flags:; udp: 1232
; NSID: 6e 73 31 ff 22 41 ("ns1."A")
; NSID:`,
  ],
  [
    'a response code without a name',
    '504a818f0000000000000000',
    `;; ->>HEADER<<- opcode: QUERY, status: RESERVED15, id: 20554
;; flags: qr rd ra; QUERY: 0, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0`,
  ],
  [
    'one above 15',
    'f4cf818c000000000000000100002904d0020000000000',
    `;; ->>HEADER<<- opcode: QUERY, status: ?44, id: 62671
;; flags: qr rd ra; QUERY: 0, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 1

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags:; udp: 1232`,
  ],
  [
    'an operation code without a name',
    '7d25b9800000000000000000',
    `;; ->>HEADER<<- opcode: RESERVED7, status: NOERROR, id: 32037
;; flags: qr rd ra; QUERY: 0, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0`,
  ],
  [
    'NOTIFY',
    'b1f3a1800000000000000000',
    `;; ->>HEADER<<- opcode: NOTIFY, status: NOERROR, id: 45555
;; flags: qr rd ra; QUERY: 0, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0`,
  ],
  [
    'any byte in TXT',
    '3c5481800000000100000000016100001000010000000100100c00225c3b20ff7f0a09415a5b000161',
    `;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 15444
;; flags: qr rd ra; QUERY: 0, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 0

;; ANSWER SECTION:
a.			1	IN	TXT	"\\000\\"\\\\; \\255\\127\\010\\009AZ[" "" "a"`,
  ],
  [
    'any byte in names, times to live of ten digits',
    '0557818000000004000000000a2e5c2022403b282429410300ff7f000002000100000001000402402400012a025f780000210001000000010007000100020003000000020001ffffffff000b0961276223213c3e2f7e0028787878787878787878787878787878787878787878787878787878787878787878787878787878780000020001800000000003016200',
    `;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1367
;; flags: qr rd ra; QUERY: 0, ANSWER: 4, AUTHORITY: 0, ADDITIONAL: 0

;; ANSWER SECTION:
\\.\\\\\\032\\"\\@\\;\\(\\$\\)A.\\000\\255\\127. 1 IN NS	\\@\\$.
*._x.			1	IN	SRV	1 2 3 .
.			4294967295 IN	NS	a'b#!<>/~.
xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx. 2147483648 IN	NS b.`,
  ],
  [
    'SOA',
    '21f2818000000001000000000161000006000100000001001e016d0003722e620178000000000100000002000000030000000400000005',
    `;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 8690
;; flags: qr rd ra; QUERY: 0, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 0

;; ANSWER SECTION:
a.			1	IN	SOA	m. r\\.b.x. 1 2 3 4 5`,
  ],
  [
    'a question of class CH',
    'ad5d81800001000000000000076578616d706c6503636f6d00000f0003',
    `;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 44381
;; flags: qr rd ra; QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0

;; QUESTION SECTION:
;example.com.			CH	MX`,
  ],
  [
    'a question longer than its columns',
    '76b78180000100000000000001610476657279046c6f6e67046e616d65047468617404676f6573047061737407636f6c756d6e73076578616d706c6503636f6d00ff000001',
    `;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 30391
;; flags: qr rd ra; QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0

;; QUESTION SECTION:
;a.very.long.name.that.goes.past.columns.example.com. IN	TYPE65280`,
  ],
  [
    'a question that ends at a column',
    '8c5981800001000000000000137477656e74792d74687265652d6f63746574730378797a0000010001',
    `;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 35929
;; flags: qr rd ra; QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0

;; QUESTION SECTION:
;twenty-three-octets.xyz.	IN	A`,
  ],
  [
    'an UPDATE zone section',
    '3f7fa9800001000000000000076578616d706c6503636f6d0000060001',
    `;; ->>HEADER<<- opcode: UPDATE, status: NOERROR, id: 16255
;; flags: qr rd ra; QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0

;; ZONE SECTION:
;example.com.			IN	SOA`,
  ],
  [
    'warnings',
    '61578100000000000000000000',
    `;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 24919
;; flags: qr rd; QUERY: 0, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0
;; WARNING: recursion requested but not available
;; WARNING: Message has 1 extra bytes at end`,
  ],
  [
    'bytes after the last record',
    '58158180000000010000000001610000010001000000010004010203040001',
    `;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 22549
;; flags: qr rd ra; QUERY: 0, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 0
;; WARNING: Message has 2 extra bytes at end

;; ANSWER SECTION:
a.			1	IN	A	1.2.3.4`,
  ],
  [
    'no section at all',
    '941781800000000000000000',
    `;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 37911
;; flags: qr rd ra; QUERY: 0, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0`,
  ],
  [
    'OPT alone',
    'eaf18180000000000000000100002904d0000000000000',
    `;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 60145
;; flags: qr rd ra; QUERY: 0, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 1

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags:; udp: 1232`,
  ],
  [
    'OPT and a question',
    '60dc81800001000000000001076578616d706c6503636f6d000001000100002904d0000000000000',
    `;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 24796
;; flags: qr rd ra; QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 1

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags:; udp: 1232
;; QUESTION SECTION:
;example.com.			IN	A`,
  ],
]

/** Code, data in hex, line. */
export const digOptions: readonly (readonly [code: number, data: string, line: string])[] = [
  [8, '00011800c00002', '; CLIENT-SUBNET: 192.0.2.0/24/0'],
  [8, '0002200020010db8', '; CLIENT-SUBNET: 2001:db8::/32/0'],
  [8, '00010000', '; CLIENT-SUBNET: 0.0.0.0/0/0'],
  [8, '00000000', '; CLIENT-SUBNET: 0/0/0'],
  [15, '0012626c6f636b6564', '; EDE: 18 (Prohibited): (blocked)'],
  [15, '0009', '; EDE: 9 (DNSKEY Missing)'],
  [15, 'ea60', '; EDE: 60000'],
  [11, '012c', '; TCP KEEPALIVE: 30.0 secs'],
  [11, '0001', '; TCP KEEPALIVE: 0.1 secs'],
  [11, '', '; TCP KEEPALIVE:'],
  [12, '000000', '; PAD: (3 bytes)'],
  [12, '', '; PAD:'],
  [65001, '414243', '; OPT=65001: 41 42 43 ("ABC")'],
  [65001, '', '; OPT=65001:'],
  [65001, '225c0a', '; OPT=65001: 22 5c 0a (""\\.")'],
  [9, '00093a80', '; EXPIRE: 604800 (1 week)'],
  [9, '', '; EXPIRE:'],
  [9, '00000001', '; EXPIRE: 1 (1 second)'],
  [1, '000100010000000000000000000700000e10', '; LLQ: Version: 1, Opcode: 1, Error: 0, Identifier: 7, Lifetime: 3600'],
  [
    1,
    '0001000200050102030405060708ffffffff',
    '; LLQ: Version: 1, Opcode: 2, Error: 5, Identifier: 72623859790382856, Lifetime: 4294967295',
  ],
  [14, '00010002', '; KEY-TAG: 1, 2'],
  [2, '00000e10', '; OPT=2: 00 00 0e 10 ("....")'],
  [2, '00000e1000000e11', '; OPT=2: 00 00 0e 10 00 00 0e 11 ("........")'],
  [16, '0001', '; CLIENT-TAG: 1'],
  [17, '0001', '; SERVER-TAG: 1'],
  [18, '0172017800', '; OPT=18: 01 72 01 78 00 (".r.x.")'],
  [13, '016300', '; OPT=13: 01 63 00 (".c.")'],
  [5, '0102', '; OPT=5: 01 02 ("..")'],
  [6, '01', '; OPT=6: 01 (".")'],
  [7, '01', '; OPT=7: 01 (".")'],
  [19, '020000000001', '; OPT=19: 02 00 00 00 00 01 ("......")'],
  [20, '01', '; OPT=20: 01 (".")'],
  [21, '01', '; OPT=21: 01 (".")'],
  [4, '01', '; OPT=4: 01 (".")'],
  [26946, '0102', '; OPT=26946: 01 02 ("..")'],
  [20292, '4f', '; OPT=20292: 4f ("O")'],
  [10, '0011223344556677', '; COOKIE: 0011223344556677'],
  [22, '01', '; OPT=22: 01 (".")'],
  [3, '6e', '; NSID: 6e ("n")'],
]
