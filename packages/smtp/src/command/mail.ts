/** MAIL (RFC 5321 4.1.1.2): the sender of a message. */
import { fail, isSmtpError, SmtpError } from '../error.js'
import type { Line } from '../grammar/line.js'
import { type Mailbox, type Path, pathText, reversePath } from '../grammar/path.js'
import { formatMailParameters, mailParameters } from '../parameters/esmtp-params.js'
import type { MailParameters } from '../parameters/registry.js'
import type { Decoded, Grammar } from './grammar.js'

/** `reversePath` is `null` for the empty path, the sender of bounces. */
export type MailCommand = { readonly verb: 'mail'; readonly reversePath: Path | null; readonly parameters: MailParameters }

/** MAIL as `encodeCommand` accepts it: an empty source route and `parameters` may be omitted. */
export type MailInit = Decoded & {
  readonly verb: 'mail'
  readonly reversePath: Path | Mailbox | null
  readonly parameters?: MailParameters | undefined
}

/** `"MAIL FROM:" Reverse-path [SP Mail-parameters]` */
export const mail: Grammar<MailCommand, MailInit> = {
  decode: line => {
    if (!line.skipWord('FROM:')) line.fail('bad-command', 'decode MAIL: FROM: expected')
    line.extraSpaces('space-after-colon')
    const from = sender(line)
    return { verb: 'mail', reversePath: from, parameters: mailParameters(line), warnings: line.warnings }
  },
  encode: ({ reversePath, parameters = {} }, rules) => {
    const path = pathText(reversePath, rules)
    if (/^<(?:@[^:]*:)?postmaster>$/i.test(path)) fail('bad-path', 0, 'encode MAIL: the sender has no domain')
    return `MAIL FROM:${path}${formatMailParameters(parameters, rules)}`
  },
}

/** A bad sender has its own status (RFC 3463 3.2). */
function sender(line: Line): Path | null {
  try {
    return reversePath(line)
  } catch (error) {
    if (!isSmtpError(error) || error.code !== 'bad-path') throw error
    throw new SmtpError(error.code, error.offset, error.message, '5.1.7')
  }
}
