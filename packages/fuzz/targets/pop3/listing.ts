import { answerInvariant } from '../../../pop3/test/invariants.js'

/** The rows of a listing without the last CRLF, or the text of a response that is one. */
export const fuzz = (bytes: Uint8Array): void => answerInvariant(bytes)
