import { asJson, asList, asRow } from './read';

/**
 * Readers of documents, and the types that follow from them: a document's shape is written once. A reader never throws; what
 * is missing or of the wrong type becomes empty.
 */
export type Reader<T> = (value: unknown) => T;
export type Read<R> = R extends Reader<infer T> ? T : never;

export function shape<R extends Record<string, Reader<unknown>>>(readers: R): Reader<{ [K in keyof R]: Read<R[K]> }> {
  const names = Object.keys(readers);
  return (value) => {
    const row = asRow(asJson(value));
    return Object.fromEntries(names.map((name) => [name, readers[name]?.(row[name])])) as {
      [K in keyof R]: Read<R[K]>;
    };
  };
}

export function list<T>(each: Reader<T>): Reader<T[]> {
  return (value) => asList(asJson(value)).map(each);
}

/** A map with any keys, like counts by kind. */
export function dictionary<T>(each: Reader<T>): Reader<Record<string, T>> {
  return (value) => Object.fromEntries(Object.entries(asRow(asJson(value))).map(([key, one]) => [key, each(one)]));
}

/** null where the document has none. */
export function orNull<T>(reader: Reader<T>): Reader<T | null> {
  return (value) => (value === null || value === undefined ? null : reader(value));
}
