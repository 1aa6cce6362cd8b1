/**
 * The story of a message, on loopback, every byte written and read by our own packages: a person writes to someone@some-domain.example; the mail
 * program submits it; the server asks DNS for the domain's mail hosts; the first one's port is closed, the next takes the message; the
 * other person reads it over POP3 and over IMAP.
 */
import { equalNames } from '@mailwire/dns'
import { formatMessage, parseMessage } from '@mailwire/dns/dig'
import { isMultipart } from '@mailwire/imap'
import { formatReply } from '@mailwire/smtp/replies'
import PostalMime from 'postal-mime'
import { compose } from '../node/compose.js'
import { NetworkError } from '../node/errors.js'
import type { OutgoingMessage } from '../node/outgoing-message.js'
import { readImap } from '../node/read-imap.js'
import { readPop3 } from '../node/read-pop3.js'
import { type Resolution, resolve } from '../node/resolve.js'
import { type RoutedTarget, route } from '../node/route.js'
import { relayMail, sendMail } from '../node/send-mail.js'
import { message2015 } from './message-2015.js'
import type { Trace } from './trace.js'
import { PASSWORD, SENDER_DOMAIN, SUBMISSION_HOST, startWorld, type World } from './world.js'
import { CLOSED_HOST, OPEN_HOST, SOME_DOMAIN } from './zones.js'

const SUBJECT = 'Olá, mundo: a message that travels 📬'

/** A check of the story that failed. */
export class StoryError extends Error {
  override readonly name = 'StoryError'
}

/** Runs the story and records it in a trace. @throws {@link StoryError}, `NetworkError` when a step fails */
export async function tellStory(trace: Trace): Promise<void> {
  const outbox: OutgoingMessage[] = []
  let world: World | undefined
  try {
    await trace.step('Loopback takes the place of the Internet', async () => {
      world = await startWorld({
        onSubmit: message => {
          outbox.push(message)
          return { code: 250, enhanced: '2.0.0', lines: ['queued; the recipient is looked up next'] }
        },
      })
      const { dns, senders, recipients, closed } = world
      const rows = [
        ['name server', dns, 'UDP and TCP; 53 in real life'],
        [SUBMISSION_HOST, senders.services.submission, '587 in real life'],
        [CLOSED_HOST, closed, '25 in real life; closed'],
        [OPEN_HOST, recipients.services.mx, '25 in real life'],
        ['POP3 server', recipients.services.pop3, '110 in real life'],
        ['IMAP server', recipients.services.imap, '143 in real life'],
      ] as const
      for (const [name, { host, port }, remark] of rows)
        trace.note(`${name.padEnd(36)}${host} port ${String(port).padEnd(7)}${remark}`)
      return 'a name server, a submission server, a mail exchanger, a POP3 and an IMAP server listen'
    })
    await tell(trace, world!, outbox)
  } finally {
    await world?.close()
  }
}

