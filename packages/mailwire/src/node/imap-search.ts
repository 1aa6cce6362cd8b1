/**
 * SEARCH over a mailbox as a session sees it (RFC 9051 6.4.4, RFC 4731, RFC 5182). What it costs is bounded, and others have their turns in
 * between.
 */
import { type ResponseInit, type SearchCommand, type SearchReturnOption, sequenceSetOf } from '@mailwire/imap'
import type { SelectedMailbox } from './imap-mailbox.js'
import { bad, no, ok, type Tagged } from './imap-replies.js'
import { allOf, keyProblem } from './imap-search-keys.js'
import { Candidate, SearchBudget } from './imap-search-text.js'
import type { StoredMessage } from './stored-mailbox.js'

/** What one search may look through, in bytes of content and characters of text: a maildrop that is full, four times. */
const MAX_SEARCHED = 4_294_967_296

/** Messages, and what is looked through, before others have their turn. */
const BATCH = 256
const BATCH_SEARCHED = 1_048_576

/** ASCII is part of UTF-8. */
const CHARSETS: readonly string[] = ['UTF-8', 'US-ASCII']

const RETURNED: readonly SearchReturnOption['name'][] = ['MIN', 'MAX', 'ALL', 'COUNT', 'SAVE']

/** What a SEARCH asks for that is not announced, or cannot be done; `undefined` where all of it can. */
export function searchRefusal({ tag, returnOptions = [], charset, keys }: SearchCommand & Tagged): ResponseInit | undefined {
  const option = returnOptions.find(({ name }) => !RETURNED.includes(name))
  const problem = keyProblem(keys)
  if (option !== undefined) {
    const name = option.name === 'unknown' ? option.option : option.name
    return bad({ tag }, `RETURN (${name}) is not announced`)
  }
  if (problem !== undefined) return problem.type === 'limit' ? no({ tag }, 'LIMIT', problem.text) : bad({ tag }, problem.text)
  if (charset === undefined || CHARSETS.includes(charset.toUpperCase())) return undefined
  return { type: 'no', tag, code: { name: 'BADCHARSET', charsets: CHARSETS }, text: 'texts are UTF-8 here' }
}

/**
 * The responses to a SEARCH that was not refused; `undefined` once the client is gone. `pause` gives others their turn, and is false when it is.
 */
export async function search(
  command: SearchCommand & Tagged,
  mailbox: SelectedMailbox,
  pause: () => Promise<boolean>,
  most: number = MAX_SEARCHED,
): Promise<readonly ResponseInit[] | undefined> {
  const budget = new SearchBudget(most)
  const isFound = allOf(command.keys, { mailbox, now: Date.now() })
  const found: StoredMessage[] = []
  const numbers: number[] = []
  let pausedAt = budget.left
  for (const [at, message] of mailbox.messages.entries()) {
    if (isFound(new Candidate(message, at + 1, budget))) {
      found.push(message)
      numbers.push(command.uid ? message.uid : at + 1)
    }
    if (budget.left <= 0) break
    if ((at + 1) % BATCH !== 0 && pausedAt - budget.left < BATCH_SEARCHED) continue
    pausedAt = budget.left
    if (!(await pause())) return undefined
  }
  const saves = command.returnOptions?.some(({ name }) => name === 'SAVE') === true
  if (budget.left <= 0) {
    // RFC 5182 2.1: nothing is saved of a search that fails.
    if (saves) mailbox.save([])
    return [no(command, 'LIMIT', `a search looks through ${most} bytes at most`)]
  }
  if (saves) mailbox.save(savedOf(found, command.returnOptions!))
  return [...results(command, numbers), ok(command, 'SEARCH done')]
}

/** Only what is told is saved, where that is the first and the last (RFC 5182 2.4). */
function savedOf(found: readonly StoredMessage[], options: readonly SearchReturnOption[]): readonly StoredMessage[] {
  const has = (name: SearchReturnOption['name']): boolean => options.some(option => option.name === name)
  if (has('ALL') || has('COUNT') || !(has('MIN') || has('MAX'))) return found
  return [...(has('MIN') ? found.slice(0, 1) : []), ...(has('MAX') ? found.slice(-1) : [])]
}

/** SEARCH, or ESEARCH where there is a RETURN: of nothing that was found only the COUNT is told. */
function results({ tag, uid, returnOptions }: SearchCommand & Tagged, numbers: readonly number[]): readonly ResponseInit[] {
  if (returnOptions === undefined) return [{ type: 'search', numbers }]
  const names = new Set(returnOptions.map(({ name }) => name))
  if (names.size === 1 && names.has('SAVE')) return []
  return [
    {
      type: 'esearch',
      tag,
      uid,
      min: names.has('MIN') ? numbers[0] : undefined,
      max: names.has('MAX') ? numbers.at(-1) : undefined,
      all: (names.size === 0 || names.has('ALL')) && numbers.length > 0 ? sequenceSetOf(numbers) : undefined,
      count: names.has('COUNT') ? numbers.length : undefined,
    },
  ]
}
