/** The numbers that bound what zone text may cost. Each can be given to a parser as `limits`. */

/** What is bounded. */
export interface ZoneLimits {
  readonly entry: number
  readonly generated: number
  readonly generateEntry: number
  readonly includes: number
  readonly includeDepth: number
}

export const defaultZoneLimits: ZoneLimits = {
  /** Characters and tokens of one entry: above all that 65,535 bytes of RDATA can be, in any spelling. */
  entry: 1_048_576,
  /** Records that all `$GENERATE` lines of one text make together: the addresses of an IPv4 /16. */
  generated: 65_536,
  /** Characters of one `$GENERATE` line, and of each token that it makes, so that neither limit multiplies the other out of hand. */
  generateEntry: 1024,
  /** Files that one text includes, those in included files counted. */
  includes: 1024,
  /** Included files inside included files; a file that includes itself ends here. */
  includeDepth: 8,
}
