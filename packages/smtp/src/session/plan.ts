/**
 * What a client may send next, before the replies to what it sent are in (RFC 2920 3.1): every reply is taken to be the one it hopes for.
 * Nothing is sent that the tables of the session do not allow, that was not offered, or that is more than was offered.
 */
import { upperAscii } from '@mailwire/bytes'
import type { CommandInit } from '../command/command.js'
import { fail } from '../error.js'
import type { Extensions } from '../extensions/extensions.js'
import { commandExtension, missingFor, offers } from '../extensions/offers.js'
import { type Mailbox, needsUtf8 } from '../grammar/path.js'
import { forgets, isAllowed, isForbidden, planAfter, type ServerFacts, type SessionVerb, type State, verbOf } from './state.js'

/** Where a client will be when all goes well. */
export interface Plan {
  state: State
  /** The message was announced as BODY=BINARYMIME. */
  binary: boolean
  /** It was announced as SMTPUTF8. */
  utf8: boolean
  /** Messages that were begun in this session. */
  mails: number
  /** Recipients that were named for the message, and their domains in lower case. */
  recipients: number
  domains: Set<string>
  /** More of these domains, in a plan that only looks ahead. */
  before: ReadonlySet<string> | undefined
  /** The command that makes void what the server offered, while its reply is due: STARTTLS or XCLIENT (RFC 3207 4.2). */
  forgottenBy: SessionVerb | undefined
}

export const startPlan = (): Plan => ({
  state: 'connected',
  binary: false,
  utf8: false,
  mails: 0,
  recipients: 0,
  domains: new Set(),
  before: undefined,
  forgottenBy: undefined,
})

/** The same plan, to look ahead in: what is added to it is not added to the other, and nothing is copied. */
export const branchPlan = (plan: Plan): Plan => ({ ...plan, domains: new Set(), before: plan.domains })

/** What else decides: see `ServerFacts`. */
export interface PlanFacts extends Omit<ServerFacts, 'binary'> {
  readonly extensions: Extensions | undefined
  /** For the offset of errors. */
  readonly offset: number
}

/** Adds a command to the plan. @throws {@link SmtpError} `invalid-state`, `not-offered`, `limit`; the plan is then as it was */
export function planCommand(plan: Plan, command: CommandInit, facts: PlanFacts): void {
  const verb = verbOf(command)
  const refuse = (reason: string): never => fail('invalid-state', facts.offset, `send ${command.verb}: ${reason}`)
  if (!isAllowed(plan.state, verb)) refuse(`not allowed in the ${plan.state} state`)
  if (isForbidden(verb, { ...facts, binary: plan.binary })) refuse('not allowed in this session')
  checkOffered(plan, command, facts)
  plan.state = planAfter(plan.state, verb)
  if (forgets(verb)) plan.forgottenBy = verb
  if (command.verb === 'mail') {
    plan.binary = command.parameters?.body === 'BINARYMIME'
    plan.utf8 = command.parameters?.smtputf8 === true
    plan.mails++
    plan.recipients = 0
    plan.domains.clear()
    plan.before = undefined
  } else if (command.verb === 'rcpt') {
    plan.recipients++
    const domain = domainOf(command.forwardPath)
    if (!hasDomain(plan, domain)) plan.domains.add(domain)
  }
}

const domainOf = ({ domain = '' }: Mailbox): string => domain.toLowerCase()

const hasDomain = ({ domains, before }: Plan, domain: string): boolean => domains.has(domain) || before?.has(domain) === true

/** What was not offered is not used (RFC 5321 2.2.1), nor more of it than was offered (RFC 1870 6.1, RFC 9422 4). */
function checkOffered(plan: Plan, command: CommandInit, { secure, offset, ...facts }: PlanFacts): void {
  const { verb } = command
  const { forgottenBy } = plan
  const extensions = forgottenBy === undefined ? facts.extensions : undefined
  const needs = (what: string | undefined): void => {
    if (what === undefined) return
    const reason = forgottenBy === undefined ? 'the server did not offer' : `before EHLO is answered again after ${forgottenBy}:`
    fail('not-offered', offset, `send ${verb}: ${reason} ${what}`)
  }
  const within = (value: number, limit: number | undefined, what: string, status?: string): void => {
    if (limit !== undefined && value > limit)
      fail('limit', offset, `send ${verb}: ${value} ${what}, the server accepts ${limit}`, status)
  }
  const extension = commandExtension[verb]
  if (extension !== undefined && !offers(extensions, extension)) needs(upperAscii(extension))
  switch (command.verb) {
    case 'ehlo':
    case 'helo':
    case 'lhlo':
      // Nobody knows yet whether the server takes more (RFC 6531 3.7.1).
      if (/[^\0-\x7f]/.test(command.domain)) fail('not-offered', offset, `send ${verb}: non-ASCII domain; use A-labels`)
      break
    case 'auth':
      if (extensions?.auth?.includes(upperAscii(command.mechanism)) !== true)
        needs(`AUTH ${command.mechanism}, but ${extensions?.auth?.join(', ') || 'none'}`)
      break
    case 'mail': {
      const { parameters = {}, reversePath } = command
      needs(missingFor(parameters, extensions))
      if (extensions?.size !== 0) within(parameters.size ?? 0, extensions?.size, 'bytes')
      if (parameters.body === 'BINARYMIME' && !offers(extensions, 'chunking')) needs('CHUNKING')
      if (!secure && parameters.requiretls === true) fail('not-offered', offset, 'send mail: REQUIRETLS needs TLS')
      if (parameters.smtputf8 !== true && reversePath !== null && needsUtf8(reversePath))
        fail('not-offered', offset, 'send mail: a non-ASCII address needs the SMTPUTF8 parameter')
      within(plan.mails + 1, extensions?.limits?.mailMax, 'messages in a session', '5.5.3')
      break
    }
    case 'rcpt': {
      const { parameters = {}, forwardPath } = command
      const { rcptMax, rcptDomainMax } = extensions?.limits ?? {}
      needs(missingFor(parameters, extensions))
      if (needsUtf8(forwardPath)) {
        if (!offers(extensions, 'smtputf8')) needs('SMTPUTF8')
        if (!plan.utf8) fail('not-offered', offset, 'send rcpt: a non-ASCII address needs the SMTPUTF8 parameter of MAIL')
      }
      within(plan.recipients + 1, rcptMax, 'recipients', '5.5.3')
      const known = plan.domains.size + (plan.before?.size ?? 0)
      within(known + (hasDomain(plan, domainOf(forwardPath)) ? 0 : 1), rcptDomainMax, 'domains of recipients', '5.5.3')
    }
  }
}
