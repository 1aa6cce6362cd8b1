/** `@mailwire/dns/dso`: the TLVs of DNS Stateful Operations and of DNS Push Notifications, for a codec of your own (RFC 8490, RFC 8765). No I/O. */
export type { AnyTlvType } from './codec.js'
export type { DsoInit, DsoMessage, DsoTlv, DsoTlvInit, OpaqueTlv } from './message/dso/dso.js'
export { allDsoTlvs, type DsoDataByName } from './message/dso/tlvs.js'
