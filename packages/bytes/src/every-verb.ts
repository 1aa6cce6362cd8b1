/** Makes a table of states total over verbs: a verb without a row would be rejected in every state, which is never intended. */

/** The verbs that no row has. */
type Forgotten<Verb extends string, Rows> = Exclude<Verb, { [State in keyof Rows]: keyof Rows[State] }[keyof Rows]>

/** Gives a table of rows by state back. A verb that was forgotten is a type error, which names it. */
export const everyVerb =
  <Verb extends string, State extends string, Row>() =>
  <Rows extends Record<State, Row>>(
    rows: Rows & ([Forgotten<Verb, Rows>] extends [never] ? unknown : { readonly forgotten: Forgotten<Verb, Rows> }),
  ): Record<State, Row> =>
    rows
