/** Reading of values that come from outside: a wrong type becomes an empty value, never an exception in a screen. */

export type Row = Record<string, unknown>;

export function asRow(value: unknown): Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Row) : {};
}

export function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Objects may arrive as JSON text: a feed row has the column as its table stores it. */
export function asJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

export function asTextOrNull(value: unknown): string | null {
  return asText(value) || null;
}

export function asNumber(value: unknown, fallback = 0): number {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : fallback;
}

export function asNumberOrNull(value: unknown): number | null {
  return value === null || value === undefined || value === '' ? null : asNumber(value);
}

export function asFlag(value: unknown): boolean {
  return value === true || value === 1 || value === 't' || value === 'true';
}

export function asOneOf<T extends string>(value: unknown, allowed: readonly T[], fallback: T): T {
  return allowed.find((each) => each === value) ?? fallback;
}

export function asTexts(value: unknown): string[] {
  return asList(value).map(asText).filter(Boolean);
}
