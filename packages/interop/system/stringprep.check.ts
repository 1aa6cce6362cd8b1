/**
 * Python's `stringprep`, which has the tables of RFC 3454 on Unicode 3.2, against SASLprep: it writes our tables anew, and prepares every code
 * point and random strings as we do.
 *
 *     npx vitest run --config packages/interop/system/vitest.config.ts packages/interop/system/stringprep.check.ts
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { saslprep } from '../../sasl/src/index.js'

const PYTHON = '/usr/bin/python3'
const fileOf = (path: string): string => fileURLToPath(new URL(`../../sasl/${path}`, import.meta.url))

/**
 * SASLprep step by step as RFC 4013 2 has it: a JSON list of strings in, each as a stored string and as a query out, null where it is
 * rejected. Python moves and composes marks that Unicode 3.2 did not assign, so the text is normalized between unassigned characters.
 */
const PROGRAM = `
import json, sys, stringprep as tables
from itertools import groupby
from unicodedata import ucd_3_2_0
PROHIBITED = [tables.in_table_c12, tables.in_table_c21, tables.in_table_c22, tables.in_table_c3, tables.in_table_c4, tables.in_table_c5,
              tables.in_table_c6, tables.in_table_c7, tables.in_table_c8, tables.in_table_c9]
def prepare(text):
    spaced = (' ' if tables.in_table_c12(one) else one for one in text)
    mapped = (one for one in spaced if not tables.in_table_b1(one))
    prepared = ''.join(''.join(run) if unassigned else ucd_3_2_0.normalize('NFKC', ''.join(run))
                       for unassigned, run in groupby(mapped, tables.in_table_a1))
    if any(contains(one) for one in prepared for contains in PROHIBITED):
        return None
    if any(map(tables.in_table_d1, prepared)):
        if any(map(tables.in_table_d2, prepared)) or not (tables.in_table_d1(prepared[0]) and tables.in_table_d1(prepared[-1])):
            return None
    return prepared
def both(text):
    query = prepare(text)
    return [None if any(map(tables.in_table_a1, text)) else query, query]
print(json.dumps([both(text) for text in json.load(sys.stdin)]))
`

type Both = readonly [stored: string | null, query: string | null]

const ask = (texts: readonly string[]): Both[] =>
  JSON.parse(execFileSync(PYTHON, ['-c', PROGRAM], { input: JSON.stringify(texts), encoding: 'utf8', maxBuffer: 2 ** 30 }))

function prepared(text: string, allowUnassigned: boolean): string | null {
  try {
    return saslprep(text, { allowUnassigned })
  } catch {
    return null
  }
}

/** What differs, in JSON. */
const differing = (texts: readonly string[]): string[] =>
  ask(texts).flatMap((theirs, at) => {
    const ours: Both = [prepared(texts[at]!, false), prepared(texts[at]!, true)]
    return ours[0] === theirs[0] && ours[1] === theirs[1] ? [] : [JSON.stringify([texts[at], ours, theirs])]
  })

describe("Python's stringprep", () => {
  const { stackTraceLimit } = Error
  beforeAll(() => void (Error.stackTraceLimit = 0)) // most of the time otherwise
  afterAll(() => void (Error.stackTraceLimit = stackTraceLimit))

  it('writes the tables that are checked in', () => {
    const tables = execFileSync(PYTHON, [fileOf('tables/generate.py')], { encoding: 'utf8' })
    expect(tables).toBe(readFileSync(fileOf('src/prepare-tables.ts'), 'utf8'))
  })

  it('prepares every code point as we do', () => {
    const texts = Array.from({ length: 0x110000 }, (_, code) => String.fromCodePoint(code))
    expect(differing(texts)).toEqual([])
  })

  it('prepares random strings as we do', () => {
    // Characters of the scripts, and between letters those that do something: marks, spaces, directions, Jamo, unassigned ones.
    const active =
      'ae1 \u0301\u0316\u0344\u05b0\u05bf\u3099\uff9e\u0b47\u0b3e\u1100\u1161\u11a8\u00a0\u200b\u00ad\ufe0f\u0221\u1dc4\u05d0\u0627\ufb1d'
    const any = fc.integer({ min: 0, max: 0x33ff }).map(code => String.fromCodePoint(code))
    const form = fc.integer({ min: 0xf900, max: 0xffff }).map(code => String.fromCodePoint(code))
    const unit = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...active) }, any, form)
    const string = fc.string({ unit, maxLength: 6 })
    const right = fc.string({ unit: fc.constantFrom(...'\u05d0\u0627\ufb1d\u05be1 \u05b0\u0301\u0221'), maxLength: 6 })
    const composed = fc
      .tuple(any, fc.constantFrom(...'\u0301\u0308\u0338\u3099\u0b3e\u0316\uff9e'), any)
      .map(parts => parts.join(''))
    expect(differing(fc.sample(fc.oneof(string, right, composed), { numRuns: 50_000, seed: 1 }))).toEqual([])
  })

  it('orders long runs of marks as we do', () => {
    const mark = fc.constantFrom(...'\u0301\u0316\u0327\u0334\u0344\u0345\u0f71\u0f73\u0b3e\u05b0\u064b\u3099\uff9e')
    const run = fc.string({ unit: mark, minLength: 60, maxLength: 300 }).map(marks => `a${marks}`)
    expect(differing(fc.sample(run, { numRuns: 500, seed: 1 }))).toEqual([])
  })
})
