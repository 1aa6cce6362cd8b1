/** MAIL and RCPT (RFC 5321 4.1.1.2 and 4.1.1.3): who a message is from, and to whom it goes. */
import { fail, isSmtpError, SmtpError } from '../error.js'
import type { Line } from '../grammar/line.js'
import { type Path, path, pathText, reversePath } from '../grammar/path.js'
import {
  formatMailParameters,
  formatRcptParameters,
  type MailParameters,
  mailParameters,
  type RcptParameters,
  rcptParameters,
} from '../parameters/parameters.js'
import type { Grammar } from './grammar.js'

/** `reversePath` is `null` for the empty path, from which bounces come. */
export type MailCommand = { readonly verb: 'mail'; readonly reversePath: Path | null; readonly parameters: MailParameters }
export type RcptCommand = { readonly verb: 'rcpt'; readonly forwardPath: Path; readonly parameters: RcptParameters }

/** `"MAIL FROM:" Reverse-path [SP Mail-parameters]` */
export const mail: Grammar<'mail'> = {
  decode: line => {
    if (!line.skipWord('FROM:')) line.fail('bad-command', 'decode MAIL: FROM: expected')
    line.extraSpaces('space-after-colon')
    const from = sender(line)
    return { verb: 'mail', reversePath: from, parameters: mailParameters(line), warnings: line.warnings }
  },
  encode: ({ reversePath, parameters = {} }, rules) => {
    const path = pathText(reversePath, rules)
    if (/^<(?:@[^:]*:)?postmaster>$/i.test(path))
      fail('bad-path', 0, 'encode MAIL: no mail comes from a mailbox without a domain')
    return `MAIL FROM:${path}${formatMailParameters(parameters, rules)}`
  },
}

/** `"RCPT TO:" ( "<Postmaster@" Domain ">" / "<Postmaster>" / Forward-path ) [SP Rcpt-parameters]` */
export const rcpt: Grammar<'rcpt'> = {
  decode: line => {
    if (!line.skipWord('TO:')) line.fail('bad-command', 'decode RCPT: TO: expected')
    line.extraSpaces('space-after-colon')
    const forwardPath = path(line)
    return { verb: 'rcpt', forwardPath, parameters: rcptParameters(line), warnings: line.warnings }
  },
  encode: ({ forwardPath, parameters = {} }, rules) => {
    if (forwardPath === null) fail('bad-path', 0, 'encode RCPT: the empty path receives nothing')
    return `RCPT TO:${pathText(forwardPath, rules)}${formatRcptParameters(parameters, rules)}`
  },
}

/** A bad sender has a status of its own (RFC 3463 3.2). */
function sender(line: Line): Path | null {
  try {
    return reversePath(line)
  } catch (error) {
    if (!isSmtpError(error) || error.code !== 'bad-path') throw error
    throw new SmtpError(error.code, error.offset, error.message, '5.1.7')
  }
}
