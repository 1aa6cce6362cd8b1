/**
 * Whether a message answers a query (RFC 1035 7.3, RFC 5452 9.1). Pure: bytes in, a verdict with its reason out. Which address and port a message
 * came from is for the socket to check.
 *
 * Always: names, types and classes are compared by what they mean, so that `mx`, `TYPE15` and `MX` are one type.
 */
import { DnsError, decodeMessage, equalNames, type Message, type Question } from '@mailwire/dns'

/** Why a message is not the answer to a query. */
export type MismatchReason =
  | 'malformed' // bytes that are not a whole message, and no TC bit that would explain it
  | 'not-a-response' // QR is not set
  | 'id' // another message ID
  | 'opcode' // another operation
  | 'question-count' // no question, or more than one
  | 'question' // another name, type or class

/** A message that is not the answer, and what is wrong with it in words. */
export interface Mismatch {
  readonly type: 'mismatch'
  readonly reason: MismatchReason
  /** What was received, and what was expected: `ID 7, 1985 expected`. */
  readonly detail: string
}

/** What {@link matchResponse} finds. */
export type ResponseMatch = { readonly type: 'response'; readonly message: Message } | Mismatch

export interface MatchOptions {
  /** The name of the question must come back in the letters that were sent (draft-vixie-dnsext-dns0x20). */
  readonly exactCase?: boolean | undefined
}

/**
 * Compares a message with the query that it should answer: QR, ID, opcode, and exactly one question of the same name, type and class
 * (RFC 5452 9.1). Two messages are taken that are less than that: a truncated one (TC) that is cut inside a record, and an error without
 * question and records, which is what a server sends that cannot read the query (RFC 1035 4.1.1, FORMERR).
 *
 * @throws `DnsError` for a query that cannot be decoded or does not have exactly one question
 *
 * @example
 * import { dns, matchResponse } from 'mailwire'
 *
 * const question = { name: 'some.domain', type: 'MX' }
 * const query = dns.encodeMessage({ id: 1985, questions: [question] })
 * const response = dns.encodeMessage({ id: 7, flags: { qr: true }, questions: [question] })
 * matchResponse(query, response) // => { type: 'mismatch', reason: 'id', detail: 'ID 7, 1985 expected' }
 */
export function matchResponse(query: Uint8Array, response: Uint8Array, options: MatchOptions = {}): ResponseMatch {
  const asked = decodeMessage(query)
  const [question] = asked.questions
  if (question === undefined || asked.questions.length > 1)
    throw new DnsError('bad-value', 0, `match response: a query of ${asked.questions.length} questions, 1 expected`)
  if (response.length < HEADER) return mismatch('malformed', `${response.length} bytes, at least ${HEADER} expected`)
  const { errors, ...message } = decodeMessage(response, { partial: true })
  if (message.id !== asked.id) return mismatch('id', `ID ${message.id}, ${asked.id} expected`)
  if (!message.flags.qr) return mismatch('not-a-response', 'a query, a response expected')
  if (message.opcode !== asked.opcode) return mismatch('opcode', `opcode ${message.opcode}, ${asked.opcode} expected`)
  const [error] = errors
  if (error !== undefined && (!message.flags.tc || error.section === 'question' || error.section === 'header'))
    return mismatch('malformed', `${error.message}${placeOf(error)}`)
  const [given] = message.questions
  if (given === undefined && isBareError(message)) return { type: 'response', message }
  if (given === undefined || message.questions.length > 1)
    return mismatch('question-count', `${message.questions.length} questions with ${message.rcode}, 1 expected`)
  const sameName = options.exactCase === true ? given.name === question.name : equalNames(given.name, question.name)
  return sameName &&
    given.type === question.type &&
    given.class === question.class &&
    given.unicastResponse === question.unicastResponse
    ? { type: 'response', message }
    : mismatch('question', `question ${shown(given)}, ${shown(question)} expected`)
}

/** Bytes of a message's header. */
const HEADER = 12

/** An error that says nothing about any name. NOERROR and NXDOMAIN do. */
const isBareError = ({ rcode, answers, authorities, additionals }: Message): boolean =>
  rcode !== 'NOERROR' && rcode !== 'NXDOMAIN' && answers.length + authorities.length + additionals.length === 0

/** Where a message is damaged; records are counted from 1. */
const placeOf = ({ section, index, offset }: DnsError): string =>
  ` in ${section}${index === undefined ? '' : ` ${index + 1}`} at byte ${offset}`

const shown = ({ name, class: questionClass, type }: Question): string => `${name} ${questionClass} ${type}`

const mismatch = (reason: MismatchReason, detail: string): Mismatch => ({ type: 'mismatch', reason, detail })
