/** What a POP3 server says, as it goes over the wire, and how it is cut. */
import { base64, chunksOf, stuffed, text } from './mail.js'

/** Bytes of a message, about. */
const SIZE = 10 * 1_048_576
const ROWS = 100_000

export interface RetrInput {
  readonly content: Buffer
  /**
   * The response in chunks of 64 KiB, its last line in a chunk of its own, as from a server that writes the message and then the end. Where both
   * come in one chunk, node-pop3 drops the last line end of the message.
   */
  readonly chunks: readonly Buffer[]
}

function retr(content: Buffer): RetrInput {
  const body = stuffed(content)
  const end = body.length - 3
  return {
    content,
    chunks: [
      ...chunksOf(Buffer.concat([Buffer.from(`+OK ${content.length} octets\r\n`), body.subarray(0, end)])),
      body.subarray(end),
    ],
  }
}

export const base64Message = (): RetrInput => retr(Buffer.from(base64(SIZE)))
export const textMessage = (): RetrInput => retr(Buffer.from(text(SIZE)))

/** The number of a message, and what LIST or UIDL says of it. */
export type Row<T> = readonly [message: number, value: T]

const rows = <T>(value: (message: number) => T): readonly Row<T>[] =>
  Array.from({ length: ROWS }, (_, at) => [at + 1, value(at + 1)] as const)

export const sizes = (): readonly Row<number>[] => rows(message => 800 + ((message * 7919) % 250_000))

/** Unique-ids as Dovecot makes them: UID and UIDVALIDITY in hexadecimal. */
export const uniqueIds = (): readonly Row<string>[] => rows(message => `${message.toString(16).padStart(8, '0')}5f3d1a2b`)

export const listingChunks = (listed: readonly Row<unknown>[]): readonly Buffer[] =>
  chunksOf(Buffer.from(`+OK ${listed.length} messages\r\n${listed.map(row => `${row.join(' ')}\r\n`).join('')}.\r\n`))
