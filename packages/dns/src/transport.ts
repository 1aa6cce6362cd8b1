/** `@mailwire/dns/transport`: messages in TCP, QUIC and HTTP, and zone transfers. No I/O. */
export { DNS_MESSAGE_TYPE, decodeDohParameter, encodeDohParameter } from './transport/http.js'
export { decodeDoq, encodeDoq, encodeTcp, TcpDecoder } from './transport/tcp.js'
export {
  encodeTransfer,
  TransferDecoder,
  type TransferEvent,
  type TransferKind,
  type TransferOptions,
  type TransferQuery,
} from './transport/transfer.js'
