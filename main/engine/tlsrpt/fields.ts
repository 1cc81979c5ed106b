import type { Deviations } from './deviations.ts';
import { readCount } from './counts.ts';
import { readDomain } from './domain.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import { readText, readTextList } from './text.ts';

/** Names of drafts before RFC 8460, still sent by reporters built on them. */
const draftNames: Record<string, string> = {
  'mx-host': 'mx-host-pattern',
  'additional-information': 'additional-info-uri',
  'failure-reason-code': 'failure-error-code',
};

/** One object of the report's JSON: its fields by their RFC 8460 names, each tolerance noted with the field's path. */
export class Fields {
  readonly #source: JsonObject;
  readonly #prefix: string;
  readonly #deviations: Deviations;

  /** `path` is the object's own, '' for the report. */
  constructor(source: JsonObject, path: string, deviations: Deviations) {
    this.#source = source;
    this.#prefix = path === '' ? '' : `${path}.`;
    this.#deviations = deviations;
  }

  path(name: string): string {
    return this.#prefix + name;
  }

  /** The raw value, undefined when absent. */
  value(name: string): unknown {
    if (Object.hasOwn(this.#source, name)) return this.#source[name];
    const inOtherCase = this.#keyInOtherCase(name);
    if (inOtherCase !== undefined) {
      this.#deviations.note(inOtherCase.includes('_') ? 'field-other-name' : 'field-other-case', this.path(name));
      return this.#source[inOtherCase];
    }
    const draftName = draftNames[name];
    if (draftName === undefined) return undefined;
    const key = Object.hasOwn(this.#source, draftName) ? draftName : this.#keyInOtherCase(draftName);
    if (key === undefined) return undefined;
    this.#deviations.note('field-other-name', this.path(name));
    return this.#source[key];
  }

  /** '' when the reporter left it out. */
  text(name: string): string {
    const value = this.value(name);
    return value === undefined || value === null ? '' : readText(value, this.path(name), this.#deviations);
  }

  /** As `text`, for a field that the RFC requires: its absence is noted. */
  requiredText(name: string): string {
    const value = this.value(name);
    if (value !== undefined && value !== null) return readText(value, this.path(name), this.#deviations);
    this.#deviations.note('field-missing', this.path(name));
    return '';
  }

  requiredDomain(name: string): string {
    return readDomain(this.requiredText(name), this.path(name), this.#deviations);
  }

  count(name: string): number {
    return readCount(this.value(name), this.path(name), this.#deviations);
  }

  /** [] when absent, which is noted where the RFC gives the list a meaning. */
  textList(name: string, required: boolean): string[] {
    const value = this.value(name);
    if (value !== undefined) return readTextList(value, this.path(name), this.#deviations);
    if (required) this.#deviations.note('list-missing', this.path(name));
    return [];
  }

  /** An object within; one that is absent or no object reads as an empty one, so that each field notes its absence. */
  object(name: string): Fields {
    const value = this.value(name);
    return new Fields(isJsonObject(value) ? value : {}, this.path(name), this.#deviations);
  }

  /** The objects of a list; entries that are none are skipped. A list of one may have lost its brackets. */
  objects(name: string): Fields[] {
    const value = this.value(name);
    if (value === null) this.#deviations.note('list-null', this.path(name));
    if (isJsonObject(value)) this.#deviations.note('list-missing', this.path(name));
    const entries: unknown[] = Array.isArray(value) ? value : isJsonObject(value) ? [value] : [];
    const objects: Fields[] = [];
    for (const [index, entry] of entries.entries()) {
      const path = `${this.path(name)}[${index}]`;
      if (isJsonObject(entry)) objects.push(new Fields(entry, path, this.#deviations));
      else this.#deviations.note('null-entry', path);
    }
    return objects;
  }

  #keyInOtherCase(name: string): string | undefined {
    return Object.keys(this.#source).find(
      (key) => key.length === name.length && key.toLowerCase().replaceAll('_', '-') === name,
    );
  }
}
