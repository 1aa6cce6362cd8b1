/** VRFY, EXPN, HELP and NOOP (RFC 5321 4.1.1.6 to 4.1.1.9, RFC 6531 3.7.4.2): a verb and a string. */
import { isWellFormed } from '@mailwire/bytes'
import { fail, isSmtpError } from '../error.js'
import type { Line } from '../grammar/line.js'
import { atom, quotedString } from '../grammar/path.js'
import { assertString } from '../values.js'
import { type ByVerb, type Grammar, printable } from './grammar.js'

export type TextCommand =
  /** `smtputf8`: the reply may hold UTF-8. */
  | { readonly verb: 'vrfy' | 'expn'; readonly argument: string; readonly smtputf8?: true | undefined }
  | { readonly verb: 'noop' | 'help'; readonly argument: string | undefined }

/** `"VRFY" SP String [SP "SMTPUTF8"]` */
export const vrfy: Grammar<ByVerb<TextCommand, 'vrfy'>> = {
  decode: line => ({ verb: 'vrfy', ...lookup(line, 'decode VRFY'), warnings: line.warnings }),
  encode: command => lookupText('VRFY', command.argument, command.smtputf8),
}

/** `"EXPN" SP String [SP "SMTPUTF8"]` */
export const expn: Grammar<ByVerb<TextCommand, 'expn'>> = {
  decode: line => ({ verb: 'expn', ...lookup(line, 'decode EXPN'), warnings: line.warnings }),
  encode: command => lookupText('EXPN', command.argument, command.smtputf8),
}

/** `"HELP" [SP String]` */
export const help: Grammar<ByVerb<TextCommand, 'help'>> = {
  decode: line => ({ verb: 'help', argument: optional(line, 'decode HELP'), warnings: line.warnings }),
  encode: ({ argument }) => (argument === undefined ? 'HELP' : `HELP ${printable(argument, 'HELP')}`),
}

/** `"NOOP" [SP String]` */
export const noop: Grammar<ByVerb<TextCommand, 'noop'>> = {
  decode: line => ({ verb: 'noop', argument: optional(line, 'decode NOOP'), warnings: line.warnings }),
  encode: ({ argument }) => (argument === undefined ? 'NOOP' : `NOOP ${printable(argument, 'NOOP')}`),
}

const optional = (line: Line, action: string): string | undefined => (line.atEnd ? undefined : text(line, action))

const UTF8_MARK = / SMTPUTF8$/i

function lookup(line: Line, action: string): { argument: string; smtputf8: true | undefined } {
  const argument = text(line, action, UTF8_MARK)
  const smtputf8 = !line.atEnd
  if (smtputf8) line.rest()
  return { argument, smtputf8: smtputf8 ? true : undefined }
}

function lookupText(verb: string, argument: string, smtputf8: true | undefined): string {
  assertString(argument, `encode ${verb}`)
  if (UTF8_MARK.test(argument)) fail('bad-command', 0, `encode ${verb}: the argument ends in SMTPUTF8; set smtputf8 instead`)
  return `${verb} ${printable(argument, verb)}${smtputf8 === true ? ' SMTPUTF8' : ''}`
}

/** `String = Atom / Quoted-string`, up to the end or to `mark`; or any text, as people type it. */
function text(line: Line, action: string, mark?: RegExp): string {
  if (line.atEnd) line.fail('bad-command', `${action}: argument expected, end of line found`)
  const start = line.pos
  const rest = line.remainder(action)
  if (!isWellFormed(rest)) line.fail('bad-command', `${action}: not UTF-8`, start)
  const end = mark?.test(rest) === true ? line.pos - ' SMTPUTF8'.length : line.pos
  line.pos = start
  try {
    const found = line.peek() === 0x22 ? quotedString(line, 'bad-command', action) : atom(line, 'bad-command', action)
    if (line.pos === end && found !== '') return found
  } catch (error) {
    if (!isSmtpError(error)) throw error
  }
  if (!line.takes('loose-argument', start)) line.fail('bad-command', `${action}: one atom or one quoted string expected`)
  line.pos = end
  while (line.pos > start && (line.bytes[line.pos - 1] === 0x20 || line.bytes[line.pos - 1] === 0x09)) line.pos--
  if (line.pos === start) line.fail('bad-command', `${action}: argument expected, blanks found`)
  return line.since(start, 'bad-command', action)
}
