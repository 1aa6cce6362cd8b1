/** Commands (RFC 5321 4.1.1, RFC 3207 4, RFC 4954 4): a verb in either case, its argument, CRLF. */
import {
  CR,
  decodeBase64,
  encodeBase64,
  encodeText,
  isWellFormed,
  LF,
  octetClass,
  Scanner,
  SP,
  upperAscii,
} from '@mailwire/bytes'
import { fail, type SmtpErrorCode } from './error.js'
import {
  decodeXtext,
  encodeXtext,
  esmtpParams,
  formatMailParameters,
  formatRcptParameters,
  type MailParameters,
  mailParameters,
  type RcptParameters,
} from './parameters.js'
import {
  domain,
  domainOrLiteral,
  formatPath,
  type Line,
  type Mailbox,
  type Path,
  parseDomain,
  path,
  type SmtpWarningCode,
} from './path.js'

/** Something that the grammar does not allow and that was read all the same. */
export interface SmtpWarning {
  readonly code: SmtpWarningCode
  readonly offset: number
}

/** What every decoded command has besides its arguments; `encodeCommand` ignores it. */
interface Decoded {
  readonly warnings?: readonly SmtpWarning[] | undefined
}

/** A command by its verb. */
export type Command = Decoded &
  (
    | { readonly verb: 'ehlo' | 'helo' | 'lhlo'; readonly domain: string }
    /** `null` is the empty path, from which bounces come. */
    | { readonly verb: 'mail'; readonly reversePath: Path | null; readonly parameters: MailParameters }
    | { readonly verb: 'rcpt'; readonly forwardPath: Path; readonly parameters: RcptParameters }
    | { readonly verb: 'data' | 'rset' | 'quit' | 'starttls' | 'turn' }
    /** `size` octets follow the line; `last` where they are the end of the message (RFC 3030 2). */
    | { readonly verb: 'bdat'; readonly size: number; readonly last: boolean }
    /** Content to be fetched by the server (RFC 4468 3). */
    | { readonly verb: 'burl'; readonly url: string; readonly last: boolean }
    /** A domain, `@domain` with what is below it, or `#queue` (RFC 1985 5.2). */
    | { readonly verb: 'etrn'; readonly argument: string }
    /** No domains: all that the client may have (RFC 2645 5.2.1). */
    | { readonly verb: 'atrn'; readonly domains: readonly string[] }
    | { readonly verb: 'xclient' | 'xforward'; readonly attributes: readonly ClientAttribute[] }
    | { readonly verb: 'vrfy' | 'expn'; readonly argument: string }
    | { readonly verb: 'noop' | 'help'; readonly argument: string | undefined }
    | { readonly verb: 'auth'; readonly mechanism: string; readonly initialResponse: Uint8Array | undefined }
    /** A verb that this package does not know; `argument` is what follows it. */
    | { readonly verb: 'unknown'; readonly name: string; readonly argument: string | undefined }
  )

/** What a proxy says of its client; `value` is `undefined` where it does not know it. */
export interface ClientAttribute {
  /** Upper case. */
  readonly name: string
  readonly value: string | undefined
}

/** A command as `encodeCommand` takes it: paths without a source route, and parameters, may be left out. */
export type CommandInit =
  | Exclude<Command, { verb: 'mail' | 'rcpt' }>
  | {
      readonly verb: 'mail'
      readonly reversePath: Path | Mailbox | null
      readonly parameters?: MailParameters | undefined
      readonly warnings?: readonly SmtpWarning[] | undefined
    }
  | {
      readonly verb: 'rcpt'
      readonly forwardPath: Path | Mailbox
      readonly parameters?: RcptParameters | undefined
      readonly warnings?: readonly SmtpWarning[] | undefined
    }

/** What a verb is called. */
export type Verb = Command['verb']

export interface CommandOptions {
  /** Accepts the grammar of RFC 5321 and nothing else, but for blanks at the end of a line (4.1.1). */
  readonly strict?: boolean | undefined
  /** Where the line stands in its stream; added to the offsets of errors. */
  readonly origin?: number | undefined
}

interface Context {
  readonly line: Line
  readonly warn: ((code: SmtpWarningCode) => void) | undefined // undefined: strict
}

