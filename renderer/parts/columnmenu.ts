import { tableWords as words } from '../../shared/table-words.ts';
import type { ColumnLayout, ColumnPlan } from './columns.svelte.ts';
import type { MenuEntry } from './menu.svelte.ts';

/** One step of the keyboard. */
export const widthStepPx = 16;

export interface ColumnActions {
  /** Changes the column's width by so much. */
  widen(px: number): void;
  /** Only where the table can be sorted by the column. */
  sort: ((isDescending: boolean) => void) | null;
  isMac: boolean;
}

/** Which columns there are. */
export function columnsEntries<Plan extends ColumnPlan>(layout: ColumnLayout<Plan>): MenuEntry[] {
  return [
    ...layout.all.map((plan) => ({
      label: plan.title,
      isChecked: layout.isShown(plan),
      isDisabled: !layout.canHide(plan),
      run: () => layout.toggle(plan),
    })),
    'separator',
    { label: words.reset, isDisabled: layout.isAsPlanned, run: () => layout.reset() },
  ];
}

/** What can be done with one column, and then with all of them. */
export function columnEntries<Plan extends ColumnPlan>(
  layout: ColumnLayout<Plan>,
  plan: Plan,
  { widen, sort, isMac }: ColumnActions,
): MenuEntry[] {
  const [moveKey, widthKey] = isMac ? ['⌘', '⇧'] : ['Ctrl+', 'Shift+'];
  const { key, title } = plan;
  const sorting: MenuEntry[] =
    sort === null
      ? []
      : [
          { label: words.sortAscending, run: () => sort(false) },
          { label: words.sortDescending, run: () => sort(true) },
          'separator',
        ];
  return [
    ...sorting,
    {
      label: words.moveLeft,
      hint: `${moveKey}←`,
      isDisabled: !layout.canMove(key, -1),
      run: () => layout.move(key, -1),
    },
    {
      label: words.moveRight,
      hint: `${moveKey}→`,
      isDisabled: !layout.canMove(key, 1),
      run: () => layout.move(key, 1),
    },
    { label: words.narrower, hint: `${widthKey}←`, run: () => widen(-widthStepPx) },
    { label: words.wider, hint: `${widthKey}→`, run: () => widen(widthStepPx) },
    { label: words.plannedWidth, run: () => layout.resetWidth(key) },
    { label: words.hide(title), isDisabled: !layout.canHide(plan), run: () => layout.toggle(plan) },
    'separator',
    ...columnsEntries(layout),
  ];
}
