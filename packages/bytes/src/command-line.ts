/** The lines that a server reads: one that is too long or not framed as one is refused, and the session goes on behind it. */
import type { Input, LineStatus } from './input.js'

/** How long a line may be, with its CRLF, and how much of one that is longer is skipped. */
export interface LineLimits {
  readonly line: number
  readonly skipped: number
}

/** Reads the next line of a client into `input.line`. `endless` is called, and throws, for one that does not end. */
export function readCommandLine(
  input: Input,
  { line, skipped }: LineLimits,
  endless: (offset: number, reason: string) => never,
): LineStatus {
  const status = input.readLine(line, false, true)
  return input.skipped > skipped ? endless(input.skippedFrom, `a line of more than ${skipped} bytes`) : status
}

/** What is wrong with a line that is not framed as one, in words. */
export const brokenLine = (status: 'bare-lf' | 'too-long', limit: number): string =>
  status === 'bare-lf' ? 'the line ends in a bare LF; lines end in CRLF' : `a line of more than ${limit} bytes`
