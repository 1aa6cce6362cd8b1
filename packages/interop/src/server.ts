/** The server of the load: a mail host in a process of its own, which says what it holds. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Certificate, type Listener, type MailHost, selfSignedCertificate, startMailHost } from 'mailwire/node'

export const NAME = 'mx.some.domain'
export const PASSWORD = 'secret'
export const userName = (user: number): string => `user${user}`

/** What a process holds, in bytes, and how long its longest stall was since the last time, in milliseconds. */
export interface Figures {
  readonly rss: number
  readonly heap: number
  readonly sockets: number
  /** Open files; 0 where the system does not say. */
  readonly descriptors: number
  readonly stall: number
}

type Ports = { readonly [Service in 'mx' | 'pop3' | 'imap']: Listener }
interface Ready extends Ports {
  readonly certificate: Certificate
}

export class LoadServer {
  readonly #process: ChildProcess
  readonly mx: Listener
  readonly pop3: Listener
  readonly imap: Listener
  readonly certificate: Certificate

  private constructor(process: ChildProcess, { mx, pop3, imap, certificate }: Ready) {
    this.#process = process
    this.mx = mx
    this.pop3 = pop3
    this.imap = imap
    this.certificate = certificate
  }

  /** Starts the process. */
  static async start(): Promise<LoadServer> {
    const child = fork(fileURLToPath(new URL('./main.js', import.meta.url)), ['server'], { execArgv: ['--expose-gc'] })
    const [ready] = (await once(child, 'message')) as [Ready]
    return new LoadServer(child, ready)
  }

  figures(): Promise<Figures> {
    return this.#ask('figures') as Promise<Figures>
  }

  /** Removes all mail. */
  async empty(): Promise<void> {
    await this.#ask('empty')
  }

  kill(): void {
    this.#process.kill()
  }

  async #ask(question: string): Promise<unknown> {
    this.#process.send(question)
    const [answer] = await once(this.#process, 'message')
    return answer
  }

  /** What the process itself does, until its parent is gone. */
  static async serve(users: number): Promise<void> {
    const certificate = await selfSignedCertificate([NAME])
    const host = await startMailHost({
      domain: 'some.domain',
      hostname: NAME,
      users: Array.from({ length: users }, (_, user) => ({ name: userName(user), password: PASSWORD })),
      credentials: certificate,
      maxConnections: 2000,
      onSubmit: () => ({ code: 550, lines: ['this host only receives'] }),
    })
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    process.on('disconnect', () => process.exit())
    process.on('message', async question => {
      if (question === 'empty') empty(host)
      const stall = delay.max / 1e6
      await settled()
      process.send?.(question === 'figures' ? { ...figures(), stall } : {})
      delay.reset()
    })
    const { mx, pop3, imap } = host.services
    process.send?.({ mx: at(mx), pop3: at(pop3), imap: at(imap), certificate })
  }
}

const at = ({ host, port }: Listener): { readonly host: string; readonly port: number } => ({ host, port })

function empty({ users }: MailHost): void {
  for (const { maildrop } of users) maildrop.remove(new Set(maildrop.messages.map(({ uid }) => uid)))
}

/** Until the last connections are closed, and what is garbage is gone. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20 && sockets() > 0; turn++) await sleep(100)
  globalThis.gc?.()
  await sleep(100)
  globalThis.gc?.()
}

const sockets = (): number => process.getActiveResourcesInfo().filter(name => name === 'TCPSocketWrap').length

function figures(): Omit<Figures, 'stall'> {
  const { rss, heapUsed, external } = process.memoryUsage()
  return { rss, heap: heapUsed + external, sockets: sockets(), descriptors: descriptors() }
}

function descriptors(): number {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return 0
  }
}
