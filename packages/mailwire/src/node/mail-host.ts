/**
 * A small mail host: a submission server for those who write, an MX server for what comes in, and POP3 and IMAP over the same maildrops
 * for those who read. It keeps mail in memory and is meant for tests, demonstrations and tools, not for the open Internet.
 */
import { domainToASCII } from 'node:url'
import type { Mailbox, ReplyInit, Tap } from '@mailwire/smtp'
import { localPartText } from '@mailwire/smtp/address'
import { receivedField, returnPathField } from '../received.js'
import { startImapServer } from './imap-server.js'
import type { Listener } from './listen.js'
import type { MaildropLimits } from './mailbox-tree.js'
import { Maildrop } from './maildrop.js'
import type { OutgoingMessage } from './outgoing-message.js'
import { startPop3Server } from './pop3-server.js'
import { checkFunction, checkGiven, checkUsers, refuseOption } from './server-options.js'
import { type MailServerOptions, report } from './server-session.js'
import { type IncomingMessage, startSmtpServer } from './smtp-server.js'
import { loginsOf, type User, type UserLoginOptions, type UserSecrets, userNamed } from './users.js'

/** The servers of a mail host. */
export type MailService = 'submission' | 'mx' | 'pop3' | 'imap'

export interface MailHostOptions extends Omit<MailServerOptions, 'port' | 'tap' | 'implicitTls'>, UserLoginOptions {
  /** The domain whose mail it takes. */
  readonly domain: string
  /** Who has a maildrop, `name@domain`, and may submit. */
  readonly users: readonly (UserSecrets & { readonly name: string })[]
  /** What the mail of each user is bounded by, where it is not by `maildropLimits`. */
  readonly limits?: Partial<MaildropLimits> | undefined
  /** Ports; any free one where none is given. */
  readonly ports?: { readonly [Service in MailService]?: number | undefined } | undefined
  /** Takes what users submit, with its Received field; its reply is the client's. */
  readonly onSubmit: (message: OutgoingMessage) => ReplyInit | Promise<ReplyInit>
  /** Called for each message that is delivered to the maildrop of user `name`. Its errors go to `onError`. */
  readonly onDeliver?: ((name: string, message: IncomingMessage) => void) | undefined
  /** Returns the tap of each service, which sees all its sessions, with secrets masked. */
  readonly tap?: ((service: MailService) => Tap | undefined) | undefined
}

/** A mail host that is up. */
export interface MailHost {
  /** Where each of them listens. */
  readonly services: { readonly [Service in MailService]: Listener }
  /** The users of the options, each with the maildrop that POP3 and IMAP show. */
  readonly users: readonly User[]
  /** Closes all four. */
  close(): Promise<void>
}

/**
 * Starts the four servers, or none.
 *
 * @throws {@link NetworkError} `bad-option` for an option that is missing or can never work; the system's error (`EADDRINUSE`, `EACCES`, ...) when one of them cannot listen
 *
 * @example
 * const host = await startMailHost({ domain: 'some.domain', hostname: 'mx.some.domain', users: [{ name: 'someone', password: 'secret' }],
 *   onSubmit: () => ({ code: 550, lines: ['this host sends nothing'] }) })
 * host.services.imap.port
 * await host.close()
 */
export async function startMailHost(options: MailHostOptions): Promise<MailHost> {
  checkGiven(options, '{ domain, hostname, users, onSubmit }')
  const { hostname, domain, limits, ports = {} } = options
  if (typeof domain !== 'string' || aLabels(domain) === '')
    refuseOption('domain', `a domain expected: found ${JSON.stringify(domain)}`)
  checkUsers(options.users)
  checkFunction('onSubmit', options.onSubmit)
  const users = options.users.map((user): User => ({ ...user, maildrop: new Maildrop(limits) }))
  const named = (mailbox: Mailbox): User | undefined => {
    const { domain: at } = mailbox
    if (at !== undefined && aLabels(at) !== aLabels(domain)) return undefined
    const name = localPartText(mailbox)
    // Somebody reads what goes to postmaster (RFC 5321 4.5.1): the first user, unless one is called so.
    return userNamed(users, name) ?? (name.toLowerCase() === 'postmaster' ? users[0] : undefined)
  }
  // The MX server has no logins: it accepts mail from any client.
  const { mechanisms, ownMechanisms, verifyToken, verifyExternal, verifyAnonymous, ...served } = options
  const logins: UserLoginOptions = { mechanisms, ownMechanisms, verifyToken, verifyExternal, verifyAnonymous }
  const shared = (service: MailService): MailServerOptions => ({ ...served, port: ports[service], tap: options.tap?.(service) })
  const starts: { readonly [Service in MailService]: () => Promise<Listener> } = {
    submission: () =>
      startSmtpServer({
        ...shared('submission'),
        ...loginsOf(users, logins),
        onMessage: message => options.onSubmit({ ...message, content: withFields(received(message, hostname), message.content) }),
      }),
    mx: () =>
      startSmtpServer({
        ...shared('mx'),
        refuseRecipient: recipient =>
          named(recipient) === undefined ? { code: 550, enhanced: '5.1.1', lines: ['no such mailbox here'] } : undefined,
        onMessage: message => {
          const content = withFields(returnPathField(message.sender) + received(message, hostname), message.content)
          const recipients = new Set(message.recipients.map(named))
          // All recipients or none: a second attempt would reach some of them twice.
          for (const user of recipients)
            if (user!.maildrop.mailboxes.refusalOf(content.length) !== undefined)
              return { code: 452, enhanced: '4.2.2', lines: ['the maildrop is full'] }
          for (const user of recipients) {
            user!.maildrop.deliver(content)
            try {
              options.onDeliver?.(user!.name, message)
            } catch (error) {
              report(options, error) // delivered is delivered
            }
          }
          return { code: 250, enhanced: '2.0.0', lines: ['the message is stored in the maildrop'] }
        },
      }),
    pop3: () => startPop3Server({ ...shared('pop3'), ...logins, users }),
    imap: () => startImapServer({ ...shared('imap'), ...logins, users }),
  }
  const up: Partial<Record<MailService, Listener>> = {}
  const close = async (): Promise<void> => void (await Promise.all(Object.values(up).map(listener => listener.close())))
  try {
    for (const service of Object.keys(starts) as MailService[]) up[service] = await starts[service]()
  } catch (error) {
    await close()
    throw error
  }
  return { services: up as Record<MailService, Listener>, users, close }
}

/** Domains are compared as A-labels, in lower case (RFC 6531 3.2). */
const aLabels = (domain: string): string => domainToASCII(domain) || (domain.startsWith('[') ? domain.toLowerCase() : '')

let lastId = 0

function received(message: IncomingMessage, by: string): string {
  const { recipients, user } = message
  const date = new Date()
  const id = `${date.getTime().toString(36)}.${(++lastId).toString(36)}`
  const recipient = recipients.length === 1 ? recipients[0] : undefined
  return receivedField({ ...message, by, recipient, authenticated: user !== undefined, id, date })
}

const withFields = (fields: string, content: Uint8Array): Uint8Array =>
  Uint8Array.from(Buffer.concat([Buffer.from(fields), content]))
