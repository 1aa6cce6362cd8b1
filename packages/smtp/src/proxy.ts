/** `@mailwire/smtp/proxy`: the PROXY header (HAProxy), in front of a session. No I/O. */
export {
  type DecodedProxyHeader,
  decodeProxyHeader,
  encodeProxyHeader,
  type ProxyEndpoint,
  type ProxyHeader,
  type ProxyHeaderInit,
  type ProxyTransport,
} from './proxy/proxy.js'
export type { ProxySsl, ProxySslTlv, ProxyTlv } from './proxy/tlv.js'
