import { describe, expect, test } from 'vitest';
import { DeskError } from '../../shared/error.ts';
import { type Page, type PageRequest, pageRows, Pages } from '../../renderer/parts/pages.svelte.ts';
import { settle } from './engine.ts';

interface Row {
  id: number;
  text: string;
}

/** A list whose row i has the id i and says `prefix + i`, answering when it is let. */
class Source {
  requests: PageRequest[] = [];
  prefix = 'a';
  total = 10_000;
  failure: DeskError | null = null;
  gate: Promise<void> = Promise.resolve();

  fetch = async ({ offset, limit, after }: PageRequest): Promise<Page<Row>> => {
    this.requests.push({ offset, limit, ...(after === undefined ? {} : { after }) });
    const { prefix, total, failure } = this;
    await this.gate;
    if (failure) throw failure;
    const rows = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, i) => ({
      id: offset + i,
      text: `${prefix}${offset + i}`,
    }));
    return { rows, total, last: String(offset + rows.length - 1) };
  };
}

function start(): { source: Source; pages: Pages<Row> } {
  const source = new Source();
  return { source, pages: new Pages(source.fetch) };
}

describe('pages of a long list', () => {
  test('nothing is fetched before it is known what the list shows', async () => {
    const { source, pages } = start();
    pages.want(0, 20);
    await settle();
    expect(source.requests).toEqual([]);
    expect(pages.total).toBeNull();
  });

  test('only the page in sight is fetched', async () => {
    const { source, pages } = start();
    pages.refresh();
    await settle();
    expect(source.requests).toEqual([{ offset: 0, limit: pageRows }]);
    expect(pages.row(0)?.text).toBe('a0');
    expect(pages.row(pageRows)).toBeUndefined();
  });

  test('the page after one that is there is asked for by its cursor', async () => {
    const { source, pages } = start();
    pages.refresh();
    await settle();
    pages.want(pageRows - 5, pageRows + 5);
    await settle();
    expect(source.requests.at(-1)).toEqual({ offset: pageRows, limit: pageRows, after: String(pageRows - 1) });
    expect(pages.row(pageRows + 3)?.text).toBe(`a${pageRows + 3}`);
  });

  test('while the scrollbar is dragged, pages that went out of sight are not asked for', async () => {
    const { source, pages } = start();
    pages.refresh();
    await settle();
    let open = () => {};
    source.gate = new Promise((resolve) => (open = resolve));
    for (let page = 5; page <= 40; page += 1) pages.want(page * pageRows, page * pageRows + 20);
    open();
    await settle();
    expect(source.requests.map(({ offset }) => offset / pageRows)).toEqual([0, 5, 40]);
  });

  test('a refresh keeps the old rows in sight until the new ones come', async () => {
    const { source, pages } = start();
    pages.refresh();
    await settle();
    source.prefix = 'b';
    source.total = 3;
    pages.refresh();
    expect([pages.row(0)?.text, pages.isStale, pages.total]).toEqual(['a0', true, 10_000]);
    await settle();
    expect([pages.row(0)?.text, pages.isStale, pages.total]).toEqual(['b0', false, 3]);
  });

  test('an answer to an older question is dropped', async () => {
    const { source, pages } = start();
    let answerFirst = () => {};
    let answerSecond = () => {};
    source.gate = new Promise((resolve) => (answerFirst = resolve));
    pages.refresh();
    source.prefix = 'b';
    source.gate = new Promise((resolve) => (answerSecond = resolve));
    pages.refresh();
    answerFirst();
    await settle();
    expect([pages.row(0)?.text, pages.total]).toEqual([undefined, null]);
    answerSecond();
    await settle();
    expect(pages.row(0)?.text).toBe('b0');
  });

  test('rows scrolled far away are forgotten and fetched anew', async () => {
    const { source, pages } = start();
    source.total = 100 * pageRows;
    pages.refresh();
    await settle();
    for (let page = 1; page < 60; page += 1) {
      pages.want(page * pageRows, page * pageRows + 20);
      await settle();
    }
    expect(pages.row(0)).toBeUndefined();
    pages.want(0, 20);
    await settle();
    expect(pages.row(0)?.text).toBe('a0');
  });

  test('where a row stands is told by its id, but not from pages that answer an older question', async () => {
    const { source, pages } = start();
    pages.refresh();
    await settle();
    pages.want(pageRows, pageRows + 20);
    await settle();
    expect([pages.indexOf(7), pages.indexOf(pageRows + 7), pages.indexOf(5_000)]).toEqual([7, pageRows + 7, -1]);
    source.gate = new Promise(() => {});
    pages.refresh();
    expect(pages.indexOf(7)).toBe(-1);
  });

  test('nothing is asked for past the end', async () => {
    const { source, pages } = start();
    source.total = 30;
    pages.refresh();
    await settle();
    pages.want(0, 5 * pageRows);
    await settle();
    expect(source.requests).toHaveLength(1);
  });

  test('a failure is told once, and the next refresh tries again', async () => {
    const { source, pages } = start();
    source.failure = new DeskError('store-corrupt', 'page 7');
    pages.refresh();
    await settle();
    expect(pages.problem).toEqual({ code: 'store-corrupt', detail: 'page 7' });
    expect(source.requests).toHaveLength(1);
    source.failure = null;
    pages.refresh();
    await settle();
    expect([pages.problem, pages.row(0)?.text]).toEqual([null, 'a0']);
  });
});
