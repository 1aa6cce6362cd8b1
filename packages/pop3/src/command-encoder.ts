/** Commands to their bytes: the one way by which a client's words reach the wire. */
import { encodeBase64, encodeText, upperAscii } from '@mailwire/bytes'
import { type Command, DIGEST, isKeyword, MECHANISM } from './command.js'
import { fail } from './error.js'
import { bytesOf, fieldsOf, textOf, wholeNumber } from './values.js'

/** A command as it is written. */
export interface CheckedCommand {
  /** A copy of what was checked, so that nothing changes it afterwards. */
  readonly command: Command
  /** The line, with CRLF. */
  readonly bytes: Uint8Array
}

/**
 * The bytes of a command, with CRLF.
 *
 * @throws {@link Pop3Error} `bad-command` for an argument that its grammar does not allow, CR, LF and NUL above all; `bad-number`;
 * `bad-value` for a verb that this package does not know and for values of the wrong type; `bad-text` for a lone surrogate that stands
 * for no byte; before anything is written
 *
 * @example
 * new TextDecoder().decode(encodeCommand({ verb: 'top', message: 1, lines: 10 })) // => 'TOP 1 10\r\n'
 */
export const encodeCommand = (command: Command): Uint8Array => checkCommand(command).bytes

/** A command with its bytes; each property of what was given is read once. */
export function checkCommand(input: Command): CheckedCommand {
  const fields = fieldsOf(input, 'encode command')
  const { verb } = fields
  const write = typeof verb === 'string' && Object.hasOwn(writers, verb) ? writers[verb as Command['verb']] : undefined
  if (write === undefined) return fail('bad-value', 0, 'encode command: not the verb of a command')
  const [command, ...words] = write(fields, verb as string)
  return { command, bytes: encodeText(`${words.join(' ')}\r\n`, fail) }
}

type Fields = Readonly<Record<string, unknown>>
/** The copy of a command, and the words of its line. */
type Written = readonly [command: Command, ...words: string[]]
type Writer = (fields: Fields, verb: string) => Written

const alone: Writer = (_, verb) => [{ verb: verb as 'stat' }, upperAscii(verb)]

const ofMessage: Writer = ({ message }, verb) => {
  const number = messageNumber(message)
  return [{ verb: verb as 'retr', message: number }, upperAscii(verb), String(number)]
}

const ofAnyMessage: Writer = ({ message }, verb) =>
  message === undefined ? [{ verb: verb as 'list', message: undefined }, upperAscii(verb)] : ofMessage({ message }, verb)

/** What each verb writes. A verb without a row is never written. */
const writers: Readonly<Record<Command['verb'], Writer>> = {
  user: fields => {
    const name = nameOf(fields.name, 'USER')
    return [{ verb: 'user', name }, 'USER', name]
  },
  pass: fields => {
    const password = printing(fields.password, 'PASS')
    return [{ verb: 'pass', password }, 'PASS', password]
  },
  apop: fields => {
    const name = nameOf(fields.name, 'APOP')
    const digest = textOf(fields.digest, 'encode APOP')
    if (!DIGEST.test(digest)) fail('bad-command', 0, 'encode APOP: the digest is not 32 lower-case hex digits')
    return [{ verb: 'apop', name, digest }, 'APOP', name, digest]
  },
  auth: ({ mechanism, initialResponse }) => {
    const response = initialResponse === undefined ? undefined : bytesOf(initialResponse, 'encode AUTH').slice()
    if (mechanism === undefined) {
      if (response !== undefined) fail('bad-command', 0, 'encode AUTH: an initial response without a mechanism')
      return [{ verb: 'auth', mechanism: undefined, initialResponse: undefined }, 'AUTH']
    }
    const name = upperAscii(textOf(mechanism, 'encode AUTH'))
    if (!MECHANISM.test(name)) fail('bad-command', 0, 'encode AUTH: not a mechanism name')
    const command: Command = { verb: 'auth', mechanism: name, initialResponse: response }
    if (response === undefined) return [command, 'AUTH', name]
    return [command, 'AUTH', name, response.length === 0 ? '=' : encodeBase64(response)]
  },
  list: ofAnyMessage,
  uidl: ofAnyMessage,
  retr: ofMessage,
  dele: ofMessage,
  top: fields => {
    const message = messageNumber(fields.message)
    const lines = wholeNumber(fields.lines, 0, 'bad-number', 'encode TOP')
    return [{ verb: 'top', message, lines }, 'TOP', String(message), String(lines)]
  },
  lang: ({ tag }) => {
    if (tag === undefined) return [{ verb: 'lang', tag: undefined }, 'LANG']
    const language = word(tag, 'LANG')
    return [{ verb: 'lang', tag: language }, 'LANG', language]
  },
  unknown: ({ name: keyword, argument }) => {
    const name = textOf(keyword, 'encode command')
    if (!/^[!-~]+$/.test(name) || isKeyword(upperAscii(name)))
      fail('bad-command', 0, 'encode command: not the keyword of an unknown command')
    if (argument === undefined) return [{ verb: 'unknown', name, argument: undefined }, name]
    const text = trimmed(argument, 'command')
    return [{ verb: 'unknown', name, argument: text }, name, text]
  },
  stat: alone,
  noop: alone,
  rset: alone,
  quit: alone,
  capa: alone,
  stls: alone,
  utf8: alone,
}

const messageNumber = (value: unknown): number => wholeNumber(value, 1, 'bad-number', 'encode command')

/** Text that is not empty and holds no control character. */
function printing(value: unknown, keyword: string): string {
  const text = textOf(value, `encode ${keyword}`)
  return text === '' || /[\0-\x1f\x7f]/.test(text)
    ? fail('bad-command', 0, `encode ${keyword}: an argument that is empty or holds a control character`)
    : text
}

/** The same, neither starting nor ending with a space, which a server would take for one too many. */
function trimmed(value: unknown, keyword: string): string {
  const text = printing(value, keyword)
  return text.startsWith(' ') || text.endsWith(' ')
    ? fail('bad-command', 0, `encode ${keyword}: an argument that starts or ends with a space`)
    : text
}

/** A mailbox name, which may hold spaces. */
const nameOf = trimmed

/** One argument of those that are apart by spaces. */
function word(value: unknown, keyword: string): string {
  const text = printing(value, keyword)
  return text.includes(' ') ? fail('bad-command', 0, `encode ${keyword}: a space in the argument`) : text
}
