/** Solicitation keywords (RFC 3865 4), used by a parameter of MAIL and an EHLO keyword. */

/** The words of a list of solicitation keywords; `undefined` for an invalid list. */
export const solicitations = (text: string): readonly string[] | undefined =>
  text.length <= 1000 && /^[A-Za-z][A-Za-z0-9._:-]*(?:,[A-Za-z][A-Za-z0-9._:-]*)*$/.test(text) ? text.split(',') : undefined
