/** Mutants that change nothing that a test could see, each with its reason. At most one in twenty is one. */

export interface Equivalent {
  /** Below packages/. */
  readonly file: string
  /** The line that the mutant begins in, without its indentation. */
  readonly line: string
  readonly becomes: string
  readonly why: string
}

const STRYKER = '"Stryker was here"'
const NO_ELEMENT = 'the element is not one that is read'

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
]
