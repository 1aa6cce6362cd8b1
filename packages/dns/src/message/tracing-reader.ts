/** The reader of `annotateMessage`, and the fields that it collects. */
import { encodeHex } from '@mailwire/bytes'
import type { SectionName } from '../error.js'
import { dottedName } from '../names/name.js'
import { MessageReader } from '../wire/reader.js'

/** A field of a message, with its bytes. */
export interface Annotation {
  readonly section: SectionName
  /** The index of the question or record in its section; 0 in the header. */
  readonly index: number
  /** The field's name in the type's description, such as `preference`; in a special layout, the name of what is read. */
  readonly field: string
  /** The offset in bytes from the start of the message. */
  readonly offset: number
  readonly length: number
  /** As in zone text; bytes without a text form are upper-case hex. */
  readonly value: string
}

/** A reader that records which bytes each field is read from. */
export class TracingReader extends MessageReader {
  readonly notes: Annotation[] = []
  #section: SectionName = 'header'
  #index = 0
  #tracing = false

  /** Starts a question or record: the following fields belong to it. */
  enter(section: SectionName, index: number): void {
    this.#section = section
    this.#index = index
  }

  /** Reads a field and records it, unless it is empty. */
  note<Value>(field: string, read: () => Value, format: (value: Value) => string): Value {
    const offset = this.pos
    const value = read()
    if (this.pos > offset) this.#add(field, offset, format(value))
    return value
  }

  /** Records the bytes left before `end` as one field. */
  noteRest(field: string, end: number): void {
    this.note(field, () => this.copy(end - this.pos), encodeHex)
  }

  /** Records each read of a layout that is not a plain sequence of fields; nothing if `run` reads its bytes in another order, or some not at all. */
  trace(run: () => void): void {
    const start = this.pos
    const mark = this.notes.length
    this.#tracing = true
    try {
      run()
    } finally {
      this.#tracing = false
    }
    let at = start
    for (const { offset, length } of this.notes.slice(mark)) at = offset === at ? at + length : Number.NaN
    if (at !== this.pos) this.forget(mark, start)
  }

  /** Drops the fields from `mark` on, and goes back to where they began. */
  forget(mark: number, start: number): void {
    this.notes.length = mark
    this.pos = start
  }

  override take(count: number, what = 'value'): number {
    const offset = super.take(count, what)
    if (this.#tracing && count > 0) this.#add(what, offset, encodeHex(this.bytes.subarray(offset, offset + count)))
    return offset
  }

  override name(): string {
    const offset = this.pos
    const name = super.name()
    if (this.#tracing) this.#add('name', offset, dottedName(name))
    return name
  }

  #add(field: string, offset: number, value: string): void {
    this.notes.push({ section: this.#section, index: this.#index, field, offset, length: this.pos - offset, value })
  }
}
