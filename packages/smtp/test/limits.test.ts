/** Each limit at one below, at, and at one above it (RFC 5321 4.5.3.1.1 to 4.5.3.1.6 and 4.5.3.1.8, RFC 3461 4.2, 4.4). */
import { asBytes, asChars, drive, limitRows } from '@mailwire/tooling/testing'
import { expect, test } from 'vitest'
import { decodeCommand, decodeReply, defaultLimits, type grammarLimits, isSmtpError, ServerConnection } from '../src/all.js'
import { ready, serve } from './support.js'

/** Whether a command is accepted; `limits` are the others' room, so that just one of them decides. */
function accepts(command: string, limits: Partial<typeof grammarLimits> = {}): boolean {
  try {
    decodeCommand(asBytes(`${command}\r\n`), { limits })
    return true
  } catch (error) {
    if (isSmtpError(error)) return false
    throw error
  }
}

/** Labels of 49 letters and a dot, and a rest: a domain of some length. */
const domainOf = (size: number): string =>
  `${'a'.repeat(49)}.`.repeat(Math.floor((size - 1) / 50)) + 'a'.repeat(((size - 1) % 50) + 1)

const start = 'EHLO a\r\nMAIL FROM:<a@b>\r\n'
const extensions = { auth: ['PLAIN'], pipelining: true } as const

/** The last event of a server that is fed with lines, as far as it is told apart here: a code of an error, or the type. */
function outcome(text: string): string | undefined {
  const last = serve([asBytes(text)], { extensions }).events.at(-1)
  if (last?.type === 'command') return last.command.verb === 'invalid' ? last.command.error.code : last.command.verb
  return last?.type === 'protocol-error' ? last.error.code : last?.type
}

const goesOn = (text: string): boolean => outcome(text) !== 'too-many-errors'

function decodes(text: string): boolean {
  try {
    decodeReply(asBytes(text))
    return true
  } catch (error) {
    if (isSmtpError(error) && (error.code === 'limit' || error.code === 'line-too-long')) return false
    throw error
  }
}

/** How many of so many recipients a server takes. */
const taken = (count: number): number =>
  serve([asBytes(start + 'RCPT TO:<c@d>\r\n'.repeat(count))], { extensions }).server.envelope?.recipients.length ?? 0

/** The kinds of what does not belong in a message of one line of so many bytes. */
function violations(size: number): number {
  const { events } = serve([asBytes(`${start}RCPT TO:<c@d>\r\nDATA\r\n${'x'.repeat(size - 2)}\r\n.\r\n`)], { extensions })
  const last = events.at(-1)
  return last?.type === 'body-end' ? last.violations.length : -1
}

/** A client that answers so many challenges: whether each reaches it. */
function answers(count: number): boolean {
  const client = ready('250-AUTH PLAIN\r\n', { verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined })
  for (let at = 0; at < count; at++) {
    if (drive(client, [asBytes('334 \r\n')]).at(-1)?.type !== 'challenge') return false
    client.send({ type: 'auth-response', data: new Uint8Array(0) })
  }
  return true
}

/** Whether so many commands go out at once. */
function goOut(count: number): boolean {
  const client = ready('250-PIPELINING\r\n')
  for (let at = 0; at < count; at++) client.send({ verb: 'rset' })
  return asChars(client.takeOutput()).length === count * 'RSET\r\n'.length
}

/** Whether more may come where so many bytes lie unused. */
function keeps(size: number): boolean {
  const server = new ServerConnection({ hostname: 'x' })
  server.receive(new Uint8Array(size))
  server.receive(new Uint8Array(1))
  return server.nextEvent()?.type === 'command'
}

const rows = limitRows(defaultLimits, {
  localPart: size => accepts(`MAIL FROM:<${'a'.repeat(size)}@b>`),
  label: size => accepts(`MAIL FROM:<a@${'b'.repeat(size)}.example>`),
  domain: size => accepts(`MAIL FROM:<a@${domainOf(size)}>`, { path: 1000 }),
  path: size => accepts(`MAIL FROM:<a@${domainOf(size - 4)}>`),
  envid: size => accepts(`MAIL FROM:<a@b> ENVID=${'x'.repeat(size)}`),
  orcpt: size => accepts(`RCPT TO:<a@b> ORCPT=rfc822;${'x'.repeat(size - 'rfc822;'.length)}`),
  commandLine: size => outcome(`EHLO a\r\nNOOP ${'x'.repeat(size - 'NOOP \r\n'.length)}\r\n`) === 'noop',
  authLine: size => outcome(`EHLO a\r\nAUTH PLAIN ${'!'.repeat(size - 'AUTH PLAIN \r\n'.length)}\r\n`) === 'bad-base64',
  replyLine: size => decodes(`250 ${'x'.repeat(size - '250 \r\n'.length)}\r\n`),
  replyLines: count => decodes(`${'250-x\r\n'.repeat(count - 1)}250 x\r\n`),
  replySize: size => decodes(`${`250-${'x'.repeat(3996)}\r\n`.repeat(16)}250 ${'x'.repeat(size - 64_004)}\r\n`),
  textLine: size => violations(size) === 0,
  recipients: count => taken(count) === count,
  badCommands: count => goesOn('FOO\r\n'.repeat(count)),
  badCommandsTotal: count => goesOn('FOO\r\nNOOP\r\n'.repeat(count)),
  refusals: count => goesOn(start + 'RCPT TO:<Green@b>\r\n'.repeat(count)),
  failedLogins: count => goesOn(`EHLO a\r\n${'AUTH LOGIN\r\n'.repeat(count)}`),
  challenges: answers,
  pipelined: goOut,
  skipped: size => serve([asBytes('x'.repeat(size))]).server.waiting !== 'closed',
  buffered: keeps,
})

test.each(rows)('limits.%s at %i: accepted %s', (_, size, isAccepted, probe) => {
  expect(probe(size)).toBe(isAccepted)
})
