import { type Problem, problemOf } from '../shared/contract.ts';
import { asDeskError } from '../shared/error.ts';

/**
 * The answer to the latest question. Asking anew cancels the question before; its value stays until the new one is
 * there, so that nothing flickers, and `isStale` tells that it answers an older question.
 */
export class Latest<T> {
  value = $state.raw<T | null>(null);
  problem = $state.raw<Problem | null>(null);
  isStale = $state(false);
  #controller: AbortController | null = null;

  async ask(question: (signal: AbortSignal) => Promise<T>): Promise<void> {
    this.#controller?.abort();
    const controller = new AbortController();
    this.#controller = controller;
    this.isStale = this.value !== null;
    try {
      const value = await question(controller.signal);
      if (this.#controller === controller) this.#settle(value, null);
    } catch (thrown) {
      if (this.#controller === controller) this.#settle(this.value, problemOf(asDeskError(thrown)));
    }
  }

  /** Forgets the answer, for a question about something else altogether. */
  clear(): void {
    this.#controller?.abort();
    this.#controller = null;
    this.#settle(null, null);
  }

  #settle(value: T | null, problem: Problem | null): void {
    this.value = value;
    this.problem = problem;
    this.isStale = false;
  }
}
