/** What makes a table of states total over verbs: one that no row has would be refused in every state, which nobody means. */

/** The verbs that no row has. */
type Forgotten<Verb extends string, Rows> = Exclude<Verb, { [State in keyof Rows]: keyof Rows[State] }[keyof Rows]>

/** Gives a table of rows by state back. A verb that was forgotten is a type error, which names it. */
export const everyVerb =
  <Verb extends string, State extends string, Row>() =>
  <Rows extends Record<State, Row>>(
    rows: Rows & ([Forgotten<Verb, Rows>] extends [never] ? unknown : { readonly forgotten: Forgotten<Verb, Rows> }),
  ): Record<State, Row> =>
    rows
