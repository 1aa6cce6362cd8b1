/** Tables of commands and what Dovecot answers them: each row is sent by our client, in order. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { imap } from 'mailwire/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ImapServer, startImap } from './server.js'
import { ImapSession, type Known, type SessionOptions } from './session.js'

/** A command, and its answer. */
export interface Row {
  /** Which of the sessions sends it; the first one where none is named. */
  readonly by?: string
  /** Without its tag, as our encoder writes it with LITERAL+; `name` is its title then. */
  readonly send: string | ((known: Known) => string)
  readonly name?: string
  /** The capabilities that it shows. */
  readonly shows?: readonly string[]
  /**
   * The untagged responses. `#` is any number, and `…` any text; in any order where `isUnordered`.
   */
  readonly answers?: readonly string[]
  readonly isUnordered?: boolean
  /** `OK` unless it says otherwise; the code with it. */
  readonly status?: string
  /** What Dovecot says outside the grammar, or outside the prose alone. */
  readonly quirks?: readonly imap.ImapQuirk[]
  /** What it says to the challenges of AUTHENTICATE. */
  readonly says?: readonly string[]
  readonly tag?: string
  /** What others do during it: it is IDLE, and ends once all answers came. */
  readonly meanwhile?: readonly Row[]
  /** So many untagged responses come before it is sent. */
  readonly hears?: number
  /** Milliseconds before it is sent: Dovecot sees by the time of a file, in seconds, that others changed a mailbox. */
  readonly pause?: number
  /** The last message goes in pieces of so many bytes. */
  readonly pieces?: number
  /** What we send is outside the grammar, too: words that only Dovecot has. */
  readonly isUnknown?: boolean
}

export interface Topic {
  readonly name: string
  /** Each is logged in as its user before the first row, if it has one. */
  readonly sessions: Readonly<Record<string, SessionOptions & { readonly user?: string }>>
  readonly rows: readonly Row[]
}

/** Runs a table: a Dovecot of its own, a test for each row. */
export function run({ name, sessions: given, rows }: Topic): void {
  const folder = mkdtempSync(join(tmpdir(), 'mailwire-dovecot-imap-'))
  const known: Known = { uidValidity: 0, modseq: 0n, url: '' }
  const sessions = new Map<string, ImapSession>()
  let server: ImapServer | undefined

  beforeAll(async () => {
    chmodSync(folder, 0o755)
    server = await startImap(`${folder}/imap`)
    for (const [name, { user, ...options }] of Object.entries(given))
      sessions.set(name, await ImapSession.open(server, known, user, options))
  })
  afterAll(async () => {
    for (const session of sessions.values()) await session.close()
    await server?.stop()
    rmSync(folder, { recursive: true })
  })

  const perform = async (row: Row): Promise<void> => {
    const session = sessions.get(row.by ?? Object.keys(given)[0]!)!
    const { answers = [], status = 'OK', quirks = [], meanwhile } = row
    const line = typeof row.send === 'string' ? row.send : row.send(known)
    if (row.pause !== undefined) await setTimeout(row.pause)
    if (row.hears !== undefined) await session.hear(row.hears)
    const answer =
      meanwhile === undefined
        ? await session.run(...commandOf(line, row), row.says)
        : await session.idle(() => inTurn(meanwhile), answers.length)
    if (row.isUnordered === true) expect([...answer.lines].sort()).toEqual([...answers].sort().map(matching))
    else expect(answer.lines).toEqual(answers.map(matching))
    expect(answer.told.filter(({ tag }) => tag !== undefined && tag !== answer.tag)).toEqual([])
    expect(answer.status).toEqual(matching(status))
    expect([...new Set(answer.quirks)]).toEqual(quirks)
  }
  const inTurn = async (rows: readonly Row[]): Promise<void> => {
    for (const row of rows) await perform(row)
  }

  describe(name, () => {
    for (const row of rows) it(titleOf(row), () => perform(row))
  })
}

const titleOf = ({ by, send, name }: Row): string => {
  const line = name ?? (typeof send === 'string' ? send : String(send))
  return (by === undefined ? line : `${by}: ${line}`).replace(/\r\n/g, ' ').slice(0, 120)
}

const bytesOf = (line: string): Uint8Array => Uint8Array.from(Buffer.from(line))

/** The command of a line, which our encoder writes as it is there; and the pieces of its message. */
export function commandOf(line: string, { isUnknown = false, pieces, tag: wanted }: Row): [imap.CommandInit, Uint8Array[]] {
  const {
    tag,
    warnings: _,
    ...decoded
  } = imap.decodeCommand(bytesOf(`x ${line}\r\n`), {
    strict: !isUnknown,
    limits: { literal: 1_000_000, message: 2_000_000 },
  })
  expect(Buffer.from(imap.encodeCommandWhole({ tag, ...decoded })).toString()).toBe(`x ${line}\r\n`)
  const command: imap.CommandInit = { ...decoded, tag: wanted }
  if (pieces === undefined || command.verb !== 'append') return [command, []]
  const messages = [...command.messages]
  const last = messages.pop()!
  if (last.content.type !== 'message' || last.content.bytes === undefined) throw new Error('no message')
  const { bytes, ...content } = last.content
  const parts = []
  for (let at = 0; at < bytes.length; at += pieces) parts.push(bytes.slice(at, at + pieces))
  return [{ ...command, messages: [...messages, { ...last, content: { ...content, bytes: undefined } }] }, parts]
}

/** Text in which `#` is any number and `…` any text. */
function matching(text: string): unknown {
  if (!/[#…]/.test(text)) return Buffer.from(text).toString('latin1')
  const source = text
    .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    .replaceAll('#', '\\d+')
    .replaceAll('…', '[^]*')
  return expect.stringMatching(new RegExp(`^${source}$`))
}

/** A literal; with `+` it is sent without waiting. */
export const literal = (text: string, sign: '' | '+' = ''): string => `{${Buffer.byteLength(text)}${sign}}\r\n${text}`

/** A message with one line of text. */
export const mail = (subject: string): string => `${headerOf(subject)}Text of ${subject}.\r\n`

/** Its header. */
export const headerOf = (subject: string): string =>
  `From: A <a@store.example>\r\nTo: B <b@store.example>\r\nSubject: ${subject}\r\nDate: Tue, 24 Nov 2026 12:00:00 +0000\r\nMessage-ID: <${subject}@store.example>\r\n\r\n`

interface Opened {
  readonly exists: number
  readonly recent: number
  readonly unseen?: number
  readonly uidNext: number
  readonly modseq?: number
  readonly keywords?: readonly string[]
  readonly isReadOnly?: boolean
}

/** What SELECT and EXAMINE tell. */
export function opened({
  exists,
  recent,
  unseen,
  uidNext,
  modseq,
  keywords = [],
  isReadOnly = false,
}: Opened): readonly string[] {
  const flags = ['\\Answered', '\\Flagged', '\\Deleted', '\\Seen', '\\Draft', ...keywords]
  return [
    `* FLAGS (${flags.join(' ')})`,
    `* OK [PERMANENTFLAGS (${isReadOnly ? '' : [...flags, '\\*'].join(' ')})] …`,
    `* ${exists} EXISTS`,
    `* ${recent} RECENT`,
    ...(unseen === undefined ? [] : [`* OK [UNSEEN ${unseen}] …`]),
    '* OK [UIDVALIDITY #] …',
    `* OK [UIDNEXT ${uidNext}] …`,
    ...(modseq === undefined ? [] : [`* OK [HIGHESTMODSEQ ${modseq}] …`]),
  ]
}
