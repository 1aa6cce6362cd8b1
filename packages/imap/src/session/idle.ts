/** The end of an IDLE (RFC 9051 6.3.13): one word, in either case, alone on its line. */
import { asciiBytes, latin1, upperAscii } from '@mailwire/bytes'
import type { WholeCommand } from './literal.js'

/** What a client says to end it. */
export const DONE: Uint8Array = /* @__PURE__ */ asciiBytes('DONE\r\n')

/** True for that line. */
export const isDone = ({ frame: { bytes, start, end }, damage }: WholeCommand): boolean =>
  damage === undefined && end - start === 4 && upperAscii(latin1(bytes, start, end)) === 'DONE'
