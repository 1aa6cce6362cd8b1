/** Response codes (RFC 2449 8, RFC 3206, RFC 6856 5): the brackets at the start of a response's text, as registered with IANA. */
import { upperAscii } from '@mailwire/bytes'
import { textOf } from './values.js'

/**
 * The response codes that IANA has registered. All are for `-ERR`. With the capability RESP-CODES a server announces that its brackets are codes, and with AUTH-RESP-CODE that it uses AUTH.
 *
 * @example
 * responseCodes['IN-USE'].definedIn // => 'RFC 2449 8.1.2'
 */
export const responseCodes = {
  /** To AUTH, USER, PASS and APOP. */
  'LOGIN-DELAY': {
    meaning: 'the last login was too recent; try again after the LOGIN-DELAY that CAPA announces',
    definedIn: 'RFC 2449 8.1.1',
  },
  /** To AUTH, PASS and APOP. */
  'IN-USE': { meaning: 'the login succeeded, but another session has the maildrop open', definedIn: 'RFC 2449 8.1.2' },
  'SYS/TEMP': { meaning: 'a temporary failure of the system; the same command may succeed later', definedIn: 'RFC 3206 4' },
  'SYS/PERM': { meaning: 'a permanent failure of the system; an operator has to fix it', definedIn: 'RFC 3206 5' },
  /** To AUTH, USER, PASS and APOP. */
  AUTH: { meaning: 'the credentials were rejected; ask the user for others', definedIn: 'RFC 3206 6' },
  /** To LIST, TOP and RETR. */
  UTF8: { meaning: 'the message needs UTF-8 mode; send UTF8 before the login', definedIn: 'RFC 6856 5' },
} as const

/** A response code that IANA has registered. */
export type ResponseCode = keyof typeof responseCodes

/**
 * The registered response code that a code is, or that it is a detail of: further levels that are not known are ignored, and case is, too (RFC 2449 8).
 *
 * @throws {@link Pop3Error} `bad-value` for anything but a string
 *
 * @example
 * registeredCode('sys/temp/disk') // => 'SYS/TEMP'
 */
export function registeredCode(code: string): ResponseCode | undefined {
  const levels = upperAscii(textOf(code, 'look up response code')).split('/', 2)
  return [levels.join('/'), levels[0]!].find((name): name is ResponseCode => Object.hasOwn(responseCodes, name))
}
