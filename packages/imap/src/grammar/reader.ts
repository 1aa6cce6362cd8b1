/**
 * Reads the terminals of the grammar (RFC 9051 9, RFC 3501 9) from one complete command or response. A decoder has one reader, and `reset` points
 * it at the next message. It extends one class per kind of terminal: the position (`cursor`), words and numbers (`tokens`), `strings`, and here
 * lists (RFC 9051 4.4).
 */
import { CR, decodeText, LF, SP } from '@mailwire/bytes'
import type { Frame } from './frame.js'
import { Strings } from './strings.js'

export { MAX_LOST, type ReaderOptions, type StreamedLiteral, type Strictness } from './cursor.js'
export { MAX_MODSEQ } from './tokens.js'

const LPAREN = 0x28
const RPAREN = 0x29

export class Reader extends Strings {
  #members = 0

  override reset(frame: Frame): this {
    this.#members = 0
    return super.reset(frame)
  }

  /** `"("` of a list: true if a member follows, false if the list is empty and was ended. */
  beginList(): boolean {
    this.expect(LPAREN)
    this.enter()
    if (this.peek() === SP) this.extraSpaces()
    if (this.skip(RPAREN)) {
      this.depth--
      return false
    }
    this.countMember()
    return true
  }

  /** After a member of a list: true if another one follows, separated by `SP`, false if the list ended. */
  nextMember(): boolean {
    const { bytes, pos, end } = this
    const byte = pos < end ? bytes[pos]! : -1
    if (byte === RPAREN) {
      this.pos = pos + 1
      this.depth--
      return false
    }
    const next = bytes[pos + 1]
    if (byte !== SP || next === SP || next === RPAREN || pos + 1 >= end) return this.#oddMember()
    this.pos = pos + 1
    this.countMember()
    return true
  }

  /** The same if anything but one space is between two members. */
  #oddMember(): boolean {
    if (this.peek() === CR) this.#blankLine()
    if (!this.skip(RPAREN)) {
      this.expect(SP)
      if (this.peek() === SP || this.peek() === RPAREN) this.warn('extra-space')
      while (this.skip(SP));
      if (!this.skip(RPAREN)) {
        this.countMember()
        return true
      }
    }
    this.depth--
    return false
  }

  /** `*(SP member)`, to the end of the message; a trailing space is a quirk. */
  membersToEnd<Member>(read: (reader: Reader) => Member): Member[] {
    const members: Member[] = []
    while (!this.atEnd) {
      this.space()
      if (this.atEnd) this.warn('extra-space', this.pos - 1)
      else {
        this.countMember()
        members.push(read(this))
      }
    }
    return members
  }

  /** `"(" member *(SP member) ")"`; an empty list is a quirk, and an error if a member is `expected`. */
  members<Member>(read: (reader: Reader) => Member, expected?: string): Member[] {
    const { pos } = this
    const members: Member[] = []
    if (!this.beginList()) {
      if (expected !== undefined) this.refuse(expected)
      this.warn('empty-list', pos)
    } else
      do members.push(this.whole(read(this)))
      while (this.nextMember())
    return members
  }

  /** Enters one more level of nesting. */
  enter(): void {
    if (++this.depth > this.limits.depth) this.fail('too-deep', `parse: more than ${this.limits.depth} levels of nesting`)
  }

  /** Counts one more member of a list, with or without parentheses. */
  countMember(): void {
    if (++this.#members > this.limits.items)
      this.fail('limit', `parse: more than ${this.limits.items} list members (limits.items)`)
  }

  /** Skips an empty line between a literal and the next parenthesis, which small servers send. */
  #blankLine(): void {
    if (this.peekNext() !== LF) return
    this.warn('blank-line')
    this.pos += 2
  }

  // ----- The rest -----

  /** The rest of the message, as text that may contain any byte. */
  rest(): string {
    const start = this.pos
    this.pos = this.end
    return decodeText(this.bytes, start, this.end)
  }
}
