import { describe, expect, test } from 'vitest';
import { Navigation } from '../../renderer/navigation.svelte.ts';

describe('history', () => {
  test('back undoes a drill-down, filter and dimension together; forward repeats it', () => {
    const navigation = new Navigation();
    navigation.go({ view: 'failures' });
    navigation.go({ filter: { resultType: 'tlsa-invalid' }, by: 'receiving-mx-hostname' });
    navigation.back();
    expect(navigation.place).toMatchObject({ view: 'failures', filter: {}, by: 'result-type' });
    navigation.forward();
    expect(navigation.place).toMatchObject({ filter: { resultType: 'tlsa-invalid' }, by: 'receiving-mx-hostname' });
  });

  test('the filter goes along from view to view', () => {
    const navigation = new Navigation();
    navigation.go({ filter: { policyDomain: 'a.example' } });
    navigation.go({ view: 'failures' });
    expect(navigation.place.filter).toEqual({ policyDomain: 'a.example' });
  });

  test('opening a report and coming back leaves the very same filter, so the list keeps its place', () => {
    const navigation = new Navigation();
    navigation.go({ filter: { failuresOnly: true } });
    const { filter } = navigation.place;
    navigation.go({ view: 'report', reportId: 7 });
    navigation.back();
    expect(navigation.place.filter).toBe(filter);
  });

  test('going to where one is already is no step', () => {
    const navigation = new Navigation();
    navigation.go({ view: 'overview', filter: {} });
    expect(navigation.canGoBack).toBe(false);
  });

  test('a new step drops what lay ahead', () => {
    const navigation = new Navigation();
    navigation.go({ view: 'failures' });
    navigation.back();
    navigation.go({ view: 'mailboxes' });
    expect(navigation.canGoForward).toBe(false);
    navigation.back();
    expect(navigation.place.view).toBe('overview');
  });

  test('refining changes the present place without a step', () => {
    const navigation = new Navigation();
    navigation.go({ filter: { search: 'm' } });
    navigation.refine({ filter: { search: 'mx1' } });
    navigation.back();
    expect(navigation.place.filter).toEqual({});
  });

  test('the history does not grow without end, and its ends are firm', () => {
    const navigation = new Navigation();
    for (let id = 1; id <= 500; id += 1) navigation.go({ view: 'report', reportId: id });
    expect(navigation.place.reportId).toBe(500);
    navigation.forward();
    for (let step = 0; step < 500; step += 1) navigation.back();
    expect(navigation.place.reportId).toBe(301);
    expect(navigation.canGoBack).toBe(false);
  });
});
