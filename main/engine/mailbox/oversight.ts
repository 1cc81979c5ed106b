import type { DeskError } from '../../../shared/error.ts';
import { Budget, type Allowance } from './budget.ts';
import { mailboxFailure } from './failure.ts';
import { LastWords } from './lastwords.ts';
import { budgetIntervalMs } from './limits.ts';
import { meaningOf, retryHintMs } from './serverwords.ts';
import { CountedSockets } from './sockets.ts';

/** Looks on while a server answers, and ends a connection over which too much comes, or too slowly. */
export class Oversight {
  readonly lastWords = new LastWords();
  readonly sockets = new CountedSockets();
  /** Bytes as they come out of decompression. */
  #received: () => number;
  #hangUp: (reason: DeskError) => void;

  constructor(received: () => number, hangUp: (reason: DeskError) => void) {
    this.#received = received;
    this.#hangUp = hangUp;
  }

  /** A command begins; answers how to tell that it has ended. */
  begin(allowance: Allowance): () => void {
    this.lastWords.refusal = '';
    const budget = new Budget(() => this.#traffic(), allowance);
    const timer = setInterval(() => {
      const reason = this.#throttling() ?? budget.breach();
      if (reason !== null) this.#hangUp(reason);
    }, budgetIntervalMs);
    return () => clearInterval(timer);
  }

  #traffic() {
    return { bytes: Math.max(this.#received(), this.sockets.bytesRead), lines: this.lastWords.lines };
  }

  /** Told how long to wait, imapflow keeps the connection and waits itself: that is the poller's to do. */
  #throttling(): DeskError | null {
    const { refusal } = this.lastWords;
    if (retryHintMs(refusal) === null || meaningOf(refusal) !== 'throttled') return null;
    return mailboxFailure(this.lastWords.asError(), refusal);
  }
}
