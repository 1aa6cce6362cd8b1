/** The small world of the demonstration: a name server, the host of those who write, and the host of those who read, on one address. */
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { ReplyInit } from '@mailwire/smtp'
import { answerQuery, loadZone } from '../authority.js'
import { type Certificate, selfSignedCertificate } from '../node/certificate.js'
import { startDnsServer } from '../node/dns-server.js'
import type { Endpoint } from '../node/endpoint.js'
import type { Listener } from '../node/listen.js'
import { type MailHost, startMailHost } from '../node/mail-host.js'
import type { OutgoingMessage } from '../node/outgoing-message.js'
import type { Dial } from '../node/send-mail.js'
import { CLOSED_HOST, OPEN_HOST, resolver2015, SOME_DOMAIN, someDomain } from './zones.js'

export const SENDER_DOMAIN = 'sender.example'
export const SUBMISSION_HOST: string = `submission.${SENDER_DOMAIN}`
/** The password of both users, `writer` and `someone`. */
export const PASSWORD = 'a secret between friends'

export interface WorldOptions {
  /** The address of everything; `127.0.0.1` by default. */
  readonly host?: string | undefined
  readonly ports?: { readonly [Service in 'dns' | 'submission' | 'mx' | 'pop3' | 'imap']?: number | undefined } | undefined
  /** Takes what `writer` submits. */
  readonly onSubmit: (message: OutgoingMessage) => ReplyInit
  readonly onError?: ((error: unknown) => void) | undefined
}

export interface World {
  readonly dns: Listener
  readonly senders: MailHost
  readonly recipients: MailHost
  readonly certificate: Certificate
  /** A port without a listener. */
  readonly closed: Endpoint
  /** Where the hosts of {@link SOME_DOMAIN} really are, port 25 being for root. */
  readonly dial: Dial
  close(): Promise<void>
}

/** Starts it all, or nothing. @throws the system's error when something cannot listen */
export async function startWorld({ host = '127.0.0.1', ports = {}, onSubmit, onError }: WorldOptions): Promise<World> {
  const certificate = await selfSignedCertificate([SUBMISSION_HOST, OPEN_HOST, 'localhost', host])
  const zones = [loadZone(resolver2015, { origin: '.', cache: true }), loadZone(someDomain, { origin: SOME_DOMAIN })]
  const up: { close(): Promise<void> }[] = []
  const close = async (): Promise<void> => void (await Promise.all(up.map(part => part.close())))
  const start = async <Part extends { close(): Promise<void> }>(starting: Promise<Part>): Promise<Part> => {
    const part = await starting
    up.push(part)
    return part
  }
  try {
    const dns = await start(
      startDnsServer({ host, port: ports.dns, answer: query => answerQuery(query, zones), maxUdpAnswer: 4096, onError }),
    )
    const shared = { host, credentials: certificate, onError }
    const senders = await start(
      startMailHost({
        ...shared,
        domain: SENDER_DOMAIN,
        hostname: SUBMISSION_HOST,
        users: [{ name: 'writer', password: PASSWORD }],
        ports: { submission: ports.submission },
        onSubmit,
      }),
    )
    const recipients = await start(
      startMailHost({
        ...shared,
        domain: SOME_DOMAIN,
        hostname: OPEN_HOST,
        users: [{ name: 'someone', password: PASSWORD }],
        ports: { mx: ports.mx, pop3: ports.pop3, imap: ports.imap },
        onSubmit: () => ({ code: 550, enhanced: '5.7.1', lines: ['this host only receives'] }),
      }),
    )
    const closed = { host, port: await closedPort(host) }
    const endpoints: Readonly<Record<string, Endpoint>> = { [CLOSED_HOST]: closed, [OPEN_HOST]: recipients.services.mx }
    const dial: Dial = (name, address) => endpoints[name.toLowerCase()] ?? { host: address, port: 25 }
    return { dns, senders, recipients, certificate, closed, dial, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** A port that was free a moment ago. */
async function closedPort(host: string): Promise<number> {
  const server = createServer().listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
