/** `@mailwire/smtp/replies`: what replies (RFC 5321 4.2) and enhanced status codes (RFC 3463, RFC 5248) mean. No I/O. */
export {
  type EnhancedStatus,
  type EnhancedStatusMeaning,
  enhancedClasses,
  enhancedMeaning,
  enhancedStatuses,
  formatEnhancedStatus,
  parseEnhancedStatus,
} from './reply/enhanced-status.js'
export {
  formatReply,
  isTemporary,
  isTooManyRecipients,
  type Reply,
  type ReplyClass,
  type ReplyInit,
  replyClass,
} from './reply/reply.js'
