/**
 * Readers of IMAP responses. imapflow is driven as its client drives it: chunks are written to its stream, and each response that can be read from it is
 * given to its parser, without the pauses that its client makes. Its users then get what `formatMessageResponse` makes of a FETCH, a contender of its own. mailwire is handed the same chunks.
 */
import { ResponseDecoder, type ResponseEvent } from '@mailwire/imap'
import emailjs from 'emailjs-imap-handler'
import parser from 'imapflow/lib/handler/imap-parser.js'
import { ImapStream } from 'imapflow/lib/handler/imap-stream.js'
import { formatMessageResponse } from 'imapflow/lib/tools.js'
import type { Responses } from '../inputs/imap.js'

/** Everything that comes out of the chunks, with the limits and warnings that it has by default. */
export function mailwire({ chunks }: Responses): () => readonly ResponseEvent[] {
  const decoder = new ResponseDecoder()
  return () => {
    const events: ResponseEvent[] = []
    for (const chunk of chunks) {
      decoder.push(chunk)
      for (let event = decoder.next(); event !== undefined; event = decoder.next()) events.push(event)
    }
    return events
  }
}

/** What imapflow's parser gives. */
export type Tree = Awaited<ReturnType<typeof parser>>
export type Formatted = Awaited<ReturnType<typeof formatMessageResponse>>

const quiet = (): void => {}
const logger = { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet }

/** What its stream gives; `next` asks for more. */
interface Framed {
  readonly payload: Buffer
  readonly literals: Buffer[]
  readonly next: () => void
}

/** The stream and the parser of imapflow, and what `take` makes of each response. */
function streamed<T>({ chunks, lines }: Responses, take: (tree: Tree) => T | Promise<T>): () => Promise<readonly T[]> {
  const stream = new ImapStream({ logger })
  let given: T[] = []
  let isReading = false
  let settled: { readonly resolve: (given: readonly T[]) => void; readonly reject: (error: unknown) => void }
  const read = async (): Promise<void> => {
    for (let framed: Framed | null = stream.read(); framed !== null; framed = stream.read()) {
      given.push(await take(await parser(framed.payload, { literals: framed.literals })))
      framed.next()
      if (given.length === lines.length) settled.resolve(given)
    }
  }
  stream.on('error', error => settled.reject(error))
  stream.on('readable', () => {
    if (isReading) return
    isReading = true
    read()
      .catch(error => settled.reject(error))
      .finally(() => {
        isReading = false
      })
  })
  return () =>
    new Promise((resolve, reject) => {
      given = []
      settled = { resolve, reject }
      for (const chunk of chunks) stream.write(chunk)
    })
}

export const imapflow = (responses: Responses): (() => Promise<readonly Tree[]>) => streamed(responses, tree => tree)

/** The mailbox that it notes the highest UID and MODSEQ of. */
type Mailbox = Parameters<typeof formatMessageResponse>[1]

export function imapflowFormatted(responses: Responses): () => Promise<readonly Formatted[]> {
  const mailbox = { path: 'INBOX', uidValidity: 1n } as Mailbox
  return streamed(responses, tree => formatMessageResponse(tree, mailbox))
}

/** Its parser on responses that are already framed, their literals in place. */
export const imapflowParser =
  ({ lines }: Responses): (() => Promise<readonly Tree[]>) =>
  async () => {
    const trees: Tree[] = []
    for (const line of lines) trees.push(await parser(line))
    return trees
  }

/** It has no stream. */
export const emailjsParser =
  ({ lines }: Responses): (() => readonly unknown[]) =>
  () =>
    lines.map(line => emailjs.parser(line))
