/** What the mail host announces to a client that is logged in: its sessions tell it, and its searches keep to it. */
import { threadAlgorithms } from '@mailwire/imap/serve'
import { APPEND_LIMIT } from './imap-list.js'

/** The capabilities beside IMAP4rev1. All that they stand for is done. */
export const EXTENSIONS: readonly string[] = [
  ...['UNSELECT', 'NAMESPACE', 'ENABLE', 'IDLE', 'UIDPLUS', 'MOVE', 'CHILDREN', 'LIST-EXTENDED', 'LIST-STATUS'],
  ...['STATUS=SIZE', 'ESEARCH', 'SEARCHRES', 'WITHIN', 'CONDSTORE', 'QRESYNC', `APPENDLIMIT=${APPEND_LIMIT}`],
  ...['SORT', 'SORT=DISPLAY', 'ESORT', ...threadAlgorithms.map(name => `THREAD=${name}`)],
]
