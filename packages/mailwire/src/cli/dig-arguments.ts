/**
 * The arguments of `mailwire dig`, like BIND's dig: `@server`, `-x address`, a name, a type and a class in any order, and
 * `+options` that `+no` turns off. Options of dig that are not supported are rejected by name, not ignored.
 */
import { dns } from '../index.js'
import { parsePort, UsageError } from './shared.js'

/** What is asked, of whom, and what of the answer is shown. */
export interface DigArguments {
  server: string | undefined
  port: number
  name: string
  type: string
  class: string
  tcp: boolean
  /** Take a truncated answer as it is. */
  ignoreTruncation: boolean
  recurse: boolean
  checkingDisabled: boolean
  authenticData: boolean
  edns: boolean
  dnssec: boolean
  bufferSize: number
  id: number | undefined
  /** Seconds to wait for each try. */
  time: number
  tries: number
  short: boolean
  json: boolean
  show: {
    command: boolean
    comments: boolean
    question: boolean
    answer: boolean
    authority: boolean
    additional: boolean
    statistics: boolean
    multiline: boolean
  }
}

export const digHelp = `Usage: mailwire dig [@server] [-p port] [name] [type] [class] [+option ...]

Asks a name server, and prints the answer as dig does. Without @server the first server
of the system's configuration is asked; without a name, the root's NS records.

  @server          address or name of the server
  -p port          its port (53)
  -x address       the name of an address: a PTR question in in-addr.arpa or ip6.arpa
  -q name, -t type, -c class   where name, type or class could be mistaken
  --json, +json    the whole message as JSON
  --help           this text

  +[no]tcp, +[no]vc       ask over TCP (+notcp)
  +[no]ignore             show a truncated answer instead of asking again over TCP
  +[no]recurse, +[no]rdflag   ask for recursion (on)
  +[no]adflag, +[no]cdflag    set AD, CD (off)
  +[no]edns[=0]           send an OPT record (on);  +bufsize=N its UDP size (4096)
  +[no]dnssec, +[no]do    ask for DNSSEC records (off)
  +qid=N                  the ID of the message
  +time=S, +tries=N       seconds for each try (5), and how many (3)
  +[no]short              the data of the answers only
  +[no]multiline          long records over several lines
  +[no]all, +[no]comments, +[no]question, +[no]answer, +[no]authority,
  +[no]additional, +[no]stats, +[no]cmd      what is shown

Exit status: 0 for an answer, whatever it says; 2 for wrong arguments and when no server
answered (dig says 9 there).
`

/** Options with a `+no` form, each with the words it goes by. */
const switches: Record<string, (args: DigArguments, on: boolean) => void> = {
  tcp: (args, on) => (args.tcp = on),
  vc: (args, on) => (args.tcp = on),
  ignore: (args, on) => (args.ignoreTruncation = on),
  recurse: (args, on) => (args.recurse = on),
  rec: (args, on) => (args.recurse = on),
  rdflag: (args, on) => (args.recurse = on),
  adflag: (args, on) => (args.authenticData = on),
  cdflag: (args, on) => (args.checkingDisabled = on),
  edns: (args, on) => (args.edns = on),
  dnssec: (args, on) => (args.dnssec = on),
  do: (args, on) => (args.dnssec = on),
  short: (args, on) => (args.short = on),
  json: (args, on) => (args.json = on),
  multiline: (args, on) => (args.show.multiline = on),
  multi: (args, on) => (args.show.multiline = on),
  cmd: (args, on) => (args.show.command = on),
  comments: (args, on) => (args.show.comments = on),
  question: (args, on) => (args.show.question = on),
  answer: (args, on) => (args.show.answer = on),
  authority: (args, on) => (args.show.authority = on),
  additional: (args, on) => (args.show.additional = on),
  stats: (args, on) => (args.show.statistics = on),
  all: (args, on) => {
    for (const part of ['command', 'comments', 'question', 'answer', 'authority', 'additional', 'statistics'] as const)
      args.show[part] = on
  },
}

