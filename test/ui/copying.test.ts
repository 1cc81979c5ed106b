import { describe, expect, test } from 'vitest';
import { Copier } from '../../renderer/parts/copier.svelte.ts';
import { copiedRowsLimit, formatted } from '../../renderer/parts/copying.ts';
import { GridCopy } from '../../renderer/parts/gridcopy.ts';
import { type Column, GridState } from '../../renderer/parts/grid.svelte.ts';
import { Pages } from '../../renderer/parts/pages.svelte.ts';
import { compact } from '../../renderer/parts/plaintable.ts';
import { RowSelection } from '../../renderer/parts/selection.svelte.ts';
import { settle } from './engine.ts';

const table = (...rows: string[][]) => ({ titles: ['Organization', 'Failed'], rows });

function copierOf(write: (text: string) => Promise<void> = () => Promise.resolve()) {
  const written: string[] = [];
  const copier = new Copier(async (text) => {
    await write(text);
    written.push(text);
  });
  return { copier, written };
}

describe('a spreadsheet', () => {
  test('takes a row a line and a cell a tab, whatever the cells hold', () => {
    expect(formatted(table(['a\tb', '1'], ['two\r\nlines', '2']), 'tsv')).toBe(
      'Organization\tFailed\na b\t1\ntwo lines\t2',
    );
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', ' =1', '"=1', '\uff1d1', '\u200b=1', '\u00ad=1'])(
    'never runs %j',
    (formula) => {
      for (const format of ['tsv', 'csv'] as const) {
        const [, line = ''] = formatted(table([formula, '1']), format).split('\n');
        expect(line.replace(/^"/, '').startsWith("'")).toBe(true);
      }
    },
  );

  test('reads quotes, commas and line ends in CSV as they were', () => {
    expect(formatted(table(['Example, "Inc."\nMail', '3']), 'csv')).toBe(
      'Organization,Failed\r\n"Example, ""Inc.""\nMail",3\r\n',
    );
  });
});

test('text is aligned for reading, one line a row, but not for the sake of one very long cell', () => {
  expect(formatted(table(['Google', '12'], ['a\nb', '3']), 'text')).toBe(
    ['Organization  Failed', 'Google        12', 'a b           3'].join('\n'),
  );
  const [head = ''] = formatted(table(['x'.repeat(900), '1']), 'text').split('\n');
  expect(head.length).toBeLessThan(80);
});

describe('what is said about it', () => {
  test('how many rows were copied, and how many were not', async () => {
    const { copier, written } = copierOf();
    await copier.copyTable(() => Promise.resolve(table(['a', '1'])), 'csv', 1);
    expect(copier.notice).toEqual({ isDone: true, title: 'Copied 1 row', text: '' });
    const many = Array.from({ length: copiedRowsLimit + 5 }, () => ['a', '1']);
    await copier.copyTable(() => Promise.resolve(table(...many)), 'csv', 1_200_000);
    expect(copier.notice).toEqual({
      isDone: true,
      title: 'Copied 10,000 rows',
      text: 'Of 1,200,000 rows. Export has all of them.',
    });
    expect(written[1]?.split('\r\n')).toHaveLength(copiedRowsLimit + 2);
    copier.dismiss();
    expect(copier.notice).toBeNull();
  });

  test('that the clipboard did not take it, or that the rows did not come', async () => {
    const { copier } = copierOf(() => Promise.reject(new Error('denied')));
    await copier.copyText('a');
    expect(copier.notice?.isDone).toBe(false);
    await copier.copyTable(() => Promise.reject(new Error('engine')), 'csv', 1);
    expect(copier.notice?.isDone).toBe(false);
    copier.dismiss();
  });
});

describe('rows of a long list', () => {
  const total = 3_500;
  interface Row {
    id: number;
  }
  const columns: Column<Row>[] = [
    { key: 'id', title: 'Id', track: '40px', text: (row) => String(row.id), cell: (() => {}) as never },
  ];

  async function listOf() {
    const asked: number[] = [];
    const pages = new Pages<Row>(({ offset, limit }) => {
      asked.push(offset);
      const length = Math.max(0, Math.min(limit, total - offset));
      return Promise.resolve({ rows: Array.from({ length }, (_, index) => ({ id: offset + index + 1 })), total });
    });
    const grid = new GridState<Row>(pages);
    pages.refresh();
    grid.resize(280);
    await settle();
    const selection = new RowSelection({ total, idsBetween: () => Promise.resolve([]), indexOf: (id) => id - 1 });
    const { copier, written } = copierOf();
    return { copy: new GridCopy(grid, selection, copier), selection, copier, written, asked };
  }
  const lines = (text = '') => text.split('\n').slice(1);

  test('the row at hand alone, though others are selected', async () => {
    const { copy, selection, written } = await listOf();
    selection.toggle(7);
    await copy.rows(columns, { id: 3 }, 'tsv');
    expect([copy.count({ id: 3 }), lines(written[0])]).toEqual([1, ['3']]);
  });

  test('the selected rows in the order of the list, without asking for what is there', async () => {
    const { copy, selection, written, asked } = await listOf();
    for (const id of [9, 4, 6]) selection.toggle(id);
    const before = asked.length;
    await copy.rows(columns, { id: 4 }, 'tsv');
    expect([copy.count({ id: 4 }), lines(written[0]), asked.length]).toEqual([3, ['4', '6', '9'], before]);
  });

  test('selected rows that have left the page are asked for', async () => {
    const { copy, selection, copier, written } = await listOf();
    for (const id of [2_900, 4]) selection.toggle(id);
    await copy.rows(columns, { id: 4 }, 'tsv');
    expect([lines(written[0]), copier.notice?.title]).toEqual([['4', '2900'], 'Copied 2 rows']);
    copier.dismiss();
  });

  test('all of them, by selection or by wish', async () => {
    const { copy, selection, copier, written } = await listOf();
    selection.selectAll();
    await copy.rows(columns, { id: 4 }, 'tsv');
    await copy.all(columns, 'tsv');
    expect(written.map((text) => lines(text).length)).toEqual([total, total]);
    copier.dismiss();
  });
});

test('of a table on the page: numbers without separators, and no column that says nothing', () => {
  const read = compact({
    titles: ['Host', '', 'Failed', 'What it means'],
    rows: [
      ['mx1', '', '1,234,567', ''],
      ['mx2', '', '1,23', ''],
    ],
  });
  expect(read).toEqual({
    titles: ['Host', 'Failed'],
    rows: [
      ['mx1', '1234567'],
      ['mx2', '1,23'],
    ],
  });
});
