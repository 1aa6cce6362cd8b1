/** Mutants that change nothing that a test could see, each with its reason. At most one in twenty is one. */

export interface Equivalent {
  /** Below packages/. */
  readonly file: string
  /** The line that the mutant begins in, without its indentation. */
  readonly line: string
  readonly becomes: string
  readonly why: string
}

export const equivalents: readonly Equivalent[] = []
