import type { Filter } from '../../shared/contract.ts';
import { DeskError } from '../../shared/error.ts';
import { checked, filter as filterSchema } from '../engine/arguments.ts';
import type { Store } from '../engine/store/store.ts';
import type { Typed } from './command.ts';
import { conditions, type Condition } from './filter.ts';
import { withStore } from './place.ts';

/** Asks an existing store what matches the filter that was typed. Throws usage for a value that is none. */
export function askStore(typed: Typed, ask: (store: Store, filter: Filter) => Promise<number> | number) {
  const filter = filterOf(typed);
  return withStore(typed, (store) => {
    requireKnown(store, typed);
    return ask(store, filter);
  });
}

function filterOf(typed: Typed): Filter {
  const values = typedConditions(typed).map(([name, text, { key, read }]) => [key, read?.(`--${name}`, text) ?? text]);
  const failuresOnly = typed.on['failures-only'] === true ? { failuresOnly: true } : {};
  const filter = checked(filterSchema, { ...Object.fromEntries(values), ...failuresOnly });
  if (filter.since !== undefined && filter.until !== undefined && filter.since > filter.until) {
    throw new DeskError('usage', `--since ${filter.since} is after --until ${filter.until}`);
  }
  return filter;
}

/** A type that nobody knows and no report has is a slip of the fingers, which would find nothing. */
function requireKnown(store: Store, typed: Typed): void {
  for (const [name, text, { known }] of typedConditions(typed)) {
    if (known === undefined || known.values.includes(text)) continue;
    const occurring = store.choices()[known.occurring];
    if (occurring.includes(text)) continue;
    const values = [...new Set([...known.values, ...occurring])];
    throw new DeskError('usage', `--${name} takes one of ${values.join(', ')}; not ${text}`);
  }
}

function typedConditions({ text }: Typed): [name: string, text: string, Condition][] {
  return Object.entries(conditions).flatMap(([name, condition]) => {
    const typed = text[name];
    return typed === undefined ? [] : [[name, typed, condition]];
  });
}
