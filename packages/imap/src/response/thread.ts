/** THREAD (RFC 5256 4): messages as answers to each other. It is read and written without recursion. */
import { SP } from '@mailwire/bytes'
import { fail } from '../error.js'
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { maxDepth } from '../limits.js'
import { fieldsOf, listOf } from '../values.js'
import { type Report, type ResponseRule, report } from './rule.js'

/** A thread, or a branch of one. */
export interface Thread {
  /** Message numbers, or unique identifiers: each is the parent of the next. None where the parent of all `branches` is not among them. */
  readonly messages: readonly number[]
  /** What answers the last of `messages`, where it is more than one message. */
  readonly branches: readonly Thread[]
}

/** THREAD (RFC 5256 4): the threads of what was found. */
export interface ThreadResponse {
  readonly type: 'thread'
  readonly threads: readonly Thread[]
}

interface OpenThread extends Thread {
  readonly branches: Thread[]
}

const LPAREN = 0x28
const RPAREN = 0x29

/** `thread-data = "THREAD" [SP 1*thread-list]`, in which `thread-list = "(" (thread-members / thread-nested) ")"` */
function threadData(reader: Reader): ThreadResponse & Report {
  const threads: Thread[] = []
  const open: OpenThread[] = []
  if (!reader.atEnd) reader.space()
  if (reader.atEnd && reader.bytes[reader.pos - 1] === SP) reader.warn('extra-space')
  while (!reader.atEnd) {
    const outer = open.at(-1)
    const byte = reader.peek()
    if (byte === LPAREN) {
      const thread = beginThread(reader, open.length + 1)
      ;(outer?.branches ?? threads).push(thread)
      open.push(thread)
    } else if (byte === RPAREN && outer !== undefined) {
      checkThread(reader, outer)
      reader.pos++
      open.pop()
    } else if (byte === SP) reader.extraSpaces()
    else reader.refuse('a thread')
  }
  if (open.length > 0) reader.refuse("')'")
  return { type: 'thread', threads, ...report(reader) }
}

/** `"("`, and the numbers of `thread-members = nz-number *(SP nz-number) [SP thread-nested]` */
function beginThread(reader: Reader, depth: number): OpenThread {
  const { threadDepth } = reader.limits
  if (depth > threadDepth) reader.fail('too-deep', `parse: more than ${threadDepth} nested threads (limits.threadDepth)`)
  reader.countMember()
  reader.pos++
  reader.extraSpaces()
  const messages: number[] = []
  while (reader.peek() !== LPAREN && reader.peek() !== RPAREN) {
    messages.push(reader.nzNumber())
    if (reader.peek() === RPAREN) break
    reader.space()
    if (reader.peek() === RPAREN) reader.warn('extra-space', reader.pos - 1)
  }
  return { messages, branches: [] }
}

/** `thread-nested = 2*thread-list`: one branch alone is a deviation, and so is a thread of nothing. */
function checkThread(reader: Reader, { messages, branches }: Thread): void {
  if (branches.length === 1) reader.warn('single-branch')
  if (messages.length + branches.length === 0) reader.warn('empty-list')
}

const ACTION = 'encode THREAD'

function encodeThreads(writer: ImapWriter, { threads }: ThreadResponse): void {
  const roots = listOf(threads, ACTION)
  writer.raw(roots.length === 0 ? 'THREAD' : 'THREAD ')
  const open = [{ threads: roots, next: 0 }]
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    if (level.next === level.threads.length) {
      open.pop()
      if (open.length > 0) writer.raw(')')
      continue
    }
    if (open.length > maxDepth) fail('too-deep', 0, `${ACTION}: more than ${maxDepth} nested threads (limits.threadDepth)`)
    const { messages, branches } = fieldsOf(level.threads[level.next++]!, ACTION)
    open.push({ threads: encodeThread(writer, messages, branches), next: 0 })
  }
}

/** Writes what is before the branches of a thread; gives the branches. */
function encodeThread(writer: ImapWriter, messages: Thread['messages'], branches: Thread['branches']): readonly Thread[] {
  let before = '('
  for (const number of listOf(messages, ACTION)) {
    writer.raw(before).number(number, 'THREAD', 0xffff_ffff)
    before = ' '
  }
  const nested = listOf(branches, ACTION)
  if (before === '(' || nested.length > 0) writer.raw(before)
  return nested
}

export const thread: ResponseRule<ThreadResponse> = {
  name: 'THREAD',
  type: 'thread',
  section: 'RFC 5256 4',
  decode: threadData,
  encode: encodeThreads,
}
