import type { Authenticity } from '../../../shared/model.ts';

/** How far a report is known to come from whom it names; undefined of the others, which anyone could have sent. */
export const proofLevels: Partial<Record<Authenticity, number>> = { 'not-checked': 1, verified: 2 };
