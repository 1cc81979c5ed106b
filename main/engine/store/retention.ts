import type { Database } from 'better-sqlite3';
import { forgetKindDaysBefore, KindDays } from './kinddays.ts';

/**
 * Removes the reports whose days begin before `day` (UTC days since 1970) with the headers of their mails, and the sources of
 * mails refused before it. What became of each message stays on record, so that fetched = stored + duplicate + refused
 * + pending still holds and a mailbox is not read again. Answers the number of reports removed; their room is given back by
 * Store.giveBackRoom.
 */
export function removeReportsBefore(database: Database, day: number): number {
  const endsLater = 'SELECT 1 FROM failure WHERE days > 1 AND day < ? AND day + days > ?';
  const isCutThrough = database.prepare<[number, number]>(endsLater).get(day, day) !== undefined;
  const old = 'SELECT id FROM report WHERE day < $day';
  for (const sql of [
    'DELETE FROM failure WHERE day < $day',
    'DELETE FROM policy WHERE day < $day',
    `DELETE FROM message_report WHERE report IN (${old})`,
    `DELETE FROM original WHERE report IN (${old})`,
    'DELETE FROM removed_report WHERE day < $day',
    `DELETE FROM refused_source
     WHERE message IN (SELECT id FROM message WHERE outcome = 'refused' AND received_at <> ''
       AND unixepoch(received_at) < $day * 86400)`,
  ]) {
    database.prepare(sql).run({ day });
  }
  const { changes } = database.prepare('DELETE FROM report WHERE day < $day').run({ day });
  if (changes === 0) return 0;
  // Of reports that go because they began before the day, kinds may be known to have been met after it.
  if (isCutThrough) new KindDays(database).rebuild();
  else forgetKindDaysBefore(database, day);
  const kept = 'SELECT message FROM report UNION ALL SELECT message FROM removed_report';
  database.exec(`
    DELETE FROM message_header WHERE message NOT IN (${kept});
    DELETE FROM refused_source WHERE message NOT IN (${kept})
      AND (SELECT outcome FROM message WHERE id = refused_source.message) <> 'refused';`);
  return changes;
}
