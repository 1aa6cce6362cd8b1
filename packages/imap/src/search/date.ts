/** Days as SEARCH has them (RFC 9051 9, `date-text`). */

/** True for `date-text = 1*2DIGIT "-" date-month "-" 4DIGIT`: a form, and not a day that exists. */
export const isDate = (text: string): boolean => /^\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d{4}$/i.test(text)
