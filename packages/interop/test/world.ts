/** A mail host and a name server of ours, for other people's programs to talk to. */
import { readFileSync } from 'node:fs'
import {
  answerQuery,
  type Certificate,
  type Listener,
  loadZone,
  type MailHost,
  type OutgoingMessage,
  selfSignedCertificate,
  startDnsServer,
  startMailHost,
} from 'mailwire/node'

export const NAME = 'mx.some.domain'
export const USER = { name: 'someone', password: 'sécret “x”' }

export const ZONE = `
$TTL 1h
@        SOA   ns hostmaster 1 2 3 4 5
         NS    ns
         MX    10 mx
         MX    5  first.mx
         TXT   "v=spf1 mx -all" "second string"
mx       A     127.0.0.1
         AAAA  ::1
ns       A     127.0.0.1
alias    CNAME mx
_imaps._tcp SRV 1 2 993 mx
${Array.from({ length: 40 }, (_, at) => `large TXT "number ${at} of a set that no datagram of 512 bytes holds"`).join('\n')}
`

export interface World {
  readonly dns: Listener
  readonly host: MailHost
  readonly certificate: Certificate
  readonly submitted: OutgoingMessage[]
  close(): Promise<void>
}

/** Credentials go over TLS only, unless told otherwise for a client that has no TLS. */
export async function startWorld({ allowCleartextCredentials = false } = {}): Promise<World> {
  const certificate = await selfSignedCertificate([NAME])
  const zone = loadZone(ZONE, { origin: 'some.domain' })
  const dns = await startDnsServer({ answer: query => answerQuery(query, [zone]) })
  const submitted: OutgoingMessage[] = []
  const host = await startMailHost({
    domain: 'some.domain',
    hostname: NAME,
    users: [USER],
    credentials: certificate,
    allowCleartextCredentials,
    onSubmit: message => {
      submitted.push(message)
      return { code: 250, enhanced: '2.0.0', lines: ['queued'] }
    },
  })
  return { dns, host, certificate, submitted, close: async () => void (await Promise.all([dns.close(), host.close()])) }
}

/** A message with everything that framing can get wrong, made from parts that only tests have. */
export const message = (subject: string): Uint8Array =>
  Uint8Array.from(
    Buffer.from(
      `From: Writer <writer@sender.example>\r\nTo: someone@some.domain\r\nSubject: ${subject}\r\nMessage-ID: <1@sender.example>\r\nDate: Tue, 24 Nov 2026 12:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n.dot\r\n..\r\n.\r\nOlá\r\n--b\r\nContent-Type: application/octet-stream; name="f.bin"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="f.bin"\r\n\r\nAAECAwQ=\r\n--b--\r\n`,
    ),
  )

/** The version of a peer, for the titles of the tests. */
export const versionOf = (name: string): string =>
  (JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')) as { version: string })
    .version
