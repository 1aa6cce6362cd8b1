/** Each limit of the grammar at one below, at, and at one above it (RFC 5321 4.5.3.1, RFC 3461 4.2, 4.4). */
import { limitRows, octets } from '@mailwire/tooling/testing'
import { expect, test } from 'vitest'
import { decodeCommand, grammarLimits, isSmtpError } from '../src/index.js'

/** Whether a command is accepted; `limits` are the others' room, so that just one of them decides. */
function accepts(command: string, limits: Partial<typeof grammarLimits> = {}): boolean {
  try {
    decodeCommand(octets(`${command}\r\n`), { limits })
    return true
  } catch (error) {
    if (isSmtpError(error)) return false
    throw error
  }
}

/** Labels of 49 letters and a dot, and a rest: a domain of some length. */
const domainOf = (size: number): string =>
  `${'a'.repeat(49)}.`.repeat(Math.floor((size - 1) / 50)) + 'a'.repeat(((size - 1) % 50) + 1)

const rows = limitRows(grammarLimits, {
  localPart: size => accepts(`MAIL FROM:<${'a'.repeat(size)}@b>`),
  label: size => accepts(`MAIL FROM:<a@${'b'.repeat(size)}.example>`),
  domain: size => accepts(`MAIL FROM:<a@${domainOf(size)}>`, { path: 1000 }),
  path: size => accepts(`MAIL FROM:<a@${domainOf(size - 4)}>`),
  envid: size => accepts(`MAIL FROM:<a@b> ENVID=${'x'.repeat(size)}`),
  orcpt: size => accepts(`RCPT TO:<a@b> ORCPT=rfc822;${'x'.repeat(size - 'rfc822;'.length)}`),
})

test.each(rows)('%s at %i bytes: accepted %s', (_, size, isAccepted, accepts) => {
  expect(accepts(size)).toBe(isAccepted)
})
