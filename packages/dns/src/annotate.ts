/** `@mailwire/dns/annotate`: which bytes of a message mean what. No I/O. */
export { type AnnotateOptions, type Annotation, annotateMessage } from './message/annotate.js'
