/**
 * What a text cites of RFCs: `RFC 1035 4.1.4`, lists (`RFC 9051 2.3.1, 7.4.1 and 7.5.1`), ranges (`RFC 1939 5 to 7`), appendices (`RFC 5321 D.1`,
 * `RFC 5321 4.1.1.3, appendix C`). An RFC that is named without a section is no citation of one.
 */

export interface Citation {
  readonly rfc: number
  readonly section: string
  /** Where it begins a range, the last section of it. */
  readonly to?: string
}

const SECTION = /(?:[aA]ppendix |[sS]ections? )?((?:\d{1,2}|[A-H])(?:\.\d{1,2})*)(?![\w-]|\.\d)/y
const JOINED = /(?:, and|, or|,| and| or| to) /y
/** What may be behind a section that may also be a word or a count. */
const ENDS = /$|[).,;:'"`\]]|(?:, and|, or|,| and| or| to) (?:[aA]ppendix )?\d/y

/** The citations of a text whose lines are joined by single spaces, in order. */
export function citationsOf(text: string): Citation[] {
  const found: Citation[] = []
  for (const { 0: head, 1: rfc, index } of text.matchAll(/\bRFCs? ?(\d{3,5})(?:'s)? /g)) {
    let at = index + head.length
    for (let first = true; ; first = false) {
      const joint = first ? '' : matchAt(JOINED, text, at)?.[0]
      if (joint === undefined) break
      const section = matchAt(SECTION, text, at + joint.length)
      if (section === undefined) break
      const end = at + joint.length + section[0].length
      const name = section[1]!
      // `A` may be an article and `20`, behind a comma, a count; `4.1` is neither.
      if (name === section[0] && !name.includes('.') && (/[A-H]/.test(name) || !first) && !matchAt(ENDS, text, end)) break
      const before = found.at(-1)
      if (joint === ' to ' && before !== undefined) found[found.length - 1] = { ...before, to: name }
      else found.push({ rfc: Number(rfc), section: name })
      at = end
    }
  }
  return found
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}
