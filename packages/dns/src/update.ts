/** `@mailwire/dns/update`: dynamic updates of a zone (RFC 2136). No I/O. */
export {
  addRecord,
  deleteName,
  deleteRecord,
  deleteRrset,
  nameInUse,
  nameNotInUse,
  rrsetDoesNotExist,
  rrsetExists,
  rrsetExistsWithData,
  type UpdateInit,
  type UpdateRecord,
  updateMessage,
} from './message/update.js'
