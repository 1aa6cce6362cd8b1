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
const NO_ELEMENT = 'the element is not one that is read'

const NO_OWNER = 'RDATA has no owner name in it'
const ONLY_OURS = 'a reader throws no other error'

export const equivalents: readonly Equivalent[] = [
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
    file: 'smtp/src/session/mask.ts',
    line: 'export function visible(command: Answered, warnings: readonly SmtpWarning[] = []): Uint8Array | undefined {',
    becomes: `[${STRYKER}]`,
    why: 'a warning without the code that is looked for is none',
  },
  {
    file: 'smtp/src/session/mask.ts',
    line: "return LOGIN.test(command.argument ?? '') ? asciiBytes(`${command.verb.toUpperCase()} ***\\r\\n`) : undefined",
    becomes: '"Stryker was here!"',
    why: 'neither text begins like a login',
  },
  {
    file: 'smtp/src/session/mask.ts',
    line: 'default:',
    becomes: 'default:',
    why: 'no command comes there: the type of a new one would be an error',
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
    becomes: '"Stryker was here!"',
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
]
