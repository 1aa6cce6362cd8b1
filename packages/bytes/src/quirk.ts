/** Something that peers send although the grammar does not allow it: accepted by default, rejected by `strict`, and reported in `warnings`. */
export interface Quirk {
  /** What is read, and as what. */
  readonly accepts: string
  /** Who is known to send it. */
  readonly sentBy: string
  /** The section whose grammar does not have it. */
  readonly departsFrom: string
}

/** Where a quirk was met: the id of its row, and the offset. */
export interface QuirkWarning<Id extends string> {
  readonly code: Id
  readonly offset: number
}
