/**
 * The reply that follows from the protocol alone (RFC 5321 4.2.4 and 4.3.2, RFC 3463), for a server without a policy of its own. It never
 * accepts what was not offered, nor AUTH, a queue command or a proxy's command, which need a policy.
 */
import type { DataViolation, ExchangeLine } from '@mailwire/bytes'
import type { Command } from '../command/command.js'
import { SmtpError } from '../error.js'
import { type Extensions, formatExtensions } from '../extensions/extensions.js'
import { commandExtension, missingFor, offers } from '../extensions/offers.js'
import { needsUtf8 } from '../grammar/path.js'
import type { SmtpLimits } from '../limits.js'
import type { ReplyInit } from '../reply/reply.js'
import type { ServerEnvelope } from './events.js'
import { isAllowed, isForbidden, reasonAgainst, type ServerFacts, type State, verbOf, verbs } from './state.js'

/** What a suggestion depends on. */
export interface Situation {
  readonly hostname: string
  readonly extensions: Extensions
  readonly limits: SmtpLimits
  readonly facts: ServerFacts
  readonly message: {
    readonly envelope: ServerEnvelope | undefined
    /** The domains of its recipients, in lower case. */
    readonly domains: ReadonlySet<string>
    /** Messages begun in this session. */
    readonly mails: number
  }
}

const reply = (code: number, enhanced: string | undefined, text: string): ReplyInit => ({ code, enhanced, lines: [text] })

export const greeting = ({ hostname, facts }: Situation): ReplyInit =>
  reply(220, undefined, `${hostname} ${facts.lmtp ? 'LMTP' : 'ESMTP'} ready`)

/** For a command that is allowed now. */
export function suggestReply(command: Command, situation: Situation): ReplyInit {
  const { hostname, extensions, facts } = situation
  const extension = commandExtension[command.verb]
  if (extension !== undefined && !offers(extensions, extension))
    return reply(502, '5.5.1', `${command.verb.toUpperCase()} is not offered`)
  switch (command.verb) {
    case 'ehlo':
    case 'lhlo':
      return { code: 250, lines: [`${hostname} greets you`, ...formatExtensions(extensions)] }
    case 'helo':
      return { code: 250, lines: [`${hostname} greets you`] }
    case 'mail':
      return suggestMail(command, situation)
    case 'rcpt':
      return suggestRcpt(command, situation)
    case 'data':
      return reply(354, undefined, 'end the message with a dot on a line of its own')
    case 'bdat':
      return reply(250, '2.0.0', `${command.size} bytes received`)
    case 'burl':
      return reply(554, '5.6.6', 'cannot resolve the URL') // RFC 4468 3.2
    case 'quit':
      return reply(221, '2.0.0', `${hostname} says goodbye`)
    case 'expn':
      if (extensions.expn !== true) return reply(502, '5.5.1', 'EXPN is not offered') // RFC 5321 3.5.4
      return reply(252, '2.5.0', 'cannot verify; send a message to find out')
    case 'vrfy':
      return reply(252, '2.5.0', 'cannot verify; send a message to find out') // RFC 5321 3.5.3, 7.3
    case 'help':
      return reply(214, '2.0.0', 'see RFC 5321')
    case 'starttls':
      return reply(220, '2.0.0', 'start TLS now')
    case 'auth':
      return extensions.auth?.includes(command.mechanism) === true
        ? suggestLoginReply('response')
        : reply(504, '5.5.4', 'unknown mechanism')
    case 'etrn':
      return reply(251, '2.0.0', 'no messages are waiting') // RFC 1985 5.3
    case 'atrn': // RFC 2645 5.2.1
      return facts.authenticated ? reply(453, '4.0.0', 'you have no mail') : reply(530, '5.7.0', 'authenticate first')
    case 'turn':
      return reply(502, '5.5.1', 'TURN is not offered') // RFC 5321 F.1
    case 'xclient':
    case 'xforward':
      return reply(550, '5.7.0', `${command.verb.toUpperCase()} is not allowed`)
    case 'unknown':
      return reply(500, '5.5.1', 'unknown command') // also SEND, SOML and SAML (RFC 5321 4.1.5, F.6)
    case 'rset':
    case 'noop':
      return reply(250, '2.0.0', 'ok')
    default:
      return command satisfies never // a verb without a case is a type error, never a 250
  }
}

function suggestMail({ parameters, reversePath }: Command & { verb: 'mail' }, { extensions, message }: Situation): ReplyInit {
  const { size = 0, smtputf8 } = parameters
  const { mailMax = Number.POSITIVE_INFINITY } = extensions.limits ?? {}
  const missing = missingFor(parameters, extensions)
  if (missing !== undefined) return notOffered(missing)
  if (smtputf8 === undefined && reversePath !== null && needsUtf8(reversePath))
    return reply(550, '5.6.7', 'the address needs SMTPUTF8')
  if (isTooLarge(size, extensions)) return TOO_LARGE
  if (message.mails >= mailMax) return reply(452, '4.5.3', 'too many messages in one session') // RFC 9422 4.1
  return reply(250, '2.1.0', 'sender ok')
}

