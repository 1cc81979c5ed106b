// Mails that give back another mail, which was sent from here: a report in that one is about somebody else’s domain.

/** Of bounces (RFC 3464), receipts (RFC 8098) and complaints about abuse (RFC 5965); the global ones are RFC 6533's. */
const noticeTypes = new Set([
  'message/delivery-status',
  'message/global-delivery-status',
  'message/disposition-notification',
  'message/global-disposition-notification',
  'message/feedback-report',
]);

/** Whether a part of this type makes its mail such a one, whatever else is left of its labels. */
export function isNotice(mediaType: string): boolean {
  return noticeTypes.has(mediaType);
}

const returningTypes = new Set(['delivery-status', 'disposition-notification', 'feedback-report']);

/**
 * Whether a mail attached in a multipart/report of this type is given back. A report that is in one directly, without a
 * notice beside it, is only labelled wrongly.
 */
export function isReturning(reportType: string | null): boolean {
  return reportType !== null && returningTypes.has(reportType.trim().toLowerCase());
}
