import { filesIn, inflateReport, Room, type InflatedReport } from '../../main/engine/inflate.ts';

/** All of the reports in a JSON, gzip or zip file, or the refusal of the first that cannot be inflated. */
export function inflateReports(bytes: Uint8Array, room = new Room()): InflatedReport[] {
  return filesIn(bytes, room).map((file) => inflateReport(file, room));
}
