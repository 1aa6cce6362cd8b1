/** Python's imaplib as a client of the same mailboxes: it changes them, and says what is in INBOX. (Debian: python3.) */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { flagsText, type Told } from './mirror.js'
import { OTHER } from './operations.js'
import { PASSWORD } from './server.js'
import type { Address } from './session.js'

const runFile = promisify(execFile)
const python = async (script: string): Promise<string> =>
  (await runFile('/usr/bin/python3', ['-c', script], { timeout: 120_000, maxBuffer: 1 << 26 })).stdout

const opening = ({ port }: Address): string => `
import imaplib, random, re
def session(mailbox):
    c = imaplib.IMAP4('127.0.0.1', ${port}, timeout=60)
    c.login('a', '${PASSWORD}')
    if mailbox: ok(c.select(mailbox))
    return c
def ok(answer):
    assert answer[0] == 'OK' or (answer[0] == 'NO' and (b'EXPUNGEISSUED' in answer[1][0] or b'NONEXISTENT' in answer[1][0])), answer
    return answer[1]
`

/** Completes so many commands; messages of the other mailbox are moved back. */
export async function workInPython(server: Address, operations: number, seed: number): Promise<number> {
  const said = await python(`${opening(server)}
r = random.Random(${seed})
inbox = session('INBOX')
other = session('${OTHER}')
flags = ['\\\\Seen', '\\\\Flagged', '\\\\Answered', 'Label', '$Other']
done = 0
uids = ok(inbox.uid('SEARCH', 'ALL'))[0].split()
while done < ${operations}:
    done += 1
    kind = r.random()
    by_uid = r.random() < 0.5
    at = r.randrange(int(len(uids) * 0.6))
    message = uids[at].decode() if by_uid else '%d:%d' % (at + 1, at + r.randint(1, 4))
    if kind < 0.6:
        what = r.choice(['+FLAGS', '-FLAGS', 'FLAGS']) + r.choice(['', '.SILENT'])
        value = '(' + ' '.join(r.sample(flags, r.randint(1, 2))) + ')'
        ok(inbox.uid('STORE', message, what, value) if by_uid else inbox.store(message, what, value))
    elif kind < 0.67:
        ok(inbox.append('INBOX', '(Label)' if by_uid else None, None, b'Subject: foreign\\r\\n\\r\\n'))
    elif kind < 0.73:
        ok(inbox.uid('STORE', uids[at].decode(), '+FLAGS.SILENT', '(\\\\Deleted)'))
        ok(inbox.uid('EXPUNGE', uids[at].decode()) if by_uid else inbox.expunge())
        done += 1
    elif kind < 0.76:
        ok(inbox.uid('MOVE', uids[at].decode(), '${OTHER}'))
    elif kind < 0.8:
        found = ok(other.uid('SEARCH', 'ALL'))[0].split()
        if found: ok(other.uid('MOVE', b','.join(found).decode(), 'INBOX'))
        done += 1
    elif kind < 0.95:
        ok(inbox.noop())
    else:
        uids = ok(inbox.uid('SEARCH', 'ALL'))[0].split()
found = ok(other.uid('SEARCH', 'ALL'))[0].split()
if found: ok(other.uid('MOVE', b','.join(found).decode(), 'INBOX'))
for c in (inbox, other): c.logout()
print(done)
`)
  return Number(said)
}

/** What a fresh session sees. */
export interface Seen {
  readonly messages: Map<number, Told>
  readonly highestModseq: bigint
  readonly uidNext: number
}

export async function seenByPython(server: Address): Promise<Seen> {
  const said = await python(`${opening(server)}
c = session(None)
ok(c._simple_command('SELECT', 'INBOX', '(CONDSTORE)'))
c.state = 'SELECTED'
print(c.response('HIGHESTMODSEQ')[1][0].decode(), c.response('UIDNEXT')[1][0].decode())
for line in ok(c.uid('FETCH', '1:*', '(FLAGS MODSEQ)')):
    print(line.decode())
c.logout()
`)
  const [first, ...lines] = said.trim().split('\n')
  const [highestModseq, uidNext] = first!.split(' ')
  const messages = lines.map((line): [number, Told] => {
    const part = (expression: RegExp): string => expression.exec(line)![1]!
    const flags = flagsText(part(/FLAGS \((.*?)\)/).split(' '))
    return [Number(part(/UID (\d+)/)), { flags, modseq: BigInt(part(/MODSEQ \((\d+)\)/)) }]
  })
  return { messages: new Map(messages), highestModseq: BigInt(highestModseq!), uidNext: Number(uidNext) }
}

/** Sends one command to INBOX. */
export async function inPython(server: Address, ...calls: readonly string[]): Promise<void> {
  await python(`${opening(server)}\nc = session('INBOX')\n${calls.map(call => `ok(c.${call})`).join('\n')}\nc.logout()`)
}
