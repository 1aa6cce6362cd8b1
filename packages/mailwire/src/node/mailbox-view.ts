/**
 * A mailbox as its responses describe it: its messages by sequence number (RFC 9051 7.5.1), and what was received of each. No I/O. Every
 * message that was announced has an entry at the end, with its content or its problem.
 */
import type { BodySection, BodyStructure, Envelope, FetchResponse, Report, Response } from '@mailwire/imap'
import { NetworkError } from './errors.js'
import { overLimit } from './read-mail.js'

/** A message as read over IMAP. */
export interface ImapMessage {
  readonly uid: number | undefined
  readonly envelope: Envelope | undefined
  readonly bodyStructure: BodyStructure | undefined
  /** `undefined` where the server did not hand it over: `problem` says why. */
  readonly content: Uint8Array | undefined
  /** What is wrong with this message alone: a damaged, refused or missing FETCH response. */
  readonly problem: NetworkError | undefined
}

/** A literal that was streamed: the item that it is the value of, as far as that could be seen, and its bytes. */
export interface StreamedItem {
  readonly item: string | undefined
  readonly content: Uint8Array
}

type Entry = { -readonly [Key in keyof ImapMessage]: ImapMessage[Key] }

export class MailboxView {
  readonly #most: number
  readonly #all: Entry[] = []
  readonly #live: Entry[] = [] // by sequence number
  #cursor = 0
  #asked: Entry | undefined

  /** `most` messages, then `limit`. */
  constructor(most: number) {
    this.#most = most
  }

  /** How many messages there are now. */
  get size(): number {
    return this.#live.length
  }

  /** Takes an untagged response; true where it brought a message's content. @throws {@link NetworkError} `limit` */
  take(response: Response, streamed: readonly StreamedItem[]): boolean {
    if (response.type === 'exists') while (this.#live.length < response.number) this.#live.push(this.#add())
    else if (response.type === 'expunge') this.#expunge(response.number - 1)
    else if (response.type === 'fetch') return this.#fetched(response, streamed)
    return false
  }

  /** The number of the next message without content, to be asked for alone; `reason` is why it is missing. */
  nextMissing(reason: string): number | undefined {
    for (; this.#cursor < this.#live.length; this.#cursor++) {
      const entry = this.#live[this.#cursor]!
      if (entry.content !== undefined || entry.problem !== undefined) continue
      entry.problem = problem(`FETCH ${this.#cursor + 1}: ${reason}`)
      this.#asked = entry
      return this.#cursor + 1
    }
    return undefined
  }

  /** Notes why the message that was asked for alone did not come either. */
  settle(reason: string): void {
    if (this.#asked !== undefined && this.#asked.content === undefined) this.#asked.problem = problem(`FETCH: ${reason}`)
  }

  messages(): ImapMessage[] {
    return this.#all.map(({ uid, envelope, bodyStructure, content, problem: known }) => {
      const missing = content === undefined ? problem('FETCH: the message was expunged before its content came') : undefined
      return { uid, envelope, bodyStructure, content, problem: known ?? missing }
    })
  }

  #add(): Entry {
    if (this.#all.length >= this.#most) throw overLimit('messages', `the mailbox has more than ${this.#most} messages`)
    const entry: Entry = {
      uid: undefined,
      envelope: undefined,
      bodyStructure: undefined,
      content: undefined,
      problem: undefined,
    }
    this.#all.push(entry)
    return entry
  }

  #expunge(at: number): void {
    if (this.#live.splice(at, 1).length > 0 && at < this.#cursor) this.#cursor--
  }

  #fetched({ sequence, items, damaged }: FetchResponse & Report, streamed: readonly StreamedItem[]): boolean {
    const { uid, envelope, bodyStructure, sections } = items
    const content = contentOf(sections, streamed)
    let entry = this.#live[sequence - 1]
    const isAnother = entry?.content !== undefined && uid !== undefined && entry.uid !== uid
    if (content !== undefined && (entry === undefined || isAnother)) {
      // Which message this is cannot be determined, but it is one.
      entry = this.#add()
      entry.problem = problem(
        `FETCH ${sequence}: no message with this number and UID; the mailbox has ${this.#live.length} messages`,
      )
    }
    if (entry === undefined) return false
    const isNew = content !== undefined && entry.content === undefined
    entry.uid ??= uid
    entry.envelope ??= envelope
    entry.bodyStructure ??= bodyStructure
    entry.content ??= content
    for (const { name } of damaged)
      if (name === 'ENVELOPE' || name === 'BODYSTRUCTURE') entry.problem ??= problem(`FETCH ${sequence}: ${name} cannot be read`)
    return isNew
  }
}

const problem = (reason: string): NetworkError => new NetworkError('refused', reason)

/** The whole message, `BODY[]`: what is a part of it, or NIL, is not. */
function contentOf(sections: readonly BodySection[], streamed: readonly StreamedItem[]): Uint8Array | undefined {
  const found = sections.find(
    ({ item, section, origin }) =>
      item === 'BODY' && section.part.length === 0 && section.text === undefined && origin === undefined,
  )
  if (found === undefined || found.data === null) return undefined
  if (found.data instanceof Uint8Array) return found.data
  return streamed.find(({ item, content }) => item?.toUpperCase() === 'BODY[]' && content.length === sizeOf(found.data))?.content
}

const sizeOf = (data: BodySection['data']): number | undefined => (data !== null && 'size' in data ? data.size : undefined)
