/**
 * The floors inside a package (docs/architecture.md): a room imports the rooms below it and itself, never one above or beside it. Types count:
 * what a type refers to is a thing to know, too.
 */
import { dirname, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { importsOf, parse } from './imports.js'
import { type Package, packages, root, sourcesOf } from './packages.js'

/** From the bottom to the top: folders of `src`, and files that are a room of their own. Rooms on one floor do not see each other. */
const floors: Readonly<Record<string, readonly (readonly string[])[]>> = {
  dns: [
    ['quirks.ts'],
    ['error.ts'],
    ['given.ts'],
    ['iana', 'crypto.ts'],
    ['names'],
    ['wire', 'text'],
    ['rdata'],
    ['edns'],
    ['codec.ts'],
    ['message'],
    ['zone', 'dnssec', 'transport'],
    ['dig', 'json', 'tsig', 'mail'],
    [
      'annotate.ts',
      'dig.ts',
      'dnssec.ts',
      'dso.ts',
      'edns.ts',
      'fields.ts',
      'iana.ts',
      'index.ts',
      'json.ts',
      'mail.ts',
      'rdata.ts',
      'transport.ts',
      'tsig.ts',
      'update.ts',
      'zone.ts',
    ],
    ['all.ts'],
  ],
  smtp: [
    ['error.ts', 'quirks.ts'],
    ['values.ts'],
    ['grammar', 'proxy'],
    ['limits.ts'],
    ['parameters'],
    ['command', 'reply'],
    ['extensions', 'data'],
    ['session'],
    ['address.ts', 'extensions.ts', 'index.ts', 'parameters.ts', 'proxy.ts', 'replies.ts', 'timeouts.ts', 'transaction.ts'],
    ['all.ts'],
  ],
}

const packageOf = (id: string): Package => packages.find(one => one.id === id)!

/** The room of a file below `src`: its folder, or itself. */
const roomOf = (file: string): string => file.split('/')[0]!

/** What is wrong with an import from one file to another, both below `src`; `undefined` for one that goes down or stays in its room. */
function wrongArrow(storeys: readonly (readonly string[])[], from: string, to: string): string | undefined {
  const heightOf = (file: string): number => storeys.findIndex(rooms => rooms.includes(roomOf(file)))
  for (const file of [from, to]) if (heightOf(file) < 0) return `${file} is on no floor`
  if (roomOf(from) === roomOf(to) || heightOf(to) < heightOf(from)) return undefined
  return `${from} imports ${to}, which is ${heightOf(to) > heightOf(from) ? 'above' : 'beside'} it`
}

describe.each(Object.entries(floors))('%s', (id, storeys) => {
  const home = `${root}packages/${id}/src/`
  const files = sourcesOf(packageOf(id), 'src').map(file => file.slice(home.length))

  test('no arrow points up, or to a neighbour', () => {
    const wrong = files.flatMap(from =>
      importsOf(parse(home + from))
        .filter(specifier => specifier.startsWith('.'))
        .map(specifier => resolve(dirname(home + from), specifier.replace(/\.js$/, '.ts')).slice(home.length))
        .flatMap(to => wrongArrow(storeys, from, to) ?? []),
    )
    expect(wrong).toEqual([])
  })

  test('every room has files', () => {
    const rooms = new Set(files.map(roomOf))
    expect(storeys.flat().filter(room => !rooms.has(room))).toEqual([])
  })
})

describe('an arrow', () => {
  const { smtp } = floors as { readonly smtp: readonly (readonly string[])[] }

  test('down and within a room is right', () => {
    expect(wrongArrow(smtp, 'session/server.ts', 'error.ts')).toBeUndefined()
    expect(wrongArrow(smtp, 'session/server.ts', 'session/client.ts')).toBeUndefined()
  })

  test('up, to a neighbour and to a room that is not known is wrong', () => {
    expect(wrongArrow(smtp, 'error.ts', 'reply/reply.ts')).toBe('error.ts imports reply/reply.ts, which is above it')
    expect(wrongArrow(smtp, 'data/chunks.ts', 'extensions/offers.ts')).toBe(
      'data/chunks.ts imports extensions/offers.ts, which is beside it',
    )
    expect(wrongArrow(smtp, 'shed/spade.ts', 'error.ts')).toBe('shed/spade.ts is on no floor')
  })
})