function suggestRcpt({ parameters, forwardPath }: Command & { verb: 'rcpt' }, situation: Situation): ReplyInit {
  const { extensions, limits, message } = situation
  const { domains } = message
  const { recipients, parameters: ofMail } = message.envelope! // RCPT is allowed in a transaction only
  const { rcptMax = limits.recipients, rcptDomainMax = Number.POSITIVE_INFINITY } = extensions.limits ?? {}
  const missing = missingFor(parameters, extensions)
  if (missing !== undefined) return notOffered(missing)
  if (ofMail.smtputf8 !== true && needsUtf8(forwardPath)) return reply(553, '5.6.7', 'the address needs SMTPUTF8')
  if (recipients.length >= Math.min(rcptMax, limits.recipients)) return reply(452, '4.5.3', 'too many recipients')
  const domain = forwardPath.domain?.toLowerCase() ?? ''
  if (!domains.has(domain) && domains.size >= rcptDomainMax) return reply(452, '4.5.3', 'too many recipient domains')
  return reply(250, '2.1.5', 'recipient ok')
}

/** For a parameter; its keyword may be as long as a line. */
const notOffered = (missing: string): ReplyInit => reply(555, '5.5.4', `${missing.slice(0, LONGEST_KEYWORD)} is not offered`)

const LONGEST_KEYWORD = 100

/** For a line of an AUTH exchange (RFC 4954 4 and 6). */
export function suggestLoginReply(line: ExchangeLine['type']): ReplyInit {
  if (line === 'response') return reply(535, '5.7.8', 'authentication failed')
  return line === 'cancel'
    ? reply(501, '5.7.0', 'authentication was cancelled')
    : reply(501, '5.5.2', 'the response is not base64')
}

/** For a chunk that is not the last. */
export const suggestChunkReply = (command: Command, size: number, situation: Situation): ReplyInit =>
  isTooLarge(size, situation.extensions) ? TOO_LARGE : suggestReply(command, situation)

/** For a complete message. */
export function suggestMessageReply(size: number, violations: readonly DataViolation[], { extensions }: Situation): ReplyInit {
  if (violations.length > 0)
    return reply(550, '5.6.0', `the message contains ${violations.map(seen => VIOLATIONS[seen.kind]).join(', ')}`)
  return isTooLarge(size, extensions) ? TOO_LARGE : reply(250, '2.0.0', 'message accepted')
}

const isTooLarge = (size: number, { size: max = 0 }: Extensions): boolean => max > 0 && size > max

/** RFC 5321 4.5.3.1.9, RFC 1870 6.1 */
const TOO_LARGE: ReplyInit = /* @__PURE__ */ reply(552, '5.3.4', 'message too large')

const VIOLATIONS = {
  'bare-cr': 'a bare CR',
  'bare-lf': 'a bare LF',
  nul: 'a NUL',
  'line-too-long': 'a line that is too long',
} as const

/** The error and reply for a command that is not allowed now; `undefined` if it is. EHLO is unknown in LMTP, and LHLO in SMTP (RFC 2033 4.1). */
export function suggestRefusal(
  command: Command,
  state: State,
  { facts }: Situation,
  offset: number,
): { readonly error: SmtpError; readonly reply: ReplyInit } | undefined {
  const verb = verbOf(command)
  const isAgainstFacts = isForbidden(verb, facts)
  if (isAllowed(state, verb) && !isAgainstFacts) return undefined
  const error = new SmtpError('bad-sequence', offset, `receive: ${reasonOf(command, state, facts)}`)
  const isOtherProtocol = isAgainstFacts && verbs[verb].forbidden!.fact === 'lmtp'
  const text = facts.lmtp ? 'this is LMTP: send LHLO' : 'this is SMTP: send EHLO'
  return { error, reply: isOtherProtocol ? reply(500, '5.5.1', text) : error.suggestedReply }
}

/** Why a command is not allowed now, in words. */
function reasonOf(command: Command, state: State, facts: ServerFacts): string {
  const { verb } = command
  const name = verb.toUpperCase()
  if (verb === 'auth' && facts.authenticated) return 'AUTH has already succeeded'
  if (verb === 'starttls' && facts.secure) return 'TLS is already active'
  if (verb === 'data' && facts.binary) return 'DATA cannot carry BINARYMIME'
  if (state === 'refused') return `${name} cannot come now: no service available`
  // Sent in a group with the recipients, it does not know that they were refused (RFC 2920 3.1).
  if (state === 'mail' && isAllowed('rcpt', verb) && verb !== 'rcpt') return `${name} cannot come now: no valid recipients`
  return `${name} is ${reasonAgainst(state, verbOf(command), facts)}`
}
