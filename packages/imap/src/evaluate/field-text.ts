/** The text of a header field: its white space, quoted strings and comments (RFC 5322 3.2.2, 3.2.4). */

/** A text that is read from left to right: each character once, and those of a quoted string or comment that is not closed once more. */
export class FieldText {
  readonly text: string
  at = 0
  /** From here on no quotes and no parentheses are closed: they are like any character. */
  #quotesEnd: number
  #commentsEnd: number

  constructor(text: string) {
    this.text = text
    this.#quotesEnd = text.length
    this.#commentsEnd = text.length
  }

  /** `quoted-string`, from after its first quote: its content without quotes and escapes. If it is not closed, reads nothing and returns `undefined`. */
  quoted(): string | undefined {
    let content = ''
    let from = this.at
    for (let at = from; this.at <= this.#quotesEnd && at < this.text.length; at++) {
      const char = this.text[at]
      if (char === '"') {
        this.at = at + 1
        return content + this.text.slice(from, at)
      }
      if (char !== '\\') continue
      content += this.text.slice(from, at)
      from = ++at
    }
    this.#quotesEnd = Math.min(this.#quotesEnd, this.at - 1)
    return undefined
  }

  /** `comment`, from after its first parenthesis: its content without parentheses and escapes. If it is not closed, reads nothing and returns `undefined`. */
  comment(): string | undefined {
    let content = ''
    let from = this.at
    let depth = 1
    for (let at = from; this.at <= this.#commentsEnd && at < this.text.length; at++) {
      const char = this.text[at]
      if (char === '(') depth++
      else if (char === ')' && --depth === 0) {
        this.at = at + 1
        return (content + this.text.slice(from, at)).trim()
      } else if (char === '\\') {
        content += this.text.slice(from, at)
        from = ++at
      }
    }
    this.#commentsEnd = Math.min(this.#commentsEnd, this.at - 1)
    return undefined
  }
}

/** White space between words, and what is left of a folded line. */
export const isSpace = (char: string): boolean => char === ' ' || char === '\t' || char === '\r' || char === '\n'
