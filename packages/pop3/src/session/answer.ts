/** What a server answers, checked before a byte is written. */
import { encodeText, upperAscii } from '@mailwire/bytes'
import type { Command } from '../command/command.js'
import { fail, Pop3Error } from '../error.js'
import { checkRows } from '../listing-rows.js'
import type { Marks } from './marks.js'

/** Refuses rows that a client could not read, or that are about another message or one that is marked as deleted (RFC 1939 5 and 7). */
export function checkAnswer(command: Command, rows: readonly string[], marks: Marks): void {
  const isOfMessages = command.verb === 'list' || command.verb === 'uidl'
  try {
    checkRows(command, rows)
    if (!isOfMessages) return
    for (const row of rows) {
      const message = Number.parseInt(row, 10)
      if (marks.isDeleted(message)) fail('bad-listing', 0, `parse row: message ${message} is marked as deleted`)
    }
  } catch (error) {
    // The row comes from the caller, so the error is about the call.
    if (!(error instanceof Pop3Error)) throw error
    fail(error.code, 0, `send ${upperAscii(command.verb)}: ${reasonOf(error)}`)
  }
}

/** Rows up to a dot, each dot-stuffed. */
export const encodeRows = (rows: readonly string[]): Uint8Array =>
  encodeText(`${rows.map(row => (row.startsWith('.') ? `.${row}\r\n` : `${row}\r\n`)).join('')}.\r\n`, fail)

/** The reason in an error's message, for the client to read. */
export const reasonOf = (error: Pop3Error): string => error.message.slice(error.message.indexOf(': ') + 2)
