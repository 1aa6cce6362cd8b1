/** Message IDs in Message-ID, References and In-Reply-To (RFC 5322 3.6.4, 4.5.4), in the one form in which THREAD compares them (RFC 5256 3). */
import { FieldText, isSpace } from './field-text.js'

/**
 * The valid Message IDs of a field in their order, `most` of them at most, without their angles: quotes, escapes, comments and white space that change nothing are left out.
 * A valid one has an `@` with something on both sides, and whole words separated by dots. Beyond the grammar, as in real mail, a word may contain white space and most other characters. Text between IDs is skipped, and so is
 * anything like an ID in a quoted string or a comment (`obs-in-reply-to`).
 */
export function messageIdsIn(value: string, most: number = Number.POSITIVE_INFINITY): string[] {
  const reader = new MessageIdReader(value)
  const found: string[] = []
  while (found.length < most) {
    const id = reader.next()
    if (id === undefined) break
    if (id !== '') found.push(id)
  }
  return found
}

class MessageIdReader {
  readonly #field: FieldText

  constructor(text: string) {
    this.#field = new FieldText(text)
  }

  /** The next one; empty for an invalid one, `undefined` at the end. */
  next(): string | undefined {
    const field = this.#field
    while (field.at < field.text.length) {
      const char = field.text[field.at++]
      if (char === '<') return this.#plain() ?? this.#id()
      if (char === '"') field.quoted()
      else if (char === '(') field.comment()
    }
    return undefined
  }

  /** `msg-id = [CFWS] "<" id-left "@" id-right ">" [CFWS]`, after its `<` */
  #id(): string {
    const field = this.#field
    let id = ''
    let at = -1
    let isValid = true
    // `isStart`: a word may begin here. `isEnd`: after a quoted string or a comment in a word, it has to end here.
    let [isStart, isEnd] = [true, false]
    while (field.at < field.text.length) {
      const char = field.text[field.at]!
      // Another one begins.
      if (char === '<') return ''
      field.at++
      if (char === '>') return isValid && at > 0 && at < id.length - 1 ? id : ''
      if (isSpace(char)) continue
      if (char === '"' && isStart) {
        const content = field.quoted()
        isValid &&= content !== undefined
        id += content ?? ''
        isStart = false
        isEnd = true
      } else if (char === '(') {
        // Read even if the ID is already invalid.
        const isClosed = field.comment() !== undefined
        isValid &&= isClosed
        isEnd = !isStart
      } else {
        isStart = char === '.' || char === '@'
        isValid &&= char !== '"' && (isStart || !isEnd)
        isEnd = false
        if (char === '@') at = id.length
        id += char
      }
    }
    return ''
  }

  /** An ID that is in its one form already, as nearly all are (a quarter of the time). */
  #plain(): string | undefined {
    const { text, at: from } = this.#field
    let at = -1
    for (let end = from; end < text.length; end++) {
      const char = text[end]!
      if (char === '@') at = end
      else if (char === '>') {
        if (at <= from || at === end - 1) return undefined
        this.#field.at = end + 1
        return text.slice(from, end)
      } else if (char === '<' || char === '"' || char === '(' || isSpace(char)) return undefined
    }
    return undefined
  }
}
