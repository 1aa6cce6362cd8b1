/** What announces the keys and the RETURN options of searches, for those who send them and those who evaluate them. Any of the capabilities is enough. */

type Announcers = Readonly<Partial<Record<string, readonly string[]>>>

const SAVEDATE: readonly string[] = ['SAVEDATE']
const OBJECTID: readonly string[] = ['OBJECTID']
const GMAIL: readonly string[] = ['X-GM-EXT-1']
/** RFC 9738 3: SAVELIMIT announces a limit for COPY and the like alone. */
const MESSAGELIMIT: readonly string[] = ['MESSAGELIMIT']

/** A key that is not here is part of every server. */
export const keyCapabilities: Announcers = {
  MODSEQ: ['CONDSTORE'],
  OLDER: ['WITHIN'],
  YOUNGER: ['WITHIN'],
  UIDAFTER: MESSAGELIMIT,
  UIDBEFORE: MESSAGELIMIT,
  FUZZY: ['SEARCH=FUZZY'],
  FILTER: ['FILTERS'],
  EMAILID: OBJECTID,
  THREADID: OBJECTID,
  SAVEDBEFORE: SAVEDATE,
  SAVEDON: SAVEDATE,
  SAVEDSINCE: SAVEDATE,
  SAVEDATESUPPORTED: SAVEDATE,
  ANNOTATION: ['ANNOTATE-EXPERIMENT-1'],
  'X-GM-RAW': GMAIL,
  'X-GM-MSGID': GMAIL,
  'X-GM-THRID': GMAIL,
  'X-GM-LABELS': GMAIL,
}

const ESEARCH: readonly string[] = ['ESEARCH']

/** The options of SEARCH and ESEARCH. */
export const returnCapabilities: Announcers = {
  MIN: ESEARCH,
  MAX: ESEARCH,
  ALL: ESEARCH,
  COUNT: ESEARCH,
  SAVE: ['SEARCHRES'],
  CONTEXT: ['CONTEXT=SEARCH'],
  UPDATE: ['CONTEXT=SEARCH'],
  PARTIAL: ['PARTIAL', 'CONTEXT=SEARCH'],
  RELEVANCY: ['SEARCH=FUZZY'],
}

const ESORT: readonly string[] = ['ESORT']

/** The same of SORT, where they are other ones (RFC 5267 3). */
export const sortReturnCapabilities: Announcers = {
  ...returnCapabilities,
  MIN: ESORT,
  MAX: ESORT,
  ALL: ESORT,
  COUNT: ESORT,
  CONTEXT: ['CONTEXT=SORT'],
  UPDATE: ['CONTEXT=SORT'],
  PARTIAL: ['CONTEXT=SORT', 'PARTIAL'],
}
