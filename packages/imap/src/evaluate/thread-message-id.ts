/** Message IDs in Message-ID, References and In-Reply-To (RFC 5322 3.6.4, 4.5.4), in the one form in which THREAD compares them (RFC 5256 3). */

/**
 * The valid Message IDs of a field in their order, `most` of them at most, without their angles: quotes, escapes, comments and white space that change nothing are left out.
 * Valid is what has an `@` with something on both sides, and whole words with dots between; beyond the grammar, as in real mail, white space and most other characters may be in a word. Text between them is passed over, and what looks like
 * one in a quoted string or a comment is none (`obs-in-reply-to`).
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

/** Reads each character once, and those of the last thing that is not closed once more. */
class MessageIdReader {
  readonly #text: string
  #at = 0
  /** From here on no quotes and no parentheses are closed: they are like any character. */
  #quotesEnd: number
  #commentsEnd: number

  constructor(text: string) {
    this.#text = text
    this.#quotesEnd = text.length
    this.#commentsEnd = text.length
  }

  /** The next one; empty for an invalid one, `undefined` at the end. */
  next(): string | undefined {
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at]
      if (char === '<') {
        this.#at++
        return this.#id()
      }
      if (char === '"') this.#quoted()
      else if (char === '(') this.#comment()
      else this.#at++
    }
    return undefined
  }

  /** `msg-id = [CFWS] "<" id-left "@" id-right ">" [CFWS]`, behind its `<` */
  #id(): string {
    const text = this.#text
    const plain = this.#plain()
    if (plain !== undefined) return plain
    let id = ''
    let at = -1
    let isValid = true
    // Where a word may begin; behind a quoted string or a comment in a word it has to end.
    let [isStart, isEnd] = [true, false]
    while (this.#at < text.length) {
      const char = text[this.#at]!
      // Another one begins.
      if (char === '<') return ''
      if (char === '"' && isStart) {
        const content = this.#quoted()
        isValid &&= content !== undefined
        id += content ?? ''
        isStart = false
        isEnd = true
      } else if (char === '(') {
        // Read in any case: behind what is invalid already, too.
        const isClosed = this.#comment()
        isValid &&= isClosed
        isEnd = !isStart
      } else {
        this.#at++
        if (char === '>') return isValid && at > 0 && at < id.length - 1 ? id : ''
        if (isSpace(char)) continue
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
    let at = -1
    for (let end = this.#at; end < this.#text.length; end++) {
      const char = this.#text[end]!
      if (char === '@') at = end
      else if (char === '>') {
        if (at <= this.#at || at === end - 1) return undefined
        const id = this.#text.slice(this.#at, end)
        this.#at = end + 1
        return id
      } else if (char === '<' || char === '"' || char === '(' || isSpace(char)) return undefined
    }
    return undefined
  }

  /** A quoted string without quotes and escapes; `undefined`, behind the quote, where it is not closed. */
  #quoted(): string | undefined {
    let content = ''
    for (let at = this.#at + 1, from = at; this.#at < this.#quotesEnd && at < this.#text.length; at++) {
      const char = this.#text[at]
      if (char === '"') {
        this.#at = at + 1
        return content + this.#text.slice(from, at)
      }
      if (char !== '\\') continue
      content += this.#text.slice(from, at)
      from = ++at
    }
    this.#quotesEnd = Math.min(this.#quotesEnd, this.#at)
    this.#at++
    return undefined
  }

  /** Passes over a comment; false, behind the parenthesis, where it is not closed. */
  #comment(): boolean {
    let depth = 0
    for (let at = this.#at; this.#at < this.#commentsEnd && at < this.#text.length; at++) {
      const char = this.#text[at]
      if (char === '\\') at++
      else if (char === '(') depth++
      else if (char === ')' && --depth === 0) {
        this.#at = at + 1
        return true
      }
    }
    this.#commentsEnd = Math.min(this.#commentsEnd, this.#at)
    this.#at++
    return false
  }
}

const isSpace = (char: string): boolean => char === ' ' || char === '\t' || char === '\r' || char === '\n'