/** Options with a number: the range that it must be in. */
const numbers: Record<string, { min: number; max: number; set: (args: DigArguments, value: number) => void }> = {
  bufsize: { min: 0, max: 65_535, set: (args, value) => (args.bufferSize = value) },
  qid: { min: 0, max: 65_535, set: (args, value) => (args.id = value) },
  time: { min: 1, max: 3600, set: (args, value) => (args.time = value) },
  timeout: { min: 1, max: 3600, set: (args, value) => (args.time = value) },
  tries: { min: 1, max: 100, set: (args, value) => (args.tries = value) },
  retry: { min: 0, max: 99, set: (args, value) => (args.tries = value + 1) },
}

/** Parses the arguments of `mailwire dig`. @throws {@link UsageError} */
export function parseDigArguments(words: readonly string[]): DigArguments {
  const args: DigArguments = {
    server: undefined,
    port: 53,
    name: '',
    type: '',
    class: '',
    tcp: false,
    ignoreTruncation: false,
    recurse: true,
    checkingDisabled: false,
    authenticData: false,
    edns: true,
    dnssec: false,
    bufferSize: 4096,
    id: undefined,
    time: 5,
    tries: 3,
    short: false,
    json: false,
    show: {
      command: true,
      comments: true,
      question: true,
      answer: true,
      authority: true,
      additional: true,
      statistics: true,
      multiline: false,
    },
  }
  const rest = [...words]
  const valueFor = (option: string, attached: string): string => {
    const value = attached !== '' ? attached : rest.shift()
    if (value === undefined) throw new UsageError(`${option} needs a value`)
    return value
  }
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word.startsWith('@') && word.length > 1) args.server = word.slice(1)
    else if (word === '--json') args.json = true
    else if (word.startsWith('+')) readPlusOption(args, word)
    else if (/^-[pxqtc]/.test(word)) {
      const option = word.slice(0, 2)
      const value = valueFor(option, word.slice(2))
      if (option === '-p') args.port = parsePort(value, '-p')
      else if (option === '-q') args.name = value
      else if (option === '-t') args.type = typeNamed(value) ?? refuse(`unknown record type ${JSON.stringify(value)}`)
      else if (option === '-c') args.class = classNamed(value) ?? refuse(`unknown class ${JSON.stringify(value)}`)
      else {
        args.name = dns.reverseName(value)
        args.type ||= 'PTR'
      }
    } else if (word.startsWith('-') && word.length > 1) refuse(`unknown option ${JSON.stringify(word)}`)
    else if (args.type === '' && typeNamed(word) !== undefined) args.type = typeNamed(word)!
    else if (args.class === '' && classNamed(word) !== undefined) args.class = classNamed(word)!
    else if (args.name === '') args.name = word
    else refuse(`one name at a time: ${JSON.stringify(args.name)} and ${JSON.stringify(word)} were given`)
  }
  args.type ||= args.name === '' ? 'NS' : 'A'
  args.class ||= 'IN'
  args.name ||= '.'
  return args
}

function readPlusOption(args: DigArguments, word: string): void {
  const [name = '', value] = word.slice(1).toLowerCase().split('=', 2)
  const number = numbers[name]
  if (number !== undefined) {
    const given = value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) : Number.NaN
    if (!(given >= number.min && given <= number.max)) refuse(`+${name} takes a number from ${number.min} to ${number.max}`)
    number.set(args, given)
    return
  }
  const on = !name.startsWith('no')
  const change = switches[on ? name : name.slice(2)]
  if (change === undefined || (value !== undefined && !(name === 'edns' && value === '0')))
    refuse(`unknown option ${JSON.stringify(word)}`)
  change(args, on)
}

const typeNamed = (word: string): string | undefined => (dns.typeCode(word) === undefined ? undefined : word.toUpperCase())
const classNamed = (word: string): string | undefined => (dns.classCode(word) === undefined ? undefined : word.toUpperCase())

function refuse(message: string): never {
  throw new UsageError(message)
}
