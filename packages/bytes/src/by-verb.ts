/** The one of several commands with this verb, also where verbs share a shape. */
export type ByVerb<Of extends { readonly verb: string }, V extends Of['verb']> = Of extends unknown
  ? V extends Of['verb']
    ? Of & { readonly verb: V }
    : never
  : never
