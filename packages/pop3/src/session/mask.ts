/**
 * What a tap may see of a client's lines. A line is shown unmasked only where it certainly holds no secret: passwords are also in
 * lines that are nearly a command (`PASSsecret`, ` PASS secret`), and in responses that were sent although AUTH was refused.
 */
import { asciiBytes, CR, isKnownMechanism, LF, latin1, withCrlf } from '@mailwire/bytes'

/** Commands without a secret, with the arguments that their grammar allows: any other argument may be one. */
const SHOWN =
  /^(?:STAT|LAST|NOOP|RSET|QUIT|CAPA|STLS|UTF8|LANG(?: (?:\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*))?|(?:LIST|UIDL)(?: \d+)?|(?:RETR|DELE) \d+|TOP \d+ \d+) *$/i
const NAME = /^USER [!-~\x80-\xff]+$/i
/** AUTH and the name of its mechanism. */
const AUTH = /^(AUTH ([^ ]+))(?: |$)/i
const SECRET = /^[\0- ]*(PASS|USER|APOP|AUTH)/i
/** The keyword of another command: at most four letters (RFC 1939 3), fewer than most passwords have. */
const KEYWORD = /^[A-Z]{1,4}(?= |$)/i

/** Any line of the client in an exchange. */
export const maskedResponse = (): Uint8Array => asciiBytes('***\r\n')

/** A challenge; an empty one holds no secret. */
export const maskedChallenge = (isEmpty: boolean): Uint8Array => asciiBytes(isEmpty ? '+ \r\n' : '+ ***\r\n')

/** Masks the lines of one client, outside exchanges. */
export class LineMask {
  /** The last command was AUTH: its responses may follow, also when it was refused. */
  #afterAuth = false

  /** The masked line with its CRLF. `line` has no CRLF, or is the first bytes of a line that breaks the framing. */
  show(line: Uint8Array): Uint8Array {
    let end = line.length
    while (line[end - 1] === CR || line[end - 1] === LF) end--
    const text = latin1(line, 0, end)
    const isKnown = SHOWN.test(text) || NAME.test(text)
    const secret = SECRET.exec(text)
    if (isKnown || secret !== null) this.#afterAuth = secret?.[1]?.toUpperCase() === 'AUTH'
    if (isKnown) return withCrlf(line, 0, end)
    return asciiBytes(`${this.#masked(text, secret)}\r\n`)
  }

  #masked(text: string, secret: RegExpExecArray | null): string {
    if (secret !== null) {
      const [, command, mechanism] = AUTH.exec(text) ?? []
      const shown = command !== undefined && isKnownMechanism(mechanism!) ? command : secret[1]!.toUpperCase()
      return shown.length === text.length ? shown : `${shown} ***`
    }
    const keyword = this.#afterAuth ? undefined : KEYWORD.exec(text)?.[0]
    return keyword === undefined ? '***' : keyword.length === text.length ? keyword : `${keyword} ***`
  }
}
