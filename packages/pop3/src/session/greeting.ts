/** Reads the first bytes and the first line of a server: POP3, or another protocol on the port. */
import { decodeText, type Input, isTlsRecord, LF, protocolOfGreeting } from '@mailwire/bytes'
import { greetingTimestamp } from '../apop.js'
import { fail } from '../error.js'
import { decodeResponse, type Response } from '../response.js'
import type { ClientOptions } from './events.js'

export interface Greeting {
  readonly response: Response
  /** What APOP needs; `undefined` where there is none. */
  readonly timestamp: string | undefined
}

/** True for a bare LF before the greeting that may be skipped. @throws {@link Pop3Error} `not-pop3` for TLS */
export function isBlankLine(input: Input, { skipBlankLine = false }: ClientOptions): boolean {
  if (input.offset > 0) return false
  const first = input.peek(1)?.[0]
  if (isTlsRecord(first)) fail('not-pop3', 0, 'receive: the server starts with TLS; connect with implicit TLS')
  return skipBlankLine && first === LF
}

/** @throws {@link Pop3Error} `not-pop3` for the greeting of another protocol, `bad-response` for any other line */
export function readGreeting(line: Uint8Array, offset: number, { strict, anyTimestamp }: ClientOptions): Greeting {
  const protocol = protocolOfGreeting(decodeText(line))
  if (protocol !== undefined && protocol !== 'POP3')
    fail('not-pop3', offset, `receive: the server speaks ${protocol}, not POP3; check its port`)
  const response = decodeResponse(line, { origin: offset, strict })
  const timestamp = response.status === '+OK' ? greetingTimestamp(response.text, { anyTimestamp }) : undefined
  return { response, timestamp }
}
