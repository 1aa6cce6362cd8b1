/** The keywords of EHLO's reply that have no value (RFC 5321 4.1.1.1), in lower case; one line each. They are offered in this order. */
export const FLAGS = [
  'pipelining', // RFC 2920
  '8bitmime', // RFC 6152
  'smtputf8', // RFC 6531
  'starttls', // RFC 3207
  'enhancedstatuscodes', // RFC 2034
  'chunking', // RFC 3030
  'binarymime', // RFC 3030
  'dsn', // RFC 3461
  'etrn', // RFC 1985
  'vrfy', // RFC 5321
  'expn', // RFC 5321
  'help', // RFC 5321
  'requiretls', // RFC 8689
  'rrvs', // RFC 7293
  'mtrk', // RFC 3885
  'conperm', // RFC 4141
  'conneg', // RFC 4141
  'submitter', // RFC 4405
  'atrn', // RFC 2645
  'checkpoint', // RFC 1845
  'utf8smtp', // RFC 5336, obsoleted by SMTPUTF8
  'turn', // RFC 821
  'send', // RFC 821
  'soml', // RFC 821
  'saml', // RFC 821
  'verb', // verbose; undocumented
  'onex', // one message only; undocumented
] as const

/** One of them. */
export type Flag = (typeof FLAGS)[number]
