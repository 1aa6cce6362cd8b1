/**
 * LMTP (RFC 2033): Postfix's smtp-source, msmtp, swaks and Python's smtplib hand messages to our server; Postfix's smtp-sink takes ours.
 * (Debian: postfix, msmtp, swaks.)
 */
import { type Listener, sendMail, startSmtpServer } from 'mailwire/node'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { message } from '../test/world.js'
import { placeFor } from './place.js'
import { isRoot, run, start } from './programs.js'

const place = placeFor('lmtp', 'over LMTP')
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
const at = (localPart: string) => ({ localPart, domain: 'some.domain' })
const MESSAGE = (): string => text(message('over LMTP'))

describe('our server takes for each recipient alone', () => {
  let server: Listener
  const taken: [string | undefined, string][] = []
  beforeAll(async () => {
    server = await startSmtpServer({
      hostname: 'store.example',
      lmtp: true,
      refuseRecipient: ({ localPart }) =>
        localPart === 'nobody' ? { code: 550, enhanced: '5.1.1', lines: ['nobody'] } : undefined,
      onMessage: ({ recipients, content }) => {
        const localPart = recipients[0]?.localPart
        if (localPart === 'full') return { code: 552, enhanced: '5.2.2', lines: ['full'] }
        taken.push([localPart, text(content)])
        return { code: 250, enhanced: '2.0.0', lines: ['stored'] }
      },
    })
  })
  beforeEach(() => void taken.splice(0))
  afterAll(() => server.close())

  const addresses = (...names: string[]): string[] => names.map(name => `${name}@some.domain`)
  const msmtp = (...names: string[]) => {
    const options = ['--protocol=lmtp', '--host=127.0.0.1', `--port=${server.port}`, '--domain=pc.example', '--timeout=10']
    return run('msmtp', [...options, '--from=writer@sender.example', ...addresses(...names)], {
      cwd: place.folder,
      input: MESSAGE(),
    })
  }

  it("what Postfix's smtp-source sends, sessions side by side", async () => {
    const args = ['-L', '-d', '-s', '3', '-m', '10', '-r', '3', '-l', '20000', '-t', 'x@some.domain', `127.0.0.1:${server.port}`]
    expect(await run('smtp-source', args, { cwd: place.folder })).toEqual({ code: 0, said: '' })
    expect(taken).toHaveLength(30)
  })

  it('what msmtp sends, who is told whose mailbox is full', async () => {
    expect(await msmtp('a', 'b')).toEqual({ code: 0, said: '' })
    expect(taken.map(([name, content]) => [name, content.endsWith(MESSAGE())])).toEqual([
      ['a', true],
      ['b', true],
    ])
    const full = await msmtp('a', 'full')
    expect([full.code, full.said.includes('552 5.2.2 full')]).toEqual([69, true])
  })

  it('what swaks and smtplib send', async () => {
    const { said } = await run(
      'swaks',
      [
        '--protocol',
        'LMTP',
        '--server',
        `127.0.0.1:${server.port}`,
        '--to',
        addresses('a', 'full', 'nobody').join(),
        '--data',
        '@message',
      ],
      { cwd: place.folder },
    )
    expect(said.match(/^<(?:-|\*\*) {1,2}(?:250 2.0.0|55).*$/gm)).toEqual([
      '<** 550 5.1.1 nobody',
      '<-  250 2.0.0 stored',
      '<** 552 5.2.2 full',
    ])
    const script = `import smtplib
s = smtplib.LMTP('127.0.0.1', ${server.port}, local_hostname='pc.example')
print(s.sendmail('w@sender.example', ['a@some.domain', 'nobody@some.domain', 'b@some.domain'], open('message', 'rb').read()), s.quit()[0])`
    // It reads one reply and takes it for all; the others come before that of QUIT.
    expect((await run('/usr/bin/python3', ['-c', script], { cwd: place.folder })).said).toContain("{'nobody@some.domain': (550, ")
    expect(taken.slice(1)).toEqual(['a', 'b'].map(name => [name, MESSAGE()]))
  })
})

describe('our client', () => {
  const content = message('over LMTP')
  const options = { hostname: 'pc.example', timeout: 5000, lmtp: true }

  it.each([
    ['takes it', [], { delivered: true, accepted: [at('a'), at('b')], rejected: [] }],
    ['does not offer PIPELINING', ['-p'], { delivered: true, accepted: [at('a'), at('b')] }],
    ['refuses RCPT', ['-f', 'RCPT'], { delivered: false, rejected: [{ reply: { code: 500 } }, { reply: { code: 500 } }] }],
    ['refuses the message', ['-r', '.'], { delivered: false, rejected: [{ temporary: true }, { temporary: true }] }],
    ['hangs up at the message', ['-q', '.'], 'closed'],
  ])("hands a message to Postfix's smtp-sink, that %s", async (_, args, outcome) => {
    const user = isRoot ? ['-u', 'nobody'] : []
    const sink = await start('smtp-sink', port => ['-L', ...user, ...args, `127.0.0.1:${port}`, '10'], place.folder)
    const sent = sendMail(sink, { sender: null, recipients: [at('a'), at('b')], content }, options).finally(() => sink.stop())
    if (typeof outcome === 'string') await expect(sent).rejects.toMatchObject({ name: 'NetworkError', code: outcome })
    else expect(await sent).toMatchObject(outcome)
  })
})
