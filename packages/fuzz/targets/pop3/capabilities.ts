import { decodeText } from '@mailwire/bytes'
import { capabilitiesInvariant, listingInvariant } from '../../../pop3/test/invariants.js'

/** The rows of CAPA, each up to an LF. */
export function fuzz(bytes: Uint8Array): void {
  const rows = decodeText(bytes).split('\n')
  capabilitiesInvariant(rows)
  for (const row of rows) listingInvariant(row)
}
