/**
 * Puts rows in an order to be cut, of which the column `isVerified` says whether a verified report has them: one that
 * is verified and one that is not in turns, each by `order`. However many are made up, they take half of the places.
 */
export function inTurns(order: string): string {
  return `row_number() OVER (PARTITION BY isVerified ORDER BY ${order})`;
}
