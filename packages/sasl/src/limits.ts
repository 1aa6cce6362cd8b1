/** The numbers that bound memory and work. Each can be given to a mechanism as `limits`. */
import { mergeLimits } from '@mailwire/bytes'
import { fail } from './error.js'

/** What is bounded, in bytes unless it says otherwise. */
export interface SaslLimits {
  readonly iterations: number
  readonly message: number
}

/**
 * The limits of a mechanism that is given no others, each with its reason.
 *
 * @example
 * defaultLimits.iterations // => 2000000
 */
export const defaultLimits: SaslLimits = {
  /**
   * PBKDF2 rounds that a SCRAM client computes for a server: servers use 4,096 to some hundred thousand; one that asks for ten million would keep
   * the client's processor busy (RFC 5802 9). Checked before any work.
   */
  iterations: 2_000_000,
  /** A challenge or a response: what RFC 4954 4 asks for as a line, without base 64. Tokens of providers have up to some thousands. */
  message: 9_216,
}

/** The defaults, overridden by what the caller gives. @throws {@link SaslError} `bad-value` for a limit that would bound nothing */
export const limitsOf = (given?: Partial<SaslLimits>): SaslLimits => mergeLimits(defaultLimits, given, fail, 'bad-value')
