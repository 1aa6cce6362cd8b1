/** Programs of the system: run to their end, or started on a port and stopped again. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { connect } from 'mailwire/node'

export interface Ran {
  readonly code: number
  /** All that it said. */
  readonly said: string
}

/** Runs a program. @throws when it is not installed */
export function run(
  program: string,
  args: readonly string[],
  { cwd, input = '' }: { cwd: string; input?: string },
): Promise<Ran> {
  return new Promise((settle, reject) => {
    const child = execFile(program, args, { cwd, encoding: 'latin1', timeout: 20_000 }, (error, out, said) => {
      if (error?.code === 'ENOENT') reject(new Error(`${program} is not installed`))
      else settle({ code: error === null ? 0 : Number(error.code ?? 1), said: out + said })
    })
    child.stdin?.on('error', () => {}) // one that ends without reading
    child.stdin?.end(input, 'latin1')
  })
}

export interface Started {
  readonly host: string
  readonly port: number
  stop(): Promise<void>
}

/** Starts a server on a port and waits until it listens. @throws when it is not installed, or ends before it does */
export async function start(program: string, args: (port: number) => readonly string[], cwd: string): Promise<Started> {
  const port = await freePort()
  const child = spawn(program, args(port), { cwd, stdio: 'ignore' })
  const ended = once(child, 'close')
  const failed = once(child, 'error').then(([error]) =>
    Promise.reject(new Error(`${program} is not installed`, { cause: error })),
  )
  const server = { host: '127.0.0.1', port }
  await Promise.race([whenUp(server), failed, ended.then(() => Promise.reject(new Error(`${program} did not stay up`)))])
  failed.catch(() => {})
  return { ...server, stop: () => stop(child, ended) }
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill()
  await ended
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** Waits until something listens. */
async function whenUp(server: { host: string; port: number }): Promise<void> {
  for (let time = 0; ; time++) {
    try {
      const socket = await connect(server, 1000)
      socket.destroy()
      return
    } catch (error) {
      if (time === 50) throw error
      await new Promise(settle => setTimeout(settle, 50))
    }
  }
}

/** What a program runs as: servers of mail refuse to be root. */
export const isRoot: boolean = process.getuid?.() === 0
