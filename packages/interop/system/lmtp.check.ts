/**
 * LMTP (RFC 2033): Postfix's smtp-source, msmtp, swaks and Python's smtplib hand messages to our server; Postfix's smtp-sink and Dovecot's
 * lmtpd take ours, some for a part of the recipients only. (Debian: postfix, msmtp, swaks, dovecot-lmtpd.)
 */
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
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

  it("hands a message to Dovecot's lmtpd, which stores it for some, knows some not, and has no room for some", async () => {
    const folder = `${place.folder}/dovecot`
    const { uid, gid, username } = userInfo()
    const [owner, group] = isRoot ? [65534, 65534] : [uid, gid]
    for (const name of [place.folder, folder, `${folder}/home`]) mkdirSync(name, { recursive: true })
    chmodSync(place.folder, 0o755)
    chmodSync(`${folder}/home`, 0o777)
    const rule = 'userdb_quota_rule=*:storage=1B'
    const users = ['a', 'b', 'full'].map(
      name => `${name}::${owner}:${group}::${folder}/home/${name}::${name === 'full' ? rule : ''}\n`,
    )
    writeFileSync(`${folder}/users`, users.join(''))
    const itself = isRoot
      ? ''
      : `default_login_user = ${username}\ndefault_internal_user = ${username}\ndefault_internal_group = ${(await run('id', ['-gn'], { cwd: folder })).said.trim()}\n`
    const configuration = (port: number): string => `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
${itself}protocols = lmtp
ssl = no
listen = 127.0.0.1
hostname = store.example
auth_username_format = %n
mail_location = maildir:~/Maildir
mail_plugins = quota
plugin {
  quota = count:User
  quota_vsizes = yes
}
passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = passwd-file
  args = ${folder}/users
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${port}
  }
}
`
    const file = `${folder}/conf`
    const server = await start(
      '/usr/sbin/dovecot',
      port => {
        writeFileSync(file, configuration(port))
        return ['-F', '-c', file]
      },
      folder,
    )
    const recipients = ['a', 'nobody', 'full', 'b'].map(at)
    const result = await sendMail(server, { sender: at('w'), recipients, content }, options).finally(() => server.stop())
    expect(result).toMatchObject({
      delivered: true,
      accepted: [at('a'), at('b')],
      rejected: [
        { recipient: at('nobody'), reply: { code: 550, enhanced: '5.1.1' } },
        { recipient: at('full'), reply: { code: 552, enhanced: '5.2.2' } },
      ],
    })
    for (const name of ['a', 'b']) {
      const box = `${folder}/home/${name}/Maildir/new`
      const stored = readdirSync(box).map(name => readFileSync(`${box}/${name}`, 'latin1').replaceAll('\n', '\r\n'))
      expect(stored.map(one => one.endsWith(MESSAGE()))).toEqual([true])
    }
  })
})
