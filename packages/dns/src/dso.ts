/** `@mailwire/dns/dso`: the TLVs of DNS Stateful Operations and of DNS Push Notifications, for a codec of your own (RFC 8490, RFC 8765). No I/O. */
export type { AnyTlvType, Registry } from './codec.js'
export type { DsoDataByName, DsoInit, DsoMessage, DsoTlv, DsoTlvInit, OpaqueTlv } from './message/dso/dso.js'
export type { OwnTlv, TlvType } from './message/dso/tlv-type.js'
export type {
  DsoKeepalive,
  DsoPadding,
  DsoPush,
  DsoReconfirm,
  DsoRetryDelay,
  DsoSubscribe,
  DsoUnsubscribe,
} from './message/dso/tlvs.js'
export { allDsoTlvs } from './message/everything.js'
export type { MessageReader } from './wire/reader.js'
export type { MessageWriter } from './wire/writer.js'
