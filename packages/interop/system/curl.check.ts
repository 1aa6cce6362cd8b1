/**
 * curl, which speaks SMTP, POP3 and IMAP in C of its own, against our servers: with STARTTLS and AUTH, and read back byte for byte.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { message, USER } from '../test/world.js'
import { placeFor } from './place.js'

const place = placeFor('curl', 'by curl')

/** Runs curl on a URL of one of our servers; the certificate is for another name than the address, so it is not compared. */
async function curl(scheme: string, port: number, path: string, ...args: string[]): Promise<string> {
  const tls = ['--ssl-reqd', '--insecure', '--max-time', '10', '--silent', '--show-error']
  const { stdout } = await promisify(execFile)('curl', [...tls, ...args, `${scheme}://127.0.0.1:${port}${path}`], {
    cwd: place.folder,
    encoding: 'latin1',
  })
  return stdout
}

const login = ['--user', `${USER.name}:${USER.password}`]
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

describe('curl', () => {
  it('submits, and hands a message to the mail exchanger', async () => {
    const { submission, mx } = place.world.host.services
    const envelope = ['--mail-from', 'writer@sender.example', '--mail-rcpt', 'someone@some.domain', '--upload-file', 'message']
    await curl('smtp', submission.port, '/pc.example', ...login, '--login-options', 'AUTH=PLAIN', ...envelope)
    expect(text(place.world.submitted[0]!.content).endsWith(text(message('by curl')))).toBe(true)
    await curl('smtp', mx.port, '/pc.example', ...envelope)
    expect(place.world.host.users[0]!.maildrop.messages).toHaveLength(1)
    await expect(curl('smtp', submission.port, '/pc.example', ...envelope)).rejects.toThrow('530')
    await expect(
      curl('smtp', mx.port, '/pc.example', ...envelope.map(word => word.replace('someone', 'nobody'))),
    ).rejects.toThrow('550')
  })

  it('reads it over POP3 and over IMAP', async () => {
    const { pop3, imap } = place.world.host.services
    const stored = text(place.world.host.users[0]!.maildrop.messages[0]!.content)
    expect(await curl('pop3', pop3.port, '/', ...login)).toMatch(/^1 \d+\r\n$/)
    expect(await curl('pop3', pop3.port, '/1', ...login)).toBe(stored)
    expect(await curl('imap', imap.port, '/', ...login)).toContain('INBOX')
    expect(await curl('imap', imap.port, '/INBOX;MAILINDEX=1', ...login)).toBe(stored)
    expect(await curl('imap', imap.port, '/INBOX;MAILINDEX=1;SECTION=1', ...login)).toContain('.dot\r\n..\r\n.\r\n')
    expect(await curl('imap', imap.port, '/INBOX', ...login, '--request', 'STATUS INBOX (MESSAGES)')).toContain('MESSAGES 1')
    const loginDenied = { code: 67 }
    await expect(curl('imap', imap.port, '/', '--user', 'someone:guess')).rejects.toMatchObject(loginDenied)
    await expect(curl('pop3', pop3.port, '/', '--user', 'someone:guess')).rejects.toMatchObject(loginDenied)
  })
})
