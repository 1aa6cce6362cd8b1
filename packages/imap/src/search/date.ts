/** Dates in SEARCH (RFC 9051 9, `date-text`). */

/** True for `date-text = 1*2DIGIT "-" date-month "-" 4DIGIT`: only the form is checked, not that the day exists. */
export const isDate = (text: string): boolean => /^\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d{4}$/i.test(text)
