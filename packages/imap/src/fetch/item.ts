/** The FETCH items of one message (RFC 9051 7.5.2), and the type of an entry of the registry. */
import type { UnknownItem } from '../grammar/raw.js'
import type { Reader, StreamedLiteral } from '../grammar/reader.js'
import type { Word } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'
import type { Annotation } from './annotation.js'
import type { Envelope } from './envelope.js'
import type { Section } from './section.js'
import type { BodyStructure } from './structure.js'

/** A piece of the message itself (RFC 9051 7.5.2). */
export interface BodySection {
  /** `BODY` with a section, `BINARY` with one of part numbers alone, or one of the three of RFC 822, which has none. */
  readonly item: 'BODY' | 'BINARY' | 'RFC822' | 'RFC822.HEADER' | 'RFC822.TEXT'
  readonly section: Section
  /** Where the piece begins, when only a part was asked for. */
  readonly origin: number | undefined
  /** Its bytes; `null` for NIL; or what tells that they went by as `body-chunk` events. */
  readonly data: Uint8Array | StreamedLiteral | null
}

/** The size of a part once it is decoded (RFC 9051 6.4.5). */
export interface BinarySize {
  readonly part: readonly number[]
  /** In bytes. */
  readonly size: number
}

/**
 * What was fetched (RFC 9051 7.5.2); what was not is `undefined`, or an empty list. So is an item that could not be read: it is in `damaged` of the
 * response then.
 */
export interface FetchItems {
  readonly uid: number | undefined
  readonly flags: readonly string[] | undefined
  /** Unchanged: `17-Jul-1996 02:44:25 -0700`; `parseDateTime` reads it. */
  readonly internalDate: string | undefined
  /** RFC822.SIZE, in bytes. */
  readonly size: number | undefined
  readonly envelope: Envelope | undefined
  readonly bodyStructure: BodyStructure | undefined
  /** BODY without a section: the structure without its extension. */
  readonly body: BodyStructure | undefined
  /** RFC 7162 3.1.5. */
  readonly modseq: bigint | undefined
  /** EMAILID (RFC 8474 5.1): the same for every copy of the message. */
  readonly emailId: string | undefined
  /** THREADID (RFC 8474 5.2); `null` where the server does not make threads. */
  readonly threadId: string | null | undefined
  /** SAVEDATE (RFC 8514 4.2), when the message was put into the mailbox, in the form of `internalDate`; `null` where that is not kept. */
  readonly saveDate: string | null | undefined
  /** PREVIEW (RFC 8970 3): the beginning of the text; `null` where it is not made yet. */
  readonly preview: string | null | undefined
  /** ANNOTATION (RFC 5257 4.3). */
  readonly annotations: readonly Annotation[] | undefined
  /** X-GM-MSGID, of 64 bits. */
  readonly gmailMessageId: bigint | undefined
  /** X-GM-THRID, of 64 bits. */
  readonly gmailThreadId: bigint | undefined
  /** X-GM-LABELS, decoded like names of mailboxes; those of Gmail itself begin with a backslash. */
  readonly gmailLabels: readonly string[] | undefined
  readonly sections: readonly BodySection[]
  /** BINARY.SIZE. */
  readonly binarySizes: readonly BinarySize[]
  /** Items without a type here, unchanged. */
  readonly unknown: readonly UnknownItem[]
}

/** The items while they are read. */
export interface FoundItems {
  uid: number | undefined
  flags: readonly string[] | undefined
  internalDate: string | undefined
  size: number | undefined
  envelope: Envelope | undefined
  bodyStructure: BodyStructure | undefined
  body: BodyStructure | undefined
  modseq: bigint | undefined
  emailId: string | undefined
  threadId: string | null | undefined
  saveDate: string | null | undefined
  preview: string | null | undefined
  annotations: readonly Annotation[] | undefined
  gmailMessageId: bigint | undefined
  gmailThreadId: bigint | undefined
  gmailLabels: readonly string[] | undefined
  sections: readonly BodySection[]
  binarySizes: readonly BinarySize[]
  unknown: readonly UnknownItem[]
}

/** How one item is decoded and encoded. */
export interface FetchItemRule extends Word {
  /** Where it is defined. */
  readonly section: string
  /** What its value begins with: this lets a reader continue after a damaged item. */
  readonly begins: '(' | '"' | '0' | '[' | 'string'
  /**
   * Reads what follows the name, and sets the item once all of it was read: `reader.whole` checks that nothing else follows its value.
   * True if it was set before. Each item sets its own key: one function for all of them, with the key as an argument, made FETCH responses of five
   * items a fifth slower.
   */
  decode(reader: Reader, items: FoundItems): boolean
  /** Writes every value of it, each with its name. */
  encode(writer: ItemWriter, items: Partial<FetchItems>): void
}

/** Writes the names of items with a space between them. */
export class ItemWriter {
  readonly writer: ImapWriter
  #isFirst = true

  constructor(writer: ImapWriter) {
    this.writer = writer
  }

  /** Begins an item: its name, and whatever the caller puts after it. */
  item(name: string): ImapWriter {
    this.writer.raw(this.#isFirst ? name : ` ${name}`)
    this.#isFirst = false
    return this.writer
  }
}
