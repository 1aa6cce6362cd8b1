/** The limits of zone text, which bound memory and work. Each can be given to a parser as `limits`. */

/** The limits of a parser. */
export interface ZoneLimits {
  readonly entry: number
  readonly generated: number
  readonly generateEntry: number
  readonly includes: number
  readonly includeDepth: number
}

export const defaultZoneLimits: ZoneLimits = {
  /** Characters and tokens of one entry: more than 65,535 bytes of RDATA can take in any notation. */
  entry: 1_048_576,
  /** Records that all `$GENERATE` lines of one text produce together: the addresses of an IPv4 /16. */
  generated: 65_536,
  /** Characters of one `$GENERATE` line, and of each token that it produces, so that the product with `generated` stays bounded. */
  generateEntry: 1024,
  /** Files that one text includes, counting nested ones. */
  includes: 1024,
  /** Nesting of included files; this also stops a file that includes itself. */
  includeDepth: 8,
}
