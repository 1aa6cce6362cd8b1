/**
 * Where a response may hold literals (RFC 9051 7.1): text for people holds none, whatever it ends with, but the value of a response code before
 * it may (BADCHARSET). The framer asks this of the first line of a response.
 */
import { ATOM, classes, TAG } from '../grammar/classes.js'
import type { LiteralPlaces } from '../grammar/frame.js'
import { codeWords } from './code/code.js'
import { statusWords } from './status.js'

const SP = 0x20

/** Of a first line. */
export function responseLiterals(bytes: Uint8Array, start: number, end: number): LiteralPlaces {
  let at = start
  while (at < end && bytes[at] === 0) at++
  if (bytes[at] === 0x2b) return 'nowhere'
  if (bytes[at] === 0x2a) at++
  else while (at < end && (classes[bytes[at]!]! & TAG) !== 0) at++
  at = behindSpaces(bytes, at, end)
  const word = runEnd(bytes, at, end)
  if (statusWords.find(bytes, at, word) === undefined && bytes[at] !== 0x5b) return 'anywhere'
  at = behindSpaces(bytes, word, end)
  if (bytes[at] !== 0x5b) return 'nowhere'
  const name = at + 1
  const code = codeWords.find(bytes, name, runEnd(bytes, name, end))
  const value = name + (code?.name.length ?? 0)
  const isList = bytes[value] === SP && bytes[value + 1] === 0x28
  return code?.hasStrings === true && isList && staysInCode(bytes, value, end) ? 'in-code' : 'nowhere'
}

/** True where a line that begins inside a response code ends inside it: no bracket closes it but in quotes. */
export function staysInCode(bytes: Uint8Array, start: number, end: number): boolean {
  let isQuoted = false
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    if (byte === 0x22) isQuoted = !isQuoted
    else if (isQuoted && byte === 0x5c) at++
    else if (!isQuoted && byte === 0x5d) return false
  }
  return true
}

function runEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && (classes[bytes[at]!]! & ATOM) !== 0) at++
  return at
}

function behindSpaces(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && bytes[at] === SP) at++
  return at
}