async function tell(trace: Trace, world: World, outbox: readonly OutgoingMessage[]): Promise<void> {
  const { dns, senders, recipients, certificate, dial } = world
  const reader = { name: 'someone', password: PASSWORD, servername: OPEN_HOST, ca: certificate.cert, timeout: 5000 }
  let content: Uint8Array
  let targets: readonly RoutedTarget[]
  let sent: OutgoingMessage

  await trace.step('DNS: the resolution of gmail.com, as it was in September 2015', async () => {
    const found = await resolve('gmail.com', 'MX', { server: dns, id: 1985, edns: { udpPayloadSize: 4096 } })
    trace.note(answerText(found))
    check(found.size === 417, `the answer has ${found.size} bytes, not 417`)
    const { answers, authorities, additionals } = found.message
    const then = parseMessage(message2015)
    check(
      JSON.stringify([answers, authorities, additionals]) === JSON.stringify([then.answers, then.authorities, then.additionals]),
      'the records differ from those of 2015',
    )
    return `five MX, four NS, ten addresses and an OPT in ${found.size} bytes`
  })

  await trace.step(`A person writes a message for someone@${SOME_DOMAIN}`, async () => {
    content = await compose({
      from: `A Writer <writer@${SENDER_DOMAIN}>`,
      to: [`someone@${SOME_DOMAIN}`],
      subject: SUBJECT,
      text: 'Dear someone,\n.this line starts with a dot, and arrives with it\n.\nand that was a dot alone.\n\nOlá!\n',
      html: '<p>Dear someone,</p>\n<p>.this line starts with a dot, and arrives with it</p>\n<p>Olá!</p>\n',
    })
    trace.note(Buffer.from(content).toString())
    return `a subject in UTF-8 and two MIME parts, ${content.length} bytes`
  })

  await trace.step('The user agent submits it over SMTP, with AUTH inside TLS', async () => {
    const result = await sendMail(
      senders.services.submission,
      { sender: mailbox('writer', SENDER_DOMAIN), recipients: [mailbox('someone', SOME_DOMAIN)], content },
      {
        hostname: '[127.0.0.1]',
        tls: 'required',
        servername: SUBMISSION_HOST,
        ca: certificate.cert,
        name: 'writer',
        password: PASSWORD,
        timeout: 5000,
        tap: trace.session('C: user agent, S: submission server'),
      },
    )
    check(result.delivered && outbox.length === 1, `the server refused the message: ${formatReply(result.reply)}`)
    sent = outbox[0]!
    return formatReply(result.reply)
  })

  await trace.step(`The server asks DNS for the mail hosts of ${SOME_DOMAIN}`, async () => {
    let overTcp = false
    targets = await route(SOME_DOMAIN, {
      server: dns,
      // A resolver without EDNS: 512 bytes over UDP, and TCP for what does not fit (RFC 1035 4.2.1).
      edns: null,
      onAnswer: found => {
        if (found.truncated !== undefined) {
          overTcp = true
          trace.note(`over UDP: ${found.truncated.size} bytes with TC, so truncated; asked again over TCP:`)
        }
        trace.note(answerText(found))
      },
    })
    trace.note('in order of preference:')
    for (const { host, preference, addresses } of targets.slice(0, 3))
      trace.note(`  ${String(preference).padStart(3)} ${host} ${addresses.join(' ') || '(no address)'}`)
    check(overTcp, 'the answer over UDP was not truncated')
    check(equalNames(targets[0]!.host, CLOSED_HOST) && equalNames(targets[1]!.host, OPEN_HOST), 'the order of the hosts is wrong')
    return `${targets.length} hosts; over UDP the answer was truncated, over TCP it was whole`
  })

  await trace.step('It relays the message over SMTP; the first port 25 is closed', async () => {
    const { result, attempts } = await relayMail(targets, sent, {
      hostname: SUBMISSION_HOST,
      ca: certificate.cert,
      timeout: 5000,
      dial,
      onAttempt: ({ host, error }) => {
        if (error !== undefined) trace.note(`${host}: ${error.message}`)
      },
      tap: trace.session('C: submission server, S: mail exchanger'),
    })
    check(result.delivered, `refused: ${formatReply(result.reply)}`)
    const [first, second] = attempts
    check(
      attempts.length === 2 &&
        first?.error instanceof NetworkError &&
        first.error.code === 'unreachable' &&
        second?.host === OPEN_HOST,
      'the closed port was not tried',
    )
    return `${CLOSED_HOST} refused the connection, ${OPEN_HOST} took the message`
  })

  await trace.step('The recipient reads it over POP3', async () => {
    const messages = await readPop3(recipients.services.pop3, {
      ...reader,
      tap: trace.session('C: mail program, S: POP3 server'),
    })
    check(messages.length === 1, `there are ${messages.length} messages`)
    return `message ${messages[0]!.uid}, ${compareContent(messages[0]!.content!, content)}`
  })

  await trace.step('and over IMAP', async () => {
    const [message, ...others] = await readImap(recipients.services.imap, {
      ...reader,
      tap: trace.session('C: mail program, S: IMAP server'),
    })
    check(message !== undefined && others.length === 0, 'the mailbox does not have exactly one message')
    const { envelope, bodyStructure } = message!
    const parsed = await PostalMime.parse(message!.content!)
    check(parsed.subject === SUBJECT, `the subject is ${JSON.stringify(parsed.subject)}`)
    check(parsed.text?.includes('\n.this line starts with a dot') === true, 'the dot at the start of a line is lost')
    check(envelope?.from?.[0]?.mailbox === 'writer', 'the envelope has another sender or recipient')
    check(
      bodyStructure !== undefined && isMultipart(bodyStructure) && bodyStructure.parts.length === 2,
      'the body does not have two parts',
    )
    return `“${parsed.subject}”, two parts, ${compareContent(message!.content!, content)}`
  })
}

const mailbox = (localPart: string, domain: string) => ({ localPart, domain })

/** What was read must end in what was sent, byte for byte; the trace headers of the hops come first. */
function compareContent(read: Uint8Array, sent: Uint8Array): string {
  const front = Buffer.from(read.subarray(0, read.length - sent.length)).toString()
  check(Buffer.compare(read.subarray(front.length), sent) === 0, 'what was read is not what was sent')
  const fields = front.split(/\r\n(?![ \t])/).filter(field => field !== '')
  check(
    fields.length === 3 &&
      fields[0]!.startsWith('Return-Path: ') &&
      fields.slice(1).every(field => field.startsWith('Received: ')),
    'the trace headers are not one Return-Path and two Received',
  )
  return `${sent.length} bytes as they were sent, after ${front.length} bytes of trace headers`
}

function answerText({ message, size, transport, time }: Resolution): string {
  return formatMessage(message, {
    footer: { queryTime: Math.round(time), server: `the name server (${transport.toUpperCase()})`, size },
  })
}

function check(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new StoryError(otherwise)
}
