import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { readImap, readPop3, sendMail } from '../../src/node.js'
import { answering, MESSAGE, mailbox, smtpAnswers } from '../peers.js'

const TIMEOUT = 250
const login = { name: 'me', password: 'x', timeout: TIMEOUT, allowCleartextCredentials: true }
const message = { sender: null, recipients: [mailbox('a')], content: MESSAGE }
const smtp = { hostname: 'pc.example', timeout: TIMEOUT }

/** Writes a piece every 25 ms for as long as the socket lives. */
function drip(socket: Socket, piece: string): string {
  const timer = setInterval(() => socket.write(piece, 'latin1'), 25)
  socket.on('close', () => clearInterval(timer))
  return ''
}

type Drip = (line: string, socket: Socket) => string | undefined

const pop3 =
  (at: string, said: string, piece: string): Drip =>
  (line, socket) => {
    if (line.startsWith(at)) return said + drip(socket, piece)
    const usual: Record<string, string> = {
      STAT: '+OK 1 1\r\n',
      UIDL: '+OK\r\n1 a\r\n.\r\n',
      CAPA: '+OK\r\nUSER\r\nUIDL\r\n.\r\n',
    }
    return usual[line] ?? '+OK\r\n'
  }

const imap =
  (at: string, said: string, piece: string): Drip =>
  (line, socket) => {
    const [tag = '', verb = ''] = line.split(' ')
    if (verb === at) return said + drip(socket, piece)
    return `${verb === 'SELECT' ? '* 1 EXISTS\r\n' : ''}${tag} OK\r\n`
  }

describe('one deadline for each step, which bytes that drip do not extend (RFC 5321 4.5.3.2)', () => {
  it.each([
    ['a reply that never ends its line', 'EHLO', '250 ', 'x'],
    ['a reply that never ends', 'EHLO', '', '250-x\r\n'],
    ['the reply to MAIL', 'MAIL', '', '250-x\r\n'],
    ['the reply to the message', '.', '', '250-x\r\n'],
  ])('sendMail: %s', async (_, at, said, piece) => {
    const stalls = smtpAnswers((line, socket) => (line.startsWith(at) ? said + drip(socket, piece) : undefined))
    const server = await answering('220 hi\r\n', stalls)
    await expect(sendMail(server, message, smtp)).rejects.toMatchObject({
      code: 'timeout',
      message: expect.stringMatching(
        /^127.0.0.1 port \d+: read: only \d+ bytes came in 250 ms; (the message may have been accepted; )?the reply to (?:[A-Z]+|the end of the message) was due/,
      ),
    })
    await server.close()
  })

  it.each([
    ['rows of CAPA', 'CAPA', '+OK\r\n', 'X\r\n'],
    ['rows of UIDL', 'UIDL', '+OK\r\n', '1 a\r\n'],
    ['a message', 'RETR', '+OK\r\n', 'x\r\n'],
  ])('readPop3: %s', async (_, at, said, piece) => {
    const server = await answering('+OK hi\r\n', pop3(at, said, piece))
    await expect(readPop3(server, login)).rejects.toMatchObject({ code: 'timeout' })
    await server.close()
  })

  it.each([
    ['untagged responses', 'CAPABILITY', '', '* OK x\r\n'],
    ['FETCH responses that nobody asked for', 'FETCH', '', '* 1 FETCH (FLAGS ())\r\n'],
    ['damaged responses', 'FETCH', '', '* 1 FETCH oh\r\n'],
    ['a small literal', 'FETCH', '* 1 FETCH (BODY[] {1000}\r\n', 'x'],
    ['a streamed literal', 'FETCH', '* 1 FETCH (BODY[] {1000000}\r\n', 'x'],
  ])('readImap: %s', async (_, at, said, piece) => {
    const server = await answering('* OK hi\r\n', imap(at, said, piece))
    await expect(readImap(server, login)).rejects.toMatchObject({ code: 'timeout' })
    await server.close()
  })

  it('what drips behind QUIT changes nothing of what was delivered', async () => {
    const stalls = smtpAnswers((line, socket) => (line === 'QUIT' ? drip(socket, '221-x\r\n') : undefined))
    const server = await answering('220 hi\r\n', stalls)
    expect(await sendMail(server, message, smtp)).toMatchObject({ delivered: true })
    await server.close()
  })

  it('a server that says goodbye and goes on talking is left', async () => {
    const server = await answering('* OK hi\r\n', (line, socket) =>
      line.includes('LOGOUT')
        ? `* BYE\r\n${line.split(' ')[0]} OK\r\n${drip(socket, 'x')}`
        : imap('never', '', '')(line, socket)?.replace('* 1 EX', '* 0 EX'),
    )
    expect(await readImap(server, login)).toEqual([])
    await server.close()
  })

  it('a large body that takes longer than one step goes on as long as it flows', async () => {
    const block = `${'x'.repeat(998)}\r\n`.repeat(70)
    const server = await answering('+OK hi\r\n', (line, socket) => {
      if (!line.startsWith('RETR')) return pop3('never', '', '')(line, socket)
      let left = 5
      const timer = setInterval(() => {
        socket.write(left-- > 0 ? block : '.\r\n')
        if (left < 0) clearInterval(timer)
      }, 100)
      return '+OK\r\n'
    })
    const [found] = await readPop3(server, login)
    expect(found?.content?.length).toBe(5 * block.length)
    await server.close()
  })

  it('a server that takes nothing of a message', async () => {
    const server = await answering(
      '220 hi\r\n',
      smtpAnswers((line, socket) => {
        if (line === 'DATA') socket.pause()
        return undefined
      }),
    )
    // More than the system buffers for a reader that has stopped.
    const content = new Uint8Array(6_000_000).fill(0x61)
    for (let at = 500; at < content.length; at += 500) content.set([13, 10], at)
    await expect(sendMail(server, { ...message, content }, smtp)).rejects.toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('the peer read nothing for 250 ms'),
    })
    await server.close()
  })
})
