/** Mutants that change nothing that a test could see, each with its reason. At most one in twenty is one. */

export interface Equivalent {
  /** Below packages/. */
  readonly file: string
  /** The line that the mutant begins in, without its indentation. */
  readonly line: string
  readonly becomes: string
  /** The text that is changed, where the line has several that become the same. */
  readonly was?: string
  readonly why: string
}

const STRYKER = '"Stryker was here"'
const STRYKER_TEXT = '"Stryker was here!"'
const NO_ELEMENT = 'the element is not one that is read'

const NO_OWNER = 'RDATA has no owner name in it'
const SOONER = 'the plan is computed anew where it would be the same, which costs time'
const EFFECT = 'only this verb has the effect; the type does not say so'
const DROPS = 'any answer but keep and stop drops the entry'
const FASTER = 'the most frequent name is compared before it is looked up, which saves time'
const ONLY_OURS = 'a reader throws no other error'
const PIECES = 'rows are joined in the same order, whatever the size of the pieces'
const FOLLOWS = 'an argument follows: the end was looked for, and spaces before it were skipped'
const FOURS = 'the loop behind it takes the same characters one at a time'

const CAUGHT = 'without partial the error that is caught is thrown again, which costs time'
const NOT_OPTION = 'what is not an option is a TLV; the word is in messages only'

