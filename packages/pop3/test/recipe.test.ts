/**
 * The recipe of docs/architecture.md, carried out in a copy: a verb is added in a file and some lines, and works on both sides. A step that is
 * left out is a type error, so that no server answers a forgotten verb.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { asChars, backToBack, octets } from '@mailwire/tooling/testing'
import ts from 'typescript'
import { afterAll, describe, expect, it } from 'vitest'
import type * as pop3 from '../src/index.js'
import { acceptLogin } from './support.js'

const home = fileURLToPath(new URL('..', import.meta.url))
const house = mkdtempSync(join(tmpdir(), 'mailwire-recipe-'))
afterAll(() => rmSync(house, { recursive: true, force: true }))

/** A change to a file: what is put before a text that is there once, or a file of its own. */
interface Step {
  readonly file: string
  readonly before?: string
  readonly text: string
}

const recipe: Readonly<Record<string, Step>> = {
  'its file': {
    file: 'command/xfoo.ts',
    text: `/** XFOO. */
import { checkedMessage, type Grammar, messageNumber } from './grammar.js'

export type XfooCommand = { readonly verb: 'xfoo'; readonly message: number }

export const xfoo: Grammar<XfooCommand> = {
  decode: line => ({ verb: 'xfoo', message: messageNumber(line, 'XFOO') }),
  encode: fields => {
    const message = checkedMessage(fields.message)
    return [{ verb: 'xfoo', message }, String(message)]
  },
}
`,
  },
  'its import': {
    file: 'command/command.ts',
    before: '\n/** What every decoded command has',
    text: "import { type XfooCommand, xfoo } from './xfoo.js'\n",
  },
  'its type': { file: 'command/command.ts', before: 'UnknownCommand)\n', text: 'XfooCommand | ' },
  'its line in the registry': { file: 'command/command.ts', before: '  utf8,\n}', text: '  xfoo,\n' },
  'its states': {
    file: 'session/state.ts',
    before: "        uidl: either('transaction'),\n",
    text: "        xfoo: either('transaction'),\n",
  },
  'its rules': { file: 'session/state.ts', before: '  utf8: line,\n', text: "  xfoo: { framing: 'body' },\n" },
  'its suggested reply': {
    file: 'session/suggest.ts',
    before: "    case 'unknown':\n",
    text: "    case 'xfoo':\n      return { status: '+OK', text: 'foo' }\n",
  },
}

/** The files that the recipe changes, all of it or all but one step, by their place under `src`. */
function cooked(without?: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  for (const [name, { file, before, text }] of Object.entries(recipe)) {
    if (name === without) continue
    if (before === undefined) files.set(file, text)
    else {
      const parts = (files.get(file) ?? readFileSync(join(home, 'src', file), 'utf8')).split(before)
      if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} places for ${name}`)
      files.set(file, `${parts[0]}${text}${before}${parts[1]}`)
    }
  }
  return files
}

const config = ts.getParsedCommandLineOfConfigFile(
  join(home, 'tsconfig.json'),
  {},
  {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(String(messageText))
    },
  },
)!
const host = ts.createCompilerHost(config.options)
const parsed = new Map<string, ts.SourceFile>() // what did not change is not read again
let checked: ts.Program | undefined

/** What `tsc -p .` says of the sources with those files in place of theirs. */
function typeErrors(files: ReadonlyMap<string, string>): string[] {
  const changed = new Map([...files].map(([file, text]) => [join(home, 'src', file), text]))
  checked = ts.createProgram({
    rootNames: [...new Set([...config.fileNames, ...changed.keys()])],
    options: config.options,
    host: {
      ...host,
      fileExists: path => changed.has(path) || host.fileExists(path),
      readFile: path => changed.get(path) ?? host.readFile(path),
      getSourceFile: (path, options) => {
        const text = changed.get(path)
        if (text !== undefined) return ts.createSourceFile(path, text, options)
        const file = parsed.get(path) ?? host.getSourceFile(path, options)
        if (file !== undefined) parsed.set(path, file)
        return file
      },
    },
    ...(checked === undefined ? {} : { oldProgram: checked }),
  })
  return ts.getPreEmitDiagnostics(checked).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}

/** The package with the recipe carried out. */
function served(): Promise<typeof pop3> {
  const copy = join(house, 'packages', 'pop3')
  mkdirSync(copy, { recursive: true })
  cpSync(join(home, 'src'), join(copy, 'src'), { recursive: true })
  symlinkSync(join(home, 'node_modules'), join(copy, 'node_modules'))
  for (const [file, text] of cooked()) writeFileSync(join(copy, 'src', file), text)
  return import(join(copy, 'src', 'index.ts'))
}

describe('a verb that is added by the recipe', () => {
  it('is decoded, encoded, sent and answered', async () => {
    expect(typeErrors(cooked())).toEqual([])
    const { ClientConnection, decodeCommand, encodeCommand, ServerConnection } = await served()
    const xfoo = { verb: 'xfoo', message: 2 } as unknown as pop3.Command
    expect(decodeCommand(octets('xfoo 2\r\n'))).toEqual({ ...xfoo, warnings: [] })
    expect(asChars(encodeCommand(xfoo))).toBe('XFOO 2\r\n')

    const client = new ClientConnection()
    const server = new ServerConnection()
    const seen: unknown[] = []
    client.send({ verb: 'user', name: 'tim' })
    client.send({ verb: 'pass', password: 'x' })
    client.send(xfoo)
    client.send({ verb: 'quit' })
    const log = backToBack({
      client,
      server,
      onClient: event => seen.push(event.type === 'response' ? [event.command.verb, event.response.status] : event.type),
      onServer: event => {
        const answer = acceptLogin(event)
        if (answer !== undefined) server.send(answer)
        if (event.type !== 'command' || (event.command.verb as string) !== 'xfoo') return
        server.send({ type: 'body-chunk', bytes: octets('a\r\n') })
        server.send({ type: 'body-end' })
      },
    })
    expect(seen).toEqual([
      'greeting',
      ['user', '+OK'],
      ['pass', '+OK'],
      ['xfoo', '+OK'],
      'body-start',
      'body-chunk',
      'body-end',
      ['quit', '+OK'],
      'closed',
    ])
    expect(log).toContain('C: XFOO 2')
  })

  it.each(Object.keys(recipe))('is a type error without %s', step => {
    expect(typeErrors(cooked(step)).join('\n')).toMatch(/xfoo/i)
  })
})
