import { Refusal } from '../../../shared/error.ts';
import type { Deviations } from './deviations.ts';
import { readCount } from './counts.ts';
import { readDomain } from './domain.ts';
import { foldedName } from './fieldname.ts';
import { maxDomainLength, maxNameLength } from './limits.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import { readText, readTextList } from './text.ts';

/** Names of drafts before RFC 8460, still sent by reporters built on them, and what others call a range's ends. */
const otherNames: Record<string, string[]> = {
  'start-datetime': ['begin-datetime', 'start-date', 'start-time', 'start', 'begin'],
  'end-datetime': ['end-date', 'end-time', 'end'],
  'mx-host': ['mx-host-pattern'],
  'additional-information': ['additional-info-uri'],
  'failure-reason-code': ['failure-error-code'],
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
    const key = this.#keyOf(name);
    if (key === undefined) return undefined;
    if (key !== name) {
      const code = key.toLowerCase() === name ? 'field-other-case' : 'field-other-name';
      this.#deviations.note(code, this.path(name));
    }
    return this.#source[key];
  }

  /** Whether it has any of these, by whatever name. */
  hasAny(names: string[]): boolean {
    return names.some((name) => this.#keyOf(name) !== undefined);
  }

  /** '' when the reporter left it out; cut where it is longer than anybody's. */
  text(name: string, maxLength: number): string {
    const value = this.value(name);
    return value === undefined || value === null ? '' : readText(value, maxLength, this.path(name), this.#deviations);
  }

  /** As `text`, for a field that the RFC requires: its absence is noted. */
  requiredText(name: string, maxLength = maxNameLength): string {
    const value = this.value(name);
    if (value !== undefined && value !== null) return readText(value, maxLength, this.path(name), this.#deviations);
    this.#deviations.note('field-missing', this.path(name));
    return '';
  }

  /** Throws Refusal string-too-long: sessions are counted by it, and what is left of one that is cut is no domain. */
  requiredDomain(name: string): string {
    const text = this.requiredText(name, Infinity).trim();
    if (text.length > maxDomainLength) throw new Refusal('string-too-long', this.path(name));
    return readDomain(text, this.path(name), this.#deviations);
  }

  /** 0 when absent, which is noted. */
  count(name: string): number {
    const count = readCount(this.value(name), this.path(name), this.#deviations);
    if (count === undefined) this.#deviations.note('count-missing', this.path(name));
    return count ?? 0;
  }

  /** undefined when absent. Who misspells the name says it in the one field that counts something and has `part` in it. */
  countAlike(name: string, part: string): number | undefined {
    if (this.hasAny([name])) return readCount(this.value(name), this.path(name), this.#deviations);
    const key = this.#keyOfCount(part);
    if (key === undefined) return undefined;
    this.#deviations.note('field-other-name', this.path(name));
    return readCount(this.#source[key], this.path(name), this.#deviations);
  }

  hasCountAlike(name: string, part: string): boolean {
    return this.hasAny([name]) || this.#keyOfCount(part) !== undefined;
  }

  /** [] when absent, which is noted where the RFC gives the list a meaning. */
  textList(name: string, required: boolean): string[] {
    const value = this.value(name);
    if (value !== undefined) return readTextList(value, this.path(name), this.#deviations);
    if (required) this.#deviations.note('list-missing', this.path(name));
    return [];
  }

  /**
   * An object within, or the only one of a list. One that is absent or no object reads as an empty one, so that each
   * field notes its absence.
   */
  object(name: string): Fields {
    const value = this.value(name);
    const only: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
    if (only !== value) this.#deviations.note('list-as-object', this.path(name));
    return new Fields(isJsonObject(only) ? only : {}, this.path(name), this.#deviations);
  }

  /** As `object`, or this one itself where these fields of the object stand beside it. */
  objectOrBeside(name: string, fields: string[]): Fields {
    const within = this.object(name);
    if (within.hasAny(fields) || !this.hasAny(fields)) return within;
    this.#deviations.note('field-misplaced', this.path(name));
    return this;
  }

  /**
   * The objects of a list; entries that have none of these fields are skipped. A list of one may have lost its
   * brackets, and one of several may have names in their stead.
   */
  objects(name: string, fields: string[]): Fields[] {
    const value = this.value(name);
    if (value === null) this.#deviations.note('list-null', this.path(name));
    const objects: Fields[] = [];
    for (const [index, entry] of this.#entriesOf(name, value, fields).entries()) {
      const path = `${this.path(name)}[${index}]`;
      const object = isJsonObject(entry) ? new Fields(entry, path, this.#deviations) : null;
      if (object?.hasAny(fields)) objects.push(object);
      else this.#deviations.note('null-entry', path);
    }
    return objects;
  }

  #entriesOf(name: string, value: unknown, fields: string[]): unknown[] {
    if (Array.isArray(value)) return value;
    if (!isJsonObject(value)) return [];
    const isOne = new Fields(value, '', this.#deviations).hasAny(fields);
    this.#deviations.note(isOne ? 'list-missing' : 'object-as-list', this.path(name));
    return isOne ? [value] : Object.values(value);
  }

  /** The only field that may be a count and has this in its name. */
  #keyOfCount(part: string): string | undefined {
    const keys = Object.keys(this.#source).filter(
      (key) => key.toLowerCase().includes(part) && ['number', 'string'].includes(typeof this.#source[key]),
    );
    return keys.length === 1 ? keys[0] : undefined;
  }

  /** Under its own name, in another case or with other hyphens (camelCase, snake_case), or by one that others give it. */
  #keyOf(name: string): string | undefined {
    for (const each of [name, ...(otherNames[name] ?? [])]) {
      const key = Object.hasOwn(this.#source, each) ? each : this.#keyInOtherCase(each);
      if (key !== undefined) return key;
    }
    return undefined;
  }

  #keyInOtherCase(name: string): string | undefined {
    const folded = foldedName(name);
    return Object.keys(this.#source).find(
      (key) => key.length >= folded.length && key.length <= name.length + 2 && foldedName(key) === folded,
    );
  }
}
