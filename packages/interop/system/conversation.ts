/** A program of the system that speaks an exchange of SASL in lines, on its standard input and output. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { sasl } from 'mailwire/node'
import type { Ran } from './programs.js'

/** How a program writes the bytes of the exchange. */
export interface Framing {
  /** The bytes of a line of its output; `undefined` for a line that is not part of the exchange, `'end'` for the one after the last. */
  decode(line: string): Uint8Array | 'end' | undefined
  encode(bytes: Uint8Array): string
  /** What it asks for on standard error, and the answer. */
  readonly prompt?: readonly [question: string, answer: string]
}

export const fromBase64 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'))
export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

export class Conversation {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #framing: Framing
  readonly #lines: AsyncIterator<string>
  readonly #ended: Promise<unknown[]>
  #said = ''

  constructor(program: string, args: readonly string[], framing: Framing, { cwd, env }: { cwd: string; env: object }) {
    // In a session of its own it has no terminal to ask for a password.
    const options = { cwd, env: { ...process.env, ...env }, timeout: 10_000, detached: true }
    this.#child = spawn(program, args, options)
    this.#child.stdin.on('error', () => {}) // one that ends without reading
    this.#ended = once(this.#child, 'close')
    this.#ended.catch(() => {})
    this.#child.stderr.setEncoding('latin1').on('data', (part: string) => {
      this.#said += part
      if (framing.prompt !== undefined && part.endsWith(framing.prompt[0])) this.#child.stdin.write(`${framing.prompt[1]}\n`)
    })
    this.#lines = createInterface({ input: this.#child.stdout.setEncoding('latin1') })[Symbol.asyncIterator]()
    this.#framing = framing
  }

  /** The bytes that it sends next; `undefined` once it has nothing more to say. */
  async next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const line = await this.#line()
      const bytes = line === undefined ? 'end' : this.#framing.decode(line)
      if (bytes === 'end') return undefined
      if (bytes !== undefined) return bytes
    }
  }

  say(bytes: Uint8Array): void {
    this.#child.stdin.write(`${this.#framing.encode(bytes)}\n`)
  }

  /** Lets it come to its end. @throws when it is not installed */
  async end(): Promise<Ran> {
    this.#child.stdin.end()
    while ((await this.#line()) !== undefined);
    const [code] = await this.#ended
    return { code: Number(code ?? 1), said: this.#said }
  }

  async #line(): Promise<string | undefined> {
    const { done, value } = await this.#lines.next()
    if (done === true) return undefined
    this.#said += `${value}\n`
    return value
  }
}

/** The program is the client. @returns what our mechanism makes of it, and how the program ended */
export async function serve(
  mechanism: sasl.ServerMechanism,
  client: Conversation,
  initialResponse: Uint8Array | undefined,
): Promise<Ran & { readonly step: sasl.ServerStep }> {
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
  // An empty challenge after the last response is a success.
  if (isDone) server.say(new Uint8Array(0))
  return { isDone, ...(await server.end()) }
}