const VERB: Uint8Array = /* @__PURE__ */ octetClass(octet => octet > 0x20 && octet < 0x7f)
const WORD: Uint8Array = /* @__PURE__ */ octetClass(octet => octet > 0x20 && octet !== 0x7f)

/** The grammar of what follows each verb, from the space on. */
const grammars: Readonly<Record<string, (context: Context) => Command>> = {
  EHLO: context => ({ verb: 'ehlo', domain: heloDomain(context, 'EHLO') }),
  HELO: context => ({ verb: 'helo', domain: heloDomain(context, 'HELO') }),
  LHLO: context => ({ verb: 'lhlo', domain: heloDomain(context, 'LHLO') }),
  MAIL: context => {
    const { line } = context
    const reversePath = pathAfter(context, 'MAIL', 'FROM:')
    const start = line.pos
    return { verb: 'mail', reversePath, parameters: mailParameters(parameters(context), line.origin + start) }
  },
  RCPT: context => {
    const start = context.line.pos
    const forwardPath = pathAfter(context, 'RCPT', 'TO:')
    if (forwardPath === null) return context.line.fail('bad-path', 'decode RCPT: the empty path receives nothing', start)
    return { verb: 'rcpt', forwardPath, parameters: { unknown: parameters(context) } }
  },
  DATA: () => ({ verb: 'data' }),
  RSET: () => ({ verb: 'rset' }),
  QUIT: () => ({ verb: 'quit' }),
  STARTTLS: () => ({ verb: 'starttls' }),
  TURN: () => ({ verb: 'turn' }),
  BDAT: ({ line }) => ({ verb: 'bdat', size: line.number('bad-chunk', 'BDAT'), last: lastMark(line, 'bad-chunk', 'BDAT') }),
  BURL: ({ line }) => ({ verb: 'burl', url: word(line, 'BURL'), last: lastMark(line, 'bad-command', 'BURL') }),
  ETRN: ({ line }) => ({ verb: 'etrn', argument: word(line, 'ETRN') }),
  ATRN: ({ line }) => ({ verb: 'atrn', domains: line.atEnd ? [] : domains(line) }),
  XCLIENT: ({ line }) => ({ verb: 'xclient', attributes: attributes(line, 'XCLIENT') }),
  XFORWARD: ({ line }) => ({ verb: 'xforward', attributes: attributes(line, 'XFORWARD') }),
  VRFY: ({ line }) => ({ verb: 'vrfy', argument: text(line, 'VRFY') }),
  EXPN: ({ line }) => ({ verb: 'expn', argument: text(line, 'EXPN') }),
  NOOP: ({ line }) => ({ verb: 'noop', argument: line.atEnd ? undefined : text(line, 'NOOP') }),
  HELP: ({ line }) => ({ verb: 'help', argument: line.atEnd ? undefined : text(line, 'HELP') }),
  AUTH: ({ line }) => {
    const mechanism = upperAscii(word(line, 'AUTH'))
    if (!/^[A-Z0-9_-]{1,20}$/.test(mechanism)) line.fail('bad-command', 'decode AUTH: not a mechanism name')
    if (line.atEnd) return { verb: 'auth', mechanism, initialResponse: undefined }
    const initial = word(line, 'AUTH')
    return {
      verb: 'auth',
      mechanism,
      initialResponse: initial === '=' ? new Uint8Array(0) : decodeBase64(initial, fail, line.origin + line.pos - initial.length),
    }
  },
}

/**
 * A command from its line, with or without CRLF.
 *
 * By default what clients are known to send is taken and reported in `warnings`; a verb that is merely unknown gives
 * `verb: 'unknown'`.
 *
 * @throws {@link SmtpError} `bad-command`, `bad-path`, `bad-parameter`, `bad-base64`, with the offset in the line and a
 * `suggestedReply`
 *
 * @example
 * decodeCommand(new TextEncoder().encode('RCPT TO:<someone@some.domain>\r\n')).forwardPath.domain // => 'some.domain'
 */
export function decodeCommand(bytes: Uint8Array, options: CommandOptions = {}): Command {
  const terminated = bytes.length >= 2 && bytes[bytes.length - 2] === CR && bytes[bytes.length - 1] === LF
  return decodeCommandLine(bytes, 0, terminated ? bytes.length - 2 : bytes.length, options)
}

