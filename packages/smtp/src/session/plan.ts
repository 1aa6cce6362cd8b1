/**
 * What a client may send next while replies are outstanding (RFC 2920 3.1): every reply is assumed to be the expected one. Nothing is sent
 * that the state tables do not allow, that was not offered, or that exceeds an offered limit.
 */
import { upperAscii } from '@mailwire/bytes'
import type { CommandInit } from '../command/command.js'
import { fail } from '../error.js'
import type { Extensions } from '../extensions/extensions.js'
import { commandExtension, missingFor, offers } from '../extensions/offers.js'
import { type Mailbox, needsUtf8 } from '../grammar/path.js'
import {
  forgets,
  isAllowed,
  isForbidden,
  planAfter,
  reasonAgainst,
  type ServerFacts,
  type SessionVerb,
  type State,
  verbOf,
} from './state.js'

/** The client's expected situation if every command succeeds. */
export interface Plan {
  state: State
  /** The message was announced as BODY=BINARYMIME. */
  binary: boolean
  /** The message was announced as SMTPUTF8. */
  utf8: boolean
  /** Messages begun in this session. */
  mails: number
  /** Recipients named for the message, and their domains in lower case. */
  recipients: number
  domains: Set<string>
  /** Further domains, in a plan made by `branchPlan`. */
  before: ReadonlySet<string> | undefined
  /** The command that discards the server's offers, while its reply is due: STARTTLS or XCLIENT (RFC 3207 4.2). */
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

/** A plan to look ahead with: changes to it do not affect the original, and no domains are copied. */
export const branchPlan = (plan: Plan): Plan => ({ ...plan, domains: new Set(), before: plan.domains })

/** Further facts that decide: see `ServerFacts`. */
export interface PlanFacts extends Omit<ServerFacts, 'binary'> {
  readonly extensions: Extensions | undefined
  /** The offset to report in errors. */
  readonly offset: number
}

/** Adds a command to the plan. @throws {@link SmtpError} `invalid-state`, `not-offered`, `limit`; the plan is then as it was */
export function planCommand(plan: Plan, command: CommandInit, facts: PlanFacts): void {
  const verb = verbOf(command)
  const refuse = (reason: string): never => fail('invalid-state', facts.offset, `send ${command.verb}: ${reason}`)
  if (!isAllowed(plan.state, verb)) refuse(reasonAgainst(plan.state, verb, { ...facts, binary: plan.binary }))
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

/** Refuses what was not offered (RFC 5321 2.2.1), and what exceeds an offered limit (RFC 1870 6.1, RFC 9422 4). */
function checkOffered(plan: Plan, command: CommandInit, { secure, offset, ...facts }: PlanFacts): void {
  const { verb } = command
  const { forgottenBy } = plan
  const extensions = forgottenBy === undefined ? facts.extensions : undefined
  const needs = (what: string | undefined): void => {
    if (what === undefined) return
    const reason =
      forgottenBy === undefined
        ? `the server did not offer ${what}`
        : `${what} is not known after ${upperAscii(forgottenBy)}; wait for the reply to a new EHLO`
    fail('not-offered', offset, `send ${verb}: ${reason}`)
  }
  const within = (value: number, limit = Number.POSITIVE_INFINITY, what: string, status?: string): void => {
    if (value > limit) fail('limit', offset, `send ${verb}: ${value} ${what}, the server accepts ${limit}`, status)
  }
  const extension = commandExtension[verb]
  if (extension !== undefined && !offers(extensions, extension)) needs(upperAscii(extension))
  switch (command.verb) {
    case 'ehlo':
    case 'helo':
    case 'lhlo':
      // Whether the server accepts non-ASCII is not known before EHLO (RFC 6531 3.7.1).
      if (/[^\0-\x7f]/.test(command.domain)) fail('not-offered', offset, `send ${verb}: non-ASCII domain; use A-labels`)
      break
    case 'auth': {
      const mechanisms = extensions!.auth! // AUTH was offered, or the command was refused above
      if (!mechanisms.includes(upperAscii(command.mechanism)))
        needs(`AUTH ${command.mechanism}, but ${mechanisms.join(', ') || 'none'}`)
      break
    }
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
