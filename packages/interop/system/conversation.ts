/** A program of the system that speaks an exchange of SASL in lines, on its standard input and output. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { sasl } from 'mailwire/node'
import type { Ran } from './programs.js'

type Step = sasl.ServerStep

/** How a program writes the bytes of the exchange: a line of standard output for bytes, or `undefined` for any other line; and back. */
export interface Framing {
  decode(line: string): Uint8Array | undefined
  encode(bytes: Uint8Array): string
}

export class Conversation {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #framing: Framing
  readonly #lines: AsyncIterator<string>
  readonly #ended: Promise<unknown[]>
  #said = ''

  constructor(program: string, args: readonly string[], framing: Framing, { cwd, env }: { cwd: string; env?: object }) {
    this.#child = spawn(program, args, { cwd, env: { ...process.env, ...env }, timeout: 10_000 })
    this.#child.stdin.on('error', () => {}) // one that ends without reading
    this.#ended = once(this.#child, 'close')
    this.#ended.catch(() => {})
    this.#child.stderr.setEncoding('latin1').on('data', (part: string) => void (this.#said += part))
    this.#lines = createInterface({ input: this.#child.stdout.setEncoding('latin1') })[Symbol.asyncIterator]()
    this.#framing = framing
  }

  /** The bytes that it sends next; `undefined` once it has ended. */
  async next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const { done, value } = await this.#lines.next()
      if (done === true) return undefined
      this.#said += `${value}\n`
      const bytes = this.#framing.decode(value)
      if (bytes !== undefined) return bytes
    }
  }

  say(bytes: Uint8Array): void {
    this.#child.stdin.write(`${this.#framing.encode(bytes)}\n`)
  }

  /** Lets it come to its end. @throws when it is not installed */
  async end(): Promise<Ran> {
    this.#child.stdin.end()
    while ((await this.next()) !== undefined);
    const [code] = await this.#ended
    return { code: Number(code ?? 1), said: this.#said }
  }
}

/** The program is the client. @returns what our mechanism makes of it, and how the program ended */
export async function serve(
  mechanism: sasl.ServerMechanism,
  client: Conversation,
  initialResponse: Uint8Array | undefined,
): Promise<Ran & { readonly step: Step }> {
  let step = await mechanism.start(initialResponse)
  while (step.type === 'challenge') {
    client.say(step.data)
    const response = await client.next()
    if (response === undefined) break
    step = await mechanism.respond(response)
  }
  if (step.type === 'success') {
    if (step.data !== undefined) client.say(step.data)
    if (step.data === undefined || (await client.next()) !== undefined) client.say(new Uint8Array(0))
  }
  return { step, ...(await client.end()) }
}

/** The program is the server. @returns whether our mechanism believes it, and how the program ended */
export async function ask(mechanism: sasl.ClientMechanism, server: Conversation): Promise<Ran & { readonly isDone: boolean }> {
  while (!mechanism.done) {
    const challenge = await server.next()
    if (challenge === undefined) break
    server.say(await mechanism.respond(challenge))
  }
  const isDone = mechanism.done
  // What is an empty challenge after the last response is its success.
  if (isDone) server.say(new Uint8Array(0))
  return { isDone, ...(await server.end()) }
}