/** The same between two offsets, without a line end. */
export function decodeCommandLine(
  bytes: Uint8Array,
  start: number,
  end: number,
  { strict = false, origin = 0 }: CommandOptions,
): Command {
  for (let at = start; at < end; at++) {
    const octet = bytes[at]!
    if (octet < 0x20 ? octet !== 0x09 : octet === 0x7f)
      fail(
        octet === 0 ? 'nul' : octet === CR ? 'bare-cr' : 'bad-text',
        origin + at - start,
        'decode command: a control character in the line',
      )
  }
  let stop = end
  while (stop > start && (bytes[stop - 1] === SP || bytes[stop - 1] === 0x09)) stop--
  const line: Line = new Scanner<SmtpErrorCode>(bytes, fail, start, stop, origin - start)
  const warnings: SmtpWarning[] = []
  const warn = strict ? undefined : (code: SmtpWarningCode): void => void warnings.push({ code, offset: line.origin + line.pos })
  if (stop < end) warnings.push({ code: 'trailing-space', offset: origin + stop - start })
  const verb = upperAscii(line.run(VERB))
  if (verb === '' || (!line.atEnd && line.peek() !== SP))
    line.fail('bad-text', `decode command: a verb expected, ${line.shown()} found`)
  const grammar = Object.hasOwn(grammars, verb) ? grammars[verb] : undefined
  const hasArgument = line.skip(SP)
  if (grammar === undefined) return { verb: 'unknown', name: verb, argument: hasArgument ? line.rest() : undefined, warnings }
  if (hasArgument && warn !== undefined && line.peek() === SP) {
    warn('extra-space')
    while (line.skip(SP));
  }
  const command = grammar({ line, warn })
  if (!line.atEnd) line.fail('bad-command', `decode ${verb}: the end expected, ${line.shown()} found`)
  return { ...command, warnings }
}

/** `( Domain / address-literal )`; clients are known to send names that are neither. */
function heloDomain({ line, warn }: Context, verb: string): string {
  const start = line.pos
  if (line.atEnd) line.fail('bad-command', `decode ${verb}: a domain expected, the end found`)
  try {
    const found = domainOrLiteral(line)
    if (line.atEnd) return found
  } catch (error) {
    if (warn === undefined) throw error
  }
  if (warn === undefined) return line.fail('bad-path', `decode ${verb}: the end expected, ${line.shown()} found`)
  line.pos = start
  warn('loose-domain')
  return word(line, verb)
}

/** `"FROM:" Reverse-path` and `"TO:" Forward-path` */
function pathAfter({ line, warn }: Context, verb: string, keyword: string): Path | null {
  const given = line.bytes.subarray(line.pos, Math.min(line.pos + keyword.length, line.end))
  if (upperAscii(String.fromCharCode(...given)) !== keyword) line.fail('bad-command', `decode ${verb}: ${keyword} expected`)
  line.pos += keyword.length
  if (warn !== undefined && line.peek() === SP) {
    warn('space-after-colon')
    while (line.skip(SP));
  }
  return path(line, warn)
}

const parameters = ({ line, warn }: Context) => esmtpParams(line, warn === undefined ? undefined : () => warn('extra-space'))

/** `[SP "LAST"]` */
function lastMark(line: Line, code: SmtpErrorCode, verb: string): boolean {
  if (line.atEnd) return false
  line.space(code, `decode ${verb}`)
  return upperAscii(line.run(WORD)) === 'LAST' || line.fail(code, `decode ${verb}: LAST or nothing expected`)
}

/** `domain *("," domain)` (RFC 2645 5.2.1) */
function domains(line: Line): string[] {
  const found: string[] = []
  do found.push(domain(line))
  while (line.skip(0x2c))
  return found
}

/** `1*(SP attribute-name "=" attribute-value)` */
function attributes(line: Line, verb: string): ClientAttribute[] {
  const found: ClientAttribute[] = []
  for (;;) {
    const start = line.pos
    const [, name, value] = /^([!-<>-~]+)=([!-~]+)$/.exec(word(line, verb)) ?? []
    if (name === undefined) return line.fail('bad-command', `decode ${verb}: name=value expected`, start)
    found.push({
      name: upperAscii(name),
      value: upperAscii(value!) === '[UNAVAILABLE]' ? undefined : decodeXtext(value!, line.origin + start),
    })
    if (line.atEnd) return found
    line.space('bad-command', `decode ${verb}`)
  }
}

