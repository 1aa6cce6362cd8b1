import { decodeText } from '@mailwire/bytes'
import { digInvariant } from '../../../dns/test/invariants.js'

/** What dig prints: any text is refused, or a message that prints to text that gives it again. */
export const fuzz = (bytes: Uint8Array): void => digInvariant(decodeText(bytes))
