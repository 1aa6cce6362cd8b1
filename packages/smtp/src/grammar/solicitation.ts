/** Kinds of solicitation (RFC 3865 4), which a parameter of MAIL and an EHLO keyword list. */

/** The words of a list of kinds of solicitation; `undefined` for what is none. Also the value of the EHLO keyword. */
export const solicitations = (text: string): readonly string[] | undefined =>
  text.length <= 1000 && /^[A-Za-z][A-Za-z0-9._:-]*(?:,[A-Za-z][A-Za-z0-9._:-]*)*$/.test(text) ? text.split(',') : undefined