/** Everything that is left, which must be there and be text. */
function text(line: Line, verb: string): string {
  if (line.atEnd) line.fail('bad-command', `decode ${verb}: an argument expected, the end found`)
  const start = line.pos
  const found = line.rest()
  return isWellFormed(found) ? found : line.fail('bad-command', `decode ${verb}: not UTF-8`, start)
}

function word(line: Line, verb: string): string {
  line.skip(SP)
  const found = line.text(WORD)
  return found === '' ? line.fail('bad-command', `decode ${verb}: an argument expected, ${line.shown()} found`) : found
}

/**
 * The octets of a command, with CRLF.
 *
 * @throws {@link SmtpError} `bad-command`, `bad-path`, `bad-parameter` for anything that its grammar does not allow, CR, LF and NUL above
 * all; before an octet is written
 */
export const encodeCommand = (command: CommandInit): Uint8Array => encodeText(`${commandText(command)}\r\n`, fail)

function commandText(command: CommandInit): string {
  switch (command.verb) {
    case 'ehlo':
    case 'helo':
    case 'lhlo':
      return `${command.verb.toUpperCase()} ${parseDomain(command.domain)}`
    case 'mail':
      return `MAIL FROM:${formatPath(command.reversePath)}${formatMailParameters(command.parameters ?? {})}`
    case 'rcpt':
      return `RCPT TO:${formatPath(command.forwardPath)}${formatRcptParameters(command.parameters ?? {})}`
    case 'vrfy':
    case 'expn':
    case 'noop':
    case 'help':
      return command.verb.toUpperCase() + (command.argument === undefined ? '' : ` ${printable(command.argument, command.verb)}`)
    case 'auth': {
      if (!/^[A-Z0-9_-]{1,20}$/i.test(command.mechanism)) fail('bad-command', 0, 'encode AUTH: not a mechanism name')
      const { initialResponse } = command
      return `AUTH ${upperAscii(command.mechanism)}${initialResponse === undefined ? '' : initialResponse.length === 0 ? ' =' : ` ${encodeBase64(initialResponse)}`}`
    }
    case 'bdat':
      if (!Number.isSafeInteger(command.size) || command.size < 0) fail('bad-command', 0, 'encode BDAT: not a size')
      return `BDAT ${command.size}${command.last ? ' LAST' : ''}`
    case 'burl':
      if (!/^[!-~]+$/.test(command.url)) fail('bad-command', 0, 'encode BURL: not a URL')
      return `BURL ${command.url}${command.last ? ' LAST' : ''}`
    case 'etrn':
      if (!/^[!-~]+$/.test(command.argument)) fail('bad-command', 0, 'encode ETRN: neither a domain nor a queue')
      return `ETRN ${command.argument}`
    case 'atrn':
      return command.domains.length === 0 ? 'ATRN' : `ATRN ${command.domains.map(parseDomain).join(',')}`
    case 'xclient':
    case 'xforward':
      if (command.attributes.length === 0) fail('bad-command', 0, `encode ${command.verb}: no attribute`)
      return command.verb.toUpperCase() + command.attributes.map(one => ` ${attributeText(one)}`).join('')
    case 'unknown':
      if (!/^[!-~]{1,40}$/.test(command.name) || Object.hasOwn(grammars, upperAscii(command.name)))
        fail('bad-command', 0, 'encode command: not the verb of an unknown command')
      return command.name + (command.argument === undefined ? '' : ` ${printable(command.argument, command.verb)}`)
    default:
      return command.verb.toUpperCase()
  }
}

function attributeText({ name, value }: ClientAttribute): string {
  if (!/^[A-Z][A-Z0-9]*$/.test(name) || value === '') fail('bad-command', 0, 'encode attribute: not a name and a value')
  return `${name}=${value === undefined ? '[UNAVAILABLE]' : encodeXtext(value)}`
}

function printable(argument: string, verb: string): string {
  if (argument.trim() === '' || argument !== argument.trim() || /[\0-\x08\x0a-\x1f\x7f]/.test(argument))
    fail('bad-command', 0, `encode ${verb}: an argument that is empty, ends in blanks or holds a control character`)
  return argument
}
