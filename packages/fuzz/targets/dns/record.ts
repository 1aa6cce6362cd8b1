import { messageInvariant } from '../../../dns/test/invariants.js'

/** A type in two bytes, then RDATA: a response with that one record, whose lengths are right. */
export function fuzz(bytes: Uint8Array): void {
  const rdata = bytes.subarray(2)
  const record = [0, bytes[0] ?? 0, bytes[1] ?? 0, 0, 1, 0, 0, 0, 60, rdata.length >> 8, rdata.length & 0xff]
  messageInvariant(Uint8Array.from([0, 7, 0x80, 0, 0, 0, 0, 1, 0, 0, 0, 0, ...record, ...rdata]))
}
