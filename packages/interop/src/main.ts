/**
 * `npm run load`: a thousand SMTP sessions at once bring in five thousand messages, which come out over POP3 and IMAP and are compared byte for
 * byte. The server is a process of its own; what it holds is printed before, with everything in it, and after. It stops by itself, with an exit
 * code other than 0 when a message was lost, doubled or changed, or when the server keeps descriptors or memory.
 */
import { createHash } from 'node:crypto'
import { type Certificate, type Listener, readImap, readPop3, sendMail } from 'mailwire/node'
import { type Figures, LoadServer, NAME, PASSWORD, userName } from './server.js'

const SESSIONS = 1000
const MESSAGES = 5000
const USERS = 50
/** Milliseconds for everything. */
const TIME = 300_000
/** Bytes of heap that may be left when all mail is gone: compiled code, caches. */
const LEFT_OVER = 32 * 1024 * 1024

if (process.argv[2] === 'server') await LoadServer.serve(USERS)
else process.exitCode = await run()

async function run(): Promise<number> {
  const server = await LoadServer.start()
  const timer = setTimeout(() => {
    console.error(`load: not finished after ${TIME / 1000} s`)
    server.kill()
    process.exit(2)
  }, TIME)
  try {
    const before = await server.figures()
    const faults = await load(server)
    const full = await server.figures()
    await server.empty()
    const after = await server.figures()
    print({ before, full, after })
    if (after.sockets > before.sockets || after.descriptors > before.descriptors) faults.push('the server keeps descriptors')
    if (after.heap > before.heap + LEFT_OVER) faults.push('the server keeps memory')
    for (const fault of faults.slice(0, 20)) console.error(`load: ${fault}`)
    return faults.length === 0 ? 0 : 1
  } finally {
    clearTimeout(timer)
    server.kill()
  }
}

async function load({ mx, pop3, imap, certificate }: LoadServer): Promise<string[]> {
  const faults: string[] = []
  await timed(`${MESSAGES} messages in, ${SESSIONS} sessions at once`, async () => {
    let next = 0
    const lane = async (): Promise<void> => {
      for (let id = next++; id < MESSAGES; id = next++)
        await deliver(mx, id).catch((error: unknown) => faults.push(`message ${id}: ${String(error)}`))
    }
    await Promise.all(Array.from({ length: SESSIONS }, lane))
  })
  for (const [protocol, listener, read] of [
    ['POP3', pop3, readPop3],
    ['IMAP', imap, readImap],
  ] as const) {
    await timed(`all out over ${protocol}, ${USERS} sessions at once`, async () => {
      const readers = Array.from({ length: USERS }, async (_, user) => {
        const found = await read(listener, access(user, certificate))
        faults.push(...compare(user, protocol, found))
      })
      await Promise.all(readers)
    })
  }
  return faults
}

function access(user: number, { cert }: Certificate): Parameters<typeof readPop3>[1] {
  return { name: userName(user), password: PASSWORD, tls: 'required', servername: NAME, ca: cert, timeout: 60_000 }
}

async function deliver(mx: Listener, id: number): Promise<void> {
  const recipients = [{ localPart: userName(id % USERS), domain: 'some.domain' }]
  const { delivered } = await sendMail(
    mx,
    { sender: { localPart: 'writer', domain: 'sender.example' }, recipients, content: contentOf(id) },
    { hostname: 'load.example', tls: 'never', timeout: 60_000 },
  )
  if (!delivered) throw new Error('not delivered')
}

/** Lines of all lengths, dots at their begin, and no two messages alike. */
function contentOf(id: number): Uint8Array {
  let text = `Subject: ${id}\r\n\r\n`
  for (let line = 0; line < 20 + (id % 180); line++)
    text += `${'.'.repeat(line % 3)}${createHash('sha256')
      .update(`${id} ${line}`)
      .digest('base64')
      .repeat(1 + (line % 3))}\r\n`
  return Uint8Array.from(Buffer.from(text))
}

/** Each message of the user once, as it was sent, behind the fields that the server put in front. */
function compare(user: number, protocol: string, found: readonly { readonly content: Uint8Array | undefined }[]): string[] {
  const faults: string[] = []
  const left = new Set(Array.from({ length: Math.ceil((MESSAGES - user) / USERS) }, (_, at) => user + at * USERS))
  for (const { content } of found) {
    if (content === undefined) {
      faults.push(`${protocol}: a message of user ${user} could not be read`)
      continue
    }
    const bytes = Buffer.from(content)
    const id = Number(/^Subject: (\d+)\r$/m.exec(bytes.toString('latin1'))?.[1] ?? -1)
    if (!left.delete(id)) faults.push(`${protocol}: message ${id} came twice, or to the wrong user`)
    else {
      const sent = contentOf(id)
      if (!bytes.subarray(bytes.length - sent.length).equals(sent)) faults.push(`${protocol}: message ${id} was changed`)
    }
  }
  for (const id of left) faults.push(`${protocol}: message ${id} was lost`)
  return faults
}

async function timed(what: string, work: () => Promise<void>): Promise<void> {
  const start = performance.now()
  await work()
  console.log(`${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`)
}

function print(figures: Readonly<Record<'before' | 'full' | 'after', Figures>>): void {
  const mega = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1).padStart(9)
  console.log('\nserver           before  with mail    after')
  const row = (name: string, of: (figures: Figures) => string): void =>
    console.log(name.padEnd(12), of(figures.before), ' ', of(figures.full), of(figures.after))
  row('RSS, MiB', ({ rss }) => mega(rss))
  row('heap, MiB', ({ heap }) => mega(heap))
  row('sockets', ({ sockets }) => String(sockets).padStart(9))
  row('descriptors', ({ descriptors }) => String(descriptors).padStart(9))
  row('stall, ms', ({ stall }) => stall.toFixed(0).padStart(9))
}
