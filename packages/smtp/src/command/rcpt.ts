/** RCPT (RFC 5321 4.1.1.3): one recipient of a message. */
import { fail } from '../error.js'
import { type Mailbox, type Path, path, pathText } from '../grammar/path.js'
import { formatRcptParameters, rcptParameters } from '../parameters/esmtp-params.js'
import type { RcptParameters } from '../parameters/registry.js'
import type { Decoded, Grammar } from './grammar.js'

export type RcptCommand = { readonly verb: 'rcpt'; readonly forwardPath: Path; readonly parameters: RcptParameters }

/** RCPT as `encodeCommand` accepts it: an empty source route and `parameters` may be omitted. */
export type RcptInit = Decoded & {
  readonly verb: 'rcpt'
  readonly forwardPath: Path | Mailbox
  readonly parameters?: RcptParameters | undefined
}

/** `"RCPT TO:" ( "<Postmaster@" Domain ">" / "<Postmaster>" / Forward-path ) [SP Rcpt-parameters]` */
export const rcpt: Grammar<RcptCommand, RcptInit> = {
  decode: line => {
    if (!line.skipWord('TO:')) line.fail('bad-command', 'decode RCPT: TO: expected')
    line.extraSpaces('space-after-colon')
    const forwardPath = path(line)
    return { verb: 'rcpt', forwardPath, parameters: rcptParameters(line), warnings: line.warnings }
  },
  encode: ({ forwardPath, parameters = {} }, rules) => {
    if (forwardPath === null) fail('bad-path', 0, 'encode RCPT: a recipient cannot be the empty path')
    return `RCPT TO:${pathText(forwardPath, rules)}${formatRcptParameters(parameters, rules)}`
  },
}
