/**
 * The recipes of CONTRIBUTING.md, carried out in a copy: a record type is a file and a line, and so is an EDNS option. Each then works everywhere under its
 * own name, and a line that is left out is a type error where the type is used.
 * The compiler runs over the whole copy for each step: that takes seconds.
 */
import { fileURLToPath } from 'node:url'
import { Recipe } from '@mailwire/tooling/recipe'
import { afterAll, describe, expect, it } from 'vitest'
import type * as dns from '../src/all.js'

const home = fileURLToPath(new URL('..', import.meta.url))

const recipe = new Recipe(home, {
  'the file of the type': {
    file: 'rdata/widget.ts',
    text: `/** WIDGET. */
import { name } from './fields/names.js'
import { u16 } from './fields/numbers.js'
import type { RecordType } from './record-type.js'

export interface Widget {
  readonly size: number
  readonly maker: string
}

export const widget: RecordType<Widget, 'WIDGET'> = { name: 'WIDGET', code: 65_280, fields: { size: u16, maker: name } }
`,
  },
  'the line of the type': {
    file: 'rdata/index.ts',
    before: "export { type Wks, wks } from './wks.js'",
    text: "export { type Widget, widget } from './widget.js'\n",
  },
  'the file of the option': {
    file: 'edns/options/color.ts',
    text: `/** COLOR. */
import type { OptionType } from '../option-type.js'

export interface Color {
  readonly rgb: number
}

export const colorOption: OptionType<Color, 'COLOR'> = {
  name: 'COLOR',
  code: 65_100,
  decode: reader => ({ rgb: reader.u32('color') }),
  encode: (writer, { rgb }) => writer.u32(rgb),
}
`,
  },
  'the line of the option': {
    file: 'edns/options/index.ts',
    before: "export { type Cookie, cookieOption } from './cookie.js'",
    text: "export { type Color, colorOption } from './color.js'\n",
  },
  'a use of both': {
    file: 'uses.ts',
    text: `import { encodeMessage } from './message/message.js'

encodeMessage({ answers: [{ name: 'a', type: 'WIDGET', data: { size: 7, maker: 'b' } }], edns: { options: [{ name: 'COLOR', rgb: 1 }] } })
`,
  },
})
afterAll(() => recipe.remove())

describe('a record type and an EDNS option that are added by their recipes', () => {
  it('work in messages, in text and by their names', async () => {
    expect(recipe.typeErrors()).toEqual([])
    const copy = await recipe.serve<typeof dns>('all.ts')
    const record = { name: 'w.example', type: 'WIDGET', class: 'IN', ttl: 60, data: { size: 7, maker: 'acme.example' } }
    const init = {
      questions: [{ name: 'w.example', type: 'WIDGET' }],
      answers: [record],
      edns: { options: [{ name: 'COLOR', rgb: 255 }] },
    }
    const message = copy.decodeMessage(copy.encodeMessage(init as never))
    expect(message.questions[0]!.type).toBe('WIDGET')
    expect(message.answers[0]).toMatchObject(record)
    expect(message.edns!.options).toEqual([{ code: 65_100, name: 'COLOR', rgb: 255 }])
    const text = copy.formatMessage(message)
    expect(text).toContain('IN\tWIDGET\t7 acme.example.')
    expect(text).toContain('; COLOR: 00 00 00 ff ("....")')
    expect(copy.parseMessage(text)).toEqual(message)
    expect(copy.messageFromJson(copy.messageToJson(message))).toEqual(message)
    expect(copy.parseZone('w.example. 60 IN WIDGET 7 acme.example.')).toEqual(message.answers)
    expect(copy.allRecordTypes.some(({ name }) => name === 'WIDGET')).toBe(true)
    expect(Object.keys(copy)).toEqual(expect.arrayContaining(['widget', 'colorOption']))
  }, 60_000)

  it.each(recipe.names.filter(name => name !== 'a use of both'))(
    'without %s it is a type error',
    step => {
      expect(recipe.typeErrors(step)).not.toEqual([])
    },
    60_000,
  )
})
