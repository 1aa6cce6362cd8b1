/** Carries a recipe of docs/architecture.md or CONTRIBUTING.md out on a package: what is added where, and what is a type error when a step is left out. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import ts from 'typescript'

/** A change to a file below `src`: what is put before a text that is there once, or a file of its own. */
export interface Step {
  readonly file: string
  readonly before?: string
  readonly text: string
}

/** The errors of the first file that has some; those that the recipe changes are looked at first. */
function firstErrors(program: ts.Program, changed: ReadonlyMap<string, string>): readonly ts.Diagnostic[] {
  const files = [...program.getSourceFiles()].sort((a, b) => Number(changed.has(b.fileName)) - Number(changed.has(a.fileName)))
  for (const file of files) {
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
    if (found.length > 0) return found
  }
  return []
}

export class Recipe {
  readonly #home: string
  readonly #steps: Readonly<Record<string, Step>>
  readonly #config: ts.ParsedCommandLine
  readonly #host: ts.CompilerHost
  readonly #parsed = new Map<string, ts.SourceFile>() // what did not change is not read again
  #checked: ts.Program | undefined
  #copy: string | undefined

  /** `home` is the folder of the package. */
  constructor(home: string, steps: Readonly<Record<string, Step>>) {
    this.#home = home
    this.#steps = steps
    const onUnRecoverableConfigFileDiagnostic = ({ messageText }: ts.Diagnostic): never => {
      throw new Error(String(messageText))
    }
    const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic }
    this.#config = ts.getParsedCommandLineOfConfigFile(join(home, 'tsconfig.json'), {}, host)!
    this.#host = ts.createCompilerHost(this.#config.options)
  }

  get names(): string[] {
    return Object.keys(this.#steps)
  }

  /** What `tsc -p .` says of the package once the recipe was carried out, all of it or all but one step. */
  typeErrors(without?: string): string[] {
    const { options, fileNames } = this.#config
    const changed = new Map([...this.#cooked(without)].map(([file, text]) => [join(this.#home, 'src', file), text]))
    const host = this.#host
    this.#checked = ts.createProgram({
      rootNames: [...new Set([...fileNames, ...changed.keys()])],
      options,
      host: {
        ...host,
        fileExists: path => changed.has(path) || host.fileExists(path),
        readFile: path => changed.get(path) ?? host.readFile(path),
        getSourceFile: (path, languageVersion) => {
          const text = changed.get(path)
          if (text !== undefined) return ts.createSourceFile(path, text, languageVersion)
          const file = this.#parsed.get(path) ?? host.getSourceFile(path, languageVersion)
          if (file !== undefined) this.#parsed.set(path, file)
          return file
        },
      },
      ...(this.#checked === undefined ? {} : { oldProgram: this.#checked }),
    })
    const found = without === undefined ? ts.getPreEmitDiagnostics(this.#checked) : firstErrors(this.#checked, changed)
    return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
  }

  /** The package with the recipe carried out, from a copy that `remove` takes away; `entry` is a file below `src`. */
  serve<Package>(entry = 'index.ts'): Promise<Package> {
    this.#copy = mkdtempSync(join(tmpdir(), 'mailwire-recipe-'))
    const home = join(this.#copy, 'packages', basename(this.#home))
    mkdirSync(home, { recursive: true })
    cpSync(join(this.#home, 'src'), join(home, 'src'), { recursive: true })
    symlinkSync(join(this.#home, 'node_modules'), join(home, 'node_modules'))
    for (const [file, text] of this.#cooked()) writeFileSync(join(home, 'src', file), text)
    return import(join(home, 'src', entry))
  }

  remove(): void {
    if (this.#copy !== undefined) rmSync(this.#copy, { recursive: true, force: true })
  }

  /** The files that the recipe changes, by their place below `src`. */
  #cooked(without?: string): ReadonlyMap<string, string> {
    const files = new Map<string, string>()
    for (const [name, { file, before, text }] of Object.entries(this.#steps)) {
      if (name === without) continue
      if (before === undefined) {
        files.set(file, text)
        continue
      }
      const parts = (files.get(file) ?? readFileSync(join(this.#home, 'src', file), 'utf8')).split(before)
      if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} places for ${name}`)
      files.set(file, `${parts[0]}${text}${before}${parts[1]}`)
    }
    return files
  }
}
