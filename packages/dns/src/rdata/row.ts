/** RDATA as a row of fields: the loop over a description, four times. */
import { located } from '../error.js'
import type { Field, RdataLayout } from '../record.js'

/** What a field in the middle of a loop is: its key is the key of the value. */
type Entries = readonly (readonly [key: string, field: Field<unknown>])[]

/** The layout that a type's fields describe. */
export function row<Data extends object>(fields: { readonly [Key in keyof Data]-?: Field<Data[Key]> }): RdataLayout<Data> {
  const entries = Object.entries(fields) as Entries
  const values = (data: Data): Readonly<Record<string, unknown>> => data as Readonly<Record<string, unknown>>
  return {
    decode: reader => {
      const data: Record<string, unknown> = {}
      for (const [key, field] of entries) data[key] = field.decode(reader)
      return data as Data
    },
    encode: (writer, data) => {
      let at = 0
      try {
        for (; at < entries.length; at++) entries[at]![1].encode(writer, values(data)[entries[at]![0]])
      } catch (error) {
        throw located(error, { field: entries[at]![0] })
      }
    },
    parse: tokens => Object.fromEntries(entries.map(([key, field]) => [key, field.parse(tokens)])) as Data,
    format: data =>
      entries
        .map(([key, field]) => field.format(values(data)[key]))
        .filter(text => text !== '')
        .join(' '),
  }
}
