/**
 * Finds the command that an untagged response answers (RFC 9051 7): the one with its tag if it has one, else the oldest open command that such a
 * response fits. Servers may send any data at any time: a response that fits none is unsolicited.
 */
import type { CommandBodyInit, Verb } from '../command/command.js'
import { isSameMailbox } from '../mailbox/name.js'
import { matchesMailboxPattern } from '../mailbox/pattern.js'
import type { ResponseCode } from '../response/code/code.js'
import type { Response } from '../response/response.js'
import { fetchedBy } from './fetched.js'
import type { Pipeline, QueuedCommand } from './pipeline.js'
import { answeredOnce } from './state.js'
import { untagged } from './untagged.js'

const selecting: readonly Verb[] = ['select', 'examine']

/** The commands that a code in an untagged response answers. */
const answeredByCode: { readonly [Name in ResponseCode['name']]?: readonly Verb[] } = {
  UIDVALIDITY: selecting,
  UIDNEXT: selecting,
  UNSEEN: selecting,
  PERMANENTFLAGS: selecting,
  HIGHESTMODSEQ: selecting,
  NOMODSEQ: selecting,
  MAILBOXID: selecting,
  UIDNOTSTICKY: selecting,
  CLOSED: selecting,
  COPYUID: ['move'],
}

/** How many commands are checked for one response: servers answer them nearly in order. */
const NEAR = 8

/** The command that a response answers. A command that gets only one data response is then marked as answered. */
export function commandOf(response: Response, queue: Pipeline): QueuedCommand | undefined {
  if ('code' in response) return oldest(answeredByCode[response.code?.name ?? 'unknown'], response, queue)
  if (response.type === 'continuation') return undefined
  const { answers } = untagged[response.type]
  if (!('tag' in response) || response.tag === undefined) return oldest(answers, response, queue)
  const entry = queue.get(response.tag)
  return entry !== undefined && entry.written > 0 && answers?.includes(entry.command.verb) === true ? entry : undefined
}

function oldest(verbs: readonly Verb[] | undefined, response: Response, queue: Pipeline): QueuedCommand | undefined {
  if (verbs === undefined) return undefined
  const entry = queue.oldest(verbs, NEAR, one => fits(one, response))
  if (entry !== undefined && answeredOnce(entry.command.verb)) queue.tell(entry)
  return entry
}

function fits(entry: QueuedCommand, response: Response): boolean {
  const { command } = entry
  if ('mailbox' in command && 'mailbox' in response && response.mailbox !== undefined && response.type !== 'esearch')
    return isSameMailbox(command.mailbox, response.mailbox)
  switch (response.type) {
    case 'list':
    case 'lsub':
      return isListed(command, response)
    case 'status':
      return command.verb === 'list' && hasReturn(command, 'STATUS')
    case 'vanished':
      return response.earlier === isEarly(command)
    case 'fetch':
    case 'uidfetch':
      entry.isFetched ??= fetchedBy(command)
      return entry.isFetched(response)
    default:
      return true
  }
}

/** True if a pattern of LIST matches the name. */
function isListed(
  command: CommandBodyInit,
  { mailbox, delimiter }: Extract<Response, { readonly type: 'list' | 'lsub' | 'xlist' }>,
): boolean {
  const patterns = command.verb === 'list' ? command.patterns : 'pattern' in command ? [command.pattern] : []
  const reference = 'reference' in command ? command.reference : ''
  // An empty pattern requests only the delimiter (RFC 9051 6.3.9).
  return patterns.some(pattern => pattern === '' || matchesMailboxPattern(mailbox, reference + pattern, delimiter))
}

const hasReturn = (command: Extract<CommandBodyInit, { readonly verb: 'list' }>, name: string): boolean =>
  command.returnOptions?.some(option => option.name === name) === true

/** True for a command that is answered by VANISHED (EARLIER). */
const isEarly = ({ verb }: CommandBodyInit): boolean => verb === 'fetch' || verb === 'select' || verb === 'examine'
