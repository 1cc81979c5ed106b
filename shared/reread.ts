/** What reading all originals and refused mails again came to. */
export interface RereadResult {
  reports: number;
  /** Reports that are read differently now, and refused messages that hold a report after all. */
  changed: number;
  accepted: number;
}
