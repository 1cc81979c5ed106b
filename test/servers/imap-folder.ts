export interface ImapMail {
  uid: number;
  source: Buffer;
  internalDate: Date;
}

/** Mails in order of arrival. */
export class ImapFolder {
  uidValidity = 1;
  uidNext = 1;
  mails: ImapMail[] = [];
  #watchers = new Set<() => void>();

  constructor(mails: Iterable<Buffer | string>) {
    this.add(mails);
  }

  add(mails: Iterable<Buffer | string>, internalDate = new Date()): void {
    for (const mail of mails) {
      this.mails.push({ uid: this.uidNext, source: Buffer.from(mail), internalDate });
      this.uidNext += 1;
    }
    for (const tell of this.#watchers) tell();
  }

  remove(uid: number): void {
    this.mails = this.mails.filter((mail) => mail.uid !== uid);
  }

  /** Calls back when mails arrive; answers how to end that. */
  watch(tell: () => void): () => void {
    this.#watchers.add(tell);
    return () => this.#watchers.delete(tell);
  }

  /** The mails of a UID set such as `1:4,7,9:*`, with their sequence numbers. */
  select(uidSet: string): { number: number; mail: ImapMail }[] {
    const last = this.mails.at(-1)?.uid ?? 0;
    const ranges = uidSet.split(',').map((range) => {
      const [from = 0, to = from] = range.split(':').map((bound) => (bound === '*' ? last : Number(bound)));
      return [Math.min(from, to), Math.max(from, to)] as const;
    });
    const isWanted = (uid: number) => ranges.some(([from, to]) => uid >= from && uid <= to);
    return this.mails.map((mail, index) => ({ number: index + 1, mail })).filter(({ mail }) => isWanted(mail.uid));
  }
}