export const equivalents: readonly Equivalent[] = [
  {
    file: 'bytes/src/ascii.ts',
    line: 'for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false',
    becomes: 'at <= a.length',
    why: 'behind the end of both is nothing, which is equal',
  },
  {
    file: 'bytes/src/text.ts',
    line: 'for (; at + 8 <= end; at += 8) {',
    becomes: 'false',
    why: 'the loop behind it looks at each byte, which takes longer',
  },
  {
    file: 'bytes/src/text.ts',
    line: 'for (; at + 8 <= end; at += 8) {',
    becomes: 'at + 8 < end',
    why: 'the loop behind it looks at the last eight',
  },
  {
    file: 'pop3/src/session/mask.ts',
    line: "if (isKnown || secret !== null) this.#afterAuth = secret?.[1]?.toUpperCase() === 'AUTH'",
    becomes: 'secret?.[1].toUpperCase',
    why: 'the group takes part in each match; the type does not say so',
  },
  {
    file: 'pop3/src/session/mask.ts',
    line: 'const [, command, mechanism] = AUTH.exec(text) ?? []',
    becomes: `[${STRYKER}]`,
    why: NO_ELEMENT,
  },
  {
    file: 'pop3/src/listing-kinds.ts',
    line: 'if (last.length < PIECE) return last',
    becomes: 'true',
    why: PIECES,
  },
  {
    file: 'pop3/src/listing-kinds.ts',
    line: 'if (last.length < PIECE) return last',
    becomes: 'false',
    why: PIECES,
  },
  {
    file: 'pop3/src/listing-kinds.ts',
    line: 'if (last.length < PIECE) return last',
    becomes: 'last.length <= PIECE',
    why: PIECES,
  },
  {
    file: 'pop3/src/listing-kinds.ts',
    line: 'if (last.length < PIECE) return last',
    becomes: 'last.length >= PIECE',
    why: PIECES,
  },
  {
    file: 'pop3/src/listing-kinds.ts',
    line: 'default:',
    becomes: 'default:',
    why: 'undefined is what a function without a return gives',
  },
  {
    file: 'pop3/src/listing-rows.ts',
    line: 'default:',
    becomes: 'default:',
    why: 'undefined is what a function without a return gives',
  },
  {
    file: 'pop3/src/listing-rows.ts',
    line: "row.begin('CAPA')",
    becomes: '""',
    why: 'the start of the message is replaced by that of the answer',
  },
  {
    file: 'pop3/src/listing-reader.ts',
    line: 'if (!(error instanceof Pop3Error)) throw error',
    becomes: 'false',
    why: ONLY_OURS,
  },
  {
    file: 'pop3/src/listing-reader.ts',
    line: "if (error instanceof Pop3Error) return { type: 'malformed', rows: [text], error }",
    becomes: 'true',
    why: ONLY_OURS,
  },
  {
    file: 'pop3/src/listing-reader.ts',
    line: 'if (rows === 0) return',
    becomes: 'false',
    why: 'nothing is consumed either way',
  },
  {
    file: 'pop3/src/row.ts',
    line: "#what = ''",
    becomes: STRYKER_TEXT,
    why: 'it is set before a word is read',
  },
  {
    file: 'pop3/src/command/lang.ts',
    line: "const tag = argument(line, 'LANG')",
    becomes: '""',
    why: FOLLOWS,
  },
  {
    file: 'pop3/src/command/login.ts',
    line: "const mechanism = upperAscii(argument(line, 'AUTH'))",
    becomes: '""',
    why: FOLLOWS,
  },
  {
    file: 'pop3/src/plain-rows.ts',
    line: 'while (at < longest - 3 && isIn(bytes[at]!) && isIn(bytes[at + 1]!) && isIn(bytes[at + 2]!) && isIn(bytes[at + 3]!)) at += 4',
    becomes: 'false',
    why: FOURS,
  },
  {
    file: 'pop3/src/plain-rows.ts',
    line: 'while (at < longest - 3 && isIn(bytes[at]!) && isIn(bytes[at + 1]!) && isIn(bytes[at + 2]!) && isIn(bytes[at + 3]!)) at += 4',
    becomes: 'at <= longest - 3',
    why: FOURS,
  },
  {
    file: 'pop3/src/plain-rows.ts',
    line: 'while (at < longest - 3 && isIn(bytes[at]!) && isIn(bytes[at + 1]!) && isIn(bytes[at + 2]!) && isIn(bytes[at + 3]!)) at += 4',
    becomes: 'at >= longest - 3',
    why: FOURS,
  },
  {
    file: 'pop3/src/plain-rows.ts',
    line: 'while (at < longest - 3 && isIn(bytes[at]!) && isIn(bytes[at + 1]!) && isIn(bytes[at + 2]!) && isIn(bytes[at + 3]!)) at += 4',
    becomes: 'at - 1',
    why: 'a space is before the first: the loop ends at once, and the one behind it takes the same characters',
  },
  {
    file: 'smtp/src/session/mask.ts',
    line: 'export function visible(command: Answered, warnings: readonly SmtpWarning[] = []): Uint8Array | undefined {',
    becomes: `[${STRYKER}]`,
    why: 'a warning without the code that is looked for is none',
  },
  {
    file: 'smtp/src/session/mask.ts',
    line: "return LOGIN.test(command.argument ?? '') ? asciiBytes(`${command.verb.toUpperCase()} ***\\r\\n`) : undefined",
    becomes: STRYKER_TEXT,
    why: 'neither text begins like a login',
  },
  {
    file: 'smtp/src/session/mask.ts',
    line: 'default:',
    becomes: 'default:',
    why: 'no command comes there: the type of a new one would be an error',
  },
  {
    file: 'smtp/src/session/command-in.ts',
    line: 'if (!(error instanceof SmtpError)) throw error',
    becomes: 'false',
    why: ONLY_OURS,
  },
  {
    file: 'smtp/src/session/command-in.ts',
    line: 'if (tapped) source.saw(this.#mask.show(command, bytes, start, end))',
    becomes: 'true',
    why: 'without a tap nothing sees the copy, which costs time',
  },
  {
    file: 'smtp/src/session/command-in.ts',
    line: "if (isFirst && command.verb === 'unknown' && isHttpRequest(command.name, command.argument ?? '')) notSmtp()",
    becomes: 'true',
    why: 'a command of another verb has no name, and no method is called undefined',
  },
  {
    file: 'smtp/src/session/command-in.ts',
    line: "if (isFirst && command.verb === 'unknown' && isHttpRequest(command.name, command.argument ?? '')) notSmtp()",
    becomes: STRYKER_TEXT,
    why: 'neither text has a version of HTTP in it',
  },
  {
    file: 'smtp/src/session/command-in.ts',
    line: "const reason = brokenLine('too-long', ofAuth ? authLine : commandLine)",
    becomes: '""',
    why: 'any text but bare-lf stands for a line that is too long',
  },
  {
    file: 'smtp/src/session/pipeline.ts',
    line: "this.#queue.putFirst(outstanding({ verb: 'body-end' }, 'body-end', 'ready'))",
    becomes: '""',
    why: 'the plan is computed anew for one entry more, with the same result',
  },
  {
    file: 'smtp/src/session/pipeline.ts',
    line: 'if (entry?.content !== undefined && this.#stale) {',
    becomes: 'true',
    why: SOONER,
  },
  {
    file: 'smtp/src/session/pipeline.ts',
    line: 'if (entry?.content !== undefined && this.#stale) {',
    becomes: 'entry?.content !== undefined || this.#stale',
    why: SOONER,
  },
  {
    file: 'smtp/src/session/pipeline.ts',
    line: "return 'drop'",
    becomes: '""',
    why: DROPS,
  },
  {
    file: 'smtp/src/session/pipeline.ts',
    line: "if (content !== undefined && !sent && !isAllowed(plan.state, verb)) return 'drop'",
    becomes: '""',
    why: DROPS,
  },
  {
    file: 'smtp/src/session/pipeline.ts',
    line: 'this.#stale = false',
    becomes: 'true',
    why: SOONER,
  },
  {
    file: 'smtp/src/session/pipeline.ts',
    line: 'stopped = entry.planned === plan.state',
    becomes: 'false',
    why: SOONER,
  },
  {
    file: 'smtp/src/session/exchange.ts',
    line: 'if (isSmtpError(error)) return error',
    becomes: 'true',
    why: ONLY_OURS,
  },
  {
    file: 'smtp/src/session/plan.ts',
    line: 'binary: false,',
    becomes: 'true',
    why: 'MAIL sets it before it is read',
  },
  {
    file: 'smtp/src/session/plan.ts',
    line: 'utf8: false,',
    becomes: 'true',
    why: 'MAIL sets it before it is read',
  },
  {
    file: 'smtp/src/session/plan.ts',
    line: "const domainOf = ({ domain = '' }: Mailbox): string => domain.toLowerCase()",
    becomes: STRYKER_TEXT,
    why: 'neither text is a domain',
  },
  {
    file: 'smtp/src/session/queue.ts',
    line: 'if (2 * this.#head < this.#entries.length) return',
    becomes: '2 * this.#head <= this.#entries.length',
    why: 'places are dropped one command later',
  },
  {
    file: 'smtp/src/session/message-out.ts',
    line: '#accepted: (Path | Mailbox)[] = []',
    becomes: `[${STRYKER}]`,
    why: 'MAIL empties it before it is read',
  },
  {
    file: 'smtp/src/session/message-out.ts',
    line: "else if (effect === 'recipient' && command.verb === 'rcpt') this.#accepted.push(command.forwardPath)",
    becomes: 'true',
    why: EFFECT,
  },
  {
    file: 'smtp/src/session/client.ts',
    line: "return this.#state === 'tls' ? afterHandshake : this.#message.isOpen ? 'ready' : this.#state",
    becomes: 'false',
    why: 'nothing is planned between 220 and the handshake',
  },
  {
    file: 'smtp/src/session/client.ts',
    line: "return this.#state === 'tls' ? afterHandshake : this.#message.isOpen ? 'ready' : this.#state",
    becomes: '""',
    why: 'nothing is planned between 220 and the handshake',
  },
  {
    file: 'smtp/src/session/client.ts',
    line: "if (entry === undefined || entry.command.verb === 'body-end') break",
    becomes: 'false',
    why: 'the end of a message was sent already; the type does not say so',
  },
  {
    file: 'smtp/src/session/client.ts',
    line: "if (entry === undefined || entry.command.verb === 'body-end') break",
    becomes: '""',
    why: 'the end of a message was sent already; the type does not say so',
  },
  {
    file: 'smtp/src/session/client.ts',
    line: "if (verb === 'auth') this.#exchange.end()",
    becomes: 'true',
    why: 'no other command is answered in an exchange',
  },
  {
    file: 'smtp/src/session/client.ts',
    line: "if (verb === 'data' && kind === 'intermediate' && this.#isMixed) return this.#outOfStep(verb, code, offset)",
    becomes: 'true',
    why: 'DATA is the only one that comes here with such a code',
  },
  {
    file: 'smtp/src/session/client.ts',
    line: 'if (this.#state !== expected) this.#pipeline.replan()',
    becomes: 'true',
    why: SOONER,
  },
  {
    file: 'smtp/src/session/client.ts',
    line: "const quitting = this.#pipeline.length === 1 && this.awaiting === 'quit'",
    becomes: 'true',
    why: 'nothing can be queued behind QUIT',
  },
  {
    file: 'smtp/src/session/suggest.ts',
    line: 'default:',
    becomes: 'default: // a verb without a case is a type error, never a 250',
    why: 'no command comes there: the type of a new one would be an error',
  },
  {
    file: 'smtp/src/session/message-in.ts',
    line: '#isStarted = false // `body-start` was given',
    becomes: 'true',
    why: 'the beginning of a message sets it before it is read',
  },
  {
    file: 'smtp/src/session/message-in.ts',
    line: "if (effect === 'sender' && command?.verb === 'mail') {",
    becomes: 'true',
    why: EFFECT,
  },
  {
    file: 'smtp/src/session/message-in.ts',
    line: "if (effect === 'sender' && command?.verb === 'mail') {",
    becomes: 'command.verb',
    why: EFFECT,
  },
  {
    file: 'smtp/src/session/message-in.ts',
    line: "} else if (effect === 'recipient' && command?.verb === 'rcpt') {",
    becomes: 'true',
    why: EFFECT,
  },
  {
    file: 'smtp/src/session/message-in.ts',
    line: "} else if (effect === 'recipient' && command?.verb === 'rcpt') {",
    becomes: 'command.verb',
    why: EFFECT,
  },
  {
    file: 'smtp/src/session/message-in.ts',
    line: "if (refuse === undefined && this.#content === undefined) this.#begin(this.isBinary ? 'binary' : 'text')",
    becomes: 'true',
    why: 'the reply to a refused chunk ends what was begun',
  },
  {
    file: 'smtp/src/session/message-in.ts',
    line: "if (refuse === undefined && this.#content === undefined) this.#begin(this.isBinary ? 'binary' : 'text')",
    becomes: '""',
    why: 'any kind but lines and text takes all bytes',
  },
  {
    file: 'smtp/src/session/server.ts',
    line: "if (!mayAnswer(this.#state, cancelled === true ? 'invalid' : verb, reply.code))",
    becomes: '""',
    why: 'what is in no table can only be refused, too',
  },
  {
    file: 'smtp/src/session/transaction.ts',
    line: "if (event.type === 'protocol-error' && event.fatal) {",
    becomes: 'true',
    why: 'no other event has the field',
  },
  {
    file: 'smtp/src/session/transaction.ts',
    line: "const isOwn = command === this.#mail || (verb === 'rcpt' && this.#commands.includes(command))",
    becomes: 'true',
    why: 'the list has no other verb; the type does not say so',
  },
  {
    file: 'dns/src/message/encode.ts',
    line: "message.rcode === undefined || message.rcode === 'NOERROR'",
    was: "message.rcode === 'NOERROR'",
    becomes: 'false',
    why: FASTER,
  },
  {
    file: 'dns/src/message/encode.ts',
    line: "message.rcode === undefined || message.rcode === 'NOERROR'",
    was: "'NOERROR'",
    becomes: '""',
    why: FASTER,
  },
  {
    file: 'dns/src/message/encode.ts',
    line: "opcode === 'QUERY'",
    becomes: 'false',
    why: FASTER,
  },
  {
    file: 'dns/src/message/encode.ts',
    line: "opcode === 'QUERY'",
    becomes: '""',
    why: FASTER,
  },
  {
    file: 'dns/src/message/encode.ts',
    line: 'if (!Array.isArray(records)) checkList(records, `encode ${section} section`)',
    becomes: 'true',
    why: 'the check does the same, and its text is made for nothing',
  },
  {
    file: 'dns/src/message/encode.ts',
    line: 'if (length !== 0) writer.rewind(start)',
    becomes: 'true',
    why: 'going back to where the writer is changes nothing, which costs time',
  },
  {
    file: 'dns/src/message/encode.ts',
    line: 'const rdata = writeRecord(writer, registry, record, type, recordClass, false)',
    becomes: 'true',
    why: 'a record without data was refused before',
  },
  {
    file: 'dns/src/message/records.ts',
    line: "const nameOfClass = (code: number): string => (code === recordClasses.IN ? 'IN' : className(code))",
    becomes: 'false',
    why: FASTER,
  },
  {
    file: 'dns/src/message/records.ts',
    line: "name === undefined || name === 'IN'",
    was: "name === 'IN'",
    becomes: 'false',
    why: FASTER,
  },
  {
    file: 'dns/src/message/records.ts',
    line: "name === undefined || name === 'IN'",
    was: "'IN'",
    becomes: '""',
    why: FASTER,
  },
  {
    file: 'dns/src/message/canonical.ts',
    line: 'writer.name(record.name, false)',
    becomes: 'true',
    why: 'no name is compressed in the canonical form',
  },
  {
    file: 'dns/src/tsig/sig0.ts',
    line: "name: '.',",
    becomes: '""',
    why: NO_OWNER,
  },
  {
    file: 'dns/src/tsig/sig0.ts',
    line: "sig = typedData<Rrsig>(allTypes(), { name: '.', type: 'RRSIG', data: { bytes: rdata } }, 'RRSIG')",
    was: "'.'",
    becomes: '""',
    why: NO_OWNER,
  },
  {
    file: 'dns/src/tsig/sig0.ts',
    line: "const prefix = canonicalRdata({ name: '.', type: 'RRSIG', data: { ...sig, signature: new Uint8Array(1) } }).slice(0, -1)",
    was: "'.'",
    becomes: '""',
    why: NO_OWNER,
  },
  {
    file: 'dns/src/tsig/sig0.ts',
    line: "if (isDnsError(error)) return { ok: false, error: 'malformed' }",
    becomes: 'true',
    why: ONLY_OURS,
  },
  {
    file: 'dns/src/tsig/tsig.ts',
    line: 'if (isDnsError(error)) return undefined',
    becomes: 'true',
    why: ONLY_OURS,
  },
  {
    file: 'dns/src/tsig/tsig.ts',
    line: '} catch (error) {',
    becomes: '{}',
    why: 'what is behind it gives undefined, too',
  },
  {
    file: 'smtp/src/session/mask.ts',
    line: "case 'body-end':",
    becomes: '""',
    why: 'content has a tap of its own; the case is for the type',
  },
  {
    file: 'mailwire/src/resolve/match.ts',
    line: "if (error !== undefined && (!message.flags.tc || error.section === 'question' || error.section === 'header'))",
    was: "error.section === 'header'",
    becomes: 'false',
    why: 'a whole header has no error today; the check is for one that the decoder may find',
  },
  {
    file: 'mailwire/src/resolve/match.ts',
    line: "if (error !== undefined && (!message.flags.tc || error.section === 'question' || error.section === 'header'))",
    was: "'header'",
    becomes: '""',
    why: 'a whole header has no error today; the check is for one that the decoder may find',
  },
  {
    file: 'mailwire/src/resolve/match.ts',
    line: "` in ${section}${index === undefined ? '' : ` ${index + 1}`} at byte ${offset}`",
    becomes: 'false',
    why: 'a whole header has no error today',
  },
  {
    file: 'mailwire/src/resolve/match.ts',
    line: "` in ${section}${index === undefined ? '' : ` ${index + 1}`} at byte ${offset}`",
    becomes: STRYKER_TEXT,
    why: 'a whole header has no error today',
  },
  {
    file: 'sasl/src/mechanisms/anonymous.ts',
    line: "authorizationId: '',",
    becomes: '"Stryker was here!"',
    why: 'true is a refusal where the authentication identity is empty, whatever the other one is',
  },
  {
    file: 'sasl/src/mechanisms/cram-md5.ts',
    line: "const expected = await hmacMd5(md5, encodeText(isKnown ? found : 'no user has this password', fail), challenge)",
    becomes: '""',
    why: 'no digest is accepted for a name that is not known',
  },
  {
    file: 'sasl/src/exchange.ts',
    line: '() => false,',
    becomes: '() => undefined',
    why: 'neither is true',
  },
  {
    file: 'sasl/src/oauth.ts',
    line: 'return chain(verdict(name, message, refused === undefined ? verify : () => false), step => {',
    becomes: '() => undefined',
    why: 'all but true and an identity is a refusal',
  },
  {
    file: 'sasl/src/scram-credentials.ts',
    line: 'if (isSaslError(error)) return undefined',
    becomes: 'true',
    why: ONLY_OURS,
  },
  {
    file: 'sasl/src/scram-credentials.ts',
    line: '} catch (error) {',
    becomes: '{}',
    why: 'what is behind it gives undefined, too',
  },
  {
    file: 'sasl/src/prepare.ts',
    line: 'if (PLAIN_ASCII.test(text)) return text',
    becomes: 'false',
    why: 'a shortcut: printable ASCII stays as it is by the long way, too',
  },
  {
    file: 'sasl/src/normalize.ts',
    line: "const decomposed = new Map([...new Set(runs.join(''))].map(mark => [mark, mark.normalize('NFKD')]))",
    becomes: '"Stryker was here!"',
    why: 'what is in no run is not looked up',
  },
  {
    file: 'sasl/src/normalize.ts',
    line: "const ranks = ranksOf([...new Set([...decomposed.values()].join(''))])",
    becomes: '"Stryker was here!"',
    why: 'what is in no run is not looked up',
  },
  {
    file: 'pop3/src/session/command-in.ts',
    line: "if (isFirst && command.verb === 'unknown' && isHttpRequest(command.name, command.argument ?? '')) notPop3()",
    becomes: 'true',
    why: 'a command of another verb has no argument, and a request has its version there',
  },
  {
    file: 'pop3/src/session/command-in.ts',
    line: "if (isFirst && command.verb === 'unknown' && isHttpRequest(command.name, command.argument ?? '')) notPop3()",
    becomes: STRYKER_TEXT,
    why: 'neither text has a version of HTTP in it',
  },
  {
    file: 'pop3/src/session/answer.ts',
    line: 'if (!(error instanceof Pop3Error)) throw error',
    becomes: 'false',
    why: ONLY_OURS,
  },
  {
    file: 'pop3/src/session/suggest.ts',
    line: 'default:',
    becomes: 'default: // a missing verb is a type error here',
    why: 'no command comes there: the type of a new one would be an error',
  },
  {
    file: 'pop3/src/session/exchange.ts',
    line: 'if (error instanceof Pop3Error) return error',
    becomes: 'true',
    why: ONLY_OURS,
  },
  {
    file: 'pop3/src/session/state.ts',
    line: "return oneLineWith !== undefined && fields[oneLineWith] !== undefined ? 'line' : framing",
    was: 'oneLineWith !== undefined',
    becomes: 'true',
    why: 'no command has a field that is called undefined',
  },
  {
    file: 'pop3/src/session/marks.ts',
    line: 'return message !== undefined && this.isDeleted(message) ? message : undefined',
    becomes: 'true',
    why: 'no number is never marked; the type does not say so',
  },
  {
    file: 'pop3/src/session/pipeline.ts',
    line: "if (bytes.length <= longest || command.verb !== 'auth')",
    becomes: 'false',
    why: 'no other command has an initial response, so that it stays as it is; the type does not say so',
  },
  {
    file: 'pop3/src/session/client.ts',
    line: "const layers = { secure: this.#secure || upgrades, utf8: verb === 'stls' && this.#pipeline.utf8 }",
    becomes: 'true',
    why: 'only STLS depends on it; to look for UTF8 each time costs time',
  },
  {
    file: 'pop3/src/session/client.ts',
    line: 'if (!this.#engine.tapped) this.#rows?.addPlain(this.#engine.input)',
    becomes: 'false',
    why: 'rows are then read one by one, which costs time',
  },
  {
    file: 'dns/src/message/decode.ts',
    line: 'if (!isDnsError(error)) throw error',
    becomes: 'false',
    why: ONLY_OURS,
  },
  {
    file: 'dns/src/message/decode.ts',
    line: "opcode: opcode === opcodes.QUERY ? 'QUERY' : opcodeName(opcode),",
    becomes: 'false',
    why: 'opcodeName gives the same, later',
  },
  {
    file: 'dns/src/message/decode.ts',
    line: "rcode: rcode === rcodes.NOERROR ? 'NOERROR' : rcodeName(rcode),",
    becomes: 'false',
    why: 'rcodeName gives the same, later',
  },
  {
    file: 'dns/src/message/decode.ts',
    line: 'const name = this.#errors === undefined ? this.#reader.name() : this.#nameOrError()',
    becomes: 'false',
    why: CAUGHT,
  },
  {
    file: 'dns/src/message/decode.ts',
    line: 'if (this.#errors !== undefined) return this.#dataOrError(count, start, name, header)',
    becomes: 'true',
    why: CAUGHT,
  },
  {
    file: 'dns/src/message/name-scan.ts',
    line: 'if (!(target < start) || target < HEADER || ++hops > MAX_HOPS) return false',
    becomes: 'target <= start',
    why: 'a name that leads to its own start has no end, and equals none',
  },
  {
    file: 'dns/src/message/annotate.ts',
    line: "return type?.text?.format(decodeCoded(new MessageReader(data, 0, undefined, registry), registry, code, 'option'))",
    becomes: 'type?.text.format',
    why: 'what is thrown has the same result as no text',
  },
  {
    file: 'dns/src/message/annotate.ts',
    line: "return type?.text?.format(decodeCoded(new MessageReader(data, 0, undefined, registry), registry, code, 'option'))",
    becomes: 'type.text',
    why: 'what is thrown has the same result as no text',
  },
  {
    file: 'dns/src/message/annotate.ts',
    line: '} catch {',
    becomes: '{}',
    why: 'a function that returns nothing returns undefined',
  },
  {
    file: 'dns/src/message/annotate.ts',
    line: "else if (type !== undefined) reader.trace(() => decodeCoded(reader, registry, code, 'TLV'))",
    becomes: '""',
    why: NOT_OPTION,
  },
  {
    file: 'dns/src/message/dso/text.ts',
    line: "encodeCoded(writer, registry, tlv, 'TLV')",
    becomes: '""',
    why: NOT_OPTION,
  },
  {
    file: 'dns/src/message/edns/edns.ts',
    line: "writer.closeLength(start, 'OPT')",
    becomes: '""',
    why: 'no message has room for options that their length cannot say',
  },
]
