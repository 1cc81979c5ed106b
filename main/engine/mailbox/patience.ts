/** How long a server may take. */
export interface Patience {
  connectMs: number;
  greetingMs: number;
  /** For an answer; as often an idle connection shows that it is still there. */
  silenceMs: number;
  /** Until the login is done, at a fair pace. */
  loginMs: number;
  /** For the whole of an answer, at a fair pace: the first opening of a large folder takes minutes. */
  answerMs: number;
  logoutMs: number;
  /** An IDLE that the server ends sooner is not begun again before this has passed. */
  idleMs: number;
  /** News that come sooner after the last are told of together. */
  newsMs: number;
}

export const patience: Patience = {
  connectMs: 20_000,
  greetingMs: 15_000,
  silenceMs: 60_000,
  loginMs: 120_000,
  answerMs: 600_000,
  logoutMs: 3_000,
  idleMs: 10_000,
  newsMs: 1_000,
};
