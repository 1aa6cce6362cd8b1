/** The content of messages as it goes over the wire, and how it is cut. */
import { createHash } from 'node:crypto'

/** 64 KiB, which is what a socket of Node gives at most. */
const CHUNK = 65_536
/** Bytes of a message, about. */
const SIZE = 262_144

export interface MailInput {
  readonly name: string
  readonly about: string
  /** Lines with CRLF, as the author wrote them. */
  readonly content: Buffer
}

const words =
  'the message that you have sent was held back since nobody here could say which of our houses it belongs to; write again, or ask the postmaster'.split(
    ' ',
  )

/** Lines of 40 to 78 characters, a paragraph now and then, and once in a while a line that begins with a dot. */
export function text(size: number): string {
  const lines: string[] = []
  let length = 0
  for (let word = 0, line = ''; length < size; word++) {
    line += `${line === '' ? (lines.length % 97 === 50 ? '.' : '') : ' '}${words[(word * 7) % words.length]}`
    if (line.length < 40 + (word % 30)) continue
    lines.push(line, ...(lines.length % 11 === 0 ? [''] : []))
    length += line.length + 2
    line = ''
  }
  return `${lines.join('\r\n')}\r\n`
}

/** An attachment: lines of 76 characters that never hold a dot (RFC 2045 6.8). */
export function base64(size: number): string {
  const bytes = Uint8Array.from({ length: (size * 3) / 4 }, (_, at) => Math.imul(at + 1, 0x9e3779b1) >>> 24)
  return `${Buffer.from(bytes).toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n`
}

/** What a listing of hidden files, or someone with bad intent, sends: every line begins with a dot. */
const dotted = (): string => '.profile of somebody, and the rest of the line\r\n'.repeat(SIZE / 48)

export const mails: readonly MailInput[] = [
  { name: 'text', about: '256 KiB of text, a leading dot in one line of a hundred', content: Buffer.from(text(SIZE)) },
  { name: 'base64', about: '256 KiB of base 64', content: Buffer.from(base64(SIZE)) },
  { name: 'dotted', about: '256 KiB of short lines that all begin with a dot', content: Buffer.from(dotted()) },
]

/** The same with its dots stuffed and the end of data behind it (RFC 5321 4.5.2). */
export const stuffed = (content: Buffer): Buffer =>
  Buffer.from(`${content.toString('latin1').replace(/^\./gm, '..')}.\r\n`, 'latin1')

export const chunksOf = (bytes: Buffer): readonly Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / CHUNK) }, (_, at) => bytes.subarray(at * CHUNK, (at + 1) * CHUNK))

/** How many bytes there are, and their hash. */
export function digest(received: readonly Uint8Array[]): unknown {
  const hash = createHash('sha256')
  for (const chunk of received) hash.update(chunk)
  return { bytes: received.reduce((sum, { length }) => sum + length, 0), sha256: hash.digest('hex') }
}

/** Copies them, and nothing else: the yardstick for what reads every byte. */
export function memcpy(chunks: readonly Uint8Array[]): () => Uint8Array {
  const target = new Uint8Array(CHUNK)
  return () => {
    for (const chunk of chunks) target.set(chunk)
    return target
  }
}
