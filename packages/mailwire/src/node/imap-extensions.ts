/** What the mail host announces after a login; sessions and searches both use this list. */
import { threadAlgorithms } from '@mailwire/imap/serve'
import { APPEND_LIMIT } from './imap-list.js'

/** The capabilities beside IMAP4rev1, all of them fully supported. */
export const EXTENSIONS: readonly string[] = [
  ...['UNSELECT', 'NAMESPACE', 'ENABLE', 'IDLE', 'UIDPLUS', 'MOVE', 'CHILDREN', 'LIST-EXTENDED', 'LIST-STATUS'],
  ...['STATUS=SIZE', 'ESEARCH', 'SEARCHRES', 'WITHIN', 'CONDSTORE', 'QRESYNC', `APPENDLIMIT=${APPEND_LIMIT}`],
  ...['SORT', 'SORT=DISPLAY', 'ESORT', ...threadAlgorithms.map(name => `THREAD=${name}`)],
]
