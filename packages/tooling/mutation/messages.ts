/** The texts of error messages are for people: a mutant of one is not counted. Codes, and every other string, are. */
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin'

/** What is used of the node that Babel hands over. */
interface Path {
  readonly node: { readonly type: string; readonly value?: unknown }
  readonly listKey?: string
  readonly key?: number | string
  readonly parent?: { readonly callee?: Callee }
}

interface Callee {
  readonly name?: string
  readonly property?: Callee
  readonly id?: Callee
}

const THROWING = /^(?:fail|refuse\w*|refused|reject\w*|warn|invalid|check\w*|registryOf|\w*Error)$/
/** Readers take the name of the field for the message of an error. */
const READING = /^(?:u8|u16|u32|take)$/
const TEXTS = ['StringLiteral', 'TemplateLiteral', 'BinaryExpression', 'ConditionalExpression']

/** The name at the end of `fail`, `this.#fail`, `reader.fail`. */
const nameOf = (callee: Callee | undefined): string | undefined =>
  callee === undefined ? undefined : (callee.name ?? nameOf(callee.property) ?? nameOf(callee.id))

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'messages', {
    shouldIgnore({ node, listKey, key, parent }: Path): string | undefined {
      if (listKey !== 'arguments' || !TEXTS.includes(node.type)) return undefined
      const name = nameOf(parent?.callee) ?? ''
      if (READING.test(name)) return 'the text of an error message'
      if (!THROWING.test(name)) return undefined
      return key !== 0 || (typeof node.value === 'string' && node.value.includes(' '))
        ? 'the text of an error message'
        : undefined
    },
  }),
]
