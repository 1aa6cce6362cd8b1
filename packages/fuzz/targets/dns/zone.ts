import { decodeText } from '@mailwire/bytes'
import { zoneInvariant } from '../../../dns/test/invariants.js'

/** The text of a zone file. */
export const fuzz = (bytes: Uint8Array): void => zoneInvariant(decodeText(bytes))
