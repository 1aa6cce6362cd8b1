/**
 * Reads the terminals of the grammar (RFC 9051 9, RFC 3501 9) out of one whole command or response. One reader serves a decoder for its whole
 * life: `reset` points it at the next message. Its floors are one class each: the place (`cursor`), words and numbers (`tokens`), `strings`, and
 * here lists (RFC 9051 4.4).
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

  /** `"("` of a list: true where a member follows, false where the list is empty and over. */
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

  /** Behind a member of a list: true where another one follows, false where the list is over. `SP` is between them. */
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

  /** The same where anything but one space is between two members. */
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

  /** `*(SP member)`, to the end of the message; a space that no member is behind is a quirk. */
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

  /** `"(" member *(SP member) ")"`; an empty list is a quirk, and an error where a member is `expected`. */
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

  /** One level deeper. */
  enter(): void {
    if (++this.depth > this.limits.depth) this.fail('too-deep', `parse: more than ${this.limits.depth} levels of nesting`)
  }

  /** One more member of a list, or of what has no parentheses. */
  countMember(): void {
    if (++this.#members > this.limits.items)
      this.fail('limit', `parse: more than ${this.limits.items} list members (limits.items)`)
  }

  /** An empty line between a literal and the parenthesis behind it, which small servers send. */
  #blankLine(): void {
    if (this.peekNext() !== LF) return
    this.warn('blank-line')
    this.pos += 2
  }

  // ----- Whatever is here -----

  /** What is left, as text that may hold any byte. */
  rest(): string {
    const start = this.pos
    this.pos = this.end
    return decodeText(this.bytes, start, this.end)
  }
}
