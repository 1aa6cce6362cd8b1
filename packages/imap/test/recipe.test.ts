/**
 * The recipe of docs/architecture.md, carried out in a copy: a verb is added in a file and some lines, and works on both sides. A step that is
 * left out is a type error, so that no server answers a forgotten verb with OK, and no tap shows its arguments.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { asChars, backToBack, octets } from '@mailwire/tooling/testing'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as imap from '../src/index.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const house = mkdtempSync(join(tmpdir(), 'mailwire-recipe-'))
const home = join(house, 'packages', 'imap')

beforeAll(() => {
  mkdirSync(home, { recursive: true })
  cpSync(join(root, 'tsconfig.base.json'), join(house, 'tsconfig.base.json'))
  cpSync(join(root, 'packages/imap/tsconfig.json'), join(home, 'tsconfig.json'))
  symlinkSync(join(root, 'packages/imap/node_modules'), join(home, 'node_modules'))
})
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
import type { Grammar } from './grammar.js'

export interface XfooCommand {
  readonly verb: 'xfoo'
  readonly argument: string
}

export const xfoo: Grammar<XfooCommand> = {
  decode(cursor) {
    cursor.space()
    return { verb: 'xfoo', argument: cursor.astring() }
  },
  encode(writer, { argument }) {
    writer.raw('XFOO ').astring(argument)
  },
}
`,
  },
  'its import': {
    file: 'command/command.ts',
    before: '\n/** A command that this package does not know. */',
    text: "import { type XfooCommand, xfoo } from './xfoo.js'\n",
  },
  'its type': { file: 'command/command.ts', before: '  | UnknownCommand\n', text: '  | XfooCommand\n' },
  'its line in the registry': { file: 'command/command.ts', before: '  store,\n}', text: '  xfoo,\n' },
  'its states': { file: 'session/state.ts', before: '        fetch: {},\n', text: '        xfoo: {},\n' },
  'its rules': { file: 'session/state.ts', before: '    unknown: wait,\n', text: '    xfoo: go,\n' },
  'its capability': { file: 'session/offered.ts', before: '  unknown: undefined,\n', text: "  xfoo: 'XFOO',\n" },
  'its suggested response': {
    file: 'session/suggest.ts',
    before: "    case 'unknown':\n",
    text: "    case 'xfoo':\n      return one('no', 'no foo here')\n",
  },
  'what the tap sees of it': {
    file: 'session/mask.ts',
    before: "    case 'unknown':\n",
    text: "    case 'xfoo':\n      return `${tag} XFOO ***`\n",
  },
}

/** Carries the recipe out in a fresh copy, all of it or all but one step. */
function cook(without?: string): void {
  const src = join(home, 'src')
  rmSync(src, { recursive: true, force: true })
  cpSync(join(root, 'packages/imap/src'), src, { recursive: true })
  for (const [name, { file, before, text }] of Object.entries(recipe)) {
    if (name === without) continue
    const path = join(src, file)
    if (before === undefined) writeFileSync(path, text)
    else {
      const parts = readFileSync(path, 'utf8').split(before)
      if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} places for ${name}`)
      writeFileSync(path, `${parts[0]}${text}${before}${parts[1]}`)
    }
  }
}

let checked: ts.Program | undefined // what did not change is not read again
const sources = new Map<string, ts.SourceFile>()

/** What `tsc -p .` says. */
function typeErrors(): string[] {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(home, 'tsconfig.json'),
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: diagnostic => {
        throw new Error(String(diagnostic.messageText))
      },
    },
  )!
  checked = ts.createProgram({
    rootNames: config.fileNames,
    options: config.options,
    host: cachingHost(config.options),
    ...(checked === undefined ? {} : { oldProgram: checked }),
  })
  return ts.getPreEmitDiagnostics(checked).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}

/** Parses a file again only where its text is another. */
function cachingHost(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options)
  return {
    ...host,
    getSourceFile(name, ...rest) {
      const text = host.readFile(name)
      const known = sources.get(name)
      if (known !== undefined && known.text === text) return known
      const parsed = host.getSourceFile(name, ...rest)
      if (parsed !== undefined) sources.set(name, parsed)
      return parsed
    },
  }
}

const xfoo = { verb: 'xfoo', argument: 'a b' } as unknown as imap.CommandBody

describe('a verb that is added by the recipe', () => {
  it('is decoded, encoded, sent, answered and masked', async () => {
    cook()
    expect(typeErrors()).toEqual([])
    const { ClientConnection, decodeCommand, encodeCommandWhole, ServerConnection } = (await import(
      join(home, 'src/index.ts')
    )) as typeof imap
    expect(decodeCommand(octets('a xfoo "a b"\r\n'))).toEqual({ tag: 'a', ...xfoo, warnings: [] })
    expect(asChars(encodeCommandWhole({ tag: 'a', ...xfoo }))).toBe('a XFOO "a b"\r\n')
    expect(() => encodeCommandWhole({ tag: 'a', verb: 'unknown', name: 'XFOO', text: '' })).toThrow('a verb of its own')

    let shown = ''
    const tap = (_: unknown, bytes: Uint8Array): void => void (shown += asChars(bytes))
    const client = new ClientConnection({ tap })
    const server = new ServerConnection({ capabilities: ['IMAP4REV1', 'XFOO'], tap })
    const seen: unknown[] = []
    for (const command of [{ verb: 'login', username: 'u', password: 'p' } as const, { verb: 'select', mailbox: 'x' } as const])
      client.send(command)
    client.send(xfoo)
    client.send({ verb: 'logout' })
    const log = backToBack({
      client,
      server,
      onClient: event => {
        if (event.type === 'completed') seen.push([event.command.verb, event.response.type])
      },
      onServer: event => {
        if (event.type !== 'command') return
        const { command, suggestedReply } = event
        const isAccepted = command.verb === 'login' || command.verb === 'select'
        server.send(isAccepted ? { type: 'ok', tag: command.tag, code: undefined, text: 'fine' } : suggestedReply)
      },
    })
    expect(seen).toEqual([
      ['login', 'ok'],
      ['select', 'ok'],
      ['xfoo', 'no'],
      ['logout', 'ok'],
    ])
    expect(log).toContain('C: A3 XFOO "a b"')
    expect(shown.split('\r\n').filter(line => line.includes('XFOO ***'))).toHaveLength(2)
    expect(shown).not.toContain('a b')
  })

  it.each(Object.keys(recipe))('is a type error without %s', step => {
    cook(step)
    expect(typeErrors().join('\n')).toMatch(/xfoo/i)
  })
})
