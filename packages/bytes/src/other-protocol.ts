/** Recognizes a peer that speaks another protocol by its first bytes, before any of them is read as a command or a reply. */

/** The content types of TLS records that may come first: an alert and a handshake (RFC 8446 5.1). */
const TLS_ALERT = 0x15
const TLS_HANDSHAKE = 0x16

/** True for the first byte of a TLS record. No line of these protocols begins with it. */
export const isTlsRecord = (first: number | undefined): boolean => first === TLS_ALERT || first === TLS_HANDSHAKE

const METHOD = /^(?:GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|PRI)$/

/** True for a browser's first line: a method of RFC 9110 9.3 or RFC 5789, or the preface of HTTP/2 (RFC 9113 3.4). */
export const isHttpRequest = (keyword: string, argument: string): boolean => METHOD.test(keyword) && /HTTP\/\d/.test(argument)

/** The protocol that the first line of a server belongs to; `undefined` for anything unknown. */
export function protocolOfGreeting(line: string): string | undefined {
  if (/^HTTP\/\d/.test(line)) return 'HTTP'
  if (/^220[ -]/.test(line)) return 'SMTP or FTP'
  if (/^\* (?:OK|PREAUTH|BYE)(?: |$)/i.test(line)) return 'IMAP'
  if (/^\+OK(?: |$)/i.test(line)) return 'POP3'
  return /^SSH-/.test(line) ? 'SSH' : undefined
}
