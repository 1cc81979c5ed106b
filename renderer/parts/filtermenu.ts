import { tableWords as words } from '../../shared/table-words.ts';
import { words as common } from '../../shared/words.ts';
import type { Desk } from '../desk.svelte.ts';
import { type ConditionKey, dimensionOf, valueLabel, withCondition } from '../filter.ts';
import { shortName } from './copymenu.ts';
import type { MenuEntry } from './menu.svelte.ts';

/** A report may have very many domains; so many of them are offered. */
const maxValues = 3;

/** An entry for each value that narrows the filter to it; none for what it is narrowed to already. */
export function filterEntries(desk: Desk, key: ConditionKey, values: string[]): MenuEntry[] {
  const dimension = dimensionOf[key];
  const { filter } = desk.navigation.place;
  return values
    .filter((value) => filter[key] !== value)
    .slice(0, maxValues)
    .map((value) => ({
      label: words.filterBy(common.dimensions[dimension], shortName(valueLabel(dimension, value))),
      run: () => desk.filterBy(withCondition(filter, key, value)),
    }));
}
